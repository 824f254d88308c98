// `npm run bench [-- name…]`: builds each *.bench.ts, runs each in a process of its own, prints the ratios; exit 1 when a gate is
// passed. Built, because a dev module runner slows hot loops down by several times; apart, because what one benchmark leaves in
// memory would burden the next.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const outDir = join(root, '.cache', 'bench');
const wanted = process.argv.slice(2);
const names = (await readdir(here))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .toSorted();
if (names.length === 0) {
  process.stderr.write(`no benchmark of that name in test/bench\n`);
  process.exit(2);
}

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: {
        ratio: join(here, 'ratio.ts'),
        ...Object.fromEntries(names.map((name) => [name, join(here, `${name}.bench.ts`)])),
      },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
process.stdout.write('ratio to Float64Array.sort of 1,000,000 numbers, or to what is named, in the same process\n');
const one = join(here, 'run-one.mjs');
const codes = names.map((name) => spawnSync(process.execPath, [one, outDir, name], { stdio: 'inherit' }).status);
process.exit(codes.some((code) => code !== 0) ? 1 : 0);
