/** An operator sees findings masked until a reason is given; two people of the office end a cycle's personal data. */
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { PASSWORD, testApp } from '../support/app.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { campaign, workbook } from '../support/campaign.ts';
import { start, type Started } from '../support/process.ts';

const app = await testApp();
let server: Started;
let base = '';
let frameId = '';
let cycleId = '';

beforeAll(async () => {
  const running = await campaign(app);
  ({ cycleId } = running);
  const department = await running.department('自治区民政厅', 'public-affairs');
  const submission = await department.file(3, workbook('s26-one-mobile-two-names/附件3.xlsx'));
  ({ frameId } = submission);
  await app.person('office', 'office-2');
  server = start(['serve'], { DATABASE_URL: app.databaseUrl, PINGYI_DATA: app.config.dataDir, PORT: '0' });
  base = (await server.until(/已启动：(http:\S+)/))[1]!;
}, 120_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
}, 30_000);

async function enter(login: string): Promise<OpenedPage> {
  const opened = await openPage();
  opened.page.setDefaultTimeout(15_000);
  onTestFailed(async () => void (await screenshot(opened.page, `failed-personal-data-${login}`)));
  await opened.page.goto(`${base}/app/sign-in`);
  await opened.page.getByLabel('登录名').fill(login);
  await opened.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByRole('navigation', { name: '主菜单' }).waitFor();
  return opened;
}

it('findings are masked, and shown in full for a reason', async () => {
  const { page, faults, outside } = await enter('operator');
  await page.goto(`${base}/app/frames/${frameId}`);
  await page.getByText('姓名和号码已遮盖').waitFor();
  const table = page.locator('table').filter({ hasText: '两个姓名下' });
  expect(await table.innerText()).toMatch(/手机1\d\d\*{4}\d{4}登记在.\*+、.\*+两个姓名下/);
  await screenshot(page, 'findings-masked');
  await page.getByRole('button', { name: '显示完整内容' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('理由').fill('核对13877100001的登记情况');
  await dialog.getByRole('button', { name: '显示完整内容' }).click();
  await dialog.getByText('请不要写电话号码').waitFor();
  await dialog.getByLabel('理由').fill('电话核实登记情况');
  await screenshot(page, 'reveal-dialog');
  await dialog.getByRole('button', { name: '显示完整内容' }).click();
  await page.getByText('正在显示完整内容').waitFor();
  expect(await table.innerText()).toMatch(/手机1\d{10}登记在/);
  await page.setViewportSize({ width: 390, height: 844 });
  await screenshot(page, 'findings-revealed-phone');
  expect({ faults, outside }).toEqual({ faults: [], outside: [] });
});

it('one asks, the other confirms, and a certificate stays', async () => {
  const one = await enter('office');
  await one.page.goto(`${base}/app/cycles/${cycleId}`);
  await one.page.getByText('周期结束以后，可以在这里销毁').waitFor();
  const closing = app.visitor();
  await closing.must(contract.openSession, { body: { login: 'office', password: PASSWORD } });
  await closing.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
  await one.page.reload();
  await one.page.getByRole('button', { name: '申请销毁' }).click();
  const asking = one.page.locator('.ant-modal').filter({ visible: true });
  await asking.getByLabel('理由').fill('本年度评价已结束，保存期满');
  await asking.getByRole('button', { name: '提交申请' }).click();
  await one.page.getByText('请另一个绩效办账号登录，在这里确认').waitFor();
  expect(await one.page.getByRole('button', { name: '确认销毁' }).count()).toBe(0);

  const { page, faults, outside } = await enter('office-2');
  await page.goto(`${base}/app/cycles/${cycleId}`);
  await page.getByRole('button', { name: '确认销毁' }).click();
  const confirming = page.locator('.ant-modal').filter({ visible: true });
  await confirming.getByLabel(/请填写周期名称/).fill('2015年度社会评价');
  await screenshot(page, 'erasure-dialog');
  await confirming.getByRole('button', { name: '销毁，不能恢复' }).click();
  await page.getByText('个人信息已销毁，不能再读取').waitFor();
  await screenshot(page, 'erasure-done');
  await page.setViewportSize({ width: 390, height: 844 });
  await screenshot(page, 'erasure-done-phone');
  await page.setViewportSize({ width: 1280, height: 800 });
  const [certificate] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: '打开销毁证明' }).click(),
  ]);
  await certificate.getByRole('heading', { name: '销毁证明' }).waitFor();
  await screenshot(certificate, 'erasure-certificate');
  expect({ faults, outside }).toEqual({ faults: [], outside: [] });

  await page.goto(`${base}/app/frames/${frameId}`);
  await page.getByText('这个评价周期的个人信息已按规定销毁').first().waitFor();
  await screenshot(page, 'frame-after-erasure');
});
