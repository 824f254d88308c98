/**
 * The poll's key in three shares, any two of which open it: made and joined on a machine that is not the platform's.
 *
 * Promise: a share that was mistyped is refused by itself, shares of two keys or a false share by the public key they should give.
 * A share is written in groups of four so that it can be read aloud and typed.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { combine, split } from 'shamir-secret-sharing';
import { concat, equalBytes, type Random, toHex, utf8 } from './bytes.ts';
import { publicKeyOf } from './hpke.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHARE_BYTES = 33;
const CHECK_BYTES = 7;

export interface PollKey {
  /** Hex; published. */
  readonly publicKey: string;
  /** Three texts, one a trustee. */
  readonly shares: readonly string[];
}

/** What a public key is compared by: the first 32 hex digits of its hash, as printed in the notice and shown on the page. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return toHex(sha256(concat(utf8('pingyi-ballot/1 key\n'), publicKey))).slice(0, 32);
}

export async function createPollKey(random: Random): Promise<PollKey> {
  // The library takes a plain array only, never a Buffer.
  const privateKey = Uint8Array.from(random(32));
  const shares = await split(privateKey, 3, 2);
  const publicKey = publicKeyOf(privateKey);
  privateKey.fill(0);
  return { publicKey: toHex(publicKey), shares: shares.map(shareText) };
}

/** 33 bytes of share and 7 of its hash are 40 bytes, 64 characters of 5 bits. */
function shareText(share: Uint8Array): string {
  const bytes = concat(share, sha256(share).slice(0, CHECK_BYTES));
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const text = (bits.match(/.{5}/g) ?? []).map((group) => ALPHABET[Number.parseInt(group, 2)]).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
}

/** The share a text stands for, or undefined when it is none or was mistyped. */
export function parseShare(text: string): Uint8Array | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const values = code.split('').map((character) => ALPHABET.indexOf(character));
  if (values.length !== 64 || values.some((value) => value < 0)) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (group) => Number.parseInt(group, 2));
  const share = bytes.slice(0, SHARE_BYTES);
  return equalBytes(sha256(share).slice(0, CHECK_BYTES), bytes.slice(SHARE_BYTES)) ? share : undefined;
}

export type Joined =
  | { readonly ok: true; readonly privateKey: Uint8Array }
  | { readonly ok: false; readonly reason: 'share-mistyped' | 'same-share' | 'other-key' };

/** The private key from two shares, proved by the public key. */
export async function joinShares(texts: readonly [string, string], publicKey: Uint8Array): Promise<Joined> {
  const [one, other] = texts.map(parseShare);
  if (!one || !other) return { ok: false, reason: 'share-mistyped' };
  // The last byte is the share's place; two shares of one place say the same.
  if (one[SHARE_BYTES - 1] === other[SHARE_BYTES - 1]) return { ok: false, reason: 'same-share' };
  const privateKey = await combine([one, other]);
  return equalBytes(publicKeyOf(privateKey), publicKey) ? { ok: true, privateKey } : { ok: false, reason: 'other-key' };
}
