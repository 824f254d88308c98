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

/**
 * One compression step of SHA-256: mixes the block in `w[0..15]` into the state `from` and writes the result to `to`
 * (which may be `from`). `w` has 64 places; places 16 to 63 are overwritten. Source: FIPS 180-4, 6.2.2. Cost: constant.
 */
export function compress(from: Int32Array, w: Int32Array, to: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let a = from[0]!;
  let b = from[1]!;
  let c = from[2]!;
  let d = from[3]!;
  let e = from[4]!;
  let f = from[5]!;
  let g = from[6]!;
  let h = from[7]!;
  const [a0, b0, c0, d0, e0, f0, g0, h0] = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (c & (a ^ b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  to[0] = (a0 + a) | 0;
  to[1] = (b0 + b) | 0;
  to[2] = (c0 + c) | 0;
  to[3] = (d0 + d) | 0;
  to[4] = (e0 + e) | 0;
  to[5] = (f0 + f) | 0;
  to[6] = (g0 + g) | 0;
  to[7] = (h0 + h) | 0;
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
  readonly #w = new Int32Array(64);
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
