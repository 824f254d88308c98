/**
 * Binds a route of the contract to a verb: same-origin check, permission, validation, reply, error boundary.
 *
 * Promise: a verb sees validated input only; an unexpected error becomes a bare 500 with a request id and never its message.
 */
import { randomUUID } from 'node:crypto';
import type { Context as HonoContext, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Role, RouteInput, RouteShape, UploadedFile } from '#contract';
import { describeError, isTransient } from '#db';
import { Problem } from '#problem';
import { actorOf } from '../accounts.ts';
import type { Context } from '../context.ts';
import { FileReply } from './file-reply.ts';
import { cookieName, isSecure, type Services } from './services.ts';

/**
 * Who may call a route: everybody, everybody signed in, or these roles. `ballot`: everybody as nobody — the session is not even looked
 * at, and what was sent is not named in an answer.
 */
export type Permission = 'public' | 'ballot' | 'signed-in' | readonly Role[];

export type Verb<R extends RouteShape> = (
  ctx: Context,
  input: RouteInput<R>,
  http: HonoContext,
) => Promise<R['reply'] extends z.ZodType ? z.input<R['reply']> : FileReply>;

/** Messages of zod in Chinese for whatever a schema does not word itself. */
z.config(z.locales.zhCN());

function assertSameOrigin(http: HonoContext, services: Services): void {
  const site = http.req.header('sec-fetch-site');
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
    throw new Problem('cross-site');
  }
  // A browser too old for Sec-Fetch-Site sends Origin on every unsafe request.
  const origin = http.req.header('origin');
  if (origin === undefined) throw new Problem('cross-site');
  const own = services.config.publicUrl ?? `${new URL(http.req.url).protocol}//${http.req.header('host') ?? ''}`;
  if (origin !== own) throw new Problem('cross-site');
}

const fieldsOf = (error: z.ZodError): { path: string; message: string }[] =>
  error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));

function parse<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> {
  if (!schema) return {} as z.output<S>;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Problem('invalid-request', {}, fieldsOf(parsed.error));
  return parsed.data;
}

async function readBody(http: HonoContext, route: RouteShape): Promise<unknown> {
  const type = http.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Problem('not-json');
  try {
    return await http.req.json();
  } catch {
    throw new Problem('invalid-request', {}, [{ path: '', message: `请求内容不是有效的JSON(${route.summary})` }]);
  }
}

async function readForm(http: HonoContext): Promise<{ fields: Record<string, string>; files: UploadedFile[] }> {
  const type = http.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'multipart/form-data') throw new Problem('not-json');
  const fields: Record<string, string> = {};
  const files: UploadedFile[] = [];
  for (const [key, value] of await formDataOf(http.req)) {
    if (typeof value === 'string') fields[key] = value;
    else if (key === 'file') files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { fields, files };
}

/** An upload that broke off on its way is no bug, and whoever sent it should send it again. */
async function formDataOf(request: HonoContext['req']): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new Problem('invalid-request', {}, [{ path: '', message: '上传的内容不完整，请重新选择文件再提交' }]);
  }
}

/** Path parameters that are no UUID name nothing: the same 404 as for an unknown id. */
function readParams(http: HonoContext, route: RouteShape): Record<string, unknown> {
  if (!route.params) return {};
  const parsed = route.params.safeParse(http.req.param());
  if (!parsed.success) throw new Problem('not-found');
  return parsed.data;
}

function permit(ctx: Context, permission: Permission): void {
  if (permission === 'public' || permission === 'ballot') return;
  if (ctx.actor.kind !== 'account') throw new Problem('not-signed-in');
  if (permission !== 'signed-in' && !permission.includes(ctx.actor.role)) throw new Problem('not-permitted');
}

export function problemResponse(problem: Problem, requestId: string): Response {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (typeof problem.values['seconds'] === 'number') headers['retry-after'] = String(problem.values['seconds']);
  return new Response(JSON.stringify(problem.toDocument(requestId)), { status: problem.status, headers });
}

/** The boundary: refusals as they are, a database out of reach as 503, anything else as a bare 500. */
export function errorResponse(error: unknown, requestId: string, services: Services): Response {
  if (error instanceof Problem) return problemResponse(error, requestId);
  if (isTransient(error)) {
    services.log(`request ${requestId}: database out of reach`);
    return problemResponse(new Problem('database-busy'), requestId);
  }
  // The stack names code, not data; the message may quote data, so it stays out.
  const stack =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')) : [];
  services.log(`request ${requestId} failed: ${describeError(error)}\n${stack.slice(0, 8).join('\n')}`);
  return new Response(
    JSON.stringify({
      type: 'about:blank',
      title: '系统出错',
      status: 500,
      code: 'internal-error',
      detail: `系统内部出错，操作没有完成；请稍后重试，仍不行请把编号 ${requestId} 告诉管理员`,
      requestId,
    }),
    {
      status: 500,
      headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' },
    },
  );
}

function reply(http: HonoContext, route: RouteShape, result: unknown): Response {
  if (result instanceof FileReply) {
    const headers: Record<string, string> = { 'content-type': result.mediaType, 'cache-control': 'no-store' };
    if (result.fileName !== undefined)
      headers['content-disposition'] =
        `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(result.fileName)}`;
    return http.body(result.body as string | Uint8Array<ArrayBuffer>, 200, headers);
  }
  // The reply schema is a whitelist: fields a verb should not have returned do not leave.
  const shaped = (route.reply as z.ZodType).parse(result);
  return http.json(shaped as Record<string, unknown>, route.status === 201 ? 201 : 200, {
    'cache-control': 'no-store',
  });
}

export function bind<R extends RouteShape>(
  app: Hono,
  services: Services,
  route: R,
  permission: Permission,
  verb: Verb<R>,
): void {
  app.on(route.method, route.path, async (http) => {
    const requestId = randomUUID();
    http.header('x-request-id', requestId);
    try {
      if (route.method !== 'GET') assertSameOrigin(http, services);
      const now = services.now();
      const actor =
        permission === 'ballot'
          ? ({ kind: 'anonymous' } as const)
          : await actorOf(services.sql, getCookie(http, cookieName(isSecure(http, services))), now);
      const ctx: Context = { sql: services.sql, actor, now, requestId, config: services.config, vault: services.vault };
      permit(ctx, permission);
      const params = readParams(http, route);
      const query = parse(route.query, http.req.query());
      const form = route.form ? await readForm(http) : { fields: {}, files: [] };
      const input = {
        params,
        query,
        body: route.body ? parse(route.body, await readBody(http, route)) : {},
        form: parse(route.form, form.fields),
        files: form.files,
      } as unknown as RouteInput<R>;
      return reply(http, route, await verb(ctx, input, http));
    } catch (error) {
      // What a ballot's path refuses, it does not describe: the fields would repeat what was sent.
      const plain = permission === 'ballot' && error instanceof Problem && error.code === 'invalid-request';
      return errorResponse(plain ? new Problem('ballot-refused') : error, requestId, services);
    }
  });
}
