/** What the platform publishes about a poll, the same for everybody, and which style a card has: found here, without asking. */
import { fromBase64, mustHex } from './bytes.ts';
import type { Card } from './card.ts';
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
}

const PREFIX_BYTES = 6;

/** The style of a card, or undefined when it is no card of this poll. */
export function styleOf(form: BallotForm, card: Card): PollStyle | undefined {
  const wanted = card.hash.slice(0, 2 * PREFIX_BYTES);
  return form.poll.styles.find(({ code }) => {
    const prefixes = fromBase64(form.cards[code] ?? '') ?? new Uint8Array();
    for (let at = 0; at < prefixes.length; at += PREFIX_BYTES) {
      let hex = '';
      for (let i = at; i < at + PREFIX_BYTES; i += 1) hex += prefixes[i]!.toString(16).padStart(2, '0');
      if (hex === wanted) return true;
    }
    return false;
  });
}

/** The poll's key is the one that was printed on the card. A typed code brings no fingerprint: then people compare. */
export function isPrintedKey(form: BallotForm, keyFingerprint: string | undefined): boolean {
  return keyFingerprint === undefined || fingerprintOf(mustHex(form.poll.publicKey)).startsWith(keyFingerprint);
}
