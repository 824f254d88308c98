/** The design of a draw: method, strata, allocation, sizes, clusters, number blocks, coordination. */
import { z } from 'zod';
import { id } from './route.ts';

/** What the strata are made of. `none`: one stratum, `all`. */
export const stratifyBySchema = z.enum(['none', 'department', 'list', 'city', 'gender']);
export const stratifyByLabels: Readonly<Record<z.infer<typeof stratifyBySchema>, string>> = {
  none: '不分层',
  department: '按部门',
  list: '按名单种类',
  city: '按设区市',
  gender: '按性别',
};

export const drawMethodSchema = z.enum([
  'simple',
  'stratified',
  'systematic',
  'bernoulli',
  'pareto',
  'sequential-poisson',
  'pps-systematic',
  'two-stage',
  'random-digits',
]);
export type DrawMethodName = z.infer<typeof drawMethodSchema>;
export const drawMethodLabels: Readonly<Record<DrawMethodName, string>> = {
  simple: '简单随机抽样',
  stratified: '分层随机抽样',
  systematic: '系统（等距）抽样',
  bernoulli: '伯努利抽样',
  pareto: '按规模大小抽样（帕累托）',
  'sequential-poisson': '按规模大小抽样（序贯泊松）',
  'pps-systematic': '按规模大小等距抽样',
  'two-stage': '两阶段抽样',
  'random-digits': '随机拨号抽样',
};

export const allocationSchema = z.enum(['proportional', 'equal', 'square-root', 'power', 'neyman', 'cost', 'fixed']);
export const allocationLabels: Readonly<Record<z.infer<typeof allocationSchema>, string>> = {
  proportional: '按人数比例',
  equal: '每层一样多',
  'square-root': '按人数的平方根',
  power: '幂分配',
  neyman: '最优分配（按标准差）',
  cost: '最优分配（兼顾费用）',
  fixed: '逐层指定',
};

/** Attributes that make clusters, or that a size table names. */
export const clusterBySchema = z.enum(['department', 'list', 'city']);

/** A group's size, for drawing people in proportion to it. */
const sizesSchema = z.object({
  by: clusterBySchema,
  /** `each`: every person of the group has this size; `group`: the group's people share it equally. */
  meaning: z.enum(['each', 'group']),
  /** By the group's name. */
  values: z.record(z.string().max(200), z.number().min(0).max(1e12)),
});

const clustersSchema = z.object({
  by: clusterBySchema,
  /** `simple`: all alike; the others in proportion to their people. */
  method: z.enum(['simple', 'pareto', 'sequential-poisson', 'pps-systematic']),
  number: z.int('群数写整数').min(1, '至少抽1个群').max(10_000),
  /** People in each drawn cluster; all of them where there are fewer. */
  within: z.int('每群人数写整数').min(1, '每群至少抽1人').max(100_000),
  /** Reserve in each drawn cluster. */
  reserve: z.int().min(0).max(100_000).default(0),
});

const blockSchema = z.object({
  prefix: z.string().regex(/^[0-9]{1,12}$/, '号段的前缀是1到12位数字'),
  /** Free digits after the prefix. */
  digits: z.int().min(1, '前缀后面至少有1位').max(8, '前缀后面最多8位；号段太大请拆开'),
});

/** What is assumed of a stratum by whoever allocates by it. */
const assumedSchema = z.object({
  deviation: z.number().min(0).max(1e6).optional(),
  cost: z.number().gt(0).max(1e9).optional(),
  mean: z.number().gt(0).max(1e6).optional(),
});

/** A draw by the permanent seed of a population, placed beside an earlier one. */
const coordinationSchema = z.object({
  permanentSeedId: id,
  /** `positive`: the same people first; `negative`: begins after those of the earlier draw; `first`: nothing to place it by. */
  kind: z.enum(['first', 'positive', 'negative']),
  /** The earlier draw; not for `first`. */
  earlierDrawId: id.optional(),
});

export const drawDesignSchema = z.object({
  method: drawMethodSchema,
  stratifyBy: stratifyBySchema.default('none'),
  /** Main sample over all strata. Bernoulli: how many are expected. Two stages: at most, clusters times people in each. */
  main: z.int().min(1).max(1_000_000),
  /** Reserve over all strata, allocated as the main sample. */
  reserve: z.int().min(0).max(1_000_000).default(0),
  replicateSize: z.int().min(1).max(100_000).default(50),
  allocation: allocationSchema.default('proportional'),
  /** Of `power`: 1 is Neyman, 0 gives every stratum the same relative error. */
  exponent: z.number().min(0).max(1).optional(),
  /** No stratum gets fewer main units than this (or than it holds). */
  floor: z.int().min(0).max(100_000).default(0),
  /** No stratum gets more main units than this. */
  ceiling: z.int().min(1).max(1_000_000).optional(),
  /** Strata taken whole, by code or label. */
  takeAll: z.array(z.string().max(200)).max(1000).optional(),
  /** Only for `neyman`, `cost`, `power`: what is assumed of each stratum, by code or label. */
  assumed: z.record(z.string().max(200), assumedSchema).optional(),
  /** Only for `fixed`: stratum code to main units. */
  fixed: z.record(z.string(), z.int().min(0)).optional(),
  /** Leaves out, before allocation, whoever was released for calls in the last months; 0: nobody. */
  restMonths: z.int().min(0).max(60).default(0),
  /** Only for people drawn in proportion to a size. */
  sizes: sizesSchema.optional(),
  /** Only for two stages. */
  clusters: clustersSchema.optional(),
  /** Only for random digits. */
  blocks: z.array(blockSchema).min(1, '至少写一个号段').max(2000, '号段最多2000个').optional(),
  coordination: coordinationSchema.optional(),
  /** More of a sealed draw, by its own seed and frame; made by the supplement route, refused elsewhere. */
  supplement: z.object({ of: id, reason: z.string(), head: z.int() }).optional(),
});
export type DrawDesign = z.infer<typeof drawDesignSchema>;

export const drawStratumSchema = z.object({
  code: z.string(),
  label: z.string(),
  population: z.int(),
  main: z.int(),
  reserve: z.int(),
  /** Inclusion probability of the main sample, 0-1; where people of a stratum differ, their mean. */
  probability: z.number(),
  /** Two stages: the probability that this cluster is drawn at all; `main` is then for the case that it is. */
  clusterProbability: z.number().optional(),
  /** Two stages, once drawn: whether it was. */
  drawn: z.boolean().optional(),
});
export type DrawStratum = z.infer<typeof drawStratumSchema>;
