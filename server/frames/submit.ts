/**
 * Filing: a department's files are checked against the whole contract, together with its other lists, and kept.
 *
 * Promise: what is stored is one transaction; a filing that overtakes is not overwritten. Nothing personal is written in
 * clear, and no password is kept.
 */
import { createHash } from 'node:crypto';
import type { Submission, UploadedFile } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { seal } from '../vault.ts';
import { gather, lockUnchanged, refuseClosed, untilSettled, type Gathered } from './gathering.ts';
import { judge, type Attended, type Judgement } from './judging.ts';
import { keepSubmission, keepVerdicts } from './keeping.ts';
import { wholeFilePlace } from './places.ts';
import { submissionById, toSubmission } from './rows.ts';
import { blobOf, type Blob } from './worker-wire.ts';

/** Files to be filed, wherever their bytes lie. */
export interface FiledFiles {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly content: Blob }[];
  readonly password?: string | undefined;
  readonly receivedAt: Date;
  /** Digests of the files, known at the latest when the child has taken them. */
  readonly digests: () => readonly string[];
  /** Keeps the files beside the submission. */
  readonly keepFiles: (tx: Tx, gathered: Gathered, submissionId: string) => Promise<void>;
}

/** How a filing is attended to that nobody waits for. */
export interface FiledInBackground extends Attended {
  /** All is judged; saving begins. */
  readonly judged: (judgement: Judgement) => Promise<void>;
  readonly saved: (persons: number) => void;
  /** The last thing in the transaction; throws when the filing must not be. */
  readonly commit: (tx: Tx, submissionId: string) => Promise<void>;
}

/** Files of one request. */
export async function submit(
  ctx: Context,
  frameId: string,
  input: { password?: string | undefined; files: readonly UploadedFile[] },
): Promise<Submission> {
  if (input.files.length === 0 || input.files.every(({ name, bytes }) => name === '' && bytes.length === 0))
    throw new Problem('no-file');
  return fileList(ctx, frameId, {
    files: input.files.map(({ name, bytes }) => ({ name, bytes: bytes.length, content: blobOf(bytes) })),
    password: input.password,
    receivedAt: ctx.now,
    digests: () => input.files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')),
    keepFiles: async (tx, gathered, submissionId) => {
      for (const [index, { bytes }] of input.files.entries())
        await keepFile(tx, gathered, submissionId, index + 1, bytes);
    },
  });
}

/** Keeps a filed file beside its submission; files count from 1. */
export async function keepFile(
  tx: Tx,
  { own, keys }: Gathered,
  submissionId: string,
  file: number,
  bytes: Uint8Array,
): Promise<void> {
  await tx`
    insert into submission_files (submission_id, department_id, ordinal, content_sealed)
    values (${submissionId}, ${own.frame.departmentId}, ${file},
      ${seal(keys.dataKey, wholeFilePlace(submissionId, file), bytes)})`;
}

/** Judges and keeps a filing, in one transaction. */
export async function fileList(
  ctx: Context,
  frameId: string,
  input: FiledFiles,
  background?: FiledInBackground,
): Promise<Submission> {
  return untilSettled(async () => {
    const gathered = await read(ctx, (tx) => gather(tx, ctx, frameId));
    refuseClosed(gathered.own.frame);
    const { password, receivedAt } = input;
    const judged = { files: input.files, password, receivedAt, previous: gathered.own.latest };
    return judge(
      ctx,
      gathered,
      judged,
      async (judgement) => {
        await background?.judged(judgement);
        return write(ctx, 'frame.submit', async (tx, note) => {
          const current = await lockUnchanged(tx, gathered);
          refuseClosed(current);
          const digests = input.digests();
          const files = input.files.map(({ name, bytes }, at) => ({ name, sha256: digests[at] ?? '', bytes }));
          const kept = { receivedAt, files, mended: null };
          const { submissionId, facts } = await keepSubmission(tx, ctx, gathered, judgement, kept, background?.saved);
          // A department whose file holds what the notice never asked for is told that it was not saved.
          if (judgement.results[0]?.forbidden === false) await input.keepFiles(tx, gathered, submissionId);
          note({
            subject: `frame:${frameId}`,
            detail: { department: current.departmentName, list: current.list, ...facts, files: digests },
          });
          await keepVerdicts(tx, gathered, judgement);
          await background?.commit(tx, submissionId);
          return toSubmission(await submissionById(tx, submissionId));
        });
      },
      background,
    );
  });
}
