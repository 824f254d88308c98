/**
 * The same person on lists of several departments: who they are, what was decided, and which units draws leave out for it.
 *
 * Promise: found by blind indexes (name and a mobile, frame check I1) in the latest submissions of a cycle; only a page that is
 * looked at is opened, and leaves masked. A department learns nothing of it. A decision never changes what a locked frame holds.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { decideSharedPersons, FrameState, ListKind, listSharedPersons, SharedPerson } from '#contract';
import { read, write, type Tx } from '#db';
import { Problem } from '#problem';
import { actorName, type Context } from '../context.ts';
import { openPersonsAt, unitPlace, type StoredPerson } from './units.ts';

type SharedPage = z.input<(typeof listSharedPersons)['reply']>;
type DecisionInput = z.output<(typeof decideSharedPersons)['body']>;

/** One unit of a list, by one of the indexes it shares with another department. */
interface SharedRow {
  frameId: string;
  departmentId: string;
  departmentName: string;
  list: ListKind;
  attachment: number | null;
  state: FrameState;
  submissionId: string;
  ordinal: number;
  /** Hexadecimal. */
  personIndex: string;
}

type Member = Omit<SharedRow, 'personIndex'>;

interface Decision {
  personIndex: string;
  keptDepartmentId: string | null;
  reason: string;
  decidedAt: Date;
  decidedBy: string;
}

interface Group {
  readonly id: string;
  readonly indexes: readonly string[];
  readonly members: readonly Member[];
  readonly decision: Decision | null;
}

/** A cycle's shared persons in the order departments are listed. Cost: one query that sees shared persons only. */
async function groupsOf(tx: Tx, cycleId: string): Promise<Group[]> {
  // One sort of all indexes and no join of them with themselves: after a day of filing the planner knows no sizes yet, and a
  // nested loop over 25,000 units takes minutes.
  const rows = await tx<SharedRow[]>`
    with filed as (
      select f.id as frame_id, f.department_id, f.list, f.attachment, f.state, i.submission_id, i.ordinal, i.person_index,
        min(f.department_id::text) over same_person as first_department,
        max(f.department_id::text) over same_person as last_department
      from frames f join frame_unit_indexes i on i.submission_id = f.latest_submission_id
      where f.cycle_id = ${cycleId}
      window same_person as (partition by i.person_index)
    )
    select filed.frame_id, filed.department_id, d.name as department_name, filed.list, filed.attachment, filed.state,
      filed.submission_id, filed.ordinal, encode(filed.person_index, 'hex') as person_index
    from filed join departments d on d.id = filed.department_id
    where first_department <> last_department
    order by d.name collate "zh-x-icu", filed.attachment, filed.frame_id, filed.ordinal, filed.person_index`;
  const decisions = await tx<Decision[]>`
    select encode(person_index, 'hex') as person_index, kept_department_id, reason, decided_at, decided_by
    from shared_person_decisions
    where cycle_id = ${cycleId}`;
  const decided = new Map(decisions.map((decision) => [decision.personIndex, decision]));
  return joined(rows).map(({ indexes, members }) => ({
    id: groupId(members),
    indexes,
    members,
    decision: decisionOf(indexes, members, decided),
  }));
}

/** Units that share an index, or are linked by others that do, are one person. */
function joined(rows: readonly SharedRow[]): { indexes: string[]; members: Member[] }[] {
  const parents = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    parents.set(node, root);
    return root;
  };
  for (const row of rows) parents.set(rootOf(unitPlace(row)), rootOf(row.personIndex));
  const groups = new Map<string, { indexes: Set<string>; members: Map<string, Member> }>();
  for (const { personIndex, ...member } of rows) {
    const root = rootOf(personIndex);
    const group = groups.get(root) ?? { indexes: new Set(), members: new Map() };
    groups.set(root, group);
    group.indexes.add(personIndex);
    group.members.set(unitPlace(member), member);
  }
  return [...groups.values()].map(({ indexes, members }) => ({
    indexes: [...indexes],
    members: [...members.values()],
  }));
}

/** The newest decision about the person, unless the department it keeps the person with no longer names the person. */
function decisionOf(
  indexes: readonly string[],
  members: readonly Member[],
  decided: ReadonlyMap<string, Decision>,
): Decision | null {
  const [newest] = indexes
    .flatMap((index) => decided.get(index) ?? [])
    .toSorted((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime());
  if (!newest) return null;
  const stands =
    newest.keptDepartmentId === null || members.some(({ departmentId }) => departmentId === newest.keptDepartmentId);
  return stands ? newest : null;
}

function groupId(members: readonly Member[]): string {
  const places = members.map((member) => `${member.frameId} ${unitPlace(member)}`).toSorted();
  return createHash('sha256').update(places.join('\n')).digest('hex').slice(0, 32);
}

function heldOutOf(members: readonly Member[], keptDepartmentId: string | null | undefined): Member[] {
  if (keptDepartmentId === null || keptDepartmentId === undefined) return [];
  return members.filter(({ departmentId }) => departmentId !== keptDepartmentId);
}

const heldOut = ({ members, decision }: Group): Member[] => heldOutOf(members, decision?.keptDepartmentId);

/** The units of a cycle's latest submissions that draws leave out by decision, as `unitPlace` names them. */
export async function heldOutUnits(tx: Tx, cycleId: string): Promise<Set<string>> {
  return new Set((await groupsOf(tx, cycleId)).flatMap(heldOut).map(unitPlace));
}

export async function listShared(
  ctx: Context,
  cycleId: string,
  query: { cursor?: string | undefined; limit: number; only?: 'undecided' | 'decided' | undefined },
): Promise<SharedPage> {
  return read(ctx, async (tx) => {
    await requireCycle(tx, cycleId);
    const groups = await groupsOf(tx, cycleId);
    const asked = groups.filter(
      ({ decision }) => query.only === undefined || (decision === null) === (query.only === 'undecided'),
    );
    const from = query.cursor && /^\d{1,9}$/.test(query.cursor) ? Number(query.cursor) : 0;
    const shown = asked.slice(from, from + query.limit);
    const persons = await openPersonsAt(
      tx,
      ctx,
      cycleId,
      shown.flatMap(({ members }) => members),
    );
    return {
      items: shown.map((group) => toSharedPerson(group, persons)),
      next: from + query.limit < asked.length ? String(from + query.limit) : null,
      total: groups.length,
      undecided: groups.filter(({ decision }) => decision === null).length,
      heldOut: groups.reduce((sum, group) => sum + heldOut(group).length, 0),
    };
  });
}

function toSharedPerson(group: Group, persons: ReadonlyMap<string, StoredPerson>): SharedPerson {
  const { id, members, decision } = group;
  const opened = members.map((member) => {
    const person = persons.get(unitPlace(member));
    if (!person) throw new Error('a shared person is not in its frame');
    return { member, person };
  });
  const out = new Set(heldOut(group).map(unitPlace));
  return {
    id,
    name: maskName(opened[0]?.person.name ?? ''),
    mobiles: sharedMobiles(opened).map(maskMobile),
    members: opened.map(({ member, person }) => ({
      frameId: member.frameId,
      department: { id: member.departmentId, name: member.departmentName },
      list: member.list,
      attachment: member.attachment,
      state: member.state,
      places: (person.rows ?? [person]).map(({ file, sheet, row }) => ({ file, sheet, row })),
      heldOut: out.has(unitPlace(member)),
    })),
    decision: decision && {
      keptDepartmentId: decision.keptDepartmentId,
      reason: decision.reason,
      decidedAt: decision.decidedAt.toISOString(),
      decidedBy: decision.decidedBy,
    },
  };
}

/** The mobiles that more than one department names. */
function sharedMobiles(opened: readonly { member: Member; person: StoredPerson }[]): string[] {
  const departments = new Map<string, Set<string>>();
  for (const { member, person } of opened)
    for (const { type, e164 } of person.numbers)
      if (type === 'mobile') departments.set(e164, (departments.get(e164) ?? new Set()).add(member.departmentId));
  return [...departments].filter(([, of]) => of.size > 1).map(([e164]) => e164);
}

const maskName = (name: string): string => {
  const [first = '', ...rest] = Array.from(name);
  return `${first}${'*'.repeat(Math.max(rest.length, 1))}`;
};

const maskMobile = (e164: string): string => {
  const digits = e164.replace(/\D/g, '').slice(-11);
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

/** Decides for every person named, or for none: who looked at an older state is refused, and so is a change to a locked frame. */
export async function decideShared(
  ctx: Context,
  cycleId: string,
  input: DecisionInput,
): Promise<{ decided: number; heldOut: number }> {
  return write(ctx, 'frame.shared-persons', async (tx, note) => {
    const cycle = await requireCycle(tx, cycleId);
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    // Filings and locks of draws wait, so that what is decided here is what they meet.
    await tx`select id from frames where cycle_id = ${cycleId} order by id for update`;
    const groups = new Map((await groupsOf(tx, cycleId)).map((group) => [group.id, group]));
    const kept = input.keptDepartmentId;
    // The trail keeps the login; this is what people read.
    const decider = ctx.actor.kind === 'account' ? ctx.actor.displayName : actorName(ctx.actor);
    let out = 0;
    for (const id of new Set(input.ids)) {
      const group = groups.get(id);
      if (!group || (kept !== null && group.members.every(({ departmentId }) => departmentId !== kept)))
        throw new Problem('shared-persons-changed');
      const after = heldOutOf(group.members, kept);
      refuseLocked(group, after);
      out += after.length;
      await tx`
        insert into shared_person_decisions (cycle_id, person_index, kept_department_id, reason, decided_at, decided_by)
        select ${cycleId}::uuid, decode(i.index, 'hex'), ${kept}::uuid, ${input.reason}, ${ctx.now}, ${decider}
        from unnest(${[...group.indexes]}::text[]) as i (index)
        on conflict (cycle_id, person_index) do update set
          kept_department_id = excluded.kept_department_id, reason = excluded.reason, decided_at = excluded.decided_at,
          decided_by = excluded.decided_by`;
      const names = new Map(group.members.map(({ departmentId, departmentName }) => [departmentId, departmentName]));
      note({
        subject: `cycle:${cycleId}`,
        detail: {
          person: id,
          departments: [...names.values()],
          kept: kept === null ? '各份' : (names.get(kept) ?? ''),
          heldOut: after.length,
          reason: input.reason,
        },
      });
    }
    return { decided: new Set(input.ids).size, heldOut: out };
  });
}

/** What a draw has locked stays as it was drawn from. */
function refuseLocked(group: Group, after: readonly Member[]): void {
  const before = new Set(heldOut(group).map(unitPlace));
  const then = new Set(after.map(unitPlace));
  for (const member of group.members)
    if (member.state === 'locked' && before.has(unitPlace(member)) !== then.has(unitPlace(member)))
      throw new Problem('frame-locked');
}

async function requireCycle(tx: Tx, cycleId: string): Promise<{ state: string }> {
  const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}
