/**
 * The room of the public survey: it is opened, phones answer by its pages, and in the end what looks stuffed is set apart and decided
 * by two people.
 *
 * Promise: addresses are those set aside for documentation (RFC 5737 and 2544), of nobody.
 */
import * as responses from '#responses';
import type { PublicSurveySettings } from '#contract';
import { Problem } from '#problem';
import type { NumberStream } from '#sampling';
import type { Questionnaire } from '#surveys';
import { sayAnswers, type Said } from '../answers.ts';
import { carriedBy, type Door } from '../door.ts';
import { standingOf } from '../standing.ts';
import { actingAs, cycleOf, type Stage } from '../stage.ts';

export interface SurveyPlan {
  readonly slug: string;
  readonly title: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** Sets and opens it; gives how it was set: another name in its address where an interrupted loading has kept it. */
export async function openSurvey(
  stage: Stage,
  { slug, title, opensAt, closesAt }: SurveyPlan,
): Promise<PublicSurveySettings> {
  const { id } = cycleOf(stage);
  const office = actingAs(stage, 'office', opensAt);
  const settings = {
    title,
    organiser: '演示：绩效考评领导小组办公室',
    hotline: '0771-2811111',
    notice:
      '请您评价各单位的工作。网上评议与抽样调查分开统计，一并公布。\n这是演示，单位以外的内容都是编的，随意试填。',
    verifyText: '电话访问由民意调查中心进行，来电显示12340；短信只含一个个人链接，不会索要姓名、证件和验证码。',
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    links: [],
  };
  const set = async (name: string): Promise<PublicSurveySettings> => {
    await responses.save(office, id, { slug: name, ...settings });
    return { slug: name, ...settings };
  };
  const survey = await set(slug).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'public-survey-slug-taken')) throw error;
    return set(`${slug}-${id.slice(0, 4)}`);
  });
  await responses.open(office, id);
  return survey;
}

export interface Visit {
  readonly department: string;
  readonly address: string;
  readonly at: Date;
  /** Between the first page and the last. */
  readonly seconds: number;
  readonly said: Said;
}

/** One person answers by the pages. */
export async function answerSurvey(stage: Stage, door: Door, slug: string, visit: Visit): Promise<void> {
  const path = `/s/${slug}/${stage.departmentIds.get(visit.department)!}`;
  const phone = door.phone(visit.address);
  door.at = visit.at;
  const first = await phone.get(path);
  door.at = new Date(visit.at.getTime() + visit.seconds * 1000);
  const last = await phone.post(path, { ...carriedBy(first), ...visit.said, _go: 'submit' });
  if (last.status !== 303) throw new Error(`an answer of the demo is not taken: ${visit.department} ${last.status}`);
}

const DAY_SECONDS = 24 * 3600;

/** Ordinary visitors: each from an address of its own, at any hour of the days from `from` on. */
export function ordinaryVisits(
  content: Questionnaire,
  stream: NumberStream,
  { from, days, departments, each }: { from: Date; days: number; departments: readonly string[]; each: number },
): Visit[] {
  const visits: Visit[] = [];
  for (const [d, department] of departments.entries())
    for (let i = 0; i < each; i += 1) {
      const hour = 8 + stream.below(14);
      const second = stream.below(days) * DAY_SECONDS + hour * 3600 + stream.below(3600);
      visits.push({
        department,
        address: `198.18.${(d * 37 + i * 11) % 256}.${1 + ((d * 53 + i * 7) % 254)}`,
        at: new Date(from.getTime() + second * 1000),
        seconds: 45 + stream.below(200),
        said: sayAnswers(content, stream, (standingOf(department) - 18) / 100),
      });
    }
  return visits.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Somebody's staff room: all from one network within the hour, all the best marks, in a few seconds each. */
export function stuffedVisits(department: string, from: Date, count: number, said: Said): Visit[] {
  return Array.from({ length: count }, (_, i) => ({
    department,
    address: `203.0.113.${10 + i}`,
    at: new Date(from.getTime() + i * 95_000),
    seconds: 6 + (i % 4),
    said,
  }));
}

/** Closed and checked; two people decide what was set apart; what was kept to find stuffing is destroyed. */
export async function concludeSurvey(
  stage: Stage,
  survey: PublicSurveySettings,
  closed: Date,
  decided: Date,
): Promise<void> {
  const { id } = cycleOf(stage);
  const office = actingAs(stage, 'office', closed);
  const before = actingAs(stage, 'office', new Date(closed.getTime() - 60_000));
  await responses.save(before, id, { ...survey, closesAt: closed.toISOString() });
  // A server that is running may be quicker: by the real clock the time is over.
  await responses.close(office, id).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'public-survey-state')) throw error;
  });
  await responses.check(office, id);
  const one = actingAs(stage, 'office', decided);
  const other = actingAs(stage, 'office2', new Date(decided.getTime() + 3600_000));
  const { groups } = await responses.desk(one, id);
  const proposals: string[] = [];
  for (const { departmentId, reasons } of groups)
    proposals.push(
      (
        await responses.propose(one, id, {
          departmentId,
          reasons,
          act: 'exclude',
          grounds: '演示：同一网络一小时内集中提交，全部为最高分，用时只有几秒',
        })
      ).id,
    );
  for (const proposal of proposals) await responses.confirm(other, proposal);
  await responses.conclude(actingAs(stage, 'office', new Date(decided.getTime() + 2 * 3600_000)), id);
}
