/**
 * A PostgreSQL of somebody else's: the account in DATABASE_URL owns its database and is no superuser. With the right to make
 * roles it starts by itself; without, once an administrator has made the two roles; and until then it is told what to ask for.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connect, migrate, type Connection } from '#db';
import { startEmbedded } from '../../server/db/embedded.ts';
import { run, start } from '../support/process.ts';

// A server of its own: roles belong to the server, and the others' already has them.
const folder = mkdtempSync(join(tmpdir(), 'pingyi-owner-'));
const server = await startEmbedded({ dataDir: join(folder, 'server'), log: () => {}, disposable: true });
const admin = connect(server.connection, { max: 1 });
afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const password = randomUUID();

async function databaseOf(owner: string, rights: string): Promise<{ url: string; connection: Connection }> {
  await admin.unsafe(`create role ${owner} login ${rights} password '${password}'`);
  await admin.unsafe(`create database ${owner} owner ${owner}`);
  const { host, port } = server.connection;
  return {
    url: `postgres://${owner}:${password}@${host}:${port}/${owner}`,
    connection: { ...server.connection, username: owner, password, database: owner },
  };
}

const settings = (url: string, name: string) => ({ DATABASE_URL: url, PINGYI_DATA: join(folder, name), PORT: '0' });

/** Starts, lets the first administrator in, and looks into the ballot box's schema as its role. */
async function worksFor({ url, connection }: { url: string; connection: Connection }, name: string): Promise<void> {
  const served = start(['serve'], settings(url, name));
  const [, base] = await served.until(/评议平台已启动：(http:\/\/\S+)/);
  const [, link] = await served.until(/(http:\S+set-password#token=\S+)/);
  const reply = await fetch(`${base}/api/password-links/redemptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ token: link!.split('token=')[1], password, login: 'admin', displayName: '管理员' }),
  });
  expect(reply.status).toBe(201);
  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
  const sql = connect(connection, { max: 1 });
  try {
    const roles = await sql.begin(async (tx) => {
      await tx`set local role pingyi_ballot`;
      return tx<{ role: string; reads: boolean }[]>`
        select current_user as role, has_schema_privilege('ballot', 'usage') as reads`;
    });
    expect(roles).toEqual([{ role: 'pingyi_ballot', reads: true }]);
  } finally {
    await sql.end();
  }
}

it('says what to ask for, when the roles are missing and may not be made', async () => {
  const { url } = await databaseOf('plain_owner', '');
  const refused = await run(['serve'], settings(url, 'plain'));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('create role pingyi_app');
  expect(refused.stderr).toContain('grant pingyi_app, pingyi_ballot to "plain_owner"');
  expect(refused.stderr).not.toContain(password);
});

it('makes the roles itself where the owner may', async () => {
  await worksFor(await databaseOf('making_owner', 'createrole'), 'making');
});

it('goes on with a database whose first migration still made the role', async () => {
  const sql = connect({ ...server.connection, database: 'making_owner' }, { max: 1 });
  try {
    const changed =
      await sql`update migrations set sha256 = '38b998a6fd57e6d54d3f1985be5c881d972fd31fb93614685cc519c543d2298c' where name = '001_house.sql'`;
    expect(changed.count).toBe(1);
    await migrate(sql);
    await sql`update migrations set sha256 = 'another' where name = '001_house.sql'`;
    await expect(migrate(sql)).rejects.toThrow('001_house.sql');
  } finally {
    await sql.end();
  }
});

it('uses roles that an administrator made and granted', async () => {
  const owned = await databaseOf('granted_owner', '');
  await admin.unsafe('grant pingyi_app, pingyi_ballot to granted_owner');
  await worksFor(owned, 'granted');
});
