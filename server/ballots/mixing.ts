/**
 * Which waiting ballots are moved into the box together.
 *
 * Promise: by style, because a style is all that a ballot shows; never fewer than a batch at a time, except at midnight and at close; and a
 * random half stays behind, so that a batch is not the last arrivals. Whoever knows the order of arrival and every batch still expects to
 * guess about one ballot in sixty, as if there were no batches at all.
 */
import { shuffled } from './chance.ts';

/** Ballots released at once, at least, while voting runs. */
const BATCH = 20;
/** As many stay behind. */
const POOL = 20;
/** At midnight all are released when there are so many; fewer wait for the next. */
const MIDNIGHT_BATCH = 5;

export type MixingMoment = 'arrival' | 'midnight' | 'close';

/** Waiting ballots of one style from which on an arrival moves some. */
export const MIX_AT = BATCH + POOL;

function releasable(waiting: number, moment: MixingMoment): number {
  if (moment === 'close') return waiting;
  if (moment === 'midnight') return waiting >= MIDNIGHT_BATCH ? waiting : 0;
  return waiting >= MIX_AT ? waiting - POOL : 0;
}

export interface Mixed<T> {
  /** Both in an order that says nothing. */
  readonly released: readonly T[];
  readonly kept: readonly T[];
}

/** Divides the waiting ballots. Only those of `cycleId` move at close. */
export function mix<T extends { readonly cycleId: string; readonly style: string }>(
  waiting: readonly T[],
  moment: MixingMoment,
  cycleId?: string,
): Mixed<T> {
  const strata = new Map<string, T[]>();
  for (const ballot of waiting) {
    const stratum = `${ballot.cycleId} ${ballot.style}`;
    strata.set(stratum, [...(strata.get(stratum) ?? []), ballot]);
  }
  const released: T[] = [];
  const kept: T[] = [];
  for (const ballots of strata.values()) {
    const concerned = cycleId === undefined || ballots[0]!.cycleId === cycleId;
    const count = concerned ? releasable(ballots.length, moment) : 0;
    const mixed = shuffled(ballots);
    released.push(...mixed.slice(0, count));
    kept.push(...mixed.slice(count));
  }
  return { released: shuffled(released), kept: shuffled(kept) };
}
