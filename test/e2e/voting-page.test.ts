/** The voting page as leaders have it: on a phone with a slow processor, resumed elsewhere, replaced, refused; nothing leaks, axe finds nothing. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import * as client from '#ballot-client';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { device, numbersOf, prepareElection, someDraft, type Election } from '../support/election.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const site = builtSite(app);
const office = await app.person('office', 'office');
const election = await prepareElection(app, office, {
  name: 'voting page',
  raters: { A1: 44, B1: 12 },
  units: 12,
  excluded: { B1: [0] },
});
await election.start();
await app.sql`
  insert into analyses (cycle_id, department_id, revision, state, tasks, innovations, difficulties, saved_at,
    approved_by, approved_on, filed_at, scan_sha256)
  values (${election.cycleId}, ${election.units[1]!}, 3, 'accepted', '完成12项重点任务。', '推行一次办好。', '基层力量薄弱。',
    now(), '厅党组会议', '2026-11-01', now(), 'x'),
    (${election.cycleId}, ${election.units[2]!}, 1, 'draft', '还没有审定的话', '', '', now(), null, null, null, null)`;
const fingerprint = client.fingerprintOf(client.mustHex(election.key.publicKey));
const fragment = (style: string, at: number) => client.fragmentOf(election.codes[style]![at]!, fingerprint);
const phone = { width: 390, height: 844 };
const box = (page: Page, name: string) => page.getByRole('group', { name: new RegExp(`\\d+\\. ${name}$`) });
const mark = (page: Page, name: string, level: string) =>
  box(page, name)
    .getByRole('radio', { name: new RegExp(`^${level}`) })
    .check();
const step = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

async function scan(election_: Election, style: string, at: number, viewport = phone) {
  const opened = await openPage({ viewport });
  opened.page.setDefaultTimeout(20_000);
  const sent: { url: string; body: string; headers: Record<string, string> }[] = [];
  opened.page.on('request', (request) =>
    sent.push({ url: request.url(), body: request.postData() ?? '', headers: request.headers() }),
  );
  await opened.page.goto(`${site.base}/b#${fragment(style, at)}`);
  await heading(opened.page, '2026年度领导评价');
  return { ...opened, sent, code: election_.codes[style]![at]! };
}

async function cast(page: Page, label = '提交'): Promise<void> {
  await step(page, label);
  await step(page, '不等了，现在就发');
  await page.getByRole('heading', { level: 1, name: '正在提交' }).waitFor({ state: 'detached' });
}

describe('the whole way on a phone', () => {
  let receipt = '';

  it('goes from the card to the receipt with a processor six times slower, and tells nobody anything', async () => {
    const { page, context, faults, outside, sent, code } = await scan(election, 'A1', 0);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    // The code is gone from the address bar and from history.
    expect(page.url()).toBe(`${site.base}/b`);
    await page.getByText('12个单位，按5个等次评价').waitFor();
    await page.getByText('0771-2811111').waitFor();
    await screenshot(page, 'ballot-intro-390');
    await expectAccessible(page);
    await step(page, '开始评价');
    await page.getByText('已评 0 / 12').waitFor();
    expect(await page.getByRole('group', { name: /^\d+\. / }).count()).toBe(12);
    // Own accounts of units: accepted ones only, all in one file.
    await page.getByRole('button', { name: '第2厅的绩效分析' }).click();
    await page.getByText('完成12项重点任务。').waitFor();
    await page.getByRole('button', { name: '第3厅的绩效分析' }).click();
    await page.getByText('这个单位没有绩效分析可看。').waitFor();
    expect(sent.filter(({ url }) => url.endsWith('/analyses'))).toHaveLength(1);
    await mark(page, '第1厅', '优秀');
    await mark(page, '第2厅', '差');
    await page.getByText('没有如期完成').first().waitFor();
    await mark(page, '第3厅', '不了解');
    await page.getByText('已评 3 / 12').waitFor();
    await page.getByText('草稿已保存').waitFor();
    await screenshot(page, 'ballot-list-390');
    await expectAccessible(page);
    // Keyboard: a digit marks and goes on.
    await box(page, '第4厅').getByRole('radio').first().focus();
    for (const digit of ['4', '3', '5', '5']) await page.keyboard.press(digit);
    await page.getByText('已评 7 / 12').waitFor();
    await page.getByRole('button', { name: '清除对第10厅的评价' }).click();
    await page.getByText('已评 6 / 12').waitFor();
    await step(page, '下一个未评');
    expect(await page.evaluate('document.activeElement.closest("fieldset").textContent')).toContain('第5厅');
    await step(page, '下一步');
    await heading(page, '红黑榜提名');
    const nominee = (name: string) => page.getByRole('group', { name, exact: true });
    for (const name of ['第1厅', '第4厅']) await nominee(name).getByRole('button', { name: '最满意' }).click();
    await nominee('第5厅').getByRole('button', { name: '最满意' }).click();
    await page.getByText('“最满意”最多提名2个').waitFor();
    // A unit cannot be on both lists.
    await nominee('第4厅').getByRole('button', { name: '不满意' }).click();
    await page.getByText('最满意 1 / 2　不满意 1 / 1').waitFor();
    await screenshot(page, 'ballot-nominations-390');
    await expectAccessible(page);
    await step(page, '去核对');
    await page.getByText('没有评的6个单位').waitFor();
    expect(await page.getByRole('row', { name: '优秀（5分）' }).textContent()).toContain('2个');
    await screenshot(page, 'ballot-review-390');
    await expectAccessible(page);
    await page.goBack();
    await heading(page, '红黑榜提名');
    await step(page, '去核对');
    await cast(page);
    await heading(page, '已收到，感谢');
    await page.getByRole('img', { name: '扫码到公示板核对这张回执' }).waitFor();
    receipt = ((await page.locator('.digits').textContent()) ?? '').replace(/ /g, '');
    expect(receipt).toMatch(/^[0-9a-f]{24}$/);
    await step(page, '查是否已入箱');
    await page.getByText('平台已收到，还没有入箱').waitFor();
    await screenshot(page, 'ballot-receipt-390');
    await expectAccessible(page);
    expect(await noSideways(page)).toBe(true);
    // Going back does not show what was marked.
    await page.goBack();
    await heading(page, '已收到，感谢');
    for (const { url, body, headers } of sent) {
      expect(url + body).not.toContain(code);
      expect(url).not.toContain(receipt);
      expect(headers).not.toHaveProperty('cookie');
      expect(headers['referer'] ?? '').toBe('');
    }
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).not.toContain(code);
    expect(app.log.join('\n')).not.toContain(receipt);
    expect(faults.filter((fault) => !/favicon/.test(fault))).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('is on the board after the close, counted with the others, and found by its receipt', async () => {
    // Another device votes again with the same card: it is asked, and replaces.
    const again = await scan(election, 'A1', 0);
    await step(again.page, '开始评价');
    await mark(again.page, '第1厅', '良好');
    await step(again.page, '下一步');
    await step(again.page, '去核对');
    await cast(again.page);
    await heading(again.page, '这张卡已经投过票');
    await screenshot(again.page, 'ballot-voted-before-390');
    await cast(again.page, '替换原来的票');
    await heading(again.page, '已收到，感谢');
    const second = ((await again.page.locator('.digits').textContent()) ?? '').replace(/ /g, '');
    expect(second).not.toBe(receipt);
    // A draft of another card, left on one device and found on the next.
    const one = await scan(election, 'B1', 0);
    await step(one.page, '开始评价');
    expect(await one.page.getByRole('group', { name: /第1厅$/ }).count()).toBe(0);
    await mark(one.page, '第2厅', '一般');
    await one.page.getByText('草稿已保存').waitFor();
    const other = await openPage({ viewport: phone });
    await other.page.goto(`${site.base}/b`);
    await screenshot(other.page, 'ballot-entry-390');
    await expectAccessible(other.page);
    await other.page.getByLabel('或者输入卡上的26个字符').fill('ABCD');
    await step(other.page, '进入');
    await other.page.getByText('码应为26个字符，现在是4个：ABCD。').waitFor();
    const typed = client.groupsOf(election.codes['B1']![0]!).toLowerCase().replace(/0/g, 'o');
    await other.page.getByLabel('或者输入卡上的26个字符').fill(typed);
    await step(other.page, '进入');
    await other.page.getByText('已取回这张卡的草稿：已评1个，共11个').waitFor();
    // Everybody else, then the close.
    const form = await election.form();
    const below = numbersOf('voting page');
    for (const style of ['A1', 'B1'])
      for (const code of election.codes[style]!.slice(1, style === 'A1' ? 30 : 12))
        await device(app, form, code).cast(someDraft(form, style, below));
    await election.handOutAll();
    await election.close();
    await step(again.page, '查是否已入箱');
    await again.page.getByText('在箱里，已封箱，不会再变。').waitFor();
    await again.page.getByRole('link', { name: '到公示板核对' }).click();
    await again.page.getByText('在箱里：清单共41张').waitFor();
    // Too late for the other card: said in words, the marks stay on the page.
    await step(other.page, '接着填');
    await step(other.page, '下一步');
    await step(other.page, '去核对');
    await cast(other.page);
    await other.page.getByText('投票已经截止，这一次没有收下').waitFor();
    await screenshot(other.page, 'ballot-late-390');
  });
});

describe('cards that are not taken', () => {
  it('says so when no poll is open, and when there is no such card', async () => {
    const closed = await openPage({ viewport: phone });
    await closed.page.goto(`${site.base}/b#${fragment('A1', 5)}`);
    await closed.page.getByText('现在没有正在进行的投票').waitFor();
    const open = await prepareElection(app, office, { name: 'second poll', raters: { A1: 20 } });
    await open.start();
    const stranger = client.makeCards((n) => new Uint8Array(n).fill(7), open.cycleId, 1)[0]!.code;
    const other = await openPage({ viewport: phone });
    await other.page.goto(`${site.base}/b#${stranger}`);
    await other.page.getByText('这张卡不属于正在进行的评价').waitFor();
    // A card of the poll that was printed for another key.
    await other.page.goto('about:blank');
    await other.page.goto(`${site.base}/b#${client.fragmentOf(open.codes['A1']![0]!, '0'.repeat(32))}`);
    await other.page.getByText('请不要投票').waitFor();
    await screenshot(other.page, 'ballot-other-key-390');
  });

  it('keeps a sealed ballot when nobody answers, and brings the same one again', async () => {
    const open = await prepareElection(app, office, {
      name: 'third poll',
      raters: { A1: 20 },
      settings: { noOpinion: false, uniform: 'void', blank: 'complete', revisions: false },
    });
    await open.start();
    const opened = await openPage({ viewport: { width: 1280, height: 800 } });
    const { page } = opened;
    await page.goto(`${site.base}/b#${open.codes['A1']![0]!}`);
    await heading(page, '2026年度领导评价');
    await step(page, '开始评价');
    for (let i = 1; i <= 5; i += 1) await mark(page, `第${i}厅`, '优秀');
    await screenshot(page, 'ballot-list-1280');
    await step(page, '下一步');
    await step(page, '去核对');
    await page.getByText('还有1个单位没有评').waitFor();
    expect(await page.getByRole('button', { name: '提交', exact: true }).isDisabled()).toBe(true);
    await page.getByText('没有评的1个单位').click();
    await step(page, '第6厅');
    await mark(page, '第6厅', '优秀');
    await step(page, '下一步');
    await step(page, '去核对');
    await page.getByText('这样的票无效').waitFor();
    await step(page, '上一步');
    await step(page, '上一步');
    await mark(page, '第6厅', '很差');
    await step(page, '下一步');
    await step(page, '去核对');
    const bodies: string[] = [];
    await page.route('**/api/ballots', async (route) => {
      bodies.push(route.request().postData() ?? '');
      // Taken, but the answer is lost on the way: the worst case for a retry.
      if (bodies.length === 1) await route.fetch();
      await route.abort();
    });
    await cast(page);
    await page.getByText('网络不通，平台还没有收到').waitFor();
    await screenshot(page, 'ballot-unreachable-1280');
    await page.unroute('**/api/ballots');
    page.on('request', (request) => {
      if (request.url().endsWith('/api/ballots')) bodies.push(request.postData() ?? '');
    });
    await step(page, '再发一次');
    await heading(page, '已收到，感谢');
    expect(bodies.length).toBeGreaterThan(2);
    expect(new Set(bodies).size).toBe(1);
    expect(await page.getByText('要改投').count()).toBe(0);
    await open.close();
    expect((await open.pack()).size).toBe(1);
  });

  it('leaves no marks behind when the ballot arrives with a later visit', async () => {
    const open = await prepareElection(app, office, { name: 'later visit', raters: { A1: 20 } });
    await open.start();
    const [code] = open.codes['A1']!;
    const { page } = await openPage({ viewport: phone });
    page.setDefaultTimeout(20_000);
    await page.goto(`${site.base}/b#${code!}`);
    await step(page, '开始评价');
    await mark(page, '第2厅', '差');
    await step(page, '下一步');
    await step(page, '去核对');
    await page.route('**/api/ballots', (route) => route.abort());
    await cast(page);
    await page.getByText('网络不通，平台还没有收到').waitFor();
    await page.unroute('**/api/ballots');
    await page.goto('about:blank');
    await page.goto(`${site.base}/b#${code!}`);
    await heading(page, '这张卡投过的票');
    await page.getByText('平台已收到，还没有入箱').waitFor();
    const finder = await openPage({ viewport: phone });
    await finder.page.goto(`${site.base}/b#${code!}`);
    await heading(finder.page, '2026年度领导评价');
    expect(await finder.page.getByText('已取回这张卡的草稿').count()).toBe(0);
    await finder.page.getByRole('button', { name: '开始评价' }).waitFor();
  });

  it('has a version in large type, remembered on the device', async () => {
    const { page } = await openPage({ viewport: phone });
    await page.goto(`${site.base}/b`);
    await step(page, '长辈版');
    expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('24px');
    const open = await prepareElection(app, office, { name: 'fourth poll', raters: { A1: 20 } });
    await open.start();
    await page.goto('about:blank');
    await page.goto(`${site.base}/b#${open.codes['A1']![0]!}`);
    await step(page, '开始评价');
    await mark(page, '第1厅', '很差');
    expect(await noSideways(page)).toBe(true);
    await screenshot(page, 'ballot-list-large-390');
    await expectAccessible(page);
  });
});

it('helps whoever types 26 characters by hand, and keeps them when one is wrong', async () => {
  const open = await prepareElection(app, office, { name: 'typed by hand', raters: { A1: 20 } });
  await open.start();
  const [code] = open.codes['A1']!;
  const { page } = await openPage({ viewport: { width: 360, height: 640 } });
  page.setDefaultTimeout(20_000);
  await page.goto(`${site.base}/b`);
  const field = page.getByLabel('或者输入卡上的26个字符');
  const type = async (text: string) => {
    await field.fill('');
    await field.pressSequentially(text);
    await step(page, '进入');
  };
  await type(`${code!}X`);
  await page.getByText(`码应为26个字符，现在是27个：${client.groupsOf(`${code!}X`)}。`).waitFor();
  await type(`${code!.slice(0, 5)}U${code!.slice(6)}`);
  await page.getByText('第2组有“U”').waitFor();
  // One letter wrong: two bits of the last character tell three of four such mistakes, the list of cards the others.
  const wrong = [...'0123456789']
    .map((digit) => code!.slice(0, 9) + digit + code!.slice(10))
    .filter((one) => one !== code);
  await type(wrong.find((one) => !client.parseCode(one))!);
  await page.getByText('码里有输错或颠倒的字符').waitFor();
  await screenshot(page, 'ballot-mistyped-360');
  await type(wrong.find((one) => client.parseCode(one))!);
  await page.getByText('这张卡不属于正在进行的评价。请核对有没有输错').waitFor();
  // Mended where it is wrong: the rest is still there.
  expect((await field.inputValue()).replace(/ /g, '').slice(10)).toBe(code!.slice(10));
  await field.fill('');
  // A Chinese keyboard: composed, then committed; and full-width letters.
  const session = await page.context().newCDPSession(page);
  await field.focus();
  for (const text of ['a', 'ab', 'abc', 'abcd', 'abcde'])
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await session.send('Input.insertText', { text: 'abcde' });
  await expect.poll(() => field.inputValue()).toBe('ABCD E');
  await page.getByText('已输入5个，共26个。').waitFor();
  await field.fill([...code!].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join(''));
  expect(await field.inputValue()).toBe(client.groupsOf(code!));
  await step(page, '进入');
  await heading(page, '2026年度领导评价');
});

it('is no more than 60 kB in all', async () => {
  const html = await (await fetch(`${site.base}/b`)).text();
  const seen = new Map<string, number>();
  const add = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    const text = await (await fetch(`${site.base}${path}`)).text();
    seen.set(path, gzipSync(text).length);
    for (const [, name] of text.matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g)) await add(`/site/${name}`);
  };
  for (const [, path] of html.matchAll(/src="([^"]+\.js)"/g)) await add(path!);
  // The shared protocol code and the QR code, fetched later, are counted too.
  expect(seen.size).toBeGreaterThanOrEqual(3);
  const total = [...seen.values()].reduce((sum, size) => sum + size, gzipSync(html).length);
  expect(total).toBeGreaterThan(20_000);
  expect(total).toBeLessThan(60_000);
});
