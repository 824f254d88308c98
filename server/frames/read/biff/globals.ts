/**
 * The first part of an .xls stream: which sheets there are, shared texts, fonts, number formats.
 */
import type { FiledSheet } from '#sampling';
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import { isBuiltInDateFormat, isDateFormat } from '../workbook/styles.ts';
import { Biff, type BiffRecord } from './records.ts';
import { type FontRun, SegmentReader } from './strings.ts';

export interface BiffSheetPlace {
  readonly name: string;
  readonly state: FiledSheet['state'];
  readonly offset: number;
}

export class Globals {
  readonly sheets: BiffSheetPlace[] = [];
  readonly texts: string[] = [];
  date1904 = false;
  externalLinks = false;
  readonly #runs = new Map<number, readonly FontRun[]>();
  readonly #fontsStruck: boolean[] = [];
  readonly #formats = new Map<number, boolean>();
  readonly #styles: { font: number; format: number }[] = [];

  constructor(stream: Buffer, meter: Meter) {
    for (const record of Biff.records(stream, 0)) this.#take(record, meter);
  }

  dated(style: number): boolean {
    const format = this.#styles[style]?.format ?? 0;
    return this.#formats.get(format) ?? isBuiltInDateFormat(format);
  }

  /** Whether all text of a cell is struck through, its own runs considered. */
  struck(style: number, text = '', runs: readonly FontRun[] = []): boolean {
    const cell = this.#fontStruck(this.#styles[style]?.font ?? 0);
    if (runs.length === 0) return cell;
    const pieces = [
      { from: 0, struck: cell },
      ...runs.map(({ from, font }) => ({ from, struck: this.#fontStruck(font) })),
    ];
    return pieces.every(
      ({ from, struck }, i) => struck || !/\S/.test(text.slice(from, pieces[i + 1]?.from ?? text.length)),
    );
  }

  runs(index: number): readonly FontRun[] | undefined {
    return this.#runs.get(index);
  }

  #take({ type, body, segments }: BiffRecord, meter: Meter): void {
    switch (type) {
      case Biff.FILEPASS:
        throw new Unreadable('unsupported-encryption');
      case Biff.DATEMODE:
        this.date1904 = body.readUInt16LE(0) === 1;
        break;
      case Biff.FONT:
        this.#fontsStruck.push((body.readUInt16LE(2) & 8) !== 0);
        break;
      case Biff.FORMAT: {
        const reader = new SegmentReader([body.subarray(2)]);
        this.#formats.set(body.readUInt16LE(0), isDateFormat(reader.text().text));
        break;
      }
      case Biff.XF:
        this.#styles.push({ font: body.readUInt16LE(0), format: body.readUInt16LE(2) });
        break;
      case Biff.SUPBOOK:
        // 0x0401 stands for this workbook itself, 0x3A01 for add-ins; anything else is a path.
        if (![0x0401, 0x3a01].includes(body.readUInt16LE(2))) this.externalLinks = true;
        break;
      case Biff.BOUNDSHEET:
        this.#takeSheet(body);
        break;
      case Biff.SST:
        this.#takeTexts(segments, meter);
        break;
      default:
    }
  }

  #takeSheet(body: Buffer): void {
    if (body.readUInt8(5) !== 0) return; // charts, macro sheets and modules hold no list
    const hidden = body.readUInt8(4) & 3;
    const name = new SegmentReader([body.subarray(8)]).characters(body.readUInt8(6), (body.readUInt8(7) & 1) !== 0);
    const state = hidden === 1 ? 'hidden' : hidden === 2 ? 'veryHidden' : 'visible';
    this.sheets.push({ name, state, offset: body.readUInt32LE(0) });
  }

  #takeTexts(segments: readonly Buffer[], meter: Meter): void {
    const reader = new SegmentReader(segments);
    reader.skip(4);
    const count = reader.u32();
    for (let i = 0; i < count; i += 1) {
      const { text, runs } = reader.text();
      meter.held(24 + text.length * 2);
      if (runs.length > 0) this.#runs.set(this.texts.length, runs);
      this.texts.push(text);
    }
  }

  /** Font 4 does not exist in the numbering. */
  #fontStruck(font: number): boolean {
    return this.#fontsStruck[font > 4 ? font - 1 : font] ?? false;
  }
}
