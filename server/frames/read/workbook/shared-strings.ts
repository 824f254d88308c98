/**
 * The shared strings of a workbook: each text once, cells refer to it by number.
 */
import type { Meter } from '../limits.ts';
import { Unreadable } from '../refusal.ts';
import type { XmlHandler, XmlScanner } from '../xml-scanner.ts';
import { RichText, richTextWords, type Strike } from './rich-text.ts';

const MAX_STRINGS = 12_000_000;

export class SharedStrings implements XmlHandler {
  static readonly words = ['si', ...richTextWords];

  readonly texts: string[] = [];
  readonly #strikes = new Map<number, Strike>();
  readonly #item = new RichText();
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  open(name: string, scanner: XmlScanner): void {
    if (name === 'si') this.#item.start();
    else if (name !== '') this.#item.open(name, scanner);
  }

  close(name: string, scanner: XmlScanner): void {
    if (name !== 'si') {
      if (name !== '') this.#item.close(name, scanner);
      return;
    }
    const text = this.#item.value;
    this.#meter.held(24 + text.length * 2);
    if (this.texts.length === MAX_STRINGS) throw new Unreadable('limit-size', '文字的个数');
    if (this.#item.strike !== 'cell') this.#strikes.set(this.texts.length, this.#item.strike);
    this.texts.push(text);
  }

  text(scanner: XmlScanner): void {
    this.#item.text(scanner);
  }

  strike(index: number): Strike {
    return this.#strikes.get(index) ?? 'cell';
  }
}
