/**
 * What a printed document is made of: a list of blocks that `pdf.ts` and `word.ts` set in the same way.
 *
 * Promise: plain data, so that it can be handed to another thread and compared in a test; knows nothing of what it prints.
 */

type Align = 'left' | 'center' | 'right';

/** A text or a cell with more said of it. Spans are counted as in HTML: covered cells are left out of their row. */
export type Cell =
  | string
  | {
      readonly text: string;
      readonly bold?: boolean;
      readonly align?: Align;
      readonly columns?: number;
      readonly rows?: number;
      /** Points. */
      readonly size?: number;
    };

export type Block =
  /** The document's own name, centred; `lines` below each other. */
  | { readonly kind: 'title'; readonly lines: readonly string[] }
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      /** Two characters, as Chinese prose has it. */
      readonly indent?: boolean;
      readonly align?: Align;
      readonly bold?: boolean;
      /** Points; 12 (小四) unless said. */
      readonly size?: number;
      /** On the page of what comes after it. */
      readonly keepNext?: boolean;
    }
  | {
      readonly kind: 'table';
      /** Shares of the width; their number is the number of columns. */
      readonly widths: readonly number[];
      /** How many of the first rows are repeated on every page. */
      readonly headRows?: number;
      readonly rows: readonly (readonly Cell[])[];
      /** Least height of a row, millimetres. */
      readonly rowHeight?: number;
      /** Rows may run over the end of a page: for prose in boxes. */
      readonly breakRows?: boolean;
    }
  | { readonly kind: 'qr'; readonly text: string; readonly size: number; readonly align?: Align }
  | { readonly kind: 'gap'; readonly height: number }
  /** A break; `odd`: the next page with an odd number, the front of a sheet. */
  | { readonly kind: 'page'; readonly side?: 'odd' };

export interface PrintedDocument {
  /** In the file's properties. */
  readonly title: string;
  readonly landscape?: boolean;
  /** Left of the page number in the foot of every page; no foot without it. */
  readonly foot?: string;
  readonly blocks: readonly Block[];
}

export interface PrintedPdf {
  readonly bytes: Uint8Array;
  readonly pages: number;
}

/** Points in a millimetre. */
export const perMillimetre = 72 / 25.4;
/** Body text: 小四. */
export const bodySize = 12;
/** Titles: 小二. */
export const titleSize = 18;
/** Headings: 四号. */
export const headingSize = 14;
/** Margins of a page, millimetres: GB/T 9704's left 28, right 26, and a page that holds 1,400 characters on two sides. */
export const margins = { top: 25, right: 26, bottom: 22, left: 28 } as const;
