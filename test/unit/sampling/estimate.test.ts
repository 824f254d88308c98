/** Estimates worked by hand, and what must hold for every design. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  confidenceInterval,
  contrast,
  createSurvey,
  degreesOfFreedom,
  designEffect,
  estimateDomains,
  estimateMeans,
  estimateQuantile,
  estimateRatios,
  estimateTotals,
  jackknife,
  type LonelyPolicy,
  numberStream,
  type Outcome,
  replicateVariance,
  standardError,
  type SurveyInput,
} from '#sampling';

function survey(input: SurveyInput) {
  const outcome = createSurvey(input);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code));
const column = (...values: number[]) => Float64Array.from(values);
const all = (n: number, value: number) => Array.from({ length: n }, () => value);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('by hand', () => {
  it('a simple random sample of 4 out of 20: mean 5, s^2 = 20/3, variance s^2/4 x 16/20', () => {
    const drawn = survey({ size: 4, populations: [all(4, 20)] });
    const y = column(2, 4, 6, 8);
    const mean = estimateMeans(drawn, [y]);
    expect([...drawn.weights]).toEqual([5, 5, 5, 5]);
    expect(mean.values[0]).toBe(5);
    expect(mean.covariance[0]![0]).toBeCloseTo((20 / 3 / 4) * 0.8, 14);
    const total = estimateTotals(drawn, [y]);
    expect(total.values[0]).toBe(100);
    expect(standardError(total)).toBeCloseTo(20 * standardError(mean)!, 12);
    expect(designEffect(drawn, y, mean, 0, 'mean', 'wor')).toBeCloseTo(1, 14);
    expect(degreesOfFreedom(drawn)).toBe(3);
    // t(3) = 3.182446305284263
    expect(confidenceInterval(mean, 0, 0.95, 3)!.upper).toBeCloseTo(5 + 3.182446305284263 * Math.sqrt(4 / 3), 10);
  });

  it('two strata of 10 and 90: mean 0.1 x 2 + 0.9 x 6, variances added by squared shares', () => {
    const drawn = survey({
      size: 5,
      strata: [['a', 'b', 'a', 'b', 'b']],
      populations: [[10, 90, 10, 90, 90]],
    });
    const mean = estimateMeans(drawn, [column(1, 4, 3, 6, 8)]);
    expect(mean.values[0]).toBeCloseTo(0.1 * 2 + 0.9 * 6, 14);
    // s^2 of a: 2 over n 2 with 8/10 left; of b: 4 over n 3 with 87/90 left.
    expect(mean.covariance[0]![0]).toBeCloseTo(0.01 * (2 / 2) * 0.8 + 0.81 * (4 / 3) * (87 / 90), 14);
    expect(degreesOfFreedom(drawn)).toBe(3);
  });

  it('two stages: clusters 2 of 4, people 2 of 4 and 2 of 2 inside', () => {
    const drawn = survey({
      size: 4,
      clusters: [
        ['x', 'x', 'y', 'y'],
        ['1', '2', '1', '2'],
      ],
      populations: [all(4, 4), [4, 4, 2, 2]],
    });
    expect([...drawn.weights]).toEqual([4, 4, 2, 2]);
    const total = estimateTotals(drawn, [column(1, 3, 5, 6)]);
    expect(total.values[0]).toBe(38);
    // Stage 1: weighted cluster totals 16 and 22, (1 - 2/4) x 2 x 18. Stage 2 in x: 2/4 x (1 - 2/4) x 2 x (4^2 + 4^2); in y nothing.
    expect(total.covariance[0]![0]).toBeCloseTo(0.5 * 2 * 18 + 0.5 * (0.5 * 2 * 32), 12);
  });

  it('a ratio: 12/8, residuals y - 1.5 x', () => {
    const drawn = survey({ size: 3, weights: [2, 2, 2] });
    const ratio = estimateRatios(drawn, [{ numerator: column(1, 2, 3), denominator: column(1, 1, 2) }]);
    expect(ratio.values[0]).toBe(1.5);
    const residuals = [-0.5, 0.5, 0].map((residual) => (2 * residual) / 8);
    expect(ratio.covariance[0]![0]).toBeCloseTo(1.5 * sum(residuals.map((value) => value ** 2)), 14);
  });

  it('quantiles: the smallest value with the share, and lines between', () => {
    const drawn = survey({ size: 5, weights: all(5, 3) });
    const y = column(50, 10, 40, 20, 30);
    const at = (p: number, rule: 'inverse' | 'interpolated') => estimateQuantile(drawn, y, p, rule, 0.95, 4).value;
    expect([0.2, 0.21, 0.6, 0.99].map((p) => at(p, 'inverse'))).toEqual([10, 20, 30, 50]);
    // R's type 7: 1 + 4 p -th of the ordered values.
    expect([0.25, 0.5, 0.6].map((p) => at(p, 'interpolated'))).toEqual([20, 30, 34]);
    expect(estimateQuantile(drawn, y, 0.5, 'inverse', 0.95, 4, new Uint8Array(5)).value).toBeNull();
  });
});

describe('what is not defined is null', () => {
  const drawn = survey({ size: 4, weights: [1, 1, 0, 2] });
  it('a mean of nobody, a ratio over zero, an interval without degrees', () => {
    const nobody = estimateMeans(drawn, [column(1, 2, 3, 4)], new Uint8Array(4));
    expect(nobody.values).toEqual([null]);
    expect(standardError(nobody)).toBeNull();
    expect(confidenceInterval(nobody, 0, 0.95)).toBeNull();
    const zero = estimateRatios(drawn, [{ numerator: column(1, 1, 1, 1), denominator: column(0, 0, 5, 0) }]);
    expect(zero.values).toEqual([null]);
    const mean = estimateMeans(drawn, [column(1, 2, 3, 4)]);
    expect(confidenceInterval(mean, 0, 0.95, 0)).toBeNull();
    expect(mean.values[0]).toBe(11 / 4);
  });
  it('an empty domain beside others, and a difference with it', () => {
    const domains = estimateDomains(drawn, Int32Array.of(0, 0, 2, 0), 3, 'mean', column(1, 2, 3, 4));
    expect(domains.values).toEqual([11 / 4, null, null]);
    expect(standardError(domains, 0)).not.toBeNull();
    expect(standardError(domains, 1)).toBeNull();
    expect(contrast(domains, [1, -1, 0]).values).toEqual([null]);
    expect(standardError(contrast(domains, [1, -1, 0]))).toBeNull();
    expect(contrast(domains, [2, 0, 0]).values).toEqual([11 / 2]);
  });
  it('a negative variance', () => {
    expect(standardError({ values: [1], covariance: [[-1e-9]] })).toBeNull();
  });
});

describe('a stratum with one sampled unit', () => {
  const input = (lonely?: LonelyPolicy, population = 9): SurveyInput => ({
    size: 5,
    strata: [['a', 'a', 'b', 'b', 'c']],
    populations: [[9, 9, 9, 9, population]],
    ...(lonely ? { lonely } : {}),
  });
  const variance = (lonely: LonelyPolicy) =>
    estimateTotals(survey(input(lonely)), [column(1, 3, 2, 6, 5)]).covariance[0]![0]!;

  it('is refused unless a policy is chosen, and named', () => {
    const outcome = createSurvey(input());
    expect(codes(outcome)).toEqual(['stratum-lonely']);
    expect(outcome.ok ? '' : outcome.refusals[0]!.message).toMatch(/“c”只抽中1个/);
    expect(outcome.ok ? '' : outcome.refusals[0]!.stratum).toBe('c');
  });
  it('is no matter when it is the whole stratum', () => {
    expect(codes(createSurvey(input(undefined, 1)))).toEqual([]);
  });
  it('adds nothing, its square, or the average of the others', () => {
    const others = variance('remove');
    expect(variance('certainty')).toBe(others);
    expect(variance('adjust')).toBeCloseTo(others + (8 / 9) * (9 * 5) ** 2, 9);
    expect(variance('average')).toBeCloseTo((others * 3) / 2, 9);
  });
});

describe('refusals of a design', () => {
  it('name what does not fit', () => {
    const clusters = [['1', '1', '2', '2']];
    const strata = [['a', 'b', 'a', 'b']];
    expect(codes(createSurvey({ size: 4, clusters, strata }))).toContain('cluster-in-two-strata');
    expect(codes(createSurvey({ size: 4, clusters, strata, nest: true, lonely: 'remove' }))).toEqual([]);
    expect(codes(createSurvey({ size: 2, weights: [1, -1] }))).toContain('weights-malformed');
    expect(codes(createSurvey({ size: 2, weights: [1, Number.NaN] }))).toContain('weights-malformed');
    expect(codes(createSurvey({ size: 3, populations: [all(3, 2)] }))).toContain('population-below-sample');
    expect(codes(createSurvey({ size: 3, populations: [[9, 9, 8]] }))).toContain('population-varies');
    expect(codes(createSurvey({ size: 3, populations: [all(3, Number.NaN)] }))).toContain('population-varies');
  });
});

describe('for every design', () => {
  const rows = fc.array(
    fc.record({
      stratum: fc.constantFrom('p', 'q'),
      cluster: fc.constantFrom('1', '2', '3'),
      weight: fc.integer({ min: 1, max: 9 }),
      y: fc.integer({ min: -20, max: 20 }),
      domain: fc.integer({ min: -1, max: 2 }),
    }),
    { minLength: 4, maxLength: 40, size: 'max' },
  );
  type Row = { stratum: string; cluster: string; weight: number; y: number; domain: number };
  const laid = (list: readonly Row[]) =>
    survey({
      size: list.length,
      strata: [list.map(({ stratum }) => stratum)],
      clusters: [list.map(({ cluster }) => cluster)],
      weights: list.map(({ weight }) => weight),
      nest: true,
      lonely: 'remove',
    });
  const y = (list: readonly Row[]) => Float64Array.from(list, (row) => row.y);

  it('rows may come in any order', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const mixed = list.toReversed();
        const one = estimateMeans(laid(list), [y(list)]);
        const other = estimateMeans(laid(mixed), [y(mixed)]);
        expect(other.values[0]).toBeCloseTo(one.values[0]!, 10);
        expect(other.covariance[0]![0]).toBeCloseTo(one.covariance[0]![0]!, 10);
        expect(degreesOfFreedom(laid(mixed))).toBe(degreesOfFreedom(laid(list)));
      }),
      { seed: 1 },
    );
  });

  it('a constant has no variance, and scaled weights change no mean', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const constant = estimateMeans(laid(list), [Float64Array.from(list, () => 7)]);
        expect(constant.values[0]).toBeCloseTo(7, 12);
        expect(constant.covariance[0]![0]).toBeCloseTo(0, 12);
        const scaled = laid(list.map((row) => ({ ...row, weight: row.weight * 3 })));
        expect(estimateMeans(scaled, [y(list)]).covariance[0]![0]).toBeCloseTo(
          estimateMeans(laid(list), [y(list)]).covariance[0]![0]!,
          10,
        );
      }),
      { seed: 2 },
    );
  });

  it('domains together equal each domain alone, and differences are differences of 0/1 columns', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const drawn = laid(list);
        const domain = Int32Array.from(list, (row) => row.domain);
        for (const kind of ['mean', 'total'] as const) {
          const together = estimateDomains(drawn, domain, 3, kind, y(list));
          for (const d of [0, 1, 2]) {
            const inside = Uint8Array.from(domain, (of) => (of === d ? 1 : 0));
            const alone = (kind === 'mean' ? estimateMeans : estimateTotals)(drawn, [y(list)], inside);
            if (alone.values[0] === null) expect(together.values[d]).toBeNull();
            else {
              expect(together.values[d]).toBeCloseTo(alone.values[0]!, 9);
              expect(together.covariance[d]![d]).toBeCloseTo(alone.covariance[0]![0]!, 6);
            }
          }
        }
        const totals = estimateDomains(drawn, domain, 3, 'total', y(list));
        const signs = Float64Array.from(list, (row) => (row.domain === 0 ? row.y : row.domain === 1 ? -row.y : 0));
        const direct = estimateTotals(drawn, [signs]);
        const difference = contrast(totals, [1, -1, 0]);
        expect(difference.values[0]).toBeCloseTo(direct.values[0]!, 9);
        expect(difference.covariance[0]![0]).toBeCloseTo(direct.covariance[0]![0]!, 6);
      }),
      { seed: 3 },
    );
  });

  it('the jackknife of a total is its linearised variance', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const drawn = laid(list);
        fc.pre(
          list.every(
            (row) =>
              new Set(list.filter(({ stratum }) => stratum === row.stratum).map(({ cluster }) => cluster)).size > 1,
          ),
        );
        const total = (weights: Float64Array) => weights.reduce((all, weight, i) => all + weight * list[i]!.y, 0);
        const { value, variance } = replicateVariance(total, drawn.weights, jackknife(drawn));
        const linear = estimateTotals(drawn, [y(list)]);
        expect(value).toBeCloseTo(linear.values[0]!, 9);
        expect(variance).toBeCloseTo(linear.covariance[0]![0]!, 5);
      }),
      { seed: 4 },
    );
  });

  it('bootstrap weights keep the total weight on average and the variance roughly', () => {
    const list = Array.from({ length: 60 }, (_, i): Row => ({
      stratum: 'p',
      cluster: String(i),
      weight: 2,
      y: i % 7,
      domain: 0,
    }));
    const drawn = laid(list);
    const replicates = bootstrap(drawn, 800, numberStream('bootstrap-seed-number-1', 'test'));
    const means = replicates.weights.map((weights) => sum([...weights]));
    expect(sum(means) / 800).toBeCloseTo(120, 6);
    const total = (weights: Float64Array) => weights.reduce((all, weight, i) => all + weight * list[i]!.y, 0);
    const { variance } = replicateVariance(total, drawn.weights, replicates);
    expect(variance / estimateTotals(drawn, [y(list)]).covariance[0]![0]!).toBeCloseTo(1, 0);
  });
});
