/**
 * Cases and attempts as they stand in the database, and the choices that decide what an outcome counts as.
 *
 * Promise: what is stored is what was pressed; what it counts as is read with the choices each time.
 */
import type { FieldworkChoices } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import type { OutcomeChoices } from '#sampling';

export interface CaseRow {
  readonly unitId: string;
  readonly interviewer: string;
  readonly sheetId: string | null;
  readonly answersDigest: Buffer | null;
  readonly filings: number;
  readonly attempts: readonly AttemptRow[];
}

export interface AttemptRow {
  readonly number: number;
  readonly button: string | null;
  readonly outcome: string;
  readonly calledAt: Date | null;
  readonly interviewer: string;
}

/** Cases of a draw that were worked on, each with its attempts in order. */
export async function casesOf(tx: Tx, drawId: string): Promise<ReadonlyMap<string, CaseRow>> {
  const cases = await tx<Omit<CaseRow, 'attempts'>[]>`
    select unit_id, interviewer, sheet_id, answers_digest, filings from fieldwork_cases where draw_id = ${drawId}`;
  const attempts = await tx<(AttemptRow & { unitId: string })[]>`
    select unit_id, number, button, outcome, called_at, interviewer from fieldwork_attempts
    where draw_id = ${drawId} order by unit_id, number`;
  const byUnit = new Map<string, AttemptRow[]>();
  for (const { unitId, ...attempt } of attempts) {
    const before = byUnit.get(unitId);
    if (before) before.push(attempt);
    else byUnit.set(unitId, [attempt]);
  }
  return new Map(cases.map((one) => [one.unitId, { ...one, attempts: byUnit.get(one.unitId) ?? [] }]));
}

interface ChoiceRow {
  switchedOff: 'NC' | 'UH' | null;
  brokenOff: 'P' | 'R' | null;
  setAt: Date | null;
  setBy: string | null;
  fixed: boolean;
  closed: boolean;
}

async function choiceRow(tx: Tx, cycleId: string): Promise<ChoiceRow> {
  const [row] = await tx<ChoiceRow[]>`
    select f.switched_off, f.broken_off, f.set_at, f.set_by, y.state = 'closed' as closed,
      exists (select 1 from fieldwork_imports i join draws d on d.id = i.draw_id where d.cycle_id = y.id) as fixed
    from cycles y left join fieldwork_choices f on f.cycle_id = y.id
    where y.id = ${cycleId}`;
  if (!row) throw new Problem('not-found');
  return row;
}

export async function choicesOf(tx: Tx, cycleId: string): Promise<FieldworkChoices> {
  const { switchedOff, brokenOff, setAt, setBy, fixed } = await choiceRow(tx, cycleId);
  return { switchedOff, brokenOff, setAt: setAt?.toISOString() ?? null, setBy, fixed };
}

export const outcomeChoices = ({ switchedOff, brokenOff }: FieldworkChoices): OutcomeChoices => ({
  ...(switchedOff === null ? {} : { switchedOff }),
  ...(brokenOff === null ? {} : { brokenOff }),
});

export async function requireOpen(tx: Tx, cycleId: string): Promise<void> {
  if ((await choiceRow(tx, cycleId)).closed) throw new Problem('cycle-closed');
}
