/**
 * How many people each replicate holds, from the strata alone: rank r (from 0) of a stratum belongs to replicate
 * floor(r / size) + 1, main sample first, reserve after.
 */
import type { Draw } from '#contract';

export interface Replicate {
  readonly number: number;
  readonly main: number;
  readonly reserve: number;
}

/** How many of the places from..until lie below `end`. */
const within = (from: number, until: number, end: number) => Math.max(0, Math.min(until, end) - from);

export function listReplicates({ strata: all, design }: Pick<Draw, 'strata' | 'design'>): readonly Replicate[] {
  // Two stages: the clusters that were not drawn give nobody.
  const strata = all.filter(({ drawn }) => drawn !== false);
  const size = design.replicateSize;
  const longest = Math.max(0, ...strata.map(({ main, reserve }) => main + reserve));
  return Array.from({ length: Math.ceil(longest / size) }, (_, index) => {
    const from = index * size;
    const until = from + size;
    const main = strata.reduce((sum, stratum) => sum + within(from, until, stratum.main), 0);
    const both = strata.reduce((sum, stratum) => sum + within(from, until, stratum.main + stratum.reserve), 0);
    return { number: index + 1, main, reserve: both - main };
  });
}
