/** From what people said to next year's sample: coded, handed over, answered, accepted, published, made a list and drawn, in a browser. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { openPage, screenshot } from '../support/browser.ts';
import { opinionCampaign } from '../support/opinions.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';
import { builtSite, noSideways } from '../support/site.ts';
import { openSurvey } from '../support/survey.ts';

const app = await testApp();
const running = await opinionCampaign(app);
const { campaign, mzt, nyt } = running;
const { cycleId, office, operator } = campaign;
await running.say(
  [
    '我叫韦大宝，手机138 0013-8000，希望低保办理再快一点，9月3日去三塘镇跑了两趟',
    '低保名单应当公开，村里没有贴出来',
    '养老院床位太少，排队两年',
    '窗口的同志很热情，表扬',
    '残疾人补贴发放不及时，请每月按时发',
  ].map((words) => ({ words, consent: true })),
);
const site = builtSite(app);
const { signIn } = site;
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });
const confirm = (page: Page) => dialogOf(page).locator('.ant-modal-footer button').last().click();
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).filter({ visible: true }).first().click();
}

it('is coded with the keyboard alone; a number of a person keeps it from being saved', async () => {
  const { page, faults, context } = await signIn('operator', desk);
  await page.getByRole('link', { name: '意见与整改' }).first().click();
  await page.getByText('各单位的意见和进度').waitFor();
  await page.getByRole('link', { name: '编码台' }).click();
  await page.getByText('全部意见（5条）').waitFor();
  expect(await page.getByText('韦大宝').count()).toBe(0);
  await screenshot(page, 'opinions-list-1280');
  await page.getByRole('button', { name: '领取并开始' }).click();
  await page.getByText('第1条，共5条').waitFor();
  for (let nth = 1; nth <= 5; nth += 1) {
    await page.getByText(`第${nth}条，共5条`).waitFor();
    const original = await page.locator('.original').innerText();
    const text = page.getByLabel('单位将看到的文字');
    if (original.includes('韦大宝')) {
      expect(await text.inputValue()).toBe(
        '我叫［姓名］，手机［手机号］，希望低保办理再快一点，9月3日去三塘镇跑了两趟',
      );
      await page.getByRole('button', { name: /9月3日/ }).press('Enter');
      await page.getByRole('button', { name: /三塘镇/ }).press('Enter');
      expect(await text.inputValue()).toBe(
        '我叫［姓名］，手机［手机号］，希望低保办理再快一点，［日期］去［地点］跑了两趟',
      );
      await screenshot(page, 'opinions-coding-1280');
      await expectAccessible(page);
      const edited = await text.inputValue();
      await text.fill(`${edited}，打１３８—００１３—８０００`);
      await page.getByText('还有手机号，去掉才能保存').waitFor();
      expect(await page.getByRole('button', { name: '确认，下一条' }).isDisabled()).toBe(true);
      await screenshot(page, 'opinions-number-left-1280');
      await text.fill(edited);
      await page.locator('.coding').focus();
    }
    // 2: suggestion; f: what people live on.
    await page.keyboard.press('2');
    await page.keyboard.press('f');
    await page.keyboard.press('Control+Enter');
  }
  await page.getByText('全部意见（5条）').waitFor();
  await choose(page, '状态', '待移交');
  await page.getByText('手机［手机号］').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('is coded on a phone, too: an opinion is opened again and given another kind', async () => {
  const { page, faults, context } = await signIn('operator', phone);
  await page.goto(`${site.base}/app/opinions/${cycleId}/coding`);
  await page.getByText('全部意见（5条）').waitFor();
  expect(await noSideways(page)).toBe(true);
  await page.getByRole('row').filter({ hasText: '表扬' }).getByRole('button', { name: '打开修改' }).click();
  await page.getByText('第1条，共1条').waitFor();
  await page.getByLabel('表扬').check();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'opinions-coding-390');
  await page.getByRole('button', { name: '确认，下一条' }).click();
  await page.getByText('全部意见（5条）').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('is handed over by the office as it was previewed', async () => {
  const { page, faults, context } = await signIn('office', desk);
  await page.goto(`${site.base}/app/opinions/${cycleId}/hand-over`);
  await page.getByText('自治区民政厅将看到的（5条）').waitFor();
  await page.getByText('手机［手机号］').waitFor();
  await screenshot(page, 'opinions-preview-1280');
  await expectAccessible(page);
  await page.getByRole('button', { name: '移交给自治区民政厅' }).click();
  await dialogOf(page).getByLabel('请单位在哪天前报送整改').fill('2027-01-31');
  await confirm(page);
  await page.getByText('移交记录（1批）').waitFor();
  await page.getByText('没有编好码等待移交的意见').waitFor();
  await screenshot(page, 'opinions-handed-1280');
  expect(faults).toEqual([]);
  await context.close();
});

it('is answered by the department on a phone, and nobody else’s department sees it', async () => {
  const { page, faults, context } = await signIn('liaison-1', phone);
  const card = page.getByRole('article', { name: /意见与整改/ });
  await card.getByText('4条没有回应').waitFor();
  await card.getByRole('link', { name: '看意见，报整改' }).click();
  await page.getByText('意见（5条，还有4条没有回应）').waitFor();
  expect(await page.getByText('韦大宝').count()).toBe(0);
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'opinions-department-390');
  // Two that ask for an answer, wherever the praise stands.
  for (const words of ['低保名单', '养老院'])
    await page.getByRole('row').filter({ hasText: words }).getByRole('checkbox').check();
  await page.getByRole('button', { name: '就选中的2条新建整改事项' }).click();
  await page.getByRole('textbox', { name: '整改事项' }).fill('低保办理提速');
  await page.getByLabel('存在问题').fill('低保办理时间长，名单公开不到位。');
  await page.getByLabel('整改目标').fill('办理时限压缩到15个工作日。');
  await page.getByLabel('工作进展').fill('已在14个市推开。');
  await page.getByLabel('责任单位和责任人').fill('社会救助处');
  await page.getByLabel('完成时限').fill('2027-06-30');
  await page.getByRole('button', { name: '报送', exact: true }).click();
  await page.getByText('“整改措施”还没有写').waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'opinions-rectification-form-390');
  await page.getByLabel('整改措施').fill('合并入户核查，名单在村务公开栏张贴。');
  await page.getByRole('button', { name: '报送', exact: true }).click();
  await page.getByText('意见（5条，还有2条没有回应）').waitFor();
  await page.getByText('已报送，等绩效办接收').waitFor();
  await screenshot(page, 'opinions-department-filed-390');
  // The refusal was meant.
  expect(faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  await context.close();

  const foreign = await signIn('liaison-2', desk);
  await foreign.page.goto(`${site.base}/app/opinions/${cycleId}/departments/${mzt.departmentId}`);
  await foreign.page.getByText('没有这项内容，或者您无权查看').waitFor();
  await foreign.context.close();
});

it('is accepted and published by the office; the public reads it beside the survey', async () => {
  await publishQuestionnaire(office, { cycleId, kind: 'public' });
  await openSurvey(office, cycleId);
  const { page, faults, context } = await signIn('office', desk);
  await page.goto(`${site.base}/app/opinions/${cycleId}/rectifications`);
  await page.getByRole('button', { name: '接收低保办理提速' }).click();
  await confirm(page);
  await page.getByRole('button', { name: '公开低保办理提速', exact: true }).click();
  await confirm(page);
  await page.getByText('公开第1天，不少于30天').waitFor();
  await screenshot(page, 'opinions-rectifications-1280');
  await page.getByRole('link', { name: '总览', exact: true }).click();
  await page.locator('.chart canvas').first().waitFor();
  await page.getByText('说的是什么').first().waitFor();
  await screenshot(page, 'opinions-overview-1280');
  await page.setViewportSize(phone);
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'opinions-overview-390');
  await page.setViewportSize(desk);
  await page.getByRole('link', { name: '编码表' }).click();
  await page.getByRole('button', { name: '添一个类别' }).click();
  await page.getByLabel('类别第11个的名称').fill('养老服务');
  await page.getByRole('button', { name: '保存编码表' }).click();
  await page.getByText('编码表已保存').waitFor();
  await screenshot(page, 'opinions-codes-1280');
  expect(faults).toEqual([]);
  await context.close();

  const visitor = await openPage({ viewport: phone });
  await visitor.page.goto(`${site.base}/s/pingyi-2026/${mzt.departmentId}`);
  await visitor.page.getByRole('link', { name: '先看看：这个单位的整改公开' }).click();
  await visitor.page.getByText('合并入户核查').waitFor();
  expect(await visitor.page.getByText('村里没有贴出来').count()).toBe(0);
  await expectAccessible(visitor.page);
  expect(await noSideways(visitor.page)).toBe(true);
  await screenshot(visitor.page, 'opinions-public-390');
  await visitor.page.goto(`${site.base}/s/pingyi-2026/${nyt.departmentId}`);
  await visitor.page.getByRole('button', { name: '开始评价' }).waitFor();
  expect(await visitor.page.getByRole('link', { name: '先看看：这个单位的整改公开' }).count()).toBe(0);
  await visitor.context.close();
});

it('becomes next year’s list, is accepted at the frame desk and drawn', async () => {
  for (const state of ['collecting', 'sampling', 'fieldwork', 'closed'] as const)
    await office.must(contract.changeCycle, { params: { cycleId }, body: { state } });
  const next = await office.must(contract.createCycle, {
    body: { name: '2016年度社会评价', year: 2016, homeArea: '0771', frameDeadlineOn: '2027-11-30' },
  });
  await office.must(contract.addAppraisees, {
    params: { cycleId: next.id },
    body: { departmentIds: [mzt.departmentId] },
  });
  const { page, faults, context } = await signIn('office', desk);
  await page.goto(`${site.base}/app/opinions/${next.id}/givers`);
  await page.getByText('2015年度社会评价里同意回访的意见人').waitFor();
  await page.getByRole('button', { name: '生成自治区民政厅的名单' }).click();
  await confirm(page);
  await page.getByText('列入5人，可用5人').waitFor();
  await screenshot(page, 'opinions-givers-1280');
  await page.getByRole('link', { name: /可用5人/ }).click();
  await page.getByRole('heading', { name: '自治区民政厅 整改情况评议' }).waitFor();
  await screenshot(page, 'opinions-givers-frame-1280');
  await page.getByRole('button', { name: '接收', exact: true }).click();
  await confirm(page);
  await page.getByText('已接收').first().waitFor();
  expect(faults).toEqual([]);
  await context.close();

  const { items } = await operator.must(contract.listFrames, { query: { cycleId: next.id } });
  const frame = items.find(({ list }) => list === 'rectification');
  const drawn = await operator.must(contract.designDraw, {
    body: {
      cycleId: next.id,
      frameIds: [frame!.id],
      design: { method: 'simple', main: 3, reserve: 1, replicateSize: 4 },
      title: '整改情况评议',
    },
  });
  const at = { params: { drawId: drawn.id } };
  await operator.must(contract.lockDraw, { ...at, body: { announcement: '双色球第2027001期开奖号码' } });
  await operator.must(contract.selectDraw, { ...at, body: { publicRandomness: '01.02.03.04.05.06+07' } });
  await operator.must(contract.sealDraw, at);
  const desktop = await signIn('operator', desk);
  await desktop.page.goto(`${site.base}/app/draws/${drawn.id}`);
  await desktop.page.getByRole('heading', { name: '整改情况评议' }).waitFor();
  await screenshot(desktop.page, 'opinions-drawn-1280');
  await desktop.context.close();
});
