/** Exemptions by consultation (R25): which rule of the check the office waived for a frame, who agreed, when and why. */
import { z } from 'zod';
import { day, defineRoute, id, instant } from './route.ts';

export const exemptionCheckSchema = z.enum([
  'minimum',
  'coverage',
  'address',
  'disjoint',
  'department',
  'template',
  'withheld',
]);
export type ExemptionCheck = z.infer<typeof exemptionCheckSchema>;
export const exemptionCheckLabels: Readonly<Record<ExemptionCheck, string>> = {
  minimum: '最低人数',
  coverage: '覆盖市县',
  address: '具体地址',
  disjoint: '名单不重复',
  department: '报送单位',
  template: '附件格式',
  withheld: '不报姓名',
};

export const exemptionSchema = z.object({
  id,
  check: exemptionCheckSchema,
  /** The agreed number, for `minimum`. */
  minimum: z.int().nullable(),
  /** The places that may be missing, for `coverage`; null: all. */
  places: z.array(z.string()).nullable(),
  agreedBy: z.string(),
  date: day,
  reason: z.string(),
  recordedBy: z.string(),
  recordedAt: instant,
  withdrawn: z.object({ by: z.string(), at: instant }).nullable(),
});
export type FrameExemption = z.infer<typeof exemptionSchema>;

const frameParams = z.object({ frameId: id });

export const listExemptions = defineRoute({
  method: 'GET',
  path: '/api/frames/:frameId/exemptions',
  tag: '抽样框',
  summary: '按协商调整的审核要求，连同已撤销的',
  params: frameParams,
  reply: z.object({ items: z.array(exemptionSchema) }),
});
export const addExemption = defineRoute({
  method: 'POST',
  path: '/api/frames/:frameId/exemptions',
  tag: '抽样框',
  summary: '按协商调整一项审核要求；尚未接收的报送当即重新审核',
  params: frameParams,
  body: z
    .object({
      check: exemptionCheckSchema,
      minimum: z.int().min(0, '人数不能是负数').max(100_000, '人数过大').optional(),
      places: z.array(z.string().trim().min(2).max(20)).min(1).max(200).optional(),
      agreedBy: z.string().trim().min(2, '写明同意人').max(40, '同意人不超过40个字'),
      date: day,
      reason: z.string().trim().min(4, '写明原因，至少4个字').max(200, '原因不超过200个字'),
    })
    .refine(({ check, minimum }) => (check === 'minimum') === (minimum !== undefined), {
      path: ['minimum'],
      message: '调整最低人数时写明同意的人数，其他调整不写',
    })
    .refine(({ check, places }) => check === 'coverage' || places === undefined, {
      path: ['places'],
      message: '只有调整覆盖市县时才写地名',
    }),
  reply: exemptionSchema,
  status: 201,
  problems: ['exemption-exists', 'exemption-place-unknown', 'frame-locked', 'cycle-closed'],
});
export const withdrawExemption = defineRoute({
  method: 'DELETE',
  path: '/api/frames/:frameId/exemptions/:exemptionId',
  tag: '抽样框',
  summary: '撤销一项调整；尚未接收的报送当即重新审核',
  params: frameParams.extend({ exemptionId: id }),
  reply: exemptionSchema,
  problems: ['frame-locked', 'cycle-closed'],
});
