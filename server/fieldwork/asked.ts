/**
 * What a call room asks: the released cases of a draw, each with the questionnaire its department is judged by.
 *
 * Promise: only what was released; a department without a published questionnaire stops it, by name.
 */
import type { QuestionnaireKind } from '#surveys';
import type { Tx } from '#db';
import { releasedCases, type ReleasedCase } from '#draws';
import { Problem } from '#problem';
import { serving, type ServedVersion } from '#questionnaires';
import type { Context } from '../context.ts';

export type AskedKind = Exclude<QuestionnaireKind, 'leader'>;

export interface AskedCase extends ReleasedCase {
  readonly version: ServedVersion;
}

export interface Asked {
  readonly cycleId: string;
  readonly title: string;
  readonly cases: readonly AskedCase[];
}

/** Without a kind, each case is asked what its list is for. */
export async function askedCases(tx: Tx, ctx: Context, drawId: string, kind: AskedKind | undefined): Promise<Asked> {
  const { cycleId, title, cases } = await releasedCases(tx, ctx, drawId);
  if (cases.length === 0) throw new Problem('nothing-released');
  const versions = new Map<string, ServedVersion>();
  const without = new Set<string>();
  for (const { departmentId, departmentName, list } of cases) {
    const place = `${departmentId} ${kind ?? list}`;
    if (versions.has(place) || without.has(departmentName)) continue;
    // oxlint-disable-next-line no-await-in-loop -- one connection; once per department and kind
    const version = await serving(tx, { cycleId, kind: kind ?? list, departmentId, channel: 'telephone' });
    if (version) versions.set(place, version);
    else without.add(departmentName);
  }
  if (without.size > 0) throw new Problem('questionnaire-not-serving', { departments: [...without].join('、') });
  return {
    cycleId,
    title,
    cases: cases.flatMap((one) => {
      const version = versions.get(`${one.departmentId} ${kind ?? one.list}`);
      return version ? [{ ...one, version }] : [];
    }),
  };
}
