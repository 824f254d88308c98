/**
 * A zip writer for tests: writes what it is told, also what is wrong.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string | Buffer;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** Declared instead of the true size. */
  readonly declaredSize?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly extra?: Buffer;
  readonly crc?: number;
  /** The packed bytes themselves, whatever `content` would give. */
  readonly packed?: Buffer;
}

export function writeZip(parts: readonly ZipPart[], comment: string | Buffer = ''): Buffer {
  const pieces: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const content = Buffer.from(part.content);
    const packed = part.packed ?? (part.stored ? content : deflateRawSync(content));
    const extra = part.extra ?? Buffer.alloc(0);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(part.flags ?? (typeof part.name === 'string' ? 0x800 : 0), 2);
    fields.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), 4);
    fields.writeUInt32LE(0x5a210000, 6);
    fields.writeUInt32LE(part.crc ?? crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(part.declaredSize ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, extra]);
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, Buffer.alloc(14), name, extra]);
    entry.writeUInt32LE(offset, 42);
    pieces.push(local, packed);
    central.push(entry);
    offset += local.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const note = Buffer.from(comment);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length & 0xffff, 8);
  end.writeUInt16LE(parts.length & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(note.length, 20);
  return Buffer.concat([...pieces, directory, end, note]);
}

/** Deflated bytes of `head`, `unit` repeated `times` times, and `tail`: gigabytes without ever holding them. */
export function deflateRepeated(head: string, unit: string, times: number, tail: string): Buffer {
  const block = Math.max(1, Math.min(times, Math.floor(8_000_000 / unit.length)));
  const whole = flushed(unit.repeat(block));
  const pieces = [flushed(head)];
  for (let done = 0; done < Math.floor(times / block); done += 1) pieces.push(whole);
  pieces.push(flushed(unit.repeat(times % block)), deflateRawSync(tail));
  return Buffer.concat(pieces);
}

/** A block that ends on a whole byte and leans on nothing before it. */
function flushed(text: string): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
}
