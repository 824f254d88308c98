/**
 * The parts and leaves of a group under the settings in force: what may be filled in, in which form, with which weight.
 *
 * Promise: the order of the scheme; nothing here looks at anybody's values.
 */
import { type Fraction, mustNumber } from './exact.ts';
import type { Group, LeafData, PartData, Scheme } from './scheme.ts';
import type { Settings } from './settings.ts';

export interface Leaf {
  readonly id: string;
  readonly name: string;
  readonly unit: LeafData['unit'];
  /** What the unit counts to: full points, or 100. */
  readonly full: Fraction;
  readonly weight: Fraction;
  /** Whether more than full is cut; else more than full is wrong, or allowed for earned points. */
  readonly cut: boolean;
  readonly mayNotApply: boolean;
}

export interface Part {
  readonly id: string;
  readonly name: string;
  readonly weight: Fraction;
  readonly leaves: readonly Leaf[];
  readonly instead: readonly Leaf[];
}

type Form = Scheme['forms'][number];

/** Everything a group's members may fill in. */
export interface Components {
  readonly parts: readonly Part[];
  readonly forms: readonly Form[];
  readonly leaves: ReadonlyMap<string, Leaf>;
  /** All keys of `leaves` of an input, other forms included. */
  readonly keys: ReadonlySet<string>;
}

/** Whether results of a group are entered by hand under the settings in force. */
export function isManual({ manual }: Group, settings: Settings): boolean {
  return typeof manual === 'boolean' ? manual : settings.is(manual);
}

/** The parts of a group with the weights in force. Source: contract, A3. Cost: one pass over the scheme's part. */
export function componentsOf(scheme: Scheme, group: Group, settings: Settings): Components {
  const data = group.parts === undefined ? [] : (scheme.parts[group.parts] ?? []);
  const parts = data.map((part): Part => ({
    id: part.id,
    name: part.name,
    weight: mustNumber(
      typeof part.weight === 'string' ? part.weight : part.weight.of[settings.choice(part.weight.setting)],
    ),
    leaves: leavesOf(part, group, settings),
    instead: (part.instead ?? []).map((leaf) => leafOf(leaf, mustNumber(leaf.weight), settings)),
  }));
  const leaves = new Map(parts.flatMap((part) => [...part.leaves, ...part.instead]).map((leaf) => [leaf.id, leaf]));
  const forms = scheme.forms.filter((form) => leaves.has(form.leaf));
  const formKeys = forms.flatMap((form) => (form.kind === 'taskShare' ? [form.key, form.full] : [form.key]));
  return { parts, forms, leaves, keys: new Set([...leaves.keys(), ...formKeys]) };
}

function leavesOf({ leaves }: PartData, { id }: Group, settings: Settings): Leaf[] {
  if (Array.isArray(leaves)) return leaves.map((leaf) => leafOf(leaf, mustNumber(leaf.weight), settings));
  const weights = leaves.own && settings.weights(leaves.setting, id);
  if (!weights) {
    const listed = leaves.of[settings.choice(leaves.setting)] ?? [];
    return listed.map((leaf) => leafOf(leaf, mustNumber(leaf.weight), settings));
  }
  return (leaves.own ?? []).flatMap((leaf) => {
    const weight = weights.get(leaf.id);
    return weight ? [leafOf(leaf, weight, settings)] : [];
  });
}

function leafOf({ id, name, unit, full, uncapped, mayNotApply }: LeafData, weight: Fraction, settings: Settings): Leaf {
  const cut = unit === 'earned' && !(uncapped && settings.is(uncapped));
  return { id, name, unit, full: mustNumber(full ?? '100'), weight, cut, mayNotApply };
}
