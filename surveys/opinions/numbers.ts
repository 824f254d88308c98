/**
 * Numbers that belong to a person: mobiles, landlines, identity numbers, cards, whatever way they are written.
 *
 * Promise: every sequence that reads as a mainland mobile or an 18-digit identity number is found, also spaced, dashed, in full
 * width or in Chinese digits; hotlines, years, amounts and document numbers are left alone.
 */
import { digitChains, type DigitGroup, type Folded } from './fold.ts';

export type NumberKind = 'identity-number' | 'mobile' | 'landline' | 'long-number';

export interface FoundNumber {
  readonly kind: NumberKind;
  readonly begins: number;
  readonly ends: number;
}

const mobile = /^(?:0|86|0086)?1[3-9]\d{9}$/;
const landline = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/;
/** GB 11643: six digits of a place, a day of birth, three of a sequence, a check character. */
const identity = /[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]/gi;
/** As long as a mobile: nobody writes an amount or a document's number like that. */
const LONG = 11;
/** Groups beyond this cannot make a number people know: 18 single digits and a few more. */
const MOST_GROUPS = 24;

/** All numbers of a text, left to right, possibly overlapping. Cost: linear, times the groups of a chain up to 24. */
export function findNumbers(folded: Folded): FoundNumber[] {
  return digitChains(folded).flatMap((chain) => [
    ...identities(chain, folded),
    ...chain.flatMap((group) => longGroup(group)),
    ...chain.flatMap((_, first) => alignedNumbers(chain, first)),
  ]);
}

/** Anywhere in the digits of a chain, an X after the last included: day and place leave little to chance. */
function identities(chain: readonly DigitGroup[], { text }: Folded): FoundNumber[] {
  let digits = '';
  const places: number[] = [];
  for (const group of chain) {
    digits += group.digits;
    for (let i = 0; i < group.digits.length; i += 1) places.push(group.begins + i);
  }
  const last = chain.at(-1);
  if (!last) return [];
  // Separators before the X: a few at most, as between digits.
  const check = /^[^\p{L}\p{N}\n]{0,8}(X)(?![A-Z])/iu.exec(text.slice(last.ends, last.ends + 10));
  if (check) {
    digits += 'X';
    places.push(last.ends + check[0].length - 1);
  }
  return [...digits.matchAll(identity)].flatMap(({ index, 0: { length } }): FoundNumber[] => {
    const begins = places[index];
    const end = places[index + length - 1];
    return begins === undefined || end === undefined ? [] : [{ kind: 'identity-number', begins, ends: end + 1 }];
  });
}

function longGroup({ digits, begins, ends }: DigitGroup): FoundNumber[] {
  if (digits.length < LONG) return landline.test(digits) ? [{ kind: 'landline', begins, ends }] : [];
  const kind = mobile.test(digits) ? 'mobile' : landline.test(digits) ? 'landline' : 'long-number';
  return [{ kind, begins, ends }];
}

/** Whole groups that make a mobile or landline together: 138-1234-5678, 1 3 8 …, (0771) 281 1111. */
function alignedNumbers(chain: readonly DigitGroup[], first: number): FoundNumber[] {
  const found: FoundNumber[] = [];
  let digits = '';
  for (let at = first; at < Math.min(chain.length, first + MOST_GROUPS); at += 1) {
    const group = chain[at];
    const head = chain[first];
    if (!group || !head) break;
    digits += group.digits;
    if (digits.length > 15) break;
    if (mobile.test(digits)) found.push({ kind: 'mobile', begins: head.begins, ends: group.ends });
    else if (at > first && landline.test(digits) && head.digits.startsWith('0') && head.digits.length >= 3)
      found.push({ kind: 'landline', begins: head.begins, ends: group.ends });
  }
  return found;
}
