/**
 * Weights after the draw: nonresponse classes, post-stratification, raking, calibration, trimming, and what they cost.
 *
 * Promise: a calibrated survey remembers what it was calibrated to, so that variances are taken of residuals; totals that
 * cannot be met are refused, never approached in silence. Weights are never rounded.
 */
import { solve } from './matrix.ts';
import { accept, refuse, type Outcome } from './refusal.ts';
import { reweigh, type Calibration, type Survey } from './survey.ts';

/** Cells of a margin: each row's cell from 0, and the population count of each cell. */
export interface Margin {
  readonly cell: Int32Array;
  readonly counts: readonly number[];
}

/**
 * Post-stratification: weights of each cell times population count / sum of weights.
 * Source: Holt and Smith 1979; Särndal, Swensson and Wretman 1992, 7.6. Cost: linear.
 */
export function postStratify(survey: Survey, margin: Margin): Outcome<Survey> {
  const before = survey.weights;
  const homeless = checkCells(before, [margin]);
  if (homeless) return refuse(homeless);
  const fitted = fitMargin(before, margin);
  if (typeof fitted === 'number') return refuse(emptyCell(fitted));
  return accept(reweigh(survey, fitted, calibration(indicators([margin]), before, fitted)));
}

/**
 * Raking: post-stratification to each margin in turn until no weight changes by more than 10^-13 of itself. Margins must
 * have the same total.
 * The variance is that of residuals from all margins with
 * equal weights, as R's rake has it. Source: Deming and Stephan 1940; Lumley 2010, 7.3. Cost: linear, times the rounds.
 */
export function rake(survey: Survey, margins: readonly Margin[], rounds = 1000): Outcome<Survey> {
  const before = survey.weights;
  const homeless = checkCells(before, margins);
  if (homeless) return refuse(homeless);
  const totals = margins.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
  const differing = totals.findIndex((total) => Math.abs(total - totals[0]!) > 1e-9 * totals[0]!);
  if (differing > 0)
    return refuse({
      code: 'margins-contradict',
      message: `第1个边际的总数是${totals[0]!}，第${differing + 1}个边际是${totals[differing]!}；请改成同一个总数`,
    });
  let weights = before;
  for (let round = 0; round < rounds; round += 1) {
    const last = weights;
    for (const margin of margins) {
      const fitted = fitMargin(weights, margin);
      if (typeof fitted === 'number') return refuse(emptyCell(fitted));
      weights = fitted;
    }
    const settled = weights.every((weight, row) => Math.abs(weight - last[row]!) <= 1e-13 * weight);
    if (settled && margins.every((margin) => isMet(weights, margin)))
      return accept(
        reweigh(
          survey,
          weights,
          calibration(
            indicators(margins),
            before.map((weight) => (weight === 0 ? 0 : 1)),
            weights,
          ),
        ),
      );
  }
  return refuse({
    code: 'raking-diverges',
    message: `迭代加权做了${rounds}轮仍不收敛；请检查各边际的总数是否一致、是否有几乎没有样本的单元`,
  });
}

/** Whether the weights of each cell add up to its count. */
function isMet(weights: Float64Array, { cell, counts }: Margin): boolean {
  const sums = new Float64Array(counts.length);
  for (let row = 0; row < weights.length; row += 1) if (cell[row]! >= 0) sums[cell[row]!]! += weights[row]!;
  return counts.every((count, c) => Math.abs(sums[c]! - count) <= 1e-9 * count);
}

/** Weights that meet one margin, or the number of a cell that has people but no sample. */
function fitMargin(weights: Float64Array, { cell, counts }: Margin): Float64Array | number {
  const sums = new Float64Array(counts.length);
  for (let row = 0; row < weights.length; row += 1) if (cell[row]! >= 0) sums[cell[row]!]! += weights[row]!;
  const empty = counts.findIndex((count, c) => count > 0 && sums[c] === 0);
  if (empty >= 0) return empty;
  return weights.map((weight, row) =>
    cell[row]! < 0 || weight === 0 ? 0 : (weight * counts[cell[row]!]!) / sums[cell[row]!]!,
  );
}

/** A row of positive weight that is in no cell would lose it in silence. */
function checkCells(weights: Float64Array, margins: readonly Margin[]) {
  const homeless = weights.findIndex((weight, row) => weight > 0 && margins.some(({ cell }) => !(cell[row]! >= 0)));
  if (homeless < 0) return undefined;
  return { code: 'cell-missing', message: `第${homeless + 1}个样本不属于任何单元；请补齐分组变量，或先把它排除在外` };
}

function emptyCell(cell: number) {
  return { code: 'cell-empty', message: `第${cell + 1}个单元总体里有人、样本里没有；请把它与相近的单元合并后再加权` };
}

function indicators(margins: readonly Margin[]): Float64Array[] {
  return margins.flatMap(({ cell, counts }) =>
    counts.map((_, c) => Float64Array.from(cell, (of) => (of === c ? 1 : 0))),
  );
}

/** `linear`: weights may become negative; `raking`: they stay positive; `logit`: they stay within the bounds. */
export type CalibrationMethod =
  | { readonly kind: 'linear' }
  | { readonly kind: 'raking' }
  | { readonly kind: 'logit'; readonly lower: number; readonly upper: number };

/**
 * Calibration: weights d g with sum(w x) equal to the population totals of all columns, g as close to 1 as the method's
 * distance asks. Linear g = 1 + u (the regression estimator), raking g = exp(u), logit g between the bounds; u = x'b by
 * Newton's method. Source: Deville and Särndal 1992; Deville, Särndal and Sautory 1993.
 * Cost: columns squared x rows a step, some 5 to 10 steps. The columns usually contain one of ones.
 */
export function calibrate(
  survey: Survey,
  auxiliaries: readonly Float64Array[],
  totals: readonly number[],
  method: CalibrationMethod,
): Outcome<Survey> {
  const before = survey.weights;
  // A row of weight 0 has no say, whatever it holds; often it holds nothing.
  const columns = auxiliaries.map((column) => column.map((value, row) => (before[row] === 0 ? 0 : value)));
  const { g, slope } = distance(method);
  let b = totals.map(() => 0);
  for (let step = 0; step < 100; step += 1) {
    const u = before.map((_, row) => columns.reduce((sum, column, c) => sum + column[row]! * b[c]!, 0));
    const weights = before.map((weight, row) => weight * g(u[row]!));
    const missing = totals.map(
      (total, c) => total - weights.reduce((sum, weight, row) => sum + weight * columns[c]![row]!, 0),
    );
    // A small total of large parts, as of a centred column, is met to the digits its parts have.
    const parts = columns.map((column) =>
      weights.reduce((sum, weight, row) => sum + Math.abs(weight * column[row]!), 0),
    );
    if (missing.every((miss, c) => Math.abs(miss) <= 1e-12 * Math.max(Math.abs(totals[c]!), parts[c]!)))
      return accept(reweigh(survey, weights, calibration(columns, before, weights)));
    const information = columns.map((one) =>
      columns.map((other) =>
        before.reduce((sum, weight, row) => sum + weight * slope(u[row]!) * one[row]! * other[row]!, 0),
      ),
    );
    const change = solve(
      information,
      missing.map((miss) => [miss]),
    );
    if (!change || change.some(([value]) => !Number.isFinite(value))) break;
    b = b.map((value, c) => value + change[c]![0]!);
  }
  return refuse({
    code: 'calibration-unsolvable',
    message: '校准不能满足给定的总数：总数之间矛盾、辅助变量重复，或权数界限太窄；请检查总数、去掉重复变量或放宽界限',
  });
}

function distance(method: CalibrationMethod): {
  readonly g: (u: number) => number;
  readonly slope: (u: number) => number;
} {
  if (method.kind === 'linear') return { g: (u) => 1 + u, slope: () => 1 };
  if (method.kind === 'raking') return { g: Math.exp, slope: Math.exp };
  const { lower: l, upper: h } = method;
  const a = (h - l) / ((1 - l) * (h - 1));
  const g = (u: number) => {
    const e = Math.exp(a * u);
    return e === Infinity ? h : (l * (h - 1) + h * (1 - l) * e) / (h - 1 + (1 - l) * e);
  };
  return { g, slope: (u) => ((g(u) - l) * (h - g(u)) * a) / (h - l) };
}

/**
 * What variances need after calibration: scores divided by the weights, less their regression on the columns under the
 * weights before, times the weights again. Source: Deville and Särndal 1992.
 */
function calibration(columns: readonly Float64Array[], before: Float64Array, after: Float64Array): Calibration {
  const basis = orthogonal(columns, before);
  return {
    columns,
    before,
    after,
    residual: (scores) => {
      let rest = scores.map((score, row) => (after[row] === 0 ? 0 : score / after[row]!));
      for (const direction of basis) {
        const share = rest.reduce((sum, value, row) => sum + before[row]! * value * direction[row]!, 0);
        rest = rest.map((value, row) => value - share * direction[row]!);
      }
      return rest.map((value, row) => value * after[row]!);
    },
  };
}

/** Orthonormal columns under the weights, dependent ones left out (modified Gram-Schmidt, twice for the digits). */
export function orthogonal(columns: readonly Float64Array[], weights: Float64Array, least = 1e-9): Float64Array[] {
  const basis: Float64Array[] = [];
  const product = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, row) => sum + weights[row]! * value * b[row]!, 0);
  for (const column of columns) {
    const size = Math.sqrt(product(column, column));
    let rest = column;
    for (const direction of [...basis, ...basis]) {
      const share = product(rest, direction);
      rest = rest.map((value, row) => value - share * direction[row]!);
    }
    const length = Math.sqrt(product(rest, rest));
    if (length > size * least) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

/**
 * Trimming: weights outside the limits are cut to them and the excess is shared equally among the others; `strict` repeats
 * until none is outside. Rows of weight 0 (who did not answer) stay at 0. Keeps the calibration for variances. Source: Potter 1990, as in R's trimWeights. Cost: linear.
 */
export function trimWeights(survey: Survey, lower: number, upper: number, strict: boolean): Outcome<Survey> {
  let { weights } = survey;
  for (let round = 0; round < 1000; round += 1) {
    const outside = weights.map((weight) => (weight !== 0 && (weight < lower || weight > upper) ? 1 : 0));
    const cut = outside.reduce((sum, one) => sum + one, 0);
    const others = weights.reduce((sum, weight) => (weight === 0 ? sum : sum + 1), 0) - cut;
    if (cut === 0) return accept(reweigh(survey, weights));
    if (others === 0) break;
    const trimmed = weights.map((weight) => (weight === 0 ? 0 : Math.max(lower, Math.min(upper, weight))));
    const excess = weights.reduce((sum, weight, row) => sum + weight - trimmed[row]!, 0);
    weights = trimmed.map((weight, row) => (outside[row] === 1 || weight === 0 ? weight : weight + excess / others));
    if (!strict) return accept(reweigh(survey, weights));
  }
  return refuse({ code: 'trimming-impossible', message: '权数上下限太窄，截断后总和无法保持；请放宽界限' });
}

/**
 * Kish's design effect of unequal weights, n sum(w^2) / sum(w)^2, and the size that is left; null where all weights are 0.
 * Source: Kish 1992. Cost: linear.
 */
export function kishEffect(weights: Float64Array): { readonly effect: number; readonly effectiveSize: number } | null {
  const used = weights.filter((weight) => weight !== 0);
  const sum = used.reduce((all, weight) => all + weight, 0);
  const squares = used.reduce((all, weight) => all + weight * weight, 0);
  if (squares === 0) return null;
  return { effect: (used.length * squares) / sum ** 2, effectiveSize: sum ** 2 / squares };
}

export interface ResponseClass {
  readonly sum: number;
  readonly responded: number;
  /** Sum of weights over those who responded; null when nobody did. */
  readonly factor: number | null;
}

/**
 * Nonresponse adjustment by classes: weights of respondents times (weights of all) / (weights of respondents) of their
 * class; others get 0. A class nobody answered in is refused. Source: Särndal and Lundström 2005, 5. Cost: linear.
 */
export function adjustForNonresponse(
  weights: Float64Array,
  classes: Int32Array,
  count: number,
  responded: Uint8Array,
): Outcome<{ readonly weights: Float64Array; readonly classes: readonly ResponseClass[] }> {
  const sums = new Float64Array(count);
  const answers = new Float64Array(count);
  for (let row = 0; row < weights.length; row += 1) {
    sums[classes[row]!]! += weights[row]!;
    if (responded[row] === 1) answers[classes[row]!]! += weights[row]!;
  }
  const silent = sums.findIndex((sum, c) => sum > 0 && answers[c] === 0);
  if (silent >= 0)
    return refuse({ code: 'class-silent', message: `第${silent + 1}个无回答调整组里没有一人作答；请与相近的组合并` });
  const list = Array.from(sums, (sum, c): ResponseClass => {
    const answer = answers[c]!;
    return { sum, responded: answer, factor: answer > 0 ? sum / answer : null };
  });
  const adjusted = weights.map((weight, row) => (responded[row] === 1 ? weight * list[classes[row]!]!.factor! : 0));
  return accept({ weights: adjusted, classes: list });
}
