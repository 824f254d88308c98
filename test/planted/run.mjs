// `npm run planted [-- island[:word]…]`: plants each named one-line bug (or those whose name begins with the word) in a copy of
// the project and requires that the tests fail.
//
// Promise: the working tree is never touched; a mutation whose text does not occur exactly once is an error, so the list
// cannot go stale unnoticed; exit 1 when a bug survives. Too slow for `npm test`.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const islands = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['sampling', 'surveys'];
await mkdir(join(root, '.cache'), { recursive: true });
const copy = await mkdtemp(join(root, '.cache', 'planted-'));

const run = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: copy, stdio: 'ignore' });
    child.on('close', (code) => resolve(code === 0));
  });

let survived = 0;
let planted = 0;
const started = Date.now();
try {
  for (const path of ['package.json', 'tsconfig.json', 'vite.config.ts', 'sampling', 'surveys', 'server', 'test'])
    await cp(join(root, path), join(copy, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));

  for (const asked of islands) {
    const [island, word = ''] = asked.split(':');
    const { bugs: all, cases, tests } = await import(`./${island}.mjs`);
    const bugs = all.filter(([name]) => name.startsWith(word));
    for (const [name, file, from] of bugs) {
      const times = (await readFile(join(copy, file), 'utf8')).split(from).length - 1;
      if (times !== 1) throw new Error(`${name}: its text occurs ${times} times in ${file}`);
    }
    const passes = async () =>
      (await run(process.execPath, ['test/reference/run.mjs', ...cases])) &&
      (await run(process.execPath, [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'unit',
        '--bail',
        '1',
        ...tests,
      ]));
    if (!(await passes())) throw new Error(`the tests of ${island} fail without any planted bug`);
    for (const [name, file, from, to] of bugs) {
      const sound = await readFile(join(copy, file), 'utf8');
      await writeFile(join(copy, file), sound.split(from).join(to));
      const caught = !(await passes());
      await writeFile(join(copy, file), sound);
      planted += 1;
      survived += caught ? 0 : 1;
      process.stdout.write(`${caught ? 'caught  ' : 'SURVIVED'} ${island}: ${name}\n`);
    }
  }
} finally {
  await rm(copy, { recursive: true });
}
process.stdout.write(`${planted - survived} of ${planted} caught in ${Math.round((Date.now() - started) / 1000)} s\n`);
process.exit(survived > 0 ? 1 : 0);
