/**
 * What the styles part tells about cells: which styles strike their text through, and which show a number as a date.
 *
 * Never formats anything.
 */
import type { XmlHandler, XmlScanner } from '../xml-scanner.ts';

export class Styles implements XmlHandler {
  static readonly words = ['fonts', 'font', 'strike', 'numFmt', 'cellXfs', 'xf'];

  readonly #fontsStruck: boolean[] = [];
  readonly #formats = new Map<number, boolean>();
  readonly #styles: { font: number; format: number }[] = [];
  #section = '';

  open(name: string, scanner: XmlScanner): void {
    switch (name) {
      case 'fonts':
      case 'cellXfs':
        this.#section = name;
        break;
      case 'font':
        if (this.#section === 'fonts') this.#fontsStruck.push(false);
        break;
      case 'strike':
        if (this.#section === 'fonts' && this.#fontsStruck.length > 0) {
          this.#fontsStruck[this.#fontsStruck.length - 1] = isOn(scanner);
        }
        break;
      case 'numFmt': {
        const id = Number(scanner.attribute('numFmtId'));
        this.#formats.set(id, isDateFormat(scanner.attribute('formatCode') ?? ''));
        break;
      }
      case 'xf':
        if (this.#section === 'cellXfs') {
          this.#styles.push({
            font: Number(scanner.attribute('fontId') ?? 0),
            format: Number(scanner.attribute('numFmtId') ?? 0),
          });
        }
        break;
      default:
    }
  }

  close(name: string): void {
    if (name === this.#section) this.#section = '';
  }

  text(): void {}

  struck(style: number): boolean {
    return this.#fontsStruck[this.#styles[style]?.font ?? 0] ?? false;
  }

  dated(style: number): boolean {
    const format = this.#styles[style]?.format ?? 0;
    return this.#formats.get(format) ?? isBuiltInDateFormat(format);
  }
}

/** The value of an on/off element such as `<strike/>`: on unless it says otherwise. */
export function isOn(scanner: XmlScanner): boolean {
  const value = scanner.attribute('val');
  return value === undefined || isTrue(value);
}

export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

/** Formats 27–36 and 50–58 are the date formats of Chinese and other East Asian versions; 18–21 and 45–47 show times only. */
export function isBuiltInDateFormat(format: number): boolean {
  return (
    (format >= 14 && format <= 17) ||
    format === 22 ||
    (format >= 27 && format <= 31) ||
    format === 36 ||
    (format >= 50 && format <= 54) ||
    (format >= 57 && format <= 58)
  );
}

/** Whether a format code shows a day, month or year of a number. */
export function isDateFormat(code: string): boolean {
  const first = code.split(';', 1)[0] ?? '';
  const bare = first
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .replace(/\[[^\]]*\]/g, (bracket) => (/^\[[hms]+\]$/i.test(bracket) ? 'h' : ''))
    .replace(/G\/通用格式|general/gi, '')
    .replace(/AM\/PM|A\/P|上午\/下午/gi, '')
    .replace(/E[+-]/gi, '');
  if (/[yde]/i.test(bare)) return true;
  // An m is a month unless it stands beside hours or seconds.
  return /m/i.test(bare) && !/[hs]/i.test(bare);
}
