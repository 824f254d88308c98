/**
 * The key of the poll and its cards: registered before voting, accounted for before opening.
 *
 * Promise: only public things arrive here: a public key, hashes of public keys, counts. Voiding a card never says whether it has voted.
 */
import type { CardBatch, PollStanding } from '#contract';
import { isConstraint, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { batchesOf, hasBegun, isBlind, pollIn, standingOf } from './polls.ts';

/** Spare cards of a style: a tenth, and at least five. More could be voted with by whoever keeps them. */
export function mostSpare(due: number): number {
  return Math.max(5, Math.ceil(due / 10));
}

export async function setKey(
  ctx: Context,
  cycleId: string,
  { publicKey, holders }: { publicKey: string; holders: readonly string[] },
): Promise<PollStanding> {
  return write(ctx, 'ballot.key', async (tx, note) => {
    await pollIn(tx, cycleId, ['rolled']);
    // Cards and invitations carry the key's fingerprint: after the first of them another key would make them useless.
    if (await hasBegun(tx, cycleId)) throw new Problem('poll-state', { state: '已有印好的卡或已开始领取' });
    await tx`
      update ballot.polls set public_key = ${publicKey}, key_holders = ${tx.json([...holders])}
      where cycle_id = ${cycleId}`;
    note({ subject: `cycle:${cycleId}`, detail: { publicKey, holders } });
    return standingOf(tx, cycleId, ctx.now);
  });
}

async function batchOf(tx: Tx, cycleId: string, number: number): Promise<CardBatch> {
  const batch = (await batchesOf(tx, cycleId)).find((one) => one.number === number);
  if (!batch) throw new Problem('not-found');
  return batch;
}

export async function registerCards(
  ctx: Context,
  cycleId: string,
  { style, spare, cardHashes }: { style: string; spare: number; cardHashes: readonly string[] },
): Promise<CardBatch> {
  try {
    return await write(ctx, 'ballot.cards', async (tx, note) => {
      const { due, publicKey, settings } = await pollIn(tx, cycleId, ['rolled']);
      if (isBlind(settings)) throw new Problem('poll-settings', { reason: '本次评价在网上领取投票码，不制卡' });
      if (publicKey === null) throw new Problem('poll-settings', { reason: '请先登记计票公钥，再印卡' });
      const wanted = due[style];
      if (wanted === undefined) throw new Problem('poll-settings', { reason: '没有这个票种' });
      const before = await batchesOf(tx, cycleId);
      const printed = before.filter((batch) => batch.style === style).reduce((sum, batch) => sum + batch.printed, 0);
      if (printed + cardHashes.length > wanted + mostSpare(wanted))
        throw new Problem('too-many-cards', { style, due: wanted, most: wanted + mostSpare(wanted), printed });
      const number = before.length + 1;
      await tx`
        insert into ballot.batches (cycle_id, number, style, printed, spare)
        values (${cycleId}, ${number}, ${style}, ${cardHashes.length}, ${Math.min(spare, cardHashes.length)})`;
      // Sorted: the order in which they were printed is not kept.
      await tx`
        insert into ballot.cards (cycle_id, card_hash, batch, style)
        select ${cycleId}, decode(hash, 'hex'), ${number}, ${style}
        from unnest(${cardHashes.toSorted()}::text[]) as hash`;
      note({ subject: `cycle:${cycleId}`, detail: { batch: number, style, printed: cardHashes.length, spare } });
      return batchOf(tx, cycleId, number);
    });
  } catch (error) {
    if (isConstraint(error, 'cards_pkey')) throw new Problem('cards-known');
    throw error;
  }
}

export async function noteHandOut(
  ctx: Context,
  cycleId: string,
  { batch: number, handedOut }: { batch: number; handedOut: number },
): Promise<CardBatch> {
  return write(ctx, 'ballot.hand-out', async (tx, note) => {
    await pollIn(tx, cycleId, ['rolled', 'voting', 'closed']);
    const batch = await batchOf(tx, cycleId, number);
    if (handedOut + batch.unused > batch.printed)
      throw new Problem('cards-do-not-balance', {
        reason: `第${number}批只印了${batch.printed}张，已作为未用收回${batch.unused}张`,
      });
    await tx`update ballot.batches set handed_out = ${handedOut} where cycle_id = ${cycleId} and number = ${number}`;
    note({ subject: `cycle:${cycleId}`, detail: { batch: number, handedOut } });
    return batchOf(tx, cycleId, number);
  });
}

export async function voidCards(
  ctx: Context,
  cycleId: string,
  { reason, cardHashes }: { reason: 'unused' | 'paper' | 'damaged'; cardHashes: readonly string[] },
): Promise<{ voided: number }> {
  return write(ctx, 'ballot.void', async (tx, note) => {
    await pollIn(tx, cycleId, ['rolled', 'voting', 'closed']);
    const hashes = [...new Set(cardHashes)].toSorted();
    const [known] = await tx<{ n: number }[]>`
      select count(*)::int as n from ballot.cards
      where cycle_id = ${cycleId} and encode(card_hash, 'hex') = any(${hashes}::text[])`;
    if (known?.n !== hashes.length) throw new Problem('cards-unknown', { count: hashes.length - (known?.n ?? 0) });
    const voided = await tx`
      insert into ballot.void_cards (cycle_id, card_hash, reason)
      select ${cycleId}, decode(hash, 'hex'), ${reason} from unnest(${hashes}::text[]) as hash
      on conflict (cycle_id, card_hash) do nothing`;
    note({ subject: `cycle:${cycleId}`, detail: { reason, cards: voided.count } });
    return { voided: voided.count };
  });
}
