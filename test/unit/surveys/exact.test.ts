import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  divide,
  exactText,
  fraction,
  halfUp,
  multiply,
  parseNumber,
  roundedText,
  subtract,
} from '../../../surveys/exact.ts';

describe('number strings', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['652.35', '13047/20'],
    ['-12.50', '-25/2'],
    ['9520/113', '9520/113'],
    ['0/7', '0'],
    ['10/4', '5/2'],
    ['100000000000000000000.5', '200000000000000000001/2'],
  ])('%s is %s', (text, exact) => {
    expect(exactText(parseNumber(text)!)).toBe(exact);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '1.',
    '.5',
    '1e3',
    '1/0',
    '-1/2',
    '1/2/3',
    '１',
    '1,5',
    '0x1',
    'NaN',
    '1_0',
    '00',
  ])('%j is none', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it.each([1, null, undefined, true, ['1'], { a: 1 }])('%j is none', (value) => {
    expect(parseNumber(value)).toBeUndefined();
  });
});

describe('rounding', () => {
  it.each([
    ['902.795', 2, '902.80'],
    ['902.7949', 2, '902.79'],
    ['-0.005', 2, '-0.01'],
    ['-0.004', 2, '0.00'],
    ['1010', 2, '1010.00'],
    ['0.5', 0, '1'],
    ['-2.5', 0, '-3'],
    ['1/3', 4, '0.3333'],
    ['2/3', 1, '0.7'],
    ['0.05', 1, '0.1'],
    ['9.995', 2, '10.00'],
  ])('%s to %i decimals is %s', (text, decimals, rounded) => {
    expect(roundedText(parseNumber(text)!, decimals)).toBe(rounded);
  });
});

const fractions = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
  .map(([top, bottom]) => fraction(top, bottom));

describe('arithmetic', () => {
  it('gives back what was added or multiplied', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.numerator !== 0n) expect(divide(multiply(a, b), b)).toEqual(a);
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
      }),
    );
  });

  it('rounds to the nearest, ties away from zero', () => {
    fc.assert(
      fc.property(fractions, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        const rounded = parseNumber(roundedText(value, decimals))!;
        const half = fraction(1n, 2n * 10n ** BigInt(decimals));
        const error = subtract(rounded, value);
        const size = error.numerator < 0n ? subtract(fraction(0), error) : error;
        expect(compare(size, half)).toBeLessThanOrEqual(0);
        if (compare(size, half) === 0) expect(error.numerator < 0n).toBe(value.numerator < 0n);
      }),
    );
  });

  it('counts places half up', () => {
    expect([halfUp(fraction(9, 2)), halfUp(fraction(56, 10)), halfUp(fraction(112, 10))]).toEqual([5, 6, 11]);
  });

  it('has no fraction over 0', () => {
    expect(() => fraction(1, 0)).toThrow();
  });
});
