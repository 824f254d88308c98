/**
 * The database of a single-machine installation: a real PostgreSQL server that this program starts, adopts and stops.
 *
 * Promises: one server per data directory however many processes ask at once; a server that outlived its node process is
 * adopted, not fought; every reason not to start is a `StartRefusal` with one line of advice; the last process out stops
 * the server (each user of it is noted in `postgres.users/`; the dead are forgotten).
 * Never listens beyond this machine, and never deletes a data directory.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { findBinaries, preparePrograms, type Binaries, type Programs } from './embedded-binaries.ts';
import { checkCluster, createCluster, giveTo, layOut, lookAround, OWNER, readSecret } from './embedded-cluster.ts';
import { resetPassword, type Layout } from './embedded-cluster.ts';
import { countUsers, findServer, registerUser, sleep, withLock, type RunningServer } from './embedded-process.ts';
import { refuseByError, refuseByOutput, StartRefusal } from './embedded-refusal.ts';
import { clearStale, findReady, launch, shutDown, type ServerOptions } from './embedded-server.ts';

export { StartRefusal } from './embedded-refusal.ts';

export interface EmbeddedOptions {
  dataDir: string;
  /** Receives one Chinese line per event; never a secret. */
  log: (line: string) => void;
  /** For tests only: data nobody will miss. No fsync, and TCP, so that the connection can be written as a URL. */
  disposable?: boolean;
}

export interface EmbeddedConnection {
  /** 127.0.0.1, or the folder of the Unix socket, as postgres.js takes it. */
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
}

export interface EmbeddedServer {
  connection: EmbeddedConnection;
  /** It was running already. */
  adopted: boolean;
  /** Leaves the server; stops it (fast shutdown, waits) unless another living process still uses it. Safe to call twice. */
  stop(): Promise<void>;
}

const LOCK_WAIT_MS = 120_000;
const ANSWER_WAIT_MS = 30_000;
const ROUNDS = 4;

export async function startEmbedded({ dataDir, log, disposable = false }: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    const layout = await layOut(dataDir);
    return await withLock(layout.dataDir, LOCK_WAIT_MS, () => startLocked(layout, { log, disposable }));
  } catch (error) {
    throw refuseByError(error, { dataDir, logFile: join(dataDir, 'postgres.log') });
  }
}

async function startLocked(layout: Layout, options: ServerOptions): Promise<EmbeddedServer> {
  const binaries = await findBinaries();
  const cluster = await checkCluster(layout, binaries);
  // Before anything that may throw: whoever leaves last must find the others noted.
  const registration = await registerUser(layout.usersDir);
  const leave = () => leaveLocked(layout, registration, options.log);
  try {
    const { server, connection, adopted } = await reach(layout, options, { binaries, isNew: cluster === 'new' });
    options.log(describe(server, adopted));
    let stopping: Promise<void> | null = null;
    const stop = () => (stopping ??= withLock(layout.dataDir, LOCK_WAIT_MS, leave));
    return { connection, adopted, stop };
  } catch (error) {
    // What went wrong first is what the person needs to read.
    await leave().catch(ignore);
    throw error;
  }
}

/** Gets hold of a server we can sign in to: the running one, or one we start; again if it dies or the password is wrong. */
async function reach(
  layout: Layout,
  options: ServerOptions,
  { binaries, isNew }: { binaries: Binaries; isNew: boolean },
): Promise<{ server: RunningServer; connection: EmbeddedConnection; adopted: boolean }> {
  let server = isNew ? null : await findReady(layout, options.log);
  let adopted = server !== null;
  let programs: Programs | null = null;
  const prepare = async (): Promise<Programs> => {
    if (programs) return programs;
    programs = await preparePrograms(binaries, layout);
    await giveTo(programs, layout);
    await clearStale(layout);
    if (isNew) {
      options.log('数据库：首次启动，正在建立数据目录');
      await createCluster(programs, layout, !options.disposable);
    }
    return programs;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    if (server === null) {
      adopted = false;
      server = await launch(await prepare(), layout, options);
    }
    const answer = await signIn(server, layout, options.log);
    if (typeof answer === 'object') return { server, connection: answer, adopted };
    if (answer === 'wrong-password') {
      await stopUnusable(server, layout, options.log);
      await resetPassword(await prepare(), layout);
    }
    server = null;
  }
  throw new StartRefusal(
    'start-failed',
    `数据库无法使用：服务进程反复退出或不应答。请查看日志 ${layout.logFile} 的最后几行，并检查内存和磁盘是否够用。`,
  );
}

function describe({ pid, onSocket, port }: RunningServer, adopted: boolean): string {
  const way = onSocket ? '本机套接字' : `127.0.0.1:${port}`;
  return `数据库：${adopted ? '接管正在运行的服务器' : '已启动'}（进程 ${pid ?? '在别的容器中'}，${way}）`;
}

const ignore = () => undefined;

/** Signs in, and makes our database if this is the first time. */
async function signIn(
  server: RunningServer,
  layout: Layout,
  log: (line: string) => void,
): Promise<EmbeddedConnection | 'wrong-password' | 'gone'> {
  const password = await readSecret(layout);
  if (password === null) return 'wrong-password';
  const host = server.onSocket ? layout.runDir : '127.0.0.1';
  const connection: EmbeddedConnection = { host, port: server.port, username: OWNER, password, database: OWNER };
  for (const deadline = Date.now() + ANSWER_WAIT_MS; Date.now() < deadline; await sleep(50)) {
    try {
      await ensureDatabase(connection);
      return connection;
    } catch (error) {
      const code = error instanceof postgres.PostgresError ? error.code : '';
      if (code === '28P01') return 'wrong-password';
      if (code === '53100') throw refuseByOutput('No space left on device', await lookAround(layout));
      // 57P: starting up or shutting down; 53300: every connection is taken. Without a code: it did not answer.
      if (code !== '' && code !== '53300' && !code.startsWith('57P')) throw error;
    }
    const still = await findReady(layout, log);
    if (still?.pid !== server.pid) return 'gone';
  }
  return 'gone';
}

async function ensureDatabase(connection: EmbeddedConnection): Promise<void> {
  const few = { database: 'postgres', max: 1, fetch_types: false, connect_timeout: 5, onnotice: ignore };
  const sql = postgres({ ...connection, ...few });
  try {
    const found = await sql`select 1 from pg_database where datname = ${OWNER}`;
    if (found.length === 0) await sql.unsafe(`create database ${OWNER}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Nobody can sign in to it any more. If nobody else is using it either, it may be restarted under a new password. */
async function stopUnusable(server: RunningServer, layout: Layout, log: (line: string) => void): Promise<void> {
  // One is this process itself.
  if (server.pid === null || (await countUsers(layout.usersDir)) > 1) throw refusePasswordLost(layout);
  log('数据库：密码文件丢失或与数据不符，正在换用新密码');
  await shutDown(server.pid, layout, log);
}

const refusePasswordLost = ({ dataDir, secretFile }: Layout) =>
  new StartRefusal(
    'password-lost',
    `数据库无法使用：密码文件 ${secretFile} 丢失或与数据不符，而 ${dataDir} 的数据库正被别的进程使用。请先停止那些进程再重新启动，程序会自动换用新密码。`,
  );

async function leaveLocked(layout: Layout, registration: string, log: (line: string) => void): Promise<void> {
  await rm(registration, { force: true });
  if ((await countUsers(layout.usersDir)) > 0) {
    log('数据库：仍有其他进程在使用，保持运行');
    return;
  }
  const server = await findServer(layout.clusterDir, layout.runDir);
  if (!server || server.pid === null) return;
  await shutDown(server.pid, layout, log);
  log('数据库：已停止');
}
