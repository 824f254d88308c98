/** The application of a test behind a real port with the built pages, and people who sign in to it with Chromium. */
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../server/app.ts';
import { PASSWORD, type TestApp } from './app.ts';
import { openPage, type OpenedPage } from './browser.ts';
import { root } from './cache.ts';

export interface BuiltSite {
  /** `http://127.0.0.1:port`; known once the tests run. */
  readonly base: string;
  /** A window of its own in which this person has just signed in. */
  signIn(login: string, viewport?: { readonly width: number; readonly height: number }): Promise<OpenedPage>;
}

/** Serves for as long as the test file runs. */
export function builtSite(app: TestApp): BuiltSite {
  const built = createApp(app.services, { webRoot: join(root, 'dist/web'), docsRoot: undefined });
  let server: ServerType;
  let base = '';
  beforeAll(async () => {
    base = await new Promise<string>((resolve) => {
      server = serve({ fetch: built.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
    });
  });
  afterAll(() => {
    // A window that is still open keeps its connection, and a test file would wait for it.
    if ('closeAllConnections' in server) server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    get base() {
      return base;
    },
    async signIn(login, viewport = { width: 1280, height: 800 }) {
      const one = await openPage({ viewport });
      one.page.setDefaultTimeout(15_000);
      await one.page.goto(`${base}/app/sign-in`);
      await one.page.getByLabel('登录名').fill(login);
      await one.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
      await one.page.getByRole('button', { name: '登录' }).click();
      await one.page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
      return one;
    },
  };
}

/** Nothing on the page is wider than the window. */
export const noSideways = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
