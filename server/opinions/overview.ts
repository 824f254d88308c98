/** The opinions of a cycle in numbers: how far the work is, and what people speak of, by department. Counts only. */
import type { OpinionOverviewRow } from '#contract';
import { read } from '#db';
import type { Context } from '../context.ts';
import { cycleName, isOpinion } from './rows.ts';

export async function overview(
  ctx: Context,
  cycleId: string,
): Promise<{ cycle: { id: string; name: string }; items: OpinionOverviewRow[] }> {
  return read(ctx, async (tx) => {
    const { id, name } = await cycleName(tx, cycleId);
    const ofCycle = tx`
      from sheet_opinions o join answer_sheets s on s.id = o.sheet_id
      where o.cycle_id = ${cycleId} and ${isOpinion(tx)}`;
    const department = tx`coalesce(o.assigned_to, o.department_id)`;
    const rows = await tx<
      (Omit<OpinionOverviewRow, 'department' | 'kinds' | 'topics'> & { departmentId: string; departmentName: string })[]
    >`
      select d.id as department_id, d.name as department_name,
        coalesce(n.received, 0)::int as received, coalesce(n.coded, 0)::int as coded,
        coalesce(n.handed_over, 0)::int as handed_over, coalesce(n.withheld, 0)::int as withheld,
        coalesce(n.consented, 0)::int as consented
      from appraisees a
      join departments d on d.id = a.department_id
      left join (
        select ${department} as department_id, count(*) filter (where o.state = 'received') as received,
          count(*) filter (where o.state = 'coded') as coded, count(*) filter (where o.state = 'handed-over') as handed_over,
          count(*) filter (where o.state = 'withheld') as withheld, count(distinct o.sheet_id) filter (where o.consent) as consented
        ${ofCycle} group by 1
      ) n on n.department_id = d.id
      where a.cycle_id = ${cycleId}
      order by d.name collate "zh-x-icu"`;
    const codes = await tx<{ departmentId: string; part: 'kinds' | 'topics'; code: string; count: number }[]>`
      select ${department} as department_id, 'kinds' as part, o.kind as code, count(*)::int as count
      ${ofCycle} and o.state in ('coded', 'handed-over') group by 1, o.kind
      union all
      select c.department_id, 'topics', t.code, count(*)::int
      from (select ${department} as department_id, o.topics ${ofCycle} and o.state in ('coded', 'handed-over')) c
      cross join lateral unnest(c.topics) as t (code)
      group by 1, t.code`;
    return {
      cycle: { id, name },
      items: rows.map(({ departmentId, departmentName, ...counts }) => {
        const tallyOf = (part: 'kinds' | 'topics') =>
          Object.fromEntries(
            codes
              .filter((one) => one.departmentId === departmentId && one.part === part)
              .map(({ code, count }) => [code, count]),
          );
        return {
          ...counts,
          department: { id: departmentId, name: departmentName },
          kinds: tallyOf('kinds'),
          topics: tallyOf('topics'),
        };
      }),
    };
  });
}
