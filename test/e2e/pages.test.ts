/** Pages anybody may open without signing in: they work, ask nobody outside, and keep to the policy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, screenshot } from '../support/browser.ts';
import { freshDatabase } from '../support/database.ts';
import { start } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-pages-'));
const { url: database } = await freshDatabase({ empty: true });
const server = start(['serve'], { DATABASE_URL: database, PINGYI_DATA: folder, PORT: '0' });
let base = '';
beforeAll(async () => {
  base = (await server.until(/已启动：(http:\S+)/))[1]!;
}, 120_000);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

describe('public pages', () => {
  it.each([
    ['docs', '/api/docs/', '评价周期'],
    ['guide', '/guide', '部门联络员：报送抽样框'],
    ['sign-in', '/app/sign-in', '忘记密码'],
  ])('%s shows, on a desk and on a phone', async (name, path, text) => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      const { page, faults, outside } = await openPage({ viewport });
      await page.goto(`${base}${path}`);
      await page.getByText(text).first().waitFor({ state: 'attached' });
      await screenshot(page, `public-${name}-${viewport.width}`);
      expect(faults).toEqual([]);
      expect(outside).toEqual([]);
      await page.close();
    }
  });

  it('the docs open chapter by chapter, to the last one', async () => {
    const { page } = await openPage();
    await page.goto(`${base}/api/docs/`);
    for (const [chapter, words] of [
      ['账号', '重设密码的一次性链接'],
      ['留痕', '从头核对留痕链，得到最新的链头摘要'],
    ] as const) {
      await page.locator('.opblock-tag', { hasText: chapter }).first().click();
      await page.locator('.opblock-summary-description', { hasText: words }).waitFor();
    }
  });

  it('an unknown address says so and leads back', async () => {
    const { page } = await openPage();
    const reply = await page.goto(`${base}/draws/00000000-0000-4000-8000-000000000000`);
    expect(reply?.status()).toBe(404);
    const nowhere = await page.goto(`${base}/nowhere`);
    expect(nowhere?.status()).toBe(404);
    await page.getByRole('link', { name: '回到首页' }).waitFor();
  });
});
