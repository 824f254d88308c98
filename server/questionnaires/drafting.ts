/**
 * Drafts: begin one from the shipped questionnaire, an earlier version or a blank sheet; save it; throw it away.
 *
 * Promise: one version of a questionnaire is worked on at a time; nobody overwrites what somebody else saved meanwhile; what was
 * published is never touched.
 */
import { randomUUID } from 'node:crypto';
import { versionStateLabels, type QuestionnaireVersion } from '#contract';
import { isConstraint, write, type Tx } from '#db';
import { Problem } from '#problem';
import {
  questionnaireKinds,
  questionnaireSchema,
  shippedQuestionnaires,
  type Questionnaire,
  type QuestionnaireKind,
} from '#surveys';
import type { Context } from '../context.ts';
import { digestOf, loginOf, mayOf, noteOf, ownDepartment, toVersion, versionRow, type VersionRow } from './rows.ts';

type Source = 'template' | 'blank' | { readonly versionId: string };

function blankOf(kind: QuestionnaireKind): Questionnaire {
  const { channels, scales } = shippedQuestionnaires[kind];
  return {
    format: 1,
    kind,
    title: '',
    intro: '',
    closing: '',
    channels,
    scales,
    texts: [],
    departmentTexts: {},
    questions: [],
  };
}

/** Content to begin with; an earlier version of another kind is none. */
async function contentFrom(tx: Tx, ctx: Context, kind: QuestionnaireKind, from: Source): Promise<Questionnaire> {
  if (from === 'template') return shippedQuestionnaires[kind];
  if (from === 'blank') return blankOf(kind);
  const row = await versionRow(tx, ctx, from.versionId);
  if (row.kind !== kind) throw new Problem('not-found');
  return questionnaireSchema.parse(row.content);
}

async function insertVersion(
  tx: Tx,
  ctx: Context,
  place: { readonly cycleId: string; readonly kind: QuestionnaireKind; readonly departmentId: string | null },
  content: Questionnaire,
  copiedFrom: string | null,
): Promise<string> {
  await tx`
    insert into questionnaires (id, cycle_id, kind, department_id, created_at)
    values (${randomUUID()}, ${place.cycleId}, ${place.kind}, ${place.departmentId}, ${ctx.now})
    on conflict on constraint a_cycle_has_one_questionnaire_of_a_kind do nothing`;
  const [questionnaire] = await tx<{ id: string }[]>`
    select id from questionnaires
    where cycle_id = ${place.cycleId} and kind = ${place.kind} and department_id is not distinct from ${place.departmentId}`;
  if (!questionnaire) throw new Error('a questionnaire vanished');
  const versionId = randomUUID();
  await tx`
    insert into questionnaire_versions (id, questionnaire_id, department_id, number, state, revision, content, digest, copied_from,
      created_at, created_by, changed_at, changed_by)
    select ${versionId}, ${questionnaire.id}, ${place.departmentId}, coalesce(max(number), 0) + 1, 'draft', 1,
      ${tx.json(content)}, ${digestOf(content)}, ${copiedFrom}, ${ctx.now}, ${loginOf(ctx)}, ${ctx.now}, ${loginOf(ctx)}
    from questionnaire_versions where questionnaire_id = ${questionnaire.id}`;
  return versionId;
}

export async function draft(
  ctx: Context,
  cycleId: string,
  input: { kind: QuestionnaireKind; departmentId?: string | undefined; from: Source },
): Promise<QuestionnaireVersion> {
  const own = ownDepartment(ctx);
  const departmentId = input.departmentId ?? (input.kind === 'hot-topics' ? own : undefined) ?? null;
  if (own !== undefined && departmentId !== own) throw new Problem('not-found');
  if ((input.kind === 'hot-topics') !== (departmentId !== null)) throw new Problem('questionnaire-department');
  try {
    return await write(ctx, 'questionnaire.draft', async (tx, note) => {
      const [cycle] = await tx<{ closed: boolean; named: boolean }[]>`
        select c.state = 'closed' as closed, ${departmentId}::uuid is null or a.department_id is not null as named
        from cycles c
        left join appraisees a on a.cycle_id = c.id and a.department_id = ${departmentId}
        where c.id = ${cycleId}`;
      if (!cycle?.named) throw new Problem('not-found');
      if (cycle.closed) throw new Problem('cycle-closed');
      const content = await contentFrom(tx, ctx, input.kind, input.from);
      const copiedFrom = typeof input.from === 'object' ? input.from.versionId : null;
      const versionId = await insertVersion(tx, ctx, { cycleId, kind: input.kind, departmentId }, content, copiedFrom);
      const row = await versionRow(tx, ctx, versionId);
      note({
        subject: `questionnaire:${versionId}`,
        detail: {
          ...noteOf(row),
          from: typeof input.from === 'object' ? `version:${input.from.versionId}` : input.from,
        },
      });
      return toVersion(tx, ctx, row);
    });
  } catch (error) {
    // Whoever begins one in the same moment takes the same number.
    if (isConstraint(error, 'one_version_is_worked_on') || isConstraint(error, 'a_version_number_is_used_once'))
      throw new Problem('version-in-work');
    throw error;
  }
}

/**
 * Drafts of the common questionnaires of a new cycle: copies of the latest published ones, where there are none the shipped ones.
 * Part of the transaction that creates the cycle.
 */
export async function draftForNewCycle(tx: Tx, ctx: Context, cycleId: string): Promise<void> {
  const latest = await tx<{ kind: QuestionnaireKind; versionId: string; content: unknown }[]>`
    select distinct on (q.kind) q.kind, v.id as version_id, v.content
    from questionnaires q
    join questionnaire_versions v on v.questionnaire_id = q.id and v.state = 'published'
    join cycles c on c.id = q.cycle_id
    where q.department_id is null and c.id <> ${cycleId}
    order by q.kind, c.year desc, v.published_at desc`;
  const earlier = new Map(latest.map((row) => [row.kind, row]));
  for (const kind of questionnaireKinds.filter((common) => common !== 'hot-topics')) {
    const last = earlier.get(kind);
    const content = last ? questionnaireSchema.parse(last.content) : shippedQuestionnaires[kind];
    // oxlint-disable-next-line no-await-in-loop -- five, in one transaction
    await insertVersion(tx, ctx, { cycleId, kind, departmentId: null }, content, last?.versionId ?? null);
  }
}

/** A version locked for a step, unless somebody changed it or the step is not open to the caller. */
export async function lockVersion(
  tx: Tx,
  ctx: Context,
  versionId: string,
  step: keyof QuestionnaireVersion['may'],
  revision?: number,
): Promise<VersionRow> {
  const before = await versionRow(tx, ctx, versionId);
  await tx`select 1 from questionnaire_versions where id = ${before.versionId} for update`;
  const row = await versionRow(tx, ctx, versionId);
  if (row.closed) throw new Problem('cycle-closed');
  if (revision !== undefined && revision !== row.revision) throw new Problem('version-changed', { by: row.changedBy });
  if (!mayOf(ctx, row)[step]) throw new Problem('version-state', { state: versionStateLabels[row.state] });
  return row;
}

export async function save(
  ctx: Context,
  versionId: string,
  input: { revision: number; content: Questionnaire },
): Promise<QuestionnaireVersion> {
  return write(ctx, 'questionnaire.save', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'edit', input.revision);
    // What a questionnaire is for is decided when it is begun.
    const content = { ...input.content, kind: row.kind };
    const digest = digestOf(content);
    // An approval is of what was read: a change undoes it.
    await tx`
      update questionnaire_versions set
        content = ${tx.json(content)}, digest = ${digest}, revision = revision + 1, changed_at = ${ctx.now}, changed_by = ${loginOf(ctx)},
        state = case when state = 'reviewed' then ${row.departmentId === null ? 'draft' : 'submitted'} else state end,
        reviewed_at = null, reviewed_by = null
      where id = ${versionId}`;
    note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), digest } });
    return toVersion(tx, ctx, await versionRow(tx, ctx, versionId));
  });
}

export async function discard(ctx: Context, versionId: string): Promise<null> {
  return write(ctx, 'questionnaire.discard', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'discard');
    await tx`delete from questionnaire_versions where id = ${versionId}`;
    note({ subject: `questionnaire:${versionId}`, detail: noteOf(row) });
    return null;
  });
}
