/**
 * 整改: what a department does about the opinions handed to it; the office accepts or returns it, and publishes what was accepted.
 *
 * Promise: nobody overwrites what somebody else has just written; what the public sees is a copy of what was accepted, and stays
 * until the office publishes anew or takes it back.
 */
import { randomUUID } from 'node:crypto';
import {
  rectificationContentSchema,
  rectificationParts,
  rectificationStateLabels,
  type Rectification,
  type RectificationContent,
} from '#contract';
import { read, write, type Note, type Tx } from '#db';
import { Problem } from '#problem';
import { markKinds, mustGo } from '#surveys';
import { shownName, type Context } from '../context.ts';
import { cycleName } from './rows.ts';

interface Row {
  id: string;
  cycleId: string;
  departmentId: string;
  departmentName: string;
  number: number;
  revision: number;
  state: Rectification['state'];
  content: unknown;
  opinions: number[];
  savedAt: Date;
  filedAt: Date | null;
  filedBy: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  returnReason: string | null;
  isPublished: boolean;
  publishedAt: Date | null;
  outdated: boolean;
}

type Written = RectificationContent & { readonly opinions: readonly number[] };

export async function rectificationRows(
  tx: Tx,
  asked: { readonly cycleId?: string; readonly departmentId?: string; readonly id?: string },
): Promise<Row[]> {
  return tx<Row[]>`
    select r.id, r.cycle_id, r.department_id, d.name as department_name, r.number, r.revision, r.state, r.content,
      array(select o.number from handed_opinions o where o.rectification_id = r.id and o.revoked_at is null order by o.number) as opinions,
      r.saved_at, r.filed_at, r.filed_by, r.decided_at, r.decided_by, r.return_reason, r.published is not null as is_published,
      r.published_at, r.published is not null and r.published is distinct from r.content as outdated
    from rectifications r join departments d on d.id = r.department_id
    where true
      ${asked.cycleId === undefined ? tx`` : tx`and r.cycle_id = ${asked.cycleId}`}
      ${asked.departmentId === undefined ? tx`` : tx`and r.department_id = ${asked.departmentId}`}
      ${asked.id === undefined ? tx`` : tx`and r.id = ${asked.id}`}
    order by d.name collate "zh-x-icu", r.number`;
}

export const toRectification = (row: Row): Rectification => ({
  id: row.id,
  number: row.number,
  department: { id: row.departmentId, name: row.departmentName },
  revision: row.revision,
  state: row.state,
  content: rectificationContentSchema.parse(row.content),
  opinions: row.opinions,
  savedAt: row.savedAt.toISOString(),
  filedAt: row.filedAt?.toISOString() ?? null,
  filedBy: row.filedBy,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  decidedBy: row.decidedBy,
  returnReason: row.returnReason,
  publishedAt: row.isPublished ? (row.publishedAt?.toISOString() ?? null) : null,
  publishedOutdated: row.outdated,
});

async function one(tx: Tx, id: string): Promise<Row> {
  const [row] = await rectificationRows(tx, { id });
  if (!row) throw new Problem('not-found');
  return row;
}

async function locked(tx: Tx, id: string): Promise<Row> {
  await tx`select 1 from rectifications where id = ${id} for update`;
  return one(tx, id);
}

export async function listRectifications(ctx: Context, cycleId: string): Promise<{ items: Rectification[] }> {
  return read(ctx, async (tx) => {
    await cycleName(tx, cycleId);
    return { items: (await rectificationRows(tx, { cycleId })).map(toRectification) };
  });
}

/** The rectification answers these opinions from now on, and no others. */
async function answerOpinions(
  tx: Tx,
  place: { readonly id: string; readonly cycleId: string; readonly departmentId: string },
  numbers: readonly number[],
): Promise<void> {
  const { id, cycleId, departmentId } = place;
  await tx`update handed_opinions set rectification_id = null where rectification_id = ${id}`;
  const answered = await tx<{ number: number }[]>`
    update handed_opinions set rectification_id = ${id}
    where cycle_id = ${cycleId} and department_id = ${departmentId} and revoked_at is null and number = any(${[...numbers]}::int[])
    returning number`;
  const known = new Set(answered.map(({ number }) => number));
  const unknown = numbers.filter((number) => !known.has(number));
  if (unknown.length > 0) throw new Problem('opinion-not-yours', { numbers: unknown.join('、') });
}

export async function create(
  ctx: Context,
  place: { readonly cycleId: string; readonly departmentId: string },
  { opinions, ...content }: Written,
): Promise<Rectification> {
  const { cycleId, departmentId } = place;
  // A department creates its own only; others are not there for it.
  if (ctx.actor.kind === 'account' && ctx.actor.departmentId !== departmentId) throw new Problem('not-found');
  return write(ctx, 'rectification.create', async (tx, note) => {
    const [appraisee] = await tx`
      select 1 from appraisees where cycle_id = ${cycleId} and department_id = ${departmentId} for update`;
    if (!appraisee) throw new Problem('not-found');
    const id = randomUUID();
    await tx`
      insert into rectifications (id, cycle_id, department_id, number, revision, state, content, saved_at, saved_by)
      select ${id}::uuid, ${cycleId}::uuid, ${departmentId}::uuid, coalesce(max(number), 0) + 1, 1, 'draft', ${tx.json(content)}::jsonb,
        ${ctx.now}::timestamptz, ${shownName(ctx.actor)}::text
      from rectifications where cycle_id = ${cycleId} and department_id = ${departmentId}`;
    await answerOpinions(tx, { id, ...place }, opinions);
    note({ subject: `rectification:${id}`, detail: { title: content.title, opinions: opinions.length } });
    return toRectification(await one(tx, id));
  });
}

interface Act<T> {
  readonly action: string;
  readonly from: readonly Rectification['state'][];
  readonly revision?: number;
  readonly work: (tx: Tx, row: Row, note: (note: Note) => void) => Promise<T>;
}

async function act(ctx: Context, id: string, { action, from, revision, work }: Act<void>): Promise<Rectification> {
  return write(ctx, action, async (tx, note) => {
    const row = await locked(tx, id);
    if (!from.includes(row.state))
      throw new Problem('rectification-state', { state: rectificationStateLabels[row.state] });
    if (revision !== undefined && row.revision !== revision) throw new Problem('rectification-changed');
    await work(tx, row, note);
    return toRectification(await one(tx, id));
  });
}

const subject = (id: string): string => `rectification:${id}`;

export const save = (
  ctx: Context,
  id: string,
  input: Written & { readonly revision: number },
): Promise<Rectification> => {
  const { opinions, revision, ...content } = input;
  return act(ctx, id, {
    action: 'rectification.save',
    from: ['draft', 'returned', 'accepted'],
    revision,
    work: async (tx, row, note) => {
      await tx`
        update rectifications set
          revision = revision + 1, content = ${tx.json(content)}, saved_at = ${ctx.now}, saved_by = ${shownName(ctx.actor)},
          state = case state when 'accepted' then 'draft' else state end
        where id = ${id}`;
      await answerOpinions(tx, row, opinions);
      note({ subject: subject(id), detail: { title: content.title, opinions: opinions.length } });
    },
  });
};

/** Only what nobody but the department has ever seen. */
export async function remove(ctx: Context, id: string): Promise<null> {
  return write(ctx, 'rectification.remove', async (tx, note) => {
    const row = await locked(tx, id);
    if (row.state !== 'draft' || row.filedAt !== null)
      throw new Problem('rectification-state', { state: rectificationStateLabels[row.state] });
    await tx`update handed_opinions set rectification_id = null where rectification_id = ${id}`;
    await tx`delete from rectifications where id = ${id}`;
    note({ subject: subject(id), detail: { department: row.departmentName, number: row.number } });
    return null;
  });
}

/** Why a rectification cannot be filed yet, in the department's words. */
function incomplete({ content, opinions }: Row): readonly string[] {
  const written = rectificationContentSchema.parse(content);
  const empty = rectificationParts.filter(({ key }) => key !== 'results' && written[key] === '');
  return [
    ...empty.map(({ label }) => `“${label}”还没有写`),
    ...(written.status === 'done' && written.results === '' ? ['已完成的要写明整改成效'] : []),
    ...(written.responsible === '' ? ['责任单位或责任人还没有写'] : []),
    ...(written.dueOn === null && written.status !== 'long-term' ? ['完成时限还没有写'] : []),
    ...(opinions.length === 0 ? ['还没有选它回应哪些意见'] : []),
  ];
}

export const file = (ctx: Context, id: string, { revision }: { readonly revision: number }): Promise<Rectification> =>
  act(ctx, id, {
    action: 'rectification.file',
    from: ['draft', 'returned'],
    revision,
    work: async (tx, row, note) => {
      const reasons = incomplete(row);
      if (reasons.length > 0) throw new Problem('rectification-incomplete', { reasons: reasons.join('；') });
      await tx`
        update rectifications set state = 'filed', revision = revision + 1, filed_at = ${ctx.now}, filed_by = ${shownName(ctx.actor)},
          return_reason = null
        where id = ${id}`;
      note({ subject: subject(id), detail: { department: row.departmentName, number: row.number } });
    },
  });

export const accept = (ctx: Context, id: string, { revision }: { readonly revision: number }): Promise<Rectification> =>
  act(ctx, id, {
    action: 'rectification.accept',
    from: ['filed'],
    revision,
    work: async (tx, row, note) => {
      await tx`
        update rectifications set state = 'accepted', revision = revision + 1, decided_at = ${ctx.now},
          decided_by = ${shownName(ctx.actor)}
        where id = ${id}`;
      note({ subject: subject(id), detail: { department: row.departmentName, number: row.number } });
    },
  });

export const returnToDepartment = (
  ctx: Context,
  id: string,
  { reason }: { readonly reason: string },
): Promise<Rectification> =>
  act(ctx, id, {
    action: 'rectification.return',
    from: ['filed', 'accepted'],
    work: async (tx, row, note) => {
      await tx`
        update rectifications set state = 'returned', revision = revision + 1, decided_at = ${ctx.now},
          decided_by = ${shownName(ctx.actor)}, return_reason = ${reason}
        where id = ${id}`;
      note({ subject: subject(id), detail: { department: row.departmentName, number: row.number, reason } });
    },
  });

export const publish = (
  ctx: Context,
  id: string,
  { revision }: { readonly revision: number },
): Promise<Rectification> =>
  act(ctx, id, {
    action: 'rectification.publish',
    from: ['accepted'],
    revision,
    work: async (tx, row, note) => {
      const content = rectificationContentSchema.parse(row.content);
      // The number of an office may be published; that of a person may not.
      const personal = mustGo(Object.values(content).join('\n')).filter(
        ({ kind }) => kind === 'mobile' || kind === 'identity-number' || kind === 'long-number',
      );
      if (personal.length > 0)
        throw new Problem('rectification-identifies', {
          what: [...new Set(personal.map(({ kind }) => markKinds[kind].label))].join('、'),
        });
      await tx`
        update rectifications set revision = revision + 1, published = content, published_by = ${shownName(ctx.actor)},
          published_at = case when published is null then ${ctx.now}::timestamptz else published_at end
        where id = ${id}`;
      note({ subject: subject(id), detail: { department: row.departmentName, number: row.number } });
    },
  });

export const unpublish = (ctx: Context, id: string, { reason }: { readonly reason: string }): Promise<Rectification> =>
  act(ctx, id, {
    action: 'rectification.unpublish',
    from: ['draft', 'filed', 'returned', 'accepted'],
    work: async (tx, row, note) => {
      if (!row.isPublished || row.publishedAt === null) throw new Problem('rectification-state', { state: '没有公开' });
      await tx`update rectifications set revision = revision + 1, published = null where id = ${id}`;
      const days = Math.floor((ctx.now.getTime() - row.publishedAt.getTime()) / 86_400_000);
      note({ subject: subject(id), detail: { department: row.departmentName, number: row.number, days, reason } });
    },
  });
