/** Blind issuance by its pages: the office opens it, a leader collects on a slow phone, votes on another device; wrong keys and wrong answers are refused. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import * as client from '#ballot-client';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { collectWith, invitationHex, prepareBlindElection } from '../support/blind-election.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { bytesOf, device, numbersOf, prepareRoll, someDraft, transportTo } from '../support/election.ts';
import { takeAway } from '../support/old-browser.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const office = await app.person('office', 'office');
const site = builtSite(app);
const phone = { width: 390, height: 844 };

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });
async function confirm(page: Page, name: string): Promise<void> {
  await dialogOf(page).getByRole('button', { name, exact: true }).click();
  await dialogOf(page).waitFor({ state: 'hidden' });
}
const codeOn = async (page: Page) => ((await page.locator('#voting-code').textContent()) ?? '').replace(/ /g, '');

async function scan(fragment: string, slower = 1) {
  const opened = await openPage({ viewport: phone });
  opened.page.setDefaultTimeout(30_000);
  const session = await opened.context.newCDPSession(opened.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const sent: string[] = [];
  opened.page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await opened.page.goto(`${site.base}/b/collect#${fragment}`);
  return { ...opened, sent };
}

/** Notes the code down as asked, and asks for the signature. */
async function noteDown(page: Page): Promise<string> {
  await press(page, '生成投票码');
  await heading(page, '先记下投票码');
  const code = await codeOn(page);
  await page.getByLabel('看着您记下的那一份，输入最后两组（6个字符）').fill(code.slice(-6).toLowerCase());
  await press(page, '已记下，去领取');
  return code;
}

describe('from the office to the box', () => {
  it('is opened, printed, collected, closed and voted with, by pages alone', async () => {
    const { cycleId } = await prepareRoll(app, office, {
      name: 'blind pages',
      raters: { A1: 44, B1: 12 },
      units: 6,
      settings: { credentials: 'blind' },
    });
    const params = { cycleId };
    const { page } = await site.signIn('office');
    page.setDefaultTimeout(30_000);
    await page.goto(`${site.base}/app/cycles/${cycleId}/ballot`);
    await page.getByText('尚未开始领取投票码').waitFor();
    expect(await page.getByRole('button', { name: '制卡' }).count()).toBe(0);
    await press(page, '开始领取');
    await dialogOf(page).getByLabel('领取结束时间（北京时间）').fill('2026-12-10T18:00');
    await confirm(page, '开始领取');
    await page.getByText('领取进行中，2026年12月10日 18:00自动结束').waitFor();
    await press(page, '生成邀请');
    await confirm(page, '生成并准备打印');
    await page.getByText('生成了56份邀请，还没有送出').waitFor();
    expect(await page.locator('.card-sheets article').count()).toBe(56);
    await screenshot(page, 'issuing-office-1280');
    await expectAccessible(page);
    // The sheets as they come out of the printer.
    await page.emulateMedia({ media: 'print' });
    await screenshot(page, 'issuing-invitations-print');
    await page.emulateMedia({ media: 'screen' });
    const address = (await page.locator('.card-sheets article').first().locator('.card-code').textContent()) ?? '';
    const { digest } = (await office.must(contract.getPoll, { params })).issuing!;
    const invitation = client.fragmentOf(address.replace(/ /g, ''), digest);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, '存为CSV')]);
    const lines: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) lines.push(chunk as Buffer);
    const csv = Buffer.concat(lines).toString('utf8');
    expect(csv.trim().split('\r\n')).toHaveLength(57);
    expect(csv).toContain(`/b/collect#${invitation}`);
    await press(page, '已印好，清除');

    // A leader, on a phone with a processor six times slower.
    const leader = await scan(invitation, 6);
    await heading(leader.page, '2026年度领导评价');
    expect(leader.page.url()).toBe(`${site.base}/b/collect`);
    await leader.page.getByText('共44人，票混在一起').waitFor();
    await screenshot(leader.page, 'collect-intro-390');
    await expectAccessible(leader.page);
    await press(leader.page, '生成投票码');
    await heading(leader.page, '先记下投票码');
    await leader.page.getByRole('img', { name: '投票用的二维码' }).waitFor();
    await leader.page.getByLabel('看着您记下的那一份，输入最后两组（6个字符）').fill('!!!!');
    await press(leader.page, '已记下，去领取');
    await leader.page.getByText('与投票码的最后两组不一样').waitFor();
    await screenshot(leader.page, 'collect-code-390');
    await expectAccessible(leader.page);
    // Nothing was asked for yet.
    expect(leader.sent.filter((one) => one.includes('/api/credentials '))).toEqual([]);
    const code = await codeOn(leader.page);
    await leader.page.getByLabel('看着您记下的那一份，输入最后两组（6个字符）').fill(code.slice(-6));
    await press(leader.page, '已记下，去领取');
    await heading(leader.page, '已领取');
    expect(await codeOn(leader.page)).toBe(code);
    await screenshot(leader.page, 'collect-done-390');
    await expectAccessible(leader.page);
    expect(await noSideways(leader.page)).toBe(true);
    const times = (await leader.page.evaluate(
      `performance.getEntriesByType('measure').map(({ name, duration }) => [name, duration])`,
    )) as [string, number][];
    expect(times.map(([name]) => name)).toEqual(['pingyi-blind', 'pingyi-unblind']);
    if (process.env['PINGYI_SHOW']) console.log('six times slower', times);
    // The code never left the phone, nor did anything else that is derived from it but the blinded number.
    const seed = client.toHex(client.parseCode(code)!);
    for (const one of leader.sent) {
      expect(one).not.toContain(code);
      expect(one).not.toContain(seed);
      expect(one).not.toContain(client.cardOf(client.parseCode(code)!, cycleId).hash.slice(0, 16));
    }
    expect(await leader.context.cookies()).toEqual([]);
    expect(await leader.page.evaluate('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).not.toContain(
      code,
    );
    expect(leader.faults.filter((fault) => !/favicon/.test(fault))).toEqual([]);
    expect(leader.outside).toEqual([]);

    // The same invitation again: said in words; the code that was noted down can be checked, another is refused.
    const again = await scan(invitation);
    await heading(again.page, '已经领取过');
    await screenshot(again.page, 'collect-again-390');
    await expectAccessible(again.page);
    const wrong = client.codeOf(new Uint8Array(16).fill(9));
    await again.page.getByLabel('记下的投票码').fill(wrong);
    await press(again.page, '核对');
    await again.page.getByText('已经用另一个投票码领取过').waitFor();
    await again.page.goto('about:blank');
    await again.page.goto(`${site.base}/b/collect#${invitation}`);
    await again.page.getByLabel('记下的投票码').fill(client.groupsOf(code).toLowerCase());
    await press(again.page, '核对');
    await heading(again.page, '已领取');

    // Paper for one who has not collected; then the end of the phase.
    await page.reload();
    await page.getByText('没有领取的55人').waitFor();
    await press(page, '改用纸质表');
    await dialogOf(page).getByLabel('谁改用纸质表').fill('领导A1-44');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await confirm(page, '登记');
    await page.getByText('改用纸质表的1人').waitFor();
    // One alone would be known by the ballot: the dialog asks to wait or to change all of the style to paper.
    await press(page, '结束领取');
    await dialogOf(page).getByRole('button', { name: '结束领取', exact: true }).click();
    await dialogOf(page).getByText('请逐个勾选，或取消、延长领取时间').waitFor();
    await screenshot(page, 'issuing-too-few-1280');
    await expectAccessible(page);
    await dialogOf(page).getByRole('button', { name: '取消' }).click();
    const form = (await transportTo(app).get(`/api/credential-forms/${cycleId}`)).body as contract.IssuingForm;
    for (const line of csv.trim().split('\r\n').slice(2, 11)) {
      const cells = line.split('","');
      const seed = bytesOf(`leader ${cells[0]}`)(16);
      const collected = await collectWith(app, form, { style: cells[4]!, invitation: cells[5]!, seed });
      expect(collected.status).toBe(200);
    }
    await press(page, '改结束时间');
    await dialogOf(page).getByLabel('领取结束时间（北京时间）').fill('2026-12-11T12:00');
    await confirm(page, '保存');
    await page.getByText('领取进行中，2026年12月11日 12:00自动结束').waitFor();
    await page.getByText('没有领取的45人').waitFor();
    await press(page, '结束领取');
    await confirm(page, '结束领取');
    await page.getByText('领取已结束，签发私钥已销毁。').waitFor();
    await page.getByText('都已齐备，可以开始投票。').waitFor();
    await screenshot(page, 'issuing-closed-1280');
    await page.setViewportSize(phone);
    await screenshot(page, 'issuing-closed-390');
    expect(await noSideways(page)).toBe(true);
    await page.setViewportSize({ width: 1280, height: 800 });
    const late = await scan(invitation);
    await late.page.getByText('现在不在领取时间').waitFor();
    await screenshot(late.page, 'collect-closed-390');
    await expectAccessible(late.page);
    await press(page, '开始投票');
    await confirm(page, '开始投票');
    await page.getByText('打开公示板').waitFor();

    // Voting on another device, by the code alone.
    const voter = await openPage({ viewport: phone });
    voter.page.setDefaultTimeout(30_000);
    const slow = await voter.context.newCDPSession(voter.page);
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await voter.page.goto(`${site.base}/b`);
    await voter.page.getByLabel('或者输入卡上的26个字符').fill(code);
    await press(voter.page, '进入');
    await heading(voter.page, '2026年度领导评价');
    await press(voter.page, '开始评价');
    for (let i = 1; i <= 6; i += 1)
      await voter.page
        .getByRole('group', { name: new RegExp(`\\d+\\. 第${i}厅$`) })
        .getByRole('radio', { name: i % 2 === 0 ? /^优秀/ : /^良好/ })
        .check();
    await press(voter.page, '下一步');
    await press(voter.page, '去核对');
    await press(voter.page, '提交');
    await press(voter.page, '不等了，现在就发');
    await heading(voter.page, '已收到，感谢');
    // An invitation is no code: the page says which is which.
    const mixedUp = await openPage({ viewport: phone });
    await mixedUp.page.goto(`${site.base}/b#${invitation.split('.')[0]}`);
    await mixedUp.page.getByText('领取用的邀请码不是投票码').waitFor();
    await screenshot(mixedUp.page, 'collect-mixed-up-390');
    await office.must(contract.closeVoting, { params, body: {} });
    await press(voter.page, '查是否已入箱');
    await voter.page.getByText('在箱里，已封箱，不会再变。').waitFor();
    const board = await openPage();
    await board.page.goto(`${site.base}/board/${cycleId}`);
    await board.page.getByText('各票种签发的投票凭证和票').waitFor();
    await screenshot(board.page, 'issuing-board-1280');
  });
});

describe('what a platform might try with one leader', () => {
  it('refuses keys that are not those on the invitation, and an answer that is no signature by them', async () => {
    const election = await prepareBlindElection(app, office, { name: 'tagging', raters: { A1: 20 } });
    const { digest } = await election.issuingForm();
    const fragment = (place: number) => client.fragmentOf(election.invitations.get(place)!, digest);
    // One key for one leader: the whole form made to fit, but for the digest on paper.
    const tagged = await scan('');
    await tagged.page.route('**/api/credential-forms/*', async (route) => {
      const reply = await route.fetch();
      const form = (await reply.json()) as contract.IssuingForm;
      const styles = form.styles.map((style) => ({ ...style, issuingKey: `f${style.issuingKey.slice(1)}` }));
      const changed = { ...form, styles };
      await route.fulfill({ response: reply, json: { ...changed, digest: client.noticeDigest(changed) } });
    });
    await tagged.page.goto('about:blank');
    await tagged.page.goto(`${site.base}/b/collect#${fragment(1)}`);
    await tagged.page.getByText('可能是打开了假的网站，也可能是有人想给您一把单独的公钥来做记号').waitFor();
    await screenshot(tagged.page, 'collect-other-keys-390');
    await expectAccessible(tagged.page);
    expect(tagged.sent.filter((one) => one.includes('/api/credential-invitations'))).toEqual([]);
    // Keys that do not even fit their own digest, with a typed invitation.
    const unsound = await scan('');
    await unsound.page.route('**/api/credential-forms/*', async (route) => {
      const reply = await route.fetch();
      const form = (await reply.json()) as contract.IssuingForm;
      await route.fulfill({ response: reply, json: { ...form, rollDigest: '0'.repeat(64) } });
    });
    await unsound.page.getByLabel('或者输入邀请码').fill(election.invitations.get(2)!);
    await press(unsound.page, '进入');
    await unsound.page.getByText('请不要领取').waitFor();
    // An answer under another key.
    const wrong = await scan(fragment(3));
    await wrong.page.route('**/api/credentials', async (route) => {
      const reply = await route.fetch();
      const { signature } = (await reply.json()) as { signature: string };
      const bytes = client.fromBase64(signature)!;
      bytes[100]! ^= 1;
      await route.fulfill({ response: reply, json: { signature: client.toBase64(bytes) } });
    });
    await noteDown(wrong.page);
    await wrong.page.getByText('平台的回复不是公布的签发公钥的签名').waitFor();
    await screenshot(wrong.page, 'collect-wrong-signature-390');
  });

  it('loses nothing when the answer is lost: the same code asks for the same answer', async () => {
    const election = await prepareBlindElection(app, office, { name: 'lost answer', raters: { A1: 20 } });
    const { page } = await scan(election.invitations.get(1)!);
    await page.getByText('您是手工输入的邀请码').waitFor();
    const asked: string[] = [];
    await page.route('**/api/credentials', async (route) => {
      asked.push(route.request().postData() ?? '');
      // Signed and booked, but the answer never arrives.
      if (asked.length === 1) await route.fetch();
      await route.abort();
    });
    const code = await noteDown(page);
    await heading(page, '还没有领到');
    await screenshot(page, 'collect-unreachable-390');
    await expectAccessible(page);
    expect(new Set(asked).size).toBe(1);
    await page.unroute('**/api/credentials');
    await press(page, '再领一次');
    await heading(page, '已领取');
    // Whoever is for paper is told so.
    await office.must(contract.makeInvitations, {
      params: { cycleId: election.cycleId },
      body: { places: [2] },
    });
    const old = await scan(election.invitations.get(2)!);
    await old.page.getByText('没有这个邀请码，或者已经换发了新的').waitFor();
    for (let place = 3; place <= 11; place += 1) await election.collect(place);
    await election.closeIssuing();
    await election.start();
    const form = await election.form();
    const voter = device(app, form, code);
    expect((await voter.cast(someDraft(form, 'A1', numbersOf('lost answer')))).kind).toBe('received');
    expect(invitationHex(election.invitations.get(1)!)).not.toBe(client.toHex(client.parseCode(code)!));
  });
});

it('collects and votes where nothing newer than 2018 exists, with a processor six times slower', async () => {
  const election = await prepareBlindElection(app, office, { name: 'old phones', raters: { A1: 20 }, units: 6 });
  const { digest } = await election.issuingForm();
  const { page, context, faults } = await openPage({ viewport: phone });
  page.setDefaultTimeout(60_000);
  await page.addInitScript(takeAway);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(`${site.base}/b/collect#${client.fragmentOf(election.invitations.get(1)!, digest)}`);
  const code = await noteDown(page);
  await heading(page, '已领取');
  for (let place = 2; place <= 11; place += 1) await election.collect(place);
  await election.closeIssuing();
  await election.start();
  await page.goto(`${site.base}/b#${code}`);
  await heading(page, '2026年度领导评价');
  await press(page, '长辈版');
  await press(page, '开始评价');
  for (let i = 1; i <= 6; i += 1)
    await page
      .getByRole('group', { name: new RegExp(`\\d+\\. 第${i}厅$`) })
      .getByRole('radio', { name: i % 2 === 0 ? /^优秀/ : /^良好/ })
      .check();
  await press(page, '下一步');
  await press(page, '去核对');
  await press(page, '提交');
  await press(page, '不等了，现在就发');
  await heading(page, '已收到，感谢');
  await page.getByRole('img', { name: '扫码到公示板核对这张回执' }).waitFor();
  await election.close();
  await press(page, '查是否已入箱');
  await page.getByText('在箱里，已封箱，不会再变。').waitFor();
  const digits = ((await page.locator('.digits').textContent()) ?? '').replace(/ /g, '');
  await page.goto(`${site.base}/board/${election.cycleId}#${digits}`);
  await page.getByText('在箱里：清单共1张').waitFor();
  expect(faults.filter((fault) => !/favicon/.test(fault))).toEqual([]);
});

it('has the honest page, linked from where people vote and collect', async () => {
  for (const from of ['/b', '/b/collect']) {
    const { page, faults } = await openPage({ viewport: phone });
    await page.goto(`${site.base}${from}`);
    await page.getByRole('link', { name: '单独打开这份说明' }).click();
    await heading(page, '保护什么，不保护什么');
    for (const way of ['评价卡', '在网上领取投票码（盲签）', '纸质评价表'])
      await page.getByRole('heading', { name: way }).waitFor();
    expect(await noSideways(page)).toBe(true);
    expect(faults.filter((fault) => !/favicon/.test(fault))).toEqual([]);
    if (from === '/b') continue;
    await screenshot(page, 'protection-390');
    await expectAccessible(page);
  }
});
