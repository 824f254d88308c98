/** A database of its own for each test file, cloned from the migrated template. */
import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { connect, type Connection, type Sql } from '#db';

export interface FreshDatabase {
  sql: Sql;
  connection: Connection;
  /** The same as DATABASE_URL, for a child process. */
  url: string;
  /** Done by itself after the last test of the file. */
  drop(): Promise<void>;
}

/** Call at the top of a test file: `const { sql } = await freshDatabase();`. `empty` leaves out the migrations. */
export async function freshDatabase({ empty = false, max = 10 } = {}): Promise<FreshDatabase> {
  const { connection: server, prefix } = inject('database');
  const database = `${prefix}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, `create database ${database} template ${empty ? 'template1' : `${prefix}_template`}`);
  const connection = { ...server, database };
  const sql = connect(connection, { max });
  let dropped: Promise<void> | null = null;
  const drop = () =>
    (dropped ??= sql.end({ timeout: 5 }).then(() => asAdmin(server, `drop database ${database} with (force)`)));
  afterAll(drop);
  const { username, password, host, port } = connection;
  return { sql, connection, url: `postgres://${username}:${password}@${host}:${port}/${database}`, drop };
}

async function asAdmin(server: Connection, statement: string): Promise<void> {
  const admin = connect(server, { max: 1 });
  try {
    await admin.unsafe(statement);
  } finally {
    await admin.end();
  }
}
