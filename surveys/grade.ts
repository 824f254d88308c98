/**
 * Ranks and grades of one group: places by shares of the group, bands of the total, and the documented overrides.
 *
 * Promise: equal totals are never told apart by id; nobody moves without a flag. Members with a total only: an incomplete group
 * does not come here.
 */
import { add, compare, type Fraction, fraction, floorOf, halfUp, multiply, mustNumber, subtract } from './exact.ts';
import type { BandRule, QuotaRule } from './scheme.ts';
import type { Settings } from './settings.ts';

/** One member with a total, as the ranking sees it. */
export interface Contender {
  readonly id: string;
  readonly compared: Fraction;
  /** Looked at one after the other where ties are broken. */
  readonly tiebreak: readonly Fraction[];
  readonly promotions: number;
  readonly demotions: number;
}

/** Members that share a place, best first; places count from 1. */
interface TieGroup {
  readonly members: readonly Contender[];
  readonly first: number;
  readonly last: number;
}

export interface Grading {
  readonly grade: string;
  readonly gradeBeforeOverrides: string;
  readonly flags: readonly string[];
}

export interface QuotaResult {
  readonly base: number;
  readonly cuts: readonly [number, number];
  readonly sizes: readonly [number, number, number];
  /** Whether sizes rounded each on its own do not add up. */
  readonly mismatch: boolean;
  readonly gradings: ReadonlyMap<string, Grading>;
}

/** Order of two contenders, best first; 0 when they share a place. */
function order(a: Contender, b: Contender, settings: Settings): number {
  const byTotal = compare(b.compared, a.compared);
  if (byTotal !== 0 || !settings.is({ setting: 'tieRule', is: 'tiebreak_by_components' })) return byTotal;
  for (const [i, value] of a.tiebreak.entries()) {
    const byComponent = compare(b.tiebreak[i]!, value);
    if (byComponent !== 0) return byComponent;
  }
  return 0;
}

/** Tie groups, best first, the first place being `from`. */
function tieGroups(contenders: readonly Contender[], settings: Settings, from = 1): TieGroup[] {
  const sorted = contenders.toSorted((a, b) => order(a, b, settings));
  const groups: Contender[][] = [];
  for (const contender of sorted) {
    const last = groups.at(-1);
    if (last && order(last[0]!, contender, settings) === 0) last.push(contender);
    else groups.push([contender]);
  }
  let first = from;
  return groups.map((members) => {
    const group = { members, first, last: first + members.length - 1 };
    first += members.length;
    return group;
  });
}

/** Ranks in a group, descending; equal ones share the best place and the next place is left out (1, 2, 2, 4). Cost: one sort. */
export function ranksOf(contenders: readonly Contender[], settings: Settings): ReadonlyMap<string, number> {
  return new Map(
    tieGroups(contenders, settings).flatMap(({ members, first }) => members.map(({ id }) => [id, first] as const)),
  );
}

/**
 * Places for the three grades by shares of n. Source: contract, A5, quota step 1; the default rounds the running sum half up, so
 * that sizes always add up.
 */
export function quotaSizes(n: number, shares: readonly Fraction[], rounding: string) {
  const exact = shares.map((share) => multiply(fraction(n), share));
  const [p1, p2, p3] = [exact[0]!, exact[1]!, exact[2]!];
  const within = (b1: number, b2: number, mismatch = false) => {
    const cuts = [Math.min(n, b1), Math.min(n, b2)] as const;
    return { cuts, sizes: [cuts[0], cuts[1] - cuts[0], n - cuts[1]] as const, mismatch };
  };
  switch (rounding) {
    case 'cumulative_floor':
      return within(floorOf(p1), floorOf(add(p1, p2)));
    case 'independent_half_up': {
      const [s1, s2, s3] = [halfUp(p1), halfUp(p2), halfUp(p3)];
      return within(s1, s1 + s2, s1 + s2 + s3 !== n);
    }
    case 'largest_remainder': {
      const sizes = exact.map(floorOf);
      const rest = exact.map((size, i) => subtract(size, fraction(sizes[i]!)));
      const byRemainder = [0, 1, 2].toSorted((a, b) => compare(rest[b]!, rest[a]!) || a - b);
      const left = n - sizes.reduce((total, size) => total + size, 0);
      for (const i of byRemainder.slice(0, left)) sizes[i]! += 1;
      return within(sizes[0]!, sizes[0]! + sizes[1]!);
    }
    default:
      return within(halfUp(p1), halfUp(add(p1, p2)));
  }
}

/** The line below which a unit fails, under the settings in force. */
export function failLine({ line }: QuotaRule, settings: Settings): Fraction {
  return mustNumber(typeof line === 'string' ? line : line.of[settings.choice(line.setting)]);
}

/** Where one contender stands while grades are found: indexes into the grades, best 0. */
interface Standing {
  readonly contender: Contender;
  readonly fails: boolean;
  readonly before: number;
  readonly promoted: boolean;
  now: number;
  readonly flags: string[];
}

/**
 * Grades by shares of the group: position against the cuts, the line, then overrides, displaced and refilled places.
 * Source: contract, A5, quota steps 1 to 6. Cost: two sorts.
 */
export function gradeByQuota(contenders: readonly Contender[], rule: QuotaRule, settings: Settings): QuotaResult {
  const line = failLine(rule, settings);
  const failing = rule.grades.length - 1;
  const fails = ({ compared }: Contender) => compare(compared, line) < 0;
  const counted = settings.is({ setting: 'quotaBase', is: 'units_not_failing' })
    ? contenders.filter((contender) => !fails(contender))
    : contenders;
  const base = counted.length;
  const { cuts, sizes, mismatch } = quotaSizes(base, rule.shares.map(mustNumber), settings.choice('quotaRounding'));
  const strict = settings.is({ setting: 'tieRule', is: 'strict' });
  const gradeAt = (group: TieGroup) => {
    const position = strict ? group.last : group.first;
    return position <= cuts[0] ? 0 : position <= cuts[1] ? 1 : 2;
  };
  const rescues = settings.is({ setting: 'promotionRescuesFail', is: 'true' });

  const groups = tieGroups(contenders, settings);
  const standings = new Map<string, Standing>();
  for (const group of groups)
    for (const contender of group.members) {
      const failed = fails(contender);
      const flags = failed ? ['below-fail-line'] : [];
      if (!failed && cuts.some((cut) => group.first <= cut && cut < group.last)) flags.push('tie-at-boundary');
      const before = failed ? failing : gradeAt(group);
      const promoted = contender.promotions > 0 && (!failed || rescues);
      standings.set(contender.id, { contender, fails: failed, before, promoted, now: before, flags });
    }

  if (settings.is({ setting: 'promotionOccupiesQuota', is: 'true' })) displace(standings, gradeAt, settings);
  for (const standing of standings.values()) override(standing, settings, failing);
  if (settings.is({ setting: 'backfill', is: 'next_in_rank' })) backfill(standings, groups, strict);

  const gradings = new Map(
    [...standings].map(([id, { before, now, flags }]) => [
      id,
      { grade: rule.grades[now]!, gradeBeforeOverrides: rule.grades[before]!, flags },
    ]),
  );
  return { base, cuts, sizes, mismatch, gradings };
}

/** Promoted units stand before all others, who are counted after them against the same cuts. */
function displace(
  standings: ReadonlyMap<string, Standing>,
  gradeAt: (group: TieGroup) => number,
  settings: Settings,
): void {
  const others = [...standings.values()].filter(({ promoted }) => !promoted).map(({ contender }) => contender);
  for (const group of tieGroups(others, settings, standings.size - others.length + 1))
    for (const { id } of group.members) {
      const standing = standings.get(id)!;
      const grade = gradeAt(group);
      if (standing.fails || grade <= standing.before) continue;
      standing.now = grade;
      standing.flags.push('displaced-by-promotion');
    }
}

function override(standing: Standing, settings: Settings, failing: number): void {
  const { contender, promoted, flags } = standing;
  for (const kind of settings.is({ setting: 'overrideOrder', is: 'demote,promote' })
    ? ['demote', 'promote']
    : ['promote', 'demote']) {
    if (kind === 'promote' && contender.promotions > 0) {
      flags.push(promoted ? 'promoted' : 'promotion-blocked-by-fail');
      if (promoted) standing.now = 0;
    }
    if (kind === 'demote' && contender.demotions > 0) {
      flags.push(standing.now === failing ? 'demotion-at-floor' : 'demoted');
      standing.now = Math.min(failing, standing.now + 1);
      if (contender.demotions > 1) flags.push('demotions-collapsed');
    }
  }
}

/** Places freed by demotion go to the best ranked one grade lower who have no override of their own. */
function backfill(standings: ReadonlyMap<string, Standing>, groups: readonly TieGroup[], strict: boolean): void {
  for (const grade of [0, 1]) {
    let places = [...standings.values()].filter(
      ({ flags, before, now }) => flags.includes('demoted') && before === grade && now > grade,
    ).length;
    for (const { members } of groups) {
      const next = members
        .map(({ id }) => standings.get(id)!)
        .filter(({ now, contender }) => now === grade + 1 && contender.promotions + contender.demotions === 0);
      if (next.length === 0) continue;
      if (places <= 0 || (strict && next.length > places)) break;
      for (const standing of next) {
        standing.now = grade;
        standing.flags.push('backfilled');
      }
      places -= next.length;
    }
  }
}

/** Grade of a total by bands: the first band whose lowest value it reaches. */
export function gradeByBand(compared: Fraction, { bands }: BandRule): string {
  const band = bands.find(({ from }) => from === undefined || compare(compared, mustNumber(from)) >= 0);
  return band!.grade;
}

export interface Advanced {
  readonly places: number;
  readonly units: readonly string[];
  /** The first tie that does not fit: a person must decide. */
  readonly undecided: readonly string[];
}

/**
 * The best units of the top grade, as many as there are places, up to the first tie that does not fit; both lists by id, since
 * being chosen has no order. Source: contract, A5.
 */
export function chooseAdvanced(contenders: readonly Contender[], places: number, settings: Settings): Advanced {
  const units: string[] = [];
  for (const { members } of tieGroups(contenders, settings)) {
    if (units.length === places) break;
    const ids = members.map(({ id }) => id);
    if (units.length + ids.length > places) return { places, units: units.toSorted(), undecided: ids.toSorted() };
    units.push(...ids);
  }
  return { places, units: units.toSorted(), undecided: [] };
}
