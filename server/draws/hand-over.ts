/** What leaves the draw room for fieldwork: released replicates, the call list, the key for an auditor. Every hand-over is noted. */
import type { Draw } from '#contract';
import { write, type Tx } from '#db';
import { openPersonsAt, unitPlace } from '#frames';
import { Problem } from '#problem';
import { fractionValue, parseManifest, releasedProbabilities } from '#sampling';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { writeCallList, type CallListEntry, type CallListPerson } from './call-list.ts';
import { requireState } from './ceremony.ts';
import { openNumbers } from './dial-numbers.ts';
import { drawById, drawFrames, drawRow, type DrawRow } from './rows.ts';
import { unitsOf } from './units.ts';

/** Releases the next replicate. A release is part of the sample whether or not anybody answers, so the order is fixed. */
export async function release(ctx: Context, drawId: string, replicate: number): Promise<Draw> {
  return write(ctx, 'draw.release', async (tx, note) => {
    const row = await drawRow(tx, drawId, { lock: true });
    requireState(row, 'sealed');
    // A supplement begins with the first replicate that holds anybody new: all before it was released by the draw it supplements.
    const [counts] = await tx<{ released: number; highest: number }[]>`
      select
        coalesce(
          (select max(replicate) from releases where draw_id = ${drawId}),
          (select min(replicate) - 1 from draw_units where draw_id = ${drawId} ${newOnly(tx, row)}), 0)::int as released,
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

/** Of a supplement: without those whom the draw before it has given out. */
const newOnly = (tx: Tx, { design }: DrawRow) =>
  design.supplement === undefined
    ? tx``
    : tx`and unit_id not in (select unit_id from draw_units where draw_id = ${design.supplement.of})`;

interface DrawnRow {
  unitId: string;
  stratum: string;
  rank: number;
  ticket: string;
  replicate: number;
  part: 'main' | 'reserve';
  chance: number;
}

/** The CATI call list. It holds names and numbers: who downloaded how many cases is noted. */
export async function callList(ctx: Context, drawId: string, which: 'released' | 'all'): Promise<FileReply> {
  return write(ctx, 'draw.call-list', async (tx, note) => {
    const row = await drawRow(tx, drawId);
    requireState(row, 'sealed');
    const drawn = await tx<DrawnRow[]>`
      select unit_id, stratum, rank, ticket, replicate, part, probability as chance
      from draw_units
      where draw_id = ${drawId}
        ${newOnly(tx, row)}
        ${which === 'released' ? tx`and replicate in (select replicate from releases where draw_id = ${drawId})` : tx``}
      order by replicate, ticket`;
    if (drawn.length === 0) throw new Problem('nothing-released');
    const personOf =
      row.design.method === 'random-digits'
        ? await dialledPersons(tx, ctx, row)
        : await listedPersons(tx, ctx, row, drawn);
    const labels = new Map(row.strata.map((stratum) => [stratum.code, stratum.label]));
    const entries = drawn.map((unit): CallListEntry => {
      const person = personOf(unit.unitId);
      if (!person) throw new Error('a drawn unit is not in its frame');
      return { ...unit, id: unit.unitId, stratumLabel: labels.get(unit.stratum) ?? unit.stratum, person };
    });
    note({ subject: `draw:${drawId}`, detail: { which, cases: entries.length } });
    const book = await writeCallList(entries, { title: row.title, manifestDigest: row.manifestDigest ?? '' });
    return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {
      fileName: `呼叫清单-${row.title}.xlsx`,
    });
  });
}

type PersonOf = (unitId: string) => CallListPerson | undefined;

/** Opens those who were drawn and nobody else. */
async function listedPersons(tx: Tx, ctx: Context, row: DrawRow, drawn: readonly DrawnRow[]): Promise<PersonOf> {
  const wanted = new Set(drawn.map(({ unitId }) => unitId));
  const units = (await unitsOf(tx, ctx, await drawFrames(tx, [row.id]))).filter(({ id }) => wanted.has(id));
  const places = new Map(units.map((unit) => [unit.id, unit]));
  const persons = await openPersonsAt(tx, ctx, row.cycleId, units);
  return (unitId) => {
    const where = places.get(unitId);
    const person = where && persons.get(unitPlace(where));
    return where && person && { ...person, department: where.department, list: where.list };
  };
}

/** Random digits: a number and nothing more is known. */
async function dialledPersons(tx: Tx, ctx: Context, row: DrawRow): Promise<PersonOf> {
  const numbers = await openNumbers(tx, ctx, row.cycleId, row.id);
  return (unitId) => {
    const dial = numbers.get(unitId);
    return dial === undefined
      ? undefined
      : { name: null, gender: null, organisation: null, post: null, numbers: [{ dial }], department: '', list: null };
  };
}

/**
 * The sample as a table for whoever weights the answers: ids, never persons. Probability and weight are those of everything
 * released so far; empty where nothing of it is.
 */
export async function sample(ctx: Context, drawId: string): Promise<FileReply> {
  return write(ctx, 'draw.sample', async (tx, note) => {
    const row = await drawRow(tx, drawId);
    requireState(row, 'sealed');
    const [stored] = await tx<{ manifest: string; released: number }[]>`
      select manifest, coalesce((select max(replicate) from releases where draw_id = d.id), 0)::int as released
      from draws d where id = ${drawId}`;
    const manifest = parseManifest(stored?.manifest ?? '');
    if (!manifest.ok) throw new Problem('not-found');
    // Where the releases so far leave a probability open, the columns stay empty: nothing is guessed.
    const released = releasedProbabilities(manifest.value, stored?.released ?? 0);
    const out = new Map(released.ok ? released.value.map((unit) => [unit.id, unit]) : []);
    const labels = new Map(row.strata.map((stratum) => [stratum.code, stratum.label]));
    const lines = manifest.value.units.map((unit) => {
      const now = out.get(unit.id);
      return [
        unit.id,
        labels.get(unit.cluster ?? unit.stratum) ?? unit.stratum,
        String(unit.rank),
        String(unit.replicate),
        unit.part === 'main' ? '主样本' : '备用',
        ...decimals(unit),
        unit.replicate <= (stored?.released ?? 0) ? '是' : '否',
        ...(now ? decimals(now) : ['', '']),
      ];
    });
    const heads = [
      '样本编号',
      '层或群',
      '层内序号',
      '批次',
      '样本',
      '入样概率',
      '设计权重',
      '已放出',
      '放出后的入样概率',
      '放出后的权重',
    ];
    const csv = `\ufeff${[heads, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
    note({ subject: `draw:${drawId}`, detail: { units: lines.length } });
    return new FileReply(csv, 'text/csv; charset=utf-8', { fileName: `样本表-${row.title}.csv` });
  });
}

/** Fractions of the manifest as decimals: a spreadsheet takes 3/10 for a day. */
const decimals = ({ probability, weight }: { readonly probability?: string; readonly weight?: string }): string[] =>
  [probability, weight].map((fraction) => (fraction === undefined ? '' : String(fractionValue(fraction))));

/** A text as a CSV cell that no spreadsheet runs. */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
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
