/** Lists that stood beside a draw: of other departments, keeping persons whom a decision on shared persons took from this draw. */
import type { ListKind } from '#contract';
import type { Tx } from '#db';
import type { LeftOut } from './left-out.ts';

/** As the manifest has it: no persons, no file names. */
// A type, so that it is JSON to the database.
// oxlint-disable-next-line typescript/consistent-type-definitions -- an interface has no index signature
export type BesideList = {
  department: string;
  list: ListKind;
  attachment?: number;
  /** SHA-256 of the filed files. */
  files: string[];
};

export async function besideOf(tx: Tx, cycleId: string, leftOut: LeftOut): Promise<BesideList[]> {
  const places = [...leftOut].flatMap(([place, reason]) => (reason === 'held-out' ? [place.split('/')] : []));
  if (places.length === 0) return [];
  const rows = await tx<
    { department: string; list: ListKind; attachment: number | null; files: { sha256: string }[] }[]
  >`
    with mine as materialized (
      select distinct i.person_index, c.kept_department_id
      from unnest(${places.map(([submission = '']) => submission)}::uuid[], ${places.map(([, ordinal = '']) => Number(ordinal))}::int[])
        as p (submission_id, ordinal)
      join frame_unit_indexes i on i.submission_id = p.submission_id and i.ordinal = p.ordinal
      join shared_person_decisions c on c.cycle_id = ${cycleId} and c.person_index = i.person_index
    )
    select d.name as department, f.list, f.attachment, s.files
    from frames f
    join departments d on d.id = f.department_id
    join submissions s on s.id = f.latest_submission_id
    where f.cycle_id = ${cycleId} and f.id in (
      select kept.id
      from mine
      join frame_unit_indexes theirs on theirs.person_index = mine.person_index
      join frames kept on kept.latest_submission_id = theirs.submission_id and kept.department_id = mine.kept_department_id
      where kept.cycle_id = ${cycleId}
    )
    order by d.name collate "zh-x-icu", f.attachment, f.id`;
  return rows.map(({ department, list, attachment, files }) => ({
    department,
    list,
    ...(attachment === null ? {} : { attachment }),
    files: files.map(({ sha256 }) => sha256),
  }));
}
