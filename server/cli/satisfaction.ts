/**
 * `pingyi satisfaction`: option counts and leaders' ballots to 满意度得分 and 满意率.
 *
 * Promise: thin over the island; the same input gives the same bytes. Exit 0 scored, 1 refused, 2 bad usage.
 */
import { computeSatisfaction, describeFlag, type SatisfactionDocument } from '#surveys';
import type { CommandIo } from './io.ts';
import { readInput, runIslandCommand, sha256OfText } from './island-command.ts';

export async function satisfactionCommand(args: readonly string[], io: CommandIo): Promise<number> {
  return runIslandCommand(args, io, {
    options: ['input'],
    help,
    summary,
    answer: async (values) => {
      const input = await readInput(values.get('input')!);
      return input.ok ? computeSatisfaction(input.value, sha256OfText) : input;
    },
  });
}

interface Line {
  readonly id: string;
  readonly score: { readonly rounded: string } | null;
  readonly rate: { readonly percent: string } | null;
  readonly flags: readonly string[];
}

function lineOf({ id, score, rate, flags }: Line, indent: string): string {
  const figures = [score ? `得分 ${score.rounded}` : '无得分', ...(rate ? [`满意率 ${rate.percent}%`] : [])];
  return [`${indent}${id}`, ...figures, flags.map(describeFlag).join('；')].join('\t').trimEnd();
}

function summary({ results, notices, inputDigest }: SatisfactionDocument): string {
  const lines = notices.map((notice) => `提醒：${describeFlag(notice)}`);
  for (const result of results) {
    lines.push(lineOf(result, ''));
    for (const group of result.raterGroups) {
      lines.push(lineOf(group, '  '));
      for (const question of group.questions)
        lines.push(`${lineOf(question, '    ')}\t有效${question.valid}/收回${question.returned}`);
    }
  }
  return [...lines, '', `输入摘要 ${inputDigest}`, ''].join('\n');
}

const help = `用法：pingyi satisfaction --input 文件.json [--json]

把问卷各选项的人数、领导评价票折算成满意度得分（0到100）和满意率。
不了解、弃权、废票分开统计；有效票太少时不出结果。

  --input 文件       UTF-8 JSON；- 表示从标准输入读
  --json             结果用JSON写到标准输出，含分布和精确分数；score.exact 可直接填入 pingyi score 的指标

例子：
  pingyi satisfaction --input 公众评议.json
  pingyi satisfaction --input 领导评价.json --json

输入：
  {"table": "over5", "satisfied": ["5", "4"],
   "raterGroups": [{"id": "public", "questions": [{"id": "q1"}]}],
   "appraisees": [{"id": "A"}],
   "cells": [{"appraisee": "A", "raterGroup": "public", "question": "q1", "counts": {"5": 60, "4": 45}, "noOpinion": 9}]}
  计分表 table：over5（5…1为100、80、60、40、20）、linear5（100、75、50、25、0）、tableA（100、80、60、30、0）、
  tableF（3…1为100、60、0），或自定 {"id", "version", "points"}。

退出码：0 已计分，1 拒绝（说明原因和位置），2 参数有误或文件无法读取。
`;
