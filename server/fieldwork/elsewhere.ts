/**
 * Cases the telephone has nothing more to do with: answered by link or on paper, or declined.
 *
 * Promise: that somebody has answered, and by which channel; never what was said.
 */
import type { Tx } from '#db';
import { declinedOf } from '#links';
import { ofDraw, type SheetChannel } from '#sheets';

export interface Elsewhere {
  /** Live sheets that did not come by telephone. */
  readonly answered: ReadonlyMap<string, SheetChannel>;
  /** Said by link, or to the hotline, that they do not want to take part. */
  readonly declined: ReadonlySet<string>;
}

export async function elsewhereOf(tx: Tx, drawId: string): Promise<Elsewhere> {
  const sheets = await ofDraw(tx, drawId);
  const live = sheets.filter(({ state }) => state === 'counted' || state === 'quarantined');
  return {
    answered: new Map(
      live.filter(({ channel }) => channel !== 'telephone').map(({ unitId, channel }) => [unitId, channel]),
    ),
    declined: await declinedOf(tx, drawId),
  };
}

export const channelWords: Readonly<Record<SheetChannel, string>> = {
  telephone: '电话',
  paper: '纸质问卷',
  link: '短信链接',
  web: '网页',
};

/** Why nobody needs to be called; undefined: somebody does. */
export function spared({ answered, declined }: Elsewhere, unitId: string): string | undefined {
  const channel = answered.get(unitId);
  if (channel !== undefined) return `已通过${channelWords[channel]}作答，不用再拨`;
  return declined.has(unitId) ? '本人表示不参加，不要再拨' : undefined;
}
