/**
 * The verbs of link rounds: try, make, change, close, void single links.
 *
 * Promise: a code for each released case that has not answered and holds no other link that works; the code itself is never stored. What
 * a case is asked is fixed when its code is made. No number is opened here.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { LinkRound, LinkSettings } from '#contract';
import { read, write, type Tx } from '#db';
import { releasedCases, type ReleasedCase } from '#draws';
import { Problem } from '#problem';
import { serving } from '#questionnaires';
import { ofDraw } from '#sheets';
import { seal } from '#vault';
import { actorName, shownName, type Context } from '../context.ts';
import { codeOf, hashCode, readCode } from './codes.ts';
import { compose, linkOf, messageProblem, sizeOf } from './message.ts';
import { keyPlace, roundRow, roundsOfCycle, shownRound, shownRounds, stateOf, type RoundRow } from './rows.ts';

type Source = Pick<LinkSettings, 'drawId' | 'kind' | 'linkBase' | 'message' | 'reminder'>;

interface Candidates {
  readonly cases: readonly (ReleasedCase & { readonly versionId: string })[];
  readonly answered: number;
  readonly standing: number;
  readonly declined: number;
}

async function assertOpenCycle(tx: Tx, cycleId: string): Promise<void> {
  const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId} for share`;
  if (!cycle) throw new Problem('not-found');
  if (cycle.state === 'closed') throw new Problem('cycle-closed');
}

function assertMessages({ message, reminder }: Pick<Source, 'message' | 'reminder'>): void {
  for (const words of [message, reminder]) {
    const reason = messageProblem(words);
    if (reason !== undefined) throw new Problem('link-message', { reason });
  }
}

/** Released cases of the lists the questionnaire is for, who have no answer, no other link that works, and have not declined. */
async function candidates(tx: Tx, ctx: Context, cycleId: string, { drawId, kind }: Source): Promise<Candidates> {
  const released = await releasedCases(tx, ctx, drawId);
  if (released.cycleId !== cycleId) throw new Problem('not-found');
  const asked = released.cases.filter(({ list }) => list === kind || kind === 'rectification' || kind === 'public');
  if (asked.length === 0) throw new Problem('nothing-released');
  const answered = new Set(
    (await ofDraw(tx, drawId))
      .filter(({ state }) => state === 'counted' || state === 'quarantined')
      .map(({ unitId }) => unitId),
  );
  const links = await tx<{ unitId: string; state: string; works: boolean }[]>`
    select c.unit_id, c.state, r.closed_at is null and r.closes_at > ${ctx.now} as works
    from link_cases c join link_rounds r on r.id = c.round_id
    where r.draw_id = ${drawId}`;
  const standing = new Set(links.filter(({ state, works }) => works && state === 'out').map(({ unitId }) => unitId));
  const declined = new Set(links.filter(({ state }) => state === 'declined').map(({ unitId }) => unitId));
  const out = { answered: 0, declined: 0, standing: 0 };
  const left = asked.filter(({ unitId }) => {
    const reason = answered.has(unitId)
      ? 'answered'
      : declined.has(unitId)
        ? 'declined'
        : standing.has(unitId)
          ? 'standing'
          : undefined;
    if (reason !== undefined) out[reason] += 1;
    return reason === undefined;
  });
  const versions = await versionsFor(tx, cycleId, kind, left);
  return { ...out, cases: left.map((one) => ({ ...one, versionId: versions.get(one.departmentId) ?? '' })) };
}

/** The published version each department is judged with by link; a department without one stops it, by name. */
async function versionsFor(
  tx: Tx,
  cycleId: string,
  kind: LinkSettings['kind'],
  cases: readonly ReleasedCase[],
): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  const without: string[] = [];
  for (const [departmentId, name] of new Map(cases.map((one) => [one.departmentId, one.departmentName]))) {
    // oxlint-disable-next-line no-await-in-loop -- one connection; once per department
    const version = await serving(tx, { cycleId, kind, departmentId, channel: 'link' });
    if (version) versions.set(departmentId, version.versionId);
    else without.push(name);
  }
  if (without.length > 0) throw new Problem('questionnaire-not-serving', { departments: without.join('、') });
  return versions;
}

export async function preview(ctx: Context, cycleId: string, source: Source) {
  assertMessages(source);
  return read(ctx, async (tx) => {
    const [cycle] = await tx<{ state: string }[]>`select state from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    if (cycle.state === 'closed') throw new Problem('cycle-closed');
    const found = await candidates(tx, ctx, cycleId, source);
    const counted = new Map<string, number>();
    for (const { departmentName } of found.cases) counted.set(departmentName, (counted.get(departmentName) ?? 0) + 1);
    const departments = Array.from(counted, ([name, cases]) => ({ name, cases }));
    const longest = departments.reduce((name, one) => (one.name.length > name.length ? one.name : name), '');
    // All codes are as long as each other.
    const link = linkOf(source.linkBase, codeOf(Buffer.alloc(32), 'example'));
    const shown = (words: string) => {
      const text = compose(words, { link, department: longest });
      return { text, ...sizeOf(text) };
    };
    return {
      ...found,
      cases: found.cases.length,
      departments,
      message: shown(source.message),
      reminder: shown(source.reminder),
    };
  });
}

export async function create(ctx: Context, cycleId: string, settings: LinkSettings): Promise<LinkRound> {
  assertMessages(settings);
  const [opensAt, closesAt] = [new Date(settings.opensAt), new Date(settings.closesAt)];
  if (opensAt >= closesAt || closesAt <= ctx.now) throw new Problem('public-survey-times');
  return write(ctx, 'link.create', async (tx, note) => {
    await assertOpenCycle(tx, cycleId);
    // Two rounds of one draw at once would give the same case two links.
    await tx`select 1 from draws where id = ${settings.drawId} for no key update`;
    const { cases } = await candidates(tx, ctx, cycleId, settings);
    if (cases.length === 0) throw new Problem('link-nobody-left');
    const roundId = randomUUID();
    const key = randomBytes(32);
    const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
    const { drawId, kind, title, organiser, hotline, verifyText, message, reminder, linkBase } = settings;
    await tx`
      insert into link_rounds (id, cycle_id, draw_id, kind, title, organiser, hotline, verify_text, message, reminder, link_base,
        opens_at, closes_at, key_sealed, created_at, created_by)
      values (${roundId}, ${cycleId}, ${drawId}, ${kind}, ${title}, ${organiser}, ${hotline}, ${verifyText}, ${message}, ${reminder},
        ${linkBase.toLowerCase()}, ${opensAt}, ${closesAt}, ${seal(dataKey, keyPlace(roundId), key)}, ${ctx.now},
        ${shownName(ctx.actor)})`;
    await tx`
      insert into link_cases (round_id, unit_id, department_id, version_id, code_hash, state)
      select ${roundId}::uuid, n.unit_id, n.department_id, n.version_id, decode(n.hash, 'hex'), 'out'
      from unnest(
        ${cases.map(({ unitId }) => unitId)}::text[], ${cases.map(({ departmentId }) => departmentId)}::uuid[],
        ${cases.map(({ versionId }) => versionId)}::uuid[],
        ${cases.map(({ unitId }) => hashCode(ctx.vault, codeOf(key, unitId)).toString('hex'))}::text[]
      ) as n (unit_id, department_id, version_id, hash)`;
    note({ subject: `cycle:${cycleId}`, detail: { round: roundId, draw: drawId, kind, codes: cases.length } });
    return shownRound(tx, roundId, ctx.now);
  });
}

export async function list(ctx: Context, cycleId: string): Promise<{ items: LinkRound[] }> {
  return read(ctx, async (tx) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    return { items: await shownRounds(tx, await roundsOfCycle(tx, cycleId), ctx.now) };
  });
}

export async function get(ctx: Context, roundId: string) {
  return read(ctx, (tx) => shownRound(tx, roundId, ctx.now));
}

export async function mustBeOpen(tx: Tx, ctx: Context, roundId: string): Promise<RoundRow> {
  const row = await roundRow(tx, roundId, { lock: true });
  if (row.cycleState === 'closed') throw new Problem('cycle-closed');
  if (stateOf(row, ctx.now) === 'closed') throw new Problem('link-round-closed');
  return row;
}

export async function change(
  ctx: Context,
  roundId: string,
  input: Pick<LinkSettings, 'organiser' | 'hotline' | 'verifyText' | 'message' | 'reminder' | 'closesAt'>,
): Promise<LinkRound> {
  assertMessages(input);
  const closesAt = new Date(input.closesAt);
  return write(ctx, 'link.save', async (tx, note) => {
    const row = await mustBeOpen(tx, ctx, roundId);
    if (closesAt <= row.opensAt || closesAt <= ctx.now) throw new Problem('public-survey-times');
    await tx`
      update link_rounds set organiser = ${input.organiser}, hotline = ${input.hotline}, verify_text = ${input.verifyText},
        message = ${input.message}, reminder = ${input.reminder}, closes_at = ${closesAt}
      where id = ${roundId}`;
    note({ subject: `cycle:${row.cycleId}`, detail: { round: roundId, closesAt, before: row.closesAt } });
    return shownRound(tx, roundId, ctx.now);
  });
}

/** Ends a round whose row is locked: what was not sent in is forgotten. */
async function end(tx: Tx, ctx: Context, roundId: string): Promise<number> {
  await tx`update link_rounds set closed_at = ${ctx.now}, closed_by = ${actorName(ctx.actor)} where id = ${roundId}`;
  const dropped = await tx`
    update link_cases set draft_sealed = null where round_id = ${roundId} and draft_sealed is not null`;
  return dropped.count;
}

export async function close(ctx: Context, roundId: string): Promise<LinkRound> {
  return write(ctx, 'link.close', async (tx, note) => {
    const row = await mustBeOpen(tx, ctx, roundId);
    const unfinished = await end(tx, ctx, roundId);
    note({ subject: `cycle:${row.cycleId}`, detail: { round: roundId, unfinished } });
    return shownRound(tx, roundId, ctx.now);
  });
}

/** Ends rounds whose time is over, or whose cycle has closed. */
export async function endOverdue(ctx: Context): Promise<void> {
  const due = await read(
    ctx,
    (tx) => tx<{ id: string }[]>`
      select r.id from link_rounds r join cycles c on c.id = r.cycle_id
      where r.closed_at is null and (r.closes_at <= ${ctx.now} or c.state = 'closed')`,
  );
  for (const { id } of due)
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    await write(ctx, 'link.close', async (tx, note) => {
      const row = await roundRow(tx, id, { lock: true });
      // Another server was first.
      const unfinished = row.closedAt === null ? await end(tx, ctx, id) : 0;
      note({ subject: `cycle:${row.cycleId}`, detail: { round: id, unfinished, overdue: true } });
    });
}

export async function voidLinks(
  ctx: Context,
  roundId: string,
  {
    lines,
    declined,
    reason,
  }: { readonly lines: readonly string[]; readonly declined: boolean; readonly reason: string },
): Promise<{ voided: number }> {
  return write(ctx, 'link.void', async (tx, note) => {
    const row = await mustBeOpen(tx, ctx, roundId);
    const cases = await tx<{ unitId: string; codeHash: Buffer }[]>`
      select unit_id, code_hash from link_cases where round_id = ${roundId}`;
    const byHash = new Map(cases.map(({ unitId, codeHash }) => [codeHash.toString('hex'), unitId]));
    const units = new Set(cases.map(({ unitId }) => unitId));
    const found = lines.map((line, at) => {
      const code = readCode(line);
      const unitId = units.has(line.toLowerCase())
        ? line.toLowerCase()
        : code && byHash.get(hashCode(ctx.vault, code).toString('hex'));
      if (unitId === undefined) throw new Problem('link-case-unknown', { line: at + 1 });
      return unitId;
    });
    const voided = await tx`
      update link_cases set state = ${declined ? 'declined' : 'void'}, void_reason = ${declined ? null : reason}, draft_sealed = null
      where round_id = ${roundId} and unit_id = any(${found}::text[]) and state = 'out'`;
    note({
      subject: `cycle:${row.cycleId}`,
      detail: { round: roundId, units: [...new Set(found)], declined, reason, voided: voided.count },
    });
    return { voided: voided.count };
  });
}

/** Drawn persons who said by link, or to the hotline, that they do not want to take part. */
export async function declinedOf(tx: Tx, drawId: string): Promise<ReadonlySet<string>> {
  const rows = await tx<{ unitId: string }[]>`
    select c.unit_id from link_cases c join link_rounds r on r.id = c.round_id
    where r.draw_id = ${drawId} and c.state = 'declined'`;
  return new Set(rows.map(({ unitId }) => unitId));
}
