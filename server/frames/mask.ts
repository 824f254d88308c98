/**
 * Findings for those who judge them without needing to know whom they are about: 138****1234, 张*, 欧阳**.
 *
 * Masked by meaning: a message is taken apart by the template of its code, each blank is hidden as what it holds, and the raw
 * and repaired values as what their column holds. What has no known meaning is hidden as free text.
 * Promise: nothing that `maskFindings` returns holds a whole name or number of a person; places, counts and row numbers stay.
 */
import type { FiledFinding } from '#contract';
import { findingCatalogue } from '#sampling';

const compoundSurnames =
  /^(?:欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐)/;

/** 张* · 欧阳** · 阿******: the surname, or the first character where there is none to see. */
export function maskName(name: string): string {
  const characters = Array.from(name.trim());
  const kept = characters.length > 2 && compoundSurnames.test(name.trim()) ? 2 : 1;
  // One character alone is a whole name.
  if (characters.length === 1) return '*';
  return characters.map((character, at) => (at < kept ? character : hide(character))).join('');
}

/** White space, brackets, dots and separators show the shape of what is hidden. */
const hide = (character: string): string =>
  /[\s()（）[\]【】〔〕·•・.．、,，;；:：/／+\-–—_*]/u.test(character) ? character : '*';

/** Several names in one cell. */
const maskNames = (text: string): string =>
  text
    .split(/([、/／,，;；])/)
    .map((part) => (/^[、/／,，;；]$/.test(part) || part === '' ? part : maskName(part)))
    .join('');

const digit = /\p{Nd}/u;
/** A number in words; beside figures such characters belong to other words. */
const digitWord = /[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两]/u;

/** 138****1234; of fewer than eleven digits two at either end, of fewer than five none. Words in the cell are hidden. */
export function maskNumbers(text: string): string {
  return text
    .split(/([、，,;；/／\r\n]+)/)
    .map((part) => maskDigits(part, (character) => hide(character)))
    .join('');
}

function maskDigits(text: string, others: (character: string) => string): string {
  const characters = Array.from(text);
  const isDigit = (character: string): boolean => (digit.test(text) ? digit : digitWord).test(character);
  const total = characters.filter(isDigit).length;
  const [head, tail] = total >= 11 ? [3, 4] : total >= 5 ? [2, 2] : [0, 0];
  let seen = 0;
  return characters
    .map((character) => {
      if (!isDigit(character)) return others(character);
      seen += 1;
      return seen <= head || seen > total - tail ? character : '*';
    })
    .join('');
}

/** Digits that may be a telephone or identity number, however they are spaced. */
const numberLike = /(?<![\p{Nd}])\p{Nd}(?:[\s\-–—_.()（）]{0,2}\p{Nd}){6,}/gu;
const maskNumbersWithin = (text: string): string =>
  text.replace(numberLike, (run) => maskDigits(run, (character) => character));

/** Anything may stand in it: two characters show what kind of thing it is. */
const maskFreeText = (text: string): string => {
  const characters = Array.from(text.trim());
  return characters.length <= 2
    ? characters.map(hide).join('')
    : `${maskNumbersWithin(characters.slice(0, 2).join(''))}****`;
};

/** Where figures or one of a few words belong, other words are somebody's in the wrong column. */
const maskWords = (text: string): string =>
  maskNumbersWithin(
    Array.from(text)
      .map((character) => (/\p{Nd}/u.test(character) ? character : hide(character)))
      .join(''),
  );

const asItIs = (text: string): string => text;

/** What the columns hold. A column that is not here holds nobody knows what. */
const maskOfColumn: Readonly<Record<string, (text: string) => string>> = {
  name: maskNames,
  mobile: maskNumbers,
  office: maskNumbers,
  phone: maskNumbers,
  // An area code is no number of a person; a whole number typed into its column is.
  area: maskWords,
  serial: maskWords,
  gender: maskWords,
  organisation: maskNumbersWithin,
  post: maskNumbersWithin,
  postcode: maskWords,
};

/** Codes whose value is not what the column holds. */
const maskOfCode: Readonly<Record<string, (text: string) => string>> = {
  'cell-comment': maskFreeText,
  'error-cell': maskNumbersWithin,
  'sub-heading-row': maskFreeText,
  'mobile-two-names': maskNumbers,
  'shared-landline': maskNumbers,
  // Headings and counts, not cells of persons.
  'forbidden-column': maskNumbersWithin,
  'unknown-column': maskNumbersWithin,
  'ambiguous-phone-column': maskNumbersWithin,
  'digits-lost': maskNumbersWithin,
  'address-advised': maskNumbersWithin,
  'merged-filled': maskNumbersWithin,
  'gender-normalised': asItIs,
  exempted: asItIs,
};

function maskOfValue({ code, column }: FiledFinding): (text: string) => string {
  const ofCode = maskOfCode[code];
  if (ofCode) return ofCode;
  // Without a column it is about the list or the file: counts, places, file names.
  if (column === null) return maskNumbersWithin;
  return maskOfColumn[column] ?? maskFreeText;
}

/** Codes whose `{other}` is a second name; elsewhere it is a list. */
const otherIsName = new Set(['variant-name']);

function maskOfBlank(blank: string, finding: FiledFinding): (text: string) => string {
  switch (blank) {
    case 'name':
    case 'names':
      return maskNames;
    case 'number':
      return maskNumbers;
    case 'raw':
    case 'repaired':
      return maskOfValue(finding);
    case 'date':
    case 'received':
    case 'deadline':
      return asItIs;
    case 'other':
      return otherIsName.has(finding.code) ? maskNames : maskNumbersWithin;
    default:
      return maskNumbersWithin;
  }
}

/** The words of a code with its blanks as groups, in order. */
interface Template {
  readonly pattern: RegExp;
  readonly literals: readonly string[];
  readonly blanks: readonly string[];
}
const templates = new Map<string, Template | undefined>();

function templateOf(code: string): Template | undefined {
  if (templates.has(code)) return templates.get(code);
  const words = findingCatalogue[code as keyof typeof findingCatalogue] as { message: string } | undefined;
  const parts = words?.message.split(/\{(\w+)\}/) ?? [];
  const literals = parts.filter((_, at) => at % 2 === 0);
  const blanks = parts.filter((_, at) => at % 2 === 1);
  const groups = literals.map((literal, at) => {
    const blank = blanks[at];
    const group = blank === undefined ? '' : groupOf(blank, literals[at + 1] === '' && at + 1 < blanks.length);
    return literal.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&') + group;
  });
  const template = words && { pattern: new RegExp(`^${groups.join('')}$`, 'su'), literals, blanks };
  templates.set(code, template);
  return template;
}

/** Names take as much as they can: what they take is hidden. Before another blank a place ends where a row does. */
const groupOf = (blank: string, beforeBlank: boolean): string =>
  ['name', 'names'].includes(blank) ? '(.*)' : beforeBlank ? '(.*?行|.*?)' : '(.*?)';

/** Words that are not those of the code, from another version of it, are free text. */
function maskMessage(finding: FiledFinding): string {
  const template = templateOf(finding.code);
  const found = template?.pattern.exec(finding.message);
  if (!template || !found) return maskFreeText(finding.message);
  return template.literals
    .map((literal, at) => {
      const blank = template.blanks[at];
      return blank === undefined ? literal : literal + maskOfBlank(blank, finding)(found[at + 1] ?? '');
    })
    .join('');
}

export function maskFinding(finding: FiledFinding): FiledFinding {
  const mask = maskOfValue(finding);
  return {
    ...finding,
    message: maskMessage(finding),
    raw: finding.raw === null ? null : mask(finding.raw),
    repaired: finding.repaired === null ? null : mask(finding.repaired),
  };
}
