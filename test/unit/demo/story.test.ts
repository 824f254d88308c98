/** The story holds together: everybody files what is asked of them, in time to be drawn from, and nothing after acceptance. */
import { describe, expect, test } from 'vitest';
import { dutiesOf } from '#cycles';
import { departmentNamed } from '../../../server/demo/departments.ts';
import { entriesOf, schedule } from '../../../server/demo/acts.ts';
import { kindOf } from '../../../server/demo/stage.ts';
import { agreements, draws, filings, OPENED_DAYS_AGO, ownDuties, signIns } from '../../../server/demo/story.ts';

const dutiesFor = (department: string) =>
  (ownDuties[department] ?? dutiesOf(departmentNamed(department).category, 'guangxi-2018')).map(({ list }) => list);

describe('story', () => {
  test('asks nobody for a list that is not theirs', () => {
    for (const { department, list } of [...filings, ...agreements])
      expect(dutiesFor(department)).toContain(kindOf(list));
  });

  test('tells of each list once, and of nothing after its acceptance', () => {
    expect(new Set(filings.map(({ department, list }) => `${department} ${list}`)).size).toBe(filings.length);
    for (const { attempts } of filings)
      for (const [i, { on, decision, verdict }] of attempts.entries()) {
        expect(on).toBeGreaterThanOrEqual(3);
        expect(on).toBeLessThan(attempts[i - 1]?.on ?? OPENED_DAYS_AGO);
        if (decision === 'accept') expect([verdict, i]).toEqual(['accepted', attempts.length - 1]);
      }
  });

  test('draws only from what was accepted, and from nothing twice', () => {
    const drawnFrom = draws.flatMap(({ departments, list = 'topics' }) =>
      departments.map((name) => [name, list] as const),
    );
    // A design that was not locked uses nobody up: the same lists may be drawn from another way.
    const usedUp = draws
      .filter(({ reaches }) => reaches !== 'designed')
      .flatMap(({ departments, list = 'topics' }) => departments.map((name) => `${name} ${list}`));
    expect(new Set(usedUp).size).toBe(usedUp.length);
    for (const [name, wanted] of drawnFrom) {
      const last = filings.find(({ department, list }) => department === name && list === wanted)?.attempts.at(-1);
      expect(last?.decision).toBe('accept');
    }
  });

  test('goes forward in time', () => {
    const acts = schedule();
    for (const [i, { attempt, minutes }] of acts.entries()) {
      const before = acts[i - 1];
      if (before) expect(attempt.on * 1440 - minutes).toBeLessThanOrEqual(before.attempt.on * 1440 - before.minutes);
      expect(minutes).toBeLessThan(18 * 60);
    }
  });

  test('lets one sign in for every class', () => {
    expect(new Set(signIns.map(({ department }) => departmentNamed(department).category)).size).toBe(7);
  });

  test('overlaps people of the other list, and a mended list has no less than the one before', () => {
    const overlap = filings.find(({ attempts }) => attempts.some(({ overlap }) => overlap !== undefined));
    expect(overlap).toBeDefined();
    const attempt = overlap!.attempts[0]!;
    const plain = entriesOf(2018, overlap!, { ...attempt, overlap: 0 });
    expect(entriesOf(2018, overlap!, attempt)).toHaveLength(plain.length + attempt.overlap!);
  });
});
