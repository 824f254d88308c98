/**
 * Credentials by blind signature: the right to vote that the platform signs without seeing it (RFC 9474, RSA 3072, one key a style).
 *
 * A credential is a card that its holder makes: from the same seed of 26 characters come the card's key and, bound to style and issuing key,
 * the prefix, salt and blinding factor. So the same code gives the same request on every device, and the answer is found again in the list
 * that everybody gets, without asking for it. The signed message is
 *
 *   random prefix 32 · "pingyi-ballot/1 credential\n" · cycle id 16 · style 8 · public key 32
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { blind, type BlindingInput, finalize, isSignature, toNumber } from './blind-rsa.ts';
import { compareBytes, concat, fromBase64, fromHex, mustHex, toHex, utf8 } from './bytes.ts';
import { cardOf } from './card.ts';
import { rootOfSet } from './merkle.ts';

/** RSA 3072. */
export const MODULUS_BYTES = 384;
const PREFIX_BYTES = 32;
const SALT_BYTES = 48;
const LOCATOR_BYTES = 6;
export const ENTRY_BYTES = LOCATOR_BYTES + MODULUS_BYTES;
export const CREDENTIAL_BYTES = PREFIX_BYTES + MODULUS_BYTES;

/** What a ballot carries besides the card's own signature. */
export interface Credential {
  readonly prefix: Uint8Array;
  readonly signature: Uint8Array;
}

export interface CredentialRequest {
  /** What is sent to be signed; says nothing of the card. */
  readonly blinded: Uint8Array;
  /** The credential under the answer, or undefined when the answer is no signature by the published key. */
  readonly finish: (blindSignature: Uint8Array) => Credential | undefined;
}

export function credentialMessage(
  prefix: Uint8Array,
  { cycleId, style, publicKey }: { readonly cycleId: string; readonly style: string; readonly publicKey: Uint8Array },
): Uint8Array {
  const name = new Uint8Array(8);
  name.set(utf8(style));
  return concat(prefix, utf8('pingyi-ballot/1 credential\n'), mustHex(cycleId.replace(/-/g, '')), name, publicKey);
}

/** The request of a seed for one style under one issuing key; undefined when the key is no RSA modulus of 3072 bits. */
export function requestOf(
  seed: Uint8Array,
  { cycleId, style, issuingKey }: { readonly cycleId: string; readonly style: string; readonly issuingKey: string },
): CredentialRequest | undefined {
  const modulus = fromHex(issuingKey);
  if (modulus?.length !== MODULUS_BYTES) return undefined;
  // Another key must never meet the same blinding factor.
  const root = extract(sha256, seed, utf8('pingyi-ballot/1 credential'));
  const derive = (what: string, length: number) =>
    expand(sha256, root, concat(utf8(`${what} ${cycleId} ${style} `), sha256(modulus)), length);
  const prefix = derive('prefix', PREFIX_BYTES);
  const message = credentialMessage(prefix, { cycleId, style, publicKey: cardOf(seed, cycleId).publicKey });
  // Sixteen bytes more than the modulus has: what is left after dividing is even but for 2^-128.
  const factor = toNumber(derive('blind', MODULUS_BYTES + 16)) % toNumber(modulus);
  const input: BlindingInput = { modulus, message, salt: derive('salt', SALT_BYTES), factor };
  return {
    blinded: blind(input),
    finish(blindSignature) {
      const signature = finalize(input, blindSignature);
      return signature && { prefix, signature };
    },
  };
}

/** Where the answer to a request stands in the list. */
export function locatorOf(blinded: Uint8Array): Uint8Array {
  return sha256(blinded);
}

/** Whether a ballot's right was signed by this issuing key, for this cycle, style and card. */
export function isIssued(
  issuingKey: string,
  ballot: {
    readonly cycleId: string;
    readonly style: string;
    readonly publicKey: Uint8Array;
    readonly credential: Credential | undefined;
  },
): boolean {
  const modulus = fromHex(issuingKey);
  const { credential } = ballot;
  if (modulus?.length !== MODULUS_BYTES || !credential) return false;
  return isSignature({
    modulus,
    message: credentialMessage(credential.prefix, ballot),
    signature: credential.signature,
  });
}

/** The list of a style as the form has it: of each answer the first bytes of its locator and the answer, sorted, as one text. */
export function listOfAnswers(answers: readonly { locator: Uint8Array; signature: Uint8Array }[]): Uint8Array {
  const entries = answers.map(({ locator, signature }) => concat(locator.slice(0, LOCATOR_BYTES), signature));
  // oxlint-disable-next-line unicorn/no-array-sort -- browsers of 2018 have no toSorted, and the array is our own
  return concat(...entries.sort(compareBytes));
}

/** The answers in a list, or undefined when it is not the one whose root was published. */
function answersOf(list: string, root: string): { locator: string; signature: Uint8Array }[] | undefined {
  const bytes = fromBase64(list);
  if (!bytes || bytes.length % ENTRY_BYTES !== 0) return undefined;
  const answers = Array.from({ length: bytes.length / ENTRY_BYTES }, (_, i) => {
    const entry = bytes.slice(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES);
    return { locator: toHex(entry.slice(0, LOCATOR_BYTES)), signature: entry.slice(LOCATOR_BYTES) };
  });
  return toHex(rootOfSet(answers.map(({ signature }) => signature))) === root ? answers : undefined;
}

/** The credential of a seed, found in the list that everybody gets; undefined when it is not there. */
export function findCredential(
  seed: Uint8Array,
  place: {
    readonly cycleId: string;
    readonly style: string;
    readonly issuingKey: string;
    readonly list: string;
    readonly root: string;
  },
): Credential | undefined {
  const request = requestOf(seed, place);
  const wanted = request && toHex(locatorOf(request.blinded).slice(0, LOCATOR_BYTES));
  for (const { locator, signature } of answersOf(place.list, place.root) ?? []) {
    const credential = locator === wanted ? request?.finish(signature) : undefined;
    if (credential) return credential;
  }
  return undefined;
}

/** What is published before the first credential is issued: keys, and by what they may be known. */
export interface IssuingNotice {
  readonly cycleId: string;
  readonly rollDigest: string;
  readonly keyFingerprint: string;
  readonly styles: readonly { readonly code: string; readonly raters: number; readonly issuingKey: string }[];
}

/** Printed on every invitation: one digest over all issuing keys, so that nobody can be given a key of their own. */
export function noticeDigest({ cycleId, rollDigest, keyFingerprint, styles }: IssuingNotice): string {
  const lines = styles.map(({ code, raters, issuingKey }) => `${code} ${raters} ${issuingKey}\n`);
  return toHex(sha256(utf8(`pingyi-issuing/1\n${cycleId}\n${rollDigest}\n${keyFingerprint}\n${lines.join('')}`)));
}
