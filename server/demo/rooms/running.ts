/**
 * This year as it is going on: the open web and the leaders' vote are open, the first calls and the first paper are in. No score yet.
 */
import * as paper from '#paper';
import { departments } from '../departments.ts';
import { openDoor } from '../door.ts';
import { demoStream } from '../lists.ts';
import { actingAs, cycleOf, instantOf, type Stage } from '../stage.ts';
import { draws as storyDraws } from '../story.ts';
import { chooseRates, fillCalls } from './calls.ts';
import { sendLinks } from './links.ts';
import { enterForms } from './paper.ts';
import { castVotes, inOrder, openVote, preparePoll } from './poll.ts';
import { answerSurvey, openSurvey, ordinaryVisits } from './public-survey.ts';
import { publishedFor } from './questionnaires.ts';

const at = (hour: number, minute = 0): number => hour * 60 + minute;
/** Departments that people come across. */
const met = [
  '公安厅',
  '教育厅',
  '民政厅',
  '交通运输厅',
  '卫生计生委',
  '人力资源社会保障厅',
  '财政厅',
  '农业厅',
  '水利厅',
];

/** Before the draws: what everybody may see is opened. */
export async function openVoting(stage: Stage): Promise<void> {
  const door = openDoor(stage);
  const opensAt = instantOf(stage, 2, at(8, 30));
  const { slug } = await openSurvey(stage, {
    slug: `yanshi-${stage.year}`,
    title: `演示：${stage.year}年度社会评价网上评议`,
    opensAt,
    closesAt: instantOf(stage, -20, at(18)),
  });
  const content = (await publishedFor(stage, opensAt)).get('public')!;
  const visits = ordinaryVisits(content, demoStream(`${stage.year} visits`), {
    from: instantOf(stage, 2, at(0)),
    days: 2,
    departments: met,
    each: 14,
  }).filter((visit) => visit.at > opensAt);
  for (const visit of visits) {
    stage.proceed();
    await answerSurvey(stage, door, slug, visit);
  }
  stage.publicSlug = slug;
  const poll = await preparePoll(stage, {
    at: instantOf(stage, 2, at(8, 35)),
    closesAt: instantOf(stage, -20, at(18)),
    title: `演示：${stage.year}年度领导评价`,
    units: inOrder(departments.filter(({ category }) => category !== 'state-security').map(({ name }) => name)),
  });
  await openVote(stage, instantOf(stage, 2, at(9, 15)));
  const left = await castVotes(stage, door, poll, { from: instantOf(stage, 2, at(9, 30)), hours: 22, share: 60 });
  stage.unusedCards = left.slice(0, 3);
}

/** After the draws: the first evening of calls, and a morning of typing. */
export async function startFieldwork(stage: Stage): Promise<void> {
  const stream = demoStream(`${stage.year} fieldwork`);
  const sealed = storyDraws.flatMap((story, i) => {
    const drawn = stage.draws[i];
    return story.reaches === 'sealed' && drawn ? [{ story, drawn }] : [];
  });
  const mailed = sealed.find(({ story }) => story.list === 'cadres');
  if (mailed) {
    const batch = await paper.create(actingAs(stage, 'operator1', instantOf(stage, 1, at(18))), cycleOf(stage).id, {
      title: '演示：系统干部职工邮寄问卷（第一批）',
      kind: 'system-cadres',
      source: { kind: 'draw', drawId: mailed.drawn.id },
    });
    await enterForms(stage, {
      batch,
      first: 24,
      second: 16,
      firstAt: instantOf(stage, 1, at(18, 10)),
      secondAt: instantOf(stage, 1, at(19)),
      stream,
    });
  }
  const called = sealed.find(({ story }) => story.list !== 'cadres' && story.design.method === 'stratified');
  if (!called) return;
  await chooseRates(stage, instantOf(stage, 1, at(20)));
  await fillCalls(stage, {
    drawId: called.drawn.id,
    kind: 'hot-topics',
    at: instantOf(stage, 1, at(21, 30)),
    called: 70,
    done: new Set(),
    stream,
  });
  const opensAt = instantOf(stage, 1, at(21, 40));
  await sendLinks(stage, openDoor(stage), await publishedFor(stage, opensAt), {
    drawId: called.drawn.id,
    title: `演示：${stage.year}年度热点难点工作短信链接`,
    opensAt,
    closesAt: instantOf(stage, -15, at(18)),
    share: 30,
    hours: 2,
    stream,
  });
}
