/**
 * `pingyi score --package`: derives a frozen package again from its own facts and compares byte by byte.
 *
 * Promise: needs no server and no database. Exit 0 the same bytes, 1 different, 2 bad usage or no package.
 */
import { readFile } from 'node:fs/promises';
import { recompute } from '../results/package.ts';
import type { CommandIo } from './io.ts';
import { canonicalText } from '#surveys';

const placeWords: Readonly<Record<string, string>> = {
  facts: '包里的事实不足以计分',
  settings: '设置',
  satisfaction: '满意度',
  input: '计分输入',
  output: '计分结果',
  'canonical form': '写法',
};

export async function packageCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const rest = args.filter((arg) => arg !== '--json');
  const [first = '', second] = rest;
  const path = first.startsWith('--package=')
    ? first.slice('--package='.length)
    : first === '--package'
      ? second
      : undefined;
  if (!path || rest.length !== (first === '--package' ? 2 : 1)) {
    io.stderr('pingyi: --package 后面写冻结包的文件名，只能再加 --json；看 --help\n');
    return 2;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch {
    io.stderr('pingyi: 读不到 --package 指定的文件，或它不是UTF-8文本\n');
    return 2;
  }
  const verdict = recompute(text);
  if (verdict.kind === 'no-package') {
    io.stderr('pingyi: 这不是冻结包，或内容已经残缺；请从结果页重新下载“冻结包”\n');
    return 2;
  }
  const same = verdict.kind === 'same';
  if (args.includes('--json'))
    io.stdout(
      `${canonicalText({ digest: verdict.digest, same, ...(same ? { output: verdict.output } : { places: verdict.places }) })}\n`,
    );
  else
    io.stdout(
      same
        ? `${verdict.package.facts.cycle.name}，第${verdict.package.number}版，${verdict.output.results.length}个单位\n重算结果与冻结包逐字节相同\n摘要 ${verdict.digest}（应与结果页上的摘要相同）\n`
        : `重算结果与冻结包不同：${verdict.places.map((place) => placeWords[place] ?? place).join('、')}\n摘要 ${verdict.digest}\n`,
    );
  return same ? 0 : 1;
}
