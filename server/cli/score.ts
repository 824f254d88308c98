/**
 * `pingyi score`: the leaves of an evaluation to totals, ranks and grades under a shipped scheme.
 *
 * Promise: thin over the island; the same input gives the same bytes. Exit 0 scored, 1 refused, 2 bad usage.
 */
import { computeComposite, type CompositeDocument, describeFlag, findScheme, shippedSchemes } from '#surveys';
import type { CommandIo } from './io.ts';
import { packageCommand } from './score-package.ts';
import { readInput, runIslandCommand, sha256OfText } from './island-command.ts';

export async function scoreCommand(args: readonly string[], io: CommandIo): Promise<number> {
  // A frozen package holds its own scheme and input.
  if (args.some((arg) => /^--package(=|$)/.test(arg))) return packageCommand(args, io);
  return runIslandCommand(args, io, {
    options: ['scheme', 'input'],
    help,
    summary,
    answer: async (values) => {
      const input = await readInput(values.get('input')!);
      const scheme = values.get('scheme')!;
      // An unknown scheme is said before anything about the input.
      return findScheme(scheme) && !input.ok
        ? input
        : computeComposite(scheme, input.ok ? input.value : undefined, sha256OfText);
    },
  });
}

function summary({ scheme, groups, results, inputDigest }: CompositeDocument): string {
  const lines = [`${findScheme(scheme)!.title}（${scheme}）`];
  for (const group of groups) {
    const counts = group.counts && Object.entries(group.counts).map(([grade, count]) => `${grade}${count}`);
    const about = [`${group.members}个单位`, ...(counts ?? []), ...group.flags.map(describeFlag)].join('，');
    lines.push('', `类别 ${group.id}：${about}`);
    for (const result of results.filter((one) => one.group === group.id))
      lines.push(
        [
          result.rank === null ? '  —' : `  ${result.rank}`,
          result.id,
          result.total ?? '无总分',
          result.grade ?? '',
          result.flags.map(describeFlag).join('；'),
        ]
          .join('\t')
          .trimEnd(),
      );
  }
  return [...lines, '', `输入摘要 ${inputDigest}`, ''].join('\n');
}

const help = `用法：pingyi score --scheme 方案 --input 文件.json [--json]
      pingyi score --package 冻结包.json [--json]

按评价方案把各单位的指标得分合成总分，排名并定等次。全程用分数精确计算，只在公布时四舍五入一次。
文件没有规定、必须由绩效办设定的（例如权重、扣分标准），不设定就不计分。

  --scheme 方案      ${shippedSchemes.map(({ id, title }) => `${id}  ${title}`).join('\n                     ')}
  --input 文件       UTF-8 JSON；- 表示从标准输入读
  --json             结果用JSON写到标准输出，含每一步的计算
  --package 文件     评价周期冻结的结果包：用包里的事实重算一遍，逐字节比对，并给出摘要

例子：
  pingyi score --scheme gx2018-city --input 设区市.json
  pingyi score --scheme js2013 --input - --json < 省级机关.json

输入：
  {"settings": {"level1Weights": "40/30"},
   "appraisees": [{"id": "A", "group": "all", "leaves": {"zn1": "92", "my1": "91.5", …}}]}
  数值写成字符串："86.5" 或分数 "9520/113"；缺的指标写 null 或不写。

退出码：0 已计分，1 拒绝（说明原因和位置），2 参数有误或文件无法读取。
`;
