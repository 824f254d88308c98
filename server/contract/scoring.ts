/** What a score is made by: the scheme in force, decisions on what it leaves open, classes, how satisfaction is asked. */
import { z } from 'zod';
import { grounds } from './grounds.ts';
import { defineRoute, id, instant, nothing } from './route.ts';

const cycleParams = z.object({ cycleId: id });
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
  /** The document's own words on it. */
  quote: z.string().nullable(),
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
  /** The decision stands in the scheme; a decision of the cycle goes before it. */
  inScheme: z.boolean(),
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
        review: z
          .object({
            workingDays: z.int(),
            calendar: z.string(),
            waived: z.boolean(),
            /** Years decided because no notice of theirs was known. */
            notices: z.array(z.object({ year: z.string(), off: z.array(z.string()), worked: z.array(z.string()) })),
          })
          .nullable(),
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
  problems: ['no-scheme', 'decision-invalid', 'confirm-apart', 'plan-after-votes'],
});
export const listScoreDecisions = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/scoring/decisions',
  tag,
  summary: '历次设定：谁、何时、依据什么',
  params: cycleParams,
  reply: z.object({ items: z.array(decisionSchema) }),
});
