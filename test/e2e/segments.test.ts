/** The number-segment table in a real browser: imported with bad rows, replaced, looked at by an operator on a phone, removed. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { testApp } from '../support/app.ts';
import { screenshot } from '../support/browser.ts';
import { campaign } from '../support/campaign.ts';
import { builtSite } from '../support/site.ts';

const app = await testApp();
await campaign(app);
const site = builtSite(app);

const signIn = async (login: string, viewport: { width: number; height: number }): Promise<Page> =>
  (await site.signIn(login, viewport)).page;

const csv = (...lines: readonly string[]) => ({
  name: '号段归属.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`${lines.join('\r\n')}\r\n`),
});

async function importTable(page: Page, source: string, ...lines: readonly string[]): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(csv(...lines));
  await page.getByText('号段归属.csv').first().waitFor();
  await page.getByLabel('来源').fill(source);
  await page.getByRole('button', { name: '导入', exact: true }).click();
}

it('is imported, replaced and removed by the office, and seen by an operator', async () => {
  const office = await signIn('office', { width: 1280, height: 800 });
  await office.getByRole('link', { name: '号段表' }).click();
  await office.getByRole('heading', { name: '现在没有号段表' }).waitFor();
  await screenshot(office, 'segments-none');

  await importTable(office, '通信管理局2026年9月提供', '姓名,电话', '张三,1');
  await office.getByText('没有找到表头').waitFor();

  const many = Array.from({ length: 5000 }, (_, i) => `${1_380_000 + i},077${i % 10}`);
  await importTable(
    office,
    '通信管理局2026年9月提供',
    '号段,区号,城市',
    '138000,0771,',
    ...many,
    '1390000,0772,南宁',
    '1380001,0779,',
    '1380005,0775,',
  );
  await office.getByText(/已导入第1版/).waitFor();
  await office.getByText('没有采用的行：4行').click();
  await office.getByRole('cell', { name: '区号与城市不一致' }).waitFor();
  await screenshot(office, 'segments-imported');

  await importTable(office, '通信管理局2026年11月提供', '号段,城市', '1380001,南宁市', '1380002,桂林');
  await office.getByRole('heading', { name: '正在用：第2版' }).waitFor();
  await office.getByText('导入的每一行都采用了。').waitFor();

  const operator = await signIn('operator', { width: 390, height: 844 });
  await operator.goto(`${site.base}/app/segments`);
  await operator.getByRole('heading', { name: '正在用：第2版' }).waitFor();
  expect(await operator.getByRole('button', { name: '停用' }).count()).toBe(0);
  expect(await operator.locator('input[type=file]').count()).toBe(0);
  await screenshot(operator, 'segments-phone');
  expect(await operator.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );

  await office.getByRole('button', { name: '停用' }).click();
  const dialog = office.locator('.ant-modal').filter({ visible: true });
  await dialog.locator('.ant-modal-footer button').last().click();
  await office.getByRole('heading', { name: '现在没有号段表' }).waitFor();
  await screenshot(office, 'segments-removed');
  for (const { faults, outside } of site.opened)
    expect([faults.filter((fault) => !fault.includes('422')), outside]).toEqual([[], []]);
});
