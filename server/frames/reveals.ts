/**
 * Masked by default: staff sees findings masked, and in full for a while after saying why. A department sees its own in full.
 *
 * Promise: who saw what, when and why stands in the audit trail before anything is shown.
 */
import { randomUUID } from 'node:crypto';
import { revealMinutes, revealsPerDay } from '#contract';
import { write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { frameById, submissionById } from './rows.ts';

/** Until when the caller sees a submission's findings in full: always for the department's own people, null when masked. */
export async function shownInFull(tx: Tx, ctx: Context, submissionId: string): Promise<'always' | Date | null> {
  if (ctx.actor.kind === 'system') return 'always';
  if (ctx.actor.kind !== 'account') return null;
  // Row-level security has already hidden other departments' submissions from a liaison.
  if (ctx.actor.role === 'liaison') return 'always';
  const [row] = await tx<{ endsAt: Date }[]>`
    select ends_at from finding_reveals
    where submission_id = ${submissionId} and account_id = ${ctx.actor.accountId} and ends_at > ${ctx.now}
    order by ends_at desc
    limit 1`;
  return row?.endsAt ?? null;
}

const DAY_MS = 24 * 3600_000;
const BEIJING_MS = 8 * 3600_000;
const startOfDay = (now: Date): Date =>
  new Date(Math.floor((now.getTime() + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS);

/** Opens one submission's findings to the caller for a quarter of an hour. */
export async function reveal(
  ctx: Context,
  submissionId: string,
  input: { reason: string },
): Promise<{ endsAt: string; leftToday: number }> {
  const { actor } = ctx;
  if (actor.kind !== 'account') throw new Problem('not-permitted');
  return write(ctx, 'finding.reveal', async (tx, note) => {
    const submission = await submissionById(tx, submissionId);
    const frame = await frameById(tx, submission.frameId);
    // Nothing to show is nothing to count.
    await ctx.vault.cycleKeys(tx, frame.cycleId);
    // One at a time for each person, so that the cap holds for clicks side by side.
    await tx`select 1 from accounts where id = ${actor.accountId} for update`;
    const [spent] = await tx<{ used: number }[]>`
      select count(*)::int as used from finding_reveals
      where account_id = ${actor.accountId} and revealed_at >= ${startOfDay(ctx.now)}`;
    const used = spent?.used ?? 0;
    if (used >= revealsPerDay) throw new Problem('reveals-spent', { limit: revealsPerDay });
    const endsAt = new Date(ctx.now.getTime() + revealMinutes * 60_000);
    await tx`
      insert into finding_reveals (id, submission_id, department_id, account_id, reason, revealed_at, ends_at)
      values (${randomUUID()}, ${submissionId}, ${frame.departmentId}, ${actor.accountId}, ${input.reason}, ${ctx.now}, ${endsAt})`;
    note({
      subject: `frame:${frame.id}`,
      detail: {
        department: frame.departmentName,
        list: frame.list,
        number: submission.number,
        reason: input.reason,
        until: endsAt.toISOString(),
      },
    });
    return { endsAt: endsAt.toISOString(), leftToday: revealsPerDay - used - 1 };
  });
}
