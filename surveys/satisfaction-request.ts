/**
 * Reading what is to be scored as satisfaction: shape, settings, weights, and every cell.
 *
 * Promise: either a request in which every later step can trust every number, or the first problem with all its places. What the
 * documents leave open (group weights, satisfied options) is never guessed.
 */
import { countBallots } from './ballot.ts';
import { canonicalText } from './canonical.ts';
import { compare, type Fraction, fraction, one, parseNumber, sum, zero } from './exact.ts';
import { accept, type Check, firstProblem, type Outcome, type Place, readShape } from './refusal.ts';
import { findTable, type PointsTable } from './scale.ts';
import {
  type Filed,
  type FiledBallots,
  type FiledCell,
  type FiledGroup,
  isWhole,
  presets,
  requestSchema,
  type SatisfactionSettings,
  settingChecks,
  settingsSchema,
  wholeOr,
} from './satisfaction-shape.ts';
import { isGiven } from './settings.ts';
import { type CellCounts, type CellRules, type Denominator } from './score.ts';

export interface Weighted {
  readonly id: string;
  readonly weight: Fraction;
}

export interface RaterGroup extends Weighted {
  readonly rules: CellRules;
  readonly questions: readonly Weighted[];
}

export interface SatisfactionRequest {
  readonly settings: SatisfactionSettings;
  readonly tables: readonly PointsTable[];
  /** Groups whose questions count alike because nothing was said. */
  readonly equalQuestions: readonly string[];
  readonly raterGroups: readonly RaterGroup[];
  readonly appraisees: readonly string[];
  readonly cellOf: (appraisee: string, raterGroup: string, question: string) => CellCounts | undefined;
}

function repeated<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(keyOf(value)).size);
}

function trimOf({ trim }: FiledGroup) {
  return { high: wholeOr(trim?.high, 0), low: wholeOr(trim?.low, 0), minBallots: wholeOr(trim?.minBallots, 7) };
}

const isTrimming = (group: FiledGroup) => trimOf(group).high + trimOf(group).low > 0;

/** Settings of groups and questions out of range. */
function wrongGroupSettings(group: FiledGroup): string[] {
  const at = `raterGroups.${group.id}`;
  const wrong: string[] = [];
  const check = (key: string, value: unknown, sound: (value: unknown) => boolean) => {
    if (isGiven(value) && !sound(value)) wrong.push(`${at}.${key}`);
  };
  const isWeight = (value: unknown) => {
    const weight = parseNumber(value);
    return weight !== undefined && compare(weight, zero) > 0;
  };
  check('weight', group.weight, isWeight);
  check('minBase', group.minBase, (value) => isWhole(value, 1));
  check('warnBase', group.warnBase, (value) => isWhole(value, 0));
  for (const { id, weight } of group.questions) check(`questions.${id}.weight`, weight, isWeight);
  if (group.trim) {
    for (const key of ['high', 'low', 'minBallots'] as const)
      check(`trim.${key}`, group.trim[key], (value) => isWhole(value, 0));
    const { high, low, minBallots } = trimOf(group);
    if (minBallots <= high + low) wrong.push(`${at}.trim.minBallots`);
  }
  return wrong;
}

/** Satisfied options that the table in force does not have, are none, or are said twice. */
function wrongSatisfied(filed: Filed): string[] {
  const wrong: string[] = [];
  const check = (at: string, satisfied: readonly string[] | undefined, table: PointsTable) => {
    if (!satisfied) return;
    const known = new Set(Object.keys(table.points));
    if (new Set(satisfied).size < Math.max(1, satisfied.length) || satisfied.some((code) => !known.has(code)))
      wrong.push(at);
  };
  const usesGeneral = filed.raterGroups.filter((group) => !group.satisfied);
  if (usesGeneral.length === 0) check('satisfied', filed.satisfied, tableOf(filed.table));
  for (const group of usesGeneral) check('satisfied', filed.satisfied, tableOf(group.table ?? filed.table));
  for (const group of filed.raterGroups)
    check(`raterGroups.${group.id}.satisfied`, group.satisfied, tableOf(group.table ?? filed.table));
  return wrong;
}

/** A table that was checked before. */
function tableOf(name: Filed['table']): PointsTable {
  const table = findTable(name);
  if (typeof table === 'string') throw new Error('a table nobody checked');
  return table;
}

function namedTables(filed: Filed): { at: string; name: Filed['table'] }[] {
  return [
    { at: 'table', name: filed.table },
    ...filed.raterGroups.flatMap(({ id, table }) =>
      table === undefined ? [] : [{ at: `raterGroups.${id}.table`, name: table }],
    ),
  ];
}

/** Places of tables that are unknown or no tables; one id with two contents is none. */
function wrongTables(filed: Filed, code: 'table-unknown' | 'table-invalid'): string[] {
  const contents = new Map<string, string>();
  return namedTables(filed)
    .filter(({ name }) => {
      const table = findTable(name);
      if (typeof table === 'string') return table === code;
      const content = canonicalText(table);
      const before = contents.get(table.id);
      contents.set(table.id, before ?? content);
      return code === 'table-invalid' && before !== undefined && before !== content;
    })
    .map(({ at }) => at);
}

const keyOf = (appraisee: string, raterGroup: string, question: string) =>
  JSON.stringify([appraisee, raterGroup, question]);

type FiledPlace = Pick<FiledCell, 'appraisee' | 'raterGroup' | 'question'>;
const atOf = ({ appraisee, raterGroup, question }: FiledPlace) => `cells.${appraisee}/${raterGroup}/${question}`;

/** Sum of what came back in a cell whose counts were checked. */
function returnedOf(cell: FiledCell | FiledBallots): number {
  if ('marks' in cell) return cell.marks.length;
  const numbers = [...Object.values(cell.counts), cell.noOpinion, cell.abstained, cell.void];
  return numbers.reduce<number>((total, value) => total + wholeOr(value, 0), 0);
}

function isWeightedSoundly({ counts, weightedCounts }: FiledCell): boolean {
  return [...new Set([...Object.keys(counts), ...Object.keys(weightedCounts ?? {})])].every((code) => {
    const raw = weightedCounts?.[code];
    const weight = isGiven(raw) ? parseNumber(raw) : zero;
    return weight !== undefined && compare(weight, zero) === Math.sign(wholeOr(counts[code], 0));
  });
}

/** Reads a request. Source: contract, B1, B4 and the order of its problems. Cost: one pass over cells and ballots. */
export function readSatisfactionRequest(input: unknown): Outcome<SatisfactionRequest> {
  const shape = readShape(requestSchema, input);
  if (!shape.ok) return shape;
  const filed = shape.value;
  const { raterGroups, cells, ballots } = filed;
  const settingEntries = Object.entries(filed.settings);
  const settings = settingsSchema.safeParse({
    ...presets,
    ...Object.fromEntries(settingEntries.filter(([, value]) => isGiven(value))),
  });
  const groups = new Map(raterGroups.map((group) => [group.id, group]));
  const appraisees = new Set(filed.appraisees.map(({ id }) => id));
  const everything = [...cells, ...ballots];
  const tables = new Map<string, PointsTable>();
  const hasCode = ({ raterGroup }: FiledCell, code: string) => {
    const table = tables.get(raterGroup) ?? tableOf(groups.get(raterGroup)?.table ?? filed.table);
    tables.set(raterGroup, table);
    return Object.hasOwn(table.points, code);
  };
  const at = (places: readonly FiledPlace[]) => places.map(atOf);
  const needs = (denominator: Denominator) =>
    settings.data?.scoreDenominator === denominator || settings.data?.rateDenominator === denominator;

  const checks: readonly Check[] = [
    [
      'setting-unknown',
      () => settingEntries.filter(([key]) => !Object.hasOwn(settingChecks, key)).map(([key]) => `settings.${key}`),
    ],
    [
      'setting-invalid',
      (): (string | Place)[] => [
        ...settingEntries
          .filter(([key, value]) => isGiven(value) && !settingChecks[key]!(value))
          .map(([key]) => `settings.${key}`),
        ...raterGroups.flatMap(wrongGroupSettings),
      ],
    ],
    ['table-unknown', () => wrongTables(filed, 'table-unknown')],
    ['table-invalid', () => wrongTables(filed, 'table-invalid')],
    ['satisfied-invalid', () => wrongSatisfied(filed)],
    [
      'duplicate-id',
      () => [
        ...repeated(raterGroups, ({ id }) => id).map(({ id }) => `raterGroups.${id}`),
        ...repeated(filed.appraisees, ({ id }) => id).map(({ id }) => `appraisees.${id}`),
        ...raterGroups.flatMap((group) =>
          repeated(group.questions, ({ id }) => id).map(({ id }) => `raterGroups.${group.id}.questions.${id}`),
        ),
      ],
    ],
    [
      'settings-required',
      () => [
        ...raterGroups
          .filter(({ weight }) => raterGroups.length > 1 && !isGiven(weight))
          .map(({ id }) => `raterGroups.${id}.weight`),
        ...raterGroups.flatMap((group) =>
          group.questions
            .filter(({ weight }) => !isGiven(weight) && group.questions.some((other) => isGiven(other.weight)))
            .map(({ id }) => `raterGroups.${group.id}.questions.${id}.weight`),
        ),
      ],
    ],
    [
      'weights-sum',
      () => [
        ...(sumsToOne(raterGroups) ? [] : ['raterGroups']),
        ...raterGroups.filter(({ questions }) => !sumsToOne(questions)).map(({ id }) => `raterGroups.${id}.questions`),
      ],
    ],
    [
      'trim-not-allowed',
      () => [
        ...raterGroups
          .filter((group) => group.kind === 'sample' && isTrimming(group))
          .map(({ id }) => `raterGroups.${id}.trim`),
        ...at(
          cells.filter((cell) => {
            const group = groups.get(cell.raterGroup);
            return cell.weightedCounts && group && isTrimming(group);
          }),
        ),
      ],
    ],
    [
      'reference-unknown',
      () =>
        at(
          everything.filter(
            ({ appraisee, raterGroup, question }) =>
              !appraisees.has(appraisee) || !groups.get(raterGroup)?.questions.some(({ id }) => id === question),
          ),
        ),
    ],
    ['cell-duplicate', () => at(repeated(everything, atKey))],
    [
      'option-unknown',
      () =>
        at(
          cells.filter((cell) =>
            [...Object.keys(cell.counts), ...Object.keys(cell.weightedCounts ?? {})].some(
              (code) => !hasCode(cell, code),
            ),
          ),
        ),
    ],
    [
      'count-invalid',
      () =>
        at(
          everything.filter((cell) => {
            const numbers =
              'marks' in cell ? [] : [...Object.values(cell.counts), cell.noOpinion, cell.abstained, cell.void];
            return [...numbers, cell.eligible].some((value) => isGiven(value) && !isWhole(value, 0));
          }),
        ),
    ],
    [
      'counts-inconsistent',
      () => at(everything.filter((cell) => isGiven(cell.eligible) && Number(cell.eligible) < returnedOf(cell))),
    ],
    ['eligible-required', () => (needs('eligible') ? at(everything.filter((cell) => !isGiven(cell.eligible))) : [])],
    [
      'weighted-invalid',
      () =>
        at(
          cells.filter(
            (cell) => cell.weightedCounts && (needs('returned') || needs('eligible') || !isWeightedSoundly(cell)),
          ),
        ),
    ],
  ];
  const problem = firstProblem(checks);
  if (problem) return problem;
  return accept(laidOut(filed, settingsSchema.parse(settings.data)));
}

const atKey = ({ appraisee, raterGroup, question }: FiledPlace) => keyOf(appraisee, raterGroup, question);

/** Whether the weights given (none given is fine) sum to 1. */
function sumsToOne(items: readonly { readonly weight?: unknown }[]): boolean {
  const weights = items.flatMap(({ weight }) => parseNumber(weight) ?? []);
  return weights.length === 0 || compare(sum(weights), one) === 0;
}

/** A checked request in the terms of the rules. */
function laidOut(filed: Filed, settings: SatisfactionSettings): SatisfactionRequest {
  const groups = filed.raterGroups.map((group): RaterGroup => {
    const table = tableOf(group.table ?? filed.table);
    const satisfied = group.satisfied ?? filed.satisfied;
    const sample = group.kind === 'sample';
    return {
      id: group.id,
      weight: parseNumber(group.weight) ?? one,
      rules: {
        table,
        satisfied: satisfied && new Set(satisfied),
        scoreDenominator: settings.scoreDenominator,
        rateDenominator: settings.rateDenominator,
        minBase: wholeOr(group.minBase, sample ? 30 : 5),
        warnBase: wholeOr(group.warnBase, sample ? 100 : 0),
        trim: trimOf(group),
        noOpinionLimit: parseNumber(settings.noOpinionLimit)!,
        noOpinionEffect: settings.noOpinionEffect,
      },
      questions: group.questions.map(({ id, weight }) => ({
        id,
        weight: parseNumber(weight) ?? fraction(1, group.questions.length),
      })),
    };
  });
  const tableOfGroup = new Map(groups.map(({ id, rules }) => [id, rules.table]));
  const cells = new Map<string, CellCounts>();
  for (const cell of filed.cells) cells.set(atKey(cell), countsOf(cell));
  for (const entry of filed.ballots) {
    const { counts, ...others } = countBallots(entry.marks, tableOfGroup.get(entry.raterGroup)!);
    cells.set(atKey(entry), { ...others, counts: new Map(Object.entries(counts)), eligible: eligibleOf(entry) });
  }
  return {
    settings,
    tables: [...new Map(namedTables(filed).map(({ name }) => [tableOf(name).id, tableOf(name)])).values()],
    equalQuestions: filed.raterGroups
      .filter(({ questions }) => questions.length > 1 && !questions.some(({ weight }) => isGiven(weight)))
      .map(({ id }) => id),
    raterGroups: groups,
    appraisees: filed.appraisees.map(({ id }) => id),
    cellOf: (...of) => cells.get(keyOf(...of)),
  };
}

const eligibleOf = ({ eligible }: { readonly eligible?: unknown }) => (isGiven(eligible) ? Number(eligible) : null);

function countsOf(cell: FiledCell): CellCounts {
  const { weightedCounts } = cell;
  return {
    counts: new Map(Object.entries(cell.counts).map(([code, count]) => [code, wholeOr(count, 0)])),
    noOpinion: wholeOr(cell.noOpinion, 0),
    abstained: wholeOr(cell.abstained, 0),
    void: wholeOr(cell.void, 0),
    eligible: eligibleOf(cell),
    ...(weightedCounts && {
      weightedCounts: new Map(
        Object.entries(weightedCounts).map(([code, weight]) => [code, parseNumber(weight) ?? zero]),
      ),
    }),
  };
}
