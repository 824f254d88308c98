/**
 * The record stream of an .xls: type, length, body, and bodies continued in further records.
 */
import { Unreadable } from '../refusal.ts';

export interface BiffRecord {
  readonly type: number;
  readonly body: Buffer;
  /** The body and the bodies of the CONTINUE records behind it. */
  readonly segments: readonly Buffer[];
}

/** Record types by their names in [MS-XLS]. */
export const Biff = {
  FORMULA: 0x0006,
  EOF: 0x000a,
  NOTE: 0x001c,
  DATEMODE: 0x0022,
  FILEPASS: 0x002f,
  FONT: 0x0031,
  CONTINUE: 0x003c,
  OBJ: 0x005d,
  COLINFO: 0x007d,
  BOUNDSHEET: 0x0085,
  MULRK: 0x00bd,
  RSTRING: 0x00d6,
  XF: 0x00e0,
  MERGEDCELLS: 0x00e5,
  SST: 0x00fc,
  LABELSST: 0x00fd,
  SUPBOOK: 0x01ae,
  TXO: 0x01b6,
  NUMBER: 0x0203,
  LABEL: 0x0204,
  BOOLERR: 0x0205,
  STRING: 0x0207,
  ROW: 0x0208,
  RK: 0x027e,
  FORMAT: 0x041e,
  BOF: 0x0809,

  /** Where the part that begins at `offset` ends. */
  end(stream: Buffer, offset: number): number {
    let at = offset;
    let depth = 0;
    while (at + 4 <= stream.length) {
      const type = stream.readUInt16LE(at);
      if (type === Biff.BOF) depth += 1;
      else if (type === Biff.EOF) depth -= 1;
      at += 4 + stream.readUInt16LE(at + 2);
      if (depth <= 0) return at;
    }
    return at;
  },

  /** The records of the part that begins at `offset`, up to its end; parts within it (charts) are left out. */
  *records(stream: Buffer, offset: number): Generator<BiffRecord, void, void> {
    let at = offset;
    let depth = 0;
    while (at + 4 <= stream.length) {
      const type = stream.readUInt16LE(at);
      const end = at + 4 + stream.readUInt16LE(at + 2);
      if (end > stream.length) throw new Unreadable('corrupt-file');
      const body = stream.subarray(at + 4, end);
      at = end;
      if (depth === 0 && type !== Biff.BOF) throw new Unreadable('corrupt-file');
      if (type === Biff.BOF) depth += 1;
      else if (type === Biff.EOF) {
        depth -= 1;
        if (depth === 0) return;
      } else if (depth === 1) {
        const segments = [body];
        while (at + 4 <= stream.length && stream.readUInt16LE(at) === Biff.CONTINUE) {
          const next = at + 4 + stream.readUInt16LE(at + 2);
          if (next > stream.length) throw new Unreadable('corrupt-file');
          segments.push(stream.subarray(at + 4, next));
          at = next;
        }
        yield { type, body, segments };
      }
    }
    throw new Unreadable('corrupt-file');
  },
} as const;
