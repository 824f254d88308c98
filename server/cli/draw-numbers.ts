/**
 * Random telephone numbers from number blocks: the numbers for the telephone room, the evidence for everybody.
 *
 * Promise: `numbers.csv` is readable by its owner only; no other file and nothing printed holds a number.
 */
import { basename } from 'node:path';
import {
  blocksDigest,
  buildManifest,
  selectSample,
  type DialBlock,
  type DrawManifest,
  type Selection,
} from '#sampling';
import { csvCell } from './answer.ts';
import { CommandRefusal, type ParsedArguments } from './draw-arguments.ts';
import { checkDesignFile, readDesignJson } from './draw-design-file.ts';
import { chooseSeed } from './draw-seed.ts';
import { privately, summaryLines, writeResults } from './draw-write.ts';
import { must, required, titleOf } from './draw.ts';
import { readBytes } from './filed-lists.ts';
import type { CommandIo } from './io.ts';
import { readTable } from './table.ts';

export async function drawFromBlocks(parsed: ParsedArguments, io: CommandIo): Promise<number> {
  const out = required(parsed, 'out', '请用 --out 写明结果放在哪个文件夹');
  const path = required(parsed, 'blocks', '请用 --blocks 写明号段文件');
  const seedOf = await chooseSeed(parsed.values);
  const file = checkDesignFile(
    await readDesignJson(required(parsed, 'design', '请用 --design 写明方案文件，写法见 --help')),
  );
  if (file.method !== 'random-digits')
    throw new CommandRefusal('design-malformed', '从号段抽样，方案的 method 应是 random-digits');
  if (parsed.values.has('start-after') || parsed.values.has('start-as') || parsed.values.has('draw-code'))
    throw new CommandRefusal('bad-usage', '随机拨号没有起点和抽样代号；请去掉，每次用新的种子');
  const { replicateSize, main, reserve } = file;
  const blocks = path === '-' ? (file.blocks ?? []) : await readBlocks(path);
  const excluded = await readExcluded(parsed.values.get('exclude'));
  const seed = seedOf(blocksDigest(blocks));
  const design = { method: file.method, replicateSize, main, reserve, blocks };
  const selection = must(selectSample({ units: [], excluded }, design, seed.value), 1);
  const manifest = buildManifest({
    title: titleOf(parsed, `${path === '-' ? '号段' : basename(path).replace(/\.\w+$/, '')}随机拨号抽样`),
    unitIds: 'dial-number/1',
    units: [],
    seed: seed.published,
    selection,
  });
  const personal = [['numbers.csv', formatNumbers(selection.units, selection.numbers ?? []), privately] as const];
  const files = await writeResults(out, { manifest, units: [], personal }, parsed.flags.has('force'));
  const left = selection.excluded?.count ?? 0;
  if (parsed.flags.has('json')) {
    const { title, frame, seed: published, strata, digest } = manifest;
    io.stdout(
      `${JSON.stringify({ ok: true, out, title, frame, seed: published, manifestDigest: digest, strata, excluded: left })}\n`,
    );
    return 0;
  }
  io.stdout(
    [
      manifest.title,
      ...summaryLines(out, files, manifest),
      ...(left > 0 ? [`号段里排除了${left}个号码`] : []),
      `复核：pingyi verify ${out}/manifest.json${left > 0 ? ' --exclude 排除表' : ''}`,
      '',
    ].join('\n'),
  );
  return 0;
}

/** Blocks from a table with the columns 前缀 (prefix) and 位数 (digits). */
async function readBlocks(path: string): Promise<DialBlock[]> {
  const table = await readTable(path);
  const column = (names: readonly string[], what: string): string => {
    const found = names.find((name) => table.has(name));
    if (found !== undefined) return found;
    throw new CommandRefusal(
      'column-unknown',
      `${table.file}: 没有“${what}”这一列；号段文件要有 前缀（prefix）和 位数（digits）两列`,
    );
  };
  const prefixes = table.labels(column(['前缀', '号段', 'prefix'], '前缀'));
  const digits = table.figures(column(['位数', 'digits'], '位数'));
  return prefixes.map((prefix, row) => ({ prefix, digits: digits[row]! }));
}

/** One number a line: only its digits count; no header needed. */
export async function readExcluded(path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) return [];
  const lines = (await readBytes(path))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/);
  return lines.flatMap((line, n) => {
    const digits = line.normalize('NFKC').replace(/[\s"'-]/g, '');
    if (digits === '' || (n === 0 && !/\d/.test(digits))) return [];
    if (/^\d{3,15}$/.test(digits)) return [digits];
    throw new CommandRefusal(
      'exclude-unreadable',
      `${basename(path)}: 第${n + 1}行不是电话号码；每行写一个号码，只用数字`,
    );
  });
}

/** Numbers beside the names they go by in public. */
export function formatNumbers(units: Selection['units'] | DrawManifest['units'], numbers: readonly string[]): string {
  const rows = units.map(({ id, rank, replicate, part }, r) => {
    const kind = part === 'main' ? '主样本' : '备用';
    return [id, rank, replicate, kind, numbers[r]!];
  });
  return `\ufeff${[['编号', '名次', '批', '类别', '号码'], ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}
