/** What came in and what was called, put side by side for the page of running fieldwork. Counts of sheets and calls, never an answer. */
import type { ChannelCounts, getLiveFieldwork, LiveDraw, ReceivedPlace, RouteReply } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import { projectEnd, type DayCount } from '#sampling';
import { received, type Received } from '#sheets';
import { beijingDay } from '../beijing.ts';
import type { Context } from '../context.ts';
import { definitionOf, groupsOf } from './progress.ts';
import { choicesOf } from './rows.ts';
import { talliesOf, type DrawTallies } from './tallies.ts';

export type Live = RouteReply<typeof getLiveFieldwork>;

const channelNames = ['telephone', 'paper', 'link', 'web'] as const;
const none: ChannelCounts = { telephone: 0, paper: 0, link: 0, web: 0 };
const total = (counts: ChannelCounts): number => channelNames.reduce((sum, channel) => sum + counts[channel], 0);

type Counted = { readonly channel: keyof ChannelCounts; readonly count: number };
const byChannel = (rows: readonly Counted[]): ChannelCounts => {
  const counts = { ...none };
  for (const { channel, count } of rows) counts[channel] += count;
  return counts;
};

function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

export async function gather(tx: Tx, ctx: Context, cycleId: string): Promise<Live> {
  const [cycle] = await tx<{ name: string; state: Live['state'] }[]>`
    select name, state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  const today = beijingDay(ctx.now);
  const departments = await tx<{ id: string; name: string }[]>`
    select d.id, d.name from appraisees a join departments d on d.id = a.department_id
    where a.cycle_id = ${cycleId} order by d.name collate "zh-x-icu"`;
  const drawIds = await tx<{ id: string }[]>`
    select id from draws where cycle_id = ${cycleId} and state = 'sealed' order by sealed_at, id`;
  const choices = await choicesOf(tx, cycleId);
  const tallies: DrawTallies[] = [];
  for (const { id } of drawIds) tallies.push(await talliesOf(tx, ctx, id, choices));
  const sheets = await received(tx, { cycleId, today });
  const draws = tallies.map((one): LiveDraw => {
    const { groups, eligibility } = groupsOf(one, choices, new Map());
    const [calls] = groups;
    if (!calls) throw new Error('a draw without its sum');
    return {
      drawId: one.drawId,
      title: one.title,
      ...measured(one, sheets, today),
      calls,
      definition: definitionOf(choices, eligibility),
      strata: strataOf(one, sheets),
    };
  });
  const targets = draws.flatMap(({ target }) => target ?? []);
  const target = targets.length === 0 ? null : targets.reduce((sum, one) => sum + one, 0);
  const counted = draws.reduce((sum, one) => sum + one.counted, 0);
  const drawn = sheets.days.filter(({ drawId }) => drawId !== null);
  return {
    cycleId,
    cycleName: cycle.name,
    state: cycle.state,
    asOf: ctx.now.toISOString(),
    today,
    channels: channelsOf(sheets, today),
    places: placesOf(departments, tallies, sheets),
    draws,
    target,
    counted,
    projection: target === null ? null : projectEnd({ target, received: counted, days: daily(drawn), today }),
    days: [...groupBy(sheets.days, ({ day }) => day)]
      .map(([day, rows]) => ({ day, ...byChannel(rows) }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    hours: [
      ...groupBy(
        sheets.days.filter(({ day, hour }) => day === today && hour !== null),
        ({ hour }) => hour ?? 0,
      ),
    ]
      .map(([hour, rows]) => ({ hour, ...byChannel(rows) }))
      .toSorted((a, b) => a.hour - b.hour),
  };
}

const daily = (rows: Received['days']): DayCount[] =>
  [...groupBy(rows, ({ day }) => day)].map(([day, members]) => ({
    day,
    count: members.reduce((sum, { count }) => sum + count, 0),
  }));

/** The main sample; of a supplement what it adds. Null: numbers without lists. */
function targetOf(groups: DrawTallies['groups']): number | null {
  const listed = groups.filter(({ departmentId }) => departmentId !== null);
  return listed.length === 0 ? null : sumUnits(listed.filter(({ part, isNew }) => part === 'main' && isNew));
}

const sumUnits = (groups: DrawTallies['groups']): number => groups.reduce((sum, { units }) => sum + units, 0);

function measured(
  { drawId, groups }: DrawTallies,
  { days }: Received,
  today: string,
): Pick<LiveDraw, 'target' | 'counted' | 'projection'> {
  const target = targetOf(groups);
  const own = daily(days.filter((row) => row.drawId === drawId));
  const counted = own.reduce((sum, { count }) => sum + count, 0);
  return {
    target,
    counted,
    projection: target === null ? null : projectEnd({ target, received: counted, days: own, today }),
  };
}

function strataOf({ drawId, groups, released, strata }: DrawTallies, { places }: Received): LiveDraw['strata'] {
  const codes = new Set([...strata.keys(), ...groups.map(({ stratum }) => stratum)]);
  return [...codes].map((code) => {
    const own = groups.filter(({ stratum }) => stratum === code);
    return {
      code,
      label: strata.get(code) ?? code,
      target: targetOf(own) ?? 0,
      released: sumUnits(own.filter(({ replicate }) => released.has(replicate))),
      counted: byChannel(
        places.filter((row) => row.state === 'counted' && row.drawId === drawId && row.stratum === code),
      ),
    };
  });
}

function channelsOf({ places, days }: Received, today: string): Live['channels'] {
  return channelNames.map((channel) => {
    const own = places.filter((row) => row.channel === channel);
    const count = (state: string) => own.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
    return {
      channel,
      counted: count('counted'),
      today: total(byChannel(days.filter((row) => row.day === today && row.channel === channel))),
      quarantined: count('quarantined'),
      excluded: count('excluded'),
      replaced: count('superseded'),
    };
  });
}

/** By department and list; what nobody drew stands in a row of its own, without a target. */
function placesOf(
  departments: readonly { readonly id: string; readonly name: string }[],
  tallies: readonly DrawTallies[],
  { places }: Received,
): ReceivedPlace[] {
  const rows = new Map<string, { place: ReceivedPlace; counted: Counted[] }>();
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const rowOf = (departmentId: string, list: ReceivedPlace['list']) => {
    const key = `${departmentId} ${list ?? ''}`;
    const found = rows.get(key) ?? {
      place: {
        departmentId,
        department: names.get(departmentId) ?? '',
        list,
        target: list === null ? null : 0,
        released: 0,
        counted: none,
      },
      counted: [],
    };
    rows.set(key, found);
    return found;
  };
  const listsOf = new Map<string, Set<ReceivedPlace['list']>>();
  for (const { drawId, groups, released } of tallies)
    for (const { departmentId, list, replicate, part, isNew, units } of groups) {
      if (departmentId === null || list === null) continue;
      const row = rowOf(departmentId, list);
      const key = `${drawId} ${departmentId}`;
      listsOf.set(key, (listsOf.get(key) ?? new Set()).add(list));
      row.place = {
        ...row.place,
        target: (row.place.target ?? 0) + (part === 'main' && isNew ? units : 0),
        released: row.place.released + (released.has(replicate) && isNew ? units : 0),
      };
    }
  for (const sheet of places) {
    if (sheet.state !== 'counted') continue;
    const lists = [...(listsOf.get(`${sheet.drawId ?? ''} ${sheet.departmentId}`) ?? [])];
    const [only] = lists;
    // Of one list whatever was asked; of several, the list the questionnaire is for.
    const list = lists.length === 1 ? (only ?? null) : (lists.find((one) => one === sheet.kind) ?? null);
    rowOf(sheet.departmentId, sheet.drawId === null ? null : list).counted.push(sheet);
  }
  const order = new Map(departments.map(({ id }, index) => [id, index]));
  return [...rows.values()]
    .map(({ place, counted }) => ({ ...place, counted: byChannel(counted) }))
    .toSorted(
      (a, b) =>
        (order.get(a.departmentId) ?? 0) - (order.get(b.departmentId) ?? 0) ||
        Number(a.list === null) - Number(b.list === null) ||
        (a.list ?? '').localeCompare(b.list ?? ''),
    );
}
