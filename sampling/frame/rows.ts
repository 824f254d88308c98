/**
 * A data row as judged, and which rows of a sheet are data rows at all.
 *
 * Promise: a row keeps what the person and the identity rules need, nothing of forbidden, unknown or hidden columns.
 */
import { fixedNumber, mobileNumber, type PhoneNumber } from '../numbering.ts';
import { isBlank, lengthOf, squeeze, textOf, trim } from './cells.ts';
import type { FiledCell } from './filed.ts';
import { serialOf } from './fields.ts';
import { isSampleText } from './addresses.ts';
import type { Gender } from './report.ts';
import type { Place } from './places.ts';

/** One data row. Numbers typed plainly are kept as integers: a list may have a million rows. */
export class FrameRow {
  /** Index of the sheet among the judged sheets of the list. */
  readonly sheet: number;
  readonly row: number;
  /** Its place among the rows of the list. */
  readonly index: number;
  serial: number | null = null;
  name = '';
  /** Empty when the row has no usable name. */
  nameKey = '';
  gender: Gender | null = null;
  organisation: string | null = null;
  /** Empty when the organisation is blank or ditto: it equals no other. */
  organisationKey = '';
  post: string | null = null;
  address: string | null = null;
  postcode: string | null = null;
  remark: string | null = null;
  /** First mobile: its 11 digits as an integer; 0 when there is none. */
  mobile = 0;
  /** The mobile was declared nonlocal. */
  nonlocal = false;
  /** First landline: area without its 0 and local number as an integer; 0 when there is none. */
  landline = 0;
  /** All numbers in their order when one mobile and one landline cannot say it. */
  numbers: readonly PhoneNumber[] | null = null;
  rejected = false;
  place: Place | undefined = undefined;
  /** First row of the same person, set by the identity rules. */
  first: FrameRow;

  constructor(sheet: number, row: number, index: number) {
    this.sheet = sheet;
    this.row = row;
    this.index = index;
    this.first = this;
  }

  get callable(): boolean {
    return this.mobile !== 0 || this.landline !== 0;
  }
}

/** All numbers of a row: mobiles first, the first is primary. */
export function numbersOf(row: FrameRow, homeArea: string): readonly PhoneNumber[] {
  if (row.numbers) return row.numbers;
  const numbers: PhoneNumber[] = [];
  if (row.mobile !== 0) numbers.push(mobileNumber(String(row.mobile), row.nonlocal, homeArea));
  if (row.landline !== 0) numbers.push(landlineNumber(row.landline, homeArea));
  return numbers;
}

/** Key of a landline as kept on a row. */
export function landlineKey(area: string, local: string): number {
  return Number(area.slice(1) + local);
}

function landlineNumber(key: number, homeArea: string): PhoneNumber {
  const digits = String(key);
  // 10 and 2x are the codes of three characters.
  const length = digits.startsWith('1') || digits.startsWith('2') ? 2 : 3;
  return fixedNumber(`0${digits.slice(0, length)}`, digits.slice(length), homeArea);
}

/** Calls back with every mobile of a row as an integer. */
export function forEachMobile(row: FrameRow, visit: (mobile: number) => void): void {
  if (row.numbers === null) {
    if (row.mobile !== 0) visit(row.mobile);
    return;
  }
  for (const number of row.numbers) if (number.type === 'mobile') visit(Number(number.national));
}

/** Calls back with every landline of a row as its key. */
export function forEachLandline(row: FrameRow, visit: (landline: number) => void): void {
  if (row.numbers === null) {
    if (row.landline !== 0) visit(row.landline);
    return;
  }
  for (const number of row.numbers) if (number.type === 'fixed') visit(landlineKey(number.area, number.local));
}

export type RowKind = 'data' | 'filler' | 'footer' | 'sub-heading' | 'note';

const footerWords = /^(?:合计|总计|小计|共计|填表人|制表人|审核人|经办人|负责人|联系人|联系电话|填报要求|注|说明)/;
const footerLabels =
  /^(?:填报人|复核人|制表|填表|填报|单位负责人|部门负责人|分管领导|主管领导|主要领导|填表日期|填报日期|制表日期|报送日期|打印日期|日期|备注)[:：]/;
/** 报送单位 and 报送时间: a line of another heading. */
export const headingWords = /(?:报送单位|填报单位|报送部门|报送时间|填报时间)/;

export const dotsOnly = /^[…⋯.．。·]{2,}$/;

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

/** Cell text for classification; numbers as digits. */
export function shapeText(cell: FiledCell): string {
  return isBlank(cell) ? '' : trim(textOf(cell));
}
