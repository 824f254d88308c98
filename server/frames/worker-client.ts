/**
 * The check of frames in a process of its own: a file that kills its reader kills nobody else.
 *
 * Promise: the child gets the files through a pipe and gives the document back through another; it knows no settings and no
 * secrets of the server, has a bound on memory and on time, and is dead when the promise is settled. Nothing is written to
 * disk. Never hands on a message of a bug, which might quote a cell.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import { createSlots } from '../slots.ts';
import type { CheckedFrames, FrameCheckRequest } from './check.ts';
import type { MarkRequest } from './marking/index.ts';
import { ReadRefusal, type RefusalCode } from './read/index.ts';

export interface ChildLimits {
  /** Of the JavaScript heap. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Another program to run as the child, for tests. */
  readonly worker?: string;
}

/** Two children at once: each may take its whole heap, and a deadline brings many files in one hour. */
const withChild = createSlots(2);

/** The child used up its memory or its time. */
export class ChildRefusal extends Error {
  override readonly name = 'ChildRefusal';
  readonly exhausted: 'memory' | 'time';

  constructor(exhausted: ChildRefusal['exhausted']) {
    super('文件过大或过于复杂，请删去多余的内容，或分成几个文件报送');
    this.exhausted = exhausted;
  }
}

/** What the child answers. */
export type WorkerAnswer =
  | { readonly kind: 'checked'; readonly checked: CheckedFrames }
  /** Base64. */
  | { readonly kind: 'marked'; readonly workbook: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly file: string; readonly limit?: string | undefined }
  | { readonly kind: 'failed'; readonly stack: string };

/** As `checkFrames`, in a child process. Throws `ReadRefusal` as it does, and `ChildRefusal`. */
export async function checkFramesInChild(request: FrameCheckRequest, limits: ChildLimits): Promise<CheckedFrames> {
  const answer = await withChild(() => ask(limits, serialize(request)));
  if (answer.kind === 'checked') return answer.checked;
  if (answer.kind === 'refused') throw new ReadRefusal(answer.code, answer.file, answer.limit);
  throw new Error(`the check of frames failed${answer.kind === 'failed' ? `\n${answer.stack}` : ''}`);
}

/** As `markWorkbook`, in a child process. Throws `ChildRefusal`. */
export async function markWorkbookInChild(request: MarkRequest, limits: ChildLimits): Promise<Uint8Array> {
  const answer = await withChild(() => ask(limits, serialize(request)));
  if (answer.kind === 'marked') return Buffer.from(answer.workbook, 'base64');
  throw new Error(`the marking of a workbook failed${answer.kind === 'failed' ? `\n${answer.stack}` : ''}`);
}

function ask(limits: ChildLimits, message: Buffer): Promise<WorkerAnswer> {
  const program = limits.worker ?? workerProgram();
  const child = spawn(process.execPath, [`--max-old-space-size=${limits.memoryMb}`, program], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let late = false;
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limits.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A child that dies while it is being written to is known by its exit.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (late) reject(new ChildRefusal('time'));
      else if (code === 0) resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      // V8 aborts when its heap is full; the kernel kills when the machine's memory is.
      else if (signal !== null || (code ?? 0) >= 128) reject(new ChildRefusal('memory'));
      else reject(new Error(`the check of frames ended with exit code ${code}`));
    });
    child.stdin.end(message);
  });
}

/** The built worker: beside the built server, or in dist/ seen from the sources. */
function workerProgram(): string {
  const places = ['./frame-worker.js', '../frame-worker.js', '../../dist/server/frame-worker.js'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (!found) throw new Error('frame-worker.js is missing: run `npm run build`');
  return found;
}
