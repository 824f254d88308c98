/**
 * Whether the settings of a scheme hold together: those a computation needs, their values, decisions taken in the scheme, and the
 * conditions that hang on them.
 *
 * Promise: a setting whose words the rules know offers only those words; a decision is one that could be taken in a cycle.
 */
import { compare, mustNumber } from './exact.ts';
import type { Scheme, Setting } from './scheme.ts';
import { invalidSettings, wrongSums } from './settings.ts';

export interface SchemeFinding {
  /** Keys joined by dots, ids in the place of array positions where there are any. */
  readonly at: string;
  readonly message: string;
}

/** Settings every computation asks for. */
const always = ['totalDecimals', 'compareOn', 'missingComponent', 'capTotalAtFullMarks'];
const withQuota = ['quotaRounding', 'tieRule', 'quotaBase', 'backfill'];
const withPromotions = ['promotionOccupiesQuota', 'promotionRescuesFail', 'overrideOrder'];

/** Words the rules act on; any other word would be silently treated as one of them. */
const knownWords: Readonly<Record<string, readonly string[]>> = {
  compareOn: ['rounded', 'exact'],
  missingComponent: ['block', 'redistribute_within_parent', 'zero', 'group_mean'],
  capTotalAtFullMarks: ['false', 'true'],
  quotaRounding: ['cumulative_half_up', 'cumulative_floor', 'independent_half_up', 'largest_remainder'],
  tieRule: ['favour', 'strict', 'tiebreak_by_components'],
  quotaBase: ['all_units_in_group', 'units_not_failing'],
  backfill: ['none', 'next_in_rank'],
  promotionOccupiesQuota: ['false', 'true'],
  promotionRescuesFail: ['false', 'true'],
  overrideOrder: ['promote,demote', 'demote,promote'],
};

/** A value of a choice as the rules compare it. */
export const wordOf = (value: string | boolean | readonly string[]): string =>
  typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : value.join(',');

/** Findings for ids that are used twice. Cost: one pass. */
export function repeated<T>(items: readonly T[], placeOf: (item: T) => string): SchemeFinding[] {
  const seen = new Set<string>();
  return items
    .map(placeOf)
    .filter((place) => seen.size === seen.add(place).size)
    .map((at) => ({ at, message: '编号重复，请改成不同的编号' }));
}

/** Settings that are missing, out of their bounds, without a use, or decided in a way no cycle could. Cost: one pass each. */
export function settingFindings(scheme: Scheme): SchemeFinding[] {
  const { settings, entries, gradeRule, bonusRule, forms } = scheme;
  const known = new Set(settings.map(({ key }) => key));
  const quota = gradeRule.kind === 'quota';
  const needed = [
    ...always,
    ...(quota ? withQuota : []),
    ...(quota && gradeRule.promotions ? withPromotions : []),
    ...(entries.some(({ points }) => points === 'open') ? ['tariff'] : []),
    ...(bonusRule ? [bonusRule.multiplier] : []),
  ];
  const tables = new Set(forms.flatMap((form) => (form.kind === 'ballotMean' ? [form.table] : [])));
  return [
    ...needed
      .filter((key) => !known.has(key))
      .map((key) => ({ at: `settings.${key}`, message: '缺少这项设置，计分时要用，请补上' })),
    ...settings.flatMap((setting) => ownFindings(setting, tables)),
    ...(bonusRule && settings.some(({ key, kind }) => key === bonusRule.multiplier && kind !== 'number')
      ? [{ at: `settings.${bonusRule.multiplier}`, message: '加分的倍数要是数值设置' }]
      : []),
    ...decisionFindings(scheme),
  ];
}

function ownFindings(setting: Setting, tables: ReadonlySet<string>): SchemeFinding[] {
  const at = `settings.${setting.key}`;
  if (setting.key === 'totalDecimals' && (setting.kind !== 'integer' || setting.from < 0 || setting.to > 4))
    return [{ at, message: '小数位数要是0到4之间的整数设置' }];
  if (setting.key === 'tariff' && setting.kind !== 'tariff')
    return [{ at, message: '加扣分标准要是“加扣分标准”一类的设置' }];
  switch (setting.kind) {
    case 'integer':
      return setting.from <= setting.preset && setting.preset <= setting.to
        ? []
        : [{ at, message: '预设值不在范围之内，请改正' }];
    case 'number':
      return isBetween(setting.from, setting.preset, setting.to) ? [] : [{ at, message: '预设值不在范围之内，请改正' }];
    case 'weights':
      return [
        ...(setting.required === false && setting.words.length === 0
          ? [{ at, message: '没有预设的权重，应标为必须设定' }]
          : []),
        ...repeated(setting.members, (member) => `${at}.${member}`),
      ];
    case 'tariff':
      return [];
    case 'choice': {
      const words = setting.values.map(wordOf);
      const offered = tables.has(setting.key) ? ['over5', 'linear5'] : knownWords[setting.key];
      const unknown = offered ? words.filter((word) => !offered.includes(word)) : [];
      return [
        ...(unknown.length > 0
          ? [{ at, message: `选项${unknown.join('、')}没有对应的算法，只能用${offered!.join('、')}` }]
          : []),
        ...repeated(words, (word) => `${at}.${word}`),
      ];
    }
  }
  return [];
}

function isBetween(from: string, value: string, to: string): boolean {
  return compare(mustNumber(from), mustNumber(value)) <= 0 && compare(mustNumber(value), mustNumber(to)) <= 0;
}

/** What was decided in the scheme obeys what a decision in a cycle obeys. */
function decisionFindings(scheme: Scheme): SchemeFinding[] {
  const given = Object.fromEntries(
    scheme.settings.flatMap(({ key, decided }) => (decided ? [[key, decided.value]] : [])),
  );
  const empty = Object.entries(given)
    .filter(([, value]) => value === undefined || value === null)
    .map(([key]) => ({ at: `settings.${key}`, message: '已写明由谁决定，但没有写决定的值，请补上' }));
  const invalid = invalidSettings(scheme, given);
  return [
    ...empty,
    ...invalid.map((at) => ({ at, message: '决定的值不在可选范围内，请改正' })),
    ...(invalid.length > 0 ? [] : wrongSums(scheme, given)).map((at) => ({
      at,
      message: '决定的权重之和应正好为1，请改正',
    })),
  ];
}

/** Conditions that name no choice there is, or no value it offers: they would never hold. Cost: one pass. */
export function conditionFindings(scheme: Scheme): SchemeFinding[] {
  const { settings, groups, parts, entries, entryScale, bonusRule } = scheme;
  const conditions: (readonly [at: string, when: { readonly setting: string; readonly is: string }])[] = [
    ...settings.flatMap((setting) =>
      setting.kind === 'weights' && typeof setting.required === 'object'
        ? [[`settings.${setting.key}.required`, setting.required] as const]
        : [],
    ),
    ...groups.flatMap(({ id, manual }) =>
      typeof manual === 'object' ? [[`groups.${id}.manual`, manual] as const] : [],
    ),
    ...entries.flatMap(({ side, kind, only }) => (only ? [[`entries.${side}.${kind}.only`, only] as const] : [])),
    ...(entryScale ? [['entryScale.when', entryScale.when] as const] : []),
    ...(bonusRule ? [['bonusRule.inside.when', bonusRule.inside.when] as const] : []),
    ...Object.entries(parts).flatMap(([set, list]) =>
      list.flatMap(({ id, leaves }) =>
        (Array.isArray(leaves) ? leaves : [...Object.values(leaves.of).flat(), ...(leaves.own ?? [])]).flatMap(
          (leaf) => (leaf.uncapped ? [[`parts.${set}.${id}.${leaf.id}.uncapped`, leaf.uncapped] as const] : []),
        ),
      ),
    ),
  ];
  return conditions.flatMap(([at, { setting: key, is }]) => {
    const setting = settings.find((one) => one.key === key);
    if (setting?.kind !== 'choice') return [{ at, message: `没有名为“${key}”的选择设置，请改正` }];
    return setting.values.some((value) => wordOf(value) === is)
      ? []
      : [{ at, message: `设置“${setting.name}”没有“${is}”这个选项，请改正` }];
  });
}
