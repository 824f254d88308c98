/**
 * Each shipped scheme in a real browser: computed, frozen by one, published by another, received and reviewed where the scheme knows
 * a review; what the office downloads recomputes byte for byte by the command line.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { findScheme, shippedSchemes } from '#surveys';
import { scoreCommand } from '../../server/cli/score.ts';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { commandRun } from '../support/command-run.ts';
import { scoredCycle } from '../support/scoring.ts';
import { builtSite, noSideways } from '../support/site.ts';
import { temporaryFile } from '../support/temporary.ts';

const score = commandRun(scoreCommand);
const app = await testApp();
const office = await app.person('office', 'office');
const deputy = await app.person('office', 'deputy');
const site = builtSite(app);

const dialog = (page: Page) => page.getByRole('dialog');
const press = async (page: Page, name: RegExp | string) => {
  await dialog(page).getByRole('button', { name }).click();
  await dialog(page).waitFor({ state: 'hidden' });
};
/** What a button saves, read as it comes. */
async function savedBy(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const pieces: Buffer[] = [];
  for await (const piece of await (await waiting).createReadStream()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

describe.each(shippedSchemes.map(({ id }) => id))('%s', (schemeId) => {
  it('is opened, computed, frozen, published and reviewed', async () => {
    const scheme = findScheme(schemeId)!;
    const scored = await scoredCycle({ office, deputy }, schemeId, { perGroup: 2 });
    const first = scored.departments[0]!;
    const liaison = await app.person('liaison', `liaison-${schemeId}`, first.id);
    const at = (what: string) => `${site.base}/app/results/${scored.cycleId}/${what}`;
    const one = await site.windowOf(office);
    const two = await site.windowOf(deputy);
    const three = await site.windowOf(liaison, { width: 390, height: 844 });

    await one.page.goto(at('scoring'));
    await one.page.getByText(scheme.title).first().waitFor();
    await one.page.getByText(`（${scored.departments.length}个单位都已归类）`).waitFor();
    // Before the close: no figure, and the page says why.
    await one.page.goto(at('compute'));
    await one.page.getByText('评价周期还没有结束：结束前不显示任何得分').waitFor();
    expect(await one.page.getByRole('button', { name: '冻结结果' }).count()).toBe(0);
    await scored.close();
    await one.page.reload();
    await one.page.getByRole('button', { name: '冻结结果' }).click();
    await dialog(one.page).getByLabel('冻结的缘由').fill('年度考评结果汇总');
    await press(one.page, /^冻\s*结$/);
    await one.page.getByText('已冻结，未公布').waitFor();
    await two.page.goto(at('compute'));
    await two.page.getByRole('button', { name: '公布这一版' }).click();
    await press(two.page, /^公\s*布$/);
    await two.page.getByText('已公布', { exact: true }).first().waitFor();

    // Another machine: the command on what was downloaded.
    const pack = await savedBy(two.page, '冻结包');
    const again = await score('--package', temporaryFile(pack));
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('重算结果与冻结包逐字节相同');
    const run = await score(
      '--scheme',
      schemeId,
      '--input',
      temporaryFile(await savedBy(two.page, '计分输入')),
      '--json',
    );
    expect(run.stdout).toBe(await savedBy(two.page, '计分结果'));

    // The table, as the office reads it.
    await two.page.goto(at('table'));
    await two.page.getByRole('region', { name: /排名$/ }).first().waitFor();
    await two.page.getByText(first.name).first().waitFor();
    await screenshot(two.page, `scheme-${schemeId}-table`);

    // The department, on a phone.
    await three.page.goto(at(`departments/${first.id}`));
    await three.page.getByRole('heading', { name: `${first.name}的考评结果` }).waitFor();
    if (scheme.review === null) {
      await three.page.getByText('方案没有规定复核期限').waitFor();
      expect(await three.page.getByRole('button', { name: '申请复核' }).count()).toBe(0);
      const asked = await liaison.call(contract.fileReview, {
        params: { cycleId: scored.cycleId, departmentId: first.id },
        form: { item: '总分', reason: '有异议', request: '请复核' },
        files: [],
      });
      expect(asked.body.code).toBe('review-none');
    } else {
      await three.page.getByText(`次日起${scheme.review.workingDays}个工作日内可以申请复核`).waitFor();
      expect(await three.page.getByText('逾期视同自动放弃').count()).toBe(scheme.review.late === 'waived' ? 1 : 0);
      await three.page.getByRole('button', { name: '签收反馈单' }).click();
      await press(three.page, /^签\s*收$/);
      await three.page.getByRole('button', { name: '申请复核' }).click();
      await dialog(three.page).getByLabel('复核事项').fill('满意度得分');
      await dialog(three.page).getByLabel('事实和理由').fill('样本里有外单位的人');
      await dialog(three.page).getByLabel('请求', { exact: true }).fill('请核对后更正');
      await press(three.page, '提出申请');
      await three.page.getByRole('article', { name: '复核：满意度得分' }).waitFor();
      // Two people decide: who proposes does not confirm.
      await one.page.goto(at('reviews'));
      await one.page.getByRole('button', { name: `提出处理意见：${first.name}` }).click();
      await dialog(one.page).getByText('维持原结果').click();
      await dialog(one.page).getByLabel('核查情况').fill('样本无误');
      await press(one.page, '提出，待另一人确认');
      await one.page.getByText('由您提出，须由另一个绩效办账号确认').waitFor();
      await two.page.goto(at('reviews'));
      await two.page.getByRole('button', { name: `确认：${first.name}` }).click();
      await press(two.page, /^确\s*认$/);
      await two.page.getByRole('heading', { name: '已处理（1）' }).waitFor();
      await three.page.reload();
      await three.page.getByText('样本无误').waitFor();
    }
    expect(await noSideways(three.page)).toBe(true);
    await screenshot(three.page, `scheme-${schemeId}-department-390`);

    // The sheet as a page: read on the phone, printed on paper.
    const sheet = await three.page.getByRole('link', { name: '看反馈单、打印' }).getAttribute('href');
    await three.page.goto(`${site.base}${sheet}`);
    await three.page.getByRole('heading', { name: '考评情况反馈单' }).waitFor();
    await three.page.getByRole('cell', { name: '签收人' }).waitFor();
    expect(await noSideways(three.page)).toBe(true);
    await screenshot(three.page, `scheme-${schemeId}-sheet-390`);
    await three.page.emulateMedia({ media: 'print' });
    await screenshot(three.page, `scheme-${schemeId}-sheet-print`);
    expect([...one.faults, ...two.faults, ...three.faults]).toEqual([]);
    for (const { context } of [one, two, three]) await context.close();
  });
});
