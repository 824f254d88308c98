/** `/verify`: surveys that are announced or under way, in the office's own words. */
import { read } from '#db';
import { renderVerify } from '#site';
import type { Context } from '../context.ts';
import type { Page, PageRequest } from '../http/page.ts';
import { formatMoment, lookOf } from './pages.ts';

export async function verify(ctx: Context, request: PageRequest): Promise<Page> {
  const surveys = await read(
    ctx,
    (tx) => tx<
      {
        slug: string;
        title: string;
        organiser: string;
        hotline: string;
        verifyText: string;
        opensAt: Date;
        closesAt: Date;
      }[]
    >`
      select slug, title, organiser, hotline, verify_text, opens_at, closes_at from public_surveys
      where state = 'open' and closes_at > ${ctx.now} order by opens_at, slug`,
  );
  return {
    html: renderVerify({
      nonce: request.nonce,
      large: lookOf(request),
      surveys: surveys.map(({ slug, verifyText, opensAt, closesAt, ...survey }) => ({
        ...survey,
        text: verifyText,
        time: `${formatMoment(opensAt)}至${formatMoment(closesAt)}`,
        href: `/s/${slug}`,
      })),
    }),
  };
}
