/**
 * RFC 9474, the side that signs: OpenSSL's private operation on what was sent, blinded inside against timing, checked afterwards against faults.
 *
 * Promise: signs whatever it is given, once each time it is called; who may ask is decided elsewhere, and the keys serve nothing else.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  type JsonWebKeyInput,
} from 'node:crypto';
import { promisify } from 'node:util';
import { MODULUS_BYTES } from '#ballot-client';

const generate = promisify(generateKeyPair);
const padding = constants.RSA_NO_PADDING;

export interface IssuingKeyPair {
  readonly modulus: Uint8Array;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

/** A new key of 3072 bits with the exponent 65537. */
export async function makeIssuingKey(): Promise<IssuingKeyPair> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 8 * MODULUS_BYTES, publicExponent: 65537 });
  return { modulus: publicModulus(publicKey), privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }) };
}

export function publicModulus(publicKey: KeyObject): Uint8Array {
  return Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'));
}

export function readIssuingKey(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The public key of a modulus. */
export function issuingKeyOf(modulus: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });
}

/** BlindSign; undefined for what is not a number from 1 below the modulus, written with the modulus's length. */
export function signBlinded(key: KeyObject | JsonWebKeyInput, blinded: Uint8Array): Uint8Array | undefined {
  const privateKey = 'format' in key ? createPrivateKey(key) : key;
  const publicKey = createPublicKey(privateKey);
  const modulus = publicModulus(publicKey);
  if (blinded.length !== modulus.length || Buffer.compare(blinded, modulus) >= 0) return undefined;
  if (blinded.every((byte) => byte === 0)) return undefined;
  const signed = privateDecrypt({ key: privateKey, padding }, blinded);
  // A fault in the operation could give the key away.
  if (!publicEncrypt({ key: publicKey, padding }, signed).equals(blinded))
    throw new Error('a blind signature went wrong');
  return Uint8Array.from(signed);
}
