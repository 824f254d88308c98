/**
 * The answers of a ballot as bytes of one length, whatever was answered: version, one byte a unit for the level, one for the
 * nomination; units in the poll's official order, those of other styles left zero.
 *
 * Promise: length says nothing; what cannot be read is reported as unreadable, never guessed. Whether answers count is judged in
 * surveys/, not here.
 */

const VERSION = 1;
const NO_OPINION = 9;
const BEST = 1;
const WORST = 2;

/** What a rater filled in. Units without a level were left blank (弃权). */
export interface Draft {
  readonly grades: Readonly<Record<string, string>>;
  readonly best: readonly string[];
  readonly worst: readonly string[];
}

export const emptyDraft: Draft = { grades: {}, best: [], worst: [] };

/** One unit's bytes as filed: judged later. */
export interface FiledMark {
  readonly grade: number;
  readonly nomination: number;
}

export function answersLength(units: number): number {
  return 1 + 2 * units;
}

export function encodeAnswers(order: readonly string[], { grades, best, worst }: Draft): Uint8Array {
  const bytes = new Uint8Array(answersLength(order.length));
  bytes[0] = VERSION;
  order.forEach((unit, i) => {
    const grade = grades[unit];
    bytes[1 + i] = grade === undefined ? 0 : grade === 'noOpinion' ? NO_OPINION : Number(grade);
    const nomination = best.indexOf(unit) >= 0 ? BEST : worst.indexOf(unit) >= 0 ? WORST : 0;
    bytes[1 + order.length + i] = nomination;
  });
  return bytes;
}

/** The marks of all units of the poll, or undefined when the bytes are no answers of it. */
export function decodeAnswers(bytes: Uint8Array, units: number): FiledMark[] | undefined {
  if (bytes.length !== answersLength(units) || bytes[0] !== VERSION) return undefined;
  return Array.from({ length: units }, (_, i) => ({ grade: bytes[1 + i]!, nomination: bytes[1 + units + i]! }));
}
