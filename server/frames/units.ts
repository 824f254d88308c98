/**
 * Accepted persons as they are kept: a pseudonymous id and coarse attributes in clear, everything else sealed.
 *
 * Promise: PostgreSQL never sees a name, a number, an address or an unkeyed digest of one.
 */
import type { Tx } from '#db';
import type { Context } from '../context.ts';
import { blindIndex, seal, unseal, type CycleKeys } from '../vault.ts';
import { identitiesOf, unitIdOf } from './unit-id.ts';
import type { CheckedPerson } from './check.ts';

/** What is sealed of a person: all that the check printed. */
export type StoredPerson = CheckedPerson & { readonly city: string | null };

export interface UnitAttributes {
  readonly submissionId: string;
  readonly ordinal: number;
  readonly unitId: string;
  readonly gender: string | null;
  readonly city: string | null;
}

const place = (submissionId: string, ordinal: number): string => `frame_units/${submissionId}/${ordinal}/person`;

/**
 * Replaces a frame's units by the usable persons of one submission. Cost: a seal and an HMAC a person, an HMAC a mobile, bulk
 * inserts.
 */
export async function storeUnits(
  tx: Tx,
  ctx: Context,
  target: { frameId: string; submissionId: string; departmentId: string; keys: CycleKeys },
  persons: readonly StoredPerson[],
): Promise<void> {
  await tx`delete from frame_units where frame_id = ${target.frameId}`;
  const unitKey = await ctx.vault.unitIdKey(tx, ctx.now);
  const identities = identitiesOf(persons);
  const CHUNK = 5000;
  for (let from = 0; from < persons.length; from += CHUNK) {
    const chunk = persons.slice(from, from + CHUNK);
    const ordinals = chunk.map((_, index) => from + index + 1);
    const sealed = chunk.map((person, index) =>
      seal(target.keys.dataKey, place(target.submissionId, from + index + 1), JSON.stringify(person)).toString('hex'),
    );
    // Bytes travel as hex: the driver takes an array of buffers for one buffer.
    await tx`
      insert into frame_units (frame_id, submission_id, department_id, ordinal, unit_id, gender, city, person_sealed)
      select ${target.frameId}::uuid, ${target.submissionId}::uuid, ${target.departmentId}::uuid,
        u.ordinal, u.unit_id, u.gender, u.city, decode(u.person, 'hex')
      from unnest(
        ${ordinals}::int[],
        ${ordinals.map((ordinal) => unitIdOf(unitKey, identities[ordinal - 1] ?? ''))}::text[],
        ${chunk.map((person) => person.gender)}::text[],
        ${chunk.map((person) => person.city)}::text[],
        ${sealed}::text[]
      ) as u (ordinal, unit_id, gender, city, person)`;
    const indexes = chunk.flatMap((person, index) =>
      personKeys(person).map((key) => ({
        ordinal: from + index + 1,
        index: blindIndex(target.keys.indexKey, key).toString('hex'),
      })),
    );
    await tx`
      insert into frame_unit_indexes (submission_id, ordinal, person_index, department_id)
      select ${target.submissionId}::uuid, i.ordinal, decode(i.index, 'hex'), ${target.departmentId}::uuid
      from unnest(
        ${indexes.map(({ ordinal }) => ordinal)}::int[],
        ${indexes.map(({ index }) => index)}::text[]
      ) as i (ordinal, index)`;
  }
}

/**
 * What makes two rows of different departments the same person: name and a mobile, one key for each mobile (frame check I1).
 * A person without a mobile has none: a landline joins nobody across organisations (I6).
 */
function personKeys({ nameKey, numbers }: StoredPerson): string[] {
  return [...new Set(numbers.flatMap(({ type, e164 }) => (type === 'mobile' ? [`${nameKey}|${e164}`] : [])))];
}

/** Ids and coarse attributes of submissions' units, in filed order. */
export async function unitAttributes(tx: Tx, submissionIds: readonly string[]): Promise<UnitAttributes[]> {
  return tx<UnitAttributes[]>`
    select submission_id, ordinal, unit_id, gender, city
    from frame_units
    where submission_id = any(${[...submissionIds]}::uuid[])
    order by submission_id, ordinal`;
}

/** Opens the persons of one submission, in filed order. */
export async function openPersons(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  submissionId: string,
): Promise<{ ordinal: number; unitId: string; person: StoredPerson }[]> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const rows = await tx<{ ordinal: number; unitId: string; personSealed: Buffer }[]>`
    select ordinal, unit_id, person_sealed from frame_units where submission_id = ${submissionId} order by ordinal`;
  return rows.map((row) => ({
    ordinal: row.ordinal,
    unitId: row.unitId,
    person: JSON.parse(
      unseal(dataKey, place(submissionId, row.ordinal), row.personSealed).toString('utf8'),
    ) as StoredPerson,
  }));
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
  const rows = await tx<{ submissionId: string; ordinal: number; personSealed: Buffer }[]>`
    select u.submission_id, u.ordinal, u.person_sealed
    from unnest(${places.map(({ submissionId }) => submissionId)}::uuid[], ${places.map(({ ordinal }) => ordinal)}::int[])
      as p (submission_id, ordinal)
    join frame_units u on u.submission_id = p.submission_id and u.ordinal = p.ordinal`;
  return new Map(
    rows.map((row) => [
      unitPlace(row),
      JSON.parse(
        unseal(dataKey, place(row.submissionId, row.ordinal), row.personSealed).toString('utf8'),
      ) as StoredPerson,
    ]),
  );
}

/** Where a unit is kept, as the key of a map. */
export const unitPlace = ({ submissionId, ordinal }: { submissionId: string; ordinal: number }): string =>
  `${submissionId}/${ordinal}`;
