/**
 * HPKE, RFC 9180, base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Held to vector A.2.1.
 *
 * Promise: the ephemeral key comes from the caller's CSPRNG and from nothing else, so whoever finds a card cannot recompute what
 * was sealed with it.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, type Random, utf8 } from './bytes.ts';

const KEM = concat(utf8('KEM'), Uint8Array.of(0x00, 0x20));
const SUITE = concat(utf8('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03));
const EMPTY = new Uint8Array();

export const ENCAPSULATED_BYTES = 32;
export const TAG_BYTES = 16;

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, material: Uint8Array): Uint8Array {
  return extract(sha256, concat(utf8('HPKE-v1'), suite, utf8(label), material), salt);
}

function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number) {
  const length2 = Uint8Array.of(length >> 8, length & 0xff);
  return expand(sha256, prk, concat(length2, utf8('HPKE-v1'), suite, utf8(label), info), length);
}

/** The cipher of the one message (sequence number 0). */
function cipherOf(dh: Uint8Array, enc: Uint8Array, receiver: Uint8Array, info: Uint8Array, aad: Uint8Array) {
  const eaePrk = labeledExtract(KEM, EMPTY, 'eae_prk', dh);
  const shared = labeledExpand(KEM, eaePrk, 'shared_secret', concat(enc, receiver), 32);
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(SUITE, EMPTY, 'psk_id_hash', EMPTY),
    labeledExtract(SUITE, EMPTY, 'info_hash', info),
  );
  const secret = labeledExtract(SUITE, shared, 'secret', EMPTY);
  const key = labeledExpand(SUITE, secret, 'key', context, 32);
  const nonce = labeledExpand(SUITE, secret, 'base_nonce', context, 12);
  return chacha20poly1305(key, nonce, aad);
}

export interface SealingContext {
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
}

/** The public key of a private one. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(privateKey);
}

/** Encapsulated key, then ciphertext with its tag. */
export function seal(
  receiver: Uint8Array,
  text: Uint8Array,
  { info, aad }: SealingContext,
  random: Random,
): Uint8Array {
  const ephemeral = random(32);
  const enc = x25519.getPublicKey(ephemeral);
  const dh = x25519.getSharedSecret(ephemeral, receiver);
  return concat(enc, cipherOf(dh, enc, receiver, info, aad).encrypt(text));
}

/** What was sealed, or undefined when it was sealed to another key, in another context, or altered. */
export function open(
  privateKey: Uint8Array,
  sealed: Uint8Array,
  { info, aad }: SealingContext,
): Uint8Array | undefined {
  const enc = sealed.slice(0, ENCAPSULATED_BYTES);
  try {
    const dh = x25519.getSharedSecret(privateKey, enc);
    const cipher = cipherOf(dh, enc, x25519.getPublicKey(privateKey), info, aad);
    return cipher.decrypt(sealed.slice(ENCAPSULATED_BYTES));
  } catch {
    return undefined;
  }
}
