/**
 * The department's own .xlsx, loaded with its looks and made harmless.
 *
 * Promise: either every cell holds what our own reader has read there, or the answer is undefined and the workbook is made
 * from the reading instead. No formula, link, name or macro survives. Runs in the child process only.
 */
import ExcelJS from 'exceljs';
import type { FiledCell, FiledSheet } from '#sampling';
import { instructionSheetName, instructionTitle } from '../read/own-marks.ts';
import { clearMark } from './paint.ts';
import { inertNumber, inertText } from './text.ts';

export async function loadOriginal(
  bytes: Uint8Array,
  read: readonly FiledSheet[],
): Promise<ExcelJS.Workbook | undefined> {
  const workbook = new ExcelJS.Workbook();
  try {
    await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
    for (const sheet of workbook.worksheets)
      if (sheet.name.startsWith(instructionSheetName) && sheet.getCell(1, 1).text === instructionTitle)
        workbook.removeWorksheet(sheet.id);
    if (workbook.worksheets.length !== read.length) return undefined;
    for (const [index, sheet] of workbook.worksheets.entries()) {
      const filed = read[index];
      if (filed?.name !== sheet.name || !isFaithful(sheet, filed)) return undefined;
      disarm(sheet);
    }
  } catch {
    // Valid for Excel and for our reader, and more than exceljs can take.
    return undefined;
  }
  // Print areas and filters are kept with their sheets; any other name may be a formula.
  workbook.definedNames.model = [];
  return workbook;
}

/** Does every cell that was read stand at its place with its value? */
function isFaithful(sheet: ExcelJS.Worksheet, filed: FiledSheet): boolean {
  for (const row of filed.rows) {
    const target = sheet.findRow(row.number);
    for (const [index, cell] of row.cells.entries()) {
      const value = valueOf(cell);
      if (value === '') continue;
      const found = target?.findCell(index + 1);
      if (found === undefined || !agrees(found, value)) return false;
    }
  }
  return true;
}

function valueOf(cell: FiledCell): string | number | boolean {
  if (typeof cell !== 'object') return cell ?? '';
  return cell.error ?? cell.value ?? '';
}

function agrees(cell: ExcelJS.Cell, value: string | number | boolean): boolean {
  const found = plainValue(cell.value);
  // Dates are numbers with a look; which day they are, both take from the same number.
  if (found instanceof Date) return typeof value === 'number';
  return typeof value === 'number' ? Number(found) === value : String(found) === String(value);
}

/** A value without formula, link and fonts. */
function plainValue(value: ExcelJS.CellValue | undefined): string | number | boolean | Date {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object' || value instanceof Date) return value;
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('hyperlink' in value) return plainValue(value.text);
  if ('error' in value) return value.error;
  return 'result' in value ? plainValue(value.result) : '';
}

function disarm(sheet: ExcelJS.Worksheet): void {
  // `eachCell` passes over empty cells, and those may bear a mark, or makes all there could be.
  for (let number = 1; number <= sheet.rowCount; number += 1) {
    const row = sheet.findRow(number);
    for (let column = 1; column <= (row?.cellCount ?? 0); column += 1) {
      const cell = row?.findCell(column);
      if (!cell || cell.type === ExcelJS.ValueType.Merge) continue;
      disarmValue(cell);
      clearMark(cell);
    }
  }
  // A sheet that is selected beside the first one would be edited together with it. Without views exceljs holds null.
  const views = (sheet.views as readonly ExcelJS.WorksheetView[] | null) ?? [];
  sheet.views = views.map((view) => Object.assign(view, { tabSelected: false }));
}

function disarmValue(cell: ExcelJS.Cell): void {
  const { value } = cell;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    if ('error' in value) return;
    const plain = plainValue(value);
    // Fonts inside a cell are kept where its text may stay as it is.
    if ('richText' in value && inertText(String(plain)) === plain) return;
    disarmPlain(cell, plain);
  } else disarmPlain(cell, value);
}

function disarmPlain(cell: ExcelJS.Cell, value: string | number | boolean | Date | null | undefined): void {
  if (typeof value === 'string') cell.value = inertText(value);
  else if (typeof value === 'number') cell.value = inertNumber(value);
  else if (value !== null && value !== undefined) cell.value = value;
}
