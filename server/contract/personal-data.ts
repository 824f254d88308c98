/** Personal data: seeing masked findings in full for a while, and destroying a closed cycle's personal data for good. */
import { z } from 'zod';
import { defineRoute, id, instant } from './route.ts';

/** How long a reveal lasts, and how many a person has a day (Beijing). */
export const revealMinutes = 15;
export const revealsPerDay = 20;

const reason = z
  .string()
  .trim()
  .min(4, '请写明理由，至少4个字')
  .max(200, '理由最多200个字')
  .refine((text) => !/\d{7,}/.test(text), '理由会写入留痕，请不要写电话号码或证件号码');

export const revealFindings = defineRoute({
  method: 'POST',
  path: '/api/submissions/:submissionId/reveals',
  tag: '个人信息',
  summary: '查看一次报送逐行结果的完整内容：本人、15分钟内，写明理由并留痕',
  params: z.object({ submissionId: id }),
  body: z.object({ reason }),
  reply: z.object({ endsAt: instant, leftToday: z.int() }),
  status: 201,
  problems: ['reveals-spent', 'keys-destroyed'],
});

const erasureRequestSchema = z.object({
  id,
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: instant,
  /** The caller made it, so somebody else must confirm it. */
  own: z.boolean(),
});

export const erasureSchema = z.object({
  /** kept 未销毁 · requested 已申请待确认 · erased 已销毁. */
  state: z.enum(['kept', 'requested', 'erased']),
  request: erasureRequestSchema.nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAt: instant.nullable(),
  /** SHA-256 of the certificate's facts, also in the audit trail. */
  certificateDigest: z.string().nullable(),
});
export type Erasure = z.infer<typeof erasureSchema>;

const cycleParams = z.object({ cycleId: id });

export const getErasure = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/erasure',
  tag: '个人信息',
  summary: '评价周期个人信息的销毁情况',
  params: cycleParams,
  reply: erasureSchema,
});
export const requestErasure = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/erasure-requests',
  tag: '个人信息',
  summary: '申请销毁已结束周期的个人信息，须由另一个绩效办账号确认',
  params: cycleParams,
  body: z.object({ reason }),
  reply: erasureSchema,
  status: 201,
  problems: ['cycle-not-closed', 'erasure-requested', 'keys-destroyed'],
});
export const withdrawErasure = defineRoute({
  method: 'DELETE',
  path: '/api/cycles/:cycleId/erasure-requests',
  tag: '个人信息',
  summary: '撤回待确认的销毁申请',
  params: cycleParams,
  reply: erasureSchema,
  problems: ['no-erasure-request'],
});
export const confirmErasure = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/erasures',
  tag: '个人信息',
  summary: '确认销毁：密钥与个人信息立即销毁，不能恢复',
  params: cycleParams,
  body: z.object({ requestId: id, cycleName: z.string().trim().min(1, '请填写周期名称').max(80) }),
  reply: erasureSchema,
  status: 201,
  problems: ['no-erasure-request', 'erasure-same-person', 'erasure-wrong-name', 'cycle-key-missing'],
});
export const getErasureCertificate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/erasure-certificate',
  tag: '个人信息',
  summary: '销毁证明（可打印；download=1 下载成文件）',
  params: cycleParams,
  query: z.object({ download: z.literal('1').optional() }),
  reply: { file: 'text/html' },
  problems: ['not-found'],
});
