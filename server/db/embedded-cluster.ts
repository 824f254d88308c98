/**
 * The files of the embedded database: where they lie, whose they are, how a new cluster comes to be.
 * Never opens a directory it does not understand and never deletes one that holds data.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  appendFile,
  chmod,
  chown,
  lchown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
} from 'node:fs/promises';
import { stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finish, type Binaries, type Programs } from './embedded-binaries.ts';
import { errorCode, refuseByOutput, refuseWrongVersion, StartRefusal, type Scene } from './embedded-refusal.ts';

/** The owner of everything inside the server, and the name of our database. */
export const OWNER = 'pingyi';

export interface Layout {
  dataDir: string;
  clusterDir: string;
  secretFile: string;
  logFile: string;
  /** Folder of the Unix socket. */
  runDir: string;
  usersDir: string;
  /** Links to libraries, where the npm package may not be written. */
  spareDir: string;
}

export async function layOut(given: string): Promise<Layout> {
  await mkdir(given, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(given);
  await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  const below = (name: string) => join(dataDir, name);
  return {
    dataDir,
    clusterDir: below('postgres'),
    secretFile: below('postgres.secret'),
    logFile: below('postgres.log'),
    runDir: below('postgres.run'),
    usersDir: below('postgres.users'),
    spareDir: below('postgres.lib'),
  };
}

/** Whether the cluster has yet to be made. Refuses what is not ours to touch. */
export async function checkCluster(layout: Layout, binaries: Binaries): Promise<'new' | 'existing'> {
  const { clusterDir, dataDir, logFile } = layout;
  const names: readonly string[] = await readdir(clusterDir).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return 'new';
  if (!names.includes('PG_VERSION')) {
    throw new StartRefusal(
      'not-a-data-directory',
      `数据库无法启动：${clusterDir} 里有文件，但不是完整的 PostgreSQL 数据。请确认备份已完整恢复到此处，或把该目录改名移开后重新启动（将新建空库）。`,
    );
  }
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  if (found !== binaries.major) throw refuseWrongVersion({ dataDir, logFile }, found, binaries.major);
  return 'existing';
}

export async function readSecret({ secretFile }: Layout): Promise<string | null> {
  const text = await readFile(secretFile, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  // A file cut short by a full disk is no password.
  return /^[\w-]{32}$/.test(text) ? text : null;
}

async function writeSecret({ uid, gid, switchUser }: Programs, { secretFile }: Layout): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await rm(secretFile, { force: true });
  await writeFile(secretFile, password, { mode: 0o600, flag: 'wx' });
  // initdb reads it as the user it runs as.
  if (switchUser) await chown(secretFile, uid, gid);
  return password;
}

/** Hands the folders of the server to the user it will run as, closed to everybody else. */
export async function giveTo({ uid, gid, switchUser }: Programs, layout: Layout): Promise<void> {
  const { dataDir, clusterDir, runDir, secretFile } = layout;
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  const cluster = await stat(clusterDir).catch(() => null);
  if (process.getuid?.() === 0) {
    await chown(runDir, uid, gid);
    if (cluster && cluster.uid !== uid) {
      for (const entry of await readdir(clusterDir, { recursive: true }))
        await lchown(join(clusterDir, entry), uid, gid);
      await chown(clusterDir, uid, gid);
    }
    if (await stat(secretFile).catch(() => null)) await chown(secretFile, uid, gid);
  }
  // A copied or restored cluster often comes back more open than the server tolerates.
  if (cluster && (cluster.mode & 0o077) !== 0) await chmod(clusterDir, 0o700);
  if (switchUser) {
    // The server has to pass through the data directory, without being able to list it.
    const { mode } = await stat(dataDir);
    if ((mode & 0o011) !== 0o011) await chmod(dataDir, (mode & 0o777) | 0o011);
  }
}

/** Makes the cluster aside and moves it into place whole: a start that is cut short leaves no half of one behind. */
export async function createCluster(programs: Programs, layout: Layout, sync: boolean): Promise<void> {
  for (const name of await readdir(layout.dataDir)) {
    if (name.startsWith('postgres.new-')) await rm(join(layout.dataDir, name), { recursive: true, force: true });
  }
  if ((await readSecret(layout)) === null) await writeSecret(programs, layout);
  const fresh = join(layout.dataDir, `postgres.new-${process.pid}`);
  await mkdir(fresh, { mode: 0o700 });
  try {
    if (programs.switchUser) await chown(fresh, programs.uid, programs.gid);
    const words = ['-D', fresh, '-U', OWNER, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
    words.push('--data-checksums', '--auth=scram-sha-256', `--pwfile=${layout.secretFile}`, '--no-instructions');
    if (!sync) words.push('--no-sync');
    const { code, output } = await finish(programs.command('initdb', words));
    if (code !== 0) throw await refuseOutput(output, layout);
    await rename(fresh, layout.clusterDir);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** The password file is lost or belongs to other data: with the server stopped, the owner of the files may set a new one. */
export async function resetPassword(programs: Programs, layout: Layout): Promise<void> {
  const password = await writeSecret(programs, layout);
  const quiet = ['-c', 'log_min_messages=fatal', '-c', 'log_min_error_statement=panic'];
  const command = programs.command('postgres', ['--single', '-D', layout.clusterDir, ...quiet, 'postgres']);
  const { code, output } = await finish(command, `alter role ${OWNER} with password '${password}';\n`);
  if (code !== 0) throw await refuseOutput(output, layout);
}

/** The refusal may point to the log: what was printed has to be there. */
async function refuseOutput(output: string, layout: Layout): Promise<StartRefusal> {
  await appendFile(layout.logFile, output, { mode: 0o600 }).catch(() => undefined);
  return refuseByOutput(output, await lookAround(layout));
}

/** The surroundings of a failure, for the words of the refusal. */
export async function lookAround({ dataDir, logFile }: Layout): Promise<Scene> {
  const space = await statfs(dataDir).catch(() => null);
  return { dataDir, logFile, freeBytes: space ? space.bavail * space.bsize : undefined };
}
