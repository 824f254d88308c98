/**
 * The number-segment table of the house: imported by the office, replaced, removed; the one in force judges every filing.
 *
 * Promise: a version is never changed, so that what judged a filing can be looked at for good; filings judged before keep what
 * they were told. The table is unpacked once a version, not once a check.
 */
import { createHash, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SegmentTable, SegmentTableWithFindings, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { segmentProblems, type PackedSegments, type SegmentProblem, type SegmentReading } from '#sampling';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { ReadRefusal } from './read/index.ts';
import { segmentsCsv, type SegmentFile } from './segments.ts';
import { asShown } from './wording.ts';
import { ChildRefusal, readSegmentsInChild } from './worker-client.ts';

const LIMITS = { memoryMb: 1024, timeoutMs: 60_000 } as const;

type Findings = Pick<SegmentReading, 'counts' | 'findings' | 'rows'>;

interface TableRow {
  id: string;
  version: number;
  digest: string;
  segments: number;
  fileName: string;
  fileDigest: string;
  sourceNote: string;
  findings: Findings;
  importedBy: string;
  importedAt: Date;
  removedBy: string | null;
  removedAt: Date | null;
}

const selectTables = (tx: Tx) => tx`
  select id, version, digest, segments, file_name, file_digest, source_note, findings, imported_by, imported_at, removed_by,
    removed_at
  from segment_tables`;

const wordsOf = (problem: string): string => segmentProblems[problem as SegmentProblem] ?? problem;

function toTable(row: TableRow, newest: number): SegmentTable {
  const { findings, importedAt, removedBy, removedAt, ...rest } = row;
  return {
    ...rest,
    importedAt: importedAt.toISOString(),
    state: removedAt !== null ? 'removed' : row.version === newest ? 'in-force' : 'replaced',
    removed: removedBy === null || removedAt === null ? null : { by: removedBy, at: removedAt.toISOString() },
    problems: Object.entries(findings.counts).map(([problem, count]) => ({
      problem,
      message: wordsOf(problem),
      count,
    })),
  };
}

const toTableWithFindings = (row: TableRow, newest: number): SegmentTableWithFindings => ({
  ...toTable(row, newest),
  findings: row.findings.findings.map((finding) => ({ ...finding, message: wordsOf(finding.problem) })),
});

async function newestVersion(tx: Tx): Promise<number> {
  const [row] = await tx<{ newest: number | null }[]>`select max(version) as newest from segment_tables`;
  return row?.newest ?? 0;
}

async function tableById(tx: Tx, tableId: string): Promise<TableRow> {
  const [row] = await tx<TableRow[]>`${selectTables(tx)} where id = ${tableId}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export async function listSegmentTables(ctx: Context): Promise<{ items: SegmentTable[] }> {
  return read(ctx, async (tx) => {
    const rows = await tx<TableRow[]>`${selectTables(tx)} order by version desc`;
    return { items: rows.map((row) => toTable(row, rows[0]?.version ?? 0)) };
  });
}

export async function getSegmentTable(ctx: Context, tableId: string): Promise<SegmentTableWithFindings> {
  return read(ctx, async (tx) => toTableWithFindings(await tableById(tx, tableId), await newestVersion(tx)));
}

/** The table of one file becomes the one in force. */
export async function importSegmentTable(
  ctx: Context,
  input: { sourceNote: string; files: readonly UploadedFile[] },
): Promise<SegmentTableWithFindings> {
  const [file, ...others] = input.files;
  if (!file || file.bytes.length === 0) throw new Problem('no-file');
  if (others.length > 0) throw new Problem('segments-unusable', { reason: '一次只能导入一个文件' });
  const { table, digest, segments, ...findings } = await readTable(file);
  if (segments === 0) throw new Problem('segments-unusable', { reason: firstReason(findings) });
  const id = randomUUID();
  const places = gzipSync(Buffer.from(table.places.buffer, table.places.byteOffset, table.places.byteLength));
  return write(ctx, 'segments.import', async (tx, note) => {
    const [newest] = await tx<TableRow[]>`${selectTables(tx)} order by version desc limit 1`;
    if (newest?.removedAt === null && newest.digest === digest)
      throw new Problem('segments-unchanged', { version: newest.version });
    const fileDigest = createHash('sha256').update(file.bytes).digest('hex');
    const [inserted] = await tx<{ version: number }[]>`
      insert into segment_tables (id, digest, segments, file_name, file_digest, source_note, findings, homes, places,
        imported_by, imported_at)
      values (${id}, ${digest}, ${segments}, ${file.name}, ${fileDigest}, ${input.sourceNote},
        ${tx.json(JSON.parse(JSON.stringify(findings)))}, ${[...table.homes]}, ${places}, ${shownName(ctx.actor)}, ${ctx.now})
      returning version`;
    const version = inserted?.version ?? 0;
    note({
      subject: `segments:${version}`,
      detail: { version, digest, segments, file: fileDigest, sourceNote: input.sourceNote, problems: findings.counts },
    });
    return toTableWithFindings(await tableById(tx, id), version);
  });
}

async function readTable({ name, bytes }: UploadedFile): Promise<SegmentFile> {
  try {
    return await readSegmentsInChild({ name, bytes }, LIMITS);
  } catch (error) {
    if (error instanceof ChildRefusal) throw new Problem('check-exhausted');
    if (error instanceof ReadRefusal)
      throw new Problem('file-unreadable', { file: error.file, reason: asShown(error.message), readCode: error.code });
    throw error;
  }
}

function firstReason({ counts, rows }: Findings): string {
  if (rows === 0) return wordsOf('no-header');
  const [most] = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return `${rows}行里没有一行能用${most ? `，多数是：${wordsOf(most[0])}` : ''}`;
}

/** From now on no table is in force; an older one does not come back by itself. */
export async function removeSegmentTable(ctx: Context, tableId: string): Promise<SegmentTable> {
  return write(ctx, 'segments.remove', async (tx, note) => {
    const row = await tableById(tx, tableId);
    const newest = await newestVersion(tx);
    const removed = await tx`
      update segment_tables set removed_by = ${shownName(ctx.actor)}, removed_at = ${ctx.now}
      where id = ${tableId} and version = ${newest} and removed_at is null`;
    if (removed.count === 0) throw new Problem('segments-not-in-force');
    note({ subject: `segments:${row.version}`, detail: { version: row.version, digest: row.digest } });
    return toTable(await tableById(tx, tableId), newest);
  });
}

export async function downloadSegmentTable(ctx: Context, tableId: string): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const { version } = await tableById(tx, tableId);
    return new FileReply(segmentsCsv(await packedTable(tx, tableId)), 'text/csv; charset=utf-8', {
      fileName: `号段表-第${version}版.csv`,
    });
  });
}

async function packedTable(tx: Tx, tableId: string): Promise<PackedSegments> {
  const [row] = await tx<{ homes: string[]; places: Buffer }[]>`
    select homes, places from segment_tables where id = ${tableId}`;
  if (!row) throw new Problem('not-found');
  const bytes = gunzipSync(row.places);
  // A buffer of the pool may begin at an odd address.
  return { homes: row.homes, places: new Uint16Array(Uint8Array.from(bytes).buffer) };
}

/** The table that judges filings now. */
export interface SegmentsInForce {
  readonly version: number;
  readonly digest: string;
  readonly table: PackedSegments;
}

/** The last table that was unpacked: about a megabyte, the same for every check until the office imports another. */
let unpacked: (SegmentsInForce & { readonly id: string }) | undefined;

export async function segmentsInForce(tx: Tx): Promise<SegmentsInForce | null> {
  const [row] = await tx<{ id: string; version: number; digest: string; removedAt: Date | null }[]>`
    select id, version, digest, removed_at from segment_tables order by version desc limit 1`;
  if (!row || row.removedAt !== null) return null;
  if (unpacked?.id !== row.id) {
    const { id, version, digest } = row;
    unpacked = { id, version, digest, table: await packedTable(tx, id) };
  }
  return unpacked;
}
