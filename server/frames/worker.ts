/**
 * The child process that reads and judges frames, and marks them: one request from standard input, one answer to standard output.
 *
 * Promise: whatever happens is an answer, or a death that the parent understands. Never prints anything else, and of a bug
 * only where it happened.
 */
import { deserialize } from 'node:v8';
import { checkFrames, type FrameCheckRequest } from './check.ts';
import { jsonPieces } from './json-pieces.ts';
import type { MarkRequest } from './marking/index.ts';
import { ReadRefusal } from './read/index.ts';
import type { WorkerAnswer } from './worker-client.ts';

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

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const message = Buffer.concat(chunks.splice(0));
  for (const piece of jsonPieces(await answer(message))) process.stdout.write(piece);
}

await main();
