/** 短信链接 in a real browser: an operator makes a round and takes the list, people answer on a phone without and with JavaScript. */
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { readCode } from '../../server/links/codes.ts';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { codesOf, linkedDraw } from '../support/links.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const { campaign, drawId, units } = await linkedDraw(app);
const { cycleId, office, operator } = campaign;
const site = builtSite(app);
let roundId = '';
let codeFor: (unitId: string) => string;

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
async function open(options: Parameters<typeof openPage>[0]): Promise<OpenedPage> {
  const opened = await openPage(options);
  opened.page.setDefaultTimeout(20_000);
  return opened;
}
const link = (at: number): string => `${site.base}/l/${codeFor(units[at]!)}`;
const live = async (at: number) =>
  (
    await app.sql<{ channel: string }[]>`
      select channel from answer_sheets where draw_id = ${drawId} and unit_id = ${units[at]!} and state = 'counted'`
  ).map(({ channel }) => channel);
const smallestTarget = (page: Page) =>
  page.evaluate(
    `Math.min(...[...document.querySelectorAll('main button, main a.button, .ask input, .qn-choice')].map((e) => e.getBoundingClientRect().height))`,
  ) as Promise<number>;

/** From the first question to the page that asks to look over. */
async function answer(page: Page): Promise<void> {
  for (;;) {
    await page
      .getByRole('button', { name: /下一步|^提交$/ })
      .first()
      .waitFor();
    if ((await page.getByRole('heading', { name: '请核对，然后提交' }).count()) > 0) return;
    const choice = page.getByRole('radio', { name: '满意', exact: true });
    if ((await choice.count()) > 0) await choice.first().check();
    await page.getByRole('button', { name: '下一步' }).click();
  }
}

describe('the operator', () => {
  it('tries and makes a round, and takes the list out with a reason', async () => {
    const { page, faults, context } = await site.signIn('operator');
    await page.goto(`${site.base}/app/cycles/${cycleId}/links`);
    await page.getByText('还没有短信链接').waitFor();
    await page.getByRole('button', { name: '新建短信链接' }).click();
    const dialog = page.locator('.ant-modal').filter({ visible: true });
    await dialog.getByLabel('名称').fill('2015年度系统干部职工评价');
    await dialog.getByLabel('发给哪次抽样的人').click();
    await page.getByTitle('干部短信').click();
    await dialog.getByLabel('问卷', { exact: true }).click();
    await page.getByTitle('系统干部职工评价').click();
    await dialog.getByLabel('开始时间（北京时间）').fill('2026-11-20T08:00');
    await dialog.getByLabel('截止时间（北京时间）').fill('2026-12-20T18:00');
    await dialog.getByLabel('链接的网址').fill('https://pj.example.gov.cn');
    await dialog.getByRole('button', { name: '试算人数和字数' }).click();
    await dialog.getByText('会给12人各一个链接').waitFor();
    await dialog.getByText(/短信最长\d+字，算1条/).waitFor();
    await screenshot(page, 'links-new-1280');
    await expectAccessible(page, { within: '.ant-modal' });
    await dialog.getByLabel('主办单位').fill('自治区绩效办');
    await dialog.getByLabel('监督电话').fill('0771-2811111');
    await dialog.getByLabel('核实页上的说明').fill('短信由自治区绩效办统一发送，号码是10690001。');
    await dialog.getByRole('button', { name: '生成链接' }).click();
    await page.getByRole('heading', { name: '2015年度系统干部职工评价' }).waitFor();
    await page.getByText('还没有导出。').waitFor();
    roundId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    codeFor = await codesOf(app, roundId);
    await page.getByRole('button', { name: '导出首次名单' }).click();
    const exporting = page.locator('.ant-modal').filter({ visible: true });
    await exporting.getByText('CSV').click();
    await exporting.getByLabel('用途').fill('交移动短信平台发送');
    await screenshot(page, 'links-export-1280');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      exporting.getByRole('button', { name: /导\s?出/ }).click(),
    ]);
    const csv = (await buffer(await download.createReadStream())).toString('utf8');
    expect(csv).toContain(`https://pj.example.gov.cn/l/${codeFor(units[0]!)}`);
    await page.getByRole('heading', { name: '导出的名单（1次）' }).waitFor();
    await page.getByText('交移动短信平台发送').waitFor();
    await exporting.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '导出提醒名单' }).waitFor();
    await expectAccessible(page, { within: '#main' });
    await screenshot(page, 'links-round-1280');
    expect(faults).toEqual([]);
    await context.close();
  });
});

describe('the person who got the message', () => {
  it('answers without JavaScript; a link is one answer', async () => {
    const { page, outside, context } = await open({ ...phone, javaScriptEnabled: false });
    await page.goto(link(0));
    await page.getByRole('heading', { name: '请您放心' }).waitFor();
    expect(await smallestTarget(page)).toBeGreaterThanOrEqual(44);
    expect(await noSideways(page)).toBe(true);
    await screenshot(page, 'links-start-390');
    await page.getByRole('button', { name: '开始填写' }).click();
    // No address after the first holds the code.
    expect(new URL(page.url()).pathname).toBe('/l');
    await screenshot(page, 'links-question-390');
    await answer(page);
    expect(await live(0)).toEqual([]);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    expect(await live(0)).toEqual(['link']);
    expect(page.url()).not.toContain(codeFor(units[0]!));
    await screenshot(page, 'links-thanks-390');
    await page.reload();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await page.goto(link(0));
    await page.getByRole('heading', { name: '您的回答已经收到' }).waitFor();
    await screenshot(page, 'links-answered-390');
    expect(await live(0)).toEqual(['link']);
    expect(outside).toEqual([]);
    await context.close();
  });

  it('comes back to what was filled in, with JavaScript; a lost reply and two taps are one answer', async () => {
    const first = await open(phone);
    await first.page.goto(link(1));
    await expectAccessible(first.page);
    await first.page.getByRole('button', { name: '开始填写' }).click();
    await first.page.getByRole('radio').nth(1).check();
    await first.page.getByRole('button', { name: '下一步' }).click();
    await first.page.getByText('第2题，共').waitFor();
    await expectAccessible(first.page);
    await first.context.close();
    const { page, faults, context } = await open(phone);
    await page.goto(link(1));
    await page.getByText('您上次填的内容还在').waitFor();
    await screenshot(page, 'links-resume-390');
    await page.getByRole('button', { name: '接着填' }).click();
    await page.getByText('第2题，共').waitFor();
    await answer(page);
    await expectAccessible(page);
    let lost = 0;
    await page.route('**/l', async (route) => {
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
    expect(await live(1)).toEqual(['link']);
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_RESET'))).toEqual([]);
    await context.close();
  });

  it('in the look for old eyes, by a code typed by hand, may decline and come back', async () => {
    const { page, context } = await open(phone);
    await page.goto(`${site.base}/l`);
    await expectAccessible(page);
    await page.getByRole('button', { name: '换成长辈版（大字）' }).click();
    await page.getByRole('button', { name: '换成标准版' }).waitFor();
    const code = codeFor(units[2]!);
    await page.getByLabel('短信链接最后一段的13位代码').fill(`${code.slice(0, 12)}${code.endsWith('x') ? 'y' : 'x'}`);
    await page.getByRole('button', { name: '打开' }).click();
    await page.getByRole('alert').waitFor();
    await screenshot(page, 'links-entry-390');
    await expectAccessible(page);
    await page
      .getByLabel('短信链接最后一段的13位代码')
      .fill(`${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`.toUpperCase());
    await page.getByRole('button', { name: '打开' }).click();
    await page.getByRole('button', { name: '开始填写' }).waitFor();
    expect(await smallestTarget(page)).toBeGreaterThanOrEqual(60);
    expect(await noSideways(page)).toBe(true);
    await screenshot(page, 'links-start-large-390');
    await page.getByRole('button', { name: '我不参加' }).click();
    await page.getByRole('heading', { name: '确定不参加吗？' }).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'links-decline-390');
    await page.getByRole('button', { name: '确定不参加' }).click();
    await page.getByRole('heading', { name: '您已表示不参加' }).waitFor();
    await page.getByRole('button', { name: '还是参加' }).click();
    await page.getByRole('button', { name: '开始填写' }).waitFor();
    await context.close();
  });

  it('is asked to wait a moment where many wrong codes came from, and goes on by itself with JavaScript', async () => {
    const letters = Array.from('0123456789abcdefghjkmnpqrstvwxyz');
    let held = false;
    for (let n = 0; n < 200 && !held; n += 1) {
      const body = String(n).padStart(12, '0');
      // Written rightly, and nobody has it.
      const typed = letters.map((letter) => body + letter).find((code) => readCode(code) !== undefined) ?? '';
      held = (await fetch(`${site.base}/l/${typed}`)).status === 429;
    }
    expect(held).toBe(true);
    const plain = await open({ ...phone, javaScriptEnabled: false });
    await plain.page.goto(link(3));
    await plain.page.getByText(/请等\d+秒以后/).waitFor();
    await screenshot(plain.page, 'links-hold-390');
    const before = app.clock.now;
    app.clock.now = new Date(before.getTime() + 61_000);
    await plain.page.getByRole('button', { name: '继续' }).click();
    await plain.page.getByRole('button', { name: '开始填写' }).waitFor();
    await plain.context.close();
    const { page, context } = await open(phone);
    await page.goto(link(4));
    await page.getByRole('button', { name: '开始填写' }).waitFor({ timeout: 60_000 });
    app.clock.now = before;
    await context.close();
  });

  it('asks whether the message is real', async () => {
    const { page, context } = await open(phone);
    await page.goto(`${site.base}/verify`);
    await page.getByText('号码是10690001').waitFor();
    await page.getByLabel('短信里的链接或代码').fill(`https://pj.example.gov.cn.evil.com/l/${codeFor(units[4]!)}`);
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('这不是我们的网址').waitFor();
    await expectAccessible(page);
    await page.getByLabel('短信里的链接或代码').fill(`https://pj.example.gov.cn/l/${codeFor(units[4]!)}`);
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('网址是我们的，代码的写法也对').waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await noSideways(page)).toBe(true);
    await screenshot(page, 'links-verify-390');
    await context.close();
  });

  it('weighs at most 30 kB compressed, script and all', async () => {
    const load = async (path: string) =>
      gzipSync(Buffer.from(await (await fetch(`${site.base}${path}`)).arrayBuffer())).length;
    const before = app.clock.now;
    // After the guessing.
    app.clock.now = new Date(before.getTime() + 3600_000);
    const reply = await fetch(link(5));
    const page = await reply.text();
    expect([reply.status, reply.headers.get('referrer-policy')]).toEqual([200, 'origin']);
    const scripts = [...page.matchAll(/src="([^"]+)"/g)].map(([, src]) => src ?? '');
    expect(scripts).toEqual(['/site/survey.js']);
    const script = await (await fetch(`${site.base}/site/survey.js`)).text();
    const chunks = [...script.matchAll(/from\s*["']\.\/([^"']+)["']/g)].map(([, name]) => `/site/${name}`);
    const ticket = /name="_ticket" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const question = await fetch(`${site.base}/l`, {
      method: 'POST',
      body: new URLSearchParams({ _ticket: ticket, _at: '', _go: 'next' }),
    });
    app.clock.now = before;
    const weights = await Promise.all([...scripts, ...chunks, '/l'].map(load));
    const pages = [page, await question.text()].map((text) => gzipSync(Buffer.from(text)).length);
    expect([...weights, ...pages].reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(30_000);
  });
});

it('the office sees the account, on a phone too, and the call room’s page counts the links', async () => {
  await office.must(contract.setFieldworkChoices, { params: { cycleId }, body: { switchedOff: 'NC', brokenOff: 'R' } });
  const { page, faults, context } = await site.signIn('office', { width: 390, height: 844 });
  await page.goto(`${site.base}/app/links/${roundId}`);
  await page.getByRole('heading', { name: '份数' }).waitFor();
  await page.getByText('用链接作答', { exact: true }).waitFor();
  expect(await noSideways(page)).toBe(true);
  await expectAccessible(page, { within: '#main' });
  await screenshot(page, 'links-round-390');
  await page.getByRole('button', { name: '停用个别链接' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('样本编号，或本人报来的代码，每行一个').fill(codeFor(units[9]!));
  await dialog.getByLabel('原因').fill('来电说收错了');
  await dialog.getByRole('button', { name: /停\s?用/ }).click();
  await page.getByText('已停用1个链接').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.goto(`${site.base}/app/draws/${drawId}/fieldwork`);
  await page.getByText('已通过短信链接或纸质问卷作答的算成功').waitFor();
  await screenshot(page, 'links-fieldwork-390');
  expect(faults).toEqual([]);
  await context.close();
});

it('a call room’s own column names are said once and remembered', async () => {
  const { page, faults, context } = await site.signIn('operator');
  await page.goto(`${site.base}/app/draws/${drawId}/fieldwork`);
  await page.getByLabel('问的是哪种问卷').click();
  await page.getByTitle('系统干部职工评价').click();
  const csv = Buffer.from(`\ufeff个案,状态,次数\r\n${units[10]!},31 无人接听,2\r\n`);
  await page.locator('input[type=file]').setInputFiles({ name: '南宁.csv', mimeType: 'text/csv', buffer: csv });
  await page.getByRole('button', { name: '试读' }).click();
  await page.getByText('没有找到“样本编号”').waitFor();
  await page.getByRole('button', { name: '列名不一样？设定列名对照' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('呼叫中心').fill('南宁呼叫中心');
  for (const [head, meaning] of [
    ['个案', '样本编号'],
    ['状态', '话务结果'],
    ['次数', '拨打次数'],
  ] as const) {
    await dialog.getByLabel(head, { exact: true }).fill(meaning);
    await page.locator('.ant-select-item-option').filter({ hasText: meaning, visible: true }).first().click();
  }
  await screenshot(page, 'fieldwork-mapping-1280');
  await expectAccessible(page, { within: '.ant-modal' });
  await dialog.getByRole('button', { name: '保存并重新试读' }).click();
  await page.getByText('可以存入：1个案例有变化').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('南宁呼叫中心的列名').waitFor();
  await screenshot(page, 'fieldwork-mapped-1280');
  expect(await operator.must(contract.listColumnMappings, { params: { cycleId } })).toMatchObject({
    items: [{ room: '南宁呼叫中心', columns: { 个案: 'unit', 状态: 'outcome', 次数: 'attempts' } }],
  });
  expect(faults).toEqual([]);
  await context.close();
});
