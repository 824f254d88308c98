/** What a leader's ballot counts for, and what may be shown of the counts. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { discloseUnit, type BallotRules, type FiledBallot, tallyBallots } from '#surveys';
import { chance, shuffled } from '../../../server/ballots/chance.ts';
import { mix, MIX_AT } from '../../../server/ballots/mixing.ts';
import { judgeBallot } from '../../../surveys/leader-ballot.ts';

const rules: BallotRules = {
  units: ['u0', 'u1', 'u2', 'u3', 'u4', 'u5'].map((id, i) => ({ id, category: i < 3 ? 'x' : 'y' })),
  groups: [
    { code: 'a', best: 2, worst: 1, perCategory: false },
    { code: 'b', best: 1, worst: 0, perCategory: true },
  ],
  styles: [
    { code: 'A1', group: 'a', units: [0, 1, 2, 3, 4] },
    { code: 'A2', group: 'a', units: [1, 2, 3, 4, 5] },
    { code: 'B1', group: 'b', units: [0, 1, 2, 3, 4, 5] },
  ],
  noOpinion: true,
  uniform: 'count',
};
/** Six grades, then six nominations. */
const filed = (
  style: string,
  grades: readonly number[],
  nominations: readonly number[] = [0, 0, 0, 0, 0, 0],
): FiledBallot => ({
  style,
  marks: grades.map((grade, i) => ({ grade, nomination: nominations[i]! })),
});
const marksOf = (ballot: FiledBallot, by = rules) => [...judgeBallot(by, ballot).marks.values()];

describe('a ballot', () => {
  it('keeps 不了解, 弃权 and 废票 apart', () => {
    const judged = judgeBallot(rules, filed('A1', [5, 9, 0, 7, 1, 0]));
    expect([...judged.marks]).toEqual([
      [0, '5'],
      [1, 'noOpinion'],
      [2, 'abstained'],
      [3, 'void'],
      [4, '1'],
    ]);
    expect(judged.state).toBe('valid');
    expect(marksOf(filed('A1', [5, 9, 0, 7, 1, 0]), { ...rules, noOpinion: false })[1]).toBe('void');
  });

  it('is void as a whole when the form could not have made it', () => {
    for (const ballot of [
      { style: 'A1', marks: undefined },
      filed('A1', [5, 5, 5, 5, 5, 5]),
      filed('A1', [5, 4, 5, 5, 5, 0], [0, 0, 0, 0, 0, 1]),
      filed('A2', [1, 5, 4, 5, 5, 5]),
      { style: 'A1', marks: [{ grade: 5, nomination: 0 }] },
    ]) {
      const judged = judgeBallot(rules, ballot);
      expect(judged.state).toBe('void');
      expect(new Set(judged.marks.values())).toEqual(new Set(['void']));
    }
    expect(() => judgeBallot(rules, filed('Z9', [0, 0, 0, 0, 0, 0]))).toThrow();
  });

  it('is blank when nothing is on it, not when something on it is wrong', () => {
    expect(judgeBallot(rules, filed('A1', [0, 0, 0, 0, 0, 0])).state).toBe('blank');
    expect(judgeBallot(rules, filed('A1', [0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0])).state).toBe('valid');
    expect(judgeBallot(rules, filed('A1', [0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0])).state).toBe('valid');
    expect(judgeBallot(rules, filed('A1', [9, 0, 0, 0, 0, 0])).state).toBe('valid');
  });

  it('with one level for all counts or is void, as was decided', () => {
    const same = filed('A1', [4, 4, 4, 4, 4, 0]);
    expect(judgeBallot(rules, same).state).toBe('valid');
    const strict: BallotRules = { ...rules, uniform: 'void' };
    expect(judgeBallot(strict, same).state).toBe('void');
    expect(judgeBallot(strict, filed('A1', [4, 4, 4, 4, 5, 0])).state).toBe('valid');
    expect(judgeBallot(strict, filed('A1', [9, 9, 9, 9, 9, 0])).state).toBe('valid');
    expect(judgeBallot(strict, filed('A1', [0, 0, 0, 0, 0, 0])).state).toBe('blank');
  });

  it('names no more units than allowed, over the ballot or within each class', () => {
    const named = (style: string, nominations: readonly number[]) => {
      const { best, worst, nominationsVoid } = judgeBallot(rules, filed(style, [0, 0, 0, 0, 0, 0], nominations));
      return [best, worst, nominationsVoid];
    };
    expect(named('A1', [1, 1, 2, 0, 0, 0])).toEqual([[0, 1], [2], false]);
    expect(named('A1', [1, 1, 2, 1, 0, 0])).toEqual([[], [], true]);
    expect(named('A1', [2, 2, 1, 0, 0, 0])).toEqual([[], [], true]);
    expect(named('A1', [1, 3, 0, 0, 0, 0])).toEqual([[], [], true]);
    expect(named('B1', [1, 0, 0, 1, 0, 0])).toEqual([[0, 3], [], false]);
    expect(named('B1', [1, 1, 0, 0, 0, 0])).toEqual([[], [], true]);
    expect(named('B1', [2, 0, 0, 0, 0, 0])).toEqual([[], [], true]);
  });
});

describe('a tally', () => {
  const tally = tallyBallots(rules, [
    filed('A1', [5, 4, 3, 2, 1, 0], [1, 0, 0, 0, 2, 0]),
    filed('A2', [0, 4, 4, 9, 0, 5]),
    filed('A2', [0, 0, 0, 0, 0, 0]),
    filed('A1', [0, 0, 0, 0, 0, 5]),
    filed('B1', [1, 1, 1, 1, 1, 1], [1, 1, 0, 0, 0, 0]),
  ]);
  it('adds the styles of a group, for the units each rates', () => {
    expect(tally.groups).toEqual([
      { group: 'a', returned: 4, valid: 2, blank: 1, void: 1, nominating: 1, nominationsVoid: 0 },
      { group: 'b', returned: 1, valid: 1, blank: 0, void: 0, nominating: 0, nominationsVoid: 1 },
    ]);
    const a = tally.cells.filter(({ group }) => group === 'a');
    expect(a.map(({ unit }) => unit)).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5']);
    expect(a[0]).toEqual({
      group: 'a',
      unit: 'u0',
      counts: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 1 },
      noOpinion: 0,
      abstained: 0,
      void: 1,
      best: 1,
      worst: 0,
    });
    expect(a[1]).toMatchObject({ counts: { 4: 2 }, abstained: 1, void: 1 });
    expect(a[3]).toMatchObject({ counts: { 2: 1 }, noOpinion: 1, abstained: 1, void: 1 });
    expect(a[5]).toMatchObject({ counts: { 5: 1 }, abstained: 1, void: 0 });
  });

  it('accounts for every ballot in every cell, whatever was filed', () => {
    const ballot = fc.record({
      style: fc.constantFrom('A1', 'A2', 'B1'),
      marks: fc.option(
        fc.array(fc.record({ grade: fc.nat(10), nomination: fc.nat(3) }), { minLength: 5, maxLength: 6 }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(ballot, { maxLength: 20 }), (ballots) => {
        const { cells, groups } = tallyBallots(rules, ballots);
        for (const { group, returned, valid, blank, void: spoilt } of groups) {
          expect(valid + blank + spoilt).toBe(returned);
          expect(ballots.filter(({ style }) => style[0]!.toLowerCase() === group)).toHaveLength(returned);
        }
        for (const cell of cells) {
          const place = rules.units.findIndex(({ id }) => id === cell.unit);
          const styles = rules.styles
            .filter(({ group, units }) => group === cell.group && units.includes(place))
            .map(({ code }) => code);
          const due = ballots.filter(({ style }) => styles.includes(style)).length;
          const marks = Object.values(cell.counts).reduce((a, b) => a + b, 0);
          expect(marks + cell.noOpinion + cell.abstained + cell.void).toBe(due);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('what may be shown', () => {
  const office = { least: 10, distributionFrom: 20 };
  const cell = (group: string, five: number, four = 0, three = 0) => ({
    group,
    counts: { 5: five, 4: four, 3: three, 2: 0, 1: 0 },
  });
  const reasons = (cells: readonly ReturnType<typeof cell>[]) => {
    const { groups, total } = discloseUnit(cells, office);
    return [...Object.values(groups), total].map((one) => ('withheld' in one ? one.withheld : one.shown.valid));
  };

  it('is a mean from ten marks on, a distribution from twenty', () => {
    const { groups, total } = discloseUnit([cell('a', 6, 6), cell('b', 20, 10)], office);
    expect(groups['a']).toEqual({ shown: { valid: 12, mean: '4.5', counts: null } });
    expect(total).toEqual({ shown: { valid: 42, mean: '4.6', counts: { 5: 26, 4: 16, 3: 0, 2: 0, 1: 0 } } });
  });

  it('is no small cell, no complement of one, no unanimity', () => {
    expect(reasons([cell('a', 4, 5)])).toEqual(['small', 'small']);
    expect(reasons([cell('a', 4, 5), cell('b', 20, 20)])).toEqual(['small', 'complement', 49]);
    expect(reasons([cell('a', 30), cell('b', 20, 20), cell('c', 10, 10)])).toEqual(['unanimous', 40, 'derivable', 90]);
    expect(reasons([cell('a', 30), cell('b', 20)])).toEqual(['unanimous', 'unanimous', 'unanimous']);
  });

  it('does not follow from what is shown: the hidden rest is never one group, few, or unanimous', () => {
    const group = fc.tuple(fc.nat(40), fc.nat(15), fc.nat(5));
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), (all) => {
        const cells = all.map(([five, four, three], i) => cell(`g${i}`, five, four, three));
        const { groups, total } = discloseUnit(cells, office);
        for (const { group, counts } of cells) {
          const one = groups[group]!;
          if ('withheld' in one) continue;
          const valid = Object.values(counts).reduce((a, b) => a + b, 0);
          expect(valid).toBeGreaterThanOrEqual(10);
          expect(Object.values(counts).filter((count) => count > 0).length).toBeGreaterThan(1);
        }
        if ('withheld' in total) return;
        const hidden = cells.filter(
          ({ group, counts }) => 'withheld' in groups[group]! && Object.values(counts).some((count) => count > 0),
        );
        if (hidden.length === 0) return;
        const rest = [5, 4, 3].map((level) => hidden.reduce((sum, { counts }) => sum + counts[level as 5], 0));
        expect(hidden.length).toBeGreaterThan(1);
        expect(rest.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(10);
        expect(rest.filter((count) => count > 0).length).toBeGreaterThan(1);
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it('rounds half up in tenths', () => {
    // 4.45 and 4.55 exactly.
    expect(discloseUnit([cell('a', 9, 11)], office).total).toMatchObject({ shown: { mean: '4.5' } });
    expect(discloseUnit([cell('a', 11, 9)], office).total).toMatchObject({ shown: { mean: '4.6' } });
    expect(discloseUnit([cell('a', 1, 19)], office).total).toMatchObject({ shown: { mean: '4.1' } });
  });
});

describe('mixing', () => {
  const waiting = (cycleId: string, style: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ cycleId, style, name: `${cycleId}${style}${i}` }));
  const released = (...args: Parameters<typeof mix>) => {
    const { released, kept } = mix(...args);
    expect(released.length + kept.length).toBe(args[0].length);
    return released.length;
  };

  it('waits for forty of one style and keeps twenty back', () => {
    expect(MIX_AT).toBe(40);
    expect(released(waiting('c', 'A', 39), 'arrival')).toBe(0);
    expect(released(waiting('c', 'A', 40), 'arrival')).toBe(20);
    expect(released([...waiting('c', 'A', 30), ...waiting('c', 'B', 30)], 'arrival')).toBe(0);
    expect(released([...waiting('c', 'A', 45), ...waiting('c', 'B', 30)], 'arrival')).toBe(25);
    expect(released([...waiting('c', 'A', 25), ...waiting('d', 'A', 25)], 'arrival')).toBe(0);
  });

  it('moves all at midnight from five on, and all of a poll at its close', () => {
    expect(released([...waiting('c', 'A', 4), ...waiting('c', 'B', 5)], 'midnight')).toBe(5);
    expect(released([...waiting('c', 'A', 3), ...waiting('d', 'A', 3)], 'close', 'c')).toBe(3);
  });

  it('takes any of the waiting, in any order: over many times all places are alike', () => {
    // 40 ballots, 4 000 mixings: each is released half the time, and stands anywhere. Wide enough for chance of one in 10^9.
    const times = 4000;
    const chosen = new Map<string, number>();
    const first = new Map<string, number>();
    for (let time = 0; time < times; time += 1) {
      const { released } = mix(waiting('c', 'A', 40), 'arrival');
      for (const { name } of released) chosen.set(name, (chosen.get(name) ?? 0) + 1);
      first.set(released[0]!.name, (first.get(released[0]!.name) ?? 0) + 1);
    }
    for (const count of chosen.values()) expect(Math.abs(count - times / 2)).toBeLessThan(7 * Math.sqrt(times / 4));
    expect(first.size).toBe(40);
    for (const count of first.values()) expect(Math.abs(count - times / 40)).toBeLessThan(7 * Math.sqrt(times / 40));
  });

  it('draws from the operating system', () => {
    const all = Array.from({ length: 2000 }, () => chance.below(10));
    expect(new Set(all)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(chance.below(1)).toBe(0);
    expect(shuffled([1, 2, 3]).toSorted()).toEqual([1, 2, 3]);
    expect(shuffled(Array.from({ length: 50 }, (_, i) => i))).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
