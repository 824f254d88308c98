/** The embedded database as whoever runs it, from wherever it was checked out, and on disks that say no. */
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { refuseByOutput } from '../../server/db/embedded-refusal.ts';
import {
  ask,
  bundleChild,
  copyInstallation,
  makeDataDir,
  makeFolder,
  mountSmall,
  postmasterPid,
  runChild,
  works,
  type Child,
} from './embedded.support.ts';

const NOBODY = 65534;
/** In no passwd file. */
const STRANGER = 4321;

const isRoot = process.getuid?.() === 0;
const namespaces = works('unshare', '-U', 'true');
const folder = makeFolder();
const canMount = isRoot && works('mount', '-t', 'tmpfs', 'tmpfs', folder) && works('umount', folder);

/** A test that is left out says why in its name. */
function onlyIf(condition: boolean, reason: string) {
  return (name: string, body: () => Promise<void>) =>
    condition ? test(name, body) : test.skip(`${name} [left out: ${reason}]`, body);
}
const asRoot = onlyIf(isRoot, 'needs root');
const withNamespaces = onlyIf(isRoot && namespaces, 'needs root and user namespaces');
const withMounts = onlyIf(canMount, 'needs root and the right to mount');

let script = '';
/** The whole program where every user can read it and only root can write it. */
let shared = '';
beforeAll(async () => {
  script = await bundleChild();
  const installation = join(folder, 'installation');
  shared = await copyInstallation(installation, script);
});

/** A working database ends in a clean stop. */
async function use(child: Child): Promise<void> {
  expect(child.first.refused, child.first.message).toBeUndefined();
  expect(await ask(child, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await child.stop()).toEqual({ stopped: true });
}

async function ownedDataDir(name: string, uid: number): Promise<string> {
  const dataDir = await makeDataDir(folder, name);
  await chown(dataDir, uid, uid);
  return dataDir;
}

const ownerOf = async (path: string) => (await stat(path)).uid;

describe('as root', () => {
  withNamespaces('below a private home: in a user namespace, files stay root’s', async () => {
    const home = await makeDataDir(folder, 'home');
    const child = await runChild({ dataDir: join(home, 'data'), script: await copyInstallation(home, script) });
    const status = await readFile(`/proc/${await postmasterPid(join(home, 'data'))}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t0\t/m);
    expect(await ownerOf(join(home, 'data/postgres'))).toBe(0);
    await use(child);
  });

  asRoot('without user namespaces: as nobody, and again as nobody once they are back', async () => {
    const dataDir = join(folder, 'no-namespaces');
    const first = await runChild({ dataDir, script: shared, path: '/nonexistent' });
    const status = await readFile(`/proc/${await postmasterPid(dataDir)}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t65534\t/m);
    expect(status).toMatch(/^Groups:\t *$/m);
    expect(await ownerOf(join(dataDir, 'postgres'))).toBe(NOBODY);
    await use(first);
    await use(await runChild({ dataDir, script: shared }));
    expect(await ownerOf(join(dataDir, 'postgres'))).toBe(NOBODY);
  });

  asRoot('without user namespaces and below a private home: refused with advice', async () => {
    const home = await makeDataDir(folder, 'private');
    const installed = await copyInstallation(home, script);
    const { first } = await runChild({ dataDir: join(home, 'data'), script: installed, path: '/nonexistent' });
    expect(first.refused).toBe('binaries-cannot-run');
    expect(first.message).toContain('DATABASE_URL');
  });

  withNamespaces('data that nobody owns, below a private home: taken over', async () => {
    const dataDir = join(folder, 'moved');
    await use(await runChild({ dataDir, script: shared, path: '/nonexistent' }));
    const home = await makeDataDir(folder, 'second-home');
    await use(await runChild({ dataDir, script: await copyInstallation(home, script) }));
    expect(await ownerOf(join(dataDir, 'postgres'))).toBe(0);
    expect(await ownerOf(join(dataDir, 'postgres/global/pg_control'))).toBe(0);
  });

  asRoot('on the data of an ordinary user: as that user, who can go on with it', async () => {
    const dataDir = await ownedDataDir('users', NOBODY);
    await use(await runChild({ dataDir, script: shared, uid: NOBODY }));
    await use(await runChild({ dataDir, script: shared }));
    await use(await runChild({ dataDir, script: shared, uid: NOBODY }));
  });

  asRoot('missing library links are made in place', async () => {
    const installed = await copyInstallation(join(folder, 'mended'), script);
    const dataDir = join(folder, 'mended-data');
    await use(await runChild({ dataDir, script: installed }));
    expect(existsSync(join(dataDir, 'postgres.lib'))).toBe(false);
  });
});

describe('as an ordinary user', () => {
  test('as the one who runs the tests', async () => {
    await use(await runChild({ dataDir: join(folder, 'self'), script }));
  });

  asRoot('missing library links of a package that may not be written are made beside the data', async () => {
    const program = await copyInstallation(join(folder, 'read-only'), script);
    const dataDir = await ownedDataDir('links', NOBODY);
    await use(await runChild({ dataDir, script: program, uid: NOBODY }));
    expect(await readdir(join(dataDir, 'postgres.lib'))).toContain('libicui18n.so.60');
    expect(await ownerOf(join(dataDir, 'postgres'))).toBe(NOBODY);
  });

  withNamespaces('without a passwd entry, which initdb would refuse', async () => {
    const dataDir = await ownedDataDir('stranger', STRANGER);
    await use(await runChild({ dataDir, script: shared, uid: STRANGER }));
    expect(await ownerOf(join(dataDir, 'postgres'))).toBe(STRANGER);
  });

  asRoot('on a folder of somebody else: refused, one line that names it', async () => {
    const dataDir = await ownedDataDir('roots', 0);
    for (const place of [dataDir, join(dataDir, 'below')]) {
      const { first } = await runChild({ dataDir: place, script: shared, uid: NOBODY });
      expect(first.refused).toBe('not-writable');
      expect(first.message).toContain(place);
      expect(first.message).toContain('uid 65534');
      expect(first.message).not.toContain('\n');
    }
  });
});

describe('refusals', () => {
  test('a data directory below a file', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const { first } = await runChild({ dataDir: join(folder, 'a-file'), script });
    expect(first.refused).toBe('not-writable');
    const below = await runChild({ dataDir: join(folder, 'a-file/data'), script });
    expect(below.first.refused).toBe('not-writable');
  });

  test('data of another major version are left alone', async () => {
    const dataDir = join(folder, 'older');
    await use(await runChild({ dataDir, script }));
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n');
    const { first } = await runChild({ dataDir, script });
    expect(first.refused).toBe('wrong-version');
    expect(first.message).toMatch(/PostgreSQL 17 .*PostgreSQL 18/);
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '18\n');
    await use(await runChild({ dataDir, script }));
  });

  test('a folder that holds something else is left alone', async () => {
    const dataDir = await makeDataDir(folder, 'else');
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/thesis.doc'), 'x');
    const { first } = await runChild({ dataDir, script });
    expect(first.refused).toBe('not-a-data-directory');
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['thesis.doc']);
  });

  test('a damaged cluster says where to look', async () => {
    const dataDir = join(folder, 'damaged');
    await use(await runChild({ dataDir, script }));
    await rm(join(dataDir, 'postgres/global/pg_control'));
    const { first } = await runChild({ dataDir, script });
    expect(first.refused).toBe('start-failed');
    expect(first.message).toContain(join(dataDir, 'postgres.log'));
  });

  withMounts('a read-only disk', async () => {
    const disk = await makeDataDir(folder, 'read-only-disk');
    mountSmall(disk, '1m');
    expect(works('mount', '-o', 'remount,ro', disk)).toBe(true);
    for (const dataDir of [disk, join(disk, 'data')]) {
      expect((await runChild({ dataDir, script })).first.refused).toBe('not-writable');
    }
  });

  withMounts('a disk too small for a first start: nothing half made, and it works once there is room', async () => {
    const disk = await makeDataDir(folder, 'small-disk');
    mountSmall(disk, '20m');
    const dataDir = join(disk, 'data');
    const { first } = await runChild({ dataDir, script });
    expect(first.refused).toBe('disk-full');
    expect(first.message).toContain(dataDir);
    expect((await readdir(dataDir)).filter((name) => /^postgres($|\.new)/.test(name))).toEqual([]);
    expect(works('mount', '-o', 'remount,size=200m', disk)).toBe(true);
    await use(await runChild({ dataDir, script }));
  });

  withMounts('a disk that has filled up since: refused, and the data are there once there is room', async () => {
    const disk = await makeDataDir(folder, 'filled-disk');
    mountSmall(disk, '200m');
    const dataDir = join(disk, 'data');
    const child = await runChild({ dataDir, script });
    await ask(child, 'create table kept as select 7 as n');
    await child.stop();
    const filler = join(disk, 'filler');
    works('dd', 'if=/dev/zero', `of=${filler}`, 'bs=4k');
    expect((await runChild({ dataDir, script })).first.refused).toBe('disk-full');
    await rm(filler);
    const again = await runChild({ dataDir, script });
    expect(await ask(again, 'select n from kept')).toEqual([{ n: 7 }]);
    await use(again);
  });
});

/** Printed by initdb and postgres 18.4 when these things were done to them. */
test.each([
  [
    'disk-full',
    'FATAL:  could not extend file "base/1/2691": No space left on device\nHINT:  Check free disk space.\nAborted',
  ],
  ['disk-full', 'FATAL:  could not write lock file "postmaster.pid": No space left on device'],
  ['not-writable', 'postgres: could not access the server configuration file "/d/postgresql.conf": Permission denied'],
  ['wrong-version', 'FATAL:  database files are incompatible with server'],
  [
    'port-busy',
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  could not create any TCP/IP sockets',
  ],
  ['start-failed', 'postgres: could not find the database system'],
])('%s is read from what was printed', (code, output) => {
  const refusal = refuseByOutput(output, { dataDir: '/d', logFile: '/d/postgres.log', freeBytes: 1e9 });
  expect(refusal.code).toBe(code);
  expect(refusal.message).not.toContain('\n');
});

test('a full disk is seen even when it swallowed the log', () => {
  expect(refuseByOutput('', { dataDir: '/d', logFile: '/d/postgres.log', freeBytes: 4096 }).code).toBe('disk-full');
});
