/** A small frame with strata, clusters, sizes and sort values, and a design of every kind over it. */
import type { FrameUnit, Outcome, SelectionDesign } from '#sampling';

export const seed = '20260118-03.08.11.19.25.30+07-K7Q2';

export function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return outcome.value;
}

/** 60 people in two strata, 12 clusters of different sizes; one person so large that any list of ten takes him. */
export const frameUnits: readonly FrameUnit[] = Array.from({ length: 60 }, (_, i) => ({
  id: `k:${(i * 7919).toString(36)}`,
  stratum: i < 36 ? '市直' : 'B-2',
  cluster: `村${Math.floor(Math.sqrt(i * (i < 36 ? 1.7 : 2.1))) + (i < 36 ? 0 : 20)}`,
  size: i === 5 ? '90' : `${(i % 7) + 1}${i % 3 === 0 ? '.5' : ''}`,
  sort: [['鼓楼区', '台江区', '\u{20000}'][i % 3]!, String(i % 5)],
}));

const listed = { scope: 'unit', replicateSize: 4 };
const two = (first: readonly [number, number], second: readonly [number, number]) => [
  { code: '市直', main: first[0], reserve: first[1] },
  { code: 'B-2', main: second[0], reserve: second[1] },
];
const start = `5${'0'.repeat(63)}`;

export const designs = {
  simple: { ...listed, method: 'simple', strata: [{ code: 'all', main: 10, reserve: 6, start }] },
  stratified: { ...listed, method: 'stratified', strata: two([7, 3], [4, 0]) },
  'stratified, some resting': {
    ...listed,
    method: 'stratified',
    strata: two([7, 3], [4, 0]).map((stratum, h) => ({ ...stratum, rested: h * 3 })),
  },
  systematic: {
    ...listed,
    method: 'systematic',
    strata: [{ code: 'all', main: 9, reserve: 4 }],
    sortBy: ['区', '序,号'],
  },
  Bernoulli: {
    ...listed,
    method: 'bernoulli',
    strata: [{ code: 'all', rate: '0.2', reserveRate: '0.105', start }],
  },
  'Bernoulli in strata': {
    ...listed,
    scope: 'unit:b',
    method: 'bernoulli',
    strata: [
      { code: '市直', rate: '0.125' },
      { code: 'B-2', rate: '0.3', reserveRate: '0.1' },
    ],
  },
  Poisson: { ...listed, method: 'poisson', strata: [{ code: 'all', main: 12, reserve: 0 }] },
  'Poisson in strata from a start': {
    ...listed,
    method: 'poisson',
    strata: two([6, 0], [4, 0]).map((stratum) => ({ ...stratum, start })),
  },
  Pareto: { ...listed, method: 'pareto', strata: [{ code: 'all', main: 12, reserve: 0 }] },
  'Pareto in strata with a reserve': { ...listed, method: 'pareto', strata: two([8, 4], [5, 2]) },
  'sequential Poisson': {
    ...listed,
    method: 'sequential-poisson',
    strata: [{ code: 'all', main: 10, reserve: 5, start }],
  },
  'systematic by size': {
    ...listed,
    method: 'pps-systematic',
    strata: [{ code: 'all', main: 10, reserve: 5 }],
    sortBy: ['区', '序,号'],
  },
  'systematic by size in strata': { ...listed, method: 'pps-systematic', strata: two([6, 3], [4, 2]) },
  'two stages': {
    ...listed,
    method: 'two-stage',
    clusterMethod: 'simple',
    strata: [{ code: 'all', clusters: 5, main: 3, reserve: 2 }],
  },
  'two stages by size in strata': {
    ...listed,
    method: 'two-stage',
    clusterMethod: 'pareto',
    strata: [
      { code: '市直', clusters: 4, main: 3, reserve: 1 },
      { code: 'B-2', clusters: 2, main: 5, reserve: 0 },
    ],
  },
  'two stages by systematic clusters': {
    ...listed,
    method: 'two-stage',
    clusterMethod: 'pps-systematic',
    strata: [{ code: 'all', clusters: 4, main: 3, reserve: 2 }],
  },
  'random digits': {
    method: 'random-digits',
    replicateSize: 10,
    main: 20,
    reserve: 10,
    blocks: [
      { prefix: '1391234', digits: 4 },
      { prefix: '0571880', digits: 3 },
      { prefix: '1380010', digits: 4 },
    ],
  },
} as const satisfies Readonly<Record<string, SelectionDesign>>;
