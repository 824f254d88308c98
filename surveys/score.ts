/**
 * One cell - one judged unit, one rater group, one question - from option counts to distribution, 满意度得分 and 满意率.
 *
 * Promise: exact; too small a base gives no figure instead of a bad one; the numbers behind a figure stay beside it. Never mixes
 * the two: the score weighs options by points, the rate counts the satisfied ones.
 */
import {
  compare,
  divide,
  exactText,
  type Fraction,
  fraction,
  least,
  multiply,
  mustNumber,
  subtract,
  sum,
  zero,
} from './exact.ts';
import { codesOf, pointsOf, type PointsTable } from './scale.ts';

export type Denominator = 'valid' | 'returned' | 'eligible';

/** How cells of one rater group are scored. */
export interface CellRules {
  readonly table: PointsTable;
  /** Options the rate counts; undefined: no rate. */
  readonly satisfied: ReadonlySet<string> | undefined;
  readonly scoreDenominator: Denominator;
  readonly rateDenominator: Denominator;
  /** Below it there is no figure. */
  readonly minBase: number;
  /** Below it there is a warning. */
  readonly warnBase: number;
  readonly trim: { readonly high: number; readonly low: number; readonly minBallots: number };
  readonly noOpinionLimit: Fraction;
  readonly noOpinionEffect: 'flag' | 'block';
}

/** Checked: every count is a whole number, eligible is not below returned. */
export interface CellCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly noOpinion: number;
  readonly abstained: number;
  readonly void: number;
  readonly eligible: number | null;
  /** Design weights summed by option; replaces the counts in every figure. */
  readonly weightedCounts?: ReadonlyMap<string, Fraction>;
}

export interface CellScore {
  readonly counts: Readonly<Record<string, number>>;
  readonly valid: number;
  readonly noOpinion: number;
  readonly abstained: number;
  readonly void: number;
  readonly returned: number;
  readonly eligible: number | null;
  readonly denominator: Fraction | null;
  readonly shares: Readonly<Record<string, string>> | null;
  readonly noOpinionShare: string | null;
  readonly abstainedShare: string | null;
  readonly voidShare: string | null;
  readonly trimmed: { readonly high: number; readonly low: number };
  readonly mean: Fraction | null;
  readonly score: Fraction | null;
  readonly rate: Fraction | null;
  readonly flags: readonly string[];
}

export const emptyCell: CellCounts = { counts: new Map(), noOpinion: 0, abstained: 0, void: 0, eligible: null };

/**
 * Satisfaction score of a cell = Σ points × count / score denominator; satisfaction rate = satisfied count / rate denominator;
 * mean = Σ code × count / Σ count; trimming leaves sum and denominator of score and mean only. Source: contract, B3.
 * Cost: one pass over the options.
 */
export function scoreCell(cell: CellCounts, rules: CellRules): CellScore {
  const { table, satisfied, minBase, warnBase } = rules;
  const codes = codesOf(table);
  const countOf = (code: string) => cell.counts.get(code) ?? 0;
  const valid = codes.reduce((total, code) => total + countOf(code), 0);
  const returned = valid + cell.noOpinion + cell.abstained + cell.void;
  const shareOf = (part: number) => (returned === 0 ? null : exactText(fraction(part, returned)));
  const facts = {
    counts: Object.fromEntries(codes.map((code) => [code, countOf(code)])),
    valid,
    noOpinion: cell.noOpinion,
    abstained: cell.abstained,
    void: cell.void,
    returned,
    eligible: cell.eligible,
    noOpinionShare: shareOf(cell.noOpinion),
    abstainedShare: shareOf(cell.abstained),
    voidShare: shareOf(cell.void),
  };
  const none = { denominator: null, shares: null, trimmed: { high: 0, low: 0 }, mean: null, score: null, rate: null };
  if (valid === 0) return { ...facts, ...none, flags: ['no-valid-answers'] };
  if (valid < minBase) return { ...facts, ...none, flags: ['below-min-base'] };

  const all = new Map(codes.map((code) => [code, cell.weightedCounts?.get(code) ?? weightless(cell, countOf(code))]));
  const base = sum(all.values());
  const shares = Object.fromEntries(codes.map((code) => [code, exactText(divide(all.get(code)!, base))]));
  const flags = valid < warnBase ? ['small-base'] : [];
  if (compare(fraction(cell.noOpinion, returned), rules.noOpinionLimit) > 0) {
    flags.push('no-opinion-high');
    if (rules.noOpinionEffect === 'block')
      return { ...facts, ...none, shares, flags: [...flags, 'not-assessable'].toSorted() };
  }

  const trimming = rules.trim.high + rules.trim.low > 0;
  const trims = trimming && valid >= rules.trim.minBallots;
  if (trimming) flags.push(trims ? 'trimmed' : 'not-trimmed');
  const trimmed = trims ? { high: rules.trim.high, low: rules.trim.low } : none.trimmed;
  const used = trims ? withoutExtremes(all, codes, trimmed) : all;
  const over = (denominator: Denominator) =>
    denominator === 'valid' ? base : fraction(denominator === 'returned' ? returned : cell.eligible!);
  const denominator = subtract(over(rules.scoreDenominator), fraction(trimmed.high + trimmed.low));
  const weighted = (valueOf: (code: string) => Fraction) =>
    sum(codes.map((code) => multiply(valueOf(code), used.get(code)!)));
  return {
    ...facts,
    denominator,
    shares,
    trimmed,
    mean: table.numeric ? divide(weighted(mustNumber), sum(used.values())) : null,
    score: divide(
      weighted((code) => pointsOf(table, code)),
      denominator,
    ),
    rate: satisfied ? divide(sum([...satisfied].map((code) => all.get(code)!)), over(rules.rateDenominator)) : null,
    flags: flags.toSorted(),
  };
}

/** What an option nobody weighted counts for: itself, or nothing where all the others are weighted. */
function weightless(cell: CellCounts, count: number): Fraction {
  return cell.weightedCounts ? zero : fraction(count);
}

/** Counts without the best and the worst ballots; `codes` is best first. */
function withoutExtremes(
  counts: ReadonlyMap<string, Fraction>,
  codes: readonly string[],
  { high, low }: { readonly high: number; readonly low: number },
): ReadonlyMap<string, Fraction> {
  const left = new Map(counts);
  const take = (order: readonly string[], ballots: number) => {
    let open = fraction(ballots);
    for (const code of order) {
      const taken = least(open, left.get(code)!);
      left.set(code, subtract(left.get(code)!, taken));
      open = subtract(open, taken);
    }
  };
  take(codes, high);
  take(codes.toReversed(), low);
  return left;
}
