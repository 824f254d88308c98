/**
 * Fieldwork counted: released, dialled, closed and outcome classes by department and stratum, and what the calls say of the lists.
 *
 * Promise: counts made in the database, by the outcomes pressed and not by the case, so that a hundred thousand cases cost little.
 * No answer, no unit, no interviewer.
 */
import type { FieldworkChoices, ListKind } from '#contract';
import type { Tx } from '#db';
import { drawnGroups, type DrawnGroups } from '#draws';
import { closeCase, readOutcome, type DispositionClass, type OutcomeChoices } from '#sampling';
import type { Context } from '../context.ts';
import { isFinal, listFault, type ListFault, type Pressed } from './outcome.ts';
import { outcomeChoices } from './rows.ts';

/** Cases of a department in a stratum of a draw. */
export interface Tally {
  readonly departmentId: string | null;
  readonly stratum: string;
  readonly released: number;
  readonly dialled: number;
  /** Answered by link or on paper. */
  readonly elsewhere: number;
  readonly final: number;
  /** By AAPOR class; what waits for a choice is in none. */
  readonly classes: Readonly<Partial<Record<DispositionClass, number>>>;
}

/** Called persons of a list. */
export interface ListTally {
  readonly departmentId: string;
  /** Null: stored before lists were kept, and the draw has several of the department. */
  readonly list: ListKind | null;
  readonly dialled: number;
  readonly faults: Readonly<Partial<Record<ListFault, number>>>;
}

export interface DrawTallies extends DrawnGroups {
  readonly released: ReadonlySet<number>;
  readonly tallies: readonly Tally[];
  readonly lists: readonly ListTally[];
}

interface PathRow {
  readonly departmentId: string;
  readonly list: ListKind | null;
  readonly stratum: string;
  /** What was pressed at each attempt: button, a space, outcome. */
  readonly path: readonly string[] | null;
  readonly answered: boolean;
  /** Said by link, or to the hotline, that they do not want to take part. */
  readonly declined: boolean;
  readonly cases: number;
}

const pressedOf = (text: string): Pressed => {
  const at = text.indexOf(' ');
  return { button: at === 0 ? null : text.slice(0, at), outcome: text.slice(at + 1) };
};

type Change<T> = { -readonly [K in keyof T]: T[K] };

export async function talliesOf(tx: Tx, ctx: Context, drawId: string, choices: FieldworkChoices): Promise<DrawTallies> {
  const drawn = await drawnGroups(tx, ctx, drawId);
  const releases = await tx<{ replicate: number }[]>`select replicate from releases where draw_id = ${drawId}`;
  const released = new Set(releases.map(({ replicate }) => replicate));
  const paths = await tx<PathRow[]>`
    with called as (
      select unit_id, department_id, list from fieldwork_cases where draw_id = ${drawId}
    ), answered as (
      select unit_id, department_id from answer_sheets
      where draw_id = ${drawId} and unit_id is not null and state in ('counted', 'quarantined') and channel <> 'telephone'
    ), declined as (
      select distinct on (c.unit_id) c.unit_id, c.department_id from link_cases c join link_rounds r on r.id = c.round_id
      where r.draw_id = ${drawId} and c.state = 'declined'
    )
    select coalesce(c.department_id, a.department_id, d.department_id) as department_id, c.list, u.stratum, p.path,
      a.unit_id is not null as answered, d.unit_id is not null as declined, count(*)::int as cases
    from called c
    full join answered a on a.unit_id = c.unit_id
    full join declined d on d.unit_id = coalesce(c.unit_id, a.unit_id)
    join draw_units u on u.draw_id = ${drawId} and u.unit_id = coalesce(c.unit_id, a.unit_id, d.unit_id)
    join releases r on r.draw_id = u.draw_id and r.replicate = u.replicate
    -- One look into the index per case: as a plain join it may become a walk over all attempts.
    cross join lateral (
      select array_agg(coalesce(t.button, '') || ' ' || t.outcome order by t.number) as path
      from fieldwork_attempts t where t.draw_id = ${drawId} and t.unit_id = c.unit_id
    ) as p
    group by 1, 2, 3, 4, 5, 6`;
  return { ...drawn, released, ...count(drawn, released, paths, outcomeChoices(choices)) };
}

function count(
  { groups }: DrawnGroups,
  released: ReadonlySet<number>,
  paths: readonly PathRow[],
  choices: OutcomeChoices,
): Pick<DrawTallies, 'tallies' | 'lists'> {
  const tallies = new Map<string, Change<Tally>>();
  const tallyOf = (departmentId: string | null, stratum: string) => {
    const key = `${departmentId ?? ''} ${stratum}`;
    const found = tallies.get(key) ?? {
      departmentId,
      stratum,
      released: 0,
      dialled: 0,
      elsewhere: 0,
      final: 0,
      classes: {},
    };
    tallies.set(key, found);
    return found;
  };
  const listsOf = new Map<string, Set<ListKind | null>>();
  for (const { departmentId, list, stratum, replicate, units } of groups) {
    const tally = tallyOf(departmentId, stratum);
    if (released.has(replicate)) tally.released += units;
    if (departmentId !== null) listsOf.set(departmentId, (listsOf.get(departmentId) ?? new Set()).add(list));
  }
  const lists = new Map<string, Change<ListTally>>();
  const worked = new Map<Tally, number>();
  for (const { departmentId, list, stratum, path, answered, declined, cases } of paths) {
    const tally = tallyOf(departmentId, stratum);
    const presses = (path ?? []).map(pressedOf);
    worked.set(tally, (worked.get(tally) ?? 0) + cases);
    const met = classOf(presses, choices);
    // An answer is an answer, whatever the telephone met; who declined has refused, unless the telephone got an interview after all.
    const kind = answered ? 'I' : declined && met !== 'I' && met !== 'P' ? 'R' : met;
    if (kind !== null) tally.classes = plus(tally.classes, kind, cases);
    const last = presses.at(-1);
    if (answered) tally.elsewhere += cases;
    if (answered || declined || (last && isFinal(last, choices))) tally.final += cases;
    if (!last) continue;
    tally.dialled += cases;
    const [only] = [...(listsOf.get(departmentId) ?? [])];
    const named = list ?? (listsOf.get(departmentId)?.size === 1 ? (only ?? null) : null);
    const key = `${departmentId} ${named ?? ''}`;
    const found = lists.get(key) ?? { departmentId, list: named, dialled: 0, faults: {} };
    lists.set(key, found);
    found.dialled += cases;
    const fault = listFault(last);
    if (fault) found.faults = plus(found.faults, fault, cases);
  }
  const idle = closeCase([]).class;
  for (const tally of tallies.values()) {
    const untouched = tally.released - (worked.get(tally) ?? 0);
    if (untouched > 0) tally.classes = plus(tally.classes, idle, untouched);
  }
  return { tallies: [...tallies.values()], lists: [...lists.values()] };
}

function classOf(presses: readonly Pressed[], choices: OutcomeChoices): DispositionClass | null {
  const known = presses.flatMap(({ outcome }) => {
    const reading = readOutcome(outcome, choices);
    return reading.kind === 'known' ? [reading.outcome] : [];
  });
  return known.length < presses.length ? null : closeCase(known).class;
}

const plus = <K extends string>(counts: Readonly<Partial<Record<K, number>>>, key: K, cases: number) => ({
  ...counts,
  [key]: (counts[key] ?? 0) + cases,
});

/** Tallies added up. */
export function sumTallies(tallies: readonly Tally[]): Omit<Tally, 'departmentId' | 'stratum'> {
  let classes: Tally['classes'] = {};
  for (const tally of tallies)
    for (const [kind, cases] of Object.entries(tally.classes)) classes = plus(classes, kind as DispositionClass, cases);
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    released: sum(({ released }) => released),
    dialled: sum(({ dialled }) => dialled),
    elsewhere: sum(({ elsewhere }) => elsewhere),
    final: sum(({ final }) => final),
    classes,
  };
}
