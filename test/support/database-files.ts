/** What somebody with all of PostgreSQL's files reads: the write-ahead log, heap files, the server's log, physical order. */
import type { Sql } from '#db';

/** Where the write-ahead log stands now. */
export async function walPosition(sql: Sql): Promise<string> {
  const [row] = await sql<{ lsn: string }[]>`select pg_current_wal_insert_lsn()::text as lsn`;
  return row!.lsn;
}

/** Keeps the log from here on, whatever checkpoints come, until it is let go of (or this process ends). */
export async function holdWal(sql: Sql): Promise<() => void> {
  const own = await sql.reserve();
  await own`select pg_create_physical_replication_slot(${`held_${process.pid}_${Date.now()}`}, true, true)`;
  return () => own.release();
}

const SEGMENT = 16n * 1024n * 1024n;
const numberOf = (lsn: string): bigint => {
  const [high, low] = lsn.split('/').map((part) => BigInt(`0x${part}`));
  return (high! << 32n) + low!;
};

/** The log from one position to another, as bytes. */
export async function readWal(sql: Sql, from: string, to: string): Promise<Buffer> {
  // What is in the buffers goes to disk.
  await sql`select pg_switch_wal()`;
  const [start, end] = [numberOf(from), numberOf(to)];
  const parts: Buffer[] = [];
  for (let segment = start / SEGMENT; segment <= end / SEGMENT; segment += 1n) {
    const lsn = `${((segment * SEGMENT) >> 32n).toString(16)}/${((segment * SEGMENT) & 0xffffffffn).toString(16)}`;
    // The name of the position before a segment's first byte would be the segment before it.
    const [file] = await sql<{ bytes: Buffer }[]>`
      select pg_read_binary_file('pg_wal/' || pg_walfile_name(${lsn}::pg_lsn + 1)) as bytes`;
    const bytes = file!.bytes;
    const first = segment === start / SEGMENT ? Number(start % SEGMENT) : 0;
    const last = segment === end / SEGMENT ? Number(end % SEGMENT) : bytes.length;
    parts.push(bytes.subarray(first, last));
  }
  return Buffer.concat(parts);
}

/** Every file of the database, tables, indexes and what was large, after a checkpoint. */
export async function readHeap(sql: Sql): Promise<Buffer> {
  await sql`checkpoint`;
  const [database] = await sql<{ oid: string }[]>`select oid::text from pg_database where datname = current_database()`;
  const folder = `base/${database!.oid}`;
  const files = await sql<{ name: string }[]>`select pg_ls_dir(${folder}) as name`;
  const parts: Buffer[] = [];
  for (const { name } of files.filter(({ name }) => /^\d+/.test(name))) {
    const [file] = await sql<{ bytes: Buffer | null }[]>`
      select pg_read_binary_file(${`${folder}/${name}`}, true) as bytes`;
    if (file?.bytes) parts.push(file.bytes);
  }
  return Buffer.concat(parts);
}

/** The server's own log from a size on. */
export async function readServerLog(sql: Sql): Promise<string> {
  const [row] = await sql<{ text: string | null }[]>`
    select convert_from(pg_read_binary_file(current_setting('data_directory') || '/../postgres.log', true), 'UTF8') as text`;
  return row?.text ?? '';
}

/** Every row of every table with where and by which transaction it stands, but for the tables named. */
export async function readEverything(sql: Sql, but: readonly string[]): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'ballot') order by 1`;
  const all: Record<string, string[]> = {};
  for (const { name } of tables.filter((table) => !but.includes(table.name))) {
    const rows = await sql.unsafe<{ row: string }[]>(
      `select t.xmin::text || ' ' || t.ctid::text || ' ' || t::text as row from ${name} t`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}
