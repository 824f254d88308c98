/**
 * An unfinished ballot at rest, on this device or on the platform: sealed with a key only the card gives, of one size.
 *
 * Promise: neither the next user of the device nor the platform reads it, or sees how much of it is filled in.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Draft, decodeAnswers, encodeAnswers } from './answers.ts';
import { concat, type Random, utf8 } from './bytes.ts';
import type { Card } from './card.ts';

const NONCE_BYTES = 24;
const COUNTER_BYTES = 4;

export interface KeptDraft {
  readonly draft: Draft;
  /** Goes up with every change, so that of two copies the newer one is known. */
  readonly counter: number;
}

function cipherOf(card: Card, nonce: Uint8Array) {
  return xchacha20poly1305(card.draftKey, nonce, utf8('pingyi-ballot/1 draft'));
}

export function sealDraft(
  card: Card,
  units: readonly string[],
  { draft, counter }: KeptDraft,
  random: Random,
): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const head = new Uint8Array(COUNTER_BYTES);
  new DataView(head.buffer).setUint32(0, counter);
  return concat(nonce, cipherOf(card, nonce).encrypt(concat(head, encodeAnswers(units, draft))));
}

/** The draft, or undefined for what this card did not seal. */
export function openDraft(card: Card, units: readonly string[], sealed: Uint8Array): KeptDraft | undefined {
  try {
    const bytes = cipherOf(card, sealed.slice(0, NONCE_BYTES)).decrypt(sealed.slice(NONCE_BYTES));
    const marks = decodeAnswers(bytes.slice(COUNTER_BYTES), units.length);
    if (!marks) return undefined;
    const grades: Record<string, string> = {};
    const best: string[] = [];
    const worst: string[] = [];
    units.forEach((unit, i) => {
      const { grade, nomination } = marks[i]!;
      if (grade !== 0) grades[unit] = grade === 9 ? 'noOpinion' : String(grade);
      if (nomination === 1) best.push(unit);
      if (nomination === 2) worst.push(unit);
    });
    return { draft: { grades, best, worst }, counter: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) };
  } catch {
    return undefined;
  }
}
