/**
 * Estimates of a population from a survey: means, totals, ratios, shares, domains, contrasts and quantiles, with the
 * covariance the design gives them (Taylor linearisation).
 *
 * Promise: an estimate that is not defined is null, never 0 or NaN. Rows outside a domain or without an answer stay in the
 * design. Never rounds.
 */
import { tQuantile } from './distribution.ts';
import { quadratic, type Matrix } from './matrix.ts';
import { covariance, type Scores, type Survey } from './survey.ts';

/** Several estimates with their joint covariance; a value is null where it is not defined. */
export interface Estimates {
  readonly values: readonly (number | null)[];
  readonly covariance: Matrix;
}

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Marks of rows that count: inside the domain, with an answer. */
export type Inside = Uint8Array;

/** Rows where every one of the columns is a number and which are inside already. */
export function answered(columns: readonly Float64Array[], inside?: Inside): Inside {
  const first = columns[0]!;
  return Uint8Array.from(first, (_, row) =>
    (inside === undefined || inside[row] === 1) && columns.every((column) => !Number.isNaN(column[row])) ? 1 : 0,
  );
}

/**
 * Weighted means: sum(w y) / sum(w); score w (y - mean) / sum(w). A share is the mean of a 0/1 column.
 * Source: Särndal, Swensson and Wretman 1992, 5.7. Cost: linear, plus the covariance.
 */
export function estimateMeans(survey: Survey, columns: readonly Float64Array[], inside?: Inside): Estimates {
  return estimateRatios(
    survey,
    columns.map((column) => ({ numerator: column, denominator: undefined })),
    inside,
  );
}

/** Weighted totals: sum(w y); score w y. Source: as above, 2.8. Cost: linear, plus the covariance. */
export function estimateTotals(survey: Survey, columns: readonly Float64Array[], inside?: Inside): Estimates {
  const { weights, size } = survey;
  const sums: number[] = [];
  const scores = columns.map((column) => {
    const own = new Float64Array(size);
    let sum = 0;
    for (let row = 0; row < size; row += 1) {
      // Weight 0 and no answer: nothing, not NaN.
      if (!counts(inside, row) || weights[row] === 0) continue;
      own[row] = weights[row]! * column[row]!;
      sum += own[row]!;
    }
    sums.push(sum);
    return own;
  });
  return { values: sums, covariance: covariance(survey, { columns: columns.length, values: scores }) };
}

/**
 * Ratios of totals: r = sum(w y) / sum(w x); score w (y - r x) / sum(w x). Without a denominator x is 1: a mean.
 * Source: Särndal, Swensson and Wretman 1992, 5.6. Cost: linear, plus the covariance.
 */
export function estimateRatios(
  survey: Survey,
  ratios: readonly { readonly numerator: Float64Array; readonly denominator: Float64Array | undefined }[],
  inside?: Inside,
): Estimates {
  const { weights, size } = survey;
  const values: (number | null)[] = [];
  const scores = ratios.map(({ numerator, denominator }) => {
    let above = 0;
    let below = 0;
    for (let row = 0; row < size; row += 1) {
      if (!counts(inside, row) || weights[row] === 0) continue;
      above += weights[row]! * numerator[row]!;
      below += weights[row]! * (denominator ? denominator[row]! : 1);
    }
    const ratio = above / below;
    values.push(Number.isFinite(ratio) ? ratio : null);
    const own = new Float64Array(size);
    for (let row = 0; row < size; row += 1) {
      if (!counts(inside, row) || weights[row] === 0) continue;
      own[row] = (weights[row]! * (numerator[row]! - ratio * (denominator ? denominator[row]! : 1))) / below;
    }
    return own;
  });
  return { values, covariance: nullless(values, covariance(survey, { columns: ratios.length, values: scores })) };
}

/**
 * The mean (or total, or ratio) of each domain. `domain` holds the domain's number of each row, -1 for none; the size of a
 * domain is random, which the scores of zero outside carry. Covariances between domains come along, for differences.
 * Source: Lumley 2010, 2.4. Cost: linear, plus domains squared a stratum.
 */
export function estimateDomains(
  survey: Survey,
  domain: Int32Array,
  domains: number,
  kind: 'mean' | 'total',
  numerator: Float64Array,
  denominator?: Float64Array,
): Estimates {
  const { weights, size } = survey;
  const above = new Float64Array(domains);
  const below = new Float64Array(domains);
  for (let row = 0; row < size; row += 1) {
    const d = domain[row]!;
    if (d < 0 || weights[row] === 0) continue;
    above[d]! += weights[row]! * numerator[row]!;
    below[d]! += weights[row]! * (denominator ? denominator[row]! : 1);
  }
  const values =
    kind === 'total'
      ? Array.from(above)
      : Array.from(above, (sum, d) => (Number.isFinite(sum / below[d]!) ? sum / below[d]! : null));
  const scores = new Float64Array(size);
  const column = new Int32Array(size);
  // A total is scored by w y: centre 0, over 1.
  const centres = Float64Array.from(values, (value) => (kind === 'total' ? 0 : (value ?? Number.NaN)));
  const over = kind === 'total' ? new Float64Array(domains).fill(1) : below;
  for (let row = 0; row < size; row += 1) {
    const d = domain[row]!;
    const weight = weights[row]!;
    column[row] = weight === 0 ? -1 : d;
    if (d < 0 || weight === 0) continue;
    const x = denominator ? denominator[row]! : 1;
    scores[row] = (weight * (numerator[row]! - centres[d]! * x)) / over[d]!;
  }
  const joint: Scores = { columns: domains, column, values: [scores] };
  return { values, covariance: nullless(values, covariance(survey, joint)) };
}

/** A weighted sum of estimates, for differences and indices: c'values, variance c'Vc. Cost: estimates squared. */
export function contrast({ values, covariance }: Estimates, coefficients: readonly number[]): Estimates {
  const undefinedPart = values.some((value, i) => value === null && coefficients[i] !== 0);
  const value = undefinedPart ? null : values.reduce<number>((sum, one, i) => sum + coefficients[i]! * (one ?? 0), 0);
  return { values: [value], covariance: [[undefinedPart ? Number.NaN : quadratic(covariance, coefficients)]] };
}

/** Standard error of the i-th estimate; null where estimate or variance is not defined (a negative variance is not). */
export function standardError({ values, covariance }: Estimates, i = 0): number | null {
  const variance = covariance[i]![i]!;
  return values[i] === null || !(variance >= 0) ? null : Math.sqrt(variance);
}

/**
 * Estimate plus and minus t (or, with infinite degrees, normal) quantile times standard error; null if not defined. What the
 * design knows beforehand, such as the people of a stratum, has an interval of one point; what may be printed of answers is
 * `stateEstimate`'s.
 */
export function confidenceInterval(
  estimates: Estimates,
  i: number,
  level: number,
  degrees = Infinity,
): Interval | null {
  const value = estimates.values[i] ?? null;
  const error = standardError(estimates, i);
  if (value === null || error === null || !(degrees > 0)) return null;
  const reach = tQuantile((1 + level) / 2, degrees) * error;
  return { lower: value - reach, upper: value + reach };
}

/**
 * Design effect of a mean or total: its variance over that of a simple random sample of the same number of rows, taken
 * without (`wor`, N = sum of weights) or with (`wr`) replacement. Source: Kish 1965, 8.2; Lumley 2010. Cost: linear.
 */
export function designEffect(
  survey: Survey,
  column: Float64Array,
  estimates: Estimates,
  i: number,
  kind: 'mean' | 'total',
  against: 'wor' | 'wr',
  inside?: Inside,
): number | null {
  const { weights, size } = survey;
  let n = 0;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < size; row += 1) {
    if (!counts(inside, row) || weights[row] === 0) continue;
    n += 1;
    sum += weights[row]!;
    total += weights[row]! * column[row]!;
  }
  const mean = total / sum;
  let squares = 0;
  for (let row = 0; row < size; row += 1)
    if (counts(inside, row) && weights[row] !== 0) squares += weights[row]! * (column[row]! - mean) ** 2;
  // Answers that differ by the rounding of their mean alone do not vary: nothing to compare with.
  if (!(Math.sqrt(squares / sum) > 1e-12 * Math.abs(mean))) return null;
  const spread = ((squares / sum) * n) / (n - 1);
  const simple = (spread / n) * (against === 'wor' ? (sum - n) / sum : 1) * (kind === 'total' ? sum ** 2 : 1);
  const effect = estimates.covariance[i]![i]! / simple;
  return Number.isFinite(effect) ? effect : null;
}

/** `inverse`: the smallest value with at least the share p of the weight; `interpolated`: R's type 7 for weights. */
export type QuantileRule = 'inverse' | 'interpolated';

export interface QuantileEstimate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Width of the interval over twice the t quantile. */
  readonly standardError: number | null;
}

/**
 * A quantile with Woodruff's interval: the interval of the share of rows at or below the quantile, carried back through the
 * distribution by the same rule; none where that share shows no error. Null for nobody, or where an answer is missing inside. Source: Woodruff 1952; Lumley 2010, 2.4.1. Cost: one sort, plus one mean.
 */
export function estimateQuantile(
  survey: Survey,
  column: Float64Array,
  p: number,
  rule: QuantileRule,
  level: number,
  degrees: number,
  inside?: Inside,
): QuantileEstimate {
  const rows = Array.from(column.keys()).filter((row) => counts(inside, row) && survey.weights[row]! > 0);
  if (rows.length === 0 || rows.some((row) => Number.isNaN(column[row])))
    return { value: null, lower: null, upper: null, standardError: null };
  const sorted = rows.toSorted((a, b) => column[a]! - column[b]!);
  const values = sorted.map((row) => column[row]!);
  const sums = runningSums(sorted.map((row) => survey.weights[row]!));
  const at = rule === 'inverse' ? (q: number) => inverse(values, sums, q) : (q: number) => interpolate(values, sums, q);
  const value = at(p);
  const below = estimateMeans(survey, [column.map((y) => (y <= value ? 1 : 0))], inside);
  // All at or below it, or no sampling error at all: nothing to carry back.
  const seen = (standardError(below) ?? 0) > 1e-12;
  const interval = seen ? confidenceInterval(below, 0, level, degrees) : null;
  if (!interval) return { value, lower: null, upper: null, standardError: null };
  const [lower, upper] = [at(interval.lower), at(interval.upper)];
  return { value, lower, upper, standardError: (upper - lower) / (2 * tQuantile((1 + level) / 2, degrees)) };
}

/** Running totals, what each addition loses carried along (Neumaier 1974): plain sums of a million weights miss the half. */
function runningSums(weights: readonly number[]): number[] {
  let sum = 0;
  let lost = 0;
  return weights.map((weight) => {
    const next = sum + weight;
    lost += sum >= weight ? sum - next + weight : weight - next + sum;
    sum = next;
    return sum + lost;
  });
}

function inverse(values: readonly number[], sums: readonly number[], p: number): number {
  // A share met exactly must not be missed by the rounding of the running sum.
  const wanted = p * sums.at(-1)! * (1 - 1e-12);
  const at = sums.findIndex((sum) => sum >= wanted);
  return values[at < 0 ? values.length - 1 : at]!;
}

/** Linear between points (weight before the value over weight before the last, value). Source: Hyndman and Fan 1996, 7. */
function interpolate(values: readonly number[], sums: readonly number[], p: number): number {
  const n = values.length;
  if (n === 1) return values[0]!;
  const place = (i: number) => (i === 0 ? 0 : sums[i - 1]! / sums[n - 2]!);
  if (p <= 0) return values[0]!;
  if (p >= 1) return values[n - 1]!;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (place(middle) <= p) low = middle;
    else high = middle;
  }
  const share = (p - place(low)) / (place(high) - place(low));
  return values[low]! + share * (values[high]! - values[low]!);
}

function counts(inside: Inside | undefined, row: number): boolean {
  return inside === undefined || inside[row] === 1;
}

/** No variance for an estimate that is not defined. */
function nullless(values: readonly (number | null)[], matrix: Matrix): Matrix {
  if (values.every((value) => value !== null)) return matrix;
  return matrix.map((row, a) => row.map((value, b) => (values[a] === null || values[b] === null ? Number.NaN : value)));
}
