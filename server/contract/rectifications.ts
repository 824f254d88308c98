/** 整改: what a department does about the opinions handed to it, in the five parts of 桂绩办发〔2015〕35号 (R4), and its publication. */
import { z } from 'zod';
import { handedOpinionSchema } from './opinions.ts';
import { day, defineRoute, id, instant } from './route.ts';

/** R5: what was published stays at least thirty days. */
export const publicDays = 30;

const part = (name: string) =>
  z
    .string()
    .max(2000, `${name}不超过2000个字`)
    .default('')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), `${name}里有不能显示的字符，请删去后再保存`);

export const rectificationParts = [
  { key: 'problem', label: '存在问题', asked: '意见反映的问题，概括地写，不要写谁提的' },
  { key: 'goal', label: '整改目标', asked: '改到什么程度算改好' },
  { key: 'measures', label: '整改措施', asked: '做了什么、准备做什么' },
  { key: 'progress', label: '工作进展', asked: '到现在做到哪一步' },
  { key: 'results', label: '整改成效', asked: '改了以后有什么变化；还没有成效的可以先空着' },
] as const;

export const rectificationStatusSchema = z.enum(['planned', 'under-way', 'done', 'long-term']);
export const rectificationStatusLabels: Readonly<Record<z.infer<typeof rectificationStatusSchema>, string>> = {
  planned: '计划整改',
  'under-way': '正在整改',
  done: '已完成',
  'long-term': '长期坚持',
};

export const rectificationContentSchema = z.object({
  title: z.string().trim().min(2, '请给整改事项起个名字，2到60个字').max(60, '名称不超过60个字'),
  problem: part('存在问题'),
  goal: part('整改目标'),
  measures: part('整改措施'),
  progress: part('工作进展'),
  results: part('整改成效'),
  /** 责任单位、责任人: an office or the post of somebody. */
  responsible: z.string().trim().max(100, '责任单位和责任人不超过100个字').default(''),
  dueOn: day.nullable().default(null),
  status: rectificationStatusSchema,
});
export type RectificationContent = z.output<typeof rectificationContentSchema>;

export const rectificationStateSchema = z.enum(['draft', 'filed', 'returned', 'accepted']);
export const rectificationStateLabels: Readonly<Record<z.infer<typeof rectificationStateSchema>, string>> = {
  draft: '起草中',
  filed: '已报送',
  returned: '已退回',
  accepted: '已接收',
};

const rectificationSchema = z.object({
  id,
  number: z.int(),
  department: z.object({ id, name: z.string() }),
  revision: z.int(),
  state: rectificationStateSchema,
  content: rectificationContentSchema,
  /** Numbers of the opinions it answers. */
  opinions: z.array(z.int()),
  savedAt: instant,
  filedAt: instant.nullable(),
  filedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  returnReason: z.string().nullable(),
  /** Since when the public sees it; null: it does not. */
  publishedAt: instant.nullable(),
  /** What the public sees is older than what was accepted. */
  publishedOutdated: z.boolean(),
});
export type Rectification = z.infer<typeof rectificationSchema>;

const cycleParams = z.object({ cycleId: id });
const departmentParams = cycleParams.extend({ departmentId: id });
const params = z.object({ rectificationId: id });
const tag = '意见与整改';
const revision = z.int().min(1);
const written = rectificationContentSchema.extend({ opinions: z.array(z.int().min(1)).max(2000).default([]) });

const codes = z.array(z.object({ code: z.string(), label: z.string() }));
const departmentOpinionsSchema = z.object({
  cycle: z.object({ id, name: z.string(), year: z.int() }),
  department: z.object({ id, name: z.string() }),
  /** The latest day named in a hand-over; null: 未设定. */
  replyBy: day.nullable(),
  kinds: z.array(z.object({ code: z.string(), label: z.string(), asksAnswer: z.boolean() })),
  topics: codes,
  opinions: z.array(handedOpinionSchema),
  rectifications: z.array(rectificationSchema),
});
export type DepartmentOpinions = z.infer<typeof departmentOpinionsSchema>;

export const listOpinionTasks = defineRoute({
  method: 'GET',
  path: '/api/opinion-tasks',
  tag,
  summary: '本部门各评价周期收到的意见和整改进度',
  reply: z.object({
    items: z.array(
      z.object({
        cycle: z.object({ id, name: z.string(), year: z.int() }),
        departmentId: id,
        opinions: z.int(),
        /** Of kinds that ask for an answer. */
        unanswered: z.int(),
        returned: z.int(),
        replyBy: day.nullable(),
      }),
    ),
  }),
});
export const getDepartmentOpinions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/departments/:departmentId/opinions',
  tag,
  summary: '移交给一个单位的意见和它的整改（联络员只见本部门的）',
  params: departmentParams,
  reply: departmentOpinionsSchema,
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const downloadDepartmentOpinions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/departments/:departmentId/opinions.xlsx',
  tag,
  summary: '意见和整改清单（Excel）',
  params: departmentParams,
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const writeDepartmentOpinions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/departments/:departmentId/opinions.docx',
  tag,
  summary: '意见和整改清单（Word）',
  params: departmentParams,
  reply: { file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const listRectifications = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/rectifications',
  tag,
  summary: '各单位的整改事项',
  params: cycleParams,
  reply: z.object({ items: z.array(rectificationSchema) }),
});
export const createRectification = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/departments/:departmentId/rectifications',
  tag,
  summary: '新建整改事项，选定它回应的意见',
  params: departmentParams,
  body: written,
  reply: rectificationSchema,
  status: 201,
  problems: ['opinion-not-yours'],
});
export const saveRectification = defineRoute({
  method: 'PUT',
  path: '/api/rectifications/:rectificationId',
  tag,
  summary: '修改整改事项；已接收的改了以后要重新报送，公开的内容不变',
  params,
  body: written.extend({ revision }),
  reply: rectificationSchema,
  problems: ['rectification-changed', 'rectification-state', 'opinion-not-yours'],
});
export const removeRectification = defineRoute({
  method: 'DELETE',
  path: '/api/rectifications/:rectificationId',
  tag,
  summary: '删去从未报送过的整改事项',
  params,
  reply: z.null(),
  problems: ['rectification-state'],
});
export const fileRectification = defineRoute({
  method: 'POST',
  path: '/api/rectifications/:rectificationId/filings',
  tag,
  summary: '报送整改事项',
  params,
  body: z.object({ revision }),
  reply: rectificationSchema,
  status: 201,
  problems: ['rectification-changed', 'rectification-state', 'rectification-incomplete'],
});
export const acceptRectification = defineRoute({
  method: 'POST',
  path: '/api/rectifications/:rectificationId/acceptances',
  tag,
  summary: '接收整改事项',
  params,
  body: z.object({ revision }),
  reply: rectificationSchema,
  status: 201,
  problems: ['rectification-changed', 'rectification-state'],
});
export const returnRectification = defineRoute({
  method: 'POST',
  path: '/api/rectifications/:rectificationId/returns',
  tag,
  summary: '退回整改事项，写明原因',
  params,
  body: z.object({ reason: z.string().trim().min(4, '请写明要改什么，至少4个字').max(500) }),
  reply: rectificationSchema,
  status: 201,
  problems: ['rectification-state'],
});
export const publishRectification = defineRoute({
  method: 'POST',
  path: '/api/rectifications/:rectificationId/publications',
  tag,
  summary: '公开已接收的整改事项：网上评议页面的“整改公开”',
  params,
  body: z.object({ revision }),
  reply: rectificationSchema,
  status: 201,
  problems: ['rectification-changed', 'rectification-state', 'rectification-identifies'],
});
export const withdrawPublication = defineRoute({
  method: 'POST',
  path: '/api/rectifications/:rectificationId/publication-withdrawals',
  tag,
  summary: '停止公开，写明原因；公开不满30天的也能停，留痕',
  params,
  body: z.object({ reason: z.string().trim().min(4, '请写明原因，至少4个字').max(300) }),
  reply: rectificationSchema,
  status: 201,
  problems: ['rectification-state'],
});
