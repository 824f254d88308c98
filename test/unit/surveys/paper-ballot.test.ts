/** Reading a paper form: what a clerk types, where two differ, and which marks it comes to. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  type BallotRules,
  marksOfPaper,
  type PaperBallot,
  paperDifferences,
  paperFields,
  readPaperBallot,
  readPaperField,
  tallyBallots,
} from '#surveys';

const rules: BallotRules = {
  units: ['a', 'b', 'c', 'd'].map((id, i) => ({ id, category: i < 2 ? 'x' : 'y' })),
  groups: [
    { code: 'g', best: 2, worst: 1, perCategory: false },
    { code: 'h', best: 0, worst: 0, perCategory: false },
  ],
  // The second unit is the raters' own: on their form c is number 2.
  styles: [
    { code: 'A1', group: 'g', units: [0, 2, 3] },
    { code: 'B1', group: 'h', units: [0, 1, 2, 3] },
  ],
  noOpinion: true,
  uniform: 'count',
};
const without: BallotRules = { ...rules, noOpinion: false };
const count = (entry: PaperBallot, style = 'A1', by = rules) => {
  const tally = tallyBallots(by, [{ style, marks: marksOfPaper(by, style, entry) }]);
  return { group: tally.groups.find(({ returned }) => returned === 1)!, cells: tally.cells };
};

describe('a field', () => {
  it.each([
    ['u1', '5', '5'],
    ['u1', ' ５ ', '5'],
    ['u1', '', ''],
    ['u1', '0', '0'],
    ['u1', 'X', 'x'],
    ['u1', '＊', 'x'],
    ['best', '3 1', '1,3'],
    ['best', '3，1、3', '1,3'],
    ['best', '０２', '2'],
    ['worst', '?', 'x'],
    ['form', 'signed', 'signed'],
  ])('%s typed %s is %s', (field, typed, value) => {
    expect(readPaperField(rules, 'A1', field, typed)).toEqual({ value });
  });

  it.each([
    ['u1', '6'],
    ['u1', '45'],
    ['u1', '优'],
    ['best', '4'],
    ['best', '0'],
    ['best', '1.5.9'],
    ['best', '财政厅'],
    ['form', 'torn'],
  ])('%s cannot be %s', (field, typed) => {
    expect(readPaperField(rules, 'A1', field, typed)).toHaveProperty('message');
  });

  it('of a form without 不了解 cannot be 0: whoever wrote it down spoilt the row', () => {
    expect(readPaperField(without, 'A1', 'u1', '0')).toHaveProperty('message', expect.stringContaining('填x'));
  });
});

describe('a form', () => {
  it('has the fields that are printed', () => {
    expect(paperFields(rules, 'A1')).toEqual(['form', 'u1', 'u2', 'u3', 'best', 'worst']);
    expect(paperFields(rules, 'B1')).toEqual(['form', 'u1', 'u2', 'u3', 'u4']);
    expect(readPaperBallot(rules, 'B1', { best: '1', u9: '3' }).findings.map(({ field }) => field)).toEqual([
      'best',
      'u9',
    ]);
  });

  it('that is void as a whole has nothing else on it', () => {
    expect(readPaperBallot(rules, 'A1', { form: 'signed', u1: '5' }).entry).toEqual({ form: 'signed' });
    expect(count({ form: 'signed' }).group).toMatchObject({ valid: 0, blank: 0, void: 1 });
    expect(
      count({ form: 'signed' })
        .cells.filter(({ group }) => group === 'g')
        .map((cell) => cell.void),
    ).toEqual([1, 1, 1]);
  });

  it('counts level, 不了解, blank and unreadable rows apart, at the units that stand there', () => {
    const { group, cells } = count({ u1: '5', u2: 'x', u3: '0' });
    expect(group).toMatchObject({ valid: 1, nominating: 0, nominationsVoid: 0 });
    const of = (unit: string) => cells.find((cell) => cell.group === 'g' && cell.unit === unit);
    expect(of('a')!.counts['5']).toBe(1);
    expect(of('c')).toMatchObject({ void: 1, abstained: 0 });
    expect(of('d')).toMatchObject({ noOpinion: 1 });
    expect(of('b')).toBeUndefined();
    expect(count({ u1: '5' }).cells.find((cell) => cell.group === 'g' && cell.unit === 'c')).toMatchObject({
      abstained: 1,
    });
    expect(count({}).group).toMatchObject({ valid: 0, blank: 1, void: 0 });
  });

  it.each([
    ['too many', { best: '1,2,3' }],
    ['on both lists', { best: '1', worst: '1' }],
    ['unreadable best', { best: 'x', worst: '2' }],
    ['unreadable worst', { best: '1', worst: 'x' }],
  ])('nominations %s are void, the marks are not', (_what, named) => {
    const { group, cells } = count({ u1: '4', ...named });
    expect(group).toMatchObject({ valid: 1, void: 0, nominating: 0, nominationsVoid: 1 });
    expect(cells.find((cell) => cell.group === 'g' && cell.unit === 'a')).toMatchObject({
      best: 0,
      worst: 0,
      counts: { 4: 1 },
    });
  });

  it('nominations within the limits go to the units with these numbers on the form', () => {
    const { group, cells } = count({ best: '1,2', worst: '3' });
    expect(group).toMatchObject({ valid: 1, nominating: 1 });
    expect(cells.filter(({ group: code }) => code === 'g').map(({ unit, best, worst }) => [unit, best, worst])).toEqual(
      [
        ['a', 1, 0],
        ['c', 1, 0],
        ['d', 0, 1],
      ],
    );
  });
});

describe('two readings', () => {
  const typed = fc.dictionary(
    fc.constantFrom('u1', 'u2', 'u3', 'best', 'worst'),
    fc.constantFrom('', '1', '2', '3', 'x', ' 3 ', '２'),
  );
  const read = (entry: PaperBallot) => readPaperBallot(rules, 'A1', entry).entry;

  it('differ exactly where what they say differs', () => {
    fc.assert(
      fc.property(typed, typed, (one, other) => {
        const [first, second] = [read(one), read(other)];
        const fields = paperDifferences(rules, 'A1', first, second);
        expect(fields).toEqual(paperDifferences(rules, 'A1', second, first));
        expect(paperDifferences(rules, 'A1', first, { ...second, ...pick(first, fields) })).toEqual(
          fields.filter((field) => first[field] === undefined),
        );
        if (fields.length === 0) expect(count(first)).toEqual(count(second));
      }),
    );
  });

  it('one of which calls the whole form void differ in that alone', () => {
    expect(paperDifferences(rules, 'A1', { form: 'signed' }, { u1: '5', u2: '4' })).toEqual(['form']);
    expect(paperDifferences(rules, 'A1', { form: 'signed' }, { form: 'unreadable' })).toEqual(['form']);
    expect(paperDifferences(rules, 'A1', { form: 'signed' }, { form: 'signed' })).toEqual([]);
  });
});

function pick(entry: PaperBallot, fields: readonly string[]): PaperBallot {
  return Object.fromEntries(fields.flatMap((field) => (entry[field] === undefined ? [] : [[field, entry[field]]])));
}
