/**
 * Judges one phone cell of a filed list: which numbers it holds, what had to be changed to see them, and why not.
 *
 * Promise: every digit of a number returned stood in the cell (or, for a lost leading 0 and an area code, in its area cell
 * or in the setting of the call site). Never fills from the row above, completes an abbreviated number, or drops a digit.
 */
import type { ReadContext } from './phone-digits.ts';
import { chineseDigitsToAscii, lettersToDigits } from './phone-segments.ts';
import { readNumbers, type Found } from './phone-text.ts';
import { dial, isAreaCode, type PhoneNumber } from './numbering.ts';

export type PhoneColumn = 'mobile' | 'office' | 'phone';

export type PhoneVerdict = 'ok' | 'fixed' | 'multi' | 'review' | 'unrecoverable' | 'reject' | 'empty';

/** What was done to the cell or is wrong with it, with the words a finding prints for it. */
export const phoneIssueLabels = {
  AREA_ASSUMED_HOME: '没有区号,按本地号码',
  AREA_BEFORE_MOBILE: '手机号码前有区号',
  AREA_CONFLICT: '号码区号与区号栏不一致',
  AREA_FROM_NAME: '区号写成地名',
  AREA_IN_NUMBER: '区号与号码连写',
  AREA_UNKNOWN: '没有这个区号',
  AREA_UNUSABLE: '区号栏无法识别',
  ABBREVIATED_SEQUENCE: '简写的连号',
  APOSTROPHE: '有撇号',
  BLANK: '空白',
  CHINESE_DIGITS: '中文数字',
  CONCATENATED: '两个号码连写',
  COUNTRY_CODE: '有国家代码',
  DATE_COERCED: '单元格为日期',
  DECLARED_DEAD: '已注明不能接通',
  DECLARED_EMPTY: '已注明没有号码',
  DITTO: '写“同上”',
  DOUBLE_ZERO: '前面有两个0',
  DUPLICATE_IN_CELL: '同一号码写了两次',
  EXTENSION: '有分机号',
  EXT_OR_SEQUENCE: '分机号或连号不明',
  FIRST_DIGIT: '固定电话首位应为2至8',
  FOREIGN: '境外号码',
  FORMULA_ERROR: '公式错误',
  FORMULA_TEXT: '公式的结果',
  FULLWIDTH: '全角字符',
  INTERNAL_EXTENSION: '只有内部分机号',
  INVISIBLE: '有不可见字符',
  IOT: '物联网号码',
  LABEL: '有文字说明',
  LENGTH: '位数不对',
  LENGTH_FOR_AREA: '位数与区号不符',
  LETTER_L: '字母l代替数字1',
  LETTER_O: '字母O代替数字0',
  MASKED: '号码被遮盖',
  MOBILE_RANGE: '不是手机号段',
  MVNO: '虚拟运营商号段',
  NONLOCAL_PREFIX: '前面有0,非本地',
  NOT_A_PHONE: '不是电话号码',
  NOT_INTEGER: '数字带小数',
  NUMERIC_CELL: '单元格为数值',
  PLACEHOLDER: '常见的假号码',
  POSTCODE_IN_AREA: '区号栏填了邮编',
  PREFIX_MISSING: '非本地手机未加0',
  PREFIX_NOT_NEEDED: '本地手机不必加0',
  PUNCTUATION: '有多余标点',
  RANGE_UNUSED: '未启用的号段',
  REPEATED_DIGITS: '数字重复',
  SATELLITE: '卫星电话',
  SCIENTIFIC_EXACT: '科学计数法(各位齐全)',
  SCIENTIFIC_LOST: '科学计数法,末几位已丢失',
  SEPARATORS: '有分隔符',
  SERVICE_NUMBER: '服务号码',
  SEVERAL_NUMBERS: '一格多个号码',
  SHORT_NUMBER: '集团短号',
  SUSPECT_ROUNDED: '末几位可能已丢失',
  TEMPLATE_FILLER: '样表填充',
  THIRD_PARTY: '他人的号码',
  THOUSANDS: '有千位分隔符',
  TRAILING_DOT_ZERO: '末尾有.0',
  WHITESPACE: '首尾有空白',
  WITHHELD: '保密',
  WRONG_COLUMN: '固定电话与手机填错栏',
  ZERO_RESTORED: '补回区号首位的0',
} as const;

export type PhoneIssue = keyof typeof phoneIssueLabels;

/** The cell as stored. A formula is never executed: `value` is its cached result. */
export interface PhoneCell {
  readonly value: string | number | boolean | null;
  readonly formula?: true;
  readonly date?: string;
  readonly error?: string;
}

export interface JudgedPhone {
  readonly verdict: PhoneVerdict;
  /** First = primary. Under `review` they are proposals only. */
  readonly numbers: readonly PhoneNumber[];
  readonly issues: readonly PhoneIssue[];
}

export interface PhoneContext {
  readonly column: PhoneColumn;
  /** The area code of the row's own 区号 cell; empty when that cell could not be read; null when it is blank. */
  readonly area: string | null;
  /** Area code of the call site. */
  readonly homeArea: string;
  /** City (without 市) in which a mobile's first seven digits are at home, when a 号段 table is loaded. */
  readonly cityOfSegment?: (segment: string) => string | undefined;
}

/** Issues that change nothing about the number: with these alone it is still as typed. */
const harmless: ReadonlySet<PhoneIssue> = new Set<PhoneIssue>([
  'MVNO',
  'NONLOCAL_PREFIX',
  'AREA_ASSUMED_HOME',
  'PREFIX_MISSING',
  'PREFIX_NOT_NEEDED',
]);

const invisible = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const spreadsheetError = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!)$/i;
const filler = /^(?:[…⋯]|[．.·。]{2,})[…．.·。⋯]*$/;
const declaredEmpty =
  /^(?:无|没有|暂无|暂缺|缺|未填|未提供|未知|不详|不清楚|空|none|null|nil|n\/a|na|[-/\\—–_―－.,、。]+)$/i;
const ditto = /^(?:同上|同前|〃|″|"|”|''|´´)$/;
const withheld = /^(?:保密|涉密|机密|秘密|略|不公开|不便提供|不便公开|隐去|已隐去)$/;
const declaredDead = /停机|空号|销号|作废|注销|欠费|停用|已换号|号码(?:有误|错误)|打不通|无法接通/;
const masked = /[*＊×xX✕●○□某?？]{2,}/;

const none: readonly PhoneNumber[] = [];

function fail(verdict: PhoneVerdict, ...issues: PhoneIssue[]): JudgedPhone {
  return { verdict, numbers: none, issues };
}

/**
 * Judges one cell of an office, mobile or mixed phone column.
 * Rule: verdicts and issues of the phone table (a number as typed is ok; a lossless change is fixed; doubt is review).
 * Linear in the length of the cell.
 */
export function judgePhone(cell: PhoneCell, context: PhoneContext): JudgedPhone {
  if (cell.error !== undefined) return fail('reject', 'FORMULA_ERROR');
  if (cell.date !== undefined) return fail('reject', 'DATE_COERCED');
  const { value } = cell;
  if (value === null) return fail('empty', 'BLANK');
  if (typeof value === 'boolean') return fail('reject', 'NOT_A_PHONE');
  const issues: PhoneIssue[] = cell.formula ? ['FORMULA_TEXT'] : [];
  if (typeof value === 'number') return judgeNumberCell(value, context, issues);
  return judgeText(value, context, issues);
}

function judgeNumberCell(value: number, context: PhoneContext, issues: PhoneIssue[]): JudgedPhone {
  if (!Number.isInteger(value)) return fail('reject', 'NOT_INTEGER');
  if (value < 0) return fail('reject', 'NOT_A_PHONE');
  issues.push('NUMERIC_CELL');
  // What is left of 1.38E+10 after a detour through CSV ends in zeros.
  if (value >= 1e9 && value % 100_000 === 0) issues.push('SUSPECT_ROUNDED');
  return conclude(readNumbers(BigInt(value).toString(), readContext(context)), context, issues);
}

function readContext(context: PhoneContext): ReadContext {
  return { column: context.column, area: context.area, homeArea: context.homeArea };
}

function judgeText(raw: string, context: PhoneContext, issues: PhoneIssue[]): JudgedPhone {
  const add = (issue: PhoneIssue) => {
    if (!issues.includes(issue)) issues.push(issue);
  };
  let text = raw;
  const formula = /^\s*=\s*"?([^"=]*)"?\s*$/.exec(text);
  if (formula?.[1] && /\d/.test(formula[1])) {
    text = formula[1];
    add('FORMULA_TEXT');
  }
  const visible = text.replace(invisible, '');
  if (visible !== text) add('INVISIBLE');
  text = visible.trim();
  if (text === '') return fail('empty', 'BLANK');
  if (text !== visible) add('WHITESPACE');
  if (ditto.test(text)) return fail('reject', 'DITTO');
  const bare = text.replace(/^[’'‘`´＇]+|[’'‘`´＇]+$/g, '').trim();
  if (bare !== text) add('APOSTROPHE');
  text = bare;
  if (text === '') return fail('empty', 'BLANK');

  const word = text.replace(/\s+/g, '');
  const whole = judgeWord(word);
  if (whole) return whole;

  // Trailing and leading punctuation around a number; inside it separates numbers.
  const trimmed = text.replace(/^[\s。；;，,、.．:：!！]+|[\s。；;，,、.．:：!！]+$/g, '');
  if (trimmed !== text && trimmed !== '') {
    add('PUNCTUATION');
    text = trimmed;
  }

  const scientific = /^(\d)(?:\.(\d+))?[eE]\+?(\d{1,3})$/.exec(text);
  if (scientific) {
    const mantissa = (scientific[1] ?? '') + (scientific[2] ?? '');
    const digits = Number(scientific[3]) + 1;
    if (mantissa.length < digits || mantissa.slice(digits).replace(/0+$/, '') !== '') {
      return fail('unrecoverable', 'SCIENTIFIC_LOST');
    }
    add('SCIENTIFIC_EXACT');
    text = mantissa.slice(0, digits);
  } else if (/^\d+\.0+$/.test(text)) {
    add('TRAILING_DOT_ZERO');
    text = text.slice(0, text.indexOf('.'));
  } else if (/^\d{1,3}(?:,\d{3})+$/.test(text)) {
    add('THOUSANDS');
    text = text.replaceAll(',', '');
  } else if (/^\d{8,}\.\d+$/.test(text)) {
    return fail('reject', 'NOT_INTEGER');
  }

  if (/^[〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖\d\s-]+$/.test(text) && /[^\d\s-]/.test(text)) {
    add('CHINESE_DIGITS');
    return asProposal(readNumbers(chineseDigitsToAscii(text), readContext(context)), context, issues);
  }
  const lettered = lettersToDigits(text);
  if (lettered) {
    if (lettered.o) add('LETTER_O');
    if (lettered.l) add('LETTER_L');
    return asProposal(readNumbers(lettered.text, readContext(context)), context, issues);
  }
  const judged = conclude(readNumbers(text, readContext(context)), context, issues);
  // As typed means digits alone: whatever else was passed over (13800000001#) is told.
  if (judged.verdict !== 'ok' || /^\d+$/.test(text)) return judged;
  return { ...judged, verdict: 'fixed', issues: [...judged.issues, 'PUNCTUATION'] };
}

/** Cells that are a word and no number. */
function judgeWord(word: string): JudgedPhone | undefined {
  if (spreadsheetError.test(word)) return fail('reject', 'FORMULA_ERROR');
  if (filler.test(word)) return fail('empty', 'TEMPLATE_FILLER');
  if (declaredEmpty.test(word)) return fail('empty', 'DECLARED_EMPTY');
  if (withheld.test(word)) return fail('reject', 'WITHHELD');
  if (masked.test(word) && (/\d/.test(word) || /^[*＊×xX✕●○□某?？]+$/.test(word))) return fail('reject', 'MASKED');
  if (!/[\d０-９]/.test(word)) {
    if (declaredDead.test(word)) return fail('reject', 'DECLARED_DEAD');
    if (!/[〇○零一二三四五六七八九幺]{5,}/.test(word)) return fail('reject', 'NOT_A_PHONE');
  }
  if (/@/.test(word)) return fail('reject', 'NOT_A_PHONE');
  return undefined;
}

function conclude(found: Found, context: PhoneContext, before: readonly PhoneIssue[]): JudgedPhone {
  const issues: PhoneIssue[] = [...before];
  for (const issue of found.issues) if (!issues.includes(issue)) issues.push(issue);
  let { numbers } = found;
  if (numbers.length === 0) return { verdict: found.review ? 'review' : 'reject', numbers: none, issues: found.issues };
  if (context.cityOfSegment) numbers = withSegments(numbers, context.cityOfSegment, context.homeArea, issues);
  if (found.review || issues.includes('SUSPECT_ROUNDED')) return { verdict: 'review', numbers, issues };
  if (numbers.length > 1) return { verdict: 'multi', numbers, issues };
  return { verdict: issues.every((issue) => harmless.has(issue)) ? 'ok' : 'fixed', numbers, issues };
}

/** Digits a person has to confirm: the reading is a proposal, and why is the only thing worth saying. */
function asProposal(found: Found, context: PhoneContext, issues: readonly PhoneIssue[]): JudgedPhone {
  if (found.numbers.length === 0) return { verdict: 'reject', numbers: none, issues: [...issues, ...found.issues] };
  const judged = conclude(found, context, issues);
  return { ...judged, verdict: 'review' };
}

function withSegments(
  numbers: readonly PhoneNumber[],
  cityOfSegment: (segment: string) => string | undefined,
  homeArea: string,
  issues: PhoneIssue[],
): readonly PhoneNumber[] {
  return numbers.map((number) => {
    if (number.type === 'fixed') return number;
    const { digits, flag } = dial(number, homeArea, cityOfSegment(number.national.slice(0, 7)));
    if (flag && !issues.includes(flag)) issues.push(flag);
    return { ...number, dial: digits };
  });
}

export interface JudgedArea {
  readonly verdict: 'ok' | 'fixed' | 'reject' | 'empty';
  /** With its 0; null when there is none to use. */
  readonly area: string | null;
  readonly issues: readonly PhoneIssue[];
}

/**
 * Judges a 区号 cell. A lost leading 0 is restored, a place name is looked up (`areaOfPlace`), a postcode refused.
 * Linear in the length of the cell.
 */
export function judgeArea(cell: PhoneCell, areaOfPlace?: (name: string) => string | undefined): JudgedArea {
  const refuse = (issue: PhoneIssue): JudgedArea => ({ verdict: 'reject', area: null, issues: [issue] });
  if (cell.error !== undefined) return refuse('FORMULA_ERROR');
  if (cell.date !== undefined) return refuse('DATE_COERCED');
  if (cell.value === null) return { verdict: 'empty', area: null, issues: ['BLANK'] };
  if (typeof cell.value === 'boolean') return refuse('AREA_UNKNOWN');
  if (typeof cell.value === 'string' && isAreaCode(cell.value) && !cell.formula) {
    return { verdict: 'ok', area: cell.value, issues: [] };
  }
  const issues: PhoneIssue[] = cell.formula ? ['FORMULA_TEXT'] : [];
  const add = (issue: PhoneIssue) => {
    if (!issues.includes(issue)) issues.push(issue);
  };
  let text = String(cell.value);
  const formula = /^\s*=\s*"?([^"=]*)"?\s*$/.exec(text);
  if (formula?.[1]) {
    text = formula[1];
    add('FORMULA_TEXT');
  }
  const visible = text.replace(invisible, '');
  if (visible !== text) add('INVISIBLE');
  text = visible.trim();
  if (text !== visible) add('WHITESPACE');
  if (text === '') return { verdict: 'empty', area: null, issues: ['BLANK'] };
  if (ditto.test(text)) return refuse('DITTO');
  if (filler.test(text)) return { verdict: 'empty', area: null, issues: ['TEMPLATE_FILLER'] };
  if (declaredEmpty.test(text)) return { verdict: 'empty', area: null, issues: ['DECLARED_EMPTY'] };
  if (spreadsheetError.test(text)) return refuse('FORMULA_ERROR');
  const bare = text.replace(/^[’'‘`´＇]+|[’'‘`´＇]+$/g, '');
  if (bare !== text) add('APOSTROPHE');
  const narrow = bare.normalize('NFKC');
  if (narrow !== bare) add('FULLWIDTH');
  const place = /^[\u3400-\u9fff]+$/.test(narrow) ? areaOfPlace?.(narrow) : undefined;
  if (place !== undefined) {
    add('AREA_FROM_NAME');
    return { verdict: 'fixed', area: place, issues };
  }
  const whole = narrow.replace(/\.0+$/, '');
  if (whole !== narrow) add('TRAILING_DOT_ZERO');
  let digits = whole.replace(/[\s()[\]【】\-‐‑‒–—―−_.、,,;:]/g, '');
  if (digits !== whole) add('SEPARATORS');
  const country = /^(?:\+|00)86(?=\d)/.exec(digits)?.[0];
  if (country) {
    add('COUNTRY_CODE');
    digits = digits.slice(country.length);
    if (!digits.startsWith('0')) digits = `0${digits}`;
  }
  if (!/^\d+$/.test(digits)) return refuse('AREA_UNKNOWN');
  if (digits.length === 6) return refuse('POSTCODE_IN_AREA');
  if (isAreaCode(digits)) return { verdict: issues.length === 0 ? 'ok' : 'fixed', area: digits, issues };
  if (isAreaCode(`0${digits}`)) {
    add('ZERO_RESTORED');
    return { verdict: 'fixed', area: `0${digits}`, issues };
  }
  return refuse('AREA_UNKNOWN');
}
