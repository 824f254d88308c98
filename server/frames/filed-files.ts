/**
 * The files of a submission as they were kept: for the department's own records, and for an auditor who checks their digests.
 *
 * Promise: the bytes whose SHA-256 stands on the receipt and in the manifests of draws, or nothing. Staff gets them only while
 * the findings are shown to them in full, and that they fetched one stands in the audit trail before it leaves.
 */
import { createHash } from 'node:crypto';
import { read, write } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { keptFiles } from './pieces.ts';
import { shownInFull } from './reveals.ts';
import { frameById, submissionById } from './rows.ts';

export async function filedFile(
  ctx: Context,
  { submissionId, file }: { submissionId: string; file: number },
): Promise<FileReply> {
  const { frame, submission, stated, content } = await read(ctx, async (tx) => {
    const found = await submissionById(tx, submissionId);
    const its = await frameById(tx, found.frameId);
    const keys = await ctx.vault.cycleKeys(tx, its.cycleId);
    const facts = found.files[file - 1];
    if (!facts) throw new Problem('not-found');
    if ((await shownInFull(tx, ctx, submissionId)) === null) throw new Problem('reveal-needed');
    const kept = (await keptFiles(tx, ctx, submissionId, keys)).get(file);
    if (!kept) throw new Problem('file-not-kept');
    return { frame: its, submission: found, stated: facts, content: kept };
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of content.open()) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  if (createHash('sha256').update(bytes).digest('hex') !== stated.sha256)
    throw new Error('a kept file is not the one that was filed');
  if (ctx.actor.kind === 'account' && ctx.actor.role !== 'liaison')
    await write(ctx, 'frame.filed-file', async (_tx, note) =>
      note({
        subject: `frame:${frame.id}`,
        detail: { department: frame.departmentName, list: frame.list, number: submission.number, file: stated.sha256 },
      }),
    );
  return new FileReply(new Uint8Array(bytes), 'application/octet-stream', { fileName: stated.name });
}
