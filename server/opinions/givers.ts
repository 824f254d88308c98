/**
 * From the opinions of a closed cycle to next year's list for 整改情况评议 (R11, R19; practice 1.6).
 *
 * Promise: on the list is whoever gave an opinion that was handed over to the department, agreed to be asked again, and whose number
 * a drawn list or the giver's own words hold: nobody is looked up anywhere else. Persons go from the old cycle's keys to the new
 * one's in memory; the frame check judges the list like any other; no department ever sees it. Rest periods are kept at the draw.
 */
import type { GiversRow } from '#contract';
import { releasedCases } from '#draws';
import { read, type Tx } from '#db';
import { fileGiversList, type ListedGiver } from '#frames';
import { Problem } from '#problem';
import { opinionPlace } from '#sheets';
import { contactItems } from '#surveys';
import { unseal } from '#vault';
import type { Context } from '../context.ts';
import { cycleName } from './rows.ts';

interface Giver {
  readonly departmentId: string;
  readonly sheetId: string;
  readonly drawId: string | null;
  readonly unitId: string | null;
}

/** Who agreed, by sheet; a sheet with opinions for two departments is a giver of each. */
async function giversOf(tx: Tx, cycleId: string, departmentId?: string): Promise<Giver[]> {
  return tx<Giver[]>`
    select distinct coalesce(o.assigned_to, o.department_id) as department_id, s.id as sheet_id, s.draw_id, s.unit_id
    from sheet_opinions o join answer_sheets s on s.id = o.sheet_id
    where o.cycle_id = ${cycleId} and o.state = 'handed-over' and o.consent and s.state = 'counted'
      and o.item <> all(${[...contactItems]}::text[])
      ${departmentId === undefined ? tx`` : tx`and coalesce(o.assigned_to, o.department_id) = ${departmentId}`}
    order by 2`;
}

/** Draws of lists; behind a number made at random nobody stands whom one could name. */
async function drawsWithLists(tx: Tx, givers: readonly Giver[]): Promise<Set<string>> {
  const ids = [...new Set(givers.flatMap(({ drawId }) => drawId ?? []))];
  const rows = await tx<{ id: string }[]>`
    select id from draws where id = any(${ids}::uuid[]) and state = 'sealed' and design ->> 'method' <> 'random-digits'`;
  return new Set(rows.map(({ id }) => id));
}

/** Sheets on which the giver left a number. */
async function sheetsWithContact(tx: Tx, givers: readonly Giver[]): Promise<Set<string>> {
  const rows = await tx<{ sheetId: string }[]>`
    select sheet_id from sheet_opinions
    where item = 'contact_phone' and sheet_id = any(${givers.map(({ sheetId }) => sheetId)}::uuid[])`;
  return new Set(rows.map(({ sheetId }) => sheetId));
}

async function closedCycle(tx: Tx, cycleId: string): Promise<{ name: string }> {
  const [cycle] = await tx<{ name: string; state: string }[]>`select name, state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  if (cycle.state !== 'closed') throw new Problem('cycle-not-closed');
  return cycle;
}

export async function preview(
  ctx: Context,
  cycleId: string,
  { from }: { readonly from: string },
): Promise<{ items: GiversRow[]; restMonths: number }> {
  return read(ctx, async (tx) => {
    await cycleName(tx, cycleId);
    await closedCycle(tx, from);
    const givers = await giversOf(tx, from);
    const listed = await drawsWithLists(tx, givers);
    const left = await sheetsWithContact(tx, givers);
    const rows = await tx<
      {
        id: string;
        name: string;
        appraised: boolean;
        frameId: string | null;
        state: string | null;
        usable: number | null;
      }[]
    >`
      select d.id, d.name,
        exists (select from appraisees n where n.cycle_id = ${cycleId} and n.department_id = d.id) as appraised,
        f.id as frame_id, f.state, (s.counts ->> 'usable')::int as usable
      from appraisees a
      join departments d on d.id = a.department_id
      left join frames f on f.cycle_id = ${cycleId} and f.department_id = d.id and f.list = 'rectification'
      left join submissions s on s.id = f.latest_submission_id
      where a.cycle_id = ${from}
      order by d.name collate "zh-x-icu"`;
    const [cycle] = await tx<{ restMonths: number }[]>`select rest_months from cycles where id = ${cycleId}`;
    return {
      restMonths: cycle?.restMonths ?? 0,
      items: rows.map(({ id, name, appraised, frameId, state, usable }) => {
        const own = givers.filter(({ departmentId }) => departmentId === id);
        return {
          department: { id, name },
          consented: own.length,
          reachable: own.filter(({ drawId, sheetId }) => (drawId !== null && listed.has(drawId)) || left.has(sheetId))
            .length,
          appraised,
          list: frameId === null || state === null ? null : { frameId, state, usable },
        };
      }),
    };
  });
}

/** Persons of drawn cases, opened by the old cycle's keys. */
async function drawnPersons(tx: Tx, ctx: Context, givers: readonly Giver[]): Promise<ListedGiver[]> {
  const listed = await drawsWithLists(tx, givers);
  const persons: ListedGiver[] = [];
  for (const drawId of listed) {
    const wanted = new Set(givers.flatMap((giver) => (giver.drawId === drawId ? (giver.unitId ?? []) : [])));
    const { cases } = await releasedCases(tx, ctx, drawId, { persons: true });
    for (const { unitId, person } of cases)
      if (person && wanted.has(unitId)) {
        const numberOf = (type: 'mobile' | 'fixed') => person.numbers.find((number) => number.type === type);
        const fixed = numberOf('fixed');
        persons.push({
          name: person.name,
          mobile: numberOf('mobile')?.dial ?? '',
          // With its area code: what is local in one cycle need not be in the next.
          fixed: fixed ? `0${fixed.e164.replace(/^\+86/, '')}${fixed.ext === undefined ? '' : `-${fixed.ext}`}` : '',
          organisation: person.organisation ?? '',
        });
      }
  }
  return persons;
}

/** What givers wrote themselves. */
async function writtenContacts(
  tx: Tx,
  ctx: Context,
  cycleId: string,
  givers: readonly Giver[],
): Promise<ListedGiver[]> {
  const rows = await tx<{ id: string; sheetId: string; item: string; textSealed: Uint8Array }[]>`
    select id, sheet_id, item, text_sealed from sheet_opinions
    where item = any(${[...contactItems]}::text[])
      and sheet_id = any(${givers.filter(({ drawId }) => drawId === null).map(({ sheetId }) => sheetId)}::uuid[])
    order by sheet_id`;
  if (rows.length === 0) return [];
  const { dataKey } = await ctx.vault.cycleKeys(tx, cycleId);
  const bySheet = new Map<string, Map<string, string>>();
  for (const { id, sheetId, item, textSealed } of rows) {
    const said = bySheet.get(sheetId) ?? new Map<string, string>();
    bySheet.set(sheetId, said.set(item, unseal(dataKey, opinionPlace(id, 'text'), textSealed).toString('utf8').trim()));
  }
  return [...bySheet.values()].flatMap((said): ListedGiver[] => {
    const number = said.get('contact_phone') ?? '';
    if (number === '') return [];
    const isMobile = /^(?:\+?86)?[\s-]*1[3-9]/.test(number.normalize('NFKC'));
    return [
      {
        // A number without a name is worth calling; a row without one would not be judged usable.
        name: said.get('contact_name') || '意见人',
        mobile: isMobile ? number : '',
        fixed: isMobile ? '' : number,
        organisation: '',
      },
    ];
  });
}

/** Whoever stands there twice, by name and numbers, is one person; namesakes and shared numbers are for the frame check to judge. */
function withoutDoubles(persons: readonly ListedGiver[]): ListedGiver[] {
  const bare = (text: string) => text.normalize('NFKC').replace(/[\s-]/g, '');
  const seen = new Map(
    persons.map((person) => [[person.name, person.mobile, person.fixed].map(bare).join('|'), person] as const),
  );
  return [...seen.values()];
}

export async function makeList(
  ctx: Context,
  place: { readonly cycleId: string; readonly departmentId: string },
  { from }: { readonly from: string },
): Promise<{ frameId: string; listed: number; usable: number; verdict: string }> {
  const { persons, source } = await read(ctx, async (tx) => {
    const closed = await closedCycle(tx, from);
    const givers = await giversOf(tx, from, place.departmentId);
    const known = withoutDoubles([
      ...(await drawnPersons(tx, ctx, givers)),
      ...(await writtenContacts(tx, ctx, from, givers)),
    ]);
    return { persons: known, source: { cycleId: from, name: closed.name, consented: givers.length } };
  });
  if (persons.length === 0) throw new Problem('no-consenting-givers');
  const submission = await fileGiversList(ctx, place, { persons, source });
  return {
    frameId: submission.frameId,
    listed: persons.length,
    usable: submission.counts.usable,
    verdict: submission.verdict,
  };
}
