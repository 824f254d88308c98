/** What holds for every frame and every design: rows may be turned, people may join, probabilities add up, weights invert them. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  buildManifest,
  checkDecimal,
  fractionValue,
  plainDecimal,
  releasedProbabilities,
  selectSample,
  type FrameUnit,
  type SelectionDesign,
  ticket,
} from '#sampling';
import {
  checkFraction,
  fraction,
  fractionText,
  plus,
  readDecimal,
  readFraction,
  times,
  toNumber,
} from '../../../sampling/fraction.ts';
import { tableDigest } from '../../../sampling/manifest.ts';
import { accepted, designs, frameUnits, seed } from './draw-designs.support.ts';

const ofPeople = Object.entries(designs).filter(([, { method }]) => method !== 'random-digits');
const codes = (design: SelectionDesign, units: readonly FrameUnit[] = frameUnits, own = seed) => {
  const outcome = selectSample({ units }, design, own);
  return outcome.ok ? [] : outcome.refusals.map(({ code }) => code);
};

describe.each(ofPeople)('%s', (_, design: SelectionDesign) => {
  it('is the same from rows in any order', () => {
    const straight = accepted(selectSample({ units: frameUnits }, design, seed));
    fc.assert(
      fc.property(fc.shuffledSubarray([...frameUnits], { minLength: frameUnits.length }), (rows) => {
        expect(accepted(selectSample({ units: rows }, design, seed))).toEqual(straight);
      }),
      { seed: 3, numRuns: 10 },
    );
  });

  it('gives everybody the same ticket when others join or leave', () => {
    const scope = 'scope' in design ? design.scope : '';
    const joined = Array.from({ length: 25 }, (__, i) => ({ ...frameUnits[i]!, id: `new-${i}` }));
    const larger = accepted(selectSample({ units: [...joined, ...frameUnits.slice(4)] }, design, seed));
    for (const unit of larger.units) expect(unit.ticket).toBe(ticket(seed, scope, unit.id));
  });

  it('lists nobody twice, ranks without a gap, and weights that invert exact probabilities', () => {
    const { units } = accepted(selectSample({ units: frameUnits }, design, seed));
    expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
    const next = new Map<string, number>();
    for (const unit of units) {
      const list = `${unit.stratum}|${unit.cluster ?? ''}`;
      expect(unit.rank).toBe((next.get(list) ?? 0) + 1);
      next.set(list, unit.rank);
      expect(checkFraction(unit.probability)).toBeUndefined();
      expect(fractionText(times(readFraction(unit.probability), readFraction(unit.weight)))).toBe('1');
      expect(unit.replicate).toBe(Math.floor((unit.rank - 1) / 4) + 1);
      if (unit.certain) expect(unit.probability).toBe('1');
    }
  });
});

describe('draws in proportion to size', () => {
  const sized = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 4, maxLength: 24 });
  it.each(['pareto', 'sequential-poisson', 'pps-systematic'] as const)(
    '%s: exact fractions, places x size / rest, n in all',
    (method) => {
      fc.assert(
        fc.property(sized, fc.nat(), fc.boolean(), (sizes, pick, decimals) => {
          const units = sizes.map((size, i) => ({
            id: `P${i}`,
            stratum: 'x',
            size: plainDecimal(decimals ? (size / 100).toFixed(2) : String(size)),
          }));
          const n = 1 + (pick % sizes.length);
          const design: SelectionDesign = {
            method,
            scope: 'unit',
            replicateSize: 3,
            strata: [{ code: 'all', main: n, reserve: 0 }],
          };
          const { units: drawn, strata } = accepted(selectSample({ units }, design, seed));
          expect(drawn).toHaveLength(n);
          const certain = new Set(drawn.filter((unit) => unit.certain).map(({ id }) => id));
          const total = sizes.reduce((sum, size, i) => (certain.has(`P${i}`) ? sum : sum + size), 0);
          const open = drawn.filter(({ id }) => !certain.has(id));
          for (const { id, probability } of open)
            expect(probability).toBe(fractionText(fraction((n - certain.size) * sizes[Number(id.slice(1))]!, total)));
          // Nobody who is not certain is large enough to be.
          for (const [i, size] of sizes.entries())
            if (!certain.has(`P${i}`)) expect(size * (n - certain.size)).toBeLessThanOrEqual(total);
          expect(Number(strata[0]!.totalSize)).toBeCloseTo(
            sizes.reduce((sum, size) => sum + size, 0) / (decimals ? 100 : 1),
            9,
          );
        }),
        { seed: 4, numRuns: 60 },
      );
    },
  );

  it('do not care for the unit sizes are written in', () => {
    for (const method of ['poisson', 'pareto', 'sequential-poisson', 'pps-systematic'] as const) {
      const design: SelectionDesign = {
        method,
        scope: 'unit',
        replicateSize: 3,
        strata: [{ code: 'all', main: 6, reserve: 0 }],
      };
      const tenth = frameUnits.map((unit) => ({
        ...unit,
        size: plainDecimal(toNumber(times(readDecimal(unit.size!), fraction(1, 10))).toFixed(2)),
      }));
      const { units } = accepted(selectSample({ units: frameUnits }, design, seed));
      expect(accepted(selectSample({ units: tenth }, design, seed)).units).toEqual(units);
    }
  });
});

describe('coordination by start points', () => {
  it('Bernoulli draws that start where the last ended share nobody', () => {
    const design = { ...designs.Bernoulli, strata: [{ code: 'all', rate: '0.3', reserveRate: '0.1' }] };
    const first = accepted(selectSample({ units: frameUnits }, design, seed));
    const start = first.strata[0]!.nextStart!;
    const second = accepted(
      selectSample({ units: frameUnits }, { ...design, strata: [{ ...design.strata[0]!, start }] }, seed),
    );
    const taken = new Set(first.units.map(({ id }) => id));
    expect(second.units.length).toBeGreaterThan(10);
    expect(second.units.filter(({ id }) => taken.has(id))).toEqual([]);
  });
});

describe('refusals of designs', () => {
  const pareto = designs.Pareto;
  it.each<[string, SelectionDesign, readonly FrameUnit[] | undefined, string]>([
    ['a scope that is kept for releases', { ...pareto, scope: 'unit:release' }, undefined, 'scope-malformed'],
    [
      'a stratum twice',
      {
        ...designs['Pareto in strata with a reserve'],
        strata: [
          designs['Pareto in strata with a reserve'].strata[0]!,
          designs['Pareto in strata with a reserve'].strata[0]!,
        ],
      },
      undefined,
      'stratum-repeated',
    ],
    [
      'more certain units than places',
      { ...pareto, strata: [{ code: 'all', main: 1, reserve: 50 }] },
      undefined,
      'certain-exceed-main',
    ],
    [
      'more than have a size',
      { ...pareto, strata: [{ code: 'all', main: 4, reserve: 0 }] },
      frameUnits.map((unit, i) => ({ ...unit, size: i < 3 ? '1' : '0' })),
      'draw-larger-than-stratum',
    ],
    ['a size that is no number', pareto, frameUnits.map((unit) => ({ ...unit, size: '1e3' })), 'measure-malformed'],
    [
      'sizes beyond all numbers',
      pareto,
      frameUnits.map((unit) => ({ ...unit, size: '999999999999999' })),
      'measures-too-large',
    ],
    ['sort variables without a systematic draw', { ...pareto, sortBy: ['a'] }, undefined, 'sort-not-systematic'],
    [
      'a start of a systematic draw',
      {
        ...designs['systematic by size in strata'],
        strata: [
          { code: '市直', main: 1, reserve: 0, start: 'a'.repeat(64) },
          { code: 'B-2', main: 1, reserve: 0 },
        ],
      },
      undefined,
      'start-not-systematic',
    ],
    [
      'a Poisson reserve',
      { ...designs.Poisson, strata: [{ code: 'all', main: 4, reserve: 1 }] },
      undefined,
      'reserve-not-poisson',
    ],
    ['no rate', { ...designs.Bernoulli, strata: [{ code: 'all', rate: '0' }] }, undefined, 'probability-malformed'],
    [
      'rates above 1',
      { ...designs.Bernoulli, strata: [{ code: 'all', rate: '0.7', reserveRate: '0.4' }] },
      undefined,
      'probability-malformed',
    ],
    [
      'a cluster in two strata',
      designs['two stages by size in strata'],
      frameUnits.with(2, { ...frameUnits[2]!, stratum: 'B-2' }),
      'cluster-in-two-strata',
    ],
    [
      'a person without a cluster',
      designs['two stages'],
      frameUnits.with(2, { ...frameUnits[2]!, cluster: '' }),
      'cluster-missing',
    ],
    [
      'more clusters than there are',
      { ...designs['two stages'], strata: [{ code: 'all', clusters: 99, main: 1, reserve: 0 }] },
      undefined,
      'draw-larger-than-frame',
    ],
    [
      'nobody to take in a cluster',
      {
        ...designs['two stages'],
        strata: [
          { code: '市直', clusters: 2, main: 0, reserve: 0 },
          { code: 'B-2', clusters: 1, main: 1, reserve: 0 },
        ],
      },
      undefined,
      'size-malformed',
    ],
    ['an id twice', pareto, [...frameUnits, frameUnits[0]!], 'unit-id-repeated'],
    [
      'a stratum nobody named',
      { ...designs['Pareto in strata with a reserve'], strata: [{ code: '市直', main: 2, reserve: 0 }] },
      frameUnits.map((unit) => ({ ...unit, stratum: unit.stratum === '市直' ? unit.stratum : 'X' })),
      'stratum-not-in-design',
    ],
    ['no numbers', { ...designs['random digits'], main: 0 }, [], 'size-malformed'],
    ['more numbers than there are', { ...designs['random digits'], main: 30_000 }, [], 'draw-larger-than-blocks'],
    ['a replicate size of 0', { ...pareto, replicateSize: 0 }, undefined, 'replicate-size-malformed'],
  ])('%s', (_, design, units, code) => {
    expect(codes(design, units)).toContain(code);
    expect(codes(design, units, 'short')).not.toEqual([]);
  });
});

describe('releases', () => {
  it('wait for the units that are taken anyway, and know format 1 not', () => {
    const units = frameUnits.map((unit, i) => ({ ...unit, size: i < 6 ? '1000' : '1' }));
    const design: SelectionDesign = {
      method: 'pareto',
      scope: 'unit',
      replicateSize: 2,
      strata: [{ code: 'all', main: 10, reserve: 4 }],
    };
    const selection = accepted(selectSample({ units }, design, seed));
    expect(releasedProbabilities(selection, 2)).toMatchObject({
      ok: false,
      refusals: [{ code: 'certain-not-released' }],
    });
    const four = accepted(releasedProbabilities(selection, 4));
    expect(four.slice(0, 6).map(({ probability }) => probability)).toEqual(Array.from({ length: 6 }, () => '1'));
    // 6 certain, then 2 of the 8 others on the list, which was 8 of 54.
    expect(four.slice(-1)[0]!.probability).toBe(fractionText(fraction(2, 54)));
    const five = accepted(releasedProbabilities(selection, 5));
    expect(five.map(({ probability }) => probability)).toEqual(
      selection.units.slice(0, 10).map(({ probability }) => probability),
    );
    const first = selection.units.map(({ id, stratum, rank, ticket: own, replicate, part }) => ({
      id,
      stratum,
      rank,
      ticket: own,
      replicate,
      part,
    }));
    expect(releasedProbabilities({ ...selection, units: first }, 5)).toMatchObject({
      ok: false,
      refusals: [{ code: 'manifest-without-probabilities' }],
    });
  });

  it('of a stratified list are released / population', () => {
    const selection = accepted(selectSample({ units: frameUnits }, designs.stratified, seed));
    const one = accepted(releasedProbabilities(selection, 1)).filter(({ stratum }) => stratum === '市直');
    expect(one.map(({ probability, weight }) => [probability, weight])).toEqual(
      Array.from({ length: 4 }, () => ['1/9', '9']),
    );
  });
});

it('fractions are exact, in lowest terms, and become the nearest double', () => {
  expect(fractionText(fraction(6, 20))).toBe('3/10');
  expect(fractionText(plus(readDecimal('0.1'), readDecimal('0.2')))).toBe('3/10');
  expect(fractionValue('3/10')).toBe(0.3);
  expect(fractionValue(`1/${'3'.repeat(40)}`)).toBeCloseTo(3e-40, 45);
  for (const text of ['2/4', '0', '01', '1/0', '-1', '1/1', '', '0.5']) expect(checkFraction(text)).toBeDefined();
  for (const text of ['1', '3/10', '17/5']) expect(checkFraction(text)).toBeUndefined();
  for (const text of ['0', '12', '0.05', '12.500']) expect(checkDecimal(text)).toBeUndefined();
  for (const text of ['.5', '5.', '1e3', '-1', '007', '']) expect(checkDecimal(text)).toBeDefined();
  expect([plainDecimal('12.50'), plainDecimal('10'), plainDecimal('1.0')]).toEqual(['12.5', '10', '1']);
});

it('the digest of the table looks at exactly the columns of the design', () => {
  const columns = { whole: false, clusters: true, sizes: true, sortBy: ['a', 'b'] };
  const digest = tableDigest(frameUnits, columns);
  expect(tableDigest(frameUnits.toReversed(), columns)).toBe(digest);
  const others = [{ stratum: 'X' }, { cluster: 'X' }, { size: '7.25' }, { sort: ['x', 'y'] }, { id: 'zz' }];
  for (const other of others)
    expect(tableDigest(frameUnits.with(9, { ...frameUnits[9]!, ...other }), columns)).not.toBe(digest);
  for (const fewer of [
    { whole: true },
    { clusters: false },
    { sizes: false },
    { sortBy: ['a'] },
    { sortBy: ['a', 'c'] },
  ])
    expect(tableDigest(frameUnits, { ...columns, ...fewer })).not.toBe(digest);
});

it('a manifest of random digits holds no number and no place of one', () => {
  const selection = accepted(selectSample({ units: [] }, designs['random digits'], seed));
  const text = JSON.stringify(
    buildManifest({
      title: 't',
      unitIds: 'dial-number/1',
      units: [],
      seed: { value: seed, derived: false },
      selection,
    }),
  );
  for (const [r, number] of selection.numbers!.entries()) {
    expect(text).not.toContain(number);
    expect(selection.units[r]!.ticket).toBe(ticket(seed, 'rdd-id', number));
    expect(text).not.toContain(ticket(seed, 'rdd', String(selection.units[r]!.counter)).slice(0, 16));
  }
});
