/**
 * The only place that speaks HTTP: calls a route object of the contract and answers with its typed reply.
 *
 * Promise: every failure is an `ApiProblem` with Chinese words that can be shown as they are. Never stores or logs what was sent.
 */
import type { z } from 'zod';
import { problemSchema, type RouteReply, type RouteRequest, type RouteShape } from '#contract';

type Params<R extends RouteShape> = R extends { readonly params: infer S extends z.ZodObject }
  ? { readonly params: z.input<S> }
  : unknown;
type Body<R extends RouteShape> = R extends { readonly body: infer S extends z.ZodType }
  ? undefined extends z.input<S>
    ? unknown
    : { readonly body: z.input<S> }
  : unknown;
/** What a caller must hand over: the contract's request, with path parameters and a needed body no longer optional. */
export type Asked<R extends RouteShape> = RouteRequest<R> & Params<R> & Body<R>;

/** A refusal of the server, or the network's. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  readonly requestId: string | undefined;

  constructor(problem: {
    code: string;
    status: number;
    title: string;
    detail: string;
    fields?: readonly { path: string; message: string }[] | undefined;
    requestId?: string | undefined;
  }) {
    super(problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.fields = problem.fields ?? [];
    this.requestId = problem.requestId;
  }
}

function networkProblem(reading: boolean): ApiProblem {
  return new ApiProblem({
    code: 'network',
    status: 0,
    title: '网络不通',
    detail: reading
      ? '网络不通，没有取到最新内容。请检查网络后重试；仍不行请联系本单位的网络管理人员'
      : '网络不通，刚才的操作可能没有成功。请检查网络，刷新页面看清现在的状态，再决定要不要重做',
  });
}

function readProblem(status: number, text: string): ApiProblem {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text));
    if (parsed.success) return new ApiProblem(parsed.data);
  } catch {
    // Not JSON: a proxy or a crash answered. Told below in general words.
  }
  return new ApiProblem({
    code: status === 413 ? 'upload-too-large' : 'unexpected',
    status,
    title: status === 413 ? '文件过大' : '服务器出错',
    detail:
      status === 413
        ? '文件超过了服务器允许的大小。请分成几个文件，或只保留名单后重新上传'
        : `服务器没有正常答复（${status}）。请稍后重试；仍不行请联系系统管理员，并告知出错的时间`,
  });
}

/** Path parameters, query and form fields as texts; what is absent or empty is left out. */
function textsOf(fields: object | undefined): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (typeof value === 'string' && value !== '') texts.set(key, value);
    if (typeof value === 'number' || typeof value === 'boolean') texts.set(key, String(value));
  }
  return texts;
}

/** The server has shaped its reply by the route's own schema; parsing it again would only cost time. */
function asReply<R extends RouteShape>(text: string): RouteReply<R> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (text === '' ? null : JSON.parse(text)) as RouteReply<R>;
}

/** The address of a route, for links. */
export function addressOf<R extends RouteShape>(route: R, asked: Asked<R>): string {
  const params = textsOf(asked.params);
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params.get(key) ?? ''));
  const search = new URLSearchParams([...textsOf(asked.query)]).toString();
  return search === '' ? path : `${path}?${search}`;
}

async function fetchRoute<R extends RouteShape>(route: R, asked: Asked<R>, signal?: AbortSignal): Promise<Response> {
  const reading = route.method === 'GET';
  const sent: RequestInit = reading
    ? { method: 'GET' }
    : {
        method: route.method,
        headers: { 'content-type': 'application/json' },
        ...(route.method === 'DELETE' ? {} : { body: JSON.stringify(asked.body ?? {}) }),
      };
  let response: Response;
  try {
    response = await fetch(addressOf(route, asked), {
      ...sent,
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw networkProblem(reading);
  }
  if (!response.ok) throw readProblem(response.status, await response.text().catch(() => ''));
  return response;
}

/** Calls a route that answers with JSON. */
export async function call<R extends RouteShape>(
  route: R,
  asked: Asked<R>,
  signal?: AbortSignal,
): Promise<RouteReply<R>> {
  const response = await fetchRoute(route, asked, signal);
  const text = await response.text().catch(() => {
    throw networkProblem(route.method === 'GET');
  });
  try {
    return asReply<R>(text);
  } catch {
    throw readProblem(response.status, '');
  }
}

/** Fetches a file and hands it to the browser for saving, so that a refusal is shown in place and not as a page of JSON. */
export async function download<R extends RouteShape>(route: R, asked: Asked<R>, fallbackName: string): Promise<void> {
  const response = await fetchRoute(route, asked);
  const blob = await response.blob().catch(() => {
    throw networkProblem(true);
  });
  const disposition = response.headers.get('content-disposition') ?? '';
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]+)"/i.exec(disposition)?.[1];
  saveBlob(blob, extended === undefined ? (plain ?? fallbackName) : decodeURIComponent(extended));
}

/** Hands bytes to the browser for saving. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Sends files with the fields of a form route; tells how much has left this computer (0-1). */
export function upload<R extends RouteShape>(
  route: R,
  asked: Asked<R>,
  onSent: (share: number) => void,
): Promise<RouteReply<R>> {
  const form = new FormData();
  for (const [key, value] of textsOf(asked.form)) form.set(key, value);
  for (const file of asked.files ?? []) form.append('file', file, file.name);
  // fetch cannot report upload progress; XMLHttpRequest can.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onSent(event.loaded / event.total);
    });
    request.addEventListener('error', () => reject(networkProblem(false)));
    request.addEventListener('abort', () => reject(networkProblem(false)));
    request.addEventListener('load', () => {
      if (request.status < 200 || request.status >= 300) {
        reject(readProblem(request.status, request.responseText));
        return;
      }
      try {
        resolve(asReply<R>(request.responseText));
      } catch {
        reject(readProblem(request.status, ''));
      }
    });
    request.open(route.method, addressOf(route, asked));
    request.send(form);
  });
}
