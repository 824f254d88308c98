/**
 * The persons of checked lists as units of a draw: ids, strata attributes, and who is behind an id.
 *
 * Promise: depends on the lists alone; with the same workbooks and key anybody gets the same ids in the same strata. Keeps
 * persons in memory only.
 */
import type { Outcome } from '#sampling';
import type { ListKind } from '#contract';
import type { CallListPerson } from './call-list.ts';
import type { PlannedUnit } from './design.ts';
import { cityOf, frameKeyOf, identitiesOf, listKeyOf, separateLists, unitIdOf, type IdentifiedPerson } from '#frames';

export interface FiledPerson extends IdentifiedPerson {
  readonly name: string;
  readonly gender: string | null;
  readonly organisation: string | null;
  readonly post: string | null;
  readonly address?: string | undefined;
  readonly numbers: readonly {
    readonly type: 'mobile' | 'fixed';
    readonly e164: string;
    readonly dial: string;
    readonly ext?: string | undefined;
  }[];
}

export interface FiledList {
  readonly department: string;
  readonly list: ListKind;
  readonly attachment: number | null;
  readonly persons: readonly FiledPerson[];
}

export interface FiledUnits {
  readonly units: readonly PlannedUnit[];
  readonly personOf: ReadonlyMap<string, CallListPerson>;
}

/** `key`: the centre's; without one the rule `frame-key/1` makes it from the lists. */
export function unitsOfLists(lists: readonly FiledList[], key?: Buffer): Outcome<FiledUnits> {
  const identities = lists.map(({ persons }) => identitiesOf(persons));
  const used = key ?? frameKeyOf(identities.flat());
  const separated = separateLists(
    used,
    lists.map((list, l) => ({
      listKey: listKeyOf(list),
      ids: identities[l]!.map((identity) => unitIdOf(used, identity)),
    })),
  );
  if (!separated.ok) return separated;
  const personOf = new Map<string, CallListPerson>();
  const units = lists.flatMap(({ department, list, persons }, l) =>
    persons.map((person, i): PlannedUnit => {
      const id = separated.value[l]![i]!;
      personOf.set(id, { ...person, department, list });
      return { id, department, list, city: cityOf(person), gender: person.gender };
    }),
  );
  return { ok: true, value: { units, personOf } };
}
