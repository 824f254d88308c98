/**
 * What was filed, kept in sealed pieces: the list as read and the files themselves, read back one piece at a time.
 *
 * Promise: a piece opens only as the piece it was sealed as. Also finds what earlier releases kept in one.
 */
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { SEAL_BYTES, unseal, type CycleKeys } from '../vault.ts';
import { chunkPlace, gridPlace, wholeFilePlace, wholeGridPlace } from './places.ts';
import type { Blob } from './worker-wire.ts';

/** The number under which the list as read is kept; files count from 1. */
const GRID = 0;

/** Keeps a piece of the list as read, sealed by the child. */
export async function storeGridPiece(
  tx: Tx,
  { submissionId, departmentId }: { submissionId: string; departmentId: string },
  ordinal: number,
  sealed: Buffer,
): Promise<void> {
  await tx`
    insert into submission_pieces (submission_id, department_id, file, ordinal, content_sealed)
    values (${submissionId}, ${departmentId}, ${GRID}, ${ordinal}, ${sealed})`;
}

/** Keeps the chunks of a job as the files of its submission, under the seals they have. */
export async function keepChunks(tx: Tx, jobId: string, submissionId: string): Promise<void> {
  await tx`
    insert into submission_pieces (submission_id, department_id, file, ordinal, job_id, content_sealed)
    select ${submissionId}::uuid, department_id, file, ordinal, job_id, content_sealed
    from filing_chunks where job_id = ${jobId}`;
}

/** The list as it was read at a submission. */
export async function keptGrid(tx: Tx, ctx: Context, submissionId: string, { dataKey }: CycleKeys): Promise<Blob> {
  const [whole] = await tx<{ length: number | null }[]>`
    select octet_length(filed_sealed) as length from submissions where id = ${submissionId}`;
  if (!whole) throw new Problem('not-found');
  if (whole.length === null) return keptPieces(tx, ctx, submissionId, GRID, dataKey);
  return {
    bytes: whole.length - SEAL_BYTES,
    async *open() {
      const [row] = await read(
        ctx,
        (later) => later<{ filedSealed: Buffer }[]>`select filed_sealed from submissions where id = ${submissionId}`,
      );
      if (!row) throw new Problem('not-found');
      yield unseal(dataKey, wholeGridPlace(submissionId), row.filedSealed);
    },
  };
}

/** The files of a submission by their numbers; none when they were not kept. */
export async function keptFiles(
  tx: Tx,
  ctx: Context,
  submissionId: string,
  { dataKey }: CycleKeys,
): Promise<ReadonlyMap<number, Blob>> {
  const files = new Map<number, Blob>();
  const whole = await tx<{ ordinal: number; length: number }[]>`
    select ordinal, octet_length(content_sealed) as length from submission_files
    where submission_id = ${submissionId} order by ordinal`;
  for (const { ordinal, length } of whole)
    files.set(ordinal, {
      bytes: length - SEAL_BYTES,
      async *open() {
        const [row] = await read(
          ctx,
          (later) => later<{ contentSealed: Buffer }[]>`
            select content_sealed from submission_files where submission_id = ${submissionId} and ordinal = ${ordinal}`,
        );
        if (!row) throw new Problem('not-found');
        yield unseal(dataKey, wholeFilePlace(submissionId, ordinal), row.contentSealed);
      },
    });
  const inPieces = await tx<{ file: number }[]>`
    select distinct file from submission_pieces where submission_id = ${submissionId} and file <> ${GRID} order by file`;
  for (const { file } of inPieces) files.set(file, await keptPieces(tx, ctx, submissionId, file, dataKey));
  return files;
}

async function keptPieces(tx: Tx, ctx: Context, submissionId: string, file: number, dataKey: Buffer): Promise<Blob> {
  const pieces = await tx<{ ordinal: number; jobId: string | null; length: number }[]>`
    select ordinal, job_id, octet_length(content_sealed) as length from submission_pieces
    where submission_id = ${submissionId} and file = ${file} order by ordinal`;
  return {
    bytes: pieces.reduce((sum, { length }) => sum + length - SEAL_BYTES, 0),
    async *open() {
      for (const { ordinal, jobId } of pieces) {
        const [row] = await read(
          ctx,
          (later) => later<{ contentSealed: Buffer }[]>`
            select content_sealed from submission_pieces
            where submission_id = ${submissionId} and file = ${file} and ordinal = ${ordinal}`,
        );
        if (!row) throw new Problem('not-found');
        const place = jobId === null ? gridPlace(submissionId, ordinal) : chunkPlace(jobId, file, ordinal);
        yield unseal(dataKey, place, row.contentSealed);
      }
    },
  };
}
