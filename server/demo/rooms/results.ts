/**
 * The room of results: the two years before are scored to the end, so that totals, grades, feedback and a review can be looked at.
 *
 * Promise: through the rooms' own verbs; option counts go in by the platform's own workbook, like those of a survey held elsewhere.
 */
import ExcelJS from 'exceljs';
import * as cycles from '#cycles';
import { components, counts, ledger, own, packages, reviews, scoring } from '#results';
import type { Context } from '../../context.ts';
import { departments } from '../departments.ts';
import { demoStream } from '../lists.ts';
import { actingAs, dayOf, instantOf, type Stage } from '../stage.ts';
import { OPENED_DAYS_AGO } from '../story.ts';
import { CYCLE_PREFIX } from './cycle.ts';

/** Before this year's cycle opens, one quarter of an hour for each year. */
const OPENS = 8 * 60 + 31;
/** The day before today, after the draws. */
const REVIEW_DAYS_AGO = 1;
const grounds = {
  reason: '演示：经绩效考评领导小组会议研究',
  document: '演示：领导小组会议纪要第3号',
  decidedBy: '演示：绩效考评领导小组',
};

export async function fillResults(stage: Stage): Promise<void> {
  for (const [i, year] of [stage.year - 2, stage.year - 1].entries()) await fillYear(stage, year, OPENS + i * 14);
}

const nameOf = (year: number) => `${CYCLE_PREFIX}：${year}年度自治区直属机关绩效考评`;

async function fillYear(stage: Stage, year: number, minutes: number): Promise<void> {
  const as = (who: string, later: number) => actingAs(stage, who, instantOf(stage, OPENED_DAYS_AGO, minutes + later));
  const office = as('office', 0);
  // One more year of the demo finds the year before already told.
  if ((await cycles.list(office)).items.some(({ name }) => name === nameOf(year))) return;
  stage.proceed();
  const { id } = await cycles.create(office, {
    name: nameOf(year),
    year,
    homeArea: '0771',
    frameDeadlineOn: dayOf(stage, OPENED_DAYS_AGO + 60),
  });
  await cycles.addAppraisees(office, id, {
    departmentIds: departments.map(({ name }) => stage.departmentIds.get(name)!),
    frames: [],
  });
  await scoring.choose(office, id, { reference: 'gx2018-dept@1' });
  await decideAll(office, id);
  await fillScores(stage, office, id, year);
  await cycles.change(office, id, { state: 'closed' });
  await publish(office, as('office2', 7), id);
}

/** Everything the document leaves open, as the platform suggests it; readings of low certainty one by one. */
async function decideAll(office: Context, id: string): Promise<void> {
  const { settings } = await scoring.get(office, id);
  const open = settings.filter(({ needed, suggestion }) => needed && suggestion !== null);
  const item = ({ key, suggestion }: (typeof open)[number]) => ({ key, value: suggestion });
  await scoring.decide(office, id, {
    items: [
      ...open.filter(({ certainty }) => certainty === null).map(item),
      { key: 'plan:my1', value: publicPlan },
      { key: 'plan:my2', value: leaderPlan },
      // No notice of 三月三 covers this year yet, so the term is counted by the national calendar.
      { key: 'review', value: { workingDays: 5, calendar: 'CN' } },
    ],
    ...grounds,
  });
  for (const one of open.filter(({ certainty }) => certainty === 'low'))
    await scoring.decide(office, id, { items: [item(one)], ...grounds });
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

async function fillScores(stage: Stage, office: Context, id: string, year: number): Promise<void> {
  const { groups, appraisees } = await scoring.get(office, id);
  const stream = demoStream(`${year} scores`);
  // A department's standing stays from year to year, with some luck.
  const standing = demoStream('standing of departments');
  const skill = new Map(departments.map(({ name }) => [stage.departmentIds.get(name)!, standing.below(100)]));
  const asked = new Set(['my1', 'my2']);
  const items = appraisees.flatMap((appraisee) => {
    const group = groups.find(({ id: key }) => key === appraisee.group);
    if (!group || group.manual) return [];
    return group.leaves
      .filter((leaf) => !asked.has(leaf.id))
      .map((leaf) => {
        const full = Number(leaf.full ?? '100');
        const share = leaf.unit === 'earned' ? 0.55 : 0.9;
        const per = share + (1 - share) * ((skill.get(appraisee.id)! * 0.7 + stream.below(100) * 0.25) / 100);
        return { departmentId: appraisee.id, leaf: leaf.id, value: (full * per).toFixed(2), applies: true };
      });
  });
  await components.enter(office, id, { items, document: '演示：各主考单位报送的评分表' });
  for (const appraisee of appraisees)
    if (groups.find(({ id: key }) => key === appraisee.group)?.manual)
      await ledger.setManual(office, id, appraisee.id, {
        total: null,
        grade: '一等',
        document: '演示：专项考评结果通报',
        decidedBy: '演示：绩效考评领导小组',
      });
  const book = new ExcelJS.Workbook();
  const template = (await counts.template(office, id)).body as Uint8Array;
  // exceljs wants a buffer of its own.
  await book.xlsx.load(template.slice().buffer);
  for (const sheet of book.worksheets) {
    const answers = sheet.name.startsWith('my2') ? 60 : 180;
    for (let row = 4; row <= sheet.rowCount; row += 1) {
      const name = sheet.getCell(row, 1).text;
      const good = 62 + 0.2 * (skill.get(stage.departmentIds.get(name) ?? '') ?? 50) + stream.below(8);
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

async function publish(office: Context, deputy: Context, id: string): Promise<void> {
  const { inputDigest, blocking } = await packages.compute(office, id);
  if (inputDigest === null)
    throw new Error(`the demo's results are blocked: ${blocking.map(({ code }) => code).join(', ')}`);
  const frozen = await packages.freeze(office, id, { reason: '演示：年度考评结果汇总', inputDigest });
  await packages.publish(deputy, frozen.id, { digest: frozen.digest });
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
