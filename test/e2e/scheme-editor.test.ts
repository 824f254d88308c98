/**
 * A scheme of one's own in a real browser: copied, every kind of rule edited with its findings in sight, an open question decided by name,
 * a reading of low certainty confirmed before it can be worked on, a points table added, compared with its source, tried on a published
 * year, published.
 */
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { freezeAndPublish, grounds, scoredCycle } from '../support/scoring.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const office = await app.person('office', 'office');
const deputy = await app.person('office', 'deputy');
const scored = await scoredCycle({ office, deputy }, 'gx2018-dept', { perGroup: 3 });
await scored.close();
await freezeAndPublish(scored);
const site = builtSite(app);
const { signIn } = site;

const goto = (page: Page, path: string) => page.goto(`${site.base}/app${path}`);
const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name }).click();
async function giveGrounds(page: Page): Promise<void> {
  await dialog(page).getByLabel('理由', { exact: true }).fill(grounds.reason);
  await dialog(page).getByLabel('依据文件').fill(grounds.document);
  await dialog(page).getByLabel('决定机关或决定人').fill(grounds.decidedBy);
}
async function choose(page: Page, label: string, option: string, within: Page | Locator = page): Promise<void> {
  await within.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
}

it('a points table of one’s own is added, with the warning for a high floor', async () => {
  const { page, faults } = await signIn('office');
  await goto(page, '/schemes');
  await page.getByRole('button', { name: '添一张计分表' }).click();
  await dialog(page).getByLabel('编号').fill('five-kind');
  await dialog(page).getByLabel('名称').fill('五级，都不低');
  for (const [i, points] of ['100', '90', '80', '70', '60'].entries())
    await dialog(page)
      .getByLabel(`选项${i + 1}的分值`)
      .fill(points);
  await dialog(page).getByText('最差的一档也有60分').waitFor();
  await giveGrounds(page);
  await screenshot(page, 'points-table-add');
  await press(page, /^添\s*上$/);
  await page.getByRole('region', { name: '计分表' }).getByText('最差一档高于40分').waitFor();
  await screenshot(page, 'scheme-list');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('a scheme is copied and edited, its findings in words and its sums as they are typed', async () => {
  const { page, faults } = await signIn('office');
  await goto(page, '/schemes');
  await page.getByRole('button', { name: '复制一个方案来编' }).click();
  await choose(page, '复制哪一个', '广西2018年度自治区直属机关');
  await dialog(page).getByLabel('编号').fill('our-region');
  await dialog(page).getByLabel('名称').fill('2026年度自治区直属机关绩效考评');
  await press(page, /^复\s*制$/);
  await page.getByRole('heading', { name: '2026年度自治区直属机关绩效考评' }).waitFor();

  // Weights that do not add up are said at once, before anything is saved.
  await page.getByLabel('共性目标的分值或权重').first().fill('80');
  await page.getByText('各部分之和990，应等于满分1000').waitFor();
  await page.getByText('1处问题，改好后才能发布').waitFor();
  await page.getByRole('cell', { name: '指标体系 › standard › 共性目标 › 分值或权重' }).waitFor();
  await page.getByLabel('第1档的比例').fill('0.3');
  await page.getByText('三个比例之和0.9，应为1').waitFor();
  await page.getByLabel('第1档的比例').fill('0.4');
  await page.getByLabel('共性目标的分值或权重').first().fill('90');
  await page.getByText('没有问题').waitFor();

  // A reading the document hardly supports is locked until somebody confirms one.
  expect(await page.getByLabel('民意调查的分值或权重').count()).toBe(1);
  await page.getByRole('button', { name: '确认一种读法：政务、监督两类工作满意度25%的划分' }).click();
  await dialog(page)
    .getByText(/^原文：政务与公共事务管理类部门/)
    .waitFor();
  await screenshot(page, 'scheme-confirm-reading');
  await giveGrounds(page);
  await press(page, /^定\s*下$/);
  await page.getByText('绩效考评领导小组决定，依据会议纪要第3号').waitFor();
  expect(await page.getByLabel('民意调查的分值或权重').count()).toBe(3);

  // A plan with a points table of one's own.
  await page.getByRole('button', { name: '加一项算法' }).click();
  await choose(page, '指标', '民意调查（my1）', dialog(page));
  await choose(page, '计分表', '五级，都不低', dialog(page));
  await dialog(page).getByText('这张表最差的一档也有60分').waitFor();
  await dialog(page).getByLabel('名称').fill('社会公众');
  await choose(page, '问卷', '公众', dialog(page));
  await dialog(page).getByLabel('题目').fill('q1 总体满意度');
  await screenshot(page, 'scheme-plan');
  await press(page, '放入草稿');
  await page.getByRole('region', { name: '满意度的算法' }).getByText('社会公众').waitFor();

  // Another open question.
  await page.getByRole('button', { name: '编辑：总分是否以满分封顶' }).click();
  await dialog(page).getByLabel('文件原文').fill('总分不超过满分');
  await press(page, '放入草稿');
  await page.getByText('原文：总分不超过满分').waitFor();
  await screenshot(page, 'scheme-editor-settings');

  await page.getByRole('button', { name: '保存草稿' }).click();
  await page
    .getByText(/ office录入/)
    .first()
    .waitFor();
  await page.getByRole('region', { name: '与来源方案的差别' }).getByText('在方案里定下').first().waitFor();
  await screenshot(page, 'scheme-editor');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'scheme-editor-390');
  await page.setViewportSize({ width: 1280, height: 800 });

  await choose(page, '已公布结果的周期', '第1个周期');
  await page.getByRole('button', { name: /^试\s*算$/ }).click();
  await page.getByRole('region', { name: '试算结果' }).waitFor();
  await page.getByText(/总分变了的\d+个，名次变了的\d+个/).waitFor();
  await screenshot(page, 'scheme-trial');
  await page.getByRole('button', { name: /^发\s*布$/ }).click();
  await press(page, /^发\s*布$/);
  await page.getByText('已发布', { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await page.context().close();

  // Who decided stands in the scheme with the time of the server, and a cycle that takes it need not decide again.
  const cycle = await office.must(contract.createCycle, {
    body: { name: '用自编方案', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-11-30' },
  });
  const params = { cycleId: cycle.id };
  await office.must(contract.chooseScheme, { params, body: { reference: 'our-region@1' } });
  const { settings, plans } = await office.must(contract.getScoring, { params });
  expect(settings.find(({ key }) => key === 'satisfactionSplit')).toMatchObject({
    needed: false,
    inScheme: true,
    decision: { value: '20/5', ...grounds, enteredBy: 'office', enteredAt: app.clock.now.toISOString() },
  });
  expect(plans).toMatchObject([{ leaf: 'my1', plan: { table: { id: 'five-kind', version: '1' } }, decision: null }]);
});
