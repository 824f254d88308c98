/** Reads the survey data of a reference case and lays out its design for the island. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Papa from 'papaparse';
import { createSurvey, type LonelyPolicy, type Outcome, type Survey } from '#sampling';
import type { Vector } from './vector.ts';

export interface Table {
  readonly size: number;
  /** A column's cells as text; an empty cell is missing. */
  text(name: string): readonly string[];
  /** A column as numbers, NaN where the cell is empty. */
  numbers(name: string): Float64Array;
  isNumeric(name: string): boolean;
}

const tables = new Map<string, Promise<Table>>();

export function loadTable(caseFile: string, path: string): Promise<Table> {
  const file = join(dirname(caseFile), path);
  let table = tables.get(file);
  if (!table) tables.set(file, (table = readTable(file)));
  return table;
}

async function readTable(file: string): Promise<Table> {
  const { data } = Papa.parse<string[]>((await readFile(file, 'utf8')).trim(), { delimiter: ',' });
  const [header, ...rows] = data;
  const text = (name: string) => {
    const at = header!.indexOf(name);
    if (at < 0) throw new Error(`${file} has no column ${name}`);
    return rows.map((row) => row[at]!.trim());
  };
  const numbers = (name: string) => Float64Array.from(text(name), (cell) => (cell === '' ? Number.NaN : Number(cell)));
  return {
    size: rows.length,
    text,
    numbers,
    isNumeric: (name) => text(name).every((cell) => cell === '' || !Number.isNaN(Number(cell))),
  };
}

/** Rows where one text column has a value, as 0/1. */
export const indicator = (cells: readonly string[], level: string) =>
  Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : cell === level ? 1 : 0));

export const levels = (cells: readonly string[]) => [...new Set(cells.filter((cell) => cell !== ''))].toSorted();

/** The columns of one variable: itself, a difference `a-b`, or one 0/1 column a level. */
export function expand(table: Table, name: string): { readonly name: string; readonly column: Float64Array }[] {
  const [minuend, subtrahend] = name.split('-');
  if (subtrahend !== undefined) {
    const other = table.numbers(subtrahend);
    return [{ name: 'chg', column: table.numbers(minuend!).map((value, row) => value - other[row]!) }];
  }
  if (table.isNumeric(name)) return [{ name, column: table.numbers(name) }];
  const cells = table.text(name);
  return levels(cells).map((level) => ({ name: name + level, column: indicator(cells, level) }));
}

/** The domain of each row by the levels of several columns; cells come with the first column varying fastest. */
export function cross(table: Table, by: readonly string[]) {
  const texts = by.map((name) => table.text(name));
  const all = texts.map(levels);
  let cells: string[][] = [[]];
  for (const of of all.toReversed()) cells = cells.flatMap((rest) => of.map((level) => [level, ...rest]));
  cells = all.length === 2 ? all[1]!.flatMap((b) => all[0]!.map((a) => [a, b])) : cells;
  const place = new Map(cells.map((cell, d) => [cell.join('\0'), d]));
  const domain = Int32Array.from(
    { length: table.size },
    (_, row) => place.get(texts.map((text) => text[row]).join('\0')) ?? -1,
  );
  return { cells, domain };
}

export function survey(table: Table, design: Vector): Outcome<Survey> {
  const columns = (names: readonly string[] | undefined) => names?.map((name) => table.text(name));
  const clusters = columns(design.ids);
  const strata = columns(design.strata);
  const populations = design.fpc?.map((name: string) => Array.from(table.numbers(name)));
  const lonely: LonelyPolicy | undefined = design.lonelyPsu;
  return createSurvey({
    size: table.size,
    ...(clusters ? { clusters } : {}),
    ...(strata ? { strata } : {}),
    ...(design.weights ? { weights: Array.from(table.numbers(design.weights)) } : {}),
    ...(populations ? { populations } : {}),
    ...(design.nest ? { nest: true } : {}),
    ...(lonely ? { lonely } : {}),
  });
}
