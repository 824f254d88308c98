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

/** Tests at each department: all-top, straight-line, identical, prefix, and burst at two offsets of each window. */
const testsOf = (rules: SurveyRules['stuffing']): number => 4 + 2 * rules.windowHours.length;

/** Reason codes of the sheets that must be looked at; others are not in the answer. */
export function findStuffing(
  sheets: readonly Examined[],
  rules: SurveyRules['stuffing'],
): ReadonlyMap<string, readonly QuarantineReason[]> {
  const flags = new Map<string, Set<QuarantineReason>>();
  const flag = (found: readonly Examined[], reason: QuarantineReason) => {
    for (const { sheetId } of found) {
      const reasons = flags.get(sheetId) ?? new Set();
      flags.set(sheetId, reasons.add(reason));
    }
  };
  const departments = groupBy(sheets, ({ departmentId }) => departmentId);
  const limit = rules.alpha / (Math.max(1, departments.size) * testsOf(rules));
  flagFast(sheets, rules, flag);
  const prefixes = groupBy(sheets, ({ prefix }) => prefix);
  for (const own of departments.values()) {
    if (own.length < rules.least) continue;
    flagAnswers(own, sheets, limit, flag);
    flagPlaces(own, sheets.length, prefixes, rules, limit, flag);
    flagBursts(own, sheets, rules, limit, flag);
  }
  return new Map(
    [...flags]
      .map(([sheetId, reasons]) => [sheetId, [...reasons].toSorted()] as const)
      .filter(([, reasons]) => new Set(reasons.map((reason) => kindOf[reason])).size >= rules.kinds),
  );
}

type Flag = (found: readonly Examined[], reason: QuarantineReason) => void;

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
function flagAnswers(own: readonly Examined[], all: readonly Examined[], limit: number, flag: Flag): void {
  const others = all.length - own.length;
  if (others === 0) return;
  const department = own[0]?.departmentId;
  const test = (of: (sheet: Examined) => boolean, reason: QuarantineReason) => {
    const found = own.filter(of);
    const elsewhere = all.filter((sheet) => sheet.departmentId !== department && of(sheet)).length;
    if (binomialTail(found.length, own.length, (elsewhere + 0.5) / (others + 1)) < limit) flag(found, reason);
  };
  test(isAllTop, 'all-top');
  test(isStraight, 'straight-line');
  // A vector of few items is often given honestly; many vectors are tried, so the limit is shared among them.
  const vectors = groupBy(own, (sheet) => (said(sheet).length > 2 ? sheet.grades.join('|') : null));
  for (const [vector, same] of vectors) {
    if (same.length < 3) continue;
    const elsewhere = all.filter((sheet) => sheet.departmentId !== department && sheet.grades.join('|') === vector);
    if (binomialTail(same.length, own.length, (elsewhere.length + 0.5) / (others + 1)) < limit / vectors.size)
      flag(same, 'identical');
  }
}

/** One network gives a department more than the department's share of all answers lets expect. */
function flagPlaces(
  own: readonly Examined[],
  all: number,
  prefixes: ReadonlyMap<string, readonly Examined[]>,
  rules: SurveyRules['stuffing'],
  limit: number,
  flag: Flag,
): void {
  const places = groupBy(own, ({ prefix }) => prefix);
  for (const [prefix, here] of places) {
    if (here.length < rules.leastFromPrefix) continue;
    const fromPrefix = prefixes.get(prefix)?.length ?? here.length;
    const share = (own.length - here.length + 0.5) / (all - fromPrefix + 1);
    if (binomialTail(here.length, fromPrefix, Math.min(1, share)) < limit / places.size) flag(here, 'prefix');
  }
}

/** More in a window than the survey's own rhythm and the department's share let expect. */
function flagBursts(
  own: readonly Examined[],
  all: readonly Examined[],
  rules: SurveyRules['stuffing'],
  limit: number,
  flag: Flag,
): void {
  const others = all.length - own.length;
  if (others === 0) return;
  const department = own[0]?.departmentId;
  for (const hours of rules.windowHours)
    for (const offset of [0, 0.5]) {
      const width = hours * 3600_000;
      const windowOf = ({ at }: Examined) => String(Math.floor(at / width + offset));
      const elsewhere = groupBy(all, (sheet) => (sheet.departmentId === department ? null : windowOf(sheet)));
      const windows = groupBy(own, windowOf);
      for (const [window, here] of windows) {
        // What the department has outside this window, spread as the others' answers are.
        const othersHere = elsewhere.get(window)?.length ?? 0;
        const expected = ((own.length - here.length) * (othersHere + 0.5)) / Math.max(1, others - othersHere);
        if (poissonTail(here.length, expected) < limit / windows.size) flag(here, 'burst');
      }
    }
}
