/**
 * Reads the digits of one segment as numbers, or says why they are none.
 *
 * Promise: a group of digits becomes a number only whole; nothing is completed, dropped or guessed.
 */
import {
  fixedNumber,
  leadingAreaCode,
  localLengths,
  mobileNumber,
  satelliteRange,
  type PhoneNumber,
} from './numbering.ts';
import type { Segment } from './phone-segments.ts';
import type { PhoneColumn, PhoneIssue } from './phone.ts';

export interface ReadContext {
  readonly column: PhoneColumn;
  /** Empty: the row's 区号 cell could not be read. */
  readonly area: string | null;
  readonly homeArea: string;
}

export interface Taken {
  readonly numbers: readonly PhoneNumber[];
  readonly issues: readonly PhoneIssue[];
  readonly review: boolean;
  /** Area code written with a landline, for the numbers after it. */
  readonly area?: string | undefined;
  /** The issue already speaks of the separators. */
  readonly ownsSeparators?: true;
}

export function takeNumbers(segment: Segment, context: ReadContext, ownArea: string | undefined): Taken {
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
  return explain(joined, context);
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
function explain(digits: string, context: ReadContext): Taken {
  const area = leadingAreaCode(digits);
  const local = area === '' ? digits : digits.slice(area.length);
  if (digits.length >= 7 && /^(\d)\1+$/.test(digits)) {
    return digits.length === 11 && digits.startsWith('1')
      ? refused(false, 'MOBILE_RANGE', 'REPEATED_DIGITS')
      : refused(false, 'REPEATED_DIGITS');
  }
  if (isServiceNumber(local)) return refused(false, 'SERVICE_NUMBER');
  if (/^14\d{11}$/.test(digits)) return refused(false, 'IOT');
  if (satelliteRange.test(digits.replace(/^0/, '')) && digits.length >= 11) return refused(false, 'SATELLITE');
  if (digits.length >= 20) {
    const found = splitConcatenated(digits, context);
    if (found) return found;
  }
  if (/^00[2-9]\d{8,}$/.test(digits) || /^001\d{10}$/.test(digits)) return refused(true, 'FOREIGN');
  if (area !== '') return explainLocal(local);
  if (digits.startsWith('0') && !/^0+1/.test(digits) && digits.length >= 10 && digits.length <= 12) {
    return refused(false, 'AREA_UNKNOWN');
  }
  if (digits.length === 11 && digits.startsWith('1')) return refused(false, 'MOBILE_RANGE');
  if (digits.length === 7 || digits.length === 8) {
    if (context.column === 'mobile' && digits.startsWith('1')) return refused(false, 'LENGTH');
    return explainLocal(digits);
  }
  if (digits.length <= 6 && digits.length >= 3) {
    if (context.column === 'mobile') return refused(false, 'SHORT_NUMBER');
    if (digits.length <= 5) return refused(false, 'INTERNAL_EXTENSION');
  }
  return refused(false, 'LENGTH');
}

function explainLocal(local: string): Taken {
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
