/**
 * Permanent seeds of populations: made, kept sealed, used by draws, revealed when retired.
 *
 * Promise: nobody sees a seed before it is retired, whoever made it; its SHA-256 is public from the first moment, so that it cannot
 * be exchanged. Retiring is for good and only when no draw still waits for it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { PermanentSeed } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { commitSeed } from '#sampling';
import { shownName, type Context } from '../context.ts';
import { seal, unseal } from '../vault.ts';

interface SeedRow {
  id: string;
  name: string;
  commitment: string;
  createdAt: Date;
  createdBy: string;
  seed: string | null;
  retiredAt: Date | null;
  retiredBy: string | null;
  retireReason: string | null;
}

const place = (id: string) => `permanent_seeds/${id}/seed`;

async function shown(tx: Tx, rows: readonly SeedRow[]): Promise<PermanentSeed[]> {
  const draws = await tx<{ id: string; title: string; state: string; createdAt: Date; permanentSeedId: string }[]>`
    select id, title, state, created_at, permanent_seed_id from draws
    where permanent_seed_id = any(${rows.map(({ id }) => id)}::uuid[]) order by created_at desc`;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    commitment: row.commitment,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    seed: row.seed,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    retiredBy: row.retiredBy,
    retireReason: row.retireReason,
    draws: draws
      .filter(({ permanentSeedId }) => permanentSeedId === row.id)
      .map(({ id, title, state, createdAt }) => ({
        id,
        title,
        sealed: state === 'sealed',
        createdAt: createdAt.toISOString(),
      })),
  }));
}

const selectSeeds = (tx: Tx) => tx`
  select id, name, commitment, created_at, created_by, seed, retired_at, retired_by, retire_reason from permanent_seeds`;

export async function listPermanentSeeds(ctx: Context): Promise<{ items: PermanentSeed[] }> {
  return read(ctx, async (tx) => ({
    items: await shown(tx, await tx<SeedRow[]>`${selectSeeds(tx)} order by created_at desc, id`),
  }));
}

async function one(tx: Tx, id: string): Promise<PermanentSeed> {
  const [seed] = await shown(tx, await tx<SeedRow[]>`${selectSeeds(tx)} where id = ${id}`);
  if (!seed) throw new Problem('not-found');
  return seed;
}

export async function makePermanentSeed(ctx: Context, { name }: { name: string }): Promise<PermanentSeed> {
  return write(ctx, 'permanent-seed.make', async (tx, note) => {
    const id = randomUUID();
    const seed = randomBytes(32).toString('hex');
    const commitment = commitSeed(seed);
    const sealed = seal(await ctx.vault.permanentSeedKey(tx, ctx.now), place(id), seed);
    const rows = await tx`
      insert into permanent_seeds (id, name, commitment, seed_sealed, created_at, created_by)
      values (${id}, ${name}, ${commitment}, ${sealed}, ${ctx.now}, ${shownName(ctx.actor)})
      on conflict (name) do nothing returning id`;
    if (rows.length === 0) throw new Problem('permanent-seed-named');
    note({ subject: `permanent-seed:${id}`, detail: { name, commitment } });
    return one(tx, id);
  });
}

export async function retirePermanentSeed(
  ctx: Context,
  id: string,
  { reason }: { reason: string },
): Promise<PermanentSeed> {
  return write(ctx, 'permanent-seed.retire', async (tx, note) => {
    const [row] = await tx<{ name: string; retiredAt: Date | null }[]>`
      select name, retired_at from permanent_seeds where id = ${id} for update`;
    if (!row) throw new Problem('not-found');
    if (row.retiredAt !== null) throw new Problem('permanent-seed-retired');
    const waiting = await tx<{ title: string }[]>`
      select title from draws where permanent_seed_id = ${id} and state in ('locked', 'drawn') order by created_at`;
    if (waiting.length > 0)
      throw new Problem('permanent-seed-in-use', { draws: waiting.map(({ title }) => title).join('、') });
    const seed = await openPermanentSeed(tx, ctx, id);
    await tx`
      update permanent_seeds set seed = ${seed}, retired_at = ${ctx.now}, retired_by = ${shownName(ctx.actor)}, retire_reason = ${reason}
      where id = ${id}`;
    note({ subject: `permanent-seed:${id}`, detail: { name: row.name, reason } });
    return one(tx, id);
  });
}

/** The sealed seed, for drawing and verifying; the caller keeps it in memory only. */
export async function openPermanentSeed(tx: Tx, ctx: Context, id: string): Promise<string> {
  const [row] = await tx<{ seedSealed: Buffer }[]>`select seed_sealed from permanent_seeds where id = ${id}`;
  if (!row) throw new Problem('not-found');
  return unseal(await ctx.vault.permanentSeedKey(tx, ctx.now), place(id), row.seedSealed).toString('utf8');
}

export interface PublicSeed {
  readonly name: string;
  readonly commitment: string;
  readonly committedAt: string;
  readonly seed: string | null;
}

/** What the public may know of a draw's permanent seed: the seed itself only once retired. */
export async function publicSeed(tx: Tx, id: string): Promise<PublicSeed> {
  const { name, commitment, createdAt, seed } = await one(tx, id);
  return { name, commitment, committedAt: createdAt, seed };
}
