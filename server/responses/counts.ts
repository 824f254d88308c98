/**
 * How many answers came in, were set apart, decided: for the office by department and channel, for the public with small cells merged.
 *
 * Promise: counts and reasons only; never an answer, never a score.
 */
import { quarantineLabels, type PublicDecision, type PublicDesk, type QuarantineReason } from '#contract';
import { read, type Tx } from '#db';
import { progress, type SheetState } from '#sheets';
import { actorName, type Context } from '../context.ts';
import { mustFind } from './surveys.ts';

/** Below this a number is not shown to the public. */
const LEAST = 10;

interface GroupRow {
  departmentId: string;
  department: string;
  state: SheetState;
  reasons: string[];
  count: number;
}

async function groupsOf(tx: Tx, surveyId: string): Promise<GroupRow[]> {
  return tx<GroupRow[]>`
    select s.department_id, d.name as department, s.state, s.reasons, count(*)::int as count
    from public_arrivals a
    join answer_sheets s on s.id = a.sheet_id
    join departments d on d.id = s.department_id
    where a.survey_id = ${surveyId}
    group by s.department_id, d.name, s.state, s.reasons
    order by d.name collate "C", s.reasons`;
}

export async function desk(ctx: Context, cycleId: string): Promise<PublicDesk> {
  return read(ctx, async (tx) => {
    const survey = await mustFind(tx, cycleId);
    const departments = await tx<{ id: string; name: string }[]>`
      select d.id, d.name from appraisees a join departments d on d.id = a.department_id
      where a.cycle_id = ${cycleId} order by d.name collate "C"`;
    const rows = await progress(tx, { cycleId });
    const sum = (of: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(of).reduce((total, { count }) => total + count, 0);
    const groups = await groupsOf(tx, survey.id);
    const decisions = await tx<(Omit<PublicDecision, 'proposedAt' | 'own'> & { proposedAt: Date })[]>`
      select p.id, d.name as department, p.reasons, p.act, cardinality(p.sheet_ids) as count, p.grounds, p.state, p.proposed_at,
        p.proposed_by, p.confirmed_by
      from public_decisions p join departments d on d.id = p.appraisee_id
      where p.survey_id = ${survey.id}
      order by p.proposed_at desc, p.id`;
    return {
      received: departments.map(({ id, name }) => {
        // Of the web all that came, less what the same device replaced; of the others what stands: a corrected call is withdrawn.
        const live = (channel: string) =>
          sum(
            (row) =>
              row.departmentId === id &&
              row.channel === channel &&
              row.state !== 'superseded' &&
              (channel === 'web' || row.state !== 'excluded'),
          );
        const web = (state: SheetState) =>
          sum((row) => row.departmentId === id && row.channel === 'web' && row.state === state);
        return {
          departmentId: id,
          department: name,
          web: live('web'),
          link: live('link'),
          telephone: live('telephone'),
          paper: live('paper'),
          quarantined: web('quarantined'),
          excluded: web('excluded'),
          replaced: web('superseded'),
        };
      }),
      groups: groups
        .filter(({ state }) => state === 'quarantined')
        .map(({ departmentId, department, reasons, count }) => ({ departmentId, department, reasons, count })),
      decisions: decisions.map((row) => ({
        ...row,
        proposedAt: row.proposedAt.toISOString(),
        own: row.proposedBy === actorName(ctx.actor),
      })),
    };
  });
}

const merged = (count: number): string => (count === 0 || count >= LEAST ? String(count) : `不足${LEAST}`);

/**
 * A row for the public. A small part hides the part that would give it away by subtraction as well.
 */
export function publicRow(parts: { counted: number; waiting: number; excluded: number }) {
  const received = parts.counted + parts.waiting + parts.excluded;
  const small = Object.values(parts).some((count) => count > 0 && count < LEAST);
  const show = (count: number) => (count === 0 ? '0' : small ? '合并' : String(count));
  if (received < LEAST) return { received: merged(received), counted: '—', waiting: '—', excluded: '—' };
  return {
    received: String(received),
    counted: show(parts.counted),
    waiting: show(parts.waiting),
    excluded: show(parts.excluded),
  };
}

export async function publicCounts(ctx: Context, { surveyId }: { readonly surveyId: string }) {
  return read({ ...ctx, actor: { kind: 'system', name: 'public-survey' } }, async (tx) => {
    const groups = await groupsOf(tx, surveyId);
    const names = [...new Set(groups.map(({ department }) => department))];
    const byReason = new Map<string, number>();
    for (const { state, reasons, count } of groups)
      if (state === 'excluded') for (const reason of reasons) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
    return {
      rows: names.map((name) => {
        const count = (state: SheetState) =>
          groups
            .filter((group) => group.department === name && group.state === state)
            .reduce((total, group) => total + group.count, 0);
        return {
          name,
          ...publicRow({ counted: count('counted'), waiting: count('quarantined'), excluded: count('excluded') }),
        };
      }),
      reasons: [...byReason].map(([reason, count]) => ({ label: labelOf(reason), count: `${merged(count)}份` })),
    };
  });
}

const labelOf = (reason: string): string =>
  Object.hasOwn(quarantineLabels, reason) ? quarantineLabels[reason as QuarantineReason] : reason;
