/**
 * Comments of a sheet, old style (notes) and threaded, by the cell they hang on.
 */
import type { SheetComments } from '../grid.ts';
import type { Meter } from '../limits.ts';
import type { XmlHandler, XmlScanner } from '../xml-scanner.ts';
import { RichText, richTextWords } from './rich-text.ts';
import { parseReference } from './sheet.ts';

export class Comments implements XmlHandler {
  static readonly words = ['comment', 'threadedComment', 'text', ...richTextWords];

  readonly #notes = new Map<string, string>();
  readonly #threads = new Map<string, string[]>();
  readonly #item = new RichText();
  readonly #meter: Meter;
  #cell = '';
  #threaded = false;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  open(name: string, scanner: XmlScanner): void {
    if (name === 'comment' || name === 'threadedComment') {
      this.#cell = scanner.attribute('ref') ?? '';
      this.#threaded = name === 'threadedComment';
      this.#item.start();
    } else if (name === 'text') scanner.wantsText = this.#threaded;
    else if (name !== '' && !this.#threaded) this.#item.open(name, scanner);
  }

  close(name: string, scanner: XmlScanner): void {
    if (name === 'text') scanner.wantsText = false;
    else if (name === 'comment' || name === 'threadedComment') {
      const text = this.#item.value;
      this.#meter.held(100 + text.length * 2);
      if (!this.#threaded) this.#notes.set(this.#cell, text);
      else {
        const thread = this.#threads.get(this.#cell);
        if (thread) thread.push(text);
        else this.#threads.set(this.#cell, [text]);
      }
    } else if (name !== '' && !this.#threaded) this.#item.close(name, scanner);
  }

  text(scanner: XmlScanner): void {
    this.#item.text(scanner);
  }

  /** A thread stands for the note that older programs are given in its place. */
  byCell(): SheetComments {
    const found = new Map<number, Map<number, string>>();
    const put = (reference: string, text: string) => {
      const cell = parseReference(reference);
      if (!cell || text === '') return;
      const row = found.get(cell.row) ?? new Map<number, string>();
      found.set(cell.row, row.set(cell.column, text));
    };
    for (const [reference, text] of this.#notes) put(reference, text);
    for (const [reference, texts] of this.#threads) put(reference, texts.join('\n'));
    return found;
  }
}
