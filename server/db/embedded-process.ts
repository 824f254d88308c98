/**
 * What is running right now: the server of a data directory, the node processes that use it, and the lock that lets one of
 * them at a time decide. Trusts no file alone: a pid counts only together with what the kernel says about that process.
 * Never signals a process whose command line or working directory does not name our data directory.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, createConnection } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, StartRefusal } from './embedded-refusal.ts';

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const run = promisify(execFile);

/** The first lines of postmaster.pid that matter here. */
interface PostmasterFile {
  pid: number;
  port: number;
  socketDir: string;
  status: string;
}

export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n').map((line) => line.trim());
  // A single-user backend writes its pid negated.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isInteger(pid) || pid === 0) return null;
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status: lines[7] ?? '' };
}

/** A name for this incarnation of a pid, so that a recycled number is told apart; null when it is gone or a zombie. */
export async function processStamp(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const listed = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => null);
    const line = listed?.stdout.trim() ?? '';
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return exists(pid) ? 'unseen' : null;
  // The command name is in brackets and may itself hold brackets and blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Is this process the server of this data directory? By its command line, or, if the folder was moved, by where it stands. */
async function isServerOf(clusterDir: string, pid: number): Promise<boolean> {
  if ((await processStamp(pid)) === null) return false;
  if (process.platform !== 'linux') {
    const listed = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null);
    return listed?.stdout.includes(`-D ${clusterDir} `) ?? false;
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (commandLine.split('\0').includes(clusterDir)) return true;
  if (!commandLine.includes('postgres')) return false;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd === null) return false;
  const [there, here] = await Promise.all([stat(cwd).catch(() => null), stat(clusterDir).catch(() => null)]);
  return there !== null && here !== null && there.ino === here.ino && there.dev === here.dev;
}

export interface RunningServer {
  /** null: it answers on our socket, but is not visible from here (another container on the same volume). */
  pid: number | null;
  port: number;
  /** Line 5 of the pid file is empty when the server listens on TCP only. */
  onSocket: boolean;
  status: string;
}

export async function findServer(clusterDir: string, socketDir: string): Promise<RunningServer | null> {
  const file = await readPostmasterFile(clusterDir);
  if (file === null) return null;
  const onSocket = file.socketDir !== '';
  if (await isServerOf(clusterDir, file.pid)) return { pid: file.pid, port: file.port, onSocket, status: file.status };
  if (onSocket && (await answers(join(socketDir, `.s.PGSQL.${file.port}`)))) {
    return { pid: null, port: file.port, onSocket, status: file.status };
  }
  return null;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path, timeout: 1000 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

/** A port nobody listens on now. It may be taken before the server gets there: the caller tries again. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * One process at a time. The kernel releases the lock when its holder dies, so there is nothing stale to clean: an abstract
 * socket on Linux, an exclusively opened file on macOS.
 */
export async function withLock<T>(dataDir: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const { dev, ino } = await stat(dataDir);
  const deadline = Date.now() + waitMs;
  let release = await tryLock(dataDir, `${dev}-${ino}`);
  while (!release) {
    if (Date.now() > deadline) {
      throw new StartRefusal(
        'busy',
        `数据库无法启动：另一个进程正在启动或停止数据目录 ${dataDir} 的数据库，一直没有完成。请稍后再试，或结束那个进程后重新启动。`,
      );
    }
    await sleep(25);
    release = await tryLock(dataDir, `${dev}-${ino}`);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

async function tryLock(dataDir: string, name: string): Promise<(() => Promise<void>) | null> {
  if (process.platform !== 'linux') {
    const exclusive = 0x20; // O_EXLOCK of macOS; node has no name for it.
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | exclusive;
    const file = await open(join(dataDir, 'postgres.lock'), flags, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK') return null;
      throw error;
    });
    return file && (() => file.close());
  }
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen({ path: `\0pingyi-postgres-${name}` }, () => {
      resolve(() => new Promise<void>((done) => server.close(() => done())));
    });
  });
}

/** Notes that this process uses the server. Call under the lock. Returns the file to remove when it no longer does. */
export async function registerUser(usersDir: string): Promise<string> {
  await mkdir(usersDir, { recursive: true, mode: 0o700 });
  // Not a counter: one process may hold this module twice (two bundles, two test projects).
  const file = join(usersDir, `${process.pid}-${randomUUID()}`);
  await writeFile(file, (await processStamp(process.pid)) ?? '', { mode: 0o600 });
  return file;
}

/** How many living processes use the server. Call under the lock; forgets the dead. */
export async function countUsers(usersDir: string): Promise<number> {
  let alive = 0;
  for (const name of await readdir(usersDir).catch(() => [])) {
    const stamp = await processStamp(Number.parseInt(name, 10));
    const noted = await readFile(join(usersDir, name), 'utf8').catch(() => '');
    if (stamp !== null && (stamp === noted || stamp === 'unseen')) alive += 1;
    else await rm(join(usersDir, name), { force: true });
  }
  return alive;
}
