/**
 * Vitest global setup: one embedded server without fsync for all projects and all runs of this checkout, and in it a template
 * database with every migration applied, which test files clone. Runs side by side share the server; the last one stops it.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { connect, migrate, type Sql } from '#db';
import { startEmbedded, StartRefusal, type EmbeddedConnection } from '../../server/db/embedded.ts';
import { cacheFolder } from './cache.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    database: {
      connection: EmbeddedConnection;
      /** Starts the name of every database of this run; `<prefix>_template` is the one to clone. */
      prefix: string;
    };
  }
}

const NAME = /^test_(\d+)_/;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await start();
  const { connection } = server;
  const prefix = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await using(connect(connection, { max: 1 }), async (admin) => {
    await dropDatabases(admin, (name) => !isAlive(Number(NAME.exec(name)?.[1])));
    await admin.unsafe(`create database ${prefix}_template`);
    await using(connect({ ...connection, database: `${prefix}_template` }, { max: 1 }), migrate);
  });
  project.provide('database', { connection, prefix });
  return async () => {
    await using(connect(connection, { max: 1 }), (admin) => dropDatabases(admin, (name) => name.startsWith(prefix)));
    await server.stop();
  };
}

async function using(sql: Sql, work: (sql: Sql) => Promise<void>): Promise<void> {
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

/** Without fsync a crash of the machine may have left rubbish: then once more from nothing. */
async function start() {
  const dataDir = cacheFolder('test-postgres');
  const options = { dataDir, log: () => {}, disposable: true };
  try {
    return await startEmbedded(options);
  } catch (error) {
    if (
      !(error instanceof StartRefusal) ||
      !['start-failed', 'not-a-data-directory', 'wrong-version'].includes(error.code)
    )
      throw error;
    await rm(dataDir, { recursive: true });
    return startEmbedded(options);
  }
}

async function dropDatabases(admin: Sql, chosen: (name: string) => boolean): Promise<void> {
  const databases = await admin<{ datname: string }[]>`select datname from pg_database where datname like 'test\\_%'`;
  for (const { datname } of databases.filter(({ datname }) => NAME.test(datname) && chosen(datname)))
    await admin.unsafe(`drop database if exists ${datname} with (force)`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
