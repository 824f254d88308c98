/**
 * Plans of the designs that do not draw a fixed number from everybody alike: Bernoulli, by size, two stages, random digits.
 *
 * Promise: pure; probabilities are those the island draws with; what does not fit is refused in words that say what to change.
 */
import { drawMethodLabels, type DrawDesign, type DrawStratum } from '#contract';
import { inclusionProbabilities, wholeFrame, type Outcome } from '#sampling';
import { allocateMain, allocateReserve, refuse, warnOfStrata } from './allocation.ts';
import { byCode, groupClusters, groupUnits, type Group, type PlannedUnit } from './strata.ts';

/** What is drawn in one stratum of the design: people, or clusters of them. */
export interface Layer {
  readonly code: string;
  readonly population: number;
  readonly main: number;
  readonly reserve: number;
  /** Two stages: how many clusters are drawn. */
  readonly clusters?: number;
}

/** Strata and the chances of each unit, in the order of the units. */
export interface Chances {
  /** What people are shown: strata, or clusters. */
  readonly strata: readonly DrawStratum[];
  readonly layers: readonly Layer[];
  /** The layer of each unit. */
  readonly layerOf: readonly string[];
  readonly chances: readonly number[];
  readonly reserveChances: readonly number[];
  /** By size: of each unit. */
  readonly sizes?: readonly number[];
  /** Two stages: the cluster of each unit. */
  readonly clusters?: readonly string[];
  readonly warnings: readonly string[];
}

/** Strata with their parts of main and reserve; without strata one, the whole frame. */
function layersOf(design: DrawDesign, units: readonly PlannedUnit[]): Outcome<readonly (Layer & Group)[]> {
  const { groups } = groupUnits(units, design.stratifyBy);
  const main = allocateMain(design, groups);
  if (!main.ok) return main;
  const reserve = allocateReserve(design, groups, main.value);
  if (!reserve.ok) return reserve;
  return {
    ok: true,
    value: groups.map((group, h) => ({ ...group, main: main.value[h]!.size, reserve: reserve.value[h]!.size })),
  };
}

const nameOf = ({ code, label }: Pick<Group, 'code' | 'label'>): string =>
  code === wholeFrame ? '抽样框' : `层“${label}”`;

export function planBernoulli(design: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  const { main } = design;
  if (main > units.length)
    return refuse(
      'draw-larger-than-frame',
      `抽样框共有${units.length}人，平均要抽${main}人，多出${main - units.length}人；请减少样本量或补报名单`,
    );
  const layers = layersOf(design, units);
  if (!layers.ok) return layers;
  const without = layers.value.filter((layer) => layer.main === 0);
  if (without.length > 0)
    return refuse(
      'draw-design',
      `${without.map(nameOf).join('、')}没有分到样本，伯努利抽样里这一层的人就没有机会；请设每层下限或增加样本量`,
    );
  const strata = layers.value.map((layer) => ({ ...layer, probability: layer.main / layer.population }));
  const chanceOf = new Map(strata.map(({ code, probability }) => [code, probability]));
  const layerOf = units.map(groupUnits(units, design.stratifyBy).codeOf);
  const variance = strata.reduce((sum, layer) => sum + layer.main * (1 - layer.probability), 0);
  const spread = Math.ceil(2 * Math.sqrt(variance));
  return {
    ok: true,
    value: {
      strata,
      layers: layers.value,
      layerOf,
      chances: layerOf.map((code) => chanceOf.get(code)!),
      reserveChances: units.map(() => 0),
      warnings:
        main === units.length
          ? []
          : [
              `伯努利抽样抽中的人数由随机数决定，平均${main}人，多半在${Math.max(0, main - spread)}到${Math.min(units.length, main + spread)}人之间；要固定人数请改用${strata.length > 1 ? '分层' : '简单'}随机抽样`,
            ],
    },
  };
}

export function planBySize(design: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  const sized = sizesOf(design.sizes, units);
  if (!sized.ok) return sized;
  const sizes = sized.value;
  if (design.method === 'pps-systematic' && sizes.some((size) => !Number.isSafeInteger(size)))
    return refuse(
      'draw-design',
      '按规模大小等距抽样要求每个人的规模是整数；请选“每个人都是这个规模”并写整数，或改用“按规模大小抽样（帕累托）”',
    );
  const open = sizes.filter((size) => size > 0).length;
  if (design.main + design.reserve > open) return tooMany(design, `规模大于0的共有${open}人`, open);
  const layers = layersOf(design, units);
  if (!layers.ok) return layers;
  const layerOf = units.map(groupUnits(units, design.stratifyBy).codeOf);
  const places = new Map<string, number[]>(layers.value.map(({ code }) => [code, []]));
  for (const [i, code] of layerOf.entries()) places.get(code)!.push(i);
  const chances = Array.from(units, () => 0);
  const reserveChances = Array.from(units, () => 0);
  let sure = 0;
  for (const layer of layers.value) {
    const { code, main, reserve } = layer;
    const own = places.get(code)!;
    const callable = own.filter((i) => sizes[i]! > 0).length;
    if (main + reserve > callable) return tooMany(layer, `${nameOf(layer)}里规模大于0的共有${callable}人`, callable);
    if (main === 0) continue;
    // As the island draws: by the whole list, of which the main sample is a part.
    const { p, certain } = inclusionProbabilities(
      own.map((i) => sizes[i]!),
      main + reserve,
      design.method === 'pps-systematic',
    );
    const fixed = certain.filter(Boolean).length;
    if (fixed > main)
      return refuse(
        'draw-design',
        `${nameOf(layer)}里规模大到必须抽中的有${fixed}人，主样本只有${main}人，放不下；请增加主样本，或减少备用样本`,
      );
    const rest = main + reserve - fixed;
    for (const [at, i] of own.entries()) {
      chances[i] = certain[at] ? 1 : rest === 0 ? 0 : (p[at]! * (main - fixed)) / rest;
      reserveChances[i] = certain[at] || rest === 0 ? 0 : (p[at]! * reserve) / rest;
    }
    sure += fixed;
  }
  const never = sizes.length - open;
  const strata = layers.value.map((layer) => ({
    ...layer,
    probability: layer.main / layer.population,
  }));
  return {
    ok: true,
    value: {
      strata,
      layers: layers.value,
      layerOf,
      chances,
      reserveChances,
      sizes,
      warnings: [
        ...(never > 0 ? [`有${never}人的规模是0，永远不会抽中，结果不能代表他们`] : []),
        ...(sure > 0 ? [`有${sure}人规模很大，必定抽中`] : []),
        ...(strata.length > 1 ? warnOfStrata(design, strata) : []),
      ],
    },
  };
}

function tooMany({ main, reserve }: Pick<Layer, 'main' | 'reserve'>, there: string, open: number) {
  return refuse(
    'draw-larger-than-frame',
    `${there}，主样本${main}人${reserve > 0 ? `加备用样本${reserve}人` : ''}，多出${main + reserve - open}人；请减少样本量`,
  );
}

/** The size of each unit, by the table. */
export function sizesOf(table: DrawDesign['sizes'], units: readonly PlannedUnit[]): Outcome<readonly number[]> {
  if (!table) return refuse('draw-design', '按规模大小抽样要有规模表；请逐行填写每一组的规模');
  const { groups, codeOf } = groupUnits(units, table.by);
  const values = byCode(table.values, groups);
  const populations = new Map(groups.map(({ code, population }) => [code, population]));
  const strangers = Object.keys(values).filter((code) => !populations.has(code));
  const missing = groups.filter(({ code }) => !Object.hasOwn(values, code));
  if (missing.length > 0)
    return refuse('draw-design', `规模表里没有“${missing.map(({ label }) => label).join('”“')}”；请补上，不抽就写0`);
  if (strangers.length > 0) return refuse('draw-design', `规模表里的“${strangers.join('”“')}”不在抽样框里；请核对名称`);
  if (!groups.some(({ code }) => values[code]! > 0)) return refuse('draw-design', '规模表里全是0；请填写规模');
  return {
    ok: true,
    value: units.map((unit) => {
      const code = codeOf(unit);
      return table.meaning === 'each' ? values[code]! : values[code]! / populations.get(code)!;
    }),
  };
}

export function planTwoStage(design: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  const { clusters, main, reserve, stratifyBy } = design;
  if (!clusters) return refuse('draw-design', '两阶段抽样要写明按什么分群、抽几个群、每群抽几人');
  const { by, number, within, reserve: spare } = clusters;
  if (by === stratifyBy)
    return refuse('draw-design', '分层依据和分群依据相同，每层就只有一个群；请换一个分群依据，或改为不分层');
  const outer = groupUnits(units, stratifyBy);
  const inner = groupClusters(units, stratifyBy, by);
  const own = outer.groups.map((group) => ({
    group,
    clusters: inner.groups.filter(({ within: of }) => of === group.code),
  }));
  const layered = stratifyBy !== 'none';
  if (!layered && number > inner.groups.length)
    return refuse('draw-larger-than-frame', `抽样框里只有${inner.groups.length}个群，却要抽${number}个；请减少群数`);
  const asked = own.length * number;
  const told = layered ? `${own.length}层、每层${number}个群` : `${number}个群`;
  if (main !== asked * within)
    return refuse(
      'draw-design',
      `${told}、每群${within}人，主样本应是${asked * within}人，现在写的是${main}人；请改成一致`,
    );
  if (reserve !== asked * spare)
    return refuse(
      'draw-design',
      `${told}、每群备用${spare}人，备用样本应是${asked * spare}人，现在写的是${reserve}人；请改成一致`,
    );
  const strata = own.flatMap(({ clusters: groups }) => clusterChances(groups, clusters));
  const chanceOf = new Map(strata.map((stratum) => [stratum.code, stratum]));
  const clusterOf = units.map(inner.codeOf);
  const short = own.filter(({ clusters: groups }) => groups.length < number);
  const lonely = own.filter(({ clusters: groups }) => Math.min(number, groups.length) < 2 && groups.length > 1);
  const small = strata.filter(({ population }) => population < within);
  const unknown = units.filter((unit) => (unit[by] ?? '') === '').length;
  return {
    ok: true,
    value: {
      strata,
      layers: own.map(({ group, clusters: groups }) => ({
        code: group.code,
        population: group.population,
        main: within,
        reserve: spare,
        clusters: Math.min(number, groups.length),
      })),
      layerOf: units.map(outer.codeOf),
      chances: clusterOf.map((code) => chanceOf.get(code)!.probability),
      reserveChances: clusterOf.map((code) => {
        const { clusterProbability = 1, reserve: spareOf, population } = chanceOf.get(code)!;
        return (clusterProbability * spareOf) / population;
      }),
      clusters: clusterOf,
      warnings: [
        ...(lonely.length > 0
          ? [`${layered ? '每层' : ''}只抽1个群，算不出抽样误差；${layered ? '每层' : ''}至少抽2个群`]
          : []),
        ...(short.length > 0
          ? [`${listed(short.map(({ group }) => nameOf(group)))}不到${number}个群，里面的群全部抽取`]
          : []),
        ...(small.length > 0
          ? [`有${small.length}个群不到${within}人，抽中时全部抽取：${listed(small.map(({ label }) => label))}`]
          : []),
        ...(unknown > 0 && unknown < units.length
          ? [
              `有${unknown}人的${by === 'city' ? '所在城市没有识别出来' : '部门没有写明'}，${layered ? '每层' : ''}合成一个群`,
            ]
          : []),
      ],
    },
  };
}

/** The clusters of one stratum with their chances. */
function clusterChances(
  groups: readonly Group[],
  { method, number, within, reserve }: NonNullable<DrawDesign['clusters']>,
): DrawStratum[] {
  const drawn = Math.min(number, groups.length);
  const first =
    method === 'simple'
      ? groups.map(() => drawn / groups.length)
      : inclusionProbabilities(
          groups.map(({ population }) => population),
          drawn,
          method === 'pps-systematic',
        ).p;
  return groups.map(({ code, label, population }, g) => ({
    code,
    label,
    population,
    main: Math.min(within, population),
    reserve: Math.max(0, Math.min(reserve, population - within)),
    probability: (first[g]! * Math.min(within, population)) / population,
    clusterProbability: first[g]!,
  }));
}

const listed = (names: readonly string[]): string => `${names.slice(0, 5).join('、')}${names.length > 5 ? '等' : ''}`;

export function planNumbers({ blocks = [], main, reserve }: DrawDesign): Outcome<Chances> {
  if (blocks.length === 0) return refuse('draw-design', '随机拨号抽样要有号段；请填写前缀和后面的位数');
  const population = blocks.reduce((sum, { digits }) => sum + 10 ** digits, 0);
  if (main + reserve > population)
    return refuse(
      'draw-larger-than-frame',
      `号段里共有${population}个号码，要${main + reserve}个，多出${main + reserve - population}个；请减少个数或增加号段`,
    );
  return {
    ok: true,
    value: {
      strata: [{ code: wholeFrame, label: '全部号段', population, main, reserve, probability: main / population }],
      layers: [],
      layerOf: [],
      chances: [],
      reserveChances: [],
      warnings: ['随机产生的号码里有很多空号，也有本地以外的人使用的号码；成功率要按以往的经验填低一些'],
    },
  };
}

/** Settings that a method has no use for are refused, not ignored. */
export function checkSettings(design: DrawDesign): string[] {
  const { method, stratifyBy, allocation, reserve, floor, ceiling, takeAll, sizes, clusters, blocks, coordination } =
    design;
  const bySize = method === 'pareto' || method === 'sequential-poisson' || method === 'pps-systematic';
  const allocated = method !== 'two-stage' && method !== 'random-digits';
  const name = drawMethodLabels[method];
  return [
    ...(method === 'random-digits' && stratifyBy !== 'none' ? [`${name}不分层；请把分层依据改为“不分层”`] : []),
    ...(!allocated &&
    (allocation !== 'proportional' || floor > 0 || ceiling !== undefined || (takeAll ?? []).length > 0)
      ? [`${name}没有各层样本量可分配；请去掉分配方式、下限、上限和全部抽取的层`]
      : []),
    ...(reserve > 0 && (method === 'bernoulli' || method === 'pps-systematic')
      ? [`${name}不设备用样本；请把备用样本改为0，需要时另建一次抽样`]
      : []),
    ...(bySize || sizes === undefined ? [] : [`${name}不用规模表；请去掉，或改用按规模大小抽样`]),
    ...(method === 'two-stage' || clusters === undefined ? [] : [`${name}不分群；请去掉群的设置，或改用两阶段抽样`]),
    ...(method === 'random-digits' || blocks === undefined ? [] : [`${name}不用号段；请去掉，或改用随机拨号抽样`]),
    ...(coordination && method !== 'simple' && method !== 'stratified'
      ? [`${name}不能用总体长期种子衔接前一次抽样；请改用简单随机或分层抽样`]
      : []),
  ];
}
