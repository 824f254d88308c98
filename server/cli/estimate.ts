/**
 * `pingyi estimate`: means, totals, ratios, shares and quantiles of a population from a table of a sample.
 *
 * Promise: reads, asks the island, prints; the choices that move a result are printed with it. Rows are never left out.
 */
import { basename } from 'node:path';
import { kishEffect, type QuantileRule, type ShareMethod } from '#sampling';
import { furtherTable, give, writeTable, type AnswerColumn } from './answer.ts';
import { answering, CommandRefusal } from './draw-arguments.ts';
import { associationAnswer } from './estimate-association.ts';
import { compareGroups, comparisonColumns, wantedComparisons } from './estimate-compare.ts';
import { layOutDesign, type Design } from './estimate-design.ts';
import { estimateHelp } from './estimate-help.ts';
import { groupsOf, itemsOf, missingIn } from './estimate-items.ts';
import { estimateItem, type EstimateLine, type Settings } from './estimate-lines.ts';
import { readReplication } from './estimate-replicates.ts';
import { readWeighting } from './estimate-weights.ts';
import type { CommandIo } from './io.ts';
import { parseOptions, readNumber, type Options } from './option-words.ts';
import { readTable, type Table } from './table.ts';

const stats = ['mean', 'total', 'ratio', 'share', 'quantile'] as const;
const statNames = { mean: '均值', total: '总量', ratio: '比率', share: '比例', quantile: '分位数' } as const;
const plainIntervals = ['t', 'normal'] as const;
const shareIntervals: readonly ShareMethod[] = [
  'mean',
  'logit',
  'arcsine',
  'korn-graubard',
  'wilson',
  'wilson-t',
  'likelihood',
];
const quantileRules: readonly QuantileRule[] = ['inverse', 'interpolated'];
/** Names of options, by what they are about. */
const asking = ['stat', 'over', 'is', 'with', 'rule', 'interval', 'degrees', 'level', 'deff'];
const asked = ['of', 'p', 'by', 'missing'];
const laying = ['strata', 'clusters', 'fpc'];
const weighing = 'weights lonely responded post-stratify calibrate calibration bounds trim'.split(' ');
const varying = ['variance', 'replicates', 'seed', 'scale'];

export async function estimateCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const options = parseOptions(args, {
      words: ['数据文件'],
      values: [...asking, ...weighing, ...varying, 'sheet', 'csv', 'compare-csv', 'weights-csv'],
      lists: [...asked, ...laying, 'nonresponse', 'rake', 'replicate-weights', 'scales', 'compare', 'contrast'],
      flags: ['nest', 'strict', 'around-estimate', 'json'],
    });
    if (!options) {
      io.stdout(estimateHelp);
      return 0;
    }
    const association = options.text('stat') === 'association';
    const settings = association ? undefined : settingsOf(options);
    const path = options.words[0]!;
    const table = await readTable(path, { sheet: options.text('sheet'), missing: options.list('missing') });
    const items = settings ? itemsOf(table, options, settings.stat) : [];
    const by = table.names(options.list('by'));
    const groups = groupsOf(table, by);
    const laid = layOutDesign(table, options);
    const weighting = await readWeighting(table, options);
    const replication = readReplication(table, options, laid.survey, weighting);
    const design: Design = { ...laid, survey: weighting.apply(laid.survey) };
    const common = [...design.remarks, ...weighting.remarks, ...weightRemarks(design, options)];
    await writeWeights(table, design, options);
    if (!settings) {
      await associationAnswer(table, options, design, common, replication !== undefined, io);
      return 0;
    }
    if (replication && settings.stat === 'quantile')
      throw new CommandRefusal('bad-usage', '分位数的误差只用 --variance taylor（Woodruff法）');
    const wanted = wantedComparisons(options, groups.names);
    if (wanted.length > 0 && settings.stat === 'quantile')
      throw new CommandRefusal('bad-usage', '--compare、--contrast 不用于分位数');
    const estimated = items.map((item) => estimateItem(design, item, groups, settings, replication));
    const lines = estimated.flatMap((one) => one.lines);
    const comparisons = estimated.flatMap(({ estimates, degrees }, i) =>
      estimates ? compareGroups(items[i]!.name, estimates, wanted, settings.level, degrees) : [],
    );
    const ungrouped = groups.of.filter((group) => group < 0).length;
    const remarks = [
      methodOf(settings),
      ...common,
      ...(replication?.remarks ?? []),
      ...(comparisons.length > 0
        ? ['差的标准误计入两组之间的协方差；自由度少1；p（Holm）把所列比较一并校正，只看一对时用p']
        : []),
      ...(ungrouped > 0 ? [`有${ungrouped}行没有分组，留在设计中、不计入估计`] : []),
      ...missingIn(items),
    ];
    await give(
      {
        title: `${basename(path)}：${statNames[settings.stat]}，${table.size}行`,
        columns: columnsOf(by, settings, lines),
        rows: lines,
        remarks,
        document: {
          stat: settings.stat,
          level: settings.level,
          interval: settings.interval,
          rows: table.size,
          by,
          estimates: lines.map(({ group, deff, effectiveSize, ...line }) => ({
            group: Object.fromEntries(by.map((name, b) => [name, group[b]!])),
            ...line,
            ...(hasEffect(settings) ? { deff, effectiveSize } : {}),
          })),
          weighting: kishEffect(design.survey.weights),
          ...(comparisons.length > 0 ? { comparisons } : {}),
        },
        further:
          comparisons.length > 0 ? furtherTable('两组之差', 'compare-csv', comparisonColumns, comparisons) : undefined,
      },
      options,
      io,
    );
    return 0;
  });
}

function settingsOf(options: Options): Settings {
  const stat = options.choice('stat', stats);
  if (!stat) throw new CommandRefusal('bad-usage', `请用 --stat 写明估计什么：${stats.join('、')}、association`);
  for (const [option, only] of [
    ['over', 'ratio'],
    ['is', 'share'],
    ['p', 'quantile'],
    ['rule', 'quantile'],
    ['with', 'association'],
  ] as const)
    if (options.has(option) && stat !== only)
      throw new CommandRefusal('bad-usage', `--${option} 只用于 --stat ${only}`);
  const intervals = stat === 'share' ? [...plainIntervals, ...shareIntervals] : plainIntervals;
  const told = options.text('degrees');
  if (told !== undefined && told !== 'rows' && told !== 'design' && readNumber(told) === undefined)
    throw new CommandRefusal('bad-usage', `--degrees 应是 rows、design 或一个数，写的是“${told}”`);
  return {
    stat,
    level: options.number('level', '(0,1)') ?? 0.95,
    interval: options.choice('interval', intervals) ?? (stat === 'share' ? 'logit' : 't'),
    degrees:
      told === undefined || told === 'rows' || told === 'design'
        ? (told ?? 'rows')
        : options.needed('degrees', '(0,∞)'),
    against: options.choice('deff', ['wor', 'wr']) ?? 'wor',
    rule: options.choice('rule', quantileRules) ?? 'inverse',
  };
}

function hasEffect({ stat }: Settings): boolean {
  return stat !== 'ratio' && stat !== 'quantile';
}

/** What unequal weights cost, where they differ. */
function weightRemarks({ survey }: Design, options: Options): string[] {
  const { weights } = survey;
  const [first] = weights;
  if (!options.has('weights') && weights.every((weight) => weight === first)) return [];
  const kish = kishEffect(weights);
  if (!kish) return [];
  const { effect, effectiveSize } = kish;
  return [
    `权数不等造成的设计效应（Kish）${Number(effect.toPrecision(6))}，相当于${Number(effectiveSize.toPrecision(6))}个等权的样本`,
  ];
}

async function writeWeights(table: Table, { survey }: Design, options: Options): Promise<void> {
  const path = options.text('weights-csv');
  if (path === undefined) return;
  const columns: readonly AnswerColumn<number>[] = [
    { name: '行号', of: (row) => table.rowNumber(row) },
    { name: '权数', of: (row) => survey.weights[row]! },
  ];
  await writeTable('weights-csv', path, columns, [...survey.weights.keys()], options.words);
}

function methodOf({ stat, level, interval, degrees, against, rule }: Settings): string {
  const of = { rows: '自由度按有回答的行', design: '自由度按整个设计' } as const;
  return [
    `${Number((level * 100).toPrecision(6))}%置信区间，方法 ${interval}`,
    interval === 'normal' ? '' : typeof degrees === 'number' ? `自由度指定为${degrees}` : of[degrees],
    stat === 'quantile' ? `分位数办法 ${rule}` : '',
    stat === 'ratio' || stat === 'quantile'
      ? ''
      : `设计效应与${against === 'wor' ? '不放回' : '放回'}简单随机抽样相比，有效样本量与放回的相比`,
  ]
    .filter((part) => part !== '')
    .join('；');
}

function columnsOf(
  by: readonly string[],
  settings: Settings,
  lines: readonly EstimateLine[],
): AnswerColumn<EstimateLine>[] {
  return [
    ...by.map((name, b) => ({ name, of: ({ group }: EstimateLine) => group[b]! })),
    { name: '项目', of: ({ item }) => item },
    { name: '样本数', of: ({ n }) => n },
    { name: '估计', of: ({ estimate }) => estimate },
    { name: '标准误', of: ({ standardError }) => standardError },
    { name: '变异系数', of: ({ cv }) => cv, fine: true },
    { name: '下限', of: ({ lower }) => lower },
    { name: '上限', of: ({ upper }) => upper },
    { name: '自由度', of: ({ degrees }) => degrees },
    ...(hasEffect(settings)
      ? [
          { name: '设计效应', of: ({ deff }: EstimateLine) => deff },
          { name: '有效样本量', of: ({ effectiveSize }: EstimateLine) => effectiveSize },
        ]
      : []),
    ...(lines.some(({ reason }) => reason !== null)
      ? [{ name: '说明', of: ({ reason }: EstimateLine) => reason ?? '' }]
      : []),
  ];
}
