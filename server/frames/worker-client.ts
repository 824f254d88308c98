/**
 * The check of frames in a process of its own: a file that kills its reader kills nobody else, and whatever takes long takes
 * the child's time and not the server's.
 *
 * Promise: the child gets what it is to read through a pipe and answers through another; it knows no settings of the server and
 * no way to the database, has a bound on memory and on time, and is dead when the promise is settled. Of secrets it knows the
 * keys it seals with, so that what leaves it is ciphertext. Nothing is written to disk. Never hands on a message of a bug, which
 * might quote a cell.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '#problem';
import { createSlots } from '../slots.ts';
import { ReadRefusal, type FileBytes } from './read/index.ts';
import type { SegmentFile } from './segments.ts';
import type { SegmentsAsk } from './worker-asks.ts';
import { blobOf, readMessages, requestBytes, type Blob, type Message, type WorkerNote } from './worker-wire.ts';

export interface ChildLimits {
  /** Of the JavaScript heap. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Another program to run as the child, for tests. */
  readonly worker?: string;
}

export interface ChildWork extends ChildLimits {
  readonly ask: unknown;
  readonly blobs: readonly Blob[];
  /** Kills the child at once. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((phase: 'reading' | 'checking', rows: number) => void) | undefined;
  /** The child runs under this number. */
  readonly started?: ((pid: number) => void) | undefined;
}

/** Two children at once: each may take its whole heap, and a deadline brings many files in one hour. */
const withSlot = createSlots(2);

/** Messages that are read ahead, so that the child goes on while the last one is dealt with. */
const AHEAD = 4;

/** The child used up its memory or its time. */
export class ChildRefusal extends Error {
  override readonly name = 'ChildRefusal';
  readonly exhausted: 'memory' | 'time';

  constructor(exhausted: ChildRefusal['exhausted']) {
    super('文件过大或过于复杂，请删去多余的内容，或分成几个文件报送');
    this.exhausted = exhausted;
  }
}

/** Takes one message after the other; throws what the child says or dies of. */
export type NextMessage = () => Promise<Message>;

/** Runs a child as long as `use` takes its messages. Throws `ReadRefusal`, `ChildRefusal`, and what the signal was aborted with. */
export async function inChild<T>(work: ChildWork, use: (next: NextMessage) => Promise<T>): Promise<T> {
  return withSlot(async () => {
    work.signal?.throwIfAborted();
    return runChild(work, use);
  });
}

async function runChild<T>(work: ChildWork, use: (next: NextMessage) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [`--max-old-space-size=${work.memoryMb}`, work.worker ?? workerProgram()], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const killed: { reason?: unknown } = {};
  const kill = (reason: unknown) => {
    killed.reason ??= reason;
    child.kill('SIGKILL');
  };
  const abort = () => kill(work.signal?.reason);
  const closed = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  closed.catch(() => undefined);
  if (child.pid !== undefined) work.started?.(child.pid);
  const timer = setTimeout(() => kill(new ChildRefusal('time')), work.timeoutMs);
  work.signal?.addEventListener('abort', abort);
  const fed = feed(work, child.stdin).catch(kill);
  try {
    const messages = answers(work, child.stdout, async () => {
      const { code, signal } = await closed;
      if ('reason' in killed) return killed.reason;
      // V8 aborts when its heap is full; the kernel kills when the machine's memory is.
      if (signal !== null || (code ?? 0) >= 128) return new ChildRefusal('memory');
      return new Error(`the check of frames ended with exit code ${code}`);
    });
    return await use(readAhead(messages));
  } finally {
    clearTimeout(timer);
    work.signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
    child.stdout.destroy();
    await Promise.allSettled([closed, fed]);
  }
}

/** As `readSegmentFile`, in a child process. Throws `ReadRefusal` as it does, and `ChildRefusal`. */
export async function readSegmentsInChild({ name, bytes }: FileBytes, limits: ChildLimits): Promise<SegmentFile> {
  const ask: SegmentsAsk = { kind: 'segments', name };
  return inChild({ ...limits, ask, blobs: [blobOf(bytes)] }, async (next) => {
    const message = await next();
    const { reading, homes } = message.head as { reading: Omit<SegmentFile, 'table'>; homes: string[] };
    // Copied: the bytes may begin at an odd address.
    return { ...reading, table: { homes, places: new Uint16Array(Uint8Array.from(message.bytes).buffer) } };
  });
}

/** Rejects with what the source of a blob threw; that the child hung up is known by its exit. */
async function feed(work: ChildWork, stdin: NodeJS.WritableStream): Promise<void> {
  const failed: { error?: unknown } = {};
  const source = async function* () {
    try {
      yield* requestBytes(work.ask, work.blobs);
    } catch (error) {
      failed.error = error;
      throw error;
    }
  };
  await pipeline(Readable.from(source(), { objectMode: false }), stdin).catch(() => undefined);
  if ('error' in failed) throw failed.error;
}

async function* answers(
  work: ChildWork,
  stdout: Readable,
  causeOfDeath: () => Promise<unknown>,
): AsyncGenerator<Message, void, void> {
  for await (const message of readMessages(stdout)) {
    const note = message.head as WorkerNote;
    switch (note.kind) {
      case 'progress':
        work.progress?.(note.phase, note.rows);
        break;
      case 'refused':
        throw new ReadRefusal(note.code, note.file, note.limit);
      case 'unmendable':
        throw new Problem('cell-not-mendable', note.values);
      case 'failed':
        throw new Error(`the check of frames failed\n${note.stack}`);
      case 'end':
        return;
      default:
        yield message;
    }
  }
  throw await causeOfDeath();
}

function readAhead(messages: AsyncGenerator<Message, void, void>): NextMessage {
  const asked: Promise<IteratorResult<Message, void>>[] = [];
  return async () => {
    while (asked.length < AHEAD) {
      const next = messages.next();
      // A failure is met when its turn comes.
      next.catch(() => undefined);
      asked.push(next);
    }
    const { done, value } = await asked.shift()!;
    if (done) throw new Error('the check of frames said less than was asked');
    return value;
  };
}

/** The built worker: beside the built server, or in dist/ seen from the sources. */
function workerProgram(): string {
  const places = ['./frame-worker.js', '../frame-worker.js', '../../dist/server/frame-worker.js'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (!found) throw new Error('frame-worker.js is missing: run `npm run build`');
  return found;
}
