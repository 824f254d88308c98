/**
 * Telephone, personal links, paper, the open web and the leaders' box end in one score. Everything goes in by the doors; what must come out is
 * counted here by hand, in whole numbers, and compared digit for digit.
 */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { acceptedDepartment } from '../support/campaign.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { prepareElection } from '../support/election.ts';
import { answerLink, codesOf, linkSettings, makeRound } from '../support/links.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';
import { decideAll, freezeAndPublish, grounds } from '../support/scoring.ts';
import { openSurvey, Phone } from '../support/survey.ts';

/** A fraction, reduced; its text is what the platform prints. */
class Exact {
  readonly top: bigint;
  readonly bottom: bigint;
  constructor(top: bigint | number, bottom: bigint | number = 1) {
    let [a, b] = [BigInt(top), BigInt(bottom)];
    while (b !== 0n) [a, b] = [b, a % b];
    this.top = BigInt(top) / a;
    this.bottom = BigInt(bottom) / a;
  }
  plus = (other: Exact) => new Exact(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  times = (other: Exact) => new Exact(this.top * other.top, this.bottom * other.bottom);
  over = (other: Exact) => this.times(new Exact(other.bottom, other.top));
  get text() {
    return this.bottom === 1n ? String(this.top) : `${this.top}/${this.bottom}`;
  }
  /** Half up, two places: how an official total is printed. */
  get printed() {
    const hundredths = (this.top * 200n + this.bottom) / (this.bottom * 2n);
    return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
  }
}
const sum = (parts: readonly Exact[]) => parts.reduce((total, part) => total.plus(part), new Exact(0));
const pointsOf = (code: string) => new Exact(Number(code) * 20);

/** An answer that must count, with the people its case stands for. */
interface Said {
  readonly weight: Exact;
  readonly codes: Readonly<Record<string, string>>;
}
/** Mean of a question: Σ weight × points over Σ weight, of those who gave a grade. */
function meanOf(said: readonly Said[], question: string): Exact {
  const graded = said.filter(({ codes }) => codes[question] !== 'dk' && codes[question] !== undefined);
  return sum(graded.map(({ weight, codes }) => weight.times(pointsOf(codes[question]!)))).over(
    sum(graded.map(({ weight }) => weight)),
  );
}

const app = await testApp();
const { campaign, mzt, cadres, topics } = await acceptedDepartment(app);
const { cycleId, office, operator } = campaign;
const departmentId = mzt.departmentId;
const params = { cycleId };
const second = await app.person('operator', 'operator-2');
const third = await app.person('operator', 'operator-3');
const deputy = await app.person('office', 'deputy');

/** Half from each stratum, however large it is: so that a man and a woman do not stand for equally many. */
async function drawn(frameId: string, title: string, main: number): Promise<string> {
  const design = {
    method: 'stratified',
    stratifyBy: 'gender',
    allocation: 'equal',
    main,
    reserve: 0,
    replicateSize: main,
  } as const;
  const { id } = await operator.must(contract.designDraw, { body: { cycleId, frameIds: [frameId], design, title } });
  const at = { params: { drawId: id } };
  await operator.must(contract.lockDraw, { ...at, body: { announcement: '双色球第2026136期开奖号码' } });
  await second.must(contract.selectDraw, { ...at, body: { publicRandomness: '03.08.11.19.25.30+07' } });
  await operator.must(contract.sealDraw, at);
  await operator.must(contract.releaseReplicate, { ...at, body: { replicate: 1 } });
  return id;
}

/** What a case of each stratum stands for, from the published sizes. */
async function weightsOf(drawId: string): Promise<ReadonlyMap<string, Exact>> {
  const { strata } = await operator.must(contract.getDraw, { params: { drawId } });
  return new Map(strata.map(({ code, population, main }) => [code, new Exact(population, main)]));
}

const telephone: Said[] = [];
const linked: Said[] = [];
const paper: Said[] = [];
const web: Said[] = [];

describe('the telephone, by workbook', async () => {
  const drawId = await drawn(topics.id, '服务对象电话访问', 30);
  await publishQuestionnaire(office, {
    cycleId,
    kind: 'hot-topics',
    departmentId,
    content: readyQuestionnaire('hot-topics'),
  });
  const weights = await weightsOf(drawId);
  const book = new ExcelJS.Workbook();
  const template = (await operator.must(contract.downloadResultTemplate, {
    params: { drawId },
    query: {},
  })) as unknown as Buffer;
  await book.xlsx.load(template as unknown as ArrayBuffer);
  const sheet = book.worksheets[0]!;
  const heads = Array.from(sheet.getRow(1).values as (string | undefined)[], (head) => head ?? '');
  const column = (key: string) => heads.findIndex((head) => head === key || head.endsWith(`[${key}]`));
  let answered = 0;
  /** Cases in the order of the workbook, with what was said on the telephone. */
  const cases: { unitId: string; weight: Exact; reached: boolean }[] = [];
  for (let number = 2; number <= sheet.rowCount; number += 1) {
    const row = sheet.getRow(number);
    const write = (key: string, value: string) => (row.getCell(column(key)).value = value);
    const reached = number % 5 !== 0;
    write('话务结果', reached ? '11 成功完成' : '31 无人接听');
    write('拨打次数', reached ? '1' : '3');
    write('最近拨打时间', '2026-11-20 18:30');
    const weight = weights.get(row.getCell(column('层')).text)!;
    cases.push({ unitId: row.getCell(column('样本编号')).text, weight, reached });
    if (!reached) continue;
    // Who has had nothing to do with it is not asked; who does not know is not counted.
    const touched = answered % 9 !== 4;
    write('q1', touched ? 'yes' : 'no');
    if (touched) {
      const codes = { q4: ['5', '4', '4', '3', '不了解', '2'][answered % 6]!, q5: ['4', '5', '3'][answered % 3]! };
      for (const key of ['q2', 'q3', 'q6', 'q7']) write(key, '4');
      for (const [key, value] of Object.entries(codes)) write(key, value);
      telephone.push({ weight, codes: { ...codes, q4: codes.q4 === '不了解' ? 'dk' : codes.q4 } });
    }
    answered += 1;
  }
  const stored = await operator.must(contract.storeCallResults, {
    params: { drawId },
    form: {},
    files: [new File([await book.xlsx.writeBuffer()], '回收.xlsx')],
  });

  it('leaves those it did not reach to a personal link, which counts as the sample does, once', async () => {
    const round = await makeRound(
      operator,
      cycleId,
      linkSettings(drawId, { kind: 'hot-topics', message: '请您评价{单位}的工作：{链接}' }),
    );
    // Who has answered gets no link.
    const missed = cases.filter(({ reached }) => !reached);
    expect(round.counts.issued).toBe(missed.length);
    const codeFor = await codesOf(app, round.id);
    for (const [i, { unitId, weight }] of missed.entries()) {
      if (i % 3 === 2) continue;
      const codes = { q4: ['1', '3'][i % 2]!, q5: '2' };
      const said = { q1: 'yes', q2: '4', q3: '4', q6: '4', q7: '4', ...codes };
      const phone = new Phone(app.app, `198.51.100.${i + 1}`);
      expect((await answerLink(phone, codeFor(unitId), said)).status).toBe(303);
      // Sent again, by a slip of the finger or by somebody who has the message: nothing more.
      expect((await phone.get(`/l/${codeFor(unitId)}`)).html).toContain('您的回答已经收到');
      linked.push({ weight, codes });
    }
    expect(linked.length).toBeGreaterThan(2);
    // The call room calls one of them after all: the first answer stands.
    const again = await operator.must(contract.storeCallResults, {
      params: { drawId },
      form: {},
      files: [
        new File(
          [
            `样本编号,话务结果,拨打次数,最近拨打时间,q1,q2,q3,q4,q5,q6,q7\n${missed[0]!.unitId},11,4,2026-11-21 18:30,yes,5,5,5,5,5,5\n`,
          ],
          '结果.csv',
        ),
      ],
    });
    expect(again).toMatchObject({ stored: true, filed: 0, findings: [{ code: 'answered-elsewhere' }] });
  });

  it('is taken in whole, and its strata do not weigh alike', () => {
    expect(stored).toMatchObject({ stored: true, filed: answered, findings: [] });
    expect(new Set([...weights.values()].map(({ text }) => text)).size).toBe(2);
    expect(telephone.length).toBeGreaterThan(15);
  });
});

describe('paper, by two clerks', async () => {
  const drawId = await drawn(cadres.id, '系统干部邮寄问卷', 16);
  await publishQuestionnaire(office, { cycleId, kind: 'system-cadres' });
  const weights = await weightsOf(drawId);
  const strata = await stratumOfForms(drawId);
  // Two of the sixteen are reached by telephone first: theirs is the answer that counts.
  const called = strata.slice(0, 2);
  const call = (codes: string) => `11,1,2026-11-20 18:30,${Array.from({ length: 7 }, () => codes).join(',')}`;
  const rows = ['duty', 'guidance', 'service', 'efficiency', 'style', 'integrity', 'innovation'];
  await operator.must(contract.storeCallResults, {
    params: { drawId },
    form: {},
    files: [
      new File(
        [
          `样本编号,话务结果,拨打次数,最近拨打时间,${rows.map((row) => `q1.${row}`).join(',')},q2\n`,
          ...called.map(({ unitId }) => `${unitId},${call('5')},5\n`),
        ],
        '结果.csv',
      ),
    ],
  });
  const batch = await operator.must(contract.createPaperBatch, {
    params,
    body: { title: '邮寄', kind: 'system-cadres', source: { kind: 'draw', drawId } },
  });
  const numbers = await numbersOf(batch);
  const outcomes: string[] = [];
  for (const [i, number] of numbers.slice(0, 14).entries()) {
    const code = ['4', '5', '3', '5', '4'][i % 5]!;
    const entry = (duty: string) => Object.fromEntries(rows.map((row) => [`q1.${row}`, row === 'duty' ? duty : '4']));
    await enter(operator, number, { ...entry(code), q2: '4' });
    // The second clerk misreads one form; a third person settles it by the paper.
    const wrong = i === 5;
    outcomes.push(await enter(second, number, { ...entry(wrong ? '1' : code), q2: '4' }));
    if (wrong) {
      const settled = await third.must(contract.settlePaperForm, { body: { number, choices: { 'q1.duty': 'first' } } });
      outcomes.push(settled.outcome);
    }
    if (i >= 2) paper.push({ weight: weights.get(strata[i]!.stratum)!, codes: { 'q1.duty': code } });
  }
  for (const { stratum } of called) paper.push({ weight: weights.get(stratum)!, codes: { 'q1.duty': '5' } });

  it('counts a case once: two had answered by telephone, one form was settled', async () => {
    expect(outcomes.filter((outcome) => outcome === 'case-answered')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'differs')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'filed')).toHaveLength(12);
    const { accounting } = await operator.must(contract.getPaperBatch, { params: { batchId: batch.id } });
    expect(accounting).toMatchObject({ printed: 16, filed: 12, void: 2, out: 2 });
    const [row] = await app.sql<{ cases: number; sheets: number }[]>`
      select count(distinct unit_id)::int as cases, count(*)::int as sheets from answer_sheets
      where draw_id = ${drawId} and state = 'counted'`;
    expect(row).toEqual({ cases: 14, sheets: 14 });
  });

  /** Cases in the order their forms are numbered in. */
  async function stratumOfForms(id: string): Promise<{ unitId: string; stratum: string }[]> {
    const book = new ExcelJS.Workbook();
    const template = (await operator.must(contract.downloadResultTemplate, {
      params: { drawId: id },
      query: {},
    })) as unknown as Buffer;
    await book.xlsx.load(template as unknown as ArrayBuffer);
    const sheet = book.worksheets[0]!;
    return Array.from({ length: sheet.rowCount - 1 }, (_, i) => ({
      unitId: sheet.getRow(i + 2).getCell(5).text,
      stratum: sheet.getRow(i + 2).getCell(3).text,
    }));
  }

  async function numbersOf({ id, code }: contract.PaperBatch): Promise<string[]> {
    const { formNumber } = await import('../../server/paper/form-number.ts');
    const forms = await app.sql<
      { serial: number }[]
    >`select serial from paper_forms where batch_id = ${id} order by serial`;
    return forms.map(({ serial }) => formNumber(code, serial));
  }

  async function enter(clerk: Visitor, number: string, entry: contract.PaperEntry): Promise<string> {
    const { round } = await clerk.must(contract.openPaperForm, { body: { number } });
    return (await clerk.must(contract.enterPaperForm, { body: { number, round, entry } })).outcome;
  }
});

describe('the open web', async () => {
  await publishQuestionnaire(office, { cycleId, kind: 'public' });
  await openSurvey(office, cycleId);
  const phones = Array.from({ length: 12 }, (_, i) => new Phone(app.app, `203.0.113.${i + 1}`));
  for (const [i, phone] of phones.entries()) {
    const code = ['1', '2', '1', '5'][i % 4]!;
    const reply = await phone.answer(departmentId, { q1: 'policy', q2: code, q4: '3' });
    expect(reply.status).toBe(303);
    if (i === 0) continue;
    web.push({ weight: new Exact(1), codes: { q2: code } });
  }
  // The same device judges again: the later answer stands, the earlier one is not counted beside it.
  await phones[0]!.answer(departmentId, { q1: 'policy', q2: '3', q4: '3' });
  web.push({ weight: new Exact(1), codes: { q2: '3' } });

  it('holds one answer a device', async () => {
    const sheets = await app.sql<{ state: string; n: number }[]>`
      select state, count(*)::int as n from answer_sheets where channel = 'web' group by state order by state`;
    expect(sheets).toEqual([
      { state: 'counted', n: 12 },
      { state: 'superseded', n: 1 },
    ]);
    await office.must(contract.closePublicSurvey, { params });
    await office.must(contract.concludePublicSurvey, { params });
  });
});

describe('one score', () => {
  const leaders: Record<'a' | 'b', Exact> = { a: new Exact(0), b: new Exact(0) };
  const given = { zn: '573.25', gx: '96.4' };
  /** What the office filed, and what the department then reads. */
  async function scored() {
    await freezeAndPublish({ cycleId, office, deputy, departments: [], groups: [], close: async () => {} });
    const { result } = await mzt.liaison.must(contract.getResult, { params: { cycleId, departmentId } });
    const leaf = (id: string) => result.parts.flatMap(({ leaves }) => leaves).find((one) => one.id === id)!;
    return { result, gz: leaf('gz'), ld: leaf('ld') };
  }
  const group = (id: string, source: 'sheets' | 'ballots', weight: string, more: object, questions: object[]) => ({
    id,
    name: id,
    source,
    kind: source === 'sheets' ? 'sample' : 'panel',
    minBase: 10,
    weight,
    questions,
    ...more,
  });
  const served = (weight: string) =>
    group('served', 'sheets', weight, { questionnaire: 'hot-topics' }, [
      { id: 'q4', name: '办理效率', weight: '0.6' },
      { id: 'q5', name: '服务态度', weight: '0.4' },
    ]);
  const system = (weight: string) =>
    group('system', 'sheets', weight, { questionnaire: 'system-cadres' }, [{ id: 'q1.duty', name: '履职' }]);
  const decide = (key: string, raterGroups: object[]) =>
    office.must(contract.decideScore, {
      params,
      body: { items: [{ key, value: { table: 'over5', satisfied: ['5', '4'], raterGroups } }], ...grounds },
    });
  const servedMean = () =>
    meanOf([...telephone, ...linked], 'q4')
      .times(new Exact(6, 10))
      .plus(meanOf([...telephone, ...linked], 'q5').times(new Exact(4, 10)));

  it('is made of the sample, the cadres and the leaders, the open web beside it', async () => {
    await office.must(contract.chooseScheme, { params, body: { reference: 'yinhai2016@1' } });
    await office.must(contract.setScoreGroups, { params, body: { items: [{ departmentId, group: 'y2' }] } });
    await decideAll(office, cycleId, 'yinhai2016');
    await office.must(contract.enterComponents, {
      params,
      body: {
        items: Object.entries(given).map(([leaf, value]) => ({ departmentId, leaf, value })),
        document: '评分表',
      },
    });
    await decide('plan:gz', [served('0.7'), system('0.3')]);
    await decide('plan:ld', [
      group('first', 'ballots', '0.6', { ballotGroup: 'a' }, [{ id: 'grade', name: '履职表现' }]),
      group('second', 'ballots', '0.4', { ballotGroup: 'b' }, [{ id: 'grade', name: '履职表现' }]),
    ]);
    const election = await prepareElection(app, office, {
      name: 'four channels',
      within: { cycleId, units: [departmentId] },
      raters: { A1: 11, B1: 13 },
    });
    await election.start();
    for (const [style, key] of [
      ['A1', 'a'],
      ['B1', 'b'],
    ] as const) {
      const grades = election.codes[style]!.slice(0, style === 'A1' ? 11 : 13).map(
        (_, i) => ['5', '4', '5', '3'][i % 4]!,
      );
      for (const [i, grade] of grades.entries())
        await (
          await election.voter(election.codes[style]![i]!)
        ).cast({ grades: { [departmentId]: grade }, best: [], worst: [] });
      leaders[key] = sum(grades.map(pointsOf)).over(new Exact(grades.length));
    }
    await election.handOutAll();
    await election.close();
    await office.must(contract.fileOpening, { params, body: await election.tally() });

    const open = await office.must(contract.getComputation, { params });
    expect(open).toMatchObject({ table: null, inputDigest: null, blocking: [{ code: 'cycle-not-closed' }] });
    await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
    const { result, gz, ld } = await scored();

    const gzExact = servedMean()
      .times(new Exact(7, 10))
      .plus(meanOf(paper, 'q1.duty').times(new Exact(3, 10)));
    const ldExact = leaders.a.times(new Exact(6, 10)).plus(leaders.b.times(new Exact(4, 10)));
    expect(gz.value).toBe(gzExact.text);
    expect(ld.value).toBe(ldExact.text);
    const total = new Exact(57325, 100)
      .plus(new Exact(964, 10))
      .plus(gzExact.times(new Exact(2)))
      .plus(ldExact);
    expect(result.total).toBe(total.printed);
    const [people] = gz.satisfaction!.raterGroups;
    expect(people!.questions[0]).toMatchObject({
      valid: telephone.filter(({ codes }) => codes['q4'] !== 'dk').length + linked.length,
      noOpinion: telephone.filter(({ codes }) => codes['q4'] === 'dk').length,
      weighted: true,
      ways: [
        { channel: 'link', count: linked.length },
        { channel: 'telephone', count: telephone.filter(({ codes }) => codes['q4'] !== 'dk').length },
      ],
    });
  });

  it('takes the open web in with the weight the plan gives it, and by its own plain count', async () => {
    await decide('plan:gz', [
      served('0.65'),
      system('0.3'),
      group('anybody', 'sheets', '0.05', { questionnaire: 'public', channels: ['web'] }, [
        { id: 'q2', name: '总体评价' },
      ]),
    ]);
    const before = (await mzt.liaison.must(contract.getResult, { params: { cycleId, departmentId } })).result;
    const { result, gz } = await scored();
    const exact = servedMean()
      .times(new Exact(65, 100))
      .plus(meanOf(paper, 'q1.duty').times(new Exact(3, 10)))
      .plus(meanOf(web, 'q2').times(new Exact(5, 100)));
    expect(gz.value).toBe(exact.text);
    expect(gz.satisfaction!.raterGroups[2]!.questions[0]).toMatchObject({ valid: 12, weighted: false });
    expect(result.total).not.toBe(before.total);
  });
});
