/** The browser the journeys are tested with: real, Chinese, as strict as a visitor's, and without a way out. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, screenshot } from '../support/browser.ts';

let origin = '';
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  if (request.url === '/other') response.end('<p>其他来源</p>');
  else {
    response.end(
      `<title>评议</title><body style="font: 40px sans-serif"><p><span id=han>满意度</span></p>
      <p><span id=more>测评表</span></p><p><b>南宁市绩效办</b> Pingyi 2026</p>`,
    );
  }
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => {
  server.close();
});

test('Han are drawn, not empty boxes', async () => {
  const { page, faults, outside } = await openPage();
  await page.goto(origin);
  // An empty box looks the same for every character.
  const [one, other] = [await page.locator('#han').screenshot(), await page.locator('#more').screenshot()];
  expect(one.equals(other)).toBe(false);
  const path = await screenshot(page, 'browser');
  expect((await stat(path)).size).toBeGreaterThan(5000);
  expect(faults.filter((fault) => !fault.includes('favicon'))).toEqual([]);
  expect(outside).toEqual([]);
});

test('the same-origin policy holds', async () => {
  const { page } = await openPage();
  await page.goto(origin);
  const other = origin.replace('127.0.0.1', 'localhost');
  const answer = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => 'read',
        () => 'refused',
      ),
    `${other}/other`,
  );
  expect(answer).toBe('refused');
});

test('the outside world cannot be reached, and an attempt is noted', async () => {
  const { page, outside } = await openPage();
  await page.goto(origin);
  const answer = await page.evaluate(() =>
    fetch('https://example.org/', { mode: 'no-cors' }).then(
      () => 'read',
      () => 'refused',
    ),
  );
  expect(answer).toBe('refused');
  expect(outside).toEqual(['https://example.org/']);
});

test('a small screen and no scripts are possible, and visitors do not share cookies', async () => {
  const one = await openPage({ viewport: { width: 375, height: 667 }, javaScriptEnabled: false });
  await one.page.goto(origin);
  await one.context.addCookies([{ name: 'a', value: '1', url: origin }]);
  const other = await openPage();
  await other.page.goto(origin);
  expect(await other.context.cookies()).toEqual([]);
  const again = await openPage({ context: one.context });
  expect(await again.context.cookies()).toHaveLength(1);
  expect(again.page.viewportSize()).toEqual({ width: 375, height: 667 });
});
