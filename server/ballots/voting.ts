/**
 * Opening and closing the vote, and what the clock does in between.
 *
 * Promise: what voters see is published, with its digest, before the first ballot can come, and does not change; after close nothing comes in,
 * whatever any server's clock says, because closing is a state in the database and not a time.
 */
import { createHash } from 'node:crypto';
import type { Category, Poll, PollSettings, PollStanding } from '#contract';
import { leaderLevels } from '#contract';
import { fingerprintOf, mustHex, rootOfSet, toHex } from '#ballot-client';
import { write, type Sql, type Tx } from '#db';
import { Problem } from '#problem';
import { canonicalJson } from '../audit-append.ts';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import { asBox, eraseDrafts, move, moveWithin } from './box.ts';
import { answersOf } from './issuing-standing.ts';
import { closeDue, forgetPlaces } from './issuing.ts';
import { isBlind, pollIn, type PollRow, standingOf, unitsOf } from './polls.ts';

export async function start(ctx: Context, cycleId: string): Promise<PollStanding> {
  return write(ctx, 'ballot.start', async (tx, note) => {
    const row = await pollIn(tx, cycleId, ['rolled']);
    const { obstacles } = await standingOf(tx, cycleId, ctx.now);
    if (obstacles.length > 0)
      throw new Problem('poll-not-ready', { reason: obstacles.map(({ text }) => text).join('；') });
    const poll = await publish(tx, row);
    const text = canonicalJson(poll);
    const digest = createHash('sha256').update(text, 'utf8').digest('hex');
    await tx`
      update ballot.polls set state = 'voting', poll = ${text}, poll_digest = ${digest}, closes_at = ${poll.closesAt},
        mixed_on = ${beijingDay(ctx.now)}
      where cycle_id = ${cycleId}`;
    note({
      subject: `cycle:${cycleId}`,
      detail: {
        pollDigest: digest,
        publicKey: poll.publicKey,
        credentials: Object.fromEntries(poll.styles.map((style) => [style.code, style.credentialsRoot])),
      },
    });
    return standingOf(tx, cycleId, ctx.now);
  });
}

/** The obstacles were asked before: every setting has a value. */
async function publish(tx: Tx, { cycleId, settings, publicKey, rollDigest }: PollRow): Promise<Poll> {
  const departments = await tx<{ id: string; name: string; category: Category }[]>`
    select d.id, d.name, a.category from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId}`;
  const byId = new Map(departments.map((department) => [department.id, department]));
  const cards = await tx<{ style: string; cardHash: Buffer }[]>`
    select style, card_hash from ballot.cards where cycle_id = ${cycleId} order by card_hash`;
  const issued = isBlind(settings) ? await answersOf(tx, cycleId) : null;
  return {
    format: 'pingyi-poll/1',
    cycleId,
    title: settings.title,
    units: settings.units.map((unit) => {
      const department = byId.get(unit);
      if (!department) throw new Problem('poll-not-ready', { reason: '有单位已移出本周期的被评价单位，请重新设置' });
      return department;
    }),
    groups: settings.groups,
    styles: settings.styles.map((style) => {
      const answers = issued?.styles.find(({ code }) => code === style.code);
      const own = answers
        ? answers.answers.map(({ signature }) => signature)
        : cards.filter((card) => card.style === style.code).map(({ cardHash }) => cardHash);
      return {
        code: style.code,
        group: style.group,
        name: style.name,
        units: unitsOf(settings, style),
        cards: own.length,
        credentialsRoot: toHex(rootOfSet(own)),
        ...(answers ? { issuingKey: answers.issuingKey } : {}),
      };
    }),
    ...(issued ? { issuingDigest: issued.digest } : {}),
    levels: leaderLevels.map((level) => ({ ...level })),
    noOpinion: given(settings, 'noOpinion'),
    uniform: given(settings, 'uniform'),
    blank: given(settings, 'blank'),
    revisions: given(settings, 'revisions'),
    phone: given(settings, 'phone'),
    closesAt: new Date(given(settings, 'closesAt')).toISOString(),
    publicKey: publicKey ?? '',
    keyFingerprint: fingerprintOf(mustHex(publicKey ?? '')),
    rollDigest: rollDigest ?? '',
  };
}

function given<K extends keyof PollSettings>(settings: PollSettings, key: K): NonNullable<PollSettings[K]> {
  const value = settings[key];
  if (value === null || value === undefined) throw new Error(`not set: ${key}`);
  return value;
}

export async function close(ctx: Context, cycleId: string): Promise<PollStanding> {
  return write(ctx, 'ballot.close', async (tx, note) => {
    await pollIn(tx, cycleId, ['voting']);
    const boarded = await asBox(tx, async () => {
      const [board] = await moveWithin(tx, 'close', cycleId);
      await eraseDrafts(tx, cycleId);
      return board;
    });
    // In the same transaction as the last mixing, which holds the inbox: no ballot can slip in between.
    await tx`update ballot.polls set state = 'closed' where cycle_id = ${cycleId}`;
    // Who has collected was needed only to keep paper and screen apart.
    await forgetPlaces(tx, cycleId);
    note({ subject: `cycle:${cycleId}`, detail: { size: boarded?.size, root: boarded?.root } });
    return standingOf(tx, cycleId, ctx.now);
  });
}

/** What the clock does, once a minute or so on every server: mixes after midnight, closes issuing phases and polls whose time has come. */
export async function tick(ctx: Context): Promise<void> {
  await closeDue(ctx);
  const due = await ctx.sql<{ cycleId: string }[]>`
    select cycle_id from ballot.polls where state = 'voting' and closes_at <= ${ctx.now}`;
  for (const { cycleId } of due)
    await close(ctx, cycleId).catch((error: unknown) => {
      // Another server was quicker.
      if (!(error instanceof Problem)) throw error;
    });
  const today = beijingDay(ctx.now);
  if (await isNewDay(ctx.sql, today)) await move(ctx, 'midnight');
}

async function isNewDay(sql: Sql, today: string): Promise<boolean> {
  const turned = await sql`
    update ballot.polls set mixed_on = ${today} where state = 'voting' and mixed_on < ${today}`;
  return turned.count > 0;
}
