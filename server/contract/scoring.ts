/** What a score is made of: the scheme in force, decisions on what it leaves open, components from elsewhere, ledger, overrides. */
import { z } from 'zod';
import { defineRoute, id, instant, nothing } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const words = (field: string, most: number) =>
  z.string().trim().min(2, `请写明${field}`).max(most, `${field}不超过${most}个字`);
/** Who decided, on what paper, why: all three, or there is no decision. */
const grounds = {
  reason: words('理由', 400),
  document: words('依据文件', 200),
  decidedBy: words('决定机关或决定人', 80),
};
const numberText = z
  .string()
  .trim()
  .regex(
    /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)\/[1-9][0-9]*)$/,
    '写成数字，例如 86.5，或分数 9520/113',
  );
const leafKey = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/);
const xlsx = { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
const tag = '计分';

const decisionSchema = z.object({
  key: z.string(),
  value: z.unknown(),
  reason: z.string(),
  document: z.string(),
  decidedBy: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
});
export type ScoreDecision = z.infer<typeof decisionSchema>;

const openSettingSchema = z.object({
  key: z.string(),
  name: z.string(),
  kind: z.enum(['choice', 'integer', 'number', 'weights', 'tariff']),
  ambiguity: z.string().nullable(),
  /** Low: must be confirmed by itself, not with the others. */
  certainty: z.literal('low').nullable(),
  why: z.string().nullable(),
  /** Whether the score waits for it. */
  needed: z.boolean(),
  /** What the platform suggests; null: nothing can be suggested. */
  suggestion: z.unknown(),
  /** Offered values of a choice; bounds of a number; members of weights. */
  values: z.array(z.unknown()),
  members: z.array(z.string()),
  from: z.string().nullable(),
  to: z.string().nullable(),
  perGroup: z.boolean(),
  decision: decisionSchema.nullable(),
});
export type OpenSetting = z.infer<typeof openSettingSchema>;

const leafOutlineSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.enum(['points', 'percent', 'earned']),
  full: z.string().nullable(),
  weight: z.string().nullable(),
  mayNotApply: z.boolean(),
  part: z.string(),
  instead: z.boolean(),
});
const scoringGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  manual: z.boolean(),
  manualGrade: z.boolean(),
  ranked: z.boolean(),
  parts: z.array(z.object({ id: z.string(), name: z.string(), weight: z.string().nullable() })),
  leaves: z.array(leafOutlineSchema),
  forms: z.array(z.object({ key: z.string(), leaf: z.string(), name: z.string() })),
});
export type ScoringGroup = z.infer<typeof scoringGroupSchema>;

const planSchemaOfCycle = z.object({
  leaf: z.string(),
  leafName: z.string(),
  plan: z.record(z.string(), z.unknown()),
  /** Null: comes with the scheme. */
  decision: decisionSchema.nullable(),
});

export const getScoring = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/scoring',
  tag,
  summary: '本周期的计分设置：方案、类别、未设定的事项、满意度的算法',
  params: cycleParams,
  reply: z.object({
    cycle: z.object({ id, name: z.string(), year: z.int(), closed: z.boolean() }),
    scheme: z
      .object({
        reference: z.string(),
        title: z.string(),
        document: z.string(),
        fullMarks: z.string(),
        hasGrades: z.boolean(),
        promotions: z.boolean(),
        chosenBy: z.string(),
        chosenAt: instant,
        review: z.object({ workingDays: z.int(), calendar: z.string(), waived: z.boolean() }).nullable(),
      })
      .nullable(),
    groups: z.array(scoringGroupSchema),
    appraisees: z.array(z.object({ id, name: z.string(), group: z.string().nullable() })),
    settings: z.array(openSettingSchema),
    plans: z.array(planSchemaOfCycle),
    percentLeaves: z.array(z.object({ id: z.string(), name: z.string() })),
    entryKinds: z.array(
      z.object({
        kind: z.string(),
        name: z.string(),
        side: z.enum(['deduction', 'bonus']),
        points: z.enum(['open', 'granted', 'fixed']),
        fixed: z.string().nullable(),
      }),
    ),
  }),
});
export const chooseScheme = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/scoring/scheme',
  tag,
  summary: '选用评价方案；已有冻结结果后不能再换',
  params: cycleParams,
  body: z.object({ reference: z.string() }),
  reply: nothing,
  problems: ['scheme-not-usable', 'results-frozen'],
});
export const setScoreGroups = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/scoring/groups',
  tag,
  summary: '把被评价单位归入方案的类别',
  params: cycleParams,
  body: z.object({
    items: z
      .array(z.object({ departmentId: id, group: z.string().max(40) }))
      .min(1)
      .max(1000),
  }),
  reply: z.object({ changed: z.int() }),
  problems: ['no-scheme', 'score-group-unknown'],
});
export const decideScore = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/scoring/decisions',
  tag,
  summary: '设定文件没有规定的事项；value为null则撤回为未设定',
  params: cycleParams,
  body: z.object({
    items: z
      .array(z.object({ key: z.string().max(80), value: z.unknown() }))
      .min(1, '请至少选一项')
      .max(60),
    ...grounds,
  }),
  reply: nothing,
  status: 201,
  problems: ['no-scheme', 'decision-invalid', 'confirm-apart'],
});
export const listScoreDecisions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/scoring/decisions',
  tag,
  summary: '历次设定：谁、何时、依据什么',
  params: cycleParams,
  reply: z.object({ items: z.array(decisionSchema) }),
});

// Components -----------------------------------------------------------------------------------------------------------

const componentInputSchema = z.object({
  departmentId: id,
  leaf: z.string(),
  value: z.string().nullable(),
  applies: z.boolean(),
  document: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
  /** How often it has been given. */
  versions: z.int(),
});
export type ComponentInput = z.infer<typeof componentInputSchema>;

/** A line of an uploaded table that needs somebody's hand. */
export const inputFindingSchema = z.object({
  sheet: z.string(),
  row: z.int().nullable(),
  column: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  /** What is wrong and what to do. */
  message: z.string(),
  raw: z.string().nullable(),
});
export type InputFinding = z.infer<typeof inputFindingSchema>;
const scoreUploadSchema = z.object({
  id,
  number: z.int(),
  fileName: z.string(),
  digest: z.string(),
  applied: z.boolean(),
  values: z.int(),
  findings: z.array(inputFindingSchema),
  document: z.string(),
  uploadedBy: z.string(),
  uploadedAt: instant,
});
export type ScoreUpload = z.infer<typeof scoreUploadSchema>;

export const listComponentInputs = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/component-inputs',
  tag,
  summary: '各单位的指标得分（不含满意度）',
  params: cycleParams,
  reply: z.object({ items: z.array(componentInputSchema), uploads: z.array(scoreUploadSchema) }),
});
export const enterComponents = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/component-inputs',
  tag,
  summary: '录入或改正指标得分；value为null则撤回，applies为false则不适用',
  params: cycleParams,
  body: z.object({
    items: z
      .array(
        z.object({
          departmentId: id,
          leaf: leafKey,
          value: numberText.nullable(),
          applies: z.boolean().default(true),
        }),
      )
      .min(1)
      .max(2000),
    document: words('依据', 200),
  }),
  reply: z.object({ changed: z.int() }),
  problems: ['no-scheme', 'component-invalid'],
});
export const downloadComponentTemplate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/component-inputs/template.xlsx',
  tag,
  summary: '指标得分的填报表：按方案的类别分表，已有的分已填入',
  params: cycleParams,
  reply: xlsx,
  problems: ['no-scheme'],
});
export const uploadComponents = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/component-inputs/uploads',
  tag,
  summary: '上传指标得分；有一处错误则全部不入，逐处说明',
  params: cycleParams,
  form: z.object({ document: words('依据', 200) }),
  reply: scoreUploadSchema,
  status: 201,
  problems: ['no-scheme', 'no-file', 'file-unreadable'],
});
export const listAnswerCounts = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/answer-counts',
  tag,
  summary: '外部调查的选项计数：上传记录（周期结束前不显示计数）',
  params: cycleParams,
  reply: z.object({ uploads: z.array(scoreUploadSchema), cells: z.int() }),
});
export const downloadCountTemplate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/answer-counts/template.xlsx',
  tag,
  summary: '选项计数的填报表：按满意度算法里“外部计数”的评价主体',
  params: cycleParams,
  reply: xlsx,
  problems: ['no-scheme', 'no-outside-counts'],
});
export const uploadCounts = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/answer-counts/uploads',
  tag,
  summary: '上传外部调查的选项计数，写明来源文件',
  params: cycleParams,
  form: z.object({ document: words('来源文件', 200) }),
  reply: scoreUploadSchema,
  status: 201,
  problems: ['no-scheme', 'no-outside-counts', 'no-file', 'file-unreadable'],
});

// Ledger ---------------------------------------------------------------------------------------------------------------

const entryState = z.enum(['in-force', 'appealed', 'upheld', 'revoked']);
export const entryStateLabels: Readonly<Record<z.infer<typeof entryState>, string>> = {
  'in-force': '生效',
  appealed: '申诉中',
  upheld: '申诉后维持',
  revoked: '已撤销',
};
const scoreEntrySchema = z.object({
  id,
  department: z.object({ id, name: z.string() }),
  side: z.enum(['deduction', 'bonus']),
  kind: z.string(),
  kindName: z.string(),
  points: z.string().nullable(),
  times: z.int(),
  matter: z.string(),
  document: z.string(),
  state: entryState,
  appeal: z.string().nullable(),
  appealedAt: instant.nullable(),
  decision: z.string().nullable(),
  decidedBy: z.string().nullable(),
  enteredBy: z.string(),
  enteredAt: instant,
});
export type ScoreEntry = z.infer<typeof scoreEntrySchema>;
const entryParams = z.object({ entryId: id });

export const listScoreEntries = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/score-entries',
  tag,
  summary: '加扣分台账；联络员在周期结束后只见本部门的',
  params: cycleParams,
  reply: z.object({
    items: z.array(scoreEntrySchema),
    /** Lists that came after their deadline and may become an entry. */
    lateLists: z.array(
      z.object({ department: z.object({ id, name: z.string() }), list: z.string(), receivedAt: instant }),
    ),
  }),
});
export const addScoreEntry = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/score-entries',
  tag,
  summary: '记一笔加分或扣分，写明事项和依据文件',
  params: cycleParams,
  body: z.object({
    departmentId: id,
    side: z.enum(['deduction', 'bonus']),
    kind: z.string().max(40),
    points: numberText.nullable(),
    times: z.int().min(1).max(1000).default(1),
    matter: words('事项', 400),
    document: words('依据文件', 200),
  }),
  reply: nothing,
  status: 201,
  problems: ['no-scheme', 'entry-invalid'],
});
export const appealScoreEntry = defineRoute({
  method: 'POST',
  path: '/api/score-entries/:entryId/appeal',
  tag,
  summary: '对一笔扣分提出申诉（本部门，周期结束后、结果冻结前）',
  params: entryParams,
  body: z.object({ appeal: words('申诉理由', 1000) }),
  reply: nothing,
  status: 201,
  problems: ['entry-state'],
});
export const decideScoreEntry = defineRoute({
  method: 'POST',
  path: '/api/score-entries/:entryId/decision',
  tag,
  summary: '对申诉作出决定，或撤销一笔：维持还是撤销，写明理由',
  params: entryParams,
  body: z.object({ revoke: z.boolean(), decision: words('理由', 400), decidedBy: words('决定人', 80) }),
  reply: nothing,
  status: 201,
  problems: ['entry-state'],
});

// Overrides ------------------------------------------------------------------------------------------------------------

const overrideSchema = z.object({
  id,
  department: z.object({ id, name: z.string() }),
  kind: z.enum(['promote', 'demote']),
  reason: z.string(),
  document: z.string(),
  decidedBy: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
  revokedAt: instant.nullable(),
  revokedWhy: z.string().nullable(),
});
export type ScoreOverride = z.infer<typeof overrideSchema>;
const manualResultSchema = z.object({
  department: z.object({ id, name: z.string() }),
  total: z.string().nullable(),
  grade: z.string().nullable(),
  document: z.string(),
  decidedBy: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
});
export const listScoreOverrides = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/score-overrides',
  tag,
  summary: '等次调整（直接定为一等、降低一个等次）和人工评定的结果',
  params: cycleParams,
  reply: z.object({ items: z.array(overrideSchema), manual: z.array(manualResultSchema) }),
});
export const addScoreOverride = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/score-overrides',
  tag,
  summary: '记一项等次调整：依据文件、决定机关、理由缺一不可',
  params: cycleParams,
  body: z.object({ departmentId: id, kind: z.enum(['promote', 'demote']), ...grounds }),
  reply: nothing,
  status: 201,
  problems: ['no-scheme', 'override-invalid'],
});
export const revokeScoreOverride = defineRoute({
  method: 'POST',
  path: '/api/score-overrides/:overrideId/revocation',
  tag,
  summary: '撤销一项等次调整',
  params: z.object({ overrideId: id }),
  body: z.object({ why: words('撤销理由', 400) }),
  reply: nothing,
  status: 201,
});
export const setManualResult = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/manual-results/:departmentId',
  tag,
  summary: '录入人工评定单位的结果',
  params: cycleParams.extend({ departmentId: id }),
  body: z.object({
    total: numberText.nullable(),
    grade: z.string().max(20).nullable(),
    document: grounds.document,
    decidedBy: grounds.decidedBy,
  }),
  reply: nothing,
  problems: ['no-scheme', 'manual-invalid'],
});
