/**
 * A ballot on its way: version, poll, style, the card's public key, revision, sealed answers, signature. All ballots of a poll have
 * one length.
 *
 *   "PYB1" · cycle id 16 · style 8 (ASCII, zero padded) · public key 32 · revision 2 · HPKE(answers) · Ed25519 signature 64
 *   "PYB2": the same, with a credential (prefix 32 · RSA signature 384) before the Ed25519 signature
 *
 * The sealing is bound to everything before it, the signature covers everything before itself: answers copied under another card do
 * not open, and nobody but the card's holder can replace a ballot. The hash of the whole is the leaf of the published tree; its first
 * 24 hex digits are the receipt.
 */
import { compareBytes, concat, fromHex, type Random, toHex, utf8 } from './bytes.ts';
import type { Card } from './card.ts';
import { type Credential, CREDENTIAL_BYTES, MODULUS_BYTES } from './credential.ts';
import { ENCAPSULATED_BYTES, open, seal, TAG_BYTES } from './hpke.ts';
import { leafHash } from './merkle.ts';

const MAGIC = utf8('PYB1');
const MAGIC_ISSUED = utf8('PYB2');
const STYLE_BYTES = 8;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const HEADER_BYTES = MAGIC.length + 16 + STYLE_BYTES + KEY_BYTES + 2;
const SEAL_INFO = utf8('pingyi-ballot/1 seal');
const SIGN_PREFIX = utf8('pingyi-ballot/1 sign\n');
const RECEIPT_DIGITS = 24;

export interface Ballot {
  readonly cycleId: string;
  readonly style: string;
  readonly publicKey: Uint8Array;
  readonly revision: number;
  readonly sealed: Uint8Array;
  /** By blind issuance; undefined with a printed card. */
  readonly credential: Credential | undefined;
  readonly signature: Uint8Array;
  /** What the signature covers. */
  readonly signed: Uint8Array;
}

/** Bytes of every ballot whose answers have this many bytes. */
export function ballotLength(answersLength: number, { issued = false } = {}): number {
  const credential = issued ? CREDENTIAL_BYTES : 0;
  return HEADER_BYTES + ENCAPSULATED_BYTES + answersLength + TAG_BYTES + credential + SIGNATURE_BYTES;
}

function headerOf(
  magic: Uint8Array,
  cycleId: string,
  style: string,
  publicKey: Uint8Array,
  revision: number,
): Uint8Array {
  const cycle = fromHex(cycleId.replace(/-/g, ''));
  const name = new Uint8Array(STYLE_BYTES);
  if (cycle?.length !== 16 || !isStyle(style)) throw new Error('no such poll or style');
  name.set(utf8(style));
  return concat(magic, cycle, name, publicKey, Uint8Array.of(revision >> 8, revision & 0xff));
}

function isStyle(style: string): boolean {
  return /^[A-Z0-9]{1,8}$/.test(style);
}

/** Answers sealed to the poll's key and signed by the card, with the credential where the poll goes by them. */
export function makeBallot(
  card: Card,
  {
    style,
    revision,
    answers,
    credential,
  }: {
    readonly style: string;
    readonly revision: number;
    readonly answers: Uint8Array;
    readonly credential?: Credential | undefined;
  },
  pollKey: Uint8Array,
  random: Random,
): Uint8Array {
  const header = headerOf(credential ? MAGIC_ISSUED : MAGIC, card.cycleId, style, card.publicKey, revision);
  const sealed = seal(pollKey, answers, { info: SEAL_INFO, aad: header }, random);
  const body = credential ? concat(header, sealed, credential.prefix, credential.signature) : concat(header, sealed);
  return concat(body, card.sign(concat(SIGN_PREFIX, body)));
}

/** The parts of a ballot, or undefined for what has not its form. Says nothing about the signature. */
export function readBallot(bytes: Uint8Array): Ballot | undefined {
  const issued = compareBytes(bytes.slice(0, 4), MAGIC_ISSUED) === 0;
  if (bytes.length < ballotLength(1, { issued })) return undefined;
  if (!issued && compareBytes(bytes.slice(0, 4), MAGIC) !== 0) return undefined;
  const style = String.fromCharCode(...bytes.slice(20, 20 + STYLE_BYTES)).replace(/\0+$/, '');
  if (!isStyle(style)) return undefined;
  const uuid = toHex(bytes.slice(4, 20));
  const body = bytes.slice(0, -SIGNATURE_BYTES);
  const credential = issued ? body.slice(-CREDENTIAL_BYTES) : undefined;
  return {
    cycleId: uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    style,
    publicKey: bytes.slice(28, 28 + KEY_BYTES),
    revision: (bytes[HEADER_BYTES - 2]! << 8) | bytes[HEADER_BYTES - 1]!,
    sealed: body.slice(HEADER_BYTES, body.length - (credential?.length ?? 0)),
    credential: credential && {
      prefix: credential.slice(0, CREDENTIAL_BYTES - MODULUS_BYTES),
      signature: credential.slice(CREDENTIAL_BYTES - MODULUS_BYTES),
    },
    signature: bytes.slice(-SIGNATURE_BYTES),
    signed: concat(SIGN_PREFIX, body),
  };
}

/** The answers in a ballot, or undefined when they were not sealed to this key for this very header. */
export function openBallot(bytes: Uint8Array, pollPrivateKey: Uint8Array): Uint8Array | undefined {
  const sealed = readBallot(bytes)?.sealed ?? new Uint8Array();
  return open(pollPrivateKey, sealed, { info: SEAL_INFO, aad: bytes.slice(0, HEADER_BYTES) });
}

/** The leaf of a ballot in the published tree, hex. */
export function leafOf(ballot: Uint8Array): string {
  return toHex(leafHash(ballot));
}

/** What the rater notes down: enough to find the leaf, nothing about the answers. */
export function receiptOf(ballot: Uint8Array): string {
  return leafOf(ballot).slice(0, RECEIPT_DIGITS);
}
