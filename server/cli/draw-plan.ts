/**
 * From design.json and a frame to the design the island draws: whole numbers for every stratum.
 *
 * Promise: the same units in any order give the same plan; what cannot be met is refused in words, what surprises is warned of.
 */
import {
  allocate,
  type AllocationRule,
  type FrameUnit,
  type Outcome,
  plainDecimal,
  type SelectionDesign,
  wholeFrame,
} from '#sampling';
import type { DesignFile } from './draw-design-file.ts';
import { CommandRefusal } from './draw-arguments.ts';

interface Stratum {
  readonly code: string;
  readonly units: readonly FrameUnit[];
}

type Allocated = Exclude<DesignFile, { method: 'simple' | 'bernoulli' | 'random-digits' }>;

export interface Plan {
  readonly design: SelectionDesign;
  readonly warnings: readonly string[];
}

/** `start`: where the circle of tickets starts in each stratum, if not at 0. */
export interface PlanOptions {
  readonly scope: string;
  readonly start?: ReadonlyMap<string, string>;
}

/** Units carry stratum codes already, `all` where the design has no strata. */
export function planSelection(file: DesignFile, units: readonly FrameUnit[], { scope, start }: PlanOptions): Plan {
  if (file.method === 'random-digits') throw new Error('random digits have no frame of units');
  const { replicateSize } = file;
  const listed = { scope, replicateSize };
  const strata = strataOf(units);
  const turned = (code: string) => {
    const from = start?.get(code);
    return from === undefined ? {} : { start: from };
  };
  if (file.method === 'simple') {
    const { main, reserve } = file;
    const design = {
      method: file.method,
      ...listed,
      strata: [{ code: wholeFrame, main, reserve, ...turned(wholeFrame) }],
    };
    return { design, warnings: [] };
  }
  if (file.method === 'bernoulli')
    return {
      design: {
        method: file.method,
        ...listed,
        strata: strata.map(({ code }) => ({ code, ...ratesOf(file, code), ...turned(code) })),
      },
      warnings: ['伯努利抽样抽中多少人不固定：每人各自按概率抽'],
    };
  const [main, reserve] = share(file, strata);
  const warnings = strata.flatMap(({ code, units: own }, h) =>
    main[h] === 0 ? [`层“${code}”有${own.length}人，没有分到样本，结果不能代表这一层；可以设每层下限 floor`] : [],
  );
  if (file.method === 'two-stage') {
    const { clusterMethod } = file;
    const own = strata.map(({ code }, h) => ({ code, clusters: main[h]!, main: file.main, reserve: file.reserve }));
    return { design: { method: file.method, ...listed, clusterMethod, strata: own }, warnings };
  }
  const own = strata.map(({ code }, h) => ({ code, main: main[h]!, reserve: reserve[h]!, ...turned(code) }));
  const sorted = 'sortBy' in file && file.sortBy.length > 0 ? { sortBy: file.sortBy } : {};
  return { design: { method: file.method, ...listed, strata: own, ...sorted }, warnings };
}

function strataOf(units: readonly FrameUnit[]): Stratum[] {
  const of = new Map<string, FrameUnit[]>();
  for (const unit of units) {
    const own = of.get(unit.stratum);
    if (own) own.push(unit);
    else of.set(unit.stratum, [unit]);
  }
  return [...of].map(([code, own]) => ({ code, units: own })).toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

function ratesOf({ rate, reserveRate, rates }: DesignFile & { method: 'bernoulli' }, code: string) {
  const own = rates?.[code] ?? rate;
  if (own === undefined)
    throw new CommandRefusal('design-malformed', `方案没有写层“${code}”的抽取概率；请写 rate，或在 rates 里写这一层`);
  return { rate: plainDecimal(own), reserveRate: plainDecimal(reserveRate) };
}

/** Main and reserve (two stages: clusters and nothing) of every stratum. */
function share(file: Allocated, strata: readonly Stratum[]): [readonly number[], readonly number[]] {
  const measures = strata.map((stratum) => measureOf(file, stratum));
  const total = file.method === 'two-stage' ? file.clusters : file.main;
  const sized = measures.reduce((sum, { most }) => sum + most, 0);
  if (isBySize(file) && total > sized)
    throw new CommandRefusal(
      'draw-larger-than-frame',
      `规模大于0的共有${sized}个，主样本要${total}个，多出${total - sized}个；请减少主样本，或补填规模`,
      1,
    );
  const main = sizesOf(
    allocate({
      strata: strata.map(({ code }, h) => ({
        code,
        population: measures[h]!.weight,
        ceiling: measures[h]!.most,
        floor: Math.min(file.floor, measures[h]!.most),
      })),
      total,
      rule: ruleOf(file),
    }),
  );
  if (file.method === 'two-stage' || file.reserve === 0) return [main, main.map(() => 0)];
  const left = measures.map(({ most }, h) => most - main[h]!);
  const available = left.reduce((sum, rest, h) => sum + (main[h]! > 0 ? rest : 0), 0);
  if (file.reserve > available)
    throw new CommandRefusal(
      'draw-larger-than-frame',
      `有主样本的各层除主样本外还能抽${available}个，备用样本要${file.reserve}个，多出${file.reserve - available}个；请减少备用样本`,
      1,
    );
  // The island takes a stratum's weight from its population: main sizes are stretched until they exceed what is left.
  const stretch = main.reduce((most, size, h) => (size > 0 ? Math.max(most, Math.ceil(left[h]! / size)) : most), 1);
  const reserve = allocate({
    strata: strata.map(({ code }, h) => ({ code, population: main[h]! * stretch, ceiling: left[h]! })),
    total: file.reserve,
    rule: { kind: 'proportional' },
  });
  return [main, sizesOf(reserve)];
}

function isBySize({ method }: Pick<Allocated, 'method'>): boolean {
  return method !== 'stratified' && method !== 'systematic' && method !== 'two-stage';
}

/** What a stratum counts for in proportional allocation, and how many can be drawn from it. */
function measureOf({ method }: Allocated, { units }: Stratum): { readonly weight: number; readonly most: number } {
  if (method === 'two-stage') {
    const clusters = new Set(units.map(({ cluster }) => cluster)).size;
    return { weight: clusters, most: clusters };
  }
  const most = isBySize({ method }) ? units.filter(({ size = '0' }) => Number(size) > 0).length : units.length;
  return { weight: units.length, most };
}

function ruleOf({ allocation, fixed }: Allocated): AllocationRule {
  if (allocation === 'fixed') {
    if (fixed) return { kind: 'fixed', sizes: fixed };
    throw new CommandRefusal(
      'design-malformed',
      '分配方式是 fixed（逐层指定），却没有写各层样本量；请在 fixed 里逐层写',
    );
  }
  if (fixed)
    throw new CommandRefusal('design-malformed', '只有 "allocation": "fixed" 才用 fixed 里的各层样本量；请去掉一个');
  return { kind: allocation };
}

function sizesOf(outcome: Outcome<readonly { readonly size: number }[]>): number[] {
  if (outcome.ok) return outcome.value.map(({ size }) => size);
  throw new CommandRefusal(outcome.refusals, 1);
}
