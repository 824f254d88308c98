/**
 * The distributions behind intervals and tests: normal, t, chi-square, F and beta; tails and quantiles.
 *
 * Promise: about 13 correct digits, also in far tails, where a tail is computed as such and never as 1 minus the rest.
 * It never draws random numbers.
 */

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** log of the gamma function. Source: Lanczos 1964 with g = 7 and nine terms. Cost: constant. */
function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x - 1 + 7.5;
  const sum = terms.reduce((all, term, i) => (i === 0 ? term : all + term / (x - 1 + i)));
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** log(x!) minus Stirling's formula. Source: Loader 2000. Cost: constant. */
function stirlingError(x: number): number {
  if (x < 16) return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
  const y = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / y) / y) / y) / y) / x;
}

/** x log(x / m) + m - x without cancellation. Source: Loader 2000. Cost: a short series. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let power = 2 * x * v;
  for (let j = 1; j < 1000; j += 1) {
    power *= v * v;
    const next = sum + power / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** x^a (1-x)^b / B(a, b), accurate for large a and b. Source: saddle-point form of Loader 2000. */
function betaPower(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const log = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return ((a * b) / n) * Math.exp(log) * Math.sqrt(n / (2 * Math.PI * a * b));
}

/** Continued fraction of the incomplete beta function. Source: Lentz's method (Thompson and Barnett 1986). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let result = d;
  for (let m = 1; m < 100_000; m += 1) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return result;
}

/** P(X <= x) of a beta(a, b) variable; `y` is 1 - x, given apart where it is known exactly. Cost: about sqrt(a + b) steps. */
function betaBelow(x: number, a: number, b: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const power = betaPower(x, y, a, b);
  return x < (a + 1) / (a + b + 2) ? (power * betaFraction(x, a, b)) / a : 1 - (power * betaFraction(y, b, a)) / b;
}

/** The x with P(X <= x) = p of a beta(a, b) variable. Newton steps inside a shrinking bracket. Cost: some 10 evaluations. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 400; step += 1) {
    const miss = betaBelow(x, a, b) - p;
    if (miss > 0) high = x;
    else low = x;
    const density = betaPower(x, 1 - x, a, b) / (x * (1 - x));
    let next = x - miss / density;
    if (!(next > low && next < high)) next = low === 0 ? high / 8 : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-16 * x || next === x) return next;
    x = next;
  }
  return x;
}

/** P(T > t) of Student's t; `degrees` may be Infinity. */
function tAbove(t: number, degrees: number): number {
  if (t < 0) return 1 - tAbove(-t, degrees);
  if (degrees === Infinity) return 0.5 * gammaAbove(0.5, (t * t) / 2);
  const square = t * t;
  return 0.5 * betaBelow(degrees / (degrees + square), degrees / 2, 0.5, square / (degrees + square));
}

/** P(|T| > |t|) of Student's t. Source: Abramowitz and Stegun 26.7.1. Cost: one incomplete beta function. */
export function tTwoSided(t: number, degrees: number): number {
  return 2 * tAbove(Math.abs(t), degrees);
}

/** The t with P(T <= t) = p; `degrees` may be Infinity (normal). Cost: some 10 evaluations. */
export function tQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  return p < 0.5 ? -tUpper(p, degrees) : tUpper(1 - p, degrees);
}

/** The t with P(T > t) = tail, tail below 1/2. */
function tUpper(tail: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (tAbove(high, degrees) > tail) high *= 2;
  let t = (low + high) / 2;
  for (let step = 0; step < 200; step += 1) {
    const miss = tAbove(t, degrees) - tail;
    if (miss > 0) low = t;
    else high = t;
    let next = t + miss / tDensity(t, degrees);
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - t) <= 1e-16 * t || next === t) return next;
    t = next;
  }
  return t;
}

function tDensity(t: number, degrees: number): number {
  if (degrees === Infinity) return Math.exp((-t * t) / 2 - HALF_LOG_TWO_PI);
  const half = degrees / 2;
  // B(1/2, degrees/2) by the power function at the middle: x = y = 1/2.
  const beta = 0.5 ** (half + 0.5) / betaPower(0.5, 0.5, half, 0.5);
  return (1 + (t * t) / degrees) ** (-half - 0.5) / (Math.sqrt(degrees) * beta);
}

/** The z with P(Z <= z) = p of the normal distribution. */
export function normalQuantile(p: number): number {
  return tQuantile(p, Infinity);
}

/** P(Z <= z) of the normal distribution. */
export function normalBelow(z: number): number {
  return z < 0 ? tAbove(-z, Infinity) : 1 - tAbove(z, Infinity);
}

/** P(X > x) of chi-square. Source: Abramowitz and Stegun 26.4.4. Cost: one incomplete gamma function. */
export function chiSquareAbove(x: number, degrees: number): number {
  return gammaAbove(degrees / 2, x / 2);
}

/** P(X > x) of F; degrees need not be whole. Source: Abramowitz and Stegun 26.6.2. Cost: one incomplete beta function. */
export function fAbove(x: number, degrees1: number, degrees2: number): number {
  const sum = degrees2 + degrees1 * x;
  return betaBelow(degrees2 / sum, degrees2 / 2, degrees1 / 2, (degrees1 * x) / sum);
}

/** Q(a, x), the upper incomplete gamma function over gamma(a): series below a + 1, continued fraction above. */
function gammaAbove(a: number, x: number): number {
  if (x <= 0) return 1;
  const power = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 100_000 && term > sum * 1e-17; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - power * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < 100_000; n += 1) {
    const term = -n * (n - a);
    b += 2;
    d = 1 / (term * d + b);
    c = b + term / c;
    result *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return power * result;
}
