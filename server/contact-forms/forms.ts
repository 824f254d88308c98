/**
 * Contact forms (附件8): filled by each appraisee of a cycle, read by the office.
 *
 * Promise: names, posts and numbers are sealed by the cycle's key before PostgreSQL sees them; no note holds any of them.
 */
import type { ContactForm, ContactFormStanding } from '#contract';
import { read, write, type Tx } from '#db';
import { maskNumbers } from '#frames';
import { Problem } from '#problem';
import { renderContactForm } from '#site';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { seal, unseal } from '../vault.ts';
import { readContactPhone } from './phones.ts';
import { writeAllForms, writeForm } from './workbook.ts';

interface Row {
  cycleId: string;
  cycleName: string;
  year: number;
  closed: boolean;
  homeArea: string;
  deadlineOn: string | null;
  departmentId: string;
  departmentName: string;
  formSealed: Buffer | null;
  filledAt: Date | null;
  filledBy: string | null;
}

type Standing = ContactFormStanding;

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const place = (cycleId: string, departmentId: string): string => `contact_forms/${cycleId}/${departmentId}/form`;

/** The appraisees a caller may see, with what each filled: a liaison's own department only. */
async function rowsOf(tx: Tx, ctx: Context, asked: { cycleId?: string; departmentId?: string }): Promise<Row[]> {
  const own = ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' ? ctx.actor.departmentId : undefined;
  return tx<Row[]>`
    select c.id as cycle_id, c.name as cycle_name, c.year, c.state = 'closed' as closed, c.home_area,
      c.contact_deadline_on::text as deadline_on, d.id as department_id, d.name as department_name,
      f.form_sealed, f.filled_at, f.filled_by
    from appraisees a
    join cycles c on c.id = a.cycle_id
    join departments d on d.id = a.department_id
    left join contact_forms f on f.cycle_id = a.cycle_id and f.department_id = a.department_id
    where true
      ${own === undefined ? tx`` : tx`and a.department_id = ${own}`}
      ${asked.cycleId === undefined ? tx`` : tx`and a.cycle_id = ${asked.cycleId}`}
      ${asked.departmentId === undefined ? tx`` : tx`and a.department_id = ${asked.departmentId}`}
    order by c.year desc, c.created_at desc, d.name collate "zh-x-icu"`;
}

async function rowOf(tx: Tx, ctx: Context, cycleId: string, departmentId: string): Promise<Row> {
  const [row] = await rowsOf(tx, ctx, { cycleId, departmentId });
  if (!row) throw new Problem('not-found');
  return row;
}

function toStanding(row: Row): Standing {
  return {
    cycle: { id: row.cycleId, name: row.cycleName, year: row.year, closed: row.closed },
    department: { id: row.departmentId, name: row.departmentName },
    deadlineOn: row.deadlineOn,
    state: row.filledAt === null ? 'awaited' : 'filled',
    filledAt: row.filledAt?.toISOString() ?? null,
    filledBy: row.filledBy,
    late: row.deadlineOn !== null && row.filledAt !== null && beijingDay(row.filledAt) > row.deadlineOn,
  };
}

function open(dataKey: Buffer, row: Row): ContactForm | null {
  if (row.formSealed === null) return null;
  return JSON.parse(unseal(dataKey, place(row.cycleId, row.departmentId), row.formSealed).toString('utf8'));
}

/** A form nobody filled needs no key: the empty sheet can be had also after an erasure. */
async function openOne(tx: Tx, ctx: Context, row: Row): Promise<ContactForm | null> {
  return row.formSealed === null ? null : open((await ctx.vault.cycleKeys(tx, row.cycleId)).dataKey, row);
}

export async function listOwn(ctx: Context): Promise<{ items: Standing[] }> {
  return read(ctx, async (tx) => ({ items: (await rowsOf(tx, ctx, {})).map(toStanding) }));
}

async function deadlineOf(tx: Tx, cycleId: string): Promise<{ name: string; year: number; deadlineOn: string | null }> {
  const [cycle] = await tx<{ name: string; year: number; deadlineOn: string | null }[]>`
    select name, year, contact_deadline_on::text as deadline_on from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}

export async function list(
  ctx: Context,
  cycleId: string,
): Promise<{
  deadlineOn: string | null;
  erased: boolean;
  items: (Standing & { liaison: string | null; phones: string[]; leaders: string[] })[];
}> {
  return read(ctx, async (tx) => {
    const { deadlineOn } = await deadlineOf(tx, cycleId);
    const rows = await rowsOf(tx, ctx, { cycleId });
    const [destroyed] = await tx`select 1 from cycle_keys where cycle_id = ${cycleId} and destroyed_at is not null`;
    const erased = destroyed !== undefined;
    const keys =
      erased || rows.every(({ formSealed }) => formSealed === null) ? null : await ctx.vault.cycleKeys(tx, cycleId);
    return {
      deadlineOn,
      erased,
      items: rows.map((row) => {
        const form = keys === null ? null : open(keys.dataKey, row);
        return {
          ...toStanding(row),
          liaison: form && `${form.liaisonName} ${form.liaisonPost}`,
          phones: form ? [form.officePhone, form.mobilePhone].filter((phone) => phone !== '').map(maskNumbers) : [],
          leaders: form ? leadersOf(form).map(({ name, post }) => `${name} ${post}`) : [],
        };
      }),
    };
  });
}

const leadersOf = (form: ContactForm): { name: string; post: string }[] => [
  { name: form.leaderName, post: form.leaderPost },
  ...(form.secondLeaderName === '' ? [] : [{ name: form.secondLeaderName, post: form.secondLeaderPost }]),
];

export async function get(
  ctx: Context,
  cycleId: string,
  departmentId: string,
): Promise<Standing & { form: ContactForm | null }> {
  return read(ctx, async (tx) => {
    const row = await rowOf(tx, ctx, cycleId, departmentId);
    return { ...toStanding(row), form: await openOne(tx, ctx, row) };
  });
}

export async function fill(
  ctx: Context,
  cycleId: string,
  departmentId: string,
  input: ContactForm,
): Promise<Standing & { form: ContactForm }> {
  return write(ctx, 'contact-form.fill', async (tx, note) => {
    const row = await rowOf(tx, ctx, cycleId, departmentId);
    if (row.closed) throw new Problem('cycle-closed');
    const form = withPhones(input, row.homeArea);
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    const filledBy = ctx.actor.kind === 'account' ? ctx.actor.login : 'system';
    await tx`
      insert into contact_forms (cycle_id, department_id, form_sealed, filled_at, filled_by)
      values (${cycleId}, ${departmentId}, ${seal(dataKey, place(cycleId, departmentId), JSON.stringify(form))}, ${ctx.now}, ${filledBy})
      on conflict (cycle_id, department_id) do update set
        form_sealed = excluded.form_sealed, filled_at = excluded.filled_at, filled_by = excluded.filled_by`;
    const standing = toStanding({ ...row, filledAt: ctx.now, filledBy });
    note({
      subject: `cycle:${cycleId}`,
      detail: { department: row.departmentName, again: row.filledAt !== null, late: standing.late },
    });
    return { ...standing, form };
  });
}

/** The form with its numbers as the rules write them; Problem `invalid-request` at the field that is wrong. */
function withPhones(form: ContactForm, homeArea: string): ContactForm {
  const office = readContactPhone(form.officePhone, 'office', homeArea);
  const mobile = readContactPhone(form.mobilePhone, 'mobile', homeArea);
  const fields = [
    ...('message' in office ? [{ path: 'officePhone', message: office.message }] : []),
    ...('message' in mobile ? [{ path: 'mobilePhone', message: mobile.message }] : []),
  ];
  if ('message' in office || 'message' in mobile) throw new Problem('invalid-request', {}, fields);
  return { ...form, officePhone: office.number, mobilePhone: mobile.number };
}

export async function setDeadline(
  ctx: Context,
  cycleId: string,
  input: { deadlineOn: string | null },
): Promise<{ deadlineOn: string | null }> {
  return write(ctx, 'contact-form.deadline', async (tx, note) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId} for update`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    await tx`update cycles set contact_deadline_on = ${input.deadlineOn} where id = ${cycleId}`;
    note({ subject: `cycle:${cycleId}`, detail: { deadlineOn: input.deadlineOn } });
    return input;
  });
}

export async function print(ctx: Context, cycleId: string, departmentId: string, nonce: string): Promise<FileReply> {
  return read(ctx, async (tx) => {
    const row = await rowOf(tx, ctx, cycleId, departmentId);
    const form = await openOne(tx, ctx, row);
    return new FileReply(
      renderContactForm({ year: row.year, department: row.departmentName, form }, nonce),
      'text/html; charset=utf-8',
    );
  });
}

export async function download(ctx: Context, cycleId: string, departmentId: string): Promise<FileReply> {
  const { row, form } = await read(ctx, async (tx) => {
    const found = await rowOf(tx, ctx, cycleId, departmentId);
    return { row: found, form: await openOne(tx, ctx, found) };
  });
  const book = await writeForm({ year: row.year, department: row.departmentName, form });
  return new FileReply(book, xlsx, { fileName: `附件8-${row.departmentName}.xlsx` });
}

/** All forms of a cycle; leaves the house as a file, therefore in the trail. */
export async function exportAll(ctx: Context, cycleId: string): Promise<FileReply> {
  const { name, year, forms } = await write(ctx, 'contact-form.export', async (tx, note) => {
    const cycle = await deadlineOf(tx, cycleId);
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    const rows = await rowsOf(tx, ctx, { cycleId });
    note({
      subject: `cycle:${cycleId}`,
      detail: { departments: rows.length, filled: rows.filter(({ filledAt }) => filledAt !== null).length },
    });
    return { ...cycle, forms: rows.map((row) => ({ department: row.departmentName, form: open(dataKey, row) })) };
  });
  return new FileReply(await writeAllForms(year, forms), xlsx, { fileName: `情况表（附件8）-${name}.xlsx` });
}
