/** Paper forms of the leader evaluation: print, two clerks, settle, one account with the screen; and what an attacker finds of them. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import * as ballots from '#ballots';
import * as contract from '#contract';
import { read } from '#db';
import { type FiledBallot, marksOfPaper, type PaperBallot, tallyBallots } from '#surveys';
import { canonicalJson } from '../../server/audit-append.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { prepareBlindElection } from '../support/blind-election.ts';
import { holdWal, readHeap, readServerLog, readWal, walPosition } from '../support/database-files.ts';
import { numbersOf, prepareElection, someDraft, transportTo, type Election } from '../support/election.ts';
import { accountForms, enterForms, type PaperPlan, printForms } from '../support/paper-ballots.ts';

const app = await testApp();
const { sql } = app;
let office: Visitor;
let clerks: [Visitor, Visitor, Visitor];
beforeAll(async () => {
  office = await app.person('office', 'office');
  clerks = [
    await app.person('operator', 'clerk-1'),
    await app.person('operator', 'clerk-2'),
    await app.person('operator', 'clerk-3'),
  ];
  return holdWal(sql);
});

/** Forms of a style with some mark for every unit; now and then a blank, an unreadable one, a 不了解, nominations. */
function someForms(count: number, units: number, name: string): PaperBallot[] {
  const below = numbersOf(name);
  return Array.from({ length: count }, () => {
    const marks = Array.from({ length: units }, (_, i): [string, string] => [
      `u${i + 1}`,
      ['1', '2', '3', '4', '5', '5', '4', '0', 'x', ''][below(10)]!,
    ]);
    return {
      ...Object.fromEntries(marks.filter(([, mark]) => mark !== '')),
      ...(below(2) ? { best: `${1 + below(units)}` } : {}),
    };
  });
}

async function castSome(election: Election, style: string, count: number, name: string): Promise<void> {
  const form = await election.form();
  const below = numbersOf(name);
  for (const code of election.codes[style]!.slice(0, count))
    await (await election.voter(code)).cast(someDraft(form, style, below));
}

const paperOf = (election: Election) => office.must(contract.getBallotPaper, { params: { cycleId: election.cycleId } });

describe('paper and screen', () => {
  it('stand in one account and are counted together', async () => {
    const election = await prepareElection(app, office, {
      name: 'together',
      raters: { A1: 30, A2: 26, B1: 12 },
      excluded: { A1: [0], A2: [1] },
    });
    const plans: PaperPlan[] = [
      { style: 'A1', printed: 16, unused: 2, spoiled: 1, forms: someForms(12, 5, 'together A1') },
      { style: 'A2', printed: 13, unused: 3, forms: someForms(10, 5, 'together A2') },
    ];
    await printForms(election, plans);
    await election.start();
    await castSome(election, 'A1', 14, 'together screen A1');
    await castSome(election, 'A2', 11, 'together screen A2');
    await castSome(election, 'B1', 12, 'together screen B1');
    await election.handOutAll();
    const params = { cycleId: election.cycleId };

    // Nothing is entered while votes still come, and the box is not opened before paper is in.
    await accountForms(election, plans);
    const early = await clerks[0].call(contract.stampBallotPile, {
      params: { ...params, style: 'A1' },
      body: { returned: 12, shuffled: true },
    });
    expect(early.body).toMatchObject({ code: 'poll-state' });
    await election.close();
    const tally = await election.tally();
    expect((await office.call(contract.fileOpening, { params, body: tally })).body).toMatchObject({
      code: 'cards-do-not-balance',
      detail: expect.stringContaining('纸质评价表还没有录完'),
    });

    await enterForms(election, plans, [clerks[0], clerks[1]]);
    expect((await paperOf(election)).obstacles).toEqual([]);
    const counted = await office.must(contract.countBallotPaper, { params, body: {} });
    expect(counted.piles.map(({ state }) => state)).toEqual(['counted', 'counted']);
    expect((await office.call(contract.downloadPaperTally, { params })).status).toBe(409);
    await office.must(contract.fileOpening, { params, body: tally });

    const { accounting } = await office.must(contract.getBallotResults, { params });
    expect(accounting[0]).toMatchObject({
      due: 56,
      cards: { printed: 60, handedOut: 56, unused: 4, spoiled: 0, returned: 25 },
      paper: { printed: 29, handedOut: 23, unused: 5, spoiled: 1, returned: 22 },
      printed: 89,
      handedOut: 79,
      unused: 9,
      spoiled: 1,
      returned: 47,
      onPaper: 22,
    });
    for (const line of accounting) {
      expect(line.printed).toBe(line.handedOut + line.unused + line.spoiled);
      expect(line.returned).toBe(line.valid + line.void + line.blank);
    }
    expect(accounting[1]).toMatchObject({ onPaper: 0, paper: { printed: 0, returned: 0 } });

    // The counts are those of the forms: by the rules of the poll, unit by unit.
    const { poll } = await election.form();
    const filed: FiledBallot[] = plans.flatMap(({ style, forms }) =>
      forms.map((form) => ({ style, marks: marksOfPaper(poll, style, form) })),
    );
    const own = tallyBallots(poll, filed);
    const cells = await read(app.system(), (tx) => ballots.tallies(tx, election.cycleId));
    const paper = cells.filter(({ channel }) => channel === 'paper');
    expect(paper).toHaveLength(6);
    for (const { channel: _, ...cell } of paper)
      expect(cell).toEqual(own.cells.find(({ group, unit }) => group === cell.group && unit === cell.unit));
    // The unit that A1 may not rate has A2's forms only.
    expect(paper.find(({ unit }) => unit === election.units[0])).toSatisfy(
      (cell: (typeof paper)[number]) =>
        Object.values(cell.counts).reduce((sum, n) => sum + n, 0) + cell.noOpinion + cell.abstained + cell.void === 10,
    );

    // Evidence: what was fixed before the box was opened.
    const reply = await office.raw('GET', `/api/cycles/${election.cycleId}/ballot/paper.json`);
    const evidence = contract.paperTallySchema.parse(await reply.json());
    const digest = createHash('sha256').update(canonicalJson(evidence)).digest('hex');
    const board = contract.boardSchema.parse((await transportTo(app).get(`/api/boards/${election.cycleId}`)).body);
    expect(board.paper).toMatchObject({
      digest,
      piles: [{ style: 'A1', printed: 16, handedOut: 13, returned: 12 }, {}],
    });
    expect(counted.digest).toBe(digest);
  });

  it('a pile under ten is not counted: it is accounted for as void, and its marks are nowhere', async () => {
    const election = await prepareElection(app, office, { name: 'few', raters: { A1: 24, B1: 24 } });
    const plans: PaperPlan[] = [
      { style: 'A1', printed: 12, forms: someForms(12, 6, 'few A1') },
      { style: 'B1', printed: 12, forms: someForms(4, 6, 'few B1') },
    ];
    const params = { cycleId: election.cycleId };
    expect(
      (await office.call(contract.printBallotPaper, { params, body: { style: 'B1', copies: 9 } })).body,
    ).toMatchObject({ code: 'paper-print-count', detail: expect.stringContaining('认出是谁的') });
    expect(
      (await office.call(contract.printBallotPaper, { params, body: { style: 'B1', copies: 30 } })).body,
    ).toMatchObject({ code: 'paper-print-count', detail: expect.stringContaining('最多印29份') });
    await printForms(election, plans);
    await election.start();
    await election.handOutAll();
    await accountForms(election, plans);
    await election.close();
    await enterForms(election, plans, [clerks[0], clerks[1]]);
    expect((await office.call(contract.countBallotPaper, { params, body: {} })).body).toMatchObject({
      code: 'pile-too-small',
      detail: expect.stringContaining('B1（收回4份）'),
    });
    expect(
      (await office.call(contract.countBallotPaper, { params, body: { discarded: ['A1', 'B1'] } })).body,
    ).toMatchObject({ code: 'paper-not-even', detail: expect.stringContaining('没有理由不计入') });
    await office.must(contract.countBallotPaper, { params, body: { discarded: ['B1'] } });
    const summaries = await sql`
      select group_code as "group", returned, valid, blank, void, nominating from ballot.summaries
      where cycle_id = ${election.cycleId} and channel = 'paper' order by 1`;
    expect(summaries[1]).toEqual({ group: 'b', returned: 4, valid: 0, blank: 0, void: 4, nominating: 0 });
    const cells = await sql<{ counts: Record<string, number>; void: number; noOpinion: number }[]>`
      select counts, void, no_opinion from ballot.tallies
      where cycle_id = ${election.cycleId} and channel = 'paper' and group_code = 'b'`;
    expect(cells).toHaveLength(6);
    for (const cell of cells) expect(cell).toEqual({ counts: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 }, void: 4, noOpinion: 0 });
    expect((await office.call(contract.countBallotPaper, { params, body: {} })).body).toMatchObject({
      code: 'paper-not-even',
    });
  });

  it('a result is withheld when one way has too few: the evidence would give it away', async () => {
    const election = await prepareElection(app, office, { name: 'parts', raters: { A1: 24 } });
    const plans: PaperPlan[] = [{ style: 'A1', printed: 14, forms: someForms(14, 6, 'parts') }];
    await printForms(election, plans);
    await election.start();
    await castSome(election, 'A1', 3, 'parts screen');
    await election.handOutAll();
    await accountForms(election, plans);
    await election.close();
    await enterForms(election, plans, [clerks[0], clerks[1]]);
    const params = { cycleId: election.cycleId };
    await office.must(contract.countBallotPaper, { params, body: {} });
    await office.must(contract.fileOpening, { params, body: await election.tally() });
    const { units } = await office.must(contract.getBallotResults, { params });
    for (const { groups } of units) expect(groups['a']).toHaveProperty('withheld');
  });
});

describe('entry', () => {
  let election: Election;
  let params: { cycleId: string; style: string };
  const forms = someForms(11, 6, 'entry');
  beforeAll(async () => {
    election = await prepareElection(app, office, { name: 'entry', raters: { A1: 20 } });
    params = { cycleId: election.cycleId, style: 'A1' };
    const plans: PaperPlan[] = [{ style: 'A1', printed: 12, unused: 1, forms }];
    await printForms(election, plans);
    await election.start();
    await election.handOutAll();
    await accountForms(election, plans);
    await election.close();
  });

  it('begins when the pile is stamped, never with more than were handed out', async () => {
    expect((await clerks[0].call(contract.getBallotPile, { params })).body).toMatchObject({ code: 'pile-state' });
    expect(
      (await clerks[0].call(contract.stampBallotPile, { params, body: { returned: 12, shuffled: true } })).body,
    ).toMatchObject({ code: 'paper-print-count', detail: expect.stringContaining('收回多于发出') });
    const unshuffled = await clerks[0].raw('POST', `/api/cycles/${params.cycleId}/ballot/paper/A1/piles`, {
      body: JSON.stringify({ returned: 11, shuffled: false }),
      headers: { 'content-type': 'application/json' },
    });
    expect(unshuffled.status).toBe(400);
    await clerks[0].must(contract.stampBallotPile, { params, body: { returned: 11, shuffled: true } });
    expect((await clerks[0].must(contract.getBallotPile, { params })).open).toHaveLength(11);
  });

  it('takes what the form could say, and tells each field what it could not', async () => {
    const refused = await clerks[0].call(contract.enterBallotForm, {
      params,
      body: { sequence: 1, entry: { u1: '6', u9: '1', best: '1 7', form: 'late' } },
    });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toMatch(/u1.*u9|u9.*u1/);
    expect(
      (await clerks[0].call(contract.enterBallotForm, { params, body: { sequence: 12, entry: {} } })).body,
    ).toMatchObject({ code: 'pile-number' });
  });

  it('is by two who do not see each other, and a third where they differ', async () => {
    const enter = (who: Visitor, sequence: number, entry: PaperBallot) =>
      who.call(contract.enterBallotForm, { params, body: { sequence, entry } });
    expect((await enter(clerks[0], 1, { u1: '５', u2: ' 4', best: '3，1' })).body).toMatchObject({
      outcome: 'waits-for-second',
      open: Array.from({ length: 10 }, (_, i) => i + 2),
    });
    expect((await enter(clerks[0], 1, {})).body).toMatchObject({ code: 'paper-same-clerk' });
    // Alike whatever the width of the digits or the order of the numbers.
    expect((await enter(clerks[1], 1, { u1: '5', u2: '4', best: '1 3' })).body).toMatchObject({ outcome: 'agrees' });
    expect((await enter(clerks[2], 1, {})).body).toMatchObject({ code: 'paper-entered-twice' });

    await enter(clerks[0], 2, { u1: '5', u2: '4', u3: '1' });
    expect((await enter(clerks[1], 2, { u1: '5', u2: 'x' })).body).toMatchObject({ outcome: 'differs' });
    for (const own of [clerks[0], clerks[1]])
      expect((await own.call(contract.getBallotDifference, { params: { ...params, sequence: 2 } })).body).toMatchObject(
        { code: 'paper-same-clerk' },
      );
    const difference = await clerks[2].must(contract.getBallotDifference, {
      params: { ...params, sequence: 2 },
    });
    expect(difference.differences).toEqual([
      {
        field: 'u2',
        label: '2．第2厅',
        values: [
          { value: '4', words: '良好（4）' },
          { value: 'x', words: '看不清或多于一个（x）' },
        ],
      },
      {
        field: 'u3',
        label: '3．第3厅',
        values: [
          { value: '', words: '空白' },
          { value: '1', words: '很差（1）' },
        ],
      },
    ]);
    // Where both agree nothing is shown.
    expect(JSON.stringify(difference.differences)).not.toContain('u1');
    const settle = (values: PaperBallot) =>
      clerks[2].call(contract.settleBallotForm, { params, body: { sequence: 2, values } });
    expect((await settle({ u2: '4' })).body).toMatchObject({ code: 'paper-choice-missing' });
    expect((await settle({ u2: '7', u3: '' })).status).toBe(400);
    // Neither of the two: the paper says something else.
    expect((await settle({ u2: '3', u3: '' })).status).toBe(201);
    expect((await settle({ u2: '3', u3: '' })).body).toMatchObject({ code: 'paper-no-difference' });
  });

  it('a form that only one called void is read once more by another', async () => {
    const enter = (who: Visitor, entry: PaperBallot) =>
      who.must(contract.enterBallotForm, { params, body: { sequence: 3, entry } });
    await enter(clerks[0], { form: 'signed', u1: '5' });
    expect(await enter(clerks[1], { u1: '2' })).toMatchObject({ outcome: 'differs' });
    const standing = await clerks[2].must(contract.settleBallotForm, {
      params,
      body: { sequence: 3, values: { form: '' } },
    });
    expect(standing.piles[0]).toMatchObject({ differing: [], enteredOnce: 1, settled: 2 });
    expect(
      (await clerks[1].call(contract.enterBallotForm, { params, body: { sequence: 3, entry: {} } })).body,
    ).toMatchObject({ code: 'paper-same-clerk' });
    expect(await enter(clerks[2], { u1: '2' })).toMatchObject({ outcome: 'agrees' });
  });

  it('cannot be counted before all is in, and the number of forms is not cut below what was entered', async () => {
    const count = await office.call(contract.countBallotPaper, { params, body: {} });
    expect(count.body).toMatchObject({ code: 'paper-not-even', detail: expect.stringContaining('还有8张') });
    expect(
      (await clerks[0].call(contract.stampBallotPile, { params, body: { returned: 2, shuffled: true } })).body,
    ).toMatchObject({ code: 'pile-entered' });
  });

  it('two clerks at the same form in the same moment are first and second', async () => {
    const outcomes = await Promise.all(
      [clerks[0], clerks[1]].map((who) =>
        who.must(contract.enterBallotForm, { params, body: { sequence: 4, entry: forms[3]! } }),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['agrees', 'waits-for-second']);
  });
});

describe('what lies around', () => {
  it('nothing joins a form, a clerk, a moment and a content; after the count the content is nowhere', async () => {
    const election = await prepareElection(app, office, { name: 'traces', raters: { A1: 20 }, units: 24 });
    const below = numbersOf('traces');
    // A pattern that stands nowhere by chance.
    const planted = Object.fromEntries(election.units.map((_, i) => [`u${i + 1}`, String(1 + below(5))]));
    const forms = Array.from({ length: 12 }, () => planted);
    const plans: PaperPlan[] = [{ style: 'A1', printed: 12, forms }];
    await printForms(election, plans);
    await election.start();
    await election.handOutAll();
    await accountForms(election, plans);
    await election.close();
    const from = await walPosition(sql);
    await enterForms(election, plans, [clerks[0], clerks[1]]);
    const rows = await sql<{ sealed: Buffer }[]>`
      select entry_sealed as sealed from ballot.paper_entries where cycle_id = ${election.cycleId}`;
    expect(rows).toHaveLength(24);
    const entered = await readWal(sql, from, await walPosition(sql));
    for (const { sealed } of rows) expect(entered.includes(sealed.subarray(30, 60))).toBe(false);
    const params = { cycleId: election.cycleId };
    await office.must(contract.countBallotPaper, { params, body: {} });

    const everything = Buffer.concat([await readWal(sql, from, await walPosition(sql)), await readHeap(sql)]);
    const text = JSON.stringify(planted);
    for (const trace of [text, Object.values(planted).join(''), text.slice(10, 60)])
      expect(everything.includes(Buffer.from(trace))).toBe(false);
    // Not even sealed: neither in the heap nor in the log.
    for (const { sealed } of rows) expect(everything.includes(sealed.subarray(30, 60))).toBe(false);
    expect(await sql`select 1 from ballot.paper_entries where cycle_id = ${election.cycleId}`).toHaveLength(0);
    // The same look finds what is there: the pile's own row.
    const [pile] = await sql<{ code: string }[]>`
      select code from ballot.paper_piles where cycle_id = ${election.cycleId}`;
    expect(everything.includes(Buffer.from(pile!.code))).toBe(true);
    expect(await readServerLog(sql)).not.toContain(text.slice(10, 60));
    expect(app.log).toEqual([]);

    // The trail says that forms of the pile were entered: by whom and when, never which one or what.
    const trail = await sql<{ detail: Record<string, unknown> }[]>`
      select payload::jsonb -> 'detail' as detail from audit_entries where action = 'ballot.paper-enter' and subject = ${`cycle:${election.cycleId}`}`;
    expect(trail).toHaveLength(24);
    for (const { detail } of trail) expect(Object.keys(detail).toSorted()).toEqual(['round', 'style']);
  });

  it('other polls keep what their clerks have typed', async () => {
    const open = await prepareElection(app, office, { name: 'still open', raters: { A1: 20 } });
    const done = await prepareElection(app, office, { name: 'done first', raters: { A1: 20 } });
    for (const election of [open, done]) {
      const plans: PaperPlan[] = [{ style: 'A1', printed: 12, forms: someForms(12, 6, 'kept') }];
      await printForms(election, plans);
      await election.start();
      await election.handOutAll();
      await accountForms(election, plans);
      await election.close();
      await enterForms(election, plans, [clerks[0], clerks[1]]);
    }
    await office.must(contract.countBallotPaper, { params: { cycleId: done.cycleId }, body: {} });
    expect((await paperOf(open)).piles[0]).toMatchObject({ settled: 12 });
    await office.must(contract.countBallotPaper, { params: { cycleId: open.cycleId }, body: {} });
    expect((await paperOf(open)).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('the tables have these columns and nothing else: no time, no person but the clerk while a pile is open', async () => {
    const columns = await sql<{ name: string; type: string }[]>`
      select table_name || '.' || column_name as name, data_type as type from information_schema.columns
      where table_schema = 'ballot' and table_name in ('paper_piles', 'paper_entries') order by 1`;
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'paper_entries.clerk_id uuid',
      'paper_entries.cycle_id uuid',
      'paper_entries.differs boolean',
      'paper_entries.entry_sealed bytea',
      'paper_entries.round integer',
      'paper_entries.sequence integer',
      'paper_entries.style text',
      'paper_piles.code text',
      'paper_piles.cycle_id uuid',
      'paper_piles.handed_out integer',
      'paper_piles.printed integer',
      'paper_piles.returned integer',
      'paper_piles.spoiled integer',
      'paper_piles.state text',
      'paper_piles.style text',
      'paper_piles.unused integer',
    ]);
    const [kind] = await sql`select relpersistence from pg_class where oid = 'ballot.paper_entries'::regclass`;
    expect(kind).toEqual({ relpersistence: 'u' });
    const may = await sql`
      select has_any_column_privilege('pingyi_ballot', 'ballot.paper_entries', 'select') as entries,
        has_any_column_privilege('pingyi_ballot', 'ballot.paper_piles', 'select') as piles`;
    expect(may[0]).toEqual({ entries: false, piles: false });
  });
});

describe('printing', () => {
  it('is refused while what stands on the form is not decided, and then nothing of it changes', async () => {
    const election = await prepareElection(app, office, {
      name: 'undecided',
      raters: { A1: 20 },
      settings: { noOpinion: null, phone: null },
    });
    const params = { cycleId: election.cycleId, style: 'A1' };
    await office.must(contract.printBallotPaper, { params, body: { style: 'A1', copies: 12 } });
    const path = `/api/cycles/${election.cycleId}/ballot/paper/A1/form.docx`;
    const refused = await office.raw('GET', path);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('是否提供“不了解”、监督电话未设定');
    const { settings } = await office.must(contract.getPoll, { params });
    const decided = { ...settings!, noOpinion: true, phone: '0771-2811111' };
    await office.must(contract.setPoll, { params, body: decided });
    const printed = await office.raw('GET', path);
    expect(printed.status).toBe(200);
    expect((await printed.arrayBuffer()).byteLength).toBeGreaterThan(5000);
    for (const change of [
      { noOpinion: false },
      { phone: '110' },
      { closesAt: '2026-12-21T10:00:00.000Z' },
      { title: '另一个名称' },
    ])
      expect((await office.call(contract.setPoll, { params, body: { ...decided, ...change } })).body).toMatchObject({
        code: 'poll-settings',
        detail: expect.stringContaining('撤销印制'),
      });
    // The rest stays open, and all of it once the print is withdrawn.
    await office.must(contract.setPoll, { params, body: { ...decided, revisions: false } });
    await office.must(contract.withdrawBallotPaper, { params });
    await office.must(contract.setPoll, { params, body: { ...decided, phone: '110' } });
  });

  it('every copy of a style is the same, and forms stand in for cards where a style votes on paper', async () => {
    const election = await prepareElection(app, office, { name: 'same', raters: { A1: 20 } });
    const params = { cycleId: election.cycleId, style: 'A1' };
    await office.must(contract.printBallotPaper, { params, body: { style: 'A1', copies: 12 } });
    await office.must(contract.printBallotPaper, { params, body: { style: 'A1', copies: 3 } });
    const standing = await paperOf(election);
    expect(standing.piles[0]).toMatchObject({ printed: 15, code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}$/) });
    for (const layout of ['list', 'sheets'])
      for (const kind of ['pdf', 'docx']) {
        const reply = await office.raw(
          'GET',
          `/api/cycles/${params.cycleId}/ballot/paper/A1/form.${kind}?layout=${layout}`,
        );
        expect(reply.status, `${layout} ${kind}`).toBe(200);
      }
    await election.start();
    const account = await office.raw('GET', `/api/cycles/${params.cycleId}/ballot/accounting.pdf`);
    expect(account.headers.get('content-type')).toContain('pdf');
  });
});

describe('where votes are collected online', () => {
  it('no more forms are handed out than people changed to paper: nobody has both', async () => {
    const election = await prepareBlindElection(app, office, { name: 'either way', raters: { A1: 24 } });
    const params = { cycleId: election.cycleId, style: 'A1' };
    await office.must(contract.printBallotPaper, { params, body: { style: 'A1', copies: 14 } });
    const places = Array.from({ length: 11 }, (_, i) => i + 1);
    await office.must(contract.markPaper, { params, body: { places, paper: true } });
    const account = (handedOut: number) =>
      office.call(contract.accountBallotPaper, { params, body: { handedOut, unused: 14 - handedOut, spoiled: 0 } });
    expect((await account(12)).body).toMatchObject({
      code: 'paper-print-count',
      detail: expect.stringContaining('只有11人，发出12份'),
    });
    expect((await account(11)).status).toBe(200);
  });
});
