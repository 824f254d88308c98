/**
 * What is to be estimated, and for which groups: columns of a table as the user names them.
 *
 * Promise: a gap is no answer, never 0; a value or column nobody has is refused with those there are.
 */
import { CommandRefusal } from './draw-arguments.ts';
import type { Groups, Item, Settings } from './estimate-lines.ts';
import { readNumber, type Options } from './option-words.ts';
import type { Table } from './table.ts';

/** More would be a mistake in the column, and their joint covariance would fill the memory. */
const MOST_GROUPS = 1000;
const MOST_VALUES = 50;

export function itemsOf(table: Table, options: Options, stat: Settings['stat']): Item[] {
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
export function groupsOf(table: Table, by: readonly string[]): Groups {
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

export function missingIn(items: readonly Item[]): string[] {
  const seen = new Set<string>();
  for (const { name, column, denominator, p } of items) {
    const rows = column.filter((value, row) => Number.isNaN(value) || Number.isNaN(denominator?.[row] ?? 0)).length;
    const of = p === undefined ? name.replace(/=.*$/, '') : name.slice(0, name.lastIndexOf(' '));
    if (rows > 0) seen.add(`“${of}”有${rows}行没有回答，留在设计中、不计入估计`);
  }
  return [...seen];
}
