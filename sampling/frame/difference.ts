/**
 * What changed against an earlier version of the list.
 *
 * Promise: usable persons are paired by shared mobile and name, then by name and organisation, then by shared mobile alone;
 * each is paired once.
 */
import { mask } from './cells.ts';
import type { FrameList } from './list.ts';
import { forEachMobile, type FrameRow } from './rows.ts';
import type { Difference, DifferenceField, ListedPerson } from './report.ts';
import { countingRows, numbersOfPerson } from './verdict.ts';

interface Version {
  readonly list: FrameList;
  readonly first: FrameRow;
  readonly rows: readonly FrameRow[];
}

function versionsOf(list: FrameList): Version[] {
  const versions: Version[] = [];
  for (const rows of countingRows(list).values()) {
    const [first] = rows;
    if (first) versions.push({ list, first, rows });
  }
  return versions;
}

/** Compares a list with its earlier version. Linear in the persons of both. */
export function differenceOf(
  list: FrameList,
  previous: FrameList,
  source: { readonly name: string; readonly sha256: string },
): Difference {
  const now = versionsOf(list);
  const before = versionsOf(previous);
  const pairs = new Map<Version, Version>();
  const taken = new Set<Version>();
  const pair = (keysOf: (version: Version) => string[]) => {
    const index = new Map<string, Version[]>();
    for (const version of before) {
      if (taken.has(version)) continue;
      for (const key of keysOf(version)) {
        const there = index.get(key);
        if (there) there.push(version);
        else index.set(key, [version]);
      }
    }
    for (const version of now) {
      if (pairs.has(version)) continue;
      for (const key of keysOf(version)) {
        const found = index.get(key)?.find((other) => !taken.has(other));
        if (!found) continue;
        pairs.set(version, found);
        taken.add(found);
        break;
      }
    }
  };
  pair((version) => mobilesOf(version).map((mobile) => `${mobile} ${version.first.nameKey}`));
  pair(({ first }) =>
    first.nameKey === '' || first.organisationKey === '' ? [] : [`${first.nameKey}\u0000${first.organisationKey}`],
  );
  pair((version) => mobilesOf(version).map(String));

  const changed: Difference['changed'][number][] = [];
  let unchanged = 0;
  for (const version of now) {
    const other = pairs.get(version);
    if (!other) continue;
    const fields = fieldsChanged(other, version);
    if (fields.length === 0) {
      unchanged += 1;
      continue;
    }
    const [here, there] = [listed(version), listed(other)];
    changed.push({
      sheet: here.sheet,
      row: here.row,
      previousSheet: there.sheet,
      previousRow: there.row,
      name: here.name,
      fields,
    });
  }
  return {
    previous: source,
    added: now.filter((version) => !pairs.has(version)).map(listed),
    removed: before.filter((version) => !taken.has(version)).map(listed),
    changed,
    unchanged,
  };
}

/** Is there nothing in a difference? */
export function isUnchanged(difference: Difference): boolean {
  return difference.added.length === 0 && difference.removed.length === 0 && difference.changed.length === 0;
}

function mobilesOf(version: Version): number[] {
  const mobiles: number[] = [];
  for (const row of version.rows) forEachMobile(row, (mobile) => mobiles.push(mobile));
  return mobiles;
}

function listed({ list, first }: Version): ListedPerson {
  const sheet = list.findings.sheets[first.sheet]?.name ?? '';
  return { sheet, row: first.row, serial: first.serial, name: mask(first.name) };
}

function fieldsChanged(from: Version, to: Version): Difference['changed'][number]['fields'] {
  const fields: { field: DifferenceField; from: string | null; to: string | null }[] = [];
  for (const field of ['name', 'gender', 'organisation', 'address', 'post', 'postcode', 'remark'] as const) {
    const [before, after] = [from.first[field] || null, to.first[field] || null];
    if (before !== after) fields.push({ field, from: masked(before), to: masked(after) });
  }
  const [before, after] = [numbersText(from), numbersText(to)];
  if (before !== after) fields.push({ field: 'numbers', from: before, to: after });
  return fields;
}

function masked(text: string | null): string | null {
  return text === null ? null : mask(text);
}

function numbersText({ list, rows }: Version): string | null {
  const numbers = numbersOfPerson(rows, list.homeArea);
  if (numbers.length === 0) return null;
  return numbers
    .map((number) =>
      number.type === 'fixed' && number.ext !== undefined ? `${number.dial}转${number.ext}` : number.dial,
    )
    .join('、');
}
