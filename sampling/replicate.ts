/**
 * Replicate weights: jackknife made here, and variances from any set of replicate weights.
 *
 * Promise: the variance is that of the estimates the replicates give, with the scales that come with the weights. It draws
 * no bootstrap of its own accord: the caller gives the weights or a number stream.
 */
import type { Estimates } from './estimate.ts';
import type { NumberStream } from './stream.ts';
import type { Survey } from './survey.ts';
import { orthogonal } from './weight.ts';

export interface Replicates {
  readonly weights: readonly Float64Array[];
  readonly scale: number;
  readonly scales: readonly number[];
}

/** First-stage clusters by stratum, in the order of the design. */
function firstStage({ stages, order }: Survey): Map<number, number[]> {
  const { stratum, cluster } = stages[0]!;
  const strata = new Map<number, number[]>();
  for (const row of order) {
    const list = strata.get(stratum[row]!) ?? [];
    if (list.at(-1) !== cluster[row]) list.push(cluster[row]!);
    strata.set(stratum[row]!, list);
  }
  return strata;
}

/**
 * Delete-one jackknife. Unstratified (JK1): weights n/(n-1) without the cluster, scale (n-1)/n. Stratified (JKn): the same
 * inside the stratum, scales (n_h-1)/n_h. A known population of clusters multiplies by (N-n)/N.
 * Source: Wolter 2007, chapter 4. Cost: rows x clusters.
 */
export function jackknife(survey: Survey): Replicates {
  const { stratum, cluster, population } = survey.stages[0]!;
  const strata = firstStage(survey);
  const weights: Float64Array[] = [];
  const scales: number[] = [];
  const whole = new Map<number, number>();
  if (population) for (let row = 0; row < survey.size; row += 1) whole.set(stratum[row]!, population[row]!);
  for (const [h, clusters] of strata) {
    const n = clusters.length;
    const open = population ? (whole.get(h)! - n) / whole.get(h)! : 1;
    for (const left of clusters) {
      weights.push(
        survey.weights.map((weight, row) =>
          stratum[row] !== h ? weight : cluster[row] === left ? 0 : (weight * n) / (n - 1),
        ),
      );
      scales.push(((n - 1) / n) * open);
    }
  }
  if (strata.size > 1) return { weights, scale: 1, scales };
  return { weights, scale: scales[0]!, scales: scales.map(() => 1) };
}

/**
 * Rescaled bootstrap: n_h - 1 clusters of each stratum drawn with return, weights n_h/(n_h-1) x times drawn.
 * Source: Rao and Wu 1988; Rao, Wu and Yue 1992. Cost: rows x replicates.
 */
export function bootstrap(survey: Survey, replicates: number, stream: NumberStream): Replicates {
  const { cluster } = survey.stages[0]!;
  const strata = [...firstStage(survey).values()];
  const weights = Array.from({ length: replicates }, () => {
    const factor = new Map<number, number>();
    for (const clusters of strata) {
      const n = clusters.length;
      for (const one of clusters) factor.set(one, n === 1 ? 1 : 0);
      for (let draw = 1; draw < n; draw += 1) {
        const one = stream.pick(clusters);
        factor.set(one, factor.get(one)! + n / (n - 1));
      }
    }
    return survey.weights.map((weight, row) => weight * factor.get(cluster[row]!)!);
  });
  return { weights, scale: 1 / (replicates - 1), scales: weights.map(() => 1) };
}

/**
 * Variance of an estimator from replicate weights: scale x sum of scales x (replicate - centre)^2, the centre being the mean
 * of the replicates or, with `aroundEstimate`, the estimate itself. Source: Wolter 2007. Cost: the estimator's, per replicate.
 */
export function replicateVariance(
  estimator: (weights: Float64Array) => number,
  base: Float64Array,
  { weights, scale, scales }: Replicates,
  aroundEstimate = false,
): { readonly value: number; readonly variance: number } {
  const value = estimator(base);
  const replicas = weights.map(estimator);
  const used = replicas.filter((_, r) => scales[r]! > 0);
  const centre = aroundEstimate ? value : used.reduce((sum, replica) => sum + replica, 0) / used.length;
  return {
    value,
    variance: scale * replicas.reduce((sum, replica, r) => sum + scales[r]! * (replica - centre) ** 2, 0),
  };
}

/**
 * Several estimates with the covariance that replicate weights give them, by the same formula: scale x sum of scales x
 * (replicate - centre)(replicate - centre)'. An estimator returns one number for each estimate, NaN where it has none; an
 * estimate that some replicate does not have has no variance. Source: Wolter 2007. Cost: the estimator's, per replicate, and
 * estimates squared.
 */
export function replicateEstimates(
  estimator: (weights: Float64Array) => readonly number[],
  base: Float64Array,
  { weights, scale, scales }: Replicates,
  aroundEstimate = false,
): Estimates {
  const values = estimator(base);
  const used = weights.flatMap((one, r) => (scales[r]! > 0 ? [{ replica: estimator(one), share: scales[r]! }] : []));
  const centres = values.map((value, i) =>
    aroundEstimate ? value : used.reduce((sum, { replica }) => sum + replica[i]!, 0) / used.length,
  );
  const covariance = values.map((_, a) =>
    values.map(
      (_value, b) =>
        scale *
        used.reduce(
          (sum, { replica, share }) => sum + share * (replica[a]! - centres[a]!) * (replica[b]! - centres[b]!),
          0,
        ),
    ),
  );
  return { values: values.map((value) => (Number.isFinite(value) ? value : null)), covariance };
}

/**
 * Degrees of freedom of a set of replicate weights: the number of independent columns (to 10^-5), less one.
 * Source: Lumley 2010, 2.3, as in R's survey package. Cost: rows x replicates squared.
 */
export function replicateDegrees(weights: readonly Float64Array[]): number {
  const rows = weights[0]?.length ?? 0;
  return orthogonal(weights, new Float64Array(rows).fill(1), 1e-5).length - 1;
}
