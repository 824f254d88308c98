/**
 * A route as data: the server binds it, the web client calls it, the OpenAPI document prints it. One object, three readers.
 *
 * Promise: no logic and no node here, so the web may import everything in this folder.
 */
import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What a reply carries: JSON by its schema, or a file of a media type. */
export type Reply = z.ZodType | { readonly file: string };

export interface RouteShape {
  readonly method: Method;
  /** Hono style, `/api/frames/:frameId`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** A JSON body. */
  readonly body?: z.ZodType;
  /** A multipart form: the text fields; files come under the field `file`, one or several. */
  readonly form?: z.ZodObject;
  readonly reply: Reply;
  readonly status?: 200 | 201 | 204;
  /** Problem codes a caller should expect beyond the general ones. */
  readonly problems?: readonly string[];
}

/** Keeps the literal type of a route. */
export function defineRoute<const R extends RouteShape>(route: R): R {
  return route;
}

type Output<S> = S extends z.ZodType ? z.output<S> : object;
type Input<S> = S extends z.ZodType ? z.input<S> : undefined;

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a verb receives after validation. */
export interface RouteInput<R extends RouteShape> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly body: Output<R['body']>;
  readonly form: Output<R['form']>;
  readonly files: readonly UploadedFile[];
}

/** What a caller sends. */
export interface RouteRequest<R extends RouteShape> {
  readonly params?: Input<R['params']>;
  readonly query?: Input<R['query']>;
  readonly body?: Input<R['body']>;
  readonly form?: Input<R['form']>;
  readonly files?: readonly File[];
}

export type RouteReply<R extends RouteShape> = R['reply'] extends z.ZodType ? z.output<R['reply']> : Blob;

/** RFC 9457 with our extensions. `code` is stable; `detail` is Chinese and says what to do next. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDocument = z.infer<typeof problemSchema>;

export const id = z.uuid();
/** RFC 3339 instant. */
export const instant = z.iso.datetime({ offset: true });
/** Calendar day, YYYY-MM-DD, Beijing. */
export const day = z.iso.date();
/** A list with an opaque cursor; `next` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const nothing = z.null();
