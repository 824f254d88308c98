/**
 * One-time codes: 60 bits in twelve characters and a thirteenth that catches slips of the thumb.
 *
 * Promise: a code follows from the round's key and the case, so that a list can be made again without keeping codes; what is stored is a
 * keyed hash, of no use without the house's key. Letters that look like digits read as the digits.
 */
import { createHmac } from 'node:crypto';
import type { Vault } from '#vault';

/** Crockford's: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const RANDOM = 12;
const HASH_BYTES = 16;

/** Luhn modulo 32: every single wrong character and nearly every swap of neighbours gives another one. */
function checkOf(body: string): string {
  let sum = 0;
  let factor = 2;
  for (let at = body.length - 1; at >= 0; at -= 1) {
    const addend = factor * alphabet.indexOf(body[at] ?? '');
    sum += Math.floor(addend / alphabet.length) + (addend % alphabet.length);
    factor = 3 - factor;
  }
  return alphabet[(alphabet.length - (sum % alphabet.length)) % alphabet.length] ?? '';
}

/** The code of a case, the same each time. */
export function codeOf(roundKey: Buffer, unitId: string): string {
  const digest = createHmac('sha256', roundKey).update(`code ${unitId}`).digest();
  // Five bits of each byte: 256 is a multiple of 32, so every character is equally likely.
  const body = Array.from(digest.subarray(0, RANDOM), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${body}${checkOf(body)}`;
}

/** A code as somebody typed it: in capitals, in groups, with look-alikes. Undefined: not written as a code can be. */
export function readCode(typed: string): string | undefined {
  if (typed.length > 100) return undefined;
  const plain = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-—–]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  const body = plain.slice(0, RANDOM);
  const isCode = plain.length === RANDOM + 1 && Array.from(plain).every((letter) => alphabet.includes(letter));
  return isCode && checkOf(body) === plain.slice(RANDOM) ? plain : undefined;
}

/** What stands in the database for a code. */
export function hashCode(vault: Pick<Vault, 'houseKey'>, code: string): Buffer {
  return createHmac('sha256', vault.houseKey('link codes')).update(code).digest().subarray(0, HASH_BYTES);
}
