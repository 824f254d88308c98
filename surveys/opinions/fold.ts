/**
 * A text as a reader of numbers sees it: full-width, circled, spaced and Chinese digits are digits, and every place leads back to
 * the text as it was written.
 *
 * Promise: pure; places are UTF-16 offsets of the original; nothing is lost or added.
 */

export interface Folded {
  /** NFKC by character; digits of any script are ASCII. */
  readonly text: string;
  /** Where each character of `text` begins and ends in the original. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const unchanged = /^[\u0020-\u007e\u4e00-\u9fff\u3001\u3002]$/u;
const isDigit = /^\p{Nd}$/u;

/** The value of a decimal digit of any script: they stand in tens, zero first. */
function valueOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && isDigit.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

const digitOf = (character: string): string =>
  isDigit.test(character) && !/^\d$/.test(character) ? valueOf(character) : character;

/** Cost: linear in the text. */
export function fold(text: string): Folded {
  let folded = '';
  const from: number[] = [];
  const to: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = unchanged.test(character) ? character : Array.from(character.normalize('NFKC'), digitOf).join('');
    // What folds to nothing (never by NFKC) would lose its place.
    const shown = plain === '' ? character : plain;
    for (let i = 0; i < shown.length; i += 1) {
      from.push(at);
      to.push(at + character.length);
    }
    folded += shown;
    at += character.length;
  }
  return { text: folded, from, to };
}

const spoken = '零一二三四五六七八九';
const written = '〇壹贰叁肆伍陆柒捌玖';

/** One digit of a number that was said or written out: 幺 and 一 are 1. */
const spokenDigit = (character: string): string | undefined => {
  // The end of the text; an empty text would be found everywhere.
  if (character === '') return undefined;
  if (/^\d$/.test(character)) return character;
  if (character === '幺') return '1';
  const value = Math.max(spoken.indexOf(character), written.indexOf(character));
  return value < 0 ? undefined : String(value);
};

/** What people put between the digits of a number. */
const between = /[\s\p{Z}\p{Cf}\p{M}\p{Pd}\p{Pc}\u2212\u30fc.·・•∙⋅~*/\\|,()[\]]/u;
const WIDEST_GAP = 8;

/** Digits that stand together, at the places `begins` … `ends` (exclusive) of the folded text. */
export interface DigitGroup {
  readonly digits: string;
  readonly begins: number;
  readonly ends: number;
}

/** Groups of digits, chained while nothing but a few separators stands between them. */
export function digitChains({ text }: Folded): readonly (readonly DigitGroup[])[] {
  const chains: DigitGroup[][] = [];
  let chain: DigitGroup[] = [];
  let at = 0;
  while (at < text.length) {
    const begins = at;
    let digits = '';
    for (let digit = spokenDigit(text.charAt(at)); digit !== undefined; digit = spokenDigit(text.charAt(at))) {
      digits += digit;
      at += 1;
    }
    if (digits !== '') {
      chain.push({ digits, begins, ends: at });
      continue;
    }
    let gap = 0;
    while (at < text.length && between.test(text.charAt(at))) {
      at += 1;
      gap += 1;
    }
    if (gap > 0 && gap <= WIDEST_GAP) continue;
    if (chain.length > 0) chains.push(chain);
    chain = [];
    if (gap === 0) at += 1;
  }
  if (chain.length > 0) chains.push(chain);
  return chains;
}
