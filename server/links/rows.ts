/** Rounds as they stand in the database, and their counts. Counts only: nobody learns here who has answered. */
import type { LinkCounts, LinkRound } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';

export interface RoundRow {
  readonly id: string;
  readonly cycleId: string;
  readonly drawId: string;
  readonly drawTitle: string;
  readonly kind: LinkRound['kind'];
  readonly title: string;
  readonly organiser: string;
  readonly hotline: string;
  readonly verifyText: string;
  readonly message: string;
  readonly reminder: string;
  readonly linkBase: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly cycleState: string;
}

export const keyPlace = (roundId: string): string => `link_rounds/${roundId}/key`;
export const draftPlace = (roundId: string, unitId: string): string => `link_cases/${roundId}/${unitId}/draft`;

export function stateOf(round: Pick<RoundRow, 'opensAt' | 'closesAt' | 'closedAt' | 'cycleState'>, now: Date) {
  if (round.closedAt !== null || now >= round.closesAt || round.cycleState === 'closed') return 'closed';
  return now < round.opensAt ? 'early' : 'open';
}

const selectRounds = (tx: Tx) => tx`
  select r.id, r.cycle_id, r.draw_id, d.title as draw_title, r.kind, r.title, r.organiser, r.hotline, r.verify_text, r.message,
    r.reminder, r.link_base, r.opens_at, r.closes_at, r.closed_at, r.created_at, r.created_by, c.state as cycle_state
  from link_rounds r
  join draws d on d.id = r.draw_id
  join cycles c on c.id = r.cycle_id`;

export async function roundRow(tx: Tx, roundId: string, options: { lock?: boolean } = {}): Promise<RoundRow> {
  const [row] = await tx<RoundRow[]>`
    ${selectRounds(tx)} where r.id = ${roundId} ${options.lock ? tx`for update of r` : tx``}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export const roundsOfCycle = (tx: Tx, cycleId: string): Promise<RoundRow[]> =>
  tx<RoundRow[]>`${selectRounds(tx)} where r.cycle_id = ${cycleId} order by r.created_at desc, r.id`;

interface CountRow extends LinkCounts {
  readonly roundId: string;
  readonly departmentId: string;
  readonly department: string;
}

/** By round and department. A live sheet decides first: who has answered is neither waiting nor declined. */
async function countRows(tx: Tx, roundIds: readonly string[]): Promise<CountRow[]> {
  if (roundIds.length === 0) return [];
  return tx<CountRow[]>`
    select c.round_id, c.department_id, d.name as department, count(*)::int as issued,
      (count(*) filter (where s.channel = 'link'))::int as answered,
      (count(*) filter (where s.channel <> 'link'))::int as elsewhere,
      (count(*) filter (where s.id is null and c.state = 'declined'))::int as declined,
      (count(*) filter (where s.id is null and c.state = 'void'))::int as void,
      (count(*) filter (where s.id is null and c.state = 'out'))::int as waiting,
      (count(*) filter (where s.id is null and c.state = 'out' and c.draft_sealed is not null))::int as begun
    from link_cases c
    join link_rounds r on r.id = c.round_id
    join departments d on d.id = c.department_id
    left join answer_sheets s on s.draw_id = r.draw_id and s.unit_id = c.unit_id and s.state in ('counted', 'quarantined')
    where c.round_id = any(${[...roundIds]}::uuid[])
    group by c.round_id, c.department_id, d.name
    order by d.name collate "zh-x-icu"`;
}

const nothing: LinkCounts = { issued: 0, answered: 0, elsewhere: 0, declined: 0, void: 0, waiting: 0, begun: 0 };
const names = Object.keys(nothing) as (keyof LinkCounts)[];

function sumOf(rows: readonly CountRow[]): LinkCounts {
  const sum = { ...nothing };
  for (const row of rows) for (const name of names) sum[name] += row[name];
  return sum;
}

interface ExportRow extends Omit<LinkRound['exports'][number], 'exportedAt'> {
  readonly roundId: string;
  readonly exportedAt: Date;
}

/** Rounds as callers see them, with the counts of each department beside. */
export async function shownRounds(
  tx: Tx,
  rows: readonly RoundRow[],
  now: Date,
): Promise<(LinkRound & { departments: CountRow[] })[]> {
  const ids = rows.map(({ id }) => id);
  const counts = await countRows(tx, ids);
  const exports = await tx<ExportRow[]>`
    select round_id, number, which, format, messages, unreachable, parts, reason, exported_at, exported_by
    from link_exports where round_id = any(${ids}::uuid[]) order by number desc`;
  return rows.map(({ drawId, drawTitle, opensAt, closesAt, closedAt, createdAt, cycleState, ...row }) => {
    const departments = counts.filter(({ roundId }) => roundId === row.id);
    return {
      ...row,
      drawId,
      draw: { id: drawId, title: drawTitle },
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
      createdAt: createdAt.toISOString(),
      state: stateOf({ opensAt, closesAt, closedAt, cycleState }, now),
      counts: sumOf(departments),
      departments,
      exports: exports
        .filter(({ roundId }) => roundId === row.id)
        .map((one) => ({ ...one, exportedAt: one.exportedAt.toISOString() })),
    };
  });
}

export async function shownRound(tx: Tx, roundId: string, now: Date) {
  const [round] = await shownRounds(tx, [await roundRow(tx, roundId)], now);
  if (!round) throw new Problem('not-found');
  return round;
}
