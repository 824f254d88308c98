/**
 * Released cases for the rooms that put questions to people: who was drawn, whom the person judges, and, if asked, who it is.
 *
 * Promise: only what was released leaves; persons are opened only for a caller who says so, and the caller notes it.
 */
import { openPersonsAt, unitPlace } from '#frames';
import type { ListKind } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import { requireState } from './ceremony.ts';
import { openNumbers } from './dial-numbers.ts';
import { drawFrames, drawRow } from './rows.ts';
import { unitsOf } from './units.ts';

type Person = Awaited<ReturnType<typeof openPersonsAt>> extends Map<string, infer P> ? P : never;

export interface ReleasedCase {
  readonly unitId: string;
  readonly stratum: string;
  readonly replicate: number;
  /** Who filed the list the person stands in: whom the person judges. */
  readonly departmentId: string;
  readonly departmentName: string;
  readonly list: ListKind;
  readonly person?: Person;
}

interface ReleasedUnit {
  readonly unitId: string;
  readonly stratum: string;
  readonly replicate: number;
}

const releasedUnits = (tx: Tx, drawId: string): Promise<ReleasedUnit[]> =>
  tx<ReleasedUnit[]>`
    select u.unit_id, u.stratum, u.replicate
    from draw_units u
    join releases r on r.draw_id = u.draw_id and r.replicate = u.replicate
    where u.draw_id = ${drawId}
    order by u.replicate, u.ticket`;

/**
 * Released numbers of a random-digit draw, in the order they are worked through: a number behind an id, and nobody's name. Undefined for
 * draws from lists. The caller notes it.
 */
export async function releasedNumbers(
  tx: Tx,
  ctx: Context,
  drawId: string,
): Promise<
  { readonly title: string; readonly numbers: readonly (ReleasedUnit & { readonly dial: string })[] } | undefined
> {
  const row = await drawRow(tx, drawId);
  requireState(row, 'sealed');
  if (row.design.method !== 'random-digits') return undefined;
  const dials = await openNumbers(tx, ctx, row.cycleId, drawId);
  const numbers = (await releasedUnits(tx, drawId)).map((unit) => {
    const dial = dials.get(unit.unitId);
    if (dial === undefined) throw new Error('a drawn number is not kept');
    return { ...unit, dial };
  });
  return { title: row.title, numbers };
}

/** Released cases in the order they are worked through. */
export async function releasedCases(
  tx: Tx,
  ctx: Context,
  drawId: string,
  asked: { readonly persons?: boolean } = {},
): Promise<{ readonly cycleId: string; readonly title: string; readonly cases: readonly ReleasedCase[] }> {
  const row = await drawRow(tx, drawId);
  requireState(row, 'sealed');
  const drawn = await releasedUnits(tx, drawId);
  const frames = await drawFrames(tx, [drawId]);
  const bySubmission = new Map(frames.map((frame) => [frame.submissionId, frame]));
  const units = new Map((await unitsOf(tx, ctx, frames)).map((unit) => [unit.id, unit]));
  const placed = drawn.map((one) => {
    const unit = units.get(one.unitId);
    const frame = unit && bySubmission.get(unit.submissionId);
    // Random digits have no list, and nobody knows whom the person behind a number would judge.
    if (!unit || !frame) throw new Problem('draw-has-no-lists');
    return { ...one, unit, frame };
  });
  const persons = asked.persons
    ? await openPersonsAt(
        tx,
        ctx,
        row.cycleId,
        placed.map(({ unit }) => unit),
      )
    : new Map<string, Person>();
  return {
    cycleId: row.cycleId,
    title: row.title,
    cases: placed.map(({ unitId, stratum, replicate, unit, frame }) => {
      const person = persons.get(unitPlace(unit));
      return {
        unitId,
        stratum,
        replicate,
        departmentId: frame.departmentId,
        departmentName: frame.departmentName,
        list: frame.list,
        ...(person ? { person } : {}),
      };
    }),
  };
}
