/** Looking at questionnaires: of a cycle, of a department, one version, two versions beside each other. */
import type { QuestionnaireItem, QuestionnaireVersion } from '#contract';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import {
  differenceOf,
  questionnaireKinds,
  questionnaireSchema,
  type QuestionnaireDifference,
  type QuestionnaireKind,
} from '#surveys';
import type { Context } from '../context.ts';
import {
  cycleOf,
  departmentOf,
  ownDepartment,
  toSummary,
  toVersion,
  versionRow,
  versionRows,
  type VersionRow,
} from './rows.ts';

/** Questionnaires there should be, with what there is: the common kinds of the cycle, hot topics of each appraisee. */
async function placesOf(tx: Tx, ctx: Context, cycleId: string | null): Promise<Place[]> {
  const own = ownDepartment(ctx);
  return tx<Place[]>`
    select c.id as cycle_id, c.name as cycle_name, c.year, c.state = 'closed' as closed, p.kind, p.department_id, d.name as department_name,
      q.id as questionnaire_id,
      (
        select count(*)::int from questionnaire_comments m
        join questionnaire_versions v on v.id = m.version_id
        where v.questionnaire_id = q.id and m.resolved_at is null and v.state in ('draft', 'submitted', 'returned', 'reviewed')
      ) as open_comments
    from cycles c
    cross join lateral (
      select k.kind, null::uuid as department_id from unnest(${commonKinds}::text[]) as k (kind)
      union all
      select 'hot-topics', a.department_id from appraisees a where a.cycle_id = c.id
    ) as p
    left join departments d on d.id = p.department_id
    left join questionnaires q on q.cycle_id = c.id and q.kind = p.kind and q.department_id is not distinct from p.department_id
    where true
      ${cycleId === null ? tx`` : tx`and c.id = ${cycleId}`}
      ${own === undefined ? tx`` : tx`and p.department_id = ${own === '' ? null : own}`}
    order by c.year desc, c.created_at desc, array_position(${[...questionnaireKinds]}::text[], p.kind), d.name collate "zh-x-icu"`;
}

const commonKinds = questionnaireKinds.filter((kind) => kind !== 'hot-topics');

interface Place extends Pick<
  VersionRow,
  'cycleId' | 'cycleName' | 'year' | 'closed' | 'departmentId' | 'departmentName'
> {
  kind: QuestionnaireKind;
  questionnaireId: string | null;
  openComments: number;
}

async function itemsFor(tx: Tx, ctx: Context, cycleId: string | null): Promise<QuestionnaireItem[]> {
  const places = await placesOf(tx, ctx, cycleId);
  const versions = new Map<string, VersionRow[]>();
  for (const row of await versionRows(tx, ctx, cycleId === null ? {} : { cycleId }))
    versions.set(row.questionnaireId, [...(versions.get(row.questionnaireId) ?? []), row]);
  return places.map((place) => ({
    questionnaireId: place.questionnaireId,
    cycle: cycleOf(place),
    kind: place.kind,
    department: departmentOf(place),
    versions: (versions.get(place.questionnaireId ?? '') ?? []).map(toSummary),
    openComments: place.openComments,
  }));
}

export async function list(ctx: Context, cycleId: string): Promise<{ items: QuestionnaireItem[] }> {
  return read(ctx, async (tx) => {
    const [cycle] = await tx`select 1 from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    return { items: await itemsFor(tx, ctx, cycleId) };
  });
}

export async function listOwn(ctx: Context): Promise<{ items: QuestionnaireItem[] }> {
  return read(ctx, async (tx) => ({ items: await itemsFor(tx, ctx, null) }));
}

export async function get(ctx: Context, versionId: string): Promise<QuestionnaireVersion> {
  return read(ctx, async (tx) => toVersion(tx, ctx, await versionRow(tx, ctx, versionId)));
}

/** What changed from the other version to this one. */
export async function compare(
  ctx: Context,
  versionId: string,
  otherId: string,
): Promise<{ items: QuestionnaireDifference[] }> {
  return read(ctx, async (tx) => {
    const [later, earlier] = [await versionRow(tx, ctx, versionId), await versionRow(tx, ctx, otherId)];
    return {
      items: [...differenceOf(questionnaireSchema.parse(earlier.content), questionnaireSchema.parse(later.content))],
    };
  });
}
