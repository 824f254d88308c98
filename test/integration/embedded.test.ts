/** The embedded database through its whole life: started, adopted, killed, recovered, stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../server/db/embedded.ts';
import {
  ask,
  bundleChild,
  cleanUp,
  isAlive,
  makeDataDir,
  makeFolder,
  postmasterPid,
  runChild,
  serverFamily,
  waitUntil,
} from './embedded.support.ts';

const folder = makeFolder();
let script = '';
beforeAll(async () => {
  script = await bundleChild();
});

/** As a dead server would have left it, socket lock included, but with a pid that now is somebody else's. */
async function leaveBehind(dataDir: string, pid: number): Promise<void> {
  const runDir = join(dataDir, 'postgres.run');
  const lines = [pid, join(dataDir, 'postgres'), 1_700_000_000, 5432, runDir, '', '  1 1', 'ready   '];
  await writeFile(join(dataDir, 'postgres/postmaster.pid'), `${lines.join('\n')}\n`);
  await writeFile(join(runDir, '.s.PGSQL.5432.lock'), `${lines.slice(0, 5).join('\n')}\n`);
}

describe('one data directory from birth', () => {
  const dataDir = join(folder, 'life');
  const secret = join(dataDir, 'postgres.secret');

  test('a first start makes the cluster, closed to others, and our database', async () => {
    const child = await runChild({ dataDir, script });
    expect(child.first.adopted).toBe(false);
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres.run'))).mode & 0o777).toBe(0o700);
    await ask(child, 'create table kept (n int primary key)');
    const [settings] = await ask(
      child,
      `select current_database() as database, current_setting('data_checksums') as checksums,
        current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
        current_setting('track_commit_timestamp') as stamps, current_setting('listen_addresses') as addresses,
        (select datlocale from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual({
      database: 'pingyi',
      checksums: 'on',
      fsync: 'on',
      encoding: 'UTF8',
      stamps: 'off',
      addresses: '',
      locale: 'C.UTF-8',
    });
    const pid = await postmasterPid(dataDir);
    expect(await child.stop()).toEqual({ stopped: true });
    expect(await isAlive(pid)).toBe(false);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  test('a second start finds the data again, with the same password', async () => {
    const password = await readFile(secret, 'utf8');
    const child = await runChild({ dataDir, script });
    expect(child.first.adopted).toBe(false);
    expect(child.first.connection?.password).toBe(password);
    await ask(child, 'insert into kept values (1)');
    await child.stop();
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  });

  test('after kill -9 of the node process the next one adopts its server, and stops it in the end', async () => {
    const first = await runChild({ dataDir, script });
    const pid = await postmasterPid(dataDir);
    await first.kill();
    expect(await isAlive(pid)).toBe(true);

    const second = await runChild({ dataDir, script });
    expect(second.first.adopted).toBe(true);
    expect(await postmasterPid(dataDir)).toBe(pid);
    await ask(second, 'insert into kept values (2)');
    await second.stop();
    expect(await isAlive(pid)).toBe(false);
  });

  test('after kill -9 of everything the next start recovers what was acknowledged', async () => {
    const first = await runChild({ dataDir, script });
    await ask(first, 'insert into kept select generate_series(3, 1000)');
    for (const pid of await serverFamily(await postmasterPid(dataDir))) process.kill(pid, 'SIGKILL');
    await first.kill();

    const second = await runChild({ dataDir, script });
    expect(second.first.adopted).toBe(false);
    expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await second.stop();
  });

  test('kill -9 of the server alone, its backends still leaving, is ridden out', async () => {
    const first = await runChild({ dataDir, script });
    process.kill(await postmasterPid(dataDir), 'SIGKILL');
    await first.kill();
    const second = await runChild({ dataDir, script });
    expect(second.first.adopted).toBe(false);
    expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await second.stop();
  });

  test('the last process out stops the server, not the first', async () => {
    const first = await runChild({ dataDir, script });
    const second = await runChild({ dataDir, script });
    expect([first.first.adopted, second.first.adopted]).toEqual([false, true]);
    const pid = await postmasterPid(dataDir);
    await first.stop();
    expect(first.log()).toContain('仍有其他进程在使用');
    expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await second.stop();
    expect(await isAlive(pid)).toBe(false);
  });

  test('a dead server that its parent never reaps still counts as stopped', async () => {
    const parent = await runChild({ dataDir, script });
    const pid = await postmasterPid(dataDir);
    const adopter = await runChild({ dataDir, script });
    parent.process.kill('SIGSTOP');
    // As if the parent were a container's first process, which uses no database and reaps nobody.
    for (const name of await readdir(join(dataDir, 'postgres.users')))
      if (name.startsWith(`${parent.process.pid}-`)) await rm(join(dataDir, 'postgres.users', name));
    await adopter.stop();
    expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    await parent.kill();
  });

  test('twice in one process is one server too, and stop may be called twice', async () => {
    const options = { dataDir, log: () => {} };
    const one = await startEmbedded(options);
    const other = await startEmbedded(options);
    expect([one.adopted, other.adopted]).toEqual([false, true]);
    const pid = await postmasterPid(dataDir);
    await one.stop();
    await one.stop();
    expect(await isAlive(pid)).toBe(true);
    await other.stop();
    expect(await isAlive(pid)).toBe(false);
  });

  test('a lost password is replaced when nobody else uses the server', async () => {
    await rm(secret);
    const child = await runChild({ dataDir, script });
    expect(await ask(child, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);

    await rm(secret);
    const refused = await runChild({ dataDir, script });
    expect(refused.first.refused).toBe('password-lost');
    await child.kill();
    const orphanPid = await postmasterPid(dataDir);
    const healed = await runChild({ dataDir, script });
    expect(await isAlive(orphanPid)).toBe(false);
    expect(await ask(healed, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await healed.stop();
  });

  test('a password of other data is replaced too', async () => {
    await writeFile(secret, 'x'.repeat(32));
    const child = await runChild({ dataDir, script });
    expect(await ask(child, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    await child.stop();
  });

  test('permissions opened by a careless restore are closed again', async () => {
    await chmod(join(dataDir, 'postgres'), 0o755);
    const child = await runChild({ dataDir, script });
    expect(child.first.adopted).toBe(false);
    await child.stop();
  });

  describe('a stale pid file', () => {
    test('with the recycled pid of a living stranger does not stop a start, nor harm the stranger', async () => {
      const stranger = spawn('sleep', ['600']);
      cleanUp(() => stranger.kill());
      await once(stranger, 'spawn');
      await leaveBehind(dataDir, stranger.pid ?? 0);
      const child = await runChild({ dataDir, script });
      expect(child.first.adopted).toBe(false);
      await child.stop();
      expect(await isAlive(stranger.pid ?? 0)).toBe(true);
    });

    test('with the pid of a zombie does not stop a start', async () => {
      // The inner sleep ends at once; `exec` leaves it a parent that never reaps.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600']);
      cleanUp(() => parent.kill());
      const said: unknown[] = await once(parent.stdout, 'data');
      const zombie = Number(String(said[0]));
      await waitUntil(async () => !(await isAlive(zombie)));
      expect(existsSync(`/proc/${zombie}`)).toBe(true);
      await leaveBehind(dataDir, zombie);
      const child = await runChild({ dataDir, script });
      expect(child.first.adopted).toBe(false);
      await child.stop();
    });

    test('that is empty does not stop a start', async () => {
      await writeFile(join(dataDir, 'postgres/postmaster.pid'), '');
      const child = await runChild({ dataDir, script });
      expect(child.first.adopted).toBe(false);
      await child.stop();
    });
  });
});

describe('two at once', () => {
  test('on a new data directory: one makes it, the others adopt', async () => {
    const dataDir = join(folder, 'together');
    const children = await Promise.all([1, 2, 3].map(() => runChild({ dataDir, script })));
    expect(children.filter(({ first }) => first.adopted === false)).toHaveLength(1);
    expect(children.filter(({ first }) => first.adopted === true)).toHaveLength(2);
    const pid = await postmasterPid(dataDir);
    for (const child of children) expect(await ask(child, 'select 1 as one')).toEqual([{ one: 1 }]);
    await Promise.all(children.map((child) => child.stop()));
    expect(await isAlive(pid)).toBe(false);
  });

  test('one leaving while another arrives: both end well', async () => {
    const dataDir = join(folder, 'together');
    const leaving = await runChild({ dataDir, script });
    const [, arriving] = await Promise.all([leaving.stop(), runChild({ dataDir, script })]);
    expect(await ask(arriving, 'select 1 as one')).toEqual([{ one: 1 }]);
    await arriving.stop();
  });
});

describe('where the data lies', () => {
  test('too deep for a socket: TCP on this machine', async () => {
    const dataDir = await makeDataDir(folder, `深/${'很深的目录/'.repeat(8)}数据`);
    const child = await runChild({ dataDir, script });
    expect(child.first.connection?.host).toBe('127.0.0.1');
    expect(await ask(child, `select current_setting('listen_addresses') as addresses`)).toEqual([
      { addresses: '127.0.0.1' },
    ]);
    await child.kill();
    const adopter = await runChild({ dataDir, script });
    expect(adopter.first).toEqual({ adopted: true, connection: child.first.connection });
    await adopter.stop();
  });

  test('exactly 107 bytes still is a socket; a comma or colon, which the driver would cut at, is TCP', async () => {
    const tail = '/postgres.run/.s.PGSQL.5432';
    const name = 'x'.repeat(107 - Buffer.byteLength(tail) - Buffer.byteLength(`${folder}/`));
    for (const [dataDir, onSocket] of [
      [join(folder, name), true],
      [join(folder, `${name}x`), false],
      [join(folder, 'a,b'), false],
      [join(folder, 'a:b'), false],
      [join(folder, '有 空格'), true],
    ] as const) {
      const child = await runChild({ dataDir, script });
      expect([dataDir, child.first.connection?.host]).toEqual([
        dataDir,
        onSocket ? join(dataDir, 'postgres.run') : '127.0.0.1',
      ]);
      await child.stop();
    }
  });
});

describe('what the log keeps', () => {
  test('no statement and no value, neither of an error nor of a crash', async () => {
    const dataDir = join(folder, 'silent');
    const child = await runChild({ dataDir, script });
    await ask(child, `create table roll (phone text primary key)`);
    await ask(child, `insert into roll values ('13800138000')`);
    await expect(ask(child, `insert into roll values ('13800138000')`)).rejects.toMatchObject({ code: '23505' });
    await expect(ask(child, `select '13800138000x'::bigint`)).rejects.toMatchObject({ code: '22P02' });

    const sleeping = ask(child, `select pg_sleep(60), '13800138000'`).catch((error: unknown) => error);
    let victim: unknown;
    await waitUntil(async () => {
      const [row] = await ask(
        child,
        // From its first word: an asker of a moment ago, still leaving, has these words inside its own question.
        `select pid from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active'`,
      );
      victim = row?.['pid'];
      return victim !== undefined;
    });
    process.kill(Number(victim), 'SIGKILL');
    expect(await sleeping).toBeInstanceOf(Error);

    const log = join(dataDir, 'postgres.log');
    await waitUntil(async () => (await readFile(log, 'utf8')).includes('was terminated by signal 9'));
    await child.stop();
    const kept = await readFile(log, 'utf8');
    expect(kept).not.toContain('13800138000');
    expect(kept).not.toContain('pg_sleep');
    expect(kept).not.toContain(child.first.connection?.password);
  });
});
