/** When a sample will be complete: by hand, at the edges, and how often the interval holds. */
import { describe, expect, it } from 'vitest';
import { projectEnd, type DayCount } from '#sampling';

const days = (first: number, ...counts: readonly number[]): DayCount[] =>
  counts.map((count, index) => ({ day: `2026-11-${String(first + index).padStart(2, '0')}`, count }));

describe('a projection', () => {
  it('is as worked by hand', () => {
    // 10, 20, 30, 40, 50, 60 on six days in a row: median 35, slowest 10, fastest 60; 175 are missing.
    const found = projectEnd({
      target: 385,
      received: 210,
      days: days(10, 10, 20, 30, 40, 50, 60),
      today: '2026-11-16',
    });
    expect(found).toEqual({
      kind: 'expected',
      on: '2026-11-20', // five days from the 16th on
      earliest: '2026-11-18', // 175 / 60: three days
      latest: '2026-12-03', // 175 / 10: eighteen days
      median: 35,
      slowest: 10,
      fastest: 60,
      days: 6,
      span: 6,
      confidence: 0.96875,
    });
  });

  it('stretches by days without answers, and by the pause up to yesterday', () => {
    // Monday to Friday, no answers on the weekend, then Monday: six days in eight.
    const week = [...days(9, 30, 30, 30, 30, 30), { day: '2026-11-16', count: 30 }];
    expect(projectEnd({ target: 300, received: 180, days: week, today: '2026-11-17' })).toMatchObject({
      // Four days with answers, 32 / 6 of the calendar.
      on: '2026-11-22',
      earliest: '2026-11-22',
      latest: '2026-11-22',
      span: 8,
    });
    expect(projectEnd({ target: 300, received: 180, days: week, today: '2026-11-20' })).toMatchObject({
      span: 11,
      on: '2026-11-27',
    });
  });

  it('leaves out today, which is not over, and days before the last six', () => {
    const long = [...days(1, 500, 500), ...days(3, 10, 10, 10, 10, 10, 10), { day: '2026-11-09', count: 900 }];
    expect(projectEnd({ target: 2000, received: 1960, days: long, today: '2026-11-09' })).toMatchObject({
      median: 10,
      fastest: 10,
      on: '2026-11-12',
    });
  });

  it('foretells nothing out of few days, a stand-still, or beyond a year', () => {
    const of = (given: readonly DayCount[], today: string, target = 1000) =>
      projectEnd({ target, received: 100, days: given, today });
    expect(of([], '2026-11-20')).toEqual({ kind: 'unknown', why: 'few-days' });
    expect(of(days(1, 20, 20, 20, 20, 0), '2026-11-06')).toEqual({ kind: 'unknown', why: 'few-days' });
    // The fifth day is today.
    expect(of(days(1, 20, 20, 20, 20, 20), '2026-11-05')).toEqual({ kind: 'unknown', why: 'few-days' });
    expect(of(days(1, 20, 20, 20, 20, 20), '2026-11-06')).toMatchObject({ kind: 'expected', confidence: 0.9375 });
    expect(of(days(1, 20, 20, 20, 20, 20), '2026-11-12')).toMatchObject({ kind: 'expected' });
    expect(of(days(1, 20, 20, 20, 20, 20), '2026-11-13')).toEqual({ kind: 'unknown', why: 'stalled' });
    expect(of(days(1, 1, 1, 1, 1, 1), '2026-11-06')).toEqual({ kind: 'unknown', why: 'far' });
    expect(of(days(1, 1, 20, 20, 20, 20), '2026-11-06')).toMatchObject({ kind: 'expected', latest: null });
  });

  it('says when the target is reached or passed, whatever the days', () => {
    expect(projectEnd({ target: 100, received: 100, days: [], today: '2026-11-06' })).toEqual({ kind: 'reached' });
    expect(projectEnd({ target: 100, received: 120, days: [], today: '2026-11-06' })).toEqual({ kind: 'reached' });
  });

  it('reaches over the end of a month, a year and a leap day', () => {
    const given = [25, 26, 27, 28, 29, 30].map((day) => ({ day: `2027-12-${day}`, count: 10 }));
    expect(projectEnd({ target: 700, received: 60, days: given, today: '2027-12-31' })).toMatchObject({
      on: '2028-03-03',
    });
  });

  it('never ends later at a faster pace or with fewer missing', () => {
    for (let missing = 1; missing < 400; missing += 7) {
      const slow = projectEnd({ target: missing, received: 0, days: days(1, 3, 9, 4, 8, 5, 7), today: '2026-11-07' });
      const fast = projectEnd({ target: missing, received: 0, days: days(1, 4, 9, 5, 8, 6, 7), today: '2026-11-07' });
      const fewer = projectEnd({ target: missing, received: 1, days: days(1, 3, 9, 4, 8, 5, 7), today: '2026-11-07' });
      if (slow.kind !== 'expected' || fast.kind !== 'expected') throw new Error('expected');
      expect(fast.on <= slow.on).toBe(true);
      expect(slow.earliest <= slow.on && (slow.latest === null || slow.on <= slow.latest)).toBe(true);
      if (fewer.kind === 'expected') expect(fewer.on <= slow.on).toBe(true);
    }
  });
});
