/** What must hold for any input: order changes no byte, sums add up, nobody gains by losing points. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { canonicalText, type CompositeDocument } from '#surveys';
import { add, compare, exactText, fraction, parseNumber, subtract, sum } from '../../../surveys/exact.ts';
import { quotaSizes } from '../../../surveys/grade.ts';
import { demote, promote, satisfaction, score, valueOf } from './surveys.support.ts';

const hundredths = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((n) => String(n / 100));
const overrides = fc.subarray([promote, demote]);
const deductions = fc.array(fc.record({ kind: fc.constant('black'), points: hundredths(3) }), { maxLength: 3 });
const bonuses = fc.array(fc.record({ kind: fc.constant('red'), count: fc.integer({ min: 1, max: 3 }) }), {
  maxLength: 2,
});
/** Few different totals, so that ties are common. */
const unit = fc.record({
  group: fc.constantFrom('g1', 'g2', 'g3'),
  leaves: fc.record({
    zn: fc.constantFrom('500', '520', '540', '560'),
    gx: fc.constantFrom('40', '60'),
    cx: hundredths(70),
    my1: fc.constantFrom('80', '90', null),
    my2: fc.constantFrom('80', '90'),
  }),
  overrides,
  deductions,
  bonuses,
});
const units = fc.array(unit, { maxLength: 14 }).map((list) => list.map((one, i) => ({ id: `u${i}`, ...one })));
const settings = fc.record({
  quotaRounding: fc.constantFrom('cumulative_half_up', 'cumulative_floor', 'independent_half_up', 'largest_remainder'),
  tieRule: fc.constantFrom('favour', 'strict', 'tiebreak_by_components'),
  quotaBase: fc.constantFrom('all_units_in_group', 'units_not_failing'),
  backfill: fc.constantFrom('none', 'next_in_rank'),
  promotionOccupiesQuota: fc.boolean(),
  promotionRescuesFail: fc.boolean(),
  missingComponent: fc.constantFrom('block', 'redistribute_within_parent', 'zero', 'group_mean'),
  compareOn: fc.constantFrom('rounded', 'exact'),
  redBlackList: fc.constant('points'),
  tariff: fc.constant({ red: '0.5' }),
});
const campaign = fc.tuple(units, settings, fc.infiniteStream(fc.nat()));

function shuffled<T>(items: readonly T[], keys: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, key: Number(keys.next().value) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

const graded = (appraisees: readonly unknown[], of: object) => valueOf(score('gx2018-dept', appraisees, of));

describe('composite scores', () => {
  it('are the same bytes in any order of appraisees and overrides', () => {
    fc.assert(
      fc.property(campaign, ([appraisees, of, keys]) => {
        const other = shuffled(appraisees, keys).map((one) => ({
          ...one,
          overrides: one.overrides.toReversed(),
          deductions: shuffled(one.deductions, keys),
          bonuses: one.bonuses.toReversed(),
        }));
        expect(canonicalText(graded(other, of))).toBe(canonicalText(graded(appraisees, of)));
      }),
    );
  });

  it('count everybody once, in sizes and in grades', () => {
    fc.assert(
      fc.property(campaign, ([appraisees, of]) => {
        const document = graded(appraisees, of);
        expect(document.results).toHaveLength(appraisees.length);
        for (const { id, sizes, base, counts, n } of document.groups) {
          const members = document.results.filter(({ group }) => group === id);
          expect(n).toBe(members.length);
          if (!counts) {
            expect(members.every(({ rank, grade }) => rank === null && grade === null)).toBe(true);
            continue;
          }
          expect(sizes!.reduce((total, size) => total + size, 0)).toBe(base);
          expect(Object.values(counts).reduce((total, count) => total + count, 0)).toBe(n);
        }
      }),
    );
  });

  it('have traces whose parts add up to the total', () => {
    fc.assert(
      fc.property(campaign, ([appraisees, of]) => {
        for (const { trace, exact } of graded(appraisees, of).results) {
          const values = (name: string) =>
            trace.filter(({ step }) => step.startsWith(name)).map(({ value }) => parseNumber(value)!);
          expect(trace.length > 0).toBe(exact !== null);
          const total = subtract(sum([...values('part:'), ...values('bonuses')]), sum(values('deductions')));
          if (exact !== null) expect(exactText(total)).toBe(exact);
        }
      }),
    );
  });

  const order = ['一等', '二等', '三等', '不合格'];
  const before = ({ results }: CompositeDocument, group: string) =>
    results.filter((result) => result.group === group && result.rank !== null);

  it('never grade the better worse, nor equals apart, before overrides', () => {
    fc.assert(
      fc.property(campaign, ([appraisees, of]) => {
        const document = graded(appraisees, of);
        for (const { id } of document.groups) {
          const list = before(document, id).map((one) => ({
            rank: one.rank!,
            total: parseNumber(of.compareOn === 'exact' ? one.exact : one.total)!,
            grade: order.indexOf(one.gradeBeforeOverrides!),
          }));
          for (const [i, one] of list.entries())
            for (const other of list.slice(i + 1)) {
              expect(compare(one.total, other.total)).toBeGreaterThanOrEqual(0);
              expect(one.grade).toBeLessThanOrEqual(other.grade);
              if (one.rank === other.rank) expect(one.grade).toBe(other.grade);
            }
        }
      }),
    );
  });

  it('move nobody without a flag', () => {
    const moves = ['promoted', 'demoted', 'displaced-by-promotion', 'backfilled'];
    fc.assert(
      fc.property(campaign, ([appraisees, of]) => {
        for (const { grade, gradeBeforeOverrides, flags } of graded(appraisees, of).results)
          if (grade !== gradeBeforeOverrides) expect(flags.some((flag) => moves.includes(flag))).toBe(true);
      }),
    );
  });
});

it('quota sizes add up and follow the shares within one place', () => {
  fc.assert(
    fc.property(
      fc.nat(300),
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom('cumulative_half_up', 'cumulative_floor', 'largest_remainder'),
      (n, first, rounding) => {
        const shares = [fraction(first, 200), fraction(1, 4), fraction(150 - first, 200)];
        const { sizes, mismatch } = quotaSizes(n, shares, rounding);
        expect(sizes.reduce((total, size) => total + size, 0)).toBe(n);
        expect(mismatch).toBe(false);
        for (const [i, size] of sizes.entries()) {
          expect(size).toBeGreaterThanOrEqual(0);
          expect(Math.abs(size - (n * Number(shares[i]!.numerator)) / Number(shares[i]!.denominator))).toBeLessThan(
            1.001,
          );
        }
      },
    ),
  );
});

describe('satisfaction', () => {
  const codes = ['5', '4', '3', '2', '1'];
  const counts = fc.record(Object.fromEntries(codes.map((code) => [code, fc.nat(40)])));
  const cells = fc.array(counts, { minLength: 3, maxLength: 3 });
  const asked = (all: readonly object[], order = [0, 1, 2]) => ({
    table: 'tableA',
    satisfied: ['5', '4'],
    settings: { emptyCell: 'redistribute' },
    raterGroups: [{ id: 'g', minBase: 1, questions: [{ id: 'q' }] }],
    appraisees: order.map((i) => ({ id: `u${i}` })),
    cells: order.map((i) => ({ appraisee: `u${i}`, raterGroup: 'g', question: 'q', counts: all[i] })),
  });
  const textOf = (input: unknown) => canonicalText(valueOf(satisfaction(input)));

  it('is the same bytes in any order of units and cells', () => {
    fc.assert(
      fc.property(cells, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (all, order) => {
        expect(textOf(asked(all, order))).toBe(textOf(asked(all)));
      }),
    );
  });

  it('has shares that sum to 1, a score between worst and best, a rate that is a sum of shares', () => {
    fc.assert(
      fc.property(cells, (all) => {
        for (const { raterGroups } of valueOf(satisfaction(asked(all))).results) {
          const { shares, score: points, rate } = raterGroups[0]!.questions[0]!;
          if (!shares) continue;
          const of = (code: string) => parseNumber(shares[code])!;
          expect(exactText(sum(codes.map(of)))).toBe('1');
          expect(rate!.exact).toBe(exactText(add(of('5'), of('4'))));
          expect(Number(points!.rounded)).toBeGreaterThanOrEqual(0);
          expect(Number(points!.rounded)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it('of ballots is that of their counts, in any order', () => {
    const marks = fc.array(fc.constantFrom('5', '4', '3', '2', '1', '', '不了解', '好'), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(marks, (list) => {
        const tally = (mark: string) => list.filter((one) => one === mark).length;
        const shell = { ...asked([{}, {}, {}]), appraisees: [{ id: 'u0' }] };
        const place = { appraisee: 'u0', raterGroup: 'g', question: 'q' };
        const counted = {
          ...place,
          counts: Object.fromEntries(codes.map((code) => [code, tally(code)])),
          noOpinion: tally('不了解'),
          abstained: tally(''),
          void: tally('好'),
        };
        const [byCount, byBallot, reversed] = [
          { ...shell, cells: [counted] },
          { ...shell, cells: [], ballots: [{ ...place, marks: list }] },
          { ...shell, cells: [], ballots: [{ ...place, marks: list.toReversed() }] },
        ].map((input) => valueOf(satisfaction(input)));
        expect(byBallot!.results).toEqual(byCount!.results);
        expect(reversed).toEqual(byBallot);
      }),
    );
  });
});

it('the kinds of entries do not show the order of the input', () => {
  const entries = [
    { kind: 'minus', points: '1' },
    { kind: 'chk', points: '2' },
  ];
  const unit = (deductions: readonly object[]) => ({
    id: 'u',
    group: 't1',
    leaves: { jg: '90', gc: '90', dj: '90', ld: '90', gz: '90' },
    deductions,
  });
  const textOf = (deductions: readonly object[]) => canonicalText(valueOf(score('dsq2017-dept', [unit(deductions)])));
  expect(textOf(entries)).toBe(textOf(entries.toReversed()));
});
