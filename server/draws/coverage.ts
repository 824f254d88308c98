/** Where the drawn people are: cities and departments of the sample beside those of the frame. */
import type { Coverage } from '#contract';
import { read } from '#db';
import type { Context } from '../context.ts';
import { requireState } from './ceremony.ts';
import { coverageOf } from './forecast.ts';
import { keptLeftOut } from './left-out.ts';
import { drawFrames, drawRow } from './rows.ts';
import { unitsOf } from './units.ts';
import { unitPlace } from '#frames';

/** Counts as drawn; none for random digits, which have no place. */
export async function coverage(ctx: Context, drawId: string): Promise<{ coverage: Coverage[] }> {
  return read(ctx, async (tx) => {
    const row = await drawRow(tx, drawId);
    requireState(row, 'drawn', 'sealed');
    if (row.design.method === 'random-digits') return { coverage: [] };
    const leftOut = await keptLeftOut(tx, drawId);
    const everybody = await unitsOf(tx, ctx, await drawFrames(tx, [drawId]));
    const units = everybody.filter((unit) => !leftOut.has(unitPlace(unit)));
    const drawn = await tx<{ unitId: string; part: 'main' | 'reserve' }[]>`
      select unit_id, part from draw_units where draw_id = ${drawId}`;
    const parts = new Map(drawn.map(({ unitId, part }) => [unitId, part]));
    const counts = (part: 'main' | 'reserve') => units.map(({ id }) => (parts.get(id) === part ? 1 : 0));
    return { coverage: coverageOf(units, { chances: counts('main'), reserveChances: counts('reserve') }) };
  });
}
