/**
 * The ledger of deductions and bonuses, grades changed after the ranking, and results entered by hand.
 *
 * Promise: every line has its matter, its paper and who entered it; nothing is deleted, a line is revoked with a reason. A department
 * sees its own lines only, and only after the cycle has closed.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type {
  addScoreEntry,
  addScoreOverride,
  listScoreEntries,
  listScoreOverrides,
  RouteReply,
  ScoreEntry,
  setManualResult,
} from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { compare, mustNumber } from '#surveys';
import { actorName, type Context } from '../context.ts';
import { fillable } from './components.ts';
import { cycleOf, schemeInForce } from './load.ts';
import { gradesOf } from './view.ts';

interface EntryRow extends Omit<ScoreEntry, 'department' | 'kindName' | 'enteredAt' | 'appealedAt'> {
  cycleId: string;
  departmentId: string;
  departmentName: string;
  closed: boolean;
  enteredAt: Date;
  appealedAt: Date | null;
}

const own = (ctx: Context): string | undefined =>
  ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' ? (ctx.actor.departmentId ?? '') : undefined;

async function entryRows(
  tx: Tx,
  ctx: Context,
  asked: { cycleId?: string; entryId?: string },
  lock = false,
): Promise<EntryRow[]> {
  const department = own(ctx);
  return tx<EntryRow[]>`
    select e.id, e.cycle_id, e.department_id, d.name as department_name, c.state = 'closed' as closed, e.side, e.kind, e.points, e.times,
      e.matter, e.document, e.state, e.appeal, e.appealed_at, e.decision, e.decided_by, e.entered_by, e.entered_at
    from score_entries e
    join departments d on d.id = e.department_id
    join cycles c on c.id = e.cycle_id
    where true
      ${asked.cycleId === undefined ? tx`` : tx`and e.cycle_id = ${asked.cycleId}`}
      ${asked.entryId === undefined ? tx`` : tx`and e.id = ${asked.entryId}`}
      ${department === undefined ? tx`` : tx`and e.department_id = ${department} and c.state = 'closed'`}
    order by e.entered_at desc, e.id
    ${lock ? tx`for update of e` : tx``}`;
}

export async function listEntries(ctx: Context, cycleId: string): Promise<RouteReply<typeof listScoreEntries>> {
  return read(ctx, async (tx) => {
    const cycle = await cycleOf(tx, cycleId);
    const liaison = own(ctx) !== undefined;
    if (liaison && cycle.state !== 'closed') throw new Problem('not-found');
    const chosen = await schemeInForce(tx, cycleId);
    const nameOf = (row: EntryRow) =>
      chosen?.scheme.entries.find(({ kind, side }) => kind === row.kind && side === row.side)?.name ?? row.kind;
    const rows = await entryRows(tx, ctx, { cycleId });
    const late = liaison
      ? []
      : await tx<{ departmentId: string; name: string; attachment: number | null; list: string; receivedAt: Date }[]>`
          select d.id as department_id, d.name, f.attachment, f.list, min(s.received_at) as received_at
          from submissions s
          join frames f on f.id = s.frame_id
          join departments d on d.id = f.department_id
          where f.cycle_id = ${cycleId} and s.late and s.number = 1
          group by d.id, d.name, f.attachment, f.list
          order by min(s.received_at)`;
    return {
      items: rows.map((row) => ({
        ...row,
        department: { id: row.departmentId, name: row.departmentName },
        kindName: nameOf(row),
        enteredAt: row.enteredAt.toISOString(),
        appealedAt: row.appealedAt?.toISOString() ?? null,
      })),
      lateLists: late.map(({ departmentId, name, attachment, list, receivedAt }) => ({
        department: { id: departmentId, name },
        list: attachment === null ? list : `附件${attachment}`,
        receivedAt: receivedAt.toISOString(),
      })),
    };
  });
}

export async function addEntry(
  ctx: Context,
  cycleId: string,
  input: z.output<(typeof addScoreEntry)['body']>,
): Promise<null> {
  return write(ctx, 'score.entry', async (tx, note) => {
    const { scheme, appraisees, outline } = await fillable(tx, cycleId);
    const appraisee = appraisees.find(({ id }) => id === input.departmentId);
    if (!appraisee) throw new Problem('not-found');
    const kind = scheme.entries.find((one) => one.kind === input.kind && one.side === input.side);
    const refuse = (reason: string) => {
      throw new Problem('entry-invalid', { reason });
    };
    if (!kind) return refuse('方案没有这种加分或扣分，请在列出的种类里选');
    if (outline.find(({ id }) => id === appraisee.group)?.manual) return refuse('这个单位的结果由人工评定，不记加扣分');
    if (input.points !== null && compare(mustNumber(input.points), mustNumber('0')) < 0)
      return refuse('分值不能小于0；扣分也写正数');
    if (kind.points === 'granted' && input.points === null) return refuse('这种加分由上级核定，请填写核定的分值');
    if (
      typeof kind.points === 'object' &&
      input.points !== null &&
      compare(mustNumber(input.points), mustNumber(kind.points.fixed)) !== 0
    )
      return refuse(`文件规定每项${kind.points.fixed}分，不能改为别的分值`);
    const id = randomUUID();
    await tx`
      insert into score_entries (id, cycle_id, department_id, side, kind, points, times, matter, document, state, entered_by, entered_at)
      values (${id}, ${cycleId}, ${input.departmentId}, ${input.side}, ${input.kind}, ${input.points}, ${input.times}, ${input.matter},
        ${input.document}, 'in-force', ${actorName(ctx.actor)}, ${ctx.now})`;
    note({
      subject: `score-entry:${id}`,
      detail: { cycleId, department: appraisee.name, kind: input.kind, points: input.points, document: input.document },
    });
    return null;
  });
}

async function lockEntry(tx: Tx, ctx: Context, entryId: string): Promise<EntryRow> {
  const [row] = await entryRows(tx, ctx, { entryId }, true);
  if (!row) throw new Problem('not-found');
  return row;
}

export async function appeal(ctx: Context, entryId: string, { appeal }: { appeal: string }): Promise<null> {
  return write(ctx, 'score.appeal', async (tx, note) => {
    const row = await lockEntry(tx, ctx, entryId);
    if (row.state !== 'in-force' || row.side !== 'deduction') throw new Problem('entry-state');
    const [published] = await tx`select 1 from department_results where cycle_id = ${row.cycleId} limit 1`;
    // After publication the way is the review.
    if (published) throw new Problem('entry-state');
    await tx`
      update score_entries set state = 'appealed', appeal = ${appeal}, appealed_by = ${actorName(ctx.actor)}, appealed_at = ${ctx.now}
      where id = ${entryId}`;
    note({ subject: `score-entry:${entryId}`, detail: { department: row.departmentName } });
    return null;
  });
}

export async function decideEntry(
  ctx: Context,
  entryId: string,
  { revoke, decision, decidedBy }: { revoke: boolean; decision: string; decidedBy: string },
): Promise<null> {
  return write(ctx, 'score.entry-decision', async (tx, note) => {
    const row = await lockEntry(tx, ctx, entryId);
    if (row.state === 'revoked' || (!revoke && row.state !== 'appealed')) throw new Problem('entry-state');
    await tx`
      update score_entries set state = ${revoke ? 'revoked' : 'upheld'}, decision = ${decision}, decided_by = ${decidedBy}, decided_at = ${ctx.now}
      where id = ${entryId}`;
    note({ subject: `score-entry:${entryId}`, detail: { revoke, decidedBy } });
    return null;
  });
}

interface OverrideRow {
  id: string;
  departmentId: string;
  departmentName: string;
  kind: 'promote' | 'demote';
  reason: string;
  document: string;
  decidedBy: string;
  enteredBy: string;
  enteredAt: Date;
  revokedAt: Date | null;
  revokedWhy: string | null;
}

export async function listOverrides(ctx: Context, cycleId: string): Promise<RouteReply<typeof listScoreOverrides>> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    const rows = await tx<OverrideRow[]>`
      select o.id, o.department_id, d.name as department_name, o.kind, o.reason, o.document, o.decided_by, o.entered_by, o.entered_at,
        o.revoked_at, o.revoked_why
      from score_overrides o join departments d on d.id = o.department_id
      where o.cycle_id = ${cycleId} order by o.entered_at desc`;
    const manual = await tx<
      (Pick<OverrideRow, 'departmentId' | 'departmentName' | 'document' | 'decidedBy' | 'enteredBy' | 'enteredAt'> & {
        total: string | null;
        grade: string | null;
      })[]
    >`
      select m.department_id, d.name as department_name, m.total, m.grade, m.document, m.decided_by, m.entered_by, m.entered_at
      from manual_results m join departments d on d.id = m.department_id
      where m.cycle_id = ${cycleId} order by d.name collate "zh-x-icu"`;
    const named = ({ departmentId, departmentName }: { departmentId: string; departmentName: string }) => ({
      department: { id: departmentId, name: departmentName },
    });
    return {
      items: rows.map((row) => ({
        ...row,
        ...named(row),
        enteredAt: row.enteredAt.toISOString(),
        revokedAt: row.revokedAt?.toISOString() ?? null,
      })),
      manual: manual.map((row) => ({ ...row, ...named(row), enteredAt: row.enteredAt.toISOString() })),
    };
  });
}

export async function addOverride(
  ctx: Context,
  cycleId: string,
  input: z.output<(typeof addScoreOverride)['body']>,
): Promise<null> {
  return write(ctx, 'score.override', async (tx, note) => {
    const { scheme, appraisees, outline } = await fillable(tx, cycleId);
    const appraisee = appraisees.find(({ id }) => id === input.departmentId);
    if (!appraisee) throw new Problem('not-found');
    const { gradeRule } = scheme;
    const group = outline.find(({ id }) => id === appraisee.group);
    if (gradeRule.kind !== 'quota' || !group?.ranked)
      throw new Problem('override-invalid', { reason: '这个单位所属的类别不按名次定等次，没有等次可调' });
    if (input.kind === 'promote' && !gradeRule.promotions)
      throw new Problem('override-invalid', { reason: '方案没有直接定为一等的规定，只能降低等次' });
    const id = randomUUID();
    await tx`
      insert into score_overrides (id, cycle_id, department_id, kind, reason, document, decided_by, entered_by, entered_at)
      values (${id}, ${cycleId}, ${input.departmentId}, ${input.kind}, ${input.reason}, ${input.document}, ${input.decidedBy},
        ${actorName(ctx.actor)}, ${ctx.now})`;
    note({
      subject: `score-override:${id}`,
      detail: {
        cycleId,
        department: appraisee.name,
        kind: input.kind,
        document: input.document,
        decidedBy: input.decidedBy,
      },
    });
    return null;
  });
}

export async function revokeOverride(ctx: Context, overrideId: string, { why }: { why: string }): Promise<null> {
  return write(ctx, 'score.override-revoke', async (tx, note) => {
    const revoked = await tx`
      update score_overrides set revoked_at = ${ctx.now}, revoked_by = ${actorName(ctx.actor)}, revoked_why = ${why}
      where id = ${overrideId} and revoked_at is null`;
    if (revoked.count === 0) throw new Problem('not-found');
    note({ subject: `score-override:${overrideId}`, detail: { why } });
    return null;
  });
}

export async function setManual(
  ctx: Context,
  cycleId: string,
  departmentId: string,
  input: z.output<(typeof setManualResult)['body']>,
): Promise<null> {
  return write(ctx, 'score.manual', async (tx, note) => {
    const { scheme, appraisees, outline } = await fillable(tx, cycleId);
    const appraisee = appraisees.find(({ id }) => id === departmentId);
    if (!appraisee) throw new Problem('not-found');
    const group = outline.find(({ id }) => id === appraisee.group);
    if (!group?.manual) throw new Problem('manual-invalid', { reason: '这个单位的结果由计分得出，不能手工录入' });
    if (input.total === null && input.grade === null)
      throw new Problem('manual-invalid', { reason: '总分和等次至少填一项' });
    if (
      input.total !== null &&
      (compare(mustNumber(input.total), mustNumber('0')) < 0 ||
        compare(mustNumber(input.total), mustNumber(scheme.fullMarks)) > 0)
    )
      throw new Problem('manual-invalid', { reason: `总分应在0到${scheme.fullMarks}之间` });
    if (input.grade !== null && !(group.manualGrade && gradesOf(scheme).includes(input.grade)))
      throw new Problem('manual-invalid', { reason: '这个类别不能录入这个等次' });
    await tx`
      insert into manual_results (cycle_id, department_id, total, grade, document, decided_by, entered_by, entered_at)
      values (${cycleId}, ${departmentId}, ${input.total}, ${input.grade}, ${input.document}, ${input.decidedBy},
        ${actorName(ctx.actor)}, ${ctx.now})
      on conflict (cycle_id, department_id) do update set total = excluded.total, grade = excluded.grade, document = excluded.document,
        decided_by = excluded.decided_by, entered_by = excluded.entered_by, entered_at = excluded.entered_at`;
    note({
      subject: `cycle:${cycleId}`,
      detail: {
        department: appraisee.name,
        total: input.total,
        grade: input.grade,
        document: input.document,
        decidedBy: input.decidedBy,
      },
    });
    return null;
  });
}
