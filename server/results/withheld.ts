/**
 * Which counts of leaders a package may hold: those that could be shown; of the others only the score they came to.
 *
 * Promise: pure. A mark that could be worked out from the counts stands in no package, no page and no file of the results; the score of
 * the unit stays exact, so that the package still recomputes. The counts themselves stay in the opened box, for whoever holds two shares.
 */
import { sha256Hex } from '#sampling';
import { computeSatisfaction, type DisclosureCell, discloseUnit, type DisclosureRules } from '#surveys';
import type { CellFact, SatisfactionFact, WithheldFact } from './facts.ts';
import { satisfactionRequest } from './satisfaction-request.ts';

/** A cell from ten marks on, its distribution from twenty, as on the page of the opened box. */
const rules: DisclosureRules = { least: 10, distributionFrom: 20 };

/** The fact without the leaders' counts that tell too much. Cost: one pass over the cells, and the scores of those concerned. */
export function withholdLeaders(fact: SatisfactionFact): SatisfactionFact {
  const panels = new Set(fact.plan.raterGroups.filter(({ kind }) => kind === 'panel').map(({ id }) => id));
  const byAppraisee = new Map<string, CellFact[]>();
  for (const cell of fact.cells)
    if (panels.has(cell.raterGroup))
      byAppraisee.set(cell.appraisee, [...(byAppraisee.get(cell.appraisee) ?? []), cell]);
  const telling = [...byAppraisee].filter(([, cells]) => isTelling(cells)).map(([appraisee]) => appraisee);
  if (telling.length === 0) return fact;
  const outcome = computeSatisfaction(satisfactionRequest(fact, telling), (text) => sha256Hex(text));
  // A plan that is refused, or a unit without a score, blocks: nothing is frozen and nothing shown.
  if (!outcome.ok) return fact;
  const withheld = outcome.value.results
    .flatMap(({ id, score }): WithheldFact[] => (score ? [{ appraisee: id, score: score.exact }] : []))
    .toSorted((a, b) => (a.appraisee < b.appraisee ? -1 : 1));
  const gone = new Set(withheld.map(({ appraisee }) => appraisee));
  return {
    ...fact,
    cells: fact.cells.filter(({ appraisee, raterGroup }) => !gone.has(appraisee) || !panels.has(raterGroup)),
    withheld,
  };
}

/** Whether one group's marks on one question tell too much, by themselves or together with the others'. */
function isTelling(cells: readonly CellFact[]): boolean {
  const questions = new Map<string, DisclosureCell[]>();
  for (const { raterGroup, question, counts } of cells)
    questions.set(question, [...(questions.get(question) ?? []), { group: raterGroup, counts }]);
  return [...questions.values()].some((groups) =>
    Object.values(discloseUnit(groups, rules).groups).some((one) => 'withheld' in one || one.shown.counts === null),
  );
}
