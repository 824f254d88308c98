/**
 * How sure a satisfaction score is, where its answers came from drawn samples.
 *
 * Promise: pure; figures rounded to four decimals, so that every machine prints the same. No figure where the design gives none.
 */
import { confidenceInterval, meanOfCounts, standardError, type TabulatedStratum } from '#sampling';
import { mustNumber, type SatisfactionDocument } from '#surveys';
import type { CellFact, SatisfactionFact } from './facts.ts';

/** How sure a satisfaction score is; figures rounded to four decimals. */
export interface Precision {
  readonly appraisee: string;
  readonly standardError: string;
  readonly lower: string;
  readonly upper: string;
  readonly designs: readonly string[];
}

/** Decimals of standard errors and intervals. */
const precisionDecimals = 4;

const asNumber = (text: string): number => {
  const { numerator, denominator } = mustNumber(text);
  return Number(numerator) / Number(denominator);
};

/**
 * Standard errors of the members whose answers came from drawn samples. Questions of one sample are joined as if they moved together,
 * which is the least favourable; groups are independent.
 */
export function precisionOf(
  { plan, cells, withheld }: SatisfactionFact,
  members: readonly string[],
  { tables, results }: SatisfactionDocument,
): Precision[] {
  const points = new Map(
    Object.values(tables).flatMap((table) =>
      Object.entries(table.points).map(([code, value]) => [code, asNumber(value)]),
    ),
  );
  const byAppraisee = new Map<string, CellFact[]>();
  for (const cell of cells)
    if (cell.strata) byAppraisee.set(cell.appraisee, [...(byAppraisee.get(cell.appraisee) ?? []), cell]);
  return members.flatMap((appraisee) => {
    const own = byAppraisee.get(appraisee) ?? [];
    // The interval stands around the printed score, also where leaders, of whom nobody was drawn, have a part in it.
    const score =
      withheld?.find((one) => one.appraisee === appraisee)?.score ??
      results.find(({ id }) => id === appraisee)?.score?.exact;
    if (own.length === 0 || score === undefined) return [];
    let variance = 0;
    let degrees = Infinity;
    const designs = new Set<string>();
    for (const group of plan.raterGroups) {
      const weight = group.weight === undefined ? 1 : asNumber(group.weight);
      const mine = own.filter(({ raterGroup }) => raterGroup === group.id);
      if (mine.length === 0) continue;
      if (mine.length > 1) designs.add('各题按最不利情形合并');
      let error = 0;
      for (const cell of mine) {
        const question = group.questions.find(({ id }) => id === cell.question);
        const share = question?.weight === undefined ? 1 / group.questions.length : asNumber(question.weight);
        const result = meanOfCounts(tabulated(cell, points));
        const one = standardError(result.estimates);
        if (one === null || !(result.degrees > 0)) return [];
        error += share * one;
        degrees = Math.min(degrees, result.degrees);
        const strata = cell.strata ?? [];
        const corrected = strata.every(({ population }) => population !== null);
        designs.add(
          `${strata.length > 1 ? `分${strata.length}层` : '简单随机样本'}，${corrected ? '含有限总体修正' : '总体数不详，未作有限总体修正'}`,
        );
      }
      variance += (weight * error) ** 2;
    }
    const interval = confidenceInterval({ values: [asNumber(score)], covariance: [[variance]] }, 0, 0.95, degrees);
    if (!interval) return [];
    const text = (value: number) => value.toFixed(precisionDecimals);
    return [
      {
        appraisee,
        standardError: text(Math.sqrt(variance)),
        lower: text(interval.lower),
        upper: text(interval.upper),
        designs: [...designs].toSorted(),
      },
    ];
  });
}

function tabulated({ strata = [] }: CellFact, points: ReadonlyMap<string, number>): TabulatedStratum[] {
  return strata.map(({ population, weight, counts }) => ({
    population: population ?? Infinity,
    weight: asNumber(weight),
    counts: Object.entries(counts).flatMap(([code, count]) =>
      points.has(code) ? [[points.get(code)!, count] as const] : [],
    ),
  }));
}
