/** Tails and quantiles against printed values and against each other. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  chiSquareAbove,
  fAbove,
  normalBelow,
  normalQuantile,
  tQuantile,
  tTwoSided,
} from '../../../sampling/distribution.ts';
import { multiply, solve } from '../../../sampling/matrix.ts';

const near = (found: number, expected: number, digits = 1e-12) =>
  expect(Math.abs(found / expected - 1)).toBeLessThan(digits);

describe('quantiles', () => {
  it.each([
    [normalQuantile(0.975), 1.959963984540054],
    [normalQuantile(0.9), 1.2815515655446004],
    [normalQuantile(1e-10), -6.361340902404056],
    [tQuantile(0.975, 1), 12.706204736174694],
    [tQuantile(0.975, 10), 2.2281388519862744],
    [tQuantile(0.95, 30), 1.6972608865939587],
    [tQuantile(0.975, 1e6), 1.9599664],
    [betaQuantile(0.025, 1, 100), 0.00025314603297742],
    [betaQuantile(0.5, 2, 2), 0.5],
    [betaQuantile(0.3, 1, 1), 0.3],
  ])('%f is %f', (found, expected) => near(found, expected, expected === 1.9599664 ? 1e-7 : 1e-10));

  it('undo the distribution functions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.double({ min: 0.6, max: 800, noNaN: true }),
        (p, degrees) => {
          near(normalBelow(normalQuantile(p)), p, 1e-9);
          const t = tQuantile(p, degrees);
          near(tTwoSided(t, degrees), 2 * Math.min(p, 1 - p), 1e-8);
          // A squared t is an F, and a beta.
          near(fAbove(t * t, 1, degrees), tTwoSided(t, degrees), 1e-9);
          const x = betaQuantile(p, degrees / 2, 1.5);
          near(1 - fAbove((x * 1.5) / ((degrees / 2) * (1 - x)), degrees, 3), p, 1e-6);
        },
      ),
      { seed: 1 },
    );
  });
});

describe('tails', () => {
  it('keep their digits far out', () => {
    near(chiSquareAbove(2 * Math.log(1e12), 2), 1e-12, 1e-10);
    near(chiSquareAbove(3.841458820694124, 1), 0.05, 1e-10);
    near(chiSquareAbove(18.307038053275146, 10), 0.05, 1e-10);
    near(fAbove(4.102821015128903, 2, 10), 0.05, 1e-9);
    // With two degrees above, F's tail is a power: (1 + 2 x / d)^(-d/2).
    near(fAbove(50, 2, 20), (1 + 100 / 20) ** -10, 1e-11);
    near(tTwoSided(1e4, 2), 1 - 1e4 / Math.sqrt(1e8 + 2), 1e-7);
  });
});

it('linear equations are solved, singular ones are not', () => {
  const a = [
    [0, 2, 1],
    [1, 1, 0],
    [3, 0, 1],
  ];
  const x = solve(a, [[1], [2], [3]])!;
  multiply(a, x).forEach(([value], i) => expect(value).toBeCloseTo(i + 1, 12));
  expect(
    solve(
      [
        [1, 2],
        [2, 4],
      ],
      [[1], [1]],
    ),
  ).toBeUndefined();
});
