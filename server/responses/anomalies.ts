/**
 * Rules of stuffing: which answers are so unlike what the rest of the survey would give that somebody must look at them.
 *
 * Promise: pure, and by thresholds fixed before the survey opened. Each test compares a department with the others (leave-one-out) at a
 * chance of false alarm divided by departments and tests; an answer is set apart only when different kinds of evidence meet: what it
 * says, where it came from, when it came, how fast. A patient insider who spreads plausible answers is not found: hence web answers
 * are reported beside the sample.
 */
import type { QuarantineReason } from '#contract';
import type { SurveyRules } from './rules.ts';

export interface Examined {
  readonly sheetId: string;
  readonly departmentId: string;
  readonly at: number;
  /** Keyed hash of day and network; null when it is not known. */
  readonly prefix: string | null;
  readonly seconds: number;
  /** Codes of the rated items, in order; empty strings for 不了解 and what was not asked. */
  readonly grades: readonly string[];
  /** The best code of each rated item. */
  readonly best: readonly string[];
}

const kindOf: Readonly<Record<QuarantineReason, 'answers' | 'place' | 'time' | 'speed'>> = {
  'all-top': 'answers',
  'straight-line': 'answers',
  identical: 'answers',
  prefix: 'place',
  burst: 'time',
  fast: 'speed',
};

/** log n!, by Stirling's series from 20 on. */
function logFactorial(n: number): number {
  let sum = 0;
  if (n < 20) {
    for (let i = 2; i <= n; i += 1) sum += Math.log(i);
    return sum;
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}

/** P(X ≥ k) for Poisson with mean m. */
export function poissonTail(k: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean <= 0) return 0;
  let sum = 0;
  let term = Math.exp(k * Math.log(mean) - mean - logFactorial(k));
  for (let i = k; term > 0 && i < k + 100_000; i += 1) {
    sum += term;
    term *= mean / (i + 1);
    if (i > mean && term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

/** P(X ≥ k) for binomial (n, p), from the larger terms on. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  let sum = 0;
  let term = Math.exp(
    logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  for (let i = k; i <= n; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
    if (i > n * p && term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const said = ({ grades }: Examined): readonly string[] => grades.filter((grade) => grade !== '');
const isAllTop = (sheet: Examined): boolean =>
  said(sheet).length > 0 && sheet.grades.every((grade, i) => grade === '' || grade === sheet.best[i]);
const isStraight = (sheet: Examined): boolean => said(sheet).length > 2 && new Set(said(sheet)).size === 1;

/** Tests at each department: all-top, straight-line, identical, prefix, and burst in each window. */
const testsOf = (rules: SurveyRules['stuffing']): number => 4 + rules.windowHours.length;

/** What is compared, looked up once for each sheet. */
interface Traits {
  readonly sheet: Examined;
  readonly allTop: boolean;
  readonly straight: boolean;
  readonly vector: string | null;
  readonly windows: readonly string[];
}

function traitsOf(sheet: Examined, { windowHours }: SurveyRules['stuffing']): Traits {
  return {
    sheet,
    allTop: isAllTop(sheet),
    straight: isStraight(sheet),
    vector: said(sheet).length > 2 ? sheet.grades.join('|') : null,
    windows: windowHours.map((hours) => `${hours} ${Math.floor(sheet.at / (hours * 3600_000))}`),
  };
}

/** Counts over the whole survey: those of others are these less the department's own. */
interface Totals {
  readonly sheets: number;
  readonly allTop: number;
  readonly straight: number;
  readonly vectors: ReadonlyMap<string, number>;
  readonly windows: ReadonlyMap<string, number>;
  readonly prefixes: ReadonlyMap<string, number>;
}

function countBy(keys: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Reason codes of the sheets that must be looked at; others are not in the answer. Cost: a few passes. */
export function findStuffing(
  sheets: readonly Examined[],
  rules: SurveyRules['stuffing'],
): ReadonlyMap<string, readonly QuarantineReason[]> {
  const flags = new Map<string, Set<QuarantineReason>>();
  const flag: Flag = (found, reason) => {
    for (const { sheetId } of found) flags.set(sheetId, (flags.get(sheetId) ?? new Set()).add(reason));
  };
  const all = sheets.map((sheet) => traitsOf(sheet, rules));
  const totals: Totals = {
    sheets: all.length,
    allTop: all.filter(({ allTop }) => allTop).length,
    straight: all.filter(({ straight }) => straight).length,
    vectors: countBy(all.map(({ vector }) => vector)),
    windows: countBy(all.flatMap(({ windows }) => windows)),
    prefixes: countBy(sheets.map(({ prefix }) => prefix)),
  };
  const departments = groupBy(all, ({ sheet }) => sheet.departmentId);
  const limit = rules.alpha / (Math.max(1, departments.size) * testsOf(rules));
  flagFast(sheets, rules, flag);
  for (const own of departments.values()) {
    if (own.length < rules.least) continue;
    flagPlaces(own, totals, rules, limit, flag);
    if (own.length === all.length) continue;
    flagAnswers(own, totals, limit, flag);
    flagBursts(own, totals, limit, flag);
  }
  return new Map(
    [...flags]
      .map(([sheetId, reasons]) => [sheetId, [...reasons].toSorted()] as const)
      .filter(([, reasons]) => new Set(reasons.map((reason) => kindOf[reason])).size >= rules.kinds),
  );
}

type Flag = (found: readonly Examined[], reason: QuarantineReason) => void;

const sheetsOf = (found: readonly Traits[]): Examined[] => found.map(({ sheet }) => sheet);

/** Shorter than a share of the survey's median. */
function flagFast(sheets: readonly Examined[], rules: SurveyRules['stuffing'], flag: Flag): void {
  if (sheets.length < rules.least) return;
  const durations = sheets.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
  const median = durations[durations.length >> 1] ?? 0;
  flag(
    sheets.filter(({ seconds }) => seconds < median * rules.fastShare),
    'fast',
  );
}

/** What others say gives the share to expect: half a sheet is added, so that "nobody else" is no certainty. */
function flagAnswers(own: readonly Traits[], totals: Totals, limit: number, flag: Flag): void {
  const others = totals.sheets - own.length;
  const isTooMany = (found: number, total: number, tests: number): boolean =>
    binomialTail(found, own.length, (total - found + 0.5) / (others + 1)) < limit / tests;
  const allTop = own.filter((one) => one.allTop);
  if (isTooMany(allTop.length, totals.allTop, 1)) flag(sheetsOf(allTop), 'all-top');
  const straight = own.filter((one) => one.straight);
  if (isTooMany(straight.length, totals.straight, 1)) flag(sheetsOf(straight), 'straight-line');
  // A vector of few items is often given honestly; many vectors are tried, so the limit is shared among them.
  const vectors = groupBy(own, ({ vector }) => vector);
  for (const [vector, same] of vectors)
    if (same.length > 2 && isTooMany(same.length, totals.vectors.get(vector) ?? 0, vectors.size))
      flag(sheetsOf(same), 'identical');
}

/** One network gives a department more than the department's share of all answers lets expect. */
function flagPlaces(
  own: readonly Traits[],
  totals: Totals,
  rules: SurveyRules['stuffing'],
  limit: number,
  flag: Flag,
): void {
  const places = groupBy(own, ({ sheet }) => sheet.prefix);
  for (const [prefix, here] of places) {
    if (here.length < rules.leastFromPrefix) continue;
    const fromPrefix = totals.prefixes.get(prefix) ?? here.length;
    const share = (own.length - here.length + 0.5) / (totals.sheets - fromPrefix + 1);
    if (binomialTail(here.length, fromPrefix, Math.min(1, share)) < limit / places.size) flag(sheetsOf(here), 'prefix');
  }
}

/** More in a window than the department has outside it, spread as the others' answers are, lets expect. */
function flagBursts(own: readonly Traits[], totals: Totals, limit: number, flag: Flag): void {
  const others = totals.sheets - own.length;
  const windows = groupBy(
    own.flatMap((one) => one.windows.map((window) => ({ one, window }))),
    ({ window }) => window,
  );
  for (const [window, entries] of windows) {
    const here = entries.map(({ one }) => one);
    const othersHere = (totals.windows.get(window) ?? 0) - here.length;
    const expected = ((own.length - here.length) * (othersHere + 0.5)) / Math.max(1, others - othersHere);
    if (poissonTail(here.length, expected) < limit / windows.size) flag(sheetsOf(here), 'burst');
  }
}
