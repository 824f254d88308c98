/**
 * The call room: its workbook is downloaded, filled in as its people would, and handed in again.
 *
 * Promise: through the template and the import everybody uses; a file that is not taken ends the demo with what is wrong.
 */
import ExcelJS from 'exceljs';
import * as fieldwork from '#fieldwork';
import type { NumberStream } from '#sampling';
import type { Questionnaire } from '#surveys';
import { sayAnswers } from '../answers.ts';
import { standingOf } from '../standing.ts';
import { actingAs, cycleOf, type Stage } from '../stage.ts';
import { publishedFor } from './questionnaires.ts';

/** How a case ends, out of a hundred. */
const endings: readonly (readonly [button: string, share: number])[] = [
  ['11 成功完成', 68],
  ['31 无人接听', 9],
  ['33 关机', 6],
  ['21 本人拒访（可再试）', 5],
  ['41 空号 / 错号', 4],
  ['42 非本人（不认识 / 已调离 / 未办过此事）', 3],
  ['22 坚决拒访 / 要求不再来电', 3],
  ['12 中途终止（可续访）', 2],
];

const beijing = (at: Date): string =>
  new Date(at.getTime() + 8 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');

export interface Calling {
  readonly drawId: string;
  readonly kind: 'hot-topics' | 'system-cadres';
  /** When the workbook comes in; the calls were made in the hours before. */
  readonly at: Date;
  /** Of a hundred cases that wait, how many are called. */
  readonly called: number;
  /** Cases that were called before; those of this time are added. */
  readonly done: Set<string>;
  readonly stream: NumberStream;
}

/** Gives how many answered. */
export async function fillCalls(stage: Stage, { drawId, ...calling }: Calling): Promise<number> {
  const operator = actingAs(stage, 'operator1', calling.at);
  const contents = await publishedFor(stage, calling.at);
  const book = new ExcelJS.Workbook();
  const template = (await fieldwork.resultTemplate(operator, drawId, undefined)).body as Uint8Array;
  await book.xlsx.load(template.slice().buffer);
  for (const sheet of book.worksheets) {
    if (sheet.name === '选项' || sheet.name === '说明') continue;
    stage.proceed();
    fillSheet(sheet, contents, calling);
  }
  const results = await fieldwork.store(operator, drawId, {
    files: [{ name: '回收表.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer()) }],
  });
  if (!results.stored)
    throw new Error(
      `the demo's call results are not taken: ${results.findings.map(({ message }) => message).join('; ')}`,
    );
  return results.filed;
}

function fillSheet(
  sheet: ExcelJS.Worksheet,
  contents: ReadonlyMap<string, Questionnaire>,
  { kind, at, called, done, stream }: Omit<Calling, 'drawId'>,
): void {
  const heads = Array.from(sheet.getRow(1).values as (string | undefined)[], (head) => head ?? '');
  const columnOf = (key: string) => heads.findIndex((head) => head === key || head.endsWith(`[${key}]`));
  for (let number = 2; number <= sheet.rowCount; number += 1) {
    const row = sheet.getRow(number);
    const write = (key: string, value: string) => (row.getCell(columnOf(key)).value = value);
    const unit = row.getCell(columnOf('样本编号')).text;
    // Who has answered in another way is not called: the workbook says so.
    const spared = row.getCell(columnOf('备注')).text !== '';
    if (spared || done.has(unit) || stream.below(100) >= called) continue;
    done.add(unit);
    const department = row.getCell(columnOf('评价单位')).text;
    const content = contents.get(kind === 'hot-topics' ? `${department} ${kind}` : kind);
    const ending = endingOf(stream);
    write('话务结果', ending);
    write('拨打次数', String(1 + stream.below(ending.startsWith('3') ? 5 : 3)));
    write('最近拨打时间', beijing(new Date(at.getTime() - (10 + stream.below(170)) * 60_000)));
    write('访问员', String(1 + stream.below(12)).padStart(2, '0'));
    if (!ending.startsWith('11') || !content) continue;
    const said = sayAnswers(content, stream, standingOf(department) / 100);
    for (const [item, value] of Object.entries(said)) write(item, typeof value === 'string' ? value : value.join('、'));
  }
}

function endingOf(stream: NumberStream): string {
  let left = stream.below(100);
  return endings.find(([, share]) => (left -= share) < 0)?.[0] ?? '31 无人接听';
}

/** What is left open about rates is decided before results come in. */
export async function chooseRates(stage: Stage, at: Date): Promise<void> {
  await fieldwork.setChoices(actingAs(stage, 'office', at), cycleOf(stage).id, { switchedOff: 'NC', brokenOff: 'R' });
}
