/**
 * What the commands over the surveys island share: options, the input file, and how an answer or a refusal is said.
 *
 * Promise: exit 0 answered, 1 refused, 2 bad usage or an unreadable file with one line on stderr and nothing on stdout. With
 * `--json` exactly one document on stdout. Never quotes the input on stderr.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { canonicalText, type Outcome, parseInput, type Problem } from '#surveys';
import type { CommandIo } from './io.ts';

/** Bad usage, or a file that cannot be read: one line. */
class UsageRefusal extends Error {}

export interface IslandCommand<T> {
  /** Options with a value; all of them are required. */
  readonly options: readonly string[];
  readonly help: string;
  readonly answer: (values: ReadonlyMap<string, string>) => Promise<Outcome<T>>;
  readonly summary: (value: T) => string;
}

/** SHA-256 of the UTF-8 bytes of a text in hex, for the digests of the island. */
export function sha256OfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The JSON in a file, or on standard input for `-`. */
export async function readInput(path: string): Promise<Outcome<unknown>> {
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
  } catch {
    throw new UsageRefusal('读不到 --input 指定的文件，请核对路径和权限');
  }
  try {
    return parseInput(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return parseInput('');
  }
}

export async function runIslandCommand<T>(
  args: readonly string[],
  io: CommandIo,
  { options, help, answer, summary }: IslandCommand<T>,
): Promise<number> {
  if (args.includes('--help')) {
    io.stdout(help);
    return 0;
  }
  try {
    const { values, json } = parseOptions(args, options);
    const outcome = await answer(values);
    if (json) io.stdout(`${canonicalText(outcome.ok ? outcome.value : { problem: outcome.problem })}\n`);
    else io.stdout(outcome.ok ? summary(outcome.value) : refusalText(outcome.problem));
    return outcome.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageRefusal)) throw error;
    io.stderr(`pingyi: ${error.message}\n`);
    return 2;
  }
}

function parseOptions(args: readonly string[], options: readonly string[]) {
  const values = new Map<string, string>();
  let json = false;
  for (let i = 0; i < args.length; i += 1) {
    const [, name = '', inline] = /^--([a-z]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
    if (name === 'json' && inline === undefined) {
      json = true;
      continue;
    }
    if (!options.includes(name)) throw new UsageRefusal('有看不懂的参数，看 --help');
    if (values.has(name)) throw new UsageRefusal(`--${name} 写了不止一次`);
    const value = inline ?? args[(i += 1)];
    if (value === undefined) throw new UsageRefusal(`--${name} 后面缺少内容`);
    values.set(name, value);
  }
  const missing = options.find((name) => !values.has(name));
  if (missing !== undefined) throw new UsageRefusal(`缺少 --${missing}，看 --help`);
  return { values, json };
}

function refusalText({ message, details }: Problem): string {
  return [message, ...details.map((place) => `  ${[place.at, place.message].filter(Boolean).join('：')}`), ''].join(
    '\n',
  );
}
