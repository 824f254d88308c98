/** Strata with few answers are not told; what a department weighs stays. */
import { describe, expect, it } from 'vitest';
import { decimalOf, mergeSmall, placeOf } from '../../../server/exports/strata.ts';

const cell = (departmentId: string, stratum: string, count: number, designWeight = '2/1') => ({
  departmentId,
  stratum,
  count,
  designWeight,
});

describe('strata of an export', () => {
  it('puts those with fewer than five together, with the next one until they are five', () => {
    const merged = mergeSmall([
      cell('a', '南宁', 40),
      cell('a', '柳州', 7, '3/1'),
      cell('a', '来宾', 2, '10/1'),
      cell('b', '南宁', 3),
      cell('b', '柳州', 4, '4/1'),
      cell('b', '来宾', 5),
      cell('c', '南宁', 5),
      cell('d', '南宁', 2, '1/3'),
    ]);
    expect([...merged.keys()].toSorted()).toEqual(
      [
        placeOf('a', '柳州'),
        placeOf('a', '来宾'),
        placeOf('b', '南宁'),
        placeOf('b', '柳州'),
        placeOf('d', '南宁'),
      ].toSorted(),
    );
    // (7·3 + 2·10) ÷ 9
    expect(merged.get(placeOf('a', '柳州'))).toBe('4.55555555556');
    expect(merged.get(placeOf('a', '来宾'))).toBe('4.55555555556');
    expect(merged.get(placeOf('b', '南宁'))).toBe(decimalOf('22/7'));
  });

  it('counts the weights of a stratum together', () => {
    const merged = mergeSmall([cell('a', '南宁', 3, '1/1'), cell('a', '南宁', 3, '2/1'), cell('a', '柳州', 6)]);
    expect(merged.size).toBe(0);
  });
});
