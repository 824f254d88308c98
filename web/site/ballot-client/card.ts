/**
 * One-time cards: a seed of 128 bits, written as 26 characters, from which everything a rater needs is derived.
 *
 * Promise: the platform sees only the hash of a card's public key. A seed is random and never made from anything one could guess;
 * a code is read whatever way people type it (spaces, hyphens, small letters, O for 0, I and L for 1).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Random, toHex, utf8 } from './bytes.ts';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const SEED_BYTES = 16;
const CODE_LENGTH = 26;
/** 80 bits: nobody finds a second key with the same beginning. */
const FINGERPRINT_DIGITS = 20;

export interface Card {
  readonly cycleId: string;
  readonly publicKey: Uint8Array;
  /** Hex SHA-256 of the public key: what the platform knows of the card. */
  readonly hash: string;
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly draftId: Uint8Array;
  readonly draftKey: Uint8Array;
}

/** 128 bits of seed and 2 of its hash are 26 characters of 5 bits. */
export function codeOf(seed: Uint8Array): string {
  const bits = [...seed].map((byte) => byte.toString(2).padStart(8, '0')).join('') + checkBits(seed);
  let code = '';
  for (let i = 0; i < CODE_LENGTH; i += 1) code += ALPHABET[Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)];
  return code;
}

function checkBits(seed: Uint8Array): string {
  return (sha256(seed)[0]! >> 6).toString(2).padStart(2, '0');
}

/** The seed a code stands for, or undefined for what is no code. */
export function parseCode(text: string): Uint8Array | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-·–—]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (code.length !== CODE_LENGTH) return undefined;
  let bits = '';
  for (const character of code) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    bits += value.toString(2).padStart(5, '0');
  }
  const seed = Uint8Array.from({ length: SEED_BYTES }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  return checkBits(seed) === bits.slice(8 * SEED_BYTES) ? seed : undefined;
}

/** A code in groups of four for the eye and for paper. */
export function groupsOf(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join(' ');
}

/** Everything derived from a seed, bound to one cycle: the same seed is another card in another cycle. */
export function cardOf(seed: Uint8Array, cycleId: string): Card {
  const derive = (what: string, length = 32) =>
    hkdf(sha256, seed, utf8('pingyi-ballot/1'), utf8(`${what} ${cycleId}`), length);
  const signingKey = derive('sign');
  const publicKey = ed25519.getPublicKey(signingKey);
  return {
    cycleId,
    publicKey,
    hash: cardHash(publicKey),
    sign: (message) => ed25519.sign(message, signingKey),
    draftId: derive('draft-id', 16),
    draftKey: derive('draft-key'),
  };
}

export function cardHash(publicKey: Uint8Array): string {
  return toHex(sha256(publicKey));
}

/** What a card's QR code says after the `#`: the code, and by which key's fingerprint (first 20 digits) the poll must go. */
export function fragmentOf(code: string, keyFingerprint: string): string {
  return `${code}.${keyFingerprint.slice(0, FINGERPRINT_DIGITS)}`;
}

/** The seed in a fragment or a typed code, with the fingerprint when there is one. */
export function parseFragment(text: string): { seed: Uint8Array; keyFingerprint: string | undefined } | undefined {
  const [, code = '', , keyFingerprint] = /^#?([^.]*)(\.([0-9a-f]{20}))?$/.exec(text.trim()) ?? [];
  const seed = parseCode(code);
  return seed && { seed, keyFingerprint };
}

/** New cards. The codes go on paper and nowhere else; the hashes go to the platform. */
export function makeCards(random: Random, cycleId: string, count: number): { code: string; hash: string }[] {
  return Array.from({ length: count }, () => {
    const seed = random(SEED_BYTES);
    return { code: codeOf(seed), hash: cardOf(seed, cycleId).hash };
  });
}
