// `npm run bench [-- name…]`: builds each *.bench.ts, runs it in this process, prints the ratios; exit 1 when a gate is passed.
// Built, because a dev module runner slows hot loops down by several times.
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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
const load = (name) => import(pathToFileURL(join(outDir, `${name}.mjs`)).href);

const { measure } = await load('ratio');
let over = 0;
process.stdout.write('ratio to Float64Array.sort of 1,000,000 numbers, or to what is named, in the same process\n');
for (const name of names) {
  const { benchmarks, end } = await load(name);
  for (const benchmark of benchmarks) {
    const { name: title, gate, baseline } = benchmark;
    const figure = await measure(benchmark);
    const passed = figure > gate;
    over += passed ? 1 : 0;
    process.stdout.write(
      `${passed ? 'OVER' : 'ok  '} ${figure.toFixed(2).padStart(7)}  gate ${String(gate).padStart(4)}  ${name}: ${title}${baseline ? `, to ${baseline.name}` : ''}\n`,
    );
  }
  // What a benchmark started, a database say, ends with it.
  await end?.();
}
process.exit(over > 0 ? 1 : 0);
