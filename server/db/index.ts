/**
 * The database door: the only importer of postgres.js.
 *
 * Promise: `write` cannot commit without an audit note, `read` cannot write, `stage` is for steps in between, and every transaction carries the caller's
 * department so that row-level security is a second net behind the verbs' own `where`.
 */
import postgres from 'postgres';
import { appendAudit } from '../audit-append.ts';
import type { Context } from '../context.ts';

export { migrate } from './migrate.ts';
export { databaseRefusal, describeError, isConstraint, isTransient } from './errors.ts';

export type Sql = postgres.Sql;
export type Tx = postgres.TransactionSql;

/** Columns to camelCase, and only columns: keys inside JSON columns are the user's and stay as they are. */
const columnNames = {
  column: { from: (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) },
  undefined: null,
};

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** A pool. Dates arrive as Date, numeric and bigint as strings. */
export function connect(target: string | Connection, options: { max?: number } = {}): Sql {
  const common = {
    max: options.max ?? 10,
    connect_timeout: 10,
    idle_timeout: 60,
    transform: columnNames,
    onnotice: () => {},
    connection: { application_name: 'pingyi', TimeZone: 'UTC' },
  };
  return typeof target === 'string' ? postgres(target, common) : postgres({ ...target, ...common });
}

/** What a write must leave behind. `subject` names the thing (`frame:<id>`); detail holds no personal data. */
export interface Note {
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Everybody's rows, one department's, or nobody's. */
function rowScope(ctx: Context): { scope: 'all' | 'department' | 'none'; department: string } {
  if (ctx.actor.kind === 'anonymous') return { scope: 'none', department: '' };
  if (ctx.actor.kind === 'account' && ctx.actor.role === 'liaison')
    return { scope: 'department', department: ctx.actor.departmentId ?? '' };
  return { scope: 'all', department: '' };
}

async function enterScope(tx: Tx, ctx: Context): Promise<void> {
  const { scope, department } = rowScope(ctx);
  // Pipelined: one round trip. `pingyi_app` owns nothing, so row-level security applies to it.
  await Promise.all([
    tx`set local role pingyi_app`,
    tx`select set_config('app.department', ${department}, true), set_config('app.scope', ${scope}, true)`,
  ]);
}

/** Runs `work` in a read-only transaction. */
export async function read<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return (await ctx.sql.begin('read only', async (tx) => {
    await enterScope(tx, ctx);
    return work(tx);
  })) as T;
}

/**
 * Runs `work` in one transaction without an audit note: for the pieces of a long piece of work (chunks, progress, leases), whose
 * beginning and end are noted.
 */
export async function stage<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return (await ctx.sql.begin(async (tx) => {
    await enterScope(tx, ctx);
    return work(tx);
  })) as T;
}

/**
 * Runs `work` in one transaction and appends its audit notes before commit; a write without a note is a bug and rolls back.
 */
export async function write<T>(
  ctx: Context,
  action: string,
  work: (tx: Tx, note: (note: Note) => void) => Promise<T>,
): Promise<T> {
  return (await ctx.sql.begin(async (tx) => {
    await enterScope(tx, ctx);
    const notes: Note[] = [];
    const result = await work(tx, (note) => notes.push(note));
    if (notes.length === 0) throw new Error(`write without an audit note: ${action}`);
    // Last, so that the lock that orders the chain is held for as short a time as possible.
    for (const note of notes) await appendAudit(tx, ctx, action, note);
    return result;
  })) as T;
}
