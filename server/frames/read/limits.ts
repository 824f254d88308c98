/**
 * How much a reader may swallow, and the meter that measures it.
 *
 * Promise: sizes are measured as bytes come out of the decompressor; what a file declares about itself is never believed.
 */
import { Unreadable } from './refusal.ts';

const MIB = 1024 * 1024;
const PROGRESS_EVERY = 4096;

export interface ReadLimits {
  /** Bytes of one file as sent. */
  readonly fileBytes: number;
  /** Files in a package. */
  readonly packageEntries: number;
  /** Parts in a workbook. */
  readonly workbookParts: number;
  /** Bytes decompressed in all, over all files of one call. */
  readonly totalBytes: number;
  /** Decompressed to compressed, for parts that grow above `ratioFloorBytes`. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
  /** Data rows the judge accepts; readers stop well above it, since only the judge knows which rows are data rows. */
  readonly rows: number;
  /** Cells, texts and other things held in memory, in bytes as estimated by the readers. */
  readonly heldBytes: number;
}

export const READ_LIMITS: ReadLimits = {
  fileBytes: 200 * MIB,
  packageEntries: 200,
  workbookParts: 5_000,
  totalBytes: 2048 * MIB,
  ratio: 200,
  ratioFloorBytes: 10 * MIB,
  rows: 1_100_000,
  heldBytes: 1024 * MIB,
};

/** Counts over one whole call; every reader of the call shares it. */
export class Meter {
  readonly limits: ReadLimits;
  #unpacked = 0;
  #held = 0;
  #rows = 0;
  readonly #progress: ((rows: number) => void) | undefined;

  constructor(limits: ReadLimits, progress?: (rows: number) => void) {
    this.limits = limits;
    this.#progress = progress;
  }

  /** `bytes` more came out of a part that has grown to `partBytes` from `packedBytes`. */
  unpacked(bytes: number, partBytes: number, packedBytes: number): void {
    this.measured(partBytes, packedBytes);
    this.#unpacked += bytes;
    if (this.#unpacked > this.limits.totalBytes) throw new Unreadable('limit-size');
  }

  /** The same limits for a part that is only measured, and will be unpacked again. */
  measured(partBytes: number, packedBytes: number): void {
    if (this.isBomb(partBytes, packedBytes)) throw new Unreadable('limit-ratio');
    if (partBytes > this.limits.totalBytes) throw new Unreadable('limit-size');
  }

  isBomb(partBytes: number, packedBytes: number): boolean {
    return partBytes > this.limits.ratioFloorBytes && partBytes > this.limits.ratio * packedBytes;
  }

  /** `bytes` more are kept in memory. */
  held(bytes: number): void {
    this.#held += bytes;
    if (this.#held > this.limits.heldBytes) throw new Unreadable('limit-size', '单元格与文字的总量');
  }

  /** One more row with content. Titles, footers and hidden rows are no data rows, so twice the limit is the reader's end. */
  row(): void {
    this.#rows += 1;
    if (this.#progress && this.#rows % PROGRESS_EVERY === 0) this.#progress(this.#rows);
    if (this.#rows > 2 * this.limits.rows + 10_000) throw new Unreadable('limit-rows');
  }
}
