/**
 * What a draw says about the cases it selected: stratum and design weight.
 *
 * Promise: the weight is exact wherever the draw was made with equal chances inside the stratum (population over main sample);
 * otherwise one over the unit's own chance, to twelve digits.
 */
import type { Tx } from '#db';

export interface SampledCase {
  readonly cycleId: string;
  readonly stratum: string;
  /** A number as surveys writes it: `512/100` or `5.12`. */
  readonly designWeight: string;
}

interface StratumSize {
  readonly code: string;
  readonly population: number;
  readonly main: number;
}

/** Closer than this, a chance kept as a float is the fraction it was made from. */
const closeEnough = 1e-12;

function weightOf(probability: number, stratum: StratumSize | undefined): string {
  if (stratum && stratum.main > 0 && Math.abs(stratum.main / stratum.population - probability) < closeEnough)
    return `${stratum.population}/${stratum.main}`;
  return String(Number((1 / probability).toPrecision(12)));
}

/** Cases by `drawId unitId`; those no draw knows are not in the answer. */
export async function casesOf(
  tx: Tx,
  cases: readonly { readonly drawId: string; readonly unitId: string }[],
): Promise<ReadonlyMap<string, SampledCase>> {
  if (cases.length === 0) return new Map();
  const [draws, units] = await Promise.all([
    tx<{ id: string; cycleId: string; strata: StratumSize[] }[]>`
      select id, cycle_id, strata from draws where id = any(${[...new Set(cases.map(({ drawId }) => drawId))]}::uuid[])`,
    tx<{ drawId: string; unitId: string; stratum: string; probability: number }[]>`
      select u.draw_id, u.unit_id, u.stratum, u.probability
      from unnest(${cases.map(({ drawId }) => drawId)}::uuid[], ${cases.map(({ unitId }) => unitId)}::text[]) as n (draw_id, unit_id)
      join draw_units u on u.draw_id = n.draw_id and u.unit_id = n.unit_id`,
  ]);
  const drawOf = new Map(draws.map((draw) => [draw.id, draw]));
  return new Map(
    units.flatMap(({ drawId, unitId, stratum, probability }): [string, SampledCase][] => {
      const draw = drawOf.get(drawId);
      if (!draw) return [];
      const size = draw.strata.find(({ code }) => code === stratum);
      return [[`${drawId} ${unitId}`, { cycleId: draw.cycleId, stratum, designWeight: weightOf(probability, size) }]];
    }),
  );
}
