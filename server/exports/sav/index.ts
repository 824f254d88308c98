/**
 * An SPSS system file (.sav), written case by case: labelled, UTF-8, user-missing values, texts of any length, compressed by bytes.
 *
 * Promise: cases become bytes at once, some 1 to 3 a number, so that a million of them are kept as bytes and never as rows.
 */
import { bias, columnWidths, writeDictionary, type SavAbout, type SavVariable } from './dictionary.ts';
import { cutText } from './bytes.ts';

export type { SavAbout, SavVariable } from './dictionary.ts';

/** A number, a text, or nothing. */
export type SavValue = number | string | null;

const pieceSize = 64 * 1024;
/** Eight commands and the eight numbers they may be followed by. */
const mostAtOnce = 72;

const commands = { pad: 0, given: 253, spaces: 254, nothing: 255 } as const;

/** The most one byte can say of a number. */
const highest = 251;

export class SavCases {
  readonly #variables: readonly SavVariable[];
  readonly #pieces: Buffer[] = [];
  readonly #commands = new Uint8Array(8);
  readonly #given = Buffer.alloc(64);
  #piece = Buffer.allocUnsafe(pieceSize);
  #used = 0;
  #waiting = 0;
  #givenUsed = 0;
  #count = 0;

  constructor(variables: readonly SavVariable[]) {
    this.#variables = variables;
  }

  /** One case: a value for each variable, in their order. */
  add(values: readonly SavValue[]): void {
    if (values.length !== this.#variables.length) throw new Error('a case has a value for each variable');
    for (const [index, { holds }] of this.#variables.entries()) {
      const value = values[index] ?? null;
      if ('decimals' in holds) this.#number(value);
      else this.#text(value, holds.text);
    }
    this.#count += 1;
  }

  /** The file; nothing can be added after it. */
  end(about: SavAbout): readonly Buffer[] {
    if (this.#waiting > 0) {
      while (this.#waiting > 0) this.#say(commands.pad);
    }
    return [writeDictionary(this.#variables, about, this.#count), ...this.#pieces, this.#piece.subarray(0, this.#used)];
  }

  #number(value: SavValue): void {
    if (value === null) return this.#say(commands.nothing);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('not a number');
    const command = value + bias;
    if (Number.isInteger(command) && command >= 1 && command <= highest && !Object.is(value, -0))
      return this.#say(command);
    this.#given.writeDoubleLE(value, this.#givenUsed);
    this.#givenUsed += 8;
    this.#say(commands.given);
  }

  #text(value: SavValue, most: number): void {
    if (typeof value === 'number') throw new Error('not a text');
    const bytes = cutText(value ?? '', most);
    let from = 0;
    for (const width of columnWidths(most)) {
      this.#cells(bytes.subarray(from, from + width), width);
      from += width;
    }
  }

  /** A column's bytes, eight at a time, filled with spaces. */
  #cells(bytes: Buffer, width: number): void {
    for (let at = 0; at < width; at += 8) {
      const cell = bytes.subarray(at, at + 8);
      if (cell.every((byte) => byte === 0x20)) {
        this.#say(commands.spaces);
        continue;
      }
      this.#given.fill(0x20, this.#givenUsed, this.#givenUsed + 8);
      cell.copy(this.#given, this.#givenUsed);
      this.#givenUsed += 8;
      this.#say(commands.given);
    }
  }

  #say(command: number): void {
    this.#commands[this.#waiting] = command;
    this.#waiting += 1;
    if (this.#waiting < 8) return;
    if (this.#used + mostAtOnce > pieceSize) {
      this.#pieces.push(this.#piece.subarray(0, this.#used));
      this.#piece = Buffer.allocUnsafe(pieceSize);
      this.#used = 0;
    }
    this.#piece.set(this.#commands, this.#used);
    this.#given.copy(this.#piece, this.#used + 8, 0, this.#givenUsed);
    this.#used += 8 + this.#givenUsed;
    this.#waiting = 0;
    this.#givenUsed = 0;
  }
}
