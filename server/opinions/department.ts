/**
 * What a department sees: the opinions handed to it and what it does about them.
 *
 * Promise: text, codes and numbers of what was handed over and not taken back; nothing of who gave an opinion, when, how or where.
 */
import type { DepartmentOpinions, listOpinionTasks } from '#contract';
import type { z } from 'zod';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import { asksAnswer } from '#surveys';
import { unseal } from '#vault';
import type { Context } from '../context.ts';
import { codeFrameOf } from './code-frames.ts';
import { handedPlace } from './handing-over.ts';
import { rectificationRows, toRectification } from './rectifications.ts';
import { cycleName } from './rows.ts';

type Tasks = z.input<(typeof listOpinionTasks)['reply']>;

interface Place {
  readonly cycleId: string;
  readonly departmentId: string;
}

export async function listTasks(ctx: Context): Promise<Tasks> {
  return read(ctx, async (tx) => {
    const rows = await tx<
      {
        cycleId: string;
        cycleName: string;
        year: number;
        departmentId: string;
        opinions: number;
        waiting: string[] | null;
        returned: number;
        replyBy: string | null;
      }[]
    >`
      select c.id as cycle_id, c.name as cycle_name, c.year, n.department_id, n.opinions, n.waiting,
        (select count(*)::int from rectifications r
          where r.cycle_id = c.id and r.department_id = n.department_id and r.state = 'returned') as returned,
        (select max(h.reply_by)::text from opinion_hand_overs h
          where h.cycle_id = c.id and h.department_id = n.department_id and h.revoked_at is null) as reply_by
      from (
        select cycle_id, department_id, count(*)::int as opinions,
          array_agg(kind) filter (where rectification_id is null) as waiting
        from handed_opinions where revoked_at is null group by cycle_id, department_id
      ) n
      join cycles c on c.id = n.cycle_id
      order by c.year desc, c.created_at desc`;
    const items: Tasks['items'] = [];
    for (const { cycleId, cycleName: name, year, waiting, ...row } of rows) {
      const { content } = await codeFrameOf(tx, cycleId);
      const unanswered = (waiting ?? []).filter((kind) => asksAnswer(content.kinds, kind)).length;
      items.push({ ...row, cycle: { id: cycleId, name, year }, unanswered });
    }
    return { items };
  });
}

export async function departmentOpinions(tx: Tx, ctx: Context, place: Place): Promise<DepartmentOpinions> {
  const { cycleId, departmentId } = place;
  const cycle = await cycleName(tx, cycleId);
  if (ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' && ctx.actor.departmentId !== departmentId)
    throw new Problem('not-found');
  const [department] = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId} and a.department_id = ${departmentId}`;
  if (!department) throw new Problem('not-found');
  const rows = await tx<
    {
      id: string;
      number: number;
      kind: string;
      topics: string[];
      textSealed: Uint8Array;
      rectificationId: string | null;
    }[]
  >`
    select id, number, kind, topics, text_sealed, rectification_id from handed_opinions
    where cycle_id = ${cycleId} and department_id = ${departmentId} and revoked_at is null
    order by number`;
  const keys = rows.length === 0 ? null : await ctx.vault.cycleKeys(tx, cycleId);
  const [due] = await tx<{ replyBy: string | null }[]>`
    select max(reply_by)::text as reply_by from opinion_hand_overs
    where cycle_id = ${cycleId} and department_id = ${departmentId} and revoked_at is null`;
  const { content } = await codeFrameOf(tx, cycleId);
  return {
    cycle,
    department,
    replyBy: due?.replyBy ?? null,
    kinds: content.kinds.map(({ code, label, asksAnswer: asks }) => ({ code, label, asksAnswer: asks })),
    topics: content.topics.map(({ code, label }) => ({ code, label })),
    opinions: rows.map(({ textSealed, ...row }) => ({
      ...row,
      text: keys ? unseal(keys.dataKey, handedPlace(row.id), textSealed).toString('utf8') : '',
    })),
    rectifications: (await rectificationRows(tx, place)).map(toRectification),
  };
}

export async function get(ctx: Context, place: Place): Promise<DepartmentOpinions> {
  return read(ctx, (tx) => departmentOpinions(tx, ctx, place));
}
