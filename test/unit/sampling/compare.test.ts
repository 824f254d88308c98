/** Differences between estimates, and covariances from replicate weights. */
import { describe, expect, it } from 'vitest';
import {
  contrast,
  createSurvey,
  type Estimates,
  estimateDomains,
  jackknife,
  replicateEstimates,
  replicateVariance,
  testAssociation,
  testContrasts,
  testDifference,
} from '#sampling';

function survey(strata: readonly string[], weights: readonly number[]) {
  const outcome = createSurvey({ size: strata.length, strata: [strata], weights });
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const column = (...values: number[]) => Float64Array.from(values);

describe('contrasts', () => {
  const drawn = survey(['a', 'a', 'a', 'b', 'b', 'b', 'b'], [1, 2, 1, 3, 1, 1, 2]);
  const y = column(3, 5, 4, 8, 9, 2, 5);
  const domain = Int32Array.from([0, 1, 0, 1, 0, 1, 2]);

  it('of two domains are the t test of their difference', () => {
    const two = domain.map((d) => (d === 2 ? -1 : d));
    const test = testDifference(drawn, y, two, 0.9)!;
    const [found] = testContrasts(estimateDomains(drawn, two, 2, 'mean', y), [[-1, 1]], 0.9, test.degrees);
    expect(found).toMatchObject({ value: test.difference, t: test.t, p: test.p, pHolm: test.p });
    expect(found!.interval).toEqual(test.interval);
  });

  it('carry the covariance of the domains, with the sign of the coefficients', () => {
    const estimates: Estimates = {
      values: [1, 3],
      covariance: [
        [4, 1.5],
        [1.5, 1],
      ],
    };
    const [difference, sum] = testContrasts(
      estimates,
      [
        [-1, 1],
        [1, 1],
      ],
      0.95,
      Infinity,
    );
    expect(difference!.standardError).toBeCloseTo(Math.sqrt(4 + 1 - 3), 14);
    expect(sum!.standardError).toBeCloseTo(Math.sqrt(4 + 1 + 3), 14);
    expect(difference!.t).toBeCloseTo(2 / Math.SQRT2, 14);
    // P(|Z| > 1.414...) = 0.1573
    expect(difference!.p).toBeCloseTo(0.157299, 6);
    expect(contrast(estimates, [-1, 1]).covariance[0]![0]).toBeCloseTo(2, 14);
  });

  it("Holm's p: 3, 2 and 1 times the sorted ones, never falling, at most 1; those without a test are not counted", () => {
    const values = [3, 2.5, 0.1, 0, null];
    const estimates: Estimates = {
      values,
      covariance: values.map((value, a) => values.map((_, b) => (a !== b || value === null ? 0 : a === 3 ? 0 : 1))),
    };
    const unit = values.map((_, i) => values.map((_value, j) => (i === j ? 1 : 0)));
    const tests = testContrasts(estimates, unit, 0.95, Infinity);
    const p = tests.map((test) => test.p);
    expect(tests.map(({ pHolm }) => pHolm)).toEqual([3 * p[0]!, 2 * p[1]!, p[2], null, null]);
    expect(tests[3]).toEqual({ value: 0, standardError: null, t: null, p: null, pHolm: null, interval: null });
    expect(tests[4]!.value).toBeNull();
    const close = testContrasts(
      {
        values: [2, 1.999],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
      [
        [1, 0],
        [0, 1],
      ],
      0.95,
      Infinity,
    );
    expect(close[1]!.pHolm).toBe(close[0]!.pHolm);
    expect(testContrasts(estimates, unit, 0.95, 0).every((test) => test.p === null && test.interval === null)).toBe(
      true,
    );
  });
});

describe('replicates', () => {
  const drawn = survey(['a', 'a', 'a', 'b', 'b'], [1, 2, 1, 3, 1]);
  const y = column(3, 5, 4, 8, 9);
  const total = (weights: Float64Array, from: number, to: number) =>
    weights.reduce((sum, weight, row) => (row >= from && row < to ? sum + weight * y[row]! : sum), 0);

  it('give each estimate the variance it has alone, and sums theirs', () => {
    const replicates = jackknife(drawn);
    // The second is no total: its replicates do not lie around it.
    const joint = (weights: Float64Array) => [total(weights, 0, 4), (10 * total(weights, 2, 5)) / total(weights, 1, 4)];
    for (const around of [false, true]) {
      const found = replicateEstimates(joint, drawn.weights, replicates, around);
      const alone = replicateVariance((weights) => total(weights, 0, 4), drawn.weights, replicates, around);
      expect(found.values[0]).toBe(alone.value);
      expect(found.covariance[0]![0]).toBeCloseTo(alone.variance, 10);
      const both = replicateVariance(
        (weights) => joint(weights)[0]! + joint(weights)[1]!,
        drawn.weights,
        replicates,
        around,
      );
      expect(contrast(found, [1, 1]).covariance[0]![0]).toBeCloseTo(both.variance, 9);
      expect(found.covariance[0]![1]).not.toBe(0);
    }
  });

  it('an estimate that a replicate does not have has no variance; one the sample does not have is null', () => {
    const mean = (weights: Float64Array, row: number) => (weights[row]! * y[row]!) / weights[row]!;
    const found = replicateEstimates((w) => [mean(w, 0), Number.NaN, total(w, 0, 5)], drawn.weights, jackknife(drawn));
    expect(found.values).toEqual([3, null, total(drawn.weights, 0, 5)]);
    expect(found.covariance[0]![0]).toBeNaN();
    expect(found.covariance[2]![2]).toBeGreaterThan(0);
  });
});

it('association: none where answers are independent, plain where they go together, null without degrees of freedom', () => {
  const size = 40;
  const drawn = survey(
    Array.from({ length: size }, () => 'a'),
    Array.from({ length: size }, () => 2),
  );
  const rows = Int32Array.from({ length: size }, (_, i) => i % 2);
  const columns = Int32Array.from({ length: size }, (_, i) => (i >> 1) % 2);
  const independent = testAssociation(drawn, { rows, columns, r: 2, c: 2 })!;
  expect(independent.f).toBeCloseTo(0, 12);
  expect(independent.p).toBeCloseTo(1, 6);
  const mixed = Int32Array.from(rows, (row, i) => (i < 4 ? 1 - row : row));
  expect(testAssociation(drawn, { rows, columns: mixed, r: 2, c: 2 })!.p).toBeLessThan(1e-4);
  const one = Uint8Array.from({ length: size }, (_, i) => (i < 1 ? 1 : 0));
  expect(testAssociation(drawn, { rows, columns, r: 2, c: 2 }, one)).toBeNull();
});
