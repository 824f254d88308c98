/** 年度绩效分析表: each appraisee says what it did, what was new and what is weak; printed behind the leaders' form. */
import { z } from 'zod';
import { categorySchema } from './cycles.ts';
import { day, defineRoute, id, instant } from './route.ts';

/** 总字数 of the three sections together, and sides of A4: 桂绩办发〔2015〕35号, part 3. */
export const analysisLimits = { words: 1400, pages: 2, scanMb: 10 } as const;

const section = z
  .string()
  .max(6000, '这一栏太长，三栏合计不超过1400字')
  .transform((text) => text.replace(/\r\n?/g, '\n').trim())
  .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), '这一栏里有不能显示的字符，请删去后再保存');

export const analysisTextsSchema = z.object({
  /** 重点工作任务完成情况. */
  tasks: section,
  /** 工作创新和亮点. */
  innovations: section,
  /** 工作难点和薄弱环节. */
  difficulties: section,
});
export type AnalysisTexts = z.output<typeof analysisTextsSchema>;
export const analysisSections = [
  { key: 'tasks', label: '重点工作任务完成情况' },
  { key: 'innovations', label: '工作创新和亮点' },
  { key: 'difficulties', label: '工作难点和薄弱环节' },
] as const satisfies readonly { key: keyof AnalysisTexts; label: string }[];

export const analysisStateSchema = z.enum(['awaited', 'draft', 'filed', 'returned', 'accepted']);
export const analysisStateLabels: Readonly<Record<z.infer<typeof analysisStateSchema>, string>> = {
  awaited: '未填',
  draft: '起草中',
  filed: '已报送',
  returned: '已退回',
  accepted: '已接收',
};

const standingSchema = z.object({
  cycle: z.object({ id, name: z.string(), year: z.int(), closed: z.boolean() }),
  department: z.object({ id, name: z.string(), category: categorySchema }),
  /** null: 未设定. */
  deadlineOn: day.nullable(),
  state: analysisStateSchema,
  words: z.int(),
  savedAt: instant.nullable(),
  filedAt: instant.nullable(),
  filedBy: z.string().nullable(),
  late: z.boolean(),
  returnReason: z.string().nullable(),
});
export type AnalysisStanding = z.infer<typeof standingSchema>;

const analysisSchema = standingSchema.extend({
  texts: analysisTextsSchema,
  /** Grows with every change: two people who write at once are told, not overwritten. */
  revision: z.int(),
  /** Who decided on it and when, as the department says; null until it is filed. */
  approval: z.object({ body: z.string(), decidedOn: day }).nullable(),
  /** The sealed paper as filed; null until it is filed. */
  scan: z.object({ name: z.string(), bytes: z.int(), sha256: z.string() }).nullable(),
});
export type Analysis = z.infer<typeof analysisSchema>;

const cycleParams = z.object({ cycleId: id });
const params = cycleParams.extend({ departmentId: id });
const tag = '绩效分析表';
const pdf = { file: 'application/pdf' } as const;
const docx = { file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;

export const listOwnAnalyses = defineRoute({
  method: 'GET',
  path: '/api/analyses',
  tag,
  summary: '本部门各评价周期的绩效分析表',
  reply: z.object({ items: z.array(standingSchema) }),
});
export const listAnalyses = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses',
  tag,
  summary: '各单位绩效分析表的报送情况',
  params: cycleParams,
  reply: z.object({ deadlineOn: day.nullable(), items: z.array(standingSchema) }),
});
export const getAnalysis = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses/:departmentId',
  tag,
  summary: '一个单位的绩效分析表（联络员只见本部门的）',
  params,
  reply: analysisSchema,
});
export const saveAnalysis = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/analyses/:departmentId',
  tag,
  summary: '保存草稿；超过字数也能保存，报送时才拦',
  params,
  body: analysisTextsSchema.extend({ revision: z.int().min(0) }),
  reply: analysisSchema,
  problems: ['cycle-closed', 'analysis-filed', 'analysis-changed'],
});
export const fileAnalysis = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/analyses/:departmentId/filings',
  tag,
  summary: '报送：写明审定会议，上传盖章件（PDF、JPG或PNG）',
  params,
  form: z.object({
    revision: z.coerce.number().int().min(1, '请先保存再报送'),
    body: z.string().trim().min(2, '请写明由哪个会议审定，例如“厅党组会议”').max(60),
    decidedOn: day,
  }),
  reply: analysisSchema,
  status: 201,
  problems: [
    'cycle-closed',
    'analysis-filed',
    'analysis-changed',
    'analysis-incomplete',
    'no-file',
    'scan-unreadable',
    'upload-too-large',
    'keys-destroyed',
    'cycle-key-missing',
  ],
});
export const withdrawAnalysis = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/analyses/:departmentId/withdrawals',
  tag,
  summary: '撤回报送，继续修改（绩效办接收之前）',
  params,
  body: z.object({}).default({}),
  reply: analysisSchema,
  status: 201,
  problems: ['cycle-closed', 'analysis-state'],
});
export const acceptAnalysis = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/analyses/:departmentId/acceptances',
  tag,
  summary: '接收',
  params,
  body: z.object({ revision: z.int().min(1) }),
  reply: analysisSchema,
  status: 201,
  problems: ['cycle-closed', 'analysis-state', 'analysis-changed'],
});
export const returnAnalysis = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/analyses/:departmentId/returns',
  tag,
  summary: '退回修改，写明原因',
  params,
  body: z.object({ reason: z.string().trim().min(4, '请写明要改什么，至少4个字').max(500) }),
  reply: analysisSchema,
  status: 201,
  problems: ['cycle-closed', 'analysis-state'],
});
export const downloadAnalysisScan = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses/:departmentId/scan',
  tag,
  summary: '盖章件原件',
  params,
  reply: { file: 'application/octet-stream' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const printAnalysis = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses/:departmentId/analysis.pdf',
  tag,
  summary: '绩效分析表（A4，PDF）',
  params,
  reply: pdf,
});
export const writeAnalysis = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses/:departmentId/analysis.docx',
  tag,
  summary: '绩效分析表（A4，Word）',
  params,
  reply: docx,
});
export const printAnalysisVolume = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses.pdf',
  tag,
  summary: '各单位绩效分析表汇编，按类别排列，只收已接收的（PDF）',
  params: cycleParams,
  reply: pdf,
  problems: ['nothing-accepted'],
});
export const writeAnalysisVolume = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/analyses.docx',
  tag,
  summary: '各单位绩效分析表汇编（Word）',
  params: cycleParams,
  reply: docx,
  problems: ['nothing-accepted'],
});
export const setAnalysisDeadline = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/analysis-deadline',
  tag,
  summary: '设定绩效分析表的截止日期；null为未设定',
  params: cycleParams,
  body: z.object({ deadlineOn: day.nullable() }),
  reply: z.object({ deadlineOn: day.nullable() }),
  problems: ['cycle-closed'],
});
