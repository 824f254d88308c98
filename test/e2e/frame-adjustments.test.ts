/** The frame page in a real browser: the office adjusts a rule, a liaison mends cells on the page and sees what changed. */
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFailed } from 'vitest';
import * as contract from '#contract';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { campaign, workbook } from '../support/campaign.ts';
import { builtSite } from '../support/site.ts';

const app = await testApp();
const running = await campaign(app);
const site = builtSite(app);
const mzt = await running.department('自治区民政厅', 'public-affairs');

const signIn = async (login: string, viewport?: { width: number; height: number }): Promise<Page> =>
  (await site.signIn(login, viewport)).page;

const dialogOf = (page: Page) => page.locator('.ant-modal').filter({ visible: true });

async function confirm(page: Page): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.locator('.ant-modal-footer button').last().click();
  await dialog.waitFor({ state: 'hidden' });
}

const keepOnFailure = () =>
  onTestFailed(async () => {
    for (const [index, { page }] of site.opened.entries()) await screenshot(page, `failed-adjustments-${index + 1}`);
  });

describe('the frame page', () => {
  it('records an adjustment by the office, and the returned list passes', async () => {
    keepOnFailure();
    const short = await mzt.file(3, workbook('s55-exempt-minimum/附件3.xlsx'));
    expect(short.verdict).toBe('returned');
    const office = await signIn('office');
    await office.goto(`${site.base}/app/frames/${short.frameId}`);
    await office.getByText('没有调整，按文件规定的要求审核。').waitFor();
    await office.getByRole('button', { name: '新增调整' }).click();
    await dialogOf(office).getByLabel('同意的人数').fill('9');
    await dialogOf(office).getByLabel('谁同意的').fill('绩效办二处 李处长');
    await dialogOf(office).getByLabel('原因').fill('工作涉密，服务对象只有9家');
    await screenshot(office, 'exemption-dialog');
    await confirm(office);
    await office.getByText('最低人数：9人').waitFor();
    await office.getByRole('heading', { name: '通过审核，等待接收' }).waitFor();
    await office.getByText('接收以前部门还可以重报').waitFor();
    await office.getByText('可用 9 / 至少 9').waitFor();
    await screenshot(office, 'exemption-recorded');
    await office.getByRole('button', { name: /撤销调整/ }).click();
    await confirm(office);
    await office.getByText('已撤销', { exact: true }).waitFor();
    await office.getByRole('heading', { name: '需要修改后重报' }).waitFor();
    await office.getByText('由绩效办协商后调整要求').waitFor();
    expect(await office.getByText('在自己的表里改好').count()).toBe(0);
  });

  it('lets a liaison mend cells and shows what changed', async () => {
    keepOnFailure();
    const messy = await mzt.file(3, workbook('c01-mzt/附件3.xlsx'));
    const page = await signIn('liaison-1');
    await page.goto(`${site.base}/app/frames/${messy.frameId}`);
    await page.getByText(/^错误 \d/).click();
    for (const row of [84, 187]) {
      await page
        .getByRole('button', { name: `修改第${row}行`, exact: false })
        .first()
        .click();
      await dialogOf(page).getByLabel('改为').fill('仍可联系');
      if (row === 84) await screenshot(page, 'mending-dialog');
      await confirm(page);
    }
    await page.getByRole('region', { name: '待提交的修改' }).waitFor();
    await screenshot(page, 'mending-collected');
    await page.getByRole('button', { name: /^提交修改/ }).click();
    await page.getByText('第3次报送').first().waitFor();
    await page.getByText('网上修改第2次的2处').waitFor();
    expect(await mzt.frame(3)).toMatchObject({
      latest: { number: 3, mended: { from: 2, cells: 2 }, counts: { usable: messy.counts.usable + 2 } },
    });
    const compared = page.getByRole('region', { name: '与上一次相比' });
    await compared.getByText('新增2人', { exact: true }).click();
    await compared.getByRole('cell', { name: '84', exact: true }).waitFor();
    await screenshot(page, 'difference');
    expect(page.url()).not.toContain('仍可联系');
  });

  it('holds on a phone', async () => {
    keepOnFailure();
    const { id } = await mzt.frame(3);
    const phone = await signIn('liaison-1', { width: 390, height: 844 });
    await phone.goto(`${site.base}/app/frames/${id}`);
    await phone
      .getByRole('button', { name: /^修改第/ })
      .first()
      .waitFor();
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await screenshot(phone, 'mending-phone');
  });

  it('runs without faults, and shows staff no names', async () => {
    keepOnFailure();
    const { id, latest } = await mzt.frame(3);
    const operator = await signIn('operator');
    await operator.goto(`${site.base}/app/frames/${id}`);
    const compared = operator.getByRole('region', { name: '与上一次相比' });
    await compared.getByText('姓名和号码已遮盖').waitFor();
    const own = await mzt.liaison.must(contract.getDifference, { params: { submissionId: latest!.id } });
    await compared.getByText('新增2人', { exact: true }).click();
    for (const { name } of own.added) expect(await compared.getByText(name).count()).toBe(0);
    expect(await operator.getByRole('button', { name: '新增调整' }).count()).toBe(0);
    for (const { faults, outside } of site.opened) expect([faults, outside]).toEqual([[], []]);
  });
});
