/**
 * Composite scores: a scheme and everybody's leaves to totals, ranks and grades, with the full trace of each total.
 *
 * Promise: the same input gives the same bytes in any order of appraisees; a group in which somebody's total is missing gets no
 * ranks and no quota grades, and the other groups stand. Never half a result: an input with a problem gives the problem only.
 */
import { compareText, inputDigest, type Sha256 } from './canonical.ts';
import { type CompositeRequest, type Member, type MemberGroup, readCompositeRequest } from './composite-request.ts';
import { compare, exactText, type Fraction, mustNumber, zero } from './exact.ts';
import {
  type Advanced,
  chooseAdvanced,
  type Contender,
  failLine,
  gradeByBand,
  gradeByQuota,
  ranksOf,
} from './grade.ts';
import { accept, type Outcome, refuse } from './refusal.ts';
import type { Scheme } from './scheme.ts';
import type { Settings } from './settings.ts';
import { findScheme } from './templates/index.ts';
import { type Total, totalsOf, type TraceStep } from './total.ts';

export interface CompositeGroup {
  readonly id: string;
  readonly members: number;
  /** Those whose total is computed. */
  readonly n: number;
  readonly base: number | null;
  readonly cuts: readonly number[] | null;
  readonly sizes: readonly number[] | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly flags: readonly string[];
}

export interface CompositeResult {
  readonly id: string;
  readonly group: string;
  readonly exact: string | null;
  readonly total: string | null;
  readonly rank: number | null;
  readonly grade: string | null;
  readonly gradeBeforeOverrides: string | null;
  readonly flags: readonly string[];
  readonly trace: readonly TraceStep[];
}

export interface CompositeDocument {
  readonly scheme: string;
  readonly schemeVersion: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly groups: readonly CompositeGroup[];
  readonly results: readonly CompositeResult[];
  readonly inputDigest: string;
  readonly advanced?: Advanced | null;
}

interface GroupOutcome {
  readonly group: CompositeGroup;
  readonly results: readonly CompositeResult[];
  readonly advanced?: Advanced | null;
}

/**
 * Composite document of an input under a shipped scheme. Source: contract, part A. Cost: one pass over all leaves and one sort
 * of each group; 10 000 appraisees take about a second.
 */
export function computeComposite(schemeId: string, input: unknown, sha256: Sha256): Outcome<CompositeDocument> {
  const scheme = findScheme(schemeId);
  return scheme ? computeWithScheme(scheme, input, sha256) : refuse('scheme-unknown', [{ at: 'scheme' }]);
}

/** As `computeComposite`, under a scheme of one's own. */
export function computeWithScheme(scheme: Scheme, input: unknown, sha256: Sha256): Outcome<CompositeDocument> {
  const read = readCompositeRequest(scheme, input);
  if (!read.ok) return read;
  const outcomes = read.value.groups.map((group) =>
    group.manual ? manualOutcome(group) : computedOutcome(scheme, read.value, group),
  );
  const { gradeRule } = scheme;
  const choosing = gradeRule.kind === 'bands' ? gradeRule.advanced : undefined;
  return accept({
    scheme: scheme.id,
    schemeVersion: scheme.version,
    settings: read.value.settings.echo,
    groups: outcomes.map(({ group }) => group),
    results: outcomes.flatMap(({ results }) => results),
    inputDigest: inputDigest(input, sha256),
    ...(choosing && {
      advanced:
        outcomes.length > 0
          ? (outcomes[0]!.advanced ?? null)
          : chooseAdvanced([], choosing.places, read.value.settings),
    }),
  });
}

const byPlace = (a: CompositeResult, b: CompositeResult) =>
  (a.rank ?? Infinity) === (b.rank ?? Infinity) ? compareText(a.id, b.id) : (a.rank ?? Infinity) - (b.rank ?? Infinity);

const ungraded = { base: null, cuts: null, sizes: null, counts: null };

/** Results entered by hand are repeated, never computed with. */
function manualOutcome({ group: { id }, members }: MemberGroup): GroupOutcome {
  const results = members.map(({ id: unit, manualResult }): CompositeResult => ({
    id: unit,
    group: id,
    exact: null,
    total: manualResult?.total ?? null,
    rank: null,
    grade: manualResult?.grade ?? null,
    gradeBeforeOverrides: null,
    flags: [manualResult ? 'manual-result' : 'manual-result-missing'],
    trace: [],
  }));
  return {
    group: { id, members: members.length, n: 0, ...ungraded, flags: [] },
    results: results.toSorted(byPlace),
  };
}

function computedOutcome(scheme: Scheme, request: CompositeRequest, group: MemberGroup): GroupOutcome {
  const { settings } = request;
  const totals = totalsOf(scheme, settings, group);
  const { gradeRule } = scheme;
  const { id, ranked } = group.group;
  const contenders = group.members.flatMap((member) => {
    const total = totals.get(member.id)!;
    return total.exact ? [contenderOf(member, total, total.exact, scheme, settings)] : [];
  });
  const blocked = contenders.length < group.members.length;
  const incomplete = ranked && blocked;
  const ranks = ranked && !blocked ? ranksOf(contenders, settings) : undefined;
  const quota = ranks && gradeRule.kind === 'quota' ? gradeByQuota(contenders, gradeRule, settings) : undefined;
  const bands =
    ranked && gradeRule.kind === 'bands'
      ? new Map(contenders.map((one) => [one.id, gradeByBand(one.compared, gradeRule)]))
      : undefined;
  const choosing = gradeRule.kind === 'bands' ? gradeRule.advanced : undefined;
  const advanced =
    choosing && bands && ranks
      ? chooseAdvanced(
          contenders.filter(({ id }) => bands.get(id) === choosing.grade),
          choosing.places,
          settings,
        )
      : null;
  const line = incomplete && gradeRule.kind === 'quota' ? failLine(gradeRule, settings) : undefined;
  const compared = new Map(contenders.map((one) => [one.id, one.compared]));

  const results = group.members.map((member): CompositeResult => {
    const total = totals.get(member.id)!;
    const grading = quota?.gradings.get(member.id);
    const band = bands?.get(member.id) ?? null;
    const flags = [...total.flags, ...(grading?.flags ?? [])];
    const value = compared.get(member.id);
    if (incomplete && value) flags.push('withheld');
    if (line && value && compare(value, line) < 0) flags.push('below-fail-line');
    if (advanced?.units.includes(member.id)) flags.push('advanced');
    if (advanced?.undecided.includes(member.id)) flags.push('advanced-undecided');
    return {
      id: member.id,
      group: id,
      exact: total.exact && exactText(total.exact),
      total: total.rounded,
      rank: ranks?.get(member.id) ?? null,
      grade: grading?.grade ?? band,
      gradeBeforeOverrides: grading?.gradeBeforeOverrides ?? band,
      flags: flags.toSorted(compareText),
      trace: total.trace,
    };
  });
  const flags = [
    ...(incomplete ? ['incomplete'] : []),
    ...(quota?.mismatch ? ['quota-sum-mismatch'] : []),
    ...(advanced && advanced.undecided.length > 0 ? ['advanced-tie'] : []),
  ];
  return {
    group: {
      id,
      members: group.members.length,
      n: ranked || scheme.gradeRule.kind === 'none' ? group.members.length : 0,
      base: quota?.base ?? null,
      cuts: quota?.cuts ?? null,
      sizes: quota?.sizes ?? null,
      counts: ranks ? countsOf(scheme, results) : null,
      flags: flags.toSorted(compareText),
    },
    results: results.toSorted(byPlace),
    advanced,
  };
}

/** How many got each grade of the scheme; null without grades. */
function countsOf({ gradeRule }: Scheme, results: readonly CompositeResult[]) {
  if (gradeRule.kind === 'none') return null;
  const grades = gradeRule.kind === 'quota' ? gradeRule.grades : gradeRule.bands.map(({ grade }) => grade);
  return Object.fromEntries(grades.map((grade) => [grade, results.filter((result) => result.grade === grade).length]));
}

function contenderOf(
  { id, promotions, demotions }: Member,
  total: Total,
  exact: Fraction,
  { gradeRule }: Scheme,
  settings: Settings,
): Contender {
  const compared = settings.is({ setting: 'compareOn', is: 'exact' }) ? exact : mustNumber(total.rounded);
  const keys = gradeRule.kind === 'quota' ? gradeRule.tiebreak : [];
  const tiebreak = keys.map(({ by, id: key = '' }) =>
    by === 'bonus' ? total.bonus : ((by === 'part' ? total.parts : total.leaves).get(key) ?? zero),
  );
  return { id, compared, tiebreak, promotions, demotions };
}
