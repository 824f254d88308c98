/**
 * Number-segment tables from files: for the import of the office, and for the command line.
 *
 * Promise: the digest is of what the table says, not of the file it came in; the same table in another order, format or
 * wording of its cities has the same digest.
 */
import { createHash } from 'node:crypto';
import { readSegments, segmentLines, type PackedSegments, type SegmentReading } from '#sampling';
import { readFiled, type FileBytes } from './read/index.ts';

export interface SegmentFile extends SegmentReading {
  /** SHA-256, hex. */
  readonly digest: string;
}

/** Reads a table; throws `ReadRefusal` when the file is none. About a second for half a million rows. */
export async function readSegmentFile(file: FileBytes): Promise<SegmentFile> {
  const reading = readSegments((await readFiled([file])).workbooks);
  return { ...reading, digest: segmentsDigest(reading.table) };
}

function segmentsDigest(table: PackedSegments): string {
  const hash = createHash('sha256');
  for (const text of inPieces(segmentLines(table))) hash.update(text);
  return hash.digest('hex');
}

/** The table as CSV that `readSegmentFile` reads back to the same digest. */
export function segmentsCsv(table: PackedSegments): Buffer {
  const pieces: Buffer[] = [Buffer.from('\ufeff号段,区号,城市\r\n')];
  for (const text of inPieces(segmentLines(table)))
    pieces.push(Buffer.from(text.replace(/,(0\d+)\n/g, ',$1,\r\n').replace(/,([^,\r\n]*[^,\d\r\n])\n/g, ',,$1\r\n')));
  return Buffer.concat(pieces);
}

function* inPieces(lines: Iterable<string>): Generator<string, void, void> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
