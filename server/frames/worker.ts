/**
 * The child process that reads and judges frames, and marks them: one request from standard input, one answer to standard output.
 *
 * Promise: whatever happens is an answer, or a death that the parent understands. Never prints anything else, and of a bug
 * only where it happened.
 */
import { deserialize } from 'node:v8';
import { checkFrames, type FrameCheckRequest } from './check.ts';
import type { MarkRequest } from './marking/index.ts';
import { ReadRefusal } from './read/index.ts';
import type { WorkerAnswer } from './worker-client.ts';

/** Items of a long list that are turned into JSON at once. */
const BATCH = 256;

async function answer(message: Buffer): Promise<WorkerAnswer> {
  try {
    const request: FrameCheckRequest | MarkRequest = deserialize(message);
    if ('instructions' in request) {
      // Loaded when asked for: a check has no use for a library that writes workbooks.
      const { markWorkbook } = await import('./marking/index.ts');
      return { kind: 'marked', workbook: Buffer.from(await markWorkbook(request)).toString('base64') };
    }
    return { kind: 'checked', checked: await checkFrames(request) };
  } catch (error) {
    if (error instanceof ReadRefusal) {
      return { kind: 'refused', code: error.code, file: error.file, limit: error.limit };
    }
    return { kind: 'failed', stack: placesOf(error) };
  }
}

/** A stack without its message, which may quote what was read. */
function placesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, ...places].join('\n');
}

/** JSON in pieces: a document of 200,000 persons as one string would be the largest thing in memory. */
function* jsonPieces(value: unknown): Generator<string, void, void> {
  if (Array.isArray(value)) {
    yield '[';
    for (let at = 0; at < value.length; at += BATCH) {
      if (at > 0) yield ',';
      const batch: unknown[] = value.slice(at, at + BATCH);
      if (value.length > BATCH) yield JSON.stringify(batch).slice(1, -1);
      else yield* joined(batch);
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let before = '{';
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* jsonPieces(item);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else yield JSON.stringify(value ?? null);
}

function* joined(items: readonly unknown[]): Generator<string, void, void> {
  for (const [i, item] of items.entries()) {
    if (i > 0) yield ',';
    yield* jsonPieces(item);
  }
}

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const message = Buffer.concat(chunks.splice(0));
  let piece = '';
  for (const json of jsonPieces(await answer(message))) {
    piece += json;
    if (piece.length < 1 << 16) continue;
    process.stdout.write(piece);
    piece = '';
  }
  process.stdout.write(piece);
}

await main();
