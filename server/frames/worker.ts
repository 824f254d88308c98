/**
 * The child process that reads, judges and seals lists, and marks them: one request from standard input, messages to standard
 * output.
 *
 * Promise: whatever happens is a message, or a death that the parent understands. Never prints anything else, and of a bug
 * only where it happened.
 */
import { once } from 'node:events';
import { Problem } from '#problem';
import { checkFramesLazily, type FiledGroup, type FrameCheckGroup } from './check.ts';
import { mendGrid } from './mending.ts';
import { openFiled } from './packed-grid.ts';
import { ReadRefusal } from './read/index.ts';
import { readSegmentFile } from './segments.ts';
import { sealGrid, sealPersons, sealVerdicts } from './sealing.ts';
import type { Sealed } from './unit-slice.ts';
import type { AskedList, JudgeAsk, MarkAsk, MendAsk, SegmentsAsk } from './worker-asks.ts';
import { messageBytes, readRequest, type WorkerNote } from './worker-wire.ts';

async function say(head: object, bytes?: Uint8Array): Promise<void> {
  if (!process.stdout.write(messageBytes(head, bytes))) await once(process.stdout, 'drain');
}

const note = (what: WorkerNote): Promise<void> => say(what);

async function main(): Promise<void> {
  try {
    const { ask, blobs } = await readRequest(process.stdin);
    const asked = ask as JudgeAsk | MarkAsk | MendAsk | SegmentsAsk;
    if (asked.kind === 'mark') await mark(asked, blobs);
    else if (asked.kind === 'mend') await mend(asked, blobs);
    else if (asked.kind === 'segments') await readSegments(asked, blobs);
    else await judge(asked, blobs);
    await note({ kind: 'end' });
  } catch (error) {
    if (error instanceof ReadRefusal)
      await note({ kind: 'refused', code: error.code, file: error.file, limit: error.limit });
    else if (error instanceof Problem) await note({ kind: 'unmendable', values: error.values });
    else await note({ kind: 'failed', stack: placesOf(error) });
  }
}

/** Takes the blobs and later the lists as read away from whoever holds them: a file and its persons need not stand in memory together. */
async function judge({ lists, keys, ...settings }: JudgeAsk, blobs: Buffer[]): Promise<void> {
  const { document, filed, walks } = await check(lists, settings, blobs.splice(0));
  const send = ({ head, bytes }: Sealed) => say(head, bytes);
  const sendGrid = async (group: FiledGroup | undefined, index: number, list: AskedList) => {
    if (list.grid && group) for (const piece of sealGrid(group, index, list, keys)) await send(piece);
  };
  await send(sealVerdicts(document, lists, keys));
  for (const [index, list] of lists.entries()) {
    await sendGrid(filed.shift(), index, list);
    const walk = walks[index];
    if (list.persons && walk) for (const slice of sealPersons(walk, index, list, keys)) await send(slice);
    await send({ head: { kind: 'done', list: index } });
  }
}

function check(
  lists: readonly AskedList[],
  { homeArea, year, segments }: Pick<JudgeAsk, 'homeArea' | 'year' | 'segments'>,
  blobs: readonly Buffer[],
) {
  return checkFramesLazily(
    { groups: lists.map((list) => groupOf(list, blobs)), homeArea, year, ...(segments ? { segments } : {}) },
    (phase, rows) => void process.stdout.write(messageBytes({ kind: 'progress', phase, rows } satisfies WorkerNote)),
  );
}

function groupOf(list: AskedList, blobs: readonly Buffer[]): FrameCheckGroup {
  const blob = (at: number): Buffer => {
    const bytes = blobs[at];
    if (!bytes) throw new Error('a blob is missing');
    return bytes;
  };
  const { files, filed, previous, submissionId: _, persons: __, grid: ___, ...asked } = list;
  const kept = filed === undefined ? undefined : openFiled(blob(filed));
  return {
    ...asked,
    files: files.map((file) => ({ name: file.name, bytes: blob(file.blob) })),
    ...(kept ? { filed: kept } : {}),
    ...(previous ? { previousFiled: { ...openFiled(blob(previous.blob)), name: previous.name, sha256: '' } } : {}),
  };
}

async function mark({ request, originals, filed }: MarkAsk, blobs: readonly Buffer[]): Promise<void> {
  // Loaded when asked for: a check has no use for a library that writes workbooks.
  const { markWorkbook } = await import('./marking/index.ts');
  const bytes = await markWorkbook({
    ...request,
    originals: originals.map(({ name, blob }) => ({ name, bytes: blobs[blob] ?? Buffer.alloc(0) })),
    filed: openFiled(blobs[filed] ?? Buffer.alloc(0)),
  });
  await say({ kind: 'marked' }, bytes);
}

async function mend({ list, document, cells }: MendAsk, blobs: readonly Buffer[]): Promise<void> {
  const mended = mendGrid(openFiled(blobs[0] ?? Buffer.alloc(0)), document, cells);
  const { writeGrid } = await import('./marking/index.ts');
  await say({ kind: 'mended' }, await writeGrid(list, mended));
}

async function readSegments({ name }: SegmentsAsk, blobs: readonly Buffer[]): Promise<void> {
  const { table, ...reading } = await readSegmentFile({ name, bytes: blobs[0] ?? Buffer.alloc(0) });
  const { buffer, byteOffset, byteLength } = table.places;
  await say({ kind: 'segments', reading, homes: table.homes }, new Uint8Array(buffer, byteOffset, byteLength));
}

/** A stack without its message, which may quote what was read. */
function placesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, ...places].join('\n');
}

await main();
