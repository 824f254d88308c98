/**
 * A small XML tokenizer over bytes, for the parts of a workbook.
 *
 * Promise: chunks in, tokens out, in time linear in the bytes; elements by local name, so prefixes do not matter. Refuses
 * every DOCTYPE (and with it every entity but the five built in), in any encoding. Never keeps a token it has handed out.
 */
import { Unreadable } from './refusal.ts';

export interface XmlHandler {
  /** `name` is the local name if it is one of the handler's words, else ''. */
  open(name: string, scanner: XmlScanner): void;
  close(name: string, scanner: XmlScanner): void;
  /** Called only while `scanner.wantsText`; one run of text may come in several pieces. */
  text(scanner: XmlScanner): void;
}

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COLON = 0x3a;
const AMPERSAND = 0x26;

/** No token of a sound workbook comes near it: a cell holds at most 32,767 characters. */
const MAX_TOKEN = 12 * 1024 * 1024;
const MAX_ATTRIBUTES = 128;

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class XmlScanner {
  /** Set by the handler while character data matters to it. */
  wantsText = false;
  /** The bytes of the current token, and the current text within them: valid during a call of the handler only. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;

  readonly #handler: XmlHandler;
  readonly #words: readonly (readonly string[])[];
  #literal = false; // inside CDATA nothing is an entity
  #waiting: Buffer[] = [];
  #waitingSize = 0;
  #waitingFor = 0;
  #depth = 0;
  #sawRoot = false;
  #started = false;
  #transcoder: TextDecoder | undefined;
  // name start, name end, value start, value end of each attribute of the current tag
  readonly #attributes = new Int32Array(MAX_ATTRIBUTES * 4);
  #attributeCount = 0;

  constructor(handler: XmlHandler, words: readonly string[]) {
    this.#handler = handler;
    const byLength: string[][] = [];
    for (const word of words) (byLength[word.length] ??= []).push(word);
    this.#words = byLength;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (!this.#started) {
      if (chunk.length === 0) return;
      this.#started = true;
      const encoding = declaredEncoding(chunk);
      if (encoding !== 'utf-8') this.#transcoder = new TextDecoder(encoding);
      else if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) bytes = chunk.subarray(3);
    }
    if (this.#transcoder) bytes = Buffer.from(this.#transcoder.decode(bytes, { stream: true }), 'utf8');
    if (this.#waiting.length > 0) {
      this.#waiting.push(bytes);
      this.#waitingSize += bytes.length;
      if (this.#waitingSize > MAX_TOKEN) throw new Unreadable('corrupt-file');
      if (bytes.indexOf(this.#waitingFor) < 0) return;
      bytes = Buffer.concat(this.#waiting);
      this.#waiting = [];
      this.#waitingSize = 0;
    }
    this.bytes = bytes;
    const done = this.#scan(bytes);
    if (done < bytes.length) {
      // Copied, since the rest of a large chunk must not stay alive for a few bytes.
      this.#waiting = [Buffer.from(bytes.subarray(done))];
      this.#waitingSize = bytes.length - done;
      this.#waitingFor = bytes[done] === LT ? GT : LT;
    }
  }

  /** To be called after the last chunk. */
  end(): void {
    if (this.#waiting.length > 0) {
      const rest = Buffer.concat(this.#waiting);
      this.#waiting = [];
      if (!rest.every(isSpace)) throw new Unreadable('corrupt-file');
    }
    if (this.#depth !== 0 || !this.#sawRoot) throw new Unreadable('corrupt-file');
  }

  /** The current text: entities resolved, line ends as XML wants them. */
  text(): string {
    return this.#decode(this.from, this.to, this.#literal);
  }

  /** The current text as a number; NaN if it is none. */
  number(): number {
    const { bytes, from, to } = this;
    if (to - from > 0 && to - from <= 15) {
      let value = 0;
      let at = from;
      for (; at < to; at += 1) {
        const digit = bytes[at]! - 0x30;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === to) return value;
    }
    const text = this.text().trim();
    return text === '' ? NaN : Number(text);
  }

  /** An attribute by its exact name, or, with a leading `:`, by its local name under any prefix. */
  attribute(name: string): string | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#decode(this.#attributes[at + 2]!, this.#attributes[at + 3]!, false);
  }

  /** Makes an attribute the current text (`from`, `to`); false if there is none. */
  select(name: string): boolean {
    const at = this.#find(name);
    if (at < 0) return false;
    this.from = this.#attributes[at + 2]!;
    this.to = this.#attributes[at + 3]!;
    this.#literal = false;
    return true;
  }

  #find(name: string): number {
    const { bytes } = this;
    const anyPrefix = name.charCodeAt(0) === COLON;
    for (let at = 0; at < this.#attributeCount * 4; at += 4) {
      const end = this.#attributes[at + 1]!;
      const start = anyPrefix ? end - name.length : this.#attributes[at]!;
      if (end - start !== name.length || start < this.#attributes[at]!) continue;
      let i = 0;
      while (i < name.length && bytes[start + i] === name.charCodeAt(i)) i += 1;
      if (i === name.length) return at;
    }
    return -1;
  }

  /** Hands out all complete tokens; returns where the first incomplete one starts. */
  #scan(bytes: Buffer): number {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      let next: number;
      if (bytes[at] !== LT) next = this.#scanText(bytes, at);
      else if (bytes[at + 1] === SLASH) next = this.#scanClose(bytes, at);
      else if (bytes[at + 1] === BANG) next = this.#scanBang(bytes, at);
      else if (bytes[at + 1] === QUESTION) next = after(bytes, '?>', at + 2);
      else next = this.#scanOpen(bytes, at);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  #scanText(bytes: Buffer, start: number): number {
    const near = Math.min(bytes.length, start + 96);
    let end = start + 1;
    while (end < near && bytes[end] !== LT) end += 1;
    if (end === near) end = bytes.indexOf(LT, end);
    if (this.#depth === 0) {
      const stop = end < 0 ? bytes.length : end;
      for (let i = start; i < stop; i += 1) if (!isSpace(bytes[i])) throw new Unreadable('corrupt-file');
      return end;
    }
    if (end >= 0 && this.wantsText) this.#giveText(start, end, false);
    return end;
  }

  #giveText(from: number, to: number, literal: boolean): void {
    this.from = from;
    this.to = to;
    this.#literal = literal;
    this.#handler.text(this);
  }

  #scanClose(bytes: Buffer, start: number): number {
    let end = start + 2;
    while (end < bytes.length && bytes[end] !== GT) end += 1;
    if (end >= bytes.length) return -1;
    let nameEnd = end;
    while (nameEnd > start + 2 && isSpace(bytes[nameEnd - 1])) nameEnd -= 1;
    this.#depth -= 1;
    if (this.#depth < 0) throw new Unreadable('corrupt-file');
    this.#handler.close(this.#word(start + 2, nameEnd), this);
    return end + 1;
  }

  #scanBang(bytes: Buffer, start: number): number {
    const opening = bytes.toString('latin1', start, start + 9);
    if (opening.startsWith('<!--')) return after(bytes, '-->', start + 4);
    if (opening === '<![CDATA[') {
      const next = after(bytes, ']]>', start + 9);
      if (next >= 0 && this.wantsText && next - 3 > start + 9) this.#giveText(start + 9, next - 3, true);
      return next;
    }
    if (opening.length < 9 && ('<![CDATA['.startsWith(opening) || '<!--'.startsWith(opening))) return -1;
    // A DOCTYPE, an ENTITY, or something that has no place in a document.
    throw new Unreadable('unsafe-xml');
  }

  #scanOpen(bytes: Buffer, start: number): number {
    const end = bytes.length;
    let at = start + 1;
    while (at < end && !isSpace(bytes[at]) && bytes[at] !== GT && bytes[at] !== SLASH) at += 1;
    const nameEnd = at;
    let count = 0;
    let closed = false;
    for (;;) {
      while (at < end && isSpace(bytes[at])) at += 1;
      if (at >= end) return -1;
      if (bytes[at] === GT) break;
      if (bytes[at] === SLASH) {
        if (at + 1 >= end) return -1;
        if (bytes[at + 1] !== GT) throw new Unreadable('corrupt-file');
        closed = true;
        at += 1;
        break;
      }
      const attributeStart = at;
      while (at < end && bytes[at] !== EQUALS && !isSpace(bytes[at]) && bytes[at] !== GT) at += 1;
      const attributeEnd = at;
      while (at < end && isSpace(bytes[at])) at += 1;
      if (at >= end) return -1;
      if (bytes[at] !== EQUALS) throw new Unreadable('corrupt-file');
      at += 1;
      while (at < end && isSpace(bytes[at])) at += 1;
      if (at >= end) return -1;
      const quote = bytes[at]!;
      if (quote !== QUOTE && quote !== APOSTROPHE) throw new Unreadable('corrupt-file');
      const valueStart = at + 1;
      at = valueStart;
      const near = Math.min(end, valueStart + 64);
      while (at < near && bytes[at] !== quote) at += 1;
      if (at === near) at = bytes.indexOf(quote, at);
      if (at < 0) return -1;
      if (count === MAX_ATTRIBUTES) throw new Unreadable('corrupt-file');
      this.#attributes[count * 4] = attributeStart;
      this.#attributes[count * 4 + 1] = attributeEnd;
      this.#attributes[count * 4 + 2] = valueStart;
      this.#attributes[count * 4 + 3] = at;
      count += 1;
      at += 1;
    }
    if (nameEnd === start + 1 || (this.#depth === 0 && this.#sawRoot)) throw new Unreadable('corrupt-file');
    this.#sawRoot = true;
    this.#attributeCount = count;
    const word = this.#word(start + 1, nameEnd);
    this.#handler.open(word, this);
    if (closed) this.#handler.close(word, this);
    else this.#depth += 1;
    return at + 1;
  }

  /** The handler's word for the local name between two positions. */
  #word(from: number, to: number): string {
    const { bytes } = this;
    let start = from;
    for (let i = from; i < to; i += 1) if (bytes[i] === COLON) start = i + 1;
    const length = to - start;
    const words = this.#words[length];
    if (words === undefined) return '';
    for (const word of words) {
      let i = 0;
      while (i < length && bytes[start + i] === word.charCodeAt(i)) i += 1;
      if (i === length) return word;
    }
    return '';
  }

  #decode(from: number, to: number, literal: boolean): string {
    const { bytes } = this;
    let plain = true;
    let wide = false;
    for (let i = from; i < to; i += 1) {
      const byte = bytes[i]!;
      if (byte > 0x7f) wide = true;
      else if (byte === AMPERSAND || byte === 0x0d) plain = false;
    }
    const text = bytes.toString(wide ? 'utf8' : 'latin1', from, to);
    if (plain) return text;
    const lines = text.replace(/\r\n?/g, '\n');
    return literal ? lines : lines.replace(/&([^;&]{1,10};)?/g, resolveEntity);
  }
}

const ENTITIES: Record<string, string> = { 'lt;': '<', 'gt;': '>', 'amp;': '&', 'quot;': '"', 'apos;': "'" };

function resolveEntity(_whole: string, name: string | undefined): string {
  const known = name === undefined ? undefined : ENTITIES[name];
  if (known !== undefined) return known;
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+));$/.exec(name ?? '');
  const code = digits?.[1] ? parseInt(digits[1], 16) : Number(digits?.[2]);
  if (!(code >= 0 && code <= 0x10ffff)) throw new Unreadable('corrupt-file');
  return String.fromCodePoint(code);
}

/** The position after the next `mark`, or -1. */
function after(bytes: Buffer, mark: string, from: number): number {
  const at = bytes.indexOf(mark, from, 'latin1');
  return at < 0 ? -1 : at + mark.length;
}

/** By byte order mark, by the zero bytes of UTF-16, else by the XML declaration. */
function declaredEncoding(chunk: Buffer): string {
  const [a, b] = chunk;
  if ((a === 0xff && b === 0xfe) || (a === LT && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === LT)) return 'utf-16be';
  const declaration = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    chunk.toString('latin1', 0, 256),
  );
  const label = (declaration?.[1] ?? 'utf-8').toLowerCase();
  if (label === 'gb2312' || label === 'gbk' || label === 'gb18030') return 'gb18030';
  // Anything else is read as the UTF-8 it nearly always is.
  return 'utf-8';
}
