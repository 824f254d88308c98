/**
 * What a row of a sheet is that does not look like a plain data row: filler, sum, sub-heading, note.
 *
 * Promise: judges the shape of a row and its opening words, never a person.
 */
import { isSampleText } from './addresses.ts';
import { lengthOf, squeeze, trim } from './cells.ts';
import { serialOf } from './fields.ts';

export type RowKind = 'data' | 'filler' | 'footer' | 'sub-heading' | 'note';

const footerWords = /^(?:合计|总计|小计|共计|填表人|制表人|审核人|经办人|负责人|联系人|联系电话|填报要求|注|说明)/;
const footerLabels =
  /^(?:填报人|复核人|制表|填表|填报|单位负责人|部门负责人|分管领导|主管领导|主要领导|填表日期|填报日期|制表日期|报送日期|打印日期|日期|备注)[:：]/;
/** 报送单位 and 报送时间: a line of another heading. */
export const headingWords = /(?:报送单位|填报单位|报送部门|报送时间|填报时间)/;

export const dotsOnly = /^(?:[…⋯]|[.．。·]{2,})[…⋯.．。·]*$/;

/** Does a row's content open like a sum or a signature line? */
export function opensFooter(text: string): boolean {
  const plain = squeeze(text);
  return footerWords.test(plain) || footerLabels.test(plain);
}

export interface RowShape {
  /** Mapped cells with content: key of the column is not needed, only its place. */
  readonly filled: readonly { readonly index: number; readonly text: string }[];
  readonly serialIndex: number | undefined;
  readonly nameIndex: number;
  /** A merge over at least half of the table begins in the cell with content. */
  readonly mergedOver: boolean;
}

/** What a row is that does not look like a plain data row. */
export function kindOfRow(shape: RowShape): RowKind {
  const { filled, serialIndex, nameIndex, mergedOver } = shape;
  const at = (index: number | undefined) => filled.find((cell) => cell.index === index)?.text ?? '';
  const [serial, name] = [at(serialIndex), at(nameIndex)];
  const isFiller = (cell: { index: number; text: string }) =>
    dotsOnly.test(squeeze(cell.text)) ||
    isSampleText(cell.text) ||
    (cell.index === serialIndex && serialOf(cell.text) !== null);
  if (filled.every(isFiller) && (name === '' || dotsOnly.test(squeeze(name)))) return 'filler';
  if (
    name === '' &&
    filled.some((cell) => cell.index !== serialIndex && isSampleText(cell.text)) &&
    filled.length <= 3
  ) {
    return 'filler';
  }
  if (opensFooter(serial) || opensFooter(name)) return 'footer';
  const [only] = filled;
  if (filled.length === 1 && only) {
    const words = trim(only.text);
    const short = lengthOf(words) <= 20;
    const inFront = only.index === serialIndex || mergedOver;
    if (opensFooter(words)) return 'footer';
    if (inFront) return short && serialOf(words) === null ? 'sub-heading' : 'note';
    // A lone name is a person of whom everything else is missing; a lone sentence is a note.
    if (only.index === nameIndex) return short && !/[:：。;；]/.test(words) ? 'data' : 'note';
    if (/[:：。;；]/.test(words) || !short) return 'note';
  }
  return 'data';
}
