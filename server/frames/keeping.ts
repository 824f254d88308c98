/**
 * Keeping what a check found: a new filing with its list and persons, new verdicts on earlier ones.
 *
 * Promise: everything is written by the caller's transaction, slice by slice as the child hands it over; what is written is
 * sealed already.
 */
import type { Submission } from '#contract';
import type { Tx } from '#db';
import { beijingDay } from '../beijing.ts';
import { shownName, type Context } from '../context.ts';
import type { Gathered, StoredList } from './gathering.ts';
import { followsVerdict, type Judgement, type ListResult } from './judging.ts';
import { storeGridPiece } from './pieces.ts';
import { receiptDigestOf, type FiledResult } from './receipts.ts';
import { dropUnits, storeUnits } from './units.ts';

/** Slices on their way to the database while the child makes the next. */
const IN_FLIGHT = 2;

/** Keeps a filing and what was found; the frame's state follows the verdict. Other lists: `keepVerdicts`. */
export async function keepSubmission(
  tx: Tx,
  ctx: Context,
  { own }: Gathered,
  judgement: Judgement,
  filing: {
    readonly receivedAt: Date;
    readonly files: Submission['files'];
    readonly mended: Submission['mended'];
  },
  saved?: (persons: number) => void,
): Promise<{ submissionId: string; facts: FiledResult & { readonly number: number; readonly late: boolean } }> {
  const { frame } = own;
  const { receivedAt, files, mended } = filing;
  const late = beijingDay(receivedAt) > frame.deadlineOn;
  const number = (own.latest?.number ?? 0) + 1;
  const result = resultOf(judgement, 0);
  const { submissionId } = result;
  const receiptDigest = receiptDigestOf(
    { frameId: frame.id, number, receivedAt: receivedAt.toISOString(), files, mended },
    result,
  );
  await tx`
    insert into submissions (id, frame_id, department_id, number, received_at, submitted_by, late, files, verdict, counts,
      finding_counts, document_sealed, difference_sealed, receipt_digest, mended_from, mended_cells, segments)
    values (${submissionId}, ${frame.id}, ${frame.departmentId}, ${number}, ${receivedAt}, ${shownName(ctx.actor)}, ${late},
      ${tx.json(files)}, ${result.verdict}, ${tx.json(result.counts)}, ${tx.json(result.findingCounts)},
      ${result.documentSealed}, ${result.differenceSealed}, ${receiptDigest}, ${mended?.from ?? null}, ${mended?.cells ?? null},
      ${result.segments && tx.json(result.segments)})`;
  await tx`
    update frames set
      state = ${result.verdict === 'accepted' ? 'filed' : 'returned'}, latest_submission_id = ${submissionId}, return_reason = null
    where id = ${frame.id}`;
  await keepContents(tx, own, submissionId, judgement, saved);
  const { verdict, counts, segments } = result;
  return { submissionId, facts: { number, verdict, counts, segments, late } };
}

/** The verdicts on the department's other lists follow: they may overlap with this one, or no longer overlap. */
export async function keepVerdicts(tx: Tx, gathered: Gathered, judgement: Judgement): Promise<void> {
  for (const [index, other] of gathered.others.entries())
    await keepVerdict(tx, other, resultOf(judgement, index + 1), judgement);
}

/** The verdict on the filing that was judged again. */
export async function keepOwnVerdict(tx: Tx, gathered: Gathered, judgement: Judgement): Promise<void> {
  await keepVerdict(tx, gathered.own, resultOf(judgement, 0), judgement);
}

/** A filing kept earlier gets the verdict of a new check, unless it is accepted. The row is locked and unchanged. */
async function keepVerdict(tx: Tx, list: StoredList, result: ListResult, judgement: Judgement): Promise<void> {
  const { frame } = list;
  const { submissionId } = result;
  if (followsVerdict(list)) {
    await tx`
      update submissions set
        verdict = ${result.verdict}, counts = ${tx.json(result.counts)}, finding_counts = ${tx.json(result.findingCounts)},
        document_sealed = ${result.documentSealed}, difference_sealed = ${result.differenceSealed},
        segments = ${result.segments && tx.json(result.segments)}
      where id = ${submissionId}`;
    // A reason written by a person stands until the department files again.
    if (frame.returnReason === null)
      await tx`update frames set state = ${result.verdict === 'accepted' ? 'filed' : 'returned'} where id = ${frame.id}`;
  }
  await keepContents(tx, list, submissionId, judgement);
}

/** Replaces the frame's persons; keeps the list as read where the child hands it over. */
async function keepContents(
  tx: Tx,
  list: StoredList,
  submissionId: string,
  judgement: Judgement,
  saved?: (persons: number) => void,
): Promise<void> {
  const target = { frameId: list.frame.id, departmentId: list.frame.departmentId, submissionId };
  const inFlight: Promise<void>[] = [];
  let dropped = false;
  try {
    await judgement.contents(async (message, bytes) => {
      if (message.kind === 'grid') inFlight.push(storeGridPiece(tx, target, message.ordinal, bytes));
      if (message.kind === 'units') {
        if (!dropped) await dropUnits(tx, target.frameId);
        dropped = true;
        inFlight.push(storeUnits(tx, target, message, bytes).then(() => saved?.(message.last)));
      }
      while (inFlight.length > IN_FLIGHT) await inFlight.shift();
    });
    // A list without a usable person leaves none of an earlier one behind.
    if (!dropped && followsOrIsNew(list, submissionId)) await dropUnits(tx, target.frameId);
  } finally {
    await Promise.all(inFlight);
  }
}

const followsOrIsNew = (list: StoredList, submissionId: string): boolean =>
  list.latest?.submissionId !== submissionId || followsVerdict(list);

function resultOf({ results }: Judgement, list: number): ListResult {
  const result = results[list];
  if (!result) throw new Error('the check lost a list');
  return result;
}
