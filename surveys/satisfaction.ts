/**
 * Satisfaction of judged units: cells to questions, rater groups and units, with everything a reader needs to check a figure.
 *
 * Promise: exact, the same bytes for the same input in any order of units and cells; a missing figure is never filled in. Prints
 * `exact`, which goes into a composite score, beside the rounded figure.
 */
import { compareText, inputDigest, type Sha256 } from './canonical.ts';
import { add, divide, exactText, type Fraction, hundred, multiply, roundedText, sum } from './exact.ts';
import { accept, type Outcome } from './refusal.ts';
import {
  readSatisfactionRequest,
  type RaterGroup,
  type SatisfactionRequest,
  type Weighted,
} from './satisfaction-request.ts';
import type { SatisfactionSettings } from './satisfaction-shape.ts';
import { isFloorHigh } from './scale.ts';
import { type CellScore, emptyCell, scoreCell } from './score.ts';

export interface ScoreFigure {
  readonly exact: string;
  readonly rounded: string;
}

export interface RateFigure {
  /** Between 0 and 1. */
  readonly exact: string;
  readonly percent: string;
}

interface Figures {
  readonly id: string;
  readonly score: ScoreFigure | null;
  readonly rate: RateFigure | null;
  readonly flags: readonly string[];
}

export interface QuestionResult extends Figures, Omit<CellScore, 'score' | 'rate' | 'flags' | 'mean' | 'denominator'> {
  readonly denominator: string | null;
  readonly mean: ScoreFigure | null;
}

export interface RaterGroupResult extends Figures {
  readonly table: string;
  readonly questions: readonly QuestionResult[];
}

export interface SatisfactionResult extends Figures {
  readonly raterGroups: readonly RaterGroupResult[];
}

export interface SatisfactionDocument {
  readonly tables: Readonly<
    Record<string, { readonly version: string; readonly points: Readonly<Record<string, string>> }>
  >;
  readonly settings: SatisfactionSettings;
  readonly notices: readonly string[];
  readonly results: readonly SatisfactionResult[];
  readonly inputDigest: string;
}

/** What a level hands to the one above. */
interface Composed {
  readonly score: Fraction | null;
  readonly rate: Fraction | null;
  readonly flags: readonly string[];
}

/**
 * Weighted mean of one level = Σ weight × figure; a member without a score blocks it or hands its weight to the others.
 * Source: contract, B4.
 */
function compose(
  members: readonly (Weighted & Pick<Composed, 'score' | 'rate'>)[],
  emptyCellRule: SatisfactionSettings['emptyCell'],
): Composed {
  const scored = members.filter(({ score }) => score !== null);
  const complete = scored.length === members.length;
  if (scored.length === 0 || (!complete && emptyCellRule === 'block'))
    return { score: null, rate: null, flags: ['incomplete'] };
  const weight = sum(scored.map((member) => member.weight));
  const mean = (of: 'score' | 'rate') => {
    let total: Fraction | null = null;
    for (const member of scored) {
      const figure = member[of];
      if (figure === null) return null;
      const part = multiply(member.weight, figure);
      total = total ? add(total, part) : part;
    }
    return total && divide(total, weight);
  };
  const missing = members.filter(({ score }) => score === null);
  return {
    score: mean('score'),
    rate: mean('rate'),
    flags: missing.map(({ id }) => `redistributed:${id}`).toSorted(compareText),
  };
}

/**
 * Satisfaction document of an input. Source: contract, part B. Cost: one pass over the cells of the request, filed or empty.
 */
export function computeSatisfaction(input: unknown, sha256: Sha256): Outcome<SatisfactionDocument> {
  const read = readSatisfactionRequest(input);
  if (!read.ok) return read;
  const request = read.value;
  const { settings, tables, equalQuestions } = request;
  return accept({
    tables: Object.fromEntries(tables.map(({ id, version, points }) => [id, { version, points }])),
    settings,
    notices: [
      ...equalQuestions.map((id) => `equal-question-weights:${id}`),
      ...tables.filter(isFloorHigh).map(({ id }) => `table-floor-high:${id}`),
    ].toSorted(compareText),
    results: request.appraisees.toSorted(compareText).map((id) => resultOf(id, request)),
    inputDigest: inputDigest(input, sha256),
  });
}

function resultOf(appraisee: string, request: SatisfactionRequest): SatisfactionResult {
  const { settings } = request;
  const groups = request.raterGroups.map((group) => groupOf(appraisee, group, request));
  const composed = compose(
    request.raterGroups.map(({ id, weight }, g) => ({ id, weight, ...groups[g]!.composed })),
    settings.emptyCell,
  );
  return { ...figures(appraisee, composed, settings), raterGroups: groups.map(({ result }) => result) };
}

function groupOf(appraisee: string, group: RaterGroup, request: SatisfactionRequest) {
  const { settings } = request;
  const cells = group.questions.map(({ id }) =>
    scoreCell(request.cellOf(appraisee, group.id, id) ?? emptyCell, group.rules),
  );
  const composed = compose(
    group.questions.map(({ id, weight }, q) => ({ id, weight, score: cells[q]!.score, rate: cells[q]!.rate })),
    settings.emptyCell,
  );
  const questions = group.questions.map(({ id }, q) => questionOf(id, cells[q]!, settings));
  const result: RaterGroupResult = { ...figures(group.id, composed, settings), table: group.rules.table.id, questions };
  return { composed, result };
}

function questionOf(id: string, cell: CellScore, settings: SatisfactionSettings): QuestionResult {
  return {
    ...cell,
    ...figures(id, cell, settings),
    denominator: cell.denominator && exactText(cell.denominator),
    mean: scoreFigure(cell.mean, settings),
  };
}

function figures(id: string, { score, rate, flags }: Composed, settings: SatisfactionSettings): Figures {
  return {
    id,
    score: scoreFigure(score, settings),
    rate: rate && { exact: exactText(rate), percent: roundedText(multiply(rate, hundred), settings.decimals) },
    flags,
  };
}

function scoreFigure(value: Fraction | null, { decimals }: SatisfactionSettings): ScoreFigure | null {
  return value && { exact: exactText(value), rounded: roundedText(value, decimals) };
}
