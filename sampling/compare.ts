/**
 * Tests: a difference of two domains, and whether two answers go together, with the design taken into account.
 *
 * Promise: statistic, degrees of freedom and p value are all returned; undefined ones are null. It never decides anything.
 */
import { chiSquareAbove, fAbove, tQuantile, tTwoSided } from './distribution.ts';
import { contrast, estimateDomains, estimateMeans, standardError, type Inside, type Interval } from './estimate.ts';
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
  const difference = contrast(estimateDomains(survey, domain, 2, 'mean', column), [-1, 1]);
  const error = standardError(difference);
  const value = difference.values[0] ?? null;
  const inside = Uint8Array.from(domain, (d) => (d < 0 ? 0 : 1));
  const degrees = degreesOfFreedom(survey, inside) - 1;
  if (value === null || error === null || error === 0 || degrees < 1) return null;
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
 * Null when a variance is not defined.
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
