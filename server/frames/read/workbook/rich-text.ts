/**
 * Text of a string item (`si`, `is` or the text of a comment): plain, or rich in several runs.
 *
 * Promise: runs are joined, phonetic hints dropped, `_xHHHH_` decoded; and it is known whether every run is struck through.
 */
import type { XmlScanner } from '../xml-scanner.ts';
import { isOn } from './styles.ts';

export const richTextWords = ['r', 't', 'rPr', 'rPh', 'strike'] as const;

/** `cell`: as the font of the cell says (plain text and runs without own font). */
export type Strike = 'all' | 'none' | 'cell';

export class RichText {
  #value = '';
  #inPhonetic = false;
  #inFont = false;
  #ownFont = false;
  #fontStruck = false;
  #allStruck = true;
  #someStruck = false;
  #someUnfonted = false;

  start(): void {
    this.#value = '';
    this.#inPhonetic = false;
    this.#inFont = false;
    this.#ownFont = false;
    this.#fontStruck = false;
    this.#allStruck = true;
    this.#someStruck = false;
    this.#someUnfonted = false;
  }

  open(name: string, scanner: XmlScanner): void {
    if (name === 't') scanner.wantsText = !this.#inPhonetic;
    else if (name === 'rPh') this.#inPhonetic = true;
    else if (name === 'r') {
      this.#ownFont = false;
      this.#fontStruck = false;
    } else if (name === 'rPr') {
      this.#inFont = true;
      this.#ownFont = true;
    } else if (name === 'strike' && this.#inFont) this.#fontStruck = isOn(scanner);
  }

  close(name: string, scanner: XmlScanner): void {
    if (name === 't') scanner.wantsText = false;
    else if (name === 'rPh') this.#inPhonetic = false;
    else if (name === 'rPr') this.#inFont = false;
    else if (name === 'r') {
      this.#ownFont = false;
      this.#fontStruck = false;
    }
  }

  text(scanner: XmlScanner): void {
    const piece = scanner.text();
    this.#value = this.#value === '' ? piece : this.#value + piece;
    if (!this.#ownFont) this.#someUnfonted ||= /\S/.test(piece);
    else if (/\S/.test(piece)) {
      if (this.#fontStruck) this.#someStruck = true;
      else this.#allStruck = false;
    }
  }

  get value(): string {
    return decodeEscapes(this.#value);
  }

  get strike(): Strike {
    if (!this.#allStruck) return 'none';
    if (!this.#someStruck) return 'cell';
    return this.#someUnfonted ? 'cell' : 'all';
  }
}

/** `_x000D_` and its like: how Office stores characters that XML cannot (and `_x005F_` for the underscore itself). */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
