/**
 * How many interviews a wanted precision takes, and how many numbers to issue for them.
 *
 * Promise: formulas in fractions of an interview; rounding up is the caller's last step (`issue` does it). `Infinity` is a
 * population that need not be counted. Never adds a reserve on its own.
 */
import { normalQuantile } from './distribution.ts';

/** n for a coefficient of variation of a share: a (q/p) / (cv^2 + (q/p)/(N-1)), a = N/(N-1). Source: Cochran 1977, 4.4. */
export function sizeForShareCv(p: number, cv: number, population = Infinity): number {
  const relative = (1 - p) / p;
  return finite(relative, cv ** 2, population);
}

/** n for a half-width e of a share's interval p ± z se: a z^2 p q / (e^2 + z^2 p q/(N-1)). Source: Cochran 1977, 4.4. */
export function sizeForShare(p: number, halfWidth: number, level: number, population = Infinity): number {
  return finite(zOf(level) ** 2 * p * (1 - p), halfWidth ** 2, population);
}

function finite(spread: number, wanted: number, population: number): number {
  if (population === Infinity) return spread / wanted;
  // Above and below times N - 1: one person is a population too.
  return (population * spread) / ((population - 1) * wanted + spread);
}

/** The same when Wilson's interval will be used. Source: Piegorsch 2004; Valliant, Dever and Kreuter 2018, 3.3. */
export function sizeForShareByWilson(p: number, halfWidth: number, level: number): number {
  const pq = p * (1 - p);
  const e2 = halfWidth ** 2;
  return ((pq - 2 * e2 + Math.sqrt(e2 - pq * (4 * e2 - pq))) * (zOf(level) / halfWidth) ** 2) / 2;
}

/** Half-width that n interviews give: z sqrt(p q / n (N-n)/(N-1)). Source: Cochran 1977, 3.2. */
export function halfWidthOfShare(p: number, n: number, level: number, population = Infinity): number {
  const open = population === Infinity ? 1 : population === 1 ? 0 : (population - n) / (population - 1);
  return zOf(level) * Math.sqrt(((p * (1 - p)) / n) * open);
}

/** n for a coefficient of variation of a mean: C^2 / (cv^2 + C^2/N), C^2 = S^2 / mean^2. Source: Cochran 1977, 4.6. */
export function sizeForMeanCv(variance: number, mean: number, cv: number, population = Infinity): number {
  const relative = variance / mean ** 2;
  return relative / (cv ** 2 + relative / population);
}

/** n for a half-width of a mean's interval: z^2 S^2 / (e^2 + z^2 S^2/N). Source: Cochran 1977, 4.6. */
export function sizeForMean(variance: number, halfWidth: number, level: number, population = Infinity): number {
  const spread = zOf(level) ** 2 * variance;
  return spread / (halfWidth ** 2 + spread / population);
}

/** Numbers to issue: interviews times design effect, rounded up, over the response rate, rounded up. */
export function issue(interviews: number, designEffect: number, responseRate: number): number {
  return wholeUp(wholeUp(interviews * designEffect) / responseRate);
}

/** Up to the next whole number; what misses a whole number by rounding alone (10^-12 of it: 100 x 1.1) is that number. */
export function wholeUp(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= 1e-12 * nearest ? nearest : Math.ceil(value);
}

export interface TwoWaves {
  /** Share of the units that are in both waves. */
  readonly overlap: number;
  /** The change to find. */
  readonly change: number;
  readonly level: number;
  readonly power: number;
}

/**
 * n per wave to find a change of a mean between two waves that share units: (z + z_power)^2 V / change^2 with
 * V = S1^2 + S2^2 - 2 overlap rho S1 S2. Two-sided. Source: Valliant, Dever and Kreuter 2018, 4.4.
 */
export function sizeForChangeOfMean(
  variance1: number,
  variance2: number,
  correlation: number,
  waves: TwoWaves,
): number {
  return forChange(variance1 + variance2 - 2 * waves.overlap * correlation * Math.sqrt(variance1 * variance2), waves);
}

/** The same for shares p1 and p2, with `both` the share of yes in both waves: covariance both - p1 p2. */
export function sizeForChangeOfShare(p1: number, p2: number, both: number, waves: TwoWaves): number {
  return forChange(p1 * (1 - p1) + p2 * (1 - p2) - 2 * waves.overlap * (both - p1 * p2), waves);
}

function forChange(variance: number, { change, level, power }: TwoWaves): number {
  return ((zOf(level) + normalQuantile(power)) ** 2 * variance) / change ** 2;
}

export interface ClusterPlan {
  readonly perCluster: number;
  readonly clusters: number;
  readonly cv: number;
  readonly designEffect: number;
}

/**
 * The best two-stage plan for a budget: per cluster sqrt(C1/C2 (1-rho)/rho), clusters budget / (C1 + C2 per cluster); design
 * effect 1 + rho (per cluster - 1); cv^2 = relative variance x design effect / interviews. Source: Hansen, Hurwitz and
 * Madow 1953; Valliant, Dever and Kreuter 2018, 9.3.
 */
export function planClusters(
  costs: { readonly cluster: number; readonly interview: number; readonly budget: number },
  rho: number,
  relativeVariance: number,
): ClusterPlan {
  const perCluster = Math.sqrt((costs.cluster / costs.interview) * ((1 - rho) / rho));
  const clusters = costs.budget / (costs.cluster + costs.interview * perCluster);
  const designEffect = 1 + rho * (perCluster - 1);
  return {
    perCluster,
    clusters,
    designEffect,
    cv: Math.sqrt((relativeVariance * designEffect) / (clusters * perCluster)),
  };
}

function zOf(level: number): number {
  return normalQuantile((1 + level) / 2);
}
