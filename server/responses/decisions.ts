/**
 * Decisions about answers in quarantine: one account of the office proposes for a group, another confirms.
 *
 * Promise: a decision is about the answers that were in the group when it was proposed, by their ids; nobody sees an answer to decide.
 */
import { randomUUID } from 'node:crypto';
import { isConstraint, write } from '#db';
import { Problem } from '#problem';
import { move } from '#sheets';
import { actorName, type Context } from '../context.ts';
import { assertState, mustFind } from './surveys.ts';

interface Proposal {
  readonly departmentId: string;
  readonly reasons: readonly string[];
  readonly act: 'exclude' | 'restore';
  readonly grounds: string;
}

export async function propose(ctx: Context, cycleId: string, proposal: Proposal): Promise<{ id: string }> {
  const { departmentId, reasons, act, grounds } = proposal;
  try {
    return await write(ctx, 'public-survey.propose', async (tx, note) => {
      const survey = await mustFind(tx, cycleId, true);
      assertState(survey, 'open', 'closed');
      const sheets = await tx<{ id: string }[]>`
        select s.id
        from public_arrivals a
        join answer_sheets s on s.id = a.sheet_id
        where a.survey_id = ${survey.id} and s.department_id = ${departmentId} and s.state = 'quarantined'
          and s.reasons = ${[...reasons]}::text[]`;
      if (sheets.length === 0) throw new Problem('public-decision-nothing');
      const id = randomUUID();
      await tx`
        insert into public_decisions (id, survey_id, appraisee_id, reasons, act, sheet_ids, grounds, state, proposed_at, proposed_by)
        values (${id}, ${survey.id}, ${departmentId}, ${[...reasons]}::text[], ${act}, ${sheets.map((sheet) => sheet.id)}::uuid[],
          ${grounds}, 'proposed', ${ctx.now}, ${actorName(ctx.actor)})`;
      note({ subject: `cycle:${cycleId}`, detail: { decision: id, departmentId, reasons, act, count: sheets.length } });
      return { id };
    });
  } catch (error) {
    if (isConstraint(error, 'one_decision_is_proposed_for_a_group')) throw new Problem('public-decision-open');
    throw error;
  }
}

interface DecisionRow {
  cycleId: string;
  cycleState: string;
  state: string;
  act: 'exclude' | 'restore';
  reasons: string[];
  sheetIds: string[];
  proposedBy: string;
}

export async function confirm(ctx: Context, decisionId: string): Promise<{ moved: number }> {
  return write(ctx, 'public-survey.decide', async (tx, note) => {
    const [row] = await tx<DecisionRow[]>`
      select s.cycle_id, c.state as cycle_state, p.state, p.act, p.reasons, p.sheet_ids, p.proposed_by
      from public_decisions p
      join public_surveys s on s.id = p.survey_id
      join cycles c on c.id = s.cycle_id
      where p.id = ${decisionId}
      for update of p`;
    if (!row) throw new Problem('not-found');
    if (row.state !== 'proposed') throw new Problem('public-decision-state');
    if (row.cycleState === 'closed') throw new Problem('cycle-closed');
    if (row.proposedBy === actorName(ctx.actor)) throw new Problem('public-decision-same-person');
    await tx`
      update public_decisions set state = 'confirmed', confirmed_at = ${ctx.now}, confirmed_by = ${actorName(ctx.actor)}
      where id = ${decisionId}`;
    const moved = await move(tx, {
      sheetIds: row.sheetIds,
      from: 'quarantined',
      to: row.act === 'exclude' ? 'excluded' : 'counted',
      reasons: row.act === 'exclude' ? row.reasons : [],
    });
    note({ subject: `cycle:${row.cycleId}`, detail: { decision: decisionId, act: row.act, moved } });
    return { moved };
  });
}

export async function withdraw(ctx: Context, decisionId: string): Promise<null> {
  return write(ctx, 'public-survey.withdraw', async (tx, note) => {
    const [row] = await tx<{ cycleId: string }[]>`
      update public_decisions p set state = 'withdrawn'
      from public_surveys s
      where p.id = ${decisionId} and s.id = p.survey_id and p.state = 'proposed'
      returning s.cycle_id`;
    if (!row) {
      const [known] = await tx`select 1 from public_decisions where id = ${decisionId}`;
      throw new Problem(known ? 'public-decision-state' : 'not-found');
    }
    note({ subject: `cycle:${row.cycleId}`, detail: { decision: decisionId } });
    return null;
  });
}
