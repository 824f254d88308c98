/**
 * RSABSSA-SHA384-PSS of RFC 9474, the side of whoever wants a signature, and the check of one. Held to all four vectors of its appendix.
 *
 * Promise: no WebCrypto and no randomness of its own: salt and blinding factor are handed in. The exponent is 65537, whatever a key says: with it a
 * signature that verifies was blinded by a bijection, also when whoever made the modulus meant ill.
 */
import { sha384 } from '@noble/hashes/sha2.js';
import { concat, equalBytes } from './bytes.ts';

const EXPONENT = BigInt(65537);
const [ZERO, ONE] = [BigInt(0), BigInt(1)];
const HASH_BYTES = 48;

export function toNumber(bytes: Uint8Array): bigint {
  let hex = '0x0';
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return BigInt(hex);
}

export function toBytes(number: bigint, length: number): Uint8Array {
  const hex = number.toString(16).padStart(2 * length, '0');
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function powered(base: bigint, modulus: bigint): bigint {
  let result = ONE;
  let square = base % modulus;
  for (let exponent = EXPONENT; exponent > ZERO; exponent >>= ONE) {
    if ((exponent & ONE) === ONE) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The inverse, or undefined when the number shares a factor with the modulus (nobody meets one by chance). */
function inverseOf(number: bigint, modulus: bigint): bigint | undefined {
  let [a, b, x, y] = [number % modulus, modulus, ONE, ZERO];
  while (b > ZERO) {
    const quotient = a / b;
    [a, b, x, y] = [b, a % b, y, x - quotient * y];
  }
  return a === ONE ? ((x % modulus) + modulus) % modulus : undefined;
}

/** MGF1 over SHA-384. */
function masked(bytes: Uint8Array, seed: Uint8Array): Uint8Array {
  const out = bytes.slice();
  for (let block = 0; block * HASH_BYTES < bytes.length; block += 1) {
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, block);
    const mask = sha384(concat(seed, counter));
    for (let i = 0; i < HASH_BYTES && block * HASH_BYTES + i < out.length; i += 1)
      out[block * HASH_BYTES + i]! ^= mask[i]!;
  }
  return out;
}

/** EMSA-PSS-ENCODE of RFC 8017, 9.1.1, for a modulus of whole bytes: the first bit is left zero. */
function encoded(message: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  const hash = sha384(concat(new Uint8Array(8), sha384(message), salt));
  const padding = new Uint8Array(length - HASH_BYTES - salt.length - 2);
  const block = masked(concat(padding, Uint8Array.of(1), salt), hash);
  block[0]! &= 0x7f;
  return concat(block, hash, Uint8Array.of(0xbc));
}

/** EMSA-PSS-VERIFY of RFC 8017, 9.1.2. */
function isEncoding(message: Uint8Array, bytes: Uint8Array, saltLength: number): boolean {
  const length = bytes.length - HASH_BYTES - 1;
  if (bytes[bytes.length - 1] !== 0xbc || (bytes[0]! & 0x80) !== 0) return false;
  const hash = bytes.slice(length, -1);
  const block = masked(bytes.slice(0, length), hash);
  block[0]! &= 0x7f;
  const one = length - saltLength - 1;
  if (block[one] !== 1 || block.slice(0, one).some((byte) => byte !== 0)) return false;
  return equalBytes(hash, sha384(concat(new Uint8Array(8), sha384(message), block.slice(one + 1))));
}

/** A modulus one may be asked to use: odd, its first bit set. */
function isModulus(modulus: Uint8Array): boolean {
  return modulus.length >= 256 && (modulus[0]! & 0x80) !== 0 && (modulus[modulus.length - 1]! & 1) === 1;
}

export interface BlindingInput {
  readonly modulus: Uint8Array;
  /** As prepared: with its random prefix, where the variant has one. */
  readonly message: Uint8Array;
  readonly salt: Uint8Array;
  /** The blinding factor r, from 1 below the modulus. */
  readonly factor: bigint;
}

/** What is sent to be signed. */
export function blind({ modulus, message, salt, factor }: BlindingInput): Uint8Array {
  if (!isModulus(modulus)) throw new Error('not a modulus to use');
  const n = toNumber(modulus);
  const plain = toNumber(encoded(message, salt, modulus.length));
  return toBytes((plain * powered(factor, n)) % n, modulus.length);
}

/** The signature under what came back, or undefined when it is not one: then whoever signed did not keep to the protocol. */
export function finalize(
  { modulus, message, salt, factor }: BlindingInput,
  blindSignature: Uint8Array,
): Uint8Array | undefined {
  const n = toNumber(modulus);
  const inverse = inverseOf(factor, n);
  const given = toNumber(blindSignature);
  if (inverse === undefined || blindSignature.length !== modulus.length || given >= n) return undefined;
  const signature = toBytes((given * inverse) % n, modulus.length);
  return isSignature({ modulus, message, signature, saltLength: salt.length }) ? signature : undefined;
}

/** RSASSA-PSS-VERIFY with SHA-384 and MGF1. */
export function isSignature({
  modulus,
  message,
  signature,
  saltLength = HASH_BYTES,
}: {
  readonly modulus: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly saltLength?: number;
}): boolean {
  if (!isModulus(modulus) || signature.length !== modulus.length) return false;
  const [n, s] = [toNumber(modulus), toNumber(signature)];
  return s < n && isEncoding(message, toBytes(powered(s, n), modulus.length), saltLength);
}
