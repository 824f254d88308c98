/**
 * Where a request comes from: the peer of the connection, or, when the peer is a proxy of ours (`PINGYI_PROXY`), the last address the
 * proxy wrote that is not a proxy itself. What anybody else writes into a header is not read.
 */
import type { Context as HonoContext } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Config } from '../config.ts';

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').trim();

export function peerOf(http: HonoContext, { proxies }: Pick<Config, 'proxies'>): string | undefined {
  let peer: string | undefined;
  try {
    peer = getConnInfo(http).remote.address;
  } catch {
    return undefined;
  }
  if (peer === undefined) return undefined;
  if (!proxies.includes(plain(peer))) return plain(peer);
  const named = (http.req.header('x-forwarded-for') ?? '').split(',').map(plain);
  return named.findLast((address) => address !== '' && !proxies.includes(address)) ?? plain(peer);
}
