/**
 * Walks the rows of one table: which are data, which are fillers, sums, headings, blanks, hidden, or a second table.
 *
 * Promise: every visible row with content is judged or spoken of; a row below a second table is neither.
 */
import { isBlank, squeeze, textOf, trim } from './cells.ts';
import { columnKeyOf, columnLabels } from './columns.ts';
import type { FiledCell, FiledRow, FiledSheet, MergedRange } from './filed.ts';
import { headerTextsOf, type Header } from './header.ts';
import type { FrameList } from './list.ts';
import { ColumnMerges } from './merges.ts';
import { isPlainName } from './names.ts';
import { RowJudge } from './row-judge.ts';
import { headingWords, kindOfRow, type RowKind } from './row-kinds.ts';
import { SerialCheck } from './serials.ts';
import { serialOf } from './fields.ts';
import { namesAreEnough } from './report.ts';

/** Data rows in a row whose mobiles differ by one each before it is spoken of. */
const consecutiveFrom = 10;

const titleWords = /抽样框|附[件表]\s*[0-9一二三四五六七]|\d{4}年度?.*(?:名单|表)|一览表|登记表|花名册/;

interface PendingRow {
  readonly row: number;
  readonly kind: Exclude<RowKind, 'data'>;
  readonly text: string;
}

export class TableWalk {
  readonly #list: FrameList;
  readonly #sheet: number;
  readonly #header: Header;
  readonly #title: string;
  readonly #judge: RowJudge;
  readonly #serials: SerialCheck | undefined;
  readonly #mapped: readonly number[];
  readonly #name: number;
  readonly #serial: number | undefined;
  readonly #hidden: ReadonlySet<number>;
  readonly #watched: Set<number>;
  readonly #merges: ColumnMerges;
  readonly #wide = new Map<number, MergedRange[]>();
  readonly #headerLines: ReadonlyMap<number, string>[];
  #pending: PendingRow[] = [];
  #blanks: { row: number; length: number }[] = [];
  #hiddenRows: number[] = [];
  #lastFilled: number;
  #afterRepeatedHeader = false;
  #subHeading = '';
  #afterSubHeading = false;
  #stopped = false;
  /** Rows of which the first mobiles go up or down by one, the last mobile, and which way. */
  #run: number[] = [];
  #lastMobile = 0;
  #step = 0;
  firstDataRow: number | null = null;
  dataRows = 0;
  /** Hidden columns that hold something, from 0. */
  readonly hiddenColumns: number[] = [];

  constructor(
    list: FrameList,
    sheet: number,
    filed: FiledSheet,
    header: Header,
    headerRows: readonly FiledRow[],
    heading: { readonly title: string | null; readonly reportedBy: string | null },
    serialBefore: number | undefined,
  ) {
    this.#list = list;
    this.#sheet = sheet;
    this.#header = header;
    this.#title = squeeze(heading.title ?? '');
    this.#judge = new RowJudge(list, sheet, header.columns, heading.reportedBy);
    this.#mapped = [...header.columns.values()].toSorted((a, b) => a - b);
    this.#name = header.columns.get('name') ?? 0;
    this.#serial = header.columns.get('serial');
    this.#hidden = new Set(filed.hiddenColumns.map((column) => column - 1));
    const titled = (index: number) =>
      index < (header.beside[0] ?? Infinity) &&
      headerRows.some((row) => row.number >= header.top && row.number <= header.bottom && !isBlank(row.cells[index]));
    this.#watched = new Set(
      [...this.#hidden].filter((index) => (index >= header.left && index <= header.right) || titled(index)),
    );
    this.#merges = new ColumnMerges(filed.merges, header);
    for (const merge of filed.merges) {
      if (merge.top <= header.bottom || merge.right - merge.left < 2) continue;
      const others = this.#wide.get(merge.top);
      if (others) others.push(merge);
      else this.#wide.set(merge.top, [merge]);
    }
    this.#headerLines = headerRows
      .filter((row) => row.number >= header.top && row.number <= header.bottom)
      .map((row) => lineOf(row.cells));
    for (const row of headerRows) if (row.number >= header.top && row.number <= header.bottom) this.#watch(row);
    this.#serials =
      namesAreEnough(list.kind) || this.#serial === undefined
        ? undefined
        : new SerialCheck(serialBefore, (finding) => {
            const { code, row, serial, expected, related } = finding;
            const place = list.findings.sheets[sheet];
            list.findings.add(
              code,
              { sheet, row, column: 'serial' },
              {
                raw: String(serial),
                ...(code === 'serial-gap' ? { repaired: String(expected) } : {}),
                ...(related === undefined || !place ? {} : { related: [{ place, row: related }] }),
                values:
                  code === 'serial-gap'
                    ? { n: expected, m: serial }
                    : { n: serial, row: related === undefined ? '' : `第${related}行` },
              },
            );
          });
    this.#lastFilled = header.bottom;
  }

  /** Last serial of the sheet, for the sheet that follows. */
  get lastSerial(): number | undefined {
    return this.#serials && this.dataRows > 0 ? this.#serials.last : undefined;
  }

  row(filed: FiledRow): void {
    if (this.#stopped || filed.number <= this.#header.bottom) return;
    if (this.#watched.size > 0) this.#watch(filed);
    const cells = this.#merges.fill(filed);
    let content = 0;
    for (const index of this.#mapped) if (!isBlank(filed.cells[index])) content += 1;
    if (content === 0 && !filed.hidden && !this.#holdsNote(filed)) return;
    const gap = filed.number - this.#lastFilled - 1;
    if (gap > 0) this.#blanks.push({ row: this.#lastFilled + 1, length: gap });
    this.#lastFilled = filed.number;
    if (filed.hidden) {
      this.#hiddenRow(filed, cells);
      return;
    }
    const kind = content >= 3 && this.#isPlain(cells) ? 'data' : this.#kindOf(filed, cells, content);
    if (kind === 'data') this.#dataRow(filed, cells);
  }

  end(): void {
    this.#flushPending();
    this.#serials?.end();
    this.#judge.end();
    this.#endRun();
    const at = { sheet: this.#sheet };
    const { findings } = this.#list;
    const [first, ...others] = this.#hiddenRows;
    if (first !== undefined) {
      const n = this.#hiddenRows.length;
      findings.add(
        'hidden-rows',
        { ...at, row: first },
        { raw: String(n), related: this.#related(others), values: { n } },
      );
    }
    for (const { key, rows } of this.#merges.filledRows()) {
      const [top = 0, ...below] = rows;
      const values = { column: columnLabels[key], n: rows.length };
      findings.add('merged-filled', { ...at, row: top, column: key }, { related: this.#related(below), values });
    }
  }

  #related(rows: readonly number[]) {
    const place = this.#list.findings.sheets[this.#sheet];
    return place ? rows.map((row) => ({ place, row })) : [];
  }

  #say(
    code: 'footer-row' | 'template-filler-row' | 'repeated-header-row' | 'sub-heading-row',
    row: number,
    raw?: string,
  ) {
    this.#list.findings.add(code, { sheet: this.#sheet, row }, raw === undefined ? {} : { raw });
  }

  /** Most rows: a plain name, and a number or nothing but digits as serial. */
  #isPlain(cells: readonly FiledCell[]): boolean {
    const name = cells[this.#name];
    if (typeof name !== 'string' || !isPlainName(name)) return false;
    if (this.#serial === undefined) return true;
    const serial = cells[this.#serial];
    return typeof serial === 'number' || (typeof serial === 'string' && /^\d+$/.test(serial));
  }

  #kindOf(filed: FiledRow, cells: readonly FiledCell[], content: number): RowKind | 'header' | 'table' {
    const repeated = this.#headerAgain(filed, cells);
    if (repeated) return repeated;
    this.#afterRepeatedHeader = false;
    const kind = this.#shape(filed, cells, content);
    if (kind === 'data') return kind;
    const text = this.#mapped.map((index) => trim(textOf(cells[index]))).find((one) => one !== '') ?? '';
    if (kind === 'filler') {
      this.#flushPending();
      this.#say('template-filler-row', filed.number);
    } else this.#pending.push({ row: filed.number, kind, text });
    return kind;
  }

  #shape(filed: FiledRow, cells: readonly FiledCell[], content: number): RowKind {
    if (content === 0) return 'note';
    const filled: { index: number; text: string }[] = [];
    for (const index of this.#mapped) {
      if (!isBlank(cells[index])) filled.push({ index, text: trim(textOf(cells[index])) });
    }
    if (filled.some((cell) => headingWords.test(cell.text))) return 'note';
    const [only] = filled;
    const width = (this.#header.right - this.#header.left + 1) / 2;
    const mergedOver =
      filled.length === 1 &&
      (this.#wide.get(filed.number) ?? []).some(
        (merge) => merge.left - 1 === only?.index && merge.right - merge.left + 1 >= Math.max(3, width),
      );
    return kindOfRow({ filled, serialIndex: this.#serial, nameIndex: this.#name, mergedOver });
  }

  /** The header of this table again, or of another one. */
  #headerAgain(filed: FiledRow, cells: readonly FiledCell[]): 'header' | 'table' | undefined {
    const name = cells[this.#name];
    const named = typeof name === 'string' && columnKeyOf(name) === 'name';
    const line = lineOf(filed.cells);
    const sameLine =
      line.size >= 2 && this.#headerLines.some((own) => [...line].every(([index, text]) => own.get(index) === text));
    const texts = named || line.size >= 3 ? headerTextsOf(filed, this.#hidden) : undefined;
    if (!texts && !(sameLine && (named || this.#afterRepeatedHeader))) return undefined;
    const newTitle = this.#pending.some(({ kind, text }) => kind !== 'footer' && this.#opensTable(text));
    const same = sameLine || (texts !== undefined && this.#sameColumns(texts));
    if (same && !newTitle) {
      // The title printed again above the header goes with it; a city's name above it stays a sub-heading.
      this.#pending = this.#pending.filter(({ text }) => !this.#isOwnTitle(text));
      this.#flushPending();
      this.#say('repeated-header-row', filed.number);
      this.#afterRepeatedHeader = true;
      return 'header';
    }
    this.#pending = this.#pending.filter(({ kind }) => kind === 'footer');
    this.#flushPending();
    this.#list.findings.add('two-tables', { sheet: this.#sheet, row: filed.number }, { values: { row: filed.number } });
    this.#stopped = true;
    return 'table';
  }

  #opensTable(text: string): boolean {
    return (titleWords.test(text) || headingWords.test(text)) && !this.#isOwnTitle(text);
  }

  #isOwnTitle(text: string): boolean {
    const plain = squeeze(text);
    return plain !== '' && (this.#title.includes(plain) || headingWords.test(plain)) && !this.#otherTitlePending();
  }

  #otherTitlePending(): boolean {
    return this.#pending.some(({ text }) => titleWords.test(text) && !this.#title.includes(squeeze(text)));
  }

  #sameColumns(texts: ReadonlyMap<number, string>): boolean {
    let found = 0;
    for (const [index, text] of texts) {
      const key = columnKeyOf(text);
      if (key === undefined || index > this.#header.right) continue;
      if (this.#header.columns.get(key) !== index) return false;
      found += 1;
    }
    return found >= Math.min(this.#header.columns.size, texts.size) - 1;
  }

  #flushPending(): void {
    for (const { row, kind, text } of this.#pending) {
      if (kind === 'sub-heading') {
        this.#say('sub-heading-row', row, text);
        this.#subHeading = text;
        this.#afterSubHeading = true;
      } else this.#say('footer-row', row);
    }
    this.#pending = [];
  }

  #dataRow(filed: FiledRow, cells: readonly FiledCell[]): void {
    if (this.#pending.length > 0) this.#flushPending();
    this.#afterRepeatedHeader = false;
    if (this.firstDataRow === null) this.firstDataRow = filed.number;
    else {
      for (const { row, length } of this.#blanks) {
        const at = { sheet: this.#sheet, row };
        this.#list.findings.add('blank-row', at, { raw: String(length), values: { n: length } });
      }
    }
    if (this.#blanks.length > 0) this.#blanks = [];
    this.dataRows += 1;
    this.#list.countRow(this.#list.findings.sheets[this.#sheet]?.fileName ?? '');
    this.#merges.note(filed.number);
    const row = this.#judge.judge(filed, cells, this.#subHeading);
    this.#serials?.take(row.serial, filed.number, this.#afterSubHeading, false);
    this.#afterSubHeading = false;
    this.#consecutive(filed.number, row.mobile);
  }

  #hiddenRow(filed: FiledRow, cells: readonly FiledCell[]): void {
    const content = this.#mapped.filter((index) => !isBlank(cells[index])).length;
    const header = headerTextsOf(filed, this.#hidden) !== undefined;
    if (content === 0 || header || this.#shape(filed, cells, content) !== 'data') return;
    this.#hiddenRows.push(filed.number);
    if (this.#serial !== undefined)
      this.#serials?.take(serialOf(textOf(cells[this.#serial])), filed.number, false, true);
  }

  /** Runs of data rows whose first mobiles go up or down by one. */
  #consecutive(row: number, mobile: number): void {
    const step = mobile - this.#lastMobile;
    const before = this.#run.at(-1);
    const goesOn = before !== undefined && mobile !== 0 && (step === 1 || step === -1);
    this.#lastMobile = mobile;
    if (goesOn && (this.#run.length === 1 || step === this.#step)) this.#run.push(row);
    else {
      this.#endRun();
      if (goesOn) this.#run.push(before);
      if (mobile !== 0) this.#run.push(row);
    }
    this.#step = step;
  }

  #endRun(): void {
    if (this.#run.length === 0) return;
    const [first, ...others] = this.#run.length >= consecutiveFrom ? this.#run : [];
    if (first !== undefined) {
      this.#list.findings.add(
        'consecutive-mobiles',
        { sheet: this.#sheet, row: first },
        { related: this.#related(others), values: { row: `第${first}行`, n: this.#run.length } },
      );
    }
    this.#run.length = 0;
  }

  /** Text beside the mapped columns, in a visible column of the table. */
  #holdsNote(filed: FiledRow): boolean {
    let notes = 0;
    for (let index = this.#header.left; index <= this.#header.right; index += 1) {
      const cell = filed.cells[index];
      if (typeof cell === 'string' && !this.#hidden.has(index) && !isBlank(cell)) notes += 1;
    }
    return notes === 1;
  }

  /** Remembers which hidden columns hold something. */
  #watch(filed: FiledRow): void {
    for (const index of this.#watched) {
      if (isBlank(filed.cells[index])) continue;
      this.#watched.delete(index);
      this.hiddenColumns.push(index);
    }
  }
}

function lineOf(cells: readonly FiledCell[]): ReadonlyMap<number, string> {
  const line = new Map<number, string>();
  for (const [index, cell] of cells.entries()) {
    if (!isBlank(cell)) line.set(index, squeeze(textOf(cell)));
  }
  return line;
}
