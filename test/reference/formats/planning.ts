/**
 * Allocation, sample size, binomial intervals, outcome rates and unequal probabilities without a survey's data.
 *
 * Promise: a case is recognised by what it asks and expects; every number of an expected answer is compared within the case's
 * tolerance. Methods of others (largest remainders; Sampford, Tillé and Midzuno draws) are not offered: the first is written
 * here to show its paradox, the joint probabilities of the others are inputs of our variances.
 */
import { readFile } from 'node:fs/promises';
import type { ReferenceCase, ReferenceFormat } from '../runner.ts';
import { misses } from '../support/near.ts';
import { loadTable } from '../support/survey-data.ts';
import { numbersOf, type Vector } from '../support/vector.ts';
import {
  allocate,
  type AllocationRule,
  type AllocationStratum,
  type CountMethod,
  countInterval,
  designVarianceOfTotal,
  devilleVariance,
  type Divisor,
  estimateEligibility,
  halfWidthOfShare,
  horvitzThompsonVariance,
  inclusionProbabilities,
  issue,
  maximumEntropyJoint,
  outcomeRates,
  planClusters,
  shareOut,
  shareOutWithin,
  sizeForChangeOfMean,
  sizeForChangeOfShare,
  sizeForMean,
  sizeForMeanCv,
  sizeForShare,
  sizeForShareByWilson,
  sizeForShareCv,
  sizesForBudget,
  sizesForVariance,
  systematicJoint,
  varianceOfMean,
  yatesGrundyVariance,
} from '#sampling';
import { paretoRank, sequentialPoissonRank } from '../../../sampling/unequal.ts';

export const format: ReferenceFormat = {
  name: 'planning',
  async cases(file) {
    const content: Vector = JSON.parse(await readFile(file, 'utf8'));
    const cases: Vector[] = Array.isArray(content.cases) ? content.cases : [];
    const kind = kinds.find(
      ({ fits }) => cases[0]?.input !== undefined && cases[0].expected !== undefined && fits(cases[0]),
    );
    if (!kind) return undefined;
    return cases.map((one): ReferenceCase => ({
      id: one.id,
      run: async () => misses(await kind.answer(one, file), one.expected, one.rtol),
    }));
  },
};

const kinds: readonly {
  readonly fits: (one: Vector) => boolean;
  readonly answer: (one: Vector, file: string) => unknown;
}[] = [
  { fits: ({ input }) => input.Nh !== undefined, answer: allocation },
  { fits: ({ input }) => input.counts !== undefined, answer: rates },
  { fits: ({ input, expected }) => input.conf !== undefined && Array.isArray(expected), answer: binomial },
  { fits: ({ input }) => input.systematicStarts !== undefined || input.size !== undefined, answer: unequal },
  { fits: ({ id }) => id.startsWith('O-N-'), answer: sampleSize },
];

function allocation({ input, expected, title }: Vector): unknown {
  const { Nh, Sh, ch, n, means, m, M, q, budget, V0, divisor, initial } = input;
  const strata = numbersOf(Nh).map((population, h): AllocationStratum => ({
    code: `S${h}`,
    population,
    deviation: Sh[h],
    ...(ch ? { cost: ch[h] } : {}),
    ...(means ? { mean: means[h] } : {}),
    ...(m ? { floor: m[h] } : initial === undefined ? {} : { floor: initial }),
    ...(M ? { ceiling: M[h] } : {}),
  }));
  const whole = (rule: AllocationRule, total: number = n) => {
    const outcome = allocate({ strata, total, rule });
    if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
    return outcome.value.map(({ size }) => size);
  };
  const withVariance = (nh: readonly number[]) => {
    const variance = varianceOfMean(strata, nh);
    return { nh, varianceOfMean: variance, seOfMean: variance === null ? null : Math.sqrt(variance) };
  };
  if (expected.paradoxAtN) {
    // Largest remainders lose a place at these totals; ours never does.
    const found = Array.from({ length: 41 }, (_, k) => n + k + 1).filter((total) => {
      const [before, after] = [largestRemainders(Nh, total - 1), largestRemainders(Nh, total)];
      const [own, next] = [whole({ kind: 'proportional' }, total - 1), whole({ kind: 'proportional' }, total)];
      if (next.some((size, h) => size < own[h]!)) throw new Error(`our own rule loses a place at ${total}`);
      return after.some((size, h) => size < before[h]!);
    });
    return { paradoxAtN: found };
  }
  if (divisor) {
    const names: Record<string, Divisor> = { W: 'webster', J: 'jefferson', H: 'huntington-hill' };
    return { nh: whole({ kind: 'proportional', divisor: names[divisor[0]]! }) };
  }
  if (/Hamilton/.test(title)) return { nh: largestRemainders(Nh, n) };
  if (/power/.test(title)) return { nh: shareOut(strata, n, { kind: 'power', exponent: q }) };
  if (/square-root/.test(title)) return { nh: shareOut(strata, n, { kind: 'square-root' }) };
  if (/integer/.test(title)) {
    const nh = whole({ kind: 'neyman' });
    return { ...withVariance(nh), bruteForceAgrees: bestByForce(strata, nh, n) };
  }
  if (/<=|minimum m/.test(title)) return { nh: shareOutWithin(strata, n, { kind: 'neyman' }) };
  if (budget !== undefined) return withVariance(sizesForBudget(strata, budget));
  if (V0 !== undefined) {
    const nh = sizesForVariance(strata, V0);
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    return { nh, total: sum(nh), cost: sum(nh.map((size, h) => size * ch[h])) };
  }
  return withVariance(shareOut(strata, n, { kind: title.startsWith('proportional') ? 'proportional' : 'neyman' }));
}

/** Whether no exchange of up to three units between two strata gives a smaller variance. */
function bestByForce(strata: readonly AllocationStratum[], nh: readonly number[], total: number): boolean {
  const least = varianceOfMean(strata, nh)!;
  if (nh.reduce((sum, size) => sum + size, 0) !== total) return false;
  for (const from of nh.keys())
    for (const to of nh.keys())
      for (const moved of from === to ? [] : [1, 2, 3]) {
        const other = nh.map((size, h) => (h === from ? size - moved : h === to ? size + moved : size));
        const within = other.every(
          (size, h) =>
            size >= (strata[h]!.floor ?? 1) && size <= Math.min(strata[h]!.ceiling ?? Infinity, strata[h]!.population),
        );
        const variance = within ? varianceOfMean(strata, other) : null;
        if (variance !== null && variance < least * (1 - 1e-12)) return false;
      }
  return true;
}

/** Hamilton's rule: whole parts, then one each to the largest remainders; ties to the earlier stratum. */
function largestRemainders(populations: readonly number[], total: number): number[] {
  const people = populations.reduce((sum, one) => sum + one, 0);
  const exact = populations.map((one) => one * total);
  const sizes = exact.map((one) => Math.floor(one / people));
  const left = total - sizes.reduce((sum, one) => sum + one, 0);
  const order = populations.map((_, h) => h).toSorted((a, b) => (exact[b]! % people) - (exact[a]! % people) || a - b);
  for (const h of order.slice(0, left)) sizes[h]! += 1;
  return sizes;
}

function rates({ input }: Vector): unknown {
  const { counts, e, eRule } = input;
  if (eRule && /proportional/.test(eRule)) {
    const wrong = misses(estimateEligibility(counts), e, 1e-12, 'e');
    if (wrong) throw new Error(wrong);
  }
  return outcomeRates(counts, e);
}

function binomial({ input, expected }: Vector): unknown {
  const methods: readonly [string, CountMethod][] = [
    ['wald', 'wald'],
    ['wilson', 'wilson'],
    ['wilsonCc', 'wilson-corrected'],
    ['agrestiCoull', 'agresti-coull'],
    ['clopperPearson', 'clopper-pearson'],
    ['jeffreys', 'jeffreys'],
  ];
  return expected.map(({ x, n }: Vector) => {
    const answer: Record<string, number> = { x, n, p: x / n };
    for (const [name, method] of methods) {
      const { lower, upper } = countInterval(x, n, method, input.conf)!;
      answer[`${name}Lower`] = lower;
      answer[`${name}Upper`] = upper;
    }
    return answer;
  });
}

function sampleSize({ input }: Vector): unknown {
  const { p, cv, e, alpha, deff, responseRate, S2, mean, C1, rho } = input;
  const population = input.N === 'Inf' || input.N === undefined ? Infinity : input.N;
  if (C1 !== undefined) {
    const plan = planClusters({ cluster: C1, interview: input.C2, budget: input.budget }, rho, input.unitRelvar);
    return { ...plan, deff: plan.designEffect };
  }
  if (input.overlap !== undefined) {
    const waves = (change: number) => ({ overlap: input.overlap, change, level: 0.95, power: input.power });
    return {
      nMeans: Math.ceil(sizeForChangeOfMean(input.S2x, input.S2y, rho, waves(input.delta))),
      nProportions: Math.ceil(sizeForChangeOfShare(input.px, input.py, input.pxy, waves(input.py - input.px))),
    };
  }
  if (S2 !== undefined)
    return {
      nForCV: sizeForMeanCv(S2, mean, cv, population),
      nForHalfWidth: sizeForMean(S2, e, 1 - alpha, population),
    };
  if (cv !== undefined) return { n: sizeForShareCv(p, cv, population) };
  const n = sizeForShare(p, e, 1 - alpha, population);
  return {
    nWald: n,
    nWaldCeil: Math.ceil(n),
    nWilson: sizeForShareByWilson(p, e, 1 - alpha),
    nTextbookInfinite: sizeForShare(p, e, 1 - alpha),
    nWithDeff: n * deff,
    numbersToIssue: issue(n, deff, responseRate),
    moeBack: halfWidthOfShare(p, Math.ceil(n), 1 - alpha, population),
  };
}

async function unequal(one: Vector, file: string): Promise<unknown> {
  return one.input.systematicStarts ? orderSampling(one, file) : jointProbabilities(one);
}

/** Draws with the random numbers of a file, by the ranks of our order sampling. */
async function orderSampling({ input, rtol }: Vector, file: string): Promise<unknown> {
  const table = await loadTable(file, input.file);
  const [sizes, numbers] = [Array.from(table.numbers(input.sizeColumn)), table.numbers('prn')];
  const { p, certain } = inclusionProbabilities(sizes, input.n);
  const wrong = misses(p, Array.from(table.numbers('pik')), rtol, 'pik');
  if (wrong) throw new Error(wrong);
  const rows = sizes.map((_, i) => i);
  const ranked = (rank: (u: number, p: number) => number) => {
    const open = rows.filter((i) => !certain[i] && p[i]! > 0);
    const left = input.n - certain.filter(Boolean).length;
    const order = open.toSorted((a, b) => rank(numbers[a]!, p[a]!) - rank(numbers[b]!, p[b]!));
    return [...rows.filter((i) => certain[i]), ...order.slice(0, left)];
  };
  const poisson = rows.filter((i) => numbers[i]! < p[i]!);
  const systematic = (start: number) => {
    let running = 0;
    return rows.filter((i) => {
      if (certain[i]) return true;
      const before = running;
      running += p[i]!;
      // A running total that meets the start within rounding has just passed it.
      return Math.floor(running - start + 1e-9) > Math.floor(before - start + 1e-9);
    });
  };
  const drawn: Record<string, readonly number[]> = {
    sequentialPoisson: ranked(sequentialPoissonRank),
    pareto: ranked(paretoRank),
    poisson,
    ...Object.fromEntries(input.systematicStarts.map((u: number, k: number) => [`systematic${k + 1}`, systematic(u)])),
  };
  for (const [name, list] of Object.entries(drawn)) {
    const stated = Array.from(table.numbers(name));
    const missed = misses(
      rows.map((i) => (list.includes(i) ? 1 : 0)),
      stated,
      0,
      name,
    );
    if (missed) throw new Error(missed);
  }
  return {
    sumPik: p.reduce((sum, value) => sum + value, 0),
    certainties: rows.filter((i) => certain[i]).map((i) => i + 1),
    sampleSizes: {
      sequentialPoisson: drawn['sequentialPoisson']!.length,
      pareto: drawn['pareto']!.length,
      poisson: poisson.length,
    },
  };
}

function jointProbabilities({ input, expected }: Vector): unknown {
  const { size, n, y, sample } = input;
  const { p } = inclusionProbabilities(size, n);
  const entropy = maximumEntropyJoint(p);
  // Stated to be good to 1e-6 only.
  const wrong = misses(entropy, expected.joint.maxEntropy, 1e-5, 'maxEntropy');
  if (wrong) throw new Error(wrong);
  const joints: Record<string, number[][]> = { ...expected.joint, systematic: systematicJoint(p) };
  const rows: number[] = sample.map((place: number) => place - 1);
  const [drawnP, scores] = [rows.map((i) => p[i]!), rows.map((i) => y[i] / p[i]!)];
  const total = scores.reduce((sum, score) => sum + score, 0);
  const people = drawnP.reduce((sum, one) => sum + 1 / one, 0);
  const varianceEstimates = Object.keys(expected.varianceEstimates).map((name) => {
    const joint = rows.map((i) => rows.map((j) => joints[name]![i]![j]!));
    return [
      name,
      { HT: horvitzThompsonVariance(scores, drawnP, joint), SYG: yatesGrundyVariance(scores, drawnP, joint) },
    ];
  });
  const designVariances = Object.keys(expected.designVarianceOfHT).map((name) => [
    name,
    designVarianceOfTotal(y, p, joints[name]!),
  ]);
  return {
    pik: p,
    joint: joints,
    totalY: y.reduce((sum: number, value: number) => sum + value, 0),
    estimates: { HT: total, HajekMean: total / people, HajekTotal: (total / people) * size.length },
    varianceEstimates: Object.fromEntries(varianceEstimates),
    devilleVariance: devilleVariance(scores, drawnP),
    designVarianceOfHT: Object.fromEntries(designVariances),
  };
}
