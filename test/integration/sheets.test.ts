/** Answer sheets: filed once whatever happens, one per case across channels, counted exactly, never seen by a department. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addAppraisees, changeCycle, createCycle, createDepartment, type Role } from '#contract';
import { connect, read, type Sql, type Tx } from '#db';
import * as questionnaires from '#questionnaires';
import * as sheets from '#sheets';
import { answerCodes, readAnswers, type Answers, type Channel, type Questionnaire } from '#surveys';
import { unseal } from '#vault';
import type { Context } from '../../server/context.ts';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';

let app: TestApp;
let office: Visitor;
let cycleId: string;
let departments: string[];
let publicVersion: string;
let serviceVersion: string;
let drawId: string;

const unitId = (n: number) => `unit-${n}`;

/** A drawn draw with ten cases of two strata, put there directly: how it came about is tested elsewhere. */
async function draw(sql: Sql): Promise<string> {
  const id = randomUUID();
  const strata = [
    { code: 's1', label: '一', population: 512, main: 100, reserve: 0, probability: 100 / 512 },
    { code: 's2', label: '二', population: 40, main: 40, reserve: 0, probability: 1 },
  ];
  await sql`
    insert into draws (id, cycle_id, title, state, design, strata, frame_digest, frame_size, frame_ids, seed, manifest, created_at, designed_by)
    values (${id}, ${cycleId}, '试抽', 'drawn', '{}', ${sql.json(strata)}, 'x', 552, '\\x00', 'seed', '{}', now(), 'test')`;
  for (let n = 0; n < 10; n += 1)
    await sql`
      insert into draw_units (draw_id, stratum, rank, unit_id, ticket, replicate, part, probability, permanent_id)
      values (${id}, ${n < 8 ? 's1' : 's2'}, ${n}, ${unitId(n)}, 't', 1, 'main', ${n < 7 ? 100 / 512 : n < 8 ? 1 / 3 : 1}, ${unitId(n)})`;
  return id;
}

beforeAll(async () => {
  app = await testApp();
  office = await app.person('office', 'office');
  const cycle = await office.must(createCycle, {
    body: { name: '2026年度', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-12-01' },
  });
  cycleId = cycle.id;
  departments = await Promise.all(
    ['自治区民政厅', '自治区农业厅'].map(
      async (name) => (await office.must(createDepartment, { body: { name, category: 'public-affairs' } })).id,
    ),
  );
  await office.must(addAppraisees, { params: { cycleId }, body: { departmentIds: departments } });
  publicVersion = await publishQuestionnaire(office, { cycleId, kind: 'public' });
  serviceVersion = await publishQuestionnaire(office, { cycleId, kind: 'service-users' });
  drawId = await draw(app.sql);
});

function said(questionnaire: Questionnaire, raw: Record<string, unknown>, channel: Channel): Answers {
  const answers = readAnswers(questionnaire, raw, { channel, incomplete: 'accept' });
  if (!answers.ok) throw new Error(JSON.stringify(answers.findings));
  return answers.answers;
}

const publicAnswers = (raw: Record<string, unknown>) => said(readyQuestionnaire('public'), raw, 'web');
const serviceAnswers = (raw: Record<string, unknown>, channel: Channel = 'telephone') =>
  said(readyQuestionnaire('service-users'), raw, channel);

/** As a request without an account: scope 'none', the runtime role. */
function asStranger<T>(work: (tx: Tx, ctx: Context) => Promise<T>, sql = app.sql): Promise<T> {
  const ctx: Context = { ...app.system(), sql, actor: { kind: 'anonymous' } };
  return sql.begin(async (tx) => {
    await tx`set local role pingyi_app`;
    await tx`select set_config('app.scope', 'none', true), set_config('app.department', '', true)`;
    return work(tx, ctx);
  }) as Promise<T>;
}

const asStaff = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => read(app.system(), work);

let made = 0;
function filing(more: Partial<sheets.Filing> = {}): sheets.Filing {
  made += 1;
  return {
    idempotencyKey: `key-${made}`,
    versionId: publicVersion,
    departmentId: departments[0]!,
    channel: 'web',
    answers: publicAnswers({ q1: 'none', q2: '5' }),
    receivedAt: app.clock.now,
    ...more,
  };
}

const file = (more: Partial<sheets.Filing> = {}, sql?: Sql) =>
  asStranger((tx, ctx) => sheets.file(tx, ctx, filing(more)), sql);
const sheetOf = async (id: string) =>
  (
    await app.sql<
      {
        state: string;
        designWeight: string | null;
        stratum: string | null;
        codes: (string | null)[];
        supersededBy: string | null;
        numbers: unknown;
      }[]
    >`
    select state, design_weight, stratum, codes, superseded_by, numbers from answer_sheets where id = ${id}`
  )[0];

describe('filing', () => {
  it('is the same sheet when repeated, and says whether the answers are the same', async () => {
    const first = await file({ idempotencyKey: 'once' });
    expect(first).toMatchObject({ outcome: 'filed', superseded: null });
    expect(await file({ idempotencyKey: 'once' })).toEqual({
      outcome: 'repeated',
      sheetId: 'sheetId' in first ? first.sheetId : '',
      same: true,
    });
    expect(await file({ idempotencyKey: 'once', answers: publicAnswers({ q1: 'none', q2: '1' }) })).toMatchObject({
      outcome: 'repeated',
      same: false,
    });
  });

  it('makes one sheet of thirty filings of one key at the same moment, from two servers', async () => {
    const second = connect(app.databaseUrl, { max: 15 });
    try {
      const all = await Promise.all(
        Array.from({ length: 30 }, (_, i) => file({ idempotencyKey: 'double-tap' }, i % 2 === 0 ? app.sql : second)),
      );
      expect(all.filter(({ outcome }) => outcome === 'filed')).toHaveLength(1);
      expect(new Set(all.map((filed) => ('sheetId' in filed ? filed.sheetId : '')))).toHaveProperty('size', 1);
    } finally {
      await second.end();
    }
  });

  it('keeps one sheet per case across the channels under thirty parallel filings', async () => {
    const channels = ['telephone', 'paper', 'link'] as const;
    // The same questionnaire on all three, so that nothing but the case holds them apart.
    const content = { ...readyQuestionnaire('rectification'), channels: ['telephone', 'paper', 'link'] as Channel[] };
    const versionId = await publishQuestionnaire(office, { cycleId, kind: 'rectification', content });
    const answers = said(content, { q1: 'no', q3: '4', q4: '4', q5: '3', q6: 'better' }, 'telephone');
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        file({ versionId, channel: channels[i % 3]!, answers, case: { drawId, unitId: unitId(0) } }),
      ),
    );
    const [filed] = all.filter(({ outcome }) => outcome === 'filed');
    expect(all.filter(({ outcome }) => outcome === 'case-answered')).toHaveLength(29);
    expect(new Set(all.map((one) => ('sheetId' in one ? one.sheetId : '')))).toHaveProperty('size', 1);
    expect(await sheetOf(filed && 'sheetId' in filed ? filed.sheetId : '')).toMatchObject({
      stratum: 's1',
      designWeight: '512/100',
    });
    const [row] = await app.sql`select count(*)::int as n from answer_sheets where unit_id = ${unitId(0)}`;
    expect(row).toEqual({ n: 1 });
  });

  it('writes a chance that is not the stratum’s as a decimal weight', async () => {
    const filed = await file({
      versionId: serviceVersion,
      channel: 'telephone',
      answers: serviceAnswers({ q1: 'no' }),
      case: { drawId, unitId: unitId(7) },
    });
    expect(await sheetOf('sheetId' in filed ? filed.sheetId : '')).toMatchObject({ designWeight: '3' });
  });

  it('supersedes the sheet of the same device, and only that one, whatever races', async () => {
    const replaceKey = Buffer.from('a device and a department');
    const first = await file({ replaceKey });
    const second = await file({ replaceKey, answers: publicAnswers({ q1: 'none', q2: '1' }) });
    expect(second).toMatchObject({ outcome: 'filed', superseded: 'sheetId' in first ? first.sheetId : '' });
    const all = await Promise.all(Array.from({ length: 20 }, () => file({ replaceKey })));
    expect(all.every(({ outcome }) => outcome === 'filed')).toBe(true);
    const states = await app.sql<{ state: string; n: number }[]>`
      select state, count(*)::int as n from answer_sheets where replace_key = ${replaceKey} group by state order by state`;
    expect([...states]).toEqual([
      { state: 'counted', n: 1 },
      { state: 'superseded', n: 21 },
    ]);
  });

  it('does not let a repeated filing supersede itself', async () => {
    const replaceKey = Buffer.from('another device, same department');
    const first = await file({ replaceKey, idempotencyKey: 'kept' });
    expect(await file({ replaceKey, idempotencyKey: 'kept' })).toMatchObject({ outcome: 'repeated', same: true });
    expect(await sheetOf('sheetId' in first ? first.sheetId : '')).toMatchObject({
      state: 'counted',
      supersededBy: null,
    });
  });

  it('files many at once, each with its own outcome, in their order', async () => {
    const cases = [1, 1, 2].map((n) => ({ drawId, unitId: unitId(n) }));
    const one = { versionId: serviceVersion, channel: 'telephone' as const, answers: serviceAnswers({ q1: 'no' }) };
    const outcomes = await asStranger((tx, ctx) =>
      sheets.fileAll(tx, ctx, [
        filing({ ...one, case: cases[0]! }),
        filing({ ...one, case: cases[1]! }),
        filing({ ...one, case: { drawId, unitId: 'nobody' } }),
        filing({ idempotencyKey: 'twice in a batch' }),
        filing({ idempotencyKey: 'twice in a batch' }),
        filing({ versionId: randomUUID() }),
        filing({ channel: 'paper' }),
        filing({ departmentId: randomUUID() }),
        filing({ ...one, case: cases[2]! }),
      ]),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'filed',
      'case-answered',
      'case-unknown',
      'filed',
      'repeated',
      'not-serving',
      'not-serving',
      'not-serving',
      'filed',
    ]);
  });

  it('seals what was written, with what was said about being asked again', async () => {
    const words = '窗口只开了一个，排队两个小时';
    const answers = serviceAnswers({
      ...Object.fromEntries(['q2', 'q3', 'q4', 'q5', 'q6', 'q7'].map((id) => [id, '4'])),
      q1: 'yes',
      q8: 'no',
      opinion: words,
      consent: 'yes',
      steered: '~rf',
    });
    const filed = await file({
      versionId: serviceVersion,
      channel: 'telephone',
      answers,
      case: { drawId, unitId: unitId(9) },
    });
    const sheetId = 'sheetId' in filed ? filed.sheetId : '';
    expect((await sheetOf(sheetId))?.codes).toEqual([
      'yes',
      '4',
      '4',
      '4',
      '4',
      '4',
      '4',
      'no',
      answerCodes.text,
      'yes',
      answerCodes.refused,
    ]);
    const [opinion] = await app.sql<{ id: string; textSealed: Buffer }[]>`
      select id, item, consent, state, edited_sealed, text_sealed from sheet_opinions where sheet_id = ${sheetId}`;
    expect(opinion).toMatchObject({ item: 'opinion', consent: true, state: 'received', editedSealed: null });
    const { dataKey } = await read(app.system(), (tx) => app.services.vault.cycleKeys(tx, cycleId));
    expect(unseal(dataKey, sheets.opinionPlace(opinion!.id, 'text'), opinion!.textSealed).toString('utf8')).toBe(words);
    const [{ dump } = { dump: '' }] = await app.sql<{ dump: string }[]>`
      select string_agg(s::text, '') || (select string_agg(o::text, '') from sheet_opinions o) as dump from answer_sheets s`;
    expect(dump).not.toContain('排队');
    expect(dump).not.toContain(Buffer.from('排队').toString('hex'));
  });

  it('quarantines with reasons, and moves only what is in the state it is thought to be in', async () => {
    const filed = await file({ quarantine: ['burst', 'prefix'] });
    const sheetId = 'sheetId' in filed ? filed.sheetId : '';
    expect(await sheetOf(sheetId)).toMatchObject({ state: 'quarantined' });
    const moved = (from: sheets.SheetState, to: 'counted' | 'excluded') =>
      app.sql.begin((tx) => sheets.move(tx, { sheetIds: [sheetId], from, to, reasons: ['checked'] }));
    expect(await moved('counted', 'excluded')).toBe(0);
    expect(await moved('quarantined', 'excluded')).toBe(1);
    expect(await moved('quarantined', 'counted')).toBe(0);
    expect(await sheetOf(sheetId)).toMatchObject({ state: 'excluded' });
  });
});

describe('counting', () => {
  it('counts what a plain loop counts, by appraisee, item, channel, stratum and option', async () => {
    const department = departments[1]!;
    const raws = Array.from({ length: 60 }, (_, i) => ({
      q1: ['business', 'policy', 'none'][i % 3]!,
      q2: ['5', '4', '3', '2', '1', '~dk'][i % 6]!,
      ...(i % 3 === 0 ? { 'q3.service': String(1 + (i % 5)), 'q3.result': '~dk' } : {}),
      ...(i % 4 === 0 ? { q5: 'resident' } : {}),
      ...(i % 7 === 0 ? { opinion: `意见${i}` } : {}),
    }));
    await asStranger((tx, ctx) =>
      sheets.fileAll(
        tx,
        ctx,
        raws.map((raw) => filing({ departmentId: department, answers: publicAnswers(raw) })),
      ),
    );
    const expected = new Map<string, number>();
    for (const raw of raws)
      for (const [item, answer] of Object.entries(publicAnswers(raw))) {
        const code =
          answer.said === 'option'
            ? answer.code
            : {
                'no-opinion': '~dk',
                refused: '~rf',
                blank: '~blank',
                void: '~void',
                options: '',
                number: '',
                text: '',
              }[answer.said];
        if (answer.said !== 'text') expected.set(`${item} ${code}`, (expected.get(`${item} ${code}`) ?? 0) + 1);
      }
    const rows = await asStaff((tx) => sheets.counts(tx, { cycleId, kinds: ['public'], departmentIds: [department] }));
    expect(new Map(rows.map(({ item, code, count }) => [`${item} ${code}`, count]))).toEqual(expected);
    expect(rows).toHaveLength(expected.size);
    expect(rows.filter(({ scored }) => scored).every(({ item }) => item === 'q2')).toBe(true);
    expect(rows.every(({ channel, drawId: of, stratum }) => channel === 'web' && of === null && stratum === null)).toBe(
      true,
    );
  });

  it('keeps strata and weights apart, leaves out what does not count, and merges versions', async () => {
    const before = await asStaff((tx) =>
      sheets.counts(tx, { cycleId, kinds: ['service-users'], channels: ['telephone'] }),
    );
    const first = before.filter(({ item, code }) => item === 'q1' && code === 'no');
    expect(first.map(({ stratum, designWeight, count }) => [stratum, designWeight, count]).toSorted()).toEqual([
      ['s1', '3', 1],
      ['s1', '512/100', 2],
    ]);
    const content = readyQuestionnaire('service-users');
    const next = await publishQuestionnaire(office, {
      cycleId,
      kind: 'service-users',
      // A question before the first moves every position: items are matched by id.
      content: {
        ...content,
        questions: [{ ...content.questions[0]!, id: 'q0', title: '您去过窗口吗？' }, ...content.questions],
      },
    });
    expect(
      await file({
        versionId: next,
        channel: 'telephone',
        answers: said(
          { ...content, questions: [{ ...content.questions[0]!, id: 'q0' }, ...content.questions] },
          { q0: 'yes', q1: 'no' },
          'telephone',
        ),
        case: { drawId, unitId: unitId(3) },
      }),
    ).toMatchObject({ outcome: 'filed' });
    const after = await asStaff((tx) => sheets.counts(tx, { cycleId, kinds: ['service-users'] }));
    expect(
      after.find(({ item, code, designWeight }) => item === 'q1' && code === 'no' && designWeight === '512/100')?.count,
    ).toBe(3);
    expect(after.find(({ item }) => item === 'q0')?.count).toBe(1);
    const quarantined = await asStaff((tx) => sheets.counts(tx, { cycleId, states: ['excluded'] }));
    expect(quarantined.find(({ item }) => item === 'q2')?.count).toBe(1);
  });

  it('says how many came in, by channel and state', async () => {
    const rows = await asStaff((tx) => sheets.progress(tx, { cycleId }));
    const [total] = await app.sql<{ n: number }[]>`select count(*)::int as n from answer_sheets`;
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(total!.n);
    expect(rows.some(({ state, channel }) => state === 'superseded' && channel === 'web')).toBe(true);
  });

  it('gives every sheet once, without free text', async () => {
    const rows = await asStaff(async (tx) => {
      const all: sheets.SheetRow[] = [];
      for await (const piece of sheets.eachSheet(tx, {
        cycleId,
        states: ['counted', 'quarantined', 'excluded', 'superseded'],
      }))
        all.push(...piece);
      return all;
    });
    const [total] = await app.sql<{ n: number }[]>`select count(*)::int as n from answer_sheets`;
    expect(new Set(rows.map(({ sheetId }) => sheetId)).size).toBe(total!.n);
    const written = rows.filter(({ answers }) => answers['opinion']?.said === 'text');
    expect(written.length).toBeGreaterThan(5);
    expect(written.every(({ answers }) => JSON.stringify(answers['opinion']) === '{"said":"text","text":""}')).toBe(
      true,
    );
  });
});

describe('who may see sheets', () => {
  const seenBy = (role: Role | 'stranger', departmentId: string | null) =>
    read(
      {
        ...app.system(),
        actor:
          role === 'stranger'
            ? { kind: 'anonymous' }
            : {
                kind: 'account',
                accountId: randomUUID(),
                login: 'x',
                displayName: 'x',
                role,
                departmentId,
                departmentName: null,
                sessionHash: null,
              },
      },
      async (tx) => {
        const rows = await Promise.all([
          tx<{ n: number }[]>`select count(*)::int as n from answer_sheets`,
          tx<{ n: number }[]>`select count(*)::int as n from sheet_opinions`,
        ]);
        return rows.map(([row]) => row!.n);
      },
    );

  it('is staff, never the department itself nor a stranger', async () => {
    expect(await seenBy('liaison', departments[0]!)).toEqual([0, 0]);
    expect(await seenBy('stranger', null)).toEqual([0, 0]);
    expect((await seenBy('operator', null))[0]).toBeGreaterThan(50);
  });

  it('has no column that could name a person, and the answers cannot be rewritten at run time', async () => {
    await expect(
      app.sql.begin(async (tx) => {
        await tx`set local role pingyi_app`;
        await tx`select set_config('app.scope', 'all', true)`;
        await tx`update answer_sheets set codes = '{}'`;
      }),
    ).rejects.toThrow(/permission denied/);
    await expect(
      app.sql.begin(async (tx) => {
        await tx`set local role pingyi_app`;
        await tx`select set_config('app.scope', 'all', true)`;
        await tx`delete from answer_sheets`;
      }),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('what is served', () => {
  it('is the published version with the appraisee’s texts, to strangers too, until the cycle closes', async () => {
    const served = () =>
      asStranger((tx) =>
        questionnaires.serving(tx, { cycleId, kind: 'public', departmentId: departments[0]!, channel: 'web' }),
      );
    expect(await served()).toMatchObject({
      versionId: publicVersion,
      texts: { 单位: '自治区民政厅', 年度: '2026', 监督电话: '0771-2811111' },
    });
    expect(
      await asStranger((tx) =>
        questionnaires.serving(tx, { cycleId, kind: 'public', departmentId: departments[0]!, channel: 'paper' }),
      ),
    ).toBeUndefined();
    await office.must(changeCycle, { params: { cycleId }, body: { state: 'closed' } });
    expect(await served()).toBeUndefined();
    expect(await file()).toEqual({ outcome: 'not-serving' });
  });
});
