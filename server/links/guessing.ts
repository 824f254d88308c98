/**
 * Slows down whoever tries codes, without barring whoever shares an address with them.
 *
 * Promise: only wrong codes cost anything. Over speed a first opening is asked for a small proof of work, or without JavaScript to wait, by
 * everybody from that address, right code or wrong, so that the question gives nothing away; nobody is refused, and who has begun is not
 * asked again. What makes guessing hopeless is the length of a code; this keeps the trying slow and cheap to answer.
 */
import { checkProof, hashPrefix, makeChallenge, placeOf, sign, Speed, verified, type SurveyRules } from '#responses';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';

const rules: SurveyRules['speed'] = {
  // Thirty people behind one address may each mistype a code in a minute.
  address: { burst: 30, perSecond: 0.2 },
  network: { burst: 90, perSecond: 1 },
  proof: { cost: 1000, leastCounter: 300, mostCounter: 800, minutes: 10 },
  wait: { least: 5, most: 60 },
};

const wrongCodes = new Speed();

export const pageKey = (ctx: Context): Buffer => ctx.vault.houseKey('link pages');

function bucketsOf(ctx: Context, address: string | undefined) {
  const place = placeOf(address);
  if (!place) return undefined;
  const key = ctx.vault.houseKey('link guesses');
  const hashOf = (prefix: string) => hashPrefix(key, beijingDay(ctx.now), prefix).toString('base64');
  return { address: hashOf(place.address), network: hashOf(place.network) };
}

/** A code nobody has was tried from there. */
export function noteWrongCode(ctx: Context, address: string | undefined): void {
  const buckets = bucketsOf(ctx, address);
  if (buckets) wrongCodes.spend(rules, buckets, ctx.now);
}

export interface Hold {
  readonly seconds: number;
  /** Shown again after the wait. */
  readonly pass: string;
  /** ALTCHA challenge as JSON. */
  readonly challenge: string;
}

/** What must be done before this code is looked at; undefined: nothing. */
export async function holdBefore(
  ctx: Context,
  code: string,
  shown: { readonly address: string | undefined; readonly pass: string; readonly proof: string },
): Promise<Hold | undefined> {
  const buckets = bucketsOf(ctx, shown.address);
  const owed = buckets ? wrongCodes.owed(rules, buckets, ctx.now) : 0;
  if (owed === 0) return undefined;
  const key = pageKey(ctx);
  // The proof is for this code, and for no other.
  const bound = { surveyId: 'link', departmentId: sign(key, 'code', code).slice(code.length + 1), versionId: '' };
  if (shown.proof !== '' && (await checkProof(key, bound, shown.proof, ctx.now))) return undefined;
  const now = ctx.now.getTime() / 1000;
  const [waited = '', until = ''] = (verified(key, 'wait', shown.pass) ?? '').split('~');
  if (waited === code && now >= Number(until)) return undefined;
  const notBefore =
    waited === code ? Number(until) : Math.ceil(now + Math.min(rules.wait.most, Math.max(rules.wait.least, owed)));
  return {
    seconds: Math.max(1, Math.ceil(notBefore - now)),
    pass: sign(key, 'wait', `${code}~${notBefore}`),
    challenge: JSON.stringify(await makeChallenge(key, bound, rules, ctx.now)),
  };
}
