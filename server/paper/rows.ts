/** Paper batches and forms as they stand in the database. */
import type { PaperAccounting, PaperBatch } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import { readFormNumber } from './form-number.ts';

interface BatchRow {
  id: string;
  cycleId: string;
  kind: PaperBatch['kind'];
  code: string;
  title: string;
  drawId: string | null;
  drawTitle: string | null;
  createdAt: Date;
  createdBy: string;
  departments: string[];
  printed: number;
  out: number;
  enteredOnce: number;
  differing: number;
  filed: number;
  void: number;
}

/** Batches of a cycle, or one batch, with what became of their forms. */
export async function batches(tx: Tx, asked: { cycleId?: string; batchId?: string }): Promise<PaperBatch[]> {
  const rows = await tx<BatchRow[]>`
    select b.id, b.cycle_id, b.kind, b.code, b.title, b.draw_id, w.title as draw_title, b.created_at, b.created_by,
      (select array_agg(distinct d.name) from paper_forms f join departments d on d.id = f.department_id where f.batch_id = b.id)
        as departments,
      n.*
    from paper_batches b
    left join draws w on w.id = b.draw_id
    cross join lateral (
      select count(*)::int as printed, (count(*) filter (where f.state = 'out'))::int as out,
        (count(*) filter (where f.state = 'out' and e.rounds = 1))::int as entered_once,
        (count(*) filter (where f.state = 'out' and e.rounds = 2))::int as differing,
        (count(*) filter (where f.state = 'filed'))::int as filed, (count(*) filter (where f.state = 'void'))::int as void
      from paper_forms f
      left join (select serial, count(*) as rounds from paper_entries where batch_id = b.id group by serial) e
        on e.serial = f.serial
      where f.batch_id = b.id
    ) n
    where true
      ${asked.cycleId === undefined ? tx`` : tx`and b.cycle_id = ${asked.cycleId}`}
      ${asked.batchId === undefined ? tx`` : tx`and b.id = ${asked.batchId}`}
    order by b.created_at desc, b.id`;
  return rows.map((row) => ({
    id: row.id,
    cycleId: row.cycleId,
    kind: row.kind,
    code: row.code,
    title: row.title,
    draw: row.drawId === null || row.drawTitle === null ? null : { id: row.drawId, title: row.drawTitle },
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    departments: row.departments,
    accounting: accountingOf(row),
  }));
}

const accountingOf = ({ printed, out, enteredOnce, differing, filed, void: voided }: BatchRow): PaperAccounting => ({
  printed,
  out,
  enteredOnce,
  differing,
  filed,
  void: voided,
});

export async function batchById(tx: Tx, batchId: string): Promise<PaperBatch> {
  const [batch] = await batches(tx, { batchId });
  if (!batch) throw new Problem('not-found');
  return batch;
}

export interface FormRow {
  batchId: string;
  batchTitle: string;
  code: string;
  cycleId: string;
  closed: boolean;
  year: number;
  serial: number;
  departmentId: string;
  departmentName: string;
  versionId: string;
  drawId: string | null;
  unitId: string | null;
  state: 'out' | 'void' | 'filed';
}

export interface EntryRow {
  round: number;
  clerkId: string;
  clerk: string;
  entrySealed: Buffer;
}

const selectForms = (tx: Tx) => tx`
  select f.batch_id, b.title as batch_title, b.code, b.cycle_id, c.state = 'closed' as closed, c.year, f.serial, f.department_id,
    d.name as department_name, f.version_id, b.draw_id, f.unit_id, f.state
  from paper_forms f
  join paper_batches b on b.id = f.batch_id
  join cycles c on c.id = b.cycle_id
  join departments d on d.id = f.department_id`;

/** The form a typed number names, with what was entered of it; locked when it is to be changed. */
export async function formByNumber(
  tx: Tx,
  number: string,
  options: { readonly lock?: boolean } = {},
): Promise<{ readonly form: FormRow; readonly entries: readonly EntryRow[] }> {
  const named = readFormNumber(number);
  if (!named) throw new Problem('paper-form-unknown');
  const [form] = await tx<FormRow[]>`
    ${selectForms(tx)}
    where b.code = ${named.code} and f.serial = ${named.serial}
    ${options.lock ? tx`for update of f` : tx``}`;
  if (!form) throw new Problem('paper-form-unknown');
  const entries = await tx<EntryRow[]>`
    select round, clerk_id, clerk, entry_sealed from paper_entries
    where batch_id = ${form.batchId} and serial = ${form.serial} order by round`;
  return { form, entries };
}

/** All forms of a batch, in the order of their numbers. */
export async function formsOf(tx: Tx, batchId: string): Promise<FormRow[]> {
  return tx<FormRow[]>`${selectForms(tx)} where f.batch_id = ${batchId} order by f.serial`;
}
