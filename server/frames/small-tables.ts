/**
 * Small tables an office uploads: bytes in, named columns and rows with the user's own row numbers out.
 *
 * Promise: limits below those of name lists; nothing is executed. A file that cannot be read is one refusal that names it.
 */
import type { UploadedFile } from '#contract';
import { Problem } from '#problem';
import { textOfCell } from '#sampling';
import { ReadRefusal, readFiled } from './read/index.ts';
import { asShown } from './wording.ts';

const MIB = 1024 * 1024;
/** Of tables a person fills in. */
const ordinary = { fileBytes: 10 * MIB, totalBytes: 100 * MIB, heldBytes: 100 * MIB, rows: 20_000, packageEntries: 1 };

export interface TableRow {
  readonly number: number;
  readonly cells: readonly string[];
}
export interface TableSheet {
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** Visible sheets with their rows as texts; `limits` for tables that a machine fills. */
export async function readSheets(file: UploadedFile, limits = ordinary): Promise<TableSheet[]> {
  try {
    const { workbooks } = await readFiled([file], { limits });
    return workbooks.flatMap(({ sheets }) =>
      sheets
        .filter(({ state }) => state === 'visible')
        .map(({ name, rows }) => ({
          name,
          rows: [...rows].map(({ number, cells }) => ({ number, cells: cells.map((cell) => shown(cell).trim()) })),
        })),
    );
  } catch (error) {
    if (error instanceof ReadRefusal)
      throw new Problem('file-unreadable', { file: file.name, reason: asShown(error.message) });
    throw error;
  }
}

/** As a spreadsheet shows it, in 15 digits: what was computed there otherwise ends in the dust of binary fractions. */
function shown(cell: Parameters<typeof textOfCell>[0]): string {
  const value = typeof cell === 'object' && cell.error === undefined && cell.date === undefined ? cell.value : cell;
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(15)))
    : textOfCell(cell);
}

/** Column letter of an index from 0: A … Z, AA … */
export function columnLetter(index: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const first = Math.floor(index / letters.length);
  return `${first > 0 ? letters[first - 1] : ''}${letters[index % letters.length]}`;
}
