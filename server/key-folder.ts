/**
 * The folder of the cycles' own key files, beside the key-encryption key: one file a cycle, 0400, 64 hexadecimal digits.
 *
 * Without a cycle's file its personal data cannot be opened, whatever copy of the database one has. A destroyed file leaves a
 * stone (`<cycle>.destroyed`), so that a restored database is told from a lost key. Several servers need the same folder.
 *
 * Promise: nothing but the folder is touched, and no key is ever put into an error.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#problem';

export interface KeyFolder {
  /** Makes a cycle's file, on disk before it returns. A file that is already there stays and is the one returned. */
  create(cycleId: string): Buffer;
  /** undefined: there is no usable file. */
  find(cycleId: string): Buffer | undefined;
  isDestroyed(cycleId: string): boolean;
  /** Overwrites and removes the file; may be repeated. `stone` says in words when and by whom. */
  destroy(cycleId: string, stone: string): void;
}

export function keyFolder(folder: string): KeyFolder {
  const fileOf = (cycleId: string) => join(folder, cycleId);
  const stoneOf = (cycleId: string) => join(folder, `${cycleId}.destroyed`);
  const find = (cycleId: string): Buffer | undefined => {
    try {
      const text = readFileSync(fileOf(cycleId), 'utf8').trim();
      return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    find,
    create(cycleId) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeDurably(fileOf(cycleId), `${randomBytes(32).toString('hex')}\n`);
        syncFolder(folder);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
          throw new Problem('cycle-key-unwritable');
      }
      const key = find(cycleId);
      if (!key) throw new Problem('cycle-key-unwritable');
      return key;
    },
    isDestroyed: (cycleId) => existsSync(stoneOf(cycleId)),
    destroy(cycleId, stone) {
      try {
        // The stone first: whoever finds half of this done knows that the rest was meant to follow.
        if (!existsSync(stoneOf(cycleId))) writeDurably(stoneOf(cycleId), stone);
        if (existsSync(fileOf(cycleId))) {
          overwrite(fileOf(cycleId));
          unlinkSync(fileOf(cycleId));
        }
        syncFolder(folder);
      } catch {
        throw new Problem('cycle-key-unwritable');
      }
    },
  };
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o400);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function overwrite(file: string): void {
  chmodSync(file, 0o600);
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, randomBytes(size), 0, size, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Names are durable when their folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
