/** Reading and checking a list of 200,000 persons, beside the fastest well-kept readers of the same files. */
import * as XLSX from '@e965/xlsx';
import { streamXlsxRows } from 'hucre';
import Papa from 'papaparse';
import { checkFrames } from '../../server/frames/check.ts';
import { readFiled } from '../../server/frames/read/index.ts';
import { writeWorkbook } from '../support/frames/workbook.ts';
import type { Benchmark } from './ratio.ts';

const ROWS = 200_000;
const HEADER = ['序号', '姓名', '性别', '单位', '职务', '区号', '办公电话', '手机号码', '备注'];
const FAMILY = '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗';
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平';

/** Rows that nothing is wrong with, the same on every run. */
function person(i: number): (string | number)[] {
  const pick = (letters: string, shift: number) => letters[(Math.imul(i, 2654435761) >>> shift) % letters.length]!;
  const name = pick(FAMILY, 3) + pick(GIVEN, 7) + pick(GIVEN, 13);
  const phone = `5${100_000 + (i % 900_000)}`;
  return [
    i,
    name,
    i % 2 ? '男' : '女',
    `南宁市第${i % 5_000}小学`,
    '教师',
    '0771',
    phone,
    `138${10_000_000 + i * 3}`,
    `第${i}号`,
  ];
}

function* list(rows: number): Generator<(string | number)[], void, void> {
  yield HEADER;
  for (let i = 1; i <= rows; i += 1) yield person(i);
}

function workbook(shared: boolean): Buffer {
  const texts = new Map<string, number>();
  const cell = (value: string | number, address: string) => {
    if (typeof value === 'number') return `<c r="${address}"><v>${value}</v></c>`;
    if (!shared) return `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
    if (!texts.has(value)) texts.set(value, texts.size);
    return `<c r="${address}" t="s"><v>${texts.get(value)}</v></c>`;
  };
  const rows: string[] = [];
  for (const values of list(ROWS)) {
    const row = rows.length + 1;
    rows.push(`<row r="${row}">${values.map((value, i) => cell(value, `${'ABCDEFGHI'[i]}${row}`)).join('')}</row>`);
  }
  const strings = [...texts.keys()].map((text) => `<si><t>${text}</t></si>`).join('');
  return writeWorkbook({ sheets: [`<sheetData>${rows.join('')}</sheetData>`], ...(shared ? { strings } : {}) });
}

/** Made once, when first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const sharedTexts = once(() => workbook(true));
const inlineTexts = once(() => workbook(false));
const delimited = once(() => Buffer.from([...list(ROWS)].map((row) => row.join(',')).join('\r\n')));
const old = once(() => {
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([...list(60_000)]), '名单');
  const bytes: Buffer = XLSX.write(book, { type: 'buffer', bookType: 'biff8', bookSST: true });
  return bytes;
});

async function read(name: string, bytes: Buffer): Promise<number> {
  const { workbooks } = await readFiled([{ name, bytes }]);
  let cells = 0;
  for (const row of workbooks[0]!.sheets[0]!.rows) cells += row.cells.length;
  return cells;
}

const hucre = (bytes: () => Buffer) => ({
  name: 'hucre streamXlsxRows',
  run: async () => {
    let cells = 0;
    for await (const row of streamXlsxRows(new Uint8Array(bytes()))) cells += row.values.length;
    return cells;
  },
});

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'reading 200,000 rows, shared texts',
    gate: 0.7,
    run: () => read('a.xlsx', sharedTexts()),
    baseline: hucre(sharedTexts),
  },
  {
    name: 'reading 200,000 rows, inline texts',
    gate: 1,
    run: () => read('a.xlsx', inlineTexts()),
    baseline: hucre(inlineTexts),
  },
  {
    name: 'the whole check of 200,000 rows',
    gate: 1.6,
    run: () =>
      checkFrames({
        groups: [{ kind: 'hot-topics', attachment: 3, files: [{ name: 'a.xlsx', bytes: sharedTexts() }] }],
      }),
    baseline: hucre(sharedTexts),
  },
  {
    name: 'reading 200,000 records of CSV',
    gate: 2,
    run: () => read('a.csv', delimited()),
    baseline: { name: 'papaparse of the decoded text', run: () => Papa.parse(delimited().toString('utf8')) },
  },
  {
    name: 'reading 60,000 rows of xls',
    gate: 0.7,
    run: () => read('a.xls', old()),
    baseline: { name: 'SheetJS', run: () => XLSX.read(old(), { dense: true }) },
  },
];
