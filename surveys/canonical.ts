/**
 * Canonical JSON (RFC 8785): the text that is hashed and the text that is printed; and reading the JSON of a file.
 *
 * Promise: one value has one text. The order of arrays in which order means nothing does not reach the digest. Never hashes
 * itself: the hash function is handed in.
 */
import { accept, type Outcome, refuse } from './refusal.ts';

/** SHA-256 of the UTF-8 bytes of a text, as lower-case hex digits. */
export type Sha256 = (text: string) => string;

/** Arrays in which the order of elements means nothing, by the key they stand under. */
const unordered: ReadonlySet<string> = new Set([
  'appraisees',
  'deductions',
  'bonuses',
  'overrides',
  'notApplicable',
  'cells',
  'ballots',
  'marks',
]);

/** Order of texts by UTF-16 code units, for sorting. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Canonical text of a JSON value: keys by UTF-16 code units, no white space. Source: RFC 8785. Cost: one pass and sorts of keys. */
export function canonicalText(value: unknown): string {
  return textOf(value, false);
}

/** Digest of an input: SHA-256 of its canonical text after sorting the unordered arrays by the text of their elements. */
export function inputDigest(input: unknown, sha256: Sha256): string {
  return `sha256:${sha256(textOf(input, true))}`;
}

function textOf(value: unknown, sorting: boolean, key = ''): string {
  if (Array.isArray(value)) {
    const texts = value.map((item) => textOf(item, sorting));
    return `[${(sorting && unordered.has(key) ? texts.toSorted(compareText) : texts).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries<unknown>({ ...value })
      .filter(([, item]) => item !== undefined)
      .toSorted(([a], [b]) => compareText(a, b));
    return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${textOf(item, sorting, name)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * Value of a JSON text. Refuses what is not JSON, and what has no canonical text because no two programs need read it alike: a key
 * written twice in one object, half a surrogate pair, a number too large, the key `__proto__`, endless nesting. A byte order mark
 * is passed over.
 */
export function parseInput(text: string): Outcome<unknown> {
  const json = text.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refuse('input-malformed', [{ at: '', message: '不是JSON' }]);
  }
  const repeated = repeatedKey(json);
  if (repeated !== undefined)
    return refuse('input-malformed', [{ at: '', message: `键 ${repeated.slice(0, 40)} 在同一处写了两次` }]);
  return isSound(value)
    ? accept(value)
    : refuse('input-malformed', [{ at: '', message: '有不成对的代理字符、太大的数、名为 __proto__ 的键，或嵌套太深' }]);
}

/** The first key that stands twice in one object of a JSON text. Cost: one pass. */
function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, text] of json.matchAll(/[{}[\]]|("[^"\\]*(?:\\.[^"\\]*)*")(?=\s*:)|"[^"\\]*(?:\\.[^"\\]*)*"/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (text !== undefined) {
      const key = String(JSON.parse(text));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/** Far deeper than any input; what is deeper is meant to exhaust the reader. */
const deepest = 64;

function isSound(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.every((item) => isSound(item, depth + 1));
  return Object.entries<unknown>({ ...value }).every(
    ([key, item]) => key !== '__proto__' && isSound(key) && isSound(item, depth + 1),
  );
}
