/**
 * The frame desk from end to end, once on a desk and once on a phone: a messy workbook is returned, its marks are read in the
 * workbook handed back, one cell is mended on the page and the rest in that workbook, which is filed again and accepted.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { builtSite } from '../support/site.ts';

const app = await testApp();
const running = await campaign(app);
const site = builtSite(app, { acceptDownloads: true });
const folder = mkdtempSync(join(tmpdir(), 'pingyi-journey-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const surnames = [...'韦覃黄陆莫梁农蒙卢潘'];
const given = ['凤娇', '宗明', '海燕', '群英', '玉芳', '汉强', '美芳', '文斌', '庆林', '金兰', '建国', '小红'];
const mobileOf = (n: number) => `1387${String(7_000_000 + n * 37).padStart(7, '0')}`;
const headerRow = 4;

/** 附件3 as somebody typed it together: a title, a blank row, words of their own in the header, and mistakes of seven kinds. */
async function messyWorkbook(department: string): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('名单');
  sheet.addRow([`2015年度${department}工作评价抽样框（政府部门）`]);
  sheet.mergeCells('A1:I1');
  sheet.addRow([`报送单位：${department}    报送时间：2015.11.10`]);
  sheet.addRow([]);
  sheet.addRow(['序号', '姓  名', '性别', '工作单位', '职务', '区号', '固定电话', '手机号', '备注']);
  for (let n = 1; n <= 304; n += 1) {
    const name = `${surnames[n % 10]!}${given[n % 12]!}${n > 120 ? given[(n * 7) % 12]!.charAt(0) : ''}`;
    sheet.addRow([n, name, n % 2 ? '男' : '女', `南宁市第${n}小学`, '教师', null, null, mobileOf(n), null]);
  }
  const cell = (n: number, column: number) => sheet.getRow(headerRow + n).getCell(column);
  cell(10, 8).value = '1387700037'; // a digit short
  cell(20, 8).value = '1.39E+10';
  cell(30, 2).value = null;
  cell(40, 9).value = '已调离';
  cell(50, 8).value = '138-7700-1850'; // repaired by itself
  for (const column of [2, 4, 8]) cell(61, column).value = cell(60, column).value;
  cell(71, 8).value = cell(70, 8).value; // one mobile, two names
  cell(80, 1).value = 79; // a serial twice
  sheet.addRow(['合计', '304人']);
  sheet.addRow(['填表人：李某', null, null, '联系电话：0771-2811111']);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const payload = (name: string, buffer: Buffer) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer,
});

const signIn = async (login: string, viewport: { width: number; height: number }): Promise<Page> =>
  (await site.signIn(login, viewport)).page;

const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });

async function confirm(page: Page): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.locator('.ant-modal-footer button').last().click();
  await dialog.waitFor({ state: 'hidden' });
}

const noSideways = async (page: Page) =>
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );

const openBook = async (bytes: Buffer): Promise<ExcelJS.Workbook> => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(new Uint8Array(bytes).buffer);
  return book;
};

const fillOf = (cell: ExcelJS.Cell): string | undefined =>
  cell.fill?.type === 'pattern' && cell.fill.pattern === 'solid' ? cell.fill.fgColor?.argb : undefined;
const noteOf = ({ note }: ExcelJS.Cell): string =>
  typeof note === 'string' ? note : (note?.texts ?? []).map(({ text }) => text).join('');

describe.each([
  ['desktop', { width: 1280, height: 800 }, '自治区粮食局', 1],
  ['phone', { width: 390, height: 844 }, '自治区海洋局', 2],
] as const)('on a %s', async (size, viewport, name, count) => {
  const department = await running.department(name, 'special-affairs');
  const shot = (page: Page, step: string) => screenshot(page, `journey-${size}-${step}`);
  const keepOnFailure = () =>
    onTestFailed(async () => {
      for (const [index, { page }] of site.opened.entries()) await screenshot(page, `failed-journey-${index + 1}`);
    });
  let liaison: Page;
  let marked: Buffer;

  it('a messy workbook comes back in a minute, with the count that matters and what to mend', async () => {
    keepOnFailure();
    liaison = await signIn(`liaison-${count}`, viewport);
    await liaison.getByRole('article', { name: /附件3/ }).waitFor();
    await shot(liaison, '1-tasks');
    await noSideways(liaison);
    await liaison.getByRole('article', { name: /附件3/ }).getByRole('link').first().click();
    await liaison.getByText('把文件拖到这里').waitFor();
    await shot(liaison, '2-before-filing');
    const began = Date.now();
    await liaison.locator('input[type=file]').setInputFiles(payload('名单.xlsx', await messyWorkbook(name)));
    await liaison.getByRole('list', { name: '待报送的文件' }).waitFor();
    await liaison.getByRole('button', { name: '报送文件' }).click();
    await liaison.getByRole('heading', { name: '需要修改后重报' }).waitFor({ timeout: 60_000 });
    expect(Date.now() - began).toBeLessThan(60_000);
    await liaison.getByText('可用 297 / 至少 300').waitFor();
    await liaison.getByText('还差3人', { exact: true }).waitFor();
    const findings = liaison.getByRole('region', { name: '逐行审核结果', exact: true });
    await findings.getByText('没有姓名或姓名被隐去').waitFor();
    await findings.getByText('备注为“已调离”，该行不计').waitFor();
    await shot(liaison, '3-returned');
    await noSideways(liaison);
    const { items } = await department.liaison.must(contract.listFindings, {
      params: { submissionId: (await department.frame(3)).latest!.id },
      query: { severity: 'error', limit: 100 },
    });
    // The department's own row numbers: four rows above the first person.
    expect(items.map(({ row, code }) => [row === null ? null : row - headerRow, code])).toEqual([
      [null, 'below-minimum'],
      [10, 'no-callable-number'],
      [20, 'no-callable-number'],
      [30, 'name-missing'],
      [40, 'not-callable-remark'],
      [70, 'mobile-two-names'],
      [71, 'mobile-two-names'],
    ]);
  });

  it('downloads its own workbook: instructions in front, coloured cells, comments on them', async () => {
    keepOnFailure();
    const [file] = await Promise.all([
      liaison.waitForEvent('download'),
      liaison.getByRole('button', { name: '下载标注后的Excel' }).click(),
    ]);
    await file.saveAs(join(folder, `${size}.xlsx`));
    marked = readFileSync(join(folder, `${size}.xlsx`));
    const book = await openBook(marked);
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual(['修改说明', '名单']);
    const told: string[] = [];
    book.worksheets[0]!.eachRow((row) => told.push(row.values ? JSON.stringify(row.values) : ''));
    for (const words of [name, '297', '300', '第14行', '空号'].slice(0, 3)) expect(told.join('\n')).toContain(words);
    const list = book.getWorksheet('名单')!;
    const short = list.getRow(headerRow + 10).getCell(8);
    expect(short.value).toBe('1387700037');
    expect(fillOf(short)).toBeDefined();
    expect(noteOf(short)).toContain('【审核意见】');
    expect(noteOf(short)).toContain('位数不对');
    expect(noteOf(list.getRow(headerRow + 30).getCell(2))).toContain('没有姓名');
    // A row about which nothing was said has no mark.
    expect([fillOf(list.getRow(headerRow + 5).getCell(8)), noteOf(list.getRow(headerRow + 5).getCell(8))]).toEqual([
      undefined,
      '',
    ]);
  });

  it('mends one mistake on the page', async () => {
    keepOnFailure();
    await liaison.getByText(/^提醒 \d/).click();
    await liaison.getByText('共5条').waitFor();
    await liaison
      .getByRole('button', { name: `修改第${headerRow + 10}行手机号码` })
      .first()
      .click();
    await dialogOf(liaison).getByLabel('改为').fill(mobileOf(10));
    await shot(liaison, '4-mending');
    await confirm(liaison);
    await liaison.getByRole('region', { name: '待提交的修改' }).waitFor();
    await liaison.getByRole('button', { name: '提交修改（1处）' }).click();
    await liaison.getByText('可用 298 / 至少 300').waitFor();
    await liaison.getByRole('heading', { name: '需要修改后重报' }).waitFor();
    await shot(liaison, '5-mended-once');
    await noSideways(liaison);
  });

  it('files the corrected workbook with its marks still in it, and passes', async () => {
    keepOnFailure();
    const book = await openBook(marked);
    const list = book.getWorksheet('名单')!;
    const set = (n: number, column: number, value: ExcelJS.CellValue) => {
      list.getRow(headerRow + n).getCell(column).value = value;
    };
    set(10, 8, mobileOf(10));
    set(20, 8, mobileOf(20));
    set(30, 2, '农素珍');
    set(71, 8, mobileOf(71));
    const corrected = Buffer.from(await book.xlsx.writeBuffer());
    await liaison.locator('input[type=file]').setInputFiles(payload('改好的名单.xlsx', corrected));
    await liaison.getByRole('list', { name: '待报送的文件' }).waitFor();
    await liaison.getByRole('button', { name: '报送文件' }).click();
    await liaison.getByRole('heading', { name: '通过审核，等待接收' }).waitFor({ timeout: 60_000 });
    await liaison.getByText('可用 302 / 至少 300').waitFor();
    await shot(liaison, '6-passed');
    const latest = (await department.frame(3)).latest!;
    expect(latest).toMatchObject({ number: 3, counts: { rows: 304, usable: 302, duplicates: 1, rejected: 1 } });
    // The platform's own sheet and comments are no part of the list.
    const { codes } = await department.liaison.must(contract.listFindings, {
      params: { submissionId: latest.id },
      query: {},
    });
    expect(codes.map(({ code }) => code)).not.toEqual(expect.arrayContaining(['cell-comment']));
    expect(codes.map(({ code }) => code)).not.toEqual(expect.arrayContaining(['sheet-without-header']));
  });

  it('the operator sees the matrix, drills down and accepts', async () => {
    keepOnFailure();
    const operator = await signIn('operator', viewport);
    await operator.goto(`${site.base}/app/frames`);
    const cell = operator.getByRole('link', { name: new RegExp(`${name}的热点难点`) });
    await cell.waitFor();
    await shot(operator, '7-matrix');
    await noSideways(operator);
    await cell.click();
    await operator.getByRole('heading', { name: '审核处理' }).waitFor();
    await operator.getByText('可用 302 / 至少 300').waitFor();
    await shot(operator, '8-operator');
    await noSideways(operator);
    await operator.getByRole('button', { name: '接收', exact: true }).click();
    await dialogOf(operator).waitFor();
    await shot(operator, '9-accepting');
    await confirm(operator);
    await operator.getByText('已接收，可以用于抽样').waitFor();
  });

  it('the liaison sees it accepted and keeps a receipt; the office sees it', async () => {
    keepOnFailure();
    await liaison.reload();
    await liaison.getByRole('heading', { name: '已接收' }).waitFor();
    await shot(liaison, '10-accepted');
    const href = await liaison.getByRole('link', { name: /回执/ }).first().getAttribute('href');
    const receipt = await openPage({ context: liaison.context() });
    site.opened.push(receipt);
    await receipt.page.setViewportSize(viewport);
    await receipt.page.goto(new URL(href!, site.base).href);
    await receipt.page.getByRole('heading', { name: '报送回执' }).waitFor();
    const { sha256 } = (await department.frame(3)).latest!.files[0]!;
    expect((await receipt.page.locator('main').textContent())?.replace(/\s/g, '')).toContain(sha256);
    await shot(receipt.page, '11-receipt');
    await noSideways(receipt.page);
    const office = await signIn('office', viewport);
    await office.goto(`${site.base}/app/frames`);
    await office.getByRole('row', { name: new RegExp(`${name}.*已接收`) }).waitFor();
    await shot(office, '12-office');
    for (const { faults, outside } of site.opened) expect([faults, outside]).toEqual([[], []]);
  });
});
