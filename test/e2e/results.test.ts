/**
 * From settings to a review in a real browser: an office decides what is open, files scores by workbook, freezes; a colleague
 * publishes; a department reads how its total came about, receives the sheet and asks for a review; two people decide.
 */
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { decideAll, freezeAndPublish, grounds, valueFor } from '../support/scoring.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const office = await app.person('office', 'office');
const deputy = await app.person('office', 'deputy');
await app.person('observer', 'observer');
const names = ['民政厅', '农业厅', '财政厅', '教育厅', '商务厅', '水利厅', '交通运输厅'];

/** A class of seven under the scheme of 2018, last year published, this year with nothing but its departments. */
const departments: { id: string; name: string }[] = [];
for (const name of names)
  departments.push(
    await office.must(contract.createDepartment, { body: { name: `自治区${name}`, category: 'public-affairs' } }),
  );

async function cycleOf(year: number): Promise<string> {
  const cycle = await office.must(contract.createCycle, {
    body: { name: `${year}年度自治区直属机关绩效考评`, year, homeArea: '0771', frameDeadlineOn: `${year}-11-30` },
  });
  await office.must(contract.addAppraisees, {
    params: { cycleId: cycle.id },
    body: { departmentIds: departments.map(({ id }) => id), frames: [] },
  });
  return cycle.id;
}

const lastYear = await cycleOf(2024);
await office.must(contract.chooseScheme, { params: { cycleId: lastYear }, body: { reference: 'gx2018-dept@1' } });
await decideAll(office, lastYear, 'gx2018-dept');
{
  const { groups } = await office.must(contract.getScoring, { params: { cycleId: lastYear } });
  const leaves = groups.find(({ id }) => id === 'g3')!.leaves;
  await office.must(contract.enterComponents, {
    params: { cycleId: lastYear },
    body: {
      items: departments.flatMap(({ id }, d) =>
        leaves.map((leaf, l) => ({ departmentId: id, leaf: leaf.id, value: valueFor(leaf, (d * 3) % 7, l) })),
      ),
      document: '上年评分汇总',
    },
  });
  await office.must(contract.changeCycle, { params: { cycleId: lastYear }, body: { state: 'closed' } });
  await freezeAndPublish({ cycleId: lastYear, office, deputy, departments: [], groups: [], close: async () => {} });
}
const cycleId = await cycleOf(2025);
await app.person('liaison', 'liaison', departments[0]!.id);

const site = builtSite(app);
const { signIn } = site;

const goto = (page: Page, path: string) => page.goto(`${site.base}/app${path}`);
const dialog = (page: Page) => page.getByRole('dialog');
async function giveGrounds(page: Page): Promise<void> {
  await dialog(page).getByLabel('理由').fill(grounds.reason);
  await dialog(page).getByLabel('依据文件').fill(grounds.document);
  await dialog(page).getByLabel('决定机关或决定人').fill(grounds.decidedBy);
}
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
}

it('the office chooses the scheme and decides what the document leaves open', async () => {
  const { page, faults } = await signIn('office');
  await goto(page, `/results/${cycleId}/compute`);
  await page.getByText('还没有选定评价方案').waitFor();
  await page.getByRole('link', { name: '去选方案' }).click();
  await page.getByRole('button', { name: '选定方案' }).click();
  await choose(page, '评价方案', '广西2018年度自治区直属机关绩效考评');
  await dialog(page)
    .getByRole('button', { name: /^选\s*定$/ })
    .click();
  await page.getByRole('heading', { name: /文件没有规定的事项（\d+项未设定）/ }).waitFor();
  await screenshot(page, 'results-scoring-open');
  await page.getByRole('button', { name: /按建议值设定其余\d+项/ }).click();
  await giveGrounds(page);
  await dialog(page).getByRole('button', { name: '一并设定' }).click();
  await page.getByRole('heading', { name: '文件没有规定的事项（1项未设定）' }).waitFor();
  await page.getByRole('button', { name: '设定：政务、监督两类工作满意度25%的划分' }).click();
  await giveGrounds(page);
  await dialog(page)
    .getByRole('button', { name: /^确\s*定$/ })
    .click();
  await page.getByRole('heading', { name: '文件没有规定的事项（都已设定）' }).waitFor();
  await page.getByText(`类别（${names.length}个单位都已归类）`).waitFor();
  await screenshot(page, 'results-scoring-done');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('scores come by workbook: one mistake stores nothing and is named, then all is stored', async () => {
  const { page, faults } = await signIn('office');
  await goto(page, `/results/${cycleId}/inputs`);
  await page.getByRole('heading', { name: '现有得分' }).waitFor();
  const book = new ExcelJS.Workbook();
  const template = await office.raw('GET', `/api/cycles/${cycleId}/component-inputs/template.xlsx`);
  await book.xlsx.load(await template.arrayBuffer());
  const sheet = book.getWorksheet('g3')!;
  const fulls = [600, 90, 60, 100, 100];
  for (let row = 0; row < names.length; row += 1)
    fulls.forEach(
      (full, i) => (sheet.getCell(4 + row, 2 + i).value = valueFor({ unit: '', full: String(full) }, row, i)),
    );
  sheet.getCell(4, 2).value = '620';
  const attach = async () =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: '评分表.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        buffer: Buffer.from(await book.xlsx.writeBuffer()),
      });
  await attach();
  await page.getByLabel('评分表的依据').fill('各主考单位报送的评分表');
  await page.getByRole('button', { name: /^上\s*传$/ }).click();
  await page.getByText('有1处要改，这份表没有存入任何内容').waitFor();
  await page.getByText('超过满分600').first().waitFor();
  await screenshot(page, 'results-inputs-refused');
  sheet.getCell(4, 2).value = '581.35';
  await attach();
  await page.getByRole('button', { name: /^上\s*传$/ }).click();
  await page
    .getByText(`已存入${names.length * 5}处`)
    .first()
    .waitFor();
  await page.getByText('已齐').waitFor();
  await screenshot(page, 'results-inputs-stored');
  await goto(page, `/results/${cycleId}/ledger`);
  await page.getByRole('button', { name: '记等次调整' }).click();
  await choose(page, '单位', '自治区农业厅');
  await giveGrounds(page);
  await dialog(page)
    .getByRole('button', { name: /^记\s*入$/ })
    .click();
  await page.getByRole('cell', { name: '降低一个等次' }).waitFor();
  await screenshot(page, 'results-ledger');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('nothing is shown before the close; then it is frozen by one and published by another', async () => {
  const { page, faults } = await signIn('office');
  await goto(page, `/results/${cycleId}/compute`);
  await page.getByText('评价周期还没有结束：结束前不显示任何得分').waitFor();
  expect(await page.getByRole('button', { name: '冻结结果' }).count()).toBe(0);
  await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
  await page.reload();
  await page.getByRole('button', { name: '冻结结果' }).waitFor();
  await screenshot(page, 'results-computed');
  await page.getByRole('button', { name: '冻结结果' }).click();
  await dialog(page).getByLabel('冻结的缘由').fill('年度考评结果汇总，提请领导小组审议');
  await dialog(page)
    .getByRole('button', { name: /^冻\s*结$/ })
    .click();
  await page.getByText('已冻结，未公布').waitFor();
  expect(await page.getByRole('button', { name: '公布这一版' }).count()).toBe(0);
  const other = await signIn('deputy');
  await goto(other.page, `/results/${cycleId}/compute`);
  await other.page.getByRole('button', { name: '公布这一版' }).click();
  await dialog(other.page)
    .getByRole('button', { name: /^公\s*布$/ })
    .click();
  await other.page.getByText('已公布', { exact: true }).first().waitFor();
  await screenshot(other.page, 'results-published');
  await goto(other.page, `/results/${cycleId}/table`);
  await other.page
    .getByRole('img', { name: /总分与2024年度/ })
    .locator('canvas')
    .waitFor();
  await screenshot(other.page, 'results-table');
  await other.page.setViewportSize({ width: 390, height: 844 });
  // The pictures are drawn anew for the narrow page.
  await other.page.waitForFunction('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
  await screenshot(other.page, 'results-table-390');
  expect([...faults, ...other.faults]).toEqual([]);
  await other.page.context().close();
  await page.context().close();
});

it('a department reads its result, receives the sheet and asks for a review on a phone', async () => {
  const { page, faults } = await signIn('liaison', { width: 390, height: 844 });
  await goto(page, '/results');
  await page
    .getByRole('article', { name: '2025年度自治区直属机关绩效考评' })
    .getByRole('link', { name: '查看结果' })
    .click();
  await page.getByRole('heading', { name: '怎样算出来的' }).waitFor();
  await page.getByText('全部步骤（精确值）').click();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'results-department-390');
  await page.getByRole('button', { name: '签收反馈单' }).click();
  await dialog(page)
    .getByRole('button', { name: /^签\s*收$/ })
    .click();
  await page.getByText(/还没有收录这一年的放假安排|个工作日，截止/).waitFor();
  await page.getByRole('button', { name: '申请复核' }).click();
  await dialog(page).getByLabel('复核事项').fill('共性目标得分');
  await dialog(page).getByLabel('事实和理由').fill('党建台账检查结果有误，附主考单位更正函');
  await dialog(page).getByLabel('请求', { exact: true }).fill('请按更正函更正得分');
  await dialog(page)
    .locator('input[type=file]')
    .setInputFiles({ name: '更正函.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 更正函') });
  await screenshot(page, 'results-review-form-390');
  await dialog(page).getByRole('button', { name: '提出申请' }).click();
  await page.getByRole('article', { name: '复核：共性目标得分' }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshot(page, 'results-department-1280');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('two people decide the review', async () => {
  const first = await signIn('office');
  await goto(first.page, `/results/${cycleId}/reviews`);
  await first.page.getByRole('button', { name: '提出处理意见：自治区民政厅' }).click();
  await dialog(first.page).getByText('予以更正').click();
  await dialog(first.page).getByLabel('核查情况').fill('更正函属实');
  await dialog(first.page).getByRole('button', { name: '提出，待另一人确认' }).click();
  await first.page.getByText('由您提出，须由另一个绩效办账号确认').waitFor();
  const second = await signIn('deputy');
  await goto(second.page, `/results/${cycleId}/reviews`);
  await second.page.getByRole('button', { name: '确认：自治区民政厅' }).click();
  await dialog(second.page)
    .getByRole('button', { name: /^确\s*认$/ })
    .click();
  await second.page.getByText('待更正并重新公布').waitFor();
  await screenshot(second.page, 'results-reviews');
  expect([...first.faults, ...second.faults]).toEqual([]);
  await first.page.context().close();
  await second.page.context().close();
});

it('the feedback sheet is a Word file and a PDF', async () => {
  const path = `/api/cycles/${cycleId}/results/${departments[0]!.id}/feedback`;
  const word = Buffer.from(await (await office.raw('GET', `${path}.docx`)).arrayBuffer());
  const pdf = Buffer.from(await (await office.raw('GET', `${path}.pdf`)).arrayBuffer());
  expect(word.subarray(0, 2).toString()).toBe('PK');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
});
