/**
 * `pingyi allocate`: how many to draw from each stratum, from a table of strata.
 *
 * Promise: the island allocates; this reads the table and prints. A stratum the total cannot be met with is refused, exit 1.
 */
import { basename } from 'node:path';
import {
  allocate,
  allocateForBudget,
  allocateForVariance,
  shareOut,
  sizesForBudget,
  sizesForVariance,
  varianceOfMean,
  type AllocatedStratum,
  type AllocationRule,
  type AllocationStratum,
  type Divisor,
  type Outcome,
} from '#sampling';
import { allocateHelp } from './allocate-help.ts';
import { give } from './answer.ts';
import { answering, CommandRefusal } from './draw-arguments.ts';
import type { CommandIo } from './io.ts';
import { parseOptions, readNumber, type Options } from './option-words.ts';
import { readTable, type Table } from './table.ts';

/** Options that name a column, and the names it has when none is given. */
const headings = {
  code: ['层', '层代码', '层名', '单位', '部门', 'code', 'stratum'],
  population: ['总体数', '人数', '总数', 'population', 'N'],
  deviation: ['标准差', 'deviation', 'sd', 'S'],
  cost: ['费用', '单位费用', 'cost'],
  mean: ['均值', 'mean'],
  floor: ['下限', 'floor'],
  ceiling: ['上限', 'ceiling'],
  'take-all': ['全取', 'takeAll', 'take-all'],
  size: ['样本量', 'size', 'n'],
} as const;
type Heading = keyof typeof headings;

const rules = ['proportional', 'equal', 'neyman', 'cost', 'power', 'square-root', 'fixed'] as const;
const divisors: readonly Divisor[] = ['webster', 'jefferson', 'huntington-hill'];
const ruleNames: Readonly<Record<AllocationRule['kind'], string>> = {
  proportional: '按人数比例',
  equal: '各层相等',
  neyman: '奈曼（最优）',
  cost: '按费用最优',
  power: '幂分配',
  'square-root': '按人数平方根',
  fixed: '逐层指定',
};

/** Refusals of numbers that do not go together; the others are about a table that cannot be used. */
const says = new Set([
  'total-below-floors',
  'draw-larger-than-frame',
  'size-out-of-bounds',
  'fixed-sum-differs',
  'budget-too-small',
  'variance-unreachable',
]);

export async function allocateCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const options = parseOptions(args, {
      words: ['各层的表'],
      values: [
        'total',
        'budget',
        'standard-error',
        'rule',
        'divisor',
        'exponent',
        'sheet',
        'csv',
        ...Object.keys(headings),
      ],
      flags: ['json'],
    });
    if (!options) {
      io.stdout(allocateHelp);
      return 0;
    }
    const kind = options.choice('rule', rules);
    if (!kind) throw new CommandRefusal('bad-usage', `请用 --rule 写明分配办法：${rules.join('、')}`);
    const target = targetOf(options, kind);
    refuseStray(options, kind);

    const path = options.words[0]!;
    const table = await readTable(path, { sheet: options.text('sheet') });
    const strata = strataOf(table, options, kind, target);
    const sizes = kind === 'fixed' ? sizesOf(table, options, strata) : {};
    const rule = ruleOf(kind, options, sizes);
    const outcome = allocateTo(target, strata, rule);
    if (!outcome.ok)
      throw new CommandRefusal(outcome.refusals, outcome.refusals.every(({ code }) => says.has(code)) ? 1 : 2);

    const total = outcome.value.reduce((sum, { size }) => sum + size, 0);
    const exact = exactSizes(target, strata, rule, total);
    const rows = strata.map(({ code, population }, h) => {
      const { size } = outcome.value[h]!;
      const share = exact?.[h];
      return {
        code,
        population,
        size,
        exact: share !== undefined && Number.isFinite(share) ? share : null,
        fraction: population > 0 ? size / population : null,
        weight: size > 0 ? population / size : null,
      };
    });
    const known = strata.every(({ deviation }) => deviation !== undefined);
    const variance = known
      ? varianceOfMean(
          strata,
          outcome.value.map(({ size }) => size),
        )
      : undefined;
    const remarks = rows.some(({ size, population }) => size === 0 && population > 0)
      ? ['有的层一个也不抽，这些层的人不在推断范围内；要每层都抽请加 --floor']
      : [];
    if (variance !== undefined)
      remarks.push(
        variance === null
          ? '均值的标准误不能估计：有的层一个也不抽'
          : `按所填标准差，均值的标准误是${Number(Math.sqrt(variance).toPrecision(6))}`,
      );
    const cost = strata.every(({ cost: one }) => one !== undefined)
      ? strata.reduce((sum, { cost: one }, h) => sum + one! * outcome.value[h]!.size, 0)
      : undefined;
    if (cost !== undefined) remarks.push(`按所填费用，共${Number(cost.toPrecision(12))}`);
    if (target.kind === 'budget') remarks.push(`预算${target.value}内最多${total}份`);
    if (target.kind === 'standard-error') remarks.push(`标准误不超过${target.value}，最少${total}份`);
    await give(
      {
        title: `${basename(path)}：${total}个样本，${ruleNames[kind]}`,
        columns: [
          { name: '层', of: (row) => row.code },
          { name: '总体数', of: (row) => row.population },
          { name: '样本量', of: (row) => row.size },
          ...(exact ? [{ name: '取整前', of: (row: (typeof rows)[number]) => row.exact }] : []),
          { name: '抽样比', of: (row) => row.fraction ?? '—' },
          { name: '权数', of: (row) => row.weight ?? '—' },
        ],
        rows,
        remarks,
        document: {
          rule,
          total,
          strata: rows,
          ...(cost === undefined ? {} : { cost }),
          ...(variance === undefined ? {} : { standardErrorOfMean: variance === null ? null : Math.sqrt(variance) }),
        },
      },
      options,
      io,
    );
    return 0;
  });
}

/** What fixes the total: a number, money, precision, or the sizes stratum by stratum. */
interface Target {
  readonly kind: 'total' | 'budget' | 'standard-error' | 'sizes';
  readonly value: number;
}

function targetOf(options: Options, kind: (typeof rules)[number]): Target {
  const told = (['total', 'budget', 'standard-error'] as const).filter((name) => options.has(name));
  const [name, ...more] = told;
  if (more.length > 0) throw new CommandRefusal('bad-usage', `${told.map((one) => `--${one}`).join('、')} 只能写一个`);
  if (name === undefined) {
    if (kind === 'fixed') return { kind: 'sizes', value: 0 };
    throw new CommandRefusal(
      'bad-usage',
      '请用 --total 写明样本总量，或用 --budget 写明预算、--standard-error 写明均值的标准误',
    );
  }
  if (name !== 'total' && kind === 'fixed') throw new CommandRefusal('bad-usage', `--${name} 不能与 --rule fixed 同用`);
  return { kind: name, value: name === 'total' ? options.count('total', 1)! : options.needed(name, '(0,∞)') };
}

function allocateTo(
  { kind, value }: Target,
  strata: readonly AllocationStratum[],
  rule: AllocationRule,
): Outcome<readonly AllocatedStratum[]> {
  if (rule.kind === 'fixed') {
    const sum = Object.values(rule.sizes).reduce((all, size) => all + size, 0);
    return allocate({ strata, rule, total: kind === 'total' ? value : sum });
  }
  if (kind === 'budget') return allocateForBudget({ strata, rule }, value);
  if (kind === 'standard-error') return allocateForVariance({ strata, rule }, value ** 2);
  return allocate({ strata, rule, total: value });
}

/** Sizes before rounding: Cochran's optimum where the rule is that of costs, shares of the total elsewhere. */
function exactSizes(
  { kind, value }: Target,
  strata: readonly AllocationStratum[],
  rule: AllocationRule,
  total: number,
): readonly number[] | undefined {
  if (rule.kind === 'fixed') return undefined;
  if (rule.kind === 'cost' && kind === 'budget') return sizesForBudget(strata, value);
  if (rule.kind === 'cost' && kind === 'standard-error') return sizesForVariance(strata, value ** 2);
  return shareOut(strata, total, rule);
}

function refuseStray(options: Options, kind: (typeof rules)[number]): void {
  if (options.has('divisor') && kind !== 'proportional')
    throw new CommandRefusal('bad-usage', '--divisor 只用于 --rule proportional');
  if (options.has('exponent') && kind !== 'power')
    throw new CommandRefusal('bad-usage', '--exponent 只用于 --rule power');
  if (options.has('size') && kind !== 'fixed') throw new CommandRefusal('bad-usage', '--size 只用于 --rule fixed');
}

function ruleOf(
  kind: (typeof rules)[number],
  options: Options,
  sizes: Readonly<Record<string, number>>,
): AllocationRule {
  if (kind === 'proportional') return { kind, divisor: options.choice('divisor', divisors) ?? 'webster' };
  if (kind === 'power') return { kind, exponent: options.needed('exponent', '[0,1]', '指数（0到1）') };
  if (kind === 'fixed') return { kind, sizes };
  return { kind };
}

/** The column an option names, or the one with a usual name. */
function columnOf(table: Table, options: Options, heading: Heading): string | undefined {
  const told = options.text(heading);
  if (told !== undefined) return table.names([told])[0];
  return headings[heading].find((name) => table.has(name));
}

function neededColumn(table: Table, options: Options, heading: Heading, what: string): string {
  const column = columnOf(table, options, heading);
  if (column !== undefined) return column;
  throw new CommandRefusal(
    'column-unknown',
    `${table.file}: 看不出哪一列是${what}，请用 --${heading} 写明；有：${table.columns.join('、')}`,
  );
}

function strataOf(table: Table, options: Options, kind: (typeof rules)[number], target: Target): AllocationStratum[] {
  const codes = table.labels(neededColumn(table, options, 'code', '层'));
  const populations = table.figures(neededColumn(table, options, 'population', '总体数'));
  const needs = { deviation: ['neyman', 'cost', 'power'], cost: ['cost'], mean: ['power'] } as const;
  const names = { deviation: '标准差', cost: '费用', mean: '均值' } as const;
  const optional = (heading: 'deviation' | 'cost' | 'mean') => {
    const asked = { deviation: 'standard-error', cost: 'budget', mean: undefined } as const;
    const needed = needs[heading].some((rule) => rule === kind) || asked[heading] === target.kind;
    const column = needed ? neededColumn(table, options, heading, names[heading]) : columnOf(table, options, heading);
    return column === undefined ? undefined : table.numbers(column);
  };
  const [deviations, costs, means] = [optional('deviation'), optional('cost'), optional('mean')];
  const floors = boundOf(table, options, 'floor');
  const ceilings = boundOf(table, options, 'ceiling');
  const all = takeAllOf(table, options);
  return codes.map((code, row) => ({
    code,
    population: populations[row]!,
    ...given('deviation', deviations?.[row]),
    ...given('cost', costs?.[row]),
    ...given('mean', means?.[row]),
    ...given('floor', floors(row)),
    ...given('ceiling', ceilings(row)),
    ...(all?.[row] ? { takeAll: true } : {}),
  }));
}

function given<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  const one: Partial<Record<K, number>> = {};
  if (value !== undefined && !Number.isNaN(value)) one[key] = value;
  return one;
}

/** A bound is a column or one number for all strata. */
function boundOf(table: Table, options: Options, heading: 'floor' | 'ceiling'): (row: number) => number | undefined {
  const told = options.text(heading);
  const same = told === undefined || table.has(told) ? undefined : readNumber(told);
  if (same !== undefined) return () => same;
  const column = columnOf(table, options, heading);
  if (column === undefined) return () => undefined;
  const values = table.numbers(column);
  return (row) => values[row];
}

function takeAllOf(table: Table, options: Options): boolean[] | undefined {
  const column = columnOf(table, options, 'take-all');
  if (column === undefined) return undefined;
  return table.text(column).map((text, row) => {
    if (['1', '是', '√', 'true', 'yes', 'y'].includes(text.toLowerCase())) return true;
    if (['', '0', '否', 'false', 'no', 'n'].includes(text.toLowerCase())) return false;
    throw new CommandRefusal(
      'cell-malformed',
      `${table.file}: 第${table.rowNumber(row)}行“${column}”应是“是”或“否”，现在是“${text.slice(0, 30)}”`,
    );
  });
}

function sizesOf(table: Table, options: Options, strata: readonly AllocationStratum[]): Record<string, number> {
  const values = table.figures(neededColumn(table, options, 'size', '样本量'));
  return Object.fromEntries(strata.map(({ code }, row) => [code, values[row]!]));
}
