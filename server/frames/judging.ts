/**
 * Judging a department's lists together (R24), from files just received or from the grids kept of earlier filings.
 *
 * Promise: the check runs in a child process before any row is locked; what it was based on is compared under lock before
 * anything is written, and the whole is done again when something came between. Nothing personal is written in clear.
 */
import { createHash, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Submission } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import type { Exemption } from '#sampling';
import { canonicalJson } from '../audit-append.ts';
import { shownName, type Context } from '../context.ts';
import { seal, unseal, type CycleKeys } from '../vault.ts';
import type { FiledGroup, FrameCheckDocument, FrameCheckGroup } from './check.ts';
import { ReadRefusal, type FileBytes } from './read/index.ts';
import { frameById, selectFrames, type FrameRow } from './rows.ts';
import { documentPlace, storedDocument, type StoredDifference } from './stored.ts';
import { cityOf } from './unit-id.ts';
import { storeUnits } from './units.ts';
import { ChildRefusal, checkFramesInChild } from './worker-client.ts';

const LIMITS = { memoryMb: 1024, timeoutMs: 120_000 } as const;

interface FiledVersion {
  readonly submissionId: string;
  readonly number: number;
  readonly receivedAt: Date;
  readonly filed: FiledGroup;
}

/** A list of the department: what is asked of it, and its two newest filings. */
export interface StoredList {
  readonly frame: FrameRow;
  readonly exemptions: readonly (Exemption & { readonly id: string })[];
  readonly latest: FiledVersion | null;
  readonly before: FiledVersion | null;
}

/** The list at hand and the department's others of the cycle that have been filed, with the cycle's keys. */
export interface Gathered {
  readonly own: StoredList;
  readonly others: readonly StoredList[];
  readonly keys: CycleKeys;
}

/** Something the check was based on changed while it ran. */
class Overtaken extends Error {}

/** Does the work again when another filing or an adjustment came between; gives up after the third time. */
export async function untilSettled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      if (attempt === 3) throw new Problem('filing-overtaken');
    }
  }
}

export function refuseClosed(frame: FrameRow): void {
  if (frame.state === 'locked') throw new Problem('frame-locked');
  if (frame.state === 'accepted') throw new Problem('frame-accepted');
  if (frame.cycleState === 'closed') throw new Problem('cycle-closed');
}

export async function gather(tx: Tx, ctx: Context, frameId: string): Promise<Gathered> {
  const frame = await frameById(tx, frameId);
  const keys = await ctx.vault.cycleKeys(tx, frame.cycleId);
  const others: StoredList[] = [];
  for (const sibling of await siblingsOf(tx, frame)) others.push(await storedList(tx, sibling, keys));
  return { own: await storedList(tx, frame, keys), others, keys };
}

/** The department's lists that may not overlap with this one and have been filed. */
async function siblingsOf(tx: Tx, frame: FrameRow): Promise<FrameRow[]> {
  return tx<FrameRow[]>`
    ${selectFrames(tx)}
    where f.cycle_id = ${frame.cycleId} and f.department_id = ${frame.departmentId} and f.id <> ${frame.id}
      and f.list <> 'service-users' and f.latest_submission_id is not null
    order by f.attachment`;
}

async function storedList(tx: Tx, frame: FrameRow, keys: CycleKeys): Promise<StoredList> {
  const exemptions = await exemptionsInForce(tx, frame.id);
  const rows = await tx<{ id: string; number: number; receivedAt: Date; filedSealed: Buffer }[]>`
    select id, number, received_at, filed_sealed from submissions
    where frame_id = ${frame.id} order by number desc limit 2`;
  const [latest = null, before = null] = rows.map(({ id, number, receivedAt, filedSealed }): FiledVersion => {
    const json = gunzipSync(unseal(keys.dataKey, filedPlace(id), filedSealed)).toString('utf8');
    return { submissionId: id, number, receivedAt, filed: JSON.parse(json) };
  });
  return { frame, exemptions, latest, before };
}

async function exemptionsInForce(tx: Tx, frameId: string): Promise<StoredList['exemptions']> {
  const rows = await tx<
    {
      id: string;
      rule: Exemption['check'];
      minimum: number | null;
      places: string[] | null;
      agreedBy: string;
      agreedOn: string;
      reason: string;
    }[]
  >`
    select id, rule, minimum, places, agreed_by, agreed_on::text as agreed_on, reason from frame_exemptions
    where frame_id = ${frameId} and withdrawn_at is null order by recorded_at, id`;
  return rows.map(({ id, rule, minimum, places, agreedBy, agreedOn, reason }) => ({
    id,
    check: rule,
    agreedBy,
    date: agreedOn,
    reason,
    ...(minimum === null ? {} : { minimum }),
    ...(places === null ? {} : { places }),
  }));
}

/** What the check of a list rests on; a change of it makes the check's result stale. */
const basisOf = (frame: FrameRow, exemptions: StoredList['exemptions']): string =>
  canonicalJson({
    frame: frame.id,
    latest: frame.latestSubmissionId,
    state: frame.state,
    returnReason: frame.returnReason,
    minimum: frame.minimum,
    coverage: frame.coverage,
    deadlineOn: frame.deadlineOn,
    exemptions: exemptions.map(({ id }) => id),
  });

/**
 * Locks the department's lists and makes sure that nothing the check rested on has changed since it was read.
 * Locking all in one order keeps two filings of one department from waiting for each other.
 */
export async function lockUnchanged(tx: Tx, gathered: Gathered): Promise<FrameRow> {
  const { frame } = gathered.own;
  await tx`
    select 1 from frames where cycle_id = ${frame.cycleId} and department_id = ${frame.departmentId} order by id for update`;
  const current = await frameById(tx, frame.id);
  const now = [current, ...(await siblingsOf(tx, current))];
  const then = [gathered.own, ...gathered.others];
  if (now.length !== then.length) throw new Overtaken();
  for (const [index, row] of now.entries()) {
    const before = then[index];
    const same =
      before && basisOf(row, await exemptionsInForce(tx, row.id)) === basisOf(before.frame, before.exemptions);
    if (!same) throw new Overtaken();
  }
  return current;
}

/** What is judged as the list at hand: files, or a grid kept or mended. */
export type Judged = { readonly receivedAt: Date; readonly previous: FiledVersion | null } & (
  { readonly files: readonly FileBytes[]; readonly password?: string | undefined } | { readonly filed: FiledGroup }
);

export interface Judgement {
  readonly document: FrameCheckDocument;
  /** The list at hand as read, compressed. */
  readonly filed: Buffer;
}

function groupOf({ frame, exemptions }: StoredList, judged: Judged): FrameCheckGroup {
  const { previous } = judged;
  return {
    kind: frame.list,
    ...(frame.attachment === null ? {} : { attachment: frame.attachment }),
    minimum: frame.minimum,
    coverage: frame.coverage,
    department: frame.departmentName,
    exemptions,
    received: judged.receivedAt.toISOString(),
    deadline: frame.deadlineOn,
    ...(previous === null ? {} : { previousFiled: { ...previous.filed, name: String(previous.number), sha256: '' } }),
    ...('files' in judged
      ? { files: judged.files, ...(judged.password ? { password: judged.password } : {}) }
      : { files: [], filed: judged.filed }),
  };
}

const asFiled = (version: FiledVersion, previous: FiledVersion | null): Judged => ({
  filed: version.filed,
  receivedAt: version.receivedAt,
  previous,
});

/** Checks the list at hand together with the department's others, in a child process. */
export async function judge(own: StoredList, others: readonly StoredList[], judged: Judged): Promise<Judgement> {
  try {
    const { document, filed } = await checkFramesInChild(
      {
        groups: [
          groupOf(own, judged),
          ...others.flatMap((other) => (other.latest ? groupOf(other, asFiled(other.latest, other.before)) : [])),
        ],
        homeArea: own.frame.homeArea,
        year: own.frame.year,
        keepFiled: true,
      },
      LIMITS,
    );
    return { document, filed: gzipSync(JSON.stringify(filed?.[0] ?? null)) };
  } catch (error) {
    if (error instanceof ChildRefusal) throw new Problem('check-exhausted');
    if (!(error instanceof ReadRefusal)) throw error;
    const wantsPassword = error.code === 'password-required' || error.code === 'wrong-password';
    throw new Problem(wantsPassword ? 'password-required' : 'file-unreadable', {
      file: error.file,
      reason: error.message,
      readCode: error.code,
    });
  }
}

/** Judges the latest filing again as it was kept; null when nothing was filed yet. */
export async function judgeStored(own: StoredList, others: readonly StoredList[]): Promise<Judgement | null> {
  return own.latest && judge(own, others, asFiled(own.latest, own.before));
}

/** Keeps a filing and what was found; the frame's state follows the verdict. Other lists: `keepVerdicts`. */
export async function keepSubmission(
  tx: Tx,
  ctx: Context,
  { own, keys }: Gathered,
  judgement: Judgement,
  filing: {
    readonly receivedAt: Date;
    readonly files: Submission['files'];
    readonly mended: Submission['mended'];
  },
): Promise<{ submissionId: string; facts: { number: number; verdict: string; counts: object; late: boolean } }> {
  const { frame } = own;
  const { receivedAt, files, mended } = filing;
  const late = beijingDay(receivedAt) > frame.deadlineOn;
  const submissionId = randomUUID();
  const number = (own.latest?.number ?? 0) + 1;
  const result = resultOf(judgement.document, 0);
  const receiptDigest = createHash('sha256')
    .update(
      canonicalJson({
        frameId: frame.id,
        number,
        receivedAt: receivedAt.toISOString(),
        files,
        ...(mended ? { mended } : {}),
        counts: result.counts,
        verdict: result.verdict,
      }),
    )
    .digest('hex');
  await tx`
    insert into submissions (id, frame_id, department_id, number, received_at, submitted_by, late, files, verdict, counts,
      finding_counts, document_sealed, filed_sealed, difference_sealed, receipt_digest, mended_from, mended_cells)
    values (${submissionId}, ${frame.id}, ${frame.departmentId}, ${number}, ${receivedAt}, ${shownName(ctx.actor)}, ${late},
      ${tx.json(files)}, ${result.verdict}, ${tx.json(result.counts)}, ${tx.json(result.findingCounts)},
      ${seal(keys.dataKey, documentPlace(submissionId), result.packed)},
      ${seal(keys.dataKey, filedPlace(submissionId), judgement.filed)},
      ${sealDifference(keys, submissionId, result)}, ${receiptDigest}, ${mended?.from ?? null}, ${mended?.cells ?? null})`;
  await tx`
    update frames set
      state = ${result.verdict === 'accepted' ? 'filed' : 'returned'}, latest_submission_id = ${submissionId}, return_reason = null
    where id = ${frame.id}`;
  await storeUnits(
    tx,
    ctx,
    { frameId: frame.id, submissionId, departmentId: frame.departmentId, keys },
    result.persons,
  );
  return { submissionId, facts: { number, verdict: result.verdict, counts: result.counts, late } };
}

/** The verdicts on the department's other lists follow: they may overlap with this one, or no longer overlap. */
export async function keepVerdicts(tx: Tx, ctx: Context, gathered: Gathered, judgement: Judgement): Promise<void> {
  for (const [index, other] of gathered.others.entries())
    await keepVerdict(tx, ctx, other, resultOf(judgement.document, index + 1), gathered.keys);
}

/** The verdict on the filing that was judged again. */
export async function keepOwnVerdict(tx: Tx, ctx: Context, gathered: Gathered, judgement: Judgement): Promise<void> {
  await keepVerdict(tx, ctx, gathered.own, resultOf(judgement.document, 0), gathered.keys);
}

/** A filing kept earlier gets the verdict of a new check, unless it is accepted. The row is locked and unchanged. */
async function keepVerdict(tx: Tx, ctx: Context, list: StoredList, result: ListResult, keys: CycleKeys): Promise<void> {
  const { frame, latest } = list;
  if (latest === null || (frame.state !== 'filed' && frame.state !== 'returned')) return;
  const { submissionId } = latest;
  await tx`
    update submissions set
      verdict = ${result.verdict}, counts = ${tx.json(result.counts)}, finding_counts = ${tx.json(result.findingCounts)},
      document_sealed = ${seal(keys.dataKey, documentPlace(submissionId), result.packed)},
      difference_sealed = ${sealDifference(keys, submissionId, result)}
    where id = ${submissionId}`;
  // A reason written by a person stands until the department files again.
  if (frame.returnReason === null)
    await tx`update frames set state = ${result.verdict === 'accepted' ? 'filed' : 'returned'} where id = ${frame.id}`;
  await storeUnits(
    tx,
    ctx,
    { frameId: frame.id, submissionId, departmentId: frame.departmentId, keys },
    result.persons,
  );
}

export const differencePlace = (submissionId: string): string => `submissions/${submissionId}/difference`;
const filedPlace = (submissionId: string): string => `submissions/${submissionId}/filed`;

const sealDifference = (keys: CycleKeys, submissionId: string, { difference }: ListResult): Buffer | null =>
  difference && seal(keys.dataKey, differencePlace(submissionId), gzipSync(JSON.stringify(difference)));

const beijingDay = (instant: Date): string => new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 10);

interface ListResult {
  readonly verdict: Submission['verdict'];
  readonly counts: Submission['counts'];
  readonly findingCounts: Submission['findingCounts'];
  /** The stored document, compressed. */
  readonly packed: Buffer;
  readonly difference: StoredDifference | null;
  readonly persons: Parameters<typeof storeUnits>[3];
}

/** One list's part of the joint document. */
function resultOf(document: FrameCheckDocument, list: number): ListResult {
  const part = document.lists[list];
  if (!part) throw new Error('the check lost a list');
  const findings = document.findings.filter((finding) => finding.list === list);
  const findingCounts = { error: 0, review: 0, warning: 0, info: 0 };
  for (const finding of findings) findingCounts[finding.severity] += 1;
  return {
    verdict: part.verdict,
    counts: part.counts,
    findingCounts,
    packed: gzipSync(
      JSON.stringify(
        storedDocument(
          findings,
          document.files.filter((file) => file.list === list),
        ),
      ),
    ),
    difference: part.difference ?? null,
    persons: document.persons
      .filter((person) => person.list === list)
      .map((person) => ({ ...person, city: cityOf(person) })),
  };
}
