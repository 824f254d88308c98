/** Marked workbooks, read back with SheetJS (which had no part in writing them) and with our own reader. */
import * as XLSX from '@e965/xlsx';
import ExcelJS from 'exceljs';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { FiledFinding } from '#contract';
import type { FiledWorkbook } from '#sampling';
import { openFiled, packFiled } from '../../../server/frames/packed-grid.ts';
import { checkFrames, type FiledGroup } from '../../../server/frames/check.ts';
import { markWorkbook, sheetNames } from '../../../server/frames/marking/index.ts';
import { readFiled, type FileBytes } from '../../../server/frames/read/index.ts';
import { storedDocument } from '../../../server/frames/stored.ts';
import { asShown } from '../../../server/frames/wording.ts';
import { sheetOf, writeWorkbook } from '../../support/frames/workbook.ts';

vi.setConfig({ testTimeout: 60_000 });

const corpus = fileURLToPath(new URL('../../reference/cases/corpus', import.meta.url));
const fromCorpus = (path: string): FileBytes => ({ name: basename(path), bytes: readFileSync(join(corpus, path)) });

interface Checked {
  readonly findings: readonly FiledFinding[];
  readonly filed: FiledGroup;
  readonly marked: (originals: readonly FileBytes[], keepLooks?: boolean) => Promise<Buffer>;
}

async function check(files: readonly FileBytes[], attachment = 3, password?: string): Promise<Checked> {
  const group = { kind: 'hot-topics', attachment, minimum: 20, files } as const;
  const { document, filed } = await checkFrames({
    groups: [password === undefined ? group : { ...group, password }],
    homeArea: '0771',
    noPersons: true,
  });
  const { findings, labels } = storedDocument(document.findings, document.files);
  // As it comes out of the database.
  const kept = openFiled(Buffer.concat([...packFiled(filed[0]!)]));
  const list = document.lists[0]!;
  return {
    findings,
    filed: kept,
    marked: async (originals, keepLooks = true) =>
      Buffer.from(
        await markWorkbook({
          kind: 'hot-topics',
          attachment,
          originals,
          filed: kept,
          findings,
          keepLooks,
          instructions: {
            department: '自治区民政厅',
            list: '附件3 热点难点工作',
            cycle: '2015年度社会评价',
            number: 1,
            receivedAt: '2015-11-10 10:00',
            verdict: list.verdict,
            counts: list.counts,
            minimum: 20,
            deadlineOn: '2015-11-13',
            open: true,
            returnReason: null,
            address: null,
            labels,
          },
        }),
      ),
  };
}

/** About the file itself, not about what stands in it. */
const aboutTheFile = new Set(['extension-mismatch', 'encoding-detected', 'package-not-encrypted', 'entry-skipped']);
const saidOf = (findings: readonly FiledFinding[]): string[] =>
  findings
    .filter(({ code }) => !aboutTheFile.has(code))
    .map(({ sheet, row, column, code, message }) => [sheet, row, column, code, message].join(' | '));

const open = (book: Buffer) => XLSX.read(book, { cellStyles: true, cellNF: true });
const fillAt = (book: XLSX.WorkBook, sheet: string, cell: string): string | undefined =>
  (book.Sheets[sheet]?.[cell] as { s?: { fgColor?: { rgb?: string } } } | undefined)?.s?.fgColor?.rgb;
const commentAt = (book: XLSX.WorkBook, sheet: string, cell: string): string =>
  ((book.Sheets[sheet]?.[cell] as XLSX.CellObject | undefined)?.c ?? []).map(({ t }) => t).join('');

const RED = 'FAB6B1';
const ORANGE = 'FFD68B';
const YELLOW = 'FFF4A9';

describe('filing a marked workbook again', () => {
  it.each([
    ['c01-mzt/附件3.xlsx', 3],
    ['c03-fl-csv/附件5.csv', 5],
    ['c04-gx-xls/附件7.xls', 7],
    ['s12-hidden-sheet/附件3.xlsx', 3],
    ['s13-filter/附件3.xlsx', 3],
    ['s14-hidden-cols/附件3.xlsx', 3],
    ['s18-blank/附件3.xlsx', 3],
    ['s23-merged/附件3.xlsx', 3],
    ['s33-rare/附件3.xlsx', 3],
    ['s46-one-cell/附件3.xlsx', 3],
    ['s53-comment/附件3.xlsx', 3],
    ['s53-strike/附件3.xlsx', 3],
    ['s56-exceldate/附件3.xlsx', 3],
    ['s57-beside/附件3.xlsx', 3],
    ['s58-injection/附件3.xlsx', 3],
  ])('%s says the same again: with its looks, rebuilt, and from what is kept', async (path, attachment) => {
    const file = fromCorpus(path);
    const { findings, marked } = await check([file], attachment);
    for (const book of [await marked([file]), await marked([file], false), await marked([])]) {
      const again = await check([{ name: file.name, bytes: book }], attachment);
      expect(saidOf(again.findings)).toEqual(saidOf(findings));
    }
  });

  it('takes off what has been corrected and keeps one sheet of instructions', async () => {
    const file = fromCorpus('c01-mzt/附件3.xlsx');
    const first = await check([file]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(await first.marked([file])).buffer);
    const sheet = book.getWorksheet('Sheet1')!;
    // Row 84 was left out because of its remark.
    const remark = first.findings.find(({ code, row }) => code === 'not-callable-remark' && row === 84)!;
    expect(remark.column).toBe('remark');
    const cell = sheet.getRow(84).getCell(9);
    expect(cell.text).toBe(remark.raw);
    cell.value = '';
    const bytes = new Uint8Array(await book.xlsx.writeBuffer());
    const second = await check([{ name: '附件3.xlsx', bytes }]);
    expect(second.findings.some(({ code, row }) => code === 'not-callable-remark' && row === 84)).toBe(false);
    const again = open(await second.marked([{ name: '附件3.xlsx', bytes }]));
    expect(again.SheetNames).toEqual(['修改说明', 'Sheet1']);
    expect(fillAt(again, 'Sheet1', 'I84')).not.toBe(RED);
    expect(commentAt(again, 'Sheet1', 'I84')).toBe('');
    expect(fillAt(again, 'Sheet1', 'I187')).toBe(RED);
    expect(commentAt(again, 'Sheet1', 'I187').split('【审核意见】')).toHaveLength(2);
  });
});

describe('a marked workbook', () => {
  it('has the colour and the words of every finding at the row it was filed in', async () => {
    const file = fromCorpus('c01-mzt/附件3.xlsx');
    const { findings, marked } = await check([file]);
    const before = XLSX.read(file.bytes, { cellStyles: true });
    for (const keepLooks of [true, false]) {
      const book = open(await marked([file], keepLooks));
      expect(book.SheetNames).toEqual(['修改说明', 'Sheet1']);
      const values = (workbook: XLSX.WorkBook) =>
        XLSX.utils.sheet_to_json<unknown[]>(workbook.Sheets['Sheet1']!, { header: 1, blankrows: true, raw: true });
      expect(values(book).slice(0, values(before).length)).toEqual(values(before));
      const colour = { error: RED, review: ORANGE, warning: YELLOW } as const;
      const word = { error: '错误', review: '待核实', warning: '提醒' } as const;
      const marking = findings.filter(({ row, severity }) => row !== null && severity !== 'info');
      expect(marking.length).toBeGreaterThan(15);
      for (const { row, code, severity, message } of marking) {
        if (severity === 'info') continue;
        const at = code === 'not-callable-remark' ? `I${row}` : `B${row}`;
        expect(fillAt(book, 'Sheet1', at), at).toBe(colour[severity]);
        expect(commentAt(book, 'Sheet1', at)).toContain(`${word[severity]}：${asShown(message)}`);
      }
      expect(fillAt(book, 'Sheet1', 'A5')).toBeUndefined();
    }
    const kept = open(await marked([file]));
    expect(kept.Sheets['Sheet1']!['!cols']).toEqual(before.Sheets['Sheet1']!['!cols']);
  });

  it('says on its first sheet what to do, with links to the rows', async () => {
    const file = fromCorpus('c01-mzt/附件3.xlsx');
    const { marked } = await check([file]);
    const book = open(await marked([file]));
    const page = book.Sheets['修改说明']!;
    const text = XLSX.utils.sheet_to_csv(page);
    for (const words of [
      '结论：',
      '可用504人，至少20人，已达到',
      '2015-11-13',
      '备注不能联系',
      '重复',
      '错误',
      '待核实',
    ])
      expect(text).toContain(words);
    const links = Object.values(page).flatMap((cell: XLSX.CellObject) => cell?.l?.Target ?? []);
    // SheetJS leaves the escapes of relationships as they are.
    expect(links.map((target) => target.replaceAll('&apos;', "'"))).toContain("#'Sheet1'!$I$84");
  });

  it('keeps a comment of the department before its own', async () => {
    const file = fromCorpus('s53-comment/附件3.xlsx');
    const { findings, marked } = await check([file]);
    const { row, raw } = findings.find(({ code }) => code === 'cell-comment')!;
    const book = open(await marked([file]));
    const comments = Object.entries(book.Sheets['Sheet1']!)
      .filter(([at]) => at.endsWith(String(row)))
      .map(([, cell]) => ((cell as XLSX.CellObject).c ?? []).map(({ t }) => t).join(''));
    expect(comments.some((text) => text.includes(`${raw}\n【审核意见】`))).toBe(true);
  });

  it('holds neither an identity number nor a formula', async () => {
    const identity = '450101198001011234';
    const secret = {
      序号: 1,
      姓名: '韦春花',
      性别: '女',
      单位: '南宁市邕宁区百货大楼',
      职务: '经理',
      手机号码: '13800138000',
    };
    const sheet = XLSX.utils.json_to_sheet([
      { ...secret, 备注: identity },
      { ...secret, 序号: 2, 姓名: '黄大山', 手机号码: '13800138001', 备注: `证件${identity}` },
    ]);
    sheet['G3']!.f = 'HYPERLINK("http://example.org/"&B3)';
    sheet['H1'] = { t: 's', v: '=cmd|calc!A1' };
    sheet['!ref'] = 'A1:H3';
    const book = XLSX.utils.book_new(sheet, '名单');
    const bytes: Buffer = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' });
    const file = { name: '附件3.xlsx', bytes };
    const { marked } = await check([file]);
    for (const made of [await marked([file]), await marked([file], false), await marked([])]) {
      const back = XLSX.read(made, { cellFormula: true });
      const cells = Object.values(back.Sheets).flatMap((one) => Object.values(one)) as XLSX.CellObject[];
      expect(cells.some(({ f }) => f !== undefined)).toBe(false);
      const all = cells.map(({ v, c }) => `${String(v)} ${(c ?? []).map(({ t }) => t).join('')}`).join('\n');
      expect(all).not.toContain(identity);
      expect(all).toContain('黄大山');
    }
    const kept = XLSX.read(await marked([file])).Sheets['名单']!['H1'] as XLSX.CellObject;
    expect([kept.t, kept.v]).toEqual(['s', '=cmd|calc!A1']);
  });

  it('is made from the reading where the library that writes it misreads the original', async () => {
    const rows = [
      ['序号', '姓名', '性别', '单位', '职务', '手机号码'],
      [1, '韦春花', '', '南宁市百货大楼', '经理', '13800138000'],
    ];
    // A prefix on every name of the main namespace is valid; exceljs looks for names without one.
    const prefixed = sheetOf(rows).replaceAll(/<(\/?)([a-zA-Z]+)(?=[\s/>])/g, '<$1x:$2');
    const part = `<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${prefixed}</x:worksheet>`;
    const file = { name: '附件3.xlsx', bytes: writeWorkbook({ sheets: [part], names: ['名单'] }) };
    const { findings, marked } = await check([file]);
    expect(findings.map(({ code }) => code)).toContain('gender-missing');
    const book = open(await marked([file]));
    expect(book.Sheets['名单']!['B2']).toMatchObject({ v: '韦春花' });
    expect(fillAt(book, '名单', 'C2')).toBe(YELLOW);
  });
});

describe('a package with a password', () => {
  it.each([
    ['s47-zipcrypto/民政厅抽样框.zip', 'Gx#2015jx'],
    ['s47-aes/mzt.zip', '绩效2015'],
    ['s48-agile/附件3.xlsx', 'Mzt-2015'],
  ])('%s comes back in the open, from what is kept', async (path, password) => {
    const file = fromCorpus(path);
    const { findings, filed, marked } = await check([file], 3, password);
    const book = await marked([file]);
    const again = await check([{ name: '附件3.xlsx', bytes: book }]);
    expect(saidOf(again.findings)).toEqual(saidOf(findings));
    const [sheet] = (await readFiled([{ name: 'a.xlsx', bytes: book }])).workbooks[0]!.sheets;
    expect([...sheet!.rows].map(({ number }) => number)).toEqual(
      [...filed.workbooks[0]!.sheets[0]!.rows].map(({ number }) => number),
    );
  });
});

describe('names of sheets', () => {
  const workbook = (name: string, ...sheets: string[]): FiledWorkbook => ({
    name,
    sha256: '',
    sheets: sheets.map((sheet) => ({ name: sheet, state: 'visible', rows: [], merges: [], hiddenColumns: [] })),
  });

  it('are those of the only file', () => {
    expect(sheetNames([workbook('附件3.xlsx', 'Sheet1', '南宁市')])).toEqual(['Sheet1', '南宁市']);
  });

  it('name the file when there are several, within what Excel allows', () => {
    const long = '自治区民政厅社会救助工作评价抽样框（政府部门）上报稿最终版';
    const names = sheetNames([
      workbook(`包.zip/一/${long}.xlsx`, 'Sheet1', 'Sheet2'),
      workbook('a[1].xls', "x/y:z?'"),
      workbook('A[1].csv', "X/Y:Z?'"),
    ]);
    expect(names.slice(2)).toEqual(['a_1_ x_y_z__', 'A_1_ X_Y_Z__(2)']);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(31);
      expect(name).not.toMatch(/[*?:\\/[\]]/);
    }
  });
});
