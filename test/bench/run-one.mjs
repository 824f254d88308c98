// One built benchmark in this process: `run-one.mjs folder name`, started by run.mjs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, name] = process.argv.slice(2);
const load = (module) => import(pathToFileURL(join(folder, `${module}.mjs`)).href);

const { measure } = await load('ratio');
const { benchmarks, end } = await load(name);
let over = 0;
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
process.exit(over > 0 ? 1 : 0);
