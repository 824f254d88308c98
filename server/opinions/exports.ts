/**
 * A department's opinions and rectifications as a workbook and as a Word document.
 *
 * Promise: holds what the page shows and nothing more; a text that looks like a formula stays text.
 */
import ExcelJS from 'exceljs';
import {
  rectificationParts,
  rectificationStateLabels,
  rectificationStatusLabels,
  type DepartmentOpinions,
} from '#contract';
import { read } from '#db';
import { writeWord, type Block } from '#documents';
import { asksAnswer, labelOfCode } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { departmentOpinions } from './department.ts';

interface Place {
  readonly cycleId: string;
  readonly departmentId: string;
}

/** ExcelJS.PaperSize.A4: its enums exist for the compiler only. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the number is the file format's
const PAPER_A4: ExcelJS.PaperSize = 9;

/** Nothing a spreadsheet runs, no character XML cannot hold. */
const inert = (text: string): string => {
  // oxlint-disable-next-line no-control-regex -- XML 1.0 has no place for them
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
  return /^[=+\-@\t\r\n＝＋－＠]/.test(clean) ? `'${clean}` : clean;
};

const titleOf = ({ cycle, department }: DepartmentOpinions): string =>
  `${department.name}${cycle.year}年度意见和整改清单`;

const spread = (labels: readonly string[]): string => labels.join('、');

function opinionCells(data: DepartmentOpinions): readonly (readonly [string, string, string, string, string])[] {
  const titles = new Map(data.rectifications.map(({ id, number, content }) => [id, `${number}．${content.title}`]));
  return data.opinions.map(({ number, kind, topics, text, rectificationId }) => [
    String(number),
    labelOfCode(data.kinds, kind),
    spread(topics.map((topic) => labelOfCode(data.topics, topic))),
    text,
    rectificationId === null ? (asksAnswer(data.kinds, kind) ? '' : '不用整改') : (titles.get(rectificationId) ?? ''),
  ]);
}

const opinionHead = ['编号', '性质', '类别', '意见', '整改事项'] as const;
const rectificationHead = [
  '序号',
  '整改事项',
  '回应的意见',
  ...rectificationParts.map(({ label }) => label),
  '责任单位和责任人',
  '完成时限',
  '进度',
  '报送情况',
] as const;

function rectificationCells({ rectifications }: DepartmentOpinions): readonly (readonly string[])[] {
  return rectifications.map(({ number, content, opinions, state }) => [
    String(number),
    content.title,
    spread(opinions.map(String)),
    ...rectificationParts.map(({ key }) => content[key]),
    content.responsible,
    content.dueOn ?? '',
    rectificationStatusLabels[content.status],
    rectificationStateLabels[state],
  ]);
}

function addSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  head: readonly string[],
  widths: readonly number[],
  rows: readonly (readonly string[])[],
): void {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1 }],
    pageSetup: {
      paperSize: PAPER_A4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:1',
    },
  });
  sheet.columns = head.map((header, i) => ({
    header,
    width: widths[i] ?? 16,
    style: { numFmt: '@', alignment: { vertical: 'top', wrapText: true } },
  }));
  sheet.getRow(1).font = { bold: true };
  for (const row of rows) sheet.addRow(row.map(inert));
}

export async function workbook(ctx: Context, place: Place): Promise<FileReply> {
  const data = await read(ctx, (tx) => departmentOpinions(tx, ctx, place));
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  addSheet(book, '意见', opinionHead, [8, 12, 24, 70, 30], opinionCells(data));
  addSheet(book, '整改', rectificationHead, [8, 24, 14, 30, 30, 40, 30, 30, 24, 14, 12, 12], rectificationCells(data));
  return new FileReply(
    Buffer.from(await book.xlsx.writeBuffer()),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    { fileName: `${titleOf(data)}.xlsx` },
  );
}

export async function word(ctx: Context, place: Place): Promise<FileReply> {
  const data = await read(ctx, (tx) => departmentOpinions(tx, ctx, place));
  const blocks: Block[] = [
    { kind: 'title', lines: [titleOf(data)] },
    { kind: 'heading', text: `一、意见（${data.opinions.length}条）` },
    ...(data.opinions.length === 0
      ? [{ kind: 'paragraph', text: '没有移交的意见。', indent: true } as const]
      : [
          {
            kind: 'table',
            widths: [1, 1.4, 2.4, 7],
            headRows: 1,
            breakRows: true,
            rows: [
              opinionHead.slice(0, 4).map((text) => ({ text, bold: true, align: 'center' as const })),
              ...opinionCells(data).map((row) => row.slice(0, 4)),
            ],
          } as const,
        ]),
    { kind: 'heading', text: `二、整改（${data.rectifications.length}项）` },
    ...data.rectifications.flatMap(({ number, content, opinions, state }): Block[] => [
      { kind: 'paragraph', text: `${number}．${content.title}`, bold: true },
      {
        kind: 'table',
        widths: [1.6, 8],
        breakRows: true,
        rows: [
          ['回应的意见', opinions.length === 0 ? '无' : `第${spread(opinions.map(String))}条`],
          ...rectificationParts.map(({ key, label }) => [label, content[key]]),
          ['责任单位和责任人', content.responsible],
          ['完成时限', content.dueOn ?? ''],
          ['进度', `${rectificationStatusLabels[content.status]}，${rectificationStateLabels[state]}`],
        ],
      },
    ]),
  ];
  const bytes = await writeWord({ title: titleOf(data), foot: titleOf(data), blocks });
  return new FileReply(bytes, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', {
    fileName: `${titleOf(data)}.docx`,
  });
}
