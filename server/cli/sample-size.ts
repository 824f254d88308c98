/**
 * `pingyi sample-size`: interviews for a wanted precision, and numbers to issue for them.
 *
 * Promise: the island's formulas; rounding up is the last step. More numbers than there are people is said, exit 1.
 */
import {
  halfWidthOfShare,
  issue,
  planClusters,
  sizeForChangeOfMean,
  sizeForChangeOfShare,
  sizeForMean,
  sizeForMeanCv,
  sizeForShare,
  sizeForShareByWilson,
  sizeForShareCv,
  wholeUp,
} from '#sampling';
import { give, type Value } from './answer.ts';
import { answering, CommandRefusal } from './draw-arguments.ts';
import type { CommandIo } from './io.ts';
import { parseOptions, type Options } from './option-words.ts';
import { sampleSizeHelp } from './sample-size-help.ts';

interface Needed {
  /** As the formula gives it. */
  readonly interviews: number;
  readonly title: string;
  readonly lines: readonly Line[];
}

/** A line of the answer: key in JSON, name for people, value. */
type Line = readonly [key: string, name: string, value: Value];

const shared = ['level', 'deff', 'response-rate', 'csv'];
const waves = ['overlap', 'power'];
const kinds = {
  share: { values: ['p', 'half-width', 'cv', 'method', 'population'], plan: share },
  mean: { values: ['deviation', 'variance', 'half-width', 'cv', 'mean', 'population'], plan: mean },
  'change-share': { values: ['p', 'p2', 'both', ...waves], plan: changeOfShare },
  'change-mean': { values: ['deviation', 'deviation2', 'change', 'correlation', ...waves], plan: changeOfMean },
} as const;

export async function sampleSizeCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const [word = ''] = args;
    if (args.includes('--help') || args.includes('-h')) {
      io.stdout(sampleSizeHelp);
      return 0;
    }
    if (word === 'clusters') return clusters(args, io);
    const kind = Object.entries(kinds).find(([name]) => name === word)?.[1];
    if (!kind)
      throw new CommandRefusal(
        'bad-usage',
        '请写明种类：share、mean、change-share、change-mean 或 clusters，看 --help',
      );
    const options = parse(args, kind.values);
    const level = options.number('level', '(0,1)') ?? 0.95;
    const population = populationOf(options);
    const deff = options.number('deff', '(0,∞)') ?? 1;
    const responseRate = options.number('response-rate', '(0,1]') ?? 1;
    const { interviews, title, lines } = kind.plan(options, level, population);
    if (!(interviews > 0 && interviews < Infinity))
      throw new CommandRefusal('size-undefined', '这些条件下样本量不能估计；请检查各项数值');
    const completes = wholeUp(interviews * deff);
    const numbers = issue(interviews, deff, responseRate);
    if (numbers > population)
      throw new CommandRefusal(
        'larger-than-population',
        `需要${completes}份有效问卷、发放${numbers}个号码，总体只有${population}；请放宽精度、提高成功率或减小设计效应`,
        1,
      );
    await print(
      title,
      [
        ...lines,
        ['level', '置信水平', level],
        ['population', '总体数', population === Infinity ? null : population],
        ['interviewsExact', '简单随机样本量（取整前）', interviews],
        ['deff', '设计效应', deff],
        ['interviews', '有效问卷', completes],
        ['responseRate', '成功率', responseRate],
        ['numbersToIssue', '发放号码', numbers],
      ],
      options,
      io,
    );
    return 0;
  });
}

function parse(args: readonly string[], values: readonly string[]): Options {
  const options = parseOptions(args, { words: ['种类'], values: [...values, ...shared], flags: ['json'] });
  if (!options) throw new Error('help has been answered before');
  return options;
}

async function print(title: string, lines: readonly Line[], options: Options, io: CommandIo): Promise<void> {
  await give(
    {
      title,
      columns: [
        { name: '项目', of: ([, name]) => name },
        { name: '数值', of: ([key, , value]) => (key === 'population' ? (value ?? '很大') : value) },
      ],
      rows: lines,
      remarks: [],
      document: Object.fromEntries(lines.map(([key, , value]) => [key, value])),
    },
    // The word is no file.
    options,
    io,
  );
}

function populationOf(options: Options): number {
  return options.count('population', 2) ?? Infinity;
}

/** Exactly one of two ways to say how precise. */
function precision(options: Options): 'half-width' | 'cv' {
  if (options.has('half-width') === options.has('cv'))
    throw new CommandRefusal('bad-usage', '请用 --half-width 写明区间半宽，或用 --cv 写明变异系数，二选一');
  return options.has('cv') ? 'cv' : 'half-width';
}

function share(options: Options, level: number, population: number): Needed {
  const p = options.needed('p', '(0,1)', '预计的比例（不知道时用0.5）');
  const method = options.choice('method', ['wald', 'wilson']) ?? 'wald';
  const title = '估计一个比例';
  if (precision(options) === 'cv') {
    if (options.has('method')) throw new CommandRefusal('bad-usage', '--method 只与 --half-width 同用');
    const cv = options.needed('cv', '(0,∞)');
    const interviews = sizeForShareCv(p, cv, population);
    return {
      title,
      interviews,
      lines: [
        ['p', '预计比例', p],
        ['cv', '变异系数', cv],
      ],
    };
  }
  const halfWidth = options.needed('half-width', '(0,1)');
  if (method === 'wilson' && population !== Infinity)
    throw new CommandRefusal('bad-usage', '--method wilson 不计有限总体，不能与 --population 同用');
  const interviews =
    method === 'wilson' ? sizeForShareByWilson(p, halfWidth, level) : sizeForShare(p, halfWidth, level, population);
  return {
    title,
    interviews,
    lines: [
      ['p', '预计比例', p],
      ['halfWidth', '区间半宽', halfWidth],
      ['method', '区间算法', method],
      ...(method === 'wald' && interviews >= 0
        ? ([['halfWidthReached', '取整后的半宽', halfWidthOfShare(p, wholeUp(interviews), level, population)]] as const)
        : []),
    ],
  };
}

function mean(options: Options, level: number, population: number): Needed {
  if (options.has('deviation') === options.has('variance'))
    throw new CommandRefusal('bad-usage', '请用 --deviation 写明标准差，或用 --variance 写明方差，二选一');
  const variance = options.number('variance', '(0,∞)') ?? options.needed('deviation', '(0,∞)') ** 2;
  const title = '估计一个均值';
  const lines: Line[] = [['deviation', '标准差', Math.sqrt(variance)]];
  if (precision(options) === 'cv') {
    const cv = options.needed('cv', '(0,∞)');
    const expected = options.needed('mean', '(0,∞)', '预计的均值');
    lines.push(['mean', '预计均值', expected], ['cv', '变异系数', cv]);
    return { title, lines, interviews: sizeForMeanCv(variance, expected, cv, population) };
  }
  if (options.has('mean')) throw new CommandRefusal('bad-usage', '--mean 只与 --cv 同用');
  const halfWidth = options.needed('half-width', '(0,∞)');
  lines.push(['halfWidth', '区间半宽', halfWidth]);
  return { title, lines, interviews: sizeForMean(variance, halfWidth, level, population) };
}

function wavesOf(options: Options, change: number, level: number, link: string) {
  const overlap = options.number('overlap', '[0,1]') ?? 0;
  if (overlap > 0 && !options.has(link)) throw new CommandRefusal('bad-usage', `有重叠时请用 --${link} 写明两次的关系`);
  return { overlap, change, level, power: options.number('power', '(0,1)') ?? 0.8 };
}

function linesOf({ overlap, change, power }: ReturnType<typeof wavesOf>): Line[] {
  return [
    ['change', '要发现的变化', change],
    ['overlap', '重叠比例', overlap],
    ['power', '功效', power],
  ];
}

function changeOfShare(options: Options, level: number): Needed {
  const p = options.needed('p', '(0,1)', '第一次的比例');
  const p2 = options.needed('p2', '(0,1)', '第二次的比例');
  if (p === p2) throw new CommandRefusal('bad-usage', '--p 与 --p2 相同，没有变化可发现');
  const both = options.number('both', '[0,1]') ?? p * p2;
  // More cannot have said yes twice than once, nor fewer than what both shares leave no room for.
  if (both > Math.min(p, p2) || both < p + p2 - 1)
    throw new CommandRefusal('bad-usage', `--both 应在${Math.max(0, p + p2 - 1)}到${Math.min(p, p2)}之间`);
  const plan = wavesOf(options, p2 - p, level, 'both');
  return {
    title: '发现两次调查之间比例的变化，每次',
    interviews: sizeForChangeOfShare(p, p2, both, plan),
    lines: [['p', '第一次比例', p], ['p2', '第二次比例', p2], ['both', '两次都是', both], ...linesOf(plan)],
  };
}

function changeOfMean(options: Options, level: number): Needed {
  const first = options.needed('deviation', '(0,∞)', '第一次的标准差');
  const second = options.number('deviation2', '(0,∞)') ?? first;
  const correlation = options.number('correlation', '[-1,1]') ?? 0;
  const plan = wavesOf(options, options.needed('change', '(0,∞)', '要发现的变化'), level, 'correlation');
  return {
    title: '发现两次调查之间均值的变化，每次',
    interviews: sizeForChangeOfMean(first ** 2, second ** 2, correlation, plan),
    lines: [
      ['deviation', '第一次标准差', first],
      ['deviation2', '第二次标准差', second],
      ['correlation', '相关系数', correlation],
      ...linesOf(plan),
    ],
  };
}

async function clusters(args: readonly string[], io: CommandIo): Promise<number> {
  const options = parseOptions(args, {
    words: ['种类'],
    values: ['cluster-cost', 'interview-cost', 'budget', 'rho', 'relative-variance', 'csv'],
    flags: ['json'],
  });
  if (!options) throw new Error('help has been answered before');
  const costs = {
    cluster: options.needed('cluster-cost', '(0,∞)', '每个群的费用'),
    interview: options.needed('interview-cost', '(0,∞)', '每份问卷的费用'),
    budget: options.needed('budget', '(0,∞)', '预算'),
  };
  const rho = options.needed('rho', '(0,1)', '群内相关');
  const plan = planClusters(costs, rho, options.number('relative-variance', '(0,∞)') ?? 1);
  if (plan.perCluster < 1)
    throw new CommandRefusal(
      'clusters-pointless',
      `群内相关${rho}太高或群的费用太低，每群最优人数不到1人（${Number(plan.perCluster.toPrecision(3))}），分两阶段没有好处；请改用简单随机或分层抽样，或核对费用和群内相关`,
      1,
    );
  if (plan.clusters < 1)
    throw new CommandRefusal('budget-too-small', '预算不够最优方案的一个群；请提高预算或降低费用', 1);
  await print(
    '两阶段抽样，按预算最优',
    [
      ['perCluster', '每群人数（取整前）', plan.perCluster],
      ['clusters', '群数（取整前）', plan.clusters],
      ['designEffect', '设计效应', plan.designEffect],
      ['cv', '变异系数', plan.cv],
    ],
    options,
    io,
  );
  return 0;
}
