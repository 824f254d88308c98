/**
 * One answer from the open web: speed first, then filed with whatever else arrives.
 *
 * Promise: who is over speed is asked for a proof or to wait, and loses nothing; a second answer of the same device about the same
 * department takes the place of the first; nobody learns from the reply whether the answer is set apart.
 */
import { read } from '#db';
import { known, type Filing } from '#sheets';
import type { Answers } from '#surveys';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import { arrive } from './batch.ts';
import type { Campaign } from './campaign.ts';
import { checkProof, makeChallenge, type Proof } from './proof.ts';
import { hashPrefix, placeOf, Speed } from './speed.ts';
import { replaceKeyOf, type Ticket } from './ticket.ts';

const speed = new Speed();

export interface Response {
  readonly ticket: Ticket;
  readonly answers: Answers;
  /** The peer's address; undefined when nothing is known of it. */
  readonly address: string | undefined;
  /** ALTCHA payload, base64. */
  readonly proof: string | undefined;
}

export type Responded =
  | { readonly outcome: 'stored'; readonly replaced: boolean }
  | { readonly outcome: 'slow'; readonly seconds: number; readonly ticket: Ticket; readonly challenge: string }
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'not-serving' };

/** The submission number of a ticket: no other survey can have it. */
const submissionOf = (campaign: Campaign, { token }: Ticket): string => `web:${campaign.surveyId}:${token}`;

/** The replace key of a ticket, to ask whether the device has judged the department before. */
export async function hasJudged(ctx: Context, campaign: Campaign, device: string, departmentId: string) {
  const replaceKeys = [replaceKeyOf(campaign.secret, device, departmentId)];
  return (await read(ctx, (tx) => known(tx, ctx, { replaceKeys }))).standing;
}

export async function respond(ctx: Context, campaign: Campaign, response: Response): Promise<Responded> {
  const { ticket, answers } = response;
  const place = placeOf(response.address);
  const day = beijingDay(ctx.now);
  const hashOf = (prefix: string) =>
    campaign.prefixKey ? hashPrefix(campaign.prefixKey, day, `${campaign.surveyId} ${prefix}`) : null;
  const network = place ? hashOf(place.network) : null;
  const over =
    place && network
      ? speed.spend(
          campaign.rules.speed,
          { address: hashOf(place.address)?.toString('base64') ?? '', network: network.toString('base64') },
          ctx.now,
        )
      : 0;
  const pass = over > 0 ? await passOver(ctx, campaign, response) : { proof: undefined };
  if (!pass) return slow(ctx, campaign, ticket, over);
  const filing: Filing = {
    idempotencyKey: submissionOf(campaign, ticket),
    versionId: ticket.versionId,
    departmentId: ticket.departmentId,
    channel: 'web',
    answers,
    receivedAt: ctx.now,
    replaceKey: replaceKeyOf(campaign.secret, ticket.device, ticket.departmentId),
  };
  const arrived = await arrive(ctx, {
    surveyId: campaign.surveyId,
    token: ticket.token,
    filing,
    prefix: network,
    seconds: Math.min(86_400, Math.max(0, Math.floor(ctx.now.getTime() / 1000) - ticket.servedAt)),
    proof: pass.proof,
  });
  switch (arrived.outcome) {
    case 'filed':
      return { outcome: 'stored', replaced: arrived.superseded !== null };
    case 'repeated':
      return { outcome: 'stored', replaced: false };
    case 'proof-spent':
      return slow(ctx, campaign, ticket, over);
    case 'closed':
      // Sent again after a lost reply: what was stored before the end stays stored.
      return (await wasStored(ctx, campaign, ticket)) ? { outcome: 'stored', replaced: false } : { outcome: 'closed' };
    case 'not-serving':
    case 'case-answered':
    case 'case-unknown':
      return { outcome: 'not-serving' };
  }
}

async function wasStored(ctx: Context, campaign: Campaign, ticket: Ticket): Promise<boolean> {
  const idempotencyKeys = [submissionOf(campaign, ticket)];
  return (await read(ctx, (tx) => known(tx, ctx, { idempotencyKeys }))).filed;
}

/** Over speed: a proof, or having waited as told. Undefined: neither. */
async function passOver(
  ctx: Context,
  campaign: Campaign,
  { ticket, proof }: Response,
): Promise<{ readonly proof: Proof | undefined } | undefined> {
  if (ticket.notBefore !== undefined && ctx.now.getTime() / 1000 >= ticket.notBefore) return { proof: undefined };
  if (proof === undefined) return undefined;
  const checked = await checkProof(campaign.secret, { ...ticket, surveyId: campaign.surveyId }, proof, ctx.now);
  return checked && { proof: checked };
}

async function slow(ctx: Context, campaign: Campaign, ticket: Ticket, over: number): Promise<Responded> {
  const { least, most } = campaign.rules.speed.wait;
  const now = ctx.now.getTime() / 1000;
  // Whoever waits already is not sent to the end of the queue again.
  const notBefore = ticket.notBefore ?? Math.ceil(now + Math.min(most, Math.max(least, over)));
  const challenge = await makeChallenge(
    campaign.secret,
    { ...ticket, surveyId: campaign.surveyId },
    campaign.rules.speed,
    ctx.now,
  );
  return {
    outcome: 'slow',
    seconds: Math.max(1, Math.ceil(notBefore - now)),
    ticket: { ...ticket, notBefore },
    challenge: JSON.stringify(challenge),
  };
}
