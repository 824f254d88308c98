/**
 * The pilot: one small cycle told from its lists to a decided review, in which all ways of answering end in one score.
 *
 * Promise: by the rooms' own verbs and the pages' own forms; nothing is inserted. Told once, whatever number of years follows.
 */
import * as cycles from '#cycles';
import type { Draw, Frame } from '#contract';
import * as draws from '#draws';
import * as frames from '#frames';
import * as paper from '#paper';
import * as questionnaires from '#questionnaires';
import { own, packages, reviews, scoring } from '#results';
import { openDoor } from '../door.ts';
import { writeFiles } from '../files.ts';
import { demoStream, makeList } from '../lists.ts';
import {
  pilotDays,
  pilotDepartments,
  pilotPlans,
  pilotSizes,
  reviewingDepartment,
  stuffedDepartment,
} from '../pilot.ts';
import { actingAs, cycleOf, dayOf, instantOf, kindOf, type Stage } from '../stage.ts';
import { chooseRates, fillCalls } from './calls.ts';
import { CYCLE_PREFIX } from './cycle.ts';
import { dice } from './draws.ts';
import { endLinks, sendLinks } from './links.ts';
import { enterForms } from './paper.ts';
import { castVotes, inOrder, keptOpen, openPoll, openVote, preparePoll } from './poll.ts';
import { answerSurvey, concludeSurvey, openSurvey, ordinaryVisits, stuffedVisits } from './public-survey.ts';
import { publishCommon, publishedFor, releaseOwn } from './questionnaires.ts';
import { decideAll, enterOtherScores, publishResults } from './scoring.ts';

/** All names of the pilot end alike: it is found by that. */
const ENDING = '监督类部门社会评价试评（多种方式，已公布）';
export const isPilot = (name: string): boolean => name.endsWith(ENDING);

const at = (hour: number, minute = 0): number => hour * 60 + minute;
const names = pilotDepartments.map(({ name }) => name);

export async function fillPilot(whole: Stage): Promise<void> {
  const before = (await cycles.list(actingAs(whole, 'office', instantOf(whole, pilotDays.opened, at(8))))).items.find(
    ({ name }) => isPilot(name),
  );
  if (before) {
    if (await isPublished(whole, before.id)) return;
    // What an interruption has left makes room for a complete one.
    await cycles.change(actingAs(whole, 'office', whole.now), before.id, {
      name: `${CYCLE_PREFIX}（未载完，${before.id.slice(0, 8)}）：试评`,
      state: 'closed',
    });
  }
  const stage: Stage = { ...whole, frames: new Map(), cycle: undefined };
  await open(stage);
  await askQuestions(stage);
  await fileLists(stage);
  const topics = await draw(stage, 'topics', pilotSizes.callsEach, 0);
  const cadres = await draw(stage, 'cadres', pilotSizes.formsEach, 30);
  stage.say('试评：抽样完成，开始收集回答');
  await collect(stage, { topics, cadres });
  await score(stage);
}

async function isPublished(stage: Stage, cycleId: string): Promise<boolean> {
  const { items } = await packages.list(actingAs(stage, 'office', stage.now), cycleId);
  return items.some(({ publishedAt }) => publishedAt !== null);
}

async function open(stage: Stage): Promise<void> {
  const office = actingAs(stage, 'office', instantOf(stage, pilotDays.opened, at(9)));
  const { id } = await cycles.create(
    office,
    {
      name: `${CYCLE_PREFIX}：${stage.year}年${ENDING}`,
      year: stage.year,
      homeArea: '0771',
      frameDeadlineOn: dayOf(stage, pilotDays.deadline),
    },
    questionnaires.draftForNewCycle,
  );
  await cycles.addAppraisees(office, id, {
    departmentIds: names.map((name) => stage.departmentIds.get(name)!),
    frames: [
      { list: 'system-cadres', attachment: 2, minimum: 0, coverage: 'none' },
      { list: 'hot-topics', attachment: 3, minimum: 100, coverage: 'none' },
    ],
  });
  stage.cycle = await cycles.change(office, id, { state: 'collecting' });
  // The algorithm is decided before anybody answers.
  await scoring.choose(office, id, { reference: 'gx2018-dept@1' });
  await decideAll(office, id, pilotPlans);
  for (const frame of (await frames.list(office, { cycleId: id })).items)
    stage.frames.set(`${frame.department.name} ${frame.list}`, frame);
}

async function askQuestions(stage: Stage): Promise<void> {
  await publishCommon(stage, instantOf(stage, pilotDays.questionnaires, at(9)));
  await releaseOwn(stage, pilotDepartments, instantOf(stage, pilotDays.questionnaires, at(10)));
}

async function fileLists(stage: Stage): Promise<void> {
  const filed: { readonly frame: Frame; readonly submissionId: string }[] = [];
  for (const [i, department] of pilotDepartments.entries())
    for (const list of ['cadres', 'topics'] as const) {
      stage.proceed();
      const frame = stage.frames.get(`${department.name} ${kindOf(list)}`)!;
      const files = await writeFiles(
        {
          department: department.name,
          list: kindOf(list),
          attachment: frame.attachment,
          year: stage.year,
          reportedOn: dayOf(stage, pilotDays.filed),
          entries: makeList({
            department,
            list: kindOf(list),
            year: stage.year,
            edition: ' pilot',
            ...(list === 'topics' ? { size: pilotSizes.topics } : {}),
          }),
        },
        'xlsx',
      );
      const when = instantOf(stage, pilotDays.filed, at(9, i * 30 + (list === 'topics' ? 5 : 0)));
      const submission = await frames.submit(actingAs(stage, department.login, when), frame.id, { files });
      filed.push({ frame, submissionId: submission.id });
    }
  for (const [i, { frame, submissionId }] of filed.entries())
    await frames.accept(actingAs(stage, 'operator1', instantOf(stage, pilotDays.accepted, at(9, i * 5))), frame.id, {
      submissionId,
    });
}

/** The same number in each department, sealed, all of it released. */
async function draw(stage: Stage, list: 'topics' | 'cadres', each: number, later: number): Promise<Draw> {
  stage.proceed();
  const title = list === 'topics' ? '演示：试评电话访问' : '演示：试评纸质问卷';
  const main = each * names.length;
  const locked = (who: string, minutes: number) => actingAs(stage, who, instantOf(stage, pilotDays.locked, minutes));
  // Both are locked before either is drawn, but told one after the other: the second on the afternoon.
  const drawn = (who: string, minutes: number) => actingAs(stage, who, instantOf(stage, pilotDays.drawn, minutes));
  const shift = list === 'topics' ? 0 : 1;
  const day = shift === 0 ? locked : drawn;
  const designed = await draws.design(day('operator1', at(9 + shift * 4, later)), {
    cycleId: cycleOf(stage).id,
    title,
    frameIds: names.map((name) => stage.frames.get(`${name} ${kindOf(list)}`)!.id),
    design: {
      method: 'stratified',
      stratifyBy: 'department',
      allocation: 'equal',
      main,
      reserve: 0,
      replicateSize: main,
      floor: 0,
      restMonths: 0,
    },
  });
  await draws.lock(day('operator2', at(10 + shift * 4)), designed.id, {
    announcement: `演示：${dayOf(stage, pilotDays.drawn)}，在评议室由监督员掷二十次十面骰，所得数字依次排列即为公开随机数`,
  });
  const hour = 9 + shift * 6;
  await draws.select(drawn('operator1', at(hour)), designed.id, {
    publicRandomness: dice(stage.year, title),
    oneTimeCode: '',
  });
  await draws.seal(drawn('operator2', at(hour, 5)), designed.id);
  await draws.release(drawn('operator1', at(hour, 10)), designed.id, 1);
  return designed;
}

/** Every way of answering, in the order of time. */
async function collect(stage: Stage, drawn: { readonly topics: Draw; readonly cadres: Draw }): Promise<void> {
  const { id } = cycleOf(stage);
  const door = openDoor(stage);
  const stream = demoStream(`${stage.year} pilot answers`);
  const contents = await publishedFor(stage, instantOf(stage, pilotDays.survey, at(8)));
  const publicOpinion = contents.get('public')!;

  const survey = await openSurvey(stage, {
    slug: 'yanshi-shiping',
    title: '演示：监督类部门网上评议（试评）',
    opensAt: instantOf(stage, pilotDays.survey, at(9)),
    // A running server closes by the real clock what is over: the end is set when everybody has answered.
    closesAt: instantOf(stage, -1, at(18)),
  });
  const visits = [
    ...ordinaryVisits(publicOpinion, stream, {
      from: instantOf(stage, pilotDays.survey, at(0) + 24 * 60),
      days: pilotDays.survey - pilotDays.surveyClosed - 2,
      departments: names,
      each: pilotSizes.webEach,
    }),
    ...stuffedVisits(stuffedDepartment, instantOf(stage, pilotDays.survey - 6, at(14, 5)), pilotSizes.stuffed, {
      q1: 'business',
      q2: '5',
      'q3.service': '5',
      'q3.efficiency': '5',
      'q3.fairness': '5',
      'q3.result': '5',
      q4: '5',
      q5: 'official',
    }),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (const visit of visits) {
    stage.proceed();
    await answerSurvey(stage, door, survey.slug, visit);
  }
  stage.say(`试评：网上评议${visits.length}份`);

  const batch = await paper.create(actingAs(stage, 'operator1', instantOf(stage, pilotDays.printed, at(9))), id, {
    title: '演示：系统干部职工邮寄问卷',
    kind: 'system-cadres',
    source: { kind: 'draw', drawId: drawn.cadres.id },
  });
  await chooseRates(stage, instantOf(stage, pilotDays.firstCalls, at(9)));
  const calls = { drawId: drawn.topics.id, kind: 'hot-topics' as const, done: new Set<string>(), stream };
  let answered = await fillCalls(stage, { ...calls, at: instantOf(stage, pilotDays.firstCalls, at(21)), called: 40 });
  const poll = await preparePoll(stage, {
    at: instantOf(stage, pilotDays.poll, at(9)),
    closesAt: instantOf(stage, pilotDays.pollClosed, at(17)),
    title: '演示：监督类部门领导评价（试评）',
    units: inOrder(names),
  });
  answered += await fillCalls(stage, {
    ...calls,
    at: instantOf(stage, pilotDays.lastCalls, at(21)),
    called: 100,
  });
  stage.say(`试评：电话访问${answered}份`);
  const { round, answered: linked } = await sendLinks(stage, door, contents, {
    drawId: drawn.topics.id,
    title: '演示：没有接通的服务对象（试评）',
    opensAt: instantOf(stage, pilotDays.links, at(21, 30)),
    closesAt: instantOf(stage, -1, at(18)),
    share: pilotSizes.linksAnswered,
    hours: 40,
    stream,
  });
  stage.say(`试评：短信链接${linked}份`);
  await openVote(stage, instantOf(stage, pilotDays.voting, at(8, 50)));
  await keptOpen(stage, () =>
    castVotes(stage, door, poll, {
      from: instantOf(stage, pilotDays.voting, at(9)),
      hours: 24 * (pilotDays.voting - pilotDays.firstEntry - 1),
      share: 93,
    }),
  );
  stage.say('试评：领导评价已投票');
  await endLinks(stage, round, instantOf(stage, pilotDays.linksClosed, at(18)));
  await enterForms(stage, {
    batch,
    first: pilotSizes.returned,
    second: pilotSizes.returned,
    firstAt: instantOf(stage, pilotDays.firstEntry, at(9)),
    secondAt: instantOf(stage, pilotDays.secondEntry, at(9)),
    settledAt: instantOf(stage, pilotDays.secondEntry, at(16)),
    stream,
  });
  stage.say(`试评：纸质问卷${pilotSizes.returned}份，两人各录一遍`);
  await openPoll(stage, poll, {
    closedAt: instantOf(stage, pilotDays.pollClosed, at(17)),
    openedAt: instantOf(stage, pilotDays.pollOpened, at(10)),
  });
  await concludeSurvey(
    stage,
    survey,
    instantOf(stage, pilotDays.surveyClosed, at(18)),
    instantOf(stage, pilotDays.decided, at(9)),
  );
}

async function score(stage: Stage): Promise<void> {
  const { id } = cycleOf(stage);
  const office = (day: number, minutes: number) => actingAs(stage, 'office', instantOf(stage, day, minutes));
  await enterOtherScores(office(pilotDays.scored, at(9)), id, demoStream(`${stage.year} pilot scores`));
  await cycles.change(office(pilotDays.closed, at(9)), id, { state: 'closed' });
  await publishResults(
    office(pilotDays.frozen, at(15)),
    actingAs(stage, 'office2', instantOf(stage, pilotDays.published, at(9))),
    id,
  );
  for (const [i, { name, login }] of pilotDepartments.entries())
    await own.acknowledge(
      actingAs(stage, login, instantOf(stage, pilotDays.received, at(9, i * 7))),
      id,
      stage.departmentIds.get(name)!,
      {},
    );
  const asking = pilotDepartments.find(({ name }) => name === reviewingDepartment)!;
  const review = await reviews.file(
    actingAs(stage, asking.login, instantOf(stage, pilotDays.received, at(15))),
    id,
    stage.departmentIds.get(asking.name)!,
    {
      item: '演示：民意调查得分',
      reason: '演示：电话样本中有两人反映不是本单位服务对象，附来电记录',
      request: '请核对样本后重新计算',
      files: [{ name: '来电记录.txt', bytes: new TextEncoder().encode('演示：来电记录') }],
    },
  );
  await reviews.propose(office(pilotDays.reviewed, at(9)), review.id, {
    outcome: 'upheld',
    findings: '演示：两人均在该单位报送的名单内，话务结果已按“非本人”处理，没有计入得分',
  });
  await reviews.confirm(actingAs(stage, 'office2', instantOf(stage, pilotDays.reviewed, at(11))), review.id, {
    agree: true,
  });
}
