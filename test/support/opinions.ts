/** A cycle in which drawn people have been called and said what they think: what the rooms after the fieldwork begin with. */
import * as contract from '#contract';
import { stage } from '#db';
import * as sheets from '#sheets';
import { itemsOf, optionsOf, readAnswers } from '#surveys';
import type { TestApp } from './app.ts';
import { acceptedDepartment, type Campaign, type Participant } from './campaign.ts';
import { publishQuestionnaire, readyQuestionnaire } from './questionnaires.ts';

export interface Said {
  readonly words: string;
  readonly consent: boolean;
}

export interface OpinionCampaign {
  readonly campaign: Campaign;
  readonly mzt: Participant;
  readonly nyt: Participant;
  readonly drawId: string;
  /** Answers on the open web about a department: nobody drew them, a contact is what they leave themselves. */
  write(
    departmentId: string,
    given: readonly (Said & { readonly name?: string; readonly phone?: string })[],
  ): Promise<void>;
  /** Cases on the telephone, in the order they were called; each of another drawn person. */
  say(given: readonly Said[]): Promise<string[]>;
}

/** 民政厅 with its lists drawn from, 农业厅 beside it; both appraised. */
export async function opinionCampaign(app: TestApp): Promise<OpinionCampaign> {
  const { campaign, mzt, cadres } = await acceptedDepartment(app);
  const { cycleId, office, operator } = campaign;
  const nyt = await campaign.department('自治区农业厅', 'economic');
  const drawn = await operator.must(contract.designDraw, {
    body: {
      cycleId,
      frameIds: [cadres.id],
      design: { method: 'simple', main: 20, reserve: 10, replicateSize: 30 },
      title: '干部电话',
    },
  });
  const params = { drawId: drawn.id };
  await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期开奖号码' } });
  await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
  await operator.must(contract.sealDraw, { params });
  await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
  const versionId = await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });
  const content = readyQuestionnaire('system-cadres');
  const units = await app.sql<{ unitId: string }[]>`
    select unit_id from draw_units where draw_id = ${drawn.id} order by ticket`;
  let called = 0;
  return {
    campaign,
    mzt,
    nyt,
    drawId: drawn.id,
    async write(departmentId, given) {
      const publicVersion = await publishQuestionnaire(office, { cycleId, kind: 'public' });
      const asked = readyQuestionnaire('public');
      const filings = given.map(({ words, consent, name, phone }, i): sheets.Filing => {
        const raw = {
          q1: 'policy',
          q2: '4',
          opinion: words,
          consent: consent ? 'yes' : 'no',
          ...(name === undefined ? {} : { contact_name: name }),
          ...(phone === undefined ? {} : { contact_phone: phone }),
        };
        const answers = readAnswers(asked, raw, { channel: 'web', incomplete: 'accept' });
        if (!answers.ok) throw new Error(JSON.stringify(answers.findings));
        return {
          idempotencyKey: `written-${departmentId}-${i}`,
          versionId: publicVersion,
          departmentId,
          channel: 'web',
          answers: answers.answers,
          receivedAt: app.clock.now,
        };
      });
      const filed = await stage(app.system(), (tx) => sheets.fileAll(tx, app.system(), filings));
      for (const one of filed) if (one.outcome !== 'filed') throw new Error(one.outcome);
    },
    async say(given) {
      const filings = given.map(({ words, consent }): sheets.Filing => {
        const raw = Object.fromEntries(
          itemsOf(content).map(({ id, question }) => {
            if (id === 'consent') return [id, consent ? 'yes' : 'no'];
            if (question.kind === 'text') return [id, words];
            return [id, optionsOf(content, question)[0]?.code ?? ''];
          }),
        );
        const answers = readAnswers(content, raw, { channel: 'telephone', incomplete: 'accept' });
        if (!answers.ok) throw new Error(JSON.stringify(answers.findings));
        const unitId = units[called]?.unitId ?? '';
        called += 1;
        return {
          idempotencyKey: `said-${called}`,
          versionId,
          departmentId: mzt.departmentId,
          channel: 'telephone',
          answers: answers.answers,
          receivedAt: app.clock.now,
          case: { drawId: drawn.id, unitId },
        };
      });
      const ctx = app.system();
      const filed = await stage(ctx, (tx) => sheets.fileAll(tx, ctx, filings));
      return filed.map((one) => {
        if (one.outcome !== 'filed') throw new Error(one.outcome);
        return one.sheetId;
      });
    },
  };
}
