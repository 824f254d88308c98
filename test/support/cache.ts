/** Folders of test machinery that may be thrown away at any time: in `.cache/`, or in the temp folder of a read-only checkout. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Apart for each user: what one unpacked, another may be unable to open. */
export function cacheFolder(name: string): string {
  const own = `${name}-${process.getuid?.() ?? 0}`;
  for (const parent of [join(root, '.cache'), join(tmpdir(), 'pingyi-cache')]) {
    const folder = join(parent, own);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  throw new Error('neither .cache nor the temp folder can be written: tests have nowhere to put their database');
}
