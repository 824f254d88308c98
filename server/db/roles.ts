/**
 * The two roles the program works as, which own nothing: `pingyi_app` for the rooms, `pingyi_ballot` for the ballot box.
 *
 * Roles belong to the PostgreSQL server, not to the database: looked after at every start, because a database restored on
 * another server comes without them. Never drops a role and never takes a right away.
 */
import type { TransactionSql } from 'postgres';
import { StartupRefusal } from '../refusal.ts';

const ROLES = ['pingyi_app', 'pingyi_ballot'] as const;

/** The account may neither use nor make the roles; `message` is the line for the user. */
export class RoleRefusal extends StartupRefusal {}

/** Afterwards the account of this connection may `set role` to each; throws {@link RoleRefusal} when somebody else must see to it. */
export async function ensureRoles(tx: TransactionSql): Promise<void> {
  const [account] = await tx<{ name: string; version: number; makesRoles: boolean }[]>`
    select current_user as name, current_setting('server_version_num')::int as version, rolsuper or rolcreaterole as makes_roles
    from pg_roles where rolname = current_user`;
  if (!account) throw new Error('current_user is no role');
  const there = new Set(
    (await tx<{ rolname: string }[]>`select rolname from pg_roles where rolname in ${tx([...ROLES])}`).map(
      ({ rolname }) => rolname,
    ),
  );
  const missing = ROLES.filter((role) => !there.has(role));
  if (missing.length > 0 && !account.makesRoles) throw refusal(account.name, missing);
  // Another server with another database may make them in this moment.
  for (const role of missing)
    await tx.unsafe(
      `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    );
  for (const role of ROLES) {
    if (await maySet(tx, role, account.version)) continue;
    try {
      await tx.savepoint((inner) => inner.unsafe(`grant ${role} to current_user`));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
      throw refusal(account.name, []);
    }
  }
}

/** Since PostgreSQL 16 a member may be one without the right to `set role`: whoever makes a role begins so. */
async function maySet(tx: TransactionSql, role: string, version: number): Promise<boolean> {
  const right = version >= 160_000 ? 'set' : 'member';
  const [row] = await tx<{ may: boolean }[]>`select pg_has_role(current_user, ${role}, ${right}) as may`;
  return row?.may === true;
}

function refusal(account: string, missing: readonly string[]): RoleRefusal {
  const statements = [
    ...missing.map((role) => `create role ${role} nologin;`),
    `grant ${ROLES.join(', ')} to "${account.replaceAll('"', '""')}";`,
  ];
  return new RoleRefusal(`数据库用户${account}权限不够：请让数据库管理员执行 ${statements.join(' ')} 再重新启动`);
}
