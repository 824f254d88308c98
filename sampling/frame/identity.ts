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
import { landlineNumber, type FrameRow } from './rows.ts';

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
    return indexes.map((index) => this.#list.rows.at(index));
  }

  /** Joins the rows of the list to persons and says what it did. Linear in the rows. */
  resolve(): void {
    const { rows } = this.#list;
    let index = 0;
    const add = (mobile: number) => this.#mobiles.add(mobile, index);
    for (; index < rows.length; index += 1) {
      const name = rows.nameKey(index);
      if (name === '') continue;
      rows.forEachMobile(index, add);
      const organisation = rows.organisationKey(index);
      if (organisation !== '') this.#namesakes.add(hashOf(variantKeyOf(name), organisation), index);
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
    this.#list.rows.join(earlier.index, later.index);
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
        if (!earlier || earlier.nameKey !== row.nameKey || earlier.person === row.person) continue;
        if (isRule2(earlier, row)) this.#join(earlier, row, 'duplicate-row');
        else if (isRule3(earlier, row)) this.#join(earlier, row, 'same-person-two-phones');
      }
    }
    const persons: FrameRow[] = [];
    for (const row of rows) {
      if (persons.some((earlier) => earlier.person === row.person)) continue;
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
    const said = new Set<number>();
    for (const [row, { link, to }] of later) {
      const first = this.#list.rows.at(row.person);
      said.add(row.index);
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
    const { rows } = this.#list;
    for (let index = 0; index < rows.length; index += 1) {
      if (rows.isFirst(index) || said.has(index)) continue;
      const row = rows.at(index);
      const first = rows.at(row.person);
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
    const { rows: table } = this.#list;
    let index = 0;
    const add = (landline: number) => holders.add(landline, index);
    for (; index < table.length; index += 1) table.forEachLandline(index, add);
    for (const landline of holders.shared) {
      const rows = this.#rowsAt(holders.valuesOf(landline));
      if (rows.length <= landlineShare) continue;
      const seen = new Set<number>();
      const firsts = rows.filter((row) => {
        if (seen.has(row.person)) return false;
        seen.add(row.person);
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
  const { area, local } = landlineNumber(landline, '');
  return `${area}-${local}`;
}

/** I2: at most one of the rows has mobiles, and they share a landline or one has no number. */
export function isRule2(a: FrameRow, b: FrameRow): boolean {
  if (a.hasMobile && b.hasMobile) return false;
  if (!a.callable || !b.callable) return true;
  const landlines = b.landlines();
  return a.landlines().some((landline) => landlines.includes(landline));
}

/** I3, the half that counts as one: numbers on both, the same post, no contradiction of gender. */
function isRule3(a: FrameRow, b: FrameRow): boolean {
  if (!a.callable || !b.callable) return false;
  return a.post === b.post && (a.gender === null || b.gender === null || a.gender === b.gender);
}
