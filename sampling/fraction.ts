/**
 * Exact probabilities and weights: fractions of whole numbers, written as text.
 *
 * Promise: nothing is rounded; one value has one text (`3/10`, `1`, reduced). It never turns to a double of its own accord:
 * `fractionValue` is for people and for estimates.
 */
import type { Refusal } from './refusal.ts';

export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

const DECIMAL = /^(0|[1-9]\d{0,14})(\.\d{1,12})?$/;

/** num / den in lowest terms; den must not be 0. */
export function fraction(num: bigint | number, den: bigint | number = 1n): Fraction {
  const [top, bottom] = [BigInt(num), BigInt(den)];
  let [a, b] = [top < 0n ? -top : top, bottom];
  while (b !== 0n) [a, b] = [b, a % b];
  return { num: top / a, den: bottom / a };
}

export function times(x: Fraction, y: Fraction): Fraction {
  return fraction(x.num * y.num, x.den * y.den);
}

export function plus(x: Fraction, y: Fraction): Fraction {
  return fraction(x.num * y.den + y.num * x.den, x.den * y.den);
}

/** 1/x; x must not be 0. */
export function inverse({ num, den }: Fraction): Fraction {
  return fraction(den, num);
}

/** `3/10`, or `2` for a whole number. */
export function fractionText({ num, den }: Fraction): string {
  return den === 1n ? String(num) : `${num}/${den}`;
}

/** Nothing when the text is a fraction above 0 in lowest terms, as `fractionText` writes it. */
export function checkFraction(text: string): Refusal | undefined {
  const [, num, den = '1'] = /^([1-9]\d{0,60})(?:\/([1-9]\d{0,60}))?$/.exec(text) ?? [];
  if (num !== undefined && fractionText(fraction(BigInt(num), BigInt(den))) === text) return undefined;
  return { code: 'fraction-malformed', message: '应是最简分数，例如 3/10' };
}

/** A text that `checkFraction` accepts. */
export function readFraction(text: string): Fraction {
  const [num = '0', den = '1'] = text.split('/');
  return fraction(BigInt(num), BigInt(den));
}

/** The nearest double of a fraction's text: for estimates and for people. */
export function fractionValue(text: string): number {
  return toNumber(readFraction(text));
}

/** The nearest double, also where numerator and denominator do not fit into one. */
export function toNumber({ num, den }: Fraction): number {
  const excess = Math.max(0, Math.max(num.toString(2).length, den.toString(2).length) - 53);
  if (excess === 0) return Number(num) / Number(den);
  const shift = BigInt(Math.max(0, 64 + den.toString(2).length - num.toString(2).length));
  return Number((num << shift) / den) / 2 ** Number(shift);
}

/** Nothing when the text is a decimal number of 0 or more: up to 15 digits before and 12 after the point, no sign. */
export function checkDecimal(text: string): Refusal | undefined {
  if (DECIMAL.test(text)) return undefined;
  return {
    code: 'decimal-malformed',
    message: `“${text.slice(0, 30)}”应是0以上的十进制数，例如 12 或 0.05`,
  };
}

/** A text that `checkDecimal` accepts, exactly. */
export function readDecimal(text: string): Fraction {
  const [whole = '0', after = ''] = text.split('.');
  return fraction(BigInt(whole + after), 10n ** BigInt(after.length));
}

/** A decimal without zeros that say nothing: `12.50` is `12.5`. */
export function plainDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
