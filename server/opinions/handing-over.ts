/**
 * Handing coded opinions to their department: previewed as the department will see them, by digest, revocable.
 *
 * Promise: what is handed over is what was previewed, to the character. Order and numbers follow the random ids of the opinions,
 * never the order in which they came; no channel, day or sheet goes with them. A revoked batch is gone for the department at once.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { leastOpinions, type HandedOpinion, type HandOver, type previewHandOver } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { labelOfCode, markKinds, proposeMarks } from '#surveys';
import { seal } from '#vault';
import { canonicalJson } from '../audit-append.ts';
import { shownName, type Context } from '../context.ts';
import { codeFrameOf } from './code-frames.ts';
import { cycleName, opinionRows, textsOf, type OpinionRow } from './rows.ts';

type Preview = z.input<(typeof previewHandOver)['reply']>;

/** Where a text is sealed as the department gets it. */
export const handedPlace = (id: string): string => `handed_opinions/${id}/text`;

interface Batch {
  readonly department: { readonly id: string; readonly name: string };
  readonly rows: readonly OpinionRow[];
  readonly items: readonly HandedOpinion[];
  readonly digest: string;
}

async function batchOf(tx: Tx, ctx: Context, cycleId: string, departmentId: string): Promise<Batch> {
  const [department] = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId} and a.department_id = ${departmentId}`;
  if (!department) throw new Problem('not-found');
  const rows = (await opinionRows(tx, { cycleId, departmentId, states: ['coded'] })).filter(
    // What is in quarantine may yet be thrown out.
    ({ sheetState }) => sheetState === 'counted',
  );
  if (rows.length === 0) return { department, rows, items: [], digest: '' };
  const texts = await textsOf(tx, ctx, cycleId);
  const [last] = await tx<{ number: number }[]>`
    select coalesce(max(number), 0)::int as number from handed_opinions
    where cycle_id = ${cycleId} and department_id = ${departmentId}`;
  const { content } = await codeFrameOf(tx, cycleId);
  const items = rows.map((row, i): HandedOpinion => {
    const text = texts.edited(row);
    if (text === null || row.kind === null) throw new Error('a coded opinion without its text');
    return {
      id: null,
      number: (last?.number ?? 0) + i + 1,
      kind: row.kind,
      topics: row.topics,
      text,
      rectificationId: null,
    };
  });
  const shown = items.map(({ number, kind, topics, text }) => ({
    number,
    kind: labelOfCode(content.kinds, kind),
    topics: topics.map((topic) => labelOfCode(content.topics, topic)),
    text,
  }));
  const digest = createHash('sha256')
    .update(canonicalJson({ cycle: cycleId, department: department.name, opinions: shown }))
    .digest('hex');
  return { department, rows, items, digest };
}

export async function preview(
  ctx: Context,
  { cycleId, departmentId }: { readonly cycleId: string; readonly departmentId: string },
): Promise<Preview> {
  return read(ctx, async (tx) => {
    const { department, items, digest } = await batchOf(tx, ctx, cycleId, departmentId);
    return {
      department,
      items: [...items],
      digest,
      doubts: items.flatMap(({ number, text }) =>
        proposeMarks(text).map(({ kind, begins, ends }) => ({
          number,
          what: markKinds[kind].label,
          words: text.slice(begins, ends),
        })),
      ),
      small: items.length > 0 && items.length < leastOpinions,
    };
  });
}

export async function handOver(
  ctx: Context,
  { cycleId, departmentId }: { readonly cycleId: string; readonly departmentId: string },
  input: { readonly digest: string; readonly replyBy: string | null; readonly smallReason: string | null },
): Promise<HandOver> {
  return write(ctx, 'opinion.hand-over', async (tx, note) => {
    // One hand-over of a department at a time; opinions are locked against coding.
    await tx`select 1 from appraisees where cycle_id = ${cycleId} and department_id = ${departmentId} for update`;
    await tx`
      select 1 from sheet_opinions
      where cycle_id = ${cycleId} and state = 'coded' and coalesce(assigned_to, department_id) = ${departmentId}
      order by id for update`;
    const { department, rows, items, digest } = await batchOf(tx, ctx, cycleId, departmentId);
    if (items.length === 0) throw new Problem('nothing-to-hand-over');
    if (digest !== input.digest) throw new Problem('hand-over-changed');
    const small = items.length < leastOpinions;
    if (small && input.smallReason === null) throw new Problem('hand-over-small', { least: leastOpinions });
    const smallReason = small ? input.smallReason : null;
    const id = randomUUID();
    await tx`
      insert into opinion_hand_overs (id, cycle_id, department_id, number, digest, opinions, small_reason, reply_by, handed_over_at,
        handed_over_by)
      select ${id}::uuid, ${cycleId}::uuid, ${departmentId}::uuid, coalesce(max(number), 0) + 1, ${digest}::text, ${items.length}::int,
        ${smallReason}::text, ${input.replyBy}::date, ${ctx.now}::timestamptz, ${shownName(ctx.actor)}::text
      from opinion_hand_overs where cycle_id = ${cycleId} and department_id = ${departmentId}`;
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    const kept = items.map(({ number, kind, topics, text }, i) => {
      const own = randomUUID();
      return {
        id: own,
        opinionId: rows[i]?.id ?? '',
        number,
        kind,
        topics: JSON.stringify(topics),
        sealed: seal(dataKey, handedPlace(own), text).toString('hex'),
      };
    });
    await tx`
      insert into handed_opinions (id, hand_over_id, opinion_id, cycle_id, department_id, number, kind, topics, text_sealed)
      select n.id, ${id}::uuid, n.opinion_id, ${cycleId}::uuid, ${departmentId}::uuid, n.number, n.kind,
        array(select jsonb_array_elements_text(n.topics::jsonb)), decode(n.sealed, 'hex')
      from unnest(
        ${kept.map((one) => one.id)}::uuid[], ${kept.map(({ opinionId }) => opinionId)}::uuid[],
        ${kept.map(({ number }) => number)}::int[], ${kept.map(({ kind }) => kind)}::text[],
        ${kept.map(({ topics }) => topics)}::text[], ${kept.map(({ sealed }) => sealed)}::text[]
      ) as n (id, opinion_id, number, kind, topics, sealed)`;
    await tx`
      update sheet_opinions set state = 'handed-over', revision = revision + 1, handed_over_at = ${ctx.now},
        handed_over_by = ${shownName(ctx.actor)}
      where id = any(${kept.map(({ opinionId }) => opinionId)}::uuid[])`;
    note({
      subject: `cycle:${cycleId}`,
      detail: { department: department.name, opinions: items.length, digest, handOver: id, smallReason },
    });
    return handOverById(tx, id);
  });
}

type HandOverRow = Omit<HandOver, 'department' | 'handedOverAt' | 'revokedAt'> & {
  departmentId: string;
  departmentName: string;
  handedOverAt: Date;
  revokedAt: Date | null;
};

const selectHandOvers = (tx: Tx) => tx`
  select h.id, h.number, h.department_id, d.name as department_name, h.opinions, h.digest, h.small_reason,
    h.reply_by::text as reply_by, h.handed_over_at, h.handed_over_by, h.revoked_at, h.revoked_by, h.revoke_reason
  from opinion_hand_overs h join departments d on d.id = h.department_id`;

const toHandOver = ({ departmentId, departmentName, ...row }: HandOverRow): HandOver => ({
  ...row,
  department: { id: departmentId, name: departmentName },
  handedOverAt: row.handedOverAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

async function handOverById(tx: Tx, id: string): Promise<HandOver> {
  const [row] = await tx<HandOverRow[]>`${selectHandOvers(tx)} where h.id = ${id}`;
  if (!row) throw new Problem('not-found');
  return toHandOver(row);
}

export async function listHandOvers(ctx: Context, cycleId: string): Promise<{ items: HandOver[] }> {
  return read(ctx, async (tx) => {
    await cycleName(tx, cycleId);
    const rows = await tx<HandOverRow[]>`
      ${selectHandOvers(tx)} where h.cycle_id = ${cycleId} order by h.handed_over_at desc, h.number desc`;
    return { items: rows.map(toHandOver) };
  });
}

/** Takes a batch back: opinions wait to be coded or handed over again, and leave the rectifications they were answered by. */
export async function revoke(
  ctx: Context,
  handOverId: string,
  { reason }: { readonly reason: string },
): Promise<HandOver> {
  return write(ctx, 'opinion.revoke', async (tx, note) => {
    const [found] = await tx<{ cycleId: string }[]>`
      select cycle_id from opinion_hand_overs where id = ${handOverId} for update`;
    if (!found) throw new Problem('not-found');
    const before = await handOverById(tx, handOverId);
    if (before.revokedAt !== null) throw new Problem('hand-over-revoked');
    await tx`
      update opinion_hand_overs set revoked_at = ${ctx.now}, revoked_by = ${shownName(ctx.actor)}, revoke_reason = ${reason}
      where id = ${handOverId}`;
    await tx`
      update handed_opinions set revoked_at = ${ctx.now}, rectification_id = null where hand_over_id = ${handOverId}`;
    await tx`
      update sheet_opinions set state = 'coded', revision = revision + 1, handed_over_at = null, handed_over_by = null
      where state = 'handed-over' and id in (select opinion_id from handed_opinions where hand_over_id = ${handOverId})`;
    note({
      subject: `cycle:${found.cycleId}`,
      detail: { department: before.department.name, handOver: handOverId, opinions: before.opinions, reason },
    });
    return handOverById(tx, handOverId);
  });
}
