/**
 * Lists for a message gateway: a mobile number and its message a row, only of those who have not answered.
 *
 * Promise: numbers are opened here and nowhere else in this room; every list is noted with its reason; it names nobody, and says nothing
 * of those who are not on it.
 */
import ExcelJS from 'exceljs';
import type { LinkRound } from '#contract';
import { write, type Tx } from '#db';
import { releasedCases } from '#draws';
import { Problem } from '#problem';
import { unseal } from '#vault';
import { beijingMinute } from '../beijing.ts';
import { shownName, type Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { codeOf } from './codes.ts';
import { compose, linkOf, sizeOf, type MessageSize } from './message.ts';
import { mustBeOpen } from './rounds.ts';
import { keyPlace, type RoundRow } from './rows.ts';

interface Message extends MessageSize {
  readonly mobile: string;
  readonly text: string;
}

interface Asked {
  readonly which: 'all' | 'reminder';
  readonly format: 'xlsx' | 'csv';
  readonly reason: string;
}

/** Whose link works and who has no live sheet, of whatever channel. */
async function waitingOf(tx: Tx, { id, drawId }: RoundRow): Promise<ReadonlySet<string>> {
  const rows = await tx<{ unitId: string }[]>`
    select c.unit_id from link_cases c
    where c.round_id = ${id} and c.state = 'out' and not exists (
      select from answer_sheets s
      where s.draw_id = ${drawId} and s.unit_id = c.unit_id and s.state in ('counted', 'quarantined'))`;
  return new Set(rows.map(({ unitId }) => unitId));
}

export async function exportList(ctx: Context, roundId: string, { which, format, reason }: Asked): Promise<FileReply> {
  return write(ctx, 'link.export', async (tx, note) => {
    const round = await mustBeOpen(tx, ctx, roundId);
    const waiting = await waitingOf(tx, round);
    if (waiting.size === 0) throw new Problem('link-nobody-to-send');
    const { cases } = await releasedCases(tx, ctx, round.drawId, { persons: true });
    const { dataKey } = await ctx.vault.cycleKeys(tx, round.cycleId);
    const [row] = await tx<{ keySealed: Buffer }[]>`select key_sealed from link_rounds where id = ${roundId}`;
    const key = unseal(dataKey, keyPlace(roundId), row?.keySealed ?? Buffer.alloc(0));
    const words = which === 'all' ? round.message : round.reminder;
    const messages = cases
      .filter(({ unitId }) => waiting.has(unitId))
      .flatMap(({ unitId, departmentName, person }): Message[] => {
        const mobile = person?.numbers.find(({ type }) => type === 'mobile')?.e164.replace(/^\+86/, '');
        if (mobile === undefined) return [];
        const text = compose(words, { link: linkOf(round.linkBase, codeOf(key, unitId)), department: departmentName });
        return [{ mobile, text, ...sizeOf(text) }];
      });
    if (messages.length === 0) throw new Problem('link-nobody-to-send');
    const taken: Omit<LinkRound['exports'][number], 'exportedAt' | 'exportedBy' | 'number'> = {
      which,
      format,
      messages: messages.length,
      unreachable: waiting.size - messages.length,
      parts: messages.reduce((sum, { parts }) => sum + parts, 0),
      reason,
    };
    await tx`
      insert into link_exports (round_id, number, which, format, messages, unreachable, parts, reason, exported_at, exported_by)
      select ${roundId}::uuid, coalesce(max(number), 0) + 1, ${which}, ${format}, ${taken.messages}, ${taken.unreachable}, ${taken.parts},
        ${reason}, ${ctx.now}, ${shownName(ctx.actor)}
      from link_exports where round_id = ${roundId}`;
    note({ subject: `cycle:${round.cycleId}`, detail: { round: roundId, ...taken } });
    const fileName = `短信名单-${round.title}-${which === 'all' ? '首次' : '提醒'}.${format}`;
    return format === 'csv'
      ? new FileReply(csvOf(messages), 'text/csv; charset=utf-8', { fileName })
      : new FileReply(
          await bookOf(messages, round, taken, ctx.now),
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          { fileName },
        );
  });
}

const heads = ['手机号', '短信内容', '字数', '条数'] as const;
const cellsOf = ({ mobile, text, characters, parts }: Message): string[] => [
  mobile,
  inert(text),
  String(characters),
  String(parts),
];

/** A text nothing runs. */
const inert = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text);

function csvOf(messages: readonly Message[]): string {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [[...heads], ...messages.map(cellsOf)].map((line) => line.map(quoted).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

async function bookOf(
  messages: readonly Message[],
  round: RoundRow,
  taken: { readonly messages: number; readonly unreachable: number; readonly parts: number },
  now: Date,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Pingyi';
  const sheet = book.addWorksheet('短信名单', { views: [{ state: 'frozen', ySplit: 1 }] });
  const text: Partial<ExcelJS.Style> = { numFmt: '@', alignment: { vertical: 'top', wrapText: true } };
  sheet.columns = heads.map((header, at) => ({ header, width: [14, 80, 7, 7][at] ?? 10, style: text }));
  sheet.getRow(1).font = { bold: true };
  for (const message of messages) sheet.addRow(cellsOf(message));
  const guide = book.addWorksheet('说明');
  guide.columns = [
    { width: 14, style: text },
    { width: 90, style: text },
  ];
  for (const line of [
    ['短信链接', round.title],
    ['有效时间', `${beijingMinute(round.opensAt)}至${beijingMinute(round.closesAt)}（北京时间）`],
    ['人数', `${taken.messages}人，共${taken.parts}条短信；另有${taken.unreachable}人没有手机号`],
    ['导出时间', beijingMinute(now)],
    ['条数', '有汉字的短信，70字以内算1条；更长的按67字一条拆开，手机上合成一条显示。'],
    ['保密', '每个链接只给对应的号码，谁有链接谁就能作答。本表只用于这一次发送，不得转发，发完删除。'],
    ['核实', '收信人可以打监督电话，或在网站的“这是真的吗？”页核实。'],
  ])
    guide.addRow(line.map(inert));
  return Buffer.from(await book.xlsx.writeBuffer());
}
