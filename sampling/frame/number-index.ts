/**
 * From numbers to the rows that hold them, for lists of a million rows: flat tables instead of a map of objects.
 *
 * Promise: keys are finite numbers, values small integers; values of a key come back in the order they were added.
 */

const smallest = 1024;

export class NumberIndex {
  /** First entry of the key of each slot, plus one; 0 is an empty slot. */
  #slots = new Int32Array(smallest);
  #taken = 0;
  /** By entry. */
  #keys = new Float64Array(smallest);
  #values = new Int32Array(smallest);
  /** Next entry of the same key, plus one. */
  #next = new Int32Array(smallest);
  /** Of the first entry of a key the last one, plus one; of others 0. */
  #last = new Int32Array(smallest);
  #entries = 0;
  readonly #shared: number[] = [];

  /** Keys with more than one value, in the order they got their second. */
  get shared(): readonly number[] {
    return this.#shared;
  }

  /** Constant time on average. */
  add(key: number, value: number): void {
    if (this.#entries === this.#values.length) this.#growEntries();
    if (this.#taken * 2 >= this.#slots.length) this.#growSlots();
    const slot = this.#slotOf(key);
    const entry = this.#entries;
    this.#keys[entry] = key;
    this.#values[entry] = value;
    this.#entries += 1;
    const first = (this.#slots[slot] ?? 0) - 1;
    if (first < 0) {
      this.#slots[slot] = entry + 1;
      this.#last[entry] = entry + 1;
      this.#taken += 1;
      return;
    }
    const last = (this.#last[first] ?? 0) - 1;
    if (last === first) this.#shared.push(key);
    this.#next[last] = entry + 1;
    this.#last[first] = entry + 1;
  }

  /** Values of a key. */
  valuesOf(key: number): number[] {
    const values: number[] = [];
    for (let entry = this.#slots[this.#slotOf(key)] ?? 0; entry !== 0; entry = this.#next[entry - 1] ?? 0) {
      values.push(this.#values[entry - 1] ?? 0);
    }
    return values;
  }

  /** Each key once, in the order they came. */
  *keys(): Generator<number> {
    for (let entry = 0; entry < this.#entries; entry += 1) if (this.#last[entry] !== 0) yield this.#keys[entry] ?? 0;
  }

  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(key >>> 0, 0x9e3779b1) ^ Math.imul((key / 4_294_967_296) >>> 0, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (;;) {
      const first = this.#slots[slot] ?? 0;
      if (first === 0 || this.#keys[first - 1] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #growEntries(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#values = grown(this.#values);
    this.#next = grown(this.#next);
    this.#last = grown(this.#last);
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#entries; entry += 1)
      if (this.#last[entry] !== 0) this.#slots[this.#slotOf(this.#keys[entry] ?? 0)] = entry + 1;
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
