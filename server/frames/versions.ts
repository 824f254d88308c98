/**
 * Versions of a frame: what changed against the filing before, and a new filing made by correcting cells on the page.
 *
 * Promise: names leave only for those who may read the findings; the trail names the corrected places, never a value.
 */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Mending, Submission, SubmissionDifference } from '#contract';
import { read, write } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { unseal } from '../vault.ts';
import { gather, lockUnchanged, refuseClosed, untilSettled, type StoredList } from './gathering.ts';
import { judge } from './judging.ts';
import { keepSubmission, keepVerdicts } from './keeping.ts';
import { maskName, maskNumbers } from './mask.ts';
import { differencePlace } from './places.ts';
import { shownInFull } from './reveals.ts';
import { frameById, nameOfList, selectSubmissions, submissionById, toSubmission, type SubmissionRow } from './rows.ts';
import { openDocument, type StoredDifference, type StoredDocument } from './stored.ts';
import { keepFile } from './submit.ts';
import type { MendAsk } from './worker-asks.ts';
import { ChildRefusal, inChild } from './worker-client.ts';
import { blobOf, type Blob } from './worker-wire.ts';

/** The lists of a difference are printed up to here. */
const MOST = 500;
const MENDING = { memoryMb: 1536, timeoutMs: 90_000 } as const;

/** What changed against the submission before, in the department's own row numbers. */
export async function difference(ctx: Context, submissionId: string): Promise<SubmissionDifference> {
  return read(ctx, async (tx) => {
    const submission = await submissionById(tx, submissionId);
    const frame = await frameById(tx, submission.frameId);
    const [previous] = await tx<SubmissionRow[]>`
      ${selectSubmissions(tx)} where s.frame_id = ${frame.id} and s.number = ${submission.number - 1}`;
    const [row] = await tx<{ differenceSealed: Buffer | null }[]>`
      select difference_sealed from submissions where id = ${submissionId}`;
    const sealed = row?.differenceSealed ?? null;
    const { dataKey } = await ctx.vault.cycleKeys(tx, frame.cycleId);
    const stored: StoredDifference | null =
      sealed && JSON.parse(gunzipSync(unseal(dataKey, differencePlace(submissionId), sealed)).toString('utf8'));
    const { added = [], removed = [], changed = [], unchanged = 0 } = stored ?? {};
    const masked = (await shownInFull(tx, ctx, submissionId)) === null;
    const named = masked ? <P extends { name: string }>(one: P): P => ({ ...one, name: maskName(one.name) }) : same;
    const shown = masked ? maskField : same;
    return {
      previous: previous
        ? { id: previous.id, number: previous.number, receivedAt: previous.receivedAt.toISOString() }
        : null,
      compared: stored !== null,
      masked,
      counts: { added: added.length, removed: removed.length, changed: changed.length, unchanged },
      added: added.slice(0, MOST).map(named),
      removed: removed.slice(0, MOST).map(named),
      changed: changed.slice(0, MOST).map((one) => ({ ...named(one), fields: one.fields.map(shown) })),
    };
  });
}

type ChangedField = StoredDifference['changed'][number]['fields'][number];

const same = <P>(one: P): P => one;

/** What identifies a person is hidden as in the findings; addresses and remarks altogether. */
function maskField({ field, from, to }: ChangedField): ChangedField {
  const masks: Partial<Record<ChangedField['field'], (text: string) => string>> = {
    name: maskName,
    numbers: maskNumbers,
    address: () => '****',
    remark: () => '****',
  };
  const mask = masks[field] ?? same;
  return { field, from: from === null ? null : mask(from), to: to === null ? null : mask(to) };
}

/** 网上修改: a new submission, a workbook of the kept list with these cells replaced, judged as if it had been filed. */
export async function mend(
  ctx: Context,
  submissionId: string,
  { cells }: { cells: readonly Mending[] },
): Promise<Submission> {
  return untilSettled(async () => {
    const { base, gathered, document } = await read(ctx, async (tx) => {
      const submission = await submissionById(tx, submissionId);
      const found = await gather(tx, ctx, submission.frameId);
      return {
        base: submission,
        gathered: found,
        document: await openDocument(tx, found.keys.dataKey, submissionId),
      };
    });
    const { own } = gathered;
    refuseClosed(own.frame);
    if (own.latest?.submissionId !== submissionId) throw new Problem('submission-outdated');
    if (cells.length === 0) throw new Problem('nothing-to-mend');
    const receivedAt = ctx.now;
    const number = own.latest.number + 1;
    const bytes = await mendedWorkbook(own, own.latest.filed, document, cells);
    const name = `${nameOfList(own.frame)}-第${number}次报送（网上修改）.xlsx`;
    const files = [{ name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
    const judged = { files: [{ name, content: blobOf(bytes) }], receivedAt, previous: own.latest };
    return judge(ctx, gathered, judged, (judgement) =>
      write(ctx, 'frame.mend', async (tx, note) => {
        const current = await lockUnchanged(tx, gathered);
        refuseClosed(current);
        const kept = await keepSubmission(tx, ctx, gathered, judgement, {
          receivedAt,
          files,
          mended: { from: base.number, cells: cells.length },
        });
        await keepFile(tx, gathered, kept.submissionId, 1, bytes);
        note({
          subject: `frame:${current.id}`,
          detail: {
            department: current.departmentName,
            list: current.list,
            ...kept.facts,
            from: base.number,
            files: files.map(({ sha256 }) => sha256),
            places: cells.map(({ sheet, row, column }) => ({ sheet, row, column })),
          },
        });
        await keepVerdicts(tx, gathered, judgement);
        return toSubmission(await submissionById(tx, kept.submissionId));
      }),
    );
  });
}

/** The list with these cells replaced, as a workbook: it is filed like any other, so that whoever checks it finds the same. */
async function mendedWorkbook(
  { frame }: StoredList,
  filed: Blob,
  document: StoredDocument,
  cells: readonly Mending[],
): Promise<Uint8Array> {
  const ask: MendAsk = { kind: 'mend', list: { kind: frame.list, attachment: frame.attachment }, document, cells };
  try {
    return await inChild({ ...MENDING, ask, blobs: [filed] }, async (next) => new Uint8Array((await next()).bytes));
  } catch (error) {
    if (error instanceof ChildRefusal) throw new Problem('mending-exhausted');
    throw error;
  }
}
