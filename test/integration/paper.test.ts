/** Paper: a form for each released case, entered twice by two people, settled by a third, counted once. */
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { PaperEntry } from '#contract';
import { itemsOf, optionsOf, type Questionnaire } from '#surveys';
import { acceptedDepartment } from '../support/campaign.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';

const app = await testApp();
const { campaign, mzt, cadres } = await acceptedDepartment(app);
const { cycleId, office, operator } = campaign;
const second = await app.person('operator', 'operator-2');
const third = await app.person('operator', 'operator-3');

const design = { method: 'simple', main: 6, reserve: 4, replicateSize: 5 } as const;
const drawn = await operator.must(contract.designDraw, {
  body: { cycleId, frameIds: [cadres.id], design, title: '干部邮寄' },
});
const drawId = drawn.id;
await operator.must(contract.lockDraw, { params: { drawId }, body: { announcement: '双色球第2026136期开奖号码' } });
await operator.must(contract.selectDraw, { params: { drawId }, body: { publicRandomness: '03.08.11.19.25.30+07' } });
await operator.must(contract.sealDraw, { params: { drawId } });
await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });

const print = (title: string) =>
  operator.call(contract.createPaperBatch, {
    params: { cycleId },
    body: { title, kind: 'system-cadres', source: { kind: 'draw', drawId } },
  });

async function numbersOf(batch: contract.PaperBatch): Promise<string[]> {
  const rows = await app.sql<
    { serial: number }[]
  >`select serial from paper_forms where batch_id = ${batch.id} order by serial`;
  const { formNumber } = await import('../../server/paper/form-number.ts');
  return rows.map(({ serial }) => formNumber(batch.code, serial));
}

/** Every item answered with its n-th option; free text with `words`. */
function answerAll(questionnaire: Questionnaire, nth: number, words: string): PaperEntry {
  return Object.fromEntries(
    itemsOf(questionnaire).map(({ id, question }) => {
      const options = optionsOf(questionnaire, question);
      return [
        id,
        options.length > 0 ? (options[nth % options.length]?.code ?? '') : question.kind === 'text' ? words : '',
      ];
    }),
  );
}

async function enter(clerk: Visitor, number: string, nth: number, words = '办事更快一些', changed: PaperEntry = {}) {
  const form = await clerk.must(contract.openPaperForm, { body: { number } });
  return clerk.must(contract.enterPaperForm, {
    body: { number, round: form.round, entry: { ...answerAll(form.questionnaire, nth, words), ...changed } },
  });
}

const opened = async (number: string) => (await third.must(contract.openPaperForm, { body: { number } })).questionnaire;
const scaleItem = (questionnaire: Questionnaire) =>
  itemsOf(questionnaire).find(({ question }) => question.kind === 'scale' || question.kind === 'matrix')!.id;

let batch: contract.PaperBatch;
let numbers: string[];

describe('printing', () => {
  it('waits for the release, then prints one form for each released case and none twice', async () => {
    expect((await print('第一批')).body.code).toBe('nothing-released');
    await operator.must(contract.releaseReplicate, { params: { drawId }, body: { replicate: 1 } });
    batch = (await print('第一批')).body;
    expect(batch.accounting).toEqual({ printed: 5, out: 5, enteredOnce: 0, differing: 0, filed: 0, void: 0 });
    expect((await print('又一批')).body.code).toBe('paper-already-printed');
    numbers = await numbersOf(batch);
    expect(new Set(numbers).size).toBe(5);
  });

  it('of two who print at once only one does', async () => {
    await operator.must(contract.releaseReplicate, { params: { drawId }, body: { replicate: 2 } });
    const both = await Promise.all([print('第二批甲'), print('第二批乙')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('sets forms without a name and labels with names, the labels noted', async () => {
    const params = { batchId: batch.id };
    for (const route of [contract.printPaperBatch, contract.printPaperLabels]) {
      const file = Buffer.from((await operator.must(route, { params })) as unknown as Buffer);
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    }
    const [note] = await app.sql<
      { payload: string }[]
    >`select payload from audit_entries where action = 'paper.labels'`;
    expect(JSON.parse(note!.payload).detail).toMatchObject({ labels: 5 });
    expect((await mzt.liaison.call(contract.printPaperLabels, { params })).status).toBe(403);
  });

  it('prints loose copies, which have no labels', async () => {
    const loose = await operator.must(contract.createPaperBatch, {
      params: { cycleId },
      body: {
        title: '散发',
        kind: 'system-cadres',
        source: { kind: 'copies', departmentId: mzt.departmentId, copies: 3 },
      },
    });
    expect(loose).toMatchObject({ draw: null, accounting: { printed: 3 } });
    const labels = await operator.call(contract.printPaperLabels, { params: { batchId: loose.id } });
    expect(labels.body.code).toBe('paper-has-no-addressees');
  });

  it('says which department has no questionnaire', async () => {
    const { status, body } = await operator.call(contract.createPaperBatch, {
      params: { cycleId },
      body: {
        title: '热点',
        kind: 'hot-topics',
        source: { kind: 'copies', departmentId: mzt.departmentId, copies: 1 },
      },
    });
    expect([status, body.code]).toEqual([409, 'questionnaire-not-serving']);
    expect(body.detail).toContain('自治区民政厅');
  });
});

describe('entering', () => {
  it('takes a number only with its check character', async () => {
    const { status, body } = await operator.call(contract.openPaperForm, { body: { number: 'K7QM-0001-2' } });
    expect([status, body.code]).toEqual([404, 'paper-form-unknown']);
  });

  it('waits for a second person, who is not shown the first entry', async () => {
    const [number = ''] = numbers;
    expect(await enter(operator, number, 0)).toMatchObject({ outcome: 'waits-for-second' });
    expect((await operator.call(contract.openPaperForm, { body: { number } })).body.code).toBe('paper-same-clerk');
    const form = await second.must(contract.openPaperForm, { body: { number } });
    expect(form.round).toBe(2);
    expect(JSON.stringify(form)).not.toContain('办事更快一些');
    expect((await second.call(contract.getPaperDifference, { params: { number } })).body.code).toBe(
      'paper-no-difference',
    );
  });

  it('files what two people typed alike, once, as the case’s answer', async () => {
    const [number = ''] = numbers;
    // Line breaks in free text are nobody's difference.
    expect(await enter(second, number, 0, '办事更快\n一些')).toMatchObject({ outcome: 'filed' });
    const [sheet] = await app.sql<{ channel: string; unitId: string; designWeight: string }[]>`
      select channel, unit_id, design_weight from answer_sheets`;
    expect(sheet).toMatchObject({ channel: 'paper' });
    expect(sheet!.unitId).not.toBeNull();
    expect((await third.call(contract.openPaperForm, { body: { number } })).body.code).toBe('paper-form-settled');
  });

  it('lists what differs and lets only a third person settle it, item by item', async () => {
    const number = numbers[1] ?? '';
    const questionnaire = await opened(number);
    const item = scaleItem(questionnaire);
    await enter(operator, number, 0);
    expect(await enter(second, number, 0, '办事更快一些', { [item]: '?' })).toMatchObject({
      outcome: 'differs',
      notices: [{ item, message: '看不清或多选，按废票记' }],
    });
    const shown = await operator.must(contract.getPaperBatch, { params: { batchId: batch.id } });
    expect(shown.differing).toMatchObject([{ number, clerks: ['测试operator', '测试operator-2'] }]);
    for (const clerk of [operator, second])
      expect((await clerk.call(contract.getPaperDifference, { params: { number } })).body.code).toBe(
        'paper-same-clerk',
      );
    const { differences } = await third.must(contract.getPaperDifference, { params: { number } });
    expect(differences).toMatchObject([{ item, second: '废（看不清或多选）' }]);
    expect((await third.call(contract.settlePaperForm, { body: { number, choices: {} } })).body.code).toBe(
      'paper-choice-missing',
    );
    expect(
      await third.must(contract.settlePaperForm, { body: { number, choices: { [item]: 'first' } } }),
    ).toMatchObject({
      outcome: 'filed',
    });
    const [sheet] = await app.sql<
      { codes: string[] }[]
    >`select codes from answer_sheets order by received_at desc, id limit 1`;
    expect(sheet!.codes).not.toContain('~void');
  });

  it('of two second clerks at once one enters, the other is told', async () => {
    const number = numbers[2] ?? '';
    await enter(operator, number, 1);
    const forms = await Promise.all(
      [second, third].map((clerk) => clerk.must(contract.openPaperForm, { body: { number } })),
    );
    const entry = answerAll(forms[0]!.questionnaire, 1, '办事更快一些');
    const both = await Promise.all(
      [second, third].map((clerk) => clerk.call(contract.enterPaperForm, { body: { number, round: 2, entry } })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const [count] = await app.sql<{ n: number }[]>`select count(*)::int as n from answer_sheets`;
    expect(count!.n).toBe(3);
  });

  it('voids with a reason, and then no entry is taken', async () => {
    const number = numbers[3] ?? '';
    await operator.must(contract.voidPaperForm, { body: { number, reason: '退信：查无此人' } });
    expect((await second.call(contract.openPaperForm, { body: { number } })).body.code).toBe('paper-form-settled');
    const shown = await operator.must(contract.getPaperBatch, { params: { batchId: batch.id } });
    expect(shown.voided).toEqual([{ number, reason: '退信：查无此人' }]);
    const { printed, out, filed, void: voided } = shown.accounting;
    expect(printed).toBe(out + filed + voided);
  });

  it('keeps what was typed sealed, and the trail without answers', async () => {
    const entries = await app.sql<{ entrySealed: Buffer }[]>`select entry_sealed from paper_entries`;
    expect(entries.length).toBeGreaterThan(5);
    for (const { entrySealed } of entries) expect(entrySealed.includes('said')).toBe(false);
    const trail = await app.sql<{ payload: string }[]>`select payload from audit_entries where action like 'paper.%'`;
    for (const { payload } of trail) expect(payload).not.toMatch(/办事|said|option/);
  });
});
