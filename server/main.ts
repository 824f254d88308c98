/**
 * From configuration to a listening server and back: database (embedded or given) -> migrate -> app -> listen -> drain, stop.
 *
 * Promise: whatever a user can get wrong ends in one clear Chinese line (`StartRefusal`, `ConfigRefusal` …); an
 * interrupted start leaves nothing running.
 */
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mkdirSync } from 'node:fs';
import { getRequestListener } from '@hono/node-server';
import { startClock, type BallotClock } from '#ballots';
import { connect, databaseRefusal, migrate, type Sql } from '#db';
import { startFilingWorker, type FilingWorker } from '#frames';
import { startLinkClock } from '#links';
import { startSurveyClock } from '#responses';
import type { Clock } from './clock.ts';
import { issueFirstLink, setupNeeded } from './accounts.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { startEmbedded } from './db/embedded.ts';
import type { Services } from './http/services.ts';
import { StartupRefusal } from './refusal.ts';
import { openVault, type Vault } from './vault.ts';

/** The server cannot start; `message` is the line for the user. */
export class ServeRefusal extends StartupRefusal {}

export interface Platform {
  readonly sql: Sql;
  readonly vault: Vault;
  readonly config: Config;
  stop(): Promise<void>;
}

/** Opens keys and database, migrates. What `serve` and `demo` both stand on. */
export async function openPlatform(config: Config, log: (line: string) => void): Promise<Platform> {
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  } catch {
    throw new ServeRefusal(`不能创建数据目录 ${config.dataDir}：请检查目录权限和磁盘空间，或用 PINGYI_DATA 指定别处`);
  }
  const embedded = config.databaseUrl === undefined ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined;
  const sql = connect(embedded?.connection ?? config.databaseUrl ?? '');
  const stop = async () => {
    await sql.end({ timeout: 5 });
    await embedded?.stop();
  };
  try {
    await sql`select 1`;
    await migrate(sql, log);
    // After the database is known to be ours: a key file is made only for a server that could start.
    const vault = openVault(config.kekFile);
    await vault.prove(sql, new Date());
    return { sql, vault, config, stop };
  } catch (error) {
    await stop();
    const line = databaseRefusal(error);
    if (line !== undefined) throw new ServeRefusal(line);
    throw error;
  }
}

/** A context for work the platform does by itself. */
export function systemContext(platform: Platform, name: string, now: Date): Context {
  return {
    sql: platform.sql,
    vault: platform.vault,
    config: platform.config,
    actor: { kind: 'system', name },
    now,
    requestId: `system-${name}`,
  };
}

/** Where `vite build` put the pages, seen from the built server; seen from the sources it is the same folder. */
function webRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const dist = here.includes(join('dist', 'server'))
    ? here.slice(0, here.lastIndexOf(join('dist', 'server')))
    : dirname(here);
  return join(dist, 'dist', 'web');
}

const docsRoot = (): string => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

async function listen(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new ServeRefusal(
            `端口 ${config.port} 已被占用：请关掉占用它的程序，或换一个端口启动，例如 PORT=${config.port + 1} npm start`,
          ),
        );
      else if (error.code === 'EACCES')
        reject(new ServeRefusal(`没有权限使用端口 ${config.port}:请换1024以上的端口，例如 PORT=8080 npm start`));
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new ServeRefusal(`不能监听地址 ${config.host}:请用本机的地址，例如 HOST=127.0.0.1 或 HOST=0.0.0.0`));
      else reject(error);
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : config.port);
    });
  });
}

export interface RunningServer {
  readonly url: string;
  /** Only until the first administrator has set a password. */
  readonly firstLink: string | undefined;
  /** Lets running requests finish (10 s at most), then stops the database. */
  stop(): Promise<void>;
}

export async function startServer(config: Config, log: (line: string) => void): Promise<RunningServer> {
  const platform = await openPlatform(config, log);
  const services: Services = { sql: platform.sql, vault: platform.vault, config, now: () => new Date(), log };
  let server: Server | undefined;
  let worker: FilingWorker | undefined;
  let clock: BallotClock | undefined;
  let surveys: Clock | undefined;
  let links: Clock | undefined;
  try {
    const app = createApp(services, { webRoot: webRoot(), docsRoot: docsRoot() });
    const listener = getRequestListener(app.fetch);
    server = createServer((request, response) => void listener(request, response));
    const port = await listen(server, config);
    const url = config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
    const firstLink = (await setupNeeded(platform.sql))
      ? `${url}/app/set-password#token=${await issueFirstLink(systemContext(platform, 'start', new Date()))}`
      : undefined;
    worker = startFilingWorker(services);
    clock = startClock(services);
    surveys = startSurveyClock(services);
    links = startLinkClock(services);
    return { url, firstLink, stop: () => drain(server, platform, [worker, clock, surveys, links]) };
  } catch (error) {
    await drain(server, platform, [worker, clock, surveys, links]);
    throw error;
  }
}

async function drain(
  server: Server | undefined,
  platform: Platform,
  workers: readonly ({ stop(): Promise<void> } | undefined)[],
): Promise<void> {
  // What it works on is let go of: another server, or the next start, goes on with it.
  const letGo = Promise.all(workers.map(async (worker) => worker?.stop()));
  if (server?.listening) {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), 10_000);
    await closed;
    clearTimeout(late);
  }
  await letGo;
  await platform.stop();
}
