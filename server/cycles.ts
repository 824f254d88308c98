/** Evaluation cycles, departments, appraisees and what each must file. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Category, Cycle, cycleStateSchema, departmentSchema, frameDutySchema, ListKind } from '#contract';
import { isConstraint, read, write, type Tx } from '#db';
import { Problem } from '#problem';
import type { Context } from './context.ts';

type Department = z.infer<typeof departmentSchema>;
type FrameDuty = z.infer<typeof frameDutySchema>;
type StandingDuty = Omit<FrameDuty, 'list'> & { list: ListKind; frameId: string };
type CycleState = z.infer<typeof cycleStateSchema>;

/**
 * What 桂绩办发〔2015〕35号 asks of each class (R12–R23): government departments 附件2 and 3, with at least 500 people for the
 * economic, public-affairs and supervision classes and 300 for special affairs; party, mass, judicial organs and democratic
 * parties 附件4 and 5 with at least 300. 参公 institutions (附件6, 7) are not a class of their own in 2018: set by hand.
 */
export function dutiesOf(category: Category, coverage: FrameDuty['coverage']): readonly FrameDuty[] {
  const cadres = (attachment: number): FrameDuty => ({ list: 'system-cadres', attachment, minimum: 0, coverage });
  const topics = (attachment: number, minimum: number): FrameDuty => ({
    list: 'hot-topics',
    attachment,
    minimum,
    coverage: 'none',
  });
  switch (category) {
    case 'economic':
    case 'public-affairs':
    case 'supervision':
      return [cadres(2), topics(3, 500)];
    case 'special-affairs':
      return [cadres(2), topics(3, 300)];
    case 'party-and-mass':
    case 'democratic-parties':
      return [cadres(4), topics(5, 300)];
    case 'state-security':
      return []; // secret work: by consultation only (R25)
  }
}

interface CycleRow {
  id: string;
  name: string;
  year: number;
  state: CycleState;
  homeArea: string;
  frameDeadlineOn: string;
  restMonths: number;
  createdAt: Date;
  appraiseeCount: number;
  frameCount: number;
}

const toCycle = (row: CycleRow): Cycle => ({ ...row, createdAt: row.createdAt.toISOString() });

async function cycleRows(tx: Tx, cycleId: string | null): Promise<CycleRow[]> {
  return tx<CycleRow[]>`
    select c.id, c.name, c.year, c.state, c.home_area, c.frame_deadline_on::text as frame_deadline_on, c.rest_months, c.created_at,
      (select count(*)::int from appraisees a where a.cycle_id = c.id) as appraisee_count,
      (select count(*)::int from frames f where f.cycle_id = c.id) as frame_count
    from cycles c
    ${cycleId === null ? tx`` : tx`where c.id = ${cycleId}`}
    order by c.year desc, c.created_at desc`;
}

async function cycleById(tx: Tx, cycleId: string): Promise<CycleRow> {
  const [row] = await cycleRows(tx, cycleId);
  if (!row) throw new Problem('not-found');
  return row;
}

export async function listDepartments(ctx: Context): Promise<{ items: Department[] }> {
  return read(ctx, async (tx) => ({
    items: await tx<Department[]>`select id, name, category from departments order by name collate "zh-x-icu"`,
  }));
}

export async function createDepartment(ctx: Context, input: { name: string; category: Category }): Promise<Department> {
  const department = { id: randomUUID(), ...input };
  try {
    return await write(ctx, 'department.create', async (tx, note) => {
      await tx`insert into departments (id, name, category, created_at) values (${department.id}, ${input.name}, ${input.category}, ${ctx.now})`;
      note({ subject: `department:${department.id}`, detail: { name: input.name, category: input.category } });
      return department;
    });
  } catch (error) {
    if (isConstraint(error, 'a_department_is_listed_once')) throw new Problem('department-exists');
    throw error;
  }
}

export async function list(ctx: Context): Promise<{ items: Cycle[] }> {
  return read(ctx, async (tx) => ({ items: (await cycleRows(tx, null)).map(toCycle) }));
}

export async function create(
  ctx: Context,
  input: { name: string; year: number; homeArea: string; frameDeadlineOn: string },
  /** What other rooms keep of every cycle from its first moment on. */
  furnish?: (tx: Tx, ctx: Context, cycleId: string) => Promise<void>,
): Promise<Cycle> {
  const id = randomUUID();
  try {
    return await write(ctx, 'cycle.create', async (tx, note) => {
      await tx`
        insert into cycles (id, name, year, home_area, frame_deadline_on, state, created_at)
        values (${id}, ${input.name}, ${input.year}, ${input.homeArea}, ${input.frameDeadlineOn}, 'preparing', ${ctx.now})`;
      await ctx.vault.createCycleKeys(tx, id);
      await furnish?.(tx, ctx, id);
      note({ subject: `cycle:${id}`, detail: { name: input.name, year: input.year } });
      return toCycle(await cycleById(tx, id));
    });
  } catch (error) {
    if (isConstraint(error, 'a_cycle_name_is_used_once')) throw new Problem('cycle-exists');
    throw error;
  }
}

export async function get(
  ctx: Context,
  cycleId: string,
): Promise<Cycle & { appraisees: (Department & { frames: StandingDuty[] })[] }> {
  return read(ctx, async (tx) => {
    const cycle = toCycle(await cycleById(tx, cycleId));
    const rows = await tx<
      (Department & {
        frameId: string | null;
        list: ListKind;
        attachment: number | null;
        minimum: number;
        coverage: FrameDuty['coverage'];
      })[]
    >`
      select d.id, d.name, a.category, f.id as frame_id, f.list, f.attachment, f.minimum, f.coverage
      from appraisees a
      join departments d on d.id = a.department_id
      left join frames f on f.cycle_id = a.cycle_id and f.department_id = a.department_id
      where a.cycle_id = ${cycleId}
      order by d.name collate "zh-x-icu", f.attachment`;
    const appraisees = new Map<string, Department & { frames: StandingDuty[] }>();
    for (const row of rows) {
      const appraisee = appraisees.get(row.id) ?? { id: row.id, name: row.name, category: row.category, frames: [] };
      appraisees.set(row.id, appraisee);
      if (row.frameId !== null)
        appraisee.frames.push({
          frameId: row.frameId,
          list: row.list,
          attachment: row.attachment,
          minimum: row.minimum,
          coverage: row.coverage,
        });
    }
    return { ...cycle, appraisees: [...appraisees.values()] };
  });
}

export async function change(
  ctx: Context,
  cycleId: string,
  input: {
    name?: string | undefined;
    frameDeadlineOn?: string | undefined;
    restMonths?: number | undefined;
    state?: CycleState | undefined;
  },
): Promise<Cycle> {
  try {
    return await write(ctx, 'cycle.change', async (tx, note) => {
      const before = await cycleById(tx, cycleId);
      if (before.state === 'closed') throw new Problem('cycle-closed');
      await tx`
        update cycles set
          name = ${input.name ?? before.name},
          frame_deadline_on = ${input.frameDeadlineOn ?? before.frameDeadlineOn},
          rest_months = ${input.restMonths ?? before.restMonths},
          state = ${input.state ?? before.state}
        where id = ${cycleId}`;
      // A frame's own deadline moves with the cycle's unless it was agreed apart.
      if (input.frameDeadlineOn)
        await tx`
          update frames set deadline_on = ${input.frameDeadlineOn}
          where cycle_id = ${cycleId} and deadline_on = ${before.frameDeadlineOn} and duty_note is null`;
      note({ subject: `cycle:${cycleId}`, detail: { ...input } });
      return toCycle(await cycleById(tx, cycleId));
    });
  } catch (error) {
    if (isConstraint(error, 'a_cycle_name_is_used_once')) throw new Problem('cycle-exists');
    throw error;
  }
}

export async function addAppraisees(
  ctx: Context,
  cycleId: string,
  input: { departmentIds: readonly string[]; frames?: readonly FrameDuty[] | undefined },
): Promise<{ added: number }> {
  return write(ctx, 'appraisee.add', async (tx, note) => {
    const cycle = await cycleById(tx, cycleId);
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    const departments = await tx<
      Department[]
    >`select id, name, category from departments where id = any(${[...input.departmentIds]}::uuid[])`;
    let added = 0;
    for (const department of departments) {
      const inserted = await tx`
        insert into appraisees (cycle_id, department_id, category)
        values (${cycleId}, ${department.id}, ${department.category})
        on conflict do nothing`;
      if (inserted.count === 0) continue;
      added += 1;
      const coverage = cycle.year < 2018 ? 'guangxi-2015' : 'guangxi-2018';
      for (const duty of input.frames ?? dutiesOf(department.category, coverage))
        await tx`
          insert into frames (id, cycle_id, department_id, list, attachment, minimum, coverage, deadline_on, state)
          values (${randomUUID()}, ${cycleId}, ${department.id}, ${duty.list}, ${duty.attachment}, ${duty.minimum}, ${duty.coverage},
            ${cycle.frameDeadlineOn}, 'awaited')`;
    }
    note({
      subject: `cycle:${cycleId}`,
      detail: { departments: departments.map((department) => department.name), added },
    });
    return { added };
  });
}

export async function removeAppraisee(ctx: Context, cycleId: string, departmentId: string): Promise<null> {
  return write(ctx, 'appraisee.remove', async (tx, note) => {
    const [filed] = await tx`
      select 1 from submissions s join frames f on f.id = s.frame_id
      where f.cycle_id = ${cycleId} and f.department_id = ${departmentId} limit 1`;
    if (filed) throw new Problem('appraisee-has-submissions');
    // What was published about a department, or answered about it, stays.
    const [asked] = await tx`
      select 1 from questionnaires q
      join questionnaire_versions v on v.questionnaire_id = q.id and v.state in ('published', 'retired')
      where q.cycle_id = ${cycleId} and q.department_id = ${departmentId}
      union all
      select 1 from answer_sheets s where s.cycle_id = ${cycleId} and s.department_id = ${departmentId}
      limit 1`;
    if (asked) throw new Problem('appraisee-has-answers');
    await tx`delete from frames where cycle_id = ${cycleId} and department_id = ${departmentId}`;
    const removed = await tx`delete from appraisees where cycle_id = ${cycleId} and department_id = ${departmentId}`;
    if (removed.count === 0) throw new Problem('not-found');
    note({ subject: `cycle:${cycleId}`, detail: { departmentId } });
    return null;
  });
}
