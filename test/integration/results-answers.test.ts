/** Answer sheets of a drawn sample into the score: weights of strata, standard error, 不了解 apart, other ways in only where planned. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { write } from '#db';
import * as sheets from '#sheets';
import { itemsOf, optionsOf } from '#surveys';
import { confidenceInterval, createSurvey, estimateMeans, standardError } from '#sampling';
import { testApp } from '../support/app.ts';
import { publishQuestionnaire, readyQuestionnaire } from '../support/questionnaires.ts';
import { prepareElection } from '../support/election.ts';
import { readPackage, recompute } from '../../server/results/package.ts';
import { decideAll, freezeAndPublish, grounds, scoredCycle, valueFor } from '../support/scoring.ts';

/** Strata as drawn: population, main sample, and how many of it said what. */
const strata = [
  { code: 'A', population: 400, main: 40, said: { 5: 14, 4: 12, 3: 6, dk: 3 } },
  { code: 'B', population: 90, main: 30, said: { 5: 5, 4: 12, 2: 9, dk: 1 } },
] as const;

describe('sheets of a drawn sample', async () => {
  const app = await testApp();
  const people = { office: await app.person('office', 'o1'), deputy: await app.person('office', 'o2') };
  const { office } = people;
  const scored = await scoredCycle(people, 'yinhai2016', { perGroup: 1 });
  const params = { cycleId: scored.cycleId };
  const content = { ...readyQuestionnaire('public'), channels: ['telephone' as const, 'web' as const] };
  const versionId = await publishQuestionnaire(office, { cycleId: scored.cycleId, kind: 'public', content });
  const item = itemsOf(content).find(
    ({ question }) => (question.kind === 'scale' || question.kind === 'matrix') && question.scored,
  )!;
  const drawn = scored.departments[0]!;
  const drawId = randomUUID();
  await app.sql`
    insert into draws (id, cycle_id, title, state, design, strata, frame_digest, frame_ids, seed, manifest, created_at, designed_by)
    values (${drawId}, ${scored.cycleId}, '测试', 'sealed', '{}', ${app.sql.json(strata.map(({ code, population, main }) => ({ code, population, main })))},
      'x', '\\x00', 'x', 'x', now(), 'test')`;
  const filings: sheets.Filing[] = [];
  for (const { code, population, main, said } of strata) {
    const answers = Object.entries(said).flatMap(([option, count]) => Array.from({ length: count }, () => option));
    for (const [i, option] of answers.entries()) {
      const unitId = `${code}${i}`;
      await app.sql`
        insert into draw_units (draw_id, stratum, rank, unit_id, ticket, replicate, part, probability)
        values (${drawId}, ${code}, ${i + 1}, ${unitId}, 'x', 1, 'main', ${main / population})`;
      filings.push({
        idempotencyKey: `${drawId} ${unitId}`,
        versionId,
        departmentId: drawn.id,
        channel: 'telephone',
        answers: { [item.id]: option === 'dk' ? { said: 'no-opinion' } : { said: 'option', code: option } },
        receivedAt: app.clock.now,
        case: { drawId, unitId },
      });
    }
  }
  // The open web is not asked for by the plan: it may not move the score.
  for (let i = 0; i < 50; i += 1)
    filings.push({
      idempotencyKey: `web ${i}`,
      versionId,
      departmentId: drawn.id,
      channel: 'web',
      answers: { [item.id]: { said: 'option', code: '1' } },
      receivedAt: app.clock.now,
    });
  // Two departments without a draw: plain counts.
  for (const department of scored.departments.slice(1))
    for (let i = 0; i < 40; i += 1)
      filings.push({
        idempotencyKey: `${department.id} ${i}`,
        versionId,
        departmentId: department.id,
        channel: 'telephone',
        answers: { [item.id]: { said: 'option', code: i % 4 === 0 ? '3' : '5' } },
        receivedAt: app.clock.now,
      });
  const outcomes = await write(app.system(), 'sheet.test', async (tx, note) => {
    const filed = await sheets.fileAll(tx, app.system(), filings);
    note({ subject: 'test' });
    return filed;
  });
  await office.must(contract.decideScore, {
    params,
    body: {
      items: [
        {
          key: 'plan:gz',
          value: {
            table: 'over5',
            satisfied: ['5', '4'],
            raterGroups: [
              {
                id: 'public',
                name: '社会公众',
                source: 'sheets',
                questionnaire: 'public',
                kind: 'sample',
                questions: [{ id: item.id, name: '总体评价' }],
              },
            ],
          },
        },
      ],
      ...grounds,
    },
  });
  await scored.close();
  await freezeAndPublish(scored);
  const leafOf = async (departmentId: string) => {
    const { result } = await office.must(contract.getResult, { params: { ...params, departmentId } });
    return { result, leaf: result.parts.find(({ id }) => id === 'my')!.leaves.find(({ id }) => id === 'gz')! };
  };

  it('are all filed', () => expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['filed'])));

  it('score by their design weights, exactly, 不了解 apart, without the open web', async () => {
    const { leaf } = await leafOf(drawn.id);
    // Weights 10 and 3: 5: 140 + 15, 4: 120 + 36, 3: 60, 2: 27.
    const top = 155 * 100 + 156 * 80 + 60 * 60 + 27 * 40;
    const bottom = 155 + 156 + 60 + 27;
    const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
    expect(leaf.value).toBe(`${top / gcd(top, bottom)}/${bottom / gcd(top, bottom)}`);
    const [question] = leaf.satisfaction!.raterGroups[0]!.questions;
    expect(question).toMatchObject({ valid: 58, noOpinion: 4, weighted: true });
    expect(question!.counts.find(({ code }) => code === '1')!.count).toBe(0);
    // Options by their words.
    const asked = optionsOf(content, item.question);
    expect(question!.counts.map(({ label }) => label)).toEqual(asked.map(({ code, label }) => `${label}（${code}）`));
  });

  it('carry the standard error of the design', async () => {
    const { leaf, result } = await leafOf(drawn.id);
    const rows = strata.flatMap(({ code, population, main, said }) =>
      Object.entries(said)
        .filter(([option]) => option !== 'dk')
        .flatMap(([option, count]) =>
          Array.from({ length: count }, () => ({
            code,
            population,
            weight: population / main,
            y: Number(option) * 20,
          })),
        ),
    );
    const survey = createSurvey({
      size: rows.length,
      strata: [rows.map(({ code }) => code)],
      weights: rows.map(({ weight }) => weight),
      populations: [rows.map(({ population }) => population)],
    });
    if (!survey.ok) throw new Error('refused');
    const estimates = estimateMeans(survey.value, [Float64Array.from(rows, ({ y }) => y)]);
    const interval = confidenceInterval(estimates, 0, 0.95, rows.length - 2)!;
    expect(leaf.satisfaction!.precision).toMatchObject({
      standardError: standardError(estimates)!.toFixed(4),
      lower: interval.lower.toFixed(4),
      upper: interval.upper.toFixed(4),
    });
    // 200 of the 300 points of 满意 hang on it.
    expect(Number(result.margin)).toBeCloseTo(1.96 * 2 * standardError(estimates)!, 1);
    expect((await leafOf(scored.departments[1]!.id)).leaf.satisfaction!.precision).toBeNull();
  });
});

describe('the leaders’ ballots', async () => {
  const app = await testApp();
  const office = await app.person('office', 'o1');
  const election = await prepareElection(app, office, { raters: { A1: 12, B1: 11 }, units: 4 });
  const params = { cycleId: election.cycleId };
  await office.must(contract.chooseScheme, { params, body: { reference: 'gx2018-dept@1' } });
  await decideAll(office, election.cycleId, 'gx2018-dept');
  const { groups, appraisees } = await office.must(contract.getScoring, { params });
  await office.must(contract.enterComponents, {
    params,
    body: {
      items: appraisees.flatMap(({ id, group }, d) =>
        groups
          .find((one) => one.id === group)!
          .leaves.filter(({ id: leaf }) => leaf !== 'my2')
          .map((leaf, l) => ({ departmentId: id, leaf: leaf.id, value: valueFor(leaf, d, l) })),
      ),
      document: '评分表',
    },
  });
  const rater = (id: string, ballotGroup: string) => ({
    id,
    name: id,
    source: 'ballots',
    ballotGroup,
    kind: 'panel',
    weight: '1/2',
    questions: [{ id: 'grade', name: '履职表现' }],
  });
  await office.must(contract.decideScore, {
    params,
    body: {
      items: [{ key: 'plan:my2', value: { table: 'over5', raterGroups: [rater('first', 'a'), rater('second', 'b')] } }],
      ...grounds,
    },
  });

  it('are none before the box is opened, and are hidden where one group tells too much', async () => {
    await election.start();
    const vote = async (style: string, i: number, grades: readonly string[]) => {
      const voter = await election.voter(election.codes[style]![i]!);
      await voter.cast({
        grades: Object.fromEntries(election.units.map((unit, u) => [unit, grades[u]!])),
        best: [],
        worst: [],
      });
    };
    // Unit 0: mixed in both groups. Unit 1: the second group is of one mind.
    for (let i = 0; i < 12; i += 1)
      await vote('A1', i, [i < 6 ? '5' : '4', i < 3 ? '3' : '4', i < 2 ? '2' : '5', i < 5 ? '4' : '3']);
    for (let i = 0; i < 11; i += 1) await vote('B1', i, [i < 1 ? '3' : '5', '5', i < 2 ? '2' : '5', i < 5 ? '4' : '3']);
    await election.handOutAll();
    await election.close();
    await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
    const before = await office.must(contract.getComputation, { params });
    expect(before.blocking.map(({ code }) => code)).toEqual(['satisfaction-missing']);
    await office.must(contract.fileOpening, { params, body: await election.tally() });
    const deputy = await app.person('office', 'o2');
    await freezeAndPublish({
      cycleId: election.cycleId,
      office,
      deputy,
      departments: [],
      groups: [],
      close: async () => {},
    });
    const leafOf = async (unit: number) => {
      const { result } = await office.must(contract.getResult, {
        params: { ...params, departmentId: election.units[unit]! },
      });
      return result.parts.find(({ id }) => id === 'my')!.leaves.find(({ id }) => id === 'my2')!;
    };
    const open = await leafOf(0);
    // (6×100 + 6×80)/12 = 90 and (10×100 + 60)/11 = 1060/11: half and half 1025/11.
    expect(open.value).toBe('1025/11');
    // Fewer than twenty marks in each group: the score is published, what it is made of is not.
    expect(open.satisfaction).toMatchObject({
      score: { exact: '1025/11', rounded: '93.18' },
      formula: null,
      raterGroups: [
        { suppressed: true, score: null, questions: [{ counts: [], score: null }] },
        { suppressed: true, score: null, questions: [{ counts: [], score: null }] },
      ],
    });
  });

  it('stand in no package, which recomputes all the same', async () => {
    const { items } = await office.must(contract.listPackages, { params });
    const path = `/api/result-packages/${items[0]!.id}/package.json`;
    const text = await (await office.raw('GET', path)).text();
    const body = readPackage(text);
    expect(body.facts.satisfaction[0]).toMatchObject({ leaf: 'my2', cells: [] });
    expect(body.facts.satisfaction[0]!.withheld!.map(({ score }) => score)).toContain('1025/11');
    expect(recompute(text)).toMatchObject({ kind: 'same' });
    // A score somebody wrote over is found.
    expect(recompute(text.replace('"score":"1025/11"', '"score":"95"'))).toMatchObject({ kind: 'different' });
    const observer = await app.person('observer', 'watcher');
    expect(await (await observer.raw('GET', path)).text()).toBe(text);
    const { items: entries } = await office.must(contract.listAuditEntries, {});
    expect(entries.filter(({ action }) => action === 'result.package')).toHaveLength(2);
  });

  it('are counted by one plan only: another would be one more look at the votes', async () => {
    const other = { table: 'linear5', raterGroups: [rater('first', 'a'), rater('second', 'b')] };
    const decide = (key: string, value: unknown) =>
      office.call(contract.decideScore, { params, body: { items: [{ key, value }], ...grounds } });
    for (const [key, value] of [
      ['plan:my2', other],
      ['plan:my2', null],
      ['plan:my1', other],
    ] as const)
      expect((await decide(key, value)).body).toMatchObject({ code: 'plan-after-votes' });
    const sheets = {
      ...other,
      raterGroups: [
        { ...rater('public', 'a'), source: 'counts', ballotGroup: undefined, kind: 'sample', weight: undefined },
      ],
    };
    expect((await decide('plan:my1', sheets)).status).toBe(201);
  });
});
