/**
 * Migrations: numbered plain SQL, forward only, checksummed, one transaction, under an advisory lock.
 *
 * Promise: any number of servers may start at once; an edited old migration stops the start instead of drifting.
 */
import { createHash } from 'node:crypto';
import { StartupRefusal } from '../refusal.ts';
import type { Sql } from './index.ts';
import { ensureRoles } from './roles.ts';

const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true });

/** The same constant everywhere: ASCII "pingyi" read as a number. */
const LOCK = 123_637_187_504_489n;

/** What a file said before its making of roles moved to `roles.ts`: to a database the two are the same. */
const formerly: Readonly<Record<string, string>> = {
  '001_house.sql': '38b998a6fd57e6d54d3f1985be5c881d972fd31fb93614685cc519c543d2298c',
  '014_ballots.sql': 'c3d620001454f0b3e77af16bf5aee0cf80a7f1fb60a4f5c6104bed0ddfab8b93',
};

/** A database this program cannot use; `message` is the line for the user. */
export class MigrationRefusal extends StartupRefusal {}

export async function migrate(sql: Sql, log: (line: string) => void = () => {}): Promise<void> {
  const migrations = Object.entries(files)
    .map(([path, text]) => ({
      name: path.replace(/^.*\//, ''),
      text,
      sha256: createHash('sha256').update(text).digest('hex'),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK.toString()}::bigint)`;
    await tx`
      create table if not exists migrations (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`;
    const applied = new Map(
      (await tx<{ name: string; sha256: string }[]>`select name, sha256 from migrations`).map((row) => [
        row.name,
        row.sha256,
      ]),
    );
    for (const name of applied.keys()) {
      if (!migrations.some((migration) => migration.name === name))
        throw new MigrationRefusal(`数据库比本程序新（含有${name}）：请用更新的版本启动`);
    }
    await ensureRoles(tx);
    for (const migration of migrations) {
      const known = applied.get(migration.name);
      if (known !== undefined && [migration.sha256, formerly[migration.name]].includes(known)) continue;
      if (known !== undefined)
        throw new MigrationRefusal(`迁移文件${migration.name}与数据库里已执行的不同：请恢复原文件，改动写成新的迁移`);
      log(`迁移 ${migration.name}`);
      await tx.unsafe(migration.text);
      await tx`insert into migrations (name, sha256) values (${migration.name}, ${migration.sha256})`;
    }
  });
}
