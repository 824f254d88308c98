/** Allocations for a budget and for a precision: against trying every total. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  allocateForBudget,
  allocateForVariance,
  type AllocationStratum,
  type Outcome,
  type SharingRule,
  sizesForBudget,
  sizesForVariance,
  varianceOfMean,
} from '#sampling';

const strata = fc
  .array(
    fc.record({
      population: fc.integer({ min: 1, max: 25 }),
      deviation: fc.constantFrom(0.5, 1, 2.5),
      cost: fc.constantFrom(0.1, 1, 3),
      mean: fc.constantFrom(2, 7),
      floor: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map((one, h): AllocationStratum => ({ code: `S${h}`, ...one })));
const rules = fc.constantFrom<SharingRule>(
  { kind: 'proportional' },
  { kind: 'equal' },
  { kind: 'neyman' },
  { kind: 'cost' },
  { kind: 'power', exponent: 0.5 },
);
const sizesOf = (outcome: Outcome<readonly { readonly size: number }[]>) =>
  outcome.ok ? outcome.value.map(({ size }) => size) : outcome.refusals[0]!.code;

/** All totals there are, each with its sizes. */
function every(list: readonly AllocationStratum[], rule: SharingRule): number[][] {
  const most = list.reduce((sum, { population }) => sum + population, 0);
  return Array.from({ length: most }, (_, i) => sizesOf(allocate({ strata: list, rule, total: i + 1 }))).filter(
    (sizes) => typeof sizes !== 'string',
  );
}

describe('a budget', () => {
  it('pays for the largest total whose interviews it covers, floors included', () => {
    fc.assert(
      fc.property(strata, rules, fc.double({ min: 0.05, max: 120, noNaN: true }), (list, rule, budget) => {
        const paid = every(list, rule).filter(
          (sizes) => sizes.reduce((sum, size, h) => sum + size * list[h]!.cost!, 0) <= budget * (1 + 1e-12),
        );
        expect(sizesOf(allocateForBudget({ strata: list, rule }, budget))).toEqual(paid.at(-1) ?? 'budget-too-small');
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('ten interviews of 0.1 cost 1, not a little more', () => {
    const one = [{ code: 'a', population: 50, cost: 0.1 }];
    expect(sizesOf(allocateForBudget({ strata: one, rule: { kind: 'equal' } }, 1))).toEqual([10]);
  });

  it('does not wait for a stratum of nobody, and says when a stratum may not be drawn from', () => {
    const rule = { kind: 'neyman' } as const;
    const list = [
      { code: 'a', population: 0, deviation: 3 },
      { code: 'b', population: 100, deviation: 1 },
    ];
    expect(varianceOfMean(list, [0, 100])).toBe(0);
    expect(sizesOf(allocateForVariance({ strata: list, rule }, 0.3 ** 2))).toEqual([0, 10]);
    const closed = allocateForVariance(
      { strata: [...list, { code: 'c', population: 9, deviation: 1, ceiling: 0 }], rule },
      1,
    );
    expect(closed.ok ? '' : closed.refusals[0]!.message).toMatch(/一个也抽不到，均值的标准误没有定义/);
  });

  it('comes near the optimum in fractions', () => {
    const list = [
      { code: 'a', population: 4000, deviation: 1, cost: 4 },
      { code: 'b', population: 1000, deviation: 3, cost: 9 },
    ];
    const [a, b] = sizesForBudget(list, 3000);
    const whole = sizesOf(allocateForBudget({ strata: list, rule: { kind: 'cost' } }, 3000));
    expect(Math.abs(Number(whole[0]) - a!)).toBeLessThan(3);
    expect(Math.abs(Number(whole[1]) - b!)).toBeLessThan(3);
  });
});

describe('a precision', () => {
  it('takes the smallest total that reaches it', () => {
    fc.assert(
      fc.property(strata, rules, fc.double({ min: 0.001, max: 1, noNaN: true }), (list, rule, variance) => {
        const good = every(list, rule).filter((sizes) => (varianceOfMean(list, sizes) ?? Infinity) <= variance);
        expect(sizesOf(allocateForVariance({ strata: list, rule }, variance))).toEqual(
          good[0] ?? 'variance-unreachable',
        );
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  it('is met exactly where rounding alone stands above it', () => {
    // 1/10 - 1/100 = 0.3 x 0.3: as doubles the variance of ten is a little more.
    const list = [{ code: 'a', population: 100, deviation: 1 }];
    expect(sizesOf(allocateForVariance({ strata: list, rule: { kind: 'proportional' } }, 0.3 ** 2))).toEqual([10]);
  });

  it('comes near the optimum in fractions', () => {
    const list = [
      { code: 'a', population: 4000, deviation: 1, cost: 1 },
      { code: 'b', population: 1000, deviation: 3, cost: 1 },
    ];
    const exact = sizesForVariance(list, 0.004);
    const whole = sizesOf(allocateForVariance({ strata: list, rule: { kind: 'cost' } }, 0.004));
    for (const [h, size] of exact.entries()) expect(Math.abs(Number(whole[h]) - size)).toBeLessThan(2);
  });
});

it('say what is missing', () => {
  const bare = [{ code: 'a', population: 5 }];
  expect(sizesOf(allocateForBudget({ strata: bare, rule: { kind: 'equal' } }, 9))).toBe('cost-missing');
  expect(sizesOf(allocateForVariance({ strata: bare, rule: { kind: 'equal' } }, 9))).toBe('deviation-missing');
  const costly = [{ code: 'a', population: 5, cost: 2, deviation: 1, floor: 3 }];
  expect(sizesOf(allocateForBudget({ strata: costly, rule: { kind: 'power', exponent: 1 } }, 9))).toBe('mean-missing');
  expect(sizesOf(allocateForVariance({ strata: costly, rule: { kind: 'power', exponent: 1 } }, 9))).toBe(
    'mean-missing',
  );
  expect(sizesOf(allocateForBudget({ strata: costly, rule: { kind: 'equal' } }, 5.9))).toBe('budget-too-small');
  expect(sizesOf(allocateForBudget({ strata: costly, rule: { kind: 'equal' } }, 6))).toEqual([3]);
});
