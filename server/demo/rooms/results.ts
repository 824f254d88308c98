/**
 * The room of results: the two years before are scored to the end, so that totals, grades, feedback and a review can be looked at.
 *
 * Promise: through the rooms' own verbs; option counts go in by the platform's own workbook, like those of a survey held elsewhere.
 */
import ExcelJS from 'exceljs';
import * as cycles from '#cycles';
import { counts, ledger, own, reviews, scoring } from '#results';
import type { Context } from '../../context.ts';
import { departments } from '../departments.ts';
import { demoStream } from '../lists.ts';
import { decideAll, enterOtherScores, grounds, publishResults } from './scoring.ts';
import { standingOf } from '../standing.ts';
import { actingAs, dayOf, instantOf, type Stage } from '../stage.ts';
import { SCORED_DAYS_AGO } from '../story.ts';
import { CYCLE_PREFIX } from './cycle.ts';

/** One quarter of an hour for each year. */
const OPENS = 8 * 60 + 31;
/** The day before today, after the draws. */
const REVIEW_DAYS_AGO = 1;

export async function fillResults(stage: Stage): Promise<void> {
  for (const [i, year] of [stage.year - 2, stage.year - 1].entries()) await fillYear(stage, year, OPENS + i * 14);
}

const nameOf = (year: number) => `${CYCLE_PREFIX}：${year}年度自治区直属机关绩效考评`;

async function fillYear(stage: Stage, year: number, minutes: number): Promise<void> {
  const as = (who: string, later: number) => actingAs(stage, who, instantOf(stage, SCORED_DAYS_AGO, minutes + later));
  const office = as('office', 0);
  // One more year of the demo finds the year before already told.
  if ((await cycles.list(office)).items.some(({ name }) => name === nameOf(year))) return;
  stage.proceed();
  const { id } = await cycles.create(office, {
    name: nameOf(year),
    year,
    homeArea: '0771',
    frameDeadlineOn: dayOf(stage, SCORED_DAYS_AGO + 60),
  });
  await cycles.addAppraisees(office, id, {
    departmentIds: departments.map(({ name }) => stage.departmentIds.get(name)!),
    frames: [],
  });
  await scoring.choose(office, id, { reference: 'gx2018-dept@1' });
  await decideAll(office, id, { my1: publicPlan, my2: leaderPlan });
  await fillScores(office, id, year);
  await cycles.change(office, id, { state: 'closed' });
  await publishResults(office, as('office2', 7), id);
}

const publicPlan = {
  table: 'over5',
  satisfied: ['5', '4'],
  raterGroups: [
    {
      id: 'public',
      name: '社会公众',
      source: 'counts',
      kind: 'sample',
      weight: '0.6',
      questions: [{ id: 'q1', name: '对该部门工作的总体评价' }],
    },
    {
      id: 'cadres',
      name: '系统干部职工',
      source: 'counts',
      kind: 'sample',
      weight: '0.4',
      questions: [{ id: 'q1', name: '对该部门指导服务基层的评价' }],
    },
  ],
};
const leaderPlan = {
  table: 'over5',
  satisfied: ['5', '4'],
  raterGroups: [
    {
      id: 'leaders',
      name: '各市和部门领导',
      source: 'counts',
      kind: 'panel',
      questions: [{ id: 'q1', name: '履职表现' }],
    },
  ],
};

async function fillScores(office: Context, id: string, year: number): Promise<void> {
  const stream = demoStream(`${year} scores`);
  const appraisees = await enterOtherScores(office, id, stream);
  const book = new ExcelJS.Workbook();
  const template = (await counts.template(office, id)).body as Uint8Array;
  // exceljs wants a buffer of its own.
  await book.xlsx.load(template.slice().buffer);
  for (const sheet of book.worksheets) {
    const answers = sheet.name.startsWith('my2') ? 60 : 180;
    for (let row = 4; row <= sheet.rowCount; row += 1) {
      const name = sheet.getCell(row, 1).text;
      const good = 62 + 0.2 * standingOf(name) + stream.below(8);
      const shares = [good * 0.6, good * 0.4, (100 - good) * 0.65, (100 - good) * 0.25, (100 - good) * 0.1];
      shares.forEach((share, i) => (sheet.getCell(row, 4 + i).value = Math.round((share * answers) / 100)));
      sheet.getCell(row, 9).value = stream.below(9);
      sheet.getCell(row, 10).value = stream.below(4);
      sheet.getCell(row, 11).value = stream.below(3);
    }
  }
  await counts.upload(office, id, {
    document: '演示：民调中心调查报告',
    files: [{ name: '选项计数.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer()) }],
  });
  const demoted = appraisees.find(({ name }) => name.includes('水利厅'));
  if (demoted)
    await ledger.addOverride(office, id, {
      departmentId: demoted.id,
      kind: 'demote',
      ...grounds,
      reason: '演示：安全生产方面出现重大问题',
    });
}

/** The last room: sheets of last year are received by some, and one of them asks for a review. */
export async function fillReviews(stage: Stage): Promise<void> {
  const as = (who: string, minutes: number) => actingAs(stage, who, instantOf(stage, REVIEW_DAYS_AGO, minutes));
  const present = (await cycles.list(as('office', 17 * 60))).items;
  const last = present.find(({ name }) => name === nameOf(stage.year - 1));
  if (!last) throw new Error('no results of last year');
  const received = departments.slice(0, 12);
  for (const [i, { name, login }] of received.entries())
    await own.acknowledge(as(login, 17 * 60 + i), last.id, stage.departmentIds.get(name)!, {});
  const [asking] = received;
  if (!asking) return;
  await reviews.file(as(asking.login, 17 * 60 + 30), last.id, stage.departmentIds.get(asking.name)!, {
    item: '演示：共性目标得分',
    reason: '演示：党建台账检查当日部分资料正在上级机关备查，附借阅记录',
    request: '请核对借阅记录后更正共性目标得分',
    files: [{ name: '借阅记录.txt', bytes: new TextEncoder().encode('演示：借阅记录') }],
  });
}
