/** A sealed and released draw of cadres, a round of links for it, and people who open their links on a phone. */
import * as contract from '#contract';
import type { LinkRound, LinkSettings } from '#contract';
import { codeOf } from '../../server/links/codes.ts';
import { keyPlace } from '../../server/links/rows.ts';
import { read } from '#db';
import { unseal } from '#vault';
import type { TestApp, Visitor } from './app.ts';
import { acceptedDepartment, type Campaign, type Participant } from './campaign.ts';
import { publishQuestionnaire } from './questionnaires.ts';
import { hiddenOf, type Phone, type Shown } from './survey.ts';

export interface LinkedDraw {
  readonly campaign: Campaign;
  readonly mzt: Participant;
  readonly drawId: string;
  /** In the order they are worked through. */
  readonly units: readonly string[];
}

/** Twelve released cases of 民政厅's cadres, and the questionnaire they are asked. */
export async function linkedDraw(app: TestApp): Promise<LinkedDraw> {
  const { campaign, mzt, cadres } = await acceptedDepartment(app);
  const { cycleId, office, operator } = campaign;
  const drawn = await operator.must(contract.designDraw, {
    body: {
      cycleId,
      frameIds: [cadres.id],
      design: { method: 'simple', main: 12, reserve: 6, replicateSize: 12 },
      title: '干部短信',
    },
  });
  const params = { drawId: drawn.id };
  await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期开奖号码' } });
  await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
  await operator.must(contract.sealDraw, { params });
  await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
  await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });
  const units = await app.sql<{ unitId: string }[]>`
    select unit_id from draw_units where draw_id = ${drawn.id} and replicate = 1 order by ticket`;
  return { campaign, mzt, drawId: drawn.id, units: units.map(({ unitId }) => unitId) };
}

export const linkSettings = (drawId: string, given: Partial<LinkSettings> = {}): LinkSettings => ({
  drawId,
  kind: 'system-cadres',
  title: '2015年度系统干部职工评价',
  organiser: '自治区绩效办',
  hotline: '0771-2811111',
  verifyText: '短信由自治区绩效办统一发送，号码是10690001。',
  message: '【自治区绩效办】请您评价{单位}的工作，约3分钟：{链接}',
  reminder: '【自治区绩效办】还没有填的请抽空填写：{链接}谢谢',
  linkBase: 'https://pj.example.gov.cn',
  opensAt: '2026-11-20T00:00:00+08:00',
  closesAt: '2026-12-20T18:00:00+08:00',
  ...given,
});

export const makeRound = (who: Visitor, cycleId: string, settings: LinkSettings): Promise<LinkRound> =>
  who.must(contract.createLinkRound, { params: { cycleId }, body: settings });

/** The code of a case, as the exported list has it. */
export function codesOf(app: TestApp, roundId: string): Promise<(unitId: string) => string> {
  const ctx = app.system();
  return read(ctx, async (tx) => {
    const [row] = await tx<{ cycleId: string; keySealed: Buffer }[]>`
      select cycle_id, key_sealed from link_rounds where id = ${roundId}`;
    const { dataKey } = await ctx.vault.cycleKeys(tx, row!.cycleId);
    const key = unseal(dataKey, keyPlace(roundId), row!.keySealed);
    return (unitId: string) => codeOf(key, unitId);
  });
}

/** What the last screen of 系统干部职工 would send; `grade` from 5 down to 1. */
export function answersOf(grade = '5', opinion = ''): Record<string, string> {
  const aspects = ['duty', 'guidance', 'service', 'efficiency', 'style', 'integrity', 'innovation'];
  return {
    ...Object.fromEntries(aspects.map((row) => [`q1.${row}`, grade])),
    q2: grade,
    ...(opinion === '' ? {} : { opinion }),
  };
}

/** Opens a link and answers in one go; what came back. */
export async function answerLink(phone: Phone, code: string, answers = answersOf()): Promise<Shown> {
  const opened = await phone.get(`/l/${code}`);
  return phone.post('/l', { ...hiddenOf(opened.html), ...answers, _go: 'submit' });
}
