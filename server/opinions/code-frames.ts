/** The code frame of a cycle: the shipped one until the office changes it. A code that opinions bear is retired, never lost. */
import type { OpinionCodes } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { checkCodeFrame, codeFrameSchema, shippedCodeFrame, type CodeFrame } from '#surveys';
import { shownName, type Context } from '../context.ts';
import { cycleName } from './rows.ts';

export async function codeFrameOf(
  tx: Tx,
  cycleId: string,
): Promise<{ readonly revision: number; readonly content: CodeFrame }> {
  const [row] = await tx<{ revision: number; content: unknown }[]>`
    select revision, content from opinion_code_frames where cycle_id = ${cycleId}`;
  return row
    ? { revision: row.revision, content: codeFrameSchema.parse(row.content) }
    : { revision: 0, content: shippedCodeFrame };
}

async function withUse(tx: Tx, cycleId: string): Promise<OpinionCodes> {
  const [used] = await tx<{ kinds: string[]; topics: string[] }[]>`
    select
      array(select distinct kind from sheet_opinions where cycle_id = ${cycleId} and kind is not null
        union select distinct kind from handed_opinions where cycle_id = ${cycleId}) as kinds,
      array(select distinct unnest(topics) from sheet_opinions where cycle_id = ${cycleId}
        union select distinct unnest(topics) from handed_opinions where cycle_id = ${cycleId}) as topics`;
  return { ...(await codeFrameOf(tx, cycleId)), used: used ?? { kinds: [], topics: [] } };
}

export async function getCodes(ctx: Context, cycleId: string): Promise<OpinionCodes> {
  return read(ctx, async (tx) => {
    await cycleName(tx, cycleId);
    return withUse(tx, cycleId);
  });
}

export async function saveCodes(
  ctx: Context,
  cycleId: string,
  input: { readonly revision: number; readonly content: CodeFrame },
): Promise<OpinionCodes> {
  return write(ctx, 'opinion.codes', async (tx, note) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId} for update`;
    if (!cycle) throw new Problem('not-found');
    const before = await withUse(tx, cycleId);
    if (before.revision !== input.revision) throw new Problem('opinion-changed');
    const reasons = checkCodeFrame(input.content, before.used);
    if (reasons.length > 0) throw new Problem('opinion-codes-unsound', { reasons: reasons.join('；') });
    await tx`
      insert into opinion_code_frames (cycle_id, revision, content, changed_at, changed_by)
      values (${cycleId}, 1, ${tx.json(input.content)}, ${ctx.now}, ${shownName(ctx.actor)})
      on conflict (cycle_id) do update set
        revision = opinion_code_frames.revision + 1, content = excluded.content, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by`;
    note({ subject: `cycle:${cycleId}`, detail: { content: input.content } });
    return withUse(tx, cycleId);
  });
}
