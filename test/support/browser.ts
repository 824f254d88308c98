/** Pages of the shared Chromium, each in a context of its own, closed after the last test of the file. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, inject } from 'vitest';
import { root } from './cache.ts';

export interface OpenedPage {
  page: Page;
  context: BrowserContext;
  /** Uncaught errors and console errors of the page. */
  faults: string[];
  /** Addresses beyond this machine that the page asked for (in vain). */
  outside: string[];
}

let connecting: Promise<Browser> | null = null;

function connect(): Promise<Browser> {
  return (connecting ??= chromium.connect(inject('browser').wsEndpoint));
}

afterAll(async () => {
  // Disconnects; the browser itself stays for the other files. Contexts of a connection end with it.
  if (connecting) await (await connecting).close();
});

/** As people do: they press nothing while parts of a page still come and move the others. A page of ours says what it is still reading. */
async function untilRead(page: Page): Promise<void> {
  const reading = page.locator('#root .opening, #root [aria-label="正在读取"]').first();
  await reading.waitFor({ state: 'detached', timeout: 10_000 }).catch(() => undefined);
}

/** A page as a visitor in China has it. Pass `context` for a second page of the same visitor. */
export async function openPage({
  context: shared,
  ...options
}: BrowserContextOptions & { context?: BrowserContext } = {}): Promise<OpenedPage> {
  const context =
    shared ??
    (await (
      await connect()
    ).newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options }));
  const page = await context.newPage();
  const goTo = page.goto.bind(page);
  page.goto = async (url, options) => {
    const reply = await goTo(url, options);
    await untilRead(page);
    return reply;
  };
  const faults: string[] = [];
  const outside: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname))
      outside.push(request.url());
  });
  return { page, context, faults, outside };
}

/** Kept in test-results/screenshots/ for people to look at; returns the path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(root, 'test-results/screenshots');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}
