/**
 * Variances from replicate weights: the jackknife, the bootstrap with a seed, or weights that come with the data.
 *
 * Promise: every weighting step is taken again in every replicate; what would not fit in memory is refused before. Chooses
 * nothing that moves a result without saying so.
 */
import {
  bootstrap,
  checkSeed,
  jackknife,
  numberStream,
  replicateDegrees,
  reweigh,
  type Replicates,
  type Survey,
} from '#sampling';
import { CommandRefusal } from './draw-arguments.ts';
import type { Weighting } from './estimate-weights.ts';
import { readNumber, type Options } from './option-words.ts';
import type { Table } from './table.ts';

export interface Replication {
  readonly replicates: Replicates;
  readonly aroundEstimate: boolean;
  /** Degrees of freedom of given weights; those of the design otherwise. */
  readonly degrees?: number;
  readonly remarks: readonly string[];
}

const kinds = ['taylor', 'jackknife', 'bootstrap', 'replicates'] as const;
/** Rows times replicates: 400 MB of weights. */
const MOST_WEIGHTS = 5e7;
/** Rows times replicates squared, for the rank of given weights. */
const MOST_STEPS = 2e9;

/** Nothing for Taylor linearisation. `survey` has the weights before any step. */
export function readReplication(
  table: Table,
  options: Options,
  survey: Survey,
  weighting: Weighting,
): Replication | undefined {
  const kind = options.choice('variance', kinds) ?? 'taylor';
  for (const [option, only] of [
    ['replicates', 'bootstrap'],
    ['seed', 'bootstrap'],
    ['replicate-weights', 'replicates'],
    ['scale', 'replicates'],
    ['scales', 'replicates'],
    ['around-estimate', 'replicates'],
  ] as const)
    if (options.has(option) && kind !== only)
      throw new CommandRefusal('bad-usage', `--${option} 只用于 --variance ${only}`);
  if (kind === 'taylor') return undefined;
  if (kind === 'replicates') return given(table, options, weighting);
  if (survey.lonely === 'adjust' || survey.lonely === 'average')
    throw new CommandRefusal(
      'bad-usage',
      '--variance jackknife、bootstrap 只能与 --lonely fail、remove、certainty 同用',
    );
  const again = (replicates: Replicates): Replicates => ({
    ...replicates,
    weights: replicates.weights.map((weights) => weighting.apply(reweigh(survey, weights)).weights),
  });
  if (kind === 'jackknife') {
    const units = new Set(survey.stages[0]!.cluster).size;
    checkSize(table.size * units, '请改用 --variance bootstrap 或 taylor');
    return {
      replicates: again(jackknife(survey)),
      aroundEstimate: false,
      remarks: [`方差用逐一删除的刀切法，${units}组重复权数${redone(weighting)}`],
    };
  }
  const count = options.count('replicates', 2) ?? 500;
  const seed = options.text('seed');
  if (seed === undefined) throw new CommandRefusal('bad-usage', '自助法要用 --seed 写明种子，才能重做出同样的结果');
  const bad = checkSeed(seed);
  if (bad) throw new CommandRefusal(bad.code, bad.message);
  checkSize(table.size * count, '请减少 --replicates');
  return {
    replicates: again(bootstrap(survey, count, numberStream(seed, 'bootstrap'))),
    aroundEstimate: false,
    remarks: [
      `方差用Rao和Wu的自助法，${count}组重复权数，按第一级放回处理、不计有限总体${redone(weighting)}；种子相同结果相同`,
    ],
  };
}

function given(table: Table, options: Options, weighting: Weighting): Replication {
  if (weighting.steps > 0)
    throw new CommandRefusal('bad-usage', '随数据给出的重复权数已经加过权，不能再与加权的选项同用');
  const names = options
    .list('replicate-weights')
    .flatMap((name) =>
      name.endsWith('*') ? table.columns.filter((column) => column.startsWith(name.slice(0, -1))) : [name],
    );
  const weights = table.names(names).map((name) => table.figures(name));
  if (weights.length < 2)
    throw new CommandRefusal('bad-usage', '请用 --replicate-weights 写明重复权数的列（至少2列，可写成 r*）');
  const scale = options.needed('scale', '(0,∞)', '重复权数的系数（刀切法JK1是(R-1)/R，自助法是1/(R-1)，JKn是1）');
  const told = options
    .list('scales')
    .flatMap((text) => text.split(/[,，]/))
    .map(readNumber);
  if (told.length > 0 && (told.length !== weights.length || told.some((one) => one === undefined || one < 0)))
    throw new CommandRefusal('bad-usage', `--scales 应写${weights.length}个0以上的数，每列重复权数一个`);
  const scales = told.length > 0 ? told.map((one) => one!) : weights.map(() => 1);
  const degrees = table.size * weights.length ** 2 <= MOST_STEPS ? replicateDegrees(weights) : weights.length - 1;
  return {
    replicates: { weights, scale, scales },
    aroundEstimate: options.has('around-estimate'),
    degrees,
    remarks: [`方差用数据中的${weights.length}组重复权数，系数${scale}；自由度是独立的组数减1，即${degrees}`],
  };
}

function redone({ steps }: Weighting): string {
  return steps > 0 ? '，每组都重做加权' : '';
}

function checkSize(weights: number, advice: string): void {
  if (weights > MOST_WEIGHTS)
    throw new CommandRefusal(
      'too-many-replicates',
      `行数乘重复权数的组数是${weights}，超过${MOST_WEIGHTS}；${advice}`,
      1,
    );
}
