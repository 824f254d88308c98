/**
 * Small dense matrices as arrays of rows: what calibration and tests need and no more.
 *
 * Promise: plain elimination with pivoting, fixed order of sums. Never for anything larger than a few hundred rows.
 */

export type Matrix = readonly (readonly number[])[];

/** Solves A x = b for each column of `b` (Gauss and Jordan with partial pivoting). Undefined when A is singular. */
export function solve(a: Matrix, b: Matrix): number[][] | undefined {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  const scale = Math.max(...a.map((row, i) => Math.abs(row[i]!)), 0);
  for (let k = 0; k < n; k += 1) {
    let best = k;
    for (let i = k + 1; i < n; i += 1) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
    const pivot = rows[best]!;
    if (!(Math.abs(pivot[k]!) > scale * 1e-13)) return undefined;
    rows[best] = rows[k]!;
    rows[k] = pivot;
    for (let i = 0; i < n; i += 1) {
      const factor = i === k ? 0 : rows[i]![k]! / pivot[k]!;
      if (factor !== 0) for (let j = k; j < pivot.length; j += 1) rows[i]![j]! -= factor * pivot[j]!;
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]!));
}

/** A x B. */
export function multiply(a: Matrix, b: Matrix): number[][] {
  const columns = b[0]?.length ?? 0;
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)),
  );
}

/** Rows and columns exchanged. */
export function transpose(a: Matrix): number[][] {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j]!));
}

/** c' A c: the variance of a weighted sum from a covariance matrix. */
export function quadratic(a: Matrix, c: readonly number[]): number {
  return a.reduce((sum, row, i) => sum + c[i]! * row.reduce((inner, value, j) => inner + value * c[j]!, 0), 0);
}

/** The sum of the diagonal. */
export function trace(a: Matrix): number {
  return a.reduce((sum, row, i) => sum + row[i]!, 0);
}
