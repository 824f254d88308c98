/** The program as a user starts it: `node server/bin.mjs …` as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { root } from './cache.ts';
import { TEST_MOMENT } from './moment.ts';

export interface Started {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the first match in stdout, fails when the process ends without it. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Gives a process the clock of the tests, whatever day it is; it runs on over restarts. */
const testClock: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'test', 'support', 'clock.mjs')).href}`,
  PINGYI_TEST_CLOCK_AHEAD: String(Date.parse(TEST_MOMENT) - Date.now()),
};

export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = root): Started {
  const child = spawn(process.execPath, [join(root, 'server', 'bin.mjs'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...testClock, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    child,
    output,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = output.stdout.match(pattern);
          if (!match) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        void ended.then((code) =>
          reject(new Error(`ended with ${code} before ${pattern}\n${output.stdout}\n${output.stderr}`)),
        );
      }),
  };
}

/** Runs to the end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = root,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const started = start(args, env, cwd);
  const code = await started.ended;
  return { code, ...started.output };
}
