/**
 * The room of personal links: those whom the telephone did not reach get a message; some open it and answer.
 *
 * Promise: the list for the message gateway is taken out by its own verb, and the links in it are opened on the pages everybody uses.
 */
import * as links from '#links';
import type { LinkRound } from '#contract';
import { Problem } from '#problem';
import type { NumberStream } from '#sampling';
import type { Questionnaire } from '#surveys';
import { sayAnswers } from '../answers.ts';
import { carriedBy, type Door } from '../door.ts';
import { standingOf } from '../standing.ts';
import { actingAs, cycleOf, type Stage } from '../stage.ts';

const changeable = {
  organiser: '演示：绩效考评领导小组办公室',
  hotline: '0771-2811111',
  verifyText: '短信由绩效考评领导小组办公室统一发送，只含一个链接，不索要姓名、证件和验证码。',
  message: '【演示绩效办】请您评价{单位}的工作，约3分钟：{链接}',
  reminder: '【演示绩效办】{单位}的评价还没有填的，请抽空填写：{链接}',
};

export interface Sending {
  readonly drawId: string;
  readonly title: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** Of a hundred messages, how many are answered, within so many hours. */
  readonly share: number;
  readonly hours: number;
  readonly stream: NumberStream;
}

/** Makes a round, takes out its list, and has some of it answered. */
export async function sendLinks(
  stage: Stage,
  door: Door,
  contents: ReadonlyMap<string, Questionnaire>,
  sending: Sending,
): Promise<{ readonly round: LinkRound; readonly answered: number }> {
  const { drawId, title, opensAt, closesAt, share, hours, stream } = sending;
  const operator = actingAs(stage, 'operator1', opensAt);
  const round = await links.create(operator, cycleOf(stage).id, {
    drawId,
    kind: 'hot-topics',
    title,
    linkBase: 'https://pingyi.example',
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    ...changeable,
  });
  const list = await links.exportList(operator, round.id, {
    which: 'all',
    format: 'csv',
    reason: '演示：交短信平台发送',
  });
  const lines = Buffer.from(list.body).toString('utf8').split('\r\n');
  const waiting = lines.flatMap((line) => {
    const [, department, code] = /请您评价(.+?)的工作.*\/l\/(\w+)/.exec(line) ?? [];
    return department && code && stream.below(100) < share ? [{ department, code }] : [];
  });
  for (const [i, { department, code }] of waiting.entries()) {
    stage.proceed();
    const phone = door.phone(`198.19.${i % 250}.${1 + ((i * 31) % 250)}`);
    door.at = new Date(opensAt.getTime() + 60_000 + Math.floor((i * hours * 3600_000) / waiting.length));
    const opened = await phone.get(`/l/${code}`);
    const content = contents.get(`${department} hot-topics`);
    if (!content) throw new Error(`no questionnaire of ${department}`);
    door.at = new Date(door.at.getTime() + (70 + stream.below(160)) * 1000);
    const said = sayAnswers(content, stream, standingOf(department) / 100);
    const sent = await phone.post('/l', { ...carriedBy(opened), ...said, _go: 'submit' });
    if (sent.status !== 303) throw new Error(`an answer by link is not taken: ${department} ${sent.status}`);
  }
  return { round, answered: waiting.length };
}

/** Ends it at a time of the story: a running server would have ended what is over by the real clock. */
export async function endLinks(stage: Stage, { id }: LinkRound, at: Date): Promise<void> {
  const before = actingAs(stage, 'operator1', new Date(at.getTime() - 60_000));
  await links.change(before, id, { ...changeable, closesAt: at.toISOString() });
  await links.close(actingAs(stage, 'operator1', at), id).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'link-round-closed')) throw error;
  });
}
