/**
 * The quality of filed lists: 空号、停机、非本人 by department and list, told to the departments when fieldwork is over.
 *
 * Promise: a department sees its own lists only, only after it was told, and no count out of fewer than ten calls. What it was told
 * is kept as it was told. No person, no number, no answer.
 */
import {
  leastCalled,
  type listListQuality,
  type ListQuality,
  type ListQualityReport,
  type RouteReply,
} from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { listRows, shownRow, sumFaults, toldRows, type Counted } from './quality-rows.ts';
import { writeQualityWorkbook } from './quality-workbook.ts';
import { choicesOf } from './rows.ts';
import { talliesOf } from './tallies.ts';

const isDepartment = ({ actor }: Context): boolean => actor.kind === 'account' && actor.role === 'liaison';

const masked = (row: Counted): ListQuality => ({
  ...row,
  faults: row.faults.dialled < leastCalled ? null : row.faults,
});

/** Lists as the calls so far have found them, over all sealed draws of the cycle. */
async function countedNow(tx: Tx, ctx: Context, cycleId: string): Promise<Counted[]> {
  const draws = await tx<{ id: string }[]>`
    select id from draws where cycle_id = ${cycleId} and state = 'sealed'`;
  const names = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id where a.cycle_id = ${cycleId}`;
  const choices = await choicesOf(tx, cycleId);
  const tallies = [];
  for (const { id } of draws) tallies.push(await talliesOf(tx, ctx, id, choices));
  return listRows(tallies, new Map(names.map(({ id, name }) => [id, name])));
}

async function reportOf(tx: Tx, ctx: Context, cycleId: string): Promise<ListQualityReport> {
  const [cycle] = await tx<{ name: string; state: string }[]>`select name, state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  const kept = await toldRows(tx, cycleId);
  const [first] = kept;
  const own = isDepartment(ctx);
  const rows = first || own ? kept.map(shownRow) : await countedNow(tx, ctx, cycleId);
  return {
    cycleId,
    cycleName: cycle.name,
    closed: cycle.state === 'closed',
    told: first ? { at: first.toldAt.toISOString(), by: first.toldBy } : null,
    rows: own ? rows.map(masked) : rows,
    all: own ? null : sumFaults(rows.map(({ faults }) => faults)),
  };
}

/** All lists together, for a department to compare with: only where nobody's can be worked out by subtraction. */
async function allTold(ctx: Context, cycleId: string): Promise<ListQualityReport['all']> {
  return read({ ...ctx, actor: { kind: 'system', name: 'list-quality' } }, async (tx) => {
    const rows = await toldRows(tx, cycleId);
    const called = rows.filter(({ dialled }) => dialled > 0);
    const sum = sumFaults(called);
    return new Set(called.map(({ departmentId }) => departmentId)).size < 3 || sum.dialled < leastCalled ? null : sum;
  });
}

export async function getQuality(ctx: Context, cycleId: string): Promise<ListQualityReport> {
  const report = await read(ctx, (tx) => reportOf(tx, ctx, cycleId));
  return isDepartment(ctx) && report.rows.length > 0 ? { ...report, all: await allTold(ctx, cycleId) } : report;
}

/** Cycles of which departments were told; a department's own. */
export async function listQuality(ctx: Context): Promise<RouteReply<typeof listListQuality>> {
  return read(ctx, async (tx) => {
    const rows = await tx<{ cycleId: string; cycleName: string; at: Date }[]>`
      select q.cycle_id, c.name as cycle_name, max(q.told_at) as at
      from list_quality q join cycles c on c.id = q.cycle_id
      group by q.cycle_id, c.name
      order by at desc`;
    return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  });
}

/** What a feedback sheet says of one department's lists; empty before departments were told. */
export async function toldOf(tx: Tx, cycleId: string, departmentId: string): Promise<ListQuality[]> {
  return (await toldRows(tx, cycleId, departmentId)).map((row) => masked(shownRow(row)));
}

export async function tellQuality(ctx: Context, cycleId: string): Promise<ListQualityReport> {
  return write(ctx, 'list-quality.tell', async (tx, note) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId} for update`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state !== 'closed') throw new Problem('quality-before-close');
    // Told once it stays: after the close no result comes in that could change it, and an erasure would leave nothing to count.
    if ((await toldRows(tx, cycleId)).length === 0) {
      // 整改情况评议 is a list of the platform's own making; a department is told nothing of who stands on it.
      const rows = (await countedNow(tx, ctx, cycleId)).filter(({ list }) => list !== 'rectification');
      if (rows.every(({ faults }) => faults.dialled === 0)) throw new Problem('nothing-called');
      await tx`
        insert into list_quality (cycle_id, department_id, list, released, dialled, wrong_numbers, stopped, other_numbers,
          wrong_persons, told_at, told_by)
        select ${cycleId}::uuid, n.*, ${ctx.now}, ${shownName(ctx.actor)}
        from unnest(
          ${rows.map(({ departmentId }) => departmentId)}::uuid[], ${rows.map(({ list }) => list ?? '')}::text[],
          ${rows.map(({ released }) => released)}::int[], ${rows.map(({ faults }) => faults.dialled)}::int[],
          ${rows.map(({ faults }) => faults.wrongNumbers)}::int[], ${rows.map(({ faults }) => faults.stopped)}::int[],
          ${rows.map(({ faults }) => faults.otherNumbers)}::int[], ${rows.map(({ faults }) => faults.wrongPersons)}::int[]
        ) as n`;
    }
    const report = await reportOf(tx, ctx, cycleId);
    note({ subject: `cycle:${cycleId}`, detail: { lists: report.rows.length, dialled: report.all?.dialled ?? 0 } });
    return report;
  });
}

export async function qualityWorkbook(ctx: Context, cycleId: string): Promise<FileReply> {
  const report = await getQuality(ctx, cycleId);
  return new FileReply(
    await writeQualityWorkbook(report),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    { fileName: `名单质量-${report.cycleName}.xlsx` },
  );
}
