/** Fieldwork as it runs, in a real browser: figures that follow without reloading, pictures, a phone; list quality told to a department. */
import { afterAll, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { screenshot } from '../support/browser.ts';
import { runningFieldwork } from '../support/running-fieldwork.ts';
import { builtSite, noSideways } from '../support/site.ts';

const app = await testApp();
const { campaign, mzt, drawId, units, filing, store } = await runningFieldwork(app, {
  main: 80,
  reserve: 40,
  replicateSize: 40,
});
const { cycleId, office, operator } = campaign;
const site = builtSite(app);
afterAll(async () => {
  for (const { context } of site.opened) await context.close();
});

// Two weeks up to yesterday, fewer on the weekend, and this morning.
const perDay = [3, 4, 5, 4, 0, 0, 5, 3, 4, 6, 5];
const answered = [...units['system-cadres'].slice(0, 24), ...units['hot-topics'].slice(0, 20)].map(
  ({ unitId }) => unitId,
);
const ofCadres = new Set(units['system-cadres'].map(({ unitId }) => unitId));
const dayOf = perDay.flatMap((count, day) => Array.from({ length: count }, () => 11 + day));
await store([
  ...answered.slice(0, dayOf.length).map((unitId, n) =>
    filing({
      kind: ofCadres.has(unitId) ? 'system-cadres' : 'hot-topics',
      on: `2026-11-${dayOf[n]}T1${n % 8}:20:00+08:00`,
      channel: n % 3 === 0 ? 'link' : 'telephone',
      case: { drawId, unitId },
    }),
  ),
  ...Array.from({ length: 60 }, (_, n) =>
    filing({
      kind: 'public',
      on: `2026-11-${String(12 + (n % 10))}T${String(8 + (n % 12)).padStart(2, '0')}:05:00+08:00`,
    }),
  ),
  ...Array.from({ length: 7 }, (_, n) => filing({ kind: 'public', on: `2026-11-22T0${7 + (n % 3)}:15:00+08:00` })),
]);
await office.must(contract.setFieldworkChoices, {
  params: { cycleId },
  body: { switchedOff: 'NC', brokenOff: 'R' },
});
const outcomes = ['41 空号', '33 停机', '42', '31', '22', '33 关机', '31', '32'];
const called = [...units['hot-topics'].slice(20, 36), ...units['system-cadres'].slice(24, 30)];
await operator.must(contract.storeCallResults, {
  params: { drawId },
  form: {},
  files: [
    new File(
      [`token,outcome,call attempts\n${called.map(({ unitId }, n) => `${unitId},${outcomes[n % 8]!},1`).join('\n')}\n`],
      '结果.csv',
    ),
  ],
});

it('shows what came in against the targets, and follows without reloading', async () => {
  const { page, faults } = await site.windowOf(operator, { width: 1280, height: 900 });
  await page.goto(`${site.base}/app/cycles/${cycleId}`);
  await page.getByRole('link', { name: '实时进度' }).click();
  await page.getByRole('heading', { name: '实时进度：2015年度社会评价' }).waitFor();
  await page.getByText(/已收到39份，目标80份/).waitFor();
  await page
    .getByText(/预计2026年1[12]月\d+日（星期.）达到目标；最快/)
    .first()
    .waitFor();
  const web = page.locator('.tile', { hasText: '网上' });
  await web.getByText('67', { exact: true }).waitFor();
  await page.locator('[data-drawn=yes]').nth(2).waitFor();
  await screenshot(page, 'live-fieldwork-1280');
  await expectAccessible(page, { within: '#main' });
  // One more comes in; the page looks again by itself.
  await store([filing({ kind: 'public', on: '2026-11-22T09:59:00+08:00' })]);
  app.clock.now = new Date(app.clock.now.getTime() + 60_000);
  await web.getByText('68', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('switch', { name: '只看没到目标的，最少的在前' }).click();
  await page.getByRole('switch', { name: '自动更新' }).click();
  expect(await page.getByRole('switch', { name: '自动更新' }).isChecked()).toBe(false);
  expect(faults).toEqual([]);
}, 120_000);

it('reads well on a phone', async () => {
  const { page, faults } = await site.windowOf(office, { width: 390, height: 844 });
  await page.goto(`${site.base}/app/cycles/${cycleId}/live`);
  await page.getByText(/已收到39份，目标80份/).waitFor();
  await page.locator('[data-drawn=yes]').nth(2).waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'live-fieldwork-390');
  await expectAccessible(page, { within: '#main' });
  expect(faults).toEqual([]);
}, 60_000);

it('tells departments the quality of their lists once the cycle is closed', async () => {
  await office.must(contract.changeCycle, { params: { cycleId }, body: { state: 'closed' } });
  const { page, faults } = await site.windowOf(office, { width: 1280, height: 800 });
  await page.goto(`${site.base}/app/cycles/${cycleId}/list-quality`);
  await page.getByText('访问已结束，还没有反馈给各部门').waitFor();
  await screenshot(page, 'list-quality-1280');
  await page.getByRole('button', { name: '反馈给各部门' }).click();
  const dialog = page.locator('.ant-modal').filter({ visible: true });
  await dialog.getByText('反馈以后不能撤回').waitFor();
  await dialog.locator('.ant-modal-footer button').last().click();
  await page.getByText(/由测试office反馈给各部门/).waitFor();
  await expectAccessible(page, { within: '#main' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载Excel' }).click(),
  ]);
  expect(await download.failure()).toBeNull();
  expect(faults).toEqual([]);
}, 60_000);

it('shows a department its own lists, and nothing out of few calls', async () => {
  const { page, faults } = await site.windowOf(mzt.liaison, { width: 390, height: 844 });
  await page.goto(`${site.base}/app/`);
  await page.getByRole('heading', { name: '名单质量' }).waitFor();
  await page
    .getByRole('link', { name: '查看', exact: true })
    .or(page.getByRole('button', { name: '查看', exact: true }))
    .first()
    .click();
  await page.getByRole('heading', { name: '本部门的名单' }).waitFor();
  await page.getByText('不足10人，不列').waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'list-quality-own-390');
  await expectAccessible(page, { within: '#main' });
  expect(faults).toEqual([]);
}, 60_000);
