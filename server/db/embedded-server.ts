/**
 * Starting the server process, waiting until it takes connections, and stopping it. Call all of this under the lock.
 * Never lets it listen beyond this machine, or write statements or values into its log.
 */
import { spawn } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Programs } from './embedded-binaries.ts';
import { lookAround, type Layout } from './embedded-cluster.ts';
import { findFreePort, findServer, processStamp, readPostmasterFile, sleep } from './embedded-process.ts';
import type { RunningServer } from './embedded-process.ts';
import { errorCode, refuseByOutput, refusePortBusy, StartRefusal } from './embedded-refusal.ts';

export interface ServerOptions {
  log: (line: string) => void;
  disposable: boolean;
}

/** Names the socket file only; nothing listens on it. */
const SOCKET_PORT = 5432;
/** sun_path of Linux holds 108 bytes with the closing zero. */
const LONGEST_SOCKET_PATH = 107;
const READY_WAIT_MS = 300_000;
const SETTLE_WAIT_MS = 20_000;
const PORTS_TO_TRY = 5;
const STOP_WAIT_MS = 60_000;
const LARGEST_LOG_BYTES = 4 * 1024 * 1024;

const privacy: Record<string, string> = {
  // Errors go to the client alone: their first line may quote a value ("invalid input syntax for ...").
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  // Cuts off details such as "Failed process was running: insert ...".
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // Commit times would let a ballot be joined to the roll by the clock.
  track_commit_timestamp: 'off',
};

async function listSettings({ runDir }: Layout, onSocket: boolean, disposable: boolean): Promise<string[]> {
  const durable = disposable ? 'off' : 'on';
  const settings: Record<string, string> = {
    listen_addresses: onSocket ? '' : '127.0.0.1',
    unix_socket_directories: onSocket ? runDir : '',
    unix_socket_permissions: '0700',
    port: String(onSocket ? SOCKET_PORT : await findFreePort()),
    fsync: durable,
    synchronous_commit: durable,
    full_page_writes: durable,
    max_connections: disposable ? '300' : '100',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Parallel queries need /dev/shm, which containers keep at 64 MB; a small office server gains nothing from them.
    max_parallel_workers_per_gather: '0',
    max_parallel_maintenance_workers: '0',
    ...privacy,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** TCP when the path of the socket is too long, or holds what the driver or the server read as a separator. */
function fitsSocket({ runDir }: Layout): boolean {
  const path = join(runDir, `.s.PGSQL.${SOCKET_PORT}`);
  return Buffer.byteLength(path) <= LONGEST_SOCKET_PATH && !/[,:"]/.test(path);
}

/** Starts the server, over such hindrances as pass by themselves. */
export async function launch(
  programs: Programs,
  layout: Layout,
  { log, disposable }: ServerOptions,
): Promise<RunningServer> {
  const deadline = Date.now() + SETTLE_WAIT_MS;
  let onSocket = !disposable && fitsSocket(layout);
  for (let portsTried = 0; ;) {
    await clearStale(layout);
    const readLog = await launchOnce(programs, layout, await listSettings(layout, onSocket, disposable));
    const server = await findReady(layout, log);
    // Also when ours gave up because another one, started past our lock, holds the directory.
    if (server) return server;
    const output = await readLog();
    if (onSocket && /could not create any Unix-domain sockets/.test(output)) {
      // Some shared folders cannot hold a socket.
      onSocket = false;
    } else if (!onSocket && /Address already in use|could not create any TCP\/IP sockets/.test(output)) {
      portsTried += 1;
      if (portsTried === PORTS_TO_TRY) throw refusePortBusy();
    } else if (/pre-existing shared memory block|lock file .* already exists/.test(output) && Date.now() < deadline) {
      // Backends of a killed server take a moment to notice and leave.
      await sleep(200);
    } else {
      throw refuseByOutput(output, await lookAround(layout));
    }
  }
}

/** Spawns the server; returns once its pid file is written or it is gone. The result reads what it has logged since. */
async function launchOnce(
  programs: Programs,
  { clusterDir, logFile }: Layout,
  settings: readonly string[],
): Promise<() => Promise<string>> {
  const before = await stat(logFile).catch(() => null);
  const full = before !== null && before.size > LARGEST_LOG_BYTES;
  if (full) await rename(logFile, `${logFile}.1`);
  const logStart = full || before === null ? 0 : before.size;
  const state: { ended: boolean; words: string } = { ended: false, words: '' };
  const logHandle = await open(logFile, 'a', 0o600);
  try {
    const { file, args, options } = programs.command('postgres', ['-D', clusterDir, ...settings]);
    // Detached: Ctrl-C in the terminal reaches node alone, which then stops the server in order.
    const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', logHandle.fd, logHandle.fd] });
    child.once('error', (error) => Object.assign(state, { ended: true, words: error.message }));
    child.once('exit', () => (state.ended = true));
    child.unref();
    while (!state.ended) {
      const noted = await readPostmasterFile(clusterDir);
      if (noted !== null && noted.pid === child.pid && noted.status !== '') break;
      await sleep(10);
    }
  } finally {
    await logHandle.close();
  }
  return async () => `${state.words}\n${(await readFile(logFile)).subarray(logStart).toString()}`;
}

/** The running server once it takes connections; null when there is none (any more). */
export async function findReady(layout: Layout, log: (line: string) => void): Promise<RunningServer | null> {
  const deadline = Date.now() + READY_WAIT_MS;
  for (let nextWord = Date.now() + 5_000; ; await sleep(20)) {
    const server = await findServer(layout.clusterDir, layout.runDir);
    if (server === null || server.status === 'ready') return server;
    if (Date.now() > nextWord) {
      log('数据库：正在恢复上次未正常关闭的数据，请稍候');
      nextWord += 30_000;
    }
    if (Date.now() > deadline) {
      throw new StartRefusal(
        'too-slow',
        `数据库仍在恢复上次未正常关闭的数据，尚不能使用。请不要强行结束它，过几分钟再启动；进展见日志 ${layout.logFile}。`,
      );
    }
  }
}

/** Removes what a dead server left: its own checks stumble over a recycled pid or a zombie. */
export async function clearStale({ clusterDir, runDir }: Layout): Promise<void> {
  if (await findServer(clusterDir, runDir)) return;
  const socket = join(runDir, `.s.PGSQL.${SOCKET_PORT}`);
  for (const file of [join(clusterDir, 'postmaster.pid'), `${socket}.lock`, socket]) await rm(file, { force: true });
}

/** Fast shutdown; if that drags on, immediate shutdown, after which the next start recovers from the write-ahead log. */
export async function shutDown(pid: number, layout: Layout, log: (line: string) => void): Promise<void> {
  const stamp = await processStamp(pid);
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      if (stamp !== null) process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
    for (const deadline = Date.now() + STOP_WAIT_MS; Date.now() < deadline; await sleep(10)) {
      if (stamp !== null && (await processStamp(pid)) === stamp) continue;
      await clearStale(layout);
      return;
    }
    log('数据库：一分钟内没有停下，改为立即停止');
  }
  throw new StartRefusal('busy', `数据库进程 ${pid} 无法停止。请检查磁盘是否正常，必要时重启本机。`);
}
