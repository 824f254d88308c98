/** The two choices of a cycle: made by the office before results come in, printed with every rate. */
import type { FieldworkChoices } from '#contract';
import { write } from '#db';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { choicesOf, requireOpen } from './rows.ts';

export async function setChoices(
  ctx: Context,
  cycleId: string,
  { switchedOff, brokenOff }: Pick<FieldworkChoices, 'switchedOff' | 'brokenOff'>,
): Promise<FieldworkChoices> {
  return write(ctx, 'fieldwork.choices', async (tx, note) => {
    await tx`select 1 from cycles where id = ${cycleId} for update`;
    await requireOpen(tx, cycleId);
    const before = await choicesOf(tx, cycleId);
    const changed = (['switchedOff', 'brokenOff'] as const).some(
      (name) => before[name] !== null && before[name] !== { switchedOff, brokenOff }[name],
    );
    // A rate whose definition is chosen after its figures are known proves nothing.
    if (before.fixed && changed) throw new Problem('fieldwork-choice-fixed');
    await tx`
      insert into fieldwork_choices (cycle_id, switched_off, broken_off, set_at, set_by)
      values (${cycleId}, ${switchedOff}, ${brokenOff}, ${ctx.now}, ${shownName(ctx.actor)})
      on conflict (cycle_id) do update set switched_off = excluded.switched_off, broken_off = excluded.broken_off,
        set_at = excluded.set_at, set_by = excluded.set_by`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { switchedOff, brokenOff, before: [before.switchedOff, before.brokenOff], afterResults: before.fixed },
    });
    return choicesOf(tx, cycleId);
  });
}
