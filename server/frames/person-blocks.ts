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
  readonly dial: readonly string[];
  /** By place among all numbers. */
  readonly ext: readonly (readonly [at: number, ext: string])[];
  /** By place among the persons: what few have. */
  readonly rest: readonly (readonly [at: number, rest: Rest])[];
}

export function packPersons(persons: readonly StoredPerson[]): Buffer {
  return deflateRawSync(JSON.stringify(columnsOf(persons)), { level: 1 });
}

export function unpackPersons(packed: Uint8Array): StoredPerson[] {
  const columns = JSON.parse(inflateRawSync(packed).toString('utf8')) as PersonColumns | StoredPerson[];
  return Array.isArray(columns) ? columns : personsOf(columns);
}

function columnsOf(persons: readonly StoredPerson[]): PersonColumns {
  const sheets: [string, string][] = [];
  let sheet = -1;
  let types = '';
  const e164: string[] = [];
  const dial: string[] = [];
  const ext: [number, string][] = [];
  const rest: [number, Rest][] = [];
  const onSheets = persons.map((person, at) => {
    if (sheets[sheet]?.[0] !== person.file || sheets[sheet]?.[1] !== person.sheet) {
      sheet = sheets.findIndex(([file, name]) => file === person.file && name === person.sheet);
      if (sheet < 0) sheet = sheets.push([person.file, person.sheet]) - 1;
    }
    for (const number of person.numbers) {
      if (number.ext !== undefined) ext.push([e164.length, number.ext]);
      types += number.type === 'mobile' ? 'm' : 'f';
      e164.push(number.e164);
      dial.push(number.dial);
    }
    const { rows, address, postcode, remark } = person;
    if (rows !== undefined || address !== undefined || postcode !== undefined || remark !== undefined)
      rest.push([at, restOf(person)]);
    return sheet;
  });
  return {
    list: persons[0]?.list ?? 0,
    sheets,
    sheet: onSheets,
    row: persons.map(({ row }) => row),
    serial: persons.map(({ serial }) => serial),
    name: persons.map(({ name }) => name),
    nameKey: persons.map(({ name, nameKey }) => (nameKey === name ? 0 : nameKey)),
    gender: persons.map(({ gender }) => gender),
    organisation: persons.map(({ organisation }) => organisation),
    post: persons.map(({ post }) => post),
    city: persons.map(({ city }) => city),
    numbers: persons.map(({ numbers }) => numbers.length),
    types,
    e164,
    dial,
    ext,
    rest,
  };
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
        dial: dial[first + n] ?? '',
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
