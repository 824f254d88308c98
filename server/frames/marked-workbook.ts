/**
 * A filing handed back as a workbook: the department's own rows, coloured and commented, behind a sheet that says what to do.
 *
 * Promise: made when it is asked for and kept nowhere; opened and written in a child process. Staff gets it only while the
 * findings are shown to them in full, and that they fetched it stands in the audit trail before it leaves.
 */
import { gunzipSync } from 'node:zlib';
import { listKindLabels, type FiledFinding } from '#contract';
import { read, write } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { unseal } from '../vault.ts';
import type { FiledGroup } from './check.ts';
import type { MarkRequest } from './marking/index.ts';
import { shownInFull } from './reveals.ts';
import { frameById, submissionById, type FrameRow, type SubmissionRow } from './rows.ts';
import { openDocument } from './stored.ts';
import { ChildRefusal, markWorkbookInChild } from './worker-client.ts';

const LIMITS = { memoryMb: 1536, timeoutMs: 90_000 } as const;
/** An .xlsx of this size holds about 150,000 rows: more than can be loaded with its looks within the limits. */
const LOOKS_BYTES = 8 * 1024 * 1024;

interface Filing {
  readonly frame: FrameRow;
  readonly submission: SubmissionRow;
  readonly request: Omit<MarkRequest, 'keepLooks'>;
}

export async function markedWorkbook(ctx: Context, submissionId: string): Promise<FileReply> {
  const filing = await gatherFiling(ctx, submissionId);
  const { frame, submission } = filing;
  const book = await mark(filing.request);
  if (ctx.actor.kind === 'account' && ctx.actor.role !== 'liaison')
    await write(ctx, 'frame.marked-workbook', async (_tx, note) =>
      note({
        subject: `frame:${frame.id}`,
        detail: { department: frame.departmentName, list: frame.list, number: submission.number },
      }),
    );
  const name = frame.attachment === null ? '服务对象名单' : `附件${frame.attachment}`;
  return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {
    fileName: `${name}-${frame.departmentName}-第${submission.number}次报送-标注.xlsx`,
  });
}

/** With its looks where there is memory for them; without, for whatever is too large. */
async function mark(request: Filing['request']): Promise<Uint8Array> {
  const bytes = request.originals.reduce((sum, original) => sum + original.bytes.length, 0);
  for (const keepLooks of bytes > LOOKS_BYTES ? [false] : [true, false]) {
    try {
      return await markWorkbookInChild({ ...request, keepLooks }, LIMITS);
    } catch (error) {
      if (!(error instanceof ChildRefusal)) throw error;
    }
  }
  throw new Problem('marking-exhausted');
}

async function gatherFiling(ctx: Context, submissionId: string): Promise<Filing> {
  return read(ctx, async (tx) => {
    const submission = await submissionById(tx, submissionId);
    const frame = await frameById(tx, submission.frameId);
    const { dataKey } = await ctx.vault.cycleKeys(tx, frame.cycleId);
    if ((await shownInFull(tx, ctx, submissionId)) === null) throw new Problem('reveal-needed');
    const document = await openDocument(tx, dataKey, submissionId);
    const [row] = await tx<{ filedSealed: Buffer }[]>`select filed_sealed from submissions where id = ${submissionId}`;
    if (!row) throw new Problem('not-found');
    const filed: FiledGroup = JSON.parse(
      gunzipSync(unseal(dataKey, `submissions/${submissionId}/filed`, row.filedSealed)).toString('utf8'),
    );
    const kept = await tx<{ ordinal: number; contentSealed: Buffer }[]>`
      select ordinal, content_sealed from submission_files where submission_id = ${submissionId} order by ordinal`;
    return {
      frame,
      submission,
      request: {
        kind: frame.list,
        attachment: frame.attachment,
        originals: kept.map(({ ordinal, contentSealed }) => ({
          name: submission.files[ordinal - 1]?.name ?? '',
          bytes: unseal(dataKey, `submission_files/${submissionId}/${ordinal}/content`, contentSealed),
        })),
        filed,
        findings: document.findings,
        instructions: instructionsOf(ctx, frame, submission, document.labels),
      },
    };
  });
}

function instructionsOf(
  ctx: Context,
  frame: FrameRow,
  submission: SubmissionRow,
  labels: Readonly<Record<FiledFinding['code'], string>>,
): MarkRequest['instructions'] {
  const list = listKindLabels[frame.list];
  return {
    department: frame.departmentName,
    list: frame.attachment === null ? list : `附件${frame.attachment} ${list}`,
    cycle: frame.cycleName,
    number: submission.number,
    receivedAt: beijingTime(submission.receivedAt),
    verdict: submission.verdict,
    counts: submission.counts,
    minimum: frame.minimum,
    deadlineOn: frame.deadlineOn,
    open: frame.cycleState !== 'closed' && frame.state !== 'accepted' && frame.state !== 'locked',
    // Written about the newest filing.
    returnReason: frame.latestSubmissionId === submission.id ? frame.returnReason : null,
    address: ctx.config.publicUrl ?? null,
    labels,
  };
}

/** 2026-11-22 10:30. */
const beijingTime = (instant: Date): string =>
  new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');
