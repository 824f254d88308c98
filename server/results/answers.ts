/**
 * Answers of all ways into the score: option counts per appraisee, rater group and question of one plan.
 *
 * Promise: 不了解, 弃权 and 废票 stay three things; counts only, never who answered. Open web answers count only where a plan names
 * the way `web`. Nothing here scores.
 */
import { tallies } from '#ballots';
import type { Tx } from '#db';
import { Problem } from '#problem';
import { counts, type CountRow } from '#sheets';
import { add, exactText, fraction, mustNumber, multiply, type Fraction, type SatisfactionPlan } from '#surveys';
import type { CellFact, StratumFact } from './facts.ts';

type PlannedGroup = SatisfactionPlan['raterGroups'][number];

/** Codes of `sheets.counts` that are no options. */
const specials: Readonly<Record<string, 'noOpinion' | 'abstained' | 'void'>> = {
  '~dk': 'noOpinion',
  // Refusing an answer and leaving it blank are both not answering; neither is an opinion.
  '~rf': 'abstained',
  '~blank': 'abstained',
  '~void': 'void',
};

/** Cells of all leaves at once: the sheets of a cycle are counted in one pass. */
export async function cellsOfPlans(
  tx: Tx,
  cycleId: string,
  plans: readonly (readonly [leaf: string, plan: SatisfactionPlan])[],
): Promise<ReadonlyMap<string, readonly CellFact[]>> {
  const groups = plans.flatMap(([, { raterGroups }]) => raterGroups);
  const rows = groups.some(({ source }) => source === 'sheets') ? await counts(tx, { cycleId }) : [];
  const populations = await populationsOf(tx, rows);
  const ballots = groups.some(({ source }) => source === 'ballots') ? await countedBallots(tx, cycleId) : [];
  const cells = new Map<string, readonly CellFact[]>();
  for (const [leaf, plan] of plans) {
    const found: CellFact[] = [];
    const outside = plan.raterGroups.filter(({ source }) => source === 'counts');
    if (outside.length > 0) found.push(...(await outsideCells(tx, cycleId, leaf, outside)));
    for (const group of plan.raterGroups)
      if (group.source === 'sheets') found.push(...sheetCells(group, rows, populations));
      else if (group.source === 'ballots') found.push(...ballotCells(group, ballots));
    cells.set(leaf, found);
  }
  return cells;
}

type Tally = Awaited<ReturnType<typeof tallies>>[number];

/** The leaders' ballots once the box was opened; before that there are none, and no interim figure. */
async function countedBallots(tx: Tx, cycleId: string): Promise<readonly Tally[]> {
  try {
    return await tallies(tx, cycleId);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** Whether the leaders' ballots were opened and counted. */
export async function ballotsOpened(tx: Tx, cycleId: string): Promise<boolean> {
  return (await countedBallots(tx, cycleId)).length > 0;
}

/** Ballots of one group of leaders, paper and screen together. A form has one question. */
function ballotCells({ id, ballotGroup, questions }: PlannedGroup, ballots: readonly Tally[]): CellFact[] {
  const cells = new Map<string, CellFact>();
  for (const { group, unit, counts, noOpinion, abstained, void: voided } of ballots) {
    if (group !== (ballotGroup ?? id)) continue;
    const before = cells.get(unit);
    const merged = { ...before?.counts };
    for (const [code, count] of Object.entries(counts)) merged[code] = (merged[code] ?? 0) + count;
    cells.set(unit, {
      appraisee: unit,
      raterGroup: id,
      question: questions[0]!.id,
      counts: merged,
      noOpinion: (before?.noOpinion ?? 0) + noOpinion,
      abstained: (before?.abstained ?? 0) + abstained,
      void: (before?.void ?? 0) + voided,
    });
  }
  return [...cells.values()];
}

interface OutsideRow {
  departmentId: string;
  raterGroup: string;
  question: string;
  cell: Omit<CellFact, 'appraisee' | 'raterGroup' | 'question'>;
}

/** The latest count of each cell that was uploaded. */
async function outsideCells(
  tx: Tx,
  cycleId: string,
  leaf: string,
  groups: readonly PlannedGroup[],
): Promise<CellFact[]> {
  const rows = await tx<OutsideRow[]>`
    select distinct on (department_id, rater_group, question) department_id, rater_group, question, cell
    from outside_counts
    where cycle_id = ${cycleId} and leaf = ${leaf}
    order by department_id, rater_group, question, id desc`;
  const questions = new Map(groups.map(({ id, questions }) => [id, new Set(questions.map((one) => one.id))]));
  return rows
    .filter(({ raterGroup, question }) => questions.get(raterGroup)?.has(question))
    .map(({ departmentId, raterGroup, question, cell }) => ({
      appraisee: departmentId,
      raterGroup,
      question,
      ...cell,
    }));
}

/** Population of each stratum of the draws the answers came from, by `drawId stratum`. */
async function populationsOf(tx: Tx, rows: readonly CountRow[]): Promise<ReadonlyMap<string, number>> {
  const drawIds = [...new Set(rows.flatMap(({ drawId }) => drawId ?? []))];
  if (drawIds.length === 0) return new Map();
  const draws = await tx<{ id: string; strata: { code: string; population: number }[] }[]>`
    select id, strata from draws where id = any(${drawIds}::uuid[])`;
  return new Map(
    draws.flatMap(({ id, strata }) => strata.map(({ code, population }) => [`${id} ${code}`, population] as const)),
  );
}

interface Gathered {
  readonly counts: Map<string, number>;
  readonly others: { noOpinion: number; abstained: number; void: number };
  readonly ways: Map<string, number>;
  readonly strata: Map<string, { population: number | null; weight: string; counts: Map<string, number> }>;
  undrawn: boolean;
}

/** Sheets of one rater group, by appraisee and question. */
function sheetCells(
  group: PlannedGroup,
  rows: readonly CountRow[],
  populations: ReadonlyMap<string, number>,
): CellFact[] {
  const questions = new Set(group.questions.map(({ id }) => id));
  const gathered = new Map<string, Gathered>();
  for (const row of rows) {
    if (!questions.has(row.item)) continue;
    if (group.questionnaire !== undefined && row.kind !== group.questionnaire) continue;
    if (group.channels ? !group.channels.includes(row.channel) : row.channel === 'web') continue;
    const key = `${row.departmentId} ${row.item}`;
    let cell = gathered.get(key);
    if (!cell) {
      cell = {
        counts: new Map(),
        others: { noOpinion: 0, abstained: 0, void: 0 },
        ways: new Map(),
        strata: new Map(),
        undrawn: false,
      };
      gathered.set(key, cell);
    }
    gather(cell, row, populations);
  }
  return [...gathered].map(([key, cell]) => {
    const [appraisee = '', question = ''] = key.split(' ');
    return toCell(appraisee, group.id, question, cell);
  });
}

function gather(cell: Gathered, row: CountRow, populations: ReadonlyMap<string, number>): void {
  const special = specials[row.code];
  if (special) cell.others[special] += row.count;
  else {
    cell.counts.set(row.code, (cell.counts.get(row.code) ?? 0) + row.count);
    cell.ways.set(row.channel, (cell.ways.get(row.channel) ?? 0) + row.count);
  }
  if (row.drawId === null || row.stratum === null || row.designWeight === null) {
    cell.undrawn = true;
    return;
  }
  if (special) return;
  const place = `${row.drawId} ${row.stratum}`;
  const name = `${place} ${row.designWeight}`;
  const stratum = cell.strata.get(name) ?? {
    population: populations.get(place) ?? null,
    weight: row.designWeight,
    counts: new Map<string, number>(),
  };
  stratum.counts.set(row.code, (stratum.counts.get(row.code) ?? 0) + row.count);
  cell.strata.set(name, stratum);
}

const plain = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function toCell(appraisee: string, raterGroup: string, question: string, cell: Gathered): CellFact {
  const { counts, others, ways, strata, undrawn } = cell;
  const base = {
    appraisee,
    raterGroup,
    question,
    counts: plain(counts),
    ...others,
    ways: plain(ways),
  };
  // Answers of people nobody drew have no chance of their own: then there is neither weight nor standard error.
  if (undrawn || strata.size === 0) return undrawn && strata.size > 0 ? { ...base, source: 'mixed' } : base;
  const facts = [...strata]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { population, weight, counts: own }]): StratumFact => ({
      stratum: name.split(' ').slice(0, 2).join(' '),
      population,
      weight,
      counts: plain(own),
    }));
  const alike = new Set(facts.map(({ weight }) => weight)).size === 1;
  return { ...base, strata: facts, source: 'drawn', ...(alike ? {} : { weightedCounts: weightedCounts(facts) }) };
}

/** Design weights summed by option, exact. */
function weightedCounts(strata: readonly StratumFact[]): Record<string, string> {
  const sums = new Map<string, Fraction>();
  for (const { weight, counts } of strata)
    for (const [code, count] of Object.entries(counts)) {
      const part = multiply(mustNumber(weight), fraction(count));
      const before = sums.get(code);
      sums.set(code, before ? add(before, part) : part);
    }
  return Object.fromEntries([...sums].map(([code, value]) => [code, exactText(value)]));
}
