/** Reviews (复核): asked for by a department with evidence, proposed by one person of the office, confirmed by another. */
import { z } from 'zod';
import { words } from './grounds.ts';
import { changeSchema } from './results.ts';
import { defineRoute, id, instant, nothing } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const resultParams = cycleParams.extend({ departmentId: id });

const reviewState = z.enum(['filed', 'proposed', 'decided', 'withdrawn']);
export const reviewStateLabels: Readonly<Record<z.infer<typeof reviewState>, string>> = {
  filed: '待处理',
  proposed: '待另一人确认',
  decided: '已决定',
  withdrawn: '已撤回',
};
const reviewOutcome = z.enum(['changed', 'upheld', 'dismissed']);
export const reviewOutcomeLabels: Readonly<Record<z.infer<typeof reviewOutcome>, string>> = {
  changed: '予以更正',
  upheld: '维持原结果',
  dismissed: '不予受理',
};
const reviewSchema = z.object({
  id,
  cycle: z.object({ id, name: z.string() }),
  department: z.object({ id, name: z.string() }),
  item: z.string(),
  reason: z.string(),
  request: z.string(),
  state: reviewState,
  late: z.boolean(),
  filedAt: instant,
  files: z.array(z.object({ ordinal: z.int(), name: z.string(), size: z.int(), digest: z.string() })),
  outcome: reviewOutcome.nullable(),
  findings: z.string().nullable(),
  proposedBy: z.string().nullable(),
  proposedAt: instant.nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAt: instant.nullable(),
  /** What the recomputation changed for this department. */
  changes: z.array(changeSchema),
  /** Whether a package after the decision carries the change already. */
  recomputed: z.boolean(),
});
export type Review = z.infer<typeof reviewSchema>;
const reviewParams = z.object({ reviewId: id });

export const listReviews = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/reviews',
  tag: '复核',
  summary: '复核申请；联络员只见本部门的',
  params: cycleParams,
  reply: z.object({ items: z.array(reviewSchema) }),
});
export const fileReview = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/results/:departmentId/reviews',
  tag: '复核',
  summary: '提出复核申请（《考评复核申请表》），可附证明材料，每份不超过20MB，最多10份',
  params: resultParams,
  form: z.object({ item: words('复核事项', 200), reason: words('事实和理由', 2000), request: words('请求', 400) }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-waived', 'review-none', 'review-unreceived', 'review-open', 'upload-too-large', 'review-files'],
});
export const withdrawReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/withdrawal',
  tag: '复核',
  summary: '撤回复核申请（本部门，处理前）',
  params: reviewParams,
  reply: nothing,
  status: 201,
  problems: ['review-state'],
});
export const proposeReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/proposal',
  tag: '复核',
  summary: '提出处理意见，由另一人确认',
  params: reviewParams,
  body: z.object({ outcome: reviewOutcome, findings: words('核查情况', 2000) }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-state'],
});
export const confirmReview = defineRoute({
  method: 'POST',
  path: '/api/reviews/:reviewId/confirmation',
  tag: '复核',
  summary: '确认或退回处理意见：由提出人以外的另一人',
  params: reviewParams,
  body: z.object({ agree: z.boolean() }),
  reply: reviewSchema,
  status: 201,
  problems: ['review-state', 'review-same-person'],
});
export const downloadReviewFile = defineRoute({
  method: 'GET',
  path: '/api/reviews/:reviewId/files/:ordinal',
  tag: '复核',
  summary: '复核申请的一份证明材料',
  params: reviewParams.extend({ ordinal: z.coerce.number().int().min(1).max(10) }),
  reply: { file: 'application/octet-stream' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
