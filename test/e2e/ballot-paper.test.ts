/** Paper forms of the leader evaluation in a real browser: print, two clerks by keyboard, settle, an even account, counted with the screen. */
import { text } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp, type Visitor } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { screenshot } from '../support/browser.ts';
import { device, numbersOf, pollOf, prepareElection, someDraft, type Election } from '../support/election.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const site = builtSite(app);
let office: Visitor;
let clerks: readonly [Visitor, Visitor];
let election: Election;
const UNITS = 8;
const RETURNED = 12;

beforeAll(async () => {
  office = await app.person('office', 'office');
  clerks = [await app.person('operator', 'clerk-1'), await app.person('operator', 'clerk-2')];
  await app.person('operator', 'clerk-3');
  election = await prepareElection(app, office, { name: 'paper in a browser', raters: { A1: 40 }, units: UNITS });
});

const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });
const agree = (page: Page) => dialogOf(page).locator('.ant-modal-footer button').last().click();
const paperPage = () => `${site.base}/app/cycles/${election.cycleId}/ballot/paper`;

it('the office prints, hands out and accounts', async () => {
  const { page, faults, context } = await site.signIn('office');
  await page.goto(`${site.base}/app/cycles/${election.cycleId}/ballot`);
  await page.getByRole('link', { name: '印制、收发、录入' }).click();
  await page.getByRole('heading', { name: '还没有纸质表' }).waitFor();
  await page.getByRole('button', { name: '登记印制' }).click();
  await dialogOf(page).getByLabel('份数').fill('15');
  await screenshot(page, 'ballot-paper-print-1280');
  await agree(page);
  await page.getByRole('heading', { name: /票种A1/ }).waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PDF', exact: true }).first().click();
  expect((await text((await (await saving).createReadStream()).setEncoding('latin1'))).slice(0, 5)).toBe('%PDF-');
  await page.getByRole('button', { name: '登记收发' }).click();
  await dialogOf(page).getByLabel('发出', { exact: true }).fill('13');
  await dialogOf(page).getByLabel('未用（没有发出）').fill('1');
  await agree(page);
  // Told at once, not at the end.
  await page.getByText('合计14份，与印制15份对不上').waitFor();
  await page.getByRole('button', { name: '登记收发' }).click();
  await dialogOf(page).getByLabel('作废（印坏、未拆封收回）').fill('1');
  await agree(page);
  await page.getByText('对不上').waitFor({ state: 'detached' });
  await screenshot(page, 'ballot-paper-handed-out-1280');
  await expectAccessible(page);
  expect(faults).toEqual([]);
  await context.close();
});

it('two clerks enter a shuffled pile with the keyboard alone, and a third settles', async () => {
  await election.start();
  const form = await election.form();
  const below = numbersOf('paper in a browser');
  for (const code of election.codes['A1']!.slice(0, 20))
    await device(app, form, code).cast(someDraft(form, 'A1', below));
  await election.handOutAll();
  await election.close();

  const first = await site.signIn('clerk-1');
  await first.page.goto(paperPage());
  await first.page.getByRole('button', { name: '打乱盖号：票种A1' }).click();
  await dialogOf(first.page).getByLabel('收回的份数（最后一个流水号）').fill(String(RETURNED));
  await agree(first.page);
  await dialogOf(first.page).getByText('请先打乱，再盖流水号').waitFor();
  await dialogOf(first.page).getByLabel('已当众打乱，再盖了流水号').check();
  await agree(first.page);
  await first.page.getByRole('link', { name: '录入', exact: true }).click();
  await enterByKeyboard(first.page, '5432150x', '2,5');
  await screenshot(first.page, 'ballot-paper-entry-1280');
  await expectAccessible(first.page);
  await first.page.keyboard.press('Enter');
  await first.page.getByText('第1号：第一遍已录，等另一人录第二遍').waitFor();
  // Number 3 out of turn, and then once more: it is told before anything is typed.
  await first.page.getByLabel('流水号（表上盖的）').fill('1');
  await first.page.getByText('这一号您录过，或已由两人录完').waitFor();
  await first.page.getByLabel('流水号（表上盖的）').fill('2');
  await first.page.keyboard.press('Enter');
  await first.page.keyboard.type('1');
  await first.page.getByText('整张无效：署了名').waitFor();
  await first.page.keyboard.press('Enter');
  await first.page.keyboard.press('Enter');
  await first.page.getByText('第2号：第一遍已录').waitFor();
  await first.context.close();

  const second = await site.signIn('clerk-2', { width: 390, height: 844 });
  await second.page.goto(paperPage());
  await second.page.getByRole('heading', { name: /票种A1/ }).waitFor();
  expect(await noSideways(second.page)).toBe(true);
  await screenshot(second.page, 'ballot-paper-390');
  await second.page.getByRole('link', { name: '录入', exact: true }).click();
  await enterByKeyboard(second.page, '5432140x', '5 2');
  expect(await noSideways(second.page)).toBe(true);
  await screenshot(second.page, 'ballot-paper-entry-390');
  await second.page.keyboard.press('Enter');
  await second.page.getByText('第1号：两遍不一致，已列入待裁定').waitFor();
  await second.page.keyboard.press('Enter');
  await second.page.keyboard.type('1');
  await second.page.keyboard.press('Enter');
  await second.page.keyboard.press('Enter');
  await second.page.getByText('第2号：两遍一致，已录定').waitFor();
  await second.context.close();

  // The rest of the pile as their browsers would send it.
  const params = { cycleId: election.cycleId, style: 'A1' };
  for (let sequence = 3; sequence <= RETURNED; sequence += 1) {
    const entry = Object.fromEntries(Array.from({ length: UNITS }, (_, i) => [`u${i + 1}`, String(1 + below(5))]));
    for (const clerk of clerks) await clerk.must(contract.enterBallotForm, { params, body: { sequence, entry } });
  }

  const third = await site.signIn('clerk-3');
  await third.page.goto(paperPage());
  await third.page.getByText('两遍录定11张').waitFor();
  await third.page.getByRole('link', { name: '1', exact: true }).click();
  await third.page.getByText('还有1处没有选定').waitFor();
  await third.page.getByRole('radio', { name: '都不对，原件上是：' }).check();
  await third.page.getByLabel('6．第6厅，原件上是').fill('7');
  await third.page.getByText('只填1到5').waitFor();
  await third.page.getByLabel('6．第6厅，原件上是').fill('3');
  await screenshot(third.page, 'ballot-paper-settle-1280');
  await expectAccessible(third.page);
  await third.page.getByRole('button', { name: '裁定' }).click();
  await third.page.getByText('两遍录定12张').waitFor();
  await third.context.close();
});

/** From the stamped number on: Enter, a whole form valid, one key a unit (a blank is Enter), nominations, to the button. */
async function enterByKeyboard(page: Page, keys: string, best: string): Promise<void> {
  await page.locator('#field-sequence:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.locator('#field-u1:focus').waitFor();
  for (const key of keys) await page.keyboard.press(key);
  await page.keyboard.type(best);
  await page.getByText('第2厅、第5厅').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
}

it('is counted with the screen in one account', async () => {
  const { page, faults, context } = await site.signIn('office');
  await page.goto(paperPage());
  await page.getByText('账已平，都已录定，可以计入').waitFor();
  await page.getByRole('button', { name: '计入', exact: true }).click();
  await agree(page);
  await page.getByText('纸质表已计入，录入的内容已删除').waitFor();
  const params = { cycleId: election.cycleId };
  await office.must(contract.fileOpening, { params, body: await election.tally() });
  await page.reload();
  await page.getByRole('button', { name: '下载计数和收发账（paper.json）' }).waitFor();
  await screenshot(page, 'ballot-paper-counted-1280');
  await page.goto(`${site.base}/app/cycles/${election.cycleId}/ballot`);
  await page.getByRole('heading', { name: '清点表' }).waitFor();
  await page.getByRole('heading', { name: '各单位结果' }).waitFor();
  await screenshot(page, 'ballot-paper-results-1280');
  const { accounting } = await office.must(contract.getBallotResults, { params });
  expect(accounting[0]).toMatchObject({
    due: 40,
    printed: 57,
    handedOut: 53,
    unused: 3,
    spoiled: 1,
    returned: 32,
    onPaper: 12,
    void: 1,
  });
  await page.goto(`${site.base}/board/${election.cycleId}`);
  await page.getByText('印15份，发出13份，收回12份').waitFor();
  await screenshot(page, 'ballot-paper-board-1280');
  expect(faults).toEqual([]);
  await context.close();
});

it('a roll is uploaded as a workbook: told row by row, then what would change, then replaced', async () => {
  const cycle = await office.must(contract.createCycle, {
    body: { name: '名册上传 2027', year: 2027, homeArea: '0771', frameDeadlineOn: '2027-11-30' },
  });
  const params = { cycleId: cycle.id };
  await office.must(contract.addAppraisees, { params, body: { departmentIds: [...election.units], frames: [] } });
  await office.must(contract.setPoll, {
    params,
    body: pollOf(election.units, { raters: { A1: 1, A2: 1 }, excluded: { A2: [0] } }),
  });
  const reply = await office.raw('GET', `/api/cycles/${cycle.id}/ballot/raters/template.xlsx`);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await reply.arrayBuffer());
  const roll = book.getWorksheet('名册')!;
  for (let i = 0; i < 12; i += 1)
    ['评价人' + String(i + 1), '某市', '市长', 'A1'].forEach(
      (value, at) => (roll.getCell(4 + i, at + 1).value = value),
    );
  roll.getCell('D7').value = 'Z9';
  const upload = async (page: Page) =>
    page.getByLabel('填好的名册文件').setInputFiles({
      name: '名册.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(await book.xlsx.writeBuffer()),
    });
  const { page, faults, context } = await site.signIn('office');
  await page.goto(`${site.base}/app/cycles/${cycle.id}/ballot`);
  await page.getByRole('button', { name: '下载填报表' }).waitFor();
  await upload(page);
  await dialogOf(page).getByText('第7行 D列').waitFor();
  await screenshot(page, 'ballot-roll-findings-1280');
  await dialogOf(page)
    .getByRole('button', { name: /关\s?闭/ })
    .last()
    .click();
  roll.getCell('D7').value = 'A2';
  await upload(page);
  await dialogOf(page).getByText('读到12人：不变0人，新增12人，移出0人，换票种0人。').waitFor();
  await screenshot(page, 'ballot-roll-difference-1280');
  await dialogOf(page).getByRole('button', { name: '更换名册' }).click();
  await page.getByRole('heading', { name: '评价人名册（12人）' }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
