/** Weights meet the totals they are asked to meet, and say so when they cannot. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  adjustForNonresponse,
  calibrate,
  createSurvey,
  estimateMeans,
  estimateTotals,
  kishEffect,
  type Margin,
  type Outcome,
  postStratify,
  rake,
  trimWeights,
} from '#sampling';

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code));
const plain = (...weights: number[]) => accepted(createSurvey({ size: weights.length, weights }));
const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
const column = (...values: number[]) => Float64Array.from(values);
const margin = (cell: readonly number[], counts: readonly number[]): Margin => ({
  cell: Int32Array.from(cell),
  counts,
});
const byCell = (weights: Float64Array, { cell, counts }: Margin) =>
  counts.map((_, c) => weights.reduce((all, weight, row) => all + (cell[row] === c ? weight : 0), 0));

const sex = margin([0, 0, 1, 1, 1, 0], [40, 60]);
const age = margin([0, 1, 0, 1, 1, 1], [30, 70]);
const survey = plain(10, 20, 5, 10, 15, 20);

describe('post-stratification', () => {
  it('multiplies each cell to its count', () => {
    const weighted = accepted(postStratify(survey, sex));
    expect([...weighted.weights]).toEqual([8, 16, 10, 20, 30, 16]);
  });
  it('leaves no variance in the totals of its cells', () => {
    const weighted = accepted(postStratify(survey, sex));
    const total = estimateTotals(weighted, [column(1, 1, 0, 0, 0, 1)]);
    expect(total.values[0]).toBeCloseTo(40, 12);
    expect(total.covariance[0]![0]).toBeCloseTo(0, 12);
  });
  it('is refused for a cell with people and no sample', () => {
    const outcome = postStratify(survey, margin([0, 0, 1, 1, 1, 0], [40, 50, 10]));
    expect(codes(outcome)).toEqual(['cell-empty']);
    expect(outcome.ok ? '' : outcome.refusals[0]!.message).toMatch(/第3个单元/);
  });
});

describe('raking', () => {
  it('meets all margins', () => {
    const { weights } = accepted(rake(survey, [sex, age]));
    byCell(weights, sex).forEach((total, c) => expect(total).toBeCloseTo(sex.counts[c]!, 9));
    byCell(weights, age).forEach((total, c) => expect(total).toBeCloseTo(age.counts[c]!, 9));
  });
  it('keeps the cross ratios of the weights before', () => {
    const { weights } = accepted(rake(survey, [sex, age]));
    const odds = (w: Float64Array) => (w[0]! * w[3]!) / (w[1]! * w[2]!);
    expect(odds(weights)).toBeCloseTo(odds(survey.weights), 10);
  });
  it('is refused when margins contradict each other', () => {
    expect(codes(rake(survey, [sex, margin([0, 1, 0, 1, 1, 1], [30, 90])]))).toEqual(['margins-contradict']);
    // The only man below 30 is also the only person there is for two cells that want different counts.
    const [one, other] = [margin([0, 1, 1, 1, 1, 1], [30, 70]), margin([0, 1, 1, 1, 1, 1], [40, 60])];
    expect(codes(rake(survey, [one, other], 50))).toEqual(['raking-diverges']);
  });
  it('is refused for a row in no cell', () => {
    expect(codes(rake(survey, [sex, margin([0, 1, -1, 1, 1, 1], [30, 70])]))).toEqual(['cell-missing']);
    expect(codes(postStratify(survey, margin([0, 1, -1, 1, 1, 1], [30, 70])))).toEqual(['cell-missing']);
  });
});

describe('calibration', () => {
  const ones = column(1, 1, 1, 1, 1, 1);
  const income = column(3, 5, 2, 8, 9, 6);
  it.each([{ kind: 'linear' }, { kind: 'raking' }, { kind: 'logit', lower: 0.5, upper: 2.5 }] as const)(
    '$kind meets the totals',
    (method) => {
      const { weights } = accepted(calibrate(survey, [ones, income], [100, 560], method));
      expect(sum(weights)).toBeCloseTo(100, 8);
      expect(sum(weights.map((weight, row) => weight * income[row]!))).toBeCloseTo(560, 8);
      if (method.kind !== 'linear') expect(Math.min(...weights)).toBeGreaterThan(0);
      if (method.kind === 'logit')
        weights.forEach((weight, row) => {
          const g = weight / survey.weights[row]!;
          expect(g).toBeGreaterThan(0.5);
          expect(g).toBeLessThan(2.5);
        });
    },
  );
  it('linear by cells is post-stratification, weights and variance', () => {
    const cells = [column(1, 1, 0, 0, 0, 1), column(0, 0, 1, 1, 1, 0)];
    const one = accepted(calibrate(survey, cells, [40, 60], { kind: 'linear' }));
    const other = accepted(postStratify(survey, sex));
    one.weights.forEach((weight, row) => expect(weight).toBeCloseTo(other.weights[row]!, 10));
    const variance = (of: typeof one) => estimateMeans(of, [income]).covariance[0]![0]!;
    expect(variance(one)).toBeCloseTo(variance(other), 12);
    expect(variance(one)).not.toBeCloseTo(estimateMeans({ ...one, calibrations: [] }, [income]).covariance[0]![0]!, 6);
  });
  it('is refused for repeated columns that contradict and for bounds that are too narrow', () => {
    expect(codes(calibrate(survey, [ones, ones], [100, 110], { kind: 'linear' }))).toEqual(['calibration-unsolvable']);
    expect(codes(calibrate(survey, [ones], [300], { kind: 'logit', lower: 0.9, upper: 1.1 }))).toEqual([
      'calibration-unsolvable',
    ]);
  });
});

describe('trimming', () => {
  it('once: cuts to the limits and shares the rest equally', () => {
    expect([...accepted(trimWeights(plain(1, 5, 6, 20), 2, 10, false)).weights]).toEqual([2, 9.5, 10.5, 10]);
  });
  it('strictly: keeps the sum and the limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 5, maxLength: 30, size: 'max' }),
        (weights) => {
          const mean = weights.reduce((all, weight) => all + weight, 0) / weights.length;
          const outcome = trimWeights(plain(...weights), mean * 0.3, mean * 2, true);
          if (!outcome.ok) return;
          expect(sum(outcome.value.weights)).toBeCloseTo(mean * weights.length, 6);
          expect(Math.min(...outcome.value.weights)).toBeGreaterThanOrEqual(mean * 0.3 * (1 - 1e-12));
          expect(Math.max(...outcome.value.weights)).toBeLessThanOrEqual(mean * 2 * (1 + 1e-12));
        },
      ),
      { seed: 1 },
    );
  });
  it('is refused when nobody is left to take the rest', () => {
    expect(codes(trimWeights(plain(1, 1, 9, 9), 4, 6, true))).toEqual(['trimming-impossible']);
  });
});

it("Kish's effect: equal weights cost nothing, 1 and 3 cost a quarter", () => {
  expect(kishEffect(column(2, 2, 2, 0))).toEqual({ effect: 1, effectiveSize: 3 });
  expect(kishEffect(column(1, 3))).toEqual({ effect: 1.25, effectiveSize: 1.6 });
});

describe('nonresponse classes', () => {
  const weights = column(10, 10, 10, 20, 20);
  const classes = Int32Array.of(0, 0, 0, 1, 1);
  it('give the weight of the silent to those who answered in the class', () => {
    const adjusted = accepted(adjustForNonresponse(weights, classes, 3, Uint8Array.of(1, 0, 1, 0, 1)));
    expect([...adjusted.weights]).toEqual([15, 0, 15, 0, 40]);
    expect(adjusted.classes).toEqual([
      { sum: 30, responded: 20, factor: 1.5 },
      { sum: 40, responded: 20, factor: 2 },
      { sum: 0, responded: 0, factor: null },
    ]);
  });
  it('are refused when a class is silent', () => {
    expect(codes(adjustForNonresponse(weights, classes, 2, Uint8Array.of(1, 0, 1, 0, 0)))).toEqual(['class-silent']);
  });
});

describe('calibration to a small total of large parts', () => {
  it.each(['linear', 'raking'] as const)('%s meets 0 with a centred column', (kind) => {
    const size = 60;
    const one = new Float64Array(size).fill(1);
    const centred = Float64Array.from({ length: size }, (_, i) => (((i * 17) % size) - 29.5) * 1000.37 + 333);
    const drawn = plain(...Array.from({ length: size }, (_, i) => 1 + (i % 7) / 3));
    const { weights } = accepted(calibrate(drawn, [one, centred], [120, 0], { kind }));
    expect(sum(weights)).toBeCloseTo(120, 9);
    expect(Math.abs(sum(weights.map((weight, i) => weight * centred[i]!)))).toBeLessThan(1e-5);
  });
  it('is refused when no weights give it', () => {
    const above = column(1, 2, 3);
    expect(codes(calibrate(plain(1, 1, 1), [column(1, 1, 1), above], [3, 0], { kind: 'raking' }))).toEqual([
      'calibration-unsolvable',
    ]);
  });
});
