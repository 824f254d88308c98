/**
 * One table out of a CSV (UTF-8, UTF-16, GB18030) or a workbook: the first row with cells is the header.
 *
 * Promise: a column is found by its name or refused with the names there are; text where a number belongs is refused with the
 * user's own row number; an empty cell is missing, never 0. Prints no cell but the one it refuses.
 */
import { basename } from 'node:path';
import type { FiledCell, FiledSheet } from '#sampling';
import { readFiled, ReadRefusal } from '../frames/read/index.ts';
import { CommandRefusal } from './draw-arguments.ts';
import { readBytes } from './filed-lists.ts';
import { readNumber } from './option-words.ts';

export class Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly size: number;
  readonly #rows: readonly { readonly number: number; readonly cells: readonly FiledCell[] }[];
  readonly #missing: ReadonlySet<string>;

  constructor(file: string, sheet: FiledSheet | undefined, missing: readonly string[]) {
    this.file = file;
    this.#missing = new Set(['', ...missing.map((text) => text.trim())]);
    const rows: { readonly number: number; readonly cells: readonly FiledCell[] }[] = [];
    for (const row of sheet?.rows ?? []) {
      if (row.undecodable)
        throw new CommandRefusal('table-undecodable', `${file}: 第${row.number}行有认不出的文字，请另存为UTF-8的CSV`);
      if (row.cells.some((cell) => textOf(cell) !== '')) rows.push(row);
    }
    const [header, ...data] = rows;
    if (!header) throw new CommandRefusal('table-empty', `${file}: 表是空的`);
    if (data.length === 0) throw new CommandRefusal('table-empty', `${file}: 只有表头，没有数据`);
    this.columns = Array.from(header.cells, textOf);
    this.size = data.length;
    this.#rows = data;
  }

  has(name: string): boolean {
    return this.columns.includes(name);
  }

  /** The user's own number of a row. */
  rowNumber(row: number): number {
    return this.#rows[row]!.number;
  }

  /** Names as given, a name with commas that is no column taken apart; all of them exist. */
  names(given: readonly string[]): string[] {
    const names = given.flatMap((one) => (this.has(one) ? [one] : one.split(/[,，]/).filter((part) => part !== '')));
    for (const name of names) this.#place(name);
    return names;
  }

  /** A column as text; what is missing is empty. */
  text(name: string): string[] {
    const at = this.#place(name);
    return this.#rows.map(({ number, cells }) => {
      const cell = cells[at];
      if (typeof cell === 'object' && cell.error !== undefined)
        throw new CommandRefusal('cell-error', `${this.file}: 第${number}行“${name}”是错误值${cell.error}，请改正`);
      const text = textOf(cell);
      return this.#missing.has(text) ? '' : text;
    });
  }

  /** A column as text without a gap. */
  labels(name: string): string[] {
    const cells = this.text(name);
    const gap = cells.indexOf('');
    if (gap >= 0) throw new CommandRefusal('cell-missing', `${this.file}: 第${this.rowNumber(gap)}行没有“${name}”`);
    return cells;
  }

  /** A column as numbers; NaN where the cell is missing. */
  numbers(name: string): Float64Array {
    return Float64Array.from(this.text(name), (text, row) => {
      if (text === '') return Number.NaN;
      const value = readNumber(text);
      if (value === undefined)
        throw new CommandRefusal(
          'not-a-number',
          `${this.file}: 第${this.rowNumber(row)}行“${name}”应是数字，现在是“${short(text)}”`,
        );
      return value;
    });
  }

  /** A column as numbers without a gap. */
  figures(name: string): Float64Array {
    this.labels(name);
    return this.numbers(name);
  }

  #place(name: string): number {
    const at = this.columns.indexOf(name);
    if (at < 0) {
      const names = this.columns.filter((column) => column !== '').map(short);
      const listed = names.slice(0, 20).join('、') + (names.length > 20 ? `等${names.length}列` : '');
      throw new CommandRefusal('column-unknown', `${this.file}: 没有“${short(name)}”这一列；有：${listed}`);
    }
    if (this.columns.includes(name, at + 1))
      throw new CommandRefusal('column-repeated', `${this.file}: 有不止一列叫“${short(name)}”，请改名`);
    return at;
  }
}

/** Reads the first visible sheet with cells, or the one named. */
export async function readTable(
  path: string,
  { sheet: wanted, missing = [] }: { readonly sheet?: string | undefined; readonly missing?: readonly string[] } = {},
): Promise<Table> {
  const file = basename(path);
  const bytes = await readBytes(path);
  try {
    const { workbooks } = await readFiled([{ name: file, bytes }]);
    const [workbook] = workbooks;
    if (!workbook || workbooks.length > 1)
      throw new CommandRefusal('table-unclear', `${file}: 应是一个CSV或Excel文件，请先解压`);
    if (wanted !== undefined) {
      const named = workbook.sheets.find(({ name }) => name === wanted);
      if (named) return new Table(file, named, missing);
      const names = workbook.sheets.map(({ name }) => name).join('、');
      throw new CommandRefusal('sheet-unknown', `${file}: 没有工作表“${short(wanted)}”；有：${names}`);
    }
    const visible = workbook.sheets.filter(({ state }) => state === 'visible');
    return new Table(file, visible.find(hasCells), missing);
  } catch (error) {
    // The reader's words are for a department's list, which has a template; a table of an analyst has none.
    if (error instanceof ReadRefusal)
      throw new CommandRefusal(
        error.code,
        `${file}: ${error.code === 'unsupported-format' ? '不是CSV也不是Excel工作簿，读不了；请另存为CSV（UTF-8）或xlsx' : error.message}`,
      );
    throw error;
  }
}

function hasCells({ rows }: FiledSheet): boolean {
  for (const { cells } of rows) if (cells.some((cell) => textOf(cell) !== '')) return true;
  return false;
}

function textOf(cell: FiledCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'object') return cell.date ?? (cell.value === null ? '' : String(cell.value).trim());
  return String(cell).trim();
}

function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
