/** 网上评议 in a real browser: the office opens it, the public answers on a phone without and with JavaScript, in the look for old eyes. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';
import { builtSite, noSideways, signInAt } from '../support/site.ts';

const app = await testApp();
const site = builtSite(app);
const running = await campaign(app);
const mzt = await running.department('自治区民政厅', 'public-affairs');
await running.department('自治区农业厅', 'economic');
await publishQuestionnaire(running.office, { cycleId: running.cycleId, kind: 'public' });

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
const stored = async () =>
  Number((await app.sql<{ n: string }[]>`select count(*) as n from answer_sheets where state = 'counted'`)[0]?.n);

/** Smallest height of what a thumb must hit. */
const smallestTarget = (page: Page) =>
  page.evaluate(
    `Math.min(...[...document.querySelectorAll('main button, main a, .list a, .top a, .qn-choice')].map((e) => e.getBoundingClientRect().height))`,
  ) as Promise<number>;

async function open(options: Parameters<typeof openPage>[0]): Promise<OpenedPage> {
  const opened = await openPage(options);
  opened.page.setDefaultTimeout(15_000);
  return opened;
}

/** From the front to the page that asks to look over. */
async function answerTo(page: Page, department: string): Promise<void> {
  await page.goto(`${site.base}/s/pingyi-2015`);
  await page.getByRole('link', { name: department }).click();
  await page.getByRole('button', { name: '开始评价' }).click();
  await page.getByText('没有办过事，但受它的政策或管理影响').click();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('满意', { exact: true }).first().click();
  await page.getByRole('button', { name: '下一步' }).click();
  for (;;) {
    await page.getByRole('button', { name: /下一步|^提交$/ }).waitFor();
    if ((await page.getByRole('heading', { name: '请核对，然后提交' }).count()) > 0) return;
    const text = page.getByRole('textbox');
    if ((await text.count()) > 0) await text.fill('窗口少，排队久。');
    await page.getByRole('button', { name: '下一步' }).click();
  }
}

it('the office sets and opens it', async () => {
  const { page, faults } = await open({ viewport: { width: 1280, height: 800 } });
  await signInAt(page, site.base, 'office');
  await page.goto(`${site.base}/app/cycles/${running.cycleId}/public-survey`);
  await page.getByRole('button', { name: '设置网上评议' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('网址后缀').fill('pingyi-2015');
  await dialog.getByLabel('标题').fill('2015年度社会评价网上评议');
  await dialog.getByLabel('主办单位').fill('自治区绩效办');
  await dialog.getByLabel('监督电话').fill('0771-2811111');
  await dialog.getByLabel('开始时间（北京时间）').fill('2026-11-20T08:00');
  await dialog.getByLabel('结束时间（北京时间）').fill('2026-12-20T18:00');
  await dialog.getByLabel('核实页上的说明').fill('电话访问由自治区民意调查中心进行，来电显示0771-12340。');
  await dialog.getByLabel('绩效分析和整改公开的网址').fill('自治区民政厅 http://mzt.example.cn/analysis 无');
  await screenshot(page, 'public-survey-settings-1280');
  await dialog.getByRole('button', { name: /保\s?存/ }).click();
  await page.getByRole('heading', { name: '未开放' }).waitFor();
  await page.getByRole('button', { name: /开\s?放/ }).click();
  await page
    .locator('.ant-modal')
    .filter({ visible: true })
    .getByRole('button', { name: /开\s?放/ })
    .click();
  await page.getByRole('heading', { name: '开放中' }).waitFor();
  await page.getByRole('heading', { name: '收到的份数' }).waitFor();
  await page.locator('.ant-modal').filter({ visible: true }).waitFor({ state: 'detached' });
  await screenshot(page, 'public-survey-office-1280');
  expect(faults).toEqual([]);
  await page.close();
});

describe('the public on a phone', () => {
  it('answers without JavaScript', async () => {
    const { page, outside } = await open({ ...phone, javaScriptEnabled: false });
    const before = await stored();
    await page.goto(`${site.base}/s/pingyi-2015`);
    await screenshot(page, 'public-survey-front-390');
    await page.getByLabel('查找单位').fill('民政');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: '自治区民政厅' }).click();
    await page.getByRole('link', { name: '先看看：这个单位的绩效分析' }).waitFor();
    await screenshot(page, 'public-survey-start-390');
    await page.getByRole('button', { name: '开始评价' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('alert').getByText('还没有回答').waitFor();
    await screenshot(page, 'public-survey-finding-390');
    await answerTo(page, '自治区民政厅');
    await screenshot(page, 'public-survey-review-390');
    expect(await stored()).toBe(before);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await stored()).toBe(before + 1);
    await screenshot(page, 'public-survey-thanks-390');
    // A reload says the same, and stores nothing.
    await page.reload();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await stored()).toBe(before + 1);
    expect(outside).toEqual([]);
    await page.close();
  });

  it('answers with JavaScript: accessible, keys choose, a lost network is tried again, twice tapped is once', async () => {
    const { page, faults, context } = await open(phone);
    const before = await stored();
    await page.goto(`${site.base}/s/pingyi-2015`);
    await expectAccessible(page);
    await page.getByRole('link', { name: '自治区农业厅' }).click();
    await expectAccessible(page);
    expect(await smallestTarget(page)).toBeGreaterThanOrEqual(44);
    await page.getByRole('button', { name: '开始评价' }).click();
    await page.getByRole('button', { name: '下一步' }).waitFor();
    await expectAccessible(page);
    expect(await smallestTarget(page)).toBeGreaterThanOrEqual(44);
    await page.keyboard.press('2');
    expect(await page.getByRole('radio').nth(1).isChecked()).toBe(true);
    await screenshot(page, 'public-survey-question-390');
    await answerTo(page, '自治区农业厅');
    await expectAccessible(page);
    expect(await noSideways(page)).toBe(true);
    let lost = 0;
    await page.route('**/s/pingyi-2015/*', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
      lost += 1;
      // The server has it, the phone never hears.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('button', { name: '提交' }).dblclick();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await expectAccessible(page);
    expect(lost).toBe(1);
    expect(await stored()).toBe(before + 1);
    await page.goto(`${site.base}/s/pingyi-2015`);
    await page.getByRole('link', { name: '自治区农业厅' }).click();
    await page.getByText('这台设备已经评价过这个单位').waitFor();
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_RESET'))).toEqual([]);
    await context.close();
  });

  it('has a look for old eyes that stays', async () => {
    const { page } = await open(phone);
    await page.goto(`${site.base}/s/pingyi-2015`);
    await page.getByRole('link', { name: '长辈版' }).click();
    await page.getByRole('link', { name: '标准版' }).waitFor();
    await screenshot(page, 'public-survey-front-large-390');
    await expectAccessible(page);
    await answerTo(page, '自治区民政厅');
    await page.getByRole('button', { name: /^修改/ }).nth(1).click();
    await page.getByRole('button', { name: '改好了，回去核对' }).waitFor();
    await screenshot(page, 'public-survey-question-large-390');
    await expectAccessible(page);
    expect(await smallestTarget(page)).toBeGreaterThanOrEqual(60);
    expect(await noSideways(page)).toBe(true);
    expect(
      await page.evaluate('parseFloat(getComputedStyle(document.querySelector("main")).fontSize)'),
    ).toBeGreaterThanOrEqual(24);
    await page.close();
  });

  it('over speed waits or solves by itself', async () => {
    // Through one address, until it is over speed.
    const { page } = await open(phone);
    await page.context().addInitScript('0');
    for (let n = 0; n < 60; n += 1) {
      const form = await (await fetch(`${site.base}/s/pingyi-2015/${mzt.departmentId}`)).text();
      const ticket = /name="_ticket" value="([^"]*)"/.exec(form)?.[1] ?? '';
      const reply = await fetch(`${site.base}/s/pingyi-2015/${mzt.departmentId}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ _ticket: ticket, _go: 'submit', q1: 'policy', q2: '4', q4: '4' }),
      });
      if (reply.status === 429) break;
      expect(reply.status).toBe(303);
    }
    const before = await stored();
    await answerTo(page, '自治区农业厅');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已提交' }).waitFor({ timeout: 60_000 });
    expect(await stored()).toBe(before + 1);
    const plain = await open({ ...phone, javaScriptEnabled: false });
    await answerTo(plain.page, '自治区民政厅');
    await plain.page.getByRole('button', { name: '提交' }).click();
    await plain.page.getByText(/请等\d+秒以后/).waitFor();
    await screenshot(plain.page, 'public-survey-wait-390');
    app.clock.now = new Date(app.clock.now.getTime() + 61_000);
    await plain.page.getByRole('button', { name: '提交' }).click();
    await plain.page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await stored()).toBe(before + 2);
    await plain.page.close();
    await page.close();
  });

  it('weighs at most 30 kB compressed, script and all', async () => {
    const load = async (path: string) =>
      gzipSync(Buffer.from(await (await fetch(`${site.base}${path}`)).arrayBuffer())).length;
    const page = await (await fetch(`${site.base}/s/pingyi-2015/${mzt.departmentId}`)).text();
    const scripts = [...page.matchAll(/src="([^"]+)"/g)].map(([, src]) => src ?? '');
    expect(scripts).toEqual(['/site/survey.js']);
    const script = await (await fetch(`${site.base}/site/survey.js`)).text();
    const chunks = [...script.matchAll(/from\s*["']\.\/([^"']+)["']/g)].map(([, name]) => `/site/${name}`);
    const weights = await Promise.all(
      [`/s/pingyi-2015`, `/s/pingyi-2015/${mzt.departmentId}`, ...scripts, ...chunks].map(load),
    );
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(30_000);
  });

  it('/verify says who calls', async () => {
    const { page } = await open(phone);
    await page.goto(`${site.base}/verify`);
    await page.getByText('来电显示0771-12340').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'public-verify-390');
    await page.close();
  });
});
