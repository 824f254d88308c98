/**
 * The deadline for asking a review: the N-th working day after the day of receipt.
 *
 * Promise: exact days from dated notices; a year without a notice is refused, never guessed. Knows no clock and no zone: days are
 * texts YYYY-MM-DD.
 */
import { accept, type Outcome, refuse } from './refusal.ts';
import { calendars, type YearNotice } from './templates/working-days.ts';

export interface ReviewDeadlineRequest {
  readonly received: string;
  readonly days: number;
  readonly calendar: string;
  /** Years somebody laid down because no notice of theirs is in the calendar, or over it: days off and weekend days worked. */
  readonly notices?: Readonly<Record<string, DecidedYear>>;
}

/** Days YYYY-MM-DD of one year that differ from the week, as a notice has them. */
export interface DecidedYear {
  readonly off: readonly string[];
  readonly worked: readonly string[];
}

export interface ReviewDeadline extends Omit<ReviewDeadlineRequest, 'notices'> {
  readonly deadline: string;
  /** The working days counted, the last is the deadline. */
  readonly counted: readonly string[];
  /** Days passed over. */
  readonly skipped: readonly string[];
}

/** Longest term asked for by anybody; far more than a year of days is a slip of the pen. */
const longest = 366;

/** Working days of one calendar: true worked, false off, for days that differ from the week; years it knows. */
interface WorkingDays {
  readonly years: ReadonlySet<string>;
  readonly exceptions: ReadonlyMap<string, boolean>;
}

const laidOut = new Map<string, WorkingDays>();

function workingDaysOf(id: string): WorkingDays | undefined {
  const known = laidOut.get(id);
  const data = calendars.find((calendar) => calendar.id === id);
  if (known || !data) return known;
  const base = data.base === undefined ? undefined : workingDaysOf(data.base);
  const exceptions = new Map(base?.exceptions);
  for (const [year, notice] of Object.entries(data.years))
    for (const [day, worked] of daysOfNotice(year, notice)) exceptions.set(day, worked);
  const years = new Set(Object.keys(data.years).filter((year) => !base || base.years.has(year)));
  const days = { years, exceptions };
  laidOut.set(id, days);
  return days;
}

function daysOfNotice(year: string, notice: YearNotice): [day: string, worked: boolean][] {
  const days: [string, boolean][] = [];
  for (const [side, text] of notice.split(' / ').entries())
    for (const month of text.split(' ')) {
      const [number, ranges] = month.split(':');
      for (const range of ranges!.split(',')) {
        const [first, last = first] = range.split('-').map(Number);
        for (let day = first!; day <= last!; day += 1)
          days.push([`${year}-${number}-${`${day}`.padStart(2, '0')}`, side === 1]);
      }
    }
  return days;
}

/** Whether a text is a real day YYYY-MM-DD of the Gregorian calendar. Cost: one parse. */
export function isRealDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/**
 * Review deadline: the day of receipt is not counted, the deadline is the N-th working day after it; working days are Monday to
 * Friday unless announced off, and weekend days announced as worked. Source: contract, part C; notices in working-days.ts.
 * Cost: one step a day.
 */
export function reviewDeadline({
  received,
  days,
  calendar,
  notices = {},
}: ReviewDeadlineRequest): Outcome<ReviewDeadline> {
  const workingDays = workingDaysOf(calendar);
  if (!workingDays) return refuse('calendar-unknown', [{ at: 'calendar' }]);
  if (!isRealDay(received)) return refuse('date-invalid', [{ at: 'received' }]);
  if (!Number.isInteger(days) || days < 1 || days > longest) return refuse('days-invalid', [{ at: 'days' }]);
  const counted: string[] = [];
  const skipped: string[] = [];
  const day = new Date(`${received}T00:00:00Z`);
  while (counted.length < days) {
    day.setUTCDate(day.getUTCDate() + 1);
    const text = day.toISOString().split('T')[0]!;
    const year = text.slice(0, -'-MM-DD'.length);
    const decided = Object.hasOwn(notices, year) ? notices[year] : undefined;
    if (!decided && !workingDays.years.has(year)) return refuse('calendar-not-covered', [{ at: year }]);
    const weekday = day.getUTCDay();
    const usual = weekday !== 0 && weekday !== 6;
    const worked = decided
      ? !decided.off.includes(text) && (usual || decided.worked.includes(text))
      : (workingDays.exceptions.get(text) ?? usual);
    (worked ? counted : skipped).push(text);
  }
  return accept({ received, days, calendar, deadline: counted.at(-1)!, counted, skipped });
}
