/**
 * 整改情况评议: the list the platform makes itself, from people who gave an opinion and agreed to be asked what became of it.
 *
 * Promise: a filing like any other (read, judged, sealed by the new cycle's keys, numbered), made by the office; row-level security
 * keeps it from every department. The order of its rows says nothing: names ascending.
 */
import { randomUUID } from 'node:crypto';
import ExcelJS from 'exceljs';
import type { Submission } from '#contract';
import { write } from '#db';
import { Problem } from '#problem';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import { formOf } from './attachments.ts';
import { submit } from './submit.ts';

export interface ListedGiver {
  readonly name: string;
  /** As dialled. */
  readonly mobile: string;
  readonly fixed: string;
  readonly organisation: string;
}

export interface GiversSource {
  readonly cycleId: string;
  readonly name: string;
  readonly consented: number;
}

interface Place {
  readonly cycleId: string;
  readonly departmentId: string;
}

/** Makes sure that the cycle has the list, and files these persons as its next submission. */
export async function fileGiversList(
  ctx: Context,
  place: Place,
  { persons, source }: { readonly persons: readonly ListedGiver[]; readonly source: GiversSource },
): Promise<Submission> {
  const { frameId, year, department } = await openFrame(ctx, place, persons.length, source);
  const bytes = await writeList(persons, { year, department });
  return submit(ctx, frameId, { files: [{ name: `${year}年度${department}整改情况评议名单.xlsx`, bytes }] });
}

async function openFrame(
  ctx: Context,
  { cycleId, departmentId }: Place,
  listed: number,
  source: GiversSource,
): Promise<{ frameId: string; year: number; department: string }> {
  return write(ctx, 'opinion.givers-list', async (tx, note) => {
    const [cycle] = await tx<{ year: number; state: string }[]>`
      select year, state from cycles where id = ${cycleId} for update`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    const [appraisee] = await tx<{ name: string }[]>`
      select d.name from appraisees a join departments d on d.id = a.department_id
      where a.cycle_id = ${cycleId} and a.department_id = ${departmentId}`;
    if (!appraisee) throw new Problem('not-appraised');
    await tx`
      insert into frames (id, cycle_id, department_id, list, attachment, minimum, coverage, deadline_on, state)
      select ${randomUUID()}::uuid, c.id, ${departmentId}::uuid, 'rectification', null, 0, 'none',
        greatest(c.frame_deadline_on, ${beijingDay(ctx.now)}::date), 'awaited'
      from cycles c where c.id = ${cycleId}
      on conflict on constraint a_department_files_each_list_once do update set
        deadline_on = greatest(frames.deadline_on, excluded.deadline_on)`;
    const [frame] = await tx<{ id: string }[]>`
      select id from frames where cycle_id = ${cycleId} and department_id = ${departmentId} and list = 'rectification'`;
    if (!frame) throw new Error('the list of givers vanished');
    note({
      subject: `frame:${frame.id}`,
      detail: { department: appraisee.name, from: source.name, consented: source.consented, listed },
    });
    return { frameId: frame.id, year: cycle.year, department: appraisee.name };
  });
}

async function writeList(
  persons: readonly ListedGiver[],
  { year, department }: { readonly year: number; readonly department: string },
): Promise<Uint8Array> {
  const form = formOf('rectification', null);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  const sheet = workbook.addWorksheet('名单');
  sheet.columns = form.columns.map(({ width }) => ({ width, style: { numFmt: '@' } }));
  sheet.addRow([form.title(year, department)]);
  sheet.addRow([`报送单位:${department}`]);
  sheet.addRow(form.columns.map(({ header }) => header)).font = { bold: true };
  const ordered = persons.toSorted((a, b) => compare(a.name, b.name) || compare(a.mobile, b.mobile));
  for (const [i, { name, mobile, fixed, organisation }] of ordered.entries())
    sheet.addRow([String(i + 1), name, mobile, fixed, organisation]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
