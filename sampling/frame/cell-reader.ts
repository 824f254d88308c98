/**
 * Reads the cells of one row after the other and says what is remarkable about a cell as such.
 *
 * Promise: hands on trimmed, masked text; errors and formulas without result come back as blank, once said.
 */
import { holdsIdentityNumber, mask, textOf, trim } from './cells.ts';
import type { FindingCode } from './catalogue.ts';
import type { Said } from './collector.ts';
import { looksLikeFormula } from './fields.ts';
import type { FiledCell } from './filed.ts';
import type { FrameList } from './list.ts';
import type { ColumnKey } from './report.ts';

const errorText = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/i;

export class CellReader {
  /** Number of the row at hand. */
  row = 0;
  cells: readonly FiledCell[] = [];
  readonly list: FrameList;
  readonly sheet: number;
  readonly #columns: ReadonlyMap<ColumnKey, number>;

  constructor(list: FrameList, sheet: number, columns: ReadonlyMap<ColumnKey, number>) {
    this.list = list;
    this.sheet = sheet;
    this.#columns = columns;
  }

  say(code: FindingCode, column?: string, said: Said = {}): void {
    const at = { sheet: this.sheet, row: this.row, ...(column === undefined ? {} : { column }) };
    this.list.findings.add(code, at, said);
  }

  has(key: ColumnKey): boolean {
    return this.#columns.has(key);
  }

  cell(key: ColumnKey): FiledCell {
    const index = this.#columns.get(key);
    return index === undefined ? undefined : this.cells[index];
  }

  /** Trimmed text of a field, its remarks said; empty when there is nothing to use. */
  text(key: ColumnKey): string {
    const cell = this.cell(key);
    if (cell === undefined) return '';
    if (typeof cell === 'string') return this.#checked(trim(cell), key);
    if (typeof cell === 'number') return this.#checked(String(cell), key);
    if (cell.comment !== undefined) this.comment(cell.comment, key);
    if (cell.error !== undefined) {
      this.say('error-cell', key, { raw: cell.error });
      return '';
    }
    if (cell.formula && cell.value === null) {
      this.say('formula-without-value', key);
      return '';
    }
    const text = trim(textOf(cell));
    if (cell.formula && text !== '') this.say('formula-cell', key, { raw: text });
    return this.#checked(text, key);
  }

  #checked(text: string, key: ColumnKey): string {
    if (text === '') return text;
    if (text.length >= 8 && holdsIdentityNumber(text)) {
      this.say('forbidden-value', key);
      return mask(text);
    }
    const first = text.charCodeAt(0);
    // Only # = + - @ and their full-width kin open anything worth a look.
    if (first > 0x40) return text;
    if (first === 0x23 && errorText.test(text)) {
      this.say('error-cell', key, { raw: text });
      return '';
    }
    if (looksLikeFormula(text)) this.say('formula-like-text', key, { raw: text, values: { sign: text.charAt(0) } });
    return text;
  }

  comment(comment: string, key: ColumnKey): void {
    this.say('cell-comment', key, { raw: trim(comment) });
  }
}
