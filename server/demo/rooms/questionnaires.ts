/**
 * The room of questionnaires: the common ones are published, the departments draft theirs on hot topics; most are published, some
 * wait for the office, some were sent back, some are not begun.
 */
import * as rooms from '#questionnaires';
import type { QuestionnaireVersion } from '#contract';
import type { Questionnaire } from '#surveys';
import { departments, type DemoDepartment } from '../departments.ts';
import { actingAs, cycleOf, instantOf, type Stage } from '../stage.ts';
import { draws as storyDraws, QUESTIONNAIRES_DAYS_AGO } from '../story.ts';

/** What each department is asked about; the others about their service to people and units. */
const matters: Readonly<Record<string, string>> = {
  民政厅: '城乡低保和临时救助',
  教育厅: '义务教育学校招生',
  人力资源社会保障厅: '社会保险业务办理',
  卫生计生委: '基层医疗服务',
  公安厅: '户籍和出入境业务办理',
  环境保护厅: '环境信访办理',
  食品药品监管局: '食品安全监管',
  住房城乡建设厅: '农村危房改造',
  国土资源厅: '不动产登记',
  交通运输厅: '农村公路建设',
  水利厅: '农村饮水安全',
  农业厅: '农机购置以外的惠农补贴',
  农机局: '农机购置补贴',
  扶贫办: '精准帮扶',
  林业厅: '生态公益林补偿',
  地税局: '办税服务',
  工商局: '企业登记注册',
  质监局: '特种设备监管',
  总工会: '困难职工帮扶',
  残联: '残疾人证办理',
  信访局: '群众来信来访办理',
  司法厅: '公证和法律援助',
};

/** Nobody can be called about a questionnaire that is not there. */
const beingCalled = new Set(
  storyDraws.filter(({ reaches }) => reaches === 'sealed').flatMap(({ departments: drawn }) => drawn),
);

type Fate = 'published' | 'submitted' | 'returned' | 'none';

function fateOf(place: number): Fate {
  const rest = place % 17;
  return rest === 3 ? 'submitted' : rest === 9 ? 'returned' : rest === 14 ? 'none' : 'published';
}

const minute = (hour: number, minutes: number): number => hour * 60 + minutes;

export async function fillQuestionnaires(stage: Stage): Promise<void> {
  const office = (minutes: number) => actingAs(stage, 'office', instantOf(stage, QUESTIONNAIRES_DAYS_AGO, minutes));
  await publishCommon(stage, instantOf(stage, QUESTIONNAIRES_DAYS_AGO, minute(8, 30)));
  const asked = departments.filter(({ category }) => category !== 'state-security');
  const submitted: { readonly version: QuestionnaireVersion; readonly fate: Fate }[] = [];
  for (const [i, department] of asked.entries()) {
    stage.proceed();
    const fate = beingCalled.has(department.name) ? 'published' : fateOf(i);
    const at = instantOf(stage, QUESTIONNAIRES_DAYS_AGO, minute(9, i));
    if (fate !== 'none') submitted.push({ version: await draft(stage, department, at), fate });
  }
  for (const [i, { version, fate }] of submitted.entries()) {
    stage.proceed();
    const ctx = office(minute(14, i * 2));
    if (fate === 'published') await publish(ctx, version);
    if (fate === 'returned') await sendBack(ctx, version);
  }
}

/** The common ones, all of them, one a minute. */
export async function publishCommon(stage: Stage, at: Date): Promise<void> {
  const office = (i: number) => actingAs(stage, 'office', new Date(at.getTime() + i * 60_000));
  const { items } = await rooms.list(office(0), cycleOf(stage).id);
  for (const [i, { versions }] of items.filter(({ department }) => department === null).entries()) {
    stage.proceed();
    const [newest] = versions;
    if (newest) await release(office(i), await rooms.get(office(i), newest.versionId), '');
  }
}

/** Drafted by each department and published by the office, two minutes each. */
export async function releaseOwn(stage: Stage, of: readonly DemoDepartment[], at: Date): Promise<void> {
  const minutes = (more: number) => new Date(at.getTime() + more * 60_000);
  for (const [i, department] of of.entries()) {
    stage.proceed();
    const version = await draft(stage, department, minutes(i * 2));
    await publish(actingAs(stage, 'office', minutes(i * 2 + 1)), version);
  }
}

/** What is published in the cycle: by kind, of hot topics by department and kind. */
export async function publishedFor(stage: Stage, at: Date): Promise<ReadonlyMap<string, Questionnaire>> {
  const office = actingAs(stage, 'office', at);
  const contents = new Map<string, Questionnaire>();
  for (const { kind, department, versions } of (await rooms.list(office, cycleOf(stage).id)).items) {
    const published = versions.find(({ state }) => state === 'published');
    if (published)
      contents.set(
        department === null ? kind : `${department.name} ${kind}`,
        (await rooms.get(office, published.versionId)).content,
      );
  }
  return contents;
}

type Ctx = ReturnType<typeof actingAs>;

/** Fills the named texts and saves. */
async function fillTexts(ctx: Ctx, version: QuestionnaireVersion, matter: string): Promise<QuestionnaireVersion> {
  const { content } = version;
  const presets: Readonly<Record<string, string>> = { 监督电话: '0771-2811111', 事项: matter };
  const texts = content.texts.map((text) => ({ ...text, preset: presets[text.name] ?? text.preset ?? '' }));
  return rooms.save(ctx, version.versionId, { revision: version.revision, content: { ...content, texts } });
}

async function publish(ctx: Ctx, version: QuestionnaireVersion): Promise<void> {
  const reviewed = await rooms.review(ctx, version.versionId, { revision: version.revision });
  await rooms.publish(ctx, version.versionId, { revision: reviewed.revision });
}

async function release(ctx: Ctx, version: QuestionnaireVersion, matter: string): Promise<void> {
  await publish(ctx, await fillTexts(ctx, version, matter));
}

async function draft(stage: Stage, { name, login }: DemoDepartment, at: Date): Promise<QuestionnaireVersion> {
  const ctx = actingAs(stage, login, at);
  const begun = await rooms.draft(ctx, cycleOf(stage).id, { kind: 'hot-topics', from: 'template' });
  const saved = await fillTexts(ctx, begun, matters[name] ?? '便民服务和联系基层');
  return rooms.submit(ctx, saved.versionId, { revision: saved.revision });
}

async function sendBack(ctx: Ctx, version: QuestionnaireVersion): Promise<void> {
  await rooms.comment(ctx, version.versionId, {
    question: 'q3',
    words: '“方便吗”和“满意吗”是两个问题，请只问一个；也请写明具体的手续名称。',
  });
  await rooms.returnToDepartment(ctx, version.versionId, {
    revision: version.revision,
    reason: '第3题一题问了两件事，请按意见修改后再提交',
  });
}
