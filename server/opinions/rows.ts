/**
 * Opinions as they stand in the database: opened, locked, shown.
 *
 * Promise: an original leaves here only as `OpenedOpinion`, for a verb that notes who opened it; everybody else gets the text as it
 * was confirmed, or as it would be proposed. What a giver wrote as a contact is no opinion and is never among these.
 */
import type { OpenedOpinion, Opinion, OpinionState } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import { opinionPlace } from '#sheets';
import { contactItems, deidentify } from '#surveys';
import { unseal } from '#vault';
import type { Context } from '../context.ts';

export interface OpinionRow {
  id: string;
  cycleId: string;
  sheetState: string;
  givenId: string;
  givenName: string;
  departmentId: string;
  departmentName: string;
  state: OpinionState;
  kind: string | null;
  topics: string[];
  revision: number;
  consent: boolean | null;
  withheldReason: string | null;
  codedBy: string | null;
  codedAt: Date | null;
  textSealed: Uint8Array;
  editedSealed: Uint8Array | null;
}

/** Only sheets that count, or may yet: what was thrown out or replaced is not worked on. */
const workable = ['counted', 'quarantined'];

const selectOpinions = (tx: Tx) => tx`
  select o.id, o.cycle_id, s.state as sheet_state, o.department_id as given_id, g.name as given_name,
    d.id as department_id, d.name as department_name, o.state, o.kind, o.topics, o.revision, o.consent, o.withheld_reason,
    o.coded_by, o.coded_at, o.text_sealed, o.edited_sealed
  from sheet_opinions o
  join answer_sheets s on s.id = o.sheet_id
  join departments g on g.id = o.department_id
  join departments d on d.id = coalesce(o.assigned_to, o.department_id)`;

/** What opinions to work on have in common: no contacts, nothing of a sheet that was thrown out. */
export const isOpinion = (tx: Tx) =>
  tx`o.item <> all(${[...contactItems]}::text[]) and s.state = any(${workable}::text[])`;

export async function opinionRows(
  tx: Tx,
  asked: {
    readonly cycleId: string;
    readonly states?: readonly OpinionState[] | undefined;
    readonly departmentId?: string | undefined;
    readonly ids?: readonly string[];
    readonly after?: string | undefined;
    readonly limit?: number;
  },
): Promise<OpinionRow[]> {
  return tx<OpinionRow[]>`
    ${selectOpinions(tx)}
    where o.cycle_id = ${asked.cycleId} and ${isOpinion(tx)}
      ${asked.states ? tx`and o.state = any(${[...asked.states]}::text[])` : tx``}
      ${asked.departmentId === undefined ? tx`` : tx`and coalesce(o.assigned_to, o.department_id) = ${asked.departmentId}`}
      ${asked.ids ? tx`and o.id = any(${[...asked.ids]}::uuid[])` : tx``}
      ${asked.after === undefined ? tx`` : tx`and o.id > ${asked.after}::uuid`}
    order by o.id
    ${asked.limit === undefined ? tx`` : tx`limit ${asked.limit}`}`;
}

/** One opinion, locked against everybody who codes or hands over. */
export async function lockedOpinion(tx: Tx, opinionId: string): Promise<OpinionRow> {
  await tx`select 1 from sheet_opinions where id = ${opinionId} for update`;
  const [row] = await tx<OpinionRow[]>`${selectOpinions(tx)} where o.id = ${opinionId} and ${isOpinion(tx)}`;
  if (!row) throw new Problem('not-found');
  return row;
}

/** Opens texts of one cycle. Problem `keys-destroyed` after an erasure. */
export async function textsOf(
  tx: Tx,
  ctx: Context,
  cycleId: string,
): Promise<{ readonly original: (row: OpinionRow) => string; readonly edited: (row: OpinionRow) => string | null }> {
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const open = (row: OpinionRow, column: 'text' | 'edited', sealed: Uint8Array) =>
    unseal(dataKey, opinionPlace(row.id, column), sealed).toString('utf8');
  return {
    original: (row) => open(row, 'text', row.textSealed),
    edited: (row) => row.editedSealed && open(row, 'edited', row.editedSealed),
  };
}

export type Texts = Awaited<ReturnType<typeof textsOf>>;

export function toOpinion(row: OpinionRow, texts: Texts): Opinion {
  return {
    id: row.id,
    revision: row.revision,
    state: row.state,
    given: { id: row.givenId, name: row.givenName },
    department: { id: row.departmentId, name: row.departmentName },
    kind: row.kind,
    topics: row.topics,
    text: texts.edited(row) ?? deidentify(texts.original(row)),
    consent: row.consent,
    withheldReason: row.withheldReason,
    codedBy: row.codedBy,
    codedAt: row.codedAt?.toISOString() ?? null,
  };
}

export const toOpened = (row: OpinionRow, texts: Texts): OpenedOpinion => ({
  ...toOpinion(row, texts),
  original: texts.original(row),
  confirmed: row.editedSealed !== null,
});

export async function cycleName(tx: Tx, cycleId: string): Promise<{ id: string; name: string; year: number }> {
  const [cycle] = await tx<{ id: string; name: string; year: number }[]>`
    select id, name, year from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}
