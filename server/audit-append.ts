/** The one way into the audit trail. The chain's hash is computed in the database, under its lock. */
import type { Context } from './context.ts';
import { actorName } from './context.ts';
import type { Note, Tx } from './db/index.ts';

/** JSON with sorted keys and no white space: the bytes that are hashed. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

export async function appendAudit(tx: Tx, ctx: Context, action: string, note: Note): Promise<void> {
  const payload = canonicalJson({
    action,
    actor: actorName(ctx.actor),
    at: ctx.now.toISOString(),
    detail: note.detail ?? {},
    subject: note.subject,
  });
  await tx`select append_audit_entry(${payload})`;
}
