/**
 * Batches of printed forms: one form for each released case, or loose copies.
 *
 * Promise: every form has a number that is used once, knows whom it judges and which wording it carries, and is accounted for:
 * printed = out + filed + void.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { PaperBatch } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { releasedCases } from '#draws';
import { Problem } from '#problem';
import { serving } from '#questionnaires';
import { shownName, type Context } from '../context.ts';
import { batchCode, formNumber } from './form-number.ts';
import { batchById, batches, formByNumber } from './rows.ts';

type Source =
  | { readonly kind: 'draw'; readonly drawId: string }
  | { readonly kind: 'copies'; readonly departmentId: string; readonly copies: number };

interface NewForm {
  readonly departmentId: string;
  readonly unitId: string | null;
}

export async function list(ctx: Context, cycleId: string): Promise<{ items: PaperBatch[] }> {
  return read(ctx, async (tx) => ({ items: await batches(tx, { cycleId }) }));
}

export async function get(ctx: Context, batchId: string) {
  return read(ctx, async (tx) => {
    const batch = await batchById(tx, batchId);
    const differing = await tx<{ serial: number; department: string; clerks: string[] }[]>`
      select f.serial, d.name as department, array_agg(e.clerk order by e.round) as clerks
      from paper_forms f
      join departments d on d.id = f.department_id
      join paper_entries e on e.batch_id = f.batch_id and e.serial = f.serial
      where f.batch_id = ${batchId} and f.state = 'out'
      group by f.serial, d.name
      having count(*) = 2
      order by f.serial`;
    const voided = await tx<{ serial: number; voidReason: string }[]>`
      select serial, void_reason from paper_forms where batch_id = ${batchId} and state = 'void' order by serial`;
    return {
      ...batch,
      differing: differing.map(({ serial, department, clerks }) => ({
        number: formNumber(batch.code, serial),
        department,
        clerks,
      })),
      voided: voided.map(({ serial, voidReason }) => ({ number: formNumber(batch.code, serial), reason: voidReason })),
    };
  });
}

export async function create(
  ctx: Context,
  cycleId: string,
  input: { readonly title: string; readonly kind: PaperBatch['kind']; readonly source: Source },
): Promise<PaperBatch> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- only when a code of four characters was used before
      return await createOnce(ctx, cycleId, input);
    } catch (error) {
      if (!isConstraint(error, 'a_batch_code_is_used_once') || attempt === 5) throw error;
    }
  }
}

async function createOnce(
  ctx: Context,
  cycleId: string,
  { title, kind, source }: { readonly title: string; readonly kind: PaperBatch['kind']; readonly source: Source },
): Promise<PaperBatch> {
  return write(ctx, 'paper.print', async (tx, note) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId} for share`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    const forms = source.kind === 'draw' ? await formsOfDraw(tx, ctx, cycleId, source.drawId, kind) : copiesOf(source);
    const versions = await versionsFor(tx, cycleId, kind, forms);
    const id = randomUUID();
    await tx`
      insert into paper_batches (id, cycle_id, kind, draw_id, code, title, created_at, created_by)
      values (${id}, ${cycleId}, ${kind}, ${source.kind === 'draw' ? source.drawId : null}, ${batchCode(randomBytes(4))},
        ${title}, ${ctx.now}, ${shownName(ctx.actor)})`;
    await tx`
      insert into paper_forms (batch_id, serial, department_id, version_id, unit_id, state)
      select ${id}::uuid, n, department_id, version_id, unit_id, 'out'
      from unnest(
        ${forms.map(({ departmentId }) => departmentId)}::uuid[],
        ${forms.map(({ departmentId }) => versions.get(departmentId) ?? '')}::uuid[],
        ${forms.map(({ unitId }) => unitId)}::text[]
      ) with ordinality as f (department_id, version_id, unit_id, n)`;
    note({ subject: `cycle:${cycleId}`, detail: { batch: id, kind, forms: forms.length, source: source.kind } });
    return batchById(tx, id);
  });
}

const copiesOf = ({ departmentId, copies }: Extract<Source, { kind: 'copies' }>): NewForm[] =>
  Array.from({ length: copies }, () => ({ departmentId, unitId: null }));

/** A form for each released case of the right list that has none yet: a second batch holds what was released since. */
async function formsOfDraw(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  drawId: string,
  kind: PaperBatch['kind'],
): Promise<NewForm[]> {
  // Two batches of one draw at once would print the same case twice.
  await tx`select 1 from draws where id = ${drawId} for update`;
  const released = await releasedCases(tx, ctx, drawId);
  if (released.cycleId !== cycleId) throw new Problem('not-found');
  const asked = released.cases.filter(({ list }) => list === kind || kind === 'rectification' || kind === 'public');
  if (asked.length === 0) throw new Problem('nothing-released');
  const printed = new Set(
    (
      await tx<{ unitId: string }[]>`
        select f.unit_id from paper_forms f join paper_batches b on b.id = f.batch_id
        where b.draw_id = ${drawId} and b.kind = ${kind} and f.unit_id is not null and f.state <> 'void'`
    ).map(({ unitId }) => unitId),
  );
  const left = asked.filter(({ unitId }) => !printed.has(unitId));
  if (left.length === 0) throw new Problem('paper-already-printed');
  return left.map(({ departmentId, unitId }) => ({ departmentId, unitId }));
}

/** The published version each department is judged with; a department without one stops the batch, by name. */
async function versionsFor(
  tx: Tx,
  cycleId: string,
  kind: PaperBatch['kind'],
  forms: readonly NewForm[],
): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  const without: string[] = [];
  for (const departmentId of new Set(forms.map((form) => form.departmentId))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection; a few departments
    const version = await serving(tx, { cycleId, kind, departmentId, channel: 'paper' });
    if (version) versions.set(departmentId, version.versionId);
    else without.push(departmentId);
  }
  if (without.length > 0) {
    const names = await tx<
      { name: string }[]
    >`select name from departments where id = any(${without}::uuid[]) order by name`;
    throw new Problem('questionnaire-not-serving', { departments: names.map(({ name }) => name).join('、') });
  }
  return versions;
}

export async function voidForm(
  ctx: Context,
  input: { readonly number: string; readonly reason: string },
): Promise<null> {
  return write(ctx, 'paper.void', async (tx, note) => {
    const { form } = await formByNumber(tx, input.number, { lock: true });
    if (form.closed) throw new Problem('cycle-closed');
    if (form.state !== 'out') throw new Problem('paper-form-settled');
    await tx`
      update paper_forms set state = 'void', void_reason = ${input.reason}, settled_at = ${ctx.now}, settled_by = ${shownName(ctx.actor)}
      where batch_id = ${form.batchId} and serial = ${form.serial}`;
    note({
      subject: `cycle:${form.cycleId}`,
      detail: { batch: form.batchId, form: formNumber(form.code, form.serial), reason: input.reason },
    });
    return null;
  });
}
