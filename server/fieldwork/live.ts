/**
 * Fieldwork as it runs: what came in by channel, department and stratum against the sample, by day, and when it will be complete.
 *
 * Promise: counts of sheets and calls, never an answer: the same whatever people said. One count serves everybody who asks within
 * some seconds, and counting takes a tenth of the time at most, however many look on.
 */
import { read, type Sql } from '#db';
import type { Context } from '../context.ts';
import { gather, type Live } from './live-counts.ts';

/** A count is good for so long, and for ten times as long as it took. */
const leastFreshMs = 5_000;

interface Count {
  readonly untilMs: number;
  readonly reply: Live;
}

interface Kept {
  count?: Count;
  /** Being counted: whoever asks now waits for the same. */
  counting?: Promise<Count>;
}

const kept = new WeakMap<Sql, Map<string, Kept>>();

export async function live(ctx: Context, cycleId: string): Promise<Live> {
  const cycles = kept.get(ctx.sql) ?? new Map<string, Kept>();
  kept.set(ctx.sql, cycles);
  const mine = cycles.get(cycleId) ?? {};
  const askedMs = ctx.now.getTime();
  // A clock that was set back must not make a count last.
  if (mine.count && askedMs < mine.count.untilMs && askedMs >= Date.parse(mine.count.reply.asOf))
    return mine.count.reply;
  cycles.set(cycleId, mine);
  mine.counting ??= countAll(ctx, cycleId).finally(() => delete mine.counting);
  try {
    mine.count = await mine.counting;
    return mine.count.reply;
  } catch (error) {
    cycles.delete(cycleId);
    throw error;
  }
}

async function countAll(ctx: Context, cycleId: string): Promise<Count> {
  return read(ctx, async (tx) => {
    const reply = await gather(tx, ctx, cycleId);
    const [took] = await tx<{ ms: number }[]>`
      select (extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::int as ms`;
    return { reply, untilMs: ctx.now.getTime() + Math.max(leastFreshMs, 10 * (took?.ms ?? 0)) };
  });
}
