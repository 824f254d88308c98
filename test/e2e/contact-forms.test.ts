/** 附件8 in a real browser: a liaison fills it on a phone, prints one A4 page; the office reads the list and the form. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const running = await campaign(app);
const mzt = await running.department('自治区民政厅', 'public-affairs');
await running.department('自治区农业厅', 'economic');
const site = builtSite(app);
const { signIn } = site;

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

it('is filled on a phone, with a wrong number told at its field', async () => {
  const { page, faults } = await signIn('liaison-1', { width: 390, height: 844 });
  const card = page.getByRole('article', { name: '情况表（附件8）' });
  await card.getByText('截止：未设定').waitFor();
  await screenshot(page, 'contact-card-390');
  await card.getByRole('link', { name: '填写情况表' }).click();
  await fill(page, {
    联络员姓名: '覃小芳',
    联络员职务: '办公室副主任',
    办公电话: '0771-5551234',
    手机: '1387710000',
    主要领导姓名: '韦建国',
    主要领导职务: '党组书记',
  });
  await page.getByLabel('不是同一人').check();
  await fill(page, { 另一位主要领导姓名: '陆志远', 另一位主要领导职务: '厅长' });
  await page.getByRole('button', { name: '提交情况表' }).click();
  await page.getByText('号码不能用：位数不对，请核对后重填').waitFor();
  await screenshot(page, 'contact-form-wrong-390');
  await fill(page, { 手机: '138 7710 0001' });
  await page.getByRole('button', { name: '提交情况表' }).click();
  await page.getByRole('button', { name: '保存修改' }).waitFor();
  expect(await page.getByLabel('手机', { exact: true }).inputValue()).toBe('13877100001');
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'contact-form-390');
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshot(page, 'contact-form-1280');
  // The refused number is the one error the console may tell of.
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  await page.context().close();
});

it('prints on one A4 page with a place for the seal', async () => {
  const { page, context } = await signIn('liaison-1', { width: 794, height: 1123 });
  const path = `/api/cycles/${running.cycleId}/contact-forms/${mzt.departmentId}/print`;
  const reply = await page.goto(`${site.base}${path}`);
  expect(reply?.status()).toBe(200);
  await page.getByText('填报单位（盖章）：自治区民政厅').waitFor();
  await page.getByText('陆志远 厅长').waitFor();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: 'print' });
  await screenshot(page, 'contact-form-print');
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'contact-form-print-390');
  await context.close();
});

it('is listed for the office with masked numbers, and read in full', async () => {
  const { page, faults, context } = await signIn('office', { width: 1280, height: 800 });
  await page.goto(`${site.base}/app/cycles/${running.cycleId}/contact-forms`);
  await page.getByText('138****0001').waitFor();
  expect(await page.getByText('13877100001').count()).toBe(0);
  await page.getByRole('button', { name: '设定截止日期' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByLabel('截止日期').fill('2026-12-10');
  await dialog.locator('.ant-modal-footer button').last().click();
  await page.getByText('截止：2026年12月10日（星期四）').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  await screenshot(page, 'contact-list-1280');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'contact-list-390');
  await page.setViewportSize({ width: 1280, height: 800 });
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出全部' }).click();
  expect(await (await saving).failure()).toBeNull();
  await page.getByRole('link', { name: '自治区民政厅' }).click();
  await page.getByText('13877100001').waitFor();
  await screenshot(page, 'contact-form-office');
  expect(faults).toEqual([]);
  await context.close();
  const { items } = await running.office.must(contract.listAuditEntries, { query: {} });
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['contact-form.fill', 'contact-form.deadline', 'contact-form.export']),
  );
});
