/**
 * From what the office designs to what the island draws: strata with codes and labels, sizes of main and reserve, warnings.
 *
 * Promise: pure; the same units in any order give the same plan. Whatever cannot be met is refused in words that say what to
 * change; what can be met but surprises is warned about. It sees of a person the id, department, list, city and gender only.
 */
import type { DrawDesign, DrawStratum, ListKind } from '#contract';
import { stratifyByLabels } from '#contract';
import { type FrameUnit, type Outcome, type Refusal, type SelectionDesign } from '#sampling';
import { allocateMain, allocateReserve, refuse, warnOfStrata } from './allocation.ts';
import {
  checkSettings,
  planBernoulli,
  planBySize,
  planNumbers,
  planTwoStage,
  sizesOf,
  type Chances,
} from './other-methods.ts';
import { attribute, groupClusters, groupCodes, groupUnits, labelOf, publicText, type PlannedUnit } from './strata.ts';

export type { PlannedUnit } from './strata.ts';

export interface PlanRequest {
  readonly design: DrawDesign;
  readonly units: readonly PlannedUnit[];
  /** The lists the frame is made of, when some may hold no usable person. */
  readonly lists?: readonly { readonly department: string; readonly list: ListKind }[];
  /** `unit:` and a draw code, for a draw that must be independent of others with the same seed. */
  readonly scope?: string;
  /** Where the circle of tickets starts, by stratum code; elsewhere at its beginning. */
  readonly starts?: Readonly<Record<string, string>>;
  /** People of the lists who rest: not in the frame, counted by stratum. */
  readonly rested?: readonly PlannedUnit[];
}

export interface PlannedDraw {
  readonly strata: readonly DrawStratum[];
  readonly design: SelectionDesign;
  readonly units: readonly FrameUnit[];
  /** Inclusion probability of each unit in the main sample, and its expectation in the reserve; none for random digits. */
  readonly chances: readonly number[];
  readonly reserveChances: readonly number[];
  readonly warnings: readonly string[];
}

/** Control variables of a systematic draw, in this order, without the one that makes the strata. */
const controls = ['department', 'list', 'city'] as const;
type Control = (typeof controls)[number];

/** Plans a draw of any design. Cost: linear in the units, and the allocation. */
export function planDraw(request: PlanRequest): Outcome<PlannedDraw> {
  const { design, units, scope = 'unit' } = request;
  const wrong = checkRules(design);
  if (wrong.length > 0) return { ok: false, refusals: wrong };
  const { method, replicateSize, main, reserve } = design;
  if (method === 'random-digits')
    return made(request, planNumbers(design), () => ({
      method,
      replicateSize,
      main,
      reserve,
      blocks: design.blocks ?? [],
    }));
  if (units.length === 0)
    return refuse('frame-empty', '抽样框里一个可用的人也没有，无法抽样；请先选择已接收的名单，或让部门补报');
  const empty = checkEmptyStrata(request);
  if (empty.length > 0) return { ok: false, refusals: empty };
  const resting = restedByStratum(request.rested ?? [], units, design.stratifyBy);
  const restedIn = (code: string) => (resting.has(code) ? { rested: resting.get(code)! } : {});
  switch (method) {
    case 'bernoulli':
      return made(request, planBernoulli(design, units), ({ layers }) => ({
        method,
        scope,
        replicateSize,
        strata: layers.map(({ code, population, main: expected }) => ({
          code,
          rate: bernoulliRate(expected, population),
          ...restedIn(code),
        })),
      }));
    case 'pareto':
    case 'sequential-poisson':
    case 'pps-systematic':
      return made(request, planBySize(design, units), ({ layers }) => ({
        method,
        scope,
        replicateSize,
        strata: layers.map(({ code, main: ofMain, reserve: ofReserve }) => ({
          code,
          main: ofMain,
          reserve: ofReserve,
          ...restedIn(code),
        })),
      }));
    case 'two-stage':
      return made(request, planTwoStage(design, units), ({ layers }) => ({
        method,
        scope,
        replicateSize,
        clusterMethod: design.clusters!.method,
        strata: layers.map(({ code, clusters = 0, main: within, reserve: spare }) => ({
          code,
          clusters,
          main: within,
          reserve: spare,
          ...restedIn(code),
        })),
      }));
    case 'simple':
    case 'stratified':
    case 'systematic':
      return planStrata(request, method);
  }
}

/** A plan from the chances of each unit. */
function made(
  { units }: PlanRequest,
  chances: Outcome<Chances>,
  selection: (chances: Chances) => SelectionDesign,
): Outcome<PlannedDraw> {
  if (!chances.ok) return chances;
  const { strata, layerOf, chances: main, reserveChances, sizes, clusters, warnings } = chances.value;
  return {
    ok: true,
    value: {
      strata,
      design: selection(chances.value),
      units:
        main.length === 0
          ? []
          : units.map(({ id }, i) => ({
              id,
              stratum: layerOf[i]!,
              ...(clusters ? { cluster: clusters[i]! } : {}),
              ...(sizes ? { size: decimalText(sizes[i]!) } : {}),
            })),
      chances: main,
      reserveChances,
      warnings,
    },
  };
}

function planStrata(
  { design, units, scope = 'unit', starts = {}, rested = [] }: PlanRequest,
  method: 'simple' | 'stratified' | 'systematic',
): Outcome<PlannedDraw> {
  const { groups, codeOf } = groupUnits(units, design.stratifyBy);
  const asked = design.main + design.reserve;
  if (asked > units.length)
    return refuse(
      'draw-larger-than-frame',
      `抽样框共有${units.length}人，主样本${design.main}人加备用样本${design.reserve}人是${asked}人，多出${asked - units.length}人；请减少样本量或补报名单`,
    );
  const main = allocateMain(design, groups);
  if (!main.ok) return main;
  const reserve = allocateReserve(design, groups, main.value);
  if (!reserve.ok) return reserve;

  const strata = groups.map((group, h): DrawStratum => ({
    ...group,
    main: main.value[h]!.size,
    reserve: reserve.value[h]!.size,
    probability: main.value[h]!.size / group.population,
  }));
  const byStratum = new Map(strata.map((stratum) => [stratum.code, stratum]));
  const resting = restedByStratum(rested, units, design.stratifyBy);
  const sortBy = method === 'systematic' ? controls.filter((name) => name !== design.stratifyBy) : [];
  return {
    ok: true,
    value: {
      strata,
      design: {
        method,
        scope,
        replicateSize: design.replicateSize,
        strata: strata.map(({ code, main: ofMain, reserve: ofReserve }) => ({
          code,
          main: ofMain,
          reserve: ofReserve,
          ...(starts[code] === undefined ? {} : { start: starts[code] }),
          ...(resting.has(code) ? { rested: resting.get(code)! } : {}),
        })),
        ...(sortBy.length > 0 ? { sortBy } : {}),
      },
      units: unitsForDesign(units, design.stratifyBy, sortBy),
      chances: units.map((unit) => byStratum.get(codeOf(unit))!.probability),
      reserveChances: units.map((unit) => {
        const { reserve: spare, population } = byStratum.get(codeOf(unit))!;
        return spare / population;
      }),
      warnings: warnOfStrata(design, strata),
    },
  };
}

/** How many of each stratum rest; nothing where some belong to a stratum that is none of the draw's, because all of it rests. */
function restedByStratum(rested: readonly PlannedUnit[], units: readonly PlannedUnit[], by: DrawDesign['stratifyBy']) {
  const { codeOf } = groupCodes(by, units);
  const codes = new Map(units.map((unit) => [attribute(unit, by), codeOf(unit)]));
  const counts = new Map<string, number>();
  for (const unit of rested) {
    const code = codes.get(attribute(unit, by));
    if (code === undefined) return new Map<string, number>();
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

/** The expected share as decimal text: what stands in the manifest is what is drawn by. */
export function bernoulliRate(main: number, population: number): string {
  return decimalText(Math.max(1e-6, main / population));
}

/** At most so many decimals, without an exponent. */
export function decimalText(value: number, decimals = 6): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(decimals).replace(/\.?0+$/, '');
}

/** What a manifest says of how its units were grouped, for repeating a draw from the filed lists. */
export interface DrawnBy {
  readonly stratifyBy: DrawDesign['stratifyBy'];
  readonly clusterBy?: DrawDesign['stratifyBy'] | undefined;
  /** Clusters are those inside each stratum. */
  readonly clustersInStrata?: boolean | undefined;
  readonly sizes?: DrawDesign['sizes'] | undefined;
  readonly sortBy?: readonly string[] | undefined;
}

/** Units as a known manifest's design sees them. A table of sizes that does not fit the units is refused. */
export function unitsAsDrawn(
  units: readonly PlannedUnit[],
  { stratifyBy, clusterBy, clustersInStrata = false, sizes, sortBy = [] }: DrawnBy,
): Outcome<readonly FrameUnit[]> {
  const coded = unitsForDesign(units, stratifyBy, sortBy);
  const clusterOf = clusterBy && groupClusters(units, clustersInStrata ? stratifyBy : 'none', clusterBy).codeOf;
  const sized = sizes && sizesOf(sizes, units);
  if (sized && !sized.ok) return sized;
  return {
    ok: true,
    value: coded.map((unit, i) => ({
      ...unit,
      ...(clusterOf ? { cluster: clusterOf(units[i]!) } : {}),
      ...(sized ? { size: decimalText(sized.value[i]!) } : {}),
    })),
  };
}

function unitsForDesign(
  units: readonly PlannedUnit[],
  stratifyBy: DrawDesign['stratifyBy'],
  sortBy: readonly string[],
): readonly FrameUnit[] {
  const { codeOf } = groupCodes(stratifyBy, units);
  const names = controls.filter((name) => sortBy.includes(name));
  return units.map((unit) => ({
    id: unit.id,
    stratum: codeOf(unit),
    ...(sortBy.length > 0 ? { sort: names.map((name) => sortValue(unit, name)) } : {}),
  }));
}

function checkRules(design: DrawDesign): Refusal[] {
  const { method, stratifyBy, allocation, fixed, floor, main, reserve } = design;
  const refusals: Refusal[] = checkSettings(design).map((message) => ({ code: 'draw-design', message }));
  const say = (message: string) => refusals.push({ code: 'draw-design', message });
  if (method === 'simple' && stratifyBy !== 'none')
    say(`简单随机抽样不分层，分层依据却是“${stratifyByLabels[stratifyBy]}”；请改为“不分层”，或改用分层抽样`);
  if (method === 'stratified' && stratifyBy === 'none')
    say('分层抽样要先选按什么分层；请选择分层依据，或改用简单随机抽样');
  if (stratifyBy === 'none' && allocation !== 'proportional' && refusals.length === 0)
    say('不分层时没有样本量可分配；请把分配方式改为“按比例”，或选择分层依据');
  if (allocation === 'fixed' && fixed === undefined) say('分配方式是“逐层指定”，却没有写各层的样本量；请逐层填写');
  if (allocation !== 'fixed' && fixed !== undefined)
    say('只有“逐层指定”才用各层样本量的表；请去掉这张表，或把分配方式改为“逐层指定”');
  if (allocation !== 'power' && design.exponent !== undefined) say('只有幂分配才用指数；请去掉指数');
  if (allocation === 'power' && design.exponent === undefined) say('幂分配要写指数，0到1之间；请填写');
  if (allocation === 'fixed' && (design.ceiling !== undefined || (design.takeAll ?? []).length > 0))
    say('“逐层指定”时不用上限和全部抽取的层；请去掉，在表里直接写各层的样本量');
  if (allocation === 'fixed' && floor > 0) say('“逐层指定”时不用每层下限；请把下限改为0，在表里直接写各层的样本量');
  if (!Number.isSafeInteger(main + reserve)) say('样本量太大；请减少样本量');
  return refusals;
}

/** Strata that ought to be there, because a list was chosen for them, and hold nobody. */
function checkEmptyStrata({ design: { stratifyBy: by }, units, lists = [] }: PlanRequest): Refusal[] {
  if (by !== 'department' && by !== 'list') return [];
  const found = new Set(units.map((unit) => attribute(unit, by)));
  const expected = lists.map((list) => attribute({ ...list, city: null, gender: null }, by));
  const empty = [...new Set(expected)].filter((value) => !found.has(value)).map((value) => labelOf(value, by));
  return empty.map((label) => ({
    code: 'stratum-empty',
    message: `层“${label}”里没有可用的人，抽不出样本；请先让部门补报名单，或不要把这份名单放进这次抽样`,
    stratum: label,
  }));
}

function sortValue(unit: PlannedUnit, name: Control): string {
  return publicText(unit[name] ?? '');
}
