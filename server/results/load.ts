/** Reading the facts of a cycle: everything its score is made of, as it stands now. */
import type { Tx } from '#db';
import { Problem } from '#problem';
import { planSchema, readScheme, type SatisfactionPlan, type Scheme, type SchemeData } from '#surveys';
import { cellsOfPlans } from './answers.ts';
import type {
  ComponentFact,
  DecisionFact,
  EntryFact,
  Facts,
  ManualFact,
  OverrideFact,
  SatisfactionFact,
} from './facts.ts';
import { leafNames } from './leaf-names.ts';
import { labelsOfPlans } from './option-labels.ts';
import { withholdLeaders } from './withheld.ts';

export interface CycleRow {
  id: string;
  name: string;
  year: number;
  state: string;
}

export async function cycleOf(tx: Tx, cycleId: string): Promise<CycleRow> {
  const [cycle] = await tx<CycleRow[]>`select id, name, year, state from cycles where id = ${cycleId}`;
  if (!cycle) throw new Problem('not-found');
  return cycle;
}

export interface ChosenScheme {
  readonly reference: string;
  readonly data: SchemeData;
  readonly scheme: Scheme;
  readonly chosenBy: string;
  readonly chosenAt: Date;
}

/** The scheme in force, or nothing yet. */
export async function schemeInForce(tx: Tx, cycleId: string): Promise<ChosenScheme | undefined> {
  const [row] = await tx<{ reference: string; scheme: SchemeData; chosenBy: string; chosenAt: Date }[]>`
    select reference, scheme, chosen_by, chosen_at from cycle_schemes where cycle_id = ${cycleId}`;
  if (!row) return undefined;
  const read = readScheme(row.scheme);
  if (!read.ok) throw new Error(`the scheme in force has findings: ${row.reference}`);
  return {
    reference: row.reference,
    data: row.scheme,
    scheme: read.scheme,
    chosenBy: row.chosenBy,
    chosenAt: row.chosenAt,
  };
}

export async function mustScheme(tx: Tx, cycleId: string): Promise<ChosenScheme> {
  await cycleOf(tx, cycleId);
  const chosen = await schemeInForce(tx, cycleId);
  if (!chosen) throw new Problem('no-scheme');
  return chosen;
}

interface DecisionRow extends Omit<DecisionFact, 'enteredAt'> {
  enteredAt: Date;
}
const toDecision = ({ enteredAt, ...row }: DecisionRow): DecisionFact => ({
  ...row,
  enteredAt: enteredAt.toISOString(),
});

/** All decisions of a cycle, latest first. */
export async function allDecisions(tx: Tx, cycleId: string): Promise<DecisionFact[]> {
  const rows = await tx<DecisionRow[]>`
    select key, value, reason, document, decided_by, entered_by, entered_at
    from score_decisions where cycle_id = ${cycleId} order by id desc`;
  return rows.map(toDecision);
}

/** The latest decision of each key that was not withdrawn, by key. */
export function inForce(decisions: readonly DecisionFact[]): DecisionFact[] {
  const latest = new Map<string, DecisionFact>();
  for (const decision of decisions) if (!latest.has(decision.key)) latest.set(decision.key, decision);
  return [...latest.values()].filter(({ value }) => value !== null).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** What each appraisee is ranked with: as set, else by its class where the scheme has the seven classes of 2018. */
const groupOfCategory: Readonly<Record<string, string>> = {
  'party-and-mass': 'g1',
  economic: 'g2',
  'public-affairs': 'g3',
  supervision: 'g4',
  'special-affairs': 'g5',
  'democratic-parties': 'g6',
  'state-security': 'g7',
};

export async function appraiseesOf(tx: Tx, cycleId: string, scheme: Scheme | undefined): Promise<Facts['appraisees']> {
  const rows = await tx<{ id: string; name: string; category: string; groupId: string | null }[]>`
    select d.id, d.name, a.category, g.group_id
    from appraisees a
    join departments d on d.id = a.department_id
    left join score_groups g on g.cycle_id = a.cycle_id and g.department_id = a.department_id
    where a.cycle_id = ${cycleId}
    order by d.name collate "zh-x-icu", d.id`;
  const known = new Set(scheme?.groups.map(({ id }) => id));
  const sevenClasses = Object.values(groupOfCategory).every((group) => known.has(group));
  const only = scheme?.groups.length === 1 ? scheme.groups[0]!.id : null;
  return rows.map(({ id, name, category, groupId }) => ({
    id,
    name,
    group: groupId !== null && known.has(groupId) ? groupId : sevenClasses ? (groupOfCategory[category] ?? null) : only,
  }));
}

export interface ComponentRow extends ComponentFact {
  enteredBy: string;
  enteredAt: Date;
  versions: number;
}

/** The latest value of each leaf that was given and not taken back. */
export async function componentsOf(tx: Tx, cycleId: string): Promise<ComponentRow[]> {
  return tx<ComponentRow[]>`
    select appraisee, leaf, value, applies, document, entered_by, entered_at, versions::int as versions
    from (
      select department_id as appraisee, leaf, value, applies, document, entered_by, entered_at,
        row_number() over latest as place, count(*) over (partition by department_id, leaf) as versions
      from component_inputs
      where cycle_id = ${cycleId}
      window latest as (partition by department_id, leaf order by id desc)
    ) given
    where place = 1 and not (applies and value is null)
    order by appraisee, leaf`;
}

/** Plans in force by leaf: decided in the cycle, else the scheme's. */
export function plansOf(scheme: Scheme, decisions: readonly DecisionFact[]): ReadonlyMap<string, SatisfactionPlan> {
  const plans = new Map(Object.entries(scheme.plans ?? {}));
  for (const { key, value } of decisions) {
    const leaf = /^plan:(.+)$/.exec(key)?.[1];
    if (leaf === undefined) continue;
    const read = planSchema.safeParse(value);
    if (read.success) plans.set(leaf, read.data);
  }
  return plans;
}

/** All facts of a cycle; the scheme must have been chosen. */
export async function loadFacts(tx: Tx, cycle: CycleRow, chosen: ChosenScheme): Promise<Facts> {
  const { scheme } = chosen;
  const decisions = inForce(await allDecisions(tx, cycle.id));
  const names = leafNames(scheme);
  const plans = [...plansOf(scheme, decisions)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const cells = await cellsOfPlans(tx, cycle.id, plans);
  const labels = await labelsOfPlans(tx, cycle.id, plans);
  const satisfaction = plans.map(([leaf, plan]): SatisfactionFact => ({
    ...withholdLeaders({ leaf, name: names.get(leaf) ?? leaf, plan, cells: cells.get(leaf) ?? [] }),
    labels: labels.get(leaf) ?? {},
  }));
  const entries = await tx<EntryFact[]>`
    select department_id as appraisee, side, kind, points, times as count, matter, document, state
    from score_entries where cycle_id = ${cycle.id} and state <> 'revoked' order by department_id, entered_at, id`;
  const overrides = await tx<OverrideFact[]>`
    select department_id as appraisee, kind, reason, document, decided_by
    from score_overrides where cycle_id = ${cycle.id} and revoked_at is null order by department_id, entered_at, id`;
  const manual = await tx<ManualFact[]>`
    select department_id as appraisee, total, grade, document, decided_by
    from manual_results where cycle_id = ${cycle.id} order by department_id`;
  const components = await componentsOf(tx, cycle.id);
  return {
    cycle: { id: cycle.id, name: cycle.name, year: cycle.year },
    schemeReference: chosen.reference,
    scheme: chosen.data,
    decisions,
    appraisees: await appraiseesOf(tx, cycle.id, scheme),
    components: components.map(({ appraisee, leaf, value, applies, document }) => ({
      appraisee,
      leaf,
      value,
      applies,
      document,
    })),
    entries: entries.map((entry) => ({ ...entry })),
    overrides: overrides.map((override) => ({ ...override })),
    manual: manual.map((result) => ({ ...result })),
    satisfaction,
  };
}
