/**
 * The reference runner: answers nobody here wrote, held against our code.
 *
 * Promise: every case file of a known format below the given folders is run, a line is printed per failing case, the last
 * line is `N passed, M failed`. It never writes, and it knows no format itself: each lives in ./formats.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

export interface ReferenceCase {
  readonly id: string;
  /** Reported but never counted as a failure. */
  readonly arguable?: boolean;
  /** Resolves to nothing when our answer is the expected one, else to one line that says what differs. */
  run(): Promise<string | undefined>;
}

export interface ReferenceFormat {
  readonly name: string;
  /** The cases in this file (absolute path), or undefined when the file is not of this format. */
  cases(file: string): Promise<readonly ReferenceCase[] | undefined>;
}

const formats = Object.values(import.meta.glob<{ format: ReferenceFormat }>('./formats/*.ts', { eager: true })).map(
  (module) => module.format,
);

async function* jsonFiles(path: string): AsyncGenerator<string> {
  if ((await stat(path)).isFile()) {
    if (path.endsWith('.json')) yield path;
    return;
  }
  for (const entry of (await readdir(path, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* jsonFiles(join(path, entry.name));
    else if (entry.name.endsWith('.json')) yield join(path, entry.name);
  }
}

export interface ReferenceReport {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

/** Runs all case files below the folders; `print` gets each line as it comes. */
export async function runReference(
  folders: readonly string[],
  print: (line: string) => void,
): Promise<ReferenceReport> {
  let passed = 0;
  let failed = 0;
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    print(line);
  };
  for (const folder of folders) {
    for await (const file of jsonFiles(resolve(folder))) {
      for (const format of formats) {
        const cases = await format.cases(file);
        if (!cases) continue;
        const where = relative(process.cwd(), file);
        for (const one of cases) {
          let difference: string | undefined;
          try {
            difference = await one.run();
          } catch (error) {
            difference = `threw ${String(error instanceof Error ? (error.stack ?? error.message) : error)
              .split('\n')
              .slice(0, 3)
              .join(' | ')}`;
          }
          if (difference === undefined) passed += 1;
          else if (one.arguable) say(`arguable ${format.name} ${where} ${one.id}: ${difference}`);
          else {
            failed += 1;
            say(`FAILED ${format.name} ${where} ${one.id}: ${difference}`);
          }
        }
      }
    }
  }
  say(`${passed} passed, ${failed} failed`);
  return { passed, failed, lines };
}
