/**
 * What changed against an earlier version of the list.
 *
 * Promise: usable persons are paired by shared mobile and name, then by name and organisation, then by shared mobile alone;
 * each is paired once.
 */
import { mask } from './cells.ts';
import type { FrameList } from './list.ts';
import type { Difference, DifferenceField, ListedPerson } from './report.ts';
import { countingRows, numbersOfPerson } from './verdict.ts';

/** A usable person of one version: its counting rows. */
interface Version {
  readonly list: FrameList;
  readonly first: number;
  readonly rows: readonly number[];
}

function versionsOf(list: FrameList): Version[] {
  const versions: Version[] = [];
  for (const rows of countingRows(list)) {
    const [first] = rows;
    if (first !== undefined) versions.push({ list, first, rows });
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
  pair((version) => mobilesOf(version).map((mobile) => `${mobile} ${version.list.rows.nameKey(version.first)}`));
  pair(({ list: { rows }, first }) => {
    const [name, organisation] = [rows.nameKey(first), rows.organisationKey(first)];
    return name === '' || organisation === '' ? [] : [`${name}\u0000${organisation}`];
  });
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
  for (const row of version.rows) version.list.rows.forEachMobile(row, (mobile) => mobiles.push(mobile));
  return mobiles;
}

function listed({ list: { rows, findings }, first }: Version): ListedPerson {
  const sheet = findings.sheets[rows.sheet(first)]?.name ?? '';
  return { sheet, row: rows.row(first), serial: rows.serial(first), name: mask(rows.name(first)) };
}

/** The fields a difference speaks of, but for the numbers. */
function fieldsOf({ list: { rows }, first }: Version) {
  const { address = null, postcode = null, remark = null } = rows.texts(first) ?? {};
  return {
    name: rows.name(first) || null,
    gender: rows.gender(first),
    organisation: rows.organisation(first),
    address,
    post: rows.post(first),
    postcode,
    remark,
  };
}

function fieldsChanged(from: Version, to: Version): Difference['changed'][number]['fields'] {
  const fields: { field: DifferenceField; from: string | null; to: string | null }[] = [];
  const [earlier, later] = [fieldsOf(from), fieldsOf(to)];
  for (const field of ['name', 'gender', 'organisation', 'address', 'post', 'postcode', 'remark'] as const) {
    const [before, after] = [earlier[field], later[field]];
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
  const numbers = numbersOfPerson(list, rows);
  if (numbers.length === 0) return null;
  return numbers
    .map((number) =>
      number.type === 'fixed' && number.ext !== undefined ? `${number.dial}转${number.ext}` : number.dial,
    )
    .join('、');
}
