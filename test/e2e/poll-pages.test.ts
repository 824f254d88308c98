/**
 * The leader evaluation from settings to results by its pages alone: office in the administration, trustees with their file, a leader on a phone.
 */
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as client from '#ballot-client';
import * as contract from '#contract';
import * as cycles from '#cycles';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { root } from '../support/cache.ts';
import { bytesOf, device, numbersOf, prepareRoll, someDraft, transportTo } from '../support/election.ts';
import { decideAll, grounds, valueFor } from '../support/scoring.ts';
import { builtSite, signInAt } from '../support/site.ts';

const app = await testApp();
const site = builtSite(app);
const office = await app.person('office', 'office');
const folder = mkdtempSync(join(tmpdir(), 'pingyi-offline-'));
let cycleId = '';
/** What the trustees saved. */
let tally = '';
const units: string[] = [];

beforeAll(async () => {
  const cycle = await cycles.create(app.system(), {
    name: '2026年度考评',
    year: 2026,
    homeArea: '0771',
    frameDeadlineOn: '2026-11-30',
  });
  cycleId = cycle.id;
  for (const [name, category] of [
    ['自治区发展改革委', 'economic'],
    ['自治区工业和信息化厅', 'economic'],
    ['自治区公安厅', 'supervision'],
    ['自治区民政厅', 'public-affairs'],
  ] as const)
    units.push((await office.must(contract.createDepartment, { body: { name, category } })).id);
  await office.must(contract.addAppraisees, { params: { cycleId }, body: { departmentIds: units, frames: [] } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });
const confirm = async (page: Page, name: string) => {
  await dialogOf(page).getByRole('button', { name, exact: true }).click();
  await dialogOf(page).waitFor({ state: 'hidden' });
};
const choose = async (page: Page, label: string, option: string) => {
  const field = dialogOf(page).getByLabel(label, { exact: true });
  const offered = page.locator('.ant-select-dropdown').filter({ visible: true }).getByText(option, { exact: true });
  const chosen = page
    .locator('.ant-modal .ant-select')
    .filter({ has: page.getByLabel(label, { exact: true }) })
    .getByText(option, { exact: true });
  await field.click();
  await offered.click();
  // On a busy machine the list may be redrawn under the pointer: what was chosen is looked at, as people do.
  await chosen
    .first()
    .waitFor({ timeout: 5000 })
    .catch(async () => {
      if (!(await offered.isVisible())) await field.click();
      await offered.click();
      await chosen.first().waitFor();
    });
};
async function savedBy(page: Page, act: () => Promise<void>): Promise<string> {
  const waiting = page.waitForEvent('download');
  await act();
  const stream = await (await waiting).createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

it('goes from settings to results by its pages alone', async () => {
  const { page, faults, outside } = await openPage();
  page.setDefaultTimeout(20_000);
  const posted: string[] = [];
  page.on('request', (request) => posted.push(`${request.url()} ${request.postData() ?? ''}`));
  await signInAt(page, site.base, 'office');
  await page.goto(`${site.base}/app/cycles/${cycleId}/ballot`);

  // Settings: what is left open stays 未设定 and blocks.
  await press(page, '设置领导评价');
  await dialogOf(page).getByLabel('被评价单位，按正式顺序，每行一个').fill('自治区没有的厅');
  await dialogOf(page).getByRole('button', { name: '保存设置' }).click();
  await page.getByText('不是本周期的被评价单位：自治区没有的厅').waitFor();
  await dialogOf(page)
    .getByLabel('被评价单位，按正式顺序，每行一个')
    .fill('自治区发展改革委\n自治区工业和信息化厅\n自治区民政厅\n自治区公安厅');
  await dialogOf(page).getByLabel('最满意最多').fill('1');
  await press(page, '增加票种');
  await dialogOf(page).getByLabel('票种代码').nth(1).fill('A2');
  await dialogOf(page).getByLabel('票种名称').nth(1).fill('分管公安的领导');
  await choose(page, '提供“不了解”', '提供');
  await choose(page, '漏评的单位', '按弃权计');
  await choose(page, '全部评同一等次的票', '有效');
  await choose(page, '截止前能否改投', '可以，以最后一次为准');
  await screenshot(page, 'poll-settings-1280');
  await confirm(page, '保存设置');
  await page.getByText('权重未设定').first().waitFor();

  // The roll, with what is wrong said line by line; a style of four is merged.
  await press(page, '填入名册');
  await dialogOf(page).getByLabel('名册', { exact: true }).fill('姓名\t单位\t职务\t票种\n张三\t某市\t市长\tZ9');
  await dialogOf(page).getByRole('button', { name: '保存名册' }).click();
  await page.getByText('第2行：没有票种“Z9”').waitFor();
  const lines = Array.from({ length: 16 }, (_, i) => `领导${i + 1}\t某市\t市长\t${i < 12 ? 'A1' : 'a2'}`);
  await dialogOf(page).getByLabel('名册', { exact: true }).fill(lines.join('\n'));
  await confirm(page, '保存名册');
  await page.getByText('评价人名册（16人）').waitFor();
  await page.getByText('票种A2（分管公安的领导）只有4人，不足10人').waitFor();
  await screenshot(page, 'poll-roll-1280');
  await press(page, '封存名册');
  await choose(page, 'A2 分管公安的领导（4人）并入', 'A1 自治区领导');
  await confirm(page, '封存名册');
  await page.getByText('尚未登记计票公钥').waitFor();
  await page.getByText('截止时间未设定').first().waitFor();

  // Three trustees, a file from a disk, no network.
  const tool = await savedBy(page, () => page.getByRole('link', { name: '制钥和开箱工具' }).click());
  writeFileSync(join(folder, 'tool.html'), tool);
  const offline = await openPage();
  offline.page.setDefaultTimeout(20_000);
  await offline.context.setOffline(true);
  await offline.page.goto(pathToFileURL(join(folder, 'tool.html')).href);
  await offline.page.evaluate('window.print = () => {}');
  await screenshot(offline.page, 'offline-start-1280');
  await press(offline.page, '制作密钥');
  for (const [i, holder] of ['绩效办', '信息中心', '人大代表'].entries())
    await offline.page.getByLabel(`第${i + 1}份由谁保管`).fill(holder);
  await press(offline.page, '生成密钥');
  await offline.page.getByRole('heading', { name: '密钥已生成' }).waitFor();
  const keyFile = await savedBy(offline.page, () => press(offline.page, '保存公钥文件'));
  const shares: string[] = [];
  for (const [i, holder] of ['绩效办', '信息中心', '人大代表'].entries()) {
    await press(offline.page, `打印第${i + 1}份（${holder}）`);
    shares.push((await offline.page.locator('.sheet.printing .share').textContent()) ?? '');
  }
  expect(keyFile).not.toContain(shares[0]);
  // On screen no share is to be seen; on paper one, and nothing else.
  expect(await offline.page.locator('.share').first().isVisible()).toBe(false);
  await offline.page.emulateMedia({ media: 'print' });
  expect(await offline.page.locator('.share').nth(2).isVisible()).toBe(true);
  expect(await offline.page.locator('.share').nth(1).isVisible()).toBe(false);
  await screenshot(offline.page, 'offline-share-print');
  await offline.page.emulateMedia({ media: 'screen' });
  await screenshot(offline.page, 'offline-key-1280');
  await expectAccessible(offline.page);
  await press(offline.page, '三份都已印好、签收，清除');
  expect(await offline.page.content()).not.toContain(shares[0]!.slice(0, 30));
  expect(await offline.page.evaluate("fetch('http://127.0.0.1/').then(() => 'sent', () => 'refused')")).toBe('refused');

  await press(page, '登记公钥');
  await dialogOf(page).getByLabel('公钥文件').setInputFiles(file('poll-key.json', keyFile));
  await confirm(page, '登记');
  await page.getByText('绩效办、信息中心、人大代表').waitFor();

  await page.getByText('截止时间或监督电话还是未设定').waitFor();
  await press(page, '修改设置');
  await dialogOf(page).getByLabel('截止时间（北京时间）').fill('2026-12-20T18:00');
  await dialogOf(page).getByLabel('监督电话').fill('0771-2811111');
  await confirm(page, '保存设置');

  // Cards: made here, printed, never sent.
  await press(page, '制卡');
  await confirm(page, '登记并准备打印');
  await page.getByText('第1批共18张已登记，还没有打印').waitFor();
  const codes = (await page.locator('.card-code').allTextContents()).map((text) => text.replace(/ /g, ''));
  expect(new Set(codes).size).toBe(18);
  expect(posted.filter((one) => codes.some((code) => one.includes(code)))).toEqual([]);
  await screenshot(page, 'poll-cards-1280');
  await page.emulateMedia({ media: 'print' });
  await page.locator('.card-code').first().waitFor({ state: 'visible' });
  expect(await page.getByRole('heading', { level: 1 }).first().isVisible()).toBe(false);
  await screenshot(page, 'poll-cards-print');
  await page.emulateMedia({ media: 'screen' });
  await press(page, '已印好，清除');
  expect(await page.locator('.card-code').count()).toBe(0);

  await press(page, '登记发放：第1批');
  await confirm(page, '登记');
  await press(page, '开始投票');
  await confirm(page, '开始投票');
  await page.getByRole('link', { name: '打开公示板' }).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'poll-voting-1280');

  // One leader on a phone, the others by the client.
  const phone = await openPage({ viewport: { width: 390, height: 844 } });
  phone.page.setDefaultTimeout(20_000);
  await (await phone.context.newCDPSession(phone.page)).send('Emulation.setCPUThrottlingRate', { rate: 6 });
  const fingerprint = (JSON.parse(keyFile) as { fingerprint: string }).fingerprint;
  await phone.page.goto(`${site.base}/b#${client.fragmentOf(codes[0]!, fingerprint)}`);
  await press(phone.page, '开始评价');
  await phone.page
    .getByRole('group', { name: /自治区民政厅$/ })
    .getByRole('radio', { name: /^良好/ })
    .check();
  await press(phone.page, '下一步');
  await press(phone.page, '去核对');
  await press(phone.page, '提交');
  await press(phone.page, '不等了，现在就发');
  await phone.page.getByRole('heading', { name: '已收到，感谢' }).waitFor();
  const form = (await transportTo(app).get(`/api/ballot-forms/${cycleId}`)).body as client.BallotForm;
  const below = numbersOf('pages');
  for (const code of codes.slice(1, 14)) await device(app, form, code).cast(someDraft(form, 'A1', below));

  await press(page, '提前截止');
  await confirm(page, '截止投票');
  await page.getByText('发出16张、未用收回0张，对不上').waitFor();
  await press(page, '作废卡');
  await dialogOf(page).getByLabel('卡上的码').fill('ABC');
  await dialogOf(page).getByRole('button', { name: '作废', exact: true }).click();
  await page.getByText('第1行不是卡上的码').waitFor();
  await dialogOf(page)
    .getByLabel('卡上的码')
    .fill(`${codes[16]}\n${site.base}/b#${client.fragmentOf(codes[17]!, fingerprint)}`);
  await confirm(page, '作废');
  await page.getByText('对不上').waitFor({ state: 'detached' });
  await press(phone.page, '查是否已入箱');
  await phone.page.getByText('在箱里，已封箱，不会再变。').waitFor();

  // Two trustees open, without a network.
  const sealed = await savedBy(page, () => press(page, '下载封箱的票（ballots.json）'));
  await press(offline.page, '开箱计票');
  await offline.page
    .getByLabel('选择 ballots.json')
    .setInputFiles(file('ballots.json', sealed.replace(/"size":14/, '"size":13')));
  await offline.page.getByText('核对没有通过').waitFor();
  await offline.page.getByLabel('选择 ballots.json').setInputFiles(file('ballots.json', sealed));
  await offline.page.getByText('共14张票，凭证、签名、张数都对').waitFor({ timeout: 60_000 });
  await offline.page.getByLabel('第1个保管单位的密钥').fill(shares[0]!);
  await offline.page.getByLabel('第2个保管单位的密钥').fill(shares[0]!);
  await press(offline.page, '开箱计票');
  await offline.page.getByText('两份是同一份').waitFor();
  await offline.page.getByLabel('第2个保管单位的密钥').fill(shares[2]!.toLowerCase().replace(/-/g, ' '));
  await press(offline.page, '开箱计票');
  await offline.page.getByRole('heading', { name: '三、结果' }).waitFor({ timeout: 60_000 });
  await screenshot(offline.page, 'offline-opened-1280');
  await expectAccessible(offline.page);
  tally = await savedBy(offline.page, () => press(offline.page, '保存 tally.json'));

  await page.getByLabel('计票结果文件').setInputFiles(file('tally.json', '{}'));
  await page.getByText('这不是开箱工具保存的 tally.json').waitFor();
  const planted = JSON.parse(tally) as { groups: { valid: number }[] };
  planted.groups[0]!.valid += 1;
  await page.getByLabel('计票结果文件').setInputFiles(file('tally.json', JSON.stringify(planted)));
  await page.getByText('计票结果不符').waitFor();
  await page.getByLabel('计票结果文件').setInputFiles(file('tally.json', tally));
  await page.getByRole('heading', { name: '清点表' }).waitFor();
  const line = page.getByRole('row', { name: /自治区领导（权重未设定）/ });
  expect((await line.textContent())?.replace(/\s/g, '')).toContain('16181620140');
  await screenshot(page, 'poll-results-1280');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );
  await screenshot(page, 'poll-results-390');
  for (const secret of [...codes, ...shares]) expect(posted.some((one) => one.includes(secret))).toBe(false);
  expect(faults.filter((fault) => !/favicon|409|422/.test(fault))).toEqual([]);
  expect(outside).toEqual([]);
});

it('ends in the score of each unit, and tells nobody’s mark', async () => {
  const params = { cycleId };
  await office.must(contract.chooseScheme, { params, body: { reference: 'gx2018-dept@1' } });
  await decideAll(office, cycleId, 'gx2018-dept');
  const { groups, appraisees } = await office.must(contract.getScoring, { params });
  await office.must(contract.enterComponents, {
    params,
    body: {
      items: appraisees.flatMap(({ id, group }, d) =>
        groups
          .find((one) => one.id === group)!
          .leaves.filter((leaf) => leaf.id !== 'my2')
          .map((leaf, l) => ({ departmentId: id, leaf: leaf.id, value: valueFor(leaf, d, l) })),
      ),
      document: '各主考单位报送的评分表',
    },
  });
  const { page, faults } = await site.windowOf(office);
  await page.goto(`${site.base}/app/results/${cycleId}/scoring`);
  await press(page, '新增算法');
  await choose(page, '指标', '领导评价（my2）');
  await dialogOf(page).getByLabel('名称', { exact: true }).fill('自治区领导');
  await choose(page, '答案从哪里来', '领导评价票');
  const { cells } = JSON.parse(tally) as contract.BallotTallyFile;
  await dialogOf(page).getByLabel('领导评价票的评价主体代码').fill(cells[0]!.group);
  await dialogOf(page).getByLabel('题目', { exact: true }).fill('grade 履职表现');
  for (const [label, words] of [
    ['理由', grounds.reason],
    ['依据文件', grounds.document],
    ['决定机关或决定人', grounds.decidedBy],
  ] as const)
    await dialogOf(page).getByLabel(label, { exact: true }).fill(words);
  await screenshot(page, 'plan-of-leaders-1280');
  await dialogOf(page)
    .getByRole('button', { name: /^确\s*定$/ })
    .click();
  await dialogOf(page).waitFor({ state: 'hidden' });
  await page.getByText('自治区领导（领导评价票，1题）').waitFor();
  await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
  await page.goto(`${site.base}/app/results/${cycleId}/compute`);
  await press(page, '冻结结果');
  await dialogOf(page).getByLabel('冻结的缘由').fill('年度考评结果汇总');
  await dialogOf(page)
    .getByRole('button', { name: /^冻\s*结$/ })
    .click();
  await page.getByText('已冻结，未公布').waitFor();
  const other = await site.windowOf(await app.person('office', 'deputy'));
  await other.page.goto(`${site.base}/app/results/${cycleId}/compute`);
  await press(other.page, '公布这一版');
  await dialogOf(other.page)
    .getByRole('button', { name: /^公\s*布$/ })
    .click();
  await other.page.getByText('已公布', { exact: true }).first().waitFor();

  for (const unit of units) {
    const { counts } = cells.find((cell) => cell.unit === unit)!;
    const of = Object.entries(counts).map(([level, count]) => [Number(level) * 20, count] as const);
    const valid = of.reduce((sum, [, count]) => sum + count, 0);
    const points = of.reduce((sum, [each, count]) => sum + each * count, 0);
    // Half up to two places, in whole numbers.
    const hundredths = String(Math.floor((points * 200 + valid) / (2 * valid))).padStart(3, '0');
    const printed = `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`;
    await page.goto(`${site.base}/app/results/${cycleId}/departments/${unit}`);
    await page.getByRole('heading', { name: '怎样算出来的' }).waitFor();
    await page.getByText(`领导评价（my2）：${printed}（百分制）`).click();
    // Fewer than twenty marks: the score is there to the last digit, what it is made of is not.
    await page.getByRole('heading', { name: '自治区领导：不单列' }).waitFor();
    expect(await page.getByText(`有效${valid}，`).count()).toBe(0);
  }
  await screenshot(page, 'score-of-leaders-1280');
  expect([...faults, ...other.faults]).toEqual([]);
});

it('registers cards that were made on a machine without a network, and only those of this poll', async () => {
  const roll = await prepareRoll(app, office, { name: 'offline cards', raters: { A1: 12 } });
  const fingerprint = client.fingerprintOf(client.mustHex(roll.key.publicKey));
  const cards = client.makeCards(bytesOf('offline cards'), roll.cycleId, 14);
  const made = {
    cycleId: roll.cycleId,
    fingerprint,
    style: 'A1',
    cardHashes: cards.map(({ hash }) => hash).toSorted(),
  };
  const { page } = await site.signIn('office');
  await page.goto(`${site.base}/app/cycles/${roll.cycleId}/ballot`);
  await press(page, '登记离线制的卡');
  const field = dialogOf(page).getByLabel('卡的摘要文件');
  await field.setInputFiles(file('cards.csv', 'style,code'));
  await page.getByText('这不是 pingyi ballot-cards 写的 card-hashes-票种.json').waitFor();
  await field.setInputFiles(
    file('a.json', JSON.stringify({ ...made, cycleId: '0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11' })),
  );
  await page.getByText('这是为另一个评价周期做的卡').waitFor();
  await field.setInputFiles(file('b.json', JSON.stringify({ ...made, fingerprint: '0'.repeat(32) })));
  await page.getByText('卡上印的公钥指纹不是现在登记的计票公钥').waitFor();
  await dialogOf(page).getByRole('button', { name: '登记', exact: true }).click();
  await dialogOf(page).getByText('请先读入摘要文件').waitFor();
  await field.setInputFiles(file('card-hashes-A1.json', JSON.stringify(made)));
  await expect.poll(() => dialogOf(page).getByLabel('读到的卡').inputValue()).toBe('票种A1，共14张');
  // How many of them are spare is in no file: somebody says it.
  await dialogOf(page).getByText('请填张数').waitFor();
  await dialogOf(page).getByLabel('其中备用卡').fill('2');
  await dialogOf(page).getByText('请填张数').waitFor({ state: 'detached' });
  await screenshot(page, 'poll-offline-cards-1280');
  await expectAccessible(page);
  await confirm(page, '登记');
  await page.getByText('第1批（A1）').waitFor();
  const { batches } = await office.must(contract.getPoll, { params: { cycleId: roll.cycleId } });
  expect(batches).toMatchObject([{ style: 'A1', printed: 14, spare: 2 }]);
});

it('publishes the digest of the tool it hands out', async () => {
  const { createHash } = await import('node:crypto');
  const tool = Buffer.from(await (await fetch(`${site.base}/site/pingyi-offline.html`)).arrayBuffer());
  const digests = await (await fetch(`${site.base}/site/digests`)).text();
  expect(digests).toContain(`${createHash('sha256').update(tool).digest('hex')}  pingyi-offline.html`);
  // Every visitor gets the script that was built, whole.
  const script = await readFile(join(root, 'dist/web/offline/offline.js'), 'utf8');
  expect(tool.toString('utf8')).toContain(script.slice(0, 2000));
});
