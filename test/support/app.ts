/** The real application on a fresh real database, with a clock the test holds and people who stand for the roles. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll } from 'vitest';
import * as accounts from '#accounts';
import type { ProblemDocument, RouteReply, RouteRequest, RouteShape } from '#contract';
import type { Role } from '#contract';
import type { Sql } from '#db';
import { createApp } from '../../server/app.ts';
import { readConfig, type Config } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import type { Services } from '../../server/http/services.ts';
import { openVault } from '../../server/vault.ts';
import { freshDatabase } from './database.ts';
import { TEST_MOMENT } from './moment.ts';

export const PASSWORD = 'a password for tests';

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** One browser: keeps its cookie, sends what a browser of ours would send. */
export class Visitor {
  cookie = '';
  constructor(
    private readonly app: Hono,
    private readonly log: readonly string[],
    private readonly headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ) {}

  async raw(
    method: string,
    path: string,
    init: { body?: BodyInit; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const response = await this.app.request(`http://127.0.0.1${path}`, {
      method,
      headers: { ...this.headers, ...(this.cookie ? { cookie: this.cookie } : {}), ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body }),
    });
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  }

  /** Calls a route of the contract; the reply is the body whatever the status. */
  async call<R extends RouteShape>(
    route: R,
    request: RouteRequest<R> = {},
  ): Promise<Reply<RouteReply<R> & ProblemDocument>> {
    const response = await this.raw(route.method, pathOf(route, request), bodyOf(route, request));
    const type = response.headers.get('content-type') ?? '';
    const body: unknown = type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer());
    return { status: response.status, body: body as RouteReply<R> & ProblemDocument, headers: response.headers };
  }

  /** Calls a route that must succeed. */
  async must<R extends RouteShape>(route: R, request: RouteRequest<R> = {}): Promise<RouteReply<R>> {
    const reply = await this.call(route, request);
    if (reply.status >= 400)
      throw new Error(
        `${route.method} ${route.path}: ${reply.status} ${JSON.stringify(reply.body)}\n${this.log.at(-1) ?? ''}`,
      );
    return reply.body;
  }
}

function pathOf(route: RouteShape, request: { params?: unknown; query?: unknown }): string {
  const params = (request.params ?? {}) as Record<string, string>;
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const query = new URLSearchParams(
    Object.entries((request.query ?? {}) as Record<string, unknown>).map(([key, value]): [string, string] => [
      key,
      String(value),
    ]),
  ).toString();
  return query ? `${path}?${query}` : path;
}

function bodyOf(
  route: RouteShape,
  request: RouteRequest<RouteShape>,
): { body?: BodyInit; headers?: Record<string, string> } {
  if (route.form) {
    const form = new FormData();
    for (const [key, value] of Object.entries((request.form ?? {}) as Record<string, string>)) form.append(key, value);
    for (const file of request.files ?? []) form.append('file', file);
    return { body: form };
  }
  if (route.body || request.body !== undefined)
    return { body: JSON.stringify(request.body ?? {}), headers: { 'content-type': 'application/json' } };
  return {};
}

export interface TestApp {
  /** For a second server on the same data: with `config.dataDir` it opens what this one sealed. */
  readonly databaseUrl: string;
  readonly app: Hono;
  readonly sql: Sql;
  readonly services: Services;
  readonly config: Config;
  /** Lines the server would have written to its log. */
  readonly log: string[];
  /** The clock: set it, move it. */
  clock: { now: Date };
  visitor(headers?: Record<string, string>): Visitor;
  system(): Context;
  /** An account with the test password, signed in. */
  person(role: Role, login: string, departmentId?: string): Promise<Visitor>;
}

export async function testApp(env: Record<string, string> = {}): Promise<TestApp> {
  const { sql, url } = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'pingyi-test-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = readConfig({ PINGYI_DATA: dataDir, ...env });
  const clock = { now: new Date(TEST_MOMENT) };
  const log: string[] = [];
  const services: Services = {
    sql,
    config,
    vault: openVault(config.kekFile),
    now: () => clock.now,
    log: (line) => log.push(line),
  };
  const app = createApp(services, { webRoot: undefined, docsRoot: undefined }) as unknown as Hono;
  const system = (): Context => ({
    sql,
    config,
    vault: services.vault,
    actor: { kind: 'system', name: 'test' },
    now: clock.now,
    requestId: 'test',
  });
  const visitor = (headers?: Record<string, string>) => new Visitor(app, log, headers);
  return {
    app,
    sql,
    databaseUrl: url,
    services,
    config,
    log,
    clock,
    visitor,
    system,
    async person(role, login, departmentId) {
      await accounts.create(system(), { login, displayName: `测试${login}`, role, departmentId: departmentId ?? null });
      await accounts.setPassword(system(), login, PASSWORD);
      const somebody = visitor();
      const response = await somebody.raw('POST', '/api/sessions', {
        body: JSON.stringify({ login, password: PASSWORD }),
        headers: { 'content-type': 'application/json' },
      });
      if (response.status !== 201) throw new Error(`sign-in of ${login}: ${response.status} ${await response.text()}`);
      return somebody;
    },
  };
}
