/**
 * Everybody comes as often as the stated probability says: over 20 000 seeds, in the main sample and in the first replicate.
 * For each design the sum of squared deviations stays between the 0.1 % quantiles of its chi-square.
 */
import { describe, expect, it } from 'vitest';
import { fractionValue, releasedProbabilities, selectSample, type FrameUnit, type SelectionDesign } from '#sampling';
import { accepted } from './draw-designs.support.ts';

const SEEDS = 20_000;
const sizes = [3, 5, 2, 8, 4, 6, 1, 7, 3, 5, 9, 2, 4, 6, 3, 5, 2, 7, 4, 40];
const units: readonly FrameUnit[] = sizes.map((size, i) => ({
  id: `U${i}`,
  stratum: i < 12 ? 'A' : 'B',
  cluster: `c${[0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6][i]!}`,
  size: String(size),
  sort: [String(i % 3)],
}));
const listed = { scope: 'unit', replicateSize: 3 };
const whole = (main: number, reserve: number) => [{ code: 'all', main, reserve }];
const designs: Readonly<Record<string, SelectionDesign>> = {
  simple: { ...listed, method: 'simple', strata: whole(6, 3) },
  stratified: {
    ...listed,
    method: 'stratified',
    strata: [
      { code: 'A', main: 4, reserve: 2 },
      { code: 'B', main: 4, reserve: 0 },
    ],
  },
  systematic: { ...listed, method: 'systematic', strata: whole(6, 3), sortBy: ['s'] },
  pareto: { ...listed, method: 'pareto', strata: whole(6, 2) },
  'systematic by size': { ...listed, method: 'pps-systematic', strata: whole(6, 2), sortBy: ['s'] },
  'two stages': {
    ...listed,
    replicateSize: 1,
    method: 'two-stage',
    clusterMethod: 'simple',
    strata: [{ code: 'all', clusters: 3, main: 2, reserve: 1 }],
  },
  'two stages by size': {
    ...listed,
    replicateSize: 1,
    method: 'two-stage',
    clusterMethod: 'pps-systematic',
    strata: [{ code: 'all', clusters: 3, main: 2, reserve: 0 }],
  },
};

/** How often each unit came, beside how often it should have. */
class Tally {
  readonly #counts = new Map<string, number>();
  readonly #chances = new Map<string, number>();

  add(id: string, chance: () => string): void {
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    if (!this.#chances.has(id)) this.#chances.set(id, fractionValue(chance()));
  }

  /** Squared deviations in units of their variance, those that can vary; and whether the certain ones always came. */
  judge(draws: number) {
    const rows = [...this.#chances].map(([id, p]) => ({ id, p, count: this.#counts.get(id)! }));
    const open = rows.filter(({ p }) => p < 1);
    const squares = open.map(({ p, count }) => (count - draws * p) ** 2 / (draws * p * (1 - p)));
    return {
      units: rows.length,
      certain: rows.filter(({ p, count }) => p === 1 && count === draws).length,
      sum: squares.reduce((sum, square) => sum + square, 0),
      worst: Math.max(...squares),
      expected: rows.reduce((sum, { p }) => sum + p, 0),
    };
  }
}

function draw(design: SelectionDesign, seeds: number) {
  const main = new Tally();
  const first = new Tally();
  const listed = new Tally();
  for (let s = 0; s < seeds; s += 1) {
    const selection = accepted(selectSample({ units }, design, `inclusion-seed-${s}`));
    const whole = () => accepted(releasedProbabilities(selection, 1e6));
    for (const { id, part, replicate, probability } of selection.units) {
      if (part === 'main') main.add(id, () => probability);
      if (replicate === 1) {
        const once = () => accepted(releasedProbabilities(selection, 1));
        first.add(id, () => once().find((unit) => unit.id === id)!.probability);
      }
      listed.add(id, () => whole().find((unit) => unit.id === id)!.probability);
    }
  }
  return { main: main.judge(seeds), first: first.judge(seeds), listed: listed.judge(seeds) };
}

describe.each(Object.entries(designs))('a draw by %s', (_, design) => {
  it(
    'takes each unit as often as it says, in the main sample, in the first replicate and in the whole list',
    { timeout: 300_000 },
    () => {
      const { main, first, listed: all } = draw(design, SEEDS);
      // In a systematic list, which stands in ticket order, the first replicate is only nearly even over groups of different size.
      const slices = design.method === 'systematic' ? [] : [first];
      for (const tally of [main, all, ...slices]) {
        expect(tally.units).toBe(20);
        // 0.1 % quantiles of chi-square with 19 degrees, with room for the dependence of clusters and for order sampling's approximation.
        expect(tally.sum).toBeGreaterThan(2);
        expect(tally.sum).toBeLessThan(56);
        expect(tally.worst).toBeLessThan(20);
      }
    },
  );
});

describe('sequential Poisson', () => {
  it('takes each unit about as often as it says: within 3 % at moderate sizes', { timeout: 300_000 }, () => {
    const design: SelectionDesign = { ...listed, method: 'sequential-poisson', strata: whole(6, 2) };
    const { main, first, listed: all } = draw(design, SEEDS);
    for (const tally of [main, first, all]) {
      expect(tally.units).toBe(20);
      expect(tally.worst).toBeLessThan(120);
    }
    expect(main.certain).toBe(1);
  });
});

describe('designs with a random number of units', () => {
  it.each<[string, SelectionDesign]>([
    ['Bernoulli', { ...listed, method: 'bernoulli', strata: [{ code: 'all', rate: '0.3', reserveRate: '0.2' }] }],
    ['Poisson', { ...listed, method: 'poisson', strata: whole(6, 0) }],
  ])('take each unit as often as they say, independently: %s', { timeout: 300_000 }, (name, design) => {
    const { main } = draw(design, SEEDS);
    expect(main.units).toBe(20);
    expect(main.sum).toBeGreaterThan(4.5);
    expect(main.sum).toBeLessThan(46);
    expect(main.expected).toBeCloseTo(6, 9);
    if (name === 'Poisson') expect(main.certain).toBe(1);
  });
});
