/** A department's own result from the total down to the counts, its feedback sheet, and the clock of the review. */
import { z } from 'zod';
import { day, defineRoute, id, instant } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const resultParams = cycleParams.extend({ departmentId: id });
const docx = { file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;
const tag = '结果';

const traceStepSchema = z.object({ step: z.string(), formula: z.string(), value: z.string() });
const figure = z.object({ exact: z.string(), rounded: z.string() }).nullable();
const questionCountsSchema = z.object({
  id: z.string(),
  name: z.string(),
  weight: z.string().nullable(),
  counts: z.array(z.object({ code: z.string(), label: z.string(), points: z.string(), count: z.int() })),
  noOpinion: z.int(),
  abstained: z.int(),
  void: z.int(),
  valid: z.int(),
  denominator: z.string().nullable(),
  score: figure,
  ratePercent: z.string().nullable(),
  formula: z.string().nullable(),
  flags: z.array(z.string()),
  /** Answers of a drawn sample carry design weights. */
  weighted: z.boolean(),
  /** Of answer sheets: valid ones by the way they came in. */
  ways: z.array(z.object({ channel: z.string(), count: z.int() })).optional(),
});
const raterGroupResultSchema = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['sheets', 'ballots', 'counts']),
  /** Of answer sheets: which questionnaire. */
  questionnaire: z.string().optional(),
  weight: z.string().nullable(),
  table: z.string(),
  score: figure,
  ratePercent: z.string().nullable(),
  formula: z.string().nullable(),
  flags: z.array(z.string()),
  /** Counts of leaders are shown only where nobody can be told from them. */
  suppressed: z.boolean(),
  questions: z.array(questionCountsSchema),
});
const satisfactionViewSchema = z.object({
  leaf: z.string(),
  name: z.string(),
  score: figure,
  ratePercent: z.string().nullable(),
  formula: z.string().nullable(),
  flags: z.array(z.string()),
  raterGroups: z.array(raterGroupResultSchema),
  precision: z
    .object({ standardError: z.string(), lower: z.string(), upper: z.string(), designs: z.array(z.string()) })
    .nullable(),
});
const leafViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.enum(['points', 'percent', 'earned']),
  value: z.string(),
  /** Rounded for reading; `value` is exact. */
  shown: z.string(),
  full: z.string().nullable(),
  weight: z.string().nullable(),
  document: z.string().nullable(),
  satisfaction: satisfactionViewSchema.nullable(),
});
const departmentResultSchema = z.object({
  cycle: z.object({ id, name: z.string(), year: z.int() }),
  package: z.object({ id, number: z.int(), digest: z.string(), frozenAt: instant }),
  scheme: z.object({ reference: z.string(), title: z.string(), document: z.string(), fullMarks: z.string() }),
  department: z.object({ id, name: z.string() }),
  group: z.object({
    id: z.string(),
    name: z.string(),
    members: z.int(),
    sizes: z.array(z.int()).nullable(),
    counts: z.record(z.string(), z.int()).nullable(),
    grades: z.array(z.string()),
  }),
  total: z.string().nullable(),
  exact: z.string().nullable(),
  rank: z.int().nullable(),
  grade: z.string().nullable(),
  gradeBeforeOverrides: z.string().nullable(),
  flags: z.array(z.string()),
  line: z.string().nullable(),
  margin: z.string().nullable(),
  parts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      weight: z.string(),
      points: z.string(),
      exact: z.string(),
      formula: z.string(),
      leaves: z.array(leafViewSchema),
    }),
  ),
  entries: z.array(
    z.object({
      side: z.enum(['deduction', 'bonus']),
      name: z.string(),
      points: z.string(),
      matter: z.string(),
      document: z.string(),
    }),
  ),
  deductions: z.string(),
  bonuses: z.string(),
  totalFormula: z.string(),
  overrides: z.array(
    z.object({ kind: z.enum(['promote', 'demote']), reason: z.string(), document: z.string(), decidedBy: z.string() }),
  ),
  manual: z.object({ document: z.string(), decidedBy: z.string() }).nullable(),
  trace: z.array(traceStepSchema),
  last: z
    .object({
      cycle: z.string(),
      total: z.string().nullable(),
      rank: z.int().nullable(),
      parts: z.record(z.string(), z.string()),
    })
    .nullable(),
});
export type DepartmentResult = z.infer<typeof departmentResultSchema>;
export { departmentResultSchema };

const reviewStandingSchema = z.object({
  /** The day the feedback sheet was received; null: not yet. */
  receivedOn: day.nullable(),
  deadlineOn: day.nullable(),
  workingDays: z.int().nullable(),
  calendar: z.string().nullable(),
  /** Days counted, the last is the deadline. */
  counted: z.array(day),
  skipped: z.array(day),
  waivedWhenLate: z.boolean(),
  /** open 可申请 · closed 已过期限 · late 已过期限但可以说明理由申请 · none 方案没有规定 · unreceived 尚未签收 · uncovered 放假安排未公布. */
  window: z.enum(['open', 'closed', 'late', 'none', 'unreceived', 'uncovered']),
  workingDaysLeft: z.int().nullable(),
});
export type ReviewStanding = z.infer<typeof reviewStandingSchema>;

export const listOwnResults = defineRoute({
  method: 'GET',
  path: '/api/results',
  tag,
  summary: '本部门各周期已公布的结果',
  reply: z.object({
    items: z.array(
      z.object({
        cycle: z.object({ id, name: z.string(), year: z.int() }),
        departmentId: id,
        total: z.string().nullable(),
        rank: z.int().nullable(),
        members: z.int(),
        grade: z.string().nullable(),
        fullMarks: z.string(),
        review: reviewStandingSchema,
      }),
    ),
  }),
});
export const getResult = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results/:departmentId',
  tag,
  summary: '一个单位的结果，从总分到选项计数；公布前和别的部门的都是404',
  params: resultParams,
  reply: z.object({ result: departmentResultSchema, review: reviewStandingSchema }),
});
export const downloadFeedback = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results/:departmentId/feedback.docx',
  tag,
  summary: '《考评情况反馈单》Word',
  params: resultParams,
  reply: docx,
});
export const downloadFeedbackPdf = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results/:departmentId/feedback.pdf',
  tag,
  summary: '《考评情况反馈单》PDF',
  params: resultParams,
  reply: { file: 'application/pdf' },
});
export const printFeedback = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results/:departmentId/feedback.html',
  tag,
  summary: '《考评情况反馈单》网页，供阅读和打印',
  params: resultParams,
  reply: { file: 'text/html' },
});
export const downloadFeedbacks = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/feedback-sheets.zip',
  tag,
  summary: '全部反馈单（Word）打包',
  params: cycleParams,
  reply: { file: 'application/zip' },
});
export const acknowledgeFeedback = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/results/:departmentId/receipt',
  tag,
  summary: '签收反馈单：部门签收以当天计；绩效办可登记送达日期',
  params: resultParams,
  body: z.object({ receivedOn: day.optional() }),
  reply: reviewStandingSchema,
  status: 201,
  problems: ['feedback-received', 'receipt-day'],
});
