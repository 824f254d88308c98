/** List quality as a workbook: a row a list, shares with their formulas in words. A cell is never a formula. */
import ExcelJS from 'exceljs';
import { leastCalled, listKindLabels, type ListQuality, type ListQualityReport } from '#contract';
import { beijingMinute } from '../beijing.ts';

const heads = [
  '报送部门',
  '名单',
  '已放出',
  '已拨打',
  '空号、错号',
  '停机',
  '传真、单位电话、改号',
  '非本人',
  '有效号码率',
  '非本人率',
];
const widths = [30, 20, 10, 10, 12, 10, 14, 10, 12, 12];

/** What the shares are: printed wherever they stand. */
const meanings: readonly string[] = [
  '只按每个案例最近一次拨打的结果计，一个案例计一次。',
  '有效号码率＝（已拨打－空号、错号－停机－传真、单位电话、改号）÷已拨打。',
  '非本人率＝非本人÷已拨打；非本人包括不认识、已调离、未办过此事。',
  '停机以后可能恢复，关机、无人接听不算名单的问题。',
];

export async function writeQualityWorkbook({ cycleName, told, rows, all }: ListQualityReport): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  const sheet = book.addWorksheet('名单质量', { views: [{ state: 'frozen', ySplit: 2 }] });
  for (const [index, width] of widths.entries()) sheet.getColumn(index + 1).width = width;
  sheet.addRow([inert(`${cycleName}名单质量`)]).font = { bold: true, size: 14 };
  const head = sheet.addRow(heads);
  head.font = { bold: true };
  head.alignment = { wrapText: true, vertical: 'middle' };
  for (const row of rows) addRow(sheet, inert(row.department), nameOf(row), row.released, row.faults);
  const released = rows.reduce((sum, row) => sum + row.released, 0);
  if (all)
    addRow(
      sheet,
      '全部名单',
      '',
      new Set(rows.map(({ departmentId }) => departmentId)).size > 1 ? released : null,
      all,
    );
  const guide = book.addWorksheet('说明');
  guide.getColumn(1).width = 90;
  const state = told ? `${beijingMinute(new Date(told.at))}反馈` : '截至导出时的数字，还没有反馈给部门';
  for (const line of [state, ...meanings, `部门看到的表里，拨打不足${leastCalled}人的名单不列数字。`])
    guide.addRow([line]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const nameOf = ({ list }: ListQuality): string => (list === null ? '未分名单' : listKindLabels[list]);

function addRow(
  sheet: ExcelJS.Worksheet,
  department: string,
  list: string,
  released: number | null,
  faults: ListQuality['faults'],
): void {
  if (!faults) {
    sheet.addRow([department, list, released, `不足${leastCalled}人，不列`]);
    return;
  }
  const { dialled, wrongNumbers, stopped, otherNumbers, wrongPersons } = faults;
  const share = (part: number) => (dialled === 0 ? null : part / dialled);
  const row = sheet.addRow([
    department,
    list,
    released,
    dialled,
    wrongNumbers,
    stopped,
    otherNumbers,
    wrongPersons,
    share(dialled - wrongNumbers - stopped - otherNumbers),
    share(wrongPersons),
  ]);
  for (const column of [9, 10]) row.getCell(column).numFmt = '0.0%';
}

/** A text nothing runs. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
