/**
 * A satisfaction score as a department reads it: groups, questions, counts, each with its printed formula.
 *
 * Promise: pure. Leaders of a leaf are hidden together as soon as one group of them tells too much.
 */
import type { DepartmentResult } from '#contract';
import { compare, mustNumber, type SatisfactionResult } from '#surveys';
import type { DerivedSatisfaction } from './derive.ts';
import type { SatisfactionFact } from './facts.ts';

/** Ballots of a group below which counts are not shown. */
const fewestBallots = 5;

type SatisfactionView = NonNullable<DepartmentResult['parts'][number]['leaves'][number]['satisfaction']>;

export function satisfactionView(
  fact: SatisfactionFact,
  { document, precision }: DerivedSatisfaction,
  id: string,
): SatisfactionView {
  const result = document.results.find((one) => one.id === id)!;
  const own = precision.find(({ appraisee }) => appraisee === id);
  const ofUnit = { ...fact, cells: fact.cells.filter(({ appraisee }) => appraisee === id) };
  // One group of leaders that tells too much hides all of the leaf: what is left out could be found by subtraction.
  const telling = result.raterGroups.some(
    (group, g) => fact.plan.raterGroups[g]?.kind === 'panel' && group.questions.some((question) => isTelling(question)),
  );
  return {
    leaf: fact.leaf,
    name: fact.name,
    score: result.score && { ...result.score },
    ratePercent: result.rate?.percent ?? null,
    formula: telling ? null : composition(result.raterGroups, fact.plan.raterGroups, result.score?.rounded),
    flags: [...result.flags],
    raterGroups: result.raterGroups.map((group, g) => raterGroupView(group, ofUnit, g, document, telling)),
    precision: own
      ? { standardError: own.standardError, lower: own.lower, upper: own.upper, designs: [...own.designs] }
      : null,
  };
}

/** Σ weight × score, with the names of what is weighed. */
function composition(
  members: readonly { readonly id: string; readonly score: { readonly rounded: string } | null }[],
  planned: readonly { readonly id: string; readonly weight?: string | undefined }[],
  total: string | undefined,
): string | null {
  if (total === undefined || members.length < 2) return null;
  const equal = `1/${members.length}`;
  const terms = members.map(({ id, score }) => {
    const weight = planned.find((one) => one.id === id)?.weight ?? equal;
    return `${score?.rounded ?? '—'}×${weight}`;
  });
  return `${terms.join(' + ')} = ${total}`;
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
    flags: [...group.flags],
    suppressed,
    questions: group.questions.map((question, q) => {
      const asked = planned.questions[q]!;
      const ways = fact.cells.find(
        ({ raterGroup, question: of }) => raterGroup === group.id && of === question.id,
      )?.ways;
      const terms = codes
        .filter((code) => (question.counts[code] ?? 0) > 0)
        .map((code) => `${question.counts[code]}×${points[code]}`);
      const weighted = question.denominator !== null && question.denominator !== String(question.valid);
      return {
        id: question.id,
        name: asked.name,
        weight: asked.weight ?? null,
        counts: suppressed
          ? []
          : codes.map((code) => ({ code, label: code, points: points[code]!, count: question.counts[code] ?? 0 })),
        noOpinion: suppressed ? 0 : question.noOpinion,
        abstained: suppressed ? 0 : question.abstained,
        void: suppressed ? 0 : question.void,
        valid: suppressed ? 0 : question.valid,
        denominator: suppressed ? null : question.denominator,
        score: suppressed ? null : question.score && { ...question.score },
        ratePercent: suppressed ? null : (question.rate?.percent ?? null),
        formula:
          suppressed || !question.score || weighted || question.trimmed.high + question.trimmed.low > 0
            ? null
            : `(${terms.join(' + ')}) ÷ ${question.denominator} = ${question.score.rounded}`,
        flags: [...question.flags],
        weighted,
        ...(ways ? { ways: Object.entries(ways).map(([channel, count]) => ({ channel, count })) } : {}),
      };
    }),
  };
}

/** Few ballots, or all alike: whoever voted could be told. */
function isTelling({ counts, valid }: SatisfactionResult['raterGroups'][number]['questions'][number]): boolean {
  return valid < fewestBallots || Object.values(counts).some((count) => count === valid);
}
