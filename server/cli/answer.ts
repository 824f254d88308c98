/**
 * How the commands that calculate answer: a table for people, JSON, and CSV for spreadsheets.
 *
 * Promise: people see six digits, JSON and CSV all of them; what cannot be estimated is null, an empty cell, or 不能估计, always
 * with its reason. Never NaN.
 */
import { realpath, writeFile } from 'node:fs/promises';
import { CommandRefusal } from './draw-arguments.ts';
import type { CommandIo } from './io.ts';
import type { Options } from './option-words.ts';

export type Value = string | number | null;

/** A column of an answer: its key in JSON, its name for people, the value of a row. */
export interface AnswerColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => Value;
  /** Left out for people, who have enough to read. */
  readonly fine?: true;
}

/** A second table under the first, with a CSV of its own. */
interface Further {
  readonly title: string;
  readonly option: string;
  readonly lines: readonly string[];
  readonly csv: string;
}

export interface Answer<Row> {
  readonly title: string;
  readonly columns: readonly AnswerColumn<Row>[];
  readonly rows: readonly Row[];
  /** What a reader has to know; also in the JSON document. */
  readonly remarks: readonly string[];
  readonly document: object;
  readonly further?: Further | undefined;
}

/** A table of other rows to stand under an answer; its CSV goes where the option says. */
export function furtherTable<Row>(
  title: string,
  option: string,
  columns: readonly AnswerColumn<Row>[],
  rows: readonly Row[],
): Further {
  return { title, option, lines: tableLines(columns, rows), csv: csvText(columns, rows) };
}

/** Writes the CSV if one is wanted, then the JSON document or the table for people. */
export async function give<Row>(answer: Answer<Row>, options: Options, io: CommandIo): Promise<void> {
  const { further } = answer;
  const path = options.text('csv');
  if (path !== undefined) await writeText('csv', path, csvText(answer.columns, answer.rows), options.words);
  const beside = further && options.text(further.option);
  if (further && beside !== undefined) {
    if (beside === path) throw new CommandRefusal('bad-usage', `--csv 与 --${further.option} 不能写到同一个文件`);
    await writeText(further.option, beside, further.csv, options.words);
  }
  if (options.has('json')) {
    io.stdout(`${JSON.stringify({ ok: true, ...answer.document, remarks: answer.remarks })}\n`);
    return;
  }
  io.stdout(
    [
      answer.title,
      '',
      ...tableLines(answer.columns, answer.rows),
      '',
      ...(further ? [further.title, '', ...further.lines, ''] : []),
      ...answer.remarks.map((remark) => `说明：${remark}`),
      ...(answer.remarks.length > 0 ? [''] : []),
    ].join('\n'),
  );
}

function tableLines<Row>(all: readonly AnswerColumn<Row>[], rows: readonly Row[]): string[] {
  const columns = all.filter(({ fine }) => !fine);
  const cells = rows.map((row) => columns.map(({ of }) => forPeople(of(row))));
  const numeric = columns.map(({ of }) => rows.some((row) => typeof of(row) === 'number'));
  return alignTable(
    columns.map(({ name }) => name),
    cells,
    numeric,
  );
}

/** A number for people: whole numbers as they are, others to six digits. */
export function forPeople(value: Value): string {
  if (value === null) return '不能估计';
  if (typeof value === 'string') return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  if (Number.isInteger(value) || Math.abs(value) >= 1e6) return String(Math.round(value * 100) / 100);
  return String(Number(value.toPrecision(6)));
}

export function alignTable(names: readonly string[], rows: readonly string[][], right: readonly boolean[]): string[] {
  const all = [[...names], ...rows];
  const widths = names.map((_, c) => all.reduce((most, row) => Math.max(most, width(row[c]!)), 0));
  return all.map((row) =>
    row
      .map((cell, c) => {
        const gap = ' '.repeat(widths[c]! - width(cell));
        return right[c] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Chinese characters take two places in a terminal. */
function width(text: string): number {
  let places = 0;
  for (const character of text) places += character > '\u2e7f' ? 2 : 1;
  return places;
}

/** Writes a file the user has named, never one that was read. */
async function writeText(option: string, path: string, text: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(path).catch(() => path);
  for (const input of inputs)
    if ((await realpath(input).catch(() => undefined)) === target)
      throw new CommandRefusal('bad-usage', `--${option} 不能写到读入的文件上，请换一个文件名`);
  try {
    await writeFile(path, text);
  } catch {
    throw new CommandRefusal('out-unwritable', `${path}: 写不进去，请换一个位置或检查权限`);
  }
}

/** Writes rows as a CSV of their own where an option says. */
export async function writeTable<Row>(
  option: string,
  path: string,
  columns: readonly AnswerColumn<Row>[],
  rows: readonly Row[],
  inputs: readonly string[],
): Promise<void> {
  await writeText(option, path, csvText(columns, rows), inputs);
}

function csvText<Row>(columns: readonly AnswerColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ name }) => csvCell(name)),
    ...rows.map((row) => columns.map(({ of }) => csvCell(of(row)))),
  ];
  // Excel takes a CSV for UTF-8 only with the mark in front.
  return `\ufeff${lines.map((line) => `${line.join(',')}\r\n`).join('')}`;
}

export function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run a label that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
