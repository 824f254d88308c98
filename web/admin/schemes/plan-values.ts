/**
 * A satisfaction plan as the values of its dialog, and back.
 *
 * Promise: what was left empty is left out, so that it stands at its preset; a points table of one's own comes with its points, so that
 * later versions do not touch it.
 */
import type { PointsTableView } from '#contract';
import type { SatisfactionPlan } from '#surveys';
import { keyOfTable, type sourceWords, tableNamed } from '../results/words.ts';

export interface PlanValues {
  readonly leaf: string;
  /** A shipped id, or `id@version` of an office's own table. */
  readonly table: string;
  readonly satisfied: string[];
  readonly settings?: SettingValues;
  readonly groups: readonly GroupValues[];
}

interface GroupValues {
  /** Of the plan that is changed: what the form does not show is kept. */
  readonly id?: string;
  readonly name: string;
  readonly source: keyof typeof sourceWords;
  readonly questionnaire?: string;
  readonly channels?: readonly string[];
  readonly weight?: string;
  readonly kind?: 'sample' | 'panel';
  readonly minBase?: number | null;
  readonly warnBase?: number | null;
  readonly trim?: { readonly high?: number | null; readonly low?: number | null; readonly minBallots?: number | null };
  readonly ballotGroup?: string;
  readonly questions: string;
}

interface SettingValues {
  readonly scoreDenominator?: string;
  readonly rateDenominator?: string;
  readonly emptyCell?: string;
  readonly decimals?: number | null;
  readonly noOpinionLimit?: string;
  readonly noOpinionEffect?: string;
}

/** `q1 总体满意度 0.5` a line: id, name, weight. */
function readQuestions(text: string): { id: string; name: string; weight?: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', ...rest] = line.split(/\s+/);
      const last = rest.at(-1);
      const weight = last !== undefined && rest.length > 1 && /^[0-9.]+(\/[0-9]+)?$/.test(last) ? last : undefined;
      const name = (weight === undefined ? rest : rest.slice(0, -1)).join(' ');
      return { id, name: name === '' ? id : name, ...(weight === undefined ? {} : { weight }) };
    });
}

const given = <T>(values: Readonly<Record<string, T | null | undefined | ''>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || value === null || value === '' ? [] : [[key, value]],
    ),
  );

/** A plan as the form says it. What was left empty stands at its preset; a points table of one's own comes with its points. */
export function toPlan(
  { table, satisfied, settings, groups }: PlanValues,
  tables: readonly PointsTableView[],
  before: SatisfactionPlan | undefined,
): object {
  const ids = new Set(groups.flatMap(({ id }) => id ?? []));
  const free = Array.from({ length: groups.length + ids.size }, (_, i) => `r${i + 1}`).filter((id) => !ids.has(id));
  const set = given({ ...settings });
  return {
    ...(Object.keys(set).length === 0 ? {} : { settings: set }),
    table: before && keyOfTable(before.table) === table ? before.table : tableNamed(table, tables),
    ...(satisfied.length === 0 ? {} : { satisfied }),
    raterGroups: groups.map((group) => {
      const { id, name, source, questionnaire, channels = [], weight, ballotGroup, kind, minBase, warnBase } = group;
      const { high, low, minBallots } = group.trim ?? {};
      const panel = source === 'ballots' || kind === 'panel';
      return {
        id: id ?? free.shift(),
        name,
        source,
        kind: panel ? 'panel' : 'sample',
        ...(source === 'sheets' ? given({ questionnaire }) : {}),
        ...(source === 'sheets' && channels.length > 0 ? { channels } : {}),
        ...given({ weight: weight?.trim() }),
        ...(source === 'ballots' ? given({ ballotGroup }) : {}),
        ...given<number>({ minBase, warnBase }),
        ...(panel && ((high ?? 0) > 0 || (low ?? 0) > 0)
          ? { trim: { high: high ?? 0, low: low ?? 0, minBallots: minBallots ?? 7 } }
          : {}),
        questions: readQuestions(group.questions),
      };
    }),
  };
}

export function fromPlan(leaf: string, plan: SatisfactionPlan): Partial<PlanValues> {
  return {
    leaf,
    table: keyOfTable(plan.table),
    satisfied: [...(plan.satisfied ?? [])],
    ...(plan.settings ? { settings: plan.settings } : {}),
    groups: plan.raterGroups.map(
      ({
        id,
        name,
        source,
        questionnaire,
        channels,
        weight,
        minBase,
        ballotGroup,
        kind,
        warnBase,
        trim,
        questions,
      }) => ({
        id,
        kind,
        ...(warnBase === undefined ? {} : { warnBase }),
        ...(trim === undefined ? {} : { trim }),
        name,
        source,
        ...(questionnaire === undefined ? {} : { questionnaire }),
        ...(channels === undefined ? {} : { channels: [...channels] }),
        ...(weight === undefined ? {} : { weight }),
        ...(minBase === undefined ? {} : { minBase }),
        ...(ballotGroup === undefined ? {} : { ballotGroup }),
        questions: questions
          .map(({ id, name: words, weight: share }) => [id, words, share].filter(Boolean).join(' '))
          .join('\n'),
      }),
    ),
  };
}

export const emptyGroup = { source: 'sheets', kind: 'sample', questions: '' } as const;

/** A new plan: one rater group to begin with. */
export const emptyPlan = { table: 'over5', satisfied: ['5', '4'], groups: [{ ...emptyGroup, name: '' }] };
