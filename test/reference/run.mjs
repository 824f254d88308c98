// `npm run reference -- FOLDER…`: runs the reference cases in the folders, or the project's own copies.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const { module } = await runnerImport(join(here, 'runner.ts'), { root: dirname(dirname(here)), logLevel: 'error' });
const folders = process.argv.slice(2);
const report = await module.runReference(folders.length > 0 ? folders : [join(here, 'cases')], (line) =>
  process.stdout.write(`${line}\n`),
);
process.exit(report.failed > 0 || report.passed === 0 ? 1 : 0);
