/**
 * The liaison's side of a filing job: begin it, send chunks in any order, look at it, cancel it, try it again.
 *
 * Promise: a chunk is sealed before PostgreSQL sees it, bound to its job and place; nothing of a cancelled job stays. The frame is
 * untouched until the whole filing is committed.
 */
import { randomUUID } from 'node:crypto';
import { chunkBytes, type FilingJob, type UploadedFile } from '#contract';
import { isConstraint, read, stage, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../../context.ts';
import { seal, unseal } from '../../vault.ts';
import { refuseClosed } from '../gathering.ts';
import { chunkPlace, jobPasswordPlace } from '../places.ts';
import { frameById } from '../rows.ts';
import { isOver, jobById, latestJob, plannedBytes, toJob, type JobRow } from './rows.ts';
import { sayQueued, stopFiling } from './running.ts';

interface Begun {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly password?: string | undefined;
}

/** Begins a filing; the same files again, after a break, go on with the one that was begun. */
export async function startFilingJob(ctx: Context, frameId: string, input: Begun): Promise<FilingJob> {
  if (ctx.actor.kind !== 'account') throw new Problem('not-permitted');
  const { accountId } = ctx.actor;
  const limit = ctx.config.uploadLimitBytes;
  try {
    return await write(ctx, 'frame.filing-begin', async (tx, note) => {
      const frame = await frameById(tx, frameId);
      refuseClosed(frame);
      if (input.files.length === 0) throw new Problem('no-file');
      if (input.files.reduce((sum, { bytes }) => sum + bytes, 0) > limit)
        throw new Problem('upload-too-large', { limit: Math.floor(limit / 1024 / 1024) });
      const files = input.files.map(({ name, bytes }) => ({ name, bytes }));
      const { dataKey } = await ctx.vault.cycleKeys(tx, frame.cycleId);
      const before = await latestJob(tx, frameId);
      const resumed = before?.phase === 'uploading' && JSON.stringify(before.files) === JSON.stringify(files);
      if (before && !resumed && !isOver(before.phase)) throw new Problem('filing-in-progress');
      const jobId = resumed ? before.id : randomUUID();
      const password = input.password ? seal(dataKey, jobPasswordPlace(jobId), input.password) : null;
      if (resumed)
        await tx`update filing_jobs set password_sealed = ${password}, touched_at = ${ctx.now} where id = ${jobId}`;
      else {
        // What a failed job kept for another try is not needed any more.
        await tx`delete from filing_chunks where job_id in (select id from filing_jobs where frame_id = ${frameId})`;
        await tx`
          insert into filing_jobs (id, frame_id, department_id, account_id, files, chunk_bytes, password_sealed, phase,
            created_at, touched_at)
          values (${jobId}, ${frameId}, ${frame.departmentId}, ${accountId}, ${tx.json(files)}, ${chunkBytes}, ${password},
            'uploading', ${ctx.now}, ${ctx.now})`;
      }
      const job = await jobById(tx, jobId);
      note(noteOf(job, { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), resumed }));
      return toJob(tx, job, ctx.now);
    });
  } catch (error) {
    if (isConstraint(error, 'a_frame_is_filed_by_one_job_at_a_time')) throw new Problem('filing-in-progress');
    throw error;
  }
}

const noteOf = (job: JobRow, detail: Readonly<Record<string, unknown>>) => ({
  subject: `frame:${job.frameId}`,
  detail: { department: job.departmentName, list: job.list, job: job.id, ...detail },
});

export async function getFilingJob(ctx: Context, frameId: string): Promise<{ job: FilingJob | null }> {
  return read(ctx, async (tx) => {
    await frameById(tx, frameId);
    const row = await latestJob(tx, frameId);
    return { job: row ? await toJob(tx, row, ctx.now) : null };
  });
}

/** Takes one chunk. The last one that was missing makes the job ready to be judged: that is the instant of the filing. */
export async function uploadChunk(
  ctx: Context,
  { jobId, file, chunk }: { jobId: string; file: number; chunk: number },
  files: readonly UploadedFile[],
): Promise<FilingJob> {
  const taken = await stage(ctx, async (tx) => {
    const job = await jobById(tx, jobId, { lock: true });
    const [sent] = files;
    const planned = plannedBytes(job, file, chunk);
    if (!sent || files.length > 1 || sent.bytes.length !== planned) throw new Problem('chunk-not-planned');
    const { dataKey } = await ctx.vault.cycleKeys(tx, job.cycleId);
    const place = chunkPlace(jobId, file, chunk);
    const [there] = await tx<{ contentSealed: Buffer }[]>`
      select content_sealed from filing_chunks where job_id = ${jobId} and file = ${file} and ordinal = ${chunk}`;
    // Sent again after a break: shows that it is still the same file.
    if (there && !unseal(dataKey, place, there.contentSealed).equals(sent.bytes)) throw new Problem('chunk-differs');
    if (job.phase !== 'uploading') {
      if (!there) throw new Problem('filing-not-uploading');
      return toJob(tx, job, ctx.now);
    }
    if (!there)
      await tx`
        insert into filing_chunks (job_id, department_id, file, ordinal, content_sealed)
        values (${jobId}, ${job.departmentId}, ${file}, ${chunk}, ${seal(dataKey, place, sent.bytes)})`;
    await tx`update filing_jobs set touched_at = ${ctx.now} where id = ${jobId}`;
    const after = await toJob(tx, job, ctx.now);
    if (after.receivedBytes < after.bytes) return after;
    await enqueue(tx, jobId, ctx.now);
    return toJob(tx, await jobById(tx, jobId), ctx.now);
  });
  if (taken.phase === 'queued') sayQueued();
  return taken;
}

async function enqueue(tx: Tx, jobId: string, now: Date): Promise<void> {
  await tx`
    update filing_jobs set phase = 'queued', received_at = coalesce(received_at, ${now}), touched_at = ${now}, ended_at = null,
      problem = null, attempts = 0, rows_read = 0, rows_checked = 0, persons = 0, persons_saved = 0, worker = null,
      lease_until = null
    where id = ${jobId}`;
}

/** Judges what was uploaded once more: after three deaths, or with another password. */
export async function retryFilingJob(
  ctx: Context,
  jobId: string,
  input: { password?: string | undefined },
): Promise<FilingJob> {
  const again = await write(ctx, 'frame.filing-retry', async (tx, note) => {
    const job = await jobById(tx, jobId, { lock: true });
    const latest = await latestJob(tx, job.frameId);
    if (latest?.id !== jobId || !(await toJob(tx, job, ctx.now)).canRetry) throw new Problem('filing-not-retryable');
    refuseClosed(await frameById(tx, job.frameId));
    if (input.password) {
      const { dataKey } = await ctx.vault.cycleKeys(tx, job.cycleId);
      const sealed = seal(dataKey, jobPasswordPlace(jobId), input.password);
      await tx`update filing_jobs set password_sealed = ${sealed} where id = ${jobId}`;
    }
    await enqueue(tx, jobId, ctx.now);
    note(noteOf(job, {}));
    return toJob(tx, await jobById(tx, jobId), ctx.now);
  });
  sayQueued();
  return again;
}

/** Ends a job that is not over; the child that works on it here is killed, one elsewhere by its next sign of life. */
export async function cancelFilingJob(ctx: Context, jobId: string): Promise<FilingJob> {
  const job = await write(ctx, 'frame.filing-cancel', async (tx, note) => {
    const before = await jobById(tx, jobId, { lock: true });
    if (before.phase === 'done' || before.phase === 'cancelled') throw new Problem('filing-finished');
    await tx`
      update filing_jobs set phase = 'cancelled', problem = null, ended_at = ${ctx.now}, password_sealed = null, worker = null,
        lease_until = null
      where id = ${jobId}`;
    await tx`delete from filing_chunks where job_id = ${jobId}`;
    note(noteOf(before, { phase: before.phase }));
    return toJob(tx, await jobById(tx, jobId), ctx.now);
  });
  stopFiling(jobId);
  return job;
}
