/**
 * People: sign-in, sessions, one-time links, accounts, and who may do what.
 *
 * Promise: passwords are argon2id, tokens are stored as hashes only, an unknown login costs and answers the same as a known
 * one, and no verb here says whether a login exists.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hash as argonHash, verify as argonVerify } from '@node-rs/argon2';
import type { z } from 'zod';
import type { accountSchema, Person, Role } from '#contract';
import { isConstraint, read, write, type Sql, type Tx } from '#db';
import { Problem } from '#problem';
import type { Actor, Context } from './context.ts';
import { createSlots } from './slots.ts';

type Account = z.infer<typeof accountSchema>;

/** 19 MiB, 2 passes would be the floor; staff sign in rarely, so take more. */
const ARGON = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 } as const;
const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 8 * 3600_000;
const LINK_MS = 24 * 3600_000;
const FREE_FAILURES = 5;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const newToken = (): string => randomBytes(32).toString('base64url');

/** Each hashing takes 64 MiB: a flood of sign-ins must not take the server's memory. */
const withHashingSlot = createSlots(2);
const hashPassword = (password: string): Promise<string> => withHashingSlot(() => argonHash(password, ARGON));
let dummyHash: Promise<string> | undefined;
async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  dummyHash ??= argonHash(randomBytes(16).toString('hex'), ARGON);
  const against = stored ?? (await dummyHash);
  const matches = await withHashingSlot(() => argonVerify(against, password));
  return matches && stored !== null;
}

interface AccountRow {
  id: string;
  login: string;
  displayName: string;
  role: Role;
  departmentId: string | null;
  departmentName: string | null;
  passwordHash: string | null;
  disabledAt: Date | null;
  createdAt: Date;
}

const selectAccounts = (tx: Tx | Sql) => tx`
  select a.id, a.login, a.display_name, a.role, a.department_id, d.name as department_name, a.password_hash, a.disabled_at, a.created_at
  from accounts a left join departments d on d.id = a.department_id`;

const toPerson = (row: AccountRow): Person => ({
  accountId: row.id,
  login: row.login,
  displayName: row.displayName,
  role: row.role,
  department: row.departmentId ? { id: row.departmentId, name: row.departmentName ?? '' } : null,
});
const toAccount = (row: AccountRow): Account => ({
  ...toPerson(row),
  disabled: row.disabledAt !== null,
  createdAt: row.createdAt.toISOString(),
  hasPassword: row.passwordHash !== null,
});

/** What the person is, for screens. */
export function personOf(actor: Actor): Person | null {
  if (actor.kind !== 'account') return null;
  return {
    accountId: actor.accountId,
    login: actor.login,
    displayName: actor.displayName,
    role: actor.role,
    department: actor.departmentId ? { id: actor.departmentId, name: actor.departmentName ?? '' } : null,
  };
}

// Sign-in -----------------------------------------------------------------------------------------------------------------

/** Opens a session. Five failures are free; then the login waits 1, 2, 4 … 15 minutes, whether it exists or not. */
export async function signIn(
  ctx: Context,
  input: { login: string; password: string },
): Promise<{ token: string; person: Person }> {
  const login = input.login.trim().toLowerCase();
  const key = digest(`sign-in ${login}`);
  const [failure] = await ctx.sql<{ failures: number; lockedUntil: Date | null }[]>`
    select failures, locked_until from sign_in_failures where login_digest = ${key}`;
  if (failure?.lockedUntil && failure.lockedUntil > ctx.now)
    throw new Problem('sign-in-locked', {
      minutes: Math.ceil((failure.lockedUntil.getTime() - ctx.now.getTime()) / 60_000),
    });
  const [row] = await ctx.sql<
    AccountRow[]
  >`${selectAccounts(ctx.sql)} where a.login = ${login} and a.disabled_at is null`;
  const matches = await passwordMatches(row?.passwordHash ?? null, input.password);
  if (!row || !matches) {
    const locked = await write(ctx, 'session.refuse', async (tx, note) => {
      const [counted] = await tx<{ failures: number }[]>`
        insert into sign_in_failures (login_digest, failures, last_at) values (${key}, 1, ${ctx.now})
        on conflict (login_digest) do update set
          failures = case
            when sign_in_failures.last_at < ${new Date(ctx.now.getTime() - 24 * 3600_000)} then 1
            else sign_in_failures.failures + 1
          end,
          last_at = ${ctx.now}
        returning failures`;
      const over = (counted?.failures ?? 1) - FREE_FAILURES;
      const minutes = over < 0 ? 0 : Math.min(15, 2 ** over);
      if (minutes > 0)
        await tx`
          update sign_in_failures set locked_until = ${new Date(ctx.now.getTime() + minutes * 60_000)} where login_digest = ${key}`;
      // The login as typed may be a password typed into the wrong field: only its digest is kept.
      note({ subject: `login:${key.toString('hex').slice(0, 12)}`, detail: { failures: counted?.failures ?? 1 } });
      return minutes;
    });
    if (locked > 0) throw new Problem('sign-in-locked', { minutes: locked });
    throw new Problem('sign-in-failed');
  }
  return openSession(ctx, row, key);
}

async function openSession(
  ctx: Context,
  row: AccountRow,
  failureKey?: Buffer,
): Promise<{ token: string; person: Person }> {
  const token = newToken();
  await write(ctx, 'session.open', async (tx, note) => {
    await tx`
      insert into sessions (token_hash, account_id, created_at, last_seen_at, expires_at)
      values (${digest(token)}, ${row.id}, ${ctx.now}, ${ctx.now}, ${new Date(ctx.now.getTime() + ABSOLUTE_MS)})`;
    if (failureKey) await tx`delete from sign_in_failures where login_digest = ${failureKey}`;
    await tx`delete from sessions where expires_at < ${ctx.now}`;
    note({ subject: `account:${row.login}` });
  });
  return { token, person: toPerson(row) };
}

/** Who a session token belongs to; anonymous when it is unknown, idle for 30 minutes, or older than 8 hours. */
export async function actorOf(sql: Sql, token: string | undefined, now: Date): Promise<Actor> {
  if (!token || token.length > 100) return { kind: 'anonymous' };
  const sessionHash = digest(token);
  const [row] = await sql<(AccountRow & { lastSeenAt: Date })[]>`
    select a.id, a.login, a.display_name, a.role, a.department_id, d.name as department_name, s.last_seen_at
    from sessions s
    join accounts a on a.id = s.account_id
    left join departments d on d.id = a.department_id
    where s.token_hash = ${sessionHash}
      and s.expires_at > ${now}
      and s.last_seen_at > ${new Date(now.getTime() - IDLE_MS)}
      and a.disabled_at is null`;
  if (!row) return { kind: 'anonymous' };
  // Once a minute is enough to know who is idle, and spares a write per request.
  if (now.getTime() - row.lastSeenAt.getTime() > 60_000)
    await sql`update sessions set last_seen_at = ${now} where token_hash = ${sessionHash}`;
  return {
    kind: 'account',
    accountId: row.id,
    login: row.login,
    displayName: row.displayName,
    role: row.role,
    departmentId: row.departmentId,
    departmentName: row.departmentName,
    sessionHash,
  };
}

export async function signOut(ctx: Context): Promise<null> {
  const { actor } = ctx;
  if (actor.kind !== 'account' || !actor.sessionHash) return null;
  const { sessionHash, login } = actor;
  await write(ctx, 'session.close', async (tx, note) => {
    await tx`delete from sessions where token_hash = ${sessionHash}`;
    note({ subject: `account:${login}` });
  });
  return null;
}

/** Changes the caller's password and ends all other sessions of the account. */
export async function changePassword(ctx: Context, input: { current: string; next: string }): Promise<null> {
  const { actor } = ctx;
  if (actor.kind !== 'account') throw new Problem('not-signed-in');
  const [row] = await ctx.sql<AccountRow[]>`${selectAccounts(ctx.sql)} where a.id = ${actor.accountId}`;
  if (!(await passwordMatches(row?.passwordHash ?? null, input.current)))
    throw new Problem('invalid-request', {}, [{ path: 'current', message: '当前密码不对' }]);
  const hashed = await hashPassword(input.next);
  await write(ctx, 'account.password', async (tx, note) => {
    await tx`update accounts set password_hash = ${hashed} where id = ${actor.accountId}`;
    await tx`delete from sessions where account_id = ${actor.accountId} and token_hash <> ${actor.sessionHash}`;
    note({ subject: `account:${actor.login}` });
  });
  return null;
}

// One-time links -------------------------------------------------------------------------------------------------------------

/** True until the first administrator has a password. */
export async function setupNeeded(sql: Sql): Promise<boolean> {
  const [row] = await sql`select 1 from accounts where role = 'office' and password_hash is not null limit 1`;
  return row === undefined;
}

/** The link of the very first administrator: a fresh token each start until it is used; older ones stop working. */
export async function issueFirstLink(ctx: Context): Promise<string> {
  const token = newToken();
  await write(ctx, 'account.link', async (tx, note) => {
    await tx`delete from password_links where account_id is null`;
    await tx`
      insert into password_links (token_hash, created_at, expires_at)
      values (${digest(token)}, ${ctx.now}, ${new Date(ctx.now.getTime() + LINK_MS)})`;
    note({ subject: 'account:first-administrator' });
  });
  return token;
}

interface LinkRow {
  accountId: string | null;
  login: string | null;
}

async function findLink(tx: Tx | Sql, token: string, now: Date): Promise<LinkRow> {
  const [link] = await tx<LinkRow[]>`
    select l.account_id, a.login
    from password_links l left join accounts a on a.id = l.account_id
    where l.token_hash = ${digest(token)} and l.used_at is null and l.expires_at > ${now} and a.disabled_at is null`;
  if (!link) throw new Problem('link-spent');
  return link;
}

export async function describeLink(
  ctx: Context,
  input: { token: string },
): Promise<{ purpose: 'first-administrator' | 'password'; login: string | null }> {
  const link = await findLink(ctx.sql, input.token, ctx.now);
  return { purpose: link.accountId === null ? 'first-administrator' : 'password', login: link.login };
}

/** Sets a password by a one-time link and signs in. The link is spent in the same transaction, so it works once. */
export async function redeemLink(
  ctx: Context,
  input: { token: string; password: string; login?: string | undefined; displayName?: string | undefined },
): Promise<{ token: string; person: Person }> {
  await findLink(ctx.sql, input.token, ctx.now);
  const hashed = await hashPassword(input.password);
  const accountId = await write(ctx, 'account.password', async (tx, note) => {
    const link = await findLink(tx, input.token, ctx.now);
    const spent = await tx`
      update password_links set used_at = ${ctx.now} where token_hash = ${digest(input.token)} and used_at is null`;
    if (spent.count !== 1) throw new Problem('link-spent');
    if (link.accountId !== null) {
      await tx`update accounts set password_hash = ${hashed} where id = ${link.accountId}`;
      await tx`delete from sessions where account_id = ${link.accountId}`;
      note({ subject: `account:${link.login ?? ''}` });
      return link.accountId;
    }
    if (!input.login || !input.displayName)
      throw new Problem('invalid-request', {}, [
        { path: 'login', message: '请填写管理员的登录名' },
        { path: 'displayName', message: '请填写管理员的姓名' },
      ]);
    const id = randomUUID();
    await insertAccount(tx, {
      id,
      login: input.login,
      displayName: input.displayName,
      role: 'office',
      departmentId: null,
      now: ctx.now,
    });
    await tx`update accounts set password_hash = ${hashed} where id = ${id}`;
    note({ subject: `account:${input.login}`, detail: { first: true } });
    return id;
  });
  const [row] = await ctx.sql<AccountRow[]>`${selectAccounts(ctx.sql)} where a.id = ${accountId}`;
  if (!row) throw new Error('account vanished');
  return openSession(ctx, row, digest(`sign-in ${row.login}`));
}

// Accounts -------------------------------------------------------------------------------------------------------------------

async function insertAccount(
  tx: Tx,
  account: { id: string; login: string; displayName: string; role: Role; departmentId: string | null; now: Date },
): Promise<void> {
  try {
    await tx.savepoint(
      (nested) => nested`
        insert into accounts (id, login, display_name, role, department_id, created_at)
        values (${account.id}, ${account.login}, ${account.displayName}, ${account.role}, ${account.departmentId}, ${account.now})`,
    );
  } catch (error) {
    if (isConstraint(error, 'a_login_belongs_to_one_account')) throw new Problem('login-taken');
    if (isConstraint(error, 'only_a_liaison_has_a_department')) throw new Problem('department-required');
    if (isConstraint(error, 'accounts_department_id_fkey')) throw new Problem('department-required');
    throw error;
  }
}

export async function list(ctx: Context): Promise<{ items: Account[] }> {
  return read(ctx, async (tx) => ({
    items: (await tx<AccountRow[]>`${selectAccounts(tx)} order by a.role, a.login`).map(toAccount),
  }));
}

async function accountById(tx: Tx, accountId: string): Promise<AccountRow> {
  const [row] = await tx<AccountRow[]>`${selectAccounts(tx)} where a.id = ${accountId}`;
  if (!row) throw new Problem('not-found');
  return row;
}

async function insertLink(tx: Tx, ctx: Context, accountId: string): Promise<string> {
  const token = newToken();
  await tx`delete from password_links where account_id = ${accountId} and used_at is null`;
  await tx`
    insert into password_links (token_hash, account_id, created_at, expires_at)
    values (${digest(token)}, ${accountId}, ${ctx.now}, ${new Date(ctx.now.getTime() + LINK_MS)})`;
  return `/app/set-password#token=${token}`;
}

export async function create(
  ctx: Context,
  input: { login: string; displayName: string; role: Role; departmentId: string | null },
): Promise<{ account: Account; passwordLink: string }> {
  return write(ctx, 'account.create', async (tx, note) => {
    const id = randomUUID();
    await insertAccount(tx, { id, ...input, now: ctx.now });
    const passwordLink = await insertLink(tx, ctx, id);
    note({ subject: `account:${input.login}`, detail: { role: input.role } });
    return { account: toAccount(await accountById(tx, id)), passwordLink };
  });
}

export async function change(
  ctx: Context,
  accountId: string,
  input: { disabled?: boolean | undefined; displayName?: string | undefined },
): Promise<Account> {
  return write(ctx, 'account.change', async (tx, note) => {
    // Two administrators disabling each other at once must not leave none.
    await tx`select id from accounts where role = 'office' order by id for update`;
    const row = await accountById(tx, accountId);
    if (input.disabled === true && row.role === 'office') {
      const [other] = await tx`
        select 1 from accounts
        where role = 'office' and disabled_at is null and password_hash is not null and id <> ${accountId} limit 1`;
      if (!other) throw new Problem('last-administrator');
    }
    if (input.disabled !== undefined) {
      await tx`update accounts set disabled_at = ${input.disabled ? ctx.now : null} where id = ${accountId}`;
      if (input.disabled) await tx`delete from sessions where account_id = ${accountId}`;
    }
    if (input.displayName !== undefined)
      await tx`update accounts set display_name = ${input.displayName} where id = ${accountId}`;
    note({
      subject: `account:${row.login}`,
      detail: { disabled: input.disabled, renamed: input.displayName !== undefined },
    });
    return toAccount(await accountById(tx, accountId));
  });
}

/** A new link to set a password; the old password works until the link is used. */
export async function issueLink(ctx: Context, accountId: string): Promise<{ passwordLink: string }> {
  return write(ctx, 'account.link', async (tx, note) => {
    const row = await accountById(tx, accountId);
    const passwordLink = await insertLink(tx, ctx, accountId);
    note({ subject: `account:${row.login}` });
    return { passwordLink };
  });
}

/** Sets a password directly: for the demo and for tests only, never behind a route. */
export async function setPassword(ctx: Context, login: string, password: string): Promise<void> {
  const hashed = await hashPassword(password);
  await write(ctx, 'account.password', async (tx, note) => {
    await tx`update accounts set password_hash = ${hashed} where login = ${login}`;
    note({ subject: `account:${login}` });
  });
}
