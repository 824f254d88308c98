/**
 * Differences between groups with the covariance the design gives them: all pairs, one group with the others, or a weighted sum.
 *
 * Promise: every comparison asked for is printed with its test, also Holm's for all of them together; a group nobody knows is
 * refused. It ranks nothing.
 */
import { testContrasts, type ContrastTest, type Estimates } from '#sampling';
import type { AnswerColumn } from './answer.ts';
import { CommandRefusal } from './draw-arguments.ts';
import { readNumber, type Options } from './option-words.ts';

export interface Comparison extends ContrastTest {
  readonly item: string;
  readonly name: string;
  readonly degrees: number;
  readonly reason: string | null;
}

/** What to compare: a name and a coefficient for each group. */
export interface Wanted {
  readonly name: string;
  readonly coefficients: readonly number[];
}

const MOST_PAIRS = 5000;

export function wantedComparisons(options: Options, groups: readonly (readonly string[])[]): readonly Wanted[] {
  const names = groups.map((group) => group.join(' '));
  const compared = options.list('compare');
  const parts = options.list('contrast');
  if (compared.length === 0 && parts.length === 0) {
    if (options.has('compare-csv'))
      throw new CommandRefusal('bad-usage', '--compare-csv 与 --compare 或 --contrast 同用');
    return [];
  }
  if (names.length < 2) throw new CommandRefusal('bad-usage', '--compare、--contrast 要用 --by 分出两组以上');
  const place = (name: string) => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    const listed = names.slice(0, 10).join('、') + (names.length > 10 ? '等' : '');
    throw new CommandRefusal('group-unknown', `没有“${name.slice(0, 30)}”这一组；有：${listed}`);
  };
  const unit = (plus: number, minus: number): Wanted => ({
    name: `${names[plus]} − ${names[minus]}`,
    coefficients: names.map((_, i) => (i === plus ? 1 : i === minus ? -1 : 0)),
  });
  const wanted: Wanted[] = [];
  if (compared.length === 1 && compared[0] === 'all')
    for (let a = 0; a < names.length; a += 1) for (let b = a + 1; b < names.length; b += 1) wanted.push(unit(a, b));
  else if (compared.length === 1) {
    const base = place(compared[0]!);
    for (const i of names.keys()) if (i !== base) wanted.push(unit(i, base));
  } else if (compared.length > 1)
    for (const [k, one] of compared.entries())
      for (const other of compared.slice(k + 1)) wanted.push(unit(place(one), place(other)));
  if (parts.length > 0) wanted.push(weightedSum(parts, names, place));
  if (wanted.length > MOST_PAIRS)
    throw new CommandRefusal(
      'too-many-comparisons',
      `要比较${wanted.length}对，最多${MOST_PAIRS}对；请用 --compare 写明比较哪几组`,
    );
  return wanted;
}

function weightedSum(parts: readonly string[], names: readonly string[], place: (name: string) => number): Wanted {
  const coefficients = names.map(() => 0);
  for (const part of parts) {
    const at = part.lastIndexOf('=');
    const value = at > 0 ? readNumber(part.slice(at + 1)) : undefined;
    if (value === undefined)
      throw new CommandRefusal('bad-usage', `--contrast 应写成“组=系数”，例如 甲=1 乙=-0.5 丙=-0.5，写的是“${part}”`);
    coefficients[place(part.slice(0, at))] = value;
  }
  return { name: parts.join(' '), coefficients };
}

/** Tests of one item; the degrees of freedom are one fewer than those of the estimates, for the second mean. */
export function compareGroups(
  item: string,
  estimates: Estimates,
  wanted: readonly Wanted[],
  level: number,
  degrees: number,
): Comparison[] {
  const left = degrees === Infinity ? Infinity : degrees - 1;
  const tests = testContrasts(
    estimates,
    wanted.map(({ coefficients }) => coefficients),
    level,
    left,
  );
  return tests.map((test, i) => ({
    item,
    name: wanted[i]!.name,
    degrees: left,
    ...test,
    reason: reasonOf(test, left),
  }));
}

function reasonOf({ value, standardError, t }: ContrastTest, degrees: number): string | null {
  if (value === null) return '有一组没有有效回答';
  if (standardError === null) return '两组的回答看不出误差，不能检验';
  return t === null ? (degrees > 0 ? '不能检验' : '自由度不够，不能检验') : null;
}

export const comparisonColumns: readonly AnswerColumn<Comparison>[] = [
  { name: '项目', of: ({ item }) => item },
  { name: '比较', of: ({ name }) => name },
  { name: '差', of: ({ value }) => value },
  { name: '标准误', of: ({ standardError }) => standardError },
  { name: '下限', of: ({ interval }) => interval?.lower ?? null },
  { name: '上限', of: ({ interval }) => interval?.upper ?? null },
  { name: 't', of: ({ t }) => t },
  { name: '自由度', of: ({ degrees }) => (degrees === Infinity ? '正态' : degrees) },
  { name: 'p', of: ({ p }) => p },
  { name: 'p（Holm）', of: ({ pHolm }) => pHolm },
  { name: '说明', of: ({ reason }) => reason ?? '' },
];
