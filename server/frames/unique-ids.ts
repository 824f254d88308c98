/**
 * That no unit id stands twice in a list, proven where the ids are made, and not by an index of the database with an entry for each.
 *
 * Promise: exact, in 12 bytes an id.
 */

export class UniqueIds {
  #heads = new Float64Array(1024);
  #tails = new Uint32Array(1024);
  #length = 0;

  /** An id of 20 hex digits: the first 80 bits of a digest's words. */
  add(words: Int32Array): void {
    if (this.#length === this.#heads.length) {
      const [heads, tails] = [this.#heads, this.#tails];
      this.#heads = new Float64Array(this.#length * 2);
      this.#heads.set(heads);
      this.#tails = new Uint32Array(this.#length * 2);
      this.#tails.set(tails);
    }
    // A double holds 52 bits exactly; the other 28 fit into a word.
    this.#heads[this.#length] = (words[0]! >>> 0) * 0x100000 + (words[1]! >>> 12);
    this.#tails[this.#length] = ((words[1]! & 0xfff) << 16) | (words[2]! >>> 16);
    this.#length += 1;
  }

  /** Throws when an id was added twice. Cost: one sort. */
  prove(): void {
    const heads = this.#heads.subarray(0, this.#length);
    const sorted = heads.toSorted();
    const shared = new Set<number>();
    for (let at = 1; at < sorted.length; at += 1) if (sorted[at] === sorted[at - 1]) shared.add(sorted[at]!);
    if (shared.size === 0) return;
    const seen = new Set<string>();
    for (const [at, head] of heads.entries()) {
      if (!shared.has(head)) continue;
      const id = `${head} ${this.#tails[at]}`;
      if (seen.has(id)) throw new Error('an id stands twice in a list');
      seen.add(id);
    }
  }
}
