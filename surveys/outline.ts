/**
 * What a scheme asks for, group by group, before anybody's values: parts, leaves and their other forms.
 *
 * Promise: also answers while settings are 未设定; what depends on such a setting is then listed in all its readings and has no weight.
 */
import { compareText } from './canonical.ts';
import { isManual } from './components.ts';
import type { LeafData, PartData, Scheme, Setting } from './scheme.ts';
import { resolveSettings, type Settings } from './settings.ts';

export interface LeafOutline {
  readonly id: string;
  readonly name: string;
  readonly unit: LeafData['unit'];
  /** Full points, or null for a percentage. */
  readonly full: string | null;
  /** Inside its part; null while a setting is open. */
  readonly weight: string | null;
  readonly mayNotApply: boolean;
  /** The part it belongs to. */
  readonly part: string;
  /** Stands for the single leaf of the part as soon as it is filled in. */
  readonly instead: boolean;
}

export interface PartOutline {
  readonly id: string;
  readonly name: string;
  readonly weight: string | null;
}

/** Another key a leaf may be filled in under. */
export interface FormOutline {
  readonly key: string;
  readonly leaf: string;
  readonly name: string;
}

export interface GroupOutline {
  readonly id: string;
  readonly name: string;
  /** Results are entered by hand. */
  readonly manual: boolean;
  readonly manualGrade: boolean;
  readonly ranked: boolean;
  readonly parts: readonly PartOutline[];
  readonly leaves: readonly LeafOutline[];
  readonly forms: readonly FormOutline[];
}

/** The groups of a scheme with what their members fill in. Cost: one pass over the scheme. */
export function outlineOf(scheme: Scheme, given: Readonly<Record<string, unknown>>): GroupOutline[] {
  const settings = resolveSettings(scheme, given);
  return scheme.groups.map((group) => {
    const parts = group.parts === undefined ? [] : (scheme.parts[group.parts] ?? []);
    const leaves = parts.flatMap((part) => leavesOf(part, group.id, settings));
    const forms = scheme.forms.flatMap((form): FormOutline[] => {
      const leaf = leaves.find(({ id }) => id === form.leaf);
      if (!leaf) return [];
      return form.kind === 'ballotMean'
        ? [{ key: form.key, leaf: form.leaf, name: `${leaf.name}平均分（1至5分）` }]
        : [
            { key: form.key, leaf: form.leaf, name: `${leaf.name}的任务得分` },
            { key: form.full, leaf: form.leaf, name: `${leaf.name}的任务分值` },
          ];
    });
    return {
      id: group.id,
      name: group.name,
      manual: isManual(group, settings),
      manualGrade: group.manualGrade,
      ranked: group.ranked,
      parts: parts.map(({ id, name, weight }) => ({ id, name, weight: chosenWeight(weight, settings) })),
      leaves,
      forms,
    };
  });
}

function chosenWeight(weight: PartData['weight'], settings: Settings): string | null {
  return typeof weight === 'string' ? weight : (weight.of[settings.choice(weight.setting)] ?? null);
}

function leavesOf(part: PartData, group: string, settings: Settings): LeafOutline[] {
  const outline = (leaf: LeafData, weight: string | null, instead = false): LeafOutline => ({
    id: leaf.id,
    name: leaf.name,
    unit: leaf.unit,
    full: leaf.unit === 'percent' ? null : (leaf.full ?? null),
    weight,
    mayNotApply: leaf.mayNotApply,
    part: part.id,
    instead,
  });
  const instead = (part.instead ?? []).map((leaf) => outline(leaf, leaf.weight, true));
  const { leaves } = part;
  if (Array.isArray(leaves)) return [...leaves.map((leaf) => outline(leaf, leaf.weight)), ...instead];
  const listed = leaves.of[settings.choice(leaves.setting)];
  if (listed) return [...listed.map((leaf) => outline(leaf, leaf.weight)), ...instead];
  const weights = settings.weights(leaves.setting, group);
  const own = (leaves.own ?? []).filter(({ id }) => !weights || weights.has(id));
  if (weights) {
    const echoed = settings.echo[leaves.setting];
    return own.map((leaf) => outline(leaf, weightText(echoed, group, leaf.id)));
  }
  const open = new Map([...own, ...Object.values(leaves.of).flat()].map((leaf) => [leaf.id, leaf]));
  return [...open.values()].map((leaf) => outline(leaf, null));
}

/** A weight as it was given, per group or for all. */
function weightText(echoed: unknown, group: string, leaf: string): string | null {
  const lookUp = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  const found = lookUp(lookUp(echoed, group), leaf) ?? lookUp(echoed, leaf);
  return typeof found === 'string' ? found : null;
}

/** Settings that are open: left so by the documents and not decided in the scheme. Each needs somebody's decision before a score counts. */
export function openSettings(scheme: Scheme, given: Readonly<Record<string, unknown>>): readonly Setting[] {
  const settings = resolveSettings(scheme, given);
  return scheme.settings.filter((setting) => {
    if (setting.kind === 'tariff' || setting.decided) return false;
    if ('required' in setting && setting.required !== false)
      return setting.required === true || settings.is(setting.required);
    return setting.ambiguity !== undefined;
  });
}

/** Ids of the leaves that are percentages in any group: what a survey can fill. */
export function percentLeaves(outline: readonly GroupOutline[]): { readonly id: string; readonly name: string }[] {
  const found = new Map(
    outline.flatMap(({ leaves }) => leaves.filter(({ unit }) => unit === 'percent').map(({ id, name }) => [id, name])),
  );
  return [...found].map(([id, name]) => ({ id, name })).toSorted((a, b) => compareText(a.id, b.id));
}
