/**
 * The platform's own pages and routes without a port, at a moment of the story: for those who come without an account.
 *
 * Promise: every answer and every ballot of the demo comes in by the forms and routes that a phone uses, and is refused by the same rules.
 */
import type { Hono } from 'hono';
import { createTransport, type Transport } from '#ballot-client';
import { createApp } from '../app.ts';
import type { Stage } from './stage.ts';

export interface Door {
  /** The clock of what is asked next. */
  at: Date;
  /** A phone behind an address, with cookies of its own. */
  phone(address: string): Phone;
  /** How a ballot travels: without a cookie. */
  readonly transport: Transport;
}

interface Page {
  readonly status: number;
  readonly text: string;
}

export interface Phone {
  get(path: string): Promise<Page>;
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Page>;
}

export function openDoor({ platform, now }: Stage): Door {
  const clock = { at: now };
  const { sql, vault, config } = platform;
  const app = createApp(
    { sql, vault, config, now: () => clock.at, log: () => undefined },
    { webRoot: undefined, docsRoot: undefined },
  ) as unknown as Hono;
  const ask = async (path: string, init: RequestInit, address?: string): Promise<Response> =>
    app.request(
      `http://localhost${path}`,
      { redirect: 'manual', ...init, headers: { ...(init.headers as object), 'sec-fetch-site': 'same-origin' } },
      address === undefined ? undefined : { incoming: { socket: { remoteAddress: address } } },
    );
  return {
    get at() {
      return clock.at;
    },
    set at(at) {
      clock.at = at;
    },
    phone: (address) => phoneOf((path, init) => ask(path, init, address)),
    transport: createTransport(((path: string, init: RequestInit) => ask(path, init)) as typeof fetch),
  };
}

function phoneOf(ask: (path: string, init: RequestInit) => Promise<Response>): Phone {
  const cookies = new Map<string, string>();
  const visit = async (path: string, init: RequestInit): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await ask(path, { ...init, headers: { ...(init.headers as object), cookie } });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return { status: reply.status, text: await reply.text() };
  };
  return {
    get: (path) => visit(path, {}),
    post: (path, fields) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(fields))
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
      return visit(path, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    },
  };
}

/** What a page's form carries along. */
export function carriedBy({ text }: Page): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value
        .replace(/&quot;/g, '"')
        .replace(/&#x27;/g, "'")
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&amp;/g, '&'),
    ]),
  );
}
