/**
 * What a mark on a leader's form says: an option, 不了解, nothing (弃权), or something that cannot be counted (废票).
 *
 * Promise: 不了解, 弃权 and 废票 stay three different things. Full-width digits and blanks are read as what they look like; nothing
 * else is guessed.
 */
import { codesOf, type PointsTable } from './scale.ts';

/** The answer that the rater does not know the judged unit. */
const noOpinionWord = '不了解';

export interface BallotCount {
  readonly counts: Readonly<Record<string, number>>;
  readonly noOpinion: number;
  readonly abstained: number;
  readonly void: number;
}

const blank = Symbol('blank');
const unreadable = Symbol('unreadable');

function normalize(text: string): string {
  return text.normalize('NFKC').trim();
}

/** A mark as text, blank, or unreadable. Only texts and whole numbers can be written on a form. */
function readMark(mark: unknown): string | typeof blank | typeof unreadable {
  if (mark === null) return blank;
  if (typeof mark === 'number') return Number.isInteger(mark) ? String(mark) : unreadable;
  if (typeof mark !== 'string') return unreadable;
  const text = normalize(mark);
  return text === '' ? blank : text;
}

/** One ballot: several marks on it spoil it, even equal ones; empty ones among them do not count. */
function readBallot(ballot: unknown): string | typeof blank | typeof unreadable {
  if (!Array.isArray(ballot)) return readMark(ballot);
  const marks = ballot.map(readMark).filter((mark) => mark !== blank);
  return marks.length > 1 ? unreadable : (marks[0] ?? blank);
}

/**
 * Count of ballots: how many marked each option of the table, 不了解, nothing, or something void. Source: contract, B2.
 * Cost: one pass over the ballots.
 */
export function countBallots(marks: readonly unknown[], table: PointsTable): BallotCount {
  const codes = codesOf(table);
  // A code that is itself written in full width must still be found.
  const codeOf = new Map([
    ...codes.map((code) => [normalize(code), code] as const),
    ...codes.map((c) => [c, c] as const),
  ]);
  const counts = new Map(codes.map((code) => [code, 0]));
  const other = { noOpinion: 0, abstained: 0, void: 0 };
  for (const ballot of marks) {
    const said = readBallot(ballot);
    const code = typeof said === 'string' ? codeOf.get(said) : undefined;
    if (said === blank) other.abstained += 1;
    else if (said === noOpinionWord) other.noOpinion += 1;
    else if (code === undefined) other.void += 1;
    else counts.set(code, counts.get(code)! + 1);
  }
  return { counts: Object.fromEntries(counts), ...other };
}
