/**
 * The coding desk: taking opinions to work on, opening originals, confirming what a department may read.
 *
 * Promise: two people never work on the same opinion without being told; whoever opens an original is noted; a text in which a
 * number of a person still stands is never kept as confirmed.
 */
import { claimMinutes, claimSize, opinionStateLabels } from '#contract';
import type { OpenedOpinion, Opinion, OpinionState } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { opinionPlace } from '#sheets';
import { checkCodes, markKinds, mustGo } from '#surveys';
import { seal } from '#vault';
import { shownName, type Context } from '../context.ts';
import { codeFrameOf } from './code-frames.ts';
import { cycleName, isOpinion, lockedOpinion, opinionRows, textsOf, toOpened, toOpinion } from './rows.ts';

export async function list(
  ctx: Context,
  cycleId: string,
  query: {
    readonly state?: OpinionState | undefined;
    readonly departmentId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Opinion[]; next: string | null; total: number }> {
  return read(ctx, async (tx) => {
    await cycleName(tx, cycleId);
    const asked = {
      cycleId,
      states: query.state === undefined ? undefined : [query.state],
      departmentId: query.departmentId,
    };
    const after = query.cursor !== undefined && /^[0-9a-f-]{36}$/.test(query.cursor) ? query.cursor : undefined;
    const rows = await opinionRows(tx, { ...asked, after, limit: query.limit + 1 });
    const [counted] = await tx<{ total: number }[]>`
      select count(*)::int as total from sheet_opinions o join answer_sheets s on s.id = o.sheet_id
      where o.cycle_id = ${cycleId} and ${isOpinion(tx)}
        ${query.state === undefined ? tx`` : tx`and o.state = ${query.state}`}
        ${query.departmentId === undefined ? tx`` : tx`and coalesce(o.assigned_to, o.department_id) = ${query.departmentId}`}`;
    const shown = rows.slice(0, query.limit);
    const texts = shown.length === 0 ? null : await textsOf(tx, ctx, cycleId);
    return {
      items: texts ? shown.map((row) => toOpinion(row, texts)) : [],
      next: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
      total: counted?.total ?? 0,
    };
  });
}

/** Takes the next opinions nobody works on; what the caller took before and has not finished comes first. */
export async function claim(
  ctx: Context,
  cycleId: string,
  { departmentId }: { readonly departmentId: string | null },
): Promise<{ items: OpenedOpinion[]; waiting: number }> {
  const by = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  return write(ctx, 'opinion.claim', async (tx, note) => {
    await cycleName(tx, cycleId);
    const ofDepartment =
      departmentId === null ? tx`` : tx`and coalesce(o.assigned_to, o.department_id) = ${departmentId}`;
    const free = tx`
      o.cycle_id = ${cycleId} and o.state = 'received' and ${isOpinion(tx)} ${ofDepartment}
      and (o.claimed_until is null or o.claimed_until <= ${ctx.now} or o.claimed_by = ${by}::uuid)`;
    const taken = await tx<{ id: string }[]>`
      update sheet_opinions set claimed_by = ${by}::uuid, claimed_until = ${ctx.now}::timestamptz + make_interval(mins => ${claimMinutes})
      where id in (
        select o.id from sheet_opinions o join answer_sheets s on s.id = o.sheet_id
        where ${free}
        order by coalesce(o.claimed_by = ${by}::uuid, false) desc, o.id
        limit ${claimSize}
        for update of o skip locked
      )
      returning id`;
    const [rest] = await tx<{ waiting: number }[]>`
      select count(*)::int as waiting from sheet_opinions o join answer_sheets s on s.id = o.sheet_id
      where o.cycle_id = ${cycleId} and o.state = 'received' and ${isOpinion(tx)} ${ofDepartment}`;
    const rows = await opinionRows(tx, { cycleId, ids: taken.map(({ id }) => id) });
    const texts = rows.length === 0 ? null : await textsOf(tx, ctx, cycleId);
    note({ subject: `cycle:${cycleId}`, detail: { opened: rows.length } });
    return { items: texts ? rows.map((row) => toOpened(row, texts)) : [], waiting: rest?.waiting ?? 0 };
  });
}

export async function open(ctx: Context, opinionId: string): Promise<OpenedOpinion> {
  return write(ctx, 'opinion.open', async (tx, note) => {
    const row = await lockedOpinion(tx, opinionId);
    const texts = await textsOf(tx, ctx, row.cycleId);
    note({ subject: `opinion:${opinionId}`, detail: { department: row.departmentName } });
    return toOpened(row, texts);
  });
}

async function changeable(tx: Tx, opinionId: string, revision: number) {
  const row = await lockedOpinion(tx, opinionId);
  if (row.state === 'handed-over') throw new Problem('opinion-state', { state: opinionStateLabels[row.state] });
  if (row.revision !== revision) throw new Problem('opinion-changed');
  return row;
}

export async function code(
  ctx: Context,
  opinionId: string,
  input: {
    readonly revision: number;
    readonly departmentId: string;
    readonly kind: string;
    readonly topics: readonly string[];
    readonly text: string;
  },
): Promise<Opinion> {
  return write(ctx, 'opinion.code', async (tx, note) => {
    const row = await changeable(tx, opinionId, input.revision);
    const frame = await codeFrameOf(tx, row.cycleId);
    const before = { kinds: row.kind === null ? [] : [row.kind], topics: row.topics };
    const wrong = checkCodes(frame.content, input, before);
    if (wrong !== null) throw new Problem('opinion-codes-wrong', { reason: wrong });
    const left = mustGo(input.text);
    if (left.length > 0)
      throw new Problem('opinion-identifies', {
        what: [...new Set(left.map(({ kind }) => markKinds[kind].label))].join('、'),
      });
    const [appraised] = await tx<{ name: string }[]>`
      select d.name from appraisees a join departments d on d.id = a.department_id
      where a.cycle_id = ${row.cycleId} and a.department_id = ${input.departmentId}`;
    if (!appraised) throw new Problem('not-appraised');
    const { dataKey } = await ctx.vault.cycleKeys(tx, row.cycleId);
    await tx`
      update sheet_opinions set
        state = 'coded', revision = revision + 1, kind = ${input.kind}, topics = ${[...input.topics]}::text[],
        assigned_to = ${input.departmentId === row.givenId ? null : input.departmentId},
        edited_sealed = ${seal(dataKey, opinionPlace(opinionId, 'edited'), input.text)}, withheld_reason = null,
        coded_at = ${ctx.now}, coded_by = ${shownName(ctx.actor)}, claimed_by = null, claimed_until = null
      where id = ${opinionId}`;
    note({
      subject: `opinion:${opinionId}`,
      detail: {
        department: appraised.name,
        kind: input.kind,
        topics: [...input.topics],
        ...(input.departmentId === row.departmentId ? {} : { from: row.departmentName }),
      },
    });
    return toOpinion(await lockedOpinion(tx, opinionId), await textsOf(tx, ctx, row.cycleId));
  });
}

export async function withhold(
  ctx: Context,
  opinionId: string,
  input: { readonly revision: number; readonly reason: string },
): Promise<Opinion> {
  return write(ctx, 'opinion.withhold', async (tx, note) => {
    const row = await changeable(tx, opinionId, input.revision);
    await tx`
      update sheet_opinions set
        state = 'withheld', revision = revision + 1, withheld_reason = ${input.reason}, coded_at = ${ctx.now},
        coded_by = ${shownName(ctx.actor)}, claimed_by = null, claimed_until = null
      where id = ${opinionId}`;
    note({ subject: `opinion:${opinionId}`, detail: { department: row.departmentName, reason: input.reason } });
    return toOpinion(await lockedOpinion(tx, opinionId), await textsOf(tx, ctx, row.cycleId));
  });
}
