/**
 * Who is the same person as whom (rules I1 to I6), within a list and across the lists of departments.
 *
 * Promise: names, organisations and numbers decide, never the order of rows; a landline never joins persons of two
 * organisations. Every row ends with the first row of its person in `first`.
 */
import type { FindingCollector } from './collector.ts';
import type { FrameList } from './list.ts';
import { variantKeyOf } from './names.ts';
import { forEachLandline, forEachMobile, type FrameRow } from './rows.ts';
import { fixedNumber } from '../numbering.ts';

/** More persons than this on one landline are spoken of. */
const landlineShare = 5;

/** How a row came to its person, for the finding of the later row. */
type Link = 'duplicate-row' | 'same-person-two-phones' | 'variant-name';

/** One or many: most keys have one row. */
export type Rows = FrameRow | FrameRow[];

/** Rows of one name and organisation each row is compared with: a list that repeats one name a thousand times stays linear. */
const comparedNamesakes = 64;

function addTo<K>(index: Map<K, Rows>, key: K, row: FrameRow): void {
  const there = index.get(key);
  if (there === undefined) index.set(key, row);
  else if (Array.isArray(there)) there.push(row);
  else index.set(key, [there, row]);
}

export function listOf(rows: Rows | undefined): readonly FrameRow[] {
  if (rows === undefined) return [];
  return Array.isArray(rows) ? rows : [rows];
}

/** Key of rows that have one name (variants alike) and one organisation. */
export function namesakeKey(row: FrameRow): string {
  return `${variantKeyOf(row.nameKey)}\u0000${row.organisationKey}`;
}

/** First row of a person; paths are shortened on the way. */
export function personOf(row: FrameRow): FrameRow {
  let first = row;
  while (first.first !== first) {
    first.first = first.first.first;
    first = first.first;
  }
  return first;
}

export class ListIdentity {
  readonly #list: FrameList;
  readonly #findings: FindingCollector;
  /** Rows by mobile; only rows with a usable name. */
  readonly mobiles = new Map<number, Rows>();
  /** Rows by name (variants alike) and organisation. */
  readonly namesakes = new Map<string, Rows>();
  readonly #links = new Map<FrameRow, { link: Link; to: FrameRow }>();
  #order = new Map<FrameRow, number>();

  constructor(list: FrameList) {
    this.#list = list;
    this.#findings = list.findings;
  }

  /** Joins the rows of the list to persons and says what it did. Linear in the rows. */
  resolve(): void {
    for (const row of this.#list.rows) {
      if (row.nameKey === '') continue;
      forEachMobile(row, (mobile) => addTo(this.mobiles, mobile, row));
      if (row.organisationKey !== '') addTo(this.namesakes, namesakeKey(row), row);
    }
    const shared = [...this.mobiles].filter((entry): entry is [number, FrameRow[]] => Array.isArray(entry[1]));
    const namesakes = [...this.namesakes.values()].filter((rows) => Array.isArray(rows));
    if (shared.length > 0 || namesakes.length > 0) {
      this.#list.rows.forEach((row, at) => this.#order.set(row, at));
    }
    for (const [, rows] of shared) this.#joinByMobile(rows);
    for (const rows of namesakes) this.#joinNamesakes(rows);
    this.#sayLinks();
    this.#order = new Map();
  }

  #before(a: FrameRow, b: FrameRow): boolean {
    return (this.#order.get(a) ?? 0) < (this.#order.get(b) ?? 0);
  }

  /** Makes two rows one person; the later row remembers the strongest reason. */
  #join(earlier: FrameRow, later: FrameRow, link: Link): void {
    const known = this.#links.get(later);
    if (!known || (known.link !== 'duplicate-row' && link === 'duplicate-row'))
      this.#links.set(later, { link, to: earlier });
    const [a, b] = [personOf(earlier), personOf(later)];
    if (a === b) return;
    if (this.#before(a, b)) b.first = a;
    else a.first = b;
  }

  /** I1 and the variants of I4: rows with one mobile. */
  #joinByMobile(rows: readonly FrameRow[]): void {
    const firstOfName = new Map<string, FrameRow>();
    const firstOfVariant = new Map<string, FrameRow>();
    for (const row of rows) {
      const same = firstOfName.get(row.nameKey);
      if (same) {
        if (same !== row) this.#join(same, row, 'duplicate-row');
        continue;
      }
      firstOfName.set(row.nameKey, row);
      const variant = variantKeyOf(row.nameKey);
      const alike = firstOfVariant.get(variant);
      if (alike) this.#join(alike, row, 'variant-name');
      else firstOfVariant.set(variant, row);
    }
  }

  /** I2, I3, I5: rows of one name (variants alike) in one organisation. */
  #joinNamesakes(rows: readonly FrameRow[]): void {
    for (const [at, row] of rows.entries()) {
      for (let other = 0; other < at && other < comparedNamesakes; other += 1) {
        const earlier = rows[other];
        if (!earlier || earlier.nameKey !== row.nameKey || personOf(earlier) === personOf(row)) continue;
        if (isRule2(earlier, row)) this.#join(earlier, row, 'duplicate-row');
        else if (isRule3(earlier, row)) this.#join(earlier, row, 'same-person-two-phones');
      }
    }
    const persons: FrameRow[] = [];
    for (const row of rows) {
      const person = personOf(row);
      if (persons.some((earlier) => personOf(earlier) === person)) continue;
      const namesake = persons.find((earlier) => earlier.nameKey === row.nameKey);
      if (namesake) {
        const { place, words } = this.#wordsTo(row, namesake);
        const related = [{ place, row: namesake.row }];
        this.#findings.add('possible-same-person', at(row), { related, values: { row: words } });
      } else if (persons[0]) this.#sayVariant(row, persons[0]);
      if (persons.length < comparedNamesakes) persons.push(row);
    }
  }

  #sayLinks(): void {
    const later = [...this.#links].toSorted((a, b) => (this.#order.get(a[0]) ?? 0) - (this.#order.get(b[0]) ?? 0));
    const said = new Set<FrameRow>();
    for (const [row, { link, to }] of later) {
      const first = personOf(row);
      said.add(row);
      if (link === 'variant-name') {
        this.#sayVariant(row, to);
        continue;
      }
      const earlier = link === 'duplicate-row' && first.nameKey === row.nameKey ? first : to;
      const { place, words } = this.#wordsTo(row, earlier);
      this.#findings.add(link, at(row), {
        related: [{ place, row: earlier.row }],
        values: { row: words, name: row.name },
      });
    }
    if (said.size === 0) return;
    // A person two of whose rows only a third one joined: the later of the two is a repetition as well.
    for (const row of this.#list.rows) {
      const first = personOf(row);
      if (first === row || said.has(row)) continue;
      const { place, words } = this.#wordsTo(row, first);
      this.#findings.add('duplicate-row', at(row), { related: [{ place, row: first.row }], values: { row: words } });
    }
  }

  #sayVariant(row: FrameRow, other: FrameRow): void {
    const { place, words } = this.#wordsTo(row, other);
    this.#findings.add('variant-name', at(row), {
      related: [{ place, row: other.row }],
      values: { name: row.name, row: words, other: other.name },
    });
  }

  #wordsTo(row: FrameRow, other: FrameRow) {
    const { sheets } = this.#findings;
    const [from, place] = [sheets[row.sheet], sheets[other.sheet]];
    if (!from || !place) throw new Error('a row of no sheet');
    return { place, words: this.#findings.rowWords(from, place, other.row) };
  }

  /** Landlines shared by more persons than an office telephone explains. */
  sayLandlines(): void {
    const persons = new Map<number, Rows>();
    for (const row of this.#list.rows) forEachLandline(row, (landline) => addTo(persons, landline, row));
    for (const [landline, rows] of persons) {
      if (!Array.isArray(rows) || rows.length <= landlineShare) continue;
      const seen = new Set<FrameRow>();
      const firsts = rows.filter((row) => {
        const person = personOf(row);
        if (seen.has(person)) return false;
        seen.add(person);
        return true;
      });
      const [first, ...others] = firsts;
      if (!first || firsts.length <= landlineShare) continue;
      const related = others.map((row) => ({ place: this.#wordsTo(first, row).place, row: row.row }));
      const number = `+86${landline}`;
      this.#findings.add(
        'shared-landline',
        { ...at(first), column: 'office' },
        { raw: number, related, values: { n: firsts.length, number: readable(landline) } },
      );
    }
  }
}

function at(row: FrameRow): { sheet: number; row: number } {
  return { sheet: row.sheet, row: row.row };
}

function readable(landline: number): string {
  const digits = String(landline);
  const length = digits.startsWith('1') || digits.startsWith('2') ? 2 : 3;
  const { area, local } = fixedNumber(`0${digits.slice(0, length)}`, digits.slice(length), '');
  return `${area}-${local}`;
}

/** I2: at most one of the rows has mobiles, and they share a landline or one has no number. */
export function isRule2(a: FrameRow, b: FrameRow): boolean {
  if (a.mobile !== 0 && b.mobile !== 0) return false;
  if (!a.callable || !b.callable) return true;
  let shared = false;
  forEachLandline(a, (one) =>
    forEachLandline(b, (other) => {
      if (one === other) shared = true;
    }),
  );
  return shared;
}

/** I3, the half that counts as one: numbers on both, the same post, no contradiction of gender. */
function isRule3(a: FrameRow, b: FrameRow): boolean {
  if (!a.callable || !b.callable) return false;
  return a.post === b.post && (a.gender === null || b.gender === null || a.gender === b.gender);
}
