/** The operator decides on a person whom two departments name, returns lists together, and takes the matrix away. */
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { PASSWORD, testApp } from '../support/app.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { campaign, workbook } from '../support/campaign.ts';
import { start, type Started } from '../support/process.ts';

const app = await testApp();
let server: Started;
let base = '';
let desk: OpenedPage;

beforeAll(async () => {
  const running = await campaign(app);
  for (const [name, file] of [
    ['自治区民政厅', '民政厅-附件3.xlsx'],
    ['自治区农业厅', '农业厅-附件3.xlsx'],
  ] as const) {
    const department = await running.department(name, 'public-affairs');
    await department.file(3, workbook(`s30-two-departments/${file}`));
  }
  await running.office.must(contract.changeCycle, { params: { cycleId: running.cycleId }, body: { restMonths: 6 } });
  server = start(['serve'], { DATABASE_URL: app.databaseUrl, PINGYI_DATA: app.config.dataDir, PORT: '0' });
  base = (await server.until(/已启动：(http:\S+)/))[1]!;
  desk = await openPage({ acceptDownloads: true });
  desk.page.setDefaultTimeout(15_000);
}, 120_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
}, 30_000);

it('decides, returns several lists at once, and downloads the state of all', async () => {
  onTestFailed(async () => void (await screenshot(desk.page, 'failed-across-departments')));
  const { page } = desk;
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('登录名').fill('operator');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '跨部门重复' }).click();
  await page.getByRole('heading', { name: '跨部门重复' }).waitFor();

  await page.getByRole('button', { name: /^决定/ }).first().click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByText('只保留在自治区民政厅').click();
  await dialog.getByLabel('理由').fill('经与两部门协商，由民政厅报送');
  await screenshot(page, 'shared-persons-dialog');
  await dialog.getByRole('button', { name: '保存决定' }).click();
  await page.getByText('不参加抽样', { exact: true }).waitFor();
  expect(await page.locator('tbody').innerText()).toMatch(/1\d\d\*{4}\d{4}/);
  await screenshot(page, 'shared-persons');
  await page.setViewportSize({ width: 390, height: 800 });
  await screenshot(page, 'shared-persons-phone');
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '抽样框总览' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出总览' }).click(),
  ]);
  const book = new ExcelJS.Workbook();
  const kept = join(app.config.dataDir, 'matrix.xlsx');
  await file.saveAs(kept);
  await book.xlsx.readFile(kept);
  expect(book.worksheets.map(({ name }) => name)).toEqual(['总览', '明细']);
  await page.getByRole('button', { name: '批量退回' }).click();
  for (const department of ['自治区民政厅', '自治区农业厅'])
    await dialog.getByRole('checkbox', { name: new RegExp(department) }).check();
  await dialog.getByLabel(/^退回原因/).fill('请补足人数后重报');
  await screenshot(page, 'return-many');
  await dialog.getByRole('button', { name: '退回选中的' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await screenshot(page, 'frame-overview-desk');
  const reasons = await app.sql<{ reason: string }[]>`
    select return_reason as reason from frames where return_reason is not null`;
  expect(reasons.map(({ reason }) => reason)).toEqual(['请补足人数后重报', '请补足人数后重报']);
  expect(desk.faults).toEqual([]);
}, 90_000);
