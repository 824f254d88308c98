/**
 * Corrections of single cells of a kept grid.
 *
 * Promise: pure. Only cells of rows in which the check found something are replaced, everything else stays as filed; text is
 * text, whatever it begins with.
 */
import { mendableColumnLabels, mendableColumnSchema, type Mending } from '#contract';
import { Problem } from '#problem';
import type { FiledRow, FiledSheet } from '#sampling';
import type { FiledGroup } from './check.ts';
import type { StoredDocument, StoredSheet } from './stored.ts';

/** Codes that name a row which is no data row. */
const notAboutData = new Set([
  'sub-heading-row',
  'template-filler-row',
  'footer-row',
  'repeated-header-row',
  'blank-row',
  'hidden-rows',
  'two-tables',
]);

/** The grid with these cells replaced; throws the refusal of the first cell that cannot be. Linear in the rows. */
export function mendGrid(filed: FiledGroup, document: StoredDocument, cells: readonly Mending[]): FiledGroup {
  const rowsInDoubt = new Set(
    document.findings.filter(({ code }) => !notAboutData.has(code)).map((one) => keyOf(one.file, one.sheet, one.row)),
  );
  const wanted = new Map<string, { readonly mending: Mending; readonly column: number }[]>();
  for (const mending of cells) {
    const sheets = (document.sheets ?? []).filter(
      ({ file, sheet }) => file === mending.file && sheet === mending.sheet,
    );
    const [sheet] = sheets;
    if (!sheet) throw refusal(mending, '没有这个工作表，或者它没有被审核');
    if (sheets.length > 1) throw refusal(mending, '有同名的文件，分不清改哪一份，请在自己的表里改好后重报');
    const column = columnOf(sheet, mending);
    if (mending.row < sheet.firstDataRow || !rowsInDoubt.has(keyOf(mending.file, mending.sheet, mending.row)))
      throw refusal(mending, '这一行没有需要改的问题');
    const key = keyOf(mending.file, mending.sheet, null);
    const others = wanted.get(key);
    if (others) others.push({ mending, column });
    else wanted.set(key, [{ mending, column }]);
  }
  return {
    remarks: filed.remarks,
    workbooks: filed.workbooks.map((workbook) => ({
      ...workbook,
      sheets: workbook.sheets.map((sheet) => {
        const mendings = wanted.get(keyOf(workbook.name, sheet.name, null));
        return mendings ? mendSheet(sheet, mendings) : sheet;
      }),
    })),
  };
}

const keyOf = (file: string | null, sheet: string | null, row: number | null): string =>
  JSON.stringify([file, sheet, row]);

function mendSheet(
  sheet: FiledSheet,
  mendings: readonly { readonly mending: Mending; readonly column: number }[],
): FiledSheet {
  for (const { mending, column } of mendings) {
    const { row } = mending;
    const merged = sheet.merges.some(
      ({ top, bottom, left, right }) => top <= row && row <= bottom && left <= column && column <= right,
    );
    if (merged) throw refusal(mending, '是合并单元格，请在自己的表里改好后重报');
  }
  const byRow = new Map<number, Map<number, string>>();
  for (const { mending, column } of mendings) {
    const cells = byRow.get(mending.row) ?? new Map<number, string>();
    byRow.set(mending.row, cells.set(column, mending.value));
  }
  const rows = [...sheet.rows].map((row): FiledRow => {
    const values = byRow.get(row.number);
    if (!values) return row;
    byRow.delete(row.number);
    const length = Math.max(row.cells.length, ...values.keys());
    const cells = Array.from({ length }, (_, index) => {
      const value = values.get(index + 1);
      return value === undefined ? row.cells[index] : value === '' ? undefined : value;
    });
    return { ...row, cells };
  });
  const [missing] = mendings.filter(({ mending }) => byRow.has(mending.row));
  if (missing) throw refusal(missing.mending, '这一行没有内容');
  return { ...sheet, rows };
}

/** The column's number from 1. */
function columnOf(sheet: StoredSheet, mending: Mending): number {
  const letters = sheet.columns[mendableColumnSchema.parse(mending.column)];
  if (letters === undefined) throw refusal(mending, '这个工作表没有这一栏');
  let number = 0;
  for (const letter of letters) number = number * 26 + (letter.charCodeAt(0) - 64);
  return number;
}

const refusal = ({ row, column }: Mending, reason: string): Problem =>
  new Problem('cell-not-mendable', { row, column: mendableColumnLabels[column], reason });
