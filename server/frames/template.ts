/**
 * The workbook a department fills in: its own 附件 for the cycle's year, header locked, phone columns as text.
 *
 * Promise: what this writes is read back without a finding but the missing names.
 */
import ExcelJS from 'exceljs';
import { fillingRules, formOf } from './attachments.ts';
import type { ListKind } from '#contract';

const ROWS = 2000;
/** ExcelJS.PaperSize.A4: its enums exist for the compiler only. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the number is the file format's
const PAPER_A4: ExcelJS.PaperSize = 9;

export interface TemplateRequest {
  readonly list: ListKind;
  readonly attachment: number | null;
  readonly year: number;
  readonly department: string;
  readonly minimum: number;
}

export async function writeTemplate(request: TemplateRequest): Promise<Buffer> {
  const form = formOf(request.list, request.attachment);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  const last = form.columns.length;
  const sheet = workbook.addWorksheet('名单', {
    views: [{ state: 'frozen', ySplit: 3 }],
    pageSetup: {
      paperSize: PAPER_A4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:3',
    },
  });
  sheet.mergeCells(1, 1, 1, last);
  Object.assign(sheet.getCell(1, 1), {
    value: form.title(request.year, request.department),
    alignment: { horizontal: 'center', vertical: 'middle', wrapText: true },
  });
  sheet.getCell(1, 1).font = { bold: true, size: 16 };
  sheet.getRow(1).height = 34;
  const half = Math.ceil(last / 2);
  sheet.mergeCells(2, 1, 2, half);
  sheet.mergeCells(2, half + 1, 2, last);
  sheet.getCell(2, 1).value = `报送单位:${request.department}`;
  sheet.getCell(2, half + 1).value = `报送时间:${request.year}年 月 日`;
  sheet.getCell(2, half + 1).protection = { locked: false };
  form.columns.forEach((column, index) => {
    const cell = sheet.getCell(3, index + 1);
    cell.value = column.header;
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFDCE6F1' } };
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
    cell.border = {
      top: { style: 'thin' },
      bottom: { style: 'thin' },
      left: { style: 'thin' },
      right: { style: 'thin' },
    };
    const target = sheet.getColumn(index + 1);
    target.width = column.width;
    if (column.text) target.numFmt = '@';
    const letter = target.letter;
    const range = `${letter}4:${letter}${ROWS + 3}`;
    if (column.choices)
      addValidation(sheet, range, {
        type: 'list',
        allowBlank: true,
        formulae: [`"${column.choices.join(',')}"`],
        showErrorMessage: true,
        errorTitle: column.header,
        error: `请从“${column.choices.join('、')}”中选择`,
      });
    else if (column.hint)
      addValidation(sheet, range, {
        type: 'textLength',
        operator: 'lessThanOrEqual',
        allowBlank: true,
        formulae: [255],
        showInputMessage: true,
        promptTitle: column.header,
        prompt: column.hint,
      });
  });
  for (let row = 4; row < ROWS + 4; row += 1)
    for (let column = 1; column <= last; column += 1) {
      const cell = sheet.getCell(row, column);
      cell.protection = { locked: false };
      if (form.columns[column - 1]?.text) cell.numFmt = '@';
    }
  // Without a password: it keeps the header from being edited by accident, not from being edited.
  await sheet.protect('', {
    insertRows: true,
    deleteRows: true,
    formatColumns: true,
    formatRows: true,
    sort: true,
    autoFilter: true,
  });

  const guide = workbook.addWorksheet('填报说明');
  guide.getColumn(1).width = 90;
  guide.addRow(['填报说明']).font = { bold: true, size: 14 };
  for (const [index, rule] of fillingRules.entries())
    guide.addRow([`${index + 1}.${rule}`]).alignment = { wrapText: true };
  if (request.minimum > 0) guide.addRow([`${fillingRules.length + 1}.本名单可用人数不少于${request.minimum}人。`]);
  guide.addRow(['填好后在评议平台“报送抽样框”页面上传，几秒钟内可以看到逐行审核结果。']).alignment = { wrapText: true };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** exceljs keeps validations of a range under an undocumented but stable method. */
function addValidation(sheet: ExcelJS.Worksheet, range: string, validation: ExcelJS.DataValidation): void {
  (
    sheet as unknown as { dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void } }
  ).dataValidations.add(range, validation);
}
