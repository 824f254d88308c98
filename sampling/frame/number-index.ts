/**
 * From numbers to the rows that hold them, for lists of a million rows: flat tables instead of a map of objects.
 *
 * Promise: keys are finite numbers, values small integers; values of a key come back in the order they were added.
 */

const smallest = 1024;

export class NumberIndex {
  #keys = new Float64Array(smallest);
  /** Entry of each slot's first and last value, plus one; 0 is an empty slot. */
  #first = new Int32Array(smallest);
  #last = new Int32Array(smallest);
  #values = new Int32Array(smallest);
  /** Next entry of the same key, plus one. */
  #next = new Int32Array(smallest);
  #entries = 0;
  #slots = 0;
  readonly #shared: number[] = [];

  /** Keys with more than one value, in the order they got their second. */
  get shared(): readonly number[] {
    return this.#shared;
  }

  /** Constant time on average. */
  add(key: number, value: number): void {
    if (this.#entries === this.#values.length) this.#growEntries();
    if (this.#slots * 2 >= this.#keys.length) this.#growSlots();
    const slot = this.#slotOf(key);
    const entry = this.#entries;
    this.#values[entry] = value;
    this.#entries += 1;
    if (this.#first[slot] === 0) {
      this.#keys[slot] = key;
      this.#first[slot] = entry + 1;
      this.#slots += 1;
    } else {
      if (this.#first[slot] === this.#last[slot]) this.#shared.push(key);
      this.#next[(this.#last[slot] ?? 0) - 1] = entry + 1;
    }
    this.#last[slot] = entry + 1;
  }

  /** Values of a key. */
  valuesOf(key: number): number[] {
    const values: number[] = [];
    for (let entry = this.#first[this.#slotOf(key)] ?? 0; entry !== 0; entry = this.#next[entry - 1] ?? 0) {
      values.push(this.#values[entry - 1] ?? 0);
    }
    return values;
  }

  *keys(): Generator<number> {
    for (let slot = 0; slot < this.#keys.length; slot += 1) if (this.#first[slot] !== 0) yield this.#keys[slot] ?? 0;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let hash = Math.imul(key >>> 0, 0x9e3779b1) ^ Math.imul((key / 4_294_967_296) >>> 0, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.#first[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #growEntries(): void {
    this.#values = grown(this.#values);
    this.#next = grown(this.#next);
  }

  #growSlots(): void {
    const [keys, first, last] = [this.#keys, this.#first, this.#last];
    this.#keys = new Float64Array(keys.length * 2);
    this.#first = new Int32Array(keys.length * 2);
    this.#last = new Int32Array(keys.length * 2);
    for (let at = 0; at < keys.length; at += 1) {
      if (first[at] === 0) continue;
      const key = keys[at] ?? 0;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#first[slot] = first[at] ?? 0;
      this.#last[slot] = last[at] ?? 0;
    }
  }
}

function grown(table: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(table.length * 2);
  larger.set(table);
  return larger;
}

/** A number for two texts together: 53 bits of two hashes, so that equal numbers nearly always mean equal texts. */
export function hashOf(first: string, second: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < first.length; at += 1) {
    const code = first.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high + code, 0x5bd1e995) ^ (high >>> 13);
  }
  low = Math.imul(low ^ 0x1f, 0x01000193);
  for (let at = 0; at < second.length; at += 1) {
    const code = second.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high + code, 0x5bd1e995) ^ (high >>> 13);
  }
  return (low >>> 0) * 2_097_152 + (high >>> 11);
}
