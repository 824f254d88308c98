/**
 * Large lists in a process whose heap fits them: V8 lets garbage grow to what the machine has, and a check of 200,000 rows
 * then takes twice the memory it needs.
 *
 * Promise: the same command with the same output and exit code; a list that needs more than expected is checked once more
 * without a bound. Reads no file, only sizes.
 */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

const MIB = 1024 * 1024;
/** Smaller files are checked sooner than another process starts. */
const LARGE = 3 * MIB;
const BASE_MB = 160;
/** Heap for each byte of a file: rows of text, and rows packed; more if every person is listed. */
const PER_BYTE = { text: { counted: 1.5, listed: 12 }, packed: { counted: 5, listed: 10 } } as const;

/** Runs a check of large files in a child of the same program; undefined when it is to be run here. */
export async function runInFittingHeap(args: readonly string[]): Promise<number | undefined> {
  const [program] = process.argv.slice(1);
  const bounded = process.execArgv.some((option) => option.startsWith('--max-old-space-size'));
  if (bounded || program === undefined || args[0] !== 'frame' || args[1] !== 'check') return undefined;
  const heapMb = await heapFor(args);
  if (heapMb === undefined) return undefined;
  const options = [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=4'];
  const child = spawn(process.execPath, [...process.execArgv, ...options, program, ...args], {
    stdio: ['inherit', 'inherit', 'pipe'],
  });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const unsaid: string[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    // What V8 says of a full heap is nothing for a user.
    if (line.startsWith('pingyi: ')) process.stderr.write(`${line}\n`);
    else unsaid.push(`${line}\n`);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  process.off('SIGINT', pass).off('SIGTERM', pass);
  if (signal === 'SIGABRT') return undefined;
  process.stderr.write(unsaid.join(''));
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
}

/** Megabytes that a check of the named files takes; undefined when they are small. */
async function heapFor(args: readonly string[]): Promise<number | undefined> {
  const use = args.includes('--no-persons') ? 'counted' : 'listed';
  let bytes = 0;
  let heap = BASE_MB * MIB;
  for (const path of args.slice(2)) {
    const file = await sizeAndKind(path);
    bytes += file.size;
    heap += file.size * PER_BYTE[file.kind][use];
  }
  return bytes > LARGE ? Math.ceil(heap / MIB) : undefined;
}

async function sizeAndKind(path: string): Promise<{ readonly size: number; readonly kind: 'packed' | 'text' }> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      const kind = bytesRead === 2 && buffer.toString('latin1') === 'PK' ? 'packed' : 'text';
      return { size: (await file.stat()).size, kind };
    } finally {
      await file.close();
    }
  } catch {
    // Not a file: an option, or the check's own to refuse.
    return { size: 0, kind: 'text' };
  }
}
