/** Fieldwork under way: a sealed draw over both lists of a department, its first replicate released, and sheets filed as channels do. */
import * as contract from '#contract';
import { write } from '#db';
import { fileAll, type Filing } from '#sheets';
import { itemsOf, optionsOf, type Answers } from '#surveys';
import type { TestApp } from './app.ts';
import { acceptedDepartment } from './campaign.ts';
import { publishQuestionnaire, readyQuestionnaire } from './questionnaires.ts';

type Kind = 'system-cadres' | 'hot-topics' | 'public';

/** The answers somebody gives who always takes the nth option. */
function answers(kind: Kind, nth: number): Answers {
  const questionnaire = readyQuestionnaire(kind);
  return Object.fromEntries(
    itemsOf(questionnaire).flatMap(({ id, question }): [string, Answers[string]][] => {
      const options = optionsOf(questionnaire, question);
      const code = options[nth % Math.max(1, options.length)]?.code;
      return question.kind !== 'multiple' && code !== undefined ? [[id, { said: 'option', code }]] : [];
    }),
  );
}

export async function runningFieldwork(
  app: TestApp,
  design: Pick<contract.DrawDesign, 'main' | 'reserve' | 'replicateSize'>,
) {
  const { campaign, mzt, cadres, topics } = await acceptedDepartment(app);
  const { cycleId, office, operator } = campaign;
  const versions: Readonly<Record<Kind, string>> = {
    'system-cadres': await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' }),
    'hot-topics': await publishQuestionnaire(office, { cycleId, kind: 'hot-topics', departmentId: mzt.departmentId }),
    public: await publishQuestionnaire(office, { cycleId, kind: 'public' }),
  };
  // By list: an id alone does not say which it is of.
  const { id: drawId } = await operator.must(contract.designDraw, {
    body: {
      cycleId,
      frameIds: [cadres.id, topics.id],
      design: { method: 'stratified', stratifyBy: 'list', allocation: 'equal', ...design },
      title: '干部和热点难点电话',
    },
  });
  const params = { drawId };
  await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期开奖号码' } });
  await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
  await operator.must(contract.sealDraw, { params });
  await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
  const units = await app.sql<{ unitId: string; stratum: string }[]>`
    select unit_id, stratum from draw_units where draw_id = ${drawId} and replicate = 1 order by ticket`;
  let filed = 0;
  return {
    campaign,
    mzt,
    drawId,
    /** Released persons of each list. */
    units: {
      'system-cadres': units.filter(({ stratum }) => stratum === 'system-cadres'),
      'hot-topics': units.filter(({ stratum }) => stratum !== 'system-cadres'),
    },
    filing({ kind, on, ...more }: Partial<Filing> & { kind: Kind; on: string }): Filing {
      filed += 1;
      return {
        idempotencyKey: `test ${filed}`,
        versionId: versions[kind],
        departmentId: mzt.departmentId,
        channel: 'web',
        answers: answers(kind, filed),
        receivedAt: new Date(on),
        ...more,
      };
    },
    async store(filings: readonly Filing[]): Promise<string[]> {
      const outcomes = await write(app.system(), 'test', async (tx, note) => {
        note({ subject: 'test' });
        return fileAll(tx, app.system(), filings);
      });
      return outcomes.map((one) => {
        if (one.outcome !== 'filed') throw new Error(one.outcome);
        return one.sheetId;
      });
    },
  };
}
