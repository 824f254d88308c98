/**
 * Finds the numbers in a phone cell's text: labels, brackets, separators, extensions, several numbers in one cell.
 *
 * Promise: works on the text alone, cell types are phone.ts's business. A group of digits becomes a number only whole.
 */
import {
  fixedNumber,
  isAreaCode,
  leadingAreaCode,
  localLengths,
  mobileNumber,
  placeholderNumber,
  satelliteRange,
  unusedRanges,
  virtualOperatorRanges,
  type PhoneNumber,
} from './numbering.ts';
import type { PhoneColumn, PhoneIssue } from './phone.ts';

export interface ReadContext {
  readonly column: PhoneColumn;
  /** Empty: the row's 区号 cell could not be read. */
  readonly area: string | null;
  readonly homeArea: string;
}

export interface Found {
  readonly numbers: readonly PhoneNumber[];
  readonly issues: readonly PhoneIssue[];
  /** A person has to look; numbers are proposals. */
  readonly review: boolean;
}

/** Digits between two strong separators, split at the weak ones. */
interface Segment {
  runs: string[];
  plus: boolean;
  /** Number of weak separators (space, hyphen, dot, bracket) around or between the runs. */
  separators: number;
  /** Extension after a word or sign that says so. */
  ext: string | undefined;
  label: 'none' | 'label' | 'dead' | 'third';
}

const deadWords = /停机|空号|销号|作废|注销|欠费|停用|已换号|有误|错误|打不通|无法接通/;
const thirdWords =
  /^(?:父|母|爸|妈|妻|夫|兄|弟|哥|姐|妹|嫂|子)$|子女|孩子|儿子|女儿|儿媳|女婿|父亲|母亲|爸爸|妈妈|家属|家人|爱人|配偶|妻子|丈夫|老公|老婆|哥哥|弟弟|姐姐|妹妹|亲戚|亲属|朋友|邻居|同事|转告|转交|代接|代收|秘书/;
const joiningWords = /^(?:或者?|和|及|以及|与|or|and)$/i;
const extensionWords = /^(?:转|分机号?|内线|ext|x)$/i;

const digit = /[0-9０-９]/;
const strong = /[/／、,，;；|｜&＆\r\n\u0000]/;
const opening = /[([（【［]/;
const closing = /[)\]）】］]/;
const extensionSign = /[#＃*＊]/;
const weak = /[\s\-‐‑‒–—―−－─_.．·・~～]/;
const wordCharacter = /[A-Za-zＡ-Ｚａ-ｚ\u3400-\u9fff]/;
const fullwidth = /[０-９（）－＋．＃＊［］]/;

/** Reads all numbers of a cell. Linear in its length for the cells people write. */
export function readNumbers(text: string, context: ReadContext): Found {
  const { segments, fullwidthUsed } = segmentsOf(text);
  const issues: PhoneIssue[] = [];
  const numbers: PhoneNumber[] = [];
  let review = false;
  let failed: PhoneIssue[] = [];
  let dead = false;
  let duplicate = false;
  let ownArea: string | undefined;
  const add = (issue: PhoneIssue) => {
    if (!issues.includes(issue)) issues.push(issue);
  };
  if (fullwidthUsed) add('FULLWIDTH');

  joinAreas(segments);
  for (const segment of segments) {
    if (segment.label === 'dead') {
      dead = true;
      continue;
    }
    if (segment.runs.length === 0) {
      if (segment.label === 'third') review = review || numbers.length > 0;
      if (segment.label === 'label') add('LABEL');
      continue;
    }
    const joined = segment.runs.join('');
    if (numbers.length > 0 && joined.length <= 5 && !segment.plus) {
      // 2811111/12: what it stands for is offered by a person, not invented here.
      add('ABBREVIATED_SEQUENCE');
      review = true;
      continue;
    }
    const taken = takeNumbers(segment, context, ownArea);
    if (segment.label === 'third') {
      review = true;
      add('THIRD_PARTY');
    } else if (segment.label === 'label') add('LABEL');
    if (taken.review) review = true;
    if (taken.numbers.length === 0) {
      failed = [...failed, ...taken.issues];
      continue;
    }
    for (const issue of taken.issues) add(issue);
    if (segment.separators > 0 && !taken.ownsSeparators) add('SEPARATORS');
    for (const number of taken.numbers) {
      if (number.type === 'fixed' && taken.area !== undefined) ownArea = taken.area;
      if (numbers.some((other) => other.e164 === number.e164)) duplicate = true;
      else numbers.push(number);
    }
  }

  if (numbers.length === 0) {
    if (dead) return { numbers, issues: ['DECLARED_DEAD'], review: false };
    const reasons = failed.length > 0 ? [...new Set(failed)] : (['NOT_A_PHONE'] as PhoneIssue[]);
    return { numbers, issues: reasons, review };
  }
  if (dead) add('DECLARED_DEAD');
  if (duplicate) add('DUPLICATE_IN_CELL');
  if (numbers.length > 1 && !issues.includes('CONCATENATED')) issues.unshift('SEVERAL_NUMBERS');
  if (failed.length > 0) {
    review = true;
    for (const issue of failed) add(issue);
  }
  if (context.column !== 'phone') {
    const expected = context.column === 'mobile' ? 'mobile' : 'fixed';
    if (numbers.some((number) => number.type !== expected)) add('WRONG_COLUMN');
  }
  for (const number of numbers) {
    const doubt = doubtOf(number);
    if (doubt) {
      add(doubt);
      review = true;
    } else if (number.type === 'mobile' && virtualOperatorRanges.has(number.national.slice(0, 3))) add('MVNO');
  }
  return { numbers, issues, review };
}

function doubtOf(number: PhoneNumber): PhoneIssue | undefined {
  if (number.type === 'fixed') return /^(\d)\1+$/.test(number.local) ? 'REPEATED_DIGITS' : undefined;
  if (placeholderNumber.test(number.national)) return 'PLACEHOLDER';
  if (/(\d)\1{8}$/.test(number.national)) return 'REPEATED_DIGITS';
  return unusedRanges.has(number.national.slice(0, 3)) ? 'RANGE_UNUSED' : undefined;
}

/** 0771/2811111: a segment that is nothing but an area code belongs to the next one. */
function joinAreas(segments: Segment[]): void {
  for (let at = 0; at + 1 < segments.length; at += 1) {
    const [first, second] = [segments[at], segments[at + 1]];
    if (!first || !second || first.runs.length !== 1 || first.label === 'dead') continue;
    if (!isAreaCode(first.runs[0] ?? '') || second.runs.length === 0) continue;
    second.runs.unshift(...first.runs);
    second.separators += 1;
    if (second.label === 'none') second.label = first.label;
    segments.splice(at, 1);
  }
}

function segmentsOf(text: string): { segments: Segment[]; fullwidthUsed: boolean } {
  const segments: Segment[] = [];
  let current: Segment = newSegment();
  let fullwidthUsed = false;
  let extension = false;
  /** Weak separators since the last digits: they count only when more digits follow. */
  let pending = 0;
  let at = 0;
  const close = () => {
    if (current.runs.length > 0 || current.label !== 'none') segments.push(current);
    current = newSegment();
    extension = false;
    pending = 0;
  };
  /** A label belongs to the number before it when one stands there (unless a colon follows), else to the next one. */
  const label = (words: string, end: number) => {
    const kind = deadWords.test(words) ? 'dead' : thirdWords.test(words) ? 'third' : 'label';
    const backward = current.runs.length > 0 && !/^\s*[:：]/.test(text.slice(end));
    if (!backward) close();
    current.label = stronger(current.label, kind);
    if (backward) close();
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (digit.test(character)) {
      let end = at;
      while (end < text.length && digit.test(text.charAt(end))) end += 1;
      const run = text.slice(at, end);
      const ascii = run.replace(/[０-９]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
      if (ascii !== run) fullwidthUsed = true;
      if (current.runs.length > 0) current.separators += pending;
      pending = 0;
      if (extension && current.runs.length > 0 && current.ext === undefined) current.ext = ascii;
      else current.runs.push(ascii);
      at = end;
      continue;
    }
    if (strong.test(character)) close();
    else if (character === '+' || character === '＋') {
      if (current.runs.length > 0) close();
      current.plus = true;
      if (character === '＋') fullwidthUsed = true;
    } else if (opening.test(character)) {
      const end = closingAt(text, at);
      const inside = text.slice(at + 1, end);
      if (wordCharacter.test(inside) && !/^[^\d０-９]*\d{7,}/.test(inside)) {
        const spoken = /^(?:转|分机号?|ext\.?)\s*(\d{1,6})$/i.exec(inside.trim());
        if (spoken && current.runs.length > 0) current.ext = spoken[1];
        else label(inside, end + 1);
        at = end + 1;
        continue;
      }
      current.separators += 1;
      if (fullwidth.test(character)) fullwidthUsed = true;
    } else if (closing.test(character)) {
      if (fullwidth.test(character)) fullwidthUsed = true;
    } else if (extensionSign.test(character)) {
      extension = true;
    } else if (weak.test(character)) {
      if (fullwidth.test(character)) fullwidthUsed = true;
      if (!extension || character !== '.') pending += 1;
    } else if (wordCharacter.test(character)) {
      let end = at;
      while (end < text.length && wordCharacter.test(text.charAt(end))) end += 1;
      const words = text.slice(at, end);
      if (joiningWords.test(words)) close();
      else if (extensionWords.test(words) && current.runs.length > 0) extension = true;
      else label(words, end);
      at = end;
      continue;
    }
    at += 1;
  }
  close();
  return { segments, fullwidthUsed };
}

function newSegment(): Segment {
  return { runs: [], plus: false, separators: 0, ext: undefined, label: 'none' };
}

function stronger(a: Segment['label'], b: Segment['label']): Segment['label'] {
  const order = ['none', 'label', 'third', 'dead'] as const;
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function closingAt(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) if (closing.test(text.charAt(at))) return at;
  return text.length;
}

interface Taken {
  readonly numbers: readonly PhoneNumber[];
  readonly issues: readonly PhoneIssue[];
  readonly review: boolean;
  /** Area code written with a landline, for the numbers after it. */
  readonly area?: string | undefined;
  /** The issue already speaks of the separators. */
  readonly ownsSeparators?: true;
}

function takeNumbers(segment: Segment, context: ReadContext, ownArea: string | undefined): Taken {
  const { runs } = segment;
  const joined = runs.join('');
  if (segment.plus && !joined.startsWith('86')) return refused(true, 'FOREIGN');
  const spread = runs.length > 1;

  if (spread && segment.ext === undefined) {
    // 2811111-2, 5100933-8012: a complete landline and a short tail.
    const head = runs.slice(0, -1).join('');
    const tail = runs.at(-1) ?? '';
    const whole = tail.length <= 5 ? readOne(head, segment.plus, context, ownArea, runs.length > 2) : undefined;
    if (whole?.numbers[0]?.type === 'fixed' && head.length >= 7) {
      if (tail.length >= 3) return withExtension(whole, tail);
      return { ...whole, issues: ['EXT_OR_SEQUENCE'], review: true, ownsSeparators: true };
    }
  }
  const single = readOne(joined, segment.plus, context, ownArea, spread);
  if (single) return segment.ext === undefined ? single : withExtension(single, segment.ext);

  const several = spread ? partition(runs, 0, segment.plus, context, ownArea) : undefined;
  if (several) return segment.ext === undefined ? several : withExtension(several, segment.ext);
  return explain(joined, context, ownArea);
}

function withExtension(taken: Taken, ext: string): Taken {
  const last = taken.numbers.at(-1);
  if (last?.type !== 'fixed') return { ...taken, issues: [...taken.issues, 'EXT_OR_SEQUENCE'], review: true };
  return {
    ...taken,
    numbers: [...taken.numbers.slice(0, -1), { ...last, ext }],
    issues: [...taken.issues.filter((issue) => issue !== 'AREA_ASSUMED_HOME'), 'EXTENSION'],
  };
}

/** 13800000001 2811111: the fewest groups of runs of which each is a whole number. */
function partition(
  runs: readonly string[],
  from: number,
  plus: boolean,
  context: ReadContext,
  ownArea: string | undefined,
): Taken | undefined {
  if (runs.length > 12) return undefined;
  for (let to = runs.length; to > from; to -= 1) {
    const head = readOne(runs.slice(from, to).join(''), plus && from === 0, context, ownArea, to - from > 1);
    if (!head) continue;
    if (to === runs.length) return head;
    const rest = partition(runs, to, false, context, head.area ?? ownArea);
    if (!rest) continue;
    return {
      numbers: [...head.numbers, ...rest.numbers],
      issues: [...head.issues, ...rest.issues],
      review: head.review || rest.review,
      area: rest.area ?? head.area,
      ...(to - from === 1 && runs.length - to === 1 ? { ownsSeparators: true as const } : {}),
    };
  }
  return undefined;
}

/** Reads digits as exactly one number, or undefined. `spread`: separators stood between them. */
function readOne(
  digits: string,
  plus: boolean,
  context: ReadContext,
  ownArea: string | undefined,
  spread: boolean,
): Taken | undefined {
  const { homeArea } = context;
  const issues: PhoneIssue[] = [];
  let rest = digits;
  let country = false;
  if (plus || rest.startsWith('0086')) {
    rest = rest.slice(rest.startsWith('0086') ? 4 : 2);
    country = true;
  } else if (/^860?(?:1[3-9]\d{9})$/.test(rest) || (rest.length > 11 && /^86(?:0[1-9]|[1-9])/.test(rest))) {
    rest = rest.slice(2);
    country = true;
  }
  if (country) issues.push('COUNTRY_CODE');

  if (/^1[3-9]\d{9}$/.test(rest)) {
    if (satelliteRange.test(rest)) return undefined;
    return { numbers: [mobileNumber(rest, false, homeArea)], issues, review: false };
  }
  if (/^01[3-9]\d{9}$/.test(rest)) {
    if (satelliteRange.test(rest.slice(1))) return undefined;
    // +86 (0) 138…: the bracketed trunk 0 of international writing declares nothing.
    if (!country) issues.push('NONLOCAL_PREFIX');
    return { numbers: [mobileNumber(rest.slice(1), !country, homeArea)], issues, review: false };
  }
  if (!country && /^001[3-9]\d{9}$/.test(rest)) {
    return { numbers: [mobileNumber(rest.slice(2), true, homeArea)], issues: ['DOUBLE_ZERO'], review: true };
  }
  const area = leadingAreaCode(rest) || (country ? leadingAreaCode(`0${rest}`) : '');
  if (area !== '') {
    const after = rest.slice(rest.startsWith('0') ? area.length : area.length - 1);
    if (/^1[3-9]\d{9}$/.test(after) && !satelliteRange.test(after)) {
      const nonlocal = area !== homeArea;
      const more: PhoneIssue[] = nonlocal ? ['AREA_BEFORE_MOBILE', 'NONLOCAL_PREFIX'] : ['AREA_BEFORE_MOBILE'];
      const number = mobileNumber(after, nonlocal, homeArea);
      return { numbers: [number], issues: [...issues, ...more], review: false, ownsSeparators: true };
    }
    if (isLocal(after, area)) {
      if (!country && !spread) issues.push('AREA_IN_NUMBER');
      if (context.area && context.area !== area) issues.push('AREA_CONFLICT');
      return { numbers: [fixedNumber(area, after, homeArea)], issues, review: false, area };
    }
    return undefined;
  }
  if (country) return undefined;
  // 7712811111: the 0 of the area code was lost in a number cell.
  // In a mobile column ten digits are a mobile with one missing; in a mixed one only the codes of Guangxi are believed.
  const restored = /^[1-9]/.test(rest) && rest.length >= 9 ? leadingAreaCode(`0${rest}`) : '';
  if (restored !== '' && (context.column === 'office' || (context.column === 'phone' && restored.startsWith('077')))) {
    const after = rest.slice(restored.length - 1);
    if (isLocal(after, restored) && rest.length <= 11) {
      const conflict = context.area && context.area !== restored;
      const more: PhoneIssue[] = conflict ? ['ZERO_RESTORED', 'AREA_CONFLICT'] : ['ZERO_RESTORED'];
      return { numbers: [fixedNumber(restored, after, homeArea)], issues: more, review: false, area: restored };
    }
  }
  return readLocal(rest, context, ownArea);
}

/** A landline without area code of its own. */
function readLocal(local: string, context: ReadContext, ownArea: string | undefined): Taken | undefined {
  if (ownArea === undefined && context.area === '') {
    return /^[2-8]\d{6,7}$/.test(local) ? refused(true, 'AREA_UNUSABLE') : undefined;
  }
  const area = ownArea ?? context.area ?? context.homeArea;
  if (!isLocal(local, area)) return undefined;
  const assumed = ownArea === undefined && context.area === null;
  const issues: PhoneIssue[] = assumed ? ['AREA_ASSUMED_HOME'] : [];
  return { numbers: [fixedNumber(area, local, context.homeArea)], issues, review: false };
}

function isLocal(digits: string, area: string): boolean {
  return localLengths(area).includes(digits.length) && /^[2-8]/.test(digits) && !isServiceNumber(digits);
}

function isServiceNumber(digits: string): boolean {
  return /^(?:11[0249]|12[0-9]|122|123\d\d|12340|95\d{3,6}|96\d{3,5}|100\d\d|1008611|[48]00\d{7}|106\d{5,})$/.test(
    digits,
  );
}

function refused(review: boolean, ...issues: PhoneIssue[]): Taken {
  return { numbers: [], issues, review };
}

/** Why these digits are no number. */
function explain(digits: string, context: ReadContext, ownArea: string | undefined): Taken {
  const area = leadingAreaCode(digits);
  const local = area === '' ? digits : digits.slice(area.length);
  if (digits.length >= 7 && /^(\d)\1+$/.test(digits)) {
    return digits.length === 11 && digits.startsWith('1')
      ? refused(false, 'MOBILE_RANGE', 'REPEATED_DIGITS')
      : refused(false, 'REPEATED_DIGITS');
  }
  if (isServiceNumber(local)) return refused(false, 'SERVICE_NUMBER');
  if (/^1(?:4\d{11}|06\d{10})$/.test(digits)) return refused(false, 'IOT');
  if (satelliteRange.test(digits.replace(/^0/, '')) && digits.length >= 11) return refused(false, 'SATELLITE');
  if (digits.length >= 20) {
    const found = splitConcatenated(digits, context);
    if (found) return found;
  }
  if (/^00[2-9]\d{8,}$/.test(digits) || /^001\d{10}$/.test(digits)) return refused(true, 'FOREIGN');
  if (area !== '') return explainLocal(local, area);
  if (digits.startsWith('0') && !/^0+1/.test(digits) && digits.length >= 10 && digits.length <= 12) {
    return refused(false, 'AREA_UNKNOWN');
  }
  if (digits.length === 11 && digits.startsWith('1')) return refused(false, 'MOBILE_RANGE');
  if (digits.length === 7 || digits.length === 8) {
    if (context.column === 'mobile' && digits.startsWith('1')) return refused(false, 'LENGTH');
    const expected = ownArea ?? (context.area || context.homeArea);
    return explainLocal(digits, expected);
  }
  if (digits.length <= 6 && digits.length >= 3) {
    if (context.column === 'mobile') return refused(false, 'SHORT_NUMBER');
    if (digits.length <= 5) return refused(false, 'INTERNAL_EXTENSION');
  }
  return refused(false, 'LENGTH');
}

function explainLocal(local: string, area: string): Taken {
  if (local.length !== 7 && local.length !== 8) return refused(false, 'LENGTH');
  if (!/^[2-8]/.test(local)) return refused(false, 'FIRST_DIGIT');
  return refused(true, 'LENGTH_FOR_AREA');
}

/** 22 digits that split cleanly into two numbers are offered as two, never taken as such. */
function splitConcatenated(digits: string, context: ReadContext): Taken | undefined {
  for (const at of [11, 12]) {
    const first = readOne(digits.slice(0, at), false, context, undefined, false);
    const second = readOne(digits.slice(at), false, context, undefined, false);
    const [a, b] = [first?.numbers[0], second?.numbers[0]];
    if (a && b && digits.length - at >= 10) {
      return { numbers: [a, b], issues: ['CONCATENATED'], review: true, ownsSeparators: true };
    }
  }
  return undefined;
}

const chineseDigits = '〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖';
const asciiDigits = '0001234567891123456789';

export function chineseDigitsToAscii(text: string): string {
  return text.replace(/[〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]/g, (character) =>
    asciiDigits.charAt(chineseDigits.indexOf(character)),
  );
}

/** O for 0 and l or I for 1, when nothing but such letters stands among the digits. */
export function lettersToDigits(text: string): { text: string; o: boolean; l: boolean } | undefined {
  if (!/[oOlI]/.test(text) || !/^[\doOlI\s+()-]+$/.test(text) || !/\d/.test(text)) return undefined;
  const o = /[oO]/.test(text);
  const l = /[lI]/.test(text);
  return { text: text.replace(/[oO]/g, '0').replace(/[lI]/g, '1'), o, l };
}
