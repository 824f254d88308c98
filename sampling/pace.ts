/**
 * When a sample will be complete at the pace of the last days.
 *
 * Promise: pure; nothing is foretold out of fewer than five days with answers, of a stand-still, or beyond a year. The interval needs
 * no assumption about how daily numbers are distributed; it says nothing about days unlike those before.
 */

/** What came in on one day of the office's calendar, `2026-11-22`. */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

export type Projection =
  | { readonly kind: 'reached' }
  /** few-days: fewer than five whole days with answers; stalled: none in the last seven; far: more than a year off. */
  | { readonly kind: 'unknown'; readonly why: 'few-days' | 'stalled' | 'far' }
  | {
      readonly kind: 'expected';
      /** The day by the median pace, by the fastest and the slowest of the days looked at. */
      readonly on: string;
      readonly earliest: string;
      /** Null: more than a year off at the slowest pace. */
      readonly latest: string | null;
      /** Answers a day, of the days looked at. */
      readonly median: number;
      readonly slowest: number;
      readonly fastest: number;
      /** Days with answers looked at, and the days of the calendar they spread over. */
      readonly days: number;
      readonly span: number;
      /** How sure it is that the median of such days lies between the slowest and the fastest. */
      readonly confidence: number;
    };

const fewest = 5;
const most = 6;
const standStill = 7;
const year = 366;

const dayMs = 86_400_000;
const numberOf = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
const dayOf = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);

/**
 * Projects the day on which `received` reaches `target`. Looks at the last six whole days (before `today`) on which anything came
 * in, at least five. The missing answers over the median of those days are the days with answers still needed; they are stretched
 * by the days of the calendar over the days with answers since the first of the six, up to yesterday, so that weekends and pauses
 * count as they did. The interval repeats this with the fastest and the slowest of the days. Formula: days = ⌈⌈missing / median⌉ ·
 * span / n⌉, confidence = 1 − 2^(1−n), that of the smallest and the largest of n for the median of any continuous distribution.
 * Source: order statistics (e.g. Conover, Practical Nonparametric Statistics, 3.2). Cost: sorts the days.
 */
export function projectEnd(asked: {
  readonly target: number;
  readonly received: number;
  readonly days: readonly DayCount[];
  readonly today: string;
}): Projection {
  const missing = asked.target - asked.received;
  if (missing <= 0) return { kind: 'reached' };
  const today = numberOf(asked.today);
  const open = asked.days
    .filter(({ day, count }) => count > 0 && numberOf(day) < today)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    .slice(-most);
  const [first] = open;
  const last = open.at(-1);
  if (!first || !last || open.length < fewest) return { kind: 'unknown', why: 'few-days' };
  if (today - numberOf(last.day) > standStill) return { kind: 'unknown', why: 'stalled' };
  const counts = open.map(({ count }) => count).toSorted((a, b) => a - b);
  const n = counts.length;
  const slowest = counts[0] ?? 0;
  const fastest = counts[n - 1] ?? 0;
  const middle = (counts[(n - 1) >> 1] ?? 0) + (counts[n >> 1] ?? 0);
  const span = today - numberOf(first.day);
  // Whole numbers throughout: the median as twice itself.
  const needed = (twicePace: number): number => Math.ceil((Math.ceil((2 * missing) / twicePace) * span) / n);
  const inDays = needed(middle);
  if (inDays > year) return { kind: 'unknown', why: 'far' };
  const slow = needed(2 * slowest);
  // Today is the first of the days to come.
  const after = (days: number): string => dayOf(today - 1 + days);
  return {
    kind: 'expected',
    on: after(inDays),
    earliest: after(needed(2 * fastest)),
    latest: slow > year ? null : after(slow),
    median: middle / 2,
    slowest,
    fastest,
    days: n,
    span,
    confidence: 1 - 2 ** (1 - n),
  };
}
