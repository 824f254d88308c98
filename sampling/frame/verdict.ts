/**
 * What the rows of a list amount to: counts, the minimum, coverage, late receipt, and the persons that count.
 *
 * Promise: counts only; a person counts when one of its rows is not held back.
 */
import { divisions } from './tables/divisions.ts';
import { exemptionLabels } from './exemptions.ts';
import { mask } from './cells.ts';
import { personOf } from './identity.ts';
import type { FrameList } from './list.ts';
import { numbersOf, type FrameRow } from './rows.ts';
import { sameUnit } from './tables/divisions.ts';
import type { PhoneNumber } from '../numbering.ts';
import type { Counts, Person } from './report.ts';

export function countRows(list: FrameList): Counts {
  let persons = 0;
  let rejected = 0;
  let usable = 0;
  /** Persons whose first row is held back but not all of their rows. */
  const saved = new Set<FrameRow>();
  for (const row of list.rows) {
    const first = row.first === row;
    if (first) persons += 1;
    if (row.rejected) rejected += 1;
    else if (first) usable += 1;
    else if (personOf(row).rejected) saved.add(personOf(row));
  }
  const rows = list.rows.length;
  return { rows, persons, usable: usable + saved.size, duplicates: rows - persons, rejected };
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
  for (const row of list.rows) if (!row.rejected && row.place) covered.add(row.place.name);
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

/** Rows of each usable person that count, in order of the first of them. */
export function countingRows(list: FrameList): Map<FrameRow, FrameRow[]> {
  const persons = new Map<FrameRow, FrameRow[]>();
  for (const row of list.rows) {
    if (row.rejected) continue;
    const person = personOf(row);
    const rows = persons.get(person);
    if (rows) rows.push(row);
    else persons.set(person, [row]);
  }
  return persons;
}

/** Numbers of a person: row by row, mobiles before landlines, each once. */
export function numbersOfPerson(rows: readonly FrameRow[], homeArea: string): PhoneNumber[] {
  const [only] = rows;
  if (only && rows.length === 1) return [...numbersOf(only, homeArea)];
  const numbers = new Map<string, PhoneNumber>();
  for (const type of ['mobile', 'fixed'] as const) {
    for (const row of rows) {
      for (const number of numbersOf(row, homeArea)) {
        if (number.type === type && !numbers.has(number.e164)) numbers.set(number.e164, number);
      }
    }
  }
  return [...numbers.values()];
}

/** The persons of a list as the document prints them. */
export function printPersons(list: FrameList): Person[] {
  const printed: Person[] = [];
  for (const rows of countingRows(list).values()) {
    const [first] = rows;
    const place = first && list.findings.sheets[first.sheet];
    if (!first || !place) continue;
    const { serial, name, nameKey, gender, organisation, post, address, postcode, remark } = first;
    printed.push({
      list: list.index,
      file: place.fileName,
      sheet: place.name,
      row: first.row,
      ...(rows.length > 1 ? { rows: rows.map((row) => placeOf(list, row)) } : {}),
      serial,
      name: mask(name),
      nameKey: mask(nameKey),
      gender,
      organisation: organisation === null ? null : mask(organisation),
      post: post === null ? null : mask(post),
      ...(address === null ? {} : { address: mask(address) }),
      ...(postcode === null ? {} : { postcode: mask(postcode) }),
      ...(remark === null ? {} : { remark: mask(remark) }),
      numbers: numbersOfPerson(rows, list.homeArea).map((number, at) => ({
        type: number.type,
        e164: number.e164,
        dial: number.dial,
        ...(number.type === 'fixed' && number.ext !== undefined ? { ext: number.ext } : {}),
        primary: at === 0,
      })),
    });
  }
  return printed;
}

function placeOf(list: FrameList, row: FrameRow): { file: string; sheet: string; row: number } {
  const place = list.findings.sheets[row.sheet];
  return { file: place?.fileName ?? '', sheet: place?.name ?? '', row: row.row };
}
