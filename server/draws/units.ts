/** The units of a draw: the usable persons of its frames under the ids they go by in this draw. */
import { listKeyOf, separateLists, unitAttributes, type UnitAttributes } from '#frames';
import type { ListKind } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from '../context.ts';
import type { PlannedUnit } from './strata.ts';

export interface DrawFrame {
  readonly id: string;
  readonly submissionId: string;
  readonly departmentName: string;
  readonly list: ListKind;
  readonly attachment: number | null;
}

/** A unit of the draw beside where its person is kept. */
export interface PlacedUnit extends PlannedUnit {
  readonly submissionId: string;
  readonly ordinal: number;
  /** The id the person goes by outside of this draw. */
  readonly permanentId: string;
}

/**
 * Everybody, with the attributes strata are made of: frame by frame in the order given, persons in filed order. Nobody is left out
 * here: ids do not depend on who is.
 */
export async function unitsOf(tx: Tx, ctx: Context, frames: readonly DrawFrame[]): Promise<PlacedUnit[]> {
  const bySubmission = new Map<string, UnitAttributes[]>(frames.map((frame) => [frame.submissionId, []]));
  for (const unit of await unitAttributes(tx, [...bySubmission.keys()]))
    bySubmission.get(unit.submissionId)?.push(unit);
  const separated = separateLists(
    await ctx.vault.unitIdKey(tx, ctx.now),
    frames.map((frame) => ({
      listKey: listKeyOf({ department: frame.departmentName, list: frame.list, attachment: frame.attachment }),
      ids: (bySubmission.get(frame.submissionId) ?? []).map((unit) => unit.unitId),
    })),
  );
  if (!separated.ok)
    throw new Problem('draw-design', { reason: separated.refusals.map(({ message }) => message).join('；') });
  return frames.flatMap((frame, index) =>
    (bySubmission.get(frame.submissionId) ?? []).map((unit, position) => ({
      id: separated.value[index]?.[position] ?? unit.unitId,
      permanentId: unit.unitId,
      submissionId: unit.submissionId,
      ordinal: unit.ordinal,
      department: frame.departmentName,
      list: frame.list,
      city: unit.city,
      gender: unit.gender,
    })),
  );
}
