/**
 * From draft to published: a department submits, the office comments, sends back or approves, and publishes.
 *
 * Promise: nothing with an open error is approved or published; publishing retires the version before it in the same act, so that
 * there is never a moment with two or with none.
 */
import { randomUUID } from 'node:crypto';
import type { QuestionnaireComment, QuestionnaireVersion } from '#contract';
import { isConstraint, write, type Tx } from '#db';
import { Problem } from '#problem';
import { checkQuestionnaire, questionnaireSchema } from '#surveys';
import type { Context } from '../context.ts';
import { lockVersion } from './drafting.ts';
import {
  commentRows,
  departmentsOf,
  loginOf,
  noteOf,
  toComment,
  toVersion,
  versionRow,
  type VersionRow,
} from './rows.ts';

/** Refuses what cannot be asked, with the first reason in words. */
async function mustBeSound(tx: Tx, row: VersionRow): Promise<void> {
  const findings = checkQuestionnaire(questionnaireSchema.parse(row.content), await departmentsOf(tx, row));
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors[0]) throw new Problem('questionnaire-unsound', { count: errors.length, reason: errors[0].message });
}

interface Step {
  readonly revision: number;
}

export async function submit(ctx: Context, versionId: string, { revision }: Step): Promise<QuestionnaireVersion> {
  return write(ctx, 'questionnaire.submit', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'submit', revision);
    await mustBeSound(tx, row);
    await tx`
      update questionnaire_versions set
        state = 'submitted', revision = revision + 1, submitted_at = ${ctx.now}, submitted_by = ${loginOf(ctx)}
      where id = ${versionId}`;
    note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), digest: row.digest } });
    return toVersion(tx, ctx, await versionRow(tx, ctx, versionId));
  });
}

export async function returnToDepartment(
  ctx: Context,
  versionId: string,
  { revision, reason }: Step & { reason: string },
): Promise<QuestionnaireVersion> {
  return write(ctx, 'questionnaire.return', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'return', revision);
    await tx`
      update questionnaire_versions set
        state = 'returned', revision = revision + 1, return_reason = ${reason}, reviewed_at = null, reviewed_by = null
      where id = ${versionId}`;
    note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), reason } });
    return toVersion(tx, ctx, await versionRow(tx, ctx, versionId));
  });
}

export async function review(ctx: Context, versionId: string, { revision }: Step): Promise<QuestionnaireVersion> {
  return write(ctx, 'questionnaire.review', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'review', revision);
    await mustBeSound(tx, row);
    await tx`
      update questionnaire_versions set
        state = 'reviewed', revision = revision + 1, reviewed_at = ${ctx.now}, reviewed_by = ${loginOf(ctx)}
      where id = ${versionId}`;
    note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), digest: row.digest } });
    return toVersion(tx, ctx, await versionRow(tx, ctx, versionId));
  });
}

export async function publish(ctx: Context, versionId: string, { revision }: Step): Promise<QuestionnaireVersion> {
  try {
    return await write(ctx, 'questionnaire.publish', async (tx, note) => {
      const row = await lockVersion(tx, ctx, versionId, 'publish', revision);
      await mustBeSound(tx, row);
      await tx`
        update questionnaire_versions set state = 'retired', retired_at = ${ctx.now}, retired_by = ${loginOf(ctx)}
        where questionnaire_id = ${row.questionnaireId} and state = 'published'`;
      await tx`
        update questionnaire_versions set
          state = 'published', revision = revision + 1, published_at = ${ctx.now}, published_by = ${loginOf(ctx)}
        where id = ${versionId}`;
      note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), digest: row.digest } });
      return toVersion(tx, ctx, await versionRow(tx, ctx, versionId));
    });
  } catch (error) {
    if (isConstraint(error, 'one_version_is_published')) throw new Problem('version-changed', { by: '' });
    throw error;
  }
}

export async function comment(
  ctx: Context,
  versionId: string,
  input: { question: string | null; words: string },
): Promise<QuestionnaireComment> {
  return write(ctx, 'questionnaire.comment', async (tx, note) => {
    const row = await lockVersion(tx, ctx, versionId, 'comment');
    const { questions } = questionnaireSchema.parse(row.content);
    if (input.question !== null && questions.every(({ id }) => id !== input.question)) throw new Problem('not-found');
    const commentId = randomUUID();
    await tx`
      insert into questionnaire_comments (id, version_id, department_id, question, words, written_at, written_by, author_role)
      values (${commentId}, ${versionId}, ${row.departmentId}, ${input.question}, ${input.words}, ${ctx.now}, ${loginOf(ctx)},
        ${ctx.actor.kind === 'account' ? ctx.actor.role : 'system'})`;
    note({ subject: `questionnaire:${versionId}`, detail: { ...noteOf(row), question: input.question } });
    return commentOf(tx, commentId);
  });
}

async function commentOf(tx: Tx, commentId: string): Promise<QuestionnaireComment> {
  const [row] = await commentRows(tx, { commentId });
  if (!row) throw new Problem('not-found');
  return toComment(row);
}

/** Marks a comment as dealt with; a second time changes nothing. */
export async function resolve(ctx: Context, commentId: string): Promise<QuestionnaireComment> {
  return write(ctx, 'questionnaire.resolve', async (tx, note) => {
    const [row] = await commentRows(tx, { commentId });
    if (!row) throw new Problem('not-found');
    const version = await lockVersion(tx, ctx, row.versionId, 'comment');
    await tx`
      update questionnaire_comments set resolved_at = ${ctx.now}, resolved_by = ${loginOf(ctx)}
      where id = ${commentId} and resolved_at is null`;
    note({ subject: `questionnaire:${row.versionId}`, detail: { ...noteOf(version), question: row.question } });
    return commentOf(tx, commentId);
  });
}
