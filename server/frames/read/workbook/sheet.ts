/**
 * One worksheet part into a grid: values, formulas by their cached results, dates, strikes, hidden rows and columns, merges.
 *
 * Promise: cells and rows without an address follow their neighbours. Never computes a formula, never walks a range.
 */
import type { RemarkableCell } from '../../../../sampling/frame/filed.ts';
import { type Grid, LAST_COLUMN } from '../grid.ts';
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
  /** Pieces of `<v>`: nearly always one, and then a number is read straight from the bytes. */
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
        break;
      case 'f':
        if (this.#inCell) this.#formula = true;
        break;
      case 'is':
        this.#inItem = this.#inCell;
        if (this.#inItem) this.#rich.start();
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
    else if (this.#inValue) {
      if (this.#value === undefined && (this.#type === 's' || this.#type === 'n')) {
        this.#number = scanner.number();
        this.#value = Number.isNaN(this.#number) ? scanner.text() : '';
      } else {
        // Text, or a second piece of a number (a comment inside it): by the characters.
        this.#value = (Number.isNaN(this.#number) ? (this.#value ?? '') : String(this.#number)) + scanner.text();
        this.#number = NaN;
      }
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
    if (this.#type === 'inlineStr') this.#rich.start();
  }

  #closeCell(): void {
    const { strings, styles } = this.#context;
    const column = this.#column;
    const plain = !this.#formula;
    if (this.#type === 's' && plain) {
      if (this.#value === undefined) return;
      const text = strings.texts[this.#number];
      if (text === undefined) throw new Unreadable('corrupt-file');
      if (text === '') return;
      if (this.#struck(strings.strike(this.#number))) this.#grid.remarkable(column, { value: text, struck: true });
      else this.#grid.pooled(column, this.#number);
    } else if (this.#type === 'n' && plain && this.#value !== undefined && !Number.isNaN(this.#number)) {
      if (styles.dated(this.#style) || styles.struck(this.#style))
        this.#grid.remarkable(column, this.#numberCell(this.#number));
      else this.#grid.number(column, this.#number);
    } else this.#closeOther();
  }

  /** Inline text, formulas, errors, booleans, ISO dates, and numbers that are none. */
  #closeOther(): void {
    const column = this.#column;
    const formula = this.#formula ? { formula: true as const } : {};
    if (this.#type === 'e') {
      const error = this.#value?.trim();
      if (error) this.#grid.remarkable(column, { value: null, ...formula, error });
      else if (this.#formula) this.#grid.remarkable(column, { value: null, ...formula });
      return;
    }
    let text = this.#value;
    let strike: Strike = 'cell';
    if (this.#type === 'inlineStr') {
      text = this.#rich.value;
      strike = this.#rich.strike;
    } else if (this.#type === 's' && this.#value !== undefined) {
      text = this.#context.strings.texts[this.#number];
      strike = this.#context.strings.strike(this.#number);
      if (text === undefined) throw new Unreadable('corrupt-file');
    } else if (this.#type === 'n' && !Number.isNaN(this.#number)) {
      this.#grid.remarkable(column, { ...this.#numberCell(this.#number), ...formula });
      return;
    } else if (this.#type === 'b' && text) {
      this.#grid.remarkable(column, { value: isTrue(text.trim()), ...formula });
      return;
    } else if (this.#type === 'd' && text) {
      const serial = isoToSerial(text.trim(), this.#context.date1904);
      if (serial !== undefined) {
        const date = serialToDay(serial, this.#context.date1904);
        this.#grid.remarkable(column, { value: serial, ...(date ? { date } : {}), ...formula });
        return;
      }
    } else if (text !== undefined) text = decodeEscapes(text);
    // `t="str"` with an empty value is a formula that gave an empty text; anything else empty is no value.
    if (text === '' && !(this.#formula && this.#type === 'str')) text = undefined;
    const struck = text !== undefined && this.#struck(strike) ? { struck: true as const } : {};
    if (this.#formula) this.#grid.remarkable(column, { value: text ?? null, ...formula, ...struck });
    else if (text === undefined) return;
    else if ('struck' in struck) this.#grid.remarkable(column, { value: text, ...struck });
    else this.#grid.text(column, text);
  }

  #numberCell(value: number): RemarkableCell {
    const { styles, date1904 } = this.#context;
    const date = styles.dated(this.#style) ? serialToDay(value, date1904) : undefined;
    return { value, ...(date ? { date } : {}), ...(styles.struck(this.#style) ? { struck: true as const } : {}) };
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

const TYPES = ['s', 'n', 'str', 'inlineStr', 'b', 'e', 'd'];

function cellType(scanner: XmlScanner): string {
  if (scanner.to - scanner.from === 1) {
    const letter = scanner.bytes[scanner.from];
    if (letter === 0x73) return 's';
    if (letter === 0x6e) return 'n';
  }
  const type = scanner.text();
  return TYPES.includes(type) ? type : 'n';
}
