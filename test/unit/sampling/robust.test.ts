/** What hidden data bring: huge and tiny weights, missing answers, empty domains, one of everything. Never NaN, never width 0. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  calibrate,
  confidenceInterval,
  countInterval,
  createSurvey,
  degreesOfFreedom,
  designEffect,
  estimateDomains,
  estimateMeans,
  estimateQuantile,
  estimateTotals,
  kishEffect,
  type Estimates,
  type LonelyPolicy,
  rake,
  shareInterval,
  standardError,
  stateEstimate,
  type SurveyInput,
  testContrasts,
  testDifference,
  trimWeights,
} from '#sampling';

function survey(input: SurveyInput) {
  const outcome = createSurvey(input);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const stated = (estimates: Estimates, n: number, degrees: number) => stateEstimate(estimates, 0, 0.95, { n, degrees });
const column = (...values: number[]) => Float64Array.from(values);

describe('one pass over the rows', () => {
  it('gives the variances of the same design laid out with each row as a cluster', () => {
    const rows = fc.array(
      fc.record({
        stratum: fc.constantFrom('a', 'b', 'c', 'd'),
        weight: fc.constantFrom(0, 0.5, 1, 3, 40),
        answer: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        domain: fc.integer({ min: -1, max: 2 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    const lonely = fc.constantFrom<LonelyPolicy>('remove', 'certainty', 'adjust', 'average');
    fc.assert(
      fc.property(rows, lonely, fc.boolean(), (list, policy, finite) => {
        const counts = new Map<string, number>();
        for (const { stratum } of list) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
        // Stratum d is taken whole.
        const population = (stratum: string) => counts.get(stratum)! + (stratum === 'd' ? 0 : 7);
        const input: SurveyInput = {
          size: list.length,
          strata: [list.map(({ stratum }) => stratum)],
          weights: list.map(({ weight }) => weight),
          lonely: policy,
          ...(finite ? { populations: [list.map(({ stratum }) => population(stratum))] } : {}),
        };
        const flat = survey(input);
        const nested = survey({ ...input, clusters: [list.map((_, row) => String(row))] });
        const answers = Float64Array.from(list, ({ answer }) => answer);
        const squares = answers.map((answer) => answer ** 2);
        const domain = Int32Array.from(list, (row) => row.domain);
        const all = (one: typeof flat) => [
          estimateTotals(one, [answers, squares]).covariance,
          estimateMeans(one, [answers, squares]).covariance,
          estimateDomains(one, domain, 3, 'mean', answers).covariance,
          estimateDomains(one, domain, 3, 'total', answers).covariance,
        ];
        const expected = all(nested).flat(2);
        for (const [i, value] of all(flat).flat(2).entries())
          if (Number.isNaN(expected[i])) expect(value).toBeNaN();
          else expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected[i]!)) * 1e3);
        const inside = Uint8Array.from(list, (row) => (row.domain < 0 ? 0 : 1));
        expect(degreesOfFreedom(flat)).toBe(degreesOfFreedom(nested));
        expect(degreesOfFreedom(flat, inside)).toBe(degreesOfFreedom(nested, inside));
      }),
      { seed: 4 },
    );
  });
});

describe('missing answers', () => {
  const strata = [['a', 'a', 'a', 'b', 'b', 'b']];
  it('are a weight of zero, not a deleted row: same estimate, the design keeps its place', () => {
    const silent = survey({ size: 6, strata, weights: [2, 2, 0, 3, 3, 3] });
    const y = column(1, 3, Number.NaN, 2, 5, 8);
    const inside = Uint8Array.from([1, 1, 0, 1, 1, 1]);
    const whole = survey({ size: 6, strata, weights: [2, 2, 2, 3, 3, 3] });
    for (const [one, other] of [
      [estimateMeans(silent, [y]), estimateMeans(whole, [y], inside)],
      [estimateTotals(silent, [y]), estimateTotals(whole, [y], inside)],
    ] as const) {
      expect(one.values[0]).toBeCloseTo(other.values[0]!, 12);
      expect(one.covariance[0]![0]).toBeCloseTo(other.covariance[0]![0]!, 12);
      expect(one.covariance[0]![0]).toBeGreaterThan(0);
    }
    const deleted = survey({ size: 5, strata: [['a', 'a', 'b', 'b', 'b']], weights: [2, 2, 3, 3, 3] });
    const fewer = estimateTotals(deleted, [column(1, 3, 2, 5, 8)]);
    expect(fewer.covariance[0]![0]).toBeLessThan(estimateTotals(silent, [y]).covariance[0]![0]!);
    expect(designEffect(silent, y, estimateMeans(silent, [y]), 0, 'mean', 'wr')).toBeGreaterThan(0);
  });
});

describe('no interval of width zero', () => {
  it('where all answers are equal, or everybody was asked', () => {
    const drawn = survey({ size: 3, weights: [0.1, 0.7, 1 / 3] });
    const equal = estimateMeans(drawn, [column(4.1, 4.1, 4.1)]);
    expect(equal.values[0]).toBeCloseTo(4.1, 12);
    expect(stated(equal, 3, 2)).toMatchObject({ interval: null, reason: 'no-variation' });
    const everybody = survey({ size: 3, populations: [[3, 3, 3]] });
    const known = estimateMeans(everybody, [column(1, 2, 6)]);
    expect(standardError(known)).toBe(0);
    expect(stated(known, 3, 2)).toEqual({ value: 3, standardError: 0, interval: null, reason: 'no-variation' });
  });

  it('where one unit was asked, whatever the policy, and in an empty domain', () => {
    for (const lonely of ['remove', 'certainty', 'adjust', 'average'] as const) {
      const alone = survey({ size: 1, weights: [5], lonely });
      const mean = estimateMeans(alone, [column(3)]);
      expect(mean.values[0]).toBe(3);
      const nothing = { value: 3, standardError: null, interval: null, reason: 'too-few-units' };
      // Nobody can ask for normal limits to get round it.
      if (lonely === 'adjust') expect(stated(mean, 1, degreesOfFreedom(alone)).interval).toBeNull();
      else expect(stateEstimate(mean, 0, 0.95, { n: 1, degrees: Infinity, rowsDegrees: 0 })).toEqual(nothing);
    }
    const two = survey({ size: 2, weights: [1, 1] });
    const totals = estimateDomains(two, Int32Array.from([0, 0]), 2, 'total', column(1, 2));
    expect(totals.values).toEqual([3, 0]);
    const nobody = { value: null, standardError: null, interval: null, reason: 'nobody' };
    expect(stateEstimate(totals, 1, 0.95, { n: 0, degrees: 1 })).toEqual(nobody);
    expect(testDifference(two, column(1, 2), Int32Array.from([0, 0]), 0.95)).toBeNull();
  });

  it('for a share of 0 or 1, by any method', () => {
    for (const share of [0, 1])
      for (const method of ['mean', 'logit', 'arcsine', 'korn-graubard', 'wilson', 'wilson-t', 'likelihood'] as const)
        expect(shareInterval({ share, variance: 0, n: 20, degrees: 19 }, method, 0.95)).toBeNull();
  });
});

describe('weights of zero', () => {
  const drawn = survey({ size: 5, weights: [1, 2, 0, 4, 9] });

  it('stay at zero when others are trimmed, and take no part of what is cut', () => {
    const outcome = trimWeights(drawn, 1.5, 5, false);
    if (!outcome.ok) throw new Error();
    // 1 is raised by 0.5, 9 cut by 4: 3.5 shared by the two others.
    expect([...outcome.value.weights]).toEqual([1.5, 3.75, 0, 5.75, 5]);
  });

  it('have no say in a calibration, whatever they lack', () => {
    const x = column(1, 1, Number.NaN, 1, 1);
    const y = column(3, 1, Number.NaN, 2, 6);
    const outcome = calibrate(drawn, [x, y], [20, 80], { kind: 'linear' });
    const without = calibrate(
      survey({ size: 4, weights: [1, 2, 4, 9] }),
      [column(1, 1, 1, 1), column(3, 1, 2, 6)],
      [20, 80],
      { kind: 'linear' },
    );
    if (!outcome.ok || !without.ok) throw new Error();
    const kept = [...outcome.value.weights].filter((_, row) => row !== 2);
    for (const [i, weight] of kept.entries()) expect(weight).toBeCloseTo(without.value.weights[i]!, 10);
    expect(outcome.value.weights[2]).toBe(0);
    expect(estimateTotals(outcome.value, [y]).values[0]).toBeCloseTo(80, 9);
    expect(standardError(estimateTotals(outcome.value, [y]))).toBeCloseTo(0, 9);
  });

  it('leave the residuals of raked margins alone: totals of the cells have no error', () => {
    const margins = [
      { cell: Int32Array.from([0, 0, 1, 1, 1, 0]), counts: [10, 20] },
      { cell: Int32Array.from([0, 1, 0, 1, 1, 1]), counts: [12, 18] },
    ];
    const outcome = rake(survey({ size: 6, weights: [1, 2, 3, 4, 9, 0] }), margins);
    if (!outcome.ok) throw new Error();
    const total = estimateTotals(outcome.value, [column(1, 1, 0, 0, 0, 1)]);
    expect(total.values[0]).toBeCloseTo(10, 9);
    expect(standardError(total)).toBeCloseTo(0, 9);
  });

  it('are no weights at all: no effect to speak of', () => {
    expect(kishEffect(column(0, 0))).toBeNull();
    expect(estimateMeans(survey({ size: 2, weights: [0, 0] }), [column(1, 2)]).values[0]).toBeNull();
    expect(estimateMeans(survey({ size: 0 }), [column()]).values[0]).toBeNull();
  });
});

describe('nothing to count', () => {
  it('no trials, more hits than trials: no interval; one row: none by methods that need its degrees', () => {
    for (const method of [
      'wald',
      'wilson',
      'wilson-corrected',
      'agresti-coull',
      'clopper-pearson',
      'jeffreys',
    ] as const)
      for (const [x, n] of [
        [0, 0],
        [2, 1],
        [-1, 5],
        [Number.NaN, 5],
      ] as const)
        expect(countInterval(x, n, method, 0.95)).toBeNull();
    for (const method of ['korn-graubard', 'wilson-t', 'likelihood'] as const)
      expect(shareInterval({ share: 0.4, variance: 0.1, n: 1, degrees: 3 }, method, 0.95)).toBeNull();
  });

  it('quantiles: equal answers and a missing one have no interval, the largest value neither', () => {
    const drawn = survey({ size: 4 });
    const none = { lower: null, upper: null, standardError: null };
    expect(estimateQuantile(drawn, column(3, 3, 3, 3), 0.5, 'inverse', 0.95, 3)).toEqual({ value: 3, ...none });
    expect(estimateQuantile(drawn, column(1, 2, 3, 4), 1, 'inverse', 0.95, 3)).toEqual({ value: 4, ...none });
    expect(estimateQuantile(drawn, column(1, Number.NaN, 3, 4), 0.5, 'inverse', 0.95, 3).value).toBeNull();
  });

  it('a difference of equal answers that only rounding tells apart has no test', () => {
    const drawn = survey({ size: 6, weights: [0.1, 0.7, 1 / 3, 0.3, 0.9, 1.7] });
    const equal = column(4.1, 4.1, 4.1, 4.1, 4.1, 4.1);
    expect(testDifference(drawn, equal, Int32Array.from([0, 0, 0, 1, 1, 1]), 0.95)).toBeNull();
  });
});

describe('extreme weights', () => {
  it.each([1e-12, 1e-3, 1, 1e6, 1e12])('times %d change no mean, and no interval of it', (times) => {
    const strata = [['a', 'a', 'b', 'b', 'b']];
    const weights = [1, 2, 3, 1, 0.5];
    const y = column(1, 2, 5, 3, 4);
    const plain = survey({ size: 5, strata, weights });
    const scaled = survey({ size: 5, strata, weights: weights.map((weight) => weight * times) });
    const interval = confidenceInterval(estimateMeans(plain, [y]), 0, 0.95, 3)!;
    const other = confidenceInterval(estimateMeans(scaled, [y]), 0, 0.95, 3)!;
    expect(other.lower).toBeCloseTo(interval.lower, 9);
    expect(other.upper).toBeCloseTo(interval.upper, 9);
    for (const rule of ['inverse', 'interpolated'] as const) {
      const quantile = estimateQuantile(scaled, y, 0.5, rule, 0.95, 3);
      const expected = estimateQuantile(plain, y, 0.5, rule, 0.95, 3);
      for (const name of ['value', 'lower', 'upper'] as const) expect(quantile[name]).toBeCloseTo(expected[name]!, 9);
    }
  });

  it('one weight of 10^15 among ones leaves finite figures', () => {
    const drawn = survey({ size: 4, weights: [1e15, 1, 1, 1] });
    const mean = estimateMeans(drawn, [column(2, 3, 4, 5)]);
    expect(mean.values[0]).toBeCloseTo(2, 9);
    expect(Number.isFinite(standardError(mean))).toBe(true);
  });

  it('large answers far from zero keep the digits of their differences', () => {
    const drawn = survey({ size: 4, strata: [['a', 'a', 'b', 'b']] });
    const near = estimateMeans(drawn, [column(1, 2, 3, 5)]);
    const far = estimateMeans(drawn, [column(1, 2, 3, 5).map((y) => y + 1e9)]);
    expect(standardError(far)).toBeCloseTo(standardError(near)!, 6);
  });
});

describe('whatever a survey holds', () => {
  it('each figure is a number or null with its reason, and no interval has width zero', () => {
    const rows = fc.array(
      fc.record({
        stratum: fc.constantFrom('a', 'b', 'c'),
        cluster: fc.constantFrom('1', '2', '3'),
        weight: fc.constantFrom(0, 1e-9, 1, 2.5, 1e9),
        answer: fc.constantFrom(1, 3, 3, 5, Number.NaN),
        domain: fc.integer({ min: -1, max: 2 }),
      }),
      { maxLength: 14 },
    );
    const policies = fc.constantFrom<LonelyPolicy>('remove', 'certainty', 'adjust', 'average');
    fc.assert(
      fc.property(rows, policies, fc.boolean(), fc.boolean(), (list, lonely, clustered, whole) => {
        const strata = [list.map(({ stratum }) => stratum)];
        const sizes = new Map<string, Set<string>>();
        for (const [row, { stratum, cluster }] of list.entries())
          sizes.set(stratum, (sizes.get(stratum) ?? new Set()).add(clustered ? cluster : String(row)));
        const drawn = survey({
          size: list.length,
          strata,
          weights: list.map(({ weight }) => weight),
          lonely,
          nest: true,
          ...(clustered ? { clusters: [list.map(({ cluster }) => cluster)] } : {}),
          ...(whole ? { populations: [list.map(({ stratum }) => sizes.get(stratum)!.size)] } : {}),
        });
        const y = Float64Array.from(list, ({ answer }) => answer);
        const counted = Int32Array.from(list, ({ answer, weight, domain }) =>
          Number.isNaN(answer) || weight === 0 ? -1 : domain,
        );
        for (const kind of ['mean', 'total'] as const) {
          const estimates = estimateDomains(drawn, counted, 3, kind, y);
          for (const d of [0, 1, 2]) {
            const inside = Uint8Array.from(counted, (one) => (one === d ? 1 : 0));
            const n = inside.reduce((sum, one) => sum + one, 0);
            const degrees = degreesOfFreedom(drawn, inside);
            const said = stateEstimate(estimates, d, 0.95, { n, degrees });
            const figures = [said.value, said.standardError, said.interval?.lower, said.interval?.upper];
            for (const figure of figures)
              expect(figure === null || figure === undefined || Number.isFinite(figure)).toBe(true);
            expect(said.interval === null).toBe(said.reason !== null);
            expect(said.value === null).toBe(n === 0);
            if (said.interval) expect(said.interval.upper - said.interval.lower).toBeGreaterThan(0);
          }
          for (const test of testContrasts(
            estimates,
            [
              [1, -1, 0],
              [0, 1, -1],
            ],
            0.95,
            degreesOfFreedom(drawn),
          ))
            for (const figure of [test.value, test.standardError, test.t, test.p, test.pHolm])
              expect(figure === null || Number.isFinite(figure)).toBe(true);
        }
        for (const p of [0.1, 0.5, 1])
          for (const rule of ['inverse', 'interpolated'] as const) {
            const inside = Uint8Array.from(counted, (one) => (one >= 0 ? 1 : 0));
            const found = estimateQuantile(drawn, y, p, rule, 0.95, degreesOfFreedom(drawn, inside), inside);
            for (const figure of Object.values(found)) expect(figure === null || Number.isFinite(figure)).toBe(true);
          }
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});

describe('what rounding alone must not decide', () => {
  it('the median of halves with equal weights is the last of the lower half', () => {
    // Plain sums of 0.1 and of 1/3 miss the half of this many rows.
    for (const [size, weight] of [
      [48_000, 1 / 3],
      [400_000, 0.1],
    ] as const) {
      const y = Float64Array.from({ length: size }, (_, i) => (i < size / 2 ? 1 : 2));
      const drawn = survey({ size, weights: Array.from({ length: size }, () => weight) });
      expect(estimateQuantile(drawn, y, 0.5, 'inverse', 0.95, size - 1).value).toBe(1);
    }
  });

  it('equal answers have no design effect, whatever their mean leaves over', () => {
    const size = 30;
    const drawn = survey({ size, weights: Array.from({ length: size }, (_, i) => 0.1 + i * 0.37) });
    const y = new Float64Array(size).fill(0.1);
    const means = estimateMeans(drawn, [y]);
    expect(means.covariance[0]![0]).toBeGreaterThan(0);
    expect(designEffect(drawn, y, means, 0, 'mean', 'wr')).toBeNull();
    expect(designEffect(drawn, y, means, 0, 'mean', 'wor')).toBeNull();
  });
});
