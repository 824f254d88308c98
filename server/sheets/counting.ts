/**
 * Counting sheets: how often each option was chosen, and how many came in.
 *
 * Promise: counts only, never a sheet; one pass over the cycle's sheets whatever is asked. Versions of one questionnaire are merged
 * by the ids of their items. A multiple choice counts each option chosen; numbers and texts are not counted.
 */
import type { Tx } from '#db';
import { publishedOfCycle } from '#questionnaires';
import { answerCodes, itemsOf, splitCode, type Item, type QuestionnaireKind } from '#surveys';
import type { SheetChannel, SheetState } from './filing.ts';

/** How many sheets say `code` at an item, for one appraisee, channel and stratum. */
export interface CountRow {
  readonly departmentId: string;
  readonly questionnaireId: string;
  readonly kind: QuestionnaireKind;
  /** Question, or row of a matrix: `q5.r2`. */
  readonly item: string;
  /** Whether the questionnaire says that it makes the satisfaction score. */
  readonly scored: boolean;
  readonly channel: SheetChannel;
  /** Of sampled cases; null: nobody drew them. */
  readonly drawId: string | null;
  readonly stratum: string | null;
  /** `population/main`: the same for all cases of a stratum that had equal chances. */
  readonly designWeight: string | null;
  /** An option's code, or one of `answerCodes`. Who was not asked is not in any row. */
  readonly code: string;
  readonly count: number;
}

export interface CountQuery {
  readonly cycleId: string;
  readonly kinds?: readonly QuestionnaireKind[];
  readonly channels?: readonly SheetChannel[];
  readonly departmentIds?: readonly string[];
  /** Without: the counted ones. */
  readonly states?: readonly SheetState[];
}

interface Group {
  departmentId: string;
  versionId: string;
  channel: SheetChannel;
  drawId: string | null;
  stratum: string | null;
  designWeight: string | null;
  /** From 1; a bigint, therefore text. */
  position: string;
  code: string;
  count: string;
}

/** Counts of a cycle. Cost: one pass over its sheets in the database; rows by appraisee, item, channel, stratum and option. */
export async function counts(tx: Tx, query: CountQuery): Promise<CountRow[]> {
  const versions = await publishedOfCycle(tx, query.cycleId, query.kinds ?? null);
  if (versions.length === 0) return [];
  const groups = await tx<Group[]>`
    select s.department_id, s.version_id, s.channel, s.draw_id, s.stratum, s.design_weight, a.position, a.code, count(*) as count
    from answer_sheets s
    cross join lateral unnest(s.codes) with ordinality as a (code, position)
    where s.cycle_id = ${query.cycleId} and s.state = any(${[...(query.states ?? ['counted'])]}::text[])
      and a.code is not null and a.code <> ${answerCodes.number} and a.code <> ${answerCodes.text}
      ${query.kinds ? tx`and s.version_id = any(${versions.map(({ versionId }) => versionId)}::uuid[])` : tx``}
      ${query.channels ? tx`and s.channel = any(${[...query.channels]}::text[])` : tx``}
      ${query.departmentIds ? tx`and s.department_id = any(${[...query.departmentIds]}::uuid[])` : tx``}
    group by s.department_id, s.version_id, s.channel, s.draw_id, s.stratum, s.design_weight, a.position, a.code`;
  const versionOf = new Map(
    versions.map((version) => [version.versionId, { ...version, items: itemsOf(version.content) }]),
  );
  const merged = new Map<string, CountRow>();
  for (const { versionId, position, code, count, ...place } of groups) {
    const version = versionOf.get(versionId);
    const item = version?.items[Number(position) - 1];
    if (!version || !item) continue;
    for (const option of optionsIn(item, code)) {
      const row = {
        ...place,
        questionnaireId: version.questionnaireId,
        kind: version.kind,
        item: item.id,
        scored: isScored(item),
        code: option,
        count: Number(count),
      };
      const key = [
        row.departmentId,
        row.questionnaireId,
        row.item,
        row.channel,
        row.drawId,
        row.stratum,
        row.designWeight,
        option,
      ].join('\u0000');
      const before = merged.get(key);
      // Newest version first: whether an item is scored is what the newest says.
      merged.set(key, before ? { ...before, count: before.count + row.count } : row);
    }
  }
  return [...merged.values()];
}

function optionsIn({ question }: Item, code: string): readonly string[] {
  return question.kind === 'multiple' ? splitCode(code) : [code];
}

function isScored({ question }: Item): boolean {
  return (question.kind === 'scale' || question.kind === 'matrix') && question.scored;
}

/** How many sheets came in, and when the first and the last. */
export interface ProgressRow {
  readonly departmentId: string;
  readonly kind: QuestionnaireKind;
  readonly channel: SheetChannel;
  readonly drawId: string | null;
  readonly stratum: string | null;
  readonly state: SheetState;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Sheets of a cycle by appraisee, kind, channel, stratum and state. Cost: one pass over its sheets. */
export async function progress(
  tx: Tx,
  query: { readonly cycleId: string; readonly departmentIds?: readonly string[] },
): Promise<ProgressRow[]> {
  const rows = await tx<(Omit<ProgressRow, 'count'> & { count: string })[]>`
    select s.department_id, q.kind, s.channel, s.draw_id, s.stratum, s.state, count(*) as count,
      min(s.received_at) as first_at, max(s.received_at) as last_at
    from answer_sheets s
    join questionnaire_versions v on v.id = s.version_id
    join questionnaires q on q.id = v.questionnaire_id
    where s.cycle_id = ${query.cycleId}
      ${query.departmentIds ? tx`and s.department_id = any(${[...query.departmentIds]}::uuid[])` : tx``}
    group by s.department_id, q.kind, s.channel, s.draw_id, s.stratum, s.state`;
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
