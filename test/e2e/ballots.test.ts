/** The ballot's client in a real browser, also one as old as we promise, and the public board with its receipts. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as client from '#ballot-client';
import { testApp } from '../support/app.ts';
import { openPage, screenshot, type OpenedPage } from '../support/browser.ts';
import { root } from '../support/cache.ts';
import { device, numbersOf, prepareElection, someDraft, type Election } from '../support/election.ts';
import { takeAway } from '../support/old-browser.ts';
import { builtPages, servedPages } from '../support/site.ts';

const app = await testApp();
const pages = new Hono();
const site = servedPages((request) => pages.fetch(request));
let election: Election;
let script = '';

beforeAll(async () => {
  const office = await app.person('office', 'office');
  election = await prepareElection(app, office, { name: 'browser', raters: { A1: 44, B1: 12 }, units: 12 });
  await election.start();
  const built = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: ['chrome67', 'safari14'],
      modulePreload: false,
      rolldownOptions: { input: join(root, 'test/support/ballot-page.ts'), output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  script = built.output[0].code;
  pages.get('/old', (http) =>
    http.html(
      `<!doctype html><meta charset="utf-8"><title>old</title><pre id="out"></pre><script>${takeAway}</script><script src="/old.js"></script>`,
    ),
  );
  pages.get('/new', (http) =>
    http.html(
      '<!doctype html><meta charset="utf-8"><title>new</title><pre id="out"></pre><script src="/old.js"></script>',
    ),
  );
  pages.get('/old.js', (http) => http.body(script, 200, { 'content-type': 'text/javascript' }));
  pages.mount('/', builtPages(app));
});

const code = (style: string, at: number) => election.codes[style]![at]!;

async function act(opened: OpenedPage, what: string, page = 'old'): Promise<Record<string, unknown>> {
  await opened.page.goto('about:blank');
  await opened.page.goto(`${site.base}/${page}?cycle=${election.cycleId}#${what}`);
  const out = opened.page.locator('#out');
  await out.filter({ hasText: /\{|failed/ }).waitFor({ timeout: 60_000 });
  const text = (await out.textContent()) ?? '';
  expect(text).not.toContain('failed');
  return JSON.parse(text) as Record<string, unknown>;
}

describe('the client in a browser', () => {
  it('is small, and written for browsers of 2018', () => {
    expect(gzipSync(script).length).toBeLessThan(40_000);
    // Optional chaining, nullish, private fields, static blocks, big integer powers rewritten to Math.pow.
    const newer = /[\w)\]]\?\.[A-Za-z_$[(]|[\w)\]]\?\?[\w([]|\bstatic\s*\{|this\.#/.exec(script);
    expect(newer?.[0]).toBeUndefined();
  });

  it('votes, checks, finds its draft, where nothing newer than 2018 exists and the processor is six times slower', async () => {
    const opened = await openPage({ viewport: { width: 390, height: 844 } });
    const session = await opened.context.newCDPSession(opened.page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const cast = await act(opened, `cast.${code('A1', 0)}`);
    expect(cast).toMatchObject({ kind: 'received' });
    expect(cast['receipt']).toMatch(/^[0-9a-f]{24}$/);
    // The same code again: the platform says so, and nothing is lost.
    expect(await act(opened, `cast.${code('A1', 0)}`)).toMatchObject({ kind: 'voted-before' });
    const waiting = await act(opened, `check.${code('A1', 0)}`);
    expect(waiting).toMatchObject({ kind: 'waiting', receipt: cast['receipt'] });
    expect(Object.keys((waiting['draft'] as client.Draft).grades)).toHaveLength(12);
    expect(opened.faults.filter((fault) => !/409|favicon|404/.test(fault))).toEqual([]);
  });

  it('sends no cookie and no referrer, whatever the browser holds', async () => {
    const opened = await openPage();
    await opened.context.addCookies([{ name: 'pingyi', value: 'a-session', url: site.base }]);
    const sent: Record<string, string>[] = [];
    opened.page.on('request', (request) => {
      if (request.url().includes('/api/')) sent.push(request.headers());
    });
    expect(await act(opened, `cast.${code('A1', 1)}`, 'new')).toMatchObject({ kind: 'received' });
    expect(sent.length).toBeGreaterThanOrEqual(3);
    for (const headers of sent) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('authorization');
      expect(headers['referer'] ?? '').toBe('');
    }
  });
});

describe('the board', () => {
  it('publishes the digests of the scripts it is served with', async () => {
    const digests = await (await fetch(`${site.base}/site/digests`)).text();
    const bytes = Buffer.from(await (await fetch(`${site.base}/site/board.js`)).arrayBuffer());
    expect(digests).toContain(`${createHash('sha256').update(bytes).digest('hex')}  board.js`);
  });

  it('shows the box, and finds a receipt in the browser', async () => {
    const form = await election.form();
    const below = numbersOf('browser');
    let receipt = '';
    for (const one of election.codes['A1']!.slice(3, 42)) {
      const outcome = await device(app, form, one).cast(someDraft(form, 'A1', below));
      if (outcome.kind === 'received') receipt = outcome.receipt;
    }
    const opened = await openPage({ viewport: { width: 390, height: 844 } });
    const { page } = opened;
    await page.goto(`${site.base}/board/${election.cycleId}`);
    await page.getByRole('heading', { name: '查我的回执' }).waitFor();
    await page.getByLabel('投票后得到的24位回执').fill('1234');
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('回执是24位数字和字母').waitFor();
    await page.getByLabel('投票后得到的24位回执').fill('00'.repeat(12));
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('清单里还没有这个回执').waitFor();
    await election.handOutAll();
    await election.close();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('about:blank');
    await page.goto(`${site.base}/board/${election.cycleId}#${receipt}`);
    await page.getByText('在箱里：清单共41张').waitFor();
    await screenshot(page, 'ballot-board-390');
    // Nothing is asked about the own ballot.
    expect(asked.filter((url) => url.includes(receipt) && !url.includes('#'))).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
    expect(opened.faults.filter((fault) => !/favicon|404/.test(fault))).toEqual([]);
    expect(opened.outside).toEqual([]);
    const wide = await openPage();
    await wide.page.goto(`${site.base}/board/${election.cycleId}`);
    await wide.page.getByText('已截止并封箱').waitFor();
    await screenshot(wide.page, 'ballot-board-1280');
    // A board whose list does not give its root is called wrong.
    await wide.page.route('**/api/boards/*', async (route) => {
      const reply = await route.fetch();
      const board = (await reply.json()) as { leaves: string[] };
      await route.fulfill({ response: reply, json: { ...board, leaves: board.leaves.slice(1) } });
    });
    await wide.page.getByLabel('投票后得到的24位回执').fill(receipt);
    await wide.page.getByRole('button', { name: '核对' }).click();
    await wide.page.getByText('清单与它的根不符').waitFor();
  });
});
