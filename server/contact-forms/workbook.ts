/**
 * 附件8 as a workbook: one department's form to fill by hand or to file, or all of a cycle with a summary before them.
 *
 * Promise: every value is a text; nothing a spreadsheet would run.
 */
import ExcelJS from 'exceljs';
import type { ContactForm } from '#contract';

/** ExcelJS.PaperSize.A4: its enums exist for the compiler only. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the number is the file format's
const PAPER_A4: ExcelJS.PaperSize = 9;
const line = { style: 'thin' } as const;
const border = { top: line, bottom: line, left: line, right: line };
const centred = { horizontal: 'center', vertical: 'middle', wrapText: true } as const;

interface FilledForm {
  readonly department: string;
  readonly form: ContactForm | null;
}

const bytes = async (workbook: ExcelJS.Workbook): Promise<Buffer> => Buffer.from(await workbook.xlsx.writeBuffer());

export async function writeForm(filled: FilledForm & { readonly year: number }): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  addForm(workbook, '附件8', filled.year, filled);
  return bytes(workbook);
}

export async function writeAllForms(year: number, forms: readonly FilledForm[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  addSummary(workbook, year, forms);
  const taken = new Set(['汇总']);
  for (const filled of forms) {
    if (filled.form === null) continue;
    const name = sheetName(filled.department, taken);
    taken.add(name);
    addForm(workbook, name, year, filled);
  }
  return bytes(workbook);
}

/** Excel allows 31 characters, none of them []:*?/\ and no quote at either end; names are used once. */
function sheetName(department: string, taken: ReadonlySet<string>): string {
  const plain =
    Array.from(department.replace(/[[\]:*?/\\']/g, ' ').trim())
      .slice(0, 26)
      .join('') || '附件8';
  let name = plain;
  for (let again = 2; taken.has(name); again += 1) name = `${plain}(${again})`;
  return name;
}

function addForm(workbook: ExcelJS.Workbook, name: string, year: number, { department, form }: FilledForm): void {
  const sheet = workbook.addWorksheet(name, {
    pageSetup: {
      paperSize: PAPER_A4,
      orientation: 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 1,
      horizontalCentered: true,
    },
  });
  [18, 16, 28, 28].forEach((width, index) => (sheet.getColumn(index + 1).width = width));
  const text = (row: number, column: number, value: string) => {
    const cell = sheet.getCell(row, column);
    cell.value = safe(value);
    cell.numFmt = '@';
    cell.alignment = centred;
    cell.font = { size: 14 };
    return cell;
  };
  sheet.getCell(1, 1).value = '附件8';
  sheet.getCell(1, 1).font = { size: 14, bold: true };
  for (const [row, title] of [
    [2, `${year}年度自治区直属机关社会评价`],
    [3, '工作有关情况表'],
  ] as const) {
    sheet.mergeCells(row, 1, row, 4);
    text(row, 1, title).font = { size: 20, bold: true };
    sheet.getRow(row).height = 36;
  }
  sheet.mergeCells(4, 1, 4, 4);
  text(4, 1, `填报单位（盖章）：${department}`).alignment = { horizontal: 'left', vertical: 'middle' };
  sheet.getRow(4).height = 40;

  sheet.mergeCells(5, 1, 6, 1);
  sheet.mergeCells(7, 1, 8, 1);
  text(5, 1, '本单位负责此项工作的联络员');
  text(5, 2, '姓名及职务');
  text(6, 2, '联系电话');
  text(7, 1, '本单位主要领导情况');
  sheet.mergeCells(5, 3, 5, 4);
  sheet.mergeCells(7, 3, 7, 4);
  sheet.mergeCells(8, 3, 8, 4);
  text(7, 2, '姓名及职务');
  text(8, 2, '姓名及职务');
  text(5, 3, form ? nameAndPost(form.liaisonName, form.liaisonPost) : '');
  text(6, 3, form ? form.officePhone : '');
  text(6, 4, form ? form.mobilePhone : '');
  text(7, 3, form ? nameAndPost(form.leaderName, form.leaderPost) : '');
  text(8, 3, form ? nameAndPost(form.secondLeaderName, form.secondLeaderPost) : '');
  for (let row = 5; row <= 8; row += 1) {
    sheet.getRow(row).height = 56;
    for (let column = 1; column <= 4; column += 1) sheet.getCell(row, column).border = border;
  }
  sheet.mergeCells(9, 1, 9, 4);
  text(9, 1, '注：如党组（委）书记和行政首长不是同一人，请分别填写').alignment = { vertical: 'middle', wrapText: true };
  sheet.getRow(9).height = 30;
}

const columns: readonly { header: string; width: number; of: (filled: FilledForm) => string }[] = [
  { header: '填报单位', width: 28, of: ({ department }) => department },
  { header: '状态', width: 8, of: ({ form }) => (form ? '已填' : '未填') },
  { header: '联络员', width: 12, of: ({ form }) => form?.liaisonName ?? '' },
  { header: '联络员职务', width: 22, of: ({ form }) => form?.liaisonPost ?? '' },
  { header: '办公电话', width: 20, of: ({ form }) => form?.officePhone ?? '' },
  { header: '手机', width: 16, of: ({ form }) => form?.mobilePhone ?? '' },
  { header: '主要领导', width: 12, of: ({ form }) => form?.leaderName ?? '' },
  { header: '职务', width: 22, of: ({ form }) => form?.leaderPost ?? '' },
  { header: '另一位主要领导', width: 16, of: ({ form }) => form?.secondLeaderName ?? '' },
  { header: '职务', width: 22, of: ({ form }) => form?.secondLeaderPost ?? '' },
];

function addSummary(workbook: ExcelJS.Workbook, year: number, forms: readonly FilledForm[]): void {
  const sheet = workbook.addWorksheet('汇总', {
    views: [{ state: 'frozen', xSplit: 1, ySplit: 2 }],
    pageSetup: {
      paperSize: PAPER_A4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:2',
    },
  });
  columns.forEach(({ width }, index) => (sheet.getColumn(index + 1).width = width));
  sheet.addRow([`${year}年度自治区直属机关社会评价工作有关情况汇总`]);
  sheet.mergeCells(1, 1, 1, columns.length);
  sheet.getCell(1, 1).font = { bold: true, size: 16 };
  sheet.getCell(1, 1).alignment = centred;
  sheet.getRow(1).height = 32;
  const head = sheet.addRow(columns.map(({ header }) => header));
  head.font = { bold: true };
  for (const filled of forms) sheet.addRow(columns.map(({ of }) => safe(of(filled))));
  for (let row = 2; row <= forms.length + 2; row += 1)
    for (let column = 1; column <= columns.length; column += 1)
      Object.assign(sheet.getCell(row, column), {
        border,
        numFmt: '@',
        alignment: { vertical: 'middle', wrapText: true },
      });
}

/** 姓名及职务 in one cell, as the form has it. */
const nameAndPost = (name: string, post: string): string => [name, post].filter((part) => part !== '').join('　');

/** A text as text: nothing a spreadsheet would run when the cell is copied into another file. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
