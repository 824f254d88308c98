/**
 * Arguments of `pingyi draw` and `pingyi verify`: lists of files in the grammar of `pingyi frame check`, and single options.
 *
 * Promise: opens nothing. What is wrong is one `CommandRefusal` in Chinese; it never quotes a password, seed or key.
 */
import { listKindSchema, type ListKind } from '#contract';
import type { CommandIo } from './io.ts';

/** Why a command does nothing: one line each. Exit 2 for wrong usage or something unreadable, 1 when the lists say no. */
export class CommandRefusal extends Error {
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly exit: 1 | 2;

  constructor(code: string, message: string, exit?: 1 | 2);
  constructor(problems: CommandRefusal['problems'], exit: 1 | 2);
  constructor(
    first: string | CommandRefusal['problems'],
    second: string | 1 | 2,
    exit: 1 | 2 = typeof second === 'number' ? second : 2,
  ) {
    super(typeof first === 'string' ? String(second) : first.map(({ message }) => message).join('；'));
    this.problems = typeof first === 'string' ? [{ code: first, message: String(second) }] : first;
    this.exit = exit;
  }
}

/** Runs a command: a refusal becomes a line on stderr for each problem, with `--json` also a document on stdout. */
export async function answering(
  args: readonly string[],
  io: CommandIo,
  command: () => Promise<number>,
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof CommandRefusal)) throw error;
    for (const { code, message } of error.problems) io.stderr(`pingyi: ${code}: ${oneLine(message)}\n`);
    if (args.includes('--json')) io.stdout(`${JSON.stringify({ ok: false, problems: error.problems })}\n`);
    return error.exit;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** One `--list` with its files; undefined: not said. */
export interface ListArguments {
  list?: ListKind;
  attachment?: number;
  department?: string;
  minimum?: number;
  coverage?: 'none' | 'guangxi-2015' | 'guangxi-2018';
  password?: string;
  exempt?: string;
  /** Judged with the others for what they share, not drawn from. */
  beside?: true;
  files: string[];
}

export interface ParsedArguments {
  /** In the order of `--list`; a single group with no `list` when there is none. */
  readonly groups: readonly ListArguments[];
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly help: boolean;
}

export interface OptionNames {
  readonly values: readonly string[];
  readonly flags: readonly string[];
  /** How many leading words are not files, and what they are called. */
  readonly leading?: readonly string[];
}

const groupOptions = ['attachment', 'department', 'minimum', 'coverage', 'password', 'exempt'] as const;
type GroupOption = (typeof groupOptions)[number];

/** Attachments of each kind of list; a pair that is not here contradicts the notice. */
const pairs: Readonly<Record<ListKind, readonly number[]>> = {
  'system-cadres': [2, 4, 6],
  'hot-topics': [3, 5, 7],
  'service-users': [],
  rectification: [],
};

export function parseArguments(args: readonly string[], names: OptionNames): ParsedArguments {
  const defaults: ListArguments = { files: [] };
  const groups: ListArguments[] = [];
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const leading = [...(names.leading ?? [])];
  let help = false;
  let onlyFiles = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (onlyFiles || !arg.startsWith('-')) {
      if (arg === '') throw new CommandRefusal('bad-usage', '有一个参数是空的，看 --help');
      const name = leading.shift();
      if (name === undefined) (groups.at(-1) ?? defaults).files.push(arg);
      else values.set(name, arg);
      continue;
    }
    if (arg === '--') {
      onlyFiles = true;
      continue;
    }
    const equals = arg.indexOf('=');
    const option = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
    const take = (): string => {
      const value = equals < 0 ? args[(i += 1)] : arg.slice(equals + 1);
      const another = equals < 0 && option !== 'password' && value?.startsWith('--');
      if (value === undefined || value === '' || another)
        throw new CommandRefusal('bad-usage', `--${option} 后面缺少内容`);
      return value;
    };
    if (option === 'help') help = true;
    else if (option === 'frame') {
      // A marker only: the words after it are files, as they would be without it.
      if (equals >= 0) (groups.at(-1) ?? defaults).files.push(take());
      leading.length = 0;
    } else if (option === 'beside') {
      if (groups.length === 0) groups.push({ files: [] });
      groups.push({ beside: true, files: equals >= 0 ? [take()] : [] });
    } else if (option === 'list' && groups.at(-1)?.beside && groups.at(-1)?.files.length === 0)
      groups.at(-1)!.list = listKind(take());
    else if (option === 'list') groups.push({ list: listKind(take()), files: [] });
    else if (isGroupOption(option)) setGroupOption(groups.at(-1) ?? defaults, option, take());
    else if (names.values.includes(option)) {
      if (values.has(option)) throw new CommandRefusal('bad-usage', `--${option} 写了不止一次`);
      values.set(option, take());
    } else if (names.flags.includes(option)) flags.add(option);
    else throw new CommandRefusal('bad-usage', `没有 --${option.replace(/[^a-z-]/g, '')} 这个选项，看 --help`);
  }
  const { files, ...inherited } = defaults;
  const [first, ...others] = groups.length === 0 ? [{ files: [] }] : groups;
  const complete = [
    { ...inherited, ...first, files: [...files, ...first!.files] },
    ...others.map((group) => ({ ...inherited, ...group })),
  ];
  for (const { list, attachment } of complete)
    if (list !== undefined && attachment !== undefined && !pairs[list].includes(attachment))
      throw new CommandRefusal('bad-usage', `名单种类 ${list} 与附件${attachment}不相配，看 --help`);
  return { groups: complete, values, flags, help };
}

export function kindOfAttachment(attachment: number): ListKind {
  return attachment % 2 === 0 ? 'system-cadres' : 'hot-topics';
}

function isGroupOption(option: string): option is GroupOption {
  return groupOptions.some((name) => name === option);
}

function listKind(value: string): ListKind {
  const kind = listKindSchema.safeParse(value);
  if (kind.success) return kind.data;
  throw new CommandRefusal(
    'bad-usage',
    '--list 应为 system-cadres（系统市县干部）、hot-topics（热点难点工作）、service-users（服务对象）或 rectification（整改情况评议）',
  );
}

function setGroupOption(group: ListArguments, option: GroupOption, value: string): void {
  if (group[option] !== undefined) throw new CommandRefusal('bad-usage', `同一份名单的 --${option} 写了不止一次`);
  switch (option) {
    case 'attachment':
      if (!/^[2-7]$/.test(value)) throw new CommandRefusal('bad-usage', '--attachment 应为2到7的整数');
      group.attachment = Number(value);
      break;
    case 'minimum':
      if (!/^\d{1,7}$/.test(value)) throw new CommandRefusal('bad-usage', '--minimum 应为0以上的整数');
      group.minimum = Number(value);
      break;
    case 'coverage':
      if (value !== 'none' && value !== 'guangxi-2015' && value !== 'guangxi-2018')
        throw new CommandRefusal('bad-usage', '--coverage 应为 none、guangxi-2015 或 guangxi-2018');
      group.coverage = value;
      break;
    case 'department':
    case 'password':
    case 'exempt':
      group[option] = value;
      break;
  }
}
