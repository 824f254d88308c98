/** Small inputs and answers for the tests of the surveys island. */
import { createHash } from 'node:crypto';
import { computeComposite, computeSatisfaction, type CompositeDocument, type Outcome } from '#surveys';

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** The value of an outcome that must hold one. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value;
}

/** Code and places of an outcome that must hold a problem. */
export function problemOf(outcome: Outcome<unknown>): [code: string, ...places: string[]] {
  if (outcome.ok) throw new Error('no problem');
  return [outcome.problem.code, ...outcome.problem.details.map(({ at }) => at)];
}

export const score = (scheme: string, appraisees: readonly unknown[], settings?: unknown) =>
  computeComposite(scheme, settings === undefined ? { appraisees } : { appraisees, settings }, sha256);

export const satisfaction = (input: unknown) => computeSatisfaction(input, sha256);

/** A city whose total is exactly these points (at least 360, at most 1060). */
export function city(id: string, total: number, more: object = {}) {
  return { id, leaves: { zn: String(total - 300), zx: '60', cx: '90', my1: '100', my2: '100' }, ...more };
}

const document = { document: '桂绩办函〔2019〕9号', decidedBy: '领导小组', reason: '重大问题' };
export const promote = { kind: 'promote', ...document };
export const demote = { kind: 'demote', ...document };

/** Grades by id, in the order of results. */
export const gradesOf = ({ results }: CompositeDocument) =>
  Object.fromEntries(results.map(({ id, grade }) => [id, grade]));

export const flagsOf = ({ results }: CompositeDocument, of: string) => results.find(({ id }) => id === of)?.flags;
