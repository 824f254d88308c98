/**
 * The child process that reads and judges frames: one request from standard input, one answer to standard output.
 *
 * Promise: whatever happens is an answer, or a death that the parent understands. Never prints anything else, and of a bug
 * only where it happened.
 */
import { deserialize } from 'node:v8';
import { checkFrames, type FrameCheckRequest } from './check.ts';
import { ReadRefusal } from './read/index.ts';
import type { WorkerAnswer } from './worker-client.ts';

async function answer(message: Buffer): Promise<WorkerAnswer> {
  try {
    const request: FrameCheckRequest = deserialize(message);
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

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
process.stdout.write(JSON.stringify(await answer(Buffer.concat(chunks))));
