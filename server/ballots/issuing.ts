/**
 * Blind issuance: a place of the roll gets one signature on a message that the platform does not see, in a phase that is closed before voting opens.
 *
 * Promise: one signature a place, the same answer to the same request, none to another one. Nothing is noted about single places but that
 * they have collected, and that goes when voting closes. When the phase closes the private keys are destroyed and the answers lose their places.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { IssuingForm, IssuingStanding, listInvitations, PollSettings } from '#contract';
import { SMALLEST_STYLE } from '#contract';
import { codeOf, fingerprintOf, fromBase64, locatorOf, mustHex, noticeDigest } from '#ballot-client';
import { read, stage, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { seal, unseal } from '../vault.ts';
import { makeIssuingKey, readIssuingKey, signBlinded } from './blind-signing.ts';
import { findIssuing, issuingStanding } from './issuing-standing.ts';
import { findPoll, isBlind, pollIn } from './polls.ts';

const keyPlace = (cycleId: string, style: string): string => `ballot.issuing_keys/${cycleId}/${style}/private`;
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

async function mustStand(tx: Tx, cycleId: string): Promise<IssuingStanding> {
  const standing = await issuingStanding(tx, cycleId);
  if (!standing) throw new Problem('not-found');
  return standing;
}

async function whileOpen(tx: Tx, cycleId: string): Promise<void> {
  await pollIn(tx, cycleId, ['rolled']);
  const issuing = await findIssuing(tx, cycleId, { lock: 'update' });
  if (issuing?.state !== 'open') throw new Problem('poll-state', { state: issuing ? '领取已结束' : '尚未开始领取' });
}

export async function open(ctx: Context, cycleId: string, input: { closesAt: string }): Promise<IssuingStanding> {
  const codes = await read(ctx, async (tx) => {
    const { settings } = await pollIn(tx, cycleId, ['rolled'], { lock: false });
    return isBlind(settings) ? settings.styles.map(({ code }) => code) : [];
  });
  // Primes are looked for outside the transaction, in threads of their own.
  const keys = await Promise.all(codes.map(async (code) => ({ code, ...(await makeIssuingKey()) })));
  return write(ctx, 'ballot.issuing', async (tx, note) => {
    const { settings, publicKey, rollDigest, due } = await pollIn(tx, cycleId, ['rolled']);
    const refuse = (reason: string) => new Problem('poll-settings', { reason });
    if (!isBlind(settings)) throw refuse('本次评价用评价卡，不在网上领取');
    if (publicKey === null) throw refuse('请先登记计票公钥，再开始领取');
    if (await findIssuing(tx, cycleId)) throw new Problem('poll-state', { state: '已经开始过领取' });
    const closesAt = endOf(ctx, settings, input.closesAt);
    const digest = noticeDigest({
      cycleId,
      rollDigest: rollDigest ?? '',
      keyFingerprint: fingerprintOf(mustHex(publicKey)),
      styles: keys.map(({ code, modulus }) => ({
        code,
        raters: due[code] ?? 0,
        issuingKey: Buffer.from(modulus).toString('hex'),
      })),
    });
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    await tx`insert into ballot.issuings (cycle_id, state, digest, closes_at) values (${cycleId}, 'open', ${digest}, ${closesAt})`;
    for (const { code, modulus, privateKey } of keys)
      await tx`
        insert into ballot.issuing_keys (cycle_id, style, modulus, private_sealed)
        values (${cycleId}, ${code}, ${Buffer.from(modulus)}, ${seal(dataKey, keyPlace(cycleId, code), privateKey)})`;
    await tx`
      insert into ballot.invitations (cycle_id, ordinal, style)
      select cycle_id, ordinal, style from ballot.raters where cycle_id = ${cycleId} order by ordinal`;
    note({ subject: `cycle:${cycleId}`, detail: { digest, closesAt: closesAt.toISOString(), styles: codes.length } });
    return mustStand(tx, cycleId);
  });
}

function endOf(ctx: Context, settings: PollSettings, text: string): Date {
  const closesAt = new Date(text);
  if (closesAt <= ctx.now) throw new Problem('poll-settings', { reason: '领取的结束时间要在现在以后' });
  if (settings.closesAt !== null && closesAt >= new Date(settings.closesAt))
    throw new Problem('poll-settings', { reason: '领取的结束时间要早于投票的截止时间' });
  return closesAt;
}

/** Another end, also after the first has passed: as long as the phase is not closed, nobody's keys are destroyed. */
export async function extend(ctx: Context, cycleId: string, input: { closesAt: string }): Promise<IssuingStanding> {
  return write(ctx, 'ballot.issuing-end', async (tx, note) => {
    await whileOpen(tx, cycleId);
    const { settings } = await pollIn(tx, cycleId, ['rolled']);
    const closesAt = endOf(ctx, settings, input.closesAt);
    await tx`update ballot.issuings set closes_at = ${closesAt} where cycle_id = ${cycleId}`;
    note({ subject: `cycle:${cycleId}`, detail: { closesAt: closesAt.toISOString() } });
    return mustStand(tx, cycleId);
  });
}

/** Which places have collected: needed to remind, to give a lost invitation again, and to keep paper apart. Gone when voting closes. */
export async function invitations(ctx: Context, cycleId: string): Promise<z.infer<typeof listInvitations.reply>> {
  return read(ctx, async (tx) => {
    if (!(await findPoll(tx, cycleId))) throw new Problem('not-found');
    const items = await tx<z.infer<typeof listInvitations.reply>['items']>`
      select ordinal as place, style, state, code_hash is not null as invited
      from ballot.invitations where cycle_id = ${cycleId} order by ordinal`;
    return { items };
  });
}

/** All of these places, none of which has collected; locked. */
async function uncollected(tx: Tx, cycleId: string, places: readonly number[]): Promise<number[]> {
  const wanted = [...new Set(places)].toSorted((a, b) => a - b);
  const rows = await tx<{ state: string }[]>`
    select state from ballot.invitations where cycle_id = ${cycleId} and ordinal = any(${wanted}::int[])
    order by ordinal for update`;
  if (rows.length < wanted.length) throw new Problem('not-found');
  const collected = rows.filter(({ state }) => state === 'collected').length;
  if (collected > 0) throw new Problem('credential-collected', { count: collected });
  return wanted;
}

/** New codes, given once and kept as hashes; older ones of the same places are void. */
export async function invite(
  ctx: Context,
  cycleId: string,
  { places }: { places: readonly number[] },
): Promise<{ items: { place: number; code: string }[] }> {
  return write(ctx, 'ballot.invite', async (tx, note) => {
    await whileOpen(tx, cycleId);
    const wanted = await uncollected(tx, cycleId, places);
    const made = wanted.map((place) => ({ place, seed: randomBytes(16) }));
    await tx`
      update ballot.invitations i set code_hash = decode(made.hash, 'hex'), state = 'open'
      from unnest(${wanted}::int[], ${made.map(({ seed }) => sha256(seed).toString('hex'))}::text[]) as made (ordinal, hash)
      where i.cycle_id = ${cycleId} and i.ordinal = made.ordinal`;
    note({ subject: `cycle:${cycleId}`, detail: { invitations: made.length } });
    return { items: made.map(({ place, seed }) => ({ place, code: codeOf(seed) })) };
  });
}

/** Paper and screen exclude each other: whoever has not collected may change to paper, until voting closes. */
export async function markPaper(
  ctx: Context,
  cycleId: string,
  { places, paper }: { places: readonly number[]; paper: boolean },
): Promise<IssuingStanding> {
  return write(ctx, 'ballot.paper', async (tx, note) => {
    await pollIn(tx, cycleId, ['rolled', 'voting']);
    const issuing = await findIssuing(tx, cycleId, { lock: 'update' });
    if (!issuing || (!paper && issuing.state === 'closed'))
      throw new Problem('poll-state', { state: issuing ? '领取已结束' : '尚未开始领取' });
    const wanted = await uncollected(tx, cycleId, places);
    const changed = await tx`
      update ballot.invitations set state = ${paper ? 'paper' : 'open'}, code_hash = null
      where cycle_id = ${cycleId} and ordinal = any(${wanted}::int[]) and state <> ${paper ? 'paper' : 'open'}`;
    note({ subject: `cycle:${cycleId}`, detail: { paper, raters: changed.count } });
    return mustStand(tx, cycleId);
  });
}

/** Whoever has collected is known: fewer than ten of a style would be known by their ballots too. They change to paper. */
async function sparePlaces(tx: Tx, cycleId: string, paper: readonly string[]): Promise<void> {
  const { styles } = await mustStand(tx, cycleId);
  const small = styles.filter(({ collected }) => collected > 0 && collected < SMALLEST_STYLE);
  const left = small.filter(({ code }) => !paper.includes(code));
  if (left.length > 0)
    throw new Problem('too-few-collected', {
      least: SMALLEST_STYLE,
      styles: left.map(({ code, collected }) => `${code}（${collected}人）`).join('、'),
    });
  await tx`
    update ballot.invitations set state = 'paper', blinded_hash = null, blind_signature = null
    where cycle_id = ${cycleId} and state <> 'paper' and style = any(${small.map(({ code }) => code)}::text[])`;
}

/** Forgets the places, but for how many had changed to paper. Within the verb that closes the vote. */
export async function forgetPlaces(tx: Tx, cycleId: string): Promise<void> {
  await tx`
    update ballot.issuings set on_paper = coalesce((
      select jsonb_object_agg(style, n) from (
        select style, count(*) as n from ballot.invitations where cycle_id = ${cycleId} and state = 'paper' group by style
      ) counted), '{}')
    where cycle_id = ${cycleId}`;
  await tx`delete from ballot.invitations where cycle_id = ${cycleId}`;
}

export async function close(
  ctx: Context,
  cycleId: string,
  { paper }: { paper: readonly string[] },
): Promise<IssuingStanding> {
  return write(ctx, 'ballot.issued', async (tx, note) => {
    await whileOpen(tx, cycleId);
    await sparePlaces(tx, cycleId, paper);
    await tx`
      insert into ballot.credentials (cycle_id, style, locator, blind_signature)
      select cycle_id, style, blinded_hash, blind_signature from ballot.invitations
      where cycle_id = ${cycleId} and blinded_hash is not null order by style, blinded_hash`;
    const standing = await mustStand(tx, cycleId);
    await tx`
      update ballot.invitations set blinded_hash = null, blind_signature = null, code_hash = null
      where cycle_id = ${cycleId}`;
    await tx`update ballot.issuing_keys set private_sealed = null where cycle_id = ${cycleId}`;
    await tx`update ballot.issuings set state = 'closed' where cycle_id = ${cycleId}`;
    // In the account a credential issued is a card handed out; paper forms have an account of their own.
    for (const [i, { code, collected }] of standing.styles.entries())
      await tx`
        insert into ballot.batches (cycle_id, number, style, printed, spare, handed_out)
        values (${cycleId}, ${i + 1}, ${code}, ${collected}, 0, ${collected})`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { issued: Object.fromEntries(standing.styles.map(({ code, collected }) => [code, collected])) },
    });
    return mustStand(tx, cycleId);
  });
}

/** What the clock does: closes phases whose time has come, but for those in which too few have collected: these the office decides. */
export async function closeDue(ctx: Context): Promise<void> {
  const due = await ctx.sql<{ cycleId: string }[]>`
    select cycle_id from ballot.issuings where state = 'open' and closes_at <= ${ctx.now}`;
  for (const { cycleId } of due)
    await close(ctx, cycleId, { paper: [] }).catch((error: unknown) => {
      // Another server was quicker, or too few have collected.
      if (!(error instanceof Problem)) throw error;
    });
}

// Raters, who are signed in nowhere --------------------------------------------------------------------------------------------

const asHouse = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'system', name: 'issuing' } });

export async function listOpenIssuings(
  ctx: Context,
): Promise<{ items: { cycleId: string; title: string; digest: string }[] }> {
  return read(asHouse(ctx), async (tx) => {
    const items = await tx<{ cycleId: string; title: string; digest: string }[]>`
      select i.cycle_id, p.settings ->> 'title' as title, i.digest
      from ballot.issuings i join ballot.polls p on p.cycle_id = i.cycle_id
      where i.state = 'open' and i.closes_at > ${ctx.now} order by i.closes_at, i.cycle_id`;
    return { items };
  });
}

export async function issuingForm(ctx: Context, cycleId: string): Promise<IssuingForm> {
  return read(asHouse(ctx), async (tx) => {
    const row = await findPoll(tx, cycleId);
    const issuing = await findIssuing(tx, cycleId);
    if (!row || !issuing) throw new Problem('not-found');
    const keys = await tx<{ style: string; modulus: Buffer }[]>`
      select style, modulus from ballot.issuing_keys where cycle_id = ${cycleId}`;
    return {
      cycleId,
      title: row.settings.title,
      phone: row.settings.phone,
      closesAt: issuing.closesAt.toISOString(),
      digest: issuing.digest,
      rollDigest: row.rollDigest ?? '',
      keyFingerprint: fingerprintOf(mustHex(row.publicKey ?? '')),
      // In the order in which the digest was made.
      styles: row.settings.styles.map(({ code, group, name }) => ({
        code,
        group,
        name,
        raters: row.due[code] ?? 0,
        issuingKey: keys.find(({ style }) => style === code)?.modulus.toString('hex') ?? '',
      })),
    };
  });
}

interface Invitation {
  readonly ordinal: number;
  readonly style: string;
  readonly state: 'open' | 'collected' | 'paper';
  readonly blindedHash: Buffer | null;
  readonly blindSignature: Buffer | null;
}

/** The invitation of a code in a phase that is open, by state and by clock; locked. */
async function invitationOf(
  tx: Tx,
  ctx: Context,
  { cycleId, invitation }: { cycleId: string; invitation: string },
): Promise<Invitation> {
  // Shared: many collect at once, and closing waits for them.
  const issuing = await findIssuing(tx, cycleId, { lock: 'share' });
  if (issuing?.state !== 'open' || ctx.now >= issuing.closesAt) throw new Problem('issuing-closed');
  const [found] = await tx<Invitation[]>`
    select ordinal, style, state, blinded_hash, blind_signature from ballot.invitations
    where cycle_id = ${cycleId} and code_hash = ${sha256(Buffer.from(invitation, 'hex'))} for update`;
  if (!found) throw new Problem('invitation-unknown');
  return found;
}

export async function look(
  ctx: Context,
  input: { cycleId: string; invitation: string },
): Promise<{ style: string; state: 'open' | 'collected' | 'paper' }> {
  return stage(asHouse(ctx), async (tx) => {
    const { style, state } = await invitationOf(tx, ctx, input);
    return { style, state };
  });
}

/** Signs once. Who asks again with the same gets the same; no note is written, since it would only say when who came. */
export async function collect(
  ctx: Context,
  input: { cycleId: string; invitation: string; blinded: string },
): Promise<{ signature: string }> {
  const blinded = fromBase64(input.blinded);
  if (!blinded) throw new Problem('blinded-refused');
  const locator = Buffer.from(locatorOf(blinded));
  return stage(asHouse(ctx), async (tx) => {
    const { cycleId } = input;
    const { ordinal, style, state, blindedHash, blindSignature } = await invitationOf(tx, ctx, input);
    if (state === 'paper') throw new Problem('invitation-for-paper');
    if (blindedHash && blindSignature) {
      if (!blindedHash.equals(locator)) throw new Problem('credential-taken');
      return { signature: blindSignature.toString('base64') };
    }
    const [key] = await tx<{ privateSealed: Buffer }[]>`
      select private_sealed from ballot.issuing_keys where cycle_id = ${cycleId} and style = ${style}`;
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    const der = unseal(dataKey, keyPlace(cycleId, style), key!.privateSealed);
    const signature = signBlinded(readIssuingKey(der), blinded);
    der.fill(0);
    if (!signature) throw new Problem('blinded-refused');
    await tx`
      update ballot.invitations
      set state = 'collected', blinded_hash = ${locator}, blind_signature = ${Buffer.from(signature)}
      where cycle_id = ${cycleId} and ordinal = ${ordinal}`;
    return { signature: Buffer.from(signature).toString('base64') };
  });
}
