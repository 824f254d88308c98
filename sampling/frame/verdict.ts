/**
 * What the rows of a list amount to: counts, the minimum, coverage, late receipt, and the persons that count.
 *
 * Promise: counts only; a person counts when one of its rows is not held back.
 */
import { divisions } from './tables/divisions.ts';
import { exemptionLabels } from './exemptions.ts';
import { mask } from './cells.ts';
import type { FrameList } from './list.ts';
import { sameUnit } from './tables/divisions.ts';
import type { PhoneNumber } from '../numbering.ts';
import type { Counts, Person, PersonNumber } from './report.ts';
import type { RowTexts } from './rows.ts';

export function countRows({ rows }: FrameList): Counts {
  let persons = 0;
  let rejected = 0;
  let usable = 0;
  /** Persons whose first row is held back but not all of their rows. */
  const saved = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) {
    const first = rows.isFirst(index);
    if (first) persons += 1;
    if (rows.isRejected(index)) rejected += 1;
    else if (first) usable += 1;
    else if (rows.isRejected(rows.personOf(index))) saved.add(rows.personOf(index));
  }
  return { rows: rows.length, persons, usable: usable + saved.size, duplicates: rows.length - persons, rejected };
}

/** below-minimum, against the agreed number where one was agreed. */
export function checkMinimum(list: FrameList, counts: Counts): void {
  if (counts.usable >= list.minimum) return;
  const agreed = list.exemptions.find('minimum')?.minimum;
  if (agreed !== undefined) list.exemptions.use('minimum');
  const minimum = agreed ?? list.minimum;
  if (counts.usable >= minimum) return;
  const { usable, duplicates, rejected } = counts;
  list.findings.add(
    'below-minimum',
    {},
    {
      detail: { minimum, usable, duplicates, rejected },
      values: { u: usable, m: minimum, d: minimum - usable, x: duplicates, y: rejected },
    },
  );
}

/** Every city by a person of the city's own unit, every county by a person there. */
export function checkCoverage(list: FrameList): void {
  if (list.coverage === 'none') return;
  const covered = new Set<string>();
  for (let index = 0; index < list.rows.length; index += 1) {
    const place = list.rows.place(index);
    if (place && !list.rows.isRejected(index)) covered.add(place.name);
  }
  for (const city of divisions[list.coverage]) {
    const names = [
      [city.name, 'coverage-missing-city'] as const,
      ...city.units.map((unit) => [unit, 'coverage-missing-county'] as const),
    ];
    for (const [name, code] of names) {
      if (covered.has(name)) continue;
      const known = sameUnit.find((group) => group.includes(name)) ?? [name];
      if (list.exemptions.usePlace(known)) continue;
      list.findings.add(code, {}, { raw: name, values: { place: name } });
    }
  }
}

/** Received after the last day, by the clock of Beijing. */
export function checkReceipt(list: FrameList, received: string | undefined, deadline: string | undefined): void {
  if (received === undefined || deadline === undefined) return;
  const instant = Date.parse(received);
  if (Number.isNaN(instant)) return;
  const beijing = new Date(instant + 8 * 3_600_000).toISOString();
  if (beijing.slice(0, 10) <= deadline) return;
  const words = beijing.slice(0, 16).replace('T', ' ');
  list.findings.add('received-late', {}, { values: { received: words, deadline } });
}

export function sayExemptions(list: FrameList): void {
  for (const exemption of list.exemptions.all) {
    if (!list.exemptions.isUsed(exemption)) continue;
    const { check, agreedBy, date, reason } = exemption;
    const values = { check: exemptionLabels[check], by: agreedBy, date, reason };
    list.findings.add('exempted', {}, { raw: check, values });
  }
}

/** Rows of each usable person that count, in order of the first of them; rows by their index. */
export function* countingRows({ rows }: FrameList): Generator<readonly number[], void, void> {
  // Only persons of several rows are gathered: a map of a million persons of one row each would be the largest thing here.
  const shared = new Map<number, number[]>();
  for (let index = 0; index < rows.length; index += 1) {
    const person = rows.personOf(index);
    if (person === index) continue;
    const own = shared.get(person) ?? [person].filter((first) => !rows.isRejected(first));
    if (!rows.isRejected(index)) own.push(index);
    shared.set(person, own);
  }
  for (let index = 0; index < rows.length; index += 1) {
    if (rows.isRejected(index)) continue;
    const own = shared.get(rows.personOf(index));
    if (own === undefined) yield [index];
    else if (own[0] === index) yield own;
  }
}

/** Numbers of a person: row by row, mobiles before landlines, each once. */
export function numbersOfPerson(list: FrameList, rows: readonly number[]): readonly PhoneNumber[] {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return list.rows.numbers(only, list.homeArea);
  const numbers = new Map<string, PhoneNumber>();
  for (const type of ['mobile', 'fixed'] as const) {
    for (const row of rows) {
      for (const number of list.rows.numbers(row, list.homeArea)) {
        if (number.type === type && !numbers.has(number.e164)) numbers.set(number.e164, number);
      }
    }
  }
  return [...numbers.values()];
}

/** The persons of a list as the document prints them, one by one. Linear; a walk keeps none of them. */
export function* eachPerson(list: FrameList): Generator<Person, void, void> {
  const { rows: table } = list;
  for (const rows of countingRows(list)) {
    const first = rows[0]!;
    const place = list.findings.sheets[table.sheet(first)]!;
    const texts = table.texts(first);
    const organisation = table.organisation(first);
    const post = table.post(first);
    yield {
      list: list.index,
      file: place.fileName,
      sheet: place.name,
      row: table.row(first),
      ...(rows.length > 1 ? { rows: rows.map((row) => placeOf(list, row)) } : undefined),
      serial: table.serial(first),
      name: mask(table.name(first)),
      nameKey: mask(table.nameKey(first)),
      gender: table.gender(first),
      organisation: organisation === null ? null : mask(organisation),
      post: post === null ? null : mask(post),
      ...(texts && maskedTexts(texts)),
      numbers: numbersOfPerson(list, rows).map(toPersonNumber),
    };
  }
}

function maskedTexts({ address, postcode, remark }: RowTexts): Pick<Person, 'address' | 'postcode' | 'remark'> {
  return {
    ...(address === null ? {} : { address: mask(address) }),
    ...(postcode === null ? {} : { postcode: mask(postcode) }),
    ...(remark === null ? {} : { remark: mask(remark) }),
  };
}

function toPersonNumber(number: PhoneNumber, at: number): PersonNumber {
  const { type, e164, dial } = number;
  const primary = at === 0;
  return type === 'fixed' && number.ext !== undefined
    ? { type, e164, dial, ext: number.ext, primary }
    : { type, e164, dial, primary };
}

/** Of each person in the order of `eachPerson` the first mobile as an integer; 0 where there is none. Linear, without an object a person. */
export function* firstMobiles(list: FrameList): Generator<number, void, void> {
  for (const rows of countingRows(list)) {
    let mobile = 0;
    for (const row of rows) if (mobile === 0) mobile = list.rows.mobile(row);
    yield mobile;
  }
}

function placeOf(list: FrameList, row: number): { file: string; sheet: string; row: number } {
  const place = list.findings.sheets[list.rows.sheet(row)];
  return { file: place?.fileName ?? '', sheet: place?.name ?? '', row: list.rows.row(row) };
}
