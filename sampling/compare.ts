/**
 * Tests: a difference of two domains, and whether two answers go together, with the design taken into account.
 *
 * Promise: statistic, degrees of freedom and p value are all returned; undefined ones are null. It never decides anything.
 */
import { chiSquareAbove, fAbove, tQuantile, tTwoSided } from './distribution.ts';
import {
  contrast,
  estimateDomains,
  estimateMeans,
  standardError,
  type Estimates,
  type Inside,
  type Interval,
} from './estimate.ts';
import { multiply, solve, trace, transpose } from './matrix.ts';
import { degreesOfFreedom, type Survey } from './survey.ts';

export interface DifferenceTest {
  readonly difference: number;
  readonly t: number;
  readonly degrees: number;
  readonly p: number;
  readonly interval: Interval;
}

/**
 * t test of the difference of the means of domain 1 and domain 0, on the design's degrees of freedom less one.
 * Source: Lumley 2010, 2.4 (a regression on the domain's indicator). Cost: that of two domain means. Null if not defined.
 */
export function testDifference(
  survey: Survey,
  column: Float64Array,
  domain: Int32Array,
  level: number,
): DifferenceTest | null {
  const means = estimateDomains(survey, domain, 2, 'mean', column);
  const difference = contrast(means, [-1, 1]);
  const error = standardError(difference);
  const value = difference.values[0] ?? null;
  const inside = Uint8Array.from(domain, (d) => (d < 0 ? 0 : 1));
  const degrees = degreesOfFreedom(survey, inside) - 1;
  const rounding = 1e-12 * Math.max(...means.values.map((mean) => Math.abs(mean ?? 0)));
  if (value === null || error === null || !(error > rounding) || degrees < 1) return null;
  const t = value / error;
  const reach = tQuantile((1 + level) / 2, degrees) * error;
  return {
    difference: value,
    t,
    degrees,
    p: tTwoSided(t, degrees),
    interval: { lower: value - reach, upper: value + reach },
  };
}

/** A weighted sum of estimates with its test against zero; null where it is not defined. */
export interface ContrastTest {
  readonly value: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly p: number | null;
  /** Holm's p value for all contrasts asked for together. */
  readonly pHolm: number | null;
  readonly interval: Interval | null;
}

/**
 * t tests of several contrasts c'values with variance c'Vc, so that differences between domains carry their covariance; each also
 * with Holm's p value, which keeps the chance of any false difference among all of them below the level whatever their
 * dependence. A contrast whose standard error is nothing but rounding (below 10^-12 of its largest part) has no test.
 * Source: Lumley 2010, 2.4; Holm 1979. Cost: contrasts x estimates squared.
 */
export function testContrasts(
  estimates: Estimates,
  contrasts: readonly (readonly number[])[],
  level: number,
  degrees: number,
): ContrastTest[] {
  const reach = degrees > 0 ? tQuantile((1 + level) / 2, degrees) : Number.NaN;
  const tests = contrasts.map((coefficients) => {
    const sum = contrast(estimates, coefficients);
    const value = sum.values[0] ?? null;
    const error = standardError(sum);
    const largest = Math.max(...coefficients.map((c, i) => Math.abs(c * (estimates.values[i] ?? 0))));
    const flat = error === null || !(error > 1e-12 * largest);
    if (value === null || flat || !(degrees > 0)) return { value, standardError: flat ? null : error };
    const t = value / error;
    const interval = { lower: value - reach * error, upper: value + reach * error };
    return { value, standardError: error, t, p: tTwoSided(t, degrees), interval };
  });
  const adjusted = holm(tests.map(({ p }) => p ?? null));
  return tests.map(({ t = null, p = null, interval = null, ...rest }, i) => ({
    ...rest,
    t,
    p,
    pHolm: adjusted[i]!,
    interval,
  }));
}

/** The k-th smallest of m p values times m - k + 1, never smaller than the one before, at most 1. Source: Holm 1979. */
function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, i) => (p === null ? [] : [{ p, i }])).toSorted((a, b) => a.p - b.p);
  const result: (number | null)[] = values.map(() => null);
  let last = 0;
  for (const [k, { p, i }] of order.entries()) {
    last = Math.max(last, Math.min(1, p * (order.length - k)));
    result[i] = last;
  }
  return result;
}

export interface AssociationTest {
  /** Second order: Pearson's statistic over the trace of the design effects, an F with fractional degrees. */
  readonly f: number;
  readonly numeratorDegrees: number;
  readonly denominatorDegrees: number;
  readonly p: number;
  /** Pearson's statistic of the weighted table scaled to the number of rows, and its first-order corrected p value. */
  readonly chiSquare: number;
  readonly degrees: number;
  readonly pFirstOrder: number;
}

/**
 * Rao and Scott's test that two answers are independent. `rows` and `columns` hold each row's answer codes from 0.
 * Source: Rao and Scott 1984; Thomas and Rao 1990; the null space as in Lumley 2010, 3.5. Cost: cells squared x rows.
 * Null when a variance is not defined, when nothing varies, or without degrees of freedom.
 */
export function testAssociation(
  survey: Survey,
  answers: { readonly rows: Int32Array; readonly columns: Int32Array; readonly r: number; readonly c: number },
  inside?: Inside,
): AssociationTest | null {
  const { rows, columns, r, c } = answers;
  const cells = Array.from({ length: r * c }, (_, cell) =>
    Float64Array.from({ length: survey.size }, (_, row) => (cell === rows[row]! + r * columns[row]! ? 1 : 0)),
  );
  const estimates = estimateMeans(survey, cells, inside);
  const shares = estimates.values.map((value) => value ?? Number.NaN);
  let n = 0;
  for (let row = 0; row < survey.size; row += 1) if (survey.weights[row]! > 0 && (!inside || inside[row] === 1)) n += 1;
  const inverse = shares.map((share) => (share === 0 ? 0 : 1 / share));
  const basis = interactionBasis(r, c);
  const scaled = basis.map((row, cell) => row.map((value) => value * inverse[cell]!));
  const simple = multiply(transpose(basis), scaled).map((row) => row.map((value) => value / n));
  const actual = multiply(transpose(scaled), multiply(estimates.covariance, scaled));
  const effects = solve(simple, actual);
  if (!effects || effects.some((row) => row.some(Number.isNaN))) return null;
  const first = trace(effects);
  const numeratorDegrees = first ** 2 / trace(multiply(effects, effects));
  const denominatorDegrees = numeratorDegrees * degreesOfFreedom(survey, inside);
  let chiSquare = 0;
  for (let cell = 0; cell < r * c; cell += 1) {
    let [rowShare, columnShare] = [0, 0];
    for (let j = 0; j < c; j += 1) rowShare += shares[(cell % r) + r * j]!;
    for (let i = 0; i < r; i += 1) columnShare += shares[i + r * Math.floor(cell / r)]!;
    const expected = rowShare * columnShare;
    if (expected > 0) chiSquare += (n * (shares[cell]! - expected) ** 2) / expected;
  }
  const f = chiSquare / first;
  if (!(first > 0) || !(numeratorDegrees > 0) || !(denominatorDegrees > 0)) return null;
  const degrees = (r - 1) * (c - 1);
  return {
    f,
    numeratorDegrees,
    denominatorDegrees,
    p: fAbove(f, numeratorDegrees, denominatorDegrees),
    chiSquare,
    degrees,
    pFirstOrder: chiSquareAbove((chiSquare * degrees) / first, degrees),
  };
}

/** Columns spanning the interactions of an r x c table: products of contrasts, each summing to zero along both sides. */
function interactionBasis(r: number, c: number): number[][] {
  return Array.from({ length: r * c }, (_, cell) => {
    const [i, j] = [cell % r, Math.floor(cell / r)];
    const row: number[] = [];
    for (let b = 1; b < c; b += 1)
      for (let a = 1; a < r; a += 1)
        row.push(((i === a ? 1 : 0) - (i === 0 ? 1 : 0)) * ((j === b ? 1 : 0) - (j === 0 ? 1 : 0)));
    return row;
  });
}
