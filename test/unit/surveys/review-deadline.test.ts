import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { reviewDeadline } from '#surveys';
import { problemOf, valueOf } from './surveys.support.ts';

const ask = (received: string, days: number, calendar = 'CN') => reviewDeadline({ received, days, calendar });

describe('review deadline', () => {
  it.each([
    ['2019-03-18', 5, 'CN-45', '2019-03-25'],
    ['2018-02-13', 2, 'CN', '2018-02-22'],
    ['2018-12-28', 2, 'CN', '2019-01-02'],
    ['2014-12-31', 1, 'CN', '2015-01-04'],
    ['2016-02-28', 1, 'CN', '2016-02-29'],
    ['2021-04-13', 2, 'CN-45', '2021-04-19'],
    ['2021-04-13', 2, 'CN', '2021-04-15'],
    ['2025-03-28', 1, 'CN-45', '2025-04-02'],
    ['2015-04-17', 2, 'CN-45', '2015-04-23'],
  ])('received %s, %i working days by %s: %s', (received, days, calendar, deadline) => {
    expect(valueOf(ask(received, days, calendar)).deadline).toBe(deadline);
  });

  it.each([
    ['2018-01-01', 1, 'cn', ['calendar-unknown', 'calendar']],
    ['2018-13-01', 0, 'CN', ['date-invalid', 'received']],
    ['2019-02-29', 1, 'CN', ['date-invalid', 'received']],
    ['2018-1-1', 1, 'CN', ['date-invalid', 'received']],
    ['2018-01-01', 0, 'CN', ['days-invalid', 'days']],
    ['2018-01-01', 367, 'CN', ['days-invalid', 'days']],
    ['2018-01-01', 1.5, 'CN', ['days-invalid', 'days']],
    ['2026-12-31', 1, 'CN', ['calendar-not-covered', '2027']],
    ['2026-12-31', 1, 'CN-45', ['calendar-not-covered', '2027']],
    ['2025-12-31', 1, 'CN-45', ['calendar-not-covered', '2026']],
    ['2013-12-30', 1, 'CN', ['calendar-not-covered', '2013']],
  ] as const)('received %s, %d days, %s: %j', (received, days, calendar, problem) => {
    expect(problemOf(ask(received, days, calendar))).toEqual(problem);
  });

  it('counts N days, each passed or counted once, and one day more never ends earlier', () => {
    const day = fc
      .integer({ min: 0, max: 3650 })
      .map((n) => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (received, days) => {
        const { counted, skipped, deadline } = valueOf(ask(received, days));
        const after = valueOf(ask(received, days + 1));
        expect(counted).toHaveLength(days);
        expect(counted.at(-1)).toBe(deadline);
        expect(new Set([...counted, ...skipped]).size).toBe((Date.parse(deadline) - Date.parse(received)) / 86_400_000);
        expect(after.counted.slice(0, days)).toEqual(counted);
      }),
    );
  });
});

describe('a year somebody laid down', () => {
  const notices = { 2027: { off: ['2027-01-01', '2027-01-04'], worked: ['2027-01-09'] } };
  const ask2027 = (received: string, days: number) => reviewDeadline({ received, days, calendar: 'CN-45', notices });

  it('counts its days off and its make-up days', () => {
    // Friday and Monday off, Saturday the 9th worked.
    expect(ask2027('2027-01-01', 6)).toMatchObject({
      ok: true,
      value: {
        deadline: '2027-01-11',
        counted: ['2027-01-05', '2027-01-06', '2027-01-07', '2027-01-08', '2027-01-09', '2027-01-11'],
      },
    });
  });

  it('opens no other year, and stands over a notice of its own year', () => {
    expect(ask2027('2026-12-31', 1)).toMatchObject({ ok: true });
    expect(ask2027('2026-12-30', 1)).toMatchObject({ ok: false, problem: { code: 'calendar-not-covered' } });
    const over = { 2018: { off: [], worked: [] } };
    const days = reviewDeadline({ received: '2018-09-28', days: 1, calendar: 'CN', notices: over });
    // Saturday the 29th is worked by the notice, but not by what was laid down.
    expect(days).toMatchObject({ ok: true, value: { deadline: '2018-10-01' } });
  });
});
