/**
 * The cells of one sheet, packed: about ten bytes a cell beside its text.
 *
 * Promise: filled once in any order, then iterated any number of times as `FiledRow`s in ascending order; a row is built
 * when it is asked for and kept by nobody here. Never interprets a cell.
 */
import type { FiledCell, FiledRow, FiledSheet } from '#sampling';
import type { Meter } from './limits.ts';
import { ownPartOf } from './own-marks.ts';
import { Unreadable } from './refusal.ts';

/** A cell about which there is more to say than its value. */
export type RemarkableCell = Extract<FiledCell, object>;
type MergedRange = FiledSheet['merges'][number];

/** Of every kind of sheet there is. */
export const LAST_COLUMN = 16_384;
/** Bytes of memory a cell takes here, and a text beside its characters. */
const CELL_BYTES = 11;
const TEXT_BYTES = 24;
const MAX_MERGES = 1_000_000;
/** A million rows of sixty columns. */
export const MAX_AREA = 60_000_000;

const NUMBER = 0;
const TEXT = 1;
const POOLED = 2;
const REMARKABLE = 3;

const HIDDEN = 1;
const UNDECODABLE = 2;

interface Mark {
  hidden?: boolean | undefined;
  undecodable?: boolean | undefined;
}

/** Comments of a sheet: row, then column, to text. */
export type SheetComments = ReadonlyMap<number, ReadonlyMap<number, string>>;

export class Grid implements Iterable<FiledRow> {
  readonly #meter: Meter;
  readonly #pool: readonly string[];
  #comments: SheetComments | undefined;
  #rowNumbers = new Uint32Array(64);
  #rowMarks = new Uint8Array(64);
  #rowStarts = new Uint32Array(64);
  #rowCount = 0;
  #columns = new Uint16Array(256);
  #kinds = new Uint8Array(256);
  #values = new Float64Array(256);
  #cellCount = 0;
  readonly #texts: string[] = [];
  readonly #remarkable: RemarkableCell[] = [];
  readonly #merges: MergedRange[] = [];
  readonly #hiddenColumns = new Uint8Array(LAST_COLUMN + 1);
  #pendingRow = 0;
  #pendingMarks = 0;
  #lastRow = 0;
  #lastColumn = 0;
  #ascending = true;
  /** Grid area up to the last cell of each row: what whoever walks the rows has to walk. */
  #area = 0;

  /** `pool` holds the texts that `pooled` refers to (the shared strings of a workbook). */
  constructor(meter: Meter, pool: readonly string[] = []) {
    this.#meter = meter;
    this.#pool = pool;
  }

  /** The cells that follow belong to this row (from 1). A row without cells leaves no trace. */
  startRow(row: number, mark: Mark = {}): void {
    this.#pendingRow = row;
    this.#pendingMarks = (mark.hidden ? HIDDEN : 0) | (mark.undecodable ? UNDECODABLE : 0);
  }

  number(column: number, value: number): void {
    this.#put(column, NUMBER, value);
  }

  text(column: number, value: string): void {
    this.#meter.held(TEXT_BYTES + value.length * 2);
    this.#put(column, TEXT, this.#texts.push(value) - 1);
  }

  pooled(column: number, index: number): void {
    this.#put(column, POOLED, index);
  }

  remarkable(column: number, cell: RemarkableCell): void {
    this.#meter.held(TEXT_BYTES * 4 + (typeof cell.value === 'string' ? cell.value.length * 2 : 0));
    this.#put(column, REMARKABLE, this.#remarkable.push(cell) - 1);
  }

  merge(range: MergedRange): void {
    if (this.#merges.length === MAX_MERGES) throw new Unreadable('limit-size', '合并单元格个数');
    this.#merges.push(range);
  }

  hideColumns(first: number, last: number): void {
    this.#hiddenColumns.fill(1, Math.max(1, first), Math.min(LAST_COLUMN, last) + 1);
  }

  /** The finished sheet. Merges and hidden columns are cut to the area that holds cells: what lies outside concerns nobody. */
  sheet(name: string, state: FiledSheet['state'], comments?: SheetComments): FiledSheet {
    this.#comments = comments;
    this.#seal();
    const merges: MergedRange[] = [];
    for (const { top, left, bottom, right } of this.#merges) {
      if (top > this.#lastRow || left > this.#lastColumn) continue;
      merges.push({ top, left, bottom: Math.min(bottom, this.#lastRow), right: Math.min(right, this.#lastColumn) });
    }
    const hiddenColumns: number[] = [];
    for (let column = 1; column <= this.#lastColumn; column += 1) {
      if (this.#hiddenColumns[column]) hiddenColumns.push(column);
    }
    return { name, state, rows: this, merges, hiddenColumns };
  }

  *[Symbol.iterator](): Iterator<FiledRow> {
    for (let index = 0; index < this.#rowCount; index += 1) yield this.#row(index);
  }

  #put(column: number, kind: number, value: number): void {
    if (!(column >= 1 && column <= LAST_COLUMN)) throw new Unreadable('corrupt-file');
    if (this.#pendingRow > 0) this.#openRow();
    const index = this.#cellCount;
    if (index === this.#columns.length) this.#growCells();
    this.#columns[index] = column;
    this.#kinds[index] = kind;
    this.#values[index] = value;
    this.#cellCount = index + 1;
    if (column > this.#lastColumn) this.#lastColumn = column;
    this.#meter.held(CELL_BYTES);
  }

  #openRow(): void {
    const row = this.#pendingRow;
    this.#pendingRow = 0;
    this.#meter.row();
    const index = this.#rowCount;
    if (index > 0 && row <= this.#rowNumbers[index - 1]!) this.#ascending = false;
    if (index === this.#rowNumbers.length) this.#growRows();
    this.#rowNumbers[index] = row;
    this.#rowMarks[index] = this.#pendingMarks;
    this.#rowStarts[index] = this.#cellCount;
    this.#rowCount = index + 1;
    if (row > this.#lastRow) this.#lastRow = row;
  }

  #growRows(): void {
    this.#rowNumbers = grown(this.#rowNumbers, new Uint32Array(this.#rowNumbers.length * 2));
    this.#rowMarks = grown(this.#rowMarks, new Uint8Array(this.#rowMarks.length * 2));
    this.#rowStarts = grown(this.#rowStarts, new Uint32Array(this.#rowStarts.length * 2));
  }

  #growCells(): void {
    this.#columns = grown(this.#columns, new Uint16Array(this.#columns.length * 2));
    this.#kinds = grown(this.#kinds, new Uint8Array(this.#kinds.length * 2));
    this.#values = grown(this.#values, new Float64Array(this.#values.length * 2));
  }

  /** Row order as promised, and a bound on what walking all rows costs. */
  #seal(): void {
    if (!this.#ascending) this.#sortRows();
    for (let index = 0; index < this.#rowCount; index += 1) {
      let width = 0;
      const end = this.#rowEnd(index);
      for (let at = this.#rowStarts[index]!; at < end; at += 1) {
        if (this.#columns[at]! > width) width = this.#columns[at]!;
      }
      this.#area += width;
    }
    if (this.#area > MAX_AREA) throw new Unreadable('limit-size', '表格的行列总数');
  }

  /** Rare: rows out of order, or one row in two pieces (the later piece wins). */
  #sortRows(): void {
    const order = [...Array(this.#rowCount).keys()].toSorted(
      (a, b) => this.#rowNumbers[a]! - this.#rowNumbers[b]! || a - b,
    );
    const old = { numbers: this.#rowNumbers, marks: this.#rowMarks, starts: this.#rowStarts, count: this.#rowCount };
    const columns = this.#columns.slice();
    const kinds = this.#kinds.slice();
    const values = this.#values.slice();
    const ends = order.map((index) => (index + 1 < old.count ? old.starts[index + 1]! : this.#cellCount));
    this.#rowNumbers = new Uint32Array(old.count + 1);
    this.#rowMarks = new Uint8Array(old.count + 1);
    this.#rowStarts = new Uint32Array(old.count + 1);
    let rows = 0;
    let cells = 0;
    for (const [position, index] of order.entries()) {
      const row = old.numbers[index]!;
      if (rows === 0 || this.#rowNumbers[rows - 1] !== row) {
        this.#rowNumbers[rows] = row;
        this.#rowStarts[rows] = cells;
        rows += 1;
      }
      this.#rowMarks[rows - 1] = this.#rowMarks[rows - 1]! | old.marks[index]!;
      const start = old.starts[index]!;
      const end = ends[position]!;
      this.#columns.set(columns.subarray(start, end), cells);
      this.#kinds.set(kinds.subarray(start, end), cells);
      this.#values.set(values.subarray(start, end), cells);
      cells += end - start;
    }
    this.#rowCount = rows;
  }

  #rowEnd(index: number): number {
    return index + 1 < this.#rowCount ? this.#rowStarts[index + 1]! : this.#cellCount;
  }

  #row(index: number): FiledRow {
    const number = this.#rowNumbers[index]!;
    const cells: FiledCell[] = [];
    const end = this.#rowEnd(index);
    for (let at = this.#rowStarts[index]!; at < end; at += 1) {
      const column = this.#columns[at]!;
      while (cells.length < column) cells.push(undefined);
      cells[column - 1] = this.#cell(at);
    }
    const comments = this.#comments?.get(number);
    if (comments) {
      for (const [column, filed] of comments) {
        const comment = ownPartOf(filed);
        if (comment === '') continue;
        while (cells.length < column) cells.push(undefined);
        const cell = cells[column - 1];
        cells[column - 1] = typeof cell === 'object' ? { ...cell, comment } : { value: cell ?? null, comment };
      }
    }
    const marks = this.#rowMarks[index]!;
    if (marks === 0) return { number, cells };
    return {
      number,
      ...(marks & HIDDEN ? { hidden: true as const } : {}),
      ...(marks & UNDECODABLE ? { undecodable: true as const } : {}),
      cells,
    };
  }

  #cell(at: number): FiledCell {
    const value = this.#values[at]!;
    switch (this.#kinds[at]!) {
      case NUMBER:
        return value;
      case TEXT:
        return this.#texts[value];
      case POOLED:
        return this.#pool[value];
      default:
        return this.#remarkable[value];
    }
  }
}

function grown<T extends { set(values: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
