/**
 * Filing: a department's files are checked against the whole contract, together with its other lists, and kept.
 *
 * Promise: what is stored is one transaction; a filing that overtakes is not overwritten. Nothing personal is written in
 * clear, and no password is kept.
 */
import { createHash } from 'node:crypto';
import type { Submission, UploadedFile } from '#contract';
import { read, write } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { seal } from '../vault.ts';
import type { FrameCheckDocument } from './check.ts';
import { gather, judge, keepSubmission, keepVerdicts, lockUnchanged, refuseClosed, untilSettled } from './judging.ts';
import { submissionById, toSubmission } from './rows.ts';

export async function submit(
  ctx: Context,
  frameId: string,
  input: { password?: string | undefined; files: readonly UploadedFile[] },
): Promise<Submission> {
  if (input.files.length === 0 || input.files.every((file) => file.bytes.length === 0)) throw new Problem('no-file');
  return untilSettled(async () => {
    const gathered = await read(ctx, (tx) => gather(tx, ctx, frameId));
    refuseClosed(gathered.own.frame);
    const receivedAt = ctx.now;
    const judgement = await judge(gathered.own, gathered.others, {
      files: input.files.map(({ name, bytes }) => ({ name, bytes })),
      password: input.password,
      receivedAt,
      previous: gathered.own.latest,
    });
    return write(ctx, 'frame.submit', async (tx, note) => {
      const current = await lockUnchanged(tx, gathered);
      refuseClosed(current);
      const files = input.files.map((file) => ({
        name: file.name,
        sha256: createHash('sha256').update(file.bytes).digest('hex'),
        bytes: file.bytes.length,
      }));
      const { submissionId, facts } = await keepSubmission(tx, ctx, gathered, judgement, {
        receivedAt,
        files,
        mended: null,
      });
      if (!holdsForbidden(judgement.document))
        for (const [index, file] of input.files.entries())
          await tx`
            insert into submission_files (submission_id, department_id, ordinal, content_sealed)
            values (${submissionId}, ${current.departmentId}, ${index + 1},
              ${seal(gathered.keys.dataKey, `submission_files/${submissionId}/${index + 1}/content`, file.bytes)})`;
      note({
        subject: `frame:${frameId}`,
        detail: {
          department: current.departmentName,
          list: current.list,
          ...facts,
          files: files.map(({ sha256 }) => sha256),
        },
      });
      await keepVerdicts(tx, ctx, gathered, judgement);
      return toSubmission(await submissionById(tx, submissionId));
    });
  });
}

/** The filed bytes hold what the notice never asked for: the department is told it was not saved, so it is not. */
const holdsForbidden = (document: FrameCheckDocument): boolean =>
  document.findings.some(({ list, code }) => list === 0 && (code === 'forbidden-column' || code === 'forbidden-value'));
