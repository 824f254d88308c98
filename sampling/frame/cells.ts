/**
 * Text of a filed cell, what counts as blank, and the hiding of identity numbers.
 *
 * Promise: reads what is stored; a formula is never executed and an identity number never leaves here unmasked.
 */
import type { FiledCell, RemarkableCell } from './filed.ts';

export const maskedIdentity = '〔证件号已屏蔽〕';

const invisibleOrSpace = /[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;

/** The cell's content as text: numbers in full digits, dates as ISO days, blank as the empty string. */
export function textOf(cell: FiledCell): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return String(cell);
  if (cell === undefined) return '';
  return remarkableText(cell);
}

function remarkableText(cell: RemarkableCell): string {
  if (cell.error !== undefined) return cell.error;
  if (cell.date !== undefined) return cell.date;
  if (cell.value === null) return '';
  if (typeof cell.value === 'number') return String(cell.value);
  return typeof cell.value === 'boolean' ? (cell.value ? 'TRUE' : 'FALSE') : cell.value;
}

/** Trims white space of every kind; the common clean text costs two comparisons. */
export function trim(text: string): string {
  const { length } = text;
  if (length === 0) return text;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(length - 1);
  if (first > 0x20 && last > 0x20 && isSolid(first) && isSolid(last)) return text;
  return text.replace(/^[\s\u180e\u200b-\u200f\u2060\ufeff]+|[\s\u180e\u200b-\u200f\u2060\ufeff]+$/g, '');
}

function isSolid(code: number): boolean {
  return code < 0x7f || (code > 0x3000 && code !== 0xfeff) || (code > 0xad && code < 0x1680);
}

/** Is there nothing but white space? */
export function isBlank(cell: FiledCell): boolean {
  if (cell === undefined) return true;
  if (typeof cell === 'string') return cell === '' || (cell.charCodeAt(0) <= 0x3000 && trim(cell) === '');
  if (typeof cell === 'number') return false;
  if (cell.error !== undefined) return false;
  return cell.value === null || (typeof cell.value === 'string' && trim(cell.value) === '');
}

/** Text without white space and invisible characters. */
export function squeeze(text: string): string {
  return text.replace(invisibleOrSpace, '');
}

// 17 digits and a check character, with a birth date inside; ASCII or full-width.
const identityNumber =
  /(?<![0-9０-９])[1-9１-９][0-9０-９]{5}((?:19|20|１９|２０)[0-9０-９]{2})([0-9０-９]{2})([0-9０-９]{2})[0-9０-９]{3}[0-9０-９XxＸｘ](?![0-9０-９])/g;

function narrow(digits: string): number {
  return Number(digits.normalize('NFKC'));
}

/** Replaces identity numbers by the mask. Text below 18 characters is returned as it is. */
export function mask(text: string): string {
  if (text.length < 18) return text;
  return text.replace(identityNumber, (found: string, _year: string, month: string, day: string) => {
    const m = narrow(month);
    const d = narrow(day);
    return m >= 1 && m <= 12 && d >= 1 && d <= 31 ? maskedIdentity : found;
  });
}

/** Does the text hold an identity number, or the mask of one? */
export function holdsIdentityNumber(text: string): boolean {
  if (text.length < maskedIdentity.length) return false;
  return text.includes(maskedIdentity) || (text.length >= 18 && mask(text) !== text);
}

/** Number of characters a reader sees as one: code points, since rare names lie beyond the BMP. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** A, B, … Z, AA for a column index from 0. */
export function columnLetter(index: number): string {
  let letters = '';
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return letters;
}
