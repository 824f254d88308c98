/**
 * How many people of which department, list and stratum a draw selected, replicate by replicate: what fieldwork is measured against.
 *
 * Promise: counts only. A sealed draw never changes, so what was counted once is kept in memory.
 */
import type { ListKind } from '#contract';
import type { Sql, Tx } from '#db';
import type { Context } from '../context.ts';
import { requireState } from './ceremony.ts';
import { drawFrames, drawRow, type DrawFrameRow, type DrawRow } from './rows.ts';
import { unitsOf } from './units.ts';

export interface DrawnGroup {
  /** Null: numbers dialled at random, or lists that were erased. */
  readonly departmentId: string | null;
  readonly list: ListKind | null;
  readonly stratum: string;
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
  /** Not of the draw this one supplements. */
  readonly isNew: boolean;
  readonly units: number;
}

export interface DrawnGroups {
  readonly drawId: string;
  readonly cycleId: string;
  readonly title: string;
  /** Codes of strata and their words, in the draw's order. */
  readonly strata: ReadonlyMap<string, string>;
  readonly groups: readonly DrawnGroup[];
}

const kept = new WeakMap<Sql, Map<string, readonly DrawnGroup[]>>();

export async function drawnGroups(tx: Tx, ctx: Context, drawId: string): Promise<DrawnGroups> {
  const row = await drawRow(tx, drawId);
  requireState(row, 'sealed');
  const known = kept.get(ctx.sql) ?? new Map<string, readonly DrawnGroup[]>();
  kept.set(ctx.sql, known);
  let groups = known.get(drawId);
  if (!groups) {
    groups = await count(tx, ctx, row);
    known.set(drawId, groups);
  }
  return {
    drawId,
    cycleId: row.cycleId,
    title: row.title,
    strata: new Map(row.strata.map(({ code, label }) => [code, label])),
    groups,
  };
}

interface CountedRow {
  readonly stratum: string;
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
  readonly isNew: boolean;
}

const isNew = (tx: Tx, { design }: DrawRow) =>
  design.supplement === undefined
    ? tx`true`
    : tx`not exists (select from draw_units h where h.draw_id = ${design.supplement.of} and h.unit_id = u.unit_id)`;

async function count(tx: Tx, ctx: Context, row: DrawRow): Promise<readonly DrawnGroup[]> {
  const frames = await drawFrames(tx, [row.id]);
  const [only] = frames;
  if (frames.length > 1) return countPlaced(tx, ctx, row, frames);
  const rows = await tx<(CountedRow & { units: number })[]>`
    select u.stratum, u.replicate, u.part, ${isNew(tx, row)} as is_new, count(*)::int as units
    from draw_units u where u.draw_id = ${row.id}
    group by 1, 2, 3, 4`;
  return rows.map((one) => ({ ...whose(only), ...one }));
}

const whose = (frame: DrawFrameRow | undefined): Pick<DrawnGroup, 'departmentId' | 'list'> => ({
  departmentId: frame?.departmentId ?? null,
  list: frame?.list ?? null,
});

/** Several lists: an id says which only together with the lists themselves. */
async function countPlaced(
  tx: Tx,
  ctx: Context,
  row: DrawRow,
  frames: readonly DrawFrameRow[],
): Promise<readonly DrawnGroup[]> {
  const bySubmission = new Map(frames.map((frame) => [frame.submissionId, frame]));
  const drawn = await tx<(CountedRow & { unitId: string })[]>`
    select u.unit_id, u.stratum, u.replicate, u.part, ${isNew(tx, row)} as is_new
    from draw_units u where u.draw_id = ${row.id}`;
  const frameOf = new Map(
    (await unitsOf(tx, ctx, frames)).map(({ id, submissionId }) => [id, bySubmission.get(submissionId)]),
  );
  const groups = new Map<string, DrawnGroup>();
  for (const { unitId, ...one } of drawn) {
    const frame = frameOf.get(unitId);
    const key = [frame?.id, one.stratum, one.replicate, one.part, one.isNew].join('\u0000');
    const before = groups.get(key);
    groups.set(key, { ...whose(frame), ...one, units: (before?.units ?? 0) + 1 });
  }
  return [...groups.values()];
}
