/**
 * What a department filed, as the readers hand it to the judge: sheets of cells with the user's own row numbers.
 *
 * Promise: nothing here interprets a cell. Readers (server/frames/read) produce it, the judge (sampling/frame) consumes it.
 * Compactness matters (200,000 rows and more): a plain text cell is a string, a plain number cell a number; only a cell
 * with something remarkable about it is an object.
 */

/** A cell with a remark. `value` is what the cell holds: text, number, boolean, or null when nothing is stored. */
export interface RemarkableCell {
  readonly value: string | number | boolean | null;
  /** The cell holds a formula; `value` is its cached result, null when the file has none. Never executed. */
  readonly formula?: true;
  /** The number is shown as a date; `value` is the serial number, this is its ISO day (1900 and 1904 systems applied). */
  readonly date?: string;
  /** An Excel error value such as `#REF!`; `value` is null. */
  readonly error?: string;
  /** All text of the cell is struck through. */
  readonly struck?: true;
  /** Text of the comment attached to the cell (threaded comments joined by line feeds). */
  readonly comment?: string;
}

/** Absent cells are undefined. Text is stored text: shared/inline strings joined, phonetic runs dropped, `_xHHHH_` decoded. */
export type FiledCell = string | number | RemarkableCell | undefined;

export interface FiledRow {
  /** The user's own row number, from 1 (CSV: record number; blank lines count, quoted line breaks do not). */
  readonly number: number;
  /** Hidden, zero height or filtered out. */
  readonly hidden?: true;
  /** CSV only: the record holds bytes of no character. */
  readonly undecodable?: true;
  /** Index 0 is column A. */
  readonly cells: readonly FiledCell[];
}

/** An inclusive merged range; rows and columns from 1. */
export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface FiledSheet {
  readonly name: string;
  readonly state: 'visible' | 'hidden' | 'veryHidden';
  /** Rows in ascending order; rows without any cell or mark are omitted. May be iterated more than once. */
  readonly rows: Iterable<FiledRow>;
  readonly merges: readonly MergedRange[];
  /** Column numbers from 1. */
  readonly hiddenColumns: readonly number[];
}

/** Remarks of a reader about a whole file or package, in the words of the contract's codes. */
export interface ReaderRemark {
  readonly code:
    | 'extension-mismatch'
    | 'package-not-encrypted'
    | 'password-in-package'
    | 'macros-ignored'
    | 'external-links-ignored'
    | 'entry-skipped'
    | 'encoding-detected';
  /** The file or package the remark is about, by the name printed in the document. */
  readonly file: string;
  /** extension-mismatch: the format found; entry-skipped: the entry; encoding-detected: the encoding. */
  readonly raw?: string;
}

/** One workbook or CSV, alone or out of a package. */
export interface FiledWorkbook {
  /** Base name, or `package.zip/folder/list.xlsx` for a package entry. */
  readonly name: string;
  /** Lower-case hex SHA-256 of the file's bytes (of the entry's bytes for a package entry). */
  readonly sha256: string;
  readonly sheets: readonly FiledSheet[];
}
