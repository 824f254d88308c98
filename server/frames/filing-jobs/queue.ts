/**
 * The queue of filing jobs: any server takes the next, says every second that it is alive, and lets go.
 *
 * Promise: one worker at a time holds a job; who has not been heard of for the length of a lease has lost it, and whatever such a
 * worker still tries to commit is refused. Leases go by the clock of the database, which all servers share.
 */
import { stage, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../../context.ts';
import { FilingLost } from './running.ts';

/** Heartbeats come every second; a server that is that late is dead, or as good as. */
const LEASE_SECONDS = 20;
/** A job that has killed its worker this often is not tried again by itself. */
const ATTEMPTS = 3;
const DAY_MS = 24 * 3600_000;

export interface Claimed {
  readonly jobId: string;
  readonly worker: string;
}

export interface Progress {
  phase: 'reading' | 'checking' | 'saving';
  rowsRead: number;
  rowsChecked: number;
  persons: number;
  personsSaved: number;
}

/** Takes the job that waits longest; null when none waits. */
export async function claim(ctx: Context, worker: string): Promise<Claimed | null> {
  const [row] = await stage(
    ctx,
    (tx) => tx<{ id: string; attempts: number }[]>`
    update filing_jobs set worker = ${worker}, lease_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second',
      attempts = attempts + 1, started_at = coalesce(started_at, clock_timestamp()),
      phase = 'reading', rows_read = 0, rows_checked = 0, persons = 0, persons_saved = 0
    where id = (
      select id from filing_jobs
      where phase in ('queued', 'reading', 'checking', 'saving')
        and (lease_until is null or lease_until < clock_timestamp())
      order by received_at, number
      for update skip locked
      limit 1)
    returning id, attempts`,
  );
  if (!row) return null;
  const claimed = { jobId: row.id, worker };
  if (row.attempts <= ATTEMPTS) return claimed;
  await fail(ctx, claimed, new Problem('filing-died'));
  return claim(ctx, worker);
}

/** Says that the work goes on, and how far it is. Throws `FilingLost` when the job is somebody else's, or nobody's. */
export async function beat(ctx: Context, { jobId, worker }: Claimed, progress: Progress): Promise<void> {
  const { phase, rowsRead, rowsChecked, persons, personsSaved } = progress;
  const { count } = await stage(
    ctx,
    async (tx) => tx`
    update filing_jobs set lease_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second', phase = ${phase},
      rows_read = ${rowsRead}, rows_checked = ${rowsChecked}, persons = ${persons}, persons_saved = ${personsSaved}
    where id = ${jobId} and worker = ${worker} and phase in ('reading', 'checking', 'saving')`,
  );
  if (count === 0) throw new FilingLost();
}

/** The last step of the filing's own transaction: the job is done, and was ours until now. */
export async function finish(tx: Tx, ctx: Context, { jobId, worker }: Claimed, submissionId: string): Promise<void> {
  const { count } = await tx`
    update filing_jobs set phase = 'done', submission_id = ${submissionId}, ended_at = ${ctx.now}, password_sealed = null,
      persons_saved = persons, worker = null, lease_until = null
    where id = ${jobId} and worker = ${worker} and phase in ('reading', 'checking', 'saving')`;
  if (count === 0) throw new FilingLost();
  await tx`delete from filing_chunks where job_id = ${jobId}`;
}

/** Lets go of a job that did not come to its end. `blameless`: the attempt does not count. */
export async function release(ctx: Context, { jobId, worker }: Claimed, blameless: boolean): Promise<void> {
  await stage(
    ctx,
    (tx) => tx`
    update filing_jobs set phase = 'queued', worker = null, lease_until = null, attempts = attempts - ${blameless ? 1 : 0}
    where id = ${jobId} and worker = ${worker} and phase in ('reading', 'checking', 'saving')`,
  );
}

/** Ends a job with words for the department. What was uploaded is kept for a day, for another try. */
export async function fail(ctx: Context, { jobId, worker }: Claimed, problem: Problem): Promise<void> {
  const { code, title, detail } = problem.toDocument('');
  await write(ctx, 'frame.filing-fail', async (tx, note) => {
    const [job] = await tx<{ frameId: string }[]>`
      update filing_jobs set phase = 'failed', problem = ${tx.json({ code, title, detail })}, ended_at = ${ctx.now},
        touched_at = ${ctx.now}, worker = null, lease_until = null
      where id = ${jobId} and worker = ${worker} and phase in ('reading', 'checking', 'saving')
      returning frame_id`;
    if (!job) throw new FilingLost();
    note({ subject: `frame:${job.frameId}`, detail: { job: jobId, problem: code } });
  });
}

/** Ends uploads nobody has gone on with for a day, and forgets what failed jobs kept for another try. */
export async function sweep(ctx: Context): Promise<void> {
  const before = new Date(ctx.now.getTime() - DAY_MS);
  const { code, title, detail } = new Problem('filing-abandoned').toDocument('');
  await stage(ctx, async (tx) => {
    await tx`
      update filing_jobs set phase = 'failed', problem = ${tx.json({ code, title, detail })}, ended_at = ${ctx.now}
      where phase = 'uploading' and touched_at < ${before}`;
    const over = tx`
      select id from filing_jobs
      where phase in ('done', 'failed', 'cancelled') and touched_at < ${before}`;
    await tx`delete from filing_chunks where job_id in (${over})`;
    await tx`update filing_jobs set password_sealed = null where password_sealed is not null and id in (${over})`;
  });
}
