/** What the formats share: foreign JSON without a type, and exact comparison with a short word on the difference. */

// oxlint-disable-next-line typescript/no-explicit-any -- case files are foreign data; every use is compared with our answer
export type Vector = any;

/** Foreign lists by the type we expect; a wrong one shows as a wrong answer. */
export const texts = (value: Vector): readonly string[] => value;
export const numbersOf = (value: Vector): readonly number[] => value;
export const vectors = (value: Vector): readonly Vector[] => value;

/** Nothing when both are the same JSON, else where they part. */
export function differs(found: unknown, expected: unknown, path = ''): string | undefined {
  if (Object.is(found, expected)) return undefined;
  if (Array.isArray(found) && Array.isArray(expected)) {
    if (found.length !== expected.length) return `${path} has ${found.length} items, expected ${expected.length}`;
    return found.map((item, i) => differs(item, expected[i], `${path}[${i}]`)).find(Boolean);
  }
  if (isObject(found) && isObject(expected)) {
    const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
    return [...keys].map((key) => differs(found[key], expected[key], `${path}.${key}`)).find(Boolean);
  }
  return `${path} is ${short(found)}, expected ${short(expected)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
