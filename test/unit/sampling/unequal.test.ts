/** Draws with unequal probabilities, in two stages, and from number blocks. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  drawBernoulli,
  drawDialNumbers,
  drawTwoStage,
  drawUnequal,
  inclusionProbabilities,
  orderClusters,
  type Outcome,
  ticket,
  type UnequalMethod,
} from '#sampling';
import { TicketMaker } from '../../../sampling/ticket.ts';

const seed = '20260118-03.08.11.19.25.30+07-K7Q2';
function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code));
const sizedBy = (sizes: readonly number[]) => sizes.map((size, i) => ({ id: `P${i}`, size }));
const design = (method: UnequalMethod, n: number) => ({ method, n, scope: 'unit' });

describe('inclusion probabilities', () => {
  it('add up to n, never pass 1, and are in proportion among those not certain', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40, size: 'max' }),
        fc.nat(),
        (sizes, pick) => {
          const usable = sizes.filter((size) => size > 0).length;
          fc.pre(usable > 0);
          const n = 1 + (pick % usable);
          const { p, certain } = inclusionProbabilities(sizes, n);
          expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(n, 9);
          const ratios = sizes.flatMap((size, i) => (size > 0 && !certain[i] ? [p[i]! / size] : []));
          for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 12);
          sizes.forEach((size, i) => {
            expect(p[i]).toBeLessThanOrEqual(1);
            expect(certain[i]).toBe(p[i] === 1);
            if (size === 0) expect(p[i]).toBe(0);
          });
        },
      ),
      { seed: 1 },
    );
  });

  it('take large units first and share out the rest again', () => {
    expect(inclusionProbabilities([100, 30, 10, 10, 10], 3)).toEqual({
      p: [1, 1, 1 / 3, 1 / 3, 1 / 3],
      certain: [true, true, false, false, false],
    });
    expect(inclusionProbabilities([2, 1, 1], 2)).toEqual({ p: [1, 0.5, 0.5], certain: [true, false, false] });
    expect(inclusionProbabilities([2, 1, 1], 2, true)).toEqual({ p: [1, 0.5, 0.5], certain: [false, false, false] });
  });
});

describe('a draw in proportion to size', () => {
  it.each(['pareto', 'sequential-poisson', 'systematic'] as const)(
    'by %s takes exactly n different units',
    (method) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 30, size: 'max' }),
          fc.nat(),
          (sizes, pick) => {
            const usable = sizes.filter((size) => size > 0).length;
            fc.pre(usable > 0);
            const n = 1 + (pick % usable);
            const { certain, rest } = accepted(drawUnequal(sizedBy(sizes), design(method, n), seed));
            const taken = [...certain, ...rest];
            expect(new Set(taken.map(({ id }) => id)).size).toBe(n);
            expect(taken).toHaveLength(n);
            for (const unit of taken) expect(unit.designWeight).toBe(1 / unit.inclusionProbability);
          },
        ),
        { seed: 2 },
      );
    },
  );

  it.each(['pareto', 'sequential-poisson', 'poisson'] as const)(
    'by %s does not depend on the order of rows',
    (method) => {
      const units = sizedBy([5, 9, 1, 30, 7, 7, 2, 11, 4, 8]);
      const straight = accepted(drawUnequal(units, design(method, 4), seed));
      expect(accepted(drawUnequal(units.toReversed(), design(method, 4), seed))).toEqual(straight);
    },
  );

  it.each([
    ['pareto', 0.03],
    ['systematic', 0.02],
    ['poisson', 0.02],
  ] as const)('by %s draws each unit as often as its probability says, over 6000 seeds', (method, tolerance) => {
    const sizes = [1, 2, 3, 5, 8, 13, 40];
    const { p } = inclusionProbabilities(sizes, 3, method === 'systematic');
    const counts = sizes.map(() => 0);
    for (let t = 0; t < 6000; t += 1) {
      const { certain, rest } = accepted(drawUnequal(sizedBy(sizes), design(method, 3), `size-seed-number-${t}`));
      for (const { id } of [...certain, ...rest]) counts[Number(id.slice(1))]! += 1;
    }
    counts.forEach((count, i) => expect(Math.abs(count / 6000 - p[i]!)).toBeLessThan(tolerance));
  });

  it('uses the tickets of its scope: clusters have others than people', () => {
    const units = sizedBy(Array.from({ length: 20 }, () => 1));
    const drawn = accepted(drawUnequal(units, { method: 'pareto', n: 5, scope: 'psu' }, seed));
    const byTicket = units
      .map(({ id }) => id)
      .toSorted((a, b) => (ticket(seed, 'psu', a) < ticket(seed, 'psu', b) ? -1 : 1));
    expect(drawn.rest.map(({ id }) => id)).toEqual(byTicket.slice(0, 5));
  });

  it('is refused with words when it cannot be done', () => {
    const units = sizedBy([3, 0, 2]);
    expect(codes(drawUnequal(units, design('pareto', 3), seed))).toEqual(['draw-larger-than-stratum']);
    expect(codes(drawUnequal(units, design('pareto', 0), seed))).toEqual(['size-malformed']);
    expect(codes(drawUnequal(units, design('pareto', 1), 'short'))).toEqual(['seed-too-short']);
    expect(codes(drawUnequal(units, { ...design('pareto', 1), scope: 'rdd' }, seed))).toEqual(['scope-malformed']);
    expect(codes(drawUnequal([...units, units[0]!], design('pareto', 1), seed))).toEqual(['unit-id-repeated']);
    expect(codes(drawUnequal([{ id: 'a', size: -1 }], design('pareto', 1), seed))).toContain('measure-malformed');
    expect(codes(drawUnequal([{ id: 'a', size: Number.NaN }], design('poisson', 1), seed))).toContain(
      'measure-malformed',
    );
    expect(codes(drawUnequal(sizedBy([1.5, 2]), design('systematic', 1), seed))).toContain('measure-malformed');
    expect(codes(drawUnequal([{ id: 'a|b', size: 1 }], design('pareto', 1), seed))).toContain('code-malformed');
    expect(codes(drawUnequal(units, { ...design('systematic', 1), code: '' }, seed))).toContain('code-malformed');
  });
});

describe('a Bernoulli draw', () => {
  const ids = Array.from({ length: 400 }, (_, i) => `B${i}`);
  it('takes exactly those whose number is below p', () => {
    const maker = new TicketMaker(seed, 'unit');
    const drawn = accepted(drawBernoulli(ids, 0.25, seed));
    expect(drawn).toEqual(ids.filter((id) => maker.uniform(id) < 0.25).toSorted());
    expect(accepted(drawBernoulli(ids.toReversed(), 0.25, seed))).toEqual(drawn);
    expect(drawn.length).toBeGreaterThan(70);
    expect(drawn.length).toBeLessThan(130);
    expect(accepted(drawBernoulli(ids, 1, seed))).toHaveLength(400);
  });
  it('needs a probability', () => {
    expect(codes(drawBernoulli(ids, 0, seed))).toEqual(['probability-malformed']);
    expect(codes(drawBernoulli(ids, 1.01, seed))).toEqual(['probability-malformed']);
    expect(codes(drawBernoulli(ids, 0.5, 'short'))).toEqual(['seed-too-short']);
  });
});

describe('two stages', () => {
  const villages = ['甲村', '乙村', 'V3', 'V4', 'V5'];
  const units = villages.flatMap((cluster, v) =>
    Array.from({ length: 4 + 3 * v }, (_, i) => ({ id: `${v}-${i}`, cluster })),
  );

  const ask = (n: number, within: number) =>
    codes(drawTwoStage(units, { clusters: { method: 'simple', n }, within, scope: 'unit' }, seed));

  it('take the first clusters by their tickets, then the first people of each by theirs', () => {
    const drawn = accepted(
      drawTwoStage(units, { clusters: { method: 'simple', n: 2 }, within: 5, scope: 'unit' }, seed),
    );
    expect(drawn.map(({ code }) => code)).toEqual(orderClusters(villages, seed).slice(0, 2));
    for (const { code, population, inclusionProbability, units: people } of drawn) {
      const all = units.filter(({ cluster }) => cluster === code).map(({ id }) => id);
      const order = all.toSorted((a, b) => (ticket(seed, 'unit', a) < ticket(seed, 'unit', b) ? -1 : 1));
      expect(population).toBe(all.length);
      expect(people.map(({ id }) => id)).toEqual(order.slice(0, 5));
      expect(inclusionProbability).toBe(2 / 5);
      for (const person of people)
        expect(person.inclusionProbability).toBeCloseTo((2 / 5) * (people.length / all.length), 15);
    }
  });

  it('with clusters in proportion to people give everybody the same weight', () => {
    const drawn = accepted(
      drawTwoStage(units, { clusters: { method: 'pareto', n: 2 }, within: 3, scope: 'unit' }, seed),
    );
    const weights = drawn.flatMap(({ units: people }) => people.map(({ designWeight }) => designWeight));
    expect(weights).toHaveLength(6);
    for (const weight of weights) expect(weight).toBeCloseTo(units.length / 6, 9);
  });

  it('are refused when there are not so many clusters', () => {
    expect(ask(6, 1)).toEqual(['draw-larger-than-frame']);
    expect(ask(0, 1)).toEqual(['size-malformed']);
    expect(ask(1, 1.5)).toEqual(['size-malformed']);
  });
});

describe('numbers from blocks', () => {
  const blocks = [
    { prefix: '1380010', digits: 2 },
    { prefix: '059187', digits: 1 },
  ];
  it('come once each, all of them when all are asked for, and never an excluded one', () => {
    const { numbers, countersUsed } = accepted(
      drawDialNumbers(blocks, 105, seed, [
        '138001007',
        '138001042',
        '13800104',
        '0591873',
        'x',
        '138001043',
        '138001044',
      ]),
    );
    expect(new Set(numbers).size).toBe(105);
    expect(numbers).not.toContain('138001042');
    expect(numbers).not.toContain('0591873');
    expect(numbers.every((number) => /^(1380010\d\d|059187\d)$/.test(number))).toBe(true);
    expect(countersUsed).toBeGreaterThan(105);
  });

  it('are equally likely over all blocks', () => {
    const counts = new Map<string, number>();
    for (let t = 0; t < 3000; t += 1)
      for (const number of accepted(drawDialNumbers(blocks, 5, `block-seed-number-${t}`)).numbers)
        counts.set(number, (counts.get(number) ?? 0) + 1);
    expect(counts.size).toBe(110);
    const mean = 15000 / 110;
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0) * (109 / 105);
    // 109 degrees of freedom, one in a thousand on each side.
    expect(chi).toBeGreaterThan(68);
    expect(chi).toBeLessThan(161);
  });

  it('are refused for blocks that overlap or are malformed, and when there are not so many', () => {
    expect(codes(drawDialNumbers([...blocks, { prefix: '13800101', digits: 1 }], 5, seed))).toEqual(['blocks-overlap']);
    expect(codes(drawDialNumbers([...blocks, blocks[0]!], 5, seed))).toEqual(['blocks-overlap']);
    expect(codes(drawDialNumbers([{ prefix: '138001x', digits: 1 }], 5, seed))).toEqual(['block-malformed']);
    expect(codes(drawDialNumbers([{ prefix: '138', digits: 0 }], 1, seed))).toEqual(['block-malformed']);
    expect(codes(drawDialNumbers([], 1, seed))).toEqual(['blocks-empty']);
    expect(codes(drawDialNumbers(blocks, 0, seed))).toEqual(['size-malformed']);
    expect(codes(drawDialNumbers(blocks, 111, seed))).toEqual(['draw-larger-than-blocks']);
    expect(codes(drawDialNumbers(blocks, 110, seed, ['138001042', '12345']))).toEqual(['draw-larger-than-blocks']);
  });
});
