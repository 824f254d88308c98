/**
 * A leader's whole ballot: what counts, what is void, what is left blank; and the counts of all ballots by rater group and unit.
 *
 * Promise: 不了解, 弃权 and 废票 stay three different things; a ballot that the form could not have made is void as a whole; nothing about
 * a ballot survives the count but the counts. Never sees who, when, or how a ballot came.
 */

/** One unit's bytes as filed: 0 blank, 1 to 5 a level, 9 不了解; nomination 0 none, 1 最满意, 2 不满意. */
export interface FiledMark {
  readonly grade: number;
  readonly nomination: number;
}

export interface BallotRules {
  readonly units: readonly { readonly id: string; readonly category: string }[];
  readonly groups: readonly {
    readonly code: string;
    /** How many units may be named 最满意 and 不满意. */
    readonly best: number;
    readonly worst: number;
    /** The limits hold within each category of units. */
    readonly perCategory: boolean;
  }[];
  readonly styles: readonly { readonly code: string; readonly group: string; readonly units: readonly number[] }[];
  /** 不了解 is offered. */
  readonly noOpinion: boolean;
  /** Whether a ballot that gives all its units the same level counts. */
  readonly uniform: 'count' | 'void';
}

export interface FiledBallot {
  readonly style: string;
  /** Of all units of the poll, in its order; undefined: not to be read. */
  readonly marks: readonly FiledMark[] | undefined;
}

export const levelCodes = ['5', '4', '3', '2', '1'] as const;
const NO_OPINION = 9;

type UnitMark = (typeof levelCodes)[number] | 'noOpinion' | 'abstained' | 'void';

export interface JudgedBallot {
  readonly state: 'valid' | 'blank' | 'void';
  /** By place in `units`, for the units of the style. */
  readonly marks: ReadonlyMap<number, UnitMark>;
  readonly best: readonly number[];
  readonly worst: readonly number[];
  /** More units were named than allowed, or something that is no nomination: none of them counts. */
  readonly nominationsVoid: boolean;
}

function styleOf(rules: BallotRules, code: string) {
  const style = rules.styles.find((one) => one.code === code);
  const group = rules.groups.find((one) => one.code === style?.group);
  if (!style || !group) throw new Error('a ballot of no style');
  return { style, group };
}

/** Whole-ballot judgement. Source: security.md 1.3, practice.md 5.2; form of 附件9–11. Cost: one pass over the units. */
export function judgeBallot(rules: BallotRules, { style: code, marks: filed }: FiledBallot): JudgedBallot {
  const { style, group } = styleOf(rules, code);
  const own = new Set(style.units);
  const all = (mark: UnitMark) => new Map(style.units.map((unit) => [unit, mark]));
  const nothing = { best: [], worst: [], nominationsVoid: false };
  const foreign = filed?.some(({ grade, nomination }, unit) => !own.has(unit) && (grade !== 0 || nomination !== 0));
  if (!filed || filed.length !== rules.units.length || foreign)
    return { state: 'void', marks: all('void'), ...nothing };

  const mark = ({ grade }: FiledMark): UnitMark => {
    if (grade === 0) return 'abstained';
    if (grade === NO_OPINION && rules.noOpinion) return 'noOpinion';
    return levelCodes.find((level) => level === String(grade)) ?? 'void';
  };
  const marks = new Map(style.units.map((unit) => [unit, mark(filed[unit]!)]));
  const given = new Set(marks.values());
  const [only] = given;
  const isUniform = marks.size > 1 && given.size === 1 && levelCodes.some((level) => level === only);
  if (rules.uniform === 'void' && isUniform) return { state: 'void', marks: all('void'), ...nothing };

  const named = (nomination: number) => style.units.filter((unit) => filed[unit]!.nomination === nomination);
  const [best, worst] = [named(1), named(2)];
  const strange = style.units.some((unit) => filed[unit]!.nomination > 2);
  const within = (units: readonly number[], limit: number) => {
    const scopes = units.map((unit) => (group.perCategory ? rules.units[unit]!.category : ''));
    return scopes.every((scope) => scopes.filter((other) => other === scope).length <= limit);
  };
  const nominationsVoid = strange || !within(best, group.best) || !within(worst, group.worst);
  const nominated = best.length + worst.length > 0 && !nominationsVoid;
  return {
    state: [...given].every((one) => one === 'abstained') && !nominated && !nominationsVoid ? 'blank' : 'valid',
    marks,
    best: nominationsVoid ? [] : best,
    worst: nominationsVoid ? [] : worst,
    nominationsVoid,
  };
}

export interface BallotCell {
  readonly group: string;
  readonly unit: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly noOpinion: number;
  readonly abstained: number;
  readonly void: number;
  readonly best: number;
  readonly worst: number;
}

export interface BallotSummary {
  readonly group: string;
  readonly returned: number;
  readonly valid: number;
  readonly blank: number;
  readonly void: number;
  /** Ballots whose nominations count, with at least one. */
  readonly nominating: number;
  readonly nominationsVoid: number;
}

export interface BallotTally {
  /** Groups in the poll's order, in each the units its styles rate, in official order. */
  readonly cells: readonly BallotCell[];
  readonly groups: readonly BallotSummary[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Counts by rater group and unit: what `computeSatisfaction` takes. Styles of a group are added up.
 * Cost: one pass over ballots and units.
 */
export function tallyBallots(rules: BallotRules, ballots: Iterable<FiledBallot>): BallotTally {
  const summaries = new Map(
    rules.groups.map(({ code }): [string, Writable<BallotSummary>] => [
      code,
      { group: code, returned: 0, valid: 0, blank: 0, void: 0, nominating: 0, nominationsVoid: 0 },
    ]),
  );
  const cells = new Map<string, Map<number, Writable<BallotCell> & { counts: Record<string, number> }>>();
  for (const { code } of rules.groups) {
    const places = new Set(rules.styles.filter(({ group }) => group === code).flatMap(({ units }) => units));
    cells.set(
      code,
      new Map(
        [...places]
          .toSorted((a, b) => a - b)
          .map((unit) => [
            unit,
            {
              group: code,
              unit: rules.units[unit]!.id,
              counts: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
              noOpinion: 0,
              abstained: 0,
              void: 0,
              best: 0,
              worst: 0,
            },
          ]),
      ),
    );
  }
  for (const ballot of ballots) {
    const { group } = styleOf(rules, ballot.style);
    const judged = judgeBallot(rules, ballot);
    const summary = summaries.get(group.code)!;
    const own = cells.get(group.code)!;
    summary.returned += 1;
    summary[judged.state] += 1;
    if (judged.nominationsVoid) summary.nominationsVoid += 1;
    if (judged.best.length + judged.worst.length > 0) summary.nominating += 1;
    for (const [unit, mark] of judged.marks) {
      const cell = own.get(unit)!;
      if (mark === 'noOpinion' || mark === 'abstained' || mark === 'void') cell[mark] += 1;
      else cell.counts[mark] = cell.counts[mark]! + 1;
    }
    for (const unit of judged.best) own.get(unit)!.best += 1;
    for (const unit of judged.worst) own.get(unit)!.worst += 1;
  }
  return {
    cells: rules.groups.flatMap(({ code }) => [...cells.get(code)!.values()]),
    groups: [...summaries.values()],
  };
}
