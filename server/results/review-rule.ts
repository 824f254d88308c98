/**
 * The term for asking a review: as the scheme says or, where somebody decided otherwise, as decided; with the years of the calendar
 * that were laid down because no notice of theirs is known.
 *
 * Promise: pure. A year nobody announced and nobody decided stays uncovered: never extrapolated.
 */
import { type DecidedYear, isRealDay, reviewDeadline, type Scheme } from '#surveys';
import type { DecisionFact } from './facts.ts';

export interface ReviewRule {
  readonly workingDays: number;
  readonly calendar: string;
  readonly waived: boolean;
  readonly notices: Readonly<Record<string, DecidedYear>>;
}

interface DecidedRule {
  readonly workingDays: number;
  readonly calendar: string;
  readonly notices?: Readonly<Record<string, DecidedYear>>;
}

export function reviewRuleOf(scheme: Scheme, decisions: readonly DecisionFact[]): ReviewRule | null {
  const decided = decisions.find(({ key }) => key === 'review')?.value;
  const rule = isReviewRule(decided) ? decided : scheme.review;
  if (!rule) return null;
  return {
    workingDays: rule.workingDays,
    calendar: rule.calendar,
    waived: scheme.review?.late === 'waived',
    notices: 'notices' in rule && rule.notices ? rule.notices : {},
  };
}

/** As the scoring of a cycle shows it. */
export function reviewShown(scheme: Scheme, decisions: readonly DecisionFact[]) {
  const rule = reviewRuleOf(scheme, decisions);
  return (
    rule && {
      ...rule,
      notices: Object.entries(rule.notices).map(([year, { off, worked }]) => ({
        year,
        off: [...off],
        worked: [...worked],
      })),
    }
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

const areDays = (value: unknown, year: string, weekend: boolean): boolean =>
  Array.isArray(value) &&
  value.length <= 120 &&
  value.every(
    (day) => typeof day === 'string' && isRealDay(day) && day.startsWith(`${year}-`) && (!weekend || isWeekend(day)),
  );

export function isReviewRule(value: unknown): value is DecidedRule {
  if (!isObject(value)) return false;
  const { workingDays, calendar, notices } = value;
  if (typeof workingDays !== 'number' || typeof calendar !== 'string') return false;
  const years = notices === undefined ? [] : isObject(notices) ? Object.entries(notices) : null;
  const sound = years?.every(
    ([year, of]) =>
      /^20[0-9]{2}$/.test(year) && isObject(of) && areDays(of['off'], year, false) && areDays(of['worked'], year, true),
  );
  if (sound !== true) return false;
  const tried = reviewDeadline({ received: '2018-06-01', days: workingDays, calendar });
  return tried.ok || tried.problem.code === 'calendar-not-covered';
}
