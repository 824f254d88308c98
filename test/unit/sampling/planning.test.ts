/** Intervals from counts, sample sizes, optimal shares, call outcomes, joint probabilities. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  type CountMethod,
  countInterval,
  dispositions,
  estimateEligibility,
  halfWidthOfShare,
  inclusionProbabilities,
  issue,
  maximumEntropyJoint,
  outcomeRates,
  shareInterval,
  type ShareMethod,
  shareOut,
  shareOutWithin,
  sizeForMean,
  sizeForShare,
  sizesForBudget,
  sizesForVariance,
  systematicJoint,
  varianceOfMean,
} from '#sampling';

const methods: CountMethod[] = ['wald', 'wilson', 'wilson-corrected', 'agresti-coull', 'clopper-pearson', 'jeffreys'];

describe('intervals of a count', () => {
  it.each(methods)('%s mirrors success and failure, and widens with the level', (method) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (n, pick) => {
        const x = pick % (n + 1);
        const { lower, upper } = countInterval(x, n, method, 0.95)!;
        const mirrored = countInterval(n - x, n, method, 0.95)!;
        expect(lower).toBeCloseTo(1 - mirrored.upper, 9);
        expect(upper).toBeCloseTo(1 - mirrored.lower, 9);
        // Agresti and Coull's may shrink for a handful of trials.
        if (method === 'agresti-coull' && n < 60) return;
        const wider = countInterval(x, n, method, 0.99)!;
        expect(wider.lower).toBeLessThanOrEqual(lower + 1e-12);
        expect(wider.upper).toBeGreaterThanOrEqual(upper - 1e-12);
      }),
      { seed: 1 },
    );
  });
  it('Clopper-Pearson is the pair of shares that leave 2.5 % on each side', () => {
    // 0 of 10: (1 - p)^10 = 0.025.
    expect(countInterval(0, 10, 'clopper-pearson', 0.95)).toEqual({
      lower: 0,
      upper: expect.closeTo(1 - 0.025 ** 0.1, 12),
    });
  });
});

describe('intervals of a share from a survey', () => {
  const names: ShareMethod[] = ['mean', 'logit', 'arcsine', 'korn-graubard', 'wilson', 'wilson-t', 'likelihood'];
  it.each(names)('%s holds the share and mirrors', (method) => {
    const estimate = { share: 0.3, variance: 0.002, n: 150, degrees: 20 };
    const { lower, upper } = shareInterval(estimate, method, 0.9)!;
    const mirrored = shareInterval({ ...estimate, share: 0.7 }, method, 0.9)!;
    expect(lower).toBeLessThan(0.3);
    expect(upper).toBeGreaterThan(0.3);
    expect(lower).toBeCloseTo(1 - mirrored.upper, 10);
  });
  it.each(names)('%s has none without variance or degrees', (method) => {
    expect(shareInterval({ share: 0.5, variance: 0, n: 9, degrees: 8 }, method, 0.95)).toBeNull();
    expect(shareInterval({ share: 0.5, variance: 0.01, n: 9, degrees: 0 }, method, 0.95)).toBeNull();
    expect(shareInterval({ share: 0.5, variance: Number.NaN, n: 9, degrees: 8 }, method, 0.95)).toBeNull();
  });
});

describe('sample sizes', () => {
  it('give back the half-width they were asked for', () => {
    for (const population of [Infinity, 800]) {
      const n = sizeForShare(0.4, 0.03, 0.95, population);
      expect(halfWidthOfShare(0.4, n, 0.95, population)).toBeCloseTo(0.03, 12);
    }
    // 1.96^2 x 400 / 4 = 384.1
    expect(sizeForMean(400, 2, 0.95)).toBeCloseTo(384.1458820694, 9);
  });
  it('numbers to issue are rounded up twice', () => {
    expect(issue(100.2, 1.5, 0.5)).toBe(302);
    expect(issue(100, 1, 0.25)).toBe(400);
  });
});

describe('optimal shares', () => {
  const strata = fc.array(
    fc.record({
      population: fc.integer({ min: 20, max: 500 }),
      deviation: fc.integer({ min: 1, max: 20 }),
      cost: fc.integer({ min: 1, max: 9 }),
      floor: fc.integer({ min: 0, max: 10 }),
    }),
    { minLength: 2, maxLength: 8, size: 'max' },
  );
  it('within bounds add up and cannot be improved by moving a little', () => {
    fc.assert(
      fc.property(strata, fc.double({ min: 0.2, max: 0.9, noNaN: true }), (list, share) => {
        const named = list.map((stratum, h) => ({ ...stratum, code: `${h}` }));
        const total = named.reduce((sum, { population }) => sum + population, 0) * share;
        fc.pre(named.reduce((sum, { floor }) => sum + floor, 0) <= total);
        const sizes = shareOutWithin(named, total, { kind: 'neyman' })!;
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(total, 8);
        const best = varianceOfMean(named, sizes)!;
        for (const from of sizes.keys())
          for (const to of sizes.keys()) {
            const moved = sizes.map((size, h) => size + 0.01 * (h === to ? 1 : h === from ? -1 : 0));
            const inside = moved.every(
              (size, h) => size >= named[h]!.floor && size > 0 && size <= named[h]!.population,
            );
            if (from !== to && inside)
              expect(varianceOfMean(named, moved)!).toBeGreaterThan(best - 1e-12 * Math.abs(best));
          }
      }),
    );
  });
  it('add up where rounding of a bound would decide which strata still grow, and for a census', () => {
    const named = [
      { code: 'a', population: 20, deviation: 13, floor: 0 },
      { code: 'b', population: 41, deviation: 4, floor: 7 },
    ];
    expect(shareOutWithin(named, 12.2, { kind: 'neyman' })).toEqual([expect.closeTo(5.2, 10), 7]);
    const thirds = [3, 7, 11].map((population, h) => ({ code: `${h}`, population, deviation: 0.1 * (h + 1) }));
    expect(shareOutWithin(thirds, 21, { kind: 'neyman' })).toEqual([3, 7, 11]);
    const certain = [{ code: 'a', population: 9, deviation: 0, floor: 4 }];
    expect(shareOutWithin(certain, 4, { kind: 'neyman' })).toEqual([4]);
  });
  it('for a budget cost the budget, for a variance have it', () => {
    const named = [
      { code: 'a', population: 500, deviation: 3, cost: 2 },
      { code: 'b', population: 900, deviation: 5, cost: 7 },
    ];
    const paid = sizesForBudget(named, 600);
    expect(paid[0]! * 2 + paid[1]! * 7).toBeCloseTo(600, 10);
    expect(varianceOfMean(named, sizesForVariance(named, 0.05))).toBeCloseTo(0.05, 12);
    expect(shareOut(named, 14, { kind: 'proportional' })).toEqual([5, 9]);
  });
  it('are null when bounds and total contradict, or more is drawn than there is', () => {
    const named = [{ code: 'a', population: 10, deviation: 1, floor: 5 }];
    expect(shareOutWithin(named, 4, { kind: 'neyman' })).toBeNull();
    expect(shareOutWithin(named, 11, { kind: 'neyman' })).toBeNull();
    expect(varianceOfMean(named, [11])).toBeNull();
    expect(varianceOfMean(named, [0])).toBeNull();
    expect(varianceOfMean(named, [10])).toBe(0);
  });
});

describe('call outcomes', () => {
  it('have one code each', () => {
    expect(new Set(dispositions.map(({ code }) => code)).size).toBe(dispositions.length);
    expect(dispositions.filter(({ final }) => !final).map(({ code }) => code)).toContain('3.13');
  });
  it('rates: an empty denominator is null, an empty numerator 0', () => {
    expect(outcomeRates({}, 0.5).RR1).toBeNull();
    expect(outcomeRates({ R: 3 }, 0.5)).toMatchObject({ RR1: 0, REF1: 1, COOP1: 0, CON3: 1 });
    expect(estimateEligibility({})).toBeNull();
    expect(estimateEligibility({ I: 3, NE: 1 })).toBe(0.75);
  });
  it('e counts the unknown in part, by class', () => {
    const rates = outcomeRates({ I: 10, UH: 10, UR: 10, UO: 10 }, { UH: 0.5, UR: 1, UO: 0 });
    expect(rates).toMatchObject({ RR1: 0.25, RR3: 10 / 25, RR5: 1 });
  });
});

describe('joint probabilities', () => {
  const sizes = [3, 9, 2, 11, 7, 5, 8];
  const { p } = inclusionProbabilities(sizes, 3);
  it.each([
    ['systematic', systematicJoint(p)],
    ['largest entropy', maximumEntropyJoint(p)],
  ] as const)('%s: rows add up to n p, as in every draw of fixed size', (_, joint) => {
    joint.forEach((row, i) => {
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(3 * p[i]!, 9);
      row.forEach((value, j) => expect(value).toBeCloseTo(joint[j]![i]!, 12));
    });
  });
  it('equal probabilities give n (n - 1) / (N (N - 1))', () => {
    const joint = maximumEntropyJoint([0.4, 0.4, 0.4, 0.4, 0.4]);
    expect(joint[0]![1]).toBeCloseTo(0.1, 12);
    expect(maximumEntropyJoint([1, 0.5, 0.5])[0]![1]).toBe(0.5);
    expect(maximumEntropyJoint([1, 0.5, 0.5])[1]![2]).toBe(0);
  });
});

describe('a population of one person', () => {
  it('is asked whole, and then nothing is left to chance', () => {
    expect(sizeForShare(0.3, 0.05, 0.95, 1)).toBe(1);
    expect(halfWidthOfShare(0.3, 1, 0.95, 1)).toBe(0);
  });
});

describe('numbers to issue', () => {
  it('are the exact quotients rounded up, for every whole number of interviews, rate and design effect in hundredths', () => {
    for (let hundredths = 1; hundredths <= 100; hundredths += 1)
      for (let interviews = 1; interviews <= 600; interviews += 1) {
        const exact = Math.floor((interviews * 100 + hundredths - 1) / hundredths);
        if (issue(interviews, 1, hundredths / 100) !== exact)
          expect.fail(`${interviews} at ${hundredths} %: ${issue(interviews, 1, hundredths / 100)}, not ${exact}`);
      }
    for (let hundredths = 100; hundredths <= 300; hundredths += 5)
      for (let interviews = 1; interviews <= 400; interviews += 1) {
        const exact = Math.floor((interviews * hundredths + 99) / 100);
        if (issue(interviews, hundredths / 100, 1) !== exact)
          expect.fail(`${interviews} x ${hundredths / 100}: ${issue(interviews, hundredths / 100, 1)}, not ${exact}`);
      }
  });

  it('are one more as soon as anything is left over', () => {
    expect([issue(100, 1.1, 1), issue(145, 1, 0.29), issue(100.0001, 1, 1), issue(384.1459, 1, 0.25)]).toEqual([
      110, 500, 101, 1540,
    ]);
  });
});
