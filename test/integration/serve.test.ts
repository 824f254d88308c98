/** `npm start` as a user meets it: the first start, the second, interruption, murder, and everything that can be in the way. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { run, start } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const address = /评议平台已启动：(http:\/\/\S+)/;

describe('the embedded database', () => {
  const env = { PINGYI_DATA: join(folder, 'data'), PORT: '0' };

  it('starts from nothing, serves, gives the one-time link once a start, and stops on Ctrl-C', async () => {
    const first = start(['serve'], env);
    const [, url] = await first.until(address);
    const [, link] = await first.until(/(http:\S+set-password#token=\S+)/);
    expect(link!.startsWith(`${url}/app/`)).toBe(true);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/app/`)).text()).toContain('<div id="root"');
    expect((await fetch(`${url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/app/');
    expect((await fetch(`${url}/api/docs/`)).status).toBe(200);
    const password = await fetch(`${url}/api/password-links/redemptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({
        token: link!.split('token=')[1],
        password: 'a password for tests',
        login: 'admin',
        displayName: '管理员',
      }),
    });
    expect(password.status).toBe(201);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(first.output.stderr).toContain('已停止');
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(() => readFileSync(join(env.PINGYI_DATA, 'postgres', 'postmaster.pid'))).toThrow();
  });

  it('keeps everything for the second start, and survives kill -9', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const again = start(['serve'], env);
      const [, url] = await again.until(address);
      await again.until(/Ctrl-C/);
      expect(again.output.stdout).not.toContain('set-password');
      const session = await fetch(`${url}/api/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify({ login: 'admin', password: 'a password for tests' }),
      });
      expect(session.status).toBe(201);
      again.child.kill(signal);
      expect(await again.ended).toBe(signal === 'SIGKILL' ? null : 0);
    }
  });

  it('lets a running request finish before it stops', async () => {
    const server = start(['serve'], env);
    const [, url] = await server.until(address);
    const body = JSON.stringify({ login: 'admin', password: 'a password for tests' });
    const slow = request(`${url}/api/sessions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'sec-fetch-site': 'same-origin',
        expect: '100-continue',
      },
    });
    const status = new Promise<number | undefined>((resolve, reject) => {
      slow.on('response', (reply) => resolve(reply.resume().statusCode));
      slow.on('error', reject);
    });
    // The server's own "continue" says that it has taken the request; only then is it told to stop, and only then asked on.
    const taken = new Promise((resolve) => slow.once('continue', resolve));
    slow.flushHeaders();
    await taken;
    server.child.kill('SIGTERM');
    await expect.poll(() => server.output.stderr, { timeout: 10_000 }).toContain('正在停止');
    slow.end(body);
    expect(await status).toBe(201);
    expect(await server.ended).toBe(0);
  });
});

describe('one clear line for', () => {
  const oneLine = async (env: Record<string, string>): Promise<string> => {
    const { code, stdout, stderr } = await run(['serve'], { PORT: '0', PINGYI_DATA: join(folder, 'unused'), ...env });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr
      .split('\n')
      .filter((line) => line !== '' && !line.includes('正在构建') && !/^pingyi: (迁移|数据库：)/.test(line));
    expect(lines, stderr).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    return lines[0]!;
  };

  it('a busy port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const database = await databaseForPort();
    expect(await oneLine({ PORT: String(port), DATABASE_URL: database })).toMatch(/端口 \d+ 已被占用.*PORT=/);
    other.close();
  });
  it('a database out of reach', async () => {
    expect(await oneLine({ DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' })).toMatch(
      /^pingyi: 连不上数据库.*DATABASE_URL/,
    );
  });
  it('a wrong password and a missing database, without repeating the address', async () => {
    const { connection } = inject('database');
    const url = (password: string, name: string) =>
      `postgres://${connection.username}:${password}@${connection.host}:${connection.port}/${name}`;
    const wrong = await oneLine({ DATABASE_URL: url('wrong-secret', 'x') });
    expect(wrong).toMatch(/用户名和密码/);
    expect(wrong).not.toContain('wrong-secret');
    expect(await oneLine({ DATABASE_URL: url(connection.password, 'no_such_database') })).toMatch(/数据库不存在/);
  });
  it('a setting that cannot be used', async () => {
    expect(await oneLine({ PORT: 'eighty' })).toMatch(/环境变量 PORT/);
  });
  it('a data directory of another major version', async () => {
    const data = join(folder, 'old');
    mkdirSync(join(data, 'postgres'), { recursive: true });
    writeFileSync(join(data, 'postgres', 'PG_VERSION'), '14\n');
    expect(await oneLine({ PINGYI_DATA: data })).toMatch(/14/);
  });
  it('a key file that is not the one of the database', async () => {
    const data = join(folder, 'keyless');
    mkdirSync(join(data, 'keys'), { recursive: true });
    writeFileSync(join(data, 'keys', 'kek'), 'not a key');
    const url = await databaseForKeys();
    expect(await oneLine({ PINGYI_DATA: data, DATABASE_URL: url })).toMatch(/密钥文件/);
    const first = start(['serve'], { PORT: '0', DATABASE_URL: url, PINGYI_DATA: join(folder, 'key-one') });
    await first.until(address);
    first.child.kill('SIGTERM');
    await first.ended;
    expect(await oneLine({ PINGYI_DATA: join(folder, 'key-two'), DATABASE_URL: url })).toMatch(/密钥文件与数据库不符/);
  });
});

const portDatabase = await freshDatabase({ empty: true });
const keyDatabase = await freshDatabase({ empty: true });
const databaseForPort = async () => portDatabase.url;
const databaseForKeys = async () => keyDatabase.url;

describe('several servers on one database', async () => {
  const { url } = await freshDatabase({ empty: true });
  it('migrate once and all serve', async () => {
    const env = { DATABASE_URL: url, PINGYI_DATA: join(folder, 'shared'), PORT: '0' };
    const servers = [start(['serve'], env), start(['serve'], env), start(['serve'], env)];
    const urls = await Promise.all(servers.map(async (server) => (await server.until(address))[1]!));
    expect(new Set(urls).size).toBe(3);
    for (const one of urls) expect((await fetch(`${one}/healthz`)).status).toBe(200);
    for (const server of servers) server.child.kill('SIGTERM');
    expect(await Promise.all(servers.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  });
});
