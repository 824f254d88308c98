/**
 * Working off the queue: the filing of one job from its stored chunks, and the loop that takes one job after the other.
 *
 * Promise: a job ends as one submission or as none. The filing is the same as that of a small file; its transaction ends with the
 * job's own end, so that a worker which lost its job commits nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { describeError, read } from '#db';
import { Problem } from '#problem';
import type { Context } from '../../context.ts';
import type { Services } from '../../http/services.ts';
import { unseal } from '../../vault.ts';
import { keepChunks } from '../pieces.ts';
import { chunkPlace, jobPasswordPlace } from '../places.ts';
import { fileList } from '../submit.ts';
import type { ChildLimits } from '../worker-client.ts';
import type { Blob } from '../worker-wire.ts';
import { beat, claim, fail, finish, release, sweep, type Claimed, type Progress } from './queue.ts';
import { jobById, type JobRow } from './rows.ts';
import { attend, FilingLost, FilingPaused, untilQueued } from './running.ts';

/** Nobody waits for the answer; a million rows take half a minute on two cores. */
const LIMITS: ChildLimits = { memoryMb: 1024, timeoutMs: 20 * 60_000 };
const BEAT_MS = 1000;
const LOOK_MS = 1000;
const SWEEP_MS = 10 * 60_000;

export interface FilingWorker {
  /** Kills what is being worked on and lets go of it. */
  stop(): Promise<void>;
}

/** Takes jobs until it is stopped. */
export function startFilingWorker(services: Services): FilingWorker {
  const stopped = new AbortController();
  const loop = (async () => {
    let sweptAt = -SWEEP_MS;
    while (!stopped.signal.aborted) {
      let worked = false;
      try {
        if (performance.now() - sweptAt >= SWEEP_MS) {
          sweptAt = performance.now();
          await sweep(systemContext(services));
        }
        worked = await workNextFiling(services, stopped.signal);
      } catch (error) {
        // The database is away or busy: the next look tells.
        if (!stopped.signal.aborted) services.log(`filing queue: ${describeError(error)}`);
      }
      if (!worked) await untilQueued(LOOK_MS, stopped.signal);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await loop;
    },
  };
}

const systemContext = (services: Services): Context => ({
  sql: services.sql,
  config: services.config,
  vault: services.vault,
  actor: { kind: 'system', name: 'filing' },
  now: services.now(),
  requestId: 'system-filing',
});

/** Works off the job that waits longest; false when none waits. */
export async function workNextFiling(services: Services, stopped?: AbortSignal): Promise<boolean> {
  const system = systemContext(services);
  const claimed = await claim(system, randomUUID());
  if (!claimed) return false;
  const { controller, done } = attend(claimed.jobId);
  const pause = () => controller.abort(new FilingPaused());
  stopped?.addEventListener('abort', pause);
  if (stopped?.aborted) pause();
  try {
    await file(system, claimed, controller);
  } catch (error) {
    const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
    await settle(services, claimed, cause);
  } finally {
    stopped?.removeEventListener('abort', pause);
    done();
  }
  return true;
}

async function settle(services: Services, claimed: Claimed, cause: unknown): Promise<void> {
  if (cause instanceof FilingLost) return;
  const system = systemContext(services);
  try {
    if (cause instanceof FilingPaused) await release(system, claimed, true);
    else if (cause instanceof Problem) await fail(system, claimed, cause);
    else {
      services.log(`filing ${claimed.jobId}: ${describeError(cause)}`);
      await release(system, claimed, false);
    }
  } catch (error) {
    // Without a database there is nothing to say it to: the lease ends by itself.
    if (!(error instanceof FilingLost)) services.log(`filing ${claimed.jobId}: ${describeError(error)}`);
  }
}

async function file(system: Context, claimed: Claimed, controller: AbortController): Promise<void> {
  const { jobId } = claimed;
  const { job, ctx, password, dataKey } = await read(system, async (tx) => {
    const row = await jobById(tx, jobId);
    const keys = await system.vault.cycleKeys(tx, row.cycleId);
    const [sealed] = await tx<{ passwordSealed: Buffer | null }[]>`
      select password_sealed from filing_jobs where id = ${jobId}`;
    return {
      job: row,
      ctx: { ...system, actor: await actorOfJob(tx, row), requestId: `filing-${jobId}` } satisfies Context,
      dataKey: keys.dataKey,
      password: sealed?.passwordSealed
        ? unseal(keys.dataKey, jobPasswordPlace(jobId), sealed.passwordSealed).toString('utf8')
        : undefined,
    };
  });
  const progress: Progress = { phase: 'reading', rowsRead: 0, rowsChecked: 0, persons: 0, personsSaved: 0 };
  // One at a time, the newest last: an older sign of life must not overtake a newer one.
  let beats: Promise<void> = Promise.resolve();
  const sayAlive = (): Promise<void> => {
    beats = beats
      .then(() => beat(system, claimed, progress))
      .catch((error: unknown) => {
        if (error instanceof FilingLost) controller.abort(error);
      });
    return beats;
  };
  const heart = setInterval(() => void sayAlive(), BEAT_MS);
  const digests: string[] = [];
  try {
    await fileList(
      ctx,
      job.frameId,
      {
        files: job.files.map(({ name, bytes }, at) => ({
          name,
          bytes,
          content: uploadedFile(ctx, job, at + 1, dataKey, (digest) => (digests[at] = digest)),
        })),
        password,
        receivedAt: job.receivedAt ?? ctx.now,
        digests: () => digests,
        keepFiles: (tx, _gathered, submissionId) => keepChunks(tx, jobId, submissionId),
      },
      {
        limits: LIMITS,
        signal: controller.signal,
        progress: (phase, rows) => {
          const entered = progress.phase !== phase;
          progress.phase = phase;
          if (phase === 'reading') progress.rowsRead = rows;
          else progress.rowsChecked = rows;
          if (entered) void sayAlive();
        },
        judged: async ({ results }) => {
          const counts = results[0]?.counts;
          Object.assign(progress, { phase: 'saving', rowsRead: counts?.rows ?? 0, rowsChecked: counts?.rows ?? 0 });
          Object.assign(progress, { persons: counts?.usable ?? 0, personsSaved: 0 });
          await sayAlive();
        },
        saved: (persons) => {
          controller.signal.throwIfAborted();
          progress.personsSaved = persons;
        },
        commit: async (tx, submissionId) => {
          controller.signal.throwIfAborted();
          clearInterval(heart);
          // A sign of life on its way would wait for this transaction, and this transaction for nobody.
          await beats;
          await finish(tx, ctx, claimed, submissionId);
        },
      },
    );
  } finally {
    clearInterval(heart);
    await beats;
  }
}

/** The person who began it: what is filed is filed by that person, within that person's department. */
async function actorOfJob(tx: Parameters<typeof jobById>[0], { accountId }: JobRow): Promise<Context['actor']> {
  const [row] = await tx<{ login: string; displayName: string; departmentId: string; departmentName: string }[]>`
    select a.login, a.display_name, a.department_id, d.name as department_name
    from accounts a join departments d on d.id = a.department_id
    where a.id = ${accountId} and a.role = 'liaison' and a.disabled_at is null`;
  if (!row) throw new Problem('not-permitted');
  return { kind: 'account', accountId, role: 'liaison', sessionHash: null, ...row };
}

/** The chunks of a file one after the other, opened; its digest when the last has been read. */
function uploadedFile(ctx: Context, job: JobRow, file: number, dataKey: Buffer, known: (digest: string) => void): Blob {
  const bytes = job.files[file - 1]?.bytes ?? 0;
  return {
    bytes,
    async *open() {
      const hash = createHash('sha256');
      for (let chunk = 1; (chunk - 1) * job.chunkBytes < bytes; chunk += 1) {
        const ordinal = chunk;
        const [row] = await read(
          ctx,
          (tx) => tx<{ contentSealed: Buffer }[]>`
            select content_sealed from filing_chunks where job_id = ${job.id} and file = ${file} and ordinal = ${ordinal}`,
        );
        if (!row) throw new FilingLost();
        const content = unseal(dataKey, chunkPlace(job.id, file, ordinal), row.contentSealed);
        hash.update(content);
        yield content;
      }
      known(hash.digest('hex'));
    },
  };
}
