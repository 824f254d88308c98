/**
 * A department's own result, its feedback sheet, and the clock that starts when the sheet is received.
 *
 * Promise: before publication, and for any other department, there is nothing: 404. The deadline is the calendar's, never extrapolated.
 */
import type {
  acknowledgeFeedback,
  DepartmentResult,
  getResult,
  listOwnResults,
  ReviewStanding,
  RouteReply,
} from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { reviewDeadline } from '#surveys';
import { beijingDay } from '../beijing.ts';
import { actorName, type Context } from '../context.ts';
import { allDecisions, inForce, schemeInForce } from './load.ts';
import { reviewRuleOf, type ReviewRule } from './review-rule.ts';

export interface OwnResult {
  readonly packageId: string;
  readonly cycleId: string;
  readonly departmentId: string;
  readonly result: DepartmentResult;
  readonly receivedOn: string | null;
  readonly deadlineOn: string | null;
}

/** Published results, the latest of each cycle and department; a liaison's own only. */
async function resultRows(
  tx: Tx,
  ctx: Context,
  asked: { cycleId?: string; departmentId?: string },
): Promise<OwnResult[]> {
  const own = ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' ? (ctx.actor.departmentId ?? '') : undefined;
  return tx<OwnResult[]>`
    select distinct on (r.cycle_id, r.department_id) r.package_id, r.cycle_id, r.department_id, r.result,
      f.received_on::text as received_on, f.deadline_on::text as deadline_on
    from department_results r
    left join lateral (
      -- The clock runs from the first sheet received: a corrected sheet does not open a new window.
      select received_on, deadline_on from feedback_receipts f
      where f.cycle_id = r.cycle_id and f.department_id = r.department_id
      order by recorded_at limit 1
    ) f on true
    where true
      ${own === undefined ? tx`` : tx`and r.department_id = ${own}`}
      ${asked.cycleId === undefined ? tx`` : tx`and r.cycle_id = ${asked.cycleId}`}
      ${asked.departmentId === undefined ? tx`` : tx`and r.department_id = ${asked.departmentId}`}
    order by r.cycle_id, r.department_id, (r.result -> 'package' ->> 'number')::int desc`;
}

export async function ownResult(tx: Tx, ctx: Context, cycleId: string, departmentId: string): Promise<OwnResult> {
  const [row] = await resultRows(tx, ctx, { cycleId, departmentId });
  if (!row) throw new Problem('not-found');
  return row;
}

export async function allResults(tx: Tx, ctx: Context, cycleId: string): Promise<OwnResult[]> {
  return resultRows(tx, ctx, { cycleId });
}

async function ruleOf(tx: Tx, cycleId: string): Promise<ReviewRule | null> {
  const chosen = await schemeInForce(tx, cycleId);
  return chosen ? reviewRuleOf(chosen.scheme, inForce(await allDecisions(tx, cycleId))) : null;
}

/** Where the clock of a department's review stands today. */
export async function standingOf(
  tx: Tx,
  ctx: Context,
  { cycleId, receivedOn }: Pick<OwnResult, 'cycleId' | 'receivedOn'>,
): Promise<ReviewStanding> {
  const rule = await ruleOf(tx, cycleId);
  const base = {
    receivedOn,
    deadlineOn: null,
    workingDays: rule?.workingDays ?? null,
    calendar: rule?.calendar ?? null,
    counted: [],
    skipped: [],
    waivedWhenLate: rule?.waived ?? false,
    workingDaysLeft: null,
  };
  if (!rule) return { ...base, window: 'none' };
  if (receivedOn === null) return { ...base, window: 'unreceived' };
  const clock = reviewDeadline({
    received: receivedOn,
    days: rule.workingDays,
    calendar: rule.calendar,
    notices: rule.notices,
  });
  if (!clock.ok) return { ...base, window: 'uncovered' };
  const { deadline, counted, skipped } = clock.value;
  const today = beijingDay(ctx.now);
  return {
    ...base,
    deadlineOn: deadline,
    counted: [...counted],
    skipped: [...skipped],
    window: today <= deadline ? 'open' : rule.waived ? 'closed' : 'late',
    workingDaysLeft: counted.filter((day) => day >= today).length,
  };
}

export async function get(ctx: Context, cycleId: string, departmentId: string): Promise<RouteReply<typeof getResult>> {
  return read(ctx, async (tx) => {
    const row = await ownResult(tx, ctx, cycleId, departmentId);
    return { result: row.result, review: await standingOf(tx, ctx, row) };
  });
}

export async function listOwn(ctx: Context): Promise<RouteReply<typeof listOwnResults>> {
  return read(ctx, async (tx) => {
    if (ctx.actor.kind !== 'account' || ctx.actor.role !== 'liaison') return { items: [] };
    const rows = await resultRows(tx, ctx, {});
    const items = [];
    for (const row of rows) {
      const { cycle, total, rank, grade, group, scheme } = row.result;
      items.push({
        cycle,
        departmentId: row.departmentId,
        total,
        rank,
        members: group.members,
        grade,
        fullMarks: scheme.fullMarks,
        review: await standingOf(tx, ctx, row),
      });
    }
    return { items: items.toSorted((a, b) => b.cycle.year - a.cycle.year) };
  });
}

export async function acknowledge(
  ctx: Context,
  cycleId: string,
  departmentId: string,
  { receivedOn }: { receivedOn?: string | undefined },
): Promise<RouteReply<typeof acknowledgeFeedback>> {
  try {
    return await write(ctx, 'result.receipt', async (tx, note) => {
      const row = await ownResult(tx, ctx, cycleId, departmentId);
      const liaison = ctx.actor.kind === 'account' && ctx.actor.role === 'liaison';
      if (!liaison && !(ctx.actor.kind === 'account' && ctx.actor.role === 'office'))
        throw new Problem('not-permitted');
      if (row.receivedOn !== null) throw new Problem('feedback-received');
      const today = beijingDay(ctx.now);
      // A department acknowledges today; the office may record the day the sheet was handed over.
      const day = liaison ? today : (receivedOn ?? today);
      if (day > today || day < beijingDay(new Date(row.result.package.frozenAt))) throw new Problem('receipt-day');
      const standing = await standingOf(tx, ctx, { cycleId, receivedOn: day });
      await tx`
        insert into feedback_receipts (package_id, cycle_id, department_id, received_on, deadline_on, recorded_by, recorded_at)
        values (${row.packageId}, ${cycleId}, ${departmentId}, ${day}, ${standing.deadlineOn}, ${actorName(ctx.actor)}, ${ctx.now})`;
      note({
        subject: `result-package:${row.packageId}`,
        detail: { departmentId, receivedOn: day, deadlineOn: standing.deadlineOn },
      });
      return standing;
    });
  } catch (error) {
    if (isConstraint(error, 'feedback_receipts_pkey')) throw new Problem('feedback-received');
    throw error;
  }
}
