/**
 * The box: what comes in, what is moved together, what is closed. Works as `pingyi_ballot`, which sees nothing of the house.
 *
 * Promise: one ballot a card; nothing here has a time, a number in order, an address or a link to the roll; nothing is logged, and no
 * error carries a value. A ballot that the board shows survives a crash; one that it does not show yet is still on the rater's device.
 */
import { constants, createPublicKey, verify } from 'node:crypto';
import {
  answersLength,
  ballotLength,
  cardHash,
  credentialMessage,
  fromBase64,
  leafOf,
  mustHex,
  merkleRoot,
  readBallot,
} from '#ballot-client';
import type { Sql, Tx } from '#db';
import { Problem } from '#problem';
import { appendAudit } from '../audit-append.ts';
import type { Context } from '../context.ts';
import { issuingKeyOf } from './blind-signing.ts';
import { mix, MIX_AT, type MixingMoment } from './mixing.ts';

export interface BoxedBallot {
  readonly cycleId: string;
  readonly cardHash: Buffer;
  readonly style: string;
  readonly revision: number;
  readonly ballot: Buffer;
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export function isSigned(ballot: NonNullable<ReturnType<typeof readBallot>>): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, ballot.publicKey]), format: 'der', type: 'spki' });
  return verify(null, ballot.signed, key, ballot.signature);
}

/** RSASSA-PSS by OpenSSL; the verifiers have their own. */
function hasCredential(ballot: NonNullable<ReturnType<typeof readBallot>>, modulus: Buffer): boolean {
  if (!ballot.credential) return false;
  const { prefix, signature } = ballot.credential;
  const key = { key: issuingKeyOf(modulus), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
  return verify('sha384', credentialMessage(prefix, ballot), key, signature);
}

async function boxTransaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return (await sql.begin(async (tx) => {
    await tx`set local role pingyi_ballot`;
    return work(tx);
  })) as T;
}

/** A part of a verb's transaction that works as the box does. */
export async function asBox<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx`set local role pingyi_ballot`;
  const result = await work();
  await tx`set local role pingyi_app`;
  return result;
}

interface Standing {
  readonly state: string;
  readonly closesAt: Date;
  readonly units: number;
  readonly revisions: boolean;
  readonly style: string | null;
  /** Of the ballot's style, where the poll goes by blind issuance. */
  readonly modulus: Buffer | null;
  readonly isVoid: boolean;
}

/** Takes a ballot in. The same bytes again are the same ballot; a higher revision replaces, where the poll allows it. */
export async function cast(ctx: Context, input: { ballot: string }): Promise<{ received: true }> {
  const bytes = fromBase64(input.ballot);
  const ballot = bytes && readBallot(bytes);
  if (!bytes || !ballot || ballot.revision < 1 || !isSigned(ballot)) throw new Problem('ballot-refused');
  const { cycleId, style, revision } = ballot;
  const hash = Buffer.from(mustHex(cardHash(ballot.publicKey)));
  const mayMix = await boxTransaction(ctx.sql, async (tx) => {
    // From here on nothing is moved or closed until this ballot is in: what is read below is true when it is written.
    await tx`lock table ballot.inbox in row exclusive mode`;
    const [known] = await tx<Standing[]>`
      select p.state, p.closes_at, jsonb_array_length(p.settings -> 'units') as units,
        (p.settings ->> 'revisions')::boolean as revisions, c.style, k.modulus,
        exists (select from ballot.void_cards v where v.cycle_id = c.cycle_id and v.card_hash = c.card_hash) as is_void
      from ballot.polls p
      left join ballot.cards c on c.cycle_id = p.cycle_id and c.card_hash = ${hash}
      left join ballot.issuing_keys k on k.cycle_id = p.cycle_id and k.style = ${style}
      where p.cycle_id = ${cycleId} and p.closes_at is not null`;
    if (known && (known.state === 'closed' || known.state === 'counted')) throw new Problem('ballot-late');
    if (known?.state !== 'voting') throw new Problem('ballot-refused');
    const issued = known.modulus !== null;
    if (issued !== (ballot.credential !== undefined)) throw new Problem('ballot-refused');
    if (known.modulus ? !hasCredential(ballot, known.modulus) : known.style !== style)
      throw new Problem('ballot-refused');
    if (bytes.length !== ballotLength(answersLength(known.units), { issued })) throw new Problem('ballot-refused');
    if (revision > 1 && !known.revisions) throw new Problem('ballot-refused');
    if (ctx.now >= known.closesAt) throw new Problem('ballot-late');
    if (known.isVoid) throw new Problem('ballot-card-void');
    const [boxed] = await tx<BoxedBallot[]>`
      select revision, ballot from ballot.box where cycle_id = ${cycleId} and card_hash = ${hash}`;
    if (boxed && boxed.revision >= revision) {
      if (boxed.ballot.equals(bytes)) return false;
      throw new Problem('ballot-superseded', { current: boxed.revision });
    }
    const taken = await tx`
      insert into ballot.inbox (cycle_id, card_hash, style, revision, ballot)
      values (${cycleId}, ${hash}, ${style}, ${revision}, ${Buffer.from(bytes)})
      on conflict (cycle_id, card_hash) do update set revision = excluded.revision, ballot = excluded.ballot
      where inbox.revision < excluded.revision
      returning 1`;
    if (taken.count === 0) {
      const [waiting] = await tx<BoxedBallot[]>`
        select revision, ballot from ballot.inbox where cycle_id = ${cycleId} and card_hash = ${hash}`;
      if (!waiting?.ballot.equals(bytes)) throw new Problem('ballot-superseded', { current: waiting?.revision ?? 0 });
    }
    const [own] = await tx<{ n: number }[]>`
      select count(*)::int as n from ballot.inbox where cycle_id = ${cycleId} and style = ${style}`;
    return (own?.n ?? 0) >= MIX_AT;
  });
  // The ballot is in whatever becomes of the mixing: the next arrival and the clock try again.
  if (mayMix) await move(ctx, 'arrival').catch(() => undefined);
  return { received: true };
}

/** Moves waiting ballots into the box, those that may go, mixed, in one transaction. */
export async function move(ctx: Context, moment: Exclude<MixingMoment, 'close'>): Promise<void> {
  await boxTransaction(ctx.sql, async (tx) => {
    const cycles = await moveWithin(tx, moment);
    await tx`set local role pingyi_app`;
    const system: Context = { ...ctx, actor: { kind: 'system', name: 'ballot-box' } };
    for (const { cycleId, size, root } of cycles)
      await appendAudit(tx, system, 'ballot.mix', { subject: `cycle:${cycleId}`, detail: { size, root } });
  });
}

export interface Boarded {
  readonly cycleId: string;
  readonly size: number;
  readonly root: string;
}

/** Within a transaction of the box: moves, and puts the new leaves on the boards. */
export async function moveWithin(tx: Tx, moment: MixingMoment, cycleId?: string): Promise<Boarded[]> {
  await tx`lock table ballot.inbox in access exclusive mode`;
  const waiting = await tx<BoxedBallot[]>`select cycle_id, card_hash, style, revision, ballot from ballot.inbox`;
  const { released, kept } = mix(waiting, moment, cycleId);
  if (released.length > 0) {
    await putIn(tx, 'box', released);
    await tx`truncate ballot.inbox`;
    await putIn(tx, 'inbox', kept);
  }
  const concerned = new Set(released.map((ballot) => ballot.cycleId));
  if (moment === 'close' && cycleId !== undefined) {
    await rebuild(tx);
    concerned.add(cycleId);
  }
  const boarded: Boarded[] = [];
  for (const one of concerned) boarded.push(await putOnBoard(tx, one, moment === 'close'));
  return boarded;
}

/** In the order given. Arrays of bytes travel as hex. */
async function putIn(tx: Tx, table: 'box' | 'inbox', ballots: readonly BoxedBallot[]): Promise<void> {
  if (ballots.length === 0) return;
  await tx`
    insert into ballot.${tx(table)} (cycle_id, card_hash, style, revision, ballot)
    select cycle_id, decode(card_hash, 'hex'), style, revision, decode(ballot, 'hex')
    from unnest(
      ${ballots.map((one) => one.cycleId)}::uuid[], ${ballots.map((one) => one.cardHash.toString('hex'))}::text[],
      ${ballots.map((one) => one.style)}::text[], ${ballots.map((one) => one.revision)}::int[],
      ${ballots.map((one) => one.ballot.toString('hex'))}::text[]
    ) as filed (cycle_id, card_hash, style, revision, ballot)
    on conflict (cycle_id, card_hash) do update set revision = excluded.revision, ballot = excluded.ballot
    where ${tx(table)}.revision < excluded.revision`;
}

/** A new file in the order of the hashes, written by one transaction: old rows leave no trace of when they came. */
async function rebuild(tx: Tx): Promise<void> {
  await tx`lock table ballot.box in access exclusive mode`;
  const all = await tx<BoxedBallot[]>`
    select cycle_id, card_hash, style, revision, ballot from ballot.box order by cycle_id, card_hash`;
  await tx`truncate ballot.box`;
  await putIn(tx, 'box', all);
}

/** The ballots of a poll in the order of their leaves. */
export async function boxedBallots(
  tx: Tx,
  cycleId: string,
): Promise<{ ballot: Buffer; style: string; leaf: string }[]> {
  const rows = await tx<BoxedBallot[]>`
    select style, ballot from ballot.box where cycle_id = ${cycleId} order by card_hash`;
  return rows
    .map(({ ballot, style }) => ({ ballot, style, leaf: leafOf(ballot) }))
    .toSorted((a, b) => (a.leaf < b.leaf ? -1 : 1));
}

async function putOnBoard(tx: Tx, cycleId: string, final: boolean): Promise<Boarded> {
  const ballots = await boxedBallots(tx, cycleId);
  const leaves = ballots.map(({ leaf }) => Buffer.from(leaf, 'hex'));
  const root = Buffer.from(merkleRoot(leaves));
  const byStyle: Record<string, number> = {};
  for (const { style } of ballots) byStyle[style] = (byStyle[style] ?? 0) + 1;
  const replaced = final ? ballots.filter(({ ballot }) => readBallot(ballot)!.revision > 1).length : null;
  await tx`
    insert into ballot.boards (cycle_id, size, root, leaves, by_style, replaced)
    values (${cycleId}, ${leaves.length}, ${root}, ${Buffer.concat(leaves)}, ${tx.json(byStyle)}, ${replaced})
    on conflict (cycle_id) do update set
      size = excluded.size, root = excluded.root, leaves = excluded.leaves, by_style = excluded.by_style,
      replaced = excluded.replaced`;
  return { cycleId, size: leaves.length, root: root.toString('hex') };
}

/** Drafts a poll may keep, per card or credential: one of each device, and some over. */
const DRAFTS_PER_CARD = 4;

/** Keeps a sealed draft, or gives the one that is kept. */
export async function exchangeDraft(
  ctx: Context,
  input: { cycleId: string; id: string; draft: string | null },
): Promise<{ draft: string | null }> {
  const draftId = Buffer.from(input.id, 'hex');
  const draft = input.draft === null ? null : fromBase64(input.draft);
  if (draft === undefined) throw new Problem('ballot-refused');
  return boxTransaction(ctx.sql, async (tx) => {
    const [poll] = await tx<{ state: string; units: number; closesAt: Date | null; room: boolean }[]>`
      select p.state, jsonb_array_length(p.settings -> 'units') as units, p.closes_at,
        (select count(*) from ballot.drafts d where d.cycle_id = p.cycle_id)
          < ${DRAFTS_PER_CARD} * (select sum((s ->> 'cards')::int) from jsonb_array_elements(p.poll::jsonb -> 'styles') s) as room
      from ballot.polls p where p.cycle_id = ${input.cycleId}`;
    if (poll?.state !== 'voting') throw new Problem('ballot-late');
    if (draft === null) {
      const [kept] = await tx<{ draft: Buffer }[]>`
        select draft from ballot.drafts where cycle_id = ${input.cycleId} and draft_id = ${draftId}`;
      return { draft: kept ? kept.draft.toString('base64') : null };
    }
    // Nonce, tag, counter, answers: nothing else has this length.
    if (draft.length !== 24 + 16 + 4 + answersLength(poll.units)) throw new Problem('ballot-refused');
    const updated = await tx`
      update ballot.drafts set draft = ${Buffer.from(draft)}
      where cycle_id = ${input.cycleId} and draft_id = ${draftId}`;
    if (updated.count === 0) {
      if (!poll.room) throw new Problem('ballot-refused');
      await tx`
        insert into ballot.drafts (cycle_id, draft_id, draft) values (${input.cycleId}, ${draftId}, ${Buffer.from(draft)})
        on conflict (cycle_id, draft_id) do update set draft = excluded.draft`;
    }
    return { draft: input.draft };
  });
}

/** Erased at close, with what other polls keep left alone. */
export async function eraseDrafts(tx: Tx, cycleId: string): Promise<void> {
  await tx`delete from ballot.drafts where cycle_id = ${cycleId}`;
}
