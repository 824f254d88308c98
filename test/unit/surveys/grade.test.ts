import { describe, expect, it } from 'vitest';
import { mustNumber } from '../../../surveys/exact.ts';
import { quotaSizes } from '../../../surveys/grade.ts';
import { city, demote, flagsOf, gradesOf, promote, score, valueOf } from './surveys.support.ts';

/** Sizes for n = 1, 2, … as computed by hand for the document's shares. */
const vectors = {
  '0.4 0.4 0.2': {
    cumulative_half_up:
      '0/1/0 1/1/0 1/1/1 2/1/1 2/2/1 2/3/1 3/3/1 3/3/2 4/3/2 4/4/2 4/5/2 5/5/2 5/5/3 6/5/3 6/6/3 6/7/3 7/7/3 7/7/4 8/7/4 8/8/4',
    cumulative_floor:
      '0/0/1 0/1/1 1/1/1 1/2/1 2/2/1 2/2/2 2/3/2 3/3/2 3/4/2 4/4/2 4/4/3 4/5/3 5/5/3 5/6/3 6/6/3 6/6/4 6/7/4 7/7/4 7/8/4 8/8/4',
    largest_remainder:
      '1/0/0 1/1/0 1/1/1 2/1/1 2/2/1 3/2/1 3/3/1 3/3/2 4/3/2 4/4/2 5/4/2 5/5/2 5/5/3 6/5/3 6/6/3 7/6/3 7/7/3 7/7/4 8/7/4 8/8/4',
  },
  '0.4 0.5 0.1': {
    cumulative_half_up:
      '0/1/0 1/1/0 1/2/0 2/2/0 2/3/0 2/3/1 3/3/1 3/4/1 4/4/1 4/5/1 4/6/1 5/6/1 5/7/1 6/7/1 6/8/1 6/8/2 7/8/2 7/9/2 8/9/2 8/10/2',
    cumulative_floor:
      '0/0/1 0/1/1 1/1/1 1/2/1 2/2/1 2/3/1 2/4/1 3/4/1 3/5/1 4/5/1 4/5/2 4/6/2 5/6/2 5/7/2 6/7/2 6/8/2 6/9/2 7/9/2 7/10/2 8/10/2',
    largest_remainder:
      '0/1/0 1/1/0 1/2/0 2/2/0 2/3/0 2/3/1 3/3/1 3/4/1 4/4/1 4/5/1 4/6/1 5/6/1 5/7/1 6/7/1 6/8/1 6/8/2 7/8/2 7/9/2 8/9/2 8/10/2',
  },
} as const;

describe('quota sizes', () => {
  it.each(
    Object.entries(vectors).flatMap(([shares, methods]) =>
      Object.entries(methods).map(([method, sizes]) => ({ shares, method, sizes })),
    ),
  )('$shares by $method', ({ shares, method, sizes }) => {
    const parts = shares.split(' ').map(mustNumber);
    const found = sizes.split(' ').map((_, i) => quotaSizes(i + 1, parts, method).sizes.join('/'));
    expect(found.join(' ')).toBe(sizes);
  });

  it('rounded each on its own, the sizes are cut to the group and the mismatch is said', () => {
    const shares = ['0.4', '0.5', '0.1'].map(mustNumber);
    expect(quotaSizes(7, shares, 'independent_half_up')).toEqual({ cuts: [3, 7], sizes: [3, 4, 0], mismatch: true });
    expect(quotaSizes(10, shares, 'independent_half_up')).toEqual({ cuts: [4, 9], sizes: [4, 5, 1], mismatch: false });
    expect(quotaSizes(0, shares, 'largest_remainder')).toEqual({ cuts: [0, 0], sizes: [0, 0, 0], mismatch: false });
  });
});

/** Ten cities 990, 980, … 900 named a…j; some with more. */
const ten = (more: Readonly<Record<string, object>> = {}) =>
  [...'abcdefghij'].map((id, i) => city(id, 990 - 10 * i, more[id]));
const graded = (appraisees: readonly unknown[], settings?: object) =>
  valueOf(score('gx2018-city', appraisees, settings));
/** Grades a…j as one line: 1 一等, 2 二等, 3 三等, 0 不合格. */
const line = (document: ReturnType<typeof graded>) => {
  const grades = gradesOf(document);
  return Object.keys(grades)
    .toSorted()
    .map((id) => ({ 一等: 1, 二等: 2, 三等: 3, 不合格: 0 })[grades[id]!])
    .join('');
};

describe('overrides', () => {
  const both = { overrides: [promote, demote] };
  it.each([
    ['none', {}, {}, '1111222233'],
    ['promotion on top', { f: { overrides: [promote] } }, {}, '1111212233'],
    ['promotion occupies', { f: { overrides: [promote] } }, { promotionOccupiesQuota: true }, '1112212233'],
    [
      'promotion from third occupies, b2 included',
      { j: { overrides: [promote] } },
      { promotionOccupiesQuota: true },
      '1112222331',
    ],
    ['two promotions of one unit are one', { f: { overrides: [promote, promote] } }, {}, '1111212233'],
    ['promote, then demote', { j: both }, {}, '1111222232'],
    ['demote, then promote', { j: both }, { overrideOrder: ['demote', 'promote'] }, '1111222231'],
    ['two demotions are one step', { a: { overrides: [demote, demote] } }, {}, '2111222233'],
    ['a demoted third fails', { j: { overrides: [demote] } }, {}, '1111222230'],
    ['backfill one', { a: { overrides: [demote] } }, { backfill: 'next_in_rank' }, '2111122233'],
    [
      'backfill passes over units with an override',
      { a: { overrides: [demote] }, e: { overrides: [demote] } },
      { backfill: 'next_in_rank' },
      '2111312223',
    ],
  ])('%s', (_, more, settings, grades) => {
    expect(line(graded(ten(more), settings))).toBe(grades);
  });

  it('says what happened to whom', () => {
    const document = graded(ten({ a: { overrides: [demote, demote] }, j: { overrides: [promote] } }), {
      promotionOccupiesQuota: true,
      backfill: 'next_in_rank',
    });
    expect(flagsOf(document, 'a')).toEqual(['demoted', 'demotions-collapsed']);
    expect(flagsOf(document, 'd')).toEqual(['backfilled', 'displaced-by-promotion']);
    expect(flagsOf(document, 'h')).toEqual(['displaced-by-promotion']);
    expect(flagsOf(document, 'j')).toEqual(['promoted']);
    expect(line(document)).toBe('2111222331');
  });

  it('a failing unit is not promoted, unless the setting says so', () => {
    const units = [...ten().slice(0, 4), city('z', 799.99, { overrides: [promote] })];
    expect(flagsOf(graded(units), 'z')).toEqual(['below-fail-line', 'promotion-blocked-by-fail']);
    expect(gradesOf(graded(units))['z']).toBe('不合格');
    const rescued = graded(units, { promotionRescuesFail: true });
    expect(flagsOf(rescued, 'z')).toEqual(['below-fail-line', 'promoted']);
    expect(gradesOf(rescued)['z']).toBe('一等');
  });
});

describe('ties', () => {
  const tied = [950, 940, 930, 930, 920].map((total, i) => city('abcde'[i]!, total));
  const backfilled = (tieRule: string) =>
    graded(
      [960, 950, 940, 930, 930].map((total, i) => city('abcde'[i]!, total, i === 0 ? { overrides: [demote] } : {})),
      { tieRule, backfill: 'next_in_rank' },
    );

  it('across a cut go up together, or down together', () => {
    expect(line(graded(tied, { quotaRounding: 'largest_remainder' }))).toBe('11223');
    const four = tied.slice(0, 4);
    expect(line(graded(four, { quotaRounding: 'independent_half_up' }))).toBe('1122');
    const three = [950, 940, 940].map((total, i) => city('abc'[i]!, total));
    expect(line(graded(three))).toBe('122');
    expect(line(graded(three, { tieRule: 'strict' }))).toBe('133');
    expect(flagsOf(graded(three), 'c')).toEqual(['tie-at-boundary']);
  });

  it('share a rank and leave out the next', () => {
    expect(graded(tied).results.map(({ rank }) => rank)).toEqual([1, 2, 3, 3, 5]);
  });

  it('are refilled as a whole, or not at all when strict', () => {
    expect(line(backfilled('favour'))).toBe('21122');
    const strict = graded(
      [960, 950, 940, 940, 900].map((total, i) => city('abcde'[i]!, total, i === 0 ? { overrides: [demote] } : {})),
      { tieRule: 'strict', backfill: 'next_in_rank' },
    );
    expect(line(strict)).toBe('21223');
    const favour = graded(
      [960, 950, 940, 940, 900].map((total, i) => city('abcde'[i]!, total, i === 0 ? { overrides: [demote] } : {})),
      { backfill: 'next_in_rank' },
    );
    expect(line(favour)).toBe('21113');
  });

  it('are broken by 职能, then 满意, then 创新', () => {
    const units = [
      { id: 'a', leaves: { zn: '600', zx: '60', cx: '80', my1: '100', my2: '100' } },
      { id: 'b', leaves: { zn: '600', zx: '50', cx: '90', my1: '100', my2: '100' } },
      { id: 'c', leaves: { zn: '601', zx: '59', cx: '80', my1: '100', my2: '100' } },
      { id: 'd', leaves: { zn: '600', zx: '59', cx: '90', my1: '100', my2: '70' } },
    ];
    const document = graded(units, { tieRule: 'tiebreak_by_components' });
    expect(document.results.map(({ id, rank }) => `${id}${rank}`)).toEqual(['c1', 'b2', 'a3', 'd4']);
  });
});

describe('the line and the base', () => {
  it('failing units stay in n, or are left out of it', () => {
    const units = [990, 980, 790, 780, 770].map((total, i) => city('abcde'[i]!, total));
    expect(graded(units).groups[0]).toMatchObject({ base: 5, cuts: [2, 4] });
    expect(line(graded(units))).toBe('11000');
    const without = graded(units, { quotaBase: 'units_not_failing' });
    expect(without.groups[0]).toMatchObject({ n: 5, base: 2, cuts: [1, 2], sizes: [1, 1, 0] });
    expect(line(without)).toBe('12000');
  });

  it('compares the printed total, or the exact one', () => {
    const unit = [{ id: 'a', leaves: { zn: '499.995', zx: '60', cx: '90', my1: '100', my2: '100' } }];
    expect(graded(unit).results[0]).toMatchObject({ total: '800.00', flags: [] });
    expect(graded(unit, { compareOn: 'exact' }).results[0]).toMatchObject({ grade: '不合格', total: '800.00' });
  });
});

describe('advanced units', () => {
  const office = (id: string, value: number) => ({
    id,
    leaves: Object.fromEntries(
      ['zn1', 'zn2', 'zn3', 'gl1', 'gl2', 'gl3', 'gl4', 'gl5', 'cx', 'my1', 'my2', 'my3'].map((leaf) => [
        leaf,
        `${value}`,
      ]),
    ),
  });
  const chosen = (values: readonly number[]) =>
    valueOf(
      score(
        'js2013',
        values.map((value, i) => office(`u${String(i).padStart(2, '0')}`, value)),
        { level1Weights: '40/30' },
      ),
    );

  it('end at the first tie that does not fit', () => {
    const document = chosen([99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 90, 89]);
    expect(document.advanced).toMatchObject({ places: 10, undecided: ['u09', 'u10'] });
    expect(document.advanced?.units).toHaveLength(9);
    expect(document.groups[0]?.flags).toEqual(['advanced-tie']);
    expect(flagsOf(document, 'u10')).toEqual(['advanced-undecided']);
    expect(flagsOf(document, 'u00')).toEqual(['advanced']);
  });

  it('are exactly ten when ten fit, and never come from another band', () => {
    expect(chosen([99, 98, 97, 96, 95, 94, 93, 92, 91, 90.5, 90, 90]).advanced).toMatchObject({ undecided: [] });
    expect(chosen([99, 89.99, 80, 79.99, 70, 69.99]).advanced?.units).toEqual(['u00']);
    expect(Object.values(gradesOf(chosen([99, 89.99, 80, 79.99, 70, 69.99])))).toEqual([
      '优秀',
      '良好',
      '良好',
      '达标',
      '达标',
      '诫勉',
    ]);
  });

  it('wait while somebody has no total', () => {
    const document = valueOf(score('js2013', [office('a', 95), { id: 'b', leaves: {} }], { level1Weights: '50/20' }));
    expect(document.advanced).toBeNull();
    expect(document.groups[0]).toMatchObject({ n: 2, counts: null, flags: ['incomplete'] });
    expect(document.results[0]).toMatchObject({ id: 'a', rank: null, grade: '优秀', flags: ['withheld'] });
  });
});
