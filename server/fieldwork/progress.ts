/**
 * How the calling stands: released, dialled, closed; response rates by AAPOR; the quality of the lists that were filed.
 *
 * Promise: no rate while a choice that moves it is 未设定; every rate comes with its definition; no score, no answer.
 */
import type { FieldworkGroup, RouteReply, getFieldwork } from '#contract';
import { read, type Tx } from '#db';
import { releasedCases, type ReleasedCase } from '#draws';
import {
  closeCase,
  estimateEligibility,
  outcomeChoiceWords,
  outcomeRates,
  readOutcome,
  type DispositionClass,
  type OutcomeChoices,
} from '#sampling';
import type { Context } from '../context.ts';
import { elsewhereOf, type Elsewhere } from './elsewhere.ts';
import { isFinal, listFault } from './outcome.ts';
import { casesOf, choicesOf, outcomeChoices, type CaseRow } from './rows.ts';

type Fieldwork = RouteReply<typeof getFieldwork>;

/** Of what is out, so much should be closed before the next replicate is released. */
const leastFinal = 0.8;

interface Standing {
  readonly one: ReleasedCase;
  readonly dialled: boolean;
  /** Answered by link or on paper. */
  readonly elsewhere: boolean;
  readonly final: boolean;
  /** Null: depends on a choice nobody has made. */
  readonly kind: DispositionClass | null;
}

export async function get(ctx: Context, drawId: string): Promise<Fieldwork> {
  return read(ctx, async (tx) => {
    const { cycleId, title, cases } = await releasedCases(tx, ctx, drawId);
    const choices = await choicesOf(tx, cycleId);
    const outcome = outcomeChoices(choices);
    const worked = await casesOf(tx, drawId);
    const elsewhere = await elsewhereOf(tx, drawId);
    const standing = cases.map((one) => standingOf(one, worked.get(one.unitId), outcome, elsewhere));
    const isSet = choices.switchedOff !== null && choices.brokenOff !== null;
    const eligibility = isSet ? estimateEligibility(classesOf(standing)) : null;
    const group = groupWith(isSet, eligibility);
    const labels = await strataOf(tx, drawId);
    const final = standing.filter((each) => each.final).length;
    return {
      drawId,
      cycleId,
      title,
      choices,
      definition: definitionOf(choices.switchedOff, choices.brokenOff, eligibility),
      eligibility,
      groups: [
        group('all', '', '全部', standing),
        ...grouped(standing, ({ departmentId, departmentName }) => [departmentId, departmentName]).map(
          ([key, name, members]) => group('department', key, name, members),
        ),
        ...grouped(standing, ({ stratum }) => [stratum, labels.get(stratum) ?? stratum]).map(([key, name, members]) =>
          group('stratum', key, name, members),
        ),
      ],
      quality: grouped(standing, ({ departmentId, departmentName }) => [departmentId, departmentName]).map(
        ([departmentId, department, members]) => ({
          departmentId,
          department,
          dialled: members.filter(({ dialled }) => dialled).length,
          ...faultsOf(members, worked),
        }),
      ),
      release: {
        released: standing.length,
        final,
        least: leastFinal,
        ready: standing.length > 0 && final >= leastFinal * standing.length,
      },
      imports: await importsOf(tx, drawId),
    };
  });
}

function standingOf(
  one: ReleasedCase,
  row: CaseRow | undefined,
  choices: OutcomeChoices,
  elsewhere: Elsewhere,
): Standing {
  const attempts = row?.attempts ?? [];
  const last = attempts.at(-1);
  const readings = attempts.map(({ outcome }) => readOutcome(outcome, choices));
  const known = readings.flatMap((reading) => (reading.kind === 'known' ? [reading.outcome] : []));
  const called = known.length < readings.length ? null : closeCase(known).class;
  const answered = elsewhere.answered.has(one.unitId);
  const declined = elsewhere.declined.has(one.unitId);
  return {
    one,
    dialled: attempts.length > 0,
    elsewhere: answered,
    final: answered || declined || (last !== undefined && isFinal(last, choices)),
    // An answer is an answer, whatever the telephone met; who declined has refused, unless the telephone got an interview after all.
    kind: answered ? 'I' : declined && called !== 'I' && called !== 'P' ? 'R' : called,
  };
}

function classesOf(members: readonly Standing[]): Partial<Record<DispositionClass, number>> {
  const counts: Partial<Record<DispositionClass, number>> = {};
  for (const { kind } of members) if (kind !== null) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function groupWith(isSet: boolean, eligibility: number | null) {
  return (by: FieldworkGroup['by'], key: string, name: string, members: readonly Standing[]): FieldworkGroup => ({
    by,
    key,
    name,
    released: members.length,
    dialled: members.filter(({ dialled }) => dialled).length,
    elsewhere: members.filter((member) => member.elsewhere).length,
    final: members.filter(({ final }) => final).length,
    classes: isSet ? classesOf(members) : null,
    rates: isSet && eligibility !== null ? outcomeRates(classesOf(members), eligibility) : null,
  });
}

function grouped(
  standing: readonly Standing[],
  keyOf: (one: ReleasedCase) => readonly [string, string],
): (readonly [string, string, readonly Standing[]])[] {
  const groups = new Map<string, readonly [string, string, Standing[]]>();
  for (const each of standing) {
    const [key, name] = keyOf(each.one);
    const group = groups.get(key);
    if (group) group[2].push(each);
    else groups.set(key, [key, name, [each]]);
  }
  return [...groups.values()].toSorted((a, b) => a[1].localeCompare(b[1], 'zh-CN'));
}

/** What the last word of a case says against the list it stands in. */
function faultsOf(members: readonly Standing[], worked: ReadonlyMap<string, CaseRow>) {
  const faults = members.map(({ one }) => {
    const last = worked.get(one.unitId)?.attempts.at(-1);
    return last && listFault(last);
  });
  return {
    wrongNumbers: faults.filter((fault) => fault === 'number').length,
    wrongPersons: faults.filter((fault) => fault === 'person').length,
  };
}

async function strataOf(tx: Tx, drawId: string): Promise<ReadonlyMap<string, string>> {
  const [row] = await tx<{ strata: { code: string; label: string }[] }[]>`
    select strata from draws where id = ${drawId}`;
  return new Map((row?.strata ?? []).map(({ code, label }) => [code, label]));
}

function definitionOf(
  switchedOff: 'NC' | 'UH' | null,
  brokenOff: 'P' | 'R' | null,
  eligibility: number | null,
): string[] {
  const words = [
    switchedOff === null
      ? `未设定：${outcomeChoiceWords.switchedOff.question}`
      : outcomeChoiceWords.switchedOff[switchedOff],
    brokenOff === null ? `未设定：${outcomeChoiceWords.brokenOff.question}` : outcomeChoiceWords.brokenOff[brokenOff],
    '按AAPOR《标准定义》第10版（2023）；不加权；分母是已放出的全部样本，没有拨打的算不明（3.11）',
    '已通过短信链接或纸质问卷作答的算成功（1.1）；在链接页面或向监督电话表示不参加的算拒访（2.11），电话后来访成的算成功',
    '每个案例按全部拨打记录归类：成功、部分完成、不合格、拒访或其他、未接触、不明，取最能说明情况的一次，同等的取最近一次',
  ];
  if (eligibility !== null)
    words.push(
      `不明的样本中合格的比例e＝${(eligibility * 100).toFixed(1)}%，由全部已知样本估计：合格÷（合格＋不合格）；用于RR3、RR4、REF2、CON2`,
    );
  return words;
}

async function importsOf(tx: Tx, drawId: string): Promise<Fieldwork['imports']> {
  const rows = await tx<(Omit<Fieldwork['imports'][number], 'storedAt'> & { storedAt: Date })[]>`
    select number, file_name, digest, rows, changed, stored_at, stored_by from fieldwork_imports
    where draw_id = ${drawId} order by number desc`;
  return rows.map((row) => ({ ...row, storedAt: row.storedAt.toISOString() }));
}
