/** Telephone fieldwork in a real browser: the office sets the choices, a file with mistakes is refused, the mended one stored. */
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import * as contract from '#contract';
import { itemsOf, optionsOf } from '#surveys';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { screenshot } from '../support/browser.ts';
import { acceptedDepartment } from '../support/campaign.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';
import { builtSite } from '../support/site.ts';

const app = await testApp();
const site = builtSite(app);
const { campaign, cadres } = await acceptedDepartment(app);
const { cycleId, office, operator } = campaign;
const design = { method: 'simple', main: 8, reserve: 2, replicateSize: 10 } as const;
const drawn = await operator.must(contract.designDraw, {
  body: { cycleId, frameIds: [cadres.id], design, title: '干部电话' },
});
const params = { drawId: drawn.id };
await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期开奖号码' } });
await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
await operator.must(contract.sealDraw, { params });
await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });
const units = await app.sql<
  { unitId: string }[]
>`select unit_id from draw_units where draw_id = ${drawn.id} order by ticket`;

const questionnaire = readyQuestionnaire('system-cadres');
const items = itemsOf(questionnaire);

/** A file of results as a call room would send it; `mistake` puts an outcome nobody knows into one row. */
function results(mistake: boolean): { name: string; mimeType: string; buffer: Buffer } {
  const answers = items.map(({ question }) => {
    const [first] = optionsOf(questionnaire, question);
    return first?.label ?? (question.kind === 'text' ? '窗口态度好' : '');
  });
  const outcomes = ['11', '11', '11', '31 无人接听', '33 关机', mistake ? '39 不清楚' : '41 空号', '42'];
  const lines = outcomes.map((outcome, index) =>
    [
      units[index]!.unitId,
      outcome,
      '1',
      '2026-01-05 18:30',
      '07',
      ...(outcome === '11' ? answers : items.map(() => '')),
    ].join(','),
  );
  const head = ['样本编号', '话务结果', '拨打次数', '最近拨打时间', '访问员', ...items.map(({ id }) => id)].join(',');
  return { name: '结果.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${[head, ...lines].join('\r\n')}\r\n`) };
}

it('lets the office set the choices before results are in', async () => {
  const { page, faults, context } = await site.signIn('office');
  await page.goto(`${site.base}/app/draws/${drawn.id}/fieldwork`);
  await page.getByText('还没有设定，不计算应答率').waitFor();
  await page.getByRole('button', { name: '设定口径' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByText('关机算未接触（NC）').click();
  await dialog.getByText('中途终止算拒访（R）').click();
  await dialog.locator('.ant-modal-footer button').last().click();
  await page.getByText(/由测试office设定/).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('refuses a file with a mistake and stores the mended one', async () => {
  const { page, faults, context } = await site.signIn('operator');
  await page.goto(`${site.base}/app/draws/${drawn.id}`);
  await page
    .getByRole('link', { name: '电话访问' })
    .or(page.getByRole('button', { name: '电话访问' }))
    .first()
    .click();
  await page.getByRole('heading', { name: /电话访问：干部电话/ }).waitFor();
  await page.locator('input[type=file]').setInputFiles(results(true));
  await page.getByRole('button', { name: '试读' }).click();
  await page.getByText('有1处要改，这份表没有存入任何内容').waitFor();
  await page.getByText('39 不清楚').waitFor();
  expect(await page.getByRole('button', { name: '存入' }).isDisabled()).toBe(true);
  await screenshot(page, 'fieldwork-refused-1280');
  await page.locator('input[type=file]').setInputFiles(results(false));
  await page.getByRole('button', { name: '试读' }).click();
  await page.getByText('可以存入：7个案例有变化，3份问卷会计入').waitFor();
  await screenshot(page, 'fieldwork-preview-1280');
  await page.getByRole('button', { name: '存入' }).click();
  await page.getByText('已存入：7个案例有变化，3份问卷计入').waitFor();
  await page.getByRole('heading', { name: '历次存入（1次）' }).waitFor();
  await expectAccessible(page, { within: '#main' });
  await screenshot(page, 'fieldwork-stored-1280');
  expect(faults).toEqual([]);
  await context.close();
});

it('reads well on a phone, without scrolling sideways', async () => {
  const { page, faults, context } = await site.signIn('office', { width: 390, height: 844 });
  await page.goto(`${site.base}/app/draws/${drawn.id}/fieldwork`);
  await page.getByRole('heading', { name: '名单质量' }).waitFor();
  await page.getByText('自治区民政厅').first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );
  await screenshot(page, 'fieldwork-390');
  expect(faults).toEqual([]);
  await context.close();
});

it('exports the answers once the cycle has closed', async () => {
  await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
  const { page, faults, context } = await site.signIn('operator');
  await page.goto(`${site.base}/app/questionnaires?cycle=${cycleId}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出' }).first().click(),
  ]);
  expect((await buffer(await download.createReadStream())).subarray(0, 2).toString()).toBe('PK');
  await screenshot(page, 'answers-export-1280');
  expect(faults).toEqual([]);
  await context.close();
});
