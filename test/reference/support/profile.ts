/**
 * R's profile-likelihood interval of a share as R computes it: five steps a side, a spline through them, straight lines
 * between 3 m of its points, and the curvature of the last but one fitting step.
 *
 * Promise: only a bridge. Our own interval solves the same equation exactly; here its answer is checked to be within 10^-4 of
 * R's, and R's roundabout one is made again to compare all digits.
 */
import { shareInterval, type Interval, type ShareEstimate } from '#sampling';
import { normalBelow, tQuantile } from '../../../sampling/distribution.ts';

const expit = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

/** R's interval, or what it was found to contradict. `y` and `weights` are those of the rows that count. */
export function likelihoodAsInterpolated(
  estimate: ShareEstimate,
  level: number,
  y: readonly number[],
  weights: readonly number[],
): Interval {
  const { share: p, variance, n, degrees } = estimate;
  const dispersion = n / (n - 1);
  const cut =
    tQuantile((1 + level) / 2, degrees) * Math.sqrt((variance * n * curvature(y, weights)) / (p * (1 - p)) ** 2);
  const tail = normalBelow(-cut) / 2;
  // The square root of an F quantile with one degree is a t quantile.
  const reach = tQuantile(1 - tail / 2, n - 1);
  const step = (reach / 5) * (Math.sqrt(variance) / (p * (1 - p)));
  const deviance = (x: number) => {
    const q = expit(x);
    return 2 * n * (p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q)));
  };
  const points: [number, number][] = [[logit(p), 0]];
  for (const side of [-1, 1])
    for (let k = 1, z = 0; k < 10 && Math.abs(z) < reach; k += 1) {
      const x = logit(p) + side * k * step;
      z = side * Math.sqrt(Math.max(deviance(x) / dispersion, 0));
      points.push([x, z]);
    }
  points.sort((a, b) => a[0] - b[0]);
  const curve = spline(
    points.map(([x]) => x),
    points.map(([, z]) => z),
  );
  const [first, last] = [points[0]![0], points.at(-1)![0]];
  const grid = Array.from(
    { length: 3 * points.length },
    (_, i) => first + ((last - first) * i) / (3 * points.length - 1),
  );
  const heights = grid.map(curve);
  const back = (z: number) => {
    const i = heights.findIndex((height, at) => height <= z && z <= heights[at + 1]!);
    return expit(grid[i]! + ((z - heights[i]!) / (heights[i + 1]! - heights[i]!)) * (grid[i + 1]! - grid[i]!));
  };
  const interval = { lower: back(-cut), upper: back(cut) };
  const exact = shareInterval(estimate, 'likelihood', level)!;
  for (const end of ['lower', 'upper'] as const)
    if (!(Math.abs(exact[end] / interval[end] - 1) < 1e-4)) throw new Error(`our ${end} limit is ${exact[end]}`);
  return interval;
}

/** mu (1 - mu) at the last step but one of R's iteratively reweighted fit, which is what its curvature is taken from. */
function curvature(y: readonly number[], raw: readonly number[]): number {
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  const weights = raw.map((weight) => weight / mean);
  let mu = y.map((value, i) => (weights[i]! * value + 0.5) / (weights[i]! + 1));
  let before = Infinity;
  for (let step = 0; step < 25; step += 1) {
    const spread = mu.map((m) => m * (1 - m));
    const all = weights.reduce((sum, weight, i) => sum + weight * spread[i]!, 0);
    const eta = mu.map((m, i) => logit(m) + (y[i]! - m) / spread[i]!);
    const next = expit(eta.reduce((sum, e, i) => sum + weights[i]! * spread[i]! * e, 0) / all);
    const deviance = -2 * y.reduce((sum, value, i) => sum + weights[i]! * Math.log(value === 1 ? next : 1 - next), 0);
    if (Math.abs(deviance - before) / (Math.abs(deviance) + 0.1) < 1e-8) return all / y.length;
    before = deviance;
    mu = mu.map(() => next);
  }
  throw new Error('the fit does not settle');
}

/** Cubic spline whose ends follow the cubic through the four outer points (Forsythe, Malcolm and Moler 1977). */
function spline(x: readonly number[], y: readonly number[]): (at: number) => number {
  const n = x.length;
  const gap = x.slice(1).map((value, i) => value - x[i]!);
  const rise = gap.map((width, i) => (y[i + 1]! - y[i]!) / width);
  const diagonal = x.map((_, i) => (i === 0 ? -gap[0]! : i === n - 1 ? -gap[n - 2]! : 2 * (gap[i - 1]! + gap[i]!)));
  const third = (i: number) =>
    ((rise[i + 2]! - rise[i + 1]!) / (x[i + 3]! - x[i + 1]!) - (rise[i + 1]! - rise[i]!) / (x[i + 2]! - x[i]!)) /
    (x[i + 3]! - x[i]!);
  const right = x.map((_, i) =>
    i === 0 ? third(0) * gap[0]! ** 2 : i === n - 1 ? -third(n - 4) * gap[n - 2]! ** 2 : rise[i]! - rise[i - 1]!,
  );
  for (let i = 1; i < n; i += 1) {
    const factor = gap[i - 1]! / diagonal[i - 1]!;
    diagonal[i]! -= factor * gap[i - 1]!;
    right[i]! -= factor * right[i - 1]!;
  }
  const bend = x.map(() => 0);
  for (let i = n - 1; i >= 0; i -= 1) bend[i] = (right[i]! - (i < n - 1 ? gap[i]! * bend[i + 1]! : 0)) / diagonal[i]!;
  return (at) => {
    let i = 0;
    while (i < n - 2 && at >= x[i + 1]!) i += 1;
    const d = at - x[i]!;
    const slope = rise[i]! - gap[i]! * (bend[i + 1]! + 2 * bend[i]!);
    return y[i]! + d * (slope + d * (3 * bend[i]! + (d * (bend[i + 1]! - bend[i]!)) / gap[i]!));
  };
}
