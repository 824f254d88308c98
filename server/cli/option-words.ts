/**
 * Arguments of the commands that calculate: files first, then `--name value`, `--name value value …` and `--name`.
 *
 * Promise: opens nothing; what is wrong is one `CommandRefusal` in Chinese.
 */
import { CommandRefusal } from './draw-arguments.ts';

export interface OptionShape {
  /** What the words before the options are, by name; all are needed. */
  readonly words: readonly string[];
  readonly values: readonly string[];
  /** Options that take one word or more, and may be repeated. */
  readonly lists?: readonly string[];
  readonly flags: readonly string[];
}

export class Options {
  readonly #values: ReadonlyMap<string, string>;
  readonly #lists: ReadonlyMap<string, readonly string[]>;
  readonly #flags: ReadonlySet<string>;
  readonly words: readonly string[];

  constructor(
    words: readonly string[],
    values: ReadonlyMap<string, string>,
    lists: ReadonlyMap<string, readonly string[]>,
    flags: ReadonlySet<string>,
  ) {
    this.words = words;
    this.#values = values;
    this.#lists = lists;
    this.#flags = flags;
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#lists.has(name) || this.#flags.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  list(name: string): readonly string[] {
    return this.#lists.get(name) ?? [];
  }

  /** A number inside open or closed bounds, for example `(0,1)` or `[0,∞)`; `5%` is 0.05. */
  number(name: string, bounds: string): number | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const value = readNumber(text);
    if (value === undefined || !isWithin(value, bounds))
      throw new CommandRefusal('bad-usage', `--${name} 应是${describe(bounds)}，写的是“${text}”`);
    return value;
  }

  needed(name: string, bounds: string, why = ''): number {
    const value = this.number(name, bounds);
    if (value === undefined) throw new CommandRefusal('bad-usage', `请用 --${name} 写明${why || describe(bounds)}`);
    return value;
  }

  /** A whole number of at least `least`. */
  count(name: string, least: number): number | undefined {
    const value = this.number(name, `[${least},∞)`);
    if (value !== undefined && !Number.isSafeInteger(value))
      throw new CommandRefusal('bad-usage', `--${name} 应是整数，写的是“${this.#values.get(name)}”`);
    return value;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined)
      throw new CommandRefusal('bad-usage', `--${name} 应是 ${choices.join('、')} 之一，写的是“${text}”`);
    return found;
  }
}

/** The options, or nothing when help is asked for. */
export function parseOptions(args: readonly string[], shape: OptionShape): Options | undefined {
  if (args.includes('--help') || args.includes('-h')) return undefined;
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const flags = new Set<string>();
  const words: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) {
      if (words.length === shape.words.length || arg === '')
        throw new CommandRefusal('bad-usage', `多了一个参数“${arg}”，看 --help`);
      words.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
    const several = shape.lists?.includes(name) ?? false;
    if (shape.flags.includes(name) && equals < 0) {
      flags.add(name);
      continue;
    }
    if (!several && !shape.values.includes(name))
      throw new CommandRefusal('bad-usage', `没有 --${name} 这个选项，看 --help`);
    const value = equals < 0 ? args[(i += 1)] : arg.slice(equals + 1);
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--')))
      throw new CommandRefusal('bad-usage', `--${name} 后面缺少内容`);
    if (several) {
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      list.push(value);
      // Once the files are known, the words that follow can only belong to the option.
      if (equals < 0 && words.length === shape.words.length)
        while (args[i + 1]?.startsWith('--') === false) list.push(args[(i += 1)]!);
    } else if (values.has(name)) throw new CommandRefusal('bad-usage', `--${name} 写了不止一次`);
    else values.set(name, value);
  }
  if (words.length < shape.words.length)
    throw new CommandRefusal('bad-usage', `没有写明${shape.words[words.length]}，看 --help`);
  return new Options(words, values, lists, flags);
}

/** A decimal number as people and spreadsheets write it: full-width, with thousands separators, with a per cent sign. */
export function readNumber(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^\u2212/, '-');
  const bare = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?%?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i.test(bare)) return undefined;
  const value = bare.endsWith('%') ? Number(bare.slice(0, -1)) / 100 : Number(bare);
  return Number.isFinite(value) ? value : undefined;
}

function boundsOf(bounds: string): [low: number, high: number] {
  const [low, high] = bounds.slice(1, -1).split(',');
  return [Number(low), high === '∞' ? Infinity : Number(high)];
}

function isWithin(value: number, bounds: string): boolean {
  const [low, high] = boundsOf(bounds);
  return (bounds.startsWith('[') ? value >= low : value > low) && (bounds.endsWith(']') ? value <= high : value < high);
}

function describe(bounds: string): string {
  const [low, high] = boundsOf(bounds);
  const from = bounds.startsWith('[') ? `${low}以上` : `大于${low}`;
  if (high === Infinity) return `${from}的数`;
  return `${from}、${bounds.endsWith(']') ? `不超过${high}` : `小于${high}`}的数`;
}
