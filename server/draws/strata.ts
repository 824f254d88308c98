/**
 * Groups of units by an attribute: a code fit for tickets and the public, and a label fit for people.
 *
 * Promise: pure; the order of the units does not matter; values that would share a code are told apart by rank.
 */
import { listKindLabels, type DrawDesign, type ListKind } from '#contract';
import { wholeFrame } from '#sampling';

export interface PlannedUnit {
  readonly id: string;
  readonly department: string;
  readonly list: ListKind;
  readonly city: string | null;
  readonly gender: string | null;
}

/** What units are grouped by. */
export type GroupBy = DrawDesign['stratifyBy'];

export interface Group {
  readonly code: string;
  readonly label: string;
  readonly population: number;
}

/** The groups of the units, by code, and the code of each unit. */
export function groupUnits(units: readonly PlannedUnit[], by: GroupBy) {
  const { codeOf, labels } = groupCodes(by, units);
  const sizes = new Map<string, number>();
  for (const unit of units) sizes.set(codeOf(unit), (sizes.get(codeOf(unit)) ?? 0) + 1);
  const groups = [...sizes]
    .map(([code, population]): Group => ({ code, label: labels.get(code)!, population }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return { groups, codeOf };
}

/**
 * Clusters: groups by an attribute, inside each stratum where there are strata. One city in two strata is two clusters, since a
 * cluster lies in one stratum.
 */
export function groupClusters(units: readonly PlannedUnit[], stratifyBy: GroupBy, by: GroupBy) {
  if (stratifyBy === 'none') {
    const { groups, codeOf } = groupUnits(units, by);
    return { groups: groups.map((group) => ({ ...group, within: wholeFrame })), codeOf };
  }
  const outer = groupCodes(stratifyBy, units);
  const inner = groupCodes(by, units);
  const nested = new Map<string, { unit: PlannedUnit; population: number }>();
  const keyOf = (unit: PlannedUnit) => `${outer.codeOf(unit)}|${inner.codeOf(unit)}`;
  for (const unit of units) {
    const known = nested.get(keyOf(unit));
    if (known) known.population += 1;
    else nested.set(keyOf(unit), { unit, population: 1 });
  }
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  // In the order of the keys, so that who is told apart by a number does not depend on the order of the units.
  const groups = [...nested]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { unit, population }]) => {
      const within = outer.codeOf(unit);
      const label = `${outer.labels.get(within)!}·${inner.labels.get(inner.codeOf(unit))!}`;
      const plain = codeFor(label);
      let code = plain;
      for (let n = 2; taken.has(code); n += 1) code = `${plain.slice(0, 60)}-${n}`;
      taken.add(code);
      codes.set(key, code);
      return { code, label, population, within };
    });
  return {
    groups: groups.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    codeOf: (unit: PlannedUnit) => codes.get(keyOf(unit))!,
  };
}

/** A code for each value the units have. The values' order does not matter: codes that would coincide are told apart by rank. */
export function groupCodes(by: GroupBy, units: readonly PlannedUnit[]) {
  const values = [...new Set(units.map((unit) => attribute(unit, by)))].toSorted();
  const codes = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const value of values) {
    const plain = by === 'none' ? wholeFrame : codeFor(by === 'list' ? value : labelOf(value, by));
    let code = plain;
    for (let n = 2; labels.has(code); n += 1) code = `${plain.slice(0, 60)}-${n}`;
    codes.set(value, code);
    labels.set(code, labelOf(value, by));
  }
  return { labels, codeOf: (unit: PlannedUnit) => codes.get(attribute(unit, by))! };
}

export function attribute(unit: Omit<PlannedUnit, 'id'>, by: GroupBy): string {
  return by === 'none' ? wholeFrame : (unit[by] ?? '');
}

export function labelOf(value: string, by: GroupBy): string {
  if (by === 'none') return '全部';
  if (by === 'list') return new Map<string, string>(Object.entries(listKindLabels)).get(value) ?? value;
  if (value !== '') return value;
  if (by === 'gender') return '性别未填';
  return by === 'city' ? '地点未识别' : '部门未写明';
}

/** A table that people fill may name groups by code or by label; a name that is neither stays, and is refused as unknown. */
export function byCode<T>(table: Readonly<Record<string, T>>, groups: readonly Omit<Group, 'population'>[]) {
  const codes = new Map(groups.map(({ code, label }) => [label, code]));
  for (const { code } of groups) codes.set(code, code);
  return Object.fromEntries(
    Object.entries(table).map(([name, value]): [string, T] => [codes.get(name.normalize('NFC')) ?? name, value]),
  );
}

/** A text as a stratum code: 1 to 60 characters, no "|" or control characters; all ASCII: `A-Z a-z 0-9 . _ : -` only. */
function codeFor(text: string): string {
  const clean = publicText(text);
  // oxlint-disable-next-line no-control-regex -- "not ASCII" is meant literally
  const code = /[^\x00-\x7f]/.test(clean) ? clean : clean.replace(/[^A-Za-z0-9._:-]/g, '-');
  const short = code.slice(0, 60).replace(/\p{Cs}$/u, '');
  return short === '' || short === wholeFrame ? `stratum-${short}` : short;
}

/** A text as it may stand in the public list of ids, which people open in a spreadsheet: nothing it would run. */
export function publicText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[|\p{Cc}\p{Cs}]/gu, '-')
    .replace(/^[\s=+\-@]+/u, '')
    .trim();
}
