/** How many from each stratum: worked examples by hand, and what is refused. */
import { describe, expect, it } from 'vitest';
import { allocate, type AllocationRule, type AllocationStratum, type Outcome } from '#sampling';

const strata = (...populations: number[]): AllocationStratum[] =>
  populations.map((population, h) => ({ code: `S${h + 1}`, population }));
function sizes(list: readonly AllocationStratum[], total: number, rule: AllocationRule = { kind: 'proportional' }) {
  const outcome = allocate({ strata: list, total, rule });
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value.map(({ size }) => size);
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code));

describe('allocation in whole numbers', () => {
  it('proportional follows the divisors 1/2, 3/2, 5/2', () => {
    // 53 : 24 : 23 for 10: quotients 106 48 46 | 35.3 16 15.3 | 21.2 | 15.14 | 11.8
    expect(sizes(strata(53, 24, 23), 10)).toEqual([6, 2, 2]);
    expect(sizes(strata(30, 40, 200), 90)).toEqual([10, 13, 67]);
    // 1 : 3 for 2: quotients 2 | 6 2, and a tie goes to the earlier stratum
    expect(sizes(strata(1, 3), 2)).toEqual([1, 1]);
    expect(sizes(strata(3, 1), 2)).toEqual([2, 0]);
  });

  it('equal gives everybody the same and what is left to the earlier strata, up to what there is', () => {
    expect(sizes(strata(50, 50, 50), 8, { kind: 'equal' })).toEqual([3, 3, 2]);
    expect(sizes(strata(50, 1, 50), 9, { kind: 'equal' })).toEqual([4, 1, 4]);
  });

  it('Neyman follows N S / sqrt(k (k + 1)), at least one each', () => {
    const list = [
      { code: 'a', population: 100, deviation: 1 },
      { code: 'b', population: 100, deviation: 2 },
    ];
    // After one each: 70.7 141.4 | 81.6 | 70.7 (tie, the earlier) | 57.7
    expect(sizes(list, 4, { kind: 'neyman' })).toEqual([1, 3]);
    expect(sizes(list, 5, { kind: 'neyman' })).toEqual([2, 3]);
    expect(sizes(list, 1, { kind: 'neyman' })).toEqual([0, 1]);
    expect(sizes([{ ...list[0]!, deviation: 0 }, list[1]!], 30, { kind: 'neyman' })).toEqual([0, 30]);
  });

  it('gives ties to the earlier stratum, also where deviations and roots round apart', () => {
    // 300 x 0.1 and 100 x 0.3 are one claim, and 30.000000000000004 and 30 as doubles.
    for (let a = 1; a <= 30; a += 1)
      for (let b = 1; b <= 30; b += 1) {
        const list = [
          { code: 'a', population: 100 * b, deviation: a / 10 },
          { code: 'b', population: 100 * a, deviation: b / 10 },
        ];
        if (sizes(list, 3, { kind: 'neyman' }).join() !== '2,1') expect.fail(`Neyman of ${JSON.stringify(list)}`);
      }
    // sqrt(3) (2 x 4 + 1) = sqrt(27) (2 x 1 + 1): the fifth of the second is the first's second.
    expect(sizes(strata(3, 27), 6, { kind: 'square-root' })).toEqual([2, 4]);
    // Claims that truly differ, by one in 2 x 10^9, are told apart.
    expect(sizes(strata(1_000_000_000, 1_000_000_001), 1)).toEqual([0, 1]);
  });

  it('says why strata without spread get no more than their floors', () => {
    const list = [
      { code: '甲', population: 500, deviation: 0, floor: 2 },
      { code: '乙', population: 5, deviation: 1 },
    ];
    const outcome = allocate({ strata: list, total: 20, rule: { kind: 'neyman' } });
    expect(outcome.ok ? '' : outcome.refusals[0]!.message).toMatch(/最多能抽7个.*标准差为0的层（甲）只按下限抽/);
  });

  it('keeps floors, ceilings and strata that are taken whole', () => {
    const list = [
      { code: 'big', population: 1000, ceiling: 40 },
      { code: 'small', population: 20, floor: 30 },
      { code: 'whole', population: 15, takeAll: true },
      { code: 'other', population: 100, floor: 5 },
    ];
    expect(sizes(list, 90)).toEqual([40, 20, 15, 15]);
    expect(sizes(list, 40)).toEqual([0, 20, 15, 5]);
  });

  it('fixed takes the sizes as given when they fit', () => {
    expect(sizes(strata(5, 6), 7, { kind: 'fixed', sizes: { S1: 5, S2: 2 } })).toEqual([5, 2]);
  });
});

const ask = (list: readonly AllocationStratum[], total: number, rule: AllocationRule = { kind: 'proportional' }) =>
  allocate({ strata: list, total, rule });

describe('refusals', () => {
  it.each([
    [
      'total-below-floors',
      ask(
        [
          { code: 'a', population: 50, floor: 20 },
          { code: 'b', population: 50, floor: 20 },
        ],
        39,
      ),
      /40.*39.*少1/,
    ],
    ['draw-larger-than-frame', ask(strata(5, 6), 12), /11个.*12个.*多出1/],
    ['draw-larger-than-frame', ask([{ code: 'a', population: 50, ceiling: 3 }], 4), /最多能抽3个/],
    [
      'draw-larger-than-frame',
      ask(
        [
          { code: 'a', population: 5, deviation: 0 },
          { code: 'b', population: 5, deviation: 1 },
        ],
        6,
        { kind: 'neyman' },
      ),
      /5个/,
    ],
    ['total-malformed', ask(strata(5), 0), /现在是0/],
    ['frame-empty', ask([], 4), /分层/],
    ['stratum-repeated', ask([...strata(5), ...strata(6)], 4), /“S1”/],
    ['population-malformed', ask(strata(-1, 9), 4), /“S1”.*-1/],
    ['bounds-malformed', ask([{ code: 'a', population: 50, floor: 9, ceiling: 8 }], 8), /下限9大于上限8/],
    ['bounds-malformed', ask([{ code: 'a', population: 50, floor: 0.5 }], 8), /整数/],
    ['deviation-missing', ask(strata(5), 4, { kind: 'neyman' }), /标准差/],
    ['stratum-empty', ask(strata(5), 4, { kind: 'fixed', sizes: { S1: 4, S9: 1 } }), /“S9”/],
    ['size-malformed', ask(strata(5, 6), 4, { kind: 'fixed', sizes: { S1: 4 } }), /“S2”/],
    ['size-out-of-bounds', ask(strata(5), 6, { kind: 'fixed', sizes: { S1: 6 } }), /5个样本记录.*0到5.*6/],
    ['fixed-sum-differs', ask(strata(5), 4, { kind: 'fixed', sizes: { S1: 3 } }), /3.*4/],
  ] as const)('%s', (code, outcome, words) => {
    expect(codes(outcome)).toContain(code);
    expect(outcome.ok ? '' : outcome.refusals.map(({ message }) => message).join('\n')).toMatch(words);
  });
});
