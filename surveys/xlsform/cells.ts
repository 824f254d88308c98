/**
 * What one row of the survey sheet says beside its words: its kind, yes and no, and what ours cannot say.
 *
 * Promise: pure; a column that changes what is asked is never dropped without a word.
 */
import type { FormRow } from './form.ts';
import { textOf, type ChoiceList } from './lists.ts';

const yes: ReadonlySet<string> = new Set(['yes', 'true', 'true()', '1', '是']);
const no: ReadonlySet<string> = new Set(['no', 'false', 'false()', '0', '否']);
/** Columns that change what is asked or shown, and have no equal here. */
const unread = /^(?:default|calculation|read_?only|trigger|(?:media::)?(?:image|audio|video|big-image)(?:::.*)?)$/i;

export const saysYes = (row: FormRow, column: string): boolean => yes.has(textOf(row, column).toLowerCase());

/** What a row says that is not read, in words. */
export function unreadOf(row: FormRow): readonly string[] {
  const required = textOf(row, 'required').toLowerCase();
  const columns = Object.keys(row.cells).filter(
    (key) => unread.test(key) && textOf(row, key) !== '' && !no.has(textOf(row, key).toLowerCase()),
  );
  return [
    ...(textOf(row, 'choice_filter') === ''
      ? []
      : ['选项按前面的回答筛选（choice_filter），这里不支持，全部选项都读入了，请检查']),
    ...(required === '' || yes.has(required) || no.has(required)
      ? []
      : [`必答的条件“${required.slice(0, 60)}”没有读入，按可以不答读入，请在编辑器里重新设定`]),
    ...columns.map((column) => `${column.slice(0, 40)}一列这里不支持，没有读入，请检查这道题`),
  ];
}

export const isLikert = (row: FormRow): boolean => /\blikert\b/i.test(textOf(row, 'appearance'));

/** Said by our own forms of a choice that sounds like a rating and is none. */
export const isNoRating = (row: FormRow): boolean => textOf(row, 'pingyi_scored').toLowerCase() === 'no';

/** A rating by its look or its labels. */
export const isRated = (row: FormRow, list: ChoiceList): boolean => isLikert(row) || (list.rated && !isNoRating(row));

export const decimalsOf = (row: FormRow): number =>
  /^[1-6]$/.test(textOf(row, 'pingyi_decimals')) ? Number(textOf(row, 'pingyi_decimals')) : 2;

type Kind = 'select_one' | 'select_multiple' | 'integer' | 'decimal' | 'text' | 'note';

/** The kind of a row and the list it names, which keeps its capitals. */
export function typeOf(row: FormRow): readonly [kind: Kind | undefined, list?: string] {
  const [first = '', second, ...more] = textOf(row, 'type').split(/\s+/);
  const kind = first.toLowerCase();
  if (kind === 'select_one' || kind === 'select_multiple')
    return more.length === 0 && second !== undefined ? [kind, second] : [undefined];
  if (kind === 'integer' || kind === 'decimal' || kind === 'text' || kind === 'note')
    return second === undefined ? [kind] : [undefined];
  return [undefined];
}
