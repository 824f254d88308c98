// Every relative link and every back-quoted path in a README must exist: documents drift when nothing looks.
import { existsSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const documents = execFileSync('git', ['-c', 'core.quotePath=false', 'ls-files', '-co', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter(Boolean);
let broken = 0;
for (const document of documents) {
  const text = readFileSync(document, 'utf8');
  const report = (target) => {
    broken += 1;
    process.stdout.write(`${document}: ${target} does not exist\n`);
  };
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(target) && !existsSync(join(dirname(document), target))) report(target);
  }
  for (const [, target] of text.matchAll(/`((?:server|web|sampling|surveys|test)\/[\w./-]+)`/g)) {
    if (!existsSync(target) && !existsSync(join(dirname(document), target))) report(target);
  }
}
process.exit(broken > 0 ? 1 : 0);
