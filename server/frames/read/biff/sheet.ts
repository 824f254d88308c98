/**
 * One sheet of an .xls into a grid: the same facts as from an xlsx.
 *
 * Promise: formulas give their cached results; nothing is computed.
 */
import type { FiledSheet } from '#sampling';
import { Grid, type RemarkableCell } from '../grid.ts';
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import { serialToDay } from '../workbook/dates.ts';
import type { BiffSheetPlace, Globals } from './globals.ts';
import { Biff, type BiffRecord } from './records.ts';
import { type FontRun, SegmentReader } from './strings.ts';

const ERRORS: Record<number, string> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
};

export function readBiffSheet(stream: Buffer, place: BiffSheetPlace, globals: Globals, meter: Meter): FiledSheet {
  const reader = new BiffSheetReader(new Grid(meter, globals.texts), globals, meter);
  // Two walks: the marks of a row need not stand before its cells.
  for (const record of Biff.records(stream, place.offset)) reader.takeMarks(record);
  for (const record of Biff.records(stream, place.offset)) reader.takeCells(record);
  return reader.finish(place);
}

class BiffSheetReader {
  readonly #grid: Grid;
  readonly #globals: Globals;
  readonly #meter: Meter;
  readonly #hiddenRows = new Set<number>();
  readonly #noteTexts = new Map<number, string>();
  readonly #notes: { row: number; column: number; object: number }[] = [];
  #object = 0;
  #row = -1;
  /** A formula whose text follows in a STRING record. */
  #textFormula: { row: number; column: number; style: number } | undefined;

  constructor(grid: Grid, globals: Globals, meter: Meter) {
    this.#grid = grid;
    this.#globals = globals;
    this.#meter = meter;
  }

  takeMarks({ type, body, segments }: BiffRecord): void {
    switch (type) {
      case Biff.ROW:
        if ((body.readUInt16LE(12) & 0x20) !== 0 || (body.readUInt16LE(6) & 0x7fff) === 0) {
          this.#hiddenRows.add(body.readUInt16LE(0));
        }
        break;
      case Biff.COLINFO:
        if ((body.readUInt16LE(8) & 1) !== 0 || body.readUInt16LE(4) === 0) {
          this.#grid.hideColumns(body.readUInt16LE(0) + 1, body.readUInt16LE(2) + 1);
        }
        break;
      case Biff.MERGEDCELLS:
        for (let i = 0; i < body.readUInt16LE(0); i += 1) {
          const at = 2 + i * 8;
          this.#grid.merge({
            top: body.readUInt16LE(at) + 1,
            bottom: body.readUInt16LE(at + 2) + 1,
            left: body.readUInt16LE(at + 4) + 1,
            right: body.readUInt16LE(at + 6) + 1,
          });
        }
        break;
      case Biff.OBJ:
        this.#object = body.length >= 8 ? body.readUInt16LE(6) : 0;
        break;
      case Biff.TXO: {
        const length = body.readUInt16LE(10);
        const first = segments[1];
        if (length === 0 || !first || first.length === 0) break;
        const text = new SegmentReader([first.subarray(1), ...segments.slice(2)]).characters(
          length,
          (first[0]! & 1) !== 0,
        );
        this.#meter.held(100 + text.length * 2);
        this.#noteTexts.set(this.#object, text);
        break;
      }
      case Biff.NOTE:
        this.#meter.held(64);
        this.#notes.push({
          row: body.readUInt16LE(0) + 1,
          column: body.readUInt16LE(2) + 1,
          object: body.readUInt16LE(6),
        });
        break;
      default:
    }
  }

  takeCells({ type, body, segments }: BiffRecord): void {
    switch (type) {
      case Biff.LABELSST:
        this.#sharedText(body);
        break;
      case Biff.LABEL:
      case Biff.RSTRING: {
        const reader = new SegmentReader([body.subarray(6), ...segments.slice(1)]);
        const { text } = reader.text();
        this.#text(body, text, type === Biff.RSTRING ? formattingRuns(reader) : []);
        break;
      }
      case Biff.NUMBER:
        this.#number(body, body.readUInt16LE(2), body.readUInt16LE(4), body.readDoubleLE(6), false);
        break;
      case Biff.RK:
        this.#number(body, body.readUInt16LE(2), body.readUInt16LE(4), rkNumber(body.readInt32LE(6)), false);
        break;
      case Biff.MULRK:
        for (let at = 4, column = body.readUInt16LE(2); at + 8 <= body.length; at += 6, column += 1) {
          this.#number(body, column, body.readUInt16LE(at), rkNumber(body.readInt32LE(at + 2)), false);
        }
        break;
      case Biff.BOOLERR:
        this.#startRow(body.readUInt16LE(0));
        this.#grid.remarkable(body.readUInt16LE(2) + 1, truthOrError(body.readUInt8(6), body.readUInt8(7) !== 0));
        break;
      case Biff.FORMULA:
        this.#formula(body);
        break;
      case Biff.STRING:
        this.#formulaText(segments);
        break;
      default:
    }
  }

  finish({ name, state }: BiffSheetPlace): FiledSheet {
    const comments = new Map<number, Map<number, string>>();
    for (const { row, column, object } of this.#notes) {
      const text = this.#noteTexts.get(object);
      if (!text) continue;
      const inRow = comments.get(row) ?? new Map<number, string>();
      comments.set(row, inRow.set(column, text));
    }
    return this.#grid.sheet(name, state, comments);
  }

  #startRow(row: number): void {
    if (row === this.#row) return;
    this.#row = row;
    this.#grid.startRow(row + 1, { hidden: this.#hiddenRows.has(row) });
  }

  #sharedText(body: Buffer): void {
    const index = body.readUInt32LE(6);
    const text = this.#globals.texts[index];
    if (text === undefined) throw new Unreadable('corrupt-file');
    if (text === '') return;
    this.#startRow(body.readUInt16LE(0));
    const column = body.readUInt16LE(2) + 1;
    if (this.#globals.struck(body.readUInt16LE(4), text, this.#globals.runs(index))) {
      this.#grid.remarkable(column, { value: text, struck: true });
    } else this.#grid.pooled(column, index);
  }

  #text(body: Buffer, text: string, runs: readonly FontRun[]): void {
    if (text === '') return;
    this.#startRow(body.readUInt16LE(0));
    const column = body.readUInt16LE(2) + 1;
    if (this.#globals.struck(body.readUInt16LE(4), text, runs))
      this.#grid.remarkable(column, { value: text, struck: true });
    else this.#grid.text(column, text);
  }

  #number(body: Buffer, column: number, style: number, value: number, formula: boolean): void {
    this.#startRow(body.readUInt16LE(0));
    const date = this.#globals.dated(style) ? serialToDay(value, this.#globals.date1904) : undefined;
    const struck = this.#globals.struck(style);
    if (!date && !struck && !formula) this.#grid.number(column + 1, value);
    else {
      this.#grid.remarkable(column + 1, {
        value,
        ...(formula ? { formula: true as const } : {}),
        ...(date ? { date } : {}),
        ...(struck ? { struck: true as const } : {}),
      });
    }
  }

  #formula(body: Buffer): void {
    const row = body.readUInt16LE(0);
    const column = body.readUInt16LE(2);
    const style = body.readUInt16LE(4);
    this.#textFormula = undefined;
    if (body.readUInt16LE(12) !== 0xffff) {
      this.#number(body, column, style, body.readDoubleLE(6), true);
      return;
    }
    const kind = body.readUInt8(6);
    if (kind === 0) {
      this.#textFormula = { row, column, style };
      return;
    }
    this.#startRow(row);
    if (kind === 3) this.#grid.remarkable(column + 1, { value: '', formula: true });
    else this.#grid.remarkable(column + 1, { ...truthOrError(body.readUInt8(8), kind === 2), formula: true });
  }

  #formulaText(segments: readonly Buffer[]): void {
    const place = this.#textFormula;
    this.#textFormula = undefined;
    if (!place) return;
    const { text } = new SegmentReader(segments).text();
    this.#startRow(place.row);
    const struck = this.#globals.struck(place.style) ? { struck: true as const } : {};
    this.#grid.remarkable(place.column + 1, { value: text, formula: true, ...struck });
  }
}

/** The runs that follow the text of an RSTRING record. */
function formattingRuns(reader: SegmentReader): FontRun[] {
  const runs: FontRun[] = [];
  for (let left = reader.u16(); left > 0; left -= 1) runs.push({ from: reader.u16(), font: reader.u16() });
  return runs;
}

function truthOrError(code: number, isError: boolean): RemarkableCell {
  return isError ? { value: null, error: ERRORS[code] ?? '#N/A' } : { value: code !== 0 };
}

/** RK: 30 bits of an integer or of a double, perhaps times 100. */
function rkNumber(rk: number): number {
  let value: number;
  if (rk & 2) value = rk >> 2;
  else {
    const double = Buffer.alloc(8);
    double.writeInt32LE(rk & ~3, 4);
    value = double.readDoubleLE(0);
  }
  return rk & 1 ? value / 100 : value;
}
