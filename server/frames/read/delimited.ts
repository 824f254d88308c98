/**
 * CSV, TSV and other delimited text into a sheet named CSV.
 *
 * Promise: a row number is the number of the record (blank lines count, quoted line breaks do not); every kind of line end is
 * understood, mixed too; a quotation mark that is never closed is a character like any other. Works piece by piece, and keeps
 * nothing but the bytes.
 */
import { isUtf8 } from 'node:buffer';
import type { FiledCell, FiledRow, FiledSheet } from '#sampling';
import { LAST_COLUMN, MAX_AREA } from './grid.ts';
import type { Meter } from './limits.ts';
import { Unreadable } from './refusal.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface DelimitedText {
  readonly sheet: FiledSheet;
  readonly encoding: TextEncoding;
}

const DELIMITERS = [',', '\t', ';'] as const;
const PIECE = 64 * 1024;
const SAMPLE = 128 * 1024;
const MAX_RECORD = 1024 * 1024;
/** A quoted field that goes on longer has lost its closing mark. */
const MAX_QUOTED = 32_768;
/** V8 copies shorter slices. */
const SLICED = 13;
const LONG_FIELDS = 4_096;
const SHORT_FIELDS = 1_024;

export function readDelimited(bytes: Buffer, meter: Meter): DelimitedText {
  const encoding = detectEncoding(bytes);
  const [delimiter] = chooseDelimiter(new TextDecoder(encoding).decode(bytes.subarray(0, SAMPLE)));
  const damaged = encoding !== 'utf-8' || !isUtf8(bytes);
  meter.held(bytes.length);
  const rows = new DelimitedRows(bytes, encoding, delimiter, damaged);
  rows.measure(meter);
  return { sheet: { name: 'CSV', state: 'visible', rows, merges: [], hiddenColumns: [] }, encoding };
}

/** The records, parsed anew from the kept bytes on every walk: the cells of a million records take far more room than these. */
class DelimitedRows implements Iterable<FiledRow> {
  readonly #bytes: Buffer;
  readonly #encoding: TextEncoding;
  readonly #delimiter: string;
  /** Some bytes may be no characters. */
  readonly #damaged: boolean;

  constructor(bytes: Buffer, encoding: TextEncoding, delimiter: string, damaged: boolean) {
    this.#bytes = bytes;
    this.#encoding = encoding;
    this.#delimiter = delimiter;
    this.#damaged = damaged;
  }

  /** One walk that keeps nothing: whatever there is to refuse is refused while the file can be named. */
  measure(meter: Meter): void {
    let area = 0;
    for (const fields of this.#records()) {
      const width = widthOf(fields);
      if (width === 0) continue;
      if (width > LAST_COLUMN) throw new Unreadable('corrupt-file');
      meter.row();
      area += width;
    }
    if (area > MAX_AREA) throw new Unreadable('limit-size', '表格的行列总数');
  }

  *[Symbol.iterator](): Iterator<FiledRow> {
    const own = new OwnFields();
    let number = 0;
    for (const fields of this.#records()) {
      number += 1;
      const width = widthOf(fields);
      if (width === 0) continue;
      const cells: FiledCell[] = fields;
      cells.length = width;
      for (let at = 0; at < width; at += 1) {
        const field = fields[at]!;
        cells[at] = field === '' ? undefined : own.of(field);
      }
      if (this.#damaged && fields.some((field) => field?.includes('\ufffd')))
        yield { number, undecodable: true, cells };
      else yield { number, cells };
    }
  }

  #records(): Generator<string[], void, void> {
    return records(pieces(this.#bytes, this.#encoding), this.#delimiter);
  }
}

/** Column of the last field that holds anything. */
function widthOf(fields: readonly string[]): number {
  let width = fields.length;
  while (width > 0 && fields[width - 1] === '') width -= 1;
  return width;
}

/**
 * Fields as texts of their own, and one text for those that a list repeats (units, posts). V8 makes a long slice a view that
 * keeps the whole piece alive.
 */
class OwnFields {
  readonly #short: string[] = Array.from({ length: SHORT_FIELDS }, () => '');
  #long = new Map<string, string>();

  of(field: string): string {
    return field.length < SLICED ? this.#shortOf(field) : this.#longOf(field);
  }

  /** The last field of a place; another one there is no harm. */
  #shortOf(field: string): string {
    const last = field.length - 1;
    const place =
      (field.charCodeAt(0) * 31 + field.charCodeAt(last) * 7 + field.charCodeAt(last >> 1)) & (SHORT_FIELDS - 1);
    const known = this.#short[place]!;
    if (known === field) return known;
    this.#short[place] = field;
    return field;
  }

  #longOf(field: string): string {
    const known = this.#long.get(field);
    if (known !== undefined) return known;
    const copy = Buffer.from(field, 'utf16le').toString('utf16le');
    if (this.#long.size === LONG_FIELDS) this.#long = new Map();
    this.#long.set(copy, copy);
    return copy;
  }
}

/** Whether a text looks like a list rather than a note: it has a header that one of the delimiters divides. */
export function looksLikeList(bytes: Buffer): boolean {
  const sample = new TextDecoder(detectEncoding(bytes)).decode(bytes.subarray(0, SAMPLE));
  return chooseDelimiter(sample)[1] >= 3;
}

/** Byte order mark, else UTF-8 if it is that (a few broken bytes aside), else GB18030. */
function detectEncoding(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (isUtf8(bytes)) return 'utf-8';
  // In Chinese text of another encoding hardly any characters happen to be right as UTF-8.
  const sample = bytes.toString('utf8', 0, 4 * SAMPLE);
  const wrong = sample.split('\ufffd').length - 1;
  const right = sample.match(/[\u0800-\ufffc]/g)?.length ?? 0;
  return right > 20 * wrong ? 'utf-8' : 'gb18030';
}

function* pieces(bytes: Buffer, encoding: TextEncoding): Generator<string, void, void> {
  const decoder = new TextDecoder(encoding);
  for (let at = 0; at < bytes.length; at += PIECE)
    yield decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
  yield decoder.decode();
}

/** The delimiter that divides the header into most fields, and into how many; the header is known by a name column. */
function chooseDelimiter(sample: string): [delimiter: string, fields: number] {
  let best: [string, number] = [',', 0];
  let widest: [string, number] = [',', 1];
  for (const delimiter of DELIMITERS) {
    let rows = 0;
    for (const fields of records([sample], delimiter)) {
      if (fields.length > widest[1]) widest = [delimiter, fields.length];
      if (fields.length > best[1] && fields.some(isNameHeader)) best = [delimiter, fields.length];
      rows += 1;
      if (rows === 40) break;
    }
  }
  return best[1] > 1 ? best : [widest[0], 0];
}

function isNameHeader(field: string): boolean {
  const bare = field.normalize('NFKC').replace(/[\s*:]|\(.*?\)/g, '');
  return /^(姓名|名字|受访人|联系人|申请人|办事人|(申请人|办事人)姓名)$/.test(bare);
}

/** Records of a text that comes in pieces. */
export function* records(texts: Iterable<string>, delimiter: string): Generator<string[], void, void> {
  let text = '';
  for (const piece of texts) {
    text += piece;
    let at = 0;
    for (;;) {
      const record = scanRecord(text, at, delimiter, false);
      if (!record) break;
      yield record.fields;
      at = record.next;
    }
    text = text.slice(at);
    // No line of a list is that long; and each piece more would have to be searched from its beginning again.
    if (text.length > MAX_RECORD) throw new Unreadable('corrupt-file');
  }
  let at = 0;
  while (at < text.length) {
    const record = scanRecord(text, at, delimiter, true);
    if (!record) return;
    yield record.fields;
    at = record.next;
  }
}

/** One record from `start`; undefined if its end may lie in text still to come. */
function scanRecord(text: string, start: number, delimiter: string, final: boolean) {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      const quoted = scanQuoted(text, at, delimiter, final);
      if (!quoted) return undefined;
      field = quoted.field;
      at = quoted.next;
    }
    const from = at;
    let code = text.charCodeAt(at);
    while (code !== delimiter.charCodeAt(0) && code !== 0x0a && code !== 0x0d && at < text.length) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (at > from) field += text.slice(from, at);
    if (at >= text.length) {
      if (!final) return undefined;
      fields.push(field);
      return { fields, next: at };
    }
    fields.push(field);
    at += 1;
    if (code === delimiter.charCodeAt(0)) continue;
    if (code === 0x0d) {
      if (at >= text.length && !final) return undefined;
      if (text.charCodeAt(at) === 0x0a) at += 1;
    }
    return { fields, next: at };
  }
}

/** A quoted field from its opening mark; the mark itself if it is never closed; undefined if that cannot be told yet. */
function scanQuoted(text: string, start: number, delimiter: string, final: boolean) {
  const literal = { field: '"', next: start + 1 };
  let field = '';
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if ((end < 0 ? text.length : end) - start > MAX_QUOTED) return literal;
    if (end < 0) return final ? literal : undefined;
    field += text.slice(at, end);
    const follower = text[end + 1];
    if (follower === undefined && !final) return undefined;
    if (follower !== '"') {
      // A mark on a later line that does not end its field belongs to some other word.
      const ends = follower === undefined || follower === delimiter || follower === '\n' || follower === '\r';
      return ends || !/[\r\n]/.test(field) ? { field, next: end + 1 } : literal;
    }
    field += '"';
    at = end + 2;
  }
}
