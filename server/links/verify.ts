/**
 * `/verify`: is this call, message or page real? Surveys and messages that are announced or under way, in the office's own words, and a look
 * at how a link is written.
 *
 * Promise: it says whether an address and a code are written as ours are, and never whether a code exists.
 */
import { read } from '#db';
import { announced, fieldText, formatMoment, lookOf } from '#responses';
import { renderVerify, type VerifyFinding } from '#site';
import type { Context } from '../context.ts';
import type { Page, PageRequest } from '../http/page.ts';
import { readCode } from './codes.ts';

interface AnnouncedRound {
  title: string;
  organiser: string;
  hotline: string;
  verifyText: string;
  linkBase: string;
  opensAt: Date;
  closesAt: Date;
}

export async function verify(ctx: Context, request: PageRequest): Promise<Page> {
  const [surveys, rounds] = await Promise.all([
    read(ctx, (tx) => announced(tx, ctx.now)),
    // Nobody is signed in here, and what leaves is what the office wrote for everybody.
    read(
      { ...ctx, actor: { kind: 'system', name: 'link-pages' } },
      (tx) => tx<AnnouncedRound[]>`
        select r.title, r.organiser, r.hotline, r.verify_text, r.link_base, r.opens_at, r.closes_at
        from link_rounds r join cycles c on c.id = r.cycle_id
        where r.closed_at is null and r.closes_at > ${ctx.now} and c.state <> 'closed'
        order by r.opens_at, r.title, r.id`,
    ),
  ]);
  const time = ({ opensAt, closesAt }: { readonly opensAt: Date; readonly closesAt: Date }) =>
    `${formatMoment(opensAt)}至${formatMoment(closesAt)}`;
  const asked = fieldText(request.form['link']).slice(0, 500);
  return {
    html: renderVerify({
      nonce: request.nonce,
      large: lookOf(request),
      surveys: surveys.map(({ slug, verifyText, ...survey }) => ({
        ...survey,
        text: verifyText,
        time: time(survey),
        href: `/s/${slug}`,
      })),
      rounds: rounds.map(({ verifyText, linkBase, ...round }) => ({
        ...round,
        text: verifyText,
        time: time(round),
        base: `${linkBase}/l/`,
      })),
      asked,
      finding:
        asked.trim() === ''
          ? undefined
          : judgeLink(
              asked,
              rounds.map(({ linkBase }) => linkBase),
            ),
    }),
  };
}

/** How what somebody typed compares with how our links are written; a whole message may be pasted. */
export function judgeLink(text: string, bases: readonly string[]): VerifyFinding {
  const plain = text.normalize('NFKC').trim();
  if (readCode(plain) !== undefined) return 'code-only';
  const address =
    /https?:\/\/[^\s，。；、）】]+/i.exec(plain)?.[0] ?? /^[\w.-]+\.[a-z]{2,}(?::\d+)?\/\S*$/i.exec(plain)?.[0];
  if (address === undefined) return 'unreadable';
  // As a browser reads it: what stands before an @ is no host.
  const written = /^https?:/i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(written)) return 'unreadable';
  const url = new URL(written);
  if (bases.length === 0) return 'nothing-sent';
  if (!bases.some((base) => new URL(base).host === url.host && url.username === '')) return 'other-host';
  const code = /^\/l\/([\w-]+)\/?$/.exec(url.pathname)?.[1];
  return code !== undefined && readCode(code) !== undefined ? 'ours' : 'code-wrong';
}
