/** The frame desk's verbs that need no file: lists, findings, acceptance, return, template, receipt. */
import type { z } from 'zod';
import type { FiledFinding, Frame, listFindings as listFindingsRoute, Submission } from '#contract';
import { read, write } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { maskFinding } from './mask.ts';
import { shownInFull } from './reveals.ts';
import {
  frameById,
  framesWithLatest,
  frameWithLatest,
  nameOfList,
  selectSubmissions,
  submissionById,
  toFrame,
  toSubmission,
  type SubmissionRow,
} from './rows.ts';
import { openDocument } from './stored.ts';
import { asShown } from './wording.ts';
import { writeTemplate } from './template.ts';

type FindingsPage = z.input<(typeof listFindingsRoute)['reply']>;

export async function list(ctx: Context, query: { cycleId?: string | undefined }): Promise<{ items: Frame[] }> {
  return read(ctx, async (tx) => ({ items: await framesWithLatest(tx, query.cycleId) }));
}

export async function get(ctx: Context, frameId: string): Promise<Frame & { submissions: Submission[] }> {
  return read(ctx, async (tx) => {
    const row = await frameById(tx, frameId);
    const submissions = await tx<
      SubmissionRow[]
    >`${selectSubmissions(tx)} where s.frame_id = ${frameId} order by s.number desc`;
    const latest = submissions.find((submission) => submission.id === row.latestSubmissionId);
    return { ...toFrame(row, latest), submissions: submissions.map(toSubmission) };
  });
}

export async function getSubmission(ctx: Context, submissionId: string): Promise<Submission> {
  return read(ctx, async (tx) => toSubmission(await submissionById(tx, submissionId)));
}

export async function template(ctx: Context, frameId: string): Promise<FileReply> {
  const frame = await read(ctx, (tx) => frameById(tx, frameId));
  const book = await writeTemplate({
    list: frame.list,
    attachment: frame.attachment,
    year: frame.year,
    department: frame.departmentName,
    minimum: frame.minimum,
  });
  const name = `${nameOfList(frame)}.xlsx`;
  return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', { fileName: name });
}

/** The findings of one submission, in the department's own row order. They quote what was filed: sealed, and masked for staff. */
export async function listFindings(
  ctx: Context,
  submissionId: string,
  query: {
    cursor?: string | undefined;
    limit: number;
    severity?: FiledFinding['severity'] | undefined;
    code?: string | undefined;
  },
): Promise<FindingsPage> {
  const { document, shown } = await read(ctx, async (tx) => {
    const submission = await submissionById(tx, submissionId);
    const frame = await frameById(tx, submission.frameId);
    const { dataKey } = await ctx.vault.cycleKeys(tx, frame.cycleId);
    return {
      document: await openDocument(tx, dataKey, submissionId),
      shown: await shownInFull(tx, ctx, submissionId),
    };
  });
  const codes = new Map<string, FindingsPage['codes'][number]>();
  for (const finding of document.findings) {
    const known = codes.get(finding.code);
    if (known) known.count += 1;
    else
      codes.set(finding.code, {
        code: finding.code,
        severity: finding.severity,
        count: 1,
        label: document.labels[finding.code] ?? finding.code,
      });
  }
  const matching = document.findings.filter(
    (finding) =>
      (query.severity === undefined || finding.severity === query.severity) &&
      (query.code === undefined || finding.code === query.code),
  );
  const from = query.cursor && /^\d{1,9}$/.test(query.cursor) ? Number(query.cursor) : 0;
  const until = from + query.limit;
  return {
    items: matching.slice(from, until).map((finding) => {
      const one = shown === null ? maskFinding(finding) : finding;
      return { ...one, message: asShown(one.message) };
    }),
    next: until < matching.length ? String(until) : null,
    total: matching.length,
    masked: shown === null,
    revealedUntil: shown instanceof Date ? shown.toISOString() : null,
    codes: [...codes.values()],
  };
}

/** Accepts the submission the operator looked at; a newer one in between is a refusal, not an acceptance of the unseen. */
export async function accept(ctx: Context, frameId: string, input: { submissionId: string }): Promise<Frame> {
  return write(ctx, 'frame.accept', async (tx, note) => {
    const row = await frameById(tx, frameId, { lock: true });
    if (row.state === 'locked') throw new Problem('frame-locked');
    if (row.latestSubmissionId !== input.submissionId) throw new Problem('submission-outdated');
    const submission = await submissionById(tx, input.submissionId);
    if (submission.verdict !== 'accepted') throw new Problem('submission-not-acceptable');
    await tx`update frames set state = 'accepted', accepted_at = ${ctx.now}, return_reason = null where id = ${frameId}`;
    note({
      subject: `frame:${frameId}`,
      detail: {
        department: row.departmentName,
        list: row.list,
        submission: submission.number,
        usable: submission.counts.usable,
      },
    });
    return frameWithLatest(tx, frameId);
  });
}

/** Returns a frame to its department with a reason; also takes back an acceptance that no draw has locked yet. */
export async function returnToDepartment(
  ctx: Context,
  frameId: string,
  input: { submissionId: string; reason: string },
): Promise<Frame> {
  return write(ctx, 'frame.return', async (tx, note) => {
    const row = await frameById(tx, frameId, { lock: true });
    if (row.state === 'locked') throw new Problem('frame-locked');
    if (row.latestSubmissionId !== input.submissionId) throw new Problem('submission-outdated');
    await tx`update frames set state = 'returned', accepted_at = null, return_reason = ${input.reason} where id = ${frameId}`;
    note({
      subject: `frame:${frameId}`,
      detail: { department: row.departmentName, list: row.list, reason: input.reason },
    });
    return frameWithLatest(tx, frameId);
  });
}
