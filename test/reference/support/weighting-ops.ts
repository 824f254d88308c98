/** Cases that change the weights or the variance: post-stratification, raking, calibration, replicates, unequal probabilities. */
import { row, type Asked } from './asked.ts';
import { differs, texts, vectors, type Vector } from './vector.ts';
import { misses } from './near.ts';
import { cross, expand, indicator, loadTable } from './survey-data.ts';
import {
  adjustForNonresponse,
  answered,
  brewerVariance,
  calibrate,
  type CalibrationMethod,
  estimateDomains,
  estimateMeans,
  estimateTotals,
  hartleyRaoVariance,
  horvitzThompsonVariance,
  jackknife,
  kishEffect,
  type Margin,
  type Outcome,
  overtonJoint,
  postStratify,
  rake,
  type Replicates,
  replicateDegrees,
  replicateVariance,
  type Survey,
  trimWeights,
  withReplacementVariance,
  yatesGrundyVariance,
} from '#sampling';

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}

const inOrder = (values: readonly number[]) => values.toSorted((a, b) => a - b);

function fail(why: string | undefined): void {
  if (why) throw new Error(why);
}

/** A margin written as rows of levels and `Freq`. */
function margin({ table }: Asked, rows: Vector[]): Margin {
  const names = Object.keys(rows[0]).filter((name) => name !== 'Freq');
  const place = new Map(rows.map((of, c) => [names.map((name) => of[name]).join('\0'), c]));
  const texts = names.map((name) => table.text(name));
  return {
    cell: Int32Array.from({ length: table.size }, (_, at) => place.get(texts.map((text) => text[at]).join('\0')) ?? -1),
    counts: rows.map(({ Freq }) => Freq),
  };
}

/** The answer common to all weighted cases, after the file of all weights has been compared. */
async function weighted(asked: Asked, survey: Survey) {
  const { table, file, expected, rtol } = asked;
  const { weights } = survey;
  const filed = await loadTable(file, expected.weightsFile);
  fail(misses(Array.from(weights), Array.from(filed.numbers('weight')), Math.max(rtol, 1e-8), 'weights'));
  const kish = kishEffect(weights)!;
  const means = vectors(expected.mean).map(({ name }) => name);
  const totals = vectors(expected.total ?? []).map(({ name }) => name);
  const columns = (names: readonly string[]) => names.map((name) => table.numbers(name));
  const meanColumns = columns(means);
  const inside = answered(meanColumns);
  const meanEstimates = estimateMeans(survey, meanColumns, inside);
  const distinct = [...new Set(Array.from(weights, (weight) => weight.toPrecision(12)))]
    .map(Number)
    .toSorted((a, b) => a - b);
  const domains = expected.byDept ? cross(table, ['dept']) : undefined;
  const byDomain =
    domains &&
    estimateDomains(
      survey,
      domains.domain.map((d, at) => (inside[at] === 1 ? d : -1)),
      domains.cells.length,
      'mean',
      meanColumns[0]!,
    );
  return {
    mean: means.map((name, i) => row(survey, name, meanEstimates, i)),
    total: totals.map((name) => row(survey, name, estimateTotals(survey, columns([name])), 0)),
    byDept: domains?.cells.map(([name], d) => row(survey, name!, byDomain!, d)),
    sumW: weights.reduce((sum, weight) => sum + weight, 0),
    minW: Math.min(...weights),
    maxW: Math.max(...weights),
    kishDeff: kish.effect,
    kishNeff: kish.effectiveSize,
    // The list is cut after the first twelve.
    distinctWeights: distinct.slice(0, expected.distinctWeights?.length),
    weightsFile: expected.weightsFile,
  };
}

const raked = (asked: Asked) =>
  accepted(
    rake(
      asked.survey,
      asked.op.margins.map((rows: Vector[]) => margin(asked, rows)),
    ),
  );

/** Mean, total and ratio of what the expected answer names, by some variance of their scores. */
async function replicateCase(asked: Asked) {
  const { table, survey, op, expected, file, rtol } = asked;
  const filed = await loadTable(file, expected.repweightsFile);
  const base = filed.numbers('w');
  const given = Array.from({ length: expected.R }, (_, r) => filed.numbers(`r${r + 1}`));
  const degrees = replicateDegrees(given);
  let replicates: Replicates = { weights: given, scale: expected.scale, scales: expected.rscales };
  if (op.type === 'JK1' || op.type === 'JKn') {
    const own = jackknife(survey);
    const text = (list: readonly Float64Array[]) =>
      list.map((weights) => Array.from(weights, (w) => w.toPrecision(8)).join()).toSorted();
    fail(differs(text(own.weights), text(given)));
    fail(misses(own.scale, expected.scale, rtol) ?? misses(inOrder(own.scales), inOrder(expected.rscales), rtol));
    // Our own weights have more digits than the file.
    replicates = own;
  }
  const se = (estimator: (weights: Float64Array) => number) => {
    const { value, variance } = replicateVariance(estimator, base, replicates, expected.mse);
    return { estimate: value, se: Math.sqrt(variance) };
  };
  const total = (name: string) => {
    const column = table.numbers(name);
    return (weights: Float64Array) => weights.reduce((sum, weight, at) => sum + weight * column[at]!, 0);
  };
  const size = (weights: Float64Array) => weights.reduce((sum, weight) => sum + weight, 0);
  fail(misses(degrees, asked.degf, 0, 'degf'));
  return {
    ...expected,
    mean: expected.mean.map(({ name }: Vector) => ({ name, ...se((w) => total(name)(w) / size(w)) })),
    total: expected.total.map(({ name }: Vector) => ({ name, ...se(total(name)) })),
    ratio: expected.ratio.map(({ name }: Vector) => {
      const [above, below] = name.split('/');
      return { name, ...se((w) => total(above)(w) / total(below)(w)) };
    }),
  };
}

async function unequalCase({ table, file, design, op, expected }: Asked) {
  const p = Array.from(table.numbers(design.inclusion));
  const filed = design.joint ? await loadTable(file, design.joint) : undefined;
  const columns = filed && p.map((_, j) => filed.numbers(`V${j + 1}`));
  const joint = columns && p.map((_, i) => columns.map((column) => column[i]!));
  const variances: Record<string, (scores: readonly number[]) => number> = {
    HT: (scores) => horvitzThompsonVariance(scores, p, joint!),
    YG: (scores) => yatesGrundyVariance(scores, p, joint!),
    brewer: (scores) => brewerVariance(scores, p),
    overton: (scores) => horvitzThompsonVariance(scores, p, overtonJoint(p)),
    HR: (scores) => hartleyRaoVariance(scores, p, design.sumP2overN),
    wr: withReplacementVariance,
  };
  const answer = (name: string, kind: 'mean' | 'total') => {
    const y = Array.from(table.numbers(name));
    const total = y.reduce((sum, value, i) => sum + value / p[i]!, 0);
    const size = p.reduce((sum, one) => sum + 1 / one, 0);
    const scores = y.map((value, i) => (kind === 'total' ? value / p[i]! : (value - total / size) / p[i]! / size));
    return { name, estimate: kind === 'total' ? total : total / size, se: Math.sqrt(variances[op.variance]!(scores)) };
  };
  return {
    mean: expected.mean.map(({ name }: Vector) => answer(name, 'mean')),
    total: expected.total.map(({ name }: Vector) => answer(name, 'total')),
  };
}

export const weightingOps: Readonly<Record<string, (asked: Asked) => unknown>> = {
  postStratify: (asked) => weighted(asked, accepted(postStratify(asked.survey, margin(asked, asked.op.margins[0])))),
  rake: (asked) => weighted(asked, raked(asked)),
  'rake+trim': (asked) => {
    const { lower = -Infinity, upper = Infinity, strict } = asked.op;
    return weighted(asked, accepted(trimWeights(raked(asked), lower, upper, strict)));
  },
  calibrate: (asked) => {
    const { table, survey, op } = asked;
    const columns = Object.keys(op.population).map((name) => {
      if (name === '(Intercept)') return new Float64Array(table.size).fill(1);
      const variable = texts([op.formula])[0]!
        .slice(1)
        .split('+')
        .find((of) => name.startsWith(of))!;
      return name === variable
        ? expand(table, name)[0]!.column
        : indicator(table.text(variable), name.slice(variable.length));
    });
    const totals = Object.values<number[]>(op.population).map(([total]) => total!);
    const method: CalibrationMethod =
      op.calfun === 'logit' ? { kind: 'logit', lower: op.bounds[0], upper: op.bounds[1] } : { kind: op.calfun };
    return weighted(asked, accepted(calibrate(survey, columns, totals, method)));
  },
  replicate: replicateCase,
  pps: unequalCase,
  nonresponseClass: (asked) => {
    const { table, op } = asked;
    const { cells, domain } = cross(table, op.cells);
    const base = table.numbers(op.weight);
    const responded = Uint8Array.from(table.text(op.responded), (cell) => (cell === '1' ? 1 : 0));
    const adjusted = accepted(adjustForNonresponse(base, domain, cells.length, responded));
    const stated = table.numbers(op.expectedColumn);
    fail(misses(Array.from(adjusted.weights), Array.from(stated), asked.rtol, 'weights'));
    const named = cells.map((cell, c) => {
      const { sum, responded: answers, factor } = adjusted.classes[c]!;
      return { cell: cell.join(' '), sumWeights: sum, sumRespondentWeights: answers, factor };
    });
    return {
      cells: asked.expected.cells.map(({ cell }: Vector) => named.find((one) => one.cell === cell)),
      sumAdjusted: adjusted.weights.reduce((sum, weight) => sum + weight, 0),
      sumBase: base.reduce((sum, weight) => sum + weight, 0),
    };
  },
};
