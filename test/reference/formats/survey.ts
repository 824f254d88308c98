/**
 * Survey estimates made with R: means, totals, ratios, shares, domains, quantiles, intervals, tests, lonely strata.
 *
 * Promise: every number of an expected answer is compared within the case's tolerance; a kind of case nobody knows fails.
 */
import { readFile } from 'node:fs/promises';
import type { ReferenceCase, ReferenceFormat } from '../runner.ts';
import { row, type Asked } from '../support/asked.ts';
import { misses } from '../support/near.ts';
import { likelihoodAsInterpolated } from '../support/profile.ts';
import { cross, expand, indicator, levels, loadTable, survey as layOut } from '../support/survey-data.ts';
import { numbersOf, texts, type Vector, vectors } from '../support/vector.ts';
import { weightingOps } from '../support/weighting-ops.ts';
import {
  answered,
  contrast,
  degreesOfFreedom,
  designEffect,
  effectiveSize,
  effectiveSizeByT,
  estimateDomains,
  estimateMeans,
  estimateQuantile,
  estimateRatios,
  estimateTotals,
  type Inside,
  type QuantileRule,
  type ShareMethod,
  shareInterval,
  standardError,
  testAssociation,
  testDifference,
} from '#sampling';

export const format: ReferenceFormat = {
  name: 'survey',
  async cases(file) {
    const content: Vector = JSON.parse(await readFile(file, 'utf8'));
    const cases: Vector[] = Array.isArray(content.cases) ? content.cases : [];
    if (cases[0]?.design?.type === undefined || cases[0]?.op?.stat === undefined) return undefined;
    return cases.map((one): ReferenceCase => ({ id: one.id, run: () => runCase(file, one) }));
  },
};

async function runCase(file: string, { design, op, expected, rtol, degf }: Vector): Promise<string | undefined> {
  const table = await loadTable(file, design.data);
  const laid = layOut(table, design.type === 'taylor' ? design : {});
  if (!laid.ok) return expected.result === 'error' ? undefined : laid.refusals[0]!.message;
  const asked: Asked = { file, table, survey: laid.value, op, design, expected, rtol, degf };
  const run = ops[op.stat] ?? weightingOps[op.stat];
  if (!run) return `nobody knows the statistic ${op.stat}`;
  if (expected.result === 'error') return 'gave an answer where there must be none';
  const missed = misses(await run(asked), expected, rtol);
  // The degrees of these are those of a domain and of the replicate weights.
  if (missed || degf === undefined || op.stat === 'ciprop' || op.stat === 'replicate') return missed;
  return misses(degreesOfFreedom(laid.value), degf, 0, 'degf');
}

const insideOf = ({ op }: Asked, columns: readonly Float64Array[]): Inside | undefined =>
  op.naRm ? answered(columns) : undefined;

/** Our lines in the order of the expected ones, which is that of some locale; what is not expected comes last. */
function inOrderOf<T>(lines: readonly T[], wanted: readonly (T | undefined)[]): T[] {
  return [...wanted.filter((line) => line !== undefined), ...lines.filter((line) => !wanted.includes(line))];
}

function meansOrTotals(asked: Asked, kind: 'mean' | 'total') {
  const { table, survey, op } = asked;
  const all = texts(op.vars).flatMap((name) => expand(table, name));
  const wanted = vectors(asked.expected).map(({ name }) => all.find((one) => one.name === name));
  const variables = op.stat === 'mean+total' ? all : inOrderOf(all, wanted);
  const columns = variables.map(({ column }) => column);
  const inside = insideOf(asked, columns);
  const estimates = (kind === 'mean' ? estimateMeans : estimateTotals)(survey, columns, inside);
  return variables.map(({ name, column }, i) => ({
    ...row(survey, name, estimates, i),
    ...(op.deff === 'wor' || op.deff === 'wr'
      ? { deff: designEffect(survey, column, estimates, i, kind, op.deff, inside) }
      : {}),
  }));
}

function byDomains(asked: Asked, kind: 'mean' | 'total' | 'ratio') {
  const { table, survey, op, expected } = asked;
  const numerator = table.numbers(kind === 'ratio' ? op.num[0] : op.vars[0]);
  const denominator = kind === 'ratio' ? table.numbers(op.den[0]) : undefined;
  const { cells, domain } = cross(table, op.by);
  const inside = insideOf(asked, denominator ? [numerator, denominator] : [numerator]);
  const limited = domain.map((d, at) => (!inside || inside[at] === 1 ? d : -1));
  const estimates = estimateDomains(
    survey,
    limited,
    cells.length,
    kind === 'total' ? 'total' : 'mean',
    numerator,
    denominator,
  );
  // Cells nobody is in have no line.
  const named = new Map(cells.map((cell, d) => [cell.join('.'), d]));
  const present = inOrderOf(
    cells.flatMap((_, d) => (domain.includes(d) ? [d] : [])),
    vectors(expected.rows).map(({ name }) => named.get(name)),
  );
  const rows = present.map((d) => ({ ...row(survey, cells[d]!.join('.'), estimates, d) }));
  const domains = present.map((d) => {
    const members = Uint8Array.from(domain, (of) => (of === d ? 1 : 0));
    return {
      cell: cells[d]!.join('|'),
      n: members.reduce((sum, one) => sum + one, 0),
      degfDomain: degreesOfFreedom(survey, members),
    };
  });
  const vcov = present.map((a) => present.map((b) => estimates.covariance[a]![b]!));
  return { rows, domains, vcov };
}

const quantileRules: Readonly<Record<string, QuantileRule>> = { math: 'inverse', hf1: 'inverse', hf7: 'interpolated' };

type Op = (asked: Asked) => unknown;

const ops: Readonly<Record<string, Op>> = {
  census: ({ table }) => {
    const api00 = table.numbers('api00');
    const enroll = table.numbers('enroll');
    const stype = table.text('stype');
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        N: values.length,
        mean,
        S2: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
      };
    };
    const all = moments([...api00]);
    return {
      N: table.size,
      meanApi00: all.mean,
      S2api00: all.S2,
      totalEnroll: enroll.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0),
      enrollMissing: enroll.filter(Number.isNaN).length,
      strata: levels(stype).map((level) => {
        const { N, mean, S2 } = moments([...api00].filter((_, at) => stype[at] === level));
        return { stype: level, N, mean, S: Math.sqrt(S2) };
      }),
    };
  },
  mean: (asked) => meansOrTotals(asked, 'mean'),
  total: (asked) => meansOrTotals(asked, 'total'),
  'mean+total': (asked) => {
    const [mean, total] = texts(asked.op.vars);
    return [
      ...meansOrTotals({ ...asked, op: { ...asked.op, vars: [mean] } }, 'mean'),
      ...meansOrTotals({ ...asked, op: { ...asked.op, vars: [total] } }, 'total'),
    ];
  },
  ratio: (asked) => {
    const { table, survey, op } = asked;
    const numerator = table.numbers(op.num[0]);
    const denominator = table.numbers(op.den[0]);
    const estimates = estimateRatios(survey, [{ numerator, denominator }], insideOf(asked, [numerator, denominator]));
    return [row(survey, `${op.num[0]}/${op.den[0]}`, estimates, 0)];
  },
  'by:mean': (asked) => byDomains(asked, 'mean'),
  'by:total': (asked) => byDomains(asked, 'total'),
  'by:ratio': (asked) => byDomains(asked, 'ratio'),
  quantile: ({ table, survey, op }) =>
    numbersOf(op.q).map((q) => {
      const rule = quantileRules[op.qrule];
      if (!rule) throw new Error(`nobody knows the quantile rule ${op.qrule}`);
      const found = estimateQuantile(survey, table.numbers(op.vars[0]), q, rule, 0.95, degreesOfFreedom(survey));
      return { q, estimate: found.value, lowerT: found.lower, upperT: found.upper, se: found.standardError };
    }),
  ciprop: ({ table, survey, op, degf }) => {
    // `sat` is satisfied == 1 among those with a score.
    const cells = table.text(op.var === 'sat' ? 'satisfied' : op.var);
    const column = indicator(cells, op.var === 'sat' ? '1' : op.positive);
    const inside = answered([column]);
    const estimates = estimateMeans(survey, [column], inside);
    const share = estimates.values[0]!;
    const n = inside.reduce((sum, one) => sum + one, 0);
    const degrees = degreesOfFreedom(survey, inside);
    const estimate = { share, variance: estimates.covariance[0]![0]!, n, degrees };
    const wrongDegrees = misses(degrees, degf, 0, 'degf');
    if (wrongDegrees) throw new Error(wrongDegrees);
    const kept = (values: Float64Array) => Array.from(values).filter((_, at) => inside[at] === 1);
    const methods: [string, ShareMethod][] = [
      ['logit', 'logit'],
      ['likelihood', 'likelihood'],
      ['asin', 'arcsine'],
      ['beta', 'korn-graubard'],
      ['mean', 'mean'],
      ['xlogit', 'logit'],
    ];
    return {
      methods: methods.map(([method, ours]) => {
        const interval =
          ours === 'likelihood'
            ? likelihoodAsInterpolated(estimate, op.level, kept(column), kept(survey.weights))
            : shareInterval(estimate, ours, op.level);
        return { method, estimate: share, ...interval };
      }),
      se: standardError(estimates),
      n,
      nEff: effectiveSize(estimate),
      nEffKornGraubard: effectiveSizeByT(estimate, op.level),
      wilsonOnNeff: shareInterval(estimate, 'wilson', op.level),
      wilsonOnNeffKG: shareInterval(estimate, 'wilson-t', op.level),
    };
  },
  ttest: ({ table, survey, op }) => {
    const { domain } = cross(table, [op.by]);
    const found = testDifference(survey, table.numbers(op.var), domain, 0.95)!;
    return { difference: found.difference, t: found.t, df: found.degrees, p: found.p, ...found.interval };
  },
  contrast: ({ table, survey, op, expected }) => {
    const { cells, domain } = cross(table, op.by);
    const means = estimateDomains(survey, domain, cells.length, 'mean', table.numbers(op.vars[0]));
    return expected.map(({ name }: Vector) => {
      const [first, second] = name.split('_minus_');
      const coefficients = cells.map(([cell]) => (cell === first ? 1 : cell === second ? -1 : 0));
      const difference = contrast(means, coefficients);
      return { name, estimate: difference.values[0], se: standardError(difference) };
    });
  },
  chisq: ({ table, survey, op }) => {
    const [first, second] = texts(op.vars).map((name) => cross(table, [name]));
    const answers = { rows: first!.domain, columns: second!.domain, r: first!.cells.length, c: second!.cells.length };
    const found = testAssociation(survey, answers)!;
    return {
      F: found.f,
      ndf: found.numeratorDegrees,
      ddf: found.denominatorDegrees,
      pF: found.p,
      X2: found.chiSquare,
      df: found.degrees,
      pX2: found.pFirstOrder,
    };
  },
  index: ({ table, survey, op, expected }) => {
    const items = texts(op.items).map((name) => table.numbers(name));
    const column = items[0]!.map((_, at) => items.reduce((sum, item) => sum + item[at]!, 0) / items.length);
    const inside = answered([column]);
    const { cells, domain } = cross(table, op.by);
    const means = estimateDomains(
      survey,
      domain.map((d, at) => (inside[at] === 1 ? d : -1)),
      cells.length,
      'mean',
      column,
    );
    return {
      // R has left the rows without an answer out as a subpopulation here.
      overall: [row(survey, 'idx', estimateMeans(survey, [column], inside), 0, inside)],
      byDept: cells.map(([name], d) => row(survey, name!, means, d)),
      differences: expected.differences.map(({ name }: Vector) => {
        const [first, second] = name.split(' - ');
        const difference = contrast(
          means,
          cells.map(([cell]) => (cell === first ? 1 : cell === second ? -1 : 0)),
        );
        return { name, estimate: difference.values[0], se: standardError(difference) };
      }),
    };
  },
};
