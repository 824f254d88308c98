/**
 * The design of a survey as drawn, and the variance it gives to any estimate: stratified, clustered, several stages, finite
 * populations.
 *
 * Promise: rows are never deleted; whoever is outside a domain or did not answer keeps the place in the design with a score
 * of zero. A stratum with one sampled unit is treated as the caller has said, never in silence. Sums run in a fixed order.
 */
import { accept, refuse, type Outcome, type Refusal } from './refusal.ts';

/**
 * What to do with a stratum in which one unit was sampled of several: `fail` refuse; `remove` and `certainty` count it as
 * without variance; `adjust` centre it at the mean of all; `average` give it the average variance of the other strata.
 */
export type LonelyPolicy = 'fail' | 'remove' | 'certainty' | 'adjust' | 'average';

export interface SurveyInput {
  readonly size: number;
  /** Cluster labels, outermost stage first; none when each row is its own unit. */
  readonly clusters?: readonly (readonly string[])[];
  /** Stratum labels of the first stages. */
  readonly strata?: readonly (readonly string[])[];
  /** Design weights; by default the inverse of the product of the sampling fractions. */
  readonly weights?: readonly number[];
  /** Units of each stage in the population of the row's stratum; Infinity when not known. */
  readonly populations?: readonly (readonly number[])[];
  /** Cluster labels start again in each stratum. */
  readonly nest?: boolean;
  readonly lonely?: LonelyPolicy;
}

interface Stage {
  /** Nested codes: equal only for the same stratum or cluster of this stage. */
  readonly stratum: Int32Array;
  readonly cluster: Int32Array;
  readonly population: Float64Array | undefined;
}

/** A calibration: scores are replaced by residuals on these columns before their variance is taken. */
export interface Calibration {
  readonly columns: readonly Float64Array[];
  /** Weights before and after. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Residual of one column of scores. */
  readonly residual: (scores: Float64Array) => Float64Array;
}

/** The strata of a design of one stage whose rows are the sampled units: what a single pass over the rows needs. */
interface Flat {
  readonly sampled: Int32Array;
  readonly populations: Float64Array;
}

export interface Survey {
  readonly size: number;
  readonly weights: Float64Array;
  readonly lonely: LonelyPolicy;
  readonly stages: readonly Stage[];
  /** Rows ordered by stratum and cluster of all stages. */
  readonly order: Int32Array;
  readonly flat: Flat | undefined;
  readonly calibrations: readonly Calibration[];
}

/**
 * Builds the design. Refuses clusters that lie in several strata (unless `nest`), weights that are not positive numbers,
 * populations smaller than the sample or not the same through a stratum, and, under the policy `fail`, a stratum with one
 * sampled unit of several.
 * Cost: one sort of the rows.
 */
export function createSurvey(input: SurveyInput): Outcome<Survey> {
  const { size, clusters = [], strata = [], populations = [], nest = false } = input;
  const stages: Stage[] = [];
  const refusals: Refusal[] = [];
  const deep = Math.max(1, clusters.length);
  let parent: Int32Array = new Int32Array(size);
  for (let s = 0; s < deep; s += 1) {
    const layers = strata[s];
    const stratum: Int32Array = layers ? nestCodes(parent, layers) : parent;
    const labels = clusters[s];
    const cluster: Int32Array = labels
      ? nestCodes(nest ? stratum : parent, labels)
      : Int32Array.from({ length: size }, (_, row) => row);
    if (labels && !nest && splits(cluster, stratum))
      refusals.push({
        code: 'cluster-in-two-strata',
        message: `第${s + 1}级有群跨了两个层；请核对群代码，或说明群代码在每层内重新编号`,
      });
    const filed = populations[s];
    const population = filed ? Float64Array.from(filed) : undefined;
    stages.push({ stratum, cluster, population });
    parent = cluster;
  }
  const order = orderRows(stages, size);
  const weights = input.weights ? Float64Array.from(input.weights) : new Float64Array(size).fill(1);
  if (weights.some((weight) => !(weight >= 0 && weight < Infinity)))
    refusals.push({ code: 'weights-malformed', message: '权数应是0以上的数；请检查权数一列' });
  const survey: Survey = {
    size,
    weights,
    lonely: input.lonely ?? 'fail',
    stages,
    order,
    flat: clusters.length === 0 ? flatten(stages[0]!) : undefined,
    calibrations: [],
  };
  for (const [s, { population }] of stages.entries()) {
    // Deeper stages only count where the stage above has a finite population.
    const counted = s === 0 || stages[s - 1]!.population !== undefined;
    for (const [from, to, sampled] of groups(survey, s)) {
      const first = order[from]!;
      const stated = population ? population[first]! : Infinity;
      const label = strata[s]?.[first] ?? clusters[s - 1]?.[first];
      refusals.push(...checkStratum(survey, s, [from, to, sampled], stated, label, counted));
      if (!input.weights && stated !== Infinity)
        for (let i = from; i < to; i += 1) weights[order[i]!]! *= stated / sampled;
    }
  }
  return refusals.length > 0 ? refuse(...refusals.slice(0, 20)) : accept(survey);
}

function checkStratum(
  { order, stages, lonely }: Survey,
  s: number,
  [from, to, sampled]: readonly [number, number, number],
  stated: number,
  label: string | undefined,
  counted: boolean,
): Refusal[] {
  const { population } = stages[s]!;
  const name = label === undefined ? '整个样本' : `层(群)“${label}”`;
  const about = label === undefined ? {} : { stratum: label };
  if (population && order.subarray(from, to).some((row) => population[row] !== stated))
    return [
      { code: 'population-varies', message: `第${s + 1}级${name}的总体数前后不一致；请检查总体数一列`, ...about },
    ];
  if (!(stated >= sampled))
    return [
      {
        code: 'population-below-sample',
        message: `第${s + 1}级${name}的总体数是${stated}，抽中的却有${sampled}个；请检查总体数一列`,
        ...about,
      },
    ];
  if (sampled === 1 && stated !== 1 && lonely === 'fail' && counted)
    return [
      {
        code: 'stratum-lonely',
        message: `第${s + 1}级${name}只抽中1个单位，算不出方差；请与相近的层合并，或选定单元层的处理办法`,
        ...about,
      },
    ];
  return [];
}

/** The same survey with other weights. */
export function reweigh(survey: Survey, weights: Float64Array, calibration?: Calibration): Survey {
  return {
    ...survey,
    weights,
    calibrations: calibration ? [...survey.calibrations, calibration] : survey.calibrations,
  };
}

/**
 * Degrees of freedom: sampled first-stage units minus their strata, counting those with a row of positive weight inside
 * the domain. Source: Korn and Graubard 1999, 2.4. Cost: linear.
 */
export function degreesOfFreedom({ weights, stages, order, flat, size }: Survey, inside?: Uint8Array): number {
  const { stratum, cluster } = stages[0]!;
  let [clusters, strata] = [0, 0];
  if (flat) {
    const seen = new Uint8Array(flat.sampled.length);
    for (let row = 0; row < size; row += 1) {
      if (weights[row] === 0 || (inside && inside[row] === 0)) continue;
      clusters += 1;
      strata += 1 - seen[stratum[row]!]!;
      seen[stratum[row]!] = 1;
    }
    return clusters - strata;
  }
  let [lastCluster, lastStratum] = [-1, -1];
  for (const row of order) {
    if (weights[row] === 0 || (inside && inside[row] === 0)) continue;
    if (cluster[row] !== lastCluster) clusters += 1;
    if (stratum[row] !== lastStratum) strata += 1;
    lastCluster = cluster[row]!;
    lastStratum = stratum[row]!;
  }
  return clusters - strata;
}

/** Scores of several estimates; with `column` each row counts for one of them (a row of -1 for none). */
export interface Scores {
  readonly columns: number;
  readonly column?: Int32Array;
  readonly values: readonly Float64Array[];
}

/**
 * Covariance of estimates whose scores (each row's share in the linearised estimate, weight included) are given. Each
 * stratum: (1 - n/N) n/(n-1) x sum of squares of cluster totals about their mean; plus n/N times the same inside each
 * cluster, stage by stage. Source: Särndal, Swensson and Wretman 1992, 4.3 and 5.5; Lumley 2010, 3.1.
 * Cost: rows x columns touched (one a row for domains).
 */
export function covariance(survey: Survey, scores: Scores): number[][] {
  const adjusted = survey.calibrations.length === 0 ? scores : residuals(survey, scores);
  const result = new Float64Array(scores.columns ** 2);
  const { flat } = survey;
  // A pass over the rows as they lie reads memory in order; it pays as long as its sums are few.
  if (flat && flat.sampled.length * scores.columns <= MOST_SUMS) addFlat(survey, flat, adjusted, result);
  else addStage(survey, adjusted, 0, 0, survey.size, 1, result);
  return Array.from({ length: scores.columns }, (_, a) =>
    Array.from({ length: scores.columns }, (_, b) => result[a * scores.columns + b]!),
  );
}

function residuals(survey: Survey, { columns, column, values }: Scores): Scores {
  let dense: readonly Float64Array[] = column
    ? Array.from({ length: columns }, (_, c) => values[0]!.map((value, row) => (column[row] === c ? value : 0)))
    : values;
  for (const { residual } of survey.calibrations) dense = dense.map(residual);
  return { columns, values: dense };
}

const MOST_SUMS = 1 << 20;

/** The variance of a design of one stage without clusters, in two passes over the rows. Same formula as `addStratum`. */
function addFlat({ size, stages, lonely }: Survey, flat: Flat, scores: Scores, result: Float64Array) {
  const { columns, column, values } = scores;
  const { stratum } = stages[0]!;
  const { sampled, populations } = flat;
  const strata = sampled.length;
  const sums = new Float64Array(strata * columns);
  const squares = new Float64Array(strata * columns);
  if (column) {
    const [scored] = values;
    for (let row = 0; row < size; row += 1) {
      const c = column[row]!;
      if (c < 0) continue;
      const at = stratum[row]! * columns + c;
      const score = scored![row]!;
      sums[at]! += score;
      squares[at]! += score * score;
    }
  } else
    for (let c = 0; c < columns; c += 1) {
      const scored = values[c]!;
      for (let row = 0; row < size; row += 1) sums[stratum[row]! * columns + c]! += scored[row]!;
    }
  const factors = new Float64Array(strata);
  let counted = 0;
  for (let h = 0; h < strata; h += 1) {
    const n = sampled[h]!;
    const whole = populations[h]!;
    const open = whole === Infinity ? 1 : (whole - n) / whole;
    const skip = n === 1 && lonely !== 'adjust';
    if (open < 1e-7 || !skip || lonely !== 'average') counted += 1;
    if (open >= 1e-7 && !skip) factors[h] = n > 1 ? (open * n) / (n - 1) : open;
  }
  const scale = lonely === 'average' && counted > 0 ? strata / counted : 1;
  if (column) {
    for (let h = 0; h < strata; h += 1) {
      const factor = factors[h]! * scale;
      if (factor === 0) continue;
      const from = h * columns;
      for (let a = 0; a < columns; a += 1) {
        const sum = sums[from + a]!;
        result[a * columns + a]! += factor * squares[from + a]!;
        if (sampled[h] === 1 || sum === 0) continue;
        for (let b = 0; b < columns; b += 1) result[a * columns + b]! -= (factor * sum * sums[from + b]!) / sampled[h]!;
      }
    }
    return;
  }
  for (let h = 0; h < strata; h += 1)
    for (let c = 0; c < columns; c += 1) sums[h * columns + c]! /= sampled[h] === 1 ? Infinity : sampled[h]!;
  for (let a = 0; a < columns; a += 1)
    for (let b = 0; b <= a; b += 1) {
      const [one, other] = [values[a]!, values[b]!];
      let sum = 0;
      for (let row = 0; row < size; row += 1) {
        const h = stratum[row]!;
        sum += factors[h]! * (one[row]! - sums[h * columns + a]!) * (other[row]! - sums[h * columns + b]!);
      }
      result[a * columns + b]! += scale * sum;
      if (a !== b) result[b * columns + a]! += scale * sum;
    }
}

/** Adds `share` times the variance of one stage over the ordered rows from `from` to `to`. */
function addStage(
  survey: Survey,
  scores: Scores,
  s: number,
  from: number,
  to: number,
  share: number,
  result: Float64Array,
) {
  const { order, lonely, stages } = survey;
  const { cluster, population } = stages[s]!;
  const { columns } = scores;
  const own = new Float64Array(columns ** 2);
  let counted = 0;
  let all = 0;
  for (const [start, end, sampled] of groups(survey, s, from, to)) {
    all += 1;
    const whole = population ? population[order[start]!]! : Infinity;
    const open = whole === Infinity ? 1 : (whole - sampled) / whole;
    if (open >= 1e-7) {
      const skip = sampled === 1 && lonely !== 'adjust';
      if (!skip || lonely !== 'average') counted += 1;
      if (!skip) addStratum(cluster, order, scores, start, end, sampled, open, own);
    } else counted += 1;
    if (population && s + 1 < stages.length && whole !== Infinity)
      for (let first = start; first < end;) {
        let last = first + 1;
        while (last < end && cluster[order[last]!] === cluster[order[first]!]) last += 1;
        addStage(survey, scores, s + 1, first, last, (share * sampled) / whole, result);
        first = last;
      }
  }
  const scale = lonely === 'average' && counted > 0 ? (share * all) / counted : share;
  for (let i = 0; i < own.length; i += 1) result[i]! += scale * own[i]!;
}

/**
 * Adds one stratum: open x n/(n-1) x sum of (t - mean)(t - mean)' over cluster totals t; a single unit is not centred.
 * With one column a row, most totals are zero and the mean is taken off at the end; otherwise it is taken off first, which
 * loses no digits.
 */
function addStratum(
  cluster: Int32Array,
  order: Int32Array,
  scores: Scores,
  from: number,
  to: number,
  sampled: number,
  open: number,
  result: Float64Array,
) {
  const { columns, column } = scores;
  const factor = sampled > 1 ? (open * sampled) / (sampled - 1) : open;
  const sums = new Float64Array(columns);
  if (!column && sampled > 1)
    for (let i = from; i < to; i += 1) for (let c = 0; c < columns; c += 1) sums[c]! += scores.values[c]![order[i]!]!;
  const centre = sums.map((sum) => sum / sampled);
  const totals = new Float64Array(columns);
  const stamp = new Int32Array(columns).fill(-1);
  const touched: number[] = [];
  for (let first = from; first < to;) {
    const unit = cluster[order[first]!]!;
    let last = first;
    touched.length = 0;
    for (; last < to && cluster[order[last]!] === unit; last += 1) {
      const row = order[last]!;
      for (let v = 0; v < scores.values.length; v += 1) {
        const c = column ? column[row]! : v;
        if (c < 0) continue;
        if (stamp[c] !== first) {
          stamp[c] = first;
          totals[c] = -centre[c]!;
          touched.push(c);
        }
        totals[c]! += scores.values[v]![row]!;
      }
    }
    for (const a of touched) {
      if (column) sums[a]! += totals[a]!;
      for (const b of touched) result[a * columns + b]! += factor * totals[a]! * totals[b]!;
    }
    first = last;
  }
  if (sampled === 1 || !column) return;
  for (let a = 0; a < columns; a += 1)
    if (sums[a] !== 0)
      for (let b = 0; b < columns; b += 1) result[a * columns + b]! -= (factor * sums[a]! * sums[b]!) / sampled;
}

/** Runs of ordered rows in the same stratum of a stage, with the number of its sampled clusters. */
function* groups({ order, stages, size }: Survey, s: number, from = 0, to = size): Generator<[number, number, number]> {
  const { stratum, cluster } = stages[s]!;
  for (let start = from; start < to;) {
    let end = start;
    let sampled = 0;
    let before = -1;
    for (; end < to && stratum[order[end]!] === stratum[order[start]!]; end += 1) {
      const unit = cluster[order[end]!]!;
      if (unit !== before) sampled += 1;
      before = unit;
    }
    yield [start, end, sampled];
    start = end;
  }
}

function flatten({ stratum, population }: Stage): Flat {
  let strata = 0;
  for (let row = 0; row < stratum.length; row += 1) if (stratum[row]! >= strata) strata = stratum[row]! + 1;
  const sampled = new Int32Array(strata);
  const populations = new Float64Array(strata).fill(Infinity);
  for (let row = 0; row < stratum.length; row += 1) {
    sampled[stratum[row]!]! += 1;
    if (population) populations[stratum[row]!] = population[row]!;
  }
  return { sampled, populations };
}

/** Codes of (outer code, label) pairs, numbered as they come. */
function nestCodes(outer: Int32Array, labels: readonly string[]): Int32Array {
  const codes = new Map<number, Map<string, number>>();
  let next = 0;
  return outer.map((code, row) => {
    let inside = codes.get(code);
    if (!inside) codes.set(code, (inside = new Map()));
    const label = labels[row]!;
    const known = inside.get(label);
    if (known !== undefined) return known;
    inside.set(label, next);
    return next++;
  });
}

/** Rows by stratum and cluster of all stages: stable counting sorts from the innermost key to the outermost. */
function orderRows(stages: readonly Stage[], size: number): Int32Array {
  let order = Int32Array.from({ length: size }, (_, row) => row);
  for (const { stratum, cluster } of stages.toReversed())
    for (const codes of [cluster, stratum]) {
      const starts = new Int32Array(size + 1);
      for (const code of codes) starts[code + 1]! += 1;
      for (let code = 0; code < size; code += 1) starts[code + 1]! += starts[code]!;
      const next = new Int32Array(size);
      for (const row of order) next[starts[codes[row]!]!++] = row;
      order = next;
    }
  return order;
}

function splits(cluster: Int32Array, stratum: Int32Array): boolean {
  const of = new Map<number, number>();
  for (let row = 0; row < cluster.length; row += 1) {
    const known = of.get(cluster[row]!);
    if (known === undefined) of.set(cluster[row]!, stratum[row]!);
    else if (known !== stratum[row]) return true;
  }
  return false;
}
