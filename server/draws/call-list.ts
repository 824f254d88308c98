/**
 * The CATI call list: one workbook row per drawn person, in the order a call room works through them.
 *
 * Promise: replicate by replicate, inside one by ticket, so that neither strata nor filing order show; numbers are text; a
 * text that looks like a formula stays text, also when the sheet is saved as CSV. The same draw gives the same bytes: no
 * clock, no name of a machine or user. Holds names and numbers: whoever calls this notes who received it.
 */
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import { listKindLabels, type ListKind } from '#contract';
import { offeredOutcomes } from '#sampling';
import { fixZipTimes } from './zip-times.ts';

export interface CallListPerson {
  readonly name: string | null;
  readonly gender: string | null;
  readonly organisation: string | null;
  readonly post: string | null;
  /** The number to dial first comes first. */
  readonly numbers: readonly { readonly dial: string; readonly ext?: string | undefined }[];
  readonly department: string;
  /** Null: a number made at random, of nobody's list. */
  readonly list: ListKind | null;
}

export interface CallListEntry {
  readonly id: string;
  readonly stratum: string;
  readonly stratumLabel: string;
  readonly rank: number;
  readonly ticket: string;
  readonly replicate: number;
  readonly part: 'main' | 'reserve';
  /** Of the main sample; for reserve, of all that is drawn. Absent: not said. */
  readonly chance?: number;
  readonly person: CallListPerson;
}

export interface CallListAbout {
  readonly title: string;
  readonly manifestDigest: string;
}

interface Column {
  readonly header: string;
  readonly width: number;
  readonly about: string;
  readonly value?: (entry: CallListEntry) => string | number;
}

const columns: readonly Column[] = [
  { header: '案例号', width: 9, about: '本次抽样内的序号；同一个人在“已放出”和“全部”两种清单里号码相同' },
  {
    header: '批次',
    width: 6,
    about: '样本批；按批次从小到大使用，一批用完再用下一批',
    value: ({ replicate }) => replicate,
  },
  { header: '样本', width: 7, about: '主样本或备用样本', value: ({ part }) => (part === 'main' ? '主样本' : '备用') },
  { header: '层', width: 16, about: '抽样时所在的层', value: ({ stratumLabel }) => stratumLabel },
  { header: '层内序号', width: 9, about: '在本层抽中的先后，从1起', value: ({ rank }) => rank },
  {
    header: '拨号串',
    width: 15,
    about: '直接照拨：外地手机已加0，外地固定电话已加区号，本地固定电话不加',
    value: ({ person }) => person.numbers[0]?.dial ?? '',
  },
  { header: '分机', width: 8, about: '拨通总机后再拨的分机号', value: ({ person }) => person.numbers[0]?.ext ?? '' },
  {
    header: '其他号码',
    width: 20,
    about: '第一个号码打不通时再用；“转”字后面是分机',
    value: ({ person }) =>
      person.numbers
        .slice(1)
        .map(({ dial, ext }) => (ext ? `${dial}转${ext}` : dial))
        .join('、'),
  },
  { header: '姓名', width: 11, about: '受访人', value: ({ person }) => person.name ?? '' },
  { header: '称呼', width: 7, about: '名单写明性别的才有', value: ({ person }) => honorific(person.gender) },
  { header: '单位', width: 32, about: '名单所报', value: ({ person }) => person.organisation ?? '' },
  { header: '职务', width: 16, about: '名单所报', value: ({ person }) => person.post ?? '' },
  {
    header: '名单',
    width: 16,
    about: '名单种类',
    value: ({ person }) => (person.list === null ? '随机拨号' : listKindLabels[person.list]),
  },
  {
    header: '报送部门',
    width: 20,
    about: '这个人由哪个部门报送，评价的就是这个部门',
    value: ({ person }) => person.department,
  },
  {
    header: '入样概率',
    width: 12,
    about: '被抽中的机会；加权用，访问员不用看',
    value: ({ chance }) => (chance === undefined ? '' : String(Number(chance.toPrecision(9)))),
  },
  {
    header: '设计权重',
    width: 12,
    about: '入样概率的倒数；只放出一部分批次时，以样本表的“放出后的权重”为准',
    value: ({ chance }) => (chance === undefined ? '' : String(Number((1 / chance).toPrecision(9)))),
  },
  { header: '话务结果', width: 22, about: '从下拉表里选，每次拨打后更新为最近一次的结果' },
  { header: '通话时间', width: 17, about: '最近一次拨打的日期和时刻' },
  { header: '备注', width: 30, about: '预约时间等' },
  {
    header: '样本编号',
    width: 23,
    about: '公开证据页上的编号，不含个人信息；回收结果时按它对应',
    value: ({ id }) => id,
  },
];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unsafe-enum-assignment -- the enum exists in the types only
const a4 = 9 as ExcelJS.PaperSize;

const letterOf = (header: string): string =>
  String.fromCharCode(65 + columns.findIndex((column) => column.header === header));

/** Writes the call list. Cost: linear; rows are streamed into the archive, so 100,000 of them stay small in memory. */
export async function writeCallList(entries: readonly CallListEntry[], about: CallListAbout): Promise<Buffer> {
  const sorted = entries.toSorted(
    (a, b) => a.replicate - b.replicate || compare(a.ticket, b.ticket) || compare(a.id, b.id),
  );
  const stream = new PassThrough();
  const bytes = buffer(stream);
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: true });
  workbook.creator = 'Pingyi';
  workbook.lastModifiedBy = 'Pingyi';
  workbook.created = new Date(0);
  workbook.modified = new Date(0);
  workbook.views = [{ x: 0, y: 0, width: 24_000, height: 14_000, firstSheet: 0, activeTab: 0, visibility: 'visible' }];

  await writeCases(workbook, sorted);
  writeGuide(workbook, sorted, about);
  await workbook.commit();
  return fixZipTimes(await bytes);
}

async function writeCases(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  entries: readonly CallListEntry[],
): Promise<void> {
  const sheet = workbook.addWorksheet('呼叫清单', {
    views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }],
    pageSetup: {
      paperSize: a4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:1',
    },
  });
  // Kept as text even when somebody edits a cell: a leading zero survives and nothing turns into a formula.
  sheet.columns = columns.map(({ header, width }) => ({
    header,
    width,
    style: { numFmt: '@', alignment: { vertical: 'middle' } },
  }));
  const last = letterOf(columns.at(-1)!.header);
  sheet.autoFilter = `A1:${last}${entries.length + 1}`;
  headline(sheet.getRow(1));
  for (const [i, entry] of entries.entries()) {
    const row = sheet.addRow(
      columns.map(({ value }, column) => {
        if (column === 0) return String(i + 1).padStart(6, '0');
        const written = value?.(entry) ?? '';
        if (written === '') return null;
        return typeof written === 'string' ? inert(written) : written;
      }),
    );
    for (const header of ['批次', '层内序号']) row.getCell(letterOf(header)).numFmt = '0';
    row.commit();
    if (i % 2000 === 1999) await setImmediate(); // a server goes on answering meanwhile
  }
  if (entries.length > 0)
    addValidation(sheet, `${letterOf('话务结果')}2:${letterOf('话务结果')}${entries.length + 1}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`'话务结果'!$A$2:$A$${offeredOutcomes.length + 1}`],
      showErrorMessage: true,
      errorTitle: '话务结果',
      error: '请从下拉表里选择',
    });
  sheet.commit();
}

function writeGuide(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  entries: readonly CallListEntry[],
  about: CallListAbout,
): void {
  const guide = workbook.addWorksheet('说明', {
    pageSetup: { paperSize: a4, fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  const text: Partial<ExcelJS.Style> = { numFmt: '@', alignment: { vertical: 'top', wrapText: true } };
  guide.columns = [
    { width: 18, style: text },
    { width: 90, style: text },
  ];
  const lines = (...rows: readonly (readonly [string, string | number])[]) => {
    for (const [name, value] of rows)
      guide.addRow([name, typeof value === 'string' ? inert(value) : String(value)]).commit();
  };
  const title = guide.addRow(['呼叫清单', inert(about.title)]);
  title.font = { bold: true, size: 14 };
  title.commit();
  const main = entries.filter(({ part }) => part === 'main').length;
  const replicates = [...new Set(entries.map(({ replicate }) => replicate))];
  lines(
    ['清单人数', entries.length],
    ['其中主样本', main],
    ['其中备用样本', entries.length - main],
    ['所含批次', replicates.length === 0 ? '无' : `第${replicates[0]}批至第${replicates.at(-1)}批`],
    ['抽样清单摘要', about.manifestDigest],
    ['', ''],
    ['保密', '本表含有姓名和电话号码，只用于本次评价的电话访问；不得转发、不得另存他处，用完按规定销毁。'],
    ['使用次序', '按批次从小到大拨打。放出的一批要全部打完，不能挑着打；没有打通的人也是样本的一部分。'],
    ['不要改动', '案例号、批次、样本编号不要改动、不要重新排序后另编号；回收结果靠样本编号对应。'],
    ['', ''],
  );
  const heading = guide.addRow(['栏目', '含义']);
  headline(heading);
  heading.commit();
  lines(...columns.map(({ header, about: meaning }) => [header, meaning] as const));
  guide.commit();

  const codes = workbook.addWorksheet('话务结果');
  codes.columns = [{ width: 40, style: text }];
  const head = codes.addRow(['话务结果']);
  headline(head);
  head.commit();
  for (const outcome of offeredOutcomes) codes.addRow([outcome]).commit();
  codes.commit();
}

function headline(row: ExcelJS.Row): void {
  row.font = { bold: true };
  row.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFDCE6F1' } };
  row.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
  row.height = 22;
}

function honorific(gender: string | null): string {
  if (gender === '男') return '先生';
  return gender === '女' ? '女士' : '';
}

/** A text as it may stand in a cell: nothing a spreadsheet runs, no character XML cannot hold, no escape Excel would decode. */
function inert(text: string): string {
  const clean = text
    // oxlint-disable-next-line no-control-regex -- XML 1.0 has no place for them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return /^[=+\-@\t\r\n＝＋－＠]./s.test(clean) ? `'${clean}` : clean;
}

/** exceljs keeps the validation of a range under an undocumented but stable method. */
function addValidation(sheet: ExcelJS.Worksheet, range: string, validation: ExcelJS.DataValidation): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const { dataValidations } = sheet as unknown as {
    dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
  };
  dataValidations.add(range, validation);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
