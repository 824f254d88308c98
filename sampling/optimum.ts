/**
 * Allocation before rounding: shares of a total, of a budget, or for a wanted variance; and the variance an allocation gives.
 *
 * Promise: exact optima, in fractions of a unit, for planning; whole numbers come from `allocate`. A variance that an
 * allocation cannot have (more drawn than there are) is null.
 */
import { weightOf, type AllocationRule, type AllocationStratum } from './allocate.ts';

/** total x weight / sum of weights, by the weights of the rule. Source: Cochran 1977, 5.5; Bankier 1988. Cost: linear. */
export function shareOut(strata: readonly AllocationStratum[], total: number, rule: AllocationRule): number[] {
  const weights = strata.map((stratum) => weightOf(stratum, rule));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (total * weight) / sum);
}

/**
 * The same within floors and ceilings (at most the population): the only sizes of the form min(high, max(low, x weight))
 * that add up to the total, which minimise sum(weight^2 / size). Null when bounds and total contradict each other.
 * Source: Gabler, Ganninger and Münnich 2012; Wesołowski, Wieczorkowski and Wójciak 2021. Cost: strata squared.
 */
export function shareOutWithin(
  strata: readonly AllocationStratum[],
  total: number,
  rule: AllocationRule,
): number[] | null {
  const parts = strata.map((stratum) => ({
    weight: weightOf(stratum, rule),
    low: Math.min(stratum.floor ?? 0, stratum.population),
    high: Math.min(stratum.ceiling ?? Infinity, stratum.population),
  }));
  const at = (x: number) => parts.map(({ weight, low, high }) => Math.min(high, Math.max(low, x * weight)));
  const sumAt = (x: number) => at(x).reduce((all, size) => all + size, 0);
  const bends = parts
    .flatMap(({ weight, low, high }) => (weight > 0 ? [low / weight, high / weight] : []))
    .toSorted((a, b) => a - b);
  const most = parts.reduce((all, { weight, low, high }) => all + (weight > 0 ? high : Math.min(low, high)), 0);
  if (sumAt(0) > total || most < total) return null;
  // Between two bends the sum is a straight line; which parts grow there is asked in the middle, where no rounding decides.
  const found = bends.findIndex((bend) => sumAt(bend) >= total);
  const after = found < 0 ? bends.length - 1 : found;
  const [from, to] = [after > 0 ? bends[after - 1]! : 0, bends[after] ?? 0];
  const middle = (from + to) / 2;
  const slope = parts.reduce(
    (all, { weight, low, high }) => (middle * weight > low && middle * weight < high ? all + weight : all),
    0,
  );
  return at(slope > 0 ? from + (total - sumAt(from)) / slope : to);
}

/** Sizes that a budget pays for with the smallest variance: budget (N S / sqrt c) / sum(N S sqrt c). Source: Cochran 5.5. */
export function sizesForBudget(strata: readonly AllocationStratum[], budget: number): number[] {
  const spent = strata.reduce((all, stratum) => all + weightOf(stratum, { kind: 'cost' }) * stratum.cost!, 0);
  return strata.map((stratum) => (budget * weightOf(stratum, { kind: 'cost' })) / spent);
}

/**
 * The cheapest sizes that reach a variance of the mean: (N S / sqrt c) sum(N S sqrt c) / (N^2 V + sum(N_h S_h^2)).
 * Source: Cochran 1977, 5.5. Cost: linear.
 */
export function sizesForVariance(strata: readonly AllocationStratum[], variance: number): number[] {
  const people = strata.reduce((all, { population }) => all + population, 0);
  const spent = strata.reduce((all, stratum) => all + weightOf(stratum, { kind: 'cost' }) * stratum.cost!, 0);
  const fixed = strata.reduce((all, { population, deviation }) => all + population * deviation! ** 2, 0);
  return strata.map((stratum) => (weightOf(stratum, { kind: 'cost' }) * spent) / (people ** 2 * variance + fixed));
}

/** Variance of the mean: sum((N_h/N)^2 (1 - n_h/N_h) S_h^2 / n_h). Null when it cannot be; a stratum of nobody adds nothing. Source: Cochran 1977, 5.3. */
export function varianceOfMean(strata: readonly AllocationStratum[], sizes: readonly number[]): number | null {
  const people = strata.reduce((all, { population }) => all + population, 0);
  if (
    strata.some(
      ({ population, deviation }, h) => sizes[h]! > population || (population > 0 && sizes[h] === 0 && deviation! > 0),
    )
  )
    return null;
  return strata.reduce(
    (sum, { population, deviation }, h) =>
      sizes[h] === 0
        ? sum
        : sum + (((population / people) ** 2 * deviation! ** 2) / sizes[h]!) * (1 - sizes[h]! / population),
    0,
  );
}
