/**
 * Accepted persons as they are kept: a pseudonymous id and coarse attributes in clear, everything else sealed.
 *
 * Promise: PostgreSQL never sees a name, a number, an address or an unkeyed digest of one. What is kept arrives sealed from the
 * child, slice by slice.
 */
import type { Tx } from '#db';
import type { Context } from '../context.ts';
import { unseal } from '../vault.ts';
import { unpackPersons, type StoredPerson } from './person-blocks.ts';
import { onePersonPlace, personsPlace, PERSONS_A_BLOCK } from './places.ts';
import type { UnitSlice } from './worker-asks.ts';

export type { StoredPerson };

export interface UnitAttributes {
  readonly submissionId: string;
  readonly ordinal: number;
  readonly unitId: string;
  readonly gender: string | null;
  readonly city: string | null;
}

/** Takes away a frame's units, of whichever submission; their blocks and indexes go with them. */
export async function dropUnits(tx: Tx, frameId: string): Promise<void> {
  const submissions = await tx<{ id: string }[]>`select id from submissions where frame_id = ${frameId}`;
  await deleteUnits(
    tx,
    submissions.map(({ id }) => id),
  );
}

/** Takes away the units of these submissions; says how many there were. */
export async function deleteUnits(tx: Tx, submissionIds: readonly string[]): Promise<number> {
  const ids = [...submissionIds];
  const slices = await tx<{ persons: number }[]>`
    delete from frame_unit_slices where submission_id = any(${ids}::uuid[])
    returning last_ordinal - first_ordinal + 1 as persons`;
  const { count } = await tx`delete from frame_unit_rows where submission_id = any(${ids}::uuid[])`;
  return slices.reduce((sum, { persons }) => sum + persons, count);
}

/** Keeps a slice of the usable persons of one submission. */
export async function storeUnits(
  tx: Tx,
  target: { frameId: string; submissionId: string; departmentId: string },
  slice: UnitSlice,
  bytes: Buffer,
): Promise<void> {
  const { frameId, submissionId, departmentId } = target;
  const { first, last } = slice;
  let end = 0;
  const places = slice.blocks.map((length, at) => ({
    first: first + at * PERSONS_A_BLOCK,
    at: (end += length) - length + 1,
    length,
  }));
  const blocks = bytes.subarray(0, end);
  const [ids, genders, cities, indexOrdinals, indexes] = slice.texts.map((length) =>
    bytes.toString('utf8', end, (end += length)),
  );
  // Sent one after the other without waiting in between.
  await Promise.all([
    tx`
      insert into frame_unit_slices (frame_id, submission_id, department_id, first_ordinal, last_ordinal, unit_ids, genders, cities,
        index_ordinals, person_indexes)
      values (${frameId}, ${submissionId}, ${departmentId}, ${first}, ${last}, ${ids!}::text[], ${genders!}::text[],
        ${cities!}::text[], ${indexOrdinals!}::int[], ${indexes!}::uuid[])`,
    tx`
      insert into frame_unit_blocks (submission_id, department_id, first_ordinal, persons_sealed)
      select ${submissionId}::uuid, ${departmentId}::uuid, b.first, substring(${blocks}::bytea from b.at for b.length)
      from unnest(
        ${places.map((place) => place.first)}::int[],
        ${places.map(({ at }) => at)}::int[],
        ${places.map(({ length }) => length)}::int[]
      ) as b (first, at, length)`,
  ]);
}

/** Ids and coarse attributes of submissions' units, in filed order. */
export async function unitAttributes(tx: Tx, submissionIds: readonly string[]): Promise<UnitAttributes[]> {
  return tx<UnitAttributes[]>`
    select submission_id, ordinal, unit_id, gender, city
    from frame_units
    where submission_id = any(${[...submissionIds]}::uuid[])
    order by submission_id, ordinal`;
}

interface SealedUnit {
  submissionId: string;
  ordinal: number;
  /** Null: in a block. */
  personSealed: Buffer | null;
}

/** Opens the persons of one submission, in filed order. */
export async function openPersons(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  submissionId: string,
): Promise<{ ordinal: number; unitId: string; person: StoredPerson }[]> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const rows = await tx<(SealedUnit & { unitId: string })[]>`
    select submission_id, ordinal, unit_id, person_sealed from frame_units
    where submission_id = ${submissionId} order by ordinal`;
  const blocks = await openBlocks(tx, dataKey, rows);
  return rows.map((row) => ({ ordinal: row.ordinal, unitId: row.unitId, person: openPerson(dataKey, row, blocks) }));
}

/** Opens the persons at these places of one cycle's frames; by `submission/ordinal`. */
export async function openPersonsAt(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  places: readonly { readonly submissionId: string; readonly ordinal: number }[],
): Promise<Map<string, StoredPerson>> {
  if (places.length === 0) return new Map();
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const rows = await tx<SealedUnit[]>`
    select p.submission_id, p.ordinal, r.person_sealed
    from unnest(${places.map(({ submissionId }) => submissionId)}::uuid[], ${places.map(({ ordinal }) => ordinal)}::int[])
      as p (submission_id, ordinal)
    left join frame_unit_rows r on r.submission_id = p.submission_id and r.ordinal = p.ordinal
    where r.ordinal is not null or exists (
      select from frame_unit_slices s
      where s.submission_id = p.submission_id and p.ordinal between s.first_ordinal and s.last_ordinal)`;
  const blocks = await openBlocks(tx, dataKey, rows);
  return new Map(rows.map((row) => [unitPlace(row), openPerson(dataKey, row, blocks)]));
}

const blockOf = (ordinal: number): number => ordinal - ((ordinal - 1) % PERSONS_A_BLOCK);

function openPerson(
  dataKey: Buffer,
  row: SealedUnit,
  blocks: ReadonlyMap<string, readonly StoredPerson[]>,
): StoredPerson {
  const { submissionId, ordinal, personSealed } = row;
  if (personSealed)
    return JSON.parse(unseal(dataKey, onePersonPlace(submissionId, ordinal), personSealed).toString('utf8'));
  const first = blockOf(ordinal);
  const person = blocks.get(unitPlace({ submissionId, ordinal: first }))?.[ordinal - first];
  if (!person) throw new Error('a block of persons is missing');
  return person;
}

/** The blocks these units stand in; by `submission/first ordinal`. */
async function openBlocks(
  tx: Tx,
  dataKey: Buffer,
  rows: readonly SealedUnit[],
): Promise<ReadonlyMap<string, readonly StoredPerson[]>> {
  const wanted = new Map(
    rows.flatMap(({ submissionId, ordinal, personSealed }) => {
      const place = { submissionId, ordinal: blockOf(ordinal) };
      return personSealed ? [] : [[unitPlace(place), place] as const];
    }),
  );
  const places = [...wanted.values()];
  const found = await tx<{ submissionId: string; firstOrdinal: number; personsSealed: Buffer }[]>`
    select b.submission_id, b.first_ordinal, b.persons_sealed
    from unnest(${places.map(({ submissionId }) => submissionId)}::uuid[], ${places.map(({ ordinal }) => ordinal)}::int[])
      as p (submission_id, first_ordinal)
    join frame_unit_blocks b on b.submission_id = p.submission_id and b.first_ordinal = p.first_ordinal`;
  return new Map(
    found.map(({ submissionId, firstOrdinal, personsSealed }) => [
      unitPlace({ submissionId, ordinal: firstOrdinal }),
      unpackPersons(unseal(dataKey, personsPlace(submissionId, firstOrdinal), personsSealed)),
    ]),
  );
}

/** Where a unit is kept, as the key of a map. */
export const unitPlace = ({ submissionId, ordinal }: { submissionId: string; ordinal: number }): string =>
  `${submissionId}/${ordinal}`;
