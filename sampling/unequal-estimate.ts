/**
 * Variances for samples drawn with unequal probabilities, from joint inclusion probabilities or by approximations.
 *
 * Promise: scores in, variance out, by the named formula; a negative Horvitz-Thompson variance is returned as it is, and the
 * standard error of it is null. It never guesses joint probabilities.
 */
import type { Matrix } from './matrix.ts';

/**
 * Horvitz-Thompson variance of sum(score): sum over pairs of (1 - p_i p_j / p_ij) s_i s_j, s_i = y_i / p_i.
 * Source: Horvitz and Thompson 1952. Cost: rows squared.
 */
export function horvitzThompsonVariance(scores: readonly number[], p: readonly number[], joint: Matrix): number {
  return pairs(p, joint, (share, i, j) => share * scores[i]! * scores[j]!);
}

/** Yates and Grundy 1953: -1/2 sum over pairs of (1 - p_i p_j / p_ij) (s_i - s_j)^2, for a fixed size. Cost: rows squared. */
export function yatesGrundyVariance(scores: readonly number[], p: readonly number[], joint: Matrix): number {
  return pairs(p, joint, (share, i, j) => -0.5 * share * (scores[i]! - scores[j]!) ** 2);
}

function pairs(p: readonly number[], joint: Matrix, term: (share: number, i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1)
    for (let j = 0; j < p.length; j += 1) sum += term(1 - (p[i]! * p[j]!) / joint[i]![j]!, i, j);
  return sum;
}

/** Brewer's approximation: n/(n-1) sum((1 - p) (s - mean)^2). Source: Brewer 2002; Berger 2004. Cost: linear. */
export function brewerVariance(scores: readonly number[], p: readonly number[]): number {
  const mean = average(scores);
  return (scores.length / (scores.length - 1)) * sumOver(scores, (score, i) => (1 - p[i]!) * (score - mean) ** 2);
}

/** As if drawn with return: n/(n-1) sum((s - mean)^2). Source: Hansen and Hurwitz 1943. Cost: linear. */
export function withReplacementVariance(scores: readonly number[]): number {
  const mean = average(scores);
  return (scores.length / (scores.length - 1)) * sumOver(scores, (score) => (score - mean) ** 2);
}

/**
 * Deville's variance: 1 / (1 - sum(a^2)) x sum((1 - p) (s - mean by (1 - p))^2), a = (1 - p) / sum(1 - p).
 * Source: Deville 1993. Cost: linear.
 */
export function devilleVariance(scores: readonly number[], p: readonly number[]): number {
  const open = p.map((one) => 1 - one);
  const all = open.reduce((sum, one) => sum + one, 0);
  const mean = sumOver(scores, (score, i) => (open[i]! / all) * score);
  const squares = open.reduce((sum, one) => sum + (one / all) ** 2, 0);
  return sumOver(scores, (score, i) => open[i]! * (score - mean) ** 2) / (1 - squares);
}

/** Joint probabilities by Overton's formula: p_i p_j (n - 1) / (n - (p_i + p_j) / 2). Source: Overton 1985. */
export function overtonJoint(p: readonly number[]): number[][] {
  const n = p.length;
  return p.map((a, i) => p.map((b, j) => (i === j ? a : (a * b * (n - 1)) / (n - (a + b) / 2))));
}

/**
 * Hartley and Rao's variance for randomised systematic draws: sum((1 - p) s^2) less 1/(n-1) sum over other pairs of
 * (1 - p_i - p_j + q) s_i s_j, where q is the sum of p^2 over the whole frame divided by n.
 * Source: Hartley and Rao 1962, in the form of R's survey package. Cost: rows squared.
 */
export function hartleyRaoVariance(scores: readonly number[], p: readonly number[], q: number): number {
  const n = p.length;
  let sum = 0;
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1)
      sum += (i === j ? 1 - p[i]! : -(1 - p[i]! - p[j]! + q) / (n - 1)) * scores[i]! * scores[j]!;
  return sum;
}

/**
 * Variance that the total estimated from a sample has over all samples: sum over pairs of (p_ij - p_i p_j) y_i/p_i y_j/p_j.
 * Source: Horvitz and Thompson 1952. Cost: units squared. For planning, when the whole frame's values are known.
 */
export function designVarianceOfTotal(y: readonly number[], p: readonly number[], joint: Matrix): number {
  return y.reduce(
    (sum, value, i) =>
      sum +
      y.reduce((inner, other, j) => inner + (joint[i]![j]! - p[i]! * p[j]!) * (value / p[i]!) * (other / p[j]!), 0),
    0,
  );
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sumOver(values: readonly number[], term: (value: number, i: number) => number): number {
  return values.reduce((sum, value, i) => sum + term(value, i), 0);
}
