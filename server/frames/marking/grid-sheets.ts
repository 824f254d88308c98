/**
 * A workbook made from sheets as they were read: the rows and columns of the file, without its looks.
 *
 * Promise: every cell stands at its own row and column with its own value; text stays text whatever it looks like, formulas
 * are not written. What was hidden is hidden again.
 */
import ExcelJS from 'exceljs';
import type { FiledCell, FiledRow, FiledSheet } from '#sampling';
import { columnNumber, type MarkedSheet } from './marks.ts';
import { putComment } from './paint.ts';
import { inertNumber, inertText } from './text.ts';

/** Cells a merge may cover: exceljs makes an object of each. */
const MERGED_AREA = 20_000;
const MERGES = 20_000;
/** Stands for what the platform has not kept. */
export const notKept = '〔略〕';
const errors: ReadonlySet<string> = new Set(['#N/A', '#REF!', '#NAME?', '#DIV/0!', '#NULL!', '#VALUE!', '#NUM!']);

/** Widths in characters, by what a column holds. */
const widths: Readonly<Record<string, number>> = {
  serial: 7,
  name: 12,
  gender: 7,
  organisation: 38,
  address: 38,
  post: 16,
  area: 8,
  office: 15,
  mobile: 16,
  phone: 16,
  postcode: 10,
  remark: 24,
};

/** Writes one sheet. `redacted`: only the columns of the form were kept, everything else holds stand-ins. */
export function writeGridSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  { sheet: filed, columns, headerRow }: MarkedSheet,
  redacted: boolean,
): ExcelJS.Worksheet {
  const sheet = workbook.addWorksheet(name, {
    state: filed.state,
    ...(headerRow === null ? {} : { views: [{ state: 'frozen', ySplit: headerRow }] }),
  });
  for (const [key, letters] of Object.entries(columns)) sheet.getColumn(letters).width = widths[key] ?? 12;
  for (const column of filed.hiddenColumns) sheet.getColumn(column).hidden = true;
  writeMerges(sheet, filed);
  const kept = new Set(Object.values(columns).map((letters) => columnNumber(letters) - 1));
  // Of a hidden sheet nothing but its header is kept.
  const isKept = (row: FiledRow, index: number) =>
    !redacted || kept.has(index) || filed.state !== 'visible' || (headerRow !== null && row.number <= headerRow);
  for (const row of filed.rows) {
    const target = sheet.getRow(row.number);
    if (row.hidden) target.hidden = true;
    for (const [index, cell] of row.cells.entries()) {
      if (cell === undefined) continue;
      const at = target.getCell(index + 1);
      if (at.type === ExcelJS.ValueType.Merge) continue;
      writeCell(at, isKept(row, index) ? cell : notKept);
      if (row.number === headerRow)
        at.style = { ...at.style, font: { bold: true }, alignment: { horizontal: 'center', wrapText: true } };
    }
  }
  return sheet;
}

function writeMerges(sheet: ExcelJS.Worksheet, { merges }: FiledSheet): void {
  for (const { top, left, bottom, right } of merges.slice(0, MERGES)) {
    if ((bottom - top + 1) * (right - left + 1) > MERGED_AREA) continue;
    try {
      sheet.mergeCells(top, left, bottom, right);
    } catch {
      // Overlaps an earlier one: no program would open the result.
    }
  }
}

function writeCell(at: ExcelJS.Cell, cell: Exclude<FiledCell, undefined>): void {
  if (typeof cell !== 'object') {
    writeValue(at, cell);
    return;
  }
  if (cell.error !== undefined) {
    if (errors.has(cell.error)) at.value = { error: cell.error as ExcelJS.CellErrorValue['error'] };
    else writeValue(at, cell.error);
  } else if (cell.date !== undefined && typeof cell.value === 'number') {
    // The day decides: the serial may be counted from 1904.
    at.value = Date.parse(`${cell.date.slice(0, 10)}T00:00:00Z`) / 86_400_000 + 25_569 + (cell.value % 1);
    at.numFmt = 'yyyy-mm-dd';
  } else if (cell.value !== null) writeValue(at, cell.value);
  if (cell.struck) at.font = { strike: true };
  if (cell.comment !== undefined) putComment(at, cell.comment);
}

function writeValue(at: ExcelJS.Cell, value: string | number | boolean): void {
  const inert = typeof value === 'string' ? inertText(value) : typeof value === 'number' ? inertNumber(value) : value;
  at.value = inert;
  // Text stays text when it is edited: a telephone number keeps its zero, `=1+1` stays three characters.
  if (typeof inert === 'string') at.numFmt = '@';
  // A long number is shown whole, not as 1.38E+10.
  else if (typeof inert === 'number' && Number.isInteger(inert) && Math.abs(inert) >= 1e6) at.numFmt = '0';
}
