/**
 * Compound files (OLE2): the container of .xls and .et, and of encrypted workbooks.
 *
 * Promise: streams by name from the root or one storage, in time linear in the file; chains that loop or leave the file are
 * refused. Never follows what is not asked for.
 */
import { Unreadable } from './refusal.ts';

interface DirectoryEntry {
  readonly name: string;
  readonly stream: boolean;
  readonly start: number;
  readonly size: number;
}

const FIRST_SPECIAL_SECTOR = 0xfffffffa;
const DIFAT_IN_HEADER = 109;

export class CompoundFile {
  readonly #bytes: Buffer;
  readonly #sectorSize: number;
  readonly #fat: Uint32Array;
  readonly #miniFat: Uint32Array;
  readonly #miniStream: Buffer;
  readonly #miniCutoff: number;
  readonly #entries: DirectoryEntry[] = [];

  constructor(bytes: Buffer) {
    if (bytes.length < 512) throw new Unreadable('corrupt-file');
    const shift = bytes.readUInt16LE(30);
    if (shift !== 9 && shift !== 12) throw new Unreadable('corrupt-file');
    this.#bytes = bytes;
    this.#sectorSize = 1 << shift;
    this.#miniCutoff = bytes.readUInt32LE(56);
    this.#fat = this.#readFat();
    const directory = this.#chain(bytes.readUInt32LE(48));
    for (let at = 0; at + 128 <= directory.length; at += 128) {
      const kind = directory[at + 66];
      const nameLength = directory.readUInt16LE(at + 64);
      if ((kind !== 1 && kind !== 2 && kind !== 5) || nameLength < 2 || nameLength > 64) continue;
      this.#entries.push({
        name: directory.toString('utf16le', at, at + nameLength - 2),
        stream: kind === 2,
        start: directory.readUInt32LE(at + 116),
        size: directory.readUInt32LE(at + 120),
      });
    }
    const root = directory.length >= 128 && directory[66] === 5 ? this.#entries[0] : undefined;
    if (!root) throw new Unreadable('corrupt-file');
    this.#miniStream = root.size > 0 ? this.#chain(root.start).subarray(0, root.size) : Buffer.alloc(0);
    this.#miniFat = words(bytes.readUInt32LE(64) > 0 ? this.#chain(bytes.readUInt32LE(60)) : Buffer.alloc(0));
  }

  has(name: string): boolean {
    return this.#entries.some((entry) => entry.name.toLowerCase() === name.toLowerCase());
  }

  /** The bytes of a stream; undefined if there is none of that name. */
  stream(name: string): Buffer | undefined {
    const entry = this.#entries.find((entry) => entry.stream && entry.name.toLowerCase() === name.toLowerCase());
    if (!entry) return undefined;
    const whole = entry.size < this.#miniCutoff ? this.#miniChain(entry.start, entry.size) : this.#chain(entry.start);
    if (whole.length < entry.size) throw new Unreadable('corrupt-file');
    return whole.subarray(0, entry.size);
  }

  /** The table of sectors: 109 of its own sectors are listed in the header, the others in a chain. */
  #readFat(): Uint32Array {
    const bytes = this.#bytes;
    const sectors: number[] = [];
    for (let i = 0; i < DIFAT_IN_HEADER; i += 1) sectors.push(bytes.readUInt32LE(76 + i * 4));
    let next = bytes.readUInt32LE(68);
    for (let rest = bytes.readUInt32LE(72); rest > 0 && next < FIRST_SPECIAL_SECTOR; rest -= 1) {
      const sector = this.#sector(next);
      const last = this.#sectorSize - 4;
      for (let at = 0; at < last; at += 4) sectors.push(sector.readUInt32LE(at));
      next = sector.readUInt32LE(last);
      if (sectors.length * this.#sectorSize > bytes.length + (1 << 20)) throw new Unreadable('corrupt-file');
    }
    return words(Buffer.concat(sectors.filter((id) => id < FIRST_SPECIAL_SECTOR).map((id) => this.#sector(id))));
  }

  #sector(id: number): Buffer {
    const start = (id + 1) * this.#sectorSize;
    if (start >= this.#bytes.length) throw new Unreadable('corrupt-file');
    const sector = this.#bytes.subarray(start, start + this.#sectorSize);
    if (sector.length === this.#sectorSize) return sector;
    // Some writers cut the last sector short.
    const whole = Buffer.alloc(this.#sectorSize);
    sector.copy(whole);
    return whole;
  }

  #chain(start: number): Buffer {
    const sectors: Buffer[] = [];
    const most = Math.ceil(this.#bytes.length / this.#sectorSize);
    for (let id = start; id < FIRST_SPECIAL_SECTOR; id = this.#fat[id]!) {
      if (id >= this.#fat.length || sectors.length > most) throw new Unreadable('corrupt-file');
      sectors.push(this.#sector(id));
    }
    return Buffer.concat(sectors);
  }

  #miniChain(start: number, size: number): Buffer {
    const sectors: Buffer[] = [];
    for (let id = start; sectors.length * 64 < size && id < FIRST_SPECIAL_SECTOR; id = this.#miniFat[id]!) {
      if (id >= this.#miniFat.length || (id + 1) * 64 > this.#miniStream.length + 63)
        throw new Unreadable('corrupt-file');
      sectors.push(this.#miniStream.subarray(id * 64, id * 64 + 64));
    }
    return Buffer.concat(sectors);
  }
}

function words(bytes: Buffer): Uint32Array {
  const found = new Uint32Array(bytes.length >> 2);
  for (let i = 0; i < found.length; i += 1) found[i] = bytes.readUInt32LE(i * 4);
  return found;
}
