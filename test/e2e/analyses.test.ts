/** 绩效分析表 in a real browser: written and filed on a phone, returned, mended, accepted at a desk, bound as a volume. */
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
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

const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });

/** What a click saves, as Latin-1 text. The name is the header's, which a browser without a locale cannot show. */
async function savedBy(page: Page, press: () => Promise<void>): Promise<string> {
  const waiting = page.waitForEvent('download');
  await press();
  return text((await (await waiting).createReadStream()).setEncoding('latin1'));
}

const tasks = '完成社区养老服务中心200个，覆盖率达到92.5%，救助困难群众38万人次，群众满意度继续提高。';
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 1)]);

async function file(page: Page): Promise<void> {
  await page.getByLabel('由哪个会议审定').fill('厅党组会议');
  await page.getByLabel('审定日期').fill('2026-11-20');
  await page.locator('input[type=file]').setInputFiles({ name: '盖章件.jpg', mimeType: 'image/jpeg', buffer: jpeg });
  await page.getByText('盖章件.jpg').waitFor();
  await page.getByRole('button', { name: '报送', exact: true }).click();
}

it('is written on a phone, counted while writing, and filed with the sealed paper', async () => {
  const { page, faults, context } = await signIn('liaison-1', { width: 390, height: 844 });
  const card = page.getByRole('article', { name: /绩效分析表/ });
  await card.getByText('还没有写').waitFor();
  await card.getByRole('link', { name: '填写绩效分析表' }).click();
  await page.getByLabel('重点工作任务完成情况').fill(tasks.repeat(40));
  await page.getByText(/超过1400字，请删减\d+字/).waitFor();
  await screenshot(page, 'analysis-too-long-390');
  await page.getByLabel('重点工作任务完成情况').fill(`${tasks}\n${tasks}`);
  await page.getByLabel('工作创新和亮点').fill('推行“一次办”改革，办理时限压缩一半。');
  await page.getByLabel('工作难点和薄弱环节').fill('基层力量仍然薄弱，信息化水平不高。');
  expect(await page.getByRole('button', { name: '报送', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('所有改动已保存。').waitFor();
  const printed = await savedBy(page, () => page.getByRole('button', { name: '下载打印稿' }).click());
  expect(printed.slice(0, 5)).toBe('%PDF-');
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'analysis-editor-390');
  await file(page);
  await page.getByText('经厅党组会议审定').waitFor();
  await screenshot(page, 'analysis-filed-390');
  expect(faults).toEqual([]);
  await context.close();
});

it('is returned with a reason and mended on a desk; unsaved text is not lost by leaving', async () => {
  const officer = await signIn('operator', { width: 1280, height: 800 });
  await officer.page.goto(`${site.base}/app/cycles/${running.cycleId}/analyses`);
  await officer.page.getByRole('link', { name: '自治区民政厅' }).click();
  await officer.page.getByRole('button', { name: '退回修改' }).click();
  await dialogOf(officer.page).getByLabel('退回原因').fill('请补充乡村振兴的情况');
  await dialogOf(officer.page).locator('.ant-modal-footer button').last().click();
  await officer.page.getByText('已退回').first().waitFor();
  await officer.context.close();

  const { page, context } = await signIn('liaison-1', { width: 1280, height: 800 });
  await page
    .getByRole('article', { name: /绩效分析表/ })
    .getByText('请补充乡村振兴的情况')
    .waitFor();
  await page.getByRole('link', { name: '填写绩效分析表' }).click();
  const box = page.getByLabel('重点工作任务完成情况');
  await box.fill(`${tasks}\n推进乡村振兴，帮扶重点村120个。`);
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.getByRole('link', { name: '我的任务' }).click();
  expect(await box.inputValue()).toContain('乡村振兴');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('所有改动已保存。').waitFor();
  await screenshot(page, 'analysis-editor-1280');
  await file(page);
  await page.getByText('经厅党组会议审定').waitFor();
  await context.close();
});

it('is accepted by the office and bound as a volume', async () => {
  const { page, faults, context } = await signIn('office', { width: 1280, height: 800 });
  await page.goto(`${site.base}/app/cycles/${running.cycleId}/analyses/${mzt.departmentId}`);
  await page.getByText('推进乡村振兴').waitFor();
  await screenshot(page, 'analysis-office-1280');
  await page.getByRole('button', { name: '接收', exact: true }).click();
  await dialogOf(page).locator('.ant-modal-footer button').last().click();
  await page.getByText('已接收').first().waitFor();
  await page.getByRole('link', { name: '各单位绩效分析表' }).click();
  await page.getByText('已接收1个，待接收0个，共2个单位').waitFor();
  await screenshot(page, 'analysis-list-1280');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'analysis-list-390');
  await page.setViewportSize({ width: 1280, height: 800 });
  const volume = await savedBy(page, () => page.getByRole('button', { name: '汇编成册（PDF）' }).click());
  expect(volume.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(3);
  expect(faults).toEqual([]);
  await context.close();
});
