/**
 * SHA-256 and HMAC-SHA-256 on plain arrays, so that a draw gives the same bytes in Node, in a browser and in a worker.
 *
 * Promise: the digests of FIPS 180-4 and RFC 2104, for any bytes. It never touches the platform's crypto, never keeps a key
 * longer than the object that was made from it, and is not meant for passwords.
 */

const K = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

const INITIAL = Int32Array.from([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** Turned to the right by n bits; small enough to be inlined into the rounds. */
function right(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

/**
 * One compression step of SHA-256: mixes the block of 16 words into the state `from` and writes the result to `to` (which may
 * be `from`). Four sweeps of sixteen rounds: the message schedule and the state live in variables, which no array can be as
 * fast as, and instead of moving eight values a round the rounds change places. Source: FIPS 180-4, 6.2.2. Cost: constant.
 */
export function compress(from: Int32Array, block: Int32Array, to: Int32Array): void {
  let w0 = block[0]!;
  let w1 = block[1]!;
  let w2 = block[2]!;
  let w3 = block[3]!;
  let w4 = block[4]!;
  let w5 = block[5]!;
  let w6 = block[6]!;
  let w7 = block[7]!;
  let w8 = block[8]!;
  let w9 = block[9]!;
  let w10 = block[10]!;
  let w11 = block[11]!;
  let w12 = block[12]!;
  let w13 = block[13]!;
  let w14 = block[14]!;
  let w15 = block[15]!;
  let a = from[0]!;
  let b = from[1]!;
  let c = from[2]!;
  let d = from[3]!;
  let e = from[4]!;
  let f = from[5]!;
  let g = from[6]!;
  let h = from[7]!;
  for (let k = 0; ; k += 16) {
    h = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + (g ^ (e & (f ^ g))) + K[k]! + w0) | 0;
    d = (d + h) | 0;
    h = (h + (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (c & (a ^ b)))) | 0;
    g = (g + (right(d, 6) ^ right(d, 11) ^ right(d, 25)) + (f ^ (d & (e ^ f))) + K[k + 1]! + w1) | 0;
    c = (c + g) | 0;
    g = (g + (right(h, 2) ^ right(h, 13) ^ right(h, 22)) + ((h & a) ^ (b & (h ^ a)))) | 0;
    f = (f + (right(c, 6) ^ right(c, 11) ^ right(c, 25)) + (e ^ (c & (d ^ e))) + K[k + 2]! + w2) | 0;
    b = (b + f) | 0;
    f = (f + (right(g, 2) ^ right(g, 13) ^ right(g, 22)) + ((g & h) ^ (a & (g ^ h)))) | 0;
    e = (e + (right(b, 6) ^ right(b, 11) ^ right(b, 25)) + (d ^ (b & (c ^ d))) + K[k + 3]! + w3) | 0;
    a = (a + e) | 0;
    e = (e + (right(f, 2) ^ right(f, 13) ^ right(f, 22)) + ((f & g) ^ (h & (f ^ g)))) | 0;
    d = (d + (right(a, 6) ^ right(a, 11) ^ right(a, 25)) + (c ^ (a & (b ^ c))) + K[k + 4]! + w4) | 0;
    h = (h + d) | 0;
    d = (d + (right(e, 2) ^ right(e, 13) ^ right(e, 22)) + ((e & f) ^ (g & (e ^ f)))) | 0;
    c = (c + (right(h, 6) ^ right(h, 11) ^ right(h, 25)) + (b ^ (h & (a ^ b))) + K[k + 5]! + w5) | 0;
    g = (g + c) | 0;
    c = (c + (right(d, 2) ^ right(d, 13) ^ right(d, 22)) + ((d & e) ^ (f & (d ^ e)))) | 0;
    b = (b + (right(g, 6) ^ right(g, 11) ^ right(g, 25)) + (a ^ (g & (h ^ a))) + K[k + 6]! + w6) | 0;
    f = (f + b) | 0;
    b = (b + (right(c, 2) ^ right(c, 13) ^ right(c, 22)) + ((c & d) ^ (e & (c ^ d)))) | 0;
    a = (a + (right(f, 6) ^ right(f, 11) ^ right(f, 25)) + (h ^ (f & (g ^ h))) + K[k + 7]! + w7) | 0;
    e = (e + a) | 0;
    a = (a + (right(b, 2) ^ right(b, 13) ^ right(b, 22)) + ((b & c) ^ (d & (b ^ c)))) | 0;
    h = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + (g ^ (e & (f ^ g))) + K[k + 8]! + w8) | 0;
    d = (d + h) | 0;
    h = (h + (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (c & (a ^ b)))) | 0;
    g = (g + (right(d, 6) ^ right(d, 11) ^ right(d, 25)) + (f ^ (d & (e ^ f))) + K[k + 9]! + w9) | 0;
    c = (c + g) | 0;
    g = (g + (right(h, 2) ^ right(h, 13) ^ right(h, 22)) + ((h & a) ^ (b & (h ^ a)))) | 0;
    f = (f + (right(c, 6) ^ right(c, 11) ^ right(c, 25)) + (e ^ (c & (d ^ e))) + K[k + 10]! + w10) | 0;
    b = (b + f) | 0;
    f = (f + (right(g, 2) ^ right(g, 13) ^ right(g, 22)) + ((g & h) ^ (a & (g ^ h)))) | 0;
    e = (e + (right(b, 6) ^ right(b, 11) ^ right(b, 25)) + (d ^ (b & (c ^ d))) + K[k + 11]! + w11) | 0;
    a = (a + e) | 0;
    e = (e + (right(f, 2) ^ right(f, 13) ^ right(f, 22)) + ((f & g) ^ (h & (f ^ g)))) | 0;
    d = (d + (right(a, 6) ^ right(a, 11) ^ right(a, 25)) + (c ^ (a & (b ^ c))) + K[k + 12]! + w12) | 0;
    h = (h + d) | 0;
    d = (d + (right(e, 2) ^ right(e, 13) ^ right(e, 22)) + ((e & f) ^ (g & (e ^ f)))) | 0;
    c = (c + (right(h, 6) ^ right(h, 11) ^ right(h, 25)) + (b ^ (h & (a ^ b))) + K[k + 13]! + w13) | 0;
    g = (g + c) | 0;
    c = (c + (right(d, 2) ^ right(d, 13) ^ right(d, 22)) + ((d & e) ^ (f & (d ^ e)))) | 0;
    b = (b + (right(g, 6) ^ right(g, 11) ^ right(g, 25)) + (a ^ (g & (h ^ a))) + K[k + 14]! + w14) | 0;
    f = (f + b) | 0;
    b = (b + (right(c, 2) ^ right(c, 13) ^ right(c, 22)) + ((c & d) ^ (e & (c ^ d)))) | 0;
    a = (a + (right(f, 6) ^ right(f, 11) ^ right(f, 25)) + (h ^ (f & (g ^ h))) + K[k + 15]! + w15) | 0;
    e = (e + a) | 0;
    a = (a + (right(b, 2) ^ right(b, 13) ^ right(b, 22)) + ((b & c) ^ (d & (b ^ c)))) | 0;
    if (k === 48) break;
    w0 = (w0 + (right(w1, 7) ^ right(w1, 18) ^ (w1 >>> 3)) + w9 + (right(w14, 17) ^ right(w14, 19) ^ (w14 >>> 10))) | 0;
    w1 =
      (w1 + (right(w2, 7) ^ right(w2, 18) ^ (w2 >>> 3)) + w10 + (right(w15, 17) ^ right(w15, 19) ^ (w15 >>> 10))) | 0;
    w2 = (w2 + (right(w3, 7) ^ right(w3, 18) ^ (w3 >>> 3)) + w11 + (right(w0, 17) ^ right(w0, 19) ^ (w0 >>> 10))) | 0;
    w3 = (w3 + (right(w4, 7) ^ right(w4, 18) ^ (w4 >>> 3)) + w12 + (right(w1, 17) ^ right(w1, 19) ^ (w1 >>> 10))) | 0;
    w4 = (w4 + (right(w5, 7) ^ right(w5, 18) ^ (w5 >>> 3)) + w13 + (right(w2, 17) ^ right(w2, 19) ^ (w2 >>> 10))) | 0;
    w5 = (w5 + (right(w6, 7) ^ right(w6, 18) ^ (w6 >>> 3)) + w14 + (right(w3, 17) ^ right(w3, 19) ^ (w3 >>> 10))) | 0;
    w6 = (w6 + (right(w7, 7) ^ right(w7, 18) ^ (w7 >>> 3)) + w15 + (right(w4, 17) ^ right(w4, 19) ^ (w4 >>> 10))) | 0;
    w7 = (w7 + (right(w8, 7) ^ right(w8, 18) ^ (w8 >>> 3)) + w0 + (right(w5, 17) ^ right(w5, 19) ^ (w5 >>> 10))) | 0;
    w8 = (w8 + (right(w9, 7) ^ right(w9, 18) ^ (w9 >>> 3)) + w1 + (right(w6, 17) ^ right(w6, 19) ^ (w6 >>> 10))) | 0;
    w9 = (w9 + (right(w10, 7) ^ right(w10, 18) ^ (w10 >>> 3)) + w2 + (right(w7, 17) ^ right(w7, 19) ^ (w7 >>> 10))) | 0;
    w10 =
      (w10 + (right(w11, 7) ^ right(w11, 18) ^ (w11 >>> 3)) + w3 + (right(w8, 17) ^ right(w8, 19) ^ (w8 >>> 10))) | 0;
    w11 =
      (w11 + (right(w12, 7) ^ right(w12, 18) ^ (w12 >>> 3)) + w4 + (right(w9, 17) ^ right(w9, 19) ^ (w9 >>> 10))) | 0;
    w12 =
      (w12 + (right(w13, 7) ^ right(w13, 18) ^ (w13 >>> 3)) + w5 + (right(w10, 17) ^ right(w10, 19) ^ (w10 >>> 10))) |
      0;
    w13 =
      (w13 + (right(w14, 7) ^ right(w14, 18) ^ (w14 >>> 3)) + w6 + (right(w11, 17) ^ right(w11, 19) ^ (w11 >>> 10))) |
      0;
    w14 =
      (w14 + (right(w15, 7) ^ right(w15, 18) ^ (w15 >>> 3)) + w7 + (right(w12, 17) ^ right(w12, 19) ^ (w12 >>> 10))) |
      0;
    w15 =
      (w15 + (right(w0, 7) ^ right(w0, 18) ^ (w0 >>> 3)) + w8 + (right(w13, 17) ^ right(w13, 19) ^ (w13 >>> 10))) | 0;
  }
  to[0] = (from[0]! + a) | 0;
  to[1] = (from[1]! + b) | 0;
  to[2] = (from[2]! + c) | 0;
  to[3] = (from[3]! + d) | 0;
  to[4] = (from[4]! + e) | 0;
  to[5] = (from[5]! + f) | 0;
  to[6] = (from[6]! + g) | 0;
  to[7] = (from[7]! + h) | 0;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The eight words of a digest as 64 lower-case hex digits. */
export function hexOfWords(words: Int32Array): string {
  let text = '';
  for (let i = 0; i < 8; i += 1) {
    const word = words[i]!;
    text += HEX[word >>> 24]! + HEX[(word >>> 16) & 255]! + HEX[(word >>> 8) & 255]! + HEX[word & 255]!;
  }
  return text;
}

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. Source: RFC 3629. Cost: one pass. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let n = 0;
  for (let i = 0; i < text.length; i += 1) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xe000) {
      const low = code < 0xdc00 ? text.charCodeAt(i + 1) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i += 1;
      } else code = 0xfffd;
    }
    if (code < 0x80) bytes[n++] = code;
    else {
      if (code < 0x800) bytes[n++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) bytes[n++] = 0xe0 | (code >> 12);
        else {
          bytes[n++] = 0xf0 | (code >> 18);
          bytes[n++] = 0x80 | ((code >> 12) & 63);
        }
        bytes[n++] = 0x80 | ((code >> 6) & 63);
      }
      bytes[n++] = 0x80 | (code & 63);
    }
  }
  return bytes.subarray(0, n);
}

/** A running SHA-256: feed it bytes or text in pieces, take the digest once. Cost: linear in the bytes fed. */
export class Sha256 {
  readonly #state: Int32Array;
  readonly #w = new Int32Array(16);
  /** Bytes waiting in the block, and all bytes so far. */
  #filled = 0;
  #length: number;

  /** `state` and `length`: carry on from a state reached after that many bytes (whole blocks); HMAC uses it for its key. */
  constructor(state: Int32Array = INITIAL, length = 0) {
    this.#state = Int32Array.from(state);
    this.#length = length;
  }

  update(piece: string | Uint8Array): this {
    const bytes = typeof piece === 'string' ? utf8(piece) : piece;
    for (const byte of bytes) this.#push(byte);
    this.#length += bytes.length;
    return this;
  }

  /** The state after the bytes so far; only whole blocks have one. */
  midState(): Int32Array {
    if (this.#filled !== 0) throw new Error('a SHA-256 state exists only after whole blocks');
    return Int32Array.from(this.#state);
  }

  digest(): Int32Array {
    const bits = this.#length * 8;
    this.#push(0x80);
    while (this.#filled !== 56) this.#push(0);
    this.#w[14] = Math.floor(bits / 0x100000000);
    this.#w[15] = bits | 0;
    compress(this.#state, this.#w, this.#state);
    return this.#state;
  }

  #push(byte: number): void {
    const place = this.#filled >> 2;
    this.#w[place] =
      (this.#filled & 3) === 0 ? byte << 24 : this.#w[place]! | (byte << (24 - ((this.#filled & 3) << 3)));
    this.#filled += 1;
    if (this.#filled === 64) {
      compress(this.#state, this.#w, this.#state);
      this.#filled = 0;
    }
  }
}

/** SHA-256 of a text (as UTF-8) or of bytes, in hex. Source: FIPS 180-4. Cost: linear, about 5 ns a byte. */
export function sha256Hex(message: string | Uint8Array): string {
  return hexOfWords(new Sha256().update(message).digest());
}

/**
 * The two states an HMAC key leaves behind: after the inner and after the outer padded key. Every message under the key
 * starts from them, which halves the cost of a short message. Source: RFC 2104, section 4.
 */
export function hmacStates(key: string | Uint8Array): { readonly inner: Int32Array; readonly outer: Int32Array } {
  let bytes = typeof key === 'string' ? utf8(key) : key;
  if (bytes.length > 64) bytes = bytesOfWords(new Sha256().update(bytes).digest());
  const padded = (pad: number) => {
    const block = new Uint8Array(64).fill(pad);
    for (let i = 0; i < bytes.length; i += 1) block[i]! ^= bytes[i]!;
    return new Sha256().update(block).midState();
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/** HMAC-SHA-256 in hex. Source: RFC 2104. Cost: four blocks for a short message. */
export function hmacSha256Hex(key: string | Uint8Array, message: string | Uint8Array): string {
  const { inner, outer } = hmacStates(key);
  const first = new Sha256(inner, 64).update(message).digest();
  return hexOfWords(new Sha256(outer, 64).update(bytesOfWords(first)).digest());
}

function bytesOfWords(words: Int32Array): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) bytes[i] = words[i >> 2]! >>> (24 - ((i & 3) << 3));
  return bytes;
}
