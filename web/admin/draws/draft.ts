/** A design while it is being filled in, and the design it amounts to. Pure. */
import { assumptionsSchema, drawDesignSchema, type Assumptions, type DrawDesign } from '#contract';
import { readBlocks } from './tables.ts';

type GroupBy = NonNullable<DrawDesign['clusters']>['by'];

/** What is assumed of a stratum, as typed. */
export interface StratumGuess {
  readonly deviation: number | null;
  readonly cost: number | null;
  readonly mean: number | null;
}

export interface Draft {
  readonly method: DrawDesign['method'];
  readonly stratifyBy: DrawDesign['stratifyBy'];
  readonly main: number | null;
  readonly reserve: number | null;
  readonly replicateSize: number | null;
  readonly allocation: DrawDesign['allocation'];
  readonly exponent: number | null;
  readonly floor: number | null;
  /** Null: no ceiling. */
  readonly ceiling: number | null;
  readonly takeAll: readonly string[];
  readonly guesses: Readonly<Record<string, StratumGuess>>;
  readonly fixed: Readonly<Record<string, number>>;
  readonly restMonths: number | null;
  readonly sizeBy: GroupBy;
  readonly sizeMeaning: 'each' | 'group';
  readonly sizes: Readonly<Record<string, number>>;
  readonly clusterBy: GroupBy;
  readonly clusterMethod: NonNullable<DrawDesign['clusters']>['method'];
  readonly clusterNumber: number | null;
  readonly within: number | null;
  readonly withinReserve: number | null;
  /** One block a line, as pasted. */
  readonly blocks: string;
  readonly permanentSeedId: string | null;
  readonly coordination: NonNullable<DrawDesign['coordination']>['kind'];
  readonly earlierDrawId: string | null;
}

export const firstDraft: Draft = {
  method: 'stratified',
  stratifyBy: 'department',
  main: 300,
  reserve: 150,
  replicateSize: 50,
  allocation: 'proportional',
  exponent: 0.5,
  floor: 0,
  ceiling: null,
  takeAll: [],
  guesses: {},
  fixed: {},
  restMonths: 0,
  sizeBy: 'department',
  sizeMeaning: 'group',
  sizes: {},
  clusterBy: 'city',
  clusterMethod: 'pareto',
  clusterNumber: 5,
  within: 40,
  withinReserve: 20,
  blocks: '',
  permanentSeedId: null,
  coordination: 'first',
  earlierDrawId: null,
};

export const firstAssumptions: Assumptions = assumptionsSchema.parse({});

export const guessingAllocations: readonly DrawDesign['allocation'][] = ['neyman', 'cost', 'power'];
const sizeMethods: readonly DrawDesign['method'][] = ['pareto', 'sequential-poisson', 'pps-systematic'];
const wholeMethods: readonly DrawDesign['method'][] = ['simple', 'random-digits'];
/** No order of tickets goes on after the main sample of these. */
const withoutReserve: readonly DrawDesign['method'][] = ['bernoulli', 'pps-systematic'];

export const canStratify = ({ method }: Pick<Draft, 'method'>) => !wholeMethods.includes(method);
export const isStratified = (draft: Draft) => canStratify(draft) && draft.stratifyBy !== 'none';
/** Whether there is a size to give to each stratum; in two stages every stratum gets as many clusters. */
export const isAllocated = (draft: Draft) => isStratified(draft) && draft.method !== 'two-stage';
export const isBySize = ({ method }: Pick<Draft, 'method'>) => sizeMethods.includes(method);
/** By size there is one table to fill already, that of sizes. */
export const canAllocate = ({ method }: Pick<Draft, 'method'>, allocation: DrawDesign['allocation']) =>
  !sizeMethods.includes(method) || (allocation !== 'fixed' && !guessingAllocations.includes(allocation));
export const hasReserve = ({ method }: Draft) => !withoutReserve.includes(method);
export const canCoordinate = ({ method }: Draft) => method === 'simple' || method === 'stratified';

/** Another method keeps what still makes sense. Strata that a method can do without are asked for, not taken along. */
export function withMethod(draft: Draft, method: Draft['method']): Draft {
  const keeps = method === draft.method || method === 'systematic' || method === 'stratified';
  const stratifyBy = keeps ? draft.stratifyBy : 'none';
  return {
    ...draft,
    method,
    stratifyBy: method === 'stratified' && stratifyBy === 'none' ? 'department' : stratifyBy,
    allocation: canAllocate({ method }, draft.allocation) ? draft.allocation : 'proportional',
  };
}

/** Which groups a table asks for, group by group; null when none does. */
export function tableBy(draft: Draft): DrawDesign['stratifyBy'] | null {
  if (isBySize(draft)) return draft.sizeBy;
  if (!isStratified(draft)) return null;
  // How many clusters there will be depends on how many strata there are.
  if (draft.method === 'two-stage') return draft.stratifyBy;
  const asks = draft.allocation === 'fixed' || guessingAllocations.includes(draft.allocation);
  return asks ? draft.stratifyBy : null;
}

/** The design as sent: settings that do not apply are put back to their neutral value. Null while something is missing or beyond bounds. */
export function toDesign(draft: Draft, groupCodes: readonly string[]): DrawDesign | null {
  const parsed = drawDesignSchema.safeParse({
    method: draft.method,
    stratifyBy: isStratified(draft) ? draft.stratifyBy : 'none',
    main: draft.main,
    reserve: hasReserve(draft) ? draft.reserve : 0,
    replicateSize: draft.replicateSize,
    restMonths: draft.restMonths,
    ...allocationOf(draft, groupCodes),
    ...sizesOf(draft, groupCodes),
    ...clustersOf(draft, groupCodes),
    ...(draft.method === 'random-digits' ? { blocks: readBlocks(draft.blocks).blocks } : {}),
    ...coordinationOf(draft),
  });
  return parsed.success ? parsed.data : null;
}

function allocationOf(draft: Draft, codes: readonly string[]) {
  if (!isAllocated(draft)) return { allocation: 'proportional', floor: 0 };
  if (draft.allocation === 'fixed') {
    const fixed = Object.fromEntries(codes.map((code) => [code, draft.fixed[code] ?? 0]));
    return { allocation: 'fixed', floor: 0, fixed, main: Object.values(fixed).reduce((sum, size) => sum + size, 0) };
  }
  // What is assumed cannot be said of strata that are not known yet.
  if (guessingAllocations.includes(draft.allocation) && codes.length === 0) return { main: null };
  return {
    allocation: draft.allocation,
    floor: draft.floor,
    ...(draft.ceiling === null ? {} : { ceiling: draft.ceiling }),
    ...(draft.takeAll.length > 0 ? { takeAll: [...draft.takeAll] } : {}),
    ...(draft.allocation === 'power' ? { exponent: draft.exponent } : {}),
    ...(guessingAllocations.includes(draft.allocation)
      ? { assumed: Object.fromEntries(codes.map((code) => [code, guessOf(draft, code)])) }
      : {}),
  };
}

/** A guess as typed, or the stated default: the same spread, cost and mean everywhere. */
export const defaultGuess = { deviation: 1, cost: 1, mean: 4 } as const;
function guessOf({ guesses, allocation }: Draft, code: string) {
  const { deviation, cost, mean } = { ...defaultGuess, ...guesses[code] };
  return {
    deviation,
    ...(allocation === 'cost' ? { cost } : {}),
    ...(allocation === 'power' ? { mean } : {}),
  };
}

function sizesOf(draft: Draft, codes: readonly string[]) {
  if (!isBySize(draft)) return {};
  // An empty table is no design yet.
  if (!codes.some((code) => (draft.sizes[code] ?? 0) > 0)) return { main: null };
  return {
    sizes: {
      by: draft.sizeBy,
      meaning: draft.sizeMeaning,
      values: Object.fromEntries(codes.map((code) => [code, draft.sizes[code] ?? 0])),
    },
  };
}

function clustersOf(draft: Draft, codes: readonly string[]) {
  const { method, clusterBy, clusterMethod, clusterNumber, within, withinReserve } = draft;
  if (method !== 'two-stage') return {};
  const strata = isStratified(draft) ? codes.length : 1;
  if (strata === 0) return { main: null };
  return {
    clusters: { by: clusterBy, method: clusterMethod, number: clusterNumber, within, reserve: withinReserve },
    main: strata * (clusterNumber ?? 0) * (within ?? 0),
    reserve: strata * (clusterNumber ?? 0) * (withinReserve ?? 0),
  };
}

function coordinationOf(draft: Draft) {
  if (draft.permanentSeedId === null || !canCoordinate(draft)) return {};
  const { permanentSeedId, coordination: kind, earlierDrawId } = draft;
  if (kind !== 'first' && earlierDrawId === null) return { coordination: { permanentSeedId: '', kind } };
  return { coordination: { permanentSeedId, kind, ...(kind === 'first' ? {} : { earlierDrawId }) } };
}

/** The smallest design with these groups as strata: asks the server which there are, before a table is filled. */
export function toGroupProbe(by: DrawDesign['stratifyBy'], restMonths: number | null): DrawDesign {
  return {
    method: 'stratified',
    stratifyBy: by,
    main: 1,
    reserve: 0,
    replicateSize: 1,
    allocation: 'proportional',
    floor: 0,
    restMonths: restMonths ?? 0,
  };
}
