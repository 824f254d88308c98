/** What every other integration test stands on: a migrated database of its own, and nothing shared. */
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';

const one = await freshDatabase();
const other = await freshDatabase();
const empty = await freshDatabase({ empty: true });

const tables = "select count(*)::int as n from pg_tables where schemaname = 'public'";

test('it has every migration applied; an empty one has nothing', async () => {
  const [applied] = await one.sql`select count(*)::int as n from migrations`;
  expect(applied?.['n']).toBeGreaterThan(0);
  expect(await empty.sql.unsafe(tables)).toEqual([{ n: 0 }]);
});

test('what one writes, the other does not see; the URL leads to the same database', async () => {
  await one.sql`create table only_here (n int)`;
  const [before, after] = [await other.sql.unsafe(tables), await one.sql.unsafe(tables)];
  expect(after[0]?.['n']).toBe(Number(before[0]?.['n']) + 1);
  const child = postgres(one.url, { max: 1 });
  expect(await child`select to_regclass('only_here') is not null as found`).toEqual([{ found: true }]);
  await child.end();
});

test('dropped, it is gone, and dropping again is no fault', async () => {
  await empty.drop();
  await empty.drop();
  const left = await one.sql`select 1 from pg_database where datname = ${empty.connection.database}`;
  expect(left).toHaveLength(0);
});
