/**
 * Persons of a list packed together for sealing: as columns, so that what they share is said once and little is compressed.
 *
 * Promise: what is unpacked equals what was packed. Also opens what earlier releases packed, one object a person.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CheckedPerson } from './check.ts';

/** What is sealed of a person: all that the check printed. */
export type StoredPerson = CheckedPerson & { readonly city: string | null };

type Rest = Pick<CheckedPerson, 'rows' | 'address' | 'postcode' | 'remark'>;

interface PersonColumns {
  readonly list: number;
  /** Sheets the persons stand on: file and name. */
  readonly sheets: readonly (readonly [file: string, sheet: string])[];
  readonly sheet: readonly number[];
  readonly row: readonly number[];
  readonly serial: readonly (number | null)[];
  readonly name: readonly string[];
  /** 0: as the name. */
  readonly nameKey: readonly (string | 0)[];
  readonly gender: readonly CheckedPerson['gender'][];
  readonly organisation: readonly (string | null)[];
  readonly post: readonly (string | null)[];
  readonly city: readonly (string | null)[];
  /** How many numbers each has; the first of them is primary. */
  readonly numbers: readonly number[];
  /** A letter for each number: m or f. */
  readonly types: string;
  readonly e164: readonly string[];
  /** What is dialled; or how much of the number is left out, and 0: all of `+86`, with a 0 instead. */
  readonly dial: readonly (string | number)[];
  /** By place among all numbers. */
  readonly ext: readonly (readonly [at: number, ext: string])[];
  /** By place among the persons: what few have. */
  readonly rest: readonly (readonly [at: number, rest: Rest])[];
}

const COUNTRY = '+86';
const LEVEL = 1;

/** Persons on their way into a block: taken one by one, of none of which more is kept than its texts. */
export class PersonBlock {
  #list = 0;
  readonly #sheets: [string, string][] = [];
  readonly #sheet: number[] = [];
  readonly #row: number[] = [];
  readonly #serial: (number | null)[] = [];
  readonly #name: string[] = [];
  readonly #nameKey: (string | 0)[] = [];
  readonly #gender: CheckedPerson['gender'][] = [];
  readonly #organisation: (string | null)[] = [];
  readonly #post: (string | null)[] = [];
  readonly #city: (string | null)[] = [];
  readonly #numbers: number[] = [];
  #types = '';
  readonly #e164: string[] = [];
  readonly #dial: (string | number)[] = [];
  readonly #ext: [number, string][] = [];
  readonly #rest: [number, Rest][] = [];

  get length(): number {
    return this.#name.length;
  }

  add(person: CheckedPerson, city: string | null): void {
    const { rows, address, postcode, remark } = person;
    if (rows !== undefined || address !== undefined || postcode !== undefined || remark !== undefined)
      this.#rest.push([this.length, restOf(person)]);
    this.#list = person.list;
    this.#sheet.push(this.#sheetOf(person));
    this.#row.push(person.row);
    this.#serial.push(person.serial);
    this.#name.push(person.name);
    this.#nameKey.push(person.nameKey === person.name ? 0 : person.nameKey);
    this.#gender.push(person.gender);
    this.#organisation.push(person.organisation);
    this.#post.push(person.post);
    this.#city.push(city);
    this.#numbers.push(person.numbers.length);
    for (const { type, e164, dial, ext } of person.numbers) {
      if (ext !== undefined) this.#ext.push([this.#e164.length, ext]);
      this.#types += type === 'mobile' ? 'm' : 'f';
      this.#e164.push(e164);
      this.#dial.push(shortDial(e164, dial));
    }
  }

  #sheetOf({ file, sheet }: CheckedPerson): number {
    // Most persons stand where the last one stood.
    const last = this.#sheet.at(-1) ?? 0;
    if (this.#sheets[last]?.[0] === file && this.#sheets[last][1] === sheet) return last;
    const known = this.#sheets.findIndex(([f, s]) => f === file && s === sheet);
    return known < 0 ? this.#sheets.push([file, sheet]) - 1 : known;
  }

  pack(): Buffer {
    const columns: PersonColumns = {
      list: this.#list,
      sheets: this.#sheets,
      sheet: this.#sheet,
      row: this.#row,
      serial: this.#serial,
      name: this.#name,
      nameKey: this.#nameKey,
      gender: this.#gender,
      organisation: this.#organisation,
      post: this.#post,
      city: this.#city,
      numbers: this.#numbers,
      types: this.#types,
      e164: this.#e164,
      dial: this.#dial,
      ext: this.#ext,
      rest: this.#rest,
    };
    return deflateRawSync(JSON.stringify(columns), { level: LEVEL });
  }
}

/** Nearly all numbers are dialled as they are written, without the country or with a 0 instead of it. */
function shortDial(e164: string, dial: string): string | number {
  const { length } = dial;
  const left = e164.length - length;
  if (left > 0 && e164.endsWith(dial)) return left;
  return dial === `0${e164.slice(COUNTRY.length)}` ? 0 : dial;
}

const longDial = (e164: string, dial: string | number): string =>
  typeof dial === 'string' ? dial : dial === 0 ? `0${e164.slice(COUNTRY.length)}` : e164.slice(dial);

export function unpackPersons(packed: Uint8Array): StoredPerson[] {
  const columns = JSON.parse(inflateRawSync(packed).toString('utf8')) as PersonColumns | StoredPerson[];
  return Array.isArray(columns) ? columns : personsOf(columns);
}

function restOf({ rows, address, postcode, remark }: CheckedPerson): Rest {
  return {
    ...(rows === undefined ? {} : { rows }),
    ...(address === undefined ? {} : { address }),
    ...(postcode === undefined ? {} : { postcode }),
    ...(remark === undefined ? {} : { remark }),
  };
}

function personsOf(columns: PersonColumns): StoredPerson[] {
  const { list, sheets, types, e164, dial } = columns;
  const rests = new Map(columns.rest);
  const exts = new Map(columns.ext);
  let from = 0;
  return columns.name.map((name, at) => {
    const [file, sheet] = sheets[columns.sheet[at] ?? -1] ?? [];
    if (file === undefined || sheet === undefined) throw new Error('a packed person without its sheet');
    const first = from;
    const numbers = Array.from({ length: columns.numbers[at] ?? 0 }, (_, n) => {
      const ext = exts.get(first + n);
      return {
        type: types[first + n] === 'm' ? ('mobile' as const) : ('fixed' as const),
        e164: e164[first + n] ?? '',
        dial: longDial(e164[first + n] ?? '', dial[first + n] ?? ''),
        ...(ext === undefined ? {} : { ext }),
        primary: n === 0,
      };
    });
    from += numbers.length;
    const nameKey = columns.nameKey[at];
    return {
      list,
      file,
      sheet,
      row: columns.row[at] ?? 0,
      serial: columns.serial[at] ?? null,
      name,
      nameKey: typeof nameKey === 'string' ? nameKey : name,
      gender: columns.gender[at] ?? null,
      organisation: columns.organisation[at] ?? null,
      post: columns.post[at] ?? null,
      ...rests.get(at),
      numbers,
      city: columns.city[at] ?? null,
    };
  });
}
