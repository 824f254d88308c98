/**
 * `pingyi estimate`: means, totals, ratios, shares and quantiles of a population from a table of a sample.
 *
 * Promise: reads, asks the island, prints; the choices that move a result are printed with it. Rows are never left out.
 */
import { basename } from 'node:path';
import type { QuantileRule, ShareMethod } from '#sampling';
import { give, type AnswerColumn } from './answer.ts';
import { answering, CommandRefusal } from './draw-arguments.ts';
import { layOutDesign } from './estimate-design.ts';
import { estimateHelp } from './estimate-help.ts';
import { estimateItem, type EstimateLine, type Groups, type Item, type Settings } from './estimate-lines.ts';
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
/** More would be a mistake in the column, and their joint covariance would fill the memory. */
const MOST_GROUPS = 1000;
const MOST_VALUES = 50;

export async function estimateCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const options = parseOptions(args, {
      words: ['数据文件'],
      values: [
        'stat',
        'over',
        'is',
        'rule',
        'weights',
        'lonely',
        'interval',
        'degrees',
        'level',
        'deff',
        'sheet',
        'csv',
      ],
      lists: ['of', 'p', 'by', 'missing', 'strata', 'clusters', 'fpc'],
      flags: ['nest', 'json'],
    });
    if (!options) {
      io.stdout(estimateHelp);
      return 0;
    }
    const settings = settingsOf(options);
    const path = options.words[0]!;
    const table = await readTable(path, { sheet: options.text('sheet'), missing: options.list('missing') });
    const items = itemsOf(table, options, settings.stat);
    const by = table.names(options.list('by'));
    const groups = groupsOf(table, by);
    const design = layOutDesign(table, options);
    const lines = items.flatMap((item) => estimateItem(design, item, groups, settings));
    const ungrouped = groups.of.filter((group) => group < 0).length;
    const remarks = [
      methodOf(settings),
      ...design.remarks,
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
        },
      },
      options,
      io,
    );
    return 0;
  });
}

function settingsOf(options: Options): Settings {
  const stat = options.choice('stat', stats);
  if (!stat) throw new CommandRefusal('bad-usage', `请用 --stat 写明估计什么：${stats.join('、')}`);
  for (const [option, only] of [
    ['over', 'ratio'],
    ['is', 'share'],
    ['p', 'quantile'],
    ['rule', 'quantile'],
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

function itemsOf(table: Table, options: Options, stat: Settings['stat']): Item[] {
  const names = table.names(options.list('of'));
  if (names.length === 0) throw new CommandRefusal('bad-usage', '请用 --of 写明估计哪一列');
  switch (stat) {
    case 'share':
      return names.flatMap((name) => sharesOf(table, name, options.text('is')));
    case 'ratio': {
      const over = options.text('over');
      if (over === undefined) throw new CommandRefusal('bad-usage', '请用 --over 写明比率的分母是哪一列');
      const [below] = table.names([over]);
      const denominator = table.numbers(below!);
      return names.map((name) => ({ name: `${name}/${below}`, column: table.numbers(name), denominator }));
    }
    case 'quantile': {
      const shares = options.list('p').flatMap((text) => text.split(/[,，]/));
      const wanted = (shares.length === 0 ? ['0.5'] : shares).map((text) => {
        const p = readNumber(text);
        if (p === undefined || p <= 0 || p >= 1)
          throw new CommandRefusal('bad-usage', `--p 应是大于0、小于1的数，写的是“${text}”`);
        return p;
      });
      return names.flatMap((name) => {
        const column = table.numbers(name);
        return wanted.map((p) => ({ name: `${name} ${p}`, column, p }));
      });
    }
    case 'mean':
    case 'total':
      break;
  }
  return names.map((name) => ({ name, column: table.numbers(name) }));
}

/** A 0/1 column for the wanted value, or one for each value there is. */
function sharesOf(table: Table, name: string, wanted: string | undefined): Item[] {
  const cells = table.text(name);
  const values = [...new Set(cells.filter((cell) => cell !== ''))];
  const found = wanted === undefined ? values : values.filter((value) => same(value, wanted.trim()));
  if (values.length === 0) throw new CommandRefusal('column-empty', `${table.file}: “${name}”没有一个有效回答`);
  if (found.length === 0)
    throw new CommandRefusal(
      'value-unknown',
      `${table.file}: “${name}”里没有“${wanted}”；有：${values.slice(0, 10).join('、')}${values.length > 10 ? '等' : ''}`,
    );
  if (found.length > MOST_VALUES)
    throw new CommandRefusal('bad-usage', `“${name}”有${found.length}个不同的值，请用 --is 写明算哪一个`);
  const column = (is: (cell: string) => boolean) =>
    Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : is(cell) ? 1 : 0));
  if (wanted !== undefined) return [{ name: `${name}=${wanted}`, column: column((cell) => found.includes(cell)) }];
  return found.map((value) => ({ name: `${name}=${value}`, column: column((cell) => cell === value) }));
}

/** 1 and 1.0 are the same answer. */
function same(a: string, b: string): boolean {
  const [first, second] = [readNumber(a), readNumber(b)];
  return a === b || (first !== undefined && first === second);
}

/** Groups in the order in which they come; without columns one group of all. */
function groupsOf(table: Table, by: readonly string[]): Groups {
  const columns = by.map((name) => table.text(name));
  const places = new Map<string, number>();
  const names: string[][] = [];
  const of = Int32Array.from({ length: table.size }, (_, row) => {
    const labels = columns.map((cells) => cells[row]!);
    if (labels.includes('')) return -1;
    const key = JSON.stringify(labels);
    const place = places.get(key) ?? names.push(labels) - 1;
    places.set(key, place);
    return place;
  });
  if (names.length === 0) throw new CommandRefusal('column-empty', `${table.file}: “${by.join('、')}”没有一行有内容`);
  if (names.length > MOST_GROUPS)
    throw new CommandRefusal('bad-usage', `分成了${names.length}组，最多${MOST_GROUPS}组；请检查 --by 的列`);
  return { names, of };
}

function missingIn(items: readonly Item[]): string[] {
  const seen = new Set<string>();
  for (const { name, column, denominator, p } of items) {
    const rows = column.filter((value, row) => Number.isNaN(value) || Number.isNaN(denominator?.[row] ?? 0)).length;
    const of = p === undefined ? name.replace(/=.*$/, '') : name.slice(0, name.lastIndexOf(' '));
    if (rows > 0) seen.add(`“${of}”有${rows}行没有回答，留在设计中、不计入估计`);
  }
  return [...seen];
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
