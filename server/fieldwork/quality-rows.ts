/** What calls say of a list, as it is shown, told and stored. */
import type { ListFaults, ListKind, ListQuality } from '#contract';
import type { Tx } from '#db';
import type { ListFault } from './outcome.ts';
import type { DrawTallies } from './tallies.ts';

export type Counted = ListQuality & { readonly faults: ListFaults };

const faultsOf = (counts: Readonly<Partial<Record<ListFault, number>>>): Omit<ListFaults, 'dialled'> => ({
  wrongNumbers: counts.number ?? 0,
  stopped: counts.stopped ?? 0,
  otherNumbers: counts.other ?? 0,
  wrongPersons: counts.person ?? 0,
});

export const sumFaults = (all: readonly ListFaults[]): ListFaults => {
  const sum = (of: (one: ListFaults) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    dialled: sum(({ dialled }) => dialled),
    wrongNumbers: sum(({ wrongNumbers }) => wrongNumbers),
    stopped: sum(({ stopped }) => stopped),
    otherNumbers: sum(({ otherNumbers }) => otherNumbers),
    wrongPersons: sum(({ wrongPersons }) => wrongPersons),
  };
};

/** Lists as the calls so far have found them, in the order of the departments' names. */
export function listRows(draws: readonly DrawTallies[], names: ReadonlyMap<string, string>): Counted[] {
  const rows = new Map<string, Counted>();
  const none = { dialled: 0, ...faultsOf({}) };
  const add = (departmentId: string, list: ListKind | null, released: number, faults: ListFaults) => {
    const key = `${departmentId} ${list ?? ''}`;
    const before = rows.get(key);
    rows.set(key, {
      departmentId,
      department: names.get(departmentId) ?? '',
      list,
      released: (before?.released ?? 0) + released,
      faults: sumFaults([before?.faults ?? none, faults]),
    });
  };
  for (const { groups, released, lists } of draws) {
    for (const { departmentId, list, replicate, isNew, units } of groups)
      if (departmentId !== null && isNew && released.has(replicate)) add(departmentId, list, units, none);
    for (const { departmentId, list, dialled, faults } of lists)
      add(departmentId, list, 0, { dialled, ...faultsOf(faults) });
  }
  return [...rows.values()].toSorted(
    (a, b) => a.department.localeCompare(b.department, 'zh-CN') || (a.list ?? '').localeCompare(b.list ?? ''),
  );
}

export interface ToldRow extends ListFaults {
  readonly departmentId: string;
  readonly department: string;
  readonly list: ListKind | '';
  readonly released: number;
  readonly toldAt: Date;
  readonly toldBy: string;
}

/** What departments were told; a department's own transaction sees its own rows. */
export async function toldRows(tx: Tx, cycleId: string, departmentId?: string): Promise<ToldRow[]> {
  return tx<ToldRow[]>`
    select q.department_id, d.name as department, q.list, q.released, q.dialled, q.wrong_numbers, q.stopped, q.other_numbers,
      q.wrong_persons, q.told_at, q.told_by
    from list_quality q join departments d on d.id = q.department_id
    where q.cycle_id = ${cycleId} ${departmentId === undefined ? tx`` : tx`and q.department_id = ${departmentId}`}
    order by d.name collate "zh-x-icu", q.list`;
}

export const shownRow = (row: ToldRow): Counted => ({
  departmentId: row.departmentId,
  department: row.department,
  list: row.list === '' ? null : row.list,
  released: row.released,
  faults: sumFaults([row]),
});
