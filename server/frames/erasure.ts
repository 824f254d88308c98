/**
 * Erasure of a closed cycle's personal data: one office account asks, another confirms, and nothing personal can be read again.
 *
 * Promise: a certificate exists only for what was really done. The key file goes last, inside the transaction: when the commit
 * then fails, the data are unreadable and the request still stands, so that confirming again finishes it. Counts, digests,
 * manifests, pseudonymous ids of draws and the audit trail stay.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Erasure } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { renderErasureCertificate, type ErasureCertificateView } from '#site';
import { canonicalJson } from '../audit-append.ts';
import type { Context } from '../context.ts';
import type { Eraser } from '../eraser.ts';
import { FileReply } from '../http/file-reply.ts';
import { deleteUnits } from './units.ts';

interface ErasureRow {
  id: string;
  reason: string;
  requestedBy: string;
  requestedById: string;
  requestedAt: Date;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  certificate: string | null;
}

async function standing(tx: Tx, cycleId: string): Promise<ErasureRow | undefined> {
  const [row] = await tx<ErasureRow[]>`
    select e.id, e.reason, r.login as requested_by, e.requested_by as requested_by_id, e.requested_at, c.login as confirmed_by,
      e.confirmed_at, e.certificate
    from cycle_erasures e
    join accounts r on r.id = e.requested_by
    left join accounts c on c.id = e.confirmed_by
    where e.cycle_id = ${cycleId} and e.withdrawn_at is null`;
  return row;
}

const digestOf = (certificate: string): string => createHash('sha256').update(certificate).digest('hex');

function toErasure(ctx: Context, row: ErasureRow | undefined): Erasure {
  return {
    state: row === undefined ? 'kept' : row.confirmedAt === null ? 'requested' : 'erased',
    request: row
      ? {
          id: row.id,
          reason: row.reason,
          requestedBy: row.requestedBy,
          requestedAt: row.requestedAt.toISOString(),
          own: ctx.actor.kind === 'account' && ctx.actor.accountId === row.requestedById,
        }
      : null,
    confirmedBy: row?.confirmedBy ?? null,
    confirmedAt: row?.confirmedAt?.toISOString() ?? null,
    certificateDigest: row?.certificate ? digestOf(row.certificate) : null,
  };
}

async function cycleOf(tx: Tx, cycleId: string, options: { lock?: boolean } = {}) {
  const [cycle] = await tx<{ name: string; year: number; state: string; destroyedAt: Date | null }[]>`
    select c.name, c.year, c.state, k.destroyed_at
    from cycles c join cycle_keys k on k.cycle_id = c.id
    where c.id = ${cycleId}
    ${options.lock ? tx`for update of c` : tx``}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}

function accountOf(ctx: Context): string {
  if (ctx.actor.kind !== 'account') throw new Problem('not-permitted');
  return ctx.actor.accountId;
}

export async function getErasure(ctx: Context, cycleId: string): Promise<Erasure> {
  return read(ctx, async (tx) => {
    await cycleOf(tx, cycleId);
    return toErasure(ctx, await standing(tx, cycleId));
  });
}

export async function requestErasure(ctx: Context, cycleId: string, input: { reason: string }): Promise<Erasure> {
  const by = accountOf(ctx);
  try {
    return await write(ctx, 'cycle.erase-request', async (tx, note) => {
      const cycle = await cycleOf(tx, cycleId, { lock: true });
      if (cycle.state !== 'closed') throw new Problem('cycle-not-closed');
      if (cycle.destroyedAt !== null) throw new Problem('keys-destroyed');
      await tx`
        insert into cycle_erasures (id, cycle_id, reason, requested_by, requested_at)
        values (${randomUUID()}, ${cycleId}, ${input.reason}, ${by}, ${ctx.now})`;
      note({ subject: `cycle:${cycleId}`, detail: { name: cycle.name, reason: input.reason } });
      return toErasure(ctx, await standing(tx, cycleId));
    });
  } catch (error) {
    if (isConstraint(error, 'an_erasure_is_requested_once')) throw new Problem('erasure-requested');
    throw error;
  }
}

export async function withdrawErasure(ctx: Context, cycleId: string): Promise<Erasure> {
  return write(ctx, 'cycle.erase-withdraw', async (tx, note) => {
    const cycle = await cycleOf(tx, cycleId, { lock: true });
    const withdrawn = await tx`
      update cycle_erasures set withdrawn_at = ${ctx.now}
      where cycle_id = ${cycleId} and withdrawn_at is null and confirmed_at is null`;
    if (withdrawn.count === 0) throw new Problem('no-erasure-request');
    note({ subject: `cycle:${cycleId}`, detail: { name: cycle.name } });
    return toErasure(ctx, await standing(tx, cycleId));
  });
}

export async function confirmErasure(
  ctx: Context,
  cycleId: string,
  input: { requestId: string; cycleName: string },
  erasers: readonly Eraser[],
): Promise<Erasure> {
  const by = accountOf(ctx);
  return write(ctx, 'cycle.erase', async (tx, note) => {
    const cycle = await cycleOf(tx, cycleId, { lock: true });
    const request = await standing(tx, cycleId);
    if (!request || request.id !== input.requestId || request.confirmedAt !== null)
      throw new Problem('no-erasure-request');
    if (request.requestedById === by) throw new Problem('erasure-same-person');
    if (input.cycleName !== cycle.name) throw new Problem('erasure-wrong-name');
    // A filing that is being checked right now must not come after.
    if (cycle.state !== 'closed') throw new Problem('cycle-not-closed');
    const destroyed = await deleteContents(tx, cycleId, erasers);
    const [head] = await tx<{ number: string; hash: Buffer }[]>`
      select number, hash from audit_entries order by number desc limit 1`;
    const { fingerprint } = await ctx.vault.destroyCycleKeys(tx, cycleId, ctx.now);
    const facts: ErasureCertificateView['facts'] = {
      cycle: { id: cycleId, name: cycle.name, year: cycle.year },
      reason: request.reason,
      requestedBy: request.requestedBy,
      requestedAt: request.requestedAt.toISOString(),
      confirmedBy: ctx.actor.kind === 'account' ? ctx.actor.login : '',
      confirmedAt: ctx.now.toISOString(),
      destroyed,
      keys: [{ name: `cycles/${cycleId}`, fingerprint }],
      auditHead: { number: Number(head?.number ?? 0), hash: head?.hash.toString('hex') ?? '' },
    };
    const certificate = canonicalJson(facts);
    await tx`
      update cycle_erasures set confirmed_by = ${by}, confirmed_at = ${ctx.now}, certificate = ${certificate}
      where id = ${request.id}`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { name: cycle.name, certificate: digestOf(certificate), fingerprint, destroyed },
    });
    return toErasure(ctx, await standing(tx, cycleId));
  });
}

/** Removes what the runtime role may remove; without the keys the rest is noise in every copy. */
async function deleteContents(
  tx: Tx,
  cycleId: string,
  erasers: readonly Eraser[],
): Promise<ErasureCertificateView['facts']['destroyed']> {
  const ofCycle = tx`select s.id from submissions s join frames f on f.id = s.frame_id where f.cycle_id = ${cycleId}`;
  const submissions = await tx<{ id: string }[]>`${ofCycle}`;
  const persons = await deleteUnits(
    tx,
    submissions.map(({ id }) => id),
  );
  const files = await tx`delete from submission_files where submission_id in (${ofCycle})`;
  const inPieces = await tx<{ submissionId: string; file: number }[]>`
    select distinct submission_id, file from submission_pieces where submission_id in (${ofCycle}) and file > 0`;
  await tx`delete from submission_pieces where submission_id in (${ofCycle})`;
  // What is still being uploaded or waiting to be judged; a job at work finds itself gone and keeps nothing.
  await tx`delete from filing_jobs where frame_id in (select id from frames where cycle_id = ${cycleId})`;
  const documents = await tx`
    update submissions set document_sealed = '', filed_sealed = '', difference_sealed = null where id in (${ofCycle})`;
  const others = [];
  for (const { key, name, measure, erase } of erasers)
    others.push({ key, name, measure, count: await erase(tx, cycleId) });
  return {
    persons,
    files: files.count + inPieces.length,
    submissions: documents.count,
    others,
  };
}

/** As kept at the erasure; with `download` a file that opens from disk. */
export async function erasureCertificate(
  ctx: Context,
  cycleId: string,
  query: { download?: '1' | undefined },
  nonce: string,
): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const row = await standing(tx, cycleId);
    if (!row?.certificate) throw new Problem('not-found');
    const facts = JSON.parse(row.certificate) as ErasureCertificateView['facts'];
    const view = { facts, digest: digestOf(row.certificate) };
    return query.download
      ? new FileReply(renderErasureCertificate(view, undefined), 'text/html; charset=utf-8', {
          fileName: `个人信息销毁证明-${facts.cycle.name}.html`,
        })
      : new FileReply(renderErasureCertificate(view, nonce), 'text/html; charset=utf-8');
  });
}
