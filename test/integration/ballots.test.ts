/** The leader evaluation over HTTP: roll, cards, casting, the board, opening, results. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type * as client from '#ballot-client';
import * as ballots from '#ballots';
import * as contract from '#contract';
import * as cycles from '#cycles';
import { read, write } from '#db';
import { computeSatisfaction } from '#surveys';
import { testApp, type Visitor } from '../support/app.ts';
import { numbersOf, pollOf, prepareElection, someDraft, type Election } from '../support/election.ts';

const app = await testApp();
let office: Visitor;
beforeAll(async () => {
  office = await app.person('office', 'office');
});

async function opened(name: string, raters: Record<string, number>, more: object = {}): Promise<Election> {
  const election = await prepareElection(app, office, { name, raters, ...more });
  await election.start();
  return election;
}

describe('a whole evaluation', async () => {
  it('goes from cards to a disclosed result', async () => {
    const below = numbersOf('whole');
    const election = await opened('whole', { A1: 20, A2: 12, B1: 14 }, { excluded: { A1: [0], A2: [1] } });
    const form = await election.form();
    const receipts: { code: string; receipt: string; voter: client.Voter }[] = [];
    for (const [style, codes] of Object.entries(election.codes))
      for (const code of codes.slice(0, -4)) {
        const voter = await election.voter(code);
        expect(voter.style.code).toBe(style);
        const outcome = await voter.cast(someDraft(form, style, below));
        expect(outcome.kind).toBe('received');
        if (outcome.kind === 'received') receipts.push({ code, receipt: outcome.receipt, voter });
      }
    await election.handOutAll();
    await election.close();
    for (const { receipt, voter } of receipts)
      expect(await voter.check()).toMatchObject({ kind: 'counted', receipt, final: true });
    const tally = await election.tally();
    expect(tally.groups).toMatchObject([
      { group: 'a', returned: 28, valid: 28 },
      { group: 'b', returned: 12, valid: 12 },
    ]);
    // Own units were not rated by their own style.
    expect(tally.cells.find(({ group, unit }) => group === 'a' && unit === election.units[0])).toMatchObject({
      abstained: 0,
    });
    const params = { cycleId: election.cycleId };
    await election.office.must(contract.fileOpening, { params, body: tally });
    const results = await election.office.must(contract.getBallotResults, { params });
    expect(results.accounting).toMatchObject([
      { group: 'a', due: 32, printed: 36, handedOut: 32, unused: 4, returned: 28, valid: 28, void: 0, blank: 0 },
      { group: 'b', due: 14, printed: 16, handedOut: 14, unused: 2, returned: 12 },
    ]);
    expect(results.units).toHaveLength(6);
    expect(results.units[2]!.total).toHaveProperty('shown.valid', 40);
    // And the counts are what scores are made of.
    const cells = await read(app.system(), (tx) => ballots.tallies(tx, election.cycleId));
    const scored = computeSatisfaction(
      {
        table: 'over5',
        raterGroups: ['a', 'b'].map((id) => ({ id, kind: 'panel', weight: '1/2', questions: [{ id: 'level' }] })),
        appraisees: election.units.slice(2).map((id) => ({ id })),
        cells: cells.flatMap(({ group, unit, counts, noOpinion, abstained, void: voided }) =>
          election.units.indexOf(unit) < 2
            ? []
            : [{ appraisee: unit, raterGroup: group, question: 'level', counts, noOpinion, abstained, void: voided }],
        ),
      },
      (text) => createHash('sha256').update(text).digest('hex'),
    );
    expect(scored).toMatchObject({ ok: true });
    for (const result of scored.ok ? scored.value.results : []) expect(result.score).not.toBeNull();
  });
});

describe('the office’s steps', async () => {
  const cycleOf = async (name: string) =>
    (await cycles.create(app.system(), { name, year: 2026, homeArea: '0771', frameDeadlineOn: '2026-11-30' })).id;
  const rater = (style: string, i: number) => ({ name: `领导${style}${i}`, unit: '某厅', post: '', style });
  const some = (style: string, count: number) => Array.from({ length: count }, (_, i) => rater(style, i));
  async function poll(name: string, raters: Record<string, number>, excluded: Record<string, number[]> = {}) {
    const cycleId = await cycleOf(name);
    const { items } = await office.must(contract.listDepartments);
    const units = items.slice(0, 4).map(({ id }) => id);
    const params = { cycleId };
    await office.must(contract.addAppraisees, { params, body: { departmentIds: units, frames: [] } });
    const settings = pollOf(units, { raters, excluded });
    return { params, units, settings };
  }

  it('a style under ten raters is refused, and merged within its group: both rate what both may', async () => {
    const { params, settings, units } = await poll('small', { A1: 12, A2: 6, B1: 10 }, { A1: [0], A2: [1] });
    await office.must(contract.setPoll, { params, body: settings });
    const standing = await office.must(contract.setRaters, {
      params,
      body: { raters: [...some('A1', 12), ...some('A2', 6), ...some('B1', 10)] },
    });
    expect(standing.obstacles).toEqual([expect.objectContaining({ code: 'style-too-small' })]);
    const small = await office.call(contract.closeRoll, { params, body: {} });
    expect(small.body.code).toBe('style-too-small');
    expect(small.body.detail).toContain('A2（票种A2，6人）');
    const across = await office.call(contract.closeRoll, { params, body: { merges: [{ from: 'A2', into: 'B1' }] } });
    expect(across.body.code).toBe('merge-not-possible');
    const closed = await office.must(contract.closeRoll, { params, body: { merges: [{ from: 'A2', into: 'A1' }] } });
    expect(closed.state).toBe('rolled');
    expect(closed.styles.map(({ code, raters, excluded }) => [code, raters, excluded])).toEqual([
      ['A1', 18, [units[0], units[1]]],
      ['B1', 10, []],
    ]);
    // The digest is what anybody with the roll computes.
    const { items } = await office.must(contract.listRaters, { params });
    const lines = items.map(({ style, name, unit, post }) => `${style}\t${name}\t${unit}\t${post}\n`).toSorted();
    expect(closed.rollDigest).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
    expect((await office.call(contract.setRaters, { params, body: { raters: [] } })).body.code).toBe('poll-state');
  });

  it('what was not decided stands in the way of voting, and nothing of the structure changes after the roll', async () => {
    const { params, settings, units } = await poll('undecided', { A1: 10 });
    const open = {
      ...settings,
      closesAt: null,
      noOpinion: null,
      uniform: null,
      blank: null,
      revisions: null,
      phone: null,
    };
    await office.must(contract.setPoll, { params, body: open });
    await office.must(contract.setRaters, { params, body: { raters: some('A1', 10) } });
    const rolled = await office.must(contract.closeRoll, { params, body: {} });
    expect(rolled.obstacles.map(({ code }) => code)).toEqual([
      'setting-closesAt',
      'setting-noOpinion',
      'setting-uniform',
      'setting-blank',
      'setting-revisions',
      'setting-phone',
      'key',
      'too-few-cards',
    ]);
    const start = await office.call(contract.startVoting, { params, body: {} });
    expect(start.body.code).toBe('poll-not-ready');
    expect(start.body.detail).toContain('截止时间未设定');
    const fewer = { ...settings, units: units.slice(1) };
    expect((await office.call(contract.setPoll, { params, body: fewer })).body.code).toBe('poll-settings');
    const early = { body: { style: 'A1', spare: 0, cardHashes: ['ab'.repeat(32)] }, params };
    expect((await office.call(contract.registerCards, early)).body.detail).toContain('计票公钥');
    const past = await office.must(contract.setPoll, {
      params,
      body: { ...settings, closesAt: '2026-11-01T00:00:00Z' },
    });
    expect(past.obstacles.map(({ code }) => code)).toEqual(['closes-in-the-past', 'key', 'too-few-cards']);
  });

  it('settings that cannot be are told in words', async () => {
    const { params, settings, units } = await poll('wrong', { A1: 10 });
    const foreign = '0b6f6c1e-4a8a-4f0e-9d53-3f1f6f0a1c11';
    const [style] = settings.styles;
    const wrong: [Partial<contract.PollSettings>, string][] = [
      [{ units: [...units, units[0]!] }, '列了两次'],
      [{ units: [...units, foreign] }, '不是本周期的被评价单位'],
      [{ styles: [style!, style!] }, '票种的代码有重复'],
      [{ styles: [{ ...style!, group: 'z' }] }, '没有对应的评价主体类别'],
      [{ styles: [{ ...style!, excluded: units }] }, '没有可评的单位'],
      [{ styles: [{ ...style!, excluded: [foreign] }] }, '不在单位名单里'],
      [{ groups: [...settings.groups, { ...settings.groups[0]!, code: 'b', name: '乙' }] }, '“乙”没有票种'],
    ];
    for (const [change, words] of wrong) {
      const reply = await office.call(contract.setPoll, { params, body: { ...settings, ...change } });
      expect([reply.status, reply.body.detail]).toEqual([422, expect.stringContaining(words)]);
    }
    expect((await office.must(contract.getPoll, { params })).settings).toBeNull();
    await office.must(contract.setPoll, { params, body: settings });
    const twice = await office.call(contract.setRaters, { params, body: { raters: [rater('A1', 1), rater('A1', 1)] } });
    expect(twice.body.detail).toContain('第2人与第1人重复');
    const strange = await office.call(contract.setRaters, { params, body: { raters: [rater('Q9', 1)] } });
    expect(strange.body.detail).toContain('第1人的票种没有设置');
  });

  it('nobody but the office changes anything, and liaisons see nothing of it', async () => {
    const { params } = await poll('roles', { A1: 10 });
    const operator = await app.person('operator', 'operator');
    const observer = await app.person('observer', 'observer');
    for (const somebody of [operator, observer]) {
      expect((await somebody.call(contract.getPoll, { params })).status).toBe(200);
      expect((await somebody.call(contract.listRaters, { params })).status).toBe(403);
      expect((await somebody.call(contract.closeVoting, { params, body: {} })).status).toBe(403);
    }
    expect((await operator.call(contract.downloadBallotPackage, { params })).status).toBe(403);
  });

  it('paper comes in beside the screen, in one accounting, and only for units the group rates', async () => {
    const election = await opened('paper', { A1: 24 }, { excluded: { A1: [0] } });
    const form = await election.form();
    const below = numbersOf('paper');
    for (const code of election.codes['A1']!.slice(0, 11))
      await (await election.voter(code)).cast(someDraft(form, 'A1', below));
    await election.handOutAll();
    const cell = (unit: string) => ({
      group: 'a',
      unit,
      counts: { '5': 5, '4': 5, '3': 0, '2': 0, '1': 0 },
      noOpinion: 0,
      abstained: 0,
      void: 0,
      best: 0,
      worst: 0,
    });
    const groups = [{ group: 'a', returned: 10, valid: 10, blank: 0, void: 0, nominating: 0, nominationsVoid: 0 }];
    const paper = (units: readonly string[]) =>
      write(app.system(), 'ballot.paper', async (tx, note) => {
        await ballots.recordPaper(tx, election.cycleId, { cells: units.map(cell), groups });
        note({ subject: `cycle:${election.cycleId}` });
      });
    await expect(paper([election.units[0]!])).rejects.toThrow('tally-does-not-match');
    await paper(election.units.slice(1));
    await election.close();
    const params = { cycleId: election.cycleId };
    await office.must(contract.fileOpening, { params, body: await election.tally() });
    const { accounting, units } = await office.must(contract.getBallotResults, { params });
    expect(accounting[0]).toMatchObject({ due: 24, handedOut: 24, returned: 21, onPaper: 10, valid: 21 });
    expect(units[1]!.total).toHaveProperty('shown.valid', 21);
    expect(units[0]!.total).toEqual({ withheld: 'small' });
    const cells = await read(app.system(), (tx) => ballots.tallies(tx, election.cycleId));
    expect(new Set(cells.map(({ channel }) => channel))).toEqual(new Set(['screen', 'paper']));
  });

  it('unanimous and small results are withheld, with the reason', async () => {
    const election = await opened('withheld', { A1: 12, B1: 12 });
    const all = (grade: string) => ({
      grades: Object.fromEntries(election.units.map((unit) => [unit, grade])),
      best: [election.units[0]!],
      worst: [],
    });
    for (const [i, code] of election.codes['A1']!.slice(0, 12).entries())
      await (await election.voter(code)).cast(all(i % 2 ? '5' : '4'));
    for (const code of election.codes['B1']!.slice(0, 12)) await (await election.voter(code)).cast(all('5'));
    await election.handOutAll();
    await election.close();
    const params = { cycleId: election.cycleId };
    await office.must(contract.fileOpening, { params, body: await election.tally() });
    const { units } = await office.must(contract.getBallotResults, { params });
    expect(units[0]!.groups).toEqual({ a: { withheld: 'derivable' }, b: { withheld: 'unanimous' } });
    expect(units[0]!.total).toEqual({
      shown: { valid: 24, mean: '4.8', counts: { '1': 0, '2': 0, '3': 0, '4': 6, '5': 18 } },
    });
    // Named by every single one: that, too, says what each did.
    expect(units[0]!.nominations).toEqual({ a: null, b: null });
    expect(units[1]!.nominations['a']).toEqual({ best: 0, worst: 0 });
  });

  it('the names of the roll go with the cycle’s other personal data', async () => {
    const { params, settings } = await poll('erased', { A1: 10 });
    await office.must(contract.setPoll, { params, body: settings });
    await office.must(contract.setRaters, { params, body: { raters: some('A1', 10) } });
    await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
    const asked = await office.must(contract.requestErasure, { params, body: { reason: '领导评价名册测试销毁' } });
    const second = await app.person('office', 'office-two');
    await second.must(contract.confirmErasure, { params, body: { requestId: asked.request!.id, cycleName: 'erased' } });
    const [left] = await app.sql<{ n: number }[]>`
      select count(*)::int as n from ballot.raters where cycle_id = ${params.cycleId}`;
    expect(left!.n).toBe(0);
  });
});

describe('the clock', () => {
  it('closes a poll when its time has come, and says only what kind of thing went wrong', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const before = app.clock.now;
    try {
      const election = await prepareElection(app, office, {
        name: 'clock',
        raters: { A1: 10 },
        settings: { closesAt: '2026-11-22T06:00:00.000Z' },
      });
      await election.start();
      const clock = ballots.startClock(app.services);
      const state = async () => (await office.must(contract.getPoll, { params: { cycleId: election.cycleId } })).state;
      vi.advanceTimersByTime(25_000);
      await vi.waitFor(async () => expect(await state()).toBe('voting'));
      app.clock.now = new Date('2026-11-22T06:00:01.000Z');
      vi.advanceTimersByTime(25_000);
      await clock.stop();
      app.clock.now = before;
      expect(await state()).toBe('closed');
      const log: string[] = [];
      const broken = { ...app.services, now: () => new Date(Number.NaN), log: (line: string) => void log.push(line) };
      const other = ballots.startClock(broken);
      vi.advanceTimersByTime(25_000);
      await other.stop();
      expect(log).toEqual([expect.stringMatching(/^ballot clock: [A-Za-z]+( \w+)?$/)]);
    } finally {
      app.clock.now = before;
      vi.useRealTimers();
    }
  });
});
