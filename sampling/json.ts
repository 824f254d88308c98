/**
 * Canonical JSON and reading JSON of strangers.
 *
 * Promise: one value has one text (keys sorted, no white space, whole numbers only), so that its SHA-256 is the same
 * wherever it is made; and a reader that names the first place where a foreign file has another shape than expected.
 * Never throws for what a file holds.
 */
import { compareText } from './order.ts';
import type { Refusal } from './refusal.ts';
import { isWellFormed } from './ticket.ts';

/** Keys sorted by code points, no white space, texts as JSON.stringify writes them; undefined keys are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries<unknown>({ ...value }).filter(([, item]) => item !== undefined);
    return `{${kept
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
      .join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error('canonical JSON holds whole numbers only');
  return JSON.stringify(value);
}

/** Thrown inside a reader only; `readJson` turns it into a refusal. */
class Misshapen extends Error {}

type Checked<T> = (value: T) => Refusal | undefined;

/** One place in a foreign JSON value; each method returns the value in the asked shape or gives up naming the place. */
export class JsonPlace {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** The members of an object that has all of `required`, perhaps some of `optional`, and nothing else. */
  object<R extends string, O extends string = never>(
    required: readonly R[],
    optional: readonly O[] = [],
  ): { readonly [key in R]: JsonPlace } & { readonly [key in O]: JsonPlace | undefined } {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#fail('应是一组键值');
    const known: readonly string[] = [...required, ...optional];
    for (const key of Object.keys(value))
      if (!known.includes(key)) return this.#fail(`里有不认识的内容“${key.slice(0, 40)}”`);
    const members = new Map<string, unknown>(Object.entries(value));
    const places: Record<string, JsonPlace | undefined> = {};
    for (const key of known) {
      if (members.has(key)) places[key] = new JsonPlace(members.get(key), `${this.#path}${this.#path && '.'}${key}`);
      else if (!optional.some((name) => name === key)) return this.#fail(`缺少“${key}”`);
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop above has filled exactly these keys
    return places as { [key in R]: JsonPlace } & { [key in O]: JsonPlace | undefined };
  }

  list<T>(read: (place: JsonPlace) => T): T[] {
    if (!Array.isArray(this.#value)) return this.#fail('应是一个列表');
    return this.#value.map((item: unknown, i) => read(new JsonPlace(item, `${this.#path}[${i}]`)));
  }

  text(check?: Checked<string>): string {
    const value = this.#value;
    if (typeof value !== 'string' || !isWellFormed(value)) return this.#fail('应是文字');
    const refusal = check?.(value);
    if (refusal) return this.#fail(`不对：${refusal.message}`);
    return value;
  }

  oneOf<T extends string>(...values: readonly T[]): T {
    const found = values.find((value) => value === this.#value);
    return found ?? this.#fail(`应是${values.map((value) => `“${value}”`).join('或')}`);
  }

  count(): number {
    const value = this.#value;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return this.#fail('应是0以上的整数');
    return value;
  }

  boolean(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.#fail('应是 true 或 false');
  }

  isTrue(): true {
    return this.#value === true ? true : this.#fail('应是 true');
  }

  isFalse(): false {
    return this.#value === false ? false : this.#fail('应是 false');
  }

  #fail(what: string): never {
    throw new Misshapen(`${this.#path || '文件'}${what}`);
  }
}

/** Runs a reader over a JSON text. The second result is the words for the first thing that is not as expected. */
export function readJson<T>(text: string, read: (root: JsonPlace) => T): { value: T } | { misshapen: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    return { misshapen: '文件不是完整的 JSON' };
  }
  try {
    return { value: read(new JsonPlace(parsed, '')) };
  } catch (error) {
    if (error instanceof Misshapen) return { misshapen: error.message };
    throw error;
  }
}
