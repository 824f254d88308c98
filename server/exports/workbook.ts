/**
 * The table as a workbook for people: labels instead of codes.
 *
 * Promise: written row by row; a text in it is never a formula.
 */
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import type { TableVariable } from './columns.ts';
import { missingValues } from './variables.ts';

/** Beyond this a workbook serves nobody: the other files hold the same. */
export const mostInWorkbook = 100_000;

export class SheetWorkbook {
  readonly #out = new PassThrough();
  readonly #bytes = buffer(this.#out);
  readonly #book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: this.#out, useStyles: true });
  readonly #labels: readonly ReadonlyMap<string, string>[];
  readonly #data: ExcelJS.Worksheet;

  constructor(variables: readonly TableVariable[]) {
    this.#book.creator = 'Pingyi';
    this.#labels = variables.map(
      ({ values, missing }) =>
        new Map([...values, ...(missing ? missingValues : [])].map(({ value, label }) => [String(value), label])),
    );
    this.#data = this.#book.addWorksheet('答卷', { views: [{ state: 'frozen', ySplit: 2 }] });
    const head = this.#data.addRow(variables.map(({ label }) => inert(label)));
    head.font = { bold: true };
    head.commit();
    this.#data.addRow(variables.map(({ name }) => name)).commit();
  }

  add(values: readonly string[]): void {
    this.#data.addRow(values.map((value, index) => inert(this.#labels[index]?.get(value) ?? value))).commit();
  }

  async end(about: readonly string[]): Promise<Uint8Array> {
    this.#data.commit();
    const guide = this.#book.addWorksheet('说明');
    guide.getColumn(1).width = 100;
    for (const line of about) guide.addRow([inert(line)]).commit();
    guide.commit();
    await this.#book.commit();
    return this.#bytes;
  }
}

/** A text nothing runs; negative codes of missing values are numbers. */
export const inert = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^-\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
