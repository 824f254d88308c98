/**
 * Settings of a scheme: what the operator decided where the document decides nothing.
 *
 * Promise: every setting of the scheme has a value or blocks; nothing else is a setting. Never falls back to a preset for something
 * that was given wrong.
 */
import { canonicalText } from './canonical.ts';
import { compare, type Fraction, mustNumber, one, parseNumber, sum, zero } from './exact.ts';
import type { Scheme, Setting } from './scheme.ts';

type WeightsSetting = Extract<Setting, { kind: 'weights' }>;
type Condition = { readonly setting: string; readonly is: string };
type Given = Readonly<Record<string, unknown>>;

/** Settings in force, by what the rules ask of them. */
export interface Settings {
  /** All settings of the scheme with their values, as printed beside a result. */
  readonly echo: Readonly<Record<string, unknown>>;
  /** The choice made, as text; the two orders of overrides are joined by a comma. */
  choice(key: string): string;
  is(condition: Condition): boolean;
  number(key: string): Fraction;
  integer(key: string): number;
  /** Weights given for a group (or for all), or undefined where a word was given. */
  weights(key: string, group: string): ReadonlyMap<string, Fraction> | undefined;
  tariff(kind: string): Fraction | undefined;
}

export const isGiven = (value: unknown) => value !== undefined && value !== null;

function isObject(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function choiceText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Members that were given: null means not given. */
function membersOf(value: unknown): [name: string, value: unknown][] {
  return isObject(value) ? Object.entries(value).filter(([, member]) => isGiven(member)) : [];
}

function isWithin(value: unknown, from: Fraction, to: Fraction | undefined): boolean {
  const parsed = parseNumber(value);
  return parsed !== undefined && compare(parsed, from) >= 0 && (to === undefined || compare(parsed, to) <= 0);
}

/** The entry kinds whose points no document states. */
export function openKinds({ entries }: Scheme): string[] {
  return entries.filter(({ points }) => points === 'open').map(({ kind }) => kind);
}

/** Keys that are no settings of the scheme. */
export function unknownSettings(scheme: Scheme, given: Given): string[] {
  const known = new Set(scheme.settings.map(({ key }) => key));
  return Object.keys(given)
    .filter((key) => !known.has(key))
    .map((key) => `settings.${key}`);
}

/** Settings with a value that is not offered. */
export function invalidSettings(scheme: Scheme, given: Given): string[] {
  return scheme.settings.flatMap((setting) => {
    const value = given[setting.key];
    return isGiven(value) ? invalidPlaces(scheme, setting, value).map((at) => `settings.${at}`) : [];
  });
}

function invalidPlaces(scheme: Scheme, setting: Setting, value: unknown): string[] {
  const { key } = setting;
  switch (setting.kind) {
    case 'choice': {
      const text = canonicalText(value);
      return setting.values.some((offered) => canonicalText(offered) === text) ? [] : [key];
    }
    case 'integer':
      return Number.isInteger(value) && Number(value) >= setting.from && Number(value) <= setting.to ? [] : [key];
    case 'number':
      return isWithin(value, mustNumber(setting.from), mustNumber(setting.to)) ? [] : [key];
    case 'tariff': {
      if (!isObject(value)) return [key];
      const open = openKinds(scheme);
      return membersOf(value)
        .filter(([kind, points]) => !open.includes(kind) || !isWithin(points, zero, undefined))
        .map(([kind]) => `${key}.${kind}`);
    }
    case 'weights':
      if (typeof value === 'string') return setting.words.includes(value) ? [] : [key];
      if (!isObject(value)) return [key];
      if (!setting.perGroup) return invalidWeights(setting, value).map((member) => `${key}.${member}`);
      return membersOf(value).flatMap(([group, weights]) => {
        if (!isObject(weights) || !scheme.groups.some(({ id }) => id === group)) return [`${key}.${group}`];
        return invalidWeights(setting, weights).map((member) => `${key}.${group}.${member}`);
      });
  }
}

function invalidWeights({ members, all }: WeightsSetting, value: Given): string[] {
  const given = membersOf(value);
  const wrong = given.filter(([member, weight]) => {
    const parsed = parseNumber(weight);
    return !members.includes(member) || parsed === undefined || compare(parsed, zero) <= 0;
  });
  const missing = all ? members.filter((member) => !given.some(([name]) => name === member)) : [];
  return [...wrong.map(([member]) => member), ...missing];
}

/** Weight objects that do not sum to 1. */
export function wrongSums(scheme: Scheme, given: Given): string[] {
  return weightSettings(scheme).flatMap((setting) => {
    const value = given[setting.key];
    if (!isObject(value)) return [];
    const objects = setting.perGroup
      ? membersOf(value).map(([group, of]) => ({ at: `.${group}`, of }))
      : [{ at: '', of: value }];
    return objects
      .filter(({ of }) => compare(sum(membersOf(of).map(([, weight]) => mustNumber(weight))), one) !== 0)
      .map(({ at }) => `settings.${setting.key}${at}`);
  });
}

function weightSettings({ settings }: Scheme): WeightsSetting[] {
  return settings.filter((setting) => setting.kind === 'weights');
}

/** Settings that are 未设定 and needed: for a weight object per group, the groups present that it leaves out. */
export function missingSettings(scheme: Scheme, given: Given, groupsPresent: ReadonlySet<string>): string[] {
  const settings = resolveSettings(scheme, given);
  return scheme.settings.flatMap((setting) => {
    const { key } = setting;
    if (setting.kind !== 'choice' && setting.kind !== 'weights') return [];
    const needed = typeof setting.required === 'boolean' ? setting.required : settings.is(setting.required);
    const value = given[key] ?? setting.decided?.value;
    if (needed && !isGiven(value)) return [`settings.${key}`];
    if (setting.kind === 'choice' || !setting.perGroup || !isObject(value)) return [];
    return [...groupsPresent].filter((group) => !isGiven(value[group])).map((group) => `settings.${key}.${group}`);
  });
}

/** What the scheme itself decided, else what can be defended, else nothing. */
function presetOf(setting: Setting): unknown {
  if (setting.decided) return setting.decided.value;
  switch (setting.kind) {
    case 'choice':
      return setting.required ? null : setting.values[0];
    case 'integer':
    case 'number':
      return setting.preset;
    case 'tariff':
      return {};
    case 'weights':
      return setting.required === false ? setting.words[0] : null;
  }
}

/** The settings in force: given ones over presets. The given ones were checked. Cost: one pass over the scheme's settings. */
export function resolveSettings(scheme: Scheme, given: Given): Settings {
  const echo = Object.fromEntries(
    scheme.settings.map((setting) => {
      const value = given[setting.key];
      return [setting.key, isGiven(value) ? value : presetOf(setting)];
    }),
  );
  const choice = (key: string) => choiceText(echo[key]);
  return {
    echo,
    choice,
    is: ({ setting, is }) => choice(setting) === is,
    number: (key) => mustNumber(echo[key]),
    integer: (key) => Number(echo[key]),
    weights: (key, group) => {
      const setting = weightSettings(scheme).find((one) => one.key === key);
      const value = echo[key];
      const weights = setting?.perGroup && isObject(value) ? value[group] : value;
      if (!isObject(weights)) return undefined;
      return new Map(membersOf(weights).map(([member, weight]) => [member, mustNumber(weight)]));
    },
    tariff: (kind) => {
      const tariff = echo['tariff'];
      return isObject(tariff) && Object.hasOwn(tariff, kind) ? parseNumber(tariff[kind]) : undefined;
    },
  };
}
