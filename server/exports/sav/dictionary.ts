/**
 * The dictionary of an SPSS system file (.sav): what its variables are called, mean, and count as missing.
 *
 * Promise: UTF-8 throughout, names as given, texts of any length; what SPSS cannot hold (a label beyond its size) is cut at a
 * character. It refuses what would make a file nobody can read: a name twice or of the wrong shape, three kinds of missing values.
 * Format: "System File Format" of GNU PSPP's developer documentation.
 */
import { ByteList, cutText } from './bytes.ts';

export interface SavVariable {
  /** Letters, digits, `_`, `.`; begins with a letter. */
  readonly name: string;
  readonly label: string;
  /** A text of at most so many bytes, or a number shown with so many decimals. */
  readonly holds: { readonly text: number } | { readonly decimals: number };
  readonly measure: 'nominal' | 'ordinal' | 'scale';
  readonly values?: readonly { readonly value: number; readonly label: string }[];
  /** A range of numbers that were given and are no answers. */
  readonly missing?: { readonly from: number; readonly to: number };
}

export interface SavAbout {
  readonly label: string;
  /** Lines of the file's document, for people. */
  readonly lines: readonly string[];
  readonly createdAt: Date;
  /** Cases count with this variable. */
  readonly weight?: string;
}

/** A number is compressed to one byte around this. */
export const bias = 100;
/** Texts beyond this are kept in several columns of the file. */
const longest = 255;
/** Of each such column, so much is promised; each but the last is 255 wide all the same. */
const promised = 252;

const mostLabel = 255;
const mostValueLabel = 120;
const reserved = new Set('ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH'.split(' '));

/** A column of the file: a variable, or a piece of a long text. */
interface Column {
  readonly short: string;
  readonly variable: SavVariable;
  /** 0: a number. */
  readonly width: number;
  /** Eight bytes each. */
  readonly cells: number;
  readonly isFirst: boolean;
}

export const columnWidths = (bytes: number): readonly number[] => {
  if (bytes <= longest) return [Math.max(1, bytes)];
  const pieces = Math.ceil(bytes / promised);
  return [...Array.from({ length: pieces - 1 }, () => longest), bytes - (pieces - 1) * promised];
};

const cellsOf = (width: number): number => Math.max(1, Math.ceil(width / 8));

function columnsOf(variables: readonly SavVariable[]): readonly Column[] {
  const columns: Column[] = [];
  for (const variable of variables) {
    const widths = 'text' in variable.holds ? columnWidths(variable.holds.text) : [0];
    for (const [index, width] of widths.entries())
      columns.push({
        short: `V${columns.length + 1}`,
        variable,
        width,
        cells: cellsOf(width),
        isFirst: index === 0,
      });
  }
  return columns;
}

function requireSound(variables: readonly SavVariable[]): void {
  const names = new Set<string>();
  for (const { name } of variables) {
    const upper = name.toUpperCase();
    if (
      !/^\p{L}[\p{L}\p{N}_.]*$/u.test(name) ||
      /[._]$/.test(name) ||
      Buffer.byteLength(name) > 64 ||
      reserved.has(upper)
    )
      throw new Error(`not a variable's name: ${name}`);
    if (names.has(upper)) throw new Error(`a variable's name twice: ${name}`);
    names.add(upper);
  }
}

/** Everything before the cases. `cases`: how many follow. */
export function writeDictionary(variables: readonly SavVariable[], about: SavAbout, cases: number): Buffer {
  requireSound(variables);
  const columns = columnsOf(variables);
  const places = new Map<Column, number>();
  let place = 1;
  for (const column of columns) {
    places.set(column, place);
    place += column.cells;
  }
  const weighed = columns.find(({ variable }) => variable.name === about.weight);
  if (about.weight !== undefined && !weighed) throw new Error('weighted by a variable that is not there');
  const out = new ByteList();
  writeHeader(out, about, { cells: place - 1, weight: weighed ? places.get(weighed)! : 0, cases });
  for (const column of columns) writeColumn(out, column);
  for (const column of columns) writeValueLabels(out, column, places.get(column)!);
  const lines = about.lines.flatMap((line) => splitLine(line, 80));
  if (lines.length > 0) {
    out.int(6, lines.length);
    for (const line of lines) out.field(line, 80);
  }
  writeExtensions(out, columns, cases);
  return out.int(999, 0).end();
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function writeHeader(
  out: ByteList,
  { label, createdAt }: SavAbout,
  { cells, weight, cases }: { readonly cells: number; readonly weight: number; readonly cases: number },
): void {
  const beijing = new Date(createdAt.getTime() + 8 * 3_600_000).toISOString();
  const month = months[Number(beijing.slice(5, 7)) - 1] ?? 'Jan';
  out
    .field('$FL2', 4)
    .field('@(#) SPSS DATA FILE Pingyi', 60)
    .int(2, cells, 1, weight, cases)
    .double(bias)
    .field(`${beijing.slice(8, 10)} ${month} ${beijing.slice(2, 4)}`, 9)
    .field(beijing.slice(11, 19), 8)
    .field(label, 64)
    .bytes(Buffer.alloc(3));
}

function writeColumn(out: ByteList, { short, variable, width, cells, isFirst }: Column): void {
  const { label, missing, holds } = variable;
  const shown = isFirst ? cutText(label.replace(/\s+/g, ' ').trim(), mostLabel) : Buffer.alloc(0);
  // A text is format 1 (A), a number format 5 (F).
  const format = 'decimals' in holds ? (5 << 16) | (12 << 8) | holds.decimals : (1 << 16) | (width << 8);
  out.int(2, width, shown.length > 0 ? 1 : 0, missing ? -2 : 0, format, format).field(short, 8);
  if (shown.length > 0) out.int(shown.length).bytes(shown).pad(shown.length, 4);
  if (missing) out.double(missing.from, missing.to);
  for (let cell = 1; cell < cells; cell += 1) out.int(2, -1, 0, 0, 0, 0).field('', 8);
}

function writeValueLabels(out: ByteList, { variable, isFirst }: Column, place: number): void {
  const values = variable.values ?? [];
  if (values.length === 0 || !isFirst) return;
  out.int(3, values.length);
  for (const { value, label } of values) {
    const text = cutText(label.replace(/\s+/g, ' ').trim(), mostValueLabel);
    out
      .double(value)
      .bytes(Buffer.from([text.length]))
      .bytes(text)
      .pad(1 + text.length, 8);
  }
  out.int(4, 1, place);
}

const measures = { nominal: 1, ordinal: 2, scale: 3 } as const;

/** Records of type 7, in the order of their numbers. */
function writeExtensions(out: ByteList, columns: readonly Column[], cases: number): void {
  const heads = columns.filter(({ isFirst }) => isFirst);
  // Version 20; IEEE 754, little-endian, UTF-8.
  out.int(7, 3, 4, 8, 20, 0, 0, -1, 1, 1, 2, 65001);
  // What stands for "no value", the highest number, the lowest that is one.
  out.int(7, 4, 8, 3).double(-Number.MAX_VALUE, Number.MAX_VALUE, -1.7976931348623155e308);
  out.int(7, 11, 4, 3 * columns.length);
  for (const { variable, width } of columns)
    out.int(measures[variable.measure], width === 0 ? 10 : Math.min(32, Math.max(8, width)), width === 0 ? 1 : 0);
  writeText(out, 13, heads.map(({ short, variable }) => `${short}=${variable.name}`).join('\t'));
  const long = heads.flatMap(({ short, variable: { holds } }) =>
    'text' in holds && holds.text > longest ? [`${short}=${String(holds.text).padStart(5, '0')}\0\t`] : [],
  );
  if (long.length > 0) writeText(out, 14, long.join(''));
  const count = Buffer.alloc(16);
  count.writeBigInt64LE(1n, 0);
  count.writeBigInt64LE(BigInt(cases), 8);
  out.int(7, 16, 8, 2).bytes(count);
  writeText(out, 20, 'UTF-8');
}

function writeText(out: ByteList, kind: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  out.int(7, kind, 1, bytes.length).bytes(bytes);
}

/** A line in pieces of at most so many bytes, between characters. */
function splitLine(line: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = line.replace(/\s+/g, ' ').trim();
  while (rest !== '') {
    const piece = cutText(rest, most).toString('utf8');
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
}
