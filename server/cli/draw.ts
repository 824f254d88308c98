/**
 * `pingyi draw`: from filed lists, a plain table or number blocks to a sample and its public evidence, without a server.
 *
 * Promise: the same files, design and seed give the same bytes. Never overwrites another draw unless told to; what holds
 * persons or numbers is readable by its owner only; nothing personal is printed.
 */
import type { Outcome } from '#sampling';
import { parseUnitKey } from '#frames';
import { answering, CommandRefusal, parseArguments, type ParsedArguments } from './draw-arguments.ts';
import { drawHelp } from './draw-help.ts';
import { seedOptions } from './draw-seed.ts';
import { readBytes } from './filed-lists.ts';
import type { CommandIo } from './io.ts';

const tableOptions = ['sheet', 'id', 'stratum', 'cluster', 'size'];
const extendOptions = ['main', 'sizes', 'ids'];
const commonOptions = ['design', 'out', 'title', 'id-key', 'home-area', 'draw-code', 'start-after', 'start-as'];
const kindOptions = ['table', 'blocks', 'exclude', 'extend'];
const options = {
  values: [...commonOptions, 'segments', ...kindOptions, ...seedOptions, ...tableOptions, ...extendOptions],
  flags: ['allow-returned', 'force', 'json'],
} as const;

export async function drawCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return answering(args, io, async () => {
    const parsed = parseArguments(args, options);
    if (parsed.help) {
      io.stdout(drawHelp);
      return 0;
    }
    const { values } = parsed;
    const kinds = ['table', 'blocks', 'extend'].filter((name) => values.has(name));
    const [kind] = kinds;
    if (kinds.length > 1) throw new CommandRefusal('bad-usage', `--${kinds.join('、--')} 一次只能用一种，看 --help`);
    const lists = parsed.groups.some(({ files }) => files.length > 0);
    if (lists && (kind === 'table' || kind === 'blocks'))
      throw new CommandRefusal('bad-usage', `--${kind} 不和名单文件一起用；请去掉一个`);
    if (kind !== undefined && values.has('segments'))
      throw new CommandRefusal('bad-usage', '--segments 只在从名单抽样时用，看 --help');
    refuseStray(values, kind, tableOptions, 'table');
    refuseStray(values, kind, extendOptions, 'extend');
    if (kind !== 'extend') refuseStray(values, kind, ['exclude'], 'blocks');
    if (kind === 'table') return (await import('./draw-table.ts')).drawFromTable(parsed, io);
    if (kind === 'blocks') return (await import('./draw-numbers.ts')).drawFromBlocks(parsed, io);
    if (kind === 'extend') return (await import('./draw-extend.ts')).extendDraw(parsed, io);
    return (await import('./draw-lists.ts')).drawFromLists(parsed, io);
  });
}

function refuseStray(
  values: ReadonlyMap<string, string>,
  kind: string | undefined,
  names: readonly string[],
  owner: string,
): void {
  const stray = kind === owner ? undefined : names.find((name) => values.has(name));
  if (stray !== undefined) throw new CommandRefusal('bad-usage', `--${stray} 只和 --${owner} 一起用，看 --help`);
}

export function required({ values }: ParsedArguments, name: string, message: string): string {
  const value = values.get(name);
  if (value === undefined) throw new CommandRefusal('bad-usage', message);
  return value;
}

export function homeAreaOf({ values }: ParsedArguments): string {
  const homeArea = values.get('home-area') ?? '0771';
  if (!/^0\d{2,3}$/.test(homeArea)) throw new CommandRefusal('bad-usage', '--home-area 应为区号，例如0771');
  return homeArea;
}

/** `unit`, or `unit:` and the draw code. */
export function scopeOf({ values }: ParsedArguments): string {
  const code = values.get('draw-code');
  if (code === undefined) return 'unit';
  if (!/^[A-Za-z0-9._:-]{1,40}$/.test(code))
    throw new CommandRefusal('bad-usage', '--draw-code 用1到40个英文字母、数字和 . _ : - ');
  return `unit:${code}`;
}

export function titleOf({ values }: ParsedArguments, made: string): string {
  const title = values.get('title')?.trim() ?? made.slice(0, 80);
  if (title.length < 2 || title.length > 80 || /[\p{Cc}\p{Cs}]/u.test(title))
    throw new CommandRefusal('bad-usage', '--title 应为2到80个字，不能换行');
  return title;
}

export async function readKey(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  const key = parseUnitKey((await readBytes(path)).toString('utf8'));
  if (!key) throw new CommandRefusal('key-unreadable', '编号密钥文件应是64位十六进制数字，请用平台下载的原件');
  return key;
}

/** The value, or a refusal with the island's words. */
export function must<T>(outcome: Outcome<T>, exit: 1 | 2): T {
  if (outcome.ok) return outcome.value;
  throw new CommandRefusal(outcome.refusals, exit);
}
