/** Paper in a real browser: the office prints, two clerks enter by keyboard, a third settles, the account is even. */
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itemsOf, shippedQuestionnaires } from '#surveys';
import { formNumber } from '../../server/paper/form-number.ts';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { screenshot } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const running = await campaign(app);
await running.department('自治区民政厅', 'public-affairs');
await app.person('operator', 'clerk-2');
await app.person('operator', 'clerk-3');
await publishQuestionnaire(running.office, { cycleId: running.cycleId, kind: 'system-cadres' });
const site = builtSite(app);
const { signIn } = site;
let code = '';

const items = itemsOf(shippedQuestionnaires['system-cadres']);
const rated = items.filter(({ question }) => question.kind === 'matrix' || question.kind === 'scale').length;

/** Types a whole form with the keyboard alone: a key and Enter for each item. */
async function type(page: Page, number: string, keys: readonly string[]): Promise<void> {
  await page.getByRole('textbox', { name: /编号/ }).fill(number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /第[一二]遍/ }).waitFor();
  for (const [index, { question }] of items.entries()) {
    if (question.kind === 'text') {
      await page.keyboard.type('办事更快一些');
      await page.keyboard.press('Tab');
    } else {
      await page.keyboard.type(keys[index] ?? (question.kind === 'multiple' ? '13' : '1'));
      await page.keyboard.press('Enter');
    }
  }
}

it('prints a batch of numbered forms', async () => {
  const { page, faults, context } = await signIn('office');
  await page.goto(`${site.base}/app/cycles/${running.cycleId}/paper`);
  await page.getByRole('button', { name: '印制一批' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('名称').fill('系统干部第一批');
  await dialog.getByLabel('评价哪个单位').click();
  await page.getByTitle('自治区民政厅').click();
  await dialog.getByLabel('份数').fill('4');
  await screenshot(page, 'paper-print-1280');
  await dialog.locator('.ant-modal-footer button').last().click();
  await page.getByRole('heading', { name: '系统干部第一批' }).waitFor();
  code = /批号(\w{4})/.exec((await page.locator('.lead').textContent()) ?? '')?.[1] ?? '';
  expect(code).toHaveLength(4);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: '打印件（PDF）' }).click();
  const pdf = await text((await (await saving).createReadStream()).setEncoding('latin1'));
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)?.length).toBeGreaterThanOrEqual(4);
  expect(faults).toEqual([]);
  await context.close();
});

it('is entered with the keyboard alone by two clerks, alike and unlike', async () => {
  const first = await signIn('operator');
  await first.page.goto(`${site.base}/app/paper-entry`);
  await first.page.getByRole('textbox', { name: /编号/ }).fill('K7QM-0001-2');
  await first.page.keyboard.press('Enter');
  await first.page.getByText('编号不对').waitFor();
  await type(first.page, formNumber(code, 1), []);
  await screenshot(first.page, 'paper-entry-1280');
  await expectAccessible(first.page);
  await first.page.getByRole('button', { name: '录完这一份' }).focus();
  await first.page.keyboard.press('Enter');
  await first.page.getByText('第一遍已录，等另一人录第二遍').waitFor();
  await type(first.page, formNumber(code, 2), []);
  await first.page.getByRole('button', { name: '录完这一份' }).click();
  await first.page.getByText('本次已录2份').waitFor();
  await first.context.close();

  const second = await signIn('clerk-2', { width: 390, height: 844 });
  await second.page.goto(`${site.base}/app/paper-entry`);
  await type(second.page, formNumber(code, 1), []);
  expect(await noSideways(second.page)).toBe(true);
  await screenshot(second.page, 'paper-entry-390');
  await second.page.getByRole('button', { name: '录完这一份' }).click();
  await second.page.getByText('两遍一致，已计入').waitFor();
  await type(second.page, formNumber(code, 2), ['2', 'x']);
  await second.page.getByRole('button', { name: '录完这一份' }).click();
  await second.page.getByText('两遍不一致，已列入待裁定').waitFor();
  await second.context.close();
});

it('is settled by a third clerk, and the account is even', async () => {
  const { page, faults, context } = await signIn('clerk-3');
  await page.goto(`${site.base}/app/cycles/${running.cycleId}/paper`);
  await page.getByRole('link', { name: '系统干部第一批' }).click();
  await page.getByRole('link', { name: formNumber(code, 2) }).click();
  await page.getByText('还有2处没有选定').waitFor();
  await page.getByLabel('废（看不清或多选）').waitFor();
  await screenshot(page, 'paper-settle-1280');
  for (const group of await page.getByRole('radiogroup').all()) await group.getByRole('radio').first().check();
  await page.getByRole('button', { name: '裁定并计入' }).click();
  await page.getByText('没有差异。').waitFor();
  await page.getByRole('button', { name: '作废一份' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('问卷编号').fill(formNumber(code, 4));
  await dialog.getByLabel('原因').fill('遗失');
  await dialog.locator('.ant-modal-footer button').last().click();
  await page.getByRole('heading', { name: '作废（1份）' }).waitFor();
  await screenshot(page, 'paper-batch-1280');
  await expectAccessible(page);
  expect(faults).toEqual([]);
  await context.close();
  const [sheets] = await app.sql<{ n: number; whole: number }[]>`
    select count(*)::int as n, (count(*) filter (where not '~void' = any(codes)))::int as whole from answer_sheets`;
  expect(sheets).toEqual({ n: 2, whole: 2 });
  expect(rated).toBeGreaterThan(2);
});
