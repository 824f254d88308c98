/**
 * Strata with few answers, put together: a department that filed the list would know who the two from one county are.
 *
 * Promise: pure. Within a department every stratum that is told, and what is put together, has at least five answers, unless the
 * department itself has fewer; weights of what is put together are their mean, so that weighted sums of a department stay.
 */

/** Answers of one department, stratum and weight. */
export interface Cell {
  readonly departmentId: string;
  readonly stratum: string;
  /** `512/100`. */
  readonly designWeight: string;
  readonly count: number;
}

export const fewest = 5;
export const mergedStratum = '合并';

export const placeOf = (departmentId: string, stratum: string): string => `${departmentId} ${stratum}`;

/** A weight as a decimal: a spreadsheet takes a fraction for a day. */
export function decimalOf(weight: string): string {
  return String(Number(valueOf(weight).toPrecision(12)));
}

function valueOf(weight: string): number {
  const [over = '', under = '1'] = weight.split('/');
  return Number(over) / Number(under);
}

/** By place of a stratum that is not told, the weight its answers get. Cost: linear but for a sort by department. */
export function mergeSmall(cells: readonly Cell[]): ReadonlyMap<string, string> {
  const departments = new Map<string, Map<string, { count: number; weight: number }>>();
  for (const { departmentId, stratum, designWeight, count } of cells) {
    const strata = departments.get(departmentId) ?? new Map<string, { count: number; weight: number }>();
    departments.set(departmentId, strata);
    const one = strata.get(stratum) ?? { count: 0, weight: 0 };
    strata.set(stratum, { count: one.count + count, weight: one.weight + count * valueOf(designWeight) });
  }
  const merged = new Map<string, string>();
  for (const [departmentId, strata] of departments) {
    const bySize = [...strata].toSorted(([a, { count: m }], [b, { count: n }]) => m - n || (a < b ? -1 : 1));
    // One stratum alone cannot be told from what is left out: the next joins it until they are enough.
    let take = bySize.filter(([, { count }]) => count < fewest).length;
    const sum = (of: 'count' | 'weight') => bySize.slice(0, take).reduce((total, [, one]) => total + one[of], 0);
    while (take > 0 && take < bySize.length && sum('count') < fewest) take += 1;
    const weight = decimalOf(String(sum('weight') / sum('count')));
    for (const [stratum] of bySize.slice(0, take)) merged.set(placeOf(departmentId, stratum), weight);
  }
  return merged;
}
