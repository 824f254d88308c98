/**
 * The difference of two schemes, place by place, for people who compare a copy with its source.
 *
 * Promise: every value that differs is listed once; what only moved in a list with ids is no difference.
 */
import { canonicalText, compareText } from './canonical.ts';

export interface SchemeDifference {
  /** Keys joined by dots; list elements by their id, key, kind, grade or position. */
  readonly at: string;
  /** Null: absent on that side. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Differences from `before` to `after`, in the order of their places. Cost: one pass over both. */
export function differenceOfSchemes(before: unknown, after: unknown): SchemeDifference[] {
  const [old, now] = [flatten(before), flatten(after)];
  const places = [...new Set([...old.keys(), ...now.keys()])].toSorted(compareText);
  return places.flatMap((at) => {
    const [a, b] = [old.get(at) ?? null, now.get(at) ?? null];
    return a === b ? [] : [{ at, before: a, after: b }];
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The name of a list's element, so that a moved element is the same one. */
function nameOf(value: unknown, position: number): string {
  const named = isObject(value) ? Object.entries(value) : [];
  for (const key of ['id', 'key', 'kind', 'grade'])
    for (const [name, text] of named) if (name === key && typeof text === 'string') return text;
  return String(position + 1);
}

function flatten(value: unknown, at = '', found = new Map<string, string>()): Map<string, string> {
  const under = (name: string) => (at === '' ? name : `${at}.${name}`);
  if (Array.isArray(value) && value.some(isObject))
    for (const [i, item] of value.entries()) flatten(item, under(nameOf(item, i)), found);
  else if (isObject(value) && !Array.isArray(value))
    for (const [name, item] of Object.entries(value)) flatten(item, under(name), found);
  else if (value !== undefined && value !== null)
    found.set(at, typeof value === 'string' ? value : canonicalText(value));
  return found;
}
