/**
 * The main job in a real browser, from nothing: first administrator → cycle → a department files its list, mends it, files again →
 * the operator accepts, draws, seals, releases, exports → somebody who trusts nobody verifies, three ways.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { root } from '../support/cache.ts';
import { freshDatabase } from '../support/database.ts';
import { run, start } from '../support/process.ts';
import { checkInPyodide } from '../support/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-e2e-'));
const corpus = join(root, 'test/reference/cases/corpus');
const { url: database } = await freshDatabase({ empty: true });
const server = start(['serve'], { DATABASE_URL: database, PINGYI_DATA: folder, PORT: '0' });
const opened: OpenedPage[] = [];

async function visitor(viewport = { width: 1280, height: 800 }): Promise<Page> {
  const one = await openPage({ viewport, acceptDownloads: true });
  opened.push(one);
  one.page.setDefaultTimeout(15_000);
  return one.page;
}

/** Fills the dialog that a button opens, and confirms it. */
async function inDialog(
  page: Page,
  button: string,
  fill: (dialog: ReturnType<Page['locator']>) => Promise<void>,
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.waitFor();
  await fill(dialog);
  await dialog.locator('.ant-modal-footer button.ant-btn-primary, .ant-modal-footer button.ant-btn-dangerous').click();
  await dialog.waitFor({ state: 'hidden' });
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label }).filter({ visible: true });
  await box.click();
  if (await box.isEditable()) await box.fill(option);
  await page.locator('.ant-select-item-option').filter({ hasText: option, visible: true }).first().click();
  // A list of many stays open.
  await box.blur();
}

/** By content, not by path: a Chromium that runs under another locale cannot open a path of Chinese characters. */
const payload = (path: string) => ({
  name: '附件3.xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: readFileSync(join(corpus, path)),
});

async function download(page: Page, click: () => Promise<void>, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  const path = join(folder, name);
  await file.saveAs(path);
  return path;
}

async function signIn(page: Page, base: string, login: string, password: string): Promise<void> {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

const password = '评议测试密码 2026';
let base = '';

beforeAll(async () => {
  base = (await server.until(/已启动：(http:\S+)/))[1]!;
}, 120_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

beforeEach(() => {
  onTestFailed(async () => {
    for (const [index, { page }] of opened.entries()) await screenshot(page, `failed-${index + 1}`);
    process.stderr.write(server.output.stderr.slice(-4000));
  });
});

describe('from nothing to a verified call list', () => {
  let office: Page;
  let liaison: Page;
  let operator: Page;
  const links: Record<string, string> = {};

  it('the first administrator sets a password by the one-time link', async () => {
    const [, link] = await server.until(/(http:\S+set-password#token=\S+)/);
    office = await visitor();
    await office.goto(link!);
    await office.getByLabel('登录名').fill('jixiaoban');
    await office.getByLabel('姓名').fill('绩效办管理员');
    await office.getByLabel('密码', { exact: true }).fill(password);
    await office.getByLabel(/再/).fill(password);
    await screenshot(office, '01-first-administrator');
    expect(office.url()).not.toContain('token');
    await office.locator('button[type=submit]').click();
    await office.getByRole('navigation', { name: '主菜单' }).waitFor();
    await screenshot(office, '02-home-empty');
  });

  it('makes a cycle, a department, its duties and two accounts', async () => {
    await office.goto(`${base}/app/cycles`);
    await inDialog(office, '新建周期', async (dialog) => {
      await dialog.getByLabel('年度').fill('2015');
      await dialog.getByLabel('名称').fill('2015年度社会评价');
      await dialog.getByLabel('报送截止日期').fill('2027-01-15');
      await dialog.getByLabel('报送截止日期').press('Enter');
    });
    await office.getByRole('heading', { name: '2015年度社会评价' }).waitFor();
    await inDialog(office, '新增部门', async (dialog) => {
      await dialog.getByLabel('部门全称').fill('自治区民政厅');
      await choose(office, '类别', '政务与公共事务管理类');
    });
    await inDialog(office, '列入被评价单位', (dialog) => dialog.getByLabel('自治区民政厅').check());
    await office.getByText('附件3').first().waitFor();
    await screenshot(office, '03-cycle');

    await office.goto(`${base}/app/accounts`);
    for (const [login, name, role] of [
      ['mzt', '韦联络', '部门联络员'],
      ['minyi', '覃操作', '民调中心操作员'],
    ] as const) {
      await office.getByRole('button', { name: '新建账号' }).first().click();
      const dialog = office.locator('.ant-modal').filter({ visible: true });
      await dialog.getByLabel('登录名').fill(login);
      await dialog.getByLabel('姓名').fill(name);
      await choose(office, '角色', role);
      if (login === 'mzt') await choose(office, '所属部门', '自治区民政厅');
      await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
      const link = office.getByText(/set-password#token=/).first();
      await link.waitFor();
      links[login] = /http\S+/.exec((await link.textContent()) ?? '')?.[0] ?? (await link.inputValue().catch(() => ''));
      if (login === 'mzt') await screenshot(office, '04-account-link');
      await office.goto(`${base}/app/accounts`);
    }
  });

  it('the liaison files a wrong list, reads what is wrong by row, files the right one', async () => {
    liaison = await visitor();
    await liaison.goto(links['mzt']!);
    await liaison.getByLabel('密码', { exact: true }).fill(password);
    await liaison.getByLabel(/再/).fill(password);
    await liaison.locator('button[type=submit]').click();
    await liaison.getByText('我的任务').first().waitFor();
    await screenshot(liaison, '05-liaison-home');
    const card = liaison.getByRole('article', { name: /附件3/ });
    await card.getByRole('link').first().click();
    await liaison.getByText('把文件拖到这里').waitFor();
    await download(liaison, () => liaison.getByText('下载').first().click(), '模板.xlsx');

    const chooser = liaison.locator('input[type=file]');
    await chooser.setInputFiles(payload('s26-one-mobile-two-names/附件3.xlsx'));
    await liaison.getByRole('list', { name: '待报送的文件' }).waitFor();
    await liaison.locator('button[type=submit]').click();
    await liaison
      .getByText(/需要修改/)
      .first()
      .waitFor({ timeout: 30_000 });
    await liaison
      .getByText(/暂均不计入|均暂不计入/)
      .first()
      .waitFor();
    await screenshot(liaison, '06-returned');

    await chooser.setInputFiles(payload('c01-mzt/附件3.xlsx'));
    await liaison.locator('button[type=submit]').click();
    await liaison
      .getByText(/通过审核/)
      .first()
      .waitFor({ timeout: 30_000 });
    await liaison.getByText('504').first().waitFor();
    await liaison.getByText('Sheet1').first().waitFor();
    await screenshot(liaison, '07-passed');
    const receipt = await liaison.context().newPage();
    const href = await liaison.getByRole('link', { name: /回执/ }).first().getAttribute('href');
    await receipt.goto(new URL(href!, base).href);
    await receipt.getByRole('heading', { name: '报送回执' }).waitFor();
    await screenshot(receipt, '08-receipt');
  });

  it('the operator accepts it', async () => {
    operator = await visitor();
    await operator.goto(links['minyi']!);
    await operator.getByLabel('密码', { exact: true }).fill(password);
    await operator.getByLabel(/再/).fill(password);
    await operator.locator('button[type=submit]').click();
    await operator.getByRole('navigation', { name: '主菜单' }).waitFor();
    await operator.goto(`${base}/app/frames`);
    await operator.getByRole('link', { name: /自治区民政厅的热点难点/ }).waitFor();
    await screenshot(operator, '09-matrix');
    await operator.getByRole('link', { name: /自治区民政厅的热点难点/ }).click();
    await operator.getByText('审核处理').waitFor();
    await inDialog(operator, '接收', async () => {});
    await operator.getByText('已接收').first().waitFor();
    await screenshot(operator, '10-accepted');
  });

  it('draws in four steps and releases the first replicate', async () => {
    await operator.goto(`${base}/app/draws/new`);
    await operator.getByRole('checkbox', { name: /选用自治区民政厅/ }).check();
    await operator.getByLabel('主样本').fill('100');
    await operator.getByLabel('备用样本').fill('50');
    await operator.getByLabel('每批人数').fill('50');
    await operator.getByText(/504/).first().waitFor();
    await operator.getByLabel('名称').fill('民政厅热点难点电话访问');
    await screenshot(operator, '11-design');
    await operator.getByRole('button', { name: '建立方案' }).click();
    await operator.getByText('第一步 锁定抽样框').waitFor();
    await inDialog(operator, '锁定抽样框', async (dialog) => {
      await dialog
        .locator('textarea, input[type=text]')
        .first()
        .fill('2026年11月25日福利彩票双色球第2026136期开奖号码');
    });
    await operator.getByText('抽样框摘要（SHA-256）').waitFor();
    await screenshot(operator, '12-locked');
    await inDialog(operator, '输入随机数并抽取', async (dialog) => {
      await dialog.getByLabel('公开随机数').fill('03.08.11.19.25.30+07');
      await dialog.getByRole('checkbox').check();
    });
    await operator.getByRole('button', { name: '封存样本' }).waitFor();
    await inDialog(operator, '封存样本', async () => {});
    await operator.getByText('第四步 放出批次').waitFor();
    await operator.getByRole('button', { name: /校验/ }).click();
    await operator.getByText('校验通过，全部一致').waitFor();
    await inDialog(operator, '放出第1批', async () => {});
    await operator.getByText('已放出').first().waitFor();
    await screenshot(operator, '13-sealed');
  });

  it('exports a call list that dials right', async () => {
    await operator.getByRole('button', { name: '下载呼叫清单' }).click();
    const path = await download(
      operator,
      () => operator.locator('.ant-modal').filter({ visible: true }).locator('.ant-btn-primary').click(),
      '呼叫清单.xlsx',
    );
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    const sheet = book.worksheets[0]!;
    const header = (sheet.getRow(1).values as unknown[]).map(String);
    const dial = header.indexOf('拨号串');
    expect(dial).toBeGreaterThan(0);
    const numbers: string[] = [];
    sheet.eachRow((row, number) => {
      if (number > 1) numbers.push(String(row.getCell(dial).value));
    });
    expect(numbers).toHaveLength(50);
    for (const number of numbers) expect(number).toMatch(/^(0?1[3-9]\d{9}|[2-8]\d{6}|0\d{9,11})$/);
  });

  it('is verified by somebody who trusts nobody: page, Python, pingyi', async () => {
    const phone = await visitor({ width: 390, height: 844 });
    const href = await operator
      .getByRole('link', { name: /公开证据/ })
      .first()
      .getAttribute('href');
    const evidence = new URL(href!, base).href;
    await phone.goto(evidence);
    await phone.getByText('已封存').first().waitFor();
    await screenshot(phone, '14-evidence-phone');
    const fetched: Record<string, string> = {};
    for (const file of ['manifest.json', 'frame-ids.csv']) {
      fetched[file] = await (await fetch(`${evidence}/${file}`)).text();
      writeFileSync(join(folder, file), fetched[file]);
    }
    const script = await (await fetch(`${base}/draws/verify_draw.py`)).text();
    expect(script).toBe(readFileSync(join(root, 'sampling/check/verify_draw.py'), 'utf8'));
    expect(await checkInPyodide(script, fetched['manifest.json']!, fetched['frame-ids.csv']!)).toMatchObject({
      code: 0,
    });
    try {
      execFileSync('python3', ['--version'], { stdio: 'ignore' });
      writeFileSync(join(folder, 'check.py'), script);
      expect(
        execFileSync('python3', ['check.py', 'manifest.json', 'frame-ids.csv'], { cwd: folder, encoding: 'utf8' }),
      ).toContain('OK');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const byIds = await run(['verify', 'manifest.json', '--ids', 'frame-ids.csv'], {}, folder);
    expect(byIds, byIds.stdout + byIds.stderr).toMatchObject({ code: 0 });

    // An auditor with the filed workbook and the office's key starts from the names.
    const drawPath = new URL(evidence).pathname.replace('/draws/', '/app/draws/');
    await office.goto(`${base}${drawPath}`);
    await office.getByRole('button', { name: '下载编号密钥' }).click();
    const key = await download(
      office,
      () => office.locator('.ant-modal').filter({ visible: true }).locator('.ant-modal-footer button').last().click(),
      'key.txt',
    );
    mkdirSync(join(folder, 'filed'), { recursive: true });
    copyFileSync(join(corpus, 'c01-mzt/附件3.xlsx'), join(folder, 'filed', '附件3.xlsx'));
    const byNames = await run(['verify', 'manifest.json', '--frame', 'filed/附件3.xlsx', '--id-key', key], {}, folder);
    expect(byNames, byNames.stdout + byNames.stderr).toMatchObject({ code: 0 });

    const bent = fetched['manifest.json']!.replace(
      /"rank":(\d)/,
      (_, digit: string) => `"rank":${(Number(digit) + 1) % 10}`,
    );
    writeFileSync(join(folder, 'bent.json'), bent);
    const wrong = await run(['verify', 'bent.json', '--ids', 'frame-ids.csv'], {}, folder);
    expect(wrong.code).toBe(1);
    expect((await checkInPyodide(script, bent, fetched['frame-ids.csv']!)).code).not.toBe(0);
  });

  it('left a trail, and no page complained or asked anybody outside', async () => {
    await office.goto(`${base}/app/audit`);
    await office.getByText('封存样本').first().waitFor();
    await office.getByRole('button', { name: /核对留痕链/ }).click();
    await office
      .getByText(/完整|一致|未发现/)
      .first()
      .waitFor();
    await screenshot(office, '15-audit');
    for (const { faults, outside } of opened) {
      expect(faults).toEqual([]);
      expect(outside).toEqual([]);
    }
    expect(server.output.stderr).not.toMatch(/failed/);
  });
});

describe('a session that has ended', () => {
  it('leads back to the sign-in page', async () => {
    const page = await visitor();
    await signIn(page, base, 'minyi', password);
    await page.context().clearCookies();
    await page.goto(`${base}/app/draws`);
    await page
      .getByText(/登录已过期|请先登录|登录/)
      .first()
      .waitFor();
    expect(page.url()).toContain('/sign-in');
  });

  it('and a wrong password says so', async () => {
    const page = await visitor();
    await page.goto(`${base}/app/sign-in`);
    await page.getByLabel('登录名').fill('minyi');
    await page.getByLabel('密码', { exact: true }).fill('不对的密码');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('登录名或密码不对').first().waitFor();
  });
});
