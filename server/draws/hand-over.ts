/** What leaves the draw room for fieldwork: released replicates, the call list, the key for an auditor. Every hand-over is noted. */
import type { Draw } from '#contract';
import { write } from '#db';
import { openPersons } from '#frames';
import { Problem } from '#problem';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { writeCallList, type CallListEntry } from './call-list.ts';
import { requireState } from './ceremony.ts';
import { keptLeftOut } from './left-out.ts';
import { drawById, drawFrames, drawRow } from './rows.ts';
import { unitsOf } from './units.ts';

/** Releases the next replicate. A release is part of the sample whether or not anybody answers, so the order is fixed. */
export async function release(ctx: Context, drawId: string, replicate: number): Promise<Draw> {
  return write(ctx, 'draw.release', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'sealed');
    const [counts] = await tx<{ released: number; highest: number }[]>`
      select
        coalesce((select max(replicate) from releases where draw_id = ${drawId}), 0)::int as released,
        coalesce((select max(replicate) from draw_units where draw_id = ${drawId}), 0)::int as highest`;
    const next = (counts?.released ?? 0) + 1;
    if (next > (counts?.highest ?? 0)) throw new Problem('nothing-left-to-release');
    if (replicate !== next) throw new Problem('release-out-of-order', { next });
    await tx`
      insert into releases (draw_id, replicate, released_at, released_by)
      values (${drawId}, ${replicate}, ${ctx.now}, ${shownName(ctx.actor)})`;
    note({ subject: `draw:${drawId}`, detail: { replicate } });
    return drawById(tx, drawId);
  });
}

interface DrawnRow {
  unitId: string;
  stratum: string;
  rank: number;
  ticket: string;
  replicate: number;
  part: 'main' | 'reserve';
}

/** The CATI call list. It holds names and numbers: who downloaded how many cases is noted. */
export async function callList(ctx: Context, drawId: string, which: 'released' | 'all'): Promise<FileReply> {
  return write(ctx, 'draw.call-list', async (tx, note) => {
    const row = await drawRow(tx, drawId);
    requireState(row, 'sealed');
    const drawn = await tx<DrawnRow[]>`
      select unit_id, stratum, rank, ticket, replicate, part
      from draw_units
      where draw_id = ${drawId}
        ${which === 'released' ? tx`and replicate in (select replicate from releases where draw_id = ${drawId})` : tx``}
      order by replicate, ticket`;
    if (drawn.length === 0) throw new Problem('nothing-released');
    const frames = await drawFrames(tx, [drawId]);
    const places = new Map(
      (await unitsOf(tx, ctx, frames, await keptLeftOut(tx, drawId))).map((unit) => [unit.id, unit]),
    );
    const persons = new Map<string, Awaited<ReturnType<typeof openPersons>>[number]['person']>();
    for (const frame of frames)
      for (const { ordinal, person } of await openPersons(tx, ctx, row.cycleId, frame.submissionId))
        persons.set(`${frame.submissionId}/${ordinal}`, person);
    const labels = new Map(row.strata.map((stratum) => [stratum.code, stratum.label]));
    const entries = drawn.map((unit): CallListEntry => {
      const where = places.get(unit.unitId);
      const person = where && persons.get(`${where.submissionId}/${where.ordinal}`);
      if (!where || !person) throw new Error('a drawn unit is not in its frame');
      return {
        ...unit,
        id: unit.unitId,
        stratumLabel: labels.get(unit.stratum) ?? unit.stratum,
        person: { ...person, department: where.department, list: where.list },
      };
    });
    note({ subject: `draw:${drawId}`, detail: { which, cases: entries.length } });
    const book = await writeCallList(entries, { title: row.title, manifestDigest: row.manifestDigest ?? '' });
    return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {
      fileName: `呼叫清单-${row.title}.xlsx`,
    });
  });
}

/** The key that turns persons into ids, for an auditor who holds the filed workbooks. Whoever has it can try people: noted. */
export async function unitKey(ctx: Context, drawId: string): Promise<FileReply> {
  return write(ctx, 'draw.unit-key', async (tx, note) => {
    const row = await drawRow(tx, drawId);
    const key = await ctx.vault.unitIdKey(tx, ctx.now);
    note({ subject: `draw:${drawId}` });
    return new FileReply(`${key.toString('hex')}\n`, 'text/plain; charset=utf-8', {
      fileName: `编号密钥-${row.title}.txt`,
    });
  });
}
