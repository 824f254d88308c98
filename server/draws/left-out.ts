/**
 * Persons of a draw's lists that are not in its frame: held out by a decision on shared persons, or resting after earlier calls.
 *
 * Promise: found anew until the lock, kept from the lock on, so that selection, verification and every later look meet the same
 * frame. Leaving out happens before allocation: the draw's frame is the frame without them. It sees places and ids, no persons.
 */
import type { DrawDesign } from '#contract';
import type { Tx } from '#db';
import { heldOutUnits, unitPlace } from '#frames';
import type { Context } from '../context.ts';
import type { DrawFrame } from './units.ts';

type Reason = 'held-out' | 'rested';

/** Why a unit is left out, by `unitPlace`. */
export type LeftOut = ReadonlyMap<string, Reason>;

/** Before the lock: whom this design would leave out now. A held-out person who also rests counts as held out. */
export async function findLeftOut(
  tx: Tx,
  ctx: Context,
  { cycleId, design, frames }: { cycleId: string; design: DrawDesign; frames: readonly DrawFrame[] },
): Promise<LeftOut> {
  const submissions = new Set(frames.map(({ submissionId }) => submissionId));
  const leftOut = new Map<string, Reason>();
  for (const place of await restedUnits(tx, ctx, frames, design.restMonths)) leftOut.set(place, 'rested');
  for (const place of await heldOutUnits(tx, cycleId))
    if (submissions.has(place.slice(0, place.indexOf('/')))) leftOut.set(place, 'held-out');
  return leftOut;
}

/**
 * Units of these frames whose person was given out for calls, in any cycle and for any department, in the months before now:
 * in a released replicate of a sealed draw. By the permanent id, which follows a person from list to list.
 */
export async function restedUnits(
  tx: Tx,
  ctx: Context,
  frames: readonly DrawFrame[],
  months: number,
): Promise<string[]> {
  if (months === 0) return [];
  const rows = await tx<{ submissionId: string; ordinal: number }[]>`
    select u.submission_id, u.ordinal
    from frame_units u
    where u.submission_id = any(${frames.map(({ submissionId }) => submissionId)}::uuid[])
      and u.unit_id in (
        select coalesce(du.permanent_id, du.unit_id)
        from releases r
        join draws d on d.id = r.draw_id and d.state = 'sealed'
        join draw_units du on du.draw_id = r.draw_id and du.replicate = r.replicate
        where r.released_at > ${ctx.now}::timestamptz - make_interval(months => ${months})
      )`;
  return rows.map(unitPlace);
}

/** At the lock: from here on the draw leaves out these. */
export async function keepLeftOut(tx: Tx, drawId: string, leftOut: LeftOut): Promise<void> {
  const places = [...leftOut].map(([place, reason]) => {
    const [submissionId = '', ordinal = ''] = place.split('/');
    return { submissionId, ordinal: Number(ordinal), reason };
  });
  await tx`
    insert into draw_left_out (draw_id, submission_id, ordinal, reason)
    select ${drawId}::uuid, p.*
    from unnest(
      ${places.map(({ submissionId }) => submissionId)}::uuid[], ${places.map(({ ordinal }) => ordinal)}::int[],
      ${places.map(({ reason }) => reason)}::text[]
    ) as p (submission_id, ordinal, reason)`;
}

/** After the lock: whom the draw left out. */
export async function keptLeftOut(tx: Tx, drawId: string): Promise<LeftOut> {
  const rows = await tx<{ submissionId: string; ordinal: number; reason: Reason }[]>`
    select submission_id, ordinal, reason from draw_left_out where draw_id = ${drawId}`;
  return new Map(rows.map((row) => [unitPlace(row), row.reason]));
}

/** How many for each reason, over all lists or on one. */
export function countLeftOut(leftOut: LeftOut, submissionId?: string): { heldOut: number; rested: number } {
  const counts = { heldOut: 0, rested: 0 };
  for (const [place, reason] of leftOut)
    if (submissionId === undefined || place.startsWith(`${submissionId}/`))
      counts[reason === 'rested' ? 'rested' : 'heldOut'] += 1;
  return counts;
}

/** What the operator reads before designing: nobody is left out in silence. */
export function describeLeftOut(leftOut: LeftOut, design: DrawDesign): string[] {
  const { heldOut, rested } = countLeftOut(leftOut);
  return [
    ...(heldOut > 0 ? [`有${heldOut}条名单上的人因跨部门重复已决定只保留在别的部门，不参加这次抽样`] : []),
    ...(rested > 0
      ? [
          `有${rested}人最近${design.restMonths}个月内已被抽中并放出过，本次不抽；这次的样本只代表其余的人，入样概率也只就其余的人而言`,
        ]
      : []),
  ];
}
