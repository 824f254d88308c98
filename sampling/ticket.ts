/**
 * Tickets of the draw rule `prn-hmac-sha256/1`: each unit's own permanent random number.
 *
 * Promise: ticket = HMAC-SHA-256(key = seed, message = "prn1|scope|id") as 64 lower-case hex digits, the same on every
 * machine; and the words a seed, id or code is refused with. It never sees a frame and never chooses anybody.
 */
import { compress, hexOfWords, hmacStates, Sha256, sha256Hex, utf8 } from './sha256.ts';
import type { Refusal } from './refusal.ts';

/** Name and version of the rule; anything that could change a draw for the same input changes it. */
export const drawRule = 'prn-hmac-sha256/1';

/** The start point that turns nothing: 64 zeros. */
export const zeroStart = '0'.repeat(64);

const ID = /^[A-Za-z0-9._:-]{1,64}$/;
const SEED = /^[\x21-\x7e]{16,200}$/;
const TICKET = /^[0-9a-f]{64}$/;

/** A seed is printable ASCII without spaces, 16 to 200 characters. Nothing when it is one. */
export function checkSeed(seed: string): Refusal | undefined {
  if (SEED.test(seed)) return undefined;
  if (/[^\x21-\x7e]/.test(seed))
    return {
      code: 'seed-characters',
      message: '种子只能用看得见的英文字母、数字和符号，不能有空格、汉字或全角字符；请改好后重填',
    };
  if (seed.length < 16)
    return { code: 'seed-too-short', message: `种子至少16个字符，现在只有${seed.length}个；请补足后重填` };
  return { code: 'seed-too-long', message: `种子最多200个字符，现在有${seed.length}个；请缩短后重填` };
}

/** A unit id is 1 to 64 of A-Z a-z 0-9 . _ : and -. Nothing when it is one. The words do not repeat it: it may be a name. */
export function checkUnitId(id: string): Refusal | undefined {
  if (ID.test(id)) return undefined;
  return {
    code: 'unit-id-malformed',
    message: `样本编号(${id.length}个字符)不合规：只能用英文字母、数字和 . _ : - ，1到64个字符；请检查编号是怎样生成的`,
  };
}

/**
 * A stratum or cluster code follows the rule of ids, or, with a character that is not ASCII, is any text in NFC of 1 to 64
 * characters without "|" and control characters. Nothing when it is one.
 */
export function checkCode(code: string): Refusal | undefined {
  const plain = ID.test(code);
  const wide =
    // oxlint-disable-next-line no-control-regex -- "not ASCII" is meant literally
    /[^\x00-\x7f]/.test(code) &&
    /^[^|\p{Cc}]{1,64}$/u.test(code) &&
    isWellFormed(code) &&
    code === code.normalize('NFC');
  if (plain || wide) return undefined;
  return {
    code: 'code-malformed',
    message: `层(群)代码“${shorten(code)}”不合规：1到64个字符，不能有竖线“|”和控制字符；只用英文时限字母、数字和 . _ : - ；请修改代码`,
    stratum: code,
  };
}

/** A start point is a ticket: 64 lower-case hex digits. Nothing when it is one. */
export function checkStart(start: string, stratum: string): Refusal | undefined {
  if (TICKET.test(start)) return undefined;
  return {
    code: 'start-malformed',
    message: `层“${stratum}”的起点应是64位小写十六进制数字，现在是${start.length}位“${shorten(start)}”；请从上一次抽样的清单里原样复制“下一起点”`,
    stratum,
  };
}

/** `unit`, or `unit:` and a draw code: people. Nothing when the scope is one. */
export function checkScope(scope: string): Refusal | undefined {
  if (scope === 'unit' || (scope.startsWith('unit:') && ID.test(scope.slice(5)))) return undefined;
  return {
    code: 'scope-malformed',
    message: `抽样范围“${shorten(scope)}”应为 unit 或 unit:抽样代号(代号用英文字母、数字和 . _ : - )；请修改`,
  };
}

/** Whether a text can be written as UTF-8, that is holds no half of a surrogate pair. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Whether a text has the form of a ticket: 64 lower-case hex digits. */
export function isTicket(text: string): boolean {
  return TICKET.test(text);
}

function shorten(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, '�');
  return clean.length > 40 ? `${clean.slice(0, 40)}…` : clean;
}

/**
 * Makes the tickets of one seed and scope. The key states and the fixed head of the message are computed once; a ticket
 * then costs two compressions (three for an id of more than about 40 characters), under a microsecond.
 *
 * Source: rule `prn-hmac-sha256/1`, HMAC from RFC 2104.
 */
export class TicketMaker {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;
  readonly #head: Uint8Array;
  /** The words of a block that begins with the head. */
  readonly #start = new Int32Array(16);
  readonly #block = new Int32Array(16);
  readonly #close = new Int32Array(16);
  readonly #result = new Int32Array(8);

  constructor(seed: string, scope: string) {
    const { inner, outer } = hmacStates(seed);
    this.#inner = inner;
    this.#outer = outer;
    this.#head = utf8(`prn1|${scope}|`);
    for (const [i, byte] of this.#head.entries()) if (i < 64) this.#start[i >> 2]! |= byte << (24 - ((i & 3) << 3));
    // The outer message is always an inner digest of 32 bytes: what follows it never changes.
    this.#close[8] = -0x80000000;
    this.#close[15] = (64 + 32) << 3;
  }

  /** T(scope, id) as hex. An id that is not ASCII is taken as UTF-8 in NFC. */
  hex(id: string): string {
    return hexOfWords(this.#words(id));
  }

  /** The first 52 bits (13 hex digits) as a whole number; they order tickets except in ties of 52 bits. */
  first52(id: string): number {
    const words = this.#words(id);
    return (words[0]! >>> 0) * 0x100000 + (words[1]! >>> 12);
  }

  /** u = (first 52 bits + 1/2) / 2^52: strictly between 0 and 1, exact in a double. */
  uniform(id: string): number {
    return uniformOfFirst52(this.first52(id));
  }

  #words(id: string): Int32Array {
    const from = this.#head.length;
    const length = from + id.length;
    if (length > 55) return this.#wordsOfLong(id);
    const block = this.#block;
    const start = this.#start;
    for (let i = 0; i < 15; i += 1) block[i] = start[i]!;
    let place = from >> 2;
    let shift = 24 - ((from & 3) << 3);
    let word = block[place]!;
    let all = 0;
    for (let i = 0; i < id.length; i += 1) {
      const code = id.charCodeAt(i);
      all |= code;
      word |= code << shift;
      if (shift === 0) {
        block[place] = word;
        place += 1;
        word = 0;
        shift = 32;
      }
      shift -= 8;
    }
    if (all > 0x7f) return this.#wordsOfLong(id);
    block[place] = word | (0x80 << shift);
    block[15] = (64 + length) << 3;
    compress(this.#inner, block, this.#result);
    return this.#outerOf(this.#result);
  }

  #wordsOfLong(id: string): Int32Array {
    return this.#outerOf(new Sha256(this.#inner, 64).update(this.#head).update(id.normalize('NFC')).digest());
  }

  /** The outer hash: one block that holds the inner digest. */
  #outerOf(digest: Int32Array): Int32Array {
    const block = this.#close;
    for (let i = 0; i < 8; i += 1) block[i] = digest[i]!;
    compress(this.#outer, block, this.#result);
    return this.#result;
  }
}

/** u of a ticket's first 52 bits. Source: rule `prn-hmac-sha256/1`. */
export function uniformOfFirst52(first52: number): number {
  return (first52 + 0.5) / 0x10000000000000;
}

/** T(scope, id) for a single id; for many, make a `TicketMaker`. Source: rule `prn-hmac-sha256/1`. */
export function ticket(seed: string, scope: string, id: string): string {
  return new TicketMaker(seed, scope).hex(id);
}

/**
 * The frame digest: SHA-256 of all ids sorted by bytes, each followed by a line feed. The order of the rows does not
 * matter; one id more, less or different does. Source: rule `prn-hmac-sha256/1`. Cost: one sort.
 */
export function frameDigest(ids: Iterable<string>): string {
  const sorted = [...ids].toSorted();
  const hash = new Sha256();
  for (let from = 0; from < sorted.length; from += 4096) hash.update(`${sorted.slice(from, from + 4096).join('\n')}\n`);
  return hexOfWords(hash.digest());
}

/**
 * The seed of an official draw: SHA-256 of "seed1|frame digest|public randomness|one-time code" in hex. Nobody can know it
 * before the public event, nobody can change the frame after it. Source: rule `prn-hmac-sha256/1`.
 */
export function deriveSeed(frameDigest: string, publicRandomness: string, oneTimeCode = ''): string {
  return sha256Hex(`seed1|${frameDigest}|${publicRandomness}|${oneTimeCode}`);
}
