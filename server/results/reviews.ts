/**
 * Reviews (复核): a department asks, one person of the office proposes, another confirms; a later package shows what changed.
 *
 * Promise: evidence is sealed by the cycle's key; late asking is refused where the scheme says it is waived, else marked late; no
 * single person decides.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { DepartmentResult, Review, UploadedFile } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { actorName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { seal, unseal } from '../vault.ts';
import { ownResult, standingOf } from './own.ts';
import { latestPublished, packageById } from './stored.ts';
import { changesBetween, ownResultChanges } from './changes.ts';

const MIB = 1024 * 1024;
const mostFiles = 10;
const largestFile = 20 * MIB;

interface Row {
  id: string;
  cycleId: string;
  cycleName: string;
  departmentId: string;
  departmentName: string;
  packageId: string;
  item: string;
  reason: string;
  request: string;
  state: Review['state'];
  late: boolean;
  filedAt: Date;
  outcome: Review['outcome'];
  findings: string | null;
  proposedById: string | null;
  proposedBy: string | null;
  proposedAt: Date | null;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  files: Review['files'];
}

const isLiaison = (ctx: Context): boolean => ctx.actor.kind === 'account' && ctx.actor.role === 'liaison';

async function rowsOf(
  tx: Tx,
  ctx: Context,
  asked: { cycleId?: string; reviewId?: string; departmentId?: string },
): Promise<Row[]> {
  const own = isLiaison(ctx) && ctx.actor.kind === 'account' ? (ctx.actor.departmentId ?? '') : undefined;
  return tx<Row[]>`
    select r.id, r.cycle_id, c.name as cycle_name, r.department_id, d.name as department_name, r.package_id, r.item, r.reason, r.request,
      r.state, r.late, r.filed_at, r.outcome, r.findings, r.proposed_by as proposed_by_id, p.display_name as proposed_by, r.proposed_at,
      f.display_name as confirmed_by, r.confirmed_at,
      coalesce((select json_agg(json_build_object('ordinal', e.ordinal, 'name', e.file_name, 'size', e.size, 'digest', e.digest)
        order by e.ordinal) from review_files e where e.review_id = r.id), '[]') as files
    from reviews r
    join cycles c on c.id = r.cycle_id
    join departments d on d.id = r.department_id
    left join accounts p on p.id = r.proposed_by
    left join accounts f on f.id = r.confirmed_by
    where true
      ${own === undefined ? tx`` : tx`and r.department_id = ${own}`}
      ${asked.cycleId === undefined ? tx`` : tx`and r.cycle_id = ${asked.cycleId}`}
      ${asked.reviewId === undefined ? tx`` : tx`and r.id = ${asked.reviewId}`}
      ${asked.departmentId === undefined ? tx`` : tx`and r.department_id = ${asked.departmentId}`}
    order by r.filed_at desc`;
}

async function toReview(tx: Tx, ctx: Context, row: Row): Promise<Review> {
  // A department sees the outcome once it is decided, not the proposal.
  const hidden = isLiaison(ctx) && row.state !== 'decided';
  const { recomputed, changes } = isLiaison(ctx) ? await ownChanges(tx, row) : await changesOf(tx, row);
  return {
    id: row.id,
    cycle: { id: row.cycleId, name: row.cycleName },
    department: { id: row.departmentId, name: row.departmentName },
    item: row.item,
    reason: row.reason,
    request: row.request,
    state: hidden && row.state === 'proposed' ? 'filed' : row.state,
    late: row.late,
    filedAt: row.filedAt.toISOString(),
    files: row.files,
    outcome: hidden ? null : row.outcome,
    findings: hidden ? null : row.findings,
    proposedBy: hidden ? null : row.proposedBy,
    proposedAt: hidden ? null : (row.proposedAt?.toISOString() ?? null),
    confirmedBy: row.confirmedBy,
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    changes: hidden ? [] : changes,
    recomputed: !hidden && recomputed,
  };
}

type Recomputed = Pick<Review, 'recomputed' | 'changes'>;

/** What the latest published package has otherwise than the one the review is about, for the department concerned. */
async function changesOf(tx: Tx, row: Row): Promise<Recomputed> {
  const after = await latestPublished(tx, row.cycleId);
  const before = await packageById(tx, row.packageId);
  if (!after || !before || after.number <= before.number) return { recomputed: false, changes: [] };
  const changes = changesBetween(before.body.derived, after.body.derived, () => row.departmentName);
  return { recomputed: true, changes: changes.filter(({ departmentId }) => departmentId === row.departmentId) };
}

/** The same from what a department may see: its own results, never a package. */
async function ownChanges(tx: Tx, row: Row): Promise<Recomputed> {
  const results = await tx<{ packageId: string; result: DepartmentResult }[]>`
    select package_id, result from department_results
    where cycle_id = ${row.cycleId} and department_id = ${row.departmentId}
    order by (result -> 'package' ->> 'number')::int desc`;
  const after = results[0];
  const before = results.find(({ packageId }) => packageId === row.packageId);
  if (!after || !before || after === before) return { recomputed: false, changes: [] };
  return { recomputed: true, changes: ownResultChanges(before.result, after.result) };
}

export async function list(ctx: Context, cycleId: string): Promise<{ items: Review[] }> {
  return read(ctx, async (tx) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    const items: Review[] = [];
    for (const row of await rowsOf(tx, ctx, { cycleId })) items.push(await toReview(tx, ctx, row));
    return { items };
  });
}

async function reviewById(tx: Tx, ctx: Context, reviewId: string): Promise<Row> {
  const [row] = await rowsOf(tx, ctx, { reviewId });
  if (!row) throw new Problem('not-found');
  return row;
}

const fileName = (name: string): string => (name.split(/[\\/]/).at(-1) ?? '').slice(0, 120) || '证明材料';
const sealPlace = (reviewId: string, ordinal: number): string => `review_files/${reviewId}/${ordinal}/content`;

export async function file(
  ctx: Context,
  cycleId: string,
  departmentId: string,
  input: { item: string; reason: string; request: string; files: readonly UploadedFile[] },
): Promise<Review> {
  const { files } = input;
  if (files.length > mostFiles || files.some(({ bytes }) => bytes.length > largestFile))
    throw new Problem('review-files');
  return write(ctx, 'review.file', async (tx, note) => {
    const row = await ownResult(tx, ctx, cycleId, departmentId);
    const standing = await standingOf(tx, ctx, row);
    if (standing.window === 'none') throw new Problem('review-none');
    if (standing.window === 'unreceived') throw new Problem('review-unreceived');
    if (standing.window === 'closed') throw new Problem('review-waived', { deadline: standing.deadlineOn ?? '' });
    // One after the other: two clicks are one application.
    await tx`select pg_advisory_xact_lock(hashtext(${`review ${cycleId} ${departmentId}`}))`;
    const [open] = await tx`
      select 1 from reviews
      where cycle_id = ${cycleId} and department_id = ${departmentId} and state in ('filed', 'proposed') limit 1`;
    if (open) throw new Problem('review-open');
    const id = randomUUID();
    await tx`
      insert into reviews (id, cycle_id, department_id, package_id, item, reason, request, state, late, filed_by, filed_at)
      values (${id}, ${cycleId}, ${departmentId}, ${row.packageId}, ${input.item}, ${input.reason}, ${input.request}, 'filed',
        ${standing.window === 'late'}, ${actorName(ctx.actor)}, ${ctx.now})`;
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    for (const [i, { name, bytes }] of files.entries())
      await tx`
        insert into review_files (review_id, department_id, ordinal, file_name, digest, size, content_sealed)
        values (${id}, ${departmentId}, ${i + 1}, ${fileName(name)}, ${createHash('sha256').update(bytes).digest('hex')}, ${bytes.length},
          ${seal(dataKey, sealPlace(id, i + 1), Buffer.from(bytes))})`;
    note({
      subject: `review:${id}`,
      detail: { cycleId, departmentId, late: standing.window === 'late', files: files.length },
    });
    return toReview(tx, ctx, await reviewById(tx, ctx, id));
  });
}

export async function withdraw(ctx: Context, reviewId: string): Promise<null> {
  return write(ctx, 'review.withdraw', async (tx, note) => {
    await reviewById(tx, ctx, reviewId);
    const updated = await tx`update reviews set state = 'withdrawn' where id = ${reviewId} and state = 'filed'`;
    if (updated.count === 0) throw new Problem('review-state');
    note({ subject: `review:${reviewId}` });
    return null;
  });
}

function accountOf(ctx: Context): string {
  if (ctx.actor.kind !== 'account') throw new Problem('not-permitted');
  return ctx.actor.accountId;
}

export async function propose(
  ctx: Context,
  reviewId: string,
  { outcome, findings }: { outcome: NonNullable<Review['outcome']>; findings: string },
): Promise<Review> {
  return write(ctx, 'review.propose', async (tx, note) => {
    await reviewById(tx, ctx, reviewId);
    const updated = await tx`
      update reviews set state = 'proposed', outcome = ${outcome}, findings = ${findings}, proposed_by = ${accountOf(ctx)}, proposed_at = ${ctx.now}
      where id = ${reviewId} and state = 'filed'`;
    if (updated.count === 0) throw new Problem('review-state');
    note({ subject: `review:${reviewId}`, detail: { outcome } });
    return toReview(tx, ctx, await reviewById(tx, ctx, reviewId));
  });
}

export async function confirm(ctx: Context, reviewId: string, { agree }: { agree: boolean }): Promise<Review> {
  try {
    return await write(ctx, agree ? 'review.confirm' : 'review.send-back', async (tx, note) => {
      const row = await reviewById(tx, ctx, reviewId);
      if (row.state !== 'proposed') throw new Problem('review-state');
      const me = accountOf(ctx);
      if (row.proposedById === me) throw new Problem('review-same-person');
      const updated = agree
        ? await tx`
            update reviews set state = 'decided', confirmed_by = ${me}, confirmed_at = ${ctx.now}
            where id = ${reviewId} and state = 'proposed'`
        : await tx`
            update reviews set state = 'filed', outcome = null, findings = null, proposed_by = null, proposed_at = null
            where id = ${reviewId} and state = 'proposed'`;
      if (updated.count === 0) throw new Problem('review-state');
      note({ subject: `review:${reviewId}`, detail: { agree, outcome: row.outcome } });
      return toReview(tx, ctx, await reviewById(tx, ctx, reviewId));
    });
  } catch (error) {
    if (isConstraint(error, 'a_review_is_decided_by_two')) throw new Problem('review-same-person');
    throw error;
  }
}

export async function downloadFile(ctx: Context, reviewId: string, ordinal: number): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const row = await reviewById(tx, ctx, reviewId);
    const [found] = await tx<{ fileName: string; contentSealed: Buffer }[]>`
      select file_name, content_sealed from review_files where review_id = ${reviewId} and ordinal = ${ordinal}`;
    if (!found) throw new Problem('not-found');
    const { dataKey } = await ctx.vault.cycleKeys(tx, row.cycleId);
    return new FileReply(
      unseal(dataKey, sealPlace(reviewId, ordinal), found.contentSealed),
      'application/octet-stream',
      {
        fileName: found.fileName,
      },
    );
  });
}
