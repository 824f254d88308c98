/**
 * Answer scales and points tables: which options there are and what each is worth out of 100, as data with a version.
 *
 * Promise: a table never changes under its version; 不了解, 弃权 and 废票 are no options and earn nothing. Never says which options
 * count as satisfied: no document does, so the scheme must.
 */
import { z } from 'zod';
import { compareText } from './canonical.ts';
import { compare, type Fraction, fraction, hundred, mustNumber, parseNumber, zero } from './exact.ts';

export interface PointsTable {
  readonly id: string;
  readonly version: string;
  /** Points as they are published, by option code; keys sorted. */
  readonly points: Readonly<Record<string, string>>;
  /** Whether the mean of the codes means something: the scale has equal steps 5 to 1. */
  readonly numeric: boolean;
}

/** The shipped tables, version 1: 5…1 over 5, linear from 0, the two of satisfaction surveys and 民主测评. */
export const shippedTables: readonly PointsTable[] = [
  { id: 'over5', version: '1', points: { 5: '100', 4: '80', 3: '60', 2: '40', 1: '20' }, numeric: true },
  { id: 'linear5', version: '1', points: { 5: '100', 4: '75', 3: '50', 2: '25', 1: '0' }, numeric: true },
  { id: 'tableA', version: '1', points: { 5: '100', 4: '80', 3: '60', 2: '30', 1: '0' }, numeric: false },
  { id: 'tableF', version: '1', points: { 3: '100', 2: '60', 1: '0' }, numeric: false },
];

/** Above this, even all the worst answers look like half a success; published figures of that kind were ridiculed. */
const highFloor = fraction(40);

/** A table as an input names it: a shipped one, or one of its own with version and points. */
export const tableNameSchema = z.union([
  z.string(),
  z.strictObject({ id: z.string(), version: z.string(), points: z.record(z.string(), z.unknown()) }),
]);
export type TableName = z.infer<typeof tableNameSchema>;

/** The table an input names; or why there is none. Source: contract, B1. Cost: one pass over its options. */
export function findTable(name: TableName): PointsTable | 'table-unknown' | 'table-invalid' {
  if (typeof name === 'string') return shippedTables.find(({ id }) => id === name) ?? 'table-unknown';
  const points = Object.entries(name.points);
  const sound = points.every(([, value]) => {
    const parsed = parseNumber(value);
    return parsed !== undefined && compare(parsed, zero) >= 0 && compare(parsed, hundred) <= 0;
  });
  if (points.length < 2 || !sound || shippedTables.some(({ id }) => id === name.id)) return 'table-invalid';
  const sorted = points.toSorted(([a], [b]) => compareText(a, b)).map(([code, value]) => [code, String(value)]);
  return { id: name.id, version: name.version, points: Object.fromEntries(sorted), numeric: false };
}

/** Option codes of a table, best first; equal points by code. */
export function codesOf({ points }: PointsTable): string[] {
  return Object.keys(points).toSorted(
    (a, b) => compare(mustNumber(points[b]), mustNumber(points[a])) || compareText(a, b),
  );
}

/** Points of an option out of 100. */
export function pointsOf(table: PointsTable, code: string): Fraction {
  return mustNumber(table.points[code]);
}

/** Whether the lowest points of a table are above 40: the reader of a score must be told. */
export function isFloorHigh(table: PointsTable): boolean {
  return compare(pointsOf(table, codesOf(table).at(-1)!), highFloor) > 0;
}
