/**
 * Who is the same person as whom (rules I1 to I6), within a list and across the lists of departments.
 *
 * Promise: names, organisations and numbers decide, never the order of rows; a landline never joins persons of two
 * organisations. Every row ends with the first row of its person in `first`.
 */
import type { FindingCollector } from './collector.ts';
import type { FrameList } from './list.ts';
import { variantKeyOf } from './names.ts';
import { hashOf, NumberIndex } from './number-index.ts';
import { forEachLandline, forEachMobile, type FrameRow } from './rows.ts';
import { fixedNumber } from '../numbering.ts';

/** More persons than this on one landline are spoken of. */
const landlineShare = 5;

/** How a row came to its person, for the finding of the later row. */
type Link = 'duplicate-row' | 'same-person-two-phones' | 'variant-name';

/** Rows of one name and organisation each row is compared with: a list that repeats one name a thousand times stays linear. */
const comparedNamesakes = 64;

/** Text of what two rows have in common when they have one name (variants alike) and one organisation. */
function namesakeKey(row: FrameRow): string {
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
  readonly #mobiles = new NumberIndex();
  /** Rows by a hash of name (variants alike) and organisation. */
  readonly #namesakes = new NumberIndex();
  readonly #links = new Map<FrameRow, { link: Link; to: FrameRow }>();

  constructor(list: FrameList) {
    this.#list = list;
    this.#findings = list.findings;
  }

  /** Mobiles that stand on more than one row. */
  get sharedMobiles(): readonly number[] {
    return this.#mobiles.shared;
  }

  mobiles(): Iterable<number> {
    return this.#mobiles.keys();
  }

  rowsOfMobile(mobile: number): FrameRow[] {
    return this.#rowsAt(this.#mobiles.valuesOf(mobile));
  }

  /** Rows of the list with the name (variants alike) and the organisation of a row, of this list or another. */
  namesakesOf(row: FrameRow): FrameRow[] {
    const key = namesakeKey(row);
    const rows = this.#rowsAt(this.#namesakes.valuesOf(hashOf(variantKeyOf(row.nameKey), row.organisationKey)));
    return rows.filter((other) => namesakeKey(other) === key);
  }

  #rowsAt(indexes: readonly number[]): FrameRow[] {
    return indexes.map((index) => this.#list.rows[index]).filter((row) => row !== undefined);
  }

  /** Joins the rows of the list to persons and says what it did. Linear in the rows. */
  resolve(): void {
    const { rows } = this.#list;
    for (const row of rows) {
      if (row.nameKey === '') continue;
      if (row.numbers !== null) forEachMobile(row, (mobile) => this.#mobiles.add(mobile, row.index));
      else if (row.mobile !== 0) this.#mobiles.add(row.mobile, row.index);
      if (row.organisationKey === '') continue;
      this.#namesakes.add(hashOf(variantKeyOf(row.nameKey), row.organisationKey), row.index);
    }
    for (const mobile of this.#mobiles.shared) this.#joinByMobile(this.rowsOfMobile(mobile));
    for (const hash of this.#namesakes.shared) {
      const alike = new Map<string, FrameRow[]>();
      for (const row of this.#rowsAt(this.#namesakes.valuesOf(hash))) {
        const key = namesakeKey(row);
        const group = alike.get(key);
        if (group) group.push(row);
        else alike.set(key, [row]);
      }
      for (const group of alike.values()) this.#joinNamesakes(group);
    }
    this.#sayLinks();
  }

  /** Makes two rows one person; the later row remembers the strongest reason. */
  #join(earlier: FrameRow, later: FrameRow, link: Link): void {
    const known = this.#links.get(later);
    if (!known || (known.link !== 'duplicate-row' && link === 'duplicate-row'))
      this.#links.set(later, { link, to: earlier });
    const [a, b] = [personOf(earlier), personOf(later)];
    if (a === b) return;
    if (a.index < b.index) b.first = a;
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
    const later = [...this.#links].toSorted((a, b) => a[0].index - b[0].index);
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
    const holders = new NumberIndex();
    for (const row of this.#list.rows) {
      if (row.numbers !== null) forEachLandline(row, (landline) => holders.add(landline, row.index));
      else if (row.landline !== 0) holders.add(row.landline, row.index);
    }
    for (const landline of holders.shared) {
      const rows = this.#rowsAt(holders.valuesOf(landline));
      if (rows.length <= landlineShare) continue;
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
