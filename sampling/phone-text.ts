/**
 * Finds all numbers in a phone cell's text and gathers what had to be done for it.
 *
 * Promise: works on the text alone; cell types are the business of phone.ts.
 */
import { placeholderNumber, unusedRanges, virtualOperatorRanges, type PhoneNumber } from './numbering.ts';
import { takeNumbers, type ReadContext } from './phone-digits.ts';
import { joinAreas, segmentsOf } from './phone-segments.ts';
import type { PhoneIssue } from './phone.ts';

export interface Found {
  readonly numbers: readonly PhoneNumber[];
  readonly issues: readonly PhoneIssue[];
  /** A person has to look; numbers are proposals. */
  readonly review: boolean;
}
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
