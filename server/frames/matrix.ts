/**
 * A cycle's frames as one workbook for reporting upwards: departments by lists, and one row a frame with everything counted.
 *
 * Promise: counts, states and dates only; nothing personal.
 */
import ExcelJS from 'exceljs';
import {
  exemptionCheckLabels,
  frameStateLabels,
  listKindLabels,
  listKindSchema,
  type ExemptionCheck,
  type Frame,
  type FrameState,
} from '#contract';
import { read, type Tx } from '#db';
import { Problem } from '#problem';
import { beijingMinute } from '../beijing.ts';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { framesWithLatest } from './rows.ts';

/** ExcelJS.PaperSize.A4: its enums exist for the compiler only. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the number is the file format's
const PAPER_A4: ExcelJS.PaperSize = 9;

export async function matrix(ctx: Context, cycleId: string): Promise<FileReply> {
  const { name, frames, agreed } = await read(ctx, async (tx) => {
    const [cycle] = await tx<{ name: string }[]>`select name from cycles where id = ${cycleId}`;
    if (!cycle) throw new Problem('not-found');
    return { name: cycle.name, frames: await framesWithLatest(tx, cycleId), agreed: await agreements(tx, cycleId) };
  });
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Pingyi';
  const told = `${beijingMinute(ctx.now)}导出`;
  writeOverview(workbook, `${name}抽样框报送情况`, told, frames);
  writeDetails(workbook, `${name}抽样框报送明细`, told, frames, agreed);
  const book = Buffer.from(await workbook.xlsx.writeBuffer());
  return new FileReply(book, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {
    fileName: `抽样框报送情况-${name}.xlsx`,
  });
}

/** What was agreed with the departments and holds, in words, by frame. */
async function agreements(tx: Tx, cycleId: string): Promise<Map<string, string>> {
  const rows = await tx<{ frameId: string; rule: ExemptionCheck; minimum: number | null; places: string[] | null }[]>`
    select e.frame_id, e.rule, e.minimum, e.places
    from frame_exemptions e join frames f on f.id = e.frame_id
    where f.cycle_id = ${cycleId} and e.withdrawn_at is null
    order by e.agreed_on, e.recorded_at`;
  const said = new Map<string, string>();
  for (const { frameId, rule, minimum, places } of rows) {
    const what = `${exemptionCheckLabels[rule]}${minimum === null ? '' : `${minimum}人`}${places === null ? '' : `（${places.join('、')}）`}`;
    said.set(frameId, [...(said.has(frameId) ? [said.get(frameId)] : []), what].join('；'));
  }
  return said;
}

const fills: Readonly<Record<FrameState, string>> = {
  awaited: 'FFF2F2F2',
  filed: 'FFFFF4D6',
  returned: 'FFFBE0DD',
  accepted: 'FFDFF2E1',
  locked: 'FFDCE6F1',
};
const lineStyle = { style: 'thin', color: { argb: 'FFBFBFBF' } } as const;
const border = { top: lineStyle, bottom: lineStyle, left: lineStyle, right: lineStyle };
const fillOf = (argb: string) => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } }) as const;

/** Filings in, people in, and what the office sees on one look. */
function writeOverview(workbook: ExcelJS.Workbook, title: string, told: string, frames: readonly Frame[]): void {
  const kinds = listKindSchema.options.filter((kind) => frames.some(({ list }) => list === kind));
  const sheet = newSheet(workbook, '总览', title, told, [
    { header: '序号', width: 6 },
    { header: '部门', width: 30 },
    ...kinds.map((kind) => ({ header: listKindLabels[kind], width: 34 })),
  ]);
  const departments = new Map<string, Frame[]>();
  for (const frame of frames) {
    const of = departments.get(frame.department.id);
    if (of) of.push(frame);
    else departments.set(frame.department.id, [frame]);
  }
  let number = 0;
  for (const of of departments.values()) {
    number += 1;
    const row = sheet.addRow([
      number,
      safe(of[0]?.department.name ?? ''),
      ...kinds.map((kind) =>
        of
          .filter(({ list }) => list === kind)
          .map(cellOf)
          .join('\n'),
      ),
    ]);
    const lines = Math.max(1, ...kinds.map((kind) => of.filter(({ list }) => list === kind).length));
    row.height = 16 + 18 * lines;
    row.eachCell({ includeEmpty: true }, (cell) =>
      Object.assign(cell, { border, alignment: { vertical: 'middle', wrapText: true } }),
    );
    row.getCell(1).alignment = { horizontal: 'center', vertical: 'middle' };
    kinds.forEach((kind, index) => {
      const states = of.filter(({ list }) => list === kind).map(({ state }) => state);
      const worst = (Object.keys(fills) as FrameState[])
        .toSorted((a, b) => urgency.indexOf(a) - urgency.indexOf(b))
        .find((state) => states.includes(state));
      if (worst) row.getCell(3 + index).fill = fillOf(fills[worst]);
    });
  }
  const counted = (Object.keys(fills) as FrameState[])
    .map((state) => `${frameStateLabels[state]}${frames.filter((frame) => frame.state === state).length}份`)
    .join('，');
  const people = frames.reduce((sum, { latest }) => sum + (latest?.counts.usable ?? 0), 0);
  const foot = sheet.addRow(['', `合计${departments.size}个部门、${frames.length}份：${counted}；可用${people}人`]);
  sheet.mergeCells(foot.number, 2, foot.number, 2 + kinds.length);
  foot.height = 30;
  foot.getCell(2).font = { bold: true };
  foot.getCell(2).alignment = { vertical: 'middle', wrapText: true };
}

/** What counts: a lower number agreed by consultation comes before the duty's. */
const minimumOf = ({ agreedMinimum, minimum }: Frame): number => agreedMinimum ?? minimum;

/** Which state colours a cell that stands for several frames: the one that asks for something. */
const urgency: readonly FrameState[] = ['returned', 'awaited', 'filed', 'accepted', 'locked'];

function cellOf(frame: Frame): string {
  const { attachment, state, latest } = frame;
  const minimum = minimumOf(frame);
  const name = attachment === null ? '' : `附件${attachment} `;
  if (latest === null) return `${name}${frameStateLabels[state]}${minimum > 0 ? `（至少${minimum}人）` : ''}`;
  return `${name}${frameStateLabels[state]}，可用${latest.counts.usable}${minimum > 0 ? `/${minimum}` : ''}人${latest.late ? '，逾期' : ''}`;
}

const details: readonly {
  header: string;
  width: number;
  of: (frame: Frame, agreed: ReadonlyMap<string, string>) => string | number | null;
}[] = [
  { header: '部门', width: 28, of: ({ department }) => safe(department.name) },
  { header: '附件', width: 8, of: ({ attachment }) => (attachment === null ? '' : `附件${attachment}`) },
  { header: '名单', width: 18, of: ({ list }) => listKindLabels[list] },
  { header: '状态', width: 10, of: ({ state }) => frameStateLabels[state] },
  { header: '可用人数', width: 10, of: ({ latest }) => latest?.counts.usable ?? null },
  { header: '至少人数', width: 10, of: (frame) => minimumOf(frame) || null },
  {
    header: '尚缺',
    width: 8,
    of: (frame) => {
      const minimum = minimumOf(frame);
      return minimum === 0 ? null : Math.max(0, minimum - (frame.latest?.counts.usable ?? 0));
    },
  },
  { header: '截止日期', width: 12, of: ({ deadlineOn }) => deadlineOn },
  {
    header: '报送时间',
    width: 18,
    of: ({ latest }) => (latest === null ? '' : beijingMinute(new Date(latest.receivedAt))),
  },
  { header: '第几次', width: 8, of: ({ latest }) => latest?.number ?? null },
  { header: '逾期', width: 8, of: ({ latest }) => (latest?.late ? '逾期' : '') },
  {
    header: '自动审核',
    width: 10,
    of: ({ latest }) => (latest === null ? '' : { accepted: '通过', returned: '未通过' }[latest.verdict]),
  },
  { header: '退回原因', width: 36, of: ({ returnReason }) => safe(returnReason ?? '') },
  { header: '协商调整', width: 24, of: ({ id }, agreed) => agreed.get(id) ?? '' },
  { header: '行数', width: 8, of: ({ latest }) => latest?.counts.rows ?? null },
  { header: '人数', width: 8, of: ({ latest }) => latest?.counts.persons ?? null },
  { header: '重复', width: 8, of: ({ latest }) => latest?.counts.duplicates ?? null },
  { header: '不可用', width: 8, of: ({ latest }) => latest?.counts.rejected ?? null },
  { header: '错误', width: 8, of: ({ latest }) => latest?.findingCounts.error ?? null },
  { header: '待核实', width: 8, of: ({ latest }) => latest?.findingCounts.review ?? null },
  { header: '提醒', width: 8, of: ({ latest }) => latest?.findingCounts.warning ?? null },
  {
    header: '接收时间',
    width: 18,
    of: ({ acceptedAt }) => (acceptedAt === null ? '' : beijingMinute(new Date(acceptedAt))),
  },
];
/** Columns of sentences, read from the left. */
const worded = new Set(['部门', '退回原因', '协商调整']);
const stateColumn = details.findIndex(({ header }) => header === '状态') + 1;

function writeDetails(
  workbook: ExcelJS.Workbook,
  title: string,
  told: string,
  frames: readonly Frame[],
  agreed: ReadonlyMap<string, string>,
): void {
  const sheet = newSheet(workbook, '明细', title, told, details);
  for (const frame of frames) {
    const row = sheet.addRow(details.map(({ of }) => of(frame, agreed)));
    row.eachCell({ includeEmpty: true }, (cell, column) =>
      Object.assign(cell, {
        border,
        alignment: {
          vertical: 'middle',
          wrapText: true,
          ...(typeof cell.value === 'number'
            ? {}
            : { horizontal: worded.has(details[column - 1]?.header ?? '') ? 'left' : 'center' }),
        },
      }),
    );
    row.getCell(stateColumn).fill = fillOf(fills[frame.state]);
  }
  sheet.autoFilter = { from: { row: HEAD, column: 1 }, to: { row: HEAD + frames.length, column: details.length } };
}

const HEAD = 3;

/** A sheet with title, time and head, frozen below the head, printing on A4 across. */
function newSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  title: string,
  told: string,
  columns: readonly { readonly header: string; readonly width: number }[],
): ExcelJS.Worksheet {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: name === '明细' ? 1 : 2, ySplit: HEAD }],
    pageSetup: {
      paperSize: PAPER_A4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${HEAD}`,
    },
  });
  columns.forEach(({ width }, index) => (sheet.getColumn(index + 1).width = width));
  sheet.addRow([safe(title)]);
  sheet.mergeCells(1, 1, 1, columns.length);
  sheet.getCell(1, 1).font = { bold: true, size: 16 };
  sheet.getCell(1, 1).alignment = { horizontal: 'center', vertical: 'middle' };
  sheet.getRow(1).height = 32;
  sheet.addRow([told]);
  sheet.mergeCells(2, 1, 2, columns.length);
  sheet.getCell(2, 1).alignment = { horizontal: 'right' };
  sheet.getCell(2, 1).font = { color: { argb: 'FF7F7F7F' } };
  const head = sheet.addRow(columns.map(({ header }) => header));
  head.height = 24;
  head.eachCell((cell) =>
    Object.assign(cell, {
      border,
      font: { bold: true },
      fill: fillOf('FFDCE6F1'),
      alignment: { horizontal: 'center', vertical: 'middle', wrapText: true },
    }),
  );
  return sheet;
}

/** A text as text: nothing a spreadsheet would run when the cell is copied into another file. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
