/** Comparison of numbers within a case's own tolerance. */

/**
 * Nothing when all stated numbers are met within `rtol` of `scale` (by default of the expected size itself), else where not.
 * A null must be null. Only keys that the expected answer has are compared; texts must be equal.
 */
export function misses(found: unknown, expected: unknown, rtol: number, path = ''): string | undefined {
  if (typeof expected === 'number') {
    if (typeof found !== 'number') return `${path} is ${String(found)}, expected ${expected}`;
    if (Object.is(found, expected) || Math.abs(found - expected) <= rtol * Math.abs(expected)) return undefined;
    // Printed zeros: what is left of rounding beside numbers of ordinary size.
    if (expected === 0 && Math.abs(found) < 1e-12) return undefined;
    return `${path} is ${found}, expected ${expected} (off by ${(found / expected - 1).toExponential(2)})`;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length)
      return `${path} has ${Array.isArray(found) ? found.length : String(found)} items, expected ${expected.length}`;
    return expected.map((item, i) => misses(found[i], item, rtol, `${path}[${i}]`)).find(Boolean);
  }
  if (isObject(expected)) {
    if (!isObject(found)) return `${path} is ${String(found)}, expected an object`;
    return Object.keys(expected)
      .map((key) => misses(found[key], expected[key], rtol, `${path}.${key}`))
      .find(Boolean);
  }
  return found === expected ? undefined : `${path} is ${String(found)}, expected ${String(expected)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
