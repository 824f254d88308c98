/** The audit trail. */
import { z } from 'zod';
import { defineRoute, instant, page, pageQuery } from './route.ts';

export const auditEntrySchema = z.object({
  number: z.int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  actionLabel: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const listAuditEntries = defineRoute({
  method: 'GET',
  path: '/api/audit-entries',
  tag: '留痕',
  summary: '留痕，新的在前',
  query: pageQuery.extend({ action: z.string().max(60).optional(), subject: z.string().max(80).optional() }),
  reply: page(auditEntrySchema),
});
export const verifyAuditChain = defineRoute({
  method: 'POST',
  path: '/api/audit-verifications',
  tag: '留痕',
  summary: '从头核对留痕链，得到最新的链头摘要',
  body: z.object({}).default({}),
  reply: z.object({ intact: z.boolean(), entries: z.int(), head: z.string(), firstBroken: z.int().nullable() }),
});
