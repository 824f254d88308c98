/** What the platform publishes about a poll, the same for everybody, and which style a card has: found here, without asking. */
import { fromBase64, mustHex } from './bytes.ts';
import { cardOf } from './card.ts';
import { type Credential, findCredential } from './credential.ts';
import { fingerprintOf } from './shares.ts';

export interface PollUnit {
  readonly id: string;
  readonly name: string;
  readonly category: string;
}
export interface PollGroup {
  readonly code: string;
  readonly name: string;
  /** How many units may be named 最满意 and 不满意; 0: none. */
  readonly best: number;
  readonly worst: number;
  /** The limits hold within each category instead of over the whole ballot. */
  readonly perCategory: boolean;
}
export interface PollStyle {
  readonly code: string;
  readonly group: string;
  readonly name: string;
  /** Places in `units`. */
  readonly units: readonly number[];
  /** Hex; over the hashes of the cards, or over the blind signatures. */
  readonly credentialsRoot: string;
  /** Hex modulus, in a poll that goes by blind issuance. */
  readonly issuingKey?: string | undefined;
}

/** The poll as published before voting opens; nothing in it changes afterwards. */
export interface Poll {
  readonly cycleId: string;
  /** Hex. */
  readonly publicKey: string;
  /** In official order. */
  readonly units: readonly PollUnit[];
  readonly groups: readonly PollGroup[];
  readonly styles: readonly PollStyle[];
  readonly noOpinion: boolean;
  readonly uniform: 'count' | 'void';
  readonly revisions: boolean;
}

export interface BallotForm {
  readonly poll: Poll;
  /** By style: the first 6 bytes of every card's hash, sorted, in one base64 text. */
  readonly cards: Readonly<Record<string, string>>;
  /** By style, in a poll that goes by blind issuance: `listOfAnswers`, base64. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
}

/** What a code is good for in a poll. */
export interface Right {
  readonly style: PollStyle;
  readonly credential: Credential | undefined;
}

const PREFIX_BYTES = 6;

function isListed(list: string, hash: string): boolean {
  const wanted = hash.slice(0, 2 * PREFIX_BYTES);
  const prefixes = fromBase64(list) ?? new Uint8Array();
  for (let at = 0; at < prefixes.length; at += PREFIX_BYTES) {
    let hex = '';
    for (let i = at; i < at + PREFIX_BYTES; i += 1) hex += prefixes[i]!.toString(16).padStart(2, '0');
    if (hex === wanted) return true;
  }
  return false;
}

/** What a seed gives a right to, or undefined when it is of another poll. Found here, in lists that are the same for everybody. */
export function rightOf({ poll, cards, credentials }: BallotForm, seed: Uint8Array): Right | undefined {
  const { cycleId } = poll;
  const { hash } = cardOf(seed, cycleId);
  for (const style of poll.styles) {
    const { code, issuingKey, credentialsRoot } = style;
    if (issuingKey === undefined) {
      if (isListed(cards[code] ?? '', hash)) return { style, credential: undefined };
      continue;
    }
    const list = credentials?.[code] ?? '';
    const credential = findCredential(seed, { cycleId, style: code, issuingKey, list, root: credentialsRoot });
    if (credential) return { style, credential };
  }
  return undefined;
}

/** The poll's key is the one that was printed on the card. A typed code brings no fingerprint: then people compare. */
export function isPrintedKey(form: BallotForm, keyFingerprint: string | undefined): boolean {
  return keyFingerprint === undefined || fingerprintOf(mustHex(form.poll.publicKey)).startsWith(keyFingerprint);
}
