/**
 * Plans of the designs that are not strata with sizes: Bernoulli, by size, two stages, random digits.
 *
 * Promise: pure; probabilities are those the island draws with; what does not fit is refused in words that say what to change.
 */
import { drawMethodLabels, type DrawDesign, type DrawStratum } from '#contract';
import { inclusionProbabilities, wholeFrame, type Outcome } from '#sampling';
import { refuse } from './allocation.ts';
import { byCode, groupUnits, labelOf, type PlannedUnit } from './strata.ts';

/** Strata and the chances of each unit, in the order of the units. */
export interface Chances {
  readonly strata: readonly DrawStratum[];
  readonly chances: readonly number[];
  readonly reserveChances: readonly number[];
  /** By size: of each unit. */
  readonly sizes?: readonly number[];
  /** Two stages: the cluster of each unit. */
  readonly clusters?: readonly string[];
  readonly warnings: readonly string[];
}

const whole = (population: number, main: number, reserve: number): DrawStratum => ({
  code: wholeFrame,
  label: '全部',
  population,
  main,
  reserve,
  probability: main / population,
});

export function planBernoulli({ main }: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  if (main > units.length)
    return refuse(
      'draw-larger-than-frame',
      `抽样框共有${units.length}人，平均要抽${main}人，多出${main - units.length}人；请减少样本量或补报名单`,
    );
  const stratum = whole(units.length, main, 0);
  const spread = Math.ceil(2 * Math.sqrt(main * (1 - stratum.probability)));
  return {
    ok: true,
    value: {
      strata: [stratum],
      chances: units.map(() => stratum.probability),
      reserveChances: units.map(() => 0),
      warnings:
        main === units.length
          ? []
          : [
              `伯努利抽样抽中的人数由随机数决定，平均${main}人，多半在${Math.max(0, main - spread)}到${Math.min(units.length, main + spread)}人之间；要固定人数请改用简单随机抽样`,
            ],
    },
  };
}

export function planBySize(design: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  const { main, reserve, method } = design;
  const sized = sizesOf(design, units);
  if (!sized.ok) return sized;
  const sizes = sized.value;
  const open = sizes.filter((size) => size > 0).length;
  if (method === 'pps-systematic' && sizes.some((size) => !Number.isSafeInteger(size)))
    return refuse(
      'draw-design',
      '按规模大小等距抽样要求每个人的规模是整数；请选“每个人都是这个规模”并写整数，或改用“按规模大小抽样（帕累托）”',
    );
  if (main + reserve > open)
    return refuse(
      'draw-larger-than-frame',
      `规模大于0的共有${open}人，主样本${main}人${reserve > 0 ? `加备用样本${reserve}人` : ''}，多出${main + reserve - open}人；请减少样本量`,
    );
  const { p, certain } = inclusionProbabilities(sizes, main, method === 'pps-systematic');
  const sure = certain.filter(Boolean).length;
  const never = sizes.length - open;
  const rest = sizes.length - sure - never;
  return {
    ok: true,
    value: {
      strata: [{ ...whole(units.length, main, reserve), label: '全部（概率是平均数）' }],
      chances: p,
      reserveChances: p.map((chance, i) => (rest > 0 && chance > 0 && !certain[i] ? reserve / rest : 0)),
      sizes,
      warnings: [
        ...(never > 0 ? [`有${never}人的规模是0，永远不会抽中，结果不能代表他们`] : []),
        ...(sure > 0 ? [`有${sure}人规模很大，必定抽中`] : []),
      ],
    },
  };
}

/** The size of each unit, by the table. */
function sizesOf({ sizes: table }: DrawDesign, units: readonly PlannedUnit[]): Outcome<readonly number[]> {
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

export function planTwoStage({ clusters, main, reserve }: DrawDesign, units: readonly PlannedUnit[]): Outcome<Chances> {
  if (!clusters) return refuse('draw-design', '两阶段抽样要写明按什么分群、抽几个群、每群抽几人');
  const { by, method, number, within, reserve: spare } = clusters;
  const { groups, codeOf } = groupUnits(units, by);
  if (number > groups.length)
    return refuse('draw-larger-than-frame', `抽样框里只有${groups.length}个群，却要抽${number}个；请减少群数`);
  if (main !== number * within)
    return refuse(
      'draw-design',
      `${number}个群、每群${within}人，主样本应是${number * within}人，现在写的是${main}人；请改成一致`,
    );
  if (reserve !== number * spare)
    return refuse(
      'draw-design',
      `${number}个群、每群备用${spare}人，备用样本应是${number * spare}人，现在写的是${reserve}人；请改成一致`,
    );
  const sizes = groups.map(({ population }) => population);
  const first =
    method === 'simple'
      ? groups.map(() => number / groups.length)
      : inclusionProbabilities(sizes, number, method === 'pps-systematic').p;
  const strata = groups.map(({ code, label, population }, g): DrawStratum => ({
    code,
    label,
    population,
    main: Math.min(within, population),
    reserve: Math.max(0, Math.min(spare, population - within)),
    probability: (first[g]! * Math.min(within, population)) / population,
    clusterProbability: first[g]!,
  }));
  const chanceOf = new Map(strata.map((stratum) => [stratum.code, stratum]));
  const clusterOf = units.map(codeOf);
  const small = strata.filter(({ population }) => population < within);
  const unknown = groups.find(({ label }) => label === labelOf('', by));
  return {
    ok: true,
    value: {
      strata,
      chances: clusterOf.map((code) => chanceOf.get(code)!.probability),
      reserveChances: clusterOf.map((code) => {
        const { clusterProbability = 1, reserve: spareOf, population } = chanceOf.get(code)!;
        return (clusterProbability * spareOf) / population;
      }),
      clusters: clusterOf,
      warnings: [
        ...(number < 2 ? ['只抽1个群，算不出抽样误差；至少抽2个群'] : []),
        ...(small.length > 0
          ? [
              `有${small.length}个群不到${within}人，抽中时全部抽取：${small
                .map(({ label }) => label)
                .slice(0, 5)
                .join('、')}${small.length > 5 ? '等' : ''}`,
            ]
          : []),
        ...(unknown && unknown.population < units.length
          ? [`有${unknown.population}人的${by === 'city' ? '所在城市没有识别出来' : '部门没有写明'}，合成一个群`]
          : []),
      ],
    },
  };
}

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
      strata: [{ ...whole(population, main, reserve), label: '全部号段' }],
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
  const layered = method === 'simple' || method === 'stratified' || method === 'systematic';
  const bySize = method === 'pareto' || method === 'sequential-poisson' || method === 'pps-systematic';
  const name = drawMethodLabels[method];
  return [
    ...(!layered && stratifyBy !== 'none' ? [`${name}不分层；请把分层依据改为“不分层”，或改用分层抽样`] : []),
    ...(!layered && (allocation !== 'proportional' || floor > 0 || ceiling !== undefined || (takeAll ?? []).length > 0)
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
