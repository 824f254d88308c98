/**
 * Exact arithmetic: fractions of whole numbers of any size, the number strings of files, and the one rounding rule.
 *
 * Promise: no operation rounds; only `roundedText` does, half away from zero, and only for printing. Never uses a float.
 */

/** A reduced fraction; the denominator is positive. Made by the functions of this file only. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const numberString = /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)\/[1-9][0-9]*)$/;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Fraction: numerator / denominator, reduced. The denominator must not be 0 (a bug of the caller). Cost: one gcd. */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  const [top, bottom] = [BigInt(numerator), BigInt(denominator)];
  if (bottom === 0n) throw new Error('a fraction with the denominator 0');
  const [n, d] = bottom < 0n ? [-top, -bottom] : [top, bottom];
  const divisor = greatestCommonDivisor(n, d);
  return divisor === 1n ? { numerator: n, denominator: d } : { numerator: n / divisor, denominator: d / divisor };
}

export const zero = fraction(0);
export const one = fraction(1);
export const hundred = fraction(100);

/** Whether a value is a number string: a decimal (`-12.50`) or a fraction (`9520/113`). Source: contract, common rules. */
export function isNumberString(value: unknown): value is string {
  return typeof value === 'string' && numberString.test(value);
}

/** Value of a number string; nothing for anything else. Cost: proportional to its length. */
export function parseNumber(value: unknown): Fraction | undefined {
  if (!isNumberString(value)) return undefined;
  const [top, bottom] = value.split('/');
  if (bottom !== undefined) return fraction(BigInt(top!), BigInt(bottom));
  const [whole, decimals = ''] = value.split('.');
  return fraction(BigInt(whole! + decimals), 10n ** BigInt(decimals.length));
}

/** Value of a number string that is known to be one (our own data, or checked before); else a bug. */
export function mustNumber(value: unknown): Fraction {
  const parsed = parseNumber(value);
  if (!parsed) throw new Error(`not a number string: ${String(value).slice(0, 40)}`);
  return parsed;
}

/** Sum a + b. */
export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Difference a - b. */
export function subtract(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Product a x b. */
export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Quotient a / b; b must not be 0. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Sum of a list; 0 for an empty one. */
export function sum(values: Iterable<Fraction>): Fraction {
  let total = zero;
  for (const value of values) total = add(total, value);
  return total;
}

/** Order of two fractions: negative, 0 or positive as a is below, equal to or above b. */
export function compare(a: Fraction, b: Fraction): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The smaller of two. */
export function least(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) <= 0 ? a : b;
}

/** Exact text: `p/q` reduced, or `p` when it is whole. */
export function exactText({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
}

/** Text rounded half away from zero with all decimals printed; a rounded zero has no sign. Source: contract, common rules. */
export function roundedText({ numerator, denominator }: Fraction, decimals: number): string {
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(decimals);
  const units = (2n * scaled + denominator) / (2n * denominator);
  const digits = `${units}`.padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return numerator < 0n && units > 0n ? `-${text}` : text;
}

/** Whole part: the largest whole number not above a value that is not negative. */
export function floorOf({ numerator, denominator }: Fraction): number {
  return Number(numerator / denominator);
}

/** Nearest whole number, half up, of a value that is not negative. */
export function halfUp({ numerator, denominator }: Fraction): number {
  return Number((2n * numerator + denominator) / (2n * denominator));
}
