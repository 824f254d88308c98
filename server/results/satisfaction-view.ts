/**
 * A satisfaction score as a department reads it: groups, questions, counts, each with its printed formula.
 *
 * Promise: pure. Leaders whose counts the package withholds (withheld.ts) are hidden together, all groups of the leaf: what is left
 * out of one could be found by subtraction.
 */
import type { DepartmentResult } from '#contract';
import {
  add,
  compare,
  type Fraction,
  fraction,
  mustNumber,
  type QuestionResult,
  roundedText,
  type SatisfactionResult,
} from '#surveys';
import type { DerivedSatisfaction } from './derive.ts';
import type { CellFact, SatisfactionFact } from './facts.ts';

type SatisfactionView = NonNullable<DepartmentResult['parts'][number]['leaves'][number]['satisfaction']>;

export function satisfactionView(
  fact: SatisfactionFact,
  { document, precision }: DerivedSatisfaction,
  id: string,
): SatisfactionView {
  const result = document.results.find((one) => one.id === id)!;
  const own = precision.find(({ appraisee }) => appraisee === id);
  const withheld = fact.withheld?.find(({ appraisee }) => appraisee === id);
  const telling = withheld !== undefined;
  const score = withheld
    ? { exact: withheld.score, rounded: roundedText(mustNumber(withheld.score), document.settings.decimals) }
    : result.score && { ...result.score };
  const ofUnit = { ...fact, cells: fact.cells.filter(({ appraisee }) => appraisee === id) };
  return {
    leaf: fact.leaf,
    name: fact.name,
    score,
    ratePercent: result.rate?.percent ?? null,
    formula: telling ? null : composition(result.raterGroups, fact.plan.raterGroups, result.score?.rounded),
    flags: telling ? [] : [...result.flags],
    raterGroups: result.raterGroups.map((group, g) => raterGroupView(group, ofUnit, g, document, telling)),
    precision: own
      ? { standardError: own.standardError, lower: own.lower, upper: own.upper, designs: [...own.designs] }
      : null,
  };
}

/** Σ weight × score ÷ Σ weight of what has a score; the division only where somebody's weight went to the others. */
function composition(
  members: readonly { readonly id: string; readonly score: { readonly rounded: string } | null }[],
  planned: readonly { readonly id: string; readonly weight?: string | undefined }[],
  total: string | undefined,
): string | null {
  const scored = members.filter(({ score }) => score !== null);
  if (total === undefined || members.length < 2) return null;
  const weightOf = (id: string) => planned.find((one) => one.id === id)?.weight ?? `1/${members.length}`;
  const terms = scored.map(({ id, score }) => `${score!.rounded}×${weightOf(id)}`).join(' + ');
  if (scored.length === members.length) return `${terms} = ${total}`;
  const weight = scored.reduce((sum, { id }) => add(sum, mustNumber(weightOf(id))), mustNumber('0'));
  return `(${terms}) ÷ ${shortest(weight)} = ${total}`;
}

/** As a decimal of at most four places; what is cut is said by the sign before the result. */
const shortest = (value: Fraction): string => {
  const text = roundedText(value, 4);
  return text.replace(/\.?0+$/, '');
};

/**
 * Σ count × points ÷ denominator as it was computed: people, or the people they stand for, less the best and worst ballots where
 * those were dropped.
 */
function questionFormula(
  question: QuestionResult,
  points: Readonly<Record<string, string>>,
  codes: readonly string[],
  weightedCounts: CellFact['weightedCounts'],
): string | null {
  if (!question.score || question.denominator === null) return null;
  const { high, low } = question.trimmed;
  const kept = dropped(dropped({ ...question.counts }, codes, high), codes.toReversed(), low);
  const terms = codes.flatMap((code) => {
    const count = weightedCounts ? mustNumber(weightedCounts[code] ?? '0') : fraction(kept[code] ?? 0);
    return compare(count, mustNumber('0')) === 0 ? [] : [`${shortest(count)}×${points[code]}`];
  });
  const without = [high > 0 ? `${high}个最高` : '', low > 0 ? `${low}个最低` : ''].filter(Boolean).join('、');
  return `(${terms.join(' + ')}) ÷ ${shortest(mustNumber(question.denominator))} = ${question.score.rounded}${without === '' ? '' : `（已去掉${without}）`}`;
}

/** Counts less so many, taken from the options in this order. */
function dropped(counts: Record<string, number>, codes: readonly string[], places: number): Record<string, number> {
  let left = places;
  for (const code of codes) {
    const gone = Math.min(left, counts[code] ?? 0);
    counts[code] = (counts[code] ?? 0) - gone;
    left -= gone;
  }
  return counts;
}

function raterGroupView(
  group: SatisfactionResult['raterGroups'][number],
  fact: SatisfactionFact,
  g: number,
  { tables }: DerivedSatisfaction['document'],
  telling: boolean,
): SatisfactionView['raterGroups'][number] {
  const planned = fact.plan.raterGroups[g]!;
  const points = tables[group.table]?.points ?? {};
  const suppressed = telling && planned.kind === 'panel';
  const codes = Object.keys(points).toSorted((a, b) => compare(mustNumber(points[b]), mustNumber(points[a])));
  return {
    id: group.id,
    name: planned.name,
    source: planned.source,
    ...(planned.questionnaire === undefined ? {} : { questionnaire: planned.questionnaire }),
    weight: planned.weight ?? null,
    table: group.table,
    score: suppressed ? null : group.score && { ...group.score },
    ratePercent: suppressed ? null : (group.rate?.percent ?? null),
    formula: suppressed ? null : composition(group.questions, planned.questions, group.score?.rounded),
    flags: suppressed ? [] : [...group.flags],
    suppressed,
    questions: group.questions.map((question, q) => {
      const asked = planned.questions[q]!;
      const { ways, weightedCounts } =
        fact.cells.find(({ raterGroup, question: of }) => raterGroup === group.id && of === question.id) ?? {};
      return {
        id: question.id,
        name: asked.name,
        weight: asked.weight ?? null,
        counts: suppressed
          ? []
          : codes.map((code) => ({
              code,
              label: labelOf(fact.labels?.[group.id]?.[question.id]?.[code], code),
              points: points[code]!,
              count: question.counts[code] ?? 0,
            })),
        noOpinion: suppressed ? 0 : question.noOpinion,
        abstained: suppressed ? 0 : question.abstained,
        void: suppressed ? 0 : question.void,
        valid: suppressed ? 0 : question.valid,
        denominator: suppressed ? null : question.denominator,
        score: suppressed ? null : question.score && { ...question.score },
        ratePercent: suppressed ? null : (question.rate?.percent ?? null),
        formula: suppressed ? null : questionFormula(question, points, codes, weightedCounts),
        flags: suppressed ? [] : [...question.flags],
        weighted: weightedCounts !== undefined,
        ...(ways ? { ways: Object.entries(ways).map(([channel, count]) => ({ channel, count })) } : {}),
      };
    }),
  };
}

/** The option's word before its code; the code alone where there is no other word for it. */
function labelOf(word: string | undefined, code: string): string {
  return word === undefined || word === code ? code : `${word}（${code}）`;
}
