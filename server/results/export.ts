/**
 * All results of a cycle as one workbook: class tables, every step, counts, ledger, decisions.
 *
 * Promise: figures as texts exactly as published, so that no spreadsheet rounds them; nothing of leaders too few to hide.
 */
import ExcelJS from 'exceljs';
import { read } from '#db';
import { Problem } from '#problem';
import { canonicalText, describeFlag } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { xlsx } from './components.ts';
import { latestPublished, publishedBefore } from './stored.ts';
import { lastOf } from './changes.ts';
import { classTable, departmentResult } from './view.ts';
import { styleSheet, writeBook } from './workbook-style.ts';

export async function workbook(ctx: Context, cycleId: string): Promise<FileReply> {
  const { stored, last } = await read(ctx, async (tx) => {
    const found = await latestPublished(tx, cycleId);
    if (!found) throw new Problem('not-found');
    const before = await publishedBefore(tx, found.body.facts.cycle);
    return { stored: found, last: before ? lastOf(before.body.facts.cycle.name, before.body.derived) : null };
  });
  const { facts, derived } = stored.body;
  const { cycle } = facts;
  const table = classTable(facts, derived, last);
  const frame = {
    packageId: stored.id,
    number: stored.number,
    digest: stored.digest,
    frozenAt: stored.frozenAt.toISOString(),
    last,
  };
  const results = derived.output.results.map(({ id }) => departmentResult(facts, derived, frame, id));
  const book = new ExcelJS.Workbook();
  const hint = `${table.scheme.title}；第${stored.number}版，摘要 ${stored.digest}`;

  const partNames = [...new Set(table.groups.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  styleSheet(book.addWorksheet('排名'), {
    title: `${cycle.name} 分类排名`,
    hint,
    headers: [
      '类别',
      '名次',
      '单位',
      '总分',
      '等次',
      ...partNames,
      '扣分',
      '加分',
      '抽样误差（±）',
      '上年总分',
      '上年名次',
      '说明',
    ],
    widths: [30, 8, 28, 12, 10, ...partNames.map(() => 14), 10, 10, 12, 12, 10, 40],
    rows: table.groups.flatMap((group) =>
      group.rows.map((row) => [
        group.name,
        row.rank,
        row.name,
        row.total,
        row.grade,
        ...partNames.map((name) => row.parts[group.parts.findIndex((part) => part.name === name)] ?? ''),
        row.deductions,
        row.bonuses,
        row.margin,
        row.lastTotal,
        row.lastRank,
        row.flags.map(describeFlag).join('；'),
      ]),
    ),
  });
  styleSheet(book.addWorksheet('等次'), {
    title: `${cycle.name} 各类等次`,
    hint,
    headers: ['类别', '单位数', '参加排名', '名额', '各等次单位数', '说明'],
    widths: [40, 10, 10, 20, 40, 40],
    rows: table.groups.map(({ name, members, n, sizes, counts, flags }) => [
      name,
      members,
      n,
      sizes?.join(' / ') ?? '',
      counts
        ? Object.entries(counts)
            .map(([grade, count]) => `${grade}${count}`)
            .join('、')
        : '',
      flags.map(describeFlag).join('；'),
    ]),
  });
  styleSheet(book.addWorksheet('逐步计算'), {
    title: `${cycle.name} 每一步`,
    hint,
    headers: ['单位', '步骤', '算式', '结果（精确）'],
    widths: [28, 20, 80, 30],
    rows: results.flatMap(({ department, trace }) =>
      trace.map(({ step, formula, value }) => [department.name, step, formula, value]),
    ),
  });
  const views = results.flatMap(({ department, parts }) =>
    parts.flatMap(({ leaves }) =>
      leaves.flatMap(({ satisfaction }) => (satisfaction ? [{ department, satisfaction }] : [])),
    ),
  );
  styleSheet(book.addWorksheet('满意度'), {
    title: `${cycle.name} 满意度计数`,
    hint,
    headers: [
      '单位',
      '指标',
      '评价主体',
      '题目',
      '各选项（人数）',
      '不了解',
      '弃权',
      '废票',
      '有效',
      '得分',
      '满意率（%）',
      '说明',
    ],
    widths: [28, 16, 18, 30, 36, 9, 9, 9, 9, 10, 12, 30],
    rows: views.flatMap(({ department, satisfaction }) =>
      satisfaction.raterGroups.flatMap((group) =>
        group.questions.map((question) => [
          department.name,
          satisfaction.name,
          group.name,
          question.name,
          group.suppressed
            ? '人数太少，不列'
            : question.counts.map(({ label, count }) => `${label}:${count}`).join('　'),
          group.suppressed ? '' : question.noOpinion,
          group.suppressed ? '' : question.abstained,
          group.suppressed ? '' : question.void,
          group.suppressed ? '' : question.valid,
          question.score?.rounded ?? '',
          question.ratePercent ?? '',
          question.flags.map(describeFlag).join('；'),
        ]),
      ),
    ),
  });
  styleSheet(book.addWorksheet('抽样误差'), {
    title: `${cycle.name} 抽样误差`,
    hint,
    headers: ['单位', '指标', '得分', '标准误', '95%下限', '95%上限', '设计'],
    widths: [28, 18, 12, 12, 12, 12, 50],
    rows: views.flatMap(({ department, satisfaction }) =>
      satisfaction.precision
        ? [
            [
              department.name,
              satisfaction.name,
              satisfaction.score?.rounded ?? '',
              satisfaction.precision.standardError,
              satisfaction.precision.lower,
              satisfaction.precision.upper,
              satisfaction.precision.designs.join('；'),
            ],
          ]
        : [],
    ),
  });
  styleSheet(book.addWorksheet('加扣分'), {
    title: `${cycle.name} 加扣分和等次调整`,
    hint,
    headers: ['单位', '类别', '项目', '分值', '事项或理由', '依据', '决定机关'],
    widths: [28, 10, 22, 10, 50, 40, 20],
    rows: results.flatMap(({ department, entries, overrides }) => [
      ...entries.map(({ side, name, points, matter, document }) => [
        department.name,
        side === 'deduction' ? '扣分' : '加分',
        name,
        points,
        matter,
        document,
        '',
      ]),
      ...overrides.map(({ kind, reason, document, decidedBy }) => [
        department.name,
        '等次',
        kind === 'promote' ? '直接定为一等' : '降低一个等次',
        '',
        reason,
        document,
        decidedBy,
      ]),
    ]),
  });
  styleSheet(book.addWorksheet('设定'), {
    title: `${cycle.name} 设定的事项`,
    hint,
    headers: ['事项', '值', '理由', '依据文件', '决定机关', '录入', '时间'],
    widths: [26, 50, 40, 30, 20, 14, 24],
    rows: facts.decisions.map(({ key, value, reason, document, decidedBy, enteredBy, enteredAt }) => [
      key,
      typeof value === 'string' ? value : canonicalText(value).slice(0, 2000),
      reason,
      document,
      decidedBy,
      enteredBy,
      enteredAt,
    ]),
  });
  return new FileReply(await writeBook(book), xlsx, { fileName: `考评结果-${cycle.name}-第${stored.number}版.xlsx` });
}
