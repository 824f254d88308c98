/** Results: compute, freeze, publish; the class table; a department's own result; feedback sheets and reviews. */
import { z } from 'zod';
import { day, defineRoute, id, instant, nothing } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const resultParams = cycleParams.extend({ departmentId: id });
const packageParams = z.object({ packageId: id });
const words = (field: string, most: number) =>
  z.string().trim().min(2, `请写明${field}`).max(most, `${field}不超过${most}个字`);
const xlsx = { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
const docx = { file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;
const json = { file: 'application/json' } as const;
const tag = '结果';

/** Something the score waits for, and where it is mended. */
const blockingSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** Which page helps: scheme, settings, groups, plans, inputs, ledger, overrides, cycle. */
  page: z.enum(['scheme', 'settings', 'groups', 'plans', 'inputs', 'ledger', 'overrides', 'cycle']),
  /** Departments concerned, by name. */
  departments: z.array(z.string()),
});
export type Blocking = z.infer<typeof blockingSchema>;

const traceStepSchema = z.object({ step: z.string(), formula: z.string(), value: z.string() });
const classRowSchema = z.object({
  departmentId: id,
  name: z.string(),
  group: z.string(),
  total: z.string().nullable(),
  rank: z.int().nullable(),
  grade: z.string().nullable(),
  gradeBeforeOverrides: z.string().nullable(),
  flags: z.array(z.string()),
  /** Points of the parts, in the order of `parts`. */
  parts: z.array(z.string().nullable()),
  deductions: z.string().nullable(),
  bonuses: z.string().nullable(),
  /** Half of the 95 % interval of the total that comes from drawn samples; null where no sample was drawn. */
  margin: z.string().nullable(),
  /** Names of the neighbours whose totals cannot be told apart from this one. */
  notApart: z.array(z.string()),
  /** Against the cycle before, where there is one. */
  lastTotal: z.string().nullable(),
  lastRank: z.int().nullable(),
});
export type ClassRow = z.infer<typeof classRowSchema>;
const classGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  members: z.int(),
  n: z.int(),
  base: z.int().nullable(),
  sizes: z.array(z.int()).nullable(),
  counts: z.record(z.string(), z.int()).nullable(),
  flags: z.array(z.string()),
  parts: z.array(z.object({ id: z.string(), name: z.string(), weight: z.string() })),
  rows: z.array(classRowSchema),
});
export type ClassGroup = z.infer<typeof classGroupSchema>;
const classTableSchema = z.object({
  scheme: z.object({ reference: z.string(), title: z.string(), fullMarks: z.string(), line: z.string().nullable() }),
  groups: z.array(classGroupSchema),
  advanced: z.object({ places: z.int(), units: z.array(z.string()), undecided: z.array(z.string()) }).nullable(),
});
export type ClassTable = z.infer<typeof classTableSchema>;

const changeSchema = z.object({
  departmentId: id,
  name: z.string(),
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ResultChange = z.infer<typeof changeSchema>;

const packageSchema = z.object({
  id,
  number: z.int(),
  digest: z.string(),
  reason: z.string(),
  frozenBy: z.string(),
  frozenAt: instant,
  publishedBy: z.string().nullable(),
  publishedAt: instant.nullable(),
  /** Whether the signed-in person may publish it: the latest, not yet published, frozen by somebody else. */
  mayPublish: z.boolean(),
  changes: z.array(changeSchema),
});
export type ResultPackage = z.infer<typeof packageSchema>;

export const getComputation = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/computation',
  tag,
  summary: '试算：还缺什么；周期结束且不缺时给出结果（未冻结）',
  params: cycleParams,
  reply: z.object({
    blocking: z.array(blockingSchema),
    notices: z.array(z.string()),
    table: classTableSchema.nullable(),
    /** Against the latest package. */
    changes: z.array(changeSchema),
    inputDigest: z.string().nullable(),
  }),
});
export const freezeResults = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/result-packages',
  tag,
  summary: '冻结结果：输入、设置、方法版本和结果封成一个文件，记下摘要',
  params: cycleParams,
  body: z.object({
    reason: words('冻结的缘由', 400),
    /** As the computation showed it: whoever freezes has seen what is frozen. */
    inputDigest: z.string(),
  }),
  reply: packageSchema,
  status: 201,
  problems: ['score-blocked', 'score-changed', 'cycle-not-closed', 'results-same'],
});
export const listPackages = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/result-packages',
  tag,
  summary: '冻结的结果，各版本，最新的在前',
  params: cycleParams,
  reply: z.object({ items: z.array(packageSchema) }),
});
export const publishResults = defineRoute({
  method: 'POST',
  path: '/api/result-packages/:packageId/publication',
  tag,
  summary: '公布冻结的结果：由冻结人以外的另一人',
  params: packageParams,
  body: z.object({ digest: z.string() }),
  reply: packageSchema,
  status: 201,
  problems: ['publish-same-person', 'publish-outdated', 'publish-done'],
});
export const downloadPackage = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/package.json',
  tag,
  summary: '冻结包：另一台机器用 pingyi score --package 重算，字节相同',
  params: packageParams,
  reply: json,
});
export const downloadPackageInput = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/input.json',
  tag,
  summary: '冻结包里的计分输入：pingyi score --input',
  params: packageParams,
  reply: json,
});
export const downloadPackageOutput = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/output.json',
  tag,
  summary: '冻结包里的计分结果：与 pingyi score --json 的输出逐字节相同',
  params: packageParams,
  reply: json,
});

export const getClassTable = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/class-table',
  tag,
  summary: '分类排名表（已公布的最新一版）',
  params: cycleParams,
  reply: z.object({
    cycle: z.object({ id, name: z.string(), year: z.int() }),
    package: z.object({ id, number: z.int(), digest: z.string(), publishedAt: instant }),
    previous: z.string().nullable(),
    table: classTableSchema,
  }),
});
export const downloadResults = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results.xlsx',
  tag,
  summary: '全部结果的Excel：排名表、各部分、逐步计算、满意度计数、加扣分、设定',
  params: cycleParams,
  reply: xlsx,
});

// The leaf plans: another table would reorder ------------------------------------------------------------------------------

const previewRowSchema = z.object({
  departmentId: id,
  name: z.string(),
  score: z.string().nullable(),
  place: z.int().nullable(),
});
export const previewTables = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/table-previews/:leaf',
  tag,
  summary: '换一张计分表，各单位的满意度得分和先后会怎样变（周期结束后）',
  params: cycleParams.extend({ leaf: z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/) }),
  reply: z.object({
    inForce: z.string(),
    tables: z.array(
      z.object({
        id: z.string(),
        points: z.record(z.string(), z.string()),
        moved: z.int(),
        rows: z.array(previewRowSchema),
      }),
    ),
  }),
  problems: ['cycle-not-closed', 'no-plan'],
});

// A department's own ------------------------------------------------------------------------------------------------------

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
});
const raterGroupResultSchema = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['sheets', 'ballots', 'counts']),
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

// Reviews -----------------------------------------------------------------------------------------------------------------

const reviewState = z.enum(['filed', 'proposed', 'decided', 'withdrawn']);
export const reviewStateLabels: Readonly<Record<z.infer<typeof reviewState>, string>> = {
  filed: '待处理',
  proposed: '待另一人确认',
  decided: '已决定',
  withdrawn: '已撤回',
};
const reviewOutcome = z.enum(['changed', 'upheld', 'dismissed']);
export const reviewOutcomeLabels: Readonly<Record<z.infer<typeof reviewOutcome>, string>> = {
  changed: '予以更正',
  upheld: '维持原结果',
  dismissed: '不予受理',
};
const reviewSchema = z.object({
  id,
  cycle: z.object({ id, name: z.string() }),
  department: z.object({ id, name: z.string() }),
  item: z.string(),
  reason: z.string(),
  request: z.string(),
  state: reviewState,
  late: z.boolean(),
  filedAt: instant,
  files: z.array(z.object({ ordinal: z.int(), name: z.string(), size: z.int(), digest: z.string() })),
  outcome: reviewOutcome.nullable(),
  findings: z.string().nullable(),
  proposedBy: z.string().nullable(),
  proposedAt: instant.nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAt: instant.nullable(),
  /** What the recomputation changed for this department. */
  changes: z.array(changeSchema),
  /** Whether a package after the decision carries the change already. */
  recomputed: z.boolean(),
});
export type Review = z.infer<typeof reviewSchema>;
const reviewParams = z.object({ reviewId: id });

export const listReviews = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/reviews',
  tag: '复核',
  summary: '复核申请；联络员只见本部门的',
  params: cycleParams,
  reply: z.object({ items: z.array(reviewSchema) }),
});
export const fileReview = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/results/:departmentId/reviews',
  tag: '复核',
  summary: '提出复核申请（《考评复核申请表》），可附证明材料，每份不超过20MB，最多10份',
  params: resultParams,
  form: z.object({ item: words('复核事项', 200), reason: words('事实和理由', 2000), request: words('请求', 400) }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-waived', 'review-none', 'review-unreceived', 'review-open', 'upload-too-large', 'review-files'],
});
export const withdrawReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/withdrawal',
  tag: '复核',
  summary: '撤回复核申请（本部门，处理前）',
  params: reviewParams,
  reply: nothing,
  status: 201,
  problems: ['review-state'],
});
export const proposeReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/proposal',
  tag: '复核',
  summary: '提出处理意见，由另一人确认',
  params: reviewParams,
  body: z.object({ outcome: reviewOutcome, findings: words('核查情况', 2000) }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-state'],
});
export const confirmReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/confirmation',
  tag: '复核',
  summary: '确认或退回处理意见：由提出人以外的另一人',
  params: reviewParams,
  body: z.object({ agree: z.boolean() }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-state', 'review-same-person'],
});
export const downloadReviewFile = defineRoute({
  method: 'GET',
  path: '/api/reviews/:reviewId/files/:ordinal',
  tag: '复核',
  summary: '复核申请的一份证明材料',
  params: reviewParams.extend({ ordinal: z.coerce.number().int().min(1).max(10) }),
  reply: { file: 'application/octet-stream' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
