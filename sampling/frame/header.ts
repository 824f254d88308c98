/**
 * Finds the header of a sheet and what its columns are.
 *
 * Promise: by words, not by position; hidden columns are never mapped. Reads at most the first forty rows (and the one
 * below for a header of two rows).
 */
import { isBlank, textOf, trim } from './cells.ts';
import { columnKeyOf, forbiddenWordOf, isGroupLabel } from './columns.ts';
import type { FiledRow, MergedRange } from './filed.ts';
import type { ColumnKey } from './report.ts';

/** Rows among which a header is looked for. */
export const headerSearchRows = 40;

export interface HeaderColumn {
  /** From 0. */
  readonly index: number;
  readonly text: string;
}

export interface Header {
  /** First and last row of the header. */
  readonly top: number;
  readonly bottom: number;
  readonly columns: ReadonlyMap<ColumnKey, number>;
  /** Header text of each mapped column. */
  readonly texts: ReadonlyMap<ColumnKey, string>;
  readonly duplicates: readonly { readonly key: ColumnKey; readonly first: number; readonly second: number }[];
  readonly unknown: readonly HeaderColumn[];
  readonly forbidden: readonly (HeaderColumn & { readonly word: string })[];
  /** First columns of further tables beside this one. */
  readonly beside: readonly number[];
  /** First and last column of the table. */
  readonly left: number;
  readonly right: number;
}

/** Visible header texts of one row by column, vertical merges from above filled in. */
type HeaderTexts = Map<number, string>;

export class HeaderSearch {
  readonly #rows: ReadonlyMap<number, FiledRow>;
  readonly #merges: readonly MergedRange[];
  readonly #hidden: ReadonlySet<number>;

  /** `hidden`: column indexes from 0. */
  constructor(rows: readonly FiledRow[], merges: readonly MergedRange[], hidden: ReadonlySet<number>) {
    this.#rows = new Map(rows.map((row) => [row.number, row]));
    this.#merges = merges.filter((merge) => merge.top <= headerSearchRows + 1);
    this.#hidden = hidden;
  }

  find(): Header | undefined {
    const numbers = [...this.#rows.keys()].filter((number) => number <= headerSearchRows).toSorted((a, b) => a - b);
    for (const number of numbers) {
      const texts = this.#textsOf(number);
      if (!givesNameAndTwo(texts)) continue;
      const above = this.#textsAbove(number, texts);
      const below = this.#textsBelow(number, texts);
      const merged = new Map([...above, ...texts, ...below]);
      const spans = this.#merges.filter((merge) => merge.top <= number && merge.bottom >= number);
      const top = Math.min(above.size > 0 ? number - 1 : number, ...spans.map((merge) => merge.top));
      const bottom = Math.max(below.size > 0 ? number + 1 : number, ...spans.map((merge) => merge.bottom));
      return describe(merged, top, bottom);
    }
    return undefined;
  }

  /** Own texts of a row; a cell inside a vertical merge shows the text of its top. */
  #textsOf(number: number): HeaderTexts {
    const texts: HeaderTexts = new Map();
    const row = this.#rows.get(number);
    for (const [index, cell] of (row?.cells ?? []).entries()) {
      if (!isBlank(cell) && !this.#hidden.has(index)) texts.set(index, trim(textOf(cell)));
    }
    for (const merge of this.#merges) {
      if (merge.top >= number || merge.bottom < number || merge.right !== merge.left) continue;
      const cell = this.#rows.get(merge.top)?.cells[merge.left - 1];
      if (!isBlank(cell) && !this.#hidden.has(merge.left - 1)) texts.set(merge.left - 1, trim(textOf(cell)));
    }
    return texts;
  }

  /** 序号 and 单位 stand one row higher than 姓名 under 基本情况. */
  #textsAbove(number: number, own: HeaderTexts): HeaderTexts {
    const found: HeaderTexts = new Map();
    const above = this.#textsOf(number - 1);
    const keys = [...above].filter(([index, text]) => !own.has(index) && columnKeyOf(text) !== undefined);
    const grouped = [...above].some(([index, text]) => own.has(index) && isGroupLabel(text));
    if (!grouped || keys.length === 0) return found;
    for (const [index, text] of above) if (!own.has(index)) found.set(index, text);
    return found;
  }

  /** The second row of a header whose first has group labels. */
  #textsBelow(number: number, own: HeaderTexts): HeaderTexts {
    const row = this.#rows.get(number + 1);
    const below: HeaderTexts = new Map();
    if (!row) return below;
    let keys = 0;
    for (const [index, cell] of row.cells.entries()) {
      if (isBlank(cell) || this.#hidden.has(index)) continue;
      const text = trim(textOf(cell));
      const under = own.get(index);
      const grouped = this.#groupAt(number, index);
      if (under !== undefined && !grouped && !isGroupLabel(under)) return new Map();
      const key = columnKeyOf(text);
      if (key !== undefined) keys += 1;
      else if (!grouped && forbiddenWordOf(text) === undefined) return new Map();
      below.set(index, text);
    }
    return keys > 0 ? below : new Map();
  }

  /** Does a merge over several columns of this one row cover the cell? */
  #groupAt(number: number, index: number): boolean {
    return this.#merges.some(
      (merge) =>
        merge.top <= number &&
        merge.bottom === number &&
        merge.right > merge.left &&
        merge.left <= index + 1 &&
        merge.right >= index + 1,
    );
  }
}

function givesNameAndTwo(texts: HeaderTexts): boolean {
  const keys = new Set<ColumnKey>();
  for (const text of texts.values()) {
    const key = columnKeyOf(text);
    if (key) keys.add(key);
  }
  return keys.has('name') && keys.size >= 3;
}

/** Does a row repeat or open a header? Its texts by column when it does. */
export function headerTextsOf(row: FiledRow, hidden: ReadonlySet<number>): ReadonlyMap<number, string> | undefined {
  const texts: HeaderTexts = new Map();
  for (const [index, cell] of row.cells.entries()) {
    if (!hidden.has(index) && typeof cell !== 'number' && !isBlank(cell)) texts.set(index, trim(textOf(cell)));
  }
  return givesNameAndTwo(texts) ? texts : undefined;
}

function describe(texts: HeaderTexts, top: number, bottom: number): Header {
  const blocks = tablesOf(texts);
  const [first = [], ...others] = blocks;
  const columns = new Map<ColumnKey, number>();
  const words = new Map<ColumnKey, string>();
  const duplicates: { key: ColumnKey; first: number; second: number }[] = [];
  const unknown: HeaderColumn[] = [];
  const forbidden: (HeaderColumn & { word: string })[] = [];
  for (const [index, text] of first) {
    const key = columnKeyOf(text);
    const earlier = key === undefined ? undefined : columns.get(key);
    if (key !== undefined && earlier !== undefined) duplicates.push({ key, first: earlier, second: index });
    else if (key !== undefined) {
      columns.set(key, index);
      words.set(key, text);
    } else {
      const word = forbiddenWordOf(text);
      if (word === undefined) unknown.push({ index, text });
      else forbidden.push({ index, text, word });
    }
  }
  return {
    top,
    bottom,
    columns,
    texts: words,
    duplicates,
    unknown,
    forbidden,
    beside: others.map((block) => block[0]?.[0] ?? 0),
    left: first[0]?.[0] ?? 0,
    right: first.at(-1)?.[0] ?? 0,
  };
}

type Block = [index: number, text: string][];

/** Tables side by side: the header words begin again with 姓名 and two more keys. */
function tablesOf(texts: HeaderTexts): Block[] {
  const cells = [...texts].toSorted((a, b) => a[0] - b[0]);
  const tables: Block[] = [];
  let current: Block = [];
  let seen = new Set<ColumnKey>();
  for (const [at, [index, text]] of cells.entries()) {
    const key = columnKeyOf(text);
    const rest = cells.slice(at);
    const gap = at > 0 && index - (cells[at - 1]?.[0] ?? index) > 1;
    const repeats = key !== undefined && seen.has(key);
    if (seen.has('name') && (repeats || gap) && givesNameAndTwo(new Map(rest)) && (repeats || opensTable(rest))) {
      tables.push(current);
      current = [];
      seen = new Set();
    }
    if (key) seen.add(key);
    current.push([index, text]);
  }
  tables.push(current);
  return tables;
}

/** After a gap: a whole header in one piece, not one late column and then the next table. */
function opensTable(cells: Block): boolean {
  let end = 1;
  while (end < cells.length && (cells[end]?.[0] ?? 0) - (cells[end - 1]?.[0] ?? 0) === 1) end += 1;
  return givesNameAndTwo(new Map(cells.slice(0, end)));
}
