/**
 * Versions as they stand in the database and as they are shown, and who may do what with them.
 *
 * Promise: a liaison sees the own department's questionnaires and no others; anything else is not found.
 */
import { createHash } from 'node:crypto';
import type { QuestionnaireComment, QuestionnaireVersion, QuestionnaireVersionSummary, VersionState } from '#contract';
import { questionnaireKindLabels } from '#contract';
import type { Tx } from '#db';
import { Problem } from '#problem';
import {
  checkQuestionnaire,
  questionnaireDigest,
  questionnaireSchema,
  type Questionnaire,
  type QuestionnaireKind,
} from '#surveys';
import type { Context } from '../context.ts';

export interface VersionRow {
  versionId: string;
  questionnaireId: string;
  cycleId: string;
  cycleName: string;
  year: number;
  closed: boolean;
  kind: QuestionnaireKind;
  departmentId: string | null;
  departmentName: string | null;
  number: number;
  state: VersionState;
  revision: number;
  content: unknown;
  digest: string;
  copiedFrom: string | null;
  returnReason: string | null;
  changedAt: Date;
  changedBy: string;
  submittedAt: Date | null;
  submittedBy: string | null;
  reviewedAt: Date | null;
  reviewedBy: string | null;
  publishedAt: Date | null;
  publishedBy: string | null;
  retiredAt: Date | null;
  retiredBy: string | null;
}

/** Versions that may still change. */
export const workedOn: ReadonlySet<VersionState> = new Set(['draft', 'submitted', 'returned', 'reviewed']);

/** The department whose questionnaires alone an actor may see; undefined: all. */
export function ownDepartment(ctx: Context): string | undefined {
  return ctx.actor.kind === 'account' && ctx.actor.role === 'liaison' ? (ctx.actor.departmentId ?? '') : undefined;
}

export const isOffice = (ctx: Context): boolean =>
  ctx.actor.kind === 'system' || (ctx.actor.kind === 'account' && ctx.actor.role === 'office');

export const loginOf = (ctx: Context): string => (ctx.actor.kind === 'account' ? ctx.actor.login : 'system');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const digestOf = (content: Questionnaire): string => questionnaireDigest(content, sha256);

/** Versions asked for that the caller may see, newest first. */
export async function versionRows(
  tx: Tx,
  ctx: Context,
  asked: { readonly cycleId?: string; readonly versionId?: string },
): Promise<VersionRow[]> {
  const own = ownDepartment(ctx);
  return tx<VersionRow[]>`
    select v.id as version_id, v.questionnaire_id, q.cycle_id, c.name as cycle_name, c.year, c.state = 'closed' as closed, q.kind,
      q.department_id, d.name as department_name, v.number, v.state, v.revision, v.content, v.digest, v.copied_from, v.return_reason,
      v.changed_at, v.changed_by, v.submitted_at, v.submitted_by, v.reviewed_at, v.reviewed_by, v.published_at, v.published_by,
      v.retired_at, v.retired_by
    from questionnaire_versions v
    join questionnaires q on q.id = v.questionnaire_id
    join cycles c on c.id = q.cycle_id
    left join departments d on d.id = q.department_id
    where true
      ${own === undefined ? tx`` : tx`and q.department_id = ${own === '' ? null : own}`}
      ${asked.cycleId === undefined ? tx`` : tx`and q.cycle_id = ${asked.cycleId}`}
      ${asked.versionId === undefined ? tx`` : tx`and v.id = ${asked.versionId}`}
    order by v.number desc`;
}

export async function versionRow(tx: Tx, ctx: Context, versionId: string): Promise<VersionRow> {
  const [row] = await versionRows(tx, ctx, { versionId });
  if (!row) throw new Problem('not-found');
  return row;
}

/** Whom a version is asked about. */
export async function departmentsOf(
  tx: Tx,
  row: Pick<VersionRow, 'cycleId' | 'departmentId'>,
): Promise<{ id: string; name: string }[]> {
  return tx<{ id: string; name: string }[]>`
    select d.id, d.name
    from appraisees a
    join departments d on d.id = a.department_id
    where a.cycle_id = ${row.cycleId} ${row.departmentId === null ? tx`` : tx`and d.id = ${row.departmentId}`}
    order by d.name collate "zh-x-icu"`;
}

const stepOf = (at: Date | null, by: string | null) => (at === null ? null : { at: at.toISOString(), by: by ?? '' });

export function toSummary(row: VersionRow): QuestionnaireVersionSummary {
  const { title, questions } = questionnaireSchema.parse(row.content);
  return {
    versionId: row.versionId,
    number: row.number,
    state: row.state,
    digest: row.digest,
    title,
    questionCount: questions.filter(({ kind }) => kind !== 'note').length,
    returnReason: row.returnReason,
    changed: { at: row.changedAt.toISOString(), by: row.changedBy },
    submitted: stepOf(row.submittedAt, row.submittedBy),
    reviewed: stepOf(row.reviewedAt, row.reviewedBy),
    published: stepOf(row.publishedAt, row.publishedBy),
    retired: stepOf(row.retiredAt, row.retiredBy),
  };
}

export const cycleOf = (row: Pick<VersionRow, 'cycleId' | 'cycleName' | 'year' | 'closed'>) => ({
  id: row.cycleId,
  name: row.cycleName,
  year: row.year,
  closed: row.closed,
});

export const departmentOf = (row: Pick<VersionRow, 'departmentId' | 'departmentName'>) =>
  row.departmentId === null ? null : { id: row.departmentId, name: row.departmentName ?? '' };

/** What the caller may do with a version now. */
export function mayOf(ctx: Context, row: VersionRow): QuestionnaireVersion['may'] {
  const { state } = row;
  const office = isOffice(ctx);
  const drafter = ownDepartment(ctx) !== undefined;
  const open = !row.closed && workedOn.has(state);
  const drafting = state === 'draft' || state === 'returned';
  return {
    edit: open && (office || (drafter && drafting)),
    submit: open && drafter && drafting,
    return: open && office && row.departmentId !== null && (state === 'submitted' || state === 'reviewed'),
    review: open && office && state !== 'reviewed',
    publish: open && office && state === 'reviewed',
    discard: open && (office || (drafter && drafting)),
    comment: open && (office || drafter),
  };
}

interface CommentRow {
  id: string;
  versionId: string;
  question: string | null;
  words: string;
  writtenAt: Date;
  writtenBy: string;
  authorRole: QuestionnaireComment['written']['role'];
  resolvedAt: Date | null;
  resolvedBy: string | null;
}

export function toComment(row: CommentRow): QuestionnaireComment {
  return {
    id: row.id,
    question: row.question,
    words: row.words,
    written: { at: row.writtenAt.toISOString(), by: row.writtenBy, role: row.authorRole },
    resolved: stepOf(row.resolvedAt, row.resolvedBy),
  };
}

export async function commentRows(
  tx: Tx,
  asked: { readonly versionId?: string; readonly commentId?: string },
): Promise<CommentRow[]> {
  return tx<CommentRow[]>`
    select id, version_id, question, words, written_at, written_by, author_role, resolved_at, resolved_by
    from questionnaire_comments
    where ${asked.versionId === undefined ? tx`id = ${asked.commentId ?? ''}` : tx`version_id = ${asked.versionId}`}
    order by written_at, id`;
}

/** A version with everything its page shows. */
export async function toVersion(tx: Tx, ctx: Context, row: VersionRow): Promise<QuestionnaireVersion> {
  const content = questionnaireSchema.parse(row.content);
  const departments = await departmentsOf(tx, row);
  const own = ownDepartment(ctx);
  const earlier = await tx<{ versionId: string; cycleName: string; number: number; state: VersionState }[]>`
    select v.id as version_id, c.name as cycle_name, v.number, v.state
    from questionnaire_versions v
    join questionnaires q on q.id = v.questionnaire_id
    join cycles c on c.id = q.cycle_id
    where q.kind = ${row.kind} and q.department_id is not distinct from ${row.departmentId} and v.id <> ${row.versionId}
      and (q.cycle_id = ${row.cycleId} or v.state in ('published', 'retired'))
      ${own === undefined ? tx`` : tx`and q.department_id = ${own === '' ? null : own}`}
    order by c.year desc, c.created_at desc, v.number desc
    limit 50`;
  const comments = await commentRows(tx, { versionId: row.versionId });
  return {
    ...toSummary(row),
    questionnaireId: row.questionnaireId,
    cycle: cycleOf(row),
    kind: row.kind,
    department: departmentOf(row),
    revision: row.revision,
    content,
    findings: [...checkQuestionnaire(content, departments)],
    comments: comments.map(toComment),
    departments,
    comparable: earlier.map(({ versionId, cycleName, number }) => ({
      versionId,
      label: `${cycleName} 第${number}版`,
    })),
    may: mayOf(ctx, row),
  };
}

/** How a version is named in the trail. */
export const noteOf = (row: Pick<VersionRow, 'kind' | 'departmentName' | 'number' | 'cycleName'>) => ({
  questionnaire: questionnaireKindLabels[row.kind],
  ...(row.departmentName === null ? {} : { department: row.departmentName }),
  cycle: row.cycleName,
  version: row.number,
});
