/** Questionnaires in a real browser: a department drafts on its phone or desk, the office comments, sends back, approves and publishes. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { screenshot } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { builtSite, noSideways } from '../support/site.ts';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const app = await testApp();
const running = await campaign(app);
const mzt = await running.department('自治区民政厅', 'public-affairs');
await running.department('自治区农业厅', 'economic');
const site = builtSite(app);
const { signIn } = site;

/** The dialog that is open: answers with its main button and waits until it has closed. */
async function confirm(page: Page): Promise<void> {
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.locator('.ant-modal-footer button').last().click();
  await dialog.waitFor({ state: 'hidden' });
}

const view = (page: Page, name: string) => page.getByRole('radiogroup', { name: '看什么' }).getByText(name).click();

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByText('有改动还没有保存。').waitFor({ state: 'detached' });
}

it('a department drafts its questionnaire and submits it', async () => {
  const { page, faults } = await signIn('liaison-1', desk);
  const card = page.getByRole('article', { name: '热点难点问卷' });
  await card.getByText('还没有起草').waitFor();
  await screenshot(page, 'questionnaire-card-1280');
  await card.getByRole('button', { name: '从模板起草' }).click();
  await page.getByText('社会评价监督电话（区号和号码）”还没有填').waitFor();
  // Nothing with open errors can be submitted.
  expect(await page.getByRole('button', { name: '提交审核' }).isDisabled()).toBe(true);
  await screenshot(page, 'questionnaire-draft-1280');

  await view(page, '名称与开头语');
  await page.getByRole('textbox', { name: '{监督电话}' }).fill('0771-2811111');
  await page.getByRole('textbox', { name: '{事项}' }).fill('城乡低保');
  await page.getByText('还有2处必须改正').waitFor({ state: 'detached' });
  await screenshot(page, 'questionnaire-words-1280');

  await view(page, '题目');
  // A question of one's own, asked only of those who know the matter.
  await page.getByRole('button', { name: '＋单选题' }).click();
  const own = page.getByRole('listitem', { name: '第11题' });
  await own.getByLabel('题目', { exact: true }).fill('您是从哪里知道{事项}政策的？');
  await own.getByLabel('选项1', { exact: true }).fill('村（社区）干部告诉的');
  await page.getByText('有选项没有填文字').waitFor();
  await own.getByLabel('选项2', { exact: true }).fill('手机、电视上看到的');
  await own.getByRole('button', { name: '添加条件' }).click();
  await own.getByLabel('条件1：看哪一题').fill('今年以来');
  await page.keyboard.press('Enter');
  await own.getByRole('group', { name: '条件1：选项' }).getByText('没有办过，但了解一些').click();
  await own.getByText('第1题选“办理过或接触过”或“没有办过，但了解一些”时问。').waitFor();
  await screenshot(page, 'questionnaire-question-1280');
  await own.getByRole('button', { name: '收起第11题' }).click();
  await own.getByRole('button', { name: '第11题上移' }).click();
  await page.getByRole('listitem', { name: '第10题' }).getByText('您是从哪里知道').waitFor();
  await save(page);

  await page.getByRole('button', { name: '提交审核' }).click();
  await confirm(page);
  await page.getByText('待审核', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: '保存', exact: true }).count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
});

it('the office comments and sends it back', async () => {
  const { page, faults } = await signIn('office', desk);
  await page.getByRole('link', { name: '问卷', exact: true }).click();
  await page.getByRole('button', { name: '待审核（1）' }).click();
  await screenshot(page, 'questionnaire-list-1280');
  await page.getByRole('row', { name: '自治区民政厅' }).getByRole('link', { name: '第1版' }).click();
  const third = page.getByRole('listitem', { name: '第3题' });
  await third.getByRole('button', { name: '对第3题提意见' }).click();
  await page.getByLabel('意见', { exact: true }).fill('一道题只问一件事，请把方便和满意分开。');
  await confirm(page);
  await third.getByText('一道题只问一件事').waitFor();
  await page.getByRole('button', { name: '退回修改' }).click();
  await page.getByLabel('退回的理由').fill('第3题请按意见修改');
  await confirm(page);
  await page.getByText('已退回', { exact: true }).waitFor();
  await screenshot(page, 'questionnaire-returned-1280');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('the department mends it on a phone', async () => {
  const { page, faults } = await signIn('liaison-1', phone);
  const card = page.getByRole('article', { name: '热点难点问卷' });
  await card.getByText('绩效办退回：第3题请按意见修改').waitFor();
  await card.getByText('1条意见待处理').waitFor();
  await card.getByRole('link', { name: '继续修改' }).click();
  const third = page.getByRole('listitem', { name: '第3题' });
  await third.getByText('一道题只问一件事').waitFor();
  await third.getByRole('button', { name: '修改第3题' }).click();
  await third.getByLabel('题目', { exact: true }).fill('您对办理{事项}的手续和流程满意吗？');
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'questionnaire-edit-390');
  await save(page);
  await third.getByRole('button', { name: '标为已处理' }).click();
  await third.getByRole('button', { name: '看已处理的1条意见' }).waitFor();
  await page.getByRole('button', { name: '提交审核' }).click();
  await confirm(page);
  await page.getByText('待审核', { exact: true }).waitFor();
  expect(await noSideways(page)).toBe(true);
  expect(faults).toEqual([]);
  await page.context().close();
});

it('can be tried as phone, paper and interviewer screen, and axe finds nothing there', async () => {
  const { page, faults } = await signIn('office', desk);
  const { items } = await running.office.must(contract.listQuestionnaires, { params: { cycleId: running.cycleId } });
  const versionOf = (kind: string) =>
    items.find((item) => item.kind === kind && item.versions[0])?.versions[0]?.versionId;
  await page.goto(`${site.base}/app/questionnaires/${versionOf('hot-topics')}`);
  await view(page, '预览');
  const stage = page.getByRole('region', { name: '手机预览' });
  await stage.getByText('现就自治区民政厅的城乡低保工作听取您的意见').waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await stage.getByRole('button', { name: '开始' }).click();
  await stage.getByRole('button', { name: '下一题' }).click();
  await stage.getByText('这道题还没有回答').waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await screenshot(page, 'questionnaire-preview-phone-1280');
  // Whoever never touched the matter is not asked about it.
  await stage.getByText('没有接触，也不了解').click();
  await stage.getByRole('button', { name: '下一题' }).click();
  await stage.getByText('有什么意见和建议？').waitFor();
  await stage.getByRole('button', { name: '上一题' }).click();
  expect(await stage.getByLabel('没有接触，也不了解').isChecked()).toBe(true);
  await stage.getByText('办理过或接触过').click();
  await stage.getByRole('button', { name: '下一题' }).click();
  await stage.getByText('您对城乡低保的政策宣传和信息公开满意吗？').waitFor();
  const sizes = await stage
    .locator('.qn-choice')
    .evaluateAll((choices) => choices.map((choice) => choice.getBoundingClientRect().height));
  expect(sizes).toHaveLength(6);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);

  const looks = page.getByRole('radiogroup', { name: '预览成什么样' });
  await looks.getByText('访问员屏幕').click();
  const interviewer = page.getByRole('region', { name: '访问员屏幕预览' });
  await interviewer.getByRole('button', { name: '开始' }).click();
  await interviewer.getByText('拒答').waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await screenshot(page, 'questionnaire-preview-interviewer-1280');
  await looks.getByText('纸质').click();
  await page
    .getByRole('region', { name: '纸质预览' })
    .getByText('只在第1题选“办理过或接触过”时回答。')
    .first()
    .waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await screenshot(page, 'questionnaire-preview-paper-hot-1280');

  await page.goto(`${site.base}/app/questionnaires/${versionOf('system-cadres')}`);
  await view(page, '预览');
  await looks.getByText('纸质').click();
  await page.getByRole('rowheader', { name: '履行职责、完成重点工作任务' }).waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await screenshot(page, 'questionnaire-preview-paper-1280');
  await page.goto(`${site.base}/app/questionnaires/${versionOf('leader')}`);
  await view(page, '预览');
  await looks.getByText('纸质').click();
  await page.getByText('能出色完成自治区党委、政府部署的重点工作任务', { exact: false }).waitFor();
  await expectAccessible(page, { within: '.qn-stage' });
  await screenshot(page, 'questionnaire-preview-leader-1280');
  await page.setViewportSize(phone);
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'questionnaire-preview-leader-390');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('the office approves and publishes, and the next version shows what changed', async () => {
  const { page, faults } = await signIn('office', desk);
  await page.goto(`${site.base}/app/questionnaires?cycle=${running.cycleId}`);
  await page.getByRole('row', { name: '自治区民政厅' }).getByRole('link', { name: '第1版' }).click();
  await page.getByRole('button', { name: '审核通过' }).click();
  await confirm(page);
  await page.getByText('审核通过', { exact: true }).waitFor();
  await page.getByRole('button', { name: '发布', exact: true }).click();
  await confirm(page);
  await page.getByText('已发布', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: '修改第1题' }).count()).toBe(0);
  await screenshot(page, 'questionnaire-published-1280');
  await expectAccessible(page, { within: 'main' });

  await page.getByRole('button', { name: '以此另建一版' }).click();
  await page.getByText('第2版，自治区民政厅').waitFor();
  await page.getByRole('listitem', { name: '第2题' }).getByRole('button', { name: '修改第2题' }).click();
  const title = page.getByRole('listitem', { name: '第2题' }).getByLabel('题目', { exact: true });
  await title.fill('您对{事项}的政策宣传满意吗？');
  await page.getByRole('listitem', { name: '第7题' }).getByRole('button', { name: '删除第7题' }).click();
  await save(page);
  await view(page, '与往版比较');
  await page.getByText('您对{事项}的政策宣传满意吗？').waitFor();
  await page.getByText('您对{事项}的政策宣传和信息公开满意吗？').waitFor();
  await page.getByText('删去', { exact: true }).waitFor();
  await screenshot(page, 'questionnaire-comparison-1280');

  // Out as a workbook, changed nowhere, and in again.
  await view(page, '题目');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出XLSForm' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await saving).createReadStream()) chunks.push(Buffer.from(chunk));
  await page.getByLabel('要导入的XLSForm工作簿').setInputFiles({
    name: '问卷.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.concat(chunks),
  });
  await page.getByText('读入了10道题，还没有保存').waitFor();
  await screenshot(page, 'questionnaire-imported-1280');
  expect(faults).toEqual([]);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.context().close();
});

it('a phone shows the list without scrolling sideways', async () => {
  const { page, faults } = await signIn('operator', phone);
  await page.goto(`${site.base}/app/questionnaires?cycle=${running.cycleId}`);
  await page.getByText('热点、难点工作问卷：已发布1个，共2个单位').waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'questionnaire-list-390');
  expect(await mzt.liaison.must(contract.listOwnQuestionnaires)).toMatchObject({ items: [{ kind: 'hot-topics' }] });
  expect(faults).toEqual([]);
  await page.context().close();
});
