/** A large list in a real browser: uploaded in chunks, watched, reloaded in between, judged; another one cancelled; on a phone too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { PASSWORD } from '../support/app.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { freshDatabase } from '../support/database.ts';
import { largeList } from '../support/filing.ts';
import { start } from '../support/process.ts';
import { remoteCampaign } from '../support/remote.ts';

const ROWS = 150_000;
const list = { name: '办事人员.csv', mimeType: 'text/csv', buffer: largeList(ROWS, { note: '到窗口办理过事项' }) };

describe('a list of 150,000 persons', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-large-'));
  const { url: database } = await freshDatabase();
  const server = start(['serve'], { DATABASE_URL: database, PINGYI_DATA: folder, PORT: '0' });
  const { url, office, frameId } = await remoteCampaign(server);
  afterAll(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  async function signIn(page: Page, login: string): Promise<void> {
    await page.goto(`${url}/app/sign-in`);
    await page.getByLabel('登录名').fill(login);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'));
    await page.goto(`${url}/app/frames/${frameId}`);
  }

  async function choose(page: Page): Promise<void> {
    await page.locator('.drop input[type=file]').setInputFiles(list);
    await page.getByText('文件较大，自动分块上传').waitFor();
    await page.getByRole('button', { name: '报送文件' }).click();
  }

  const card = (page: Page) => page.getByRole('heading', { name: '正在处理的名单' });

  it('is uploaded, broken off, gone on with, watched and judged', async () => {
    const { page, faults } = await openPage();
    onTestFailed(async () => void (await screenshot(page, 'failed-large-list')));
    page.setDefaultTimeout(60_000);
    await signIn(page, 'liaison');
    // The second chunk meets a network that is gone for good.
    await page.route('**/chunks/2', (route) =>
      route.fulfill({ status: 409, json: { type: 'x', title: '上传中断', status: 409, code: 'test', detail: '测试' } }),
    );
    await choose(page);
    await page.getByText('上传中断了，已传的部分还在').waitFor();
    await screenshot(page, 'large-list-broken');
    await page.unroute('**/chunks/2');
    await page.reload();
    await card(page).waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '继续上传' }).click(),
    ]);
    await chooser.setFiles({ ...list, name: '别的.csv' });
    await page.getByText('请选择原来的文件').waitFor();
    const [again] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '继续上传' }).click(),
    ]);
    await again.setFiles(list);
    await page.getByText('可以离开这个页面或退出登录').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(1);
    await page.reload();
    // Over soon on a fast machine: the card or the verdict.
    await page
      .getByText(/正在处理的名单|第1次报送/)
      .first()
      .waitFor();
    await page.getByText('第1次报送', { exact: false }).first().waitFor();
    const frame = await office.must(contract.getFrame, { params: { frameId } });
    expect(frame).toMatchObject({ state: 'filed', processing: null, latest: { counts: { usable: ROWS } } });
    await card(page).waitFor({ state: 'detached' });
    await screenshot(page, 'large-list-judged');
    expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
  });

  it('is cancelled on a phone, while the office looks on', async () => {
    const phone = await openPage({ viewport: { width: 390, height: 844 } });
    const desk = await openPage();
    onTestFailed(async () => void (await screenshot(phone.page, 'failed-large-list-phone')));
    await signIn(phone.page, 'liaison');
    await signIn(desk.page, 'office');
    await phone.page.route('**/chunks/3', () => undefined);
    await choose(phone.page);
    await card(phone.page).waitFor();
    await desk.page.reload();
    await card(desk.page).waitFor();
    expect(await desk.page.getByRole('button', { name: '取消这次报送' }).count()).toBe(0);
    await screenshot(phone.page, 'large-list-phone');
    await screenshot(desk.page, 'large-list-office');
    await desk.page.goto(`${url}/app/frames`);
    await desk.page.getByText('正在处理').first().waitFor();
    await phone.page.getByRole('button', { name: '取消这次报送' }).click();
    await phone.page.getByRole('button', { name: '取消报送', exact: true }).click();
    await card(phone.page).waitFor({ state: 'detached' });
    await phone.page.getByRole('heading', { name: '重新报送' }).waitFor();
    const { job } = await office.must(contract.getFilingJob, { params: { frameId } });
    expect(job).toMatchObject({ phase: 'cancelled', submissionId: null });
    const { submissions } = await office.must(contract.getFrame, { params: { frameId } });
    expect(submissions).toHaveLength(1);
  });
});
