/**
 * An .xls or .et (BIFF8 inside a compound file) into sheets.
 *
 * Promise: the same facts as from an xlsx. Older formats and encrypted ones are refused.
 */
import type { CompoundFile } from '../compound.ts';
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import type { ReadSheets } from '../workbook/index.ts';
import { type BiffSheetPlace, Globals } from './globals.ts';
import { Biff } from './records.ts';
import { readBiffSheet } from './sheet.ts';

const BIFF8 = 0x0600;
const BEYOND_THE_END = ['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS'];

export function readBiffWorkbook(file: CompoundFile, meter: Meter): ReadSheets {
  const stream = file.stream('Workbook');
  // Excel 5 and 95 have a stream named Book instead; Word and PowerPoint have neither.
  if (!stream) throw new Unreadable('unsupported-format');
  try {
    if (stream.readUInt16LE(0) !== Biff.BOF) throw new Unreadable('corrupt-file');
    if (stream.readUInt16LE(4) !== BIFF8) throw new Unreadable('unsupported-format');
    const globals = new Globals(stream, meter);
    refuseOverlaps(stream, globals.sheets);
    const sheets = globals.sheets.map((place) => readBiffSheet(stream, place, globals, meter));
    return { sheets, macros: file.has('_VBA_PROJECT_CUR'), externalLinks: globals.externalLinks };
  } catch (error) {
    // A record shorter than its fields.
    if (error instanceof RangeError && 'code' in error && BEYOND_THE_END.includes(String(error.code))) {
      throw new Unreadable('corrupt-file');
    }
    throw error;
  }
}

/** Sheets that share records would be read over and over. */
function refuseOverlaps(stream: Buffer, places: readonly BiffSheetPlace[]): void {
  let free = 0;
  for (const { offset } of places.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw new Unreadable('corrupt-file');
    free = Biff.end(stream, offset);
  }
}
