/**
 * Gathers the findings of one list: at most a thousand of a code are kept, all are counted.
 *
 * Promise: whatever it keeps is masked; the order is the document's (file, sheet, row, column, code).
 */
import { findingCatalogue, messageOf, type FindingCode } from './catalogue.ts';
import { mask } from './cells.ts';
import { columnKeys } from './columns.ts';
import type { Finding, RowPlace } from './report.ts';

/** Findings of one code printed per list. */
export const printedPerCode = 1000;

/** A sheet of a list, by its index over all files. */
export interface SheetPlace {
  /** Index of the file in the list. */
  readonly file: number;
  readonly fileName: string;
  readonly name: string;
}

export interface At {
  /** Index of a sheet of the list. */
  readonly sheet?: number;
  /** Where there is no sheet: the file the finding is about. */
  readonly file?: string;
  readonly row?: number;
  readonly column?: string;
}

export interface Related {
  readonly list?: number;
  readonly place: SheetPlace;
  readonly row: number;
}

export interface Said {
  readonly raw?: string;
  readonly repaired?: string;
  readonly issues?: readonly string[];
  readonly detail?: Readonly<Record<string, number>>;
  readonly related?: readonly Related[];
  /** Fills the words. */
  readonly values?: Readonly<Record<string, string | number>>;
}

interface Kept {
  readonly finding: Finding;
  readonly file: number;
  readonly sheet: number;
  readonly column: number;
}

const columnRank = new Map<string, number>(columnKeys.map((key, at) => [key, at + 1]));

export class FindingCollector {
  readonly list: number;
  readonly sheets: SheetPlace[] = [];
  /** Files of the list in their order, packages before their entries. */
  readonly files: string[] = [];
  readonly #kept: Kept[] = [];
  readonly #totals = new Map<FindingCode, number>();

  constructor(list: number) {
    this.list = list;
  }

  has(code: FindingCode): boolean {
    return this.#totals.has(code);
  }

  /** Is the list returned? */
  get returned(): boolean {
    for (const code of this.#totals.keys()) if ('returnsList' in findingCatalogue[code]) return true;
    return false;
  }

  add(code: FindingCode, at: At, said: Said = {}): void {
    const total = (this.#totals.get(code) ?? 0) + 1;
    this.#totals.set(code, total);
    if (total > printedPerCode) return;
    const place = at.sheet === undefined ? undefined : this.sheets[at.sheet];
    const raw = said.raw === undefined ? undefined : mask(said.raw);
    const repaired = said.repaired === undefined ? undefined : mask(said.repaired);
    const file = place?.fileName ?? at.file ?? null;
    const values = { raw: raw ?? '', repaired: repaired ?? '', ...said.values };
    const finding: Finding = {
      list: this.list,
      file,
      sheet: place?.name ?? null,
      row: at.row ?? null,
      ...(at.column === undefined ? {} : { column: at.column }),
      code,
      severity: findingCatalogue[code].severity,
      message: mask(messageOf(code, values)),
      ...(raw === undefined ? {} : { raw }),
      ...(repaired === undefined ? {} : { repaired }),
      ...(said.issues === undefined ? {} : { issues: said.issues }),
      ...(said.detail === undefined ? {} : { detail: said.detail }),
      ...(said.related === undefined ? {} : { related: said.related.map((one) => this.#relate(one)) }),
    };
    this.#kept.push({
      finding,
      file: file === null ? -1 : this.files.indexOf(file),
      sheet: at.sheet ?? -1,
      column: at.column === undefined ? 0 : (columnRank.get(at.column) ?? 100),
    });
  }

  #relate(related: Related): RowPlace {
    return {
      ...(related.list === undefined || related.list === this.list ? {} : { list: related.list }),
      file: related.place.fileName,
      sheet: related.place.name,
      row: related.row,
    };
  }

  /** 第5行, with sheet or file in front where they differ from the finding's own. */
  rowWords(from: SheetPlace, to: SheetPlace, row: number): string {
    const file = from.fileName === to.fileName ? '' : `“${to.fileName}”`;
    const sheet = from === to || (from.name === to.name && file !== '') ? '' : `“${to.name}”`;
    return `${file}${sheet}第${row}行`;
  }

  findings(): Finding[] {
    const byPlace = (a: Kept, b: Kept) =>
      a.file - b.file ||
      a.sheet - b.sheet ||
      (a.finding.row ?? 0) - (b.finding.row ?? 0) ||
      a.column - b.column ||
      compareLetters(a.finding.column ?? '', b.finding.column ?? '') ||
      compareText(a.finding.code, b.finding.code);
    return this.#kept.toSorted(byPlace).map((kept) => kept.finding);
  }

  truncated(): { list: number; code: FindingCode; printed: number; total: number }[] {
    return [...this.#totals]
      .filter(([, total]) => total > printedPerCode)
      .map(([code, total]) => ({ list: this.list, code, printed: printedPerCode, total }));
  }
}

function compareLetters(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
