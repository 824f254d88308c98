/** What a design would give: figures of the textbook, and null with a reason where there is none. */
import { describe, expect, it } from 'vitest';
import { assumptionsSchema, drawDesignSchema, type Assumptions } from '#contract';
import { forecast } from '../../../server/draws/forecast.ts';
import { planDraw, type PlannedUnit } from '../../../server/draws/design.ts';

const people = (sizes: Readonly<Record<string, number>>): PlannedUnit[] =>
  Object.entries(sizes).flatMap(([city, size]) =>
    Array.from({ length: size }, (_, i) => ({
      id: `${Buffer.from(city).toString('hex')}-${i}`,
      department: '自治区民政厅',
      list: 'hot-topics' as const,
      city,
      gender: null,
    })),
  );

function forecastOf(
  design: Parameters<typeof drawDesignSchema.parse>[0],
  units: readonly PlannedUnit[],
  assumptions: Partial<Assumptions> = {},
) {
  const parsed = drawDesignSchema.parse(design);
  const planned = planDraw({ design: parsed, units });
  if (!planned.ok) throw new Error(planned.refusals.map(({ message }) => message).join());
  return forecast({
    design: parsed,
    planned: planned.value,
    units,
    listOf: ({ city }) => city ?? '',
    assumptions: assumptionsSchema.parse({ success: 1, ...assumptions }),
  });
}

const z = 1.959963984540054;

describe('a forecast', () => {
  it('is the half-width with finite population correction', () => {
    const { whole } = forecastOf({ method: 'simple', main: 100 }, people({ 南宁市: 400 }));
    expect(whole.share).toBeCloseTo(z * Math.sqrt((0.25 / 100) * (300 / 399)), 10);
    expect(whole.mean).toBeCloseTo(z * Math.sqrt((1 / 100) * (300 / 400)), 10);
    expect(forecastOf({ method: 'simple', main: 400 }, people({ 南宁市: 400 })).whole.share).toBe(0);
  });

  it('counts interviews, not numbers, and stretches by the design effect', () => {
    const plain = forecastOf({ method: 'simple', main: 200 }, people({ 南宁市: 400 }), { success: 0.5 }).whole;
    expect(plain.interviews).toBe(100);
    expect(plain.share).toBeCloseTo(z * Math.sqrt((0.25 / 100) * (300 / 399)), 10);
    const stretched = forecastOf({ method: 'simple', main: 200 }, people({ 南宁市: 400 }), {
      success: 0.5,
      designEffect: 4,
    }).whole;
    expect(stretched.share).toBeCloseTo(2 * plain.share!, 10);
  });

  it('weights strata by their people, and is not defined when one stays silent', () => {
    const units = people({ 南宁市: 300, 柳州市: 100 });
    const equal = forecastOf({ method: 'stratified', stratifyBy: 'city', main: 100, allocation: 'equal' }, units).whole;
    const variance = 0.75 ** 2 * (1 / 50) * (1 - 50 / 300) + 0.25 ** 2 * (1 / 50) * (1 - 50 / 100);
    expect(equal.mean).toBeCloseTo(z * Math.sqrt(variance), 10);
    const silent = forecastOf(
      { method: 'stratified', stratifyBy: 'city', main: 50, allocation: 'fixed', fixed: { 南宁市: 50, 柳州市: 0 } },
      units,
    );
    expect(silent.whole).toMatchObject({ share: null, mean: null, why: '有1层没有样本，不能推断全体' });
    expect(silent.strata.filter(({ share }) => share === null)).toHaveLength(1);
  });

  it('says what clusters and unequal chances cost', () => {
    const units = people({ 南宁市: 100, 柳州市: 100, 北海市: 100, 桂林市: 100 });
    const clusters = { by: 'city', method: 'simple', number: 2, within: 21 } as const;
    const twoStage = forecastOf({ method: 'two-stage', main: 42, clusters }, units, { likeness: 0.05 });
    expect(twoStage.effects.clusters).toBeCloseTo(2, 10);
    expect(twoStage.whole.share).toBeCloseTo(z * Math.sqrt((0.25 / 42) * 2), 6);
    const values = { 南宁市: 4, 柳州市: 1, 北海市: 1, 桂林市: 1 };
    const bySize = forecastOf({ method: 'pareto', main: 70, sizes: { by: 'city', meaning: 'each', values } }, units);
    // p = 0.4 for a quarter, 0.1 for the rest: 70 (100/0.4 + 300/0.1) / 400^2
    expect(bySize.effects.unequal).toBeCloseTo((70 * 3250) / 160_000, 6);
  });

  it('holds the figures of practice: 169 of 300, 218 of 500, 278 of 1000', () => {
    for (const [population, interviews] of [
      [300, 169],
      [500, 218],
      [1000, 278],
    ] as const) {
      const { yields } = forecastOf({ method: 'simple', main: 100 }, people({ 南宁市: population }), { success: 0.5 });
      expect(yields[0]).toMatchObject({ population, interviews, numbers: 2 * interviews });
      expect(yields[0]!.enough).toBe(2 * interviews > population ? 'impossible' : 'redesign');
    }
  });

  it('takes random numbers for a population without end', () => {
    const numbers = forecastOf({ method: 'random-digits', main: 100, blocks: [{ prefix: '1380771', digits: 2 }] }, []);
    expect(numbers.whole.share).toBeCloseTo(z * 0.05, 8);
    expect(numbers.yields).toMatchObject([{ population: null, interviews: 385 }]);
  });
});
