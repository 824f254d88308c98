/**
 * What a filing is judged on: the department's lists (R24), their adjustments, and what was filed of them before.
 *
 * Promise: what was gathered is compared under lock before anything is written, and the whole is done again when something came
 * between. Earlier filings are named, not opened: they may be of a million rows.
 */
import type { Tx } from '#db';
import { Problem } from '#problem';
import type { Exemption } from '#sampling';
import { canonicalJson } from '../audit-append.ts';
import type { Context } from '../context.ts';
import type { CycleKeys } from '../vault.ts';
import { keptGrid } from './pieces.ts';
import { frameById, selectFrames, type FrameRow } from './rows.ts';
import { segmentsInForce, type SegmentsInForce } from './segment-tables.ts';
import type { Blob } from './worker-wire.ts';

export interface FiledVersion {
  readonly submissionId: string;
  readonly number: number;
  readonly receivedAt: Date;
  /** The list as it was read. */
  readonly filed: Blob;
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
  /** The number-segment table they are judged by; null: none is in force. */
  readonly segments: SegmentsInForce | null;
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
  for (const sibling of await siblingsOf(tx, frame)) others.push(await storedList(tx, ctx, sibling, keys));
  return { own: await storedList(tx, ctx, frame, keys), others, keys, segments: await segmentsInForce(tx) };
}

/** The department's lists that may not overlap with this one and have been filed. */
async function siblingsOf(tx: Tx, frame: FrameRow): Promise<FrameRow[]> {
  // A department must not learn from a finding on its own list who gave an opinion.
  if (frame.list === 'rectification') return [];
  return tx<FrameRow[]>`
    ${selectFrames(tx)}
    where f.cycle_id = ${frame.cycleId} and f.department_id = ${frame.departmentId} and f.id <> ${frame.id}
      and f.list not in ('service-users', 'rectification') and f.latest_submission_id is not null
    order by f.attachment`;
}

async function storedList(tx: Tx, ctx: Context, frame: FrameRow, keys: CycleKeys): Promise<StoredList> {
  const exemptions = await exemptionsInForce(tx, frame.id);
  const rows = await tx<{ id: string; number: number; receivedAt: Date }[]>`
    select id, number, received_at from submissions where frame_id = ${frame.id} order by number desc limit 2`;
  const versions: FiledVersion[] = [];
  for (const { id, number, receivedAt } of rows)
    versions.push({ submissionId: id, number, receivedAt, filed: await keptGrid(tx, ctx, id, keys) });
  const [latest = null, before = null] = versions;
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
