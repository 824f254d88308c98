/**
 * `pingyi estimate --stat association`: whether two answers go together, with the design taken into account.
 *
 * Promise: Rao and Scott's test as the island has it, rows without one of the answers left in the design.
 */
import { basename } from 'node:path';
import { testAssociation } from '#sampling';
import { give, type Value } from './answer.ts';
import { CommandRefusal } from './draw-arguments.ts';
import type { Design } from './estimate-design.ts';
import type { CommandIo } from './io.ts';
import type { Options } from './option-words.ts';
import type { Table } from './table.ts';

const MOST_CELLS = 400;

export async function associationAnswer(
  table: Table,
  options: Options,
  { survey }: Design,
  remarks: readonly string[],
  replicated: boolean,
  io: CommandIo,
): Promise<void> {
  const only = ['of', 'with', 'stat', 'weights', 'strata', 'clusters', 'fpc', 'nest', 'lonely', 'missing', 'sheet'];
  for (const name of ['by', 'over', 'is', 'p', 'rule', 'interval', 'degrees', 'deff', 'compare', 'contrast'])
    if (options.has(name))
      throw new CommandRefusal('bad-usage', `--${name} 不用于 --stat association；可用 ${only.join('、')}`);
  if (replicated) throw new CommandRefusal('bad-usage', '--stat association 只用 --variance taylor');
  const [one, ...others] = table.names(options.list('of'));
  const told = options.text('with');
  if (one === undefined || others.length > 0 || told === undefined)
    throw new CommandRefusal('bad-usage', '--stat association 要用 --of 写明一列、--with 写明另一列');
  const [other] = table.names([told]);
  const [rows, columns] = [codesOf(table, one), codesOf(table, other!)];
  if (rows.count < 2 || columns.count < 2)
    throw new CommandRefusal('column-empty', `${table.file}: 两列都应有两种以上的回答`);
  if (rows.count * columns.count > MOST_CELLS)
    throw new CommandRefusal('bad-usage', `交叉表有${rows.count}×${columns.count}格，最多${MOST_CELLS}格`);
  const inside = Uint8Array.from(rows.codes, (code, row) =>
    code >= 0 && columns.codes[row]! >= 0 && survey.weights[row]! > 0 ? 1 : 0,
  );
  const answers = { rows: rows.codes, columns: columns.codes, r: rows.count, c: columns.count };
  const test = testAssociation(survey, answers, inside);
  const lines: readonly (readonly [key: string, name: string, value: Value])[] = [
    ['rows', '有效行数', inside.reduce((sum, mark) => sum + mark, 0)],
    ['f', 'F（Rao–Scott二阶）', test?.f ?? null],
    ['numeratorDegrees', '分子自由度', test?.numeratorDegrees ?? null],
    ['denominatorDegrees', '分母自由度', test?.denominatorDegrees ?? null],
    ['p', 'p', test?.p ?? null],
    ['chiSquare', '皮尔逊卡方', test?.chiSquare ?? null],
    ['degrees', '卡方自由度', test?.degrees ?? null],
    ['pFirstOrder', 'p（Rao–Scott一阶）', test?.pFirstOrder ?? null],
  ];
  await give(
    {
      title: `${basename(options.words[0]!)}：“${one}”与“${other}”有无关联`,
      columns: [
        { name: '项目', of: ([, name]) => name },
        { name: '数值', of: ([, , value]) => value },
      ],
      rows: lines,
      remarks: [...remarks, ...(test ? [] : ['方差无定义或自由度不够，不能检验；请合并回答少的类别'])],
      document: {
        stat: 'association',
        of: one,
        with: other,
        ...Object.fromEntries(lines.map(([key, , value]) => [key, value])),
      },
    },
    options,
    io,
  );
}

/** Answers by number in the order in which they come; -1 where there is none. */
function codesOf(table: Table, name: string): { readonly codes: Int32Array; readonly count: number } {
  const places = new Map<string, number>();
  const codes = Int32Array.from(table.text(name), (text) => {
    if (text === '') return -1;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { codes, count: places.size };
}
