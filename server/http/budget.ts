/**
 * Request budgets per address and purpose: a fixed window in one statement, so that several servers share it.
 * They slow floods down; they never decide who is entitled to something.
 */
import { createHmac } from 'node:crypto';
import type { Context as HonoContext } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Problem } from '#problem';
import type { Sql } from '../db/index.ts';

/** The peer's address as the socket says; headers can be forged. */
function addressOf(http: HonoContext): string {
  try {
    return getConnInfo(http).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** Spends one request of `purpose`; Problem `too-many-requests` when the window's budget is used up. */
export async function spend(
  sql: Sql,
  http: HonoContext,
  options: { purpose: string; perWindow: number; windowSeconds: number; now: Date },
): Promise<void> {
  // Keyed by the hour, so that the table never becomes a list of who was here.
  const hour = options.now.toISOString().slice(0, 13);
  const bucket = createHmac('sha256', `${options.purpose} ${hour}`).update(addressOf(http)).digest('hex').slice(0, 32);
  const since = new Date(options.now.getTime() - options.windowSeconds * 1000);
  const [row] = await sql<{ used: number; windowStart: Date }[]>`
    insert into request_budgets (bucket, window_start, used) values (${bucket}, ${options.now}, 1)
    on conflict (bucket) do update set
      used = case when request_budgets.window_start < ${since} then 1 else request_budgets.used + 1 end,
      window_start = case when request_budgets.window_start < ${since} then ${options.now} else request_budgets.window_start end
    returning used, window_start`;
  if (row && row.used > options.perWindow) {
    const seconds = Math.ceil(
      (row.windowStart.getTime() + options.windowSeconds * 1000 - options.now.getTime()) / 1000,
    );
    throw new Problem('too-many-requests', { seconds: Math.max(1, seconds) });
  }
  if (row?.used === 1)
    await sql`delete from request_budgets where window_start < ${new Date(options.now.getTime() - 3600_000)}`;
}
