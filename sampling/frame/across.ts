/**
 * Identity beyond one list: one mobile under two names, persons on two lists of a department, persons of two departments.
 *
 * Promise: within a department such rows are held back and the lists returned (R24); across departments nothing is.
 */
import type { FrameList } from './list.ts';
import type { Related } from './collector.ts';
import { isRule2, type ListIdentity } from './identity.ts';
import { variantKeyOf } from './names.ts';
import type { FrameRow } from './rows.ts';
import type { ListKind } from './report.ts';

export interface IdentifiedList {
  readonly list: FrameList;
  readonly identity: ListIdentity;
}

interface Owned {
  readonly owner: FrameList;
  readonly row: FrameRow;
}

const kindLabels: Readonly<Record<ListKind, string>> = {
  'system-cadres': '系统干部名单',
  'hot-topics': '热点难点工作名单',
  'service-users': '办事人员名单',
  rectification: '整改情况评议名单',
};

function listLabel(list: FrameList): string {
  return list.attachment === null ? kindLabels[list.kind] : `附件${list.attachment}`;
}

function relate({ owner, row }: Owned): Related {
  const place = owner.findings.sheets[row.sheet];
  if (!place) throw new Error('a row of no sheet');
  return { list: owner.index, place, row: row.row };
}

/** Applies the rules across lists. Linear in the rows, but for the number of lists of one department. */
export function resolveAcross(lists: readonly IdentifiedList[]): void {
  const departments = new Map<string, IdentifiedList[]>();
  for (const one of lists) {
    const name = one.list.department ?? '';
    const there = departments.get(name);
    if (there) there.push(one);
    else departments.set(name, [one]);
  }
  for (const own of departments.values()) {
    const duplicates = own.length > 1 ? findDuplicates(own) : new Map<FrameRow, Set<FrameRow>>();
    sayDuplicates(own, duplicates);
    for (const shared of sharedMobiles(own)) sayTwoNames(shared);
  }
  if (departments.size > 1) sayAcrossDepartments([...departments.values()]);
}

/** Mobiles that stand on more than one row of a department's lists. */
function sharedMobiles(lists: readonly IdentifiedList[]): readonly { mobile: number; rows: readonly Owned[] }[] {
  const shared: { mobile: number; rows: readonly Owned[] }[] = [];
  const [first, ...others] = lists;
  if (!first) return shared;
  const owned = (one: IdentifiedList, rows: readonly FrameRow[]) => rows.map((row) => ({ owner: one.list, row }));
  if (others.length === 0) {
    for (const mobile of first.identity.sharedMobiles) {
      shared.push({ mobile, rows: owned(first, first.identity.rowsOfMobile(mobile)) });
    }
    return shared;
  }
  const seen = new Set<number>();
  for (const one of lists) {
    for (const mobile of one.identity.mobiles()) {
      if (seen.has(mobile)) continue;
      seen.add(mobile);
      const rows = lists.flatMap((other) => owned(other, other.identity.rowsOfMobile(mobile)));
      if (rows.length > 1) shared.push({ mobile, rows });
    }
  }
  return shared;
}

/** I4: every row with a mobile that stands under two names. */
function sayTwoNames({ mobile, rows }: { mobile: number; rows: readonly Owned[] }): void {
  const people = new Set(rows.map(({ row }) => variantKeyOf(row.nameKey)));
  if (people.size < 2) {
    sayVariantsAcross(rows);
    return;
  }
  const names = [...new Map(rows.map(({ row }) => [row.nameKey, row.name])).values()].join('、');
  for (const one of rows) {
    const { owner, row } = one;
    const others = rows.filter((other) => other.row !== row);
    if (others.length === 0) continue;
    row.reject();
    owner.findings.add(
      'mobile-two-names',
      { sheet: row.sheet, row: row.row, column: 'mobile' },
      { raw: String(mobile), related: others.map(relate), values: { number: mobile, names } },
    );
  }
}

/** Variant names on one mobile but on two lists: proposed to a person. */
function sayVariantsAcross(rows: readonly Owned[]): void {
  const [first, ...others] = rows;
  if (!first) return;
  for (const { owner, row } of others) {
    if (owner === first.owner || row.nameKey === first.row.nameKey) continue;
    const place = relate(first);
    owner.findings.add(
      'variant-name',
      { sheet: row.sheet, row: row.row },
      {
        related: [place],
        values: { name: row.name, other: first.row.name, row: `${listLabel(first.owner)}第${place.row}行` },
      },
    );
  }
}

/** Rows of a list that have a usable name. */
function* namedRows(list: FrameList): Generator<FrameRow> {
  for (let index = 0; index < list.rows.length; index += 1) {
    if (list.rows.nameKey(index) !== '') yield list.rows.at(index);
  }
}

/** I1 and I2 between lists of one department: each row with its counterparts on other lists. */
function findDuplicates(lists: readonly IdentifiedList[]): Map<FrameRow, Set<FrameRow>> {
  const found = new Map<FrameRow, Set<FrameRow>>();
  const note = (a: FrameRow, b: FrameRow) => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const there = found.get(one);
      if (there) there.add(other);
      else found.set(one, new Set([other]));
    }
  };
  for (const [at, one] of lists.entries()) {
    for (const other of lists.slice(0, at)) {
      for (const row of namedRows(one.list)) {
        one.list.rows.forEachMobile(row.index, (mobile) => {
          for (const match of other.identity.rowsOfMobile(mobile)) {
            if (match.nameKey === row.nameKey) note(match, row);
          }
        });
        if (row.organisationKey === '') continue;
        for (const match of other.identity.namesakesOf(row)) {
          if (match.nameKey === row.nameKey && isRule2(match, row)) note(match, row);
        }
      }
    }
  }
  return found;
}

function sayDuplicates(
  lists: readonly IdentifiedList[],
  duplicates: ReadonlyMap<FrameRow, ReadonlySet<FrameRow>>,
): void {
  if (duplicates.size === 0) return;
  const owners = new Map<FrameRow, FrameList>();
  for (const { list } of lists) for (const row of namedRows(list)) if (duplicates.has(row)) owners.set(row, list);
  const exempt = (list: FrameList) => list.exemptions.find('disjoint') !== undefined;
  for (const { list } of lists) {
    for (const row of namedRows(list)) {
      const counterparts = [...(duplicates.get(row) ?? [])];
      const kept: Owned[] = [];
      for (const other of counterparts) {
        const owner = owners.get(other);
        if (!owner) continue;
        if (exempt(list) || exempt(owner)) {
          list.exemptions.use('disjoint');
          owner.exemptions.use('disjoint');
        } else kept.push({ owner, row: other });
      }
      const [first] = kept;
      if (!first) continue;
      row.reject();
      const { place } = relate(first);
      list.findings.add(
        'cross-list-duplicate',
        { sheet: row.sheet, row: row.row },
        {
          related: kept.map(relate),
          values: {
            name: row.name,
            other: listLabel(first.owner),
            rows: `${place.name === 'CSV' || place.name === 'Sheet1' ? '' : `“${place.name}”`}第${first.row.row}行`,
          },
        },
      );
    }
  }
}

/** I1 between departments: told to the operator, everything still counts. */
function sayAcrossDepartments(departments: readonly (readonly IdentifiedList[])[]): void {
  const holders = new Map<number, Owned | Owned[]>();
  for (const { list, identity } of departments.flat()) {
    for (const mobile of identity.mobiles()) {
      for (const row of identity.rowsOfMobile(mobile)) {
        const there = holders.get(mobile);
        const one = { owner: list, row };
        if (there === undefined) holders.set(mobile, one);
        else if (Array.isArray(there)) there.push(one);
        else holders.set(mobile, [there, one]);
      }
    }
  }
  const said = new Map<FrameRow, Set<FrameRow>>();
  for (const rows of holders.values()) {
    if (!Array.isArray(rows)) continue;
    for (const { owner, row } of rows) {
      const others = rows.filter(
        (other) => other.owner.department !== owner.department && other.row.nameKey === row.nameKey,
      );
      const known = said.get(row) ?? new Set<FrameRow>();
      const fresh = others.filter((other) => !known.has(other.row));
      const [first] = fresh;
      if (!first) continue;
      for (const other of fresh) known.add(other.row);
      said.set(row, known);
      owner.findings.add(
        'cross-department-duplicate',
        { sheet: row.sheet, row: row.row },
        { related: fresh.map(relate), values: { name: row.name, department: first.owner.department ?? '另一部门' } },
      );
    }
  }
}
