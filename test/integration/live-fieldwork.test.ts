/** Fieldwork as it runs: received against target, by day, projected; never an answer. And what departments are told of their lists. */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { write } from '#db';
import { move } from '#sheets';
import { testApp } from '../support/app.ts';
import { runningFieldwork } from '../support/running-fieldwork.ts';

const app = await testApp();
const { campaign, mzt, drawId, units, filing, store } = await runningFieldwork(app, {
  main: 40,
  reserve: 20,
  replicateSize: 15,
});
const { cycleId, office, operator } = campaign;
const other = await campaign.department('自治区财政厅', 'economic');
const params = { cycleId };

const later = (seconds: number) => (app.clock.now = new Date(app.clock.now.getTime() + seconds * 1000));
async function look() {
  later(60);
  return operator.must(contract.getLiveFieldwork, { params });
}

type List = 'system-cadres' | 'hot-topics';
const take = (list: List, from: number, to?: number) =>
  units[list].slice(from, to).map(({ unitId }) => ({ unitId, list }));
/** Who answered; and who was called in vain: few of the one list, ten and more of the other. */
const answered = [...take('system-cadres', 0, 8), ...take('hot-topics', 0, 4)];
const called = [...take('system-cadres', 8, 13), ...take('hot-topics', 4)];

describe('running fieldwork', () => {
  it('shows targets before anything came in, and foretells nothing', async () => {
    const seen = await look();
    expect(seen).toMatchObject({ target: 40, counted: 0, days: [], hours: [], projection: { kind: 'unknown' } });
    expect(seen.places.map(({ department, list, target, released }) => [department, list, target, released])).toEqual([
      ['自治区民政厅', 'hot-topics', expect.any(Number), expect.any(Number)],
      ['自治区民政厅', 'system-cadres', expect.any(Number), expect.any(Number)],
    ]);
    expect(seen.places.reduce((sum, { target }) => sum + (target ?? 0), 0)).toBe(40);
    expect(seen.places.reduce((sum, { released }) => sum + released, 0)).toBe(30);
    const [one] = seen.draws;
    expect(one?.strata.map(({ target }) => target).reduce((a, b) => a + b)).toBe(40);
    expect(one?.calls).toMatchObject({ released: 30, dialled: 0, rates: null });
  });

  it('counts each channel where it belongs: the sample against its target, the open web beside it', async () => {
    const drawn = answered.map(({ unitId, list }, n) =>
      filing({
        kind: list,
        on: `2026-11-${String(16 + (n % 6)).padStart(2, '0')}T10:30:00+08:00`,
        channel: (['telephone', 'link'] as const)[n % 2]!,
        case: { drawId, unitId },
      }),
    );
    await store(drawn);
    // 16:30 of the 21st in Greenwich is the 22nd in Beijing.
    const web = await store([
      ...Array.from({ length: 5 }, () => filing({ kind: 'public', on: '2026-11-21T16:30:00Z' })),
      filing({ kind: 'public', on: '2026-11-20T09:00:00+08:00', departmentId: other.departmentId }),
      filing({ kind: 'public', on: '2026-11-20T09:00:00+08:00', quarantine: ['test'] }),
    ]);
    await write(app.system(), 'test', async (tx, note) => {
      note({ subject: 'test' });
      return move(tx, { sheetIds: web.slice(0, 1), from: 'counted', to: 'excluded', reasons: ['test'] });
    });
    const seen = await look();
    expect(seen.channels).toEqual([
      { channel: 'telephone', counted: 6, today: 0, quarantined: 0, excluded: 0, replaced: 0 },
      { channel: 'paper', counted: 0, today: 0, quarantined: 0, excluded: 0, replaced: 0 },
      { channel: 'link', counted: 6, today: 0, quarantined: 0, excluded: 0, replaced: 0 },
      { channel: 'web', counted: 5, today: 4, quarantined: 1, excluded: 1, replaced: 0 },
    ]);
    expect(seen).toMatchObject({ target: 40, counted: 12 });
    expect(seen.hours).toEqual([{ hour: 0, telephone: 0, paper: 0, link: 0, web: 4 }]);
    expect(seen.days.map(({ day }) => day)).toEqual([
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
    const sampled = (list: string | null) => {
      const place = seen.places.find((row) => row.list === list && row.department === '自治区民政厅');
      return place && place.counted.telephone + place.counted.paper + place.counted.link;
    };
    expect([sampled('system-cadres'), sampled('hot-topics'), sampled(null)]).toEqual([8, 4, 0]);
    expect(seen.places.find(({ list, department }) => list === null && department === '自治区民政厅')).toMatchObject({
      target: null,
      counted: { web: 4 },
    });
    expect(seen.places.find(({ department }) => department === '自治区财政厅')).toMatchObject({
      list: null,
      counted: { web: 1 },
    });
    // Two a day on six days, 28 missing.
    expect(seen.projection).toMatchObject({ kind: 'expected', median: 2, on: '2026-12-05', earliest: '2026-12-05' });
    expect(seen.draws[0]?.projection).toEqual(seen.projection);
  });

  it('tells nothing of what was answered: the same whatever people said', async () => {
    const before = await look();
    const text = JSON.stringify(before);
    for (const { unitId } of answered) expect(text).not.toContain(unitId);
    expect(text).not.toMatch(/codes|score|mean|得分/);
    const said = await app.sql<{ id: string; codes: (string | null)[] }[]>`select id, codes from answer_sheets`;
    for (const code of ['5', '1', '-8']) {
      await app.sql`update answer_sheets set codes = array(select ${code}::text from unnest(codes))`;
      const { asOf: _, ...after } = await look();
      const { asOf: __, ...first } = before;
      expect(after).toEqual(first);
    }
    for (const { id, codes } of said) await app.sql`update answer_sheets set codes = ${codes} where id = ${id}`;
  });

  it('is counted once for all who ask within seconds, and anew after', async () => {
    const first = await look();
    await store([filing({ kind: 'public', on: '2026-11-22T09:00:00+08:00' })]);
    later(1);
    const again = await office.must(contract.getLiveFieldwork, { params });
    expect(again).toEqual(first);
    const both = await Promise.all([look(), office.must(contract.getLiveFieldwork, { params })]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0].channels[3]!.counted).toBe(first.channels[3]!.counted + 1);
  });

  it('is for those who run and watch the evaluation, and of a cycle that exists', async () => {
    const observer = await app.person('observer', 'observer');
    expect((await observer.call(contract.getLiveFieldwork, { params })).status).toBe(200);
    expect((await mzt.liaison.call(contract.getLiveFieldwork, { params })).status).toBe(403);
    const unknown = { params: { cycleId: '00000000-0000-4000-8000-000000000000' } };
    expect((await operator.call(contract.getLiveFieldwork, unknown)).status).toBe(404);
  });

  it('takes calls into its rates once their choices are made', async () => {
    await office.must(contract.setFieldworkChoices, { params, body: { switchedOff: 'NC', brokenOff: 'R' } });
    const outcomes = ['41', '41 空号', '33 停机', '33 关机', '42', '31', '22', '4.20'];
    const lines = called.map(({ unitId }, n) => `${unitId},${outcomes[n % outcomes.length]!},1`);
    const results = await operator.must(contract.storeCallResults, {
      params: { drawId },
      form: {},
      files: [new File([`token,outcome,call attempts\n${lines.join('\n')}\n`], '结果.csv')],
    });
    expect(results.stored).toBe(true);
    const [one] = (await look()).draws;
    const page = await operator.must(contract.getFieldwork, { params: { drawId } });
    expect(one?.calls).toEqual(page.groups[0]);
    // Six answered by link; who answered by telephone has no call in the file.
    expect(one?.calls.classes?.['I']).toBe(6);
    expect(one?.calls.rates?.RR1).toBeCloseTo(6 / (30 - (one?.calls.classes?.['NE'] ?? 0)), 12);
    expect(one?.calls).toMatchObject({ released: 30, dialled: called.length, elsewhere: 6 });
    expect(one?.definition).toEqual(page.definition);
  });
});

describe('the quality of lists', () => {
  const dialled = called.map(({ list }, n) => ({ list, outcome: n % 8 }));
  const expected = (list: string) => {
    const own = dialled.filter((one) => one.list === list);
    const count = (...outcomes: number[]) => own.filter(({ outcome }) => outcomes.includes(outcome)).length;
    return {
      dialled: own.length,
      wrongNumbers: count(0, 1),
      stopped: count(2),
      otherNumbers: count(7),
      wrongPersons: count(4),
    };
  };

  it('is known to the office while calls run, and to no department', async () => {
    const report = await operator.must(contract.getListQuality, { params });
    expect(report).toMatchObject({ closed: false, told: null });
    for (const { list, faults } of report.rows) expect(faults, String(list)).toEqual(expected(list!));
    expect(report.rows.map(({ list }) => list)).toEqual(['hot-topics', 'system-cadres']);
    expect(report.all?.dialled).toBe(called.length);
    expect((await operator.call(contract.tellListQuality, { params })).status).toBe(403);
    expect((await office.call(contract.tellListQuality, { params })).body.code).toBe('quality-before-close');
    expect(await mzt.liaison.must(contract.getListQuality, { params })).toMatchObject({
      told: null,
      rows: [],
      all: null,
    });
  });

  it('is told to departments after the close: to each its own, nothing out of few calls', async () => {
    await office.must(contract.changeCycle, { params, body: { state: 'closed' } });
    const told = await office.must(contract.tellListQuality, { params, body: {} });
    expect(told.told).toMatchObject({ by: expect.stringContaining('office') });
    const report = await mzt.liaison.must(contract.getListQuality, { params });
    for (const { list, faults } of report.rows) {
      const full = expected(list!);
      expect(faults, String(list)).toEqual(full.dialled < 10 ? null : full);
    }
    // One list has ten calls or more, the other fewer: both rules are met here.
    expect(report.rows.filter(({ faults }) => faults === null)).toHaveLength(1);
    // Of the only department with lists, the sum would tell the list that is not shown.
    expect(report.all).toBeNull();
    expect((await other.liaison.must(contract.getListQuality, { params })).rows).toEqual([]);
    const toldTo = async (who: typeof office) =>
      (await who.must(contract.listListQuality)).items.map((one) => one.cycleId);
    expect([await toldTo(mzt.liaison), await toldTo(other.liaison), await toldTo(operator)]).toEqual([
      [cycleId],
      [],
      [cycleId],
    ]);
  });

  it('stays as told, noted once more', async () => {
    const [before] = await app.sql`select count(*)::int as n from list_quality`;
    const again = await office.must(contract.tellListQuality, { params, body: {} });
    const [after] = await app.sql`select count(*)::int as n from list_quality`;
    expect(after).toEqual(before);
    expect(again.rows).toEqual((await operator.must(contract.getListQuality, { params })).rows);
    const notes = await app.sql<{ payload: string }[]>`
      select payload from audit_entries where action = 'list-quality.tell'`;
    expect(notes).toHaveLength(2);
  });

  it('is a workbook: all of it for the office, the own part for a department', async () => {
    const open = async (who: typeof office) => {
      const book = new ExcelJS.Workbook();
      await book.xlsx.load((await who.must(contract.downloadListQuality, { params })) as unknown as ArrayBuffer);
      return book.worksheets[0]!;
    };
    const all = await open(office);
    expect(all.rowCount).toBe(5);
    expect(all.getCell('A5').text).toBe('全部名单');
    expect(all.getCell('D5').value).toBe(called.length);
    const sum = ['hot-topics', 'system-cadres'].map(expected);
    const bad = sum.reduce((n, one) => n + one.wrongNumbers + one.stopped + one.otherNumbers, 0);
    expect(all.getCell('I5').value).toBeCloseTo((called.length - bad) / called.length, 10);
    const own = await open(mzt.liaison);
    expect(own.rowCount).toBe(4);
    expect([own.getCell('D3').text, own.getCell('D4').text]).toContain('不足10人，不列');
    expect((await open(other.liaison)).rowCount).toBe(2);
  });
});
