/**
 * Joint inclusion probabilities of the size-proportional draws offered here, which exact variances need.
 *
 * Promise: for frames of a few hundred units; larger ones use the approximations of unequal-estimate. Units with p = 1 are in
 * every sample.
 */

/**
 * Systematic draw over a fixed order: units i and j are both hit for the starts where their stretches of the running total
 * overlap modulo 1. Source: Connor 1966; Tillé 2006, 7.1. Cost: units squared, times the stretches' pieces.
 */
export function systematicJoint(p: readonly number[]): number[][] {
  let running = 0;
  const ends = p.map((one) => [running, (running += one)] as const);
  const cuts = [...new Set([0, 1, ...ends.flatMap(([from, to]) => [from % 1, to % 1])])].toSorted((a, b) => a - b);
  const joint = p.map(() => p.map(() => 0));
  for (let c = 0; c + 1 < cuts.length; c += 1) {
    const width = cuts[c + 1]! - cuts[c]!;
    const start = (cuts[c]! + cuts[c + 1]!) / 2;
    const hit = ends.flatMap(([from, to], i) => (Math.floor(to - start) > Math.floor(from - start) ? [i] : []));
    for (const i of hit) for (const j of hit) joint[i]![j]! += width;
  }
  return joint;
}

/**
 * Draw of the largest entropy with given probabilities (conditional Poisson), to which Pareto order sampling comes closest.
 * Odds are found by repeated proportion; sums over all samples of a size come from elementary symmetric polynomials.
 * Source: Hájek 1981; Chen, Dempster and Liu 1994. Cost: units^3 x n.
 */
export function maximumEntropyJoint(p: readonly number[]): number[][] {
  const open = p.flatMap((one, i) => (one < 1 ? [i] : []));
  const n = Math.round(open.reduce((sum, i) => sum + p[i]!, 0));
  let odds = open.map((i) => p[i]! / (1 - p[i]!));
  for (let round = 0; round < 10_000; round += 1) {
    const all = symmetric(odds, n)[n]!;
    let worst = 0;
    const next = odds.map((one, a) => {
      const reached = (one * symmetric(without(odds, a), n - 1)[n - 1]!) / all;
      worst = Math.max(worst, Math.abs(reached / p[open[a]!]! - 1));
      return (one * p[open[a]!]!) / reached;
    });
    if (worst < 1e-13) break;
    odds = next;
  }
  const all = symmetric(odds, n)[n]!;
  const place = new Map(open.map((i, a) => [i, a]));
  return p.map((one, i) =>
    p.map((other, j) => {
      if (i === j) return one;
      const [a, b] = [place.get(i), place.get(j)];
      if (a === undefined || b === undefined) return one * other;
      if (n < 2) return 0;
      const rest = without(without(odds, Math.max(a, b)), Math.min(a, b));
      return (odds[a]! * odds[b]! * symmetric(rest, n - 2)[n - 2]!) / all;
    }),
  );
}

/** Elementary symmetric polynomials of orders 0 to n. */
function symmetric(values: readonly number[], n: number): number[] {
  const sums = [1, ...Array.from({ length: n }, () => 0)];
  for (const value of values) for (let k = n; k > 0; k -= 1) sums[k]! += value * sums[k - 1]!;
  return sums;
}

function without(values: readonly number[], at: number): number[] {
  return values.filter((_, i) => i !== at);
}
