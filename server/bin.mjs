#!/usr/bin/env node
// Starts `pingyi` from a checkout or an installed package: builds what is not built, then runs dist/server/cli.js.
// Never prints on stdout: that belongs to the command. Two starts at once build once.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['sampling', 'surveys', 'server', 'web', 'package.json', 'package-lock.json', 'vite.config.ts'];
const stamp = join(root, 'dist', '.stamp');

/** A digest over names, sizes and times of all sources: cheap, and different after any edit or checkout. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(path).toSorted()) visit(join(path, name));
    else hash.update(`${path}\n${stat.size}\n${stat.mtimeMs}\n`);
  };
  for (const name of sources) visit(join(root, name));
  return hash.digest('hex');
}

const isBuilt = (wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Runs `work` while holding a lock folder; a lock older than three minutes belongs to somebody who was killed. */
async function withLock(work) {
  const lock = join(root, 'dist.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - since > 180_000) rmdirSync(lock);
      else await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    rmdirSync(lock);
  }
}

/** An installed package carries its dist. */
const needsBuild = () => existsSync(join(root, 'vite.config.ts')) && !isBuilt(fingerprint());

async function build(force) {
  await withLock(async () => {
    const wanted = fingerprint();
    if (!force && isBuilt(wanted)) return; // somebody else has just built it
    process.stderr.write('pingyi: 正在构建（首次约需半分钟）…\n');
    const { createBuilder } = await import('vite');
    const builder = await createBuilder({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
    await builder.buildApp();
    writeFileSync(stamp, wanted);
  });
}

const [command, option] = process.argv.slice(2);
if (command === 'build') {
  try {
    await build(option !== '--if-needed');
  } catch (error) {
    const denied = error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'ENOSPC';
    const missing = error.code === 'ERR_MODULE_NOT_FOUND' && /'vite'/.test(error.message);
    if (denied) process.stderr.write(`pingyi: 不能写 ${join(root, 'dist')}：请检查目录权限和磁盘空间\n`);
    else if (missing) process.stderr.write('pingyi: 依赖还没有安装：请先在项目目录执行 npm ci\n');
    else process.stderr.write(`pingyi: 构建失败：${error.stack ?? error}\n`);
    process.exit(2);
  }
} else {
  // In a process of its own: a server would keep the half gigabyte that building takes.
  if (needsBuild()) {
    const self = fileURLToPath(import.meta.url);
    const built = spawnSync(process.execPath, [self, 'build', '--if-needed'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (built.status !== 0) process.exit(built.status ?? 2);
  }
  const cli = await import(pathToFileURL(join(root, 'dist', 'server', 'cli.js')).href);
  await cli.main(process.argv.slice(2));
}
