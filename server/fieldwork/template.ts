/**
 * The workbook results come back in: one sheet a questionnaire, one row a released case, one column an item.
 *
 * Promise: sample numbers only, no name and no telephone number; every cell is text, and what the platform wrote it reads again.
 */
import ExcelJS from 'exceljs';
import { questionnaireKindLabels } from '#contract';
import { read } from '#db';
import { offeredOutcomes } from '#sampling';
import { fillTexts, itemsOf, optionsOf, type Item } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { askedCases, type AskedCase, type AskedKind } from './asked.ts';
import { elsewhereOf, spared } from './elsewhere.ts';

export const headers = {
  unit: '样本编号',
  outcome: '话务结果',
  attempts: '拨打次数',
  calledAt: '最近拨打时间',
  interviewer: '访问员',
} as const;
/** For people only; not read. */
export const informative = ['序号', '批次', '层', '评价单位', '名单', '备注'] as const;

const fixed: readonly { readonly header: string; readonly width: number }[] = [
  { header: '序号', width: 7 },
  { header: '批次', width: 6 },
  { header: '层', width: 14 },
  { header: '评价单位', width: 22 },
  { header: headers.unit, width: 24 },
  { header: headers.outcome, width: 24 },
  { header: headers.attempts, width: 9 },
  { header: headers.calledAt, width: 18 },
  { header: headers.interviewer, width: 10 },
];

export async function resultTemplate(ctx: Context, drawId: string, kind: AskedKind | undefined): Promise<FileReply> {
  const { title, cases, elsewhere } = await read(ctx, async (tx) => ({
    ...(await askedCases(tx, ctx, drawId, kind)),
    elsewhere: await elsewhereOf(tx, drawId),
  }));
  return new FileReply(
    await writeTemplate(title, cases, (unitId) => spared(elsewhere, unitId) ?? ''),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    { fileName: `回收表-${title}.xlsx` },
  );
}

type RemarkOf = (unitId: string) => string;

async function writeTemplate(title: string, cases: readonly AskedCase[], remarkOf: RemarkOf): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  const lists = book.addWorksheet('选项');
  const versions = new Map<string, AskedCase[]>();
  for (const one of cases) {
    const members = versions.get(one.version.versionId);
    if (members) members.push(one);
    else versions.set(one.version.versionId, [one]);
  }
  const columns: string[][] = [[headers.outcome, ...offeredOutcomes]];
  const names = new Set(['选项', '说明']);
  for (const members of versions.values()) addSheet(book, members, { columns, names, remarkOf });
  lists.columns = columns.map(() => ({ width: 24, style: { numFmt: '@' } }));
  for (let row = 0; row < Math.max(...columns.map((column) => column.length)); row += 1)
    lists.addRow(columns.map((column) => inert(column[row] ?? '')));
  lists.getRow(1).font = { bold: true };
  addGuide(book, title, cases.length);
  // The lists stand last for people; the sheets point at them by name.
  lists.state = 'visible';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exceljs keeps the order of sheets under an undocumented but stable name
  (lists as unknown as { orderNo: number }).orderNo = 1000;
  return Buffer.from(await book.xlsx.writeBuffer());
}

const titleOf = (item: Item, texts: Readonly<Record<string, string>>): string => {
  const { question, row } = item;
  const words = row ? `${question.title}：${row.label}` : question.title;
  return fillTexts(words, { ...texts, 单位: '该单位' }).replace(/\s+/g, ' ');
};

function addSheet(
  book: ExcelJS.Workbook,
  members: readonly AskedCase[],
  {
    columns,
    names,
    remarkOf,
  }: { readonly columns: string[][]; readonly names: Set<string>; readonly remarkOf: RemarkOf },
): void {
  const [first] = members;
  if (!first) return;
  const { content, kind, departmentId, texts } = first.version;
  const items = itemsOf(content);
  const sheet = book.addWorksheet(
    sheetName(`${questionnaireKindLabels[kind]}${departmentId === null ? '' : first.departmentName}`, names),
    { views: [{ state: 'frozen', xSplit: 5, ySplit: 1 }] },
  );
  sheet.columns = [
    ...fixed.map(({ header, width }) => ({ header, width, style: { numFmt: '@' } })),
    ...items.map((item) => ({
      header: `${inert(titleOf(item, texts))} [${item.id}]`,
      width: 18,
      style: { numFmt: '@' },
    })),
    { header: '备注', width: 20, style: { numFmt: '@' } },
  ];
  const head = sheet.getRow(1);
  head.font = { bold: true };
  head.alignment = { wrapText: true, vertical: 'middle', horizontal: 'center' };
  head.height = 60;
  for (const [index, one] of members.entries()) {
    const { replicate, stratum, departmentName, unitId } = one;
    const row = sheet.addRow([String(index + 1), String(replicate), inert(stratum), inert(departmentName), unitId]);
    const remark = remarkOf(unitId);
    if (remark !== '') row.getCell(fixed.length + items.length + 1).value = remark;
  }
  const last = members.length + 1;
  const offer = (column: number, list: number): void => {
    const letter = sheet.getColumn(column).letter;
    const from = book.getWorksheet('选项')?.getColumn(list + 1).letter ?? 'A';
    addValidation(sheet, `${letter}2:${letter}${last}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`'选项'!$${from}$2:$${from}$${columns[list]?.length ?? 2}`],
      showErrorMessage: true,
      errorTitle: '请从下拉表里选',
      error: '下拉表里没有这一项',
    });
  };
  offer(fixed.findIndex(({ header }) => header === headers.outcome) + 1, 0);
  for (const [index, { id, question }] of items.entries()) {
    const options = optionsOf(content, question);
    if (options.length === 0) continue;
    columns.push([id, ...options.map(({ label }) => label), ...(question.noOpinion ? ['不了解'] : []), '拒答']);
    // Of several options none can be picked from a list; what they are called stands there all the same.
    if (question.kind !== 'multiple') offer(fixed.length + index + 1, columns.length - 1);
  }
}

function addGuide(book: ExcelJS.Workbook, title: string, cases: number): void {
  const guide = book.addWorksheet('说明');
  guide.columns = [
    { width: 16, style: { numFmt: '@', alignment: { vertical: 'top' } } },
    { width: 90, style: { numFmt: '@', alignment: { vertical: 'top', wrapText: true } } },
  ];
  for (const line of [
    ['回收表', `${title}，已放出${cases}人`],
    ['一人一行', '已放出的每个人一行，没有姓名和号码；用样本编号与呼叫清单对应。还没有拨打的人整行留空。'],
    ['话务结果', '最近一次拨打的结果，从下拉表里选。关机、停机、空号等请选到具体的一种。'],
    ['拨打次数', '到最近一次为止一共拨打了几次（1到99）。每天传一次，平台把每次的结果都留下。'],
    ['最近拨打时间', '写成 2026-09-01 18:30，北京时间。'],
    ['访问员', '工号或姓名。'],
    [
      '回答',
      '只有“11 成功完成”的才填；必答题要填齐。单选填选项的文字或编号；多选照“选项”表里的文字写，用顿号隔开；访问对象不愿回答的写“拒答”。',
    ],
    ['意见', '按原话记；平台会加密保存，交给单位以前由绩效办隐去姓名、号码。'],
    ['备注', '写着“不用再拨”的，本人已经用短信链接或纸质问卷答过，或表示不参加；请从拨打队列里去掉。'],
    ['更正', '改好整张表再传一次：没有变的不动，变了的替换，并逐项列出改了什么。'],
    ['不要改动', '样本编号、表头方括号里的题号。'],
  ])
    guide.addRow(line.map(inert));
}

function sheetName(words: string, taken: Set<string>): string {
  const plain = Array.from(words.replace(/[[\]:*?/\\']/g, ' ').trim())
    .slice(0, 26)
    .join('');
  let name = plain;
  for (let again = 2; taken.has(name); again += 1) name = `${plain}(${again})`;
  taken.add(name);
  return name;
}

/** A text nothing runs. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** exceljs keeps the validation of a range under an undocumented but stable method. */
function addValidation(sheet: ExcelJS.Worksheet, range: string, validation: ExcelJS.DataValidation): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const { dataValidations } = sheet as unknown as {
    dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
  };
  dataValidations.add(range, validation);
}
