/** How the tables of scores look as workbooks: title, a line of help, a head that stays, texts with borders. */
import type ExcelJS from 'exceljs';

const line = { style: 'thin', color: { argb: 'FFB8BEC6' } } as const;
const border = { top: line, bottom: line, left: line, right: line };
/** ExcelJS.PaperSize.A4: its enums exist for the compiler only. */
const paperA4 = 9;

interface SheetContent {
  readonly title: string;
  readonly hint?: string;
  readonly headers: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export function styleSheet(sheet: ExcelJS.Worksheet, { title, hint, headers, widths, rows }: SheetContent): void {
  widths.forEach((width, index) => (sheet.getColumn(index + 1).width = width));
  sheet.addRow([title]).font = { size: 14, bold: true };
  if (hint !== undefined) sheet.addRow([hint]).font = { size: 10, color: { argb: 'FF5B6470' } };
  const head = sheet.addRow([...headers]);
  head.font = { bold: true };
  head.eachCell((cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEF2F7' } };
    cell.border = border;
    cell.alignment = { wrapText: true, vertical: 'middle', horizontal: 'center' };
  });
  for (const values of rows) {
    const row = sheet.addRow(values.map((value) => (typeof value === 'string' ? safe(value) : value)));
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      if (column > headers.length) return;
      cell.border = border;
      cell.numFmt = typeof values[column - 1] === 'number' ? '0' : '@';
      cell.alignment = { wrapText: true, vertical: 'middle' };
    });
  }
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: head.number }];
  sheet.pageSetup = {
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the number is the file format's
    paperSize: paperA4,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    printTitlesRow: `${head.number}:${head.number}`,
  };
}

export async function writeBook(book: ExcelJS.Workbook): Promise<Buffer> {
  book.creator = 'Pingyi';
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A text as text: nothing a spreadsheet would run when the cell is copied into another file. Negative numbers stay numbers. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text);
