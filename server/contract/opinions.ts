/** Opinions: worked through at the coding desk, handed to departments without who gave them. */
import { z } from 'zod';
import { codeFrameSchema, mostTopics } from '#surveys';
import { day, defineRoute, id, instant, page, pageQuery } from './route.ts';

/** Fewer opinions in one hand-over make it easier to guess who gave them: a reason is asked for. */
export const leastOpinions = 5;
/** How many are taken to be worked on at once, and for how long nobody else gets them. */
export const claimSize = 20;
export const claimMinutes = 30;

export const opinionStateSchema = z.enum(['received', 'coded', 'handed-over', 'withheld']);
export type OpinionState = z.infer<typeof opinionStateSchema>;
export const opinionStateLabels: Readonly<Record<OpinionState, string>> = {
  received: '待编码',
  coded: '待移交',
  'handed-over': '已移交',
  withheld: '不移交',
};

const departmentRef = z.object({ id, name: z.string() });
const opinionSchema = z.object({
  id,
  revision: z.int(),
  state: opinionStateSchema,
  /** Whom the sheet judges, and whom the opinion is about. */
  given: departmentRef,
  department: departmentRef,
  kind: z.string().nullable(),
  topics: z.array(z.string()),
  /** Without what may identify anybody: as confirmed, else as proposed. */
  text: z.string(),
  /** May be asked next year what became of it; null: not asked. */
  consent: z.boolean().nullable(),
  withheldReason: z.string().nullable(),
  codedBy: z.string().nullable(),
  codedAt: instant.nullable(),
});
export type Opinion = z.infer<typeof opinionSchema>;
/** With the original, for whoever codes it. */
const openedOpinionSchema = opinionSchema.extend({ original: z.string(), confirmed: z.boolean() });
export type OpenedOpinion = z.infer<typeof openedOpinionSchema>;

/** What a department sees of an opinion. */
export const handedOpinionSchema = z.object({
  /** Empty before it is handed over. */
  id: id.nullable(),
  number: z.int(),
  kind: z.string(),
  topics: z.array(z.string()),
  text: z.string(),
  rectificationId: id.nullable(),
});
export type HandedOpinion = z.infer<typeof handedOpinionSchema>;

export const handOverSchema = z.object({
  id,
  number: z.int(),
  department: departmentRef,
  opinions: z.int(),
  digest: z.string(),
  smallReason: z.string().nullable(),
  replyBy: day.nullable(),
  handedOverAt: instant,
  handedOverBy: z.string(),
  revokedAt: instant.nullable(),
  revokedBy: z.string().nullable(),
  revokeReason: z.string().nullable(),
});
export type HandOver = z.infer<typeof handOverSchema>;

const cycleParams = z.object({ cycleId: id });
const departmentParams = cycleParams.extend({ departmentId: id });
const opinionParams = z.object({ opinionId: id });
const tag = '意见与整改';
const keys = ['keys-destroyed', 'cycle-key-missing'] as const;
const reason = z.string().trim().min(4, '请写明原因，至少4个字').max(300);

const codeFrameReply = z.object({
  /** 0: the shipped one, nobody has changed it. */
  revision: z.int(),
  content: codeFrameSchema,
  used: z.object({ kinds: z.array(z.string()), topics: z.array(z.string()) }),
});
export type OpinionCodes = z.infer<typeof codeFrameReply>;

export const getOpinionCodes = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/opinion-codes',
  tag,
  summary: '意见编码表：性质和类别',
  params: cycleParams,
  reply: codeFrameReply,
});
export const saveOpinionCodes = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/opinion-codes',
  tag,
  summary: '修改意见编码表；用过的代码只能停用',
  params: cycleParams,
  body: z.object({ revision: z.int().min(0), content: codeFrameSchema }),
  reply: codeFrameReply,
  problems: ['opinion-changed', 'opinion-codes-unsound'],
});

const tally = z.record(z.string(), z.int());
const overviewRow = z.object({
  department: departmentRef,
  received: z.int(),
  coded: z.int(),
  handedOver: z.int(),
  withheld: z.int(),
  /** Of those that were coded. */
  kinds: tally,
  topics: tally,
  /** Givers who may be asked next year. */
  consented: z.int(),
});
export const getOpinionOverview = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/opinion-overview',
  tag,
  summary: '各单位收到的意见：进度、性质和类别',
  params: cycleParams,
  reply: z.object({ cycle: departmentRef, items: z.array(overviewRow) }),
});
export type OpinionOverviewRow = z.infer<typeof overviewRow>;

export const listOpinions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/opinions',
  tag,
  summary: '意见清单（去标识的文字；原文只在编码时打开）',
  params: cycleParams,
  query: pageQuery.extend({ state: opinionStateSchema.optional(), departmentId: id.optional() }),
  reply: page(opinionSchema).extend({ total: z.int() }),
  problems: [...keys],
});
export const claimOpinions = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/opinion-claims',
  tag,
  summary: `领取一批待编码的意见（一次最多${claimSize}条，${claimMinutes}分钟内别人领不到）`,
  params: cycleParams,
  body: z.object({ departmentId: id.nullable().default(null) }),
  reply: z.object({ items: z.array(openedOpinionSchema), waiting: z.int() }),
  status: 201,
  problems: [...keys],
});
export const openOpinion = defineRoute({
  method: 'POST',
  path: '/api/opinions/:opinionId/openings',
  tag,
  summary: '打开一条意见的原文（留痕）',
  params: opinionParams,
  body: z.object({}).default({}),
  reply: openedOpinionSchema,
  status: 201,
  problems: [...keys],
});
export const codeOpinion = defineRoute({
  method: 'PUT',
  path: '/api/opinions/:opinionId/coding',
  tag,
  summary: '编码：单位、性质、类别和确认过的去标识文字',
  params: opinionParams,
  body: z.object({
    revision: z.int().min(0),
    departmentId: id,
    kind: z.string().max(24),
    topics: z.array(z.string().max(24)).max(mostTopics),
    text: z
      .string()
      .max(4000, '文字不超过4000个字')
      .transform((text) => text.replace(/\r\n?/g, '\n').trim())
      .refine((text) => text !== '', '请保留意见的文字；没有内容的选“不移交”')
      .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), '文字里有不能显示的字符，请删去后再保存'),
  }),
  reply: opinionSchema,
  problems: ['opinion-changed', 'opinion-state', 'opinion-codes-wrong', 'opinion-identifies', 'not-appraised', ...keys],
});
export const withholdOpinion = defineRoute({
  method: 'PUT',
  path: '/api/opinions/:opinionId/withholding',
  tag,
  summary: '不移交：写明原因，例如只有辱骂、无法去掉身份',
  params: opinionParams,
  body: z.object({ revision: z.int().min(0), reason }),
  reply: opinionSchema,
  problems: ['opinion-changed', 'opinion-state', ...keys],
});

export const previewHandOver = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/departments/:departmentId/hand-over-preview',
  tag,
  summary: '移交预览：与单位将要看到的完全一样',
  params: departmentParams,
  reply: z.object({
    department: departmentRef,
    items: z.array(handedOpinionSchema),
    /** Of exactly this; empty when there is nothing to hand over. */
    digest: z.string(),
    /** What to look at once more: passages of the texts that often identify somebody. */
    doubts: z.array(z.object({ number: z.int(), what: z.string(), words: z.string() })),
    small: z.boolean(),
  }),
  problems: [...keys],
});
export const handOverOpinions = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/departments/:departmentId/hand-overs',
  tag,
  summary: '移交预览过的这一批；摘要对不上就不移交',
  params: departmentParams,
  body: z.object({
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    replyBy: day.nullable().default(null),
    smallReason: reason.nullable().default(null),
  }),
  reply: handOverSchema,
  status: 201,
  problems: ['hand-over-changed', 'hand-over-small', 'nothing-to-hand-over', ...keys],
});
export const listHandOvers = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/hand-overs',
  tag,
  summary: '移交记录',
  params: cycleParams,
  reply: z.object({ items: z.array(handOverSchema) }),
});
export const revokeHandOver = defineRoute({
  method: 'POST',
  path: '/api/hand-overs/:handOverId/revocations',
  tag,
  summary: '撤回一批移交：单位立即看不到，意见回到待移交',
  params: z.object({ handOverId: id }),
  body: z.object({ reason }),
  reply: handOverSchema,
  status: 201,
  problems: ['hand-over-revoked'],
});

const giversRow = z.object({
  department: departmentRef,
  /** Givers of opinions that were handed over to the department and who agreed to be asked again. */
  consented: z.int(),
  /** Of these, those of whom a list or they themselves gave a number. */
  reachable: z.int(),
  /** Appraised in the next cycle, too. */
  appraised: z.boolean(),
  list: z.object({ frameId: id, state: z.string(), usable: z.int().nullable() }).nullable(),
});
export type GiversRow = z.infer<typeof giversRow>;
export const previewGivers = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/consenting-givers',
  tag,
  summary: '从上一周期同意回访的意见人，可以生成哪些单位的整改情况评议名单（只有人数）',
  params: cycleParams,
  query: z.object({ from: id }),
  reply: z.object({ items: z.array(giversRow), restMonths: z.int() }),
  problems: [...keys, 'cycle-not-closed'],
});
export const makeGiversList = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/departments/:departmentId/givers-lists',
  tag,
  summary: '生成整改情况评议名单：个人信息改用本周期的密钥加密，按抽样框规则审核；单位看不到这份名单',
  params: departmentParams,
  body: z.object({ from: id }),
  reply: z.object({ frameId: id, listed: z.int(), usable: z.int(), verdict: z.string() }),
  status: 201,
  problems: [
    ...keys,
    'cycle-not-closed',
    'cycle-closed',
    'not-appraised',
    'no-consenting-givers',
    'frame-locked',
    'frame-accepted',
  ],
});
