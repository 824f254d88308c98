/** Each mistake spoils what it says it spoils, and nothing else. */
import { describe, expect, test } from 'vitest';
import { departmentNamed } from '../../../server/demo/departments.ts';
import { makeList, type Entry } from '../../../server/demo/lists.ts';
import * as mistakes from '../../../server/demo/mistakes.ts';

const topics = makeList({ department: departmentNamed('财政厅'), list: 'hot-topics', year: 2018, size: 200 });
const cadres = makeList({ department: departmentNamed('财政厅'), list: 'system-cadres', year: 2018 });
const touched = (before: readonly Entry[], after: readonly Entry[]) =>
  before.flatMap((entry, row) => (JSON.stringify(entry) === JSON.stringify(after[row]) ? [] : [row]));

describe('mistakes', () => {
  test('repeat: the same people at the end, their names spaced', () => {
    const after = mistakes.repeat(4)(topics);
    expect(touched(topics, after)).toEqual([]);
    expect(after).toHaveLength(204);
    for (const copy of after.slice(200)) {
      expect(copy.name).toContain(' ');
      expect(
        topics.filter((entry) => entry.mobile === copy.mobile && entry.name === copy.name.replaceAll(' ', '')),
      ).toHaveLength(1);
    }
  });

  test('leaveOut: the last so many', () => {
    expect(mistakes.leaveOut(30)(topics)).toEqual(topics.slice(0, 170));
    expect(mistakes.leaveOut(999)(topics)).toEqual([]);
  });

  test('withoutAddress: everybody of the places, nobody else', () => {
    const after = mistakes.withoutAddress('容县', '北海市')(cadres);
    expect(after.filter(({ address }) => address === undefined).map(({ place }) => place)).toEqual(
      cadres.filter(({ place }) => place === '容县' || place === '北海市').map(({ place }) => place),
    );
    expect(after).toHaveLength(cadres.length);
  });

  test('borrowedMobile: two names on each', () => {
    const after = mistakes.borrowedMobile(4)(topics);
    const rows = touched(topics, after);
    expect(rows).toHaveLength(4);
    for (const row of rows) {
      expect(after[row]!.mobile).toBe(topics[row - 1]!.mobile);
      expect(after[row]!.name).not.toBe(topics[row - 1]!.name);
    }
  });

  test('wrongSerials: one twice, one in words, the rest one too high', () => {
    const after = mistakes.wrongSerials(topics);
    expect([after[19]!.serial, after[20]!.serial, after[41]!.serial, after[60]!.serial, after[61]!.serial]).toEqual([
      undefined,
      20,
      '第42号',
      undefined,
      63,
    ]);
  });

  test('mobilesAsNumbers: the same number without its leading 0', () => {
    const after = mistakes.mobilesAsNumbers(50)(topics);
    const rows = touched(topics, after);
    expect(rows).toHaveLength(50);
    for (const row of rows) expect(after[row]!.mobile).toBe(Number(topics[row]!.mobile));
  });

  test('digitsLost: nothing to dial is left', () => {
    const after = mistakes.digitsLost(0.3)(topics);
    const rows = touched(topics, after);
    expect(rows).toHaveLength(60);
    for (const row of rows) expect(String(after[row]!.mobile)).toMatch(/^(1\d{4}000000|1\.\d\dE\+10)$/);
  });

  test('departed, withoutTelephone, ditto, titlesInNames, withheldNames: as many rows as asked for', () => {
    const { departed, withoutTelephone, ditto, titlesInNames, withheldNames } = mistakes;
    for (const make of [departed, withoutTelephone, ditto, titlesInNames, withheldNames]) {
      const after = make(6)(topics);
      expect(touched(topics, after)).toHaveLength(6);
      expect(after).toHaveLength(200);
    }
    expect(touched(topics, withheldNames(0)(topics))).toEqual([]);
  });

  test('alsoOn: people of the other list, without what their form alone asks', () => {
    const after = mistakes.alsoOn(cadres.slice(40, 43))(topics);
    expect(after.slice(200).map(({ name, mobile }) => [name, mobile])).toEqual(
      cadres.slice(40, 43).map(({ name, mobile }) => [name, mobile]),
    );
    expect(after.slice(200).every(({ address, postcode }) => address === undefined && postcode === '')).toBe(true);
  });
});
