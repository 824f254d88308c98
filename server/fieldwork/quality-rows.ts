/** What calls say of a list, as it is shown, told and stored. */
import type { ListFaults, ListKind, ListQuality } from '#contract';
import type { Tx } from '#db';
import type { ListFault } from './outcome.ts';

export const faultsOf = (counts: Readonly<Partial<Record<ListFault, number>>>): Omit<ListFaults, 'dialled'> => ({
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

export const shownRow = (row: ToldRow): ListQuality & { readonly faults: ListFaults } => ({
  departmentId: row.departmentId,
  department: row.department,
  list: row.list === '' ? null : row.list,
  released: row.released,
  faults: sumFaults([row]),
});
