/** Filing jobs as they stand in the database, and how they look to callers. */
import type { FilingJob, FilingPhase } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';

export interface JobRow {
  id: string;
  frameId: string;
  cycleId: string;
  departmentId: string;
  departmentName: string;
  list: string;
  accountId: string;
  startedBy: string;
  files: { name: string; bytes: number }[];
  chunkBytes: number;
  phase: FilingPhase;
  createdAt: Date;
  receivedAt: Date | null;
  endedAt: Date | null;
  rowsRead: number;
  rowsChecked: number;
  persons: number;
  personsSaved: number;
  submissionId: string | null;
  problem: FilingJob['problem'];
}

const selectJobs = (tx: Tx) => tx`
  select j.id, j.frame_id, f.cycle_id, j.department_id, d.name as department_name, f.list, j.account_id,
    a.display_name as started_by, j.files, j.chunk_bytes, j.phase, j.created_at, j.received_at, j.ended_at, j.rows_read,
    j.rows_checked, j.persons, j.persons_saved, j.submission_id, j.problem
  from filing_jobs j
  join frames f on f.id = j.frame_id
  join departments d on d.id = j.department_id
  join accounts a on a.id = j.account_id`;

/** The job, or 404: row-level security has already hidden other departments' jobs from a liaison. */
export async function jobById(tx: Tx, jobId: string, options: { lock?: boolean } = {}): Promise<JobRow> {
  const [row] = await tx<JobRow[]>`
    ${selectJobs(tx)} where j.id = ${jobId} ${options.lock ? tx`for update of j` : tx``}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export async function latestJob(tx: Tx, frameId: string): Promise<JobRow | undefined> {
  const [row] = await tx<JobRow[]>`
    ${selectJobs(tx)} where j.frame_id = ${frameId} order by j.number desc limit 1`;
  return row;
}

export const isOver = (phase: FilingPhase): boolean => phase === 'done' || phase === 'failed' || phase === 'cancelled';

/** How many bytes a chunk of the plan has; undefined when the plan has no such chunk. Files and chunks count from 1. */
export function plannedBytes({ files, chunkBytes }: JobRow, file: number, chunk: number): number | undefined {
  const bytes = files[file - 1]?.bytes;
  if (bytes === undefined || chunk < 1 || (chunk - 1) * chunkBytes >= bytes) return undefined;
  return Math.min(chunkBytes, bytes - (chunk - 1) * chunkBytes);
}

export async function toJob(tx: Tx, row: JobRow, now: Date): Promise<FilingJob> {
  const arrived = await tx<{ file: number; ordinal: number }[]>`
    select file, ordinal from filing_chunks where job_id = ${row.id} order by file, ordinal`;
  const files = row.files.map(({ name, bytes }, at) => ({
    name,
    bytes,
    chunks: Math.ceil(bytes / row.chunkBytes),
    received: arrived.filter(({ file }) => file === at + 1).map(({ ordinal }) => ordinal),
  }));
  const bytes = row.files.reduce((sum, file) => sum + file.bytes, 0);
  const complete = files.every(({ chunks, received }) => received.length === chunks);
  const { id, frameId, phase, startedBy, chunkBytes, rowsRead, rowsChecked, persons, personsSaved } = row;
  const end = row.endedAt ?? now;
  return {
    id,
    frameId,
    phase,
    startedBy,
    files,
    chunkBytes,
    bytes,
    receivedBytes:
      phase === 'uploading'
        ? arrived.reduce((sum, { file, ordinal }) => sum + (plannedBytes(row, file, ordinal) ?? 0), 0)
        : bytes,
    rowsRead,
    rowsChecked,
    persons,
    personsSaved,
    createdAt: row.createdAt.toISOString(),
    elapsedSeconds: Math.max(0, Math.round((end.getTime() - row.createdAt.getTime()) / 1000)),
    submissionId: row.submissionId,
    problem: row.problem,
    canRetry: phase === 'failed' && complete,
  };
}
