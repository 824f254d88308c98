/** Files of a leader evaluation as an auditor's or trustee's machine has them: read, checked for their shape, written once. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import type { CommandIo } from './io.ts';

/** Bad usage, an unreadable file, something that would be overwritten: one line, exit 2. */
export class BallotCommandRefusal extends Error {}

export interface BallotCommand {
  readonly help: string;
  /** Options with one value, and those that may be given several times. */
  readonly options: readonly string[];
  readonly repeated?: readonly string[];
  readonly required: readonly string[];
  readonly run: (values: Values) => Promise<number>;
}

export interface Values {
  readonly one: (name: string) => string | undefined;
  readonly must: (name: string) => string;
  readonly all: (name: string) => readonly string[];
}

export async function runBallotCommand(
  args: readonly string[],
  io: CommandIo,
  command: BallotCommand,
): Promise<number> {
  if (args.includes('--help')) {
    io.stdout(command.help);
    return 0;
  }
  try {
    return await command.run(readOptions(args, command));
  } catch (error) {
    if (!(error instanceof BallotCommandRefusal)) throw error;
    io.stderr(`pingyi: ${error.message}\n`);
    return 2;
  }
}

function readOptions(args: readonly string[], { options, repeated = [], required }: BallotCommand): Values {
  const known = Object.fromEntries([
    ...options.map((name) => [name, { type: 'string' as const }]),
    ...repeated.map((name) => [name, { type: 'string' as const, multiple: true }]),
  ]) as Record<string, { type: 'string'; multiple?: boolean }>;
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch {
    throw new BallotCommandRefusal('有看不懂的参数，看 --help');
  }
  const all = (name: string): string[] => {
    const value = values[name];
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  };
  const missing = required.find((name) => all(name).length === 0);
  if (missing !== undefined) throw new BallotCommandRefusal(`缺少 --${missing}，看 --help`);
  return { one: (name) => all(name)[0], must: (name) => all(name)[0]!, all };
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new BallotCommandRefusal(`读不到文件 ${path}，请核对路径和权限`);
  }
}

export async function readShaped<S extends z.ZodType>(path: string, schema: S, what: string): Promise<z.output<S>> {
  const text = await readText(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new BallotCommandRefusal(`${path} 不是${what}`);
  }
}

/** For the owner's eyes only, and never over an existing file: a share that is overwritten is lost. */
export async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch {
    throw new BallotCommandRefusal(`不能写 ${path}：已有同名文件，或没有权限`);
  }
}
