/**
 * One worksheet part into a grid: values, formulas by their cached results, dates, strikes, hidden rows and columns, merges.
 *
 * Promise: cells and rows without an address follow their neighbours. Never computes a formula, never walks a range.
 */
import { type Grid, LAST_COLUMN, type RemarkableCell } from '../grid.ts';
import { Unreadable } from '../refusal.ts';
import type { XmlHandler, XmlScanner } from '../xml-scanner.ts';
import { isoToSerial, serialToDay } from './dates.ts';
import { decodeEscapes, RichText, richTextWords, type Strike } from './rich-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import { isTrue, type Styles } from './styles.ts';

const LAST_ROW = 1_048_576;

export interface SheetContext {
  readonly strings: SharedStrings;
  readonly styles: Styles;
  readonly date1904: boolean;
}

export class SheetReader implements XmlHandler {
  static readonly words = ['sheetData', 'row', 'c', 'v', 'f', 'is', 'mergeCell', 'col', ...richTextWords];

  readonly #grid: Grid;
  readonly #context: SheetContext;
  readonly #rich = new RichText();
  #inRows = false;
  #row = 0;
  #column = 0;
  #inCell = false;
  #style = 0;
  #type = '';
  #formula = false;
  #inValue = false;
  #inItem = false;
  /** The text of `<v>`, undefined without one; or, for a number in one piece, the number straight from the bytes. */
  #value: string | undefined;
  #number = NaN;

  constructor(grid: Grid, context: SheetContext) {
    this.#grid = grid;
    this.#context = context;
  }

  open(name: string, scanner: XmlScanner): void {
    switch (name) {
      case 'c':
        if (this.#inRows) this.#openCell(scanner);
        break;
      case 'v':
        this.#inValue = this.#inCell;
        scanner.wantsText = this.#inCell;
        if (this.#inCell) this.#value = '';
        break;
      case 'f':
        if (this.#inCell) this.#formula = true;
        break;
      case 'is':
        this.#inItem = this.#inCell;
        if (this.#inItem) this.#openItem();
        break;
      case 'row':
        if (this.#inRows) this.#openRow(scanner);
        break;
      case 'sheetData':
        this.#inRows = true;
        break;
      case 'mergeCell':
        this.#merge(scanner.attribute('ref') ?? '');
        break;
      case 'col':
        if (isTrue(scanner.attribute('hidden')) || Number(scanner.attribute('width') ?? 1) === 0) {
          this.#grid.hideColumns(Number(scanner.attribute('min')), Number(scanner.attribute('max')));
        }
        break;
      default:
        if (this.#inItem && name !== '') this.#rich.open(name, scanner);
    }
  }

  close(name: string, scanner: XmlScanner): void {
    switch (name) {
      case 'c':
        if (this.#inCell) this.#closeCell();
        this.#inCell = false;
        break;
      case 'v':
        this.#inValue = false;
        scanner.wantsText = false;
        break;
      case 'is':
        this.#inItem = false;
        break;
      case 'sheetData':
        this.#inRows = false;
        break;
      default:
        if (this.#inItem && name !== '') this.#rich.close(name, scanner);
    }
  }

  text(scanner: XmlScanner): void {
    if (this.#inItem) this.#rich.text(scanner);
    else if (!this.#inValue) return;
    else if (this.#value === '' && Number.isNaN(this.#number) && (this.#type === 's' || this.#type === 'n')) {
      this.#number = scanner.number();
      if (Number.isNaN(this.#number)) this.#value = scanner.text();
    } else {
      // Text, or a further piece of a number (behind a comment inside it): by the characters.
      if (!Number.isNaN(this.#number)) this.#value = String(this.#number);
      this.#value = (this.#value ?? '') + scanner.text();
      this.#number = this.#type === 's' || this.#type === 'n' ? Number(this.#value) : NaN;
    }
  }

  #openRow(scanner: XmlScanner): void {
    this.#row = scanner.select('r') ? scanner.number() : this.#row + 1;
    this.#column = 0;
    if (!(Number.isInteger(this.#row) && this.#row >= 1 && this.#row <= LAST_ROW)) throw new Unreadable('corrupt-file');
    const height = scanner.attribute('ht');
    const hidden = isTrue(scanner.attribute('hidden')) || (height !== undefined && Number(height) === 0);
    this.#grid.startRow(this.#row, { hidden });
  }

  #openCell(scanner: XmlScanner): void {
    this.#column = scanner.select('r') ? columnOf(scanner) : this.#column + 1;
    this.#style = scanner.select('s') ? scanner.number() : 0;
    this.#type = scanner.select('t') ? cellType(scanner) : 'n';
    this.#inCell = true;
    this.#formula = false;
    this.#value = undefined;
    this.#number = NaN;
  }

  /** An inline text, whether or not the cell says so. */
  #openItem(): void {
    this.#type = 'inlineStr';
    this.#rich.start();
  }

  #closeCell(): void {
    const { strings, styles } = this.#context;
    const column = this.#column;
    if (this.#type === 's' && !this.#formula && !this.#struck(strings.strike(this.#number))) {
      const text = this.#sharedText();
      if (text) this.#grid.pooled(column, this.#number);
      return;
    }
    if (this.#type === 'n' && !this.#formula && !Number.isNaN(this.#number)) {
      if (!styles.dated(this.#style) && !styles.struck(this.#style)) {
        this.#grid.number(column, this.#number);
        return;
      }
    }
    const cell = this.#cell();
    if (this.#formula) this.#grid.remarkable(column, { ...(cell ?? { value: null }), formula: true });
    else if (!cell || cell.value === '') return;
    else if (typeof cell.value === 'string' && !cell.struck) this.#grid.text(column, cell.value);
    else this.#grid.remarkable(column, cell);
  }

  /** What the cell holds, formula or not; undefined if nothing is stored. */
  #cell(): RemarkableCell | undefined {
    const { strings, styles, date1904 } = this.#context;
    const text = this.#value;
    switch (this.#type) {
      case 'e':
        return text?.trim() ? { value: null, error: text.trim() } : undefined;
      case 'b':
        return text?.trim() ? { value: isTrue(text.trim()) } : undefined;
      case 'd': {
        const serial = isoToSerial(text?.trim() ?? '', date1904);
        return serial === undefined ? this.#textCell(text || undefined, 'cell') : this.#dateCell(serial);
      }
      case 's':
        return this.#textCell(this.#sharedText(), strings.strike(this.#number));
      case 'inlineStr':
        return this.#textCell(this.#rich.value || undefined, this.#rich.strike);
      case 'str':
        // With an empty value: a formula that gave an empty text.
        return this.#textCell(text === undefined ? undefined : decodeEscapes(text), 'cell');
      default: {
        if (Number.isNaN(this.#number)) return this.#textCell(text || undefined, 'cell');
        const cell = styles.dated(this.#style) ? this.#dateCell(this.#number) : { value: this.#number };
        return styles.struck(this.#style) ? { ...cell, struck: true } : cell;
      }
    }
  }

  /** The shared string a cell refers to; undefined if it refers to none. */
  #sharedText(): string | undefined {
    if (!this.#value && Number.isNaN(this.#number)) return undefined;
    const text = this.#context.strings.texts[this.#number];
    if (text === undefined) throw new Unreadable('corrupt-file');
    return text;
  }

  #textCell(text: string | undefined, strike: Strike): RemarkableCell | undefined {
    if (text === undefined) return undefined;
    return this.#struck(strike) ? { value: text, struck: true } : { value: text };
  }

  #dateCell(serial: number): RemarkableCell {
    const date = serialToDay(serial, this.#context.date1904);
    return date ? { value: serial, date } : { value: serial };
  }

  #struck(strike: Strike): boolean {
    return strike === 'all' || (strike === 'cell' && this.#context.styles.struck(this.#style));
  }

  #merge(reference: string): void {
    const [first = '', last = first] = reference.split(':', 2);
    const from = parseReference(first);
    const to = parseReference(last);
    if (!from || !to) return;
    this.#grid.merge({
      top: Math.min(from.row, to.row),
      left: Math.min(from.column, to.column),
      bottom: Math.max(from.row, to.row),
      right: Math.max(from.column, to.column),
    });
  }
}

/** `C5` or `$C$5` as numbers; undefined if it is no address inside a sheet. */
export function parseReference(reference: string): { row: number; column: number } | undefined {
  const parts = /^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$/.exec(reference);
  if (!parts) return undefined;
  let column = 0;
  for (const letter of parts[1]!.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(parts[2]);
  return column <= LAST_COLUMN && row >= 1 && row <= LAST_ROW ? { row, column } : undefined;
}

/** The column of the selected cell address, straight from its letters. */
function columnOf(scanner: XmlScanner): number {
  let column = 0;
  for (let at = scanner.from; at < scanner.to && at < scanner.from + 4; at += 1) {
    const letter = scanner.bytes[at]! & 0xdf;
    if (letter < 0x41 || letter > 0x5a) break;
    column = column * 26 + letter - 64;
  }
  return column;
}

const ONE_LETTER_TYPES: Record<number, string> = { 0x73: 's', 0x6e: 'n', 0x62: 'b', 0x65: 'e', 0x64: 'd' };

/** The type in the selected attribute, by its length and letter: nearly every cell has one, so it is not made a string. */
function cellType(scanner: XmlScanner): string {
  const length = scanner.to - scanner.from;
  if (length === 1) return ONE_LETTER_TYPES[scanner.bytes[scanner.from]!] ?? 'n';
  // An inline text is known by its item, not by this; without one its value is a text.
  return length === 3 || length === 9 ? 'str' : 'n';
}
