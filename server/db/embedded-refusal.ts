/**
 * Why the embedded database would not start, as one Chinese line that says what to do.
 * Never repeats SQL, values or passwords: of the server's own log only the shape of the message is judged.
 */
import { StartupRefusal } from '../refusal.ts';

export type StartRefusalCode =
  | 'unsupported-platform'
  | 'binaries-missing'
  | 'binaries-cannot-run'
  | 'not-writable'
  | 'disk-full'
  | 'wrong-version'
  | 'not-a-data-directory'
  | 'port-busy'
  | 'password-lost'
  | 'busy'
  | 'too-slow'
  | 'start-failed';

export class StartRefusal extends StartupRefusal {
  override readonly name = 'StartRefusal';
  readonly code: StartRefusalCode;

  constructor(code: StartRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The system's short name of an error, such as ENOENT; '' if it has none. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Where the failure happened; only used to word the advice. */
export interface Scene {
  dataDir: string;
  logFile: string;
  /** Free space seen right after the failure: a full disk may have swallowed the log line that would have said so. */
  freeBytes?: number | undefined;
}

function refuseDiskFull({ dataDir }: Scene): StartRefusal {
  return new StartRefusal(
    'disk-full',
    `数据库无法启动：数据目录 ${dataDir} 所在的磁盘已满（或超出配额）。请腾出至少 1 GB 空间后重新启动，已有数据不会丢失。`,
  );
}

function refuseNotWritable({ dataDir }: Scene): StartRefusal {
  const who = process.getuid ? `（当前用户 uid ${process.getuid()}）` : '';
  return new StartRefusal(
    'not-writable',
    `数据库无法启动：数据目录 ${dataDir} 不能读写${who}。请改正该目录及上级目录的所有者和权限，或改用一个可写的数据目录。`,
  );
}

export function refuseWrongVersion({ dataDir }: Scene, found: string, ours: string): StartRefusal {
  return new StartRefusal(
    'wrong-version',
    `数据库无法启动：数据目录 ${dataDir} 由 PostgreSQL ${found} 建立，本程序自带的是 PostgreSQL ${ours}，不能直接打开。` +
      `请换回原来版本的程序做一次备份，再在新的空数据目录中恢复。`,
  );
}

export function refusePortBusy(): StartRefusal {
  return new StartRefusal(
    'port-busy',
    '数据库无法启动：本机 127.0.0.1 上找到的空闲端口都被别的程序抢占了。请稍候重新启动，或把数据目录移到路径较短的位置（将改用套接字，不占端口）。',
  );
}

/** What initdb or the server printed before it gave up, turned into the refusal that fits. */
export function refuseByOutput(output: string, scene: Scene): StartRefusal {
  const fullDisk = /No space left on device|Disk quota exceeded/i.test(output);
  if (fullDisk || (scene.freeBytes !== undefined && scene.freeBytes < 1024 * 1024)) return refuseDiskFull(scene);
  if (/Permission denied|Read-only file system|Operation not permitted|has wrong ownership/i.test(output)) {
    return refuseNotWritable(scene);
  }
  if (/database files are incompatible with server/i.test(output)) {
    return new StartRefusal(
      'wrong-version',
      `数据库无法启动：数据目录 ${scene.dataDir} 的文件与本程序自带的 PostgreSQL 不兼容（可能来自另一种机器或另一个版本）。请在原来的机器上用原来的程序做一次备份，再在新的空数据目录中恢复。`,
    );
  }
  if (/Address already in use|could not create any TCP\/IP sockets/i.test(output)) return refusePortBusy();
  return new StartRefusal(
    'start-failed',
    `数据库无法启动：服务进程启动后退出。请查看日志 ${scene.logFile} 的最后几行；数据仍在 ${scene.dataDir}，请先备份再处理。`,
  );
}

/** File system errors that belong to the person who runs the program; anything else is a bug and is passed on. */
export function refuseByError(error: unknown, scene: Scene): unknown {
  const code = errorCode(error);
  if (['ENOSPC', 'EDQUOT'].includes(code)) return refuseDiskFull(scene);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) return refuseNotWritable(scene);
  // Node reports a read-only file system so, when it makes nested folders.
  if (code === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'mkdir') {
    return refuseNotWritable(scene);
  }
  return error;
}
