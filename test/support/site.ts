/** The application of a test behind a real port with the built pages, and people who sign in to it with Chromium. */
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../server/app.ts';
import { PASSWORD, type TestApp, type Visitor } from './app.ts';
import { openPage, type OpenedPage } from './browser.ts';
import { root } from './cache.ts';

type Fetch = (request: Request) => Response | Promise<Response>;
type WindowOptions = NonNullable<Parameters<typeof openPage>[0]>;

interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface ServedPages {
  /** `http://127.0.0.1:port`; known once the tests run. */
  readonly base: string;
}

export interface BuiltSite extends ServedPages {
  /** Every window that was opened here. */
  readonly opened: OpenedPage[];
  /** A window of its own in which this person has just signed in. */
  signIn(login: string, viewport?: Viewport): Promise<OpenedPage>;
  /** A window of somebody who signed in over HTTP: quicker, where signing in is not what is looked at. */
  windowOf(visitor: Visitor, viewport?: Viewport): Promise<OpenedPage>;
}

/** Serves for as long as the test file runs, and ends although a window is still open. */
export function servedPages(fetch: Fetch): ServedPages {
  let server: ServerType;
  let base = '';
  beforeAll(async () => {
    base = await new Promise<string>((resolve) => {
      server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
    });
  });
  afterAll(() => {
    const closed = new Promise((resolve) => server.close(resolve));
    // A window that is still open keeps its connection, and a test file would wait for it.
    if ('closeAllConnections' in server) server.closeAllConnections();
    return closed;
  });
  return {
    get base() {
      return base;
    },
  };
}

/** The product's own pages, built. */
export function builtSite(app: TestApp, look: Omit<WindowOptions, 'viewport'> = {}): BuiltSite {
  const pages = servedPages(builtPages(app));
  const opened: OpenedPage[] = [];
  return {
    get base() {
      return pages.base;
    },
    opened,
    async signIn(login, viewport = { width: 1280, height: 800 }) {
      const one = await openPage({ hasTouch: viewport.width < 500, ...look, viewport });
      opened.push(one);
      one.page.setDefaultTimeout(20_000);
      await signInAt(one.page, pages.base, login);
      return one;
    },
    async windowOf(visitor, viewport = { width: 1280, height: 800 }) {
      const one = await openPage({ hasTouch: viewport.width < 500, ...look, viewport });
      opened.push(one);
      one.page.setDefaultTimeout(20_000);
      const at = visitor.cookie.indexOf('=');
      await one.context.addCookies([
        { name: visitor.cookie.slice(0, at), value: visitor.cookie.slice(at + 1), url: pages.base, httpOnly: true },
      ]);
      return one;
    },
  };
}

/** What answers a request for the built product. */
export const builtPages = (app: TestApp): Fetch =>
  createApp(app.services, { webRoot: join(root, 'dist/web'), docsRoot: undefined }).fetch;

/** Signs in by the form, in a window that is there already. */
export async function signInAt(page: Page, base: string, login: string): Promise<void> {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

/** Nothing on the page is wider than the window. */
export const noSideways = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
