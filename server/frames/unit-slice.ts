/**
 * Consecutive persons of a list as PostgreSQL is told of them: sealed blocks, and the texts of its arrays.
 *
 * Promise: ciphertext, keyed digests, genders and cities, and nothing else. Digests are written as bytes of digits: a million texts
 * of them would be made only to be joined and thrown away.
 */
import { UNIT_ID_DIGITS } from './unit-id.ts';
import type { JudgeMessage } from './worker-asks.ts';

export interface Sealed {
  readonly head: JudgeMessage;
  readonly bytes?: Uint8Array;
}

/** 16 bytes. */
const INDEX_DIGITS = 32;

export class UnitSliceDraft {
  readonly blocks: Buffer[] = [];
  readonly #first: number;
  readonly #ids = new DigestArray(UNIT_ID_DIGITS);
  readonly #genders: string[] = [];
  readonly #cities: string[] = [];
  readonly #indexOrdinals: number[] = [];
  readonly #indexes = new DigestArray(INDEX_DIGITS);

  /** `first`: ordinal of the first person. */
  constructor(first: number) {
    this.#first = first;
  }

  /** `id`: words of the digest it is the beginning of. */
  add(id: Int32Array, gender: string | null, city: string | null): void {
    this.#ids.add(id);
    this.#genders.push(gender ?? 'NULL');
    this.#cities.push(city === null ? 'NULL' : `"${city}"`);
  }

  addIndex(ordinal: number, index: Int32Array): void {
    this.#indexOrdinals.push(ordinal);
    this.#indexes.add(index);
  }

  sealed(list: number): Sealed {
    const literal = (items: readonly (string | number)[]): Buffer => Buffer.from(`{${items.join(',')}}`);
    const ids = this.#ids.literal();
    const genders = literal(this.#genders);
    const cities = literal(this.#cities);
    const indexOrdinals = literal(this.#indexOrdinals);
    const indexes = this.#indexes.literal();
    return {
      head: {
        kind: 'units',
        list,
        first: this.#first,
        last: this.#first + this.#genders.length - 1,
        blocks: this.blocks.map(({ length }) => length),
        texts: [ids.length, genders.length, cities.length, indexOrdinals.length, indexes.length],
      },
      bytes: Buffer.concat([...this.blocks, ids, genders, cities, indexOrdinals, indexes]),
    };
  }
}

const DIGITS = Buffer.from('0123456789abcdef');
const [OPEN, CLOSE, COMMA] = Buffer.from('{},');
const GROWTH = 4096;

/** The beginnings of digests in hex, as the text of an array. */
class DigestArray {
  readonly #digits: number;
  #bytes: Buffer;
  #length = 0;

  constructor(digits: number) {
    this.#digits = digits;
    this.#bytes = Buffer.allocUnsafe((digits + 1) * GROWTH + 1);
  }

  add(words: Int32Array): void {
    const digits = this.#digits;
    if (this.#length + digits + 2 > this.#bytes.length) this.#grow();
    const bytes = this.#bytes;
    bytes[this.#length] = this.#length === 0 ? OPEN! : COMMA!;
    const at = this.#length + 1;
    for (let digit = 0; digit < digits; digit += 1)
      bytes[at + digit] = DIGITS[(words[digit >> 3]! >>> (28 - ((digit & 7) << 2))) & 15]!;
    this.#length = at + digits;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }

  literal(): Buffer {
    if (this.#length === 0) return Buffer.from('{}');
    this.#bytes[this.#length] = CLOSE!;
    return this.#bytes.subarray(0, this.#length + 1);
  }
}
