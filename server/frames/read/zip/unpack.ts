/**
 * Unpacking of one zip entry, chunk by chunk.
 *
 * Promise: every byte that comes out is metered before it is handed on; the checksum is compared at the end. Never holds
 * more than a chunk.
 */
import { crc32, createInflateRaw } from 'node:zlib';
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';

export interface PackedPart {
  readonly packed: Buffer;
  readonly deflated: boolean;
  /** Undefined where another check vouches for the bytes (AES). */
  readonly crc: number | undefined;
}

const CHUNK = 128 * 1024;

export async function* unpack(part: PackedPart, meter: Meter): AsyncGenerator<Buffer, void, void> {
  const source = part.deflated ? new Inflation(part.packed) : undefined;
  let size = 0;
  let crc = 0;
  let measured = false;
  for await (const chunk of source ?? slices(part.packed)) {
    size += chunk.length;
    meter.unpacked(chunk.length, size, part.packed.length);
    if (source && !measured && meter.isBomb(size, source.consumed)) {
      // So far it grows like a bomb: look ahead to its end before anybody labours over its content.
      measured = true;
      await measure(part.packed, meter);
    }
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (part.crc !== undefined && crc !== part.crc) throw new Unreadable('corrupt-file');
}

async function measure(packed: Buffer, meter: Meter): Promise<void> {
  let size = 0;
  for await (const chunk of new Inflation(packed)) {
    size += chunk.length;
    meter.measured(size, packed.length);
  }
}

/** The whole part in one piece, which counts as a file. */
export async function unpackWhole(part: PackedPart, meter: Meter): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpack(part, meter)) {
    size += chunk.length;
    if (size > meter.limits.fileBytes) throw new Unreadable('limit-file-size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Unpacks to nowhere: to measure what nobody reads, or to learn whether a damaged part also breaks a limit. */
export async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) void chunk;
}

class Inflation {
  readonly #stream = createInflateRaw({ chunkSize: CHUNK });

  constructor(packed: Buffer) {
    this.#stream.end(packed);
  }

  /** Packed bytes used so far. */
  get consumed(): number {
    return this.#stream.bytesWritten;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    const chunks: AsyncIterable<Buffer> = this.#stream;
    try {
      yield* chunks;
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
        throw new Unreadable('corrupt-file');
      }
      throw error;
    }
  }
}

function* slices(bytes: Buffer): Generator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}
