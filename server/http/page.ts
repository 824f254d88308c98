/**
 * Pages for people without an account, with plain forms: binds a path to a verb that gives HTML or sends on.
 *
 * Promise: what is posted comes from a page of ours, or from a browser too old to say; it is small; it is never logged, and nor is the
 * address it came from.
 */
import { randomUUID } from 'node:crypto';
import type { Context as HonoContext, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../context.ts';
import { Problem } from '#problem';
import { errorResponse } from './bind.ts';
import { peerOf } from './peer.ts';
import { isSecure, type Services } from './services.ts';

const LARGEST = 128 * 1024;

/** A posted form or a query: the same name several times is several values. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface PageRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Fields;
  readonly nonce: string;
  readonly address: string | undefined;
  cookie(name: string): string | undefined;
  /** First party, not for scripts, not sent along from elsewhere. */
  setCookie(name: string, value: string, path: string): void;
}

export type Page =
  | {
      readonly html: string;
      readonly status?: 200 | 404 | 409 | 429;
      /** The page's address says something nobody else shall read, also no log of the server: only the host is told on. */
      readonly private?: boolean;
    }
  | { readonly to: string };
export type PageVerb = (ctx: Context, request: PageRequest) => Promise<Page>;

/** Without a session there is nothing to ride on but the visitor's address; a page elsewhere shall not use that either. */
function assertOwnPage(http: HonoContext, services: Services): void {
  const site = http.req.header('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (site !== undefined) throw new Problem('cross-site');
  const origin = http.req.header('origin');
  if (origin === undefined) return;
  const own = services.config.publicUrl ?? `${new URL(http.req.url).protocol}//${http.req.header('host') ?? ''}`;
  if (origin !== own) throw new Problem('cross-site');
}

function fieldsOf(text: string): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) fields.set(name, [...(fields.get(name) ?? []), value]);
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}

async function readForm(http: HonoContext): Promise<Fields> {
  const type = http.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new Problem('not-json');
  if (Number(http.req.header('content-length') ?? 0) > LARGEST) throw new Problem('upload-too-large', { limit: 0.1 });
  const text = await http.req.text();
  if (text.length > LARGEST) throw new Problem('upload-too-large', { limit: 0.1 });
  return fieldsOf(text);
}

export function bindPage(app: Hono, services: Services, method: 'GET' | 'POST', path: string, verb: PageVerb): void {
  app.on(method, path, async (http: HonoContext) => {
    const requestId = randomUUID();
    try {
      if (method === 'POST') assertOwnPage(http, services);
      const ctx: Context = {
        sql: services.sql,
        actor: { kind: 'anonymous' },
        now: services.now(),
        requestId,
        config: services.config,
        vault: services.vault,
      };
      const page = await verb(ctx, {
        params: http.req.param(),
        query: http.req.query(),
        form: method === 'POST' ? await readForm(http) : {},
        nonce: http.get('nonce') as string,
        address: peerOf(http, services.config),
        cookie: (name) => getCookie(http, name),
        setCookie: (name, value, cookiePath) =>
          setCookie(http, name, value, {
            path: cookiePath,
            httpOnly: true,
            sameSite: 'Lax',
            secure: isSecure(http, services),
            maxAge: 180 * 24 * 3600,
          }),
      });
      // With `no-referrer` a browser without Sec-Fetch-Site would send the form with the origin "null".
      http.set('referrer', 'private' in page && page.private ? 'origin' : 'same-origin');
      if ('to' in page) return http.redirect(page.to, 303);
      return http.html(page.html, page.status ?? 200, { 'cache-control': 'no-store' });
    } catch (error) {
      return errorResponse(error, requestId, services);
    }
  });
}
