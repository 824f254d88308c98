/**
 * The table of contents of a zip: what entries there are, what they are called, where their packed bytes lie.
 *
 * Promise: reads the central directory only (ZIP64 included), in time proportional to the entries, and refuses what points
 * outside the file. Never unpacks anything; never believes a size for more than finding the packed bytes.
 */
import { crc32 } from 'node:zlib';
import { Unreadable } from '../refusal.ts';

export interface ZipEntry {
  /** Decoded, with `/` as separator. */
  readonly name: string;
  readonly directory: boolean;
  readonly encrypted: boolean;
  /** Bit 6 or 13 of the flags: PKWARE strong encryption, which only its own tools open. */
  readonly stronglyEncrypted: boolean;
  /** 0 stored, 8 deflated, 99 WinZip AES. */
  readonly method: number;
  readonly crc: number;
  /** High byte of the DOS time: the check byte of ZipCrypto when a descriptor follows the data. */
  readonly timeCheck: number;
  readonly hasDescriptor: boolean;
  readonly packedSize: number;
  readonly headerOffset: number;
  readonly extra: Buffer;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly comment: string;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** Throws corrupt-file, or limit-entries as soon as there are more than `maxEntries`. */
export function readDirectory(bytes: Buffer, maxEntries: number): ZipDirectory {
  const end = findEnd(bytes);
  const comment = decodeName(bytes.subarray(end + 22, end + 22 + bytes.readUInt16LE(end + 20)), false, undefined);
  let count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator >= 0 && bytes.readUInt32LE(locator) === END64_LOCATOR) {
    const end64 = Number(bytes.readBigUInt64LE(locator + 8));
    if (end64 + 56 > bytes.length || bytes.readUInt32LE(end64) !== END64) throw new Unreadable('corrupt-file');
    count = Number(bytes.readBigUInt64LE(end64 + 32));
    at = Number(bytes.readBigUInt64LE(end64 + 48));
  }
  const entries: ZipEntry[] = [];
  while (at + 46 <= end && bytes.readUInt32LE(at) === CENTRAL) {
    if (entries.length === maxEntries) throw new Unreadable('limit-entries');
    const next = at + 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw new Unreadable('corrupt-file');
    entries.push(readEntry(bytes, at));
    at = next;
  }
  // Counts above 65,535 without ZIP64 wrap around, in files of careless writers.
  if ((entries.length & 0xffff) !== (count & 0xffff)) throw new Unreadable('corrupt-file');
  return { entries, comment };
}

/** The packed bytes of an entry, as a view. */
export function packedBytes(bytes: Buffer, entry: ZipEntry): Buffer {
  const at = entry.headerOffset;
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL) throw new Unreadable('corrupt-file');
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + entry.packedSize > bytes.length) throw new Unreadable('corrupt-file');
  return bytes.subarray(start, start + entry.packedSize);
}

/** Position of the end record: the last one whose comment fits the file. */
function findEnd(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === END && at + 22 + bytes.readUInt16LE(at + 20) <= bytes.length) return at;
  }
  throw new Unreadable('corrupt-file');
}

function readEntry(bytes: Buffer, at: number): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8);
  const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
  const rawName = bytes.subarray(at + 46, nameEnd);
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(at + 30));
  const name = decodeName(rawName, (flags & 0x800) !== 0, extra).replaceAll('\\', '/');
  let packedSize = bytes.readUInt32LE(at + 20);
  let headerOffset = bytes.readUInt32LE(at + 42);
  const large = extraField(extra, 0x0001);
  if (large) {
    // The 64-bit values stand in this order, each only if its 32-bit field is full.
    let next = bytes.readUInt32LE(at + 24) === 0xffffffff ? 8 : 0;
    const take = () => {
      if (next + 8 > large.length) throw new Unreadable('corrupt-file');
      next += 8;
      return Number(large.readBigUInt64LE(next - 8));
    };
    if (packedSize === 0xffffffff) packedSize = take();
    if (headerOffset === 0xffffffff) headerOffset = take();
  }
  return {
    name,
    directory: name.endsWith('/'),
    encrypted: (flags & 1) !== 0,
    stronglyEncrypted: (flags & 0x2040) !== 0,
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    timeCheck: bytes.readUInt8(at + 13),
    hasDescriptor: (flags & 8) !== 0,
    packedSize,
    headerOffset,
    extra,
  };
}

/** The body of one extra field, or undefined. */
export function extraField(extra: Buffer, wanted: number): Buffer | undefined {
  let at = 0;
  while (at + 4 <= extra.length) {
    const size = extra.readUInt16LE(at + 2);
    if (at + 4 + size > extra.length) return undefined;
    if (extra.readUInt16LE(at) === wanted) return extra.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
  return undefined;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const gb18030 = new TextDecoder('gb18030');

/** UTF-8 by flag, by the Unicode extra field or by being valid; else GB18030, which Chinese Windows writes without a flag. */
function decodeName(raw: Buffer, flagged: boolean, extra: Buffer | undefined): string {
  const unicode = extra && !flagged ? extraField(extra, 0x7075) : undefined;
  if (unicode && unicode.length > 5 && unicode.readUInt32LE(1) === crc32(raw)) return unicode.toString('utf8', 5);
  try {
    return strictUtf8.decode(raw);
  } catch {
    return gb18030.decode(raw);
  }
}
