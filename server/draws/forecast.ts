/**
 * What a planned draw would give under stated assumptions: half-widths of intervals, calls, whether a list is long enough, and
 * how many are expected from each place.
 *
 * Promise: pure; expectations, never promises: interviews are numbers times the assumed success rate, in fractions. A
 * half-width that is not defined is null with a reason. Only the main sample counts for precision; reserve replaces, it does not add.
 */
import type { Assumptions, Coverage, DrawDesign, DrawStratum, Forecast } from '#contract';
import { confidenceInterval, issue, sizeForShare, varianceOfMean, wholeUp } from '#sampling';
import type { PlannedDraw } from './design.ts';
import { attribute, labelOf, type PlannedUnit } from './strata.ts';

interface ForecastInput {
  readonly design: DrawDesign;
  readonly planned: Pick<PlannedDraw, 'strata' | 'chances' | 'reserveChances'> & {
    readonly units: readonly { readonly stratum: string }[];
  };
  /** In the order of the chances; none for random digits. */
  readonly units: readonly PlannedUnit[];
  /** A name for each unit's list. */
  readonly listOf: (unit: PlannedUnit) => string;
  readonly assumptions: Assumptions;
}

type Precision = Forecast['whole'];

export function forecast({ design, planned, units, listOf, assumptions }: ForecastInput): Forecast {
  const { strata } = planned;
  const { success } = assumptions;
  const effects = {
    unequal: unequalEffect(design, planned),
    clusters:
      design.method === 'two-stage'
        ? Math.max(1, 1 + assumptions.likeness * ((design.clusters?.within ?? 1) * success - 1))
        : 1,
  };
  const effect = assumptions.designEffect * effects.unequal * effects.clusters;
  const twoStage = design.method === 'two-stage';
  const endless = design.method === 'random-digits';
  const whole = twoStage
    ? precise([{ population: Infinity, interviews: expectedMain(strata) * success }], assumptions, effect)
    : precise(
        strata.map(({ population, main }) => ({
          population: endless ? Infinity : population,
          interviews: main * success,
        })),
        assumptions,
        effect,
      );
  return {
    assumptions,
    effects,
    whole,
    strata: strata.map(({ code, population, main }) => ({
      code,
      ...(twoStage
        ? { interviews: main * success, share: null, mean: null, why: '两阶段抽样推断全体，不逐群推断' }
        : precise([{ population: endless ? Infinity : population, interviews: main * success }], assumptions, effect)),
    })),
    yields: yieldsOf({ design, planned, units, listOf, assumptions }, effect),
  };
}

/** Expected coverage by city and by department; nothing for random digits. */
export function coverageOf(
  units: readonly PlannedUnit[],
  { chances, reserveChances }: Pick<PlannedDraw, 'chances' | 'reserveChances'>,
): Coverage[] {
  return (['city', 'department'] as const).map((by) => {
    const rows = new Map<string, { population: number; main: number; reserve: number }>();
    for (const [i, unit] of units.entries()) {
      const label = labelOf(attribute(unit, by), by);
      const row = rows.get(label) ?? { population: 0, main: 0, reserve: 0 };
      row.population += 1;
      row.main += chances[i] ?? 0;
      row.reserve += reserveChances[i] ?? 0;
      rows.set(label, row);
    }
    return {
      by,
      rows: [...rows].map(([label, row]) => ({ label, ...row })).toSorted((a, b) => b.population - a.population),
    };
  });
}

const expectedMain = (strata: readonly DrawStratum[]): number =>
  strata.reduce((sum, { main, clusterProbability = 1 }) => sum + main * clusterProbability, 0);

/**
 * Kish's n sum(w^2) / sum(w)^2 in expectation: sum(p) sum(1/p) / N^2 of each stratum, weighed by what the stratum adds to the variance,
 * N^2 / n. Strata of unlike fractions alone are no such case.
 */
function unequalEffect({ method }: DrawDesign, { chances, units }: ForecastInput['planned']): number {
  if (method !== 'pareto' && method !== 'sequential-poisson' && method !== 'pps-systematic') return 1;
  const strata = new Map<string, { open: number; expected: number; weights: number }>();
  for (const [i, p] of chances.entries()) {
    if (p === 0) continue;
    const code = units[i]?.stratum ?? '';
    const stratum = strata.get(code) ?? { open: 0, expected: 0, weights: 0 };
    strata.set(code, { open: stratum.open + 1, expected: stratum.expected + p, weights: stratum.weights + 1 / p });
  }
  let plain = 0;
  let unequal = 0;
  for (const { open, expected, weights } of strata.values()) {
    plain += open ** 2 / expected;
    unequal += weights;
  }
  return plain === 0 ? 1 : unequal / plain;
}

/** Half-widths of a share and of a mean over strata, by the variance of a stratified mean (Cochran 1977, 5.3). */
function precise(
  parts: readonly { readonly population: number; readonly interviews: number }[],
  { level, share, deviation }: Assumptions,
  effect: number,
): Precision {
  const interviews = parts.reduce((sum, part) => sum + part.interviews, 0);
  const no = (why: string): Precision => ({ interviews, share: null, mean: null, why });
  const silent = parts.filter((part) => part.interviews === 0).length;
  if (silent > 0) return no(parts.length === 1 ? '没有样本，不能推断' : `有${silent}层没有样本，不能推断全体`);
  const width = (spread: (population: number) => number): number | null => {
    const variance = varianceOfMean(
      // A population without end has no finite correction: so large that the fraction is nil.
      parts.map(({ population }, h) => ({
        code: String(h),
        population: population === Infinity ? 1e15 : population,
        deviation: spread(population),
      })),
      parts.map((part) => part.interviews),
    );
    if (variance === null) return null;
    return confidenceInterval({ values: [0], covariance: [[variance * effect]] }, 0, level)?.upper ?? null;
  };
  const ofShare = width((population) =>
    Math.sqrt(share * (1 - share) * (population === Infinity || population === 1 ? 1 : population / (population - 1))),
  );
  const ofMean = width(() => deviation);
  return ofShare === null || ofMean === null
    ? no('样本比名单还多，不能推断')
    : { interviews, share: ofShare, mean: ofMean, why: null };
}

function yieldsOf({ design, planned, units, listOf, assumptions }: ForecastInput, effect: number): Forecast['yields'] {
  const { share, margin, level, success } = assumptions;
  const judge = (label: string, population: number, main: number, reserve: number): Forecast['yields'][number] => {
    const endless = population === Infinity;
    const wanted = population === 1 ? 1 : sizeForShare(share, margin, level, population);
    const interviews = wholeUp(Math.min(population, wanted * effect));
    const numbers = issue(interviews, 1, success);
    const enough =
      numbers > population
        ? 'impossible'
        : numbers <= main
          ? 'main'
          : numbers <= main + reserve
            ? 'with-reserve'
            : 'redesign';
    return { label, population: endless ? null : population, interviews, numbers, drawn: main + reserve, enough };
  };
  if (design.method === 'random-digits') return [judge('全部号段', Infinity, design.main, design.reserve)];
  const lists = new Map<string, { population: number; main: number; reserve: number }>();
  let main = 0;
  let reserve = 0;
  for (const [i, unit] of units.entries()) {
    const name = listOf(unit);
    const list = lists.get(name) ?? { population: 0, main: 0, reserve: 0 };
    list.population += 1;
    list.main += planned.chances[i] ?? 0;
    list.reserve += planned.reserveChances[i] ?? 0;
    main += planned.chances[i] ?? 0;
    reserve += planned.reserveChances[i] ?? 0;
    lists.set(name, list);
  }
  const tidy = (expected: number) => Math.round(expected * 1e6) / 1e6;
  return [
    judge('全体', units.length, tidy(main), tidy(reserve)),
    ...(lists.size > 1
      ? [...lists].map(([name, list]) => judge(name, list.population, tidy(list.main), tidy(list.reserve)))
      : []),
  ];
}
