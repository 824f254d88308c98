/**
 * What parent and child say to each other over pipes.
 *
 * In: one request, then the bytes of its blobs one after the other. Out: messages, each a small JSON head and bytes.
 *
 * Promise: neither side holds more of the other's words than it asked for: blobs are written as they are read from wherever they
 * lie, messages are taken one by one. Heads are JSON: what comes out of a process that opened a stranger's file is parsed by
 * nothing cleverer.
 */
import { deserialize, serialize } from 'node:v8';
import type { RefusalCode } from './read/index.ts';

/** Bytes that lie elsewhere; their number must be known. */
export interface Blob {
  readonly bytes: number;
  open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export const blobOf = (bytes: Uint8Array): Blob => ({ bytes: bytes.length, open: () => [bytes] });

/** What a child may say about its work as a whole; everything else is for whoever asked. */
export type WorkerNote =
  | { readonly kind: 'progress'; readonly phase: 'reading' | 'checking'; readonly rows: number }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly file: string; readonly limit?: string | undefined }
  | { readonly kind: 'unmendable'; readonly values: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly stack: string }
  | { readonly kind: 'end' };

export interface Message<H = unknown> {
  readonly head: H;
  readonly bytes: Buffer;
}

const LENGTHS = 8;

/** The parent's side of a request. */
export async function* requestBytes(ask: unknown, blobs: readonly Blob[]): AsyncGenerator<Uint8Array, void, void> {
  const head = serialize({ ask, blobs: blobs.map(({ bytes }) => bytes) });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  yield length;
  yield head;
  for (const blob of blobs) {
    let left = blob.bytes;
    for await (const bytes of blob.open()) {
      left -= bytes.length;
      if (bytes.length > 0) yield bytes;
    }
    if (left !== 0) throw new Error('a blob is not as long as was said');
  }
}

/** The child's side of a request: every blob in a piece of memory of its own size. */
export async function readRequest(
  input: AsyncIterable<Buffer>,
): Promise<{ readonly ask: unknown; readonly blobs: Buffer[] }> {
  const iterator = input[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const take = async (length: number): Promise<Buffer> => {
    const taken = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      if (rest.length === 0) {
        const next = await iterator.next();
        if (next.done) throw new Error('the request was cut off');
        rest = next.value;
        continue;
      }
      const part = rest.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
    }
    return taken;
  };
  const head = await take((await take(4)).readUInt32BE());
  const { ask, blobs: sizes } = deserialize(head) as { ask: unknown; blobs: number[] };
  const blobs: Buffer[] = [];
  for (const size of sizes) blobs.push(await take(size));
  return { ask, blobs };
}

/** The child's side of a message. */
export function messageBytes(head: object, bytes?: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(bytes?.length ?? 0, 4);
  return Buffer.concat(bytes ? [lengths, text, bytes] : [lengths, text]);
}

/** The parent's side of messages. */
export async function* readMessages(input: AsyncIterable<Buffer>): AsyncGenerator<Message, void, void> {
  let held: Buffer[] = [];
  let size = 0;
  let wanted = LENGTHS;
  for await (const chunk of input) {
    held.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    let all = held.length === 1 ? chunk : Buffer.concat(held);
    for (;;) {
      if (all.length < LENGTHS) {
        wanted = LENGTHS;
        break;
      }
      const [text, bytes] = [all.readUInt32BE(0), all.readUInt32BE(4)];
      wanted = LENGTHS + text + bytes;
      if (all.length < wanted) break;
      const head: unknown = JSON.parse(all.toString('utf8', LENGTHS, LENGTHS + text));
      yield { head, bytes: all.subarray(LENGTHS + text, wanted) };
      all = all.subarray(wanted);
    }
    held = [all];
    size = all.length;
  }
}
