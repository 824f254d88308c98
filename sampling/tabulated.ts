/**
 * Means of a stratified sample from counts of answers, where the rows themselves are not at hand.
 *
 * Promise: the same mean and variance as `estimateMeans` on the rows the counts were made of. Never guesses a variance: a stratum
 * with one answer of several leaves it undefined.
 */
import type { Estimates } from './estimate.ts';

export interface TabulatedStratum {
  /** Units in the population of the stratum; Infinity when not known. */
  readonly population: number;
  /** Design weight of each answer of the stratum. */
  readonly weight: number;
  /** How many gave each value. */
  readonly counts: readonly (readonly [value: number, count: number])[];
}

interface Tabulated {
  readonly estimates: Estimates;
  /** Answers less strata. */
  readonly degrees: number;
}

/**
 * Weighted mean: sum(w y) / sum(w); variance by Taylor linearisation, in each stratum (1 - n/N) n/(n - 1) times the sum of squares
 * of the scores w (y - mean) / sum(w) about their mean. Source: Särndal, Swensson and Wretman 1992, 5.7. Cost: one pass over the counts.
 */
export function meanOfCounts(strata: readonly TabulatedStratum[]): Tabulated {
  let weights = 0;
  let total = 0;
  let answers = 0;
  const present = strata.filter(({ counts }) => counts.some(([, count]) => count > 0));
  for (const { weight, counts } of present)
    for (const [value, count] of counts) {
      weights += weight * count;
      total += weight * value * count;
      answers += count;
    }
  if (!(weights > 0)) return { estimates: { values: [null], covariance: [[Number.NaN]] }, degrees: 0 };
  const mean = total / weights;
  let variance = 0;
  for (const { population, weight, counts } of present) {
    const n = counts.reduce((sum, [, count]) => sum + count, 0);
    const scoreOf = (value: number) => (weight * (value - mean)) / weights;
    const centre = counts.reduce((sum, [value, count]) => sum + scoreOf(value) * count, 0) / n;
    const squares = counts.reduce((sum, [value, count]) => sum + (scoreOf(value) - centre) ** 2 * count, 0);
    if (population <= n) continue;
    variance += n === 1 ? Number.NaN : (1 - n / population) * (n / (n - 1)) * squares;
  }
  return { estimates: { values: [mean], covariance: [[variance]] }, degrees: answers - present.length };
}
