/** The ledger of deductions and bonuses, grades changed after the ranking, results entered by hand. */
import { z } from 'zod';
import { grounds, numberText, words } from './grounds.ts';
import { defineRoute, id, instant, nothing } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const tag = '计分';

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
