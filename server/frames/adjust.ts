/**
 * What is asked of a frame, adjusted by consultation (R25): duties and exemptions; who agreed and why is part of the trail.
 *
 * Promise: the adjustment and the new verdicts of filings not yet accepted are one transaction; an accepted frame keeps its
 * verdict, a locked one is left alone.
 */
import { randomUUID } from 'node:crypto';
import type { Frame, FrameExemption } from '#contract';
import { read, write, type Note, type Tx } from '#db';
import { Problem } from '#problem';
import { isCoveragePlace, type Exemption } from '#sampling';
import { actorName, type Context } from '../context.ts';
import { gather, lockUnchanged, untilSettled, type StoredList } from './gathering.ts';
import { judgeStored } from './judging.ts';
import { keepOwnVerdict, keepVerdicts } from './keeping.ts';
import { frameById, type FrameRow } from './rows.ts';

interface Adjustment<T> {
  readonly action: string;
  /** The list as it will be asked for. */
  readonly foresee: (own: StoredList) => StoredList;
  readonly commit: (tx: Tx, note: (note: Note) => void, frame: FrameRow) => Promise<T>;
}

/** Commits an adjustment together with what the latest filings are worth after it. */
async function adjust<T>(ctx: Context, frameId: string, { action, foresee, commit }: Adjustment<T>): Promise<T> {
  return untilSettled(async () => {
    const gathered = await read(ctx, (tx) => gather(tx, ctx, frameId));
    refuseSettled(gathered.own.frame);
    return judgeStored(ctx, { ...gathered, own: foresee(gathered.own) }, (judgement) =>
      write(ctx, action, async (tx, note) => {
        const current = await lockUnchanged(tx, gathered);
        refuseSettled(current);
        const result = await commit(tx, note, current);
        if (judgement !== null) {
          await keepOwnVerdict(tx, gathered, judgement);
          await keepVerdicts(tx, gathered, judgement);
        }
        return result;
      }),
    );
  });
}

function refuseSettled(frame: FrameRow): void {
  if (frame.state === 'locked') throw new Problem('frame-locked');
  if (frame.cycleState === 'closed') throw new Problem('cycle-closed');
}

/** Adjusts the minimum, the coverage or the last day of a frame. */
export async function changeDuty(
  ctx: Context,
  frameId: string,
  input: {
    minimum?: number | undefined;
    coverage?: Frame['coverage'] | undefined;
    deadlineOn?: string | undefined;
    agreedBy: string;
    reason: string;
  },
): Promise<null> {
  const asked = (frame: FrameRow) => ({
    minimum: input.minimum ?? frame.minimum,
    coverage: input.coverage ?? frame.coverage,
    deadlineOn: input.deadlineOn ?? frame.deadlineOn,
  });
  return adjust(ctx, frameId, {
    action: 'frame.duty',
    foresee: (own) => ({ ...own, frame: { ...own.frame, ...asked(own.frame) } }),
    commit: async (tx, note, frame) => {
      const { minimum, coverage, deadlineOn } = asked(frame);
      await tx`
        update frames set
          minimum = ${minimum}, coverage = ${coverage}, deadline_on = ${deadlineOn},
          duty_note = ${`${input.agreedBy}同意：${input.reason}`}
        where id = ${frameId}`;
      note({
        subject: `frame:${frameId}`,
        detail: {
          ...input,
          before: { minimum: frame.minimum, coverage: frame.coverage, deadlineOn: frame.deadlineOn },
        },
      });
      return null;
    },
  });
}

interface ExemptionRow {
  id: string;
  rule: Exemption['check'];
  minimum: number | null;
  places: string[] | null;
  agreedBy: string;
  agreedOn: string;
  reason: string;
  recordedBy: string;
  recordedAt: Date;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
}

const toExemption = (row: ExemptionRow): FrameExemption => ({
  id: row.id,
  check: row.rule,
  minimum: row.minimum,
  places: row.places,
  agreedBy: row.agreedBy,
  date: row.agreedOn,
  reason: row.reason,
  recordedBy: row.recordedBy,
  recordedAt: row.recordedAt.toISOString(),
  withdrawn:
    row.withdrawnBy === null || row.withdrawnAt === null
      ? null
      : { by: row.withdrawnBy, at: row.withdrawnAt.toISOString() },
});

async function exemptionsOf(tx: Tx, frameId: string): Promise<FrameExemption[]> {
  const rows = await tx<ExemptionRow[]>`
    select id, rule, minimum, places, agreed_by, agreed_on::text as agreed_on, reason, recorded_by, recorded_at, withdrawn_by,
      withdrawn_at
    from frame_exemptions where frame_id = ${frameId}
    order by withdrawn_at desc nulls first, recorded_at desc, id`;
  return rows.map(toExemption);
}

async function exemptionById(tx: Tx, frameId: string, exemptionId: string): Promise<FrameExemption> {
  const found = (await exemptionsOf(tx, frameId)).find(({ id }) => id === exemptionId);
  if (!found) throw new Problem('not-found');
  return found;
}

/** Those in force first, then the withdrawn ones. */
export async function listExemptions(ctx: Context, frameId: string): Promise<{ items: FrameExemption[] }> {
  return read(ctx, async (tx) => {
    await frameById(tx, frameId);
    return { items: await exemptionsOf(tx, frameId) };
  });
}

export async function addExemption(
  ctx: Context,
  frameId: string,
  input: {
    check: Exemption['check'];
    minimum?: number | undefined;
    places?: string[] | undefined;
    agreedBy: string;
    date: string;
    reason: string;
  },
): Promise<FrameExemption> {
  const unknown = input.places?.filter((place) => !isCoveragePlace(place)) ?? [];
  if (unknown.length > 0) throw new Problem('exemption-place-unknown', { places: unknown.join('、') });
  const { check, minimum, places, agreedBy, date, reason } = input;
  const id = randomUUID();
  return adjust(ctx, frameId, {
    action: 'frame.exempt',
    foresee: (own) => {
      if (check !== 'coverage' && own.exemptions.some((one) => one.check === check))
        throw new Problem('exemption-exists');
      const added = {
        id,
        check,
        agreedBy,
        date,
        reason,
        ...(minimum === undefined ? {} : { minimum }),
        ...(places === undefined ? {} : { places }),
      };
      return { ...own, exemptions: [...own.exemptions, added] };
    },
    commit: async (tx, note, frame) => {
      await tx`
        insert into frame_exemptions (id, frame_id, department_id, rule, minimum, places, agreed_by, agreed_on, reason,
          recorded_by, recorded_at)
        values (${id}, ${frameId}, ${frame.departmentId}, ${check}, ${minimum ?? null}, ${places ?? null}, ${agreedBy},
          ${date}, ${reason}, ${actorName(ctx.actor)}, ${ctx.now})`;
      note({
        subject: `frame:${frameId}`,
        detail: { department: frame.departmentName, list: frame.list, exemption: id, ...input },
      });
      return exemptionById(tx, frameId, id);
    },
  });
}

export async function withdrawExemption(ctx: Context, frameId: string, exemptionId: string): Promise<FrameExemption> {
  return adjust(ctx, frameId, {
    action: 'frame.exempt-withdraw',
    foresee: (own) => {
      if (!own.exemptions.some(({ id }) => id === exemptionId)) throw new Problem('not-found');
      return { ...own, exemptions: own.exemptions.filter(({ id }) => id !== exemptionId) };
    },
    commit: async (tx, note, frame) => {
      await tx`
        update frame_exemptions set withdrawn_by = ${actorName(ctx.actor)}, withdrawn_at = ${ctx.now}
        where id = ${exemptionId} and frame_id = ${frameId}`;
      const withdrawn = await exemptionById(tx, frameId, exemptionId);
      note({
        subject: `frame:${frameId}`,
        detail: {
          department: frame.departmentName,
          list: frame.list,
          exemption: exemptionId,
          check: withdrawn.check,
          agreedBy: withdrawn.agreedBy,
          date: withdrawn.date,
        },
      });
      return withdrawn;
    },
  });
}
