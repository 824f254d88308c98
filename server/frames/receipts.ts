/**
 * Receipts of filings: what was found when a list was filed, told apart from what a later judging says of it.
 *
 * Promise: what is said to be of the filing is what the digest of the receipt was made of, proven by making it again. Later lists of
 * the department change what a filing is worth in `submissions`; the audit trail, which nothing changes, keeps what it was worth.
 */
import { createHash } from 'node:crypto';
import type { Submission } from '#contract';
import { read, type Tx } from '#db';
import { renderReceipt } from '#site';
import { canonicalJson } from '../audit-append.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { frameWithLatest, submissionById, toSubmission } from './rows.ts';

/** What a check says of a filing. */
export type FiledResult = Pick<Submission, 'verdict' | 'counts' | 'segments'>;

/** What does not change after the filing. */
type Filing = Pick<Submission, 'frameId' | 'number' | 'receivedAt' | 'files' | 'mended'>;

/** The digest both sides keep. */
export function receiptDigestOf(
  { frameId, number, receivedAt, files, mended }: Filing,
  { verdict, counts, segments }: FiledResult,
): string {
  const told = {
    frameId,
    number,
    receivedAt,
    files,
    ...(mended ? { mended } : {}),
    ...(segments ? { segments } : {}),
    counts,
    verdict,
  };
  return createHash('sha256').update(canonicalJson(told)).digest('hex');
}

export async function receipt(ctx: Context, submissionId: string, nonce: string): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const submission = toSubmission(await submissionById(tx, submissionId));
    const frame = await frameWithLatest(tx, submission.frameId);
    const filed = resultAtFiling(submission, await noted(tx, submission));
    return new FileReply(renderReceipt({ frame, submission, filed }, nonce), 'text/html; charset=utf-8');
  });
}

/** What the audit trail says of a filing; notes of earlier releases say nothing of the number-segment table. */
async function noted(tx: Tx, { frameId, number }: Submission): Promise<Partial<FiledResult> | undefined> {
  const [row] = await tx<{ detail: Partial<FiledResult> }[]>`
    select payload::jsonb -> 'detail' as detail from audit_entries
    where subject = ${`frame:${frameId}`} and action in ('frame.submit', 'frame.mend')
      and (payload::jsonb -> 'detail' ->> 'number')::int = ${number}
    order by audit_entries.number desc limit 1`;
  return row?.detail;
}

/** The result the digest was made of: the one noted at the filing, or the one that stands. Null: neither makes the digest. */
export function resultAtFiling(submission: Submission, note: Partial<FiledResult> | undefined): FiledResult | null {
  const { verdict, counts, segments } = submission;
  const tallies = note?.segments ? [note.segments] : [segments, null];
  const told = note?.verdict && note.counts ? [{ verdict: note.verdict, counts: note.counts }] : [];
  const results = [...told, { verdict, counts }].flatMap((one) =>
    tallies.map((tally) => ({ ...one, segments: tally })),
  );
  return results.find((result) => receiptDigestOf(submission, result) === submission.receiptDigest) ?? null;
}
