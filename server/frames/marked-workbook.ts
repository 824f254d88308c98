/**
 * A filing handed back as a workbook: the department's own rows, coloured and commented, behind a sheet that says what to do.
 *
 * Promise: made when it is asked for and kept nowhere; opened and written in a child process. Staff gets it only while the
 * findings are shown to them in full, and that they fetched it stands in the audit trail before it leaves.
 */
import { listKindLabels, type FiledFinding } from '#contract';
import { read, write } from '#db';
import { Problem } from '#problem';
import { beijingMinute } from '../beijing.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import type { MarkRequest } from './marking/index.ts';
import { keptFiles, keptGrid } from './pieces.ts';
import { shownInFull } from './reveals.ts';
import { frameById, nameOfList, submissionById, type FrameRow, type SubmissionRow } from './rows.ts';
import { openDocument } from './stored.ts';
import type { MarkAsk } from './worker-asks.ts';
import { ChildRefusal, inChild } from './worker-client.ts';
import type { Blob } from './worker-wire.ts';

const LIMITS = { memoryMb: 1536, timeoutMs: 90_000 } as const;
/** An .xlsx of this size holds about 150,000 rows: more than can be loaded with its looks within the limits. */
const LOOKS_BYTES = 8 * 1024 * 1024;

interface Filing {
  readonly frame: FrameRow;
  readonly submission: SubmissionRow;
  readonly request: Omit<MarkRequest, 'keepLooks' | 'originals' | 'filed'>;
  readonly originals: readonly { readonly name: string; readonly content: Blob }[];
  readonly filed: Blob;
}

export async function markedWorkbook(ctx: Context, submissionId: string): Promise<FileReply> {
  const filing = await gatherFiling(ctx, submissionId);
  const { frame, submission } = filing;
  const book = await mark(filing);
  if (ctx.actor.kind === 'account' && ctx.actor.role !== 'liaison')
    await write(ctx, 'frame.marked-workbook', async (_tx, note) =>
      note({
        subject: `frame:${frame.id}`,
        detail: { department: frame.departmentName, list: frame.list, number: submission.number },
      }),
    );
  return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {
    fileName: `${nameOfList(frame)}-第${submission.number}次报送-标注.xlsx`,
  });
}

/** With its looks where there is memory for them; without, for whatever is too large. */
async function mark({ request, originals, filed }: Filing): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = originals.reduce((sum, { content }) => sum + content.bytes, 0);
  const asked = originals.map(({ name }, blob) => ({ name, blob }));
  const blobs = [...originals.map(({ content }) => content), filed];
  for (const keepLooks of bytes > LOOKS_BYTES ? [false] : [true, false]) {
    const ask: MarkAsk = {
      kind: 'mark',
      request: { ...request, keepLooks },
      originals: asked,
      filed: originals.length,
    };
    try {
      return await inChild({ ...LIMITS, ask, blobs }, async (next) => new Uint8Array((await next()).bytes));
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
    const keys = await ctx.vault.cycleKeys(tx, frame.cycleId);
    if ((await shownInFull(tx, ctx, submissionId)) === null) throw new Problem('reveal-needed');
    const document = await openDocument(tx, keys.dataKey, submissionId);
    const files = await keptFiles(tx, ctx, submissionId, keys);
    return {
      frame,
      submission,
      request: {
        kind: frame.list,
        attachment: frame.attachment,
        findings: document.findings,
        instructions: instructionsOf(ctx, frame, submission, document.labels),
      },
      originals: [...files].map(([file, content]) => ({ name: submission.files[file - 1]?.name ?? '', content })),
      filed: await keptGrid(tx, ctx, submissionId, keys),
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
    receivedAt: beijingMinute(submission.receivedAt),
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
