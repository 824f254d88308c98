/**
 * The application: middleware in order, routes, error boundary, static files.
 *
 * Promise: every response carries the security headers; pages get a content-security policy without inline scripts.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { serveStatic } from '@hono/node-server/serve-static';
import { Problem } from '#problem';
import { renderOfflineTool } from '#site';
import { errorResponse, problemResponse } from './http/bind.ts';
import type { Services } from './http/services.ts';
import { bindRoutes } from './routes.ts';

export interface AppOptions {
  /** Where the built pages are (`dist/web`); undefined in tests that need none. */
  readonly webRoot: string | undefined;
  /** Where the API page's scripts are (swagger-ui-dist). */
  readonly docsRoot: string | undefined;
}

interface Variables {
  nonce: string;
  /** What this page tells on about its address, when that is more than nothing. */
  referrer: string | undefined;
}

const SCRIPT_PAGES = /^\/(app|api\/docs|b|board|s|l)(\/|$)/;

function contentSecurityPolicy(path: string, nonce: string): string {
  const common =
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; font-src 'self' data:";
  // The API page's library writes style attributes; it shows no data of ours.
  if (path.startsWith('/api/docs'))
    return `${common}; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'`;
  if (SCRIPT_PAGES.test(path))
    return `${common}; script-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'none'; connect-src 'self'; worker-src 'self'`;
  return `${common}; script-src 'none'; style-src 'self' 'nonce-${nonce}'`;
}

export function createApp(services: Services, options: AppOptions): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();

  app.use(async (http, next) => {
    await next();
    // Last of all: the headers for everything would write over it.
    const referrer = http.get('referrer');
    if (referrer !== undefined) http.res.headers.set('referrer-policy', referrer);
  });
  app.use(
    secureHeaders({
      strictTransportSecurity: services.config.publicUrl?.startsWith('https:') ? 'max-age=31536000' : false,
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
    }),
  );
  app.use(async (http, next) => {
    const nonce = randomBytes(16).toString('base64');
    http.set('nonce', nonce);
    await next();
    http.res.headers.set('content-security-policy', contentSecurityPolicy(http.req.path, nonce));
    http.res.headers.delete('x-powered-by');
  });
  app.use(
    bodyLimit({
      // Room for the multipart frame around a file of the full size.
      maxSize: services.config.uploadLimitBytes + 1024 * 1024,
      onError: () =>
        problemResponse(
          new Problem('upload-too-large', { limit: Math.floor(services.config.uploadLimitBytes / 1024 / 1024) }),
          randomUUID(),
        ),
    }),
  );

  // A ballot and a draft are small; nobody needs to send more to a path that asks for no sign-in.
  app.use(
    '/api/:path{ballots|ballot-drafts|credentials|credential-invitations}',
    bodyLimit({ maxSize: 16 * 1024, onError: () => problemResponse(new Problem('ballot-refused'), randomUUID()) }),
  );

  app.get('/healthz', async (http) => {
    try {
      await services.sql`select 1`;
      return http.json({ ok: true });
    } catch (error) {
      return errorResponse(error, randomUUID(), services);
    }
  });

  bindRoutes(app as unknown as Hono, services);
  if (options.webRoot !== undefined) servePages(app, options.webRoot, options.docsRoot);

  app.notFound((http) => {
    if (http.req.path.startsWith('/api/')) return problemResponse(new Problem('not-found'), randomUUID());
    return http.html(plainPage('找不到这个页面', '地址可能不完整，或者内容已移走。', '/app/', '回到首页'), 404);
  });
  app.onError((error) => errorResponse(error, randomUUID(), services));
  return app;
}

const OFFLINE_TOOL = 'pingyi-offline.html';

async function offlineTool(webRoot: string): Promise<string> {
  const script = await readFile(join(webRoot, 'offline', 'offline.js'), 'utf8');
  return renderOfflineTool(script, (text) => createHash('sha256').update(text, 'utf8').digest('base64'));
}

function servePages(app: Hono<{ Variables: Variables }>, webRoot: string, docsRoot: string | undefined): void {
  const immutable = (_path: string, http: HonoContext) => {
    http.header('cache-control', 'public, max-age=31536000, immutable');
  };
  app.get('/', (http) => http.redirect('/app/'));
  app.get('/assets/*', serveStatic({ root: join(webRoot, 'admin'), onFound: immutable }));
  // The small scripts of public pages keep their names, so that their digests can be published and compared.
  app.get('/site/digests', async (http) => {
    const folder = join(webRoot, 'site');
    const names = (await readdir(folder)).toSorted();
    const tool = await offlineTool(webRoot);
    const digests = await Promise.all(
      names.map(async (name) =>
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ),
    );
    const lines = [
      ...names.map((name, i) => `${digests[i]}  ${name}\n`),
      `${createHash('sha256').update(tool).digest('hex')}  ${OFFLINE_TOOL}\n`,
    ];
    return http.text(lines.join(''), 200, { 'cache-control': 'no-cache' });
  });
  // A file to be saved and carried to a machine without a network: it is never run from here.
  app.get(`/site/${OFFLINE_TOOL}`, async (http) =>
    http.body(await offlineTool(webRoot), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `attachment; filename="${OFFLINE_TOOL}"`,
      'cache-control': 'no-cache',
    }),
  );
  app.get(
    '/site/*',
    serveStatic({
      root: join(webRoot, 'site'),
      rewriteRequestPath: (path) => path.replace(/^\/site/, ''),
      onFound: (_path, http) => {
        http.header('cache-control', 'no-cache');
      },
    }),
  );

  const index = async (http: HonoContext<{ Variables: Variables }>) => {
    // Read each time: a build under a running server must not leave pages that point to files which are gone.
    const html = await readFile(join(webRoot, 'admin', 'web', 'admin', 'index.html'), 'utf8');
    const page = html.replaceAll('__CSP_NONCE__', http.get('nonce'));
    return http.html(page, 200, { 'cache-control': 'no-store' });
  };
  app.get('/app', index);
  app.get('/app/*', index);

  if (docsRoot !== undefined) {
    app.get('/api/docs', (http) => http.redirect('/api/docs/'));
    app.get('/api/docs/', (http) => http.html(docsPage));
    app.get('/api/docs/start.js', (http) => http.body(docsStart, 200, { 'content-type': 'text/javascript' }));
    app.get(
      '/api/docs/*',
      serveStatic({ root: docsRoot, rewriteRequestPath: (path) => path.replace(/^\/api\/docs/, '') }),
    );
  }
}

const docsPage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>接口文档 - Pingyi 评议</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/swagger-ui.css"><div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></html>`;
// Folded: with more than some 135 operations open at once the page stops after the first few.
const docsStart = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', docExpansion: 'none', tryItOutEnabled: false, supportedSubmitMethods: [], validatorUrl: null });`;

/** A page of one sentence: for the few moments when there is nothing else to show. */
export function plainPage(title: string, text: string, href: string, link: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} - Pingyi 评议</title><h1>${title}</h1><p>${text}</p><p><a href="${href}">${link}</a></p></html>`;
}
