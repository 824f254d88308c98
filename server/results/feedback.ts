/**
 * 《考评情况反馈单》: what an office sends to a department, as Word, PDF and a page to print, from the published result alone.
 *
 * Promise: every deduction with its matter and paper; the review's term as the scheme in force has it, with its last day once received.
 */
import { leastCalled, listKindLabels, type DepartmentResult, type ListQuality, type ReviewStanding } from '#contract';
import { beijingDay } from '../beijing.ts';
import { type Block, type Cell, printPdf, writePage, writeWord } from '#documents';
import { read } from '#db';
import { toldOf } from '#fieldwork';
import { Problem } from '#problem';
import { describeFlag, mustNumber, roundedText } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { zipFiles } from './zip.ts';
import { allResults, ownResult, standingOf } from './own.ts';

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const chineseDay = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
};
const head = (text: string): Cell => ({ text, bold: true, align: 'center' });
const centre = (text: string): Cell => ({ text, align: 'center' });
const short = (exact: string): string => roundedText(mustNumber(exact), 2);

/** The sheet as blocks. */
function feedbackBlocks(result: DepartmentResult, review: ReviewStanding, quality: readonly ListQuality[]): Block[] {
  let sections = 0;
  return contentOf(result, review, quality).map((block) =>
    block.kind === 'heading' ? { ...block, text: `${'一二三四五六'[sections++]}、${block.text}` } : block,
  );
}

function contentOf(result: DepartmentResult, review: ReviewStanding, quality: readonly ListQuality[]): Block[] {
  const { cycle, department, group } = result;
  return [
    { kind: 'title', lines: [cycle.name, '考评情况反馈单'] },
    {
      kind: 'paragraph',
      text: `编号：${cycle.year}-${result.package.number}-${result.package.digest.slice(7, 15)}`,
      align: 'right',
      size: 10.5,
    },
    { kind: 'paragraph', text: `${department.name}：` },
    {
      kind: 'paragraph',
      indent: true,
      text: `根据${result.scheme.title}（${result.scheme.document}），现将你单位考评情况反馈如下。`,
    },
    { kind: 'heading', text: '考评结果' },
    {
      kind: 'table',
      widths: [22, 28, 22, 28],
      rowHeight: 7,
      rows: [
        [head('所属类别'), { text: group.name, columns: 3 }],
        ...resultRows(result),
        ...(result.flags.length > 0
          ? [[head('说明'), { text: result.flags.map(describeFlag).join('；'), columns: 3 } as Cell]]
          : []),
      ],
    },
    ...(result.parts.length > 0 ? partBlocks(result) : []),
    ...entryBlocks(result),
    ...satisfactionBlocks(result),
    ...qualityBlocks(quality),
    ...reviewBlocks(result, review),
    { kind: 'gap', height: 3 },
    // Nobody signs on a page that says nothing else.
    { kind: 'paragraph', text: '绩效考评办公室（盖章）', align: 'right', keepNext: true },
    {
      kind: 'paragraph',
      text: chineseDay(beijingDay(new Date(result.package.frozenAt))),
      align: 'right',
      keepNext: true,
    },
    {
      kind: 'table',
      widths: [22, 28, 22, 28],
      rowHeight: 9,
      rows: [
        [head('签收人'), '', head('签收日期'), review.receivedOn === null ? '' : centre(chineseDay(review.receivedOn))],
      ],
    },
  ];
}

/** Only what the scheme gives: no empty cell for a grade or a place there is none of. */
function resultRows({ total, scheme, grade, rank, group, line }: DepartmentResult): (readonly Cell[])[] {
  const facts: (readonly [string, string])[] = [
    ['总分', total === null ? '—' : `${total}（满分${scheme.fullMarks}）`],
    ...(grade === null ? [] : [['等次', grade] as const]),
    ...(rank === null ? [] : [['名次', `第${rank}名，共${group.members}个单位`] as const]),
    ...(line === null ? [] : [['不合格线', `${line}分`] as const]),
  ];
  const rows: (readonly Cell[])[] = [];
  for (let i = 0; i < facts.length; i += 2) {
    const [[name, value], second] = [facts[i]!, facts[i + 1]];
    rows.push(
      second
        ? [head(name), centre(value), head(second[0]), centre(second[1])]
        : [head(name), { text: value, columns: 3, align: 'center' }],
    );
  }
  return rows;
}

function partBlocks(result: DepartmentResult): Block[] {
  return [
    { kind: 'heading', text: '得分构成' },
    {
      kind: 'table',
      widths: [26, 30, 22, 22],
      headRows: 1,
      rowHeight: 7,
      rows: [
        [head('部分（分值）'), head('指标'), head('指标得分'), head('折算得分')],
        ...result.parts.flatMap((part) =>
          part.leaves.map((leaf, i): readonly Cell[] => [
            ...(i === 0 ? [{ text: `${part.name}（${part.weight}）`, rows: part.leaves.length } as Cell] : []),
            leaf.name,
            centre(`${leaf.shown}${leaf.unit === 'percent' ? '（百分制）' : ` / ${leaf.full}`}`),
            ...(i === 0 ? [{ text: part.points, rows: part.leaves.length, align: 'center' } as Cell] : []),
          ]),
        ),
      ],
    },
    { kind: 'paragraph', size: 10.5, text: `总分 = ${result.totalFormula}，四舍五入后为${result.total}。` },
  ];
}

function entryBlocks({ entries, overrides, manual, deductions, bonuses }: DepartmentResult): Block[] {
  const rows = entries.map(({ side, name, points, matter, document }): readonly Cell[] => [
    centre(side === 'deduction' ? '扣分' : '加分'),
    name,
    centre(points),
    `${matter}（依据：${document}）`,
  ]);
  return [
    { kind: 'heading', text: '加扣分和等次调整' },
    ...(rows.length === 0
      ? [{ kind: 'paragraph', indent: true, text: '无加扣分事项。' } as Block]
      : [
          {
            kind: 'table',
            widths: [10, 24, 12, 54],
            headRows: 1,
            rowHeight: 7,
            rows: [[head('类别'), head('项目'), head('分值'), head('事项及依据')], ...rows],
          } as Block,
          {
            kind: 'paragraph',
            size: 10.5,
            text: `扣分合计${short(deductions)}分，总分之上的加分合计${short(bonuses)}分。`,
          } as Block,
        ]),
    ...overrides.map(({ kind, reason, document, decidedBy }): Block => ({
      kind: 'paragraph',
      indent: true,
      text: `${kind === 'promote' ? '直接定为一等' : '降低一个等次'}：${reason}（依据：${document}；决定机关：${decidedBy}）。`,
    })),
    ...(manual
      ? [
          {
            kind: 'paragraph',
            indent: true,
            text: `结果由${manual.decidedBy}评定（依据：${manual.document}）。`,
          } as Block,
        ]
      : []),
  ];
}

function satisfactionBlocks({ parts }: DepartmentResult): Block[] {
  const views = parts
    .flatMap(({ leaves }) => leaves)
    .flatMap(({ satisfaction }) => (satisfaction ? [satisfaction] : []));
  if (views.length === 0) return [];
  const rows = views.flatMap((view) =>
    view.raterGroups.map((group): readonly Cell[] => [
      view.name,
      group.name,
      centre(group.suppressed ? '不列' : String(Math.max(0, ...group.questions.map(({ valid }) => valid)))),
      centre(group.score?.rounded ?? '—'),
      centre(group.ratePercent === null ? '—' : `${group.ratePercent}%`),
    ]),
  );
  return [
    { kind: 'heading', text: '社会评价' },
    {
      kind: 'table',
      widths: [26, 26, 16, 16, 16],
      headRows: 1,
      rowHeight: 7,
      rows: [[head('指标'), head('评价主体'), head('有效票'), head('得分'), head('满意率')], ...rows],
    },
    ...views.flatMap(({ name, precision }): Block[] =>
      precision
        ? [
            {
              kind: 'paragraph',
              size: 10.5,
              text: `${name}来自抽样调查，得分的95%置信区间为${short(precision.lower)}至${short(precision.upper)}。`,
            },
          ]
        : [],
    ),
  ];
}

/** How the lists the department filed did in the calls, once it was told. */
function qualityBlocks(quality: readonly ListQuality[]): Block[] {
  if (quality.length === 0) return [];
  const rows = quality.map(({ list, faults }): readonly Cell[] => {
    const name = list === null ? '未分名单' : listKindLabels[list];
    if (!faults) return [name, { text: `拨打不足${leastCalled}人，不列`, columns: 6, align: 'center' }];
    const { dialled, wrongNumbers, stopped, otherNumbers, wrongPersons } = faults;
    const valid = dialled - wrongNumbers - stopped - otherNumbers;
    return [
      name,
      ...[dialled, wrongNumbers, stopped, otherNumbers, wrongPersons].map((count) => centre(String(count))),
      centre(`${roundedText(mustNumber(`${100 * valid}/${dialled}`), 1)}%`),
    ];
  });
  return [
    { kind: 'heading', text: '报送名单的质量' },
    {
      kind: 'table',
      widths: [22, 12, 14, 10, 16, 12, 14],
      headRows: 1,
      rowHeight: 7,
      rows: [
        [
          head('名单'),
          head('已拨打'),
          head('空号、错号'),
          head('停机'),
          head('传真、单位电话、改号'),
          head('非本人'),
          head('有效号码率'),
        ],
        ...rows,
      ],
    },
    {
      kind: 'paragraph',
      size: 10.5,
      text: '按每人最近一次拨打的结果计。有效号码率＝（已拨打－空号、错号－停机－传真、单位电话、改号）÷已拨打。请在下次报送前核对号码和人员。',
    },
  ];
}

function reviewBlocks({ scheme }: DepartmentResult, review: ReviewStanding): Block[] {
  if (review.workingDays === null) return [];
  const last = review.deadlineOn === null ? '' : `（截止${chineseDay(review.deadlineOn)}）`;
  const waived = review.waivedWhenLate ? '，逾期未申请的视同自动放弃' : '';
  return [
    { kind: 'heading', text: '复核' },
    {
      kind: 'paragraph',
      indent: true,
      text: `对以上结果如有异议，请自收到本反馈单次日起${review.workingDays}个工作日内${last}填写《考评复核申请表》，附相关证明材料，提出复核申请${waived}。`,
    },
    {
      kind: 'paragraph',
      indent: true,
      size: 10.5,
      text: `依据：${scheme.document}。工作日按国务院办公厅和当地公布的放假调休安排计算，收到当日不计。`,
    },
  ];
}

const printed = (result: DepartmentResult, review: ReviewStanding, quality: readonly ListQuality[]) => ({
  title: `${result.cycle.name}考评情况反馈单 ${result.department.name}`,
  foot: `${result.department.name}　考评情况反馈单`,
  blocks: feedbackBlocks(result, review, quality),
});

async function one(ctx: Context, cycleId: string, departmentId: string) {
  return read(ctx, async (tx) => {
    const row = await ownResult(tx, ctx, cycleId, departmentId);
    return printed(row.result, await standingOf(tx, ctx, row), await toldOf(tx, cycleId, departmentId));
  });
}

export async function word(ctx: Context, cycleId: string, departmentId: string): Promise<FileReply> {
  const document = await one(ctx, cycleId, departmentId);
  return new FileReply(await writeWord(document), docxType, { fileName: `${document.title}.docx` });
}

export async function pdf(ctx: Context, cycleId: string, departmentId: string): Promise<FileReply> {
  const document = await one(ctx, cycleId, departmentId);
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}

export async function page(ctx: Context, cycleId: string, departmentId: string, nonce: string): Promise<FileReply> {
  const document = await one(ctx, cycleId, departmentId);
  return new FileReply(await writePage(document, nonce), 'text/html; charset=utf-8');
}

/** All sheets of a cycle as Word in one package. */
export async function all(ctx: Context, cycleId: string): Promise<FileReply> {
  const documents = await read(ctx, async (tx) => {
    const found = [];
    for (const row of await allResults(tx, ctx, cycleId))
      found.push(printed(row.result, await standingOf(tx, ctx, row), await toldOf(tx, cycleId, row.departmentId)));
    return found;
  });
  if (documents.length === 0) throw new Problem('not-found');
  const files = [];
  for (const document of documents) files.push({ name: `${document.title}.docx`, bytes: await writeWord(document) });
  return new FileReply(await zipFiles(files), 'application/zip', { fileName: '考评情况反馈单.zip' });
}
