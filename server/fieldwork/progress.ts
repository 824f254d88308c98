/**
 * How the calling stands: released, dialled, closed; response rates by AAPOR; the quality of the lists that were filed.
 *
 * Promise: no rate while a choice that moves it is 未设定; every rate comes with its definition; no score, no answer.
 */
import type { FieldworkChoices, FieldworkGroup, RouteReply, getFieldwork } from '#contract';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import { estimateEligibility, outcomeChoiceWords, outcomeRates } from '#sampling';
import type { Context } from '../context.ts';
import { listRows } from './quality-rows.ts';
import { choicesOf } from './rows.ts';
import { sumTallies, talliesOf, type DrawTallies, type Tally } from './tallies.ts';

type Fieldwork = RouteReply<typeof getFieldwork>;

/** Of what is out, so much should be closed before the next replicate is released. */
const leastFinal = 0.8;

export async function get(ctx: Context, drawId: string): Promise<Fieldwork> {
  return read(ctx, async (tx) => {
    const [draw] = await tx<{ cycleId: string }[]>`select cycle_id from draws where id = ${drawId}`;
    if (!draw) throw new Problem('not-found');
    const choices = await choicesOf(tx, draw.cycleId);
    const counted = await talliesOf(tx, ctx, drawId, choices);
    // Random digits have no list, and nobody knows whom the person behind a number would judge.
    if (counted.groups.some(({ departmentId }) => departmentId === null)) throw new Problem('draw-has-no-lists');
    const names = await departmentNames(tx, counted);
    const { groups, eligibility } = groupsOf(counted, choices, names);
    const all = sumTallies(counted.tallies);
    return {
      drawId,
      cycleId: draw.cycleId,
      title: counted.title,
      choices,
      definition: definitionOf(choices, eligibility),
      eligibility,
      groups,
      quality: listRows([counted], names),
      release: {
        released: all.released,
        final: all.final,
        least: leastFinal,
        ready: all.released > 0 && all.final >= leastFinal * all.released,
      },
      imports: await importsOf(tx, drawId),
    };
  });
}

async function departmentNames(tx: Tx, { groups }: DrawTallies): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(groups.flatMap(({ departmentId }) => departmentId ?? []))];
  const rows = await tx<{ id: string; name: string }[]>`
    select id, name from departments where id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const isSet = ({ switchedOff, brokenOff }: FieldworkChoices): boolean => switchedOff !== null && brokenOff !== null;

/** All, by department, by stratum; of what was released. */
export function groupsOf(
  { tallies, strata }: DrawTallies,
  choices: FieldworkChoices,
  names: ReadonlyMap<string, string>,
): { readonly groups: FieldworkGroup[]; readonly eligibility: number | null } {
  const out = tallies.filter(({ released, dialled }) => released > 0 || dialled > 0);
  const known = isSet(choices);
  const eligibility = known ? estimateEligibility(sumTallies(out).classes) : null;
  const group = (by: FieldworkGroup['by'], key: string, name: string, members: readonly Tally[]): FieldworkGroup => {
    const { classes, ...counts } = sumTallies(members);
    return {
      by,
      key,
      name,
      ...counts,
      classes: known ? classes : null,
      rates: known && eligibility !== null ? outcomeRates(classes, eligibility) : null,
    };
  };
  const grouped = (
    by: 'department' | 'stratum',
    keyOf: (tally: Tally) => string,
    nameOf: (key: string) => string | undefined,
  ): FieldworkGroup[] =>
    [...new Set(out.map(keyOf))]
      .map((key) =>
        group(
          by,
          key,
          nameOf(key) ?? key,
          out.filter((tally) => keyOf(tally) === key),
        ),
      )
      .toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
  return {
    eligibility,
    groups: [
      group('all', '', '全部', out),
      ...grouped(
        'department',
        ({ departmentId }) => departmentId ?? '',
        (key) => names.get(key),
      ),
      ...grouped(
        'stratum',
        ({ stratum }) => stratum,
        (key) => strata.get(key),
      ),
    ],
  };
}

/** What every rate is printed with. */
export function definitionOf({ switchedOff, brokenOff }: FieldworkChoices, eligibility: number | null): string[] {
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
