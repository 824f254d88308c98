/**
 * Texts of a BIFF8 stream: 8 or 16 bits a character, rich, with phonetic data behind, cut in pieces at record boundaries.
 */
import { Unreadable } from '../refusal.ts';

/** Where a run of a rich text begins (in characters) and its font. */
export interface FontRun {
  readonly from: number;
  readonly font: number;
}

export interface BiffText {
  readonly text: string;
  readonly runs: readonly FontRun[];
}

/** A record together with its CONTINUE records. */
export class SegmentReader {
  readonly #segments: readonly Buffer[];
  #index = 0;
  #at = 0;

  constructor(segments: readonly Buffer[]) {
    this.#segments = segments;
  }

  skip(count: number): void {
    let left = count;
    while (left > 0) {
      const room = this.#room();
      const step = Math.min(left, room);
      this.#at += step;
      left -= step;
    }
  }

  u8(): number {
    this.#room();
    this.#at += 1;
    return this.#segments[this.#index]![this.#at - 1]!;
  }

  u16(): number {
    const low = this.u8();
    return low | (this.u8() << 8);
  }

  u32(): number {
    const low = this.u16();
    return low + this.u16() * 0x10000;
  }

  /** Characters; at a record boundary a new byte tells how wide the rest are. */
  characters(count: number, wideAtFirst: boolean): string {
    let wide = wideAtFirst;
    let left = count;
    let text = '';
    while (left > 0) {
      if (this.#at >= this.#segments[this.#index]!.length) {
        this.#room();
        wide = (this.u8() & 1) !== 0;
        continue;
      }
      const segment = this.#segments[this.#index]!;
      const width = wide ? 2 : 1;
      const fit = Math.min(left, Math.floor((segment.length - this.#at) / width));
      if (fit === 0) throw new Unreadable('corrupt-file');
      text += segment.toString(wide ? 'utf16le' : 'latin1', this.#at, this.#at + fit * width);
      this.#at += fit * width;
      left -= fit;
    }
    return text;
  }

  /** A text whose length stands before it in 16 bits. */
  text(): BiffText {
    const length = this.u16();
    const flags = this.u8();
    const runCount = flags & 8 ? this.u16() : 0;
    const phoneticBytes = flags & 4 ? this.u32() : 0;
    const text = this.characters(length, (flags & 1) !== 0);
    const runs: FontRun[] = [];
    for (let i = 0; i < runCount; i += 1) runs.push({ from: this.u16(), font: this.u16() });
    this.skip(phoneticBytes);
    return { text, runs };
  }

  /** Bytes left in the current segment, after moving on to the next one if it is used up. */
  #room(): number {
    while (this.#at >= (this.#segments[this.#index]?.length ?? 0)) {
      this.#index += 1;
      this.#at = 0;
      if (this.#index >= this.#segments.length) throw new Unreadable('corrupt-file');
    }
    return this.#segments[this.#index]!.length - this.#at;
  }
}
