/**
 * Text on its way into a workbook.
 *
 * Promise: what leaves here is text and nothing else: no identity number, no character XML forbids, no escape Excel would
 * decode, no more than a cell holds.
 */
import { maskIdentityNumbers } from '#sampling';

/** What Excel allows in one cell. */
const CELL_LENGTH = 32_767;

// oxlint-disable-next-line no-control-regex -- these are what XML 1.0 has no way to write
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export function inertText(text: string): string {
  const masked = maskIdentityNumbers(text);
  const written = masked
    .replace(unwritable, '\ufffd')
    // `_x000A_` means a line break to Excel: the underscore is written as an escape of its own.
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return clip(written, CELL_LENGTH);
}

/** The first characters of a text, without half of the last one. */
export function clip(text: string, length: number): string {
  return text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : text;
}

/** A number of 16 digits and more may be an identity number that Excel has rounded. */
export function inertNumber(value: number): number | string {
  if (Math.abs(value) < 1e16) return value;
  const text = String(value);
  const masked = maskIdentityNumbers(text);
  return masked === text ? value : masked;
}
