/** Filed lists made of plain arrays, for the tests of the judge. */
import { judgeFrames, type Finding, type FrameDocument } from '#sampling';
import type { FiledCell, FiledRow, FiledSheet, FiledWorkbook, MergedRange } from '../../../sampling/frame/filed.ts';
import type { FiledList, JudgeSettings } from '../../../sampling/frame/judge.ts';

export type Cells = readonly (FiledCell | null)[];

/** 附件3 and its kind: nine columns. */
export const header: Cells = ['序号', '姓 名', '性别', '单位', '职务', '区号', '办公电话', '手机号码', '备注'];
/** 附件2 and 附件4: postcode instead of remark. */
export const cadreHeader: Cells = [
  '序号',
  '姓 名',
  '性别',
  '单位(注明具体地址)',
  '职务',
  '区号',
  '办公电话',
  '手机号码',
  '邮政编码',
];
export const title = '2015年度自治区民政厅社会救助工作评价抽样框(政府部门)';
export const cadreTitle = '2015年度自治区人民政府直属行政机构系统市、县两级干部评价抽样框';
export const reportLine = '报送单位:自治区民政厅   报送时间:2015年11月10日';

const names =
  '韦凤娇 廖亮 陆丽娟 张宁 陈宗明 李海燕 刘群英 黄彬 覃俊 梁伟 莫玉芳 农素珍 杨汉强 卢金莲 何美芳 周文斌 潘庆林 赵金兰 苏莉 谢凯';
const nameList = names.split(' ');

/** A clean row of 附件3 with a serial; no two of them share anything but the post. */
export function person(serial: number, change: Readonly<Record<number, FiledCell | null>> = {}): Cells {
  const cells: (FiledCell | null)[] = [
    serial,
    nameList[(serial - 1) % nameList.length] ?? '',
    serial % 2 === 0 ? '男' : '女',
    `宾阳县第${serial}中学`,
    '教师',
    null,
    null,
    `1380000${String(serial * 17).padStart(4, '0')}`,
    null,
  ];
  for (const [at, cell] of Object.entries(change)) cells[Number(at)] = cell;
  return cells;
}

/** A clean row of 附件2. */
export function cadre(serial: number, change: Readonly<Record<number, FiledCell | null>> = {}): Cells {
  return person(serial, { 3: `宾阳县教育路${serial}号 宾阳县民政局第${serial}所`, 4: '局长', 8: '530000', ...change });
}

export interface SheetParts {
  readonly name?: string;
  readonly state?: FiledSheet['state'];
  readonly merges?: readonly MergedRange[];
  readonly hiddenColumns?: readonly number[];
  readonly hiddenRows?: readonly number[];
  readonly undecodable?: readonly number[];
}

/** Rows from 1; null and empty rows are blank. */
export function sheet(rows: readonly (Cells | null)[], parts: SheetParts = {}): FiledSheet {
  const filed: FiledRow[] = [];
  for (const [at, cells] of rows.entries()) {
    if (!cells) continue;
    const number = at + 1;
    filed.push({
      number,
      cells: cells.map((cell) => cell ?? undefined),
      ...(parts.hiddenRows?.includes(number) ? { hidden: true } : {}),
      ...(parts.undecodable?.includes(number) ? { undecodable: true } : {}),
    });
  }
  return {
    name: parts.name ?? 'Sheet1',
    state: parts.state ?? 'visible',
    rows: filed,
    merges: parts.merges ?? [],
    hiddenColumns: parts.hiddenColumns ?? [],
  };
}

export function book(sheets: FiledSheet | readonly FiledSheet[], name = '附件3.xlsx'): FiledWorkbook {
  return { name, sha256: '00', sheets: 'rows' in sheets ? [sheets] : sheets };
}

export function list(workbooks: FiledWorkbook | readonly FiledWorkbook[], parts: Partial<FiledList> = {}): FiledList {
  return {
    kind: 'hot-topics',
    attachment: 3,
    department: '自治区民政厅',
    minimum: 0,
    workbooks: 'sheets' in workbooks ? [workbooks] : workbooks,
    remarks: [],
    ...parts,
  };
}

/** 附件3 with title, report line and header on rows 1 to 3: the given rows begin on row 4. */
export function topics(rows: readonly (Cells | null)[], parts: SheetParts = {}): FiledSheet {
  return sheet([[title], [reportLine], header, ...rows], parts);
}

/** 附件2: the given rows begin on row 4. */
export function cadres(rows: readonly (Cells | null)[], parts: SheetParts = {}): FiledSheet {
  return sheet([[cadreTitle], [reportLine], cadreHeader, ...rows], parts);
}

export const asCadres = { kind: 'system-cadres', attachment: 2 } as const;

/** Judges one list with one sheet. */
export function judge(one: FiledSheet, parts: Partial<FiledList> = {}, settings: JudgeSettings = {}): FrameDocument {
  return judgeFrames([list(book(one), parts)], settings);
}

/** Findings as `row code` (`- code` without row), only of the given codes when there are any. */
export function found(document: FrameDocument, ...codes: readonly string[]): string[] {
  return document.findings
    .filter(({ code }) => codes.length === 0 || codes.includes(code))
    .map(({ row, code }) => `${row ?? '-'} ${code}`);
}

/** The first finding of a code. */
export function finding(document: FrameDocument, code: string): Finding | undefined {
  return document.findings.find((one) => one.code === code);
}
