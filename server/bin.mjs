#!/usr/bin/env node
// Starts `pingyi` from a checkout or an installed package: builds what is not built, then runs dist/server/cli.js.
// Never prints on stdout: that belongs to the command.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['sampling', 'surveys', 'server', 'web', 'package.json', 'package-lock.json', 'vite.config.ts'];

/** A digest over names, sizes and times of all sources: cheap, and different after any edit or checkout. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else hash.update(`${path}\n${stat.size}\n${stat.mtimeMs}\n`);
  };
  for (const name of sources) visit(join(root, name));
  return hash.digest('hex');
}

async function build(force) {
  if (!existsSync(join(root, 'vite.config.ts'))) return; // an installed package carries its dist
  const stamp = join(root, 'dist', '.stamp');
  const wanted = fingerprint();
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('pingyi: 正在构建（首次约需半分钟）…\n');
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
  await builder.buildApp();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

await build(process.argv[2] === 'build');
if (process.argv[2] !== 'build') {
  const cli = await import(pathToFileURL(join(root, 'dist', 'server', 'cli.js')).href);
  await cli.main(process.argv.slice(2));
}
