/**
 * Confidence intervals of a share: from plain counts, and from a survey with its design.
 *
 * Promise: every interval names its method; none is clipped or corrected unless the method says so. A share of 0 or 1 from a
 * survey has no interval by methods that divide by its variance: null, never width zero.
 */
import { betaQuantile, normalQuantile, tQuantile } from './distribution.ts';
import type { Interval } from './estimate.ts';

export type CountMethod = 'wald' | 'wilson' | 'wilson-corrected' | 'agresti-coull' | 'clopper-pearson' | 'jeffreys';

/**
 * Interval of x successes in n independent trials. Wald p ± z se; Wilson 1927 (score), also with the continuity correction
 * of R's prop.test (1/2, or |x - n/2| where that is less); Agresti and Coull 1998 (not clipped); Clopper and Pearson 1934
 * (exact, by beta quantiles); Jeffreys (beta with 1/2, closed at 0 and n; Brown, Cai and DasGupta 2001).
 * `x` and `n` need not be whole, so that an effective sample size can be used. Null without trials. Cost: constant.
 */
export function countInterval(x: number, n: number, method: CountMethod, level: number): Interval | null {
  if (!(n > 0 && n < Infinity) || !(x >= 0 && x <= n)) return null;
  const p = x / n;
  const tail = (1 - level) / 2;
  const z = normalQuantile(1 - tail);
  if (method === 'wald') return around(p, z * Math.sqrt((p * (1 - p)) / n));
  if (method === 'wilson') return { lower: score(p, n, -z), upper: score(p, n, z) };
  if (method === 'wilson-corrected') {
    const shift = Math.min(0.5, Math.abs(x - n / 2)) / n;
    return {
      lower: p - shift <= 0 ? 0 : score(p - shift, n, -z),
      upper: p + shift >= 1 ? 1 : score(p + shift, n, z),
    };
  }
  if (method === 'agresti-coull') {
    const trials = n + z * z;
    const share = (x + (z * z) / 2) / trials;
    return around(share, z * Math.sqrt((share * (1 - share)) / trials));
  }
  const half = method === 'jeffreys' ? 0.5 : 0;
  return {
    lower: x === 0 ? 0 : betaQuantile(tail, x + half, n - x + (half || 1)),
    upper: x === n ? 1 : betaQuantile(1 - tail, x + (half || 1), n - x + half),
  };
}

/** One end of Wilson's interval: the share whose score statistic is z. */
function score(p: number, n: number, z: number): number {
  const shift = (z * z) / (2 * n);
  return (p + shift + z * Math.sqrt((p * (1 - p)) / n + shift / (2 * n))) / (1 + 2 * shift);
}

function around(middle: number, reach: number): Interval {
  return { lower: middle - reach, upper: middle + reach };
}

export type ShareMethod = 'mean' | 'logit' | 'arcsine' | 'korn-graubard' | 'wilson' | 'wilson-t' | 'likelihood';

export interface ShareEstimate {
  readonly share: number;
  readonly variance: number;
  /** Rows of the design. */
  readonly n: number;
  readonly degrees: number;
}

/** p (1 - p) / variance: the simple random sample with the same variance. Source: Korn and Graubard 1998. */
export function effectiveSize({ share, variance }: ShareEstimate): number {
  return (share * (1 - share)) / variance;
}

/** The effective size times (t(n - 1) / t(degrees))^2, for designs with few clusters. Source: Korn and Graubard 1998. */
export function effectiveSizeByT(estimate: ShareEstimate, level: number): number {
  const tail = (1 + level) / 2;
  return effectiveSize(estimate) * (tQuantile(tail, estimate.n - 1) / tQuantile(tail, estimate.degrees)) ** 2;
}

/**
 * Interval of a share estimated from a survey. `mean` p ± t se; `logit` and `arcsine` the same on the transformed share
 * (delta method); `korn-graubard` Clopper-Pearson on the effective size adjusted by t; `wilson` and `wilson-t` Wilson's
 * score interval on the effective size and on the one adjusted by t; `likelihood` the shares whose scaled binomial
 * likelihood ratio, with the dispersion n/(n-1), stays below t^2 (Rao and Scott 1984). Null when the variance is not positive,
 * degrees are missing, or (for those that use n) there is one row.
 * Source: Korn and Graubard 1998; Lumley 2010, 2.3. Cost: constant.
 */
export function shareInterval(estimate: ShareEstimate, method: ShareMethod, level: number): Interval | null {
  const { share, variance, degrees } = estimate;
  if (!(variance > 0) || !(degrees > 0)) return null;
  const t = tQuantile((1 + level) / 2, degrees);
  const error = Math.sqrt(variance);
  if (method === 'mean') return around(share, t * error);
  if (method === 'wilson') return countOn(share, effectiveSize(estimate), 'wilson', level);
  if (!(estimate.n > 1) && method !== 'arcsine' && method !== 'logit') return null;
  if (method === 'wilson-t') return countOn(share, effectiveSizeByT(estimate, level), 'wilson', level);
  if (method === 'korn-graubard') return countOn(share, effectiveSizeByT(estimate, level), 'clopper-pearson', level);
  if (!(share > 0 && share < 1)) return null;
  if (method === 'arcsine') {
    const { lower, upper } = around(Math.asin(Math.sqrt(share)), (t * error) / (2 * Math.sqrt(share * (1 - share))));
    return { lower: Math.sin(Math.max(lower, 0)) ** 2, upper: Math.sin(Math.min(upper, Math.PI / 2)) ** 2 };
  }
  if (method === 'logit') {
    const { lower, upper } = around(Math.log(share / (1 - share)), (t * error) / (share * (1 - share)));
    return { lower: 1 / (1 + Math.exp(-lower)), upper: 1 / (1 + Math.exp(-upper)) };
  }
  const limit = (t * t * estimate.n) / (estimate.n - 1);
  const ends = (outer: number) => likelihoodEnd(share, effectiveSize(estimate), limit, outer);
  return { lower: ends(0), upper: ends(1) };
}

function countOn(share: number, n: number, method: CountMethod, level: number): Interval | null {
  return countInterval(share * n, n, method, level);
}

/** Where 2 n (log likelihood at the estimate - at q) reaches the limit between the estimate and `outer`; bisection. */
function likelihoodEnd(share: number, n: number, limit: number, outer: number): number {
  const ratio = (q: number) => 2 * n * (share * Math.log(share / q) + (1 - share) * Math.log((1 - share) / (1 - q)));
  let near = share;
  let far = outer;
  for (let step = 0; step < 200; step += 1) {
    const middle = (near + far) / 2;
    if (middle === near || middle === far) break;
    if (ratio(middle) < limit) near = middle;
    else far = middle;
  }
  return near;
}
