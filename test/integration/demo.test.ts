/** The demo on a real database: told to the end, told once, never beside real data. */
import { beforeAll, describe, expect, test } from 'vitest';
import * as accounts from '#accounts';
import * as audit from '#audit';
import * as ballots from '#ballots';
import * as contactForms from '#contact-forms';
import type { Frame } from '#contract';
import * as cycles from '#cycles';
import * as paper from '#paper';
import * as responses from '#responses';
import { own, packages, reviews } from '#results';
import * as draws from '#draws';
import * as frames from '#frames';
import * as questionnaires from '#questionnaires';
import { demo } from '../../server/cli/demo.ts';
import {
  DEMO_PASSWORD,
  departmentNamed,
  loadDemo,
  LOGIN_PREFIX,
  signIns,
  type DemoReport,
} from '../../server/demo/index.ts';
import { pilotDepartments, pilotSizes } from '../../server/demo/pilot.ts';
import { kindOf } from '../../server/demo/stage.ts';
import { filings } from '../../server/demo/story.ts';
import type { Platform } from '../../server/main.ts';
import { testApp, type TestApp } from '../support/app.ts';

const NOW = new Date('2026-11-22T02:00:00Z');
const app = await testApp();
const inUse = await testApp();
const { sql } = app;
const system = () => app.system();
const platformOf = ({ sql, config, services }: TestApp): Platform => ({
  sql,
  config,
  vault: services.vault,
  stop: async () => {},
});
const said: string[] = [];
const load = (request: { again?: boolean; interrupted?: AbortSignal; say?: (line: string) => void } = {}) =>
  loadDemo(platformOf(app), { now: NOW, again: false, say: (line) => said.push(line), ...request });
const entries = async () => (await audit.verifyChain(system())).entries;

test('a real cycle is not joined by a demo', async () => {
  const ctx = inUse.system();
  await cycles.create(ctx, { name: '2026年度社会评价', year: 2026, homeArea: '0771', frameDeadlineOn: '2026-12-01' });
  await expect(loadDemo(platformOf(inUse), { now: NOW, again: false, say: () => {} })).rejects.toThrow(
    /已有正式的评价周期“2026年度社会评价”/,
  );
  expect((await accounts.list(ctx)).items).toEqual([]);
  expect((await cycles.listDepartments(ctx)).items).toEqual([]);
});

test('the command refuses what it does not know, and helps', async () => {
  let out = '';
  const io = { stdout: (text: string) => void (out += text), stderr: (text: string) => void (out += text) };
  expect(await demo(['--force'], io)).toBe(2);
  expect(out).toContain('--force');
  expect(await demo(['--help'], io)).toBe(0);
  expect(out).toContain(DEMO_PASSWORD);
});

describe('the demo', () => {
  let report: DemoReport;
  let all: readonly Frame[];
  beforeAll(async () => {
    report = await load();
    all = (await frames.list(system(), { cycleId: report.cycle.id })).items;
  }, 1_200_000);

  test('has a cycle of 99 appraisees with frames in every state', () => {
    expect(report.loaded).toBe(true);
    expect(report.cycle).toMatchObject({
      name: '演示：2018年度自治区直属机关社会评价',
      appraiseeCount: 99,
      frameCount: 197,
    });
    for (const count of Object.values(report.frames)) expect(count).toBeGreaterThan(0);
    expect(report.lateSubmissions).toBeGreaterThan(3);
    const deadlines = all.map(({ deadlineOn }) => deadlineOn);
    expect(deadlines.some((day) => day < '2026-11-22') && deadlines.some((day) => day > '2026-11-22')).toBe(true);
  });

  test('has 附件8 of most departments, some late, some awaited', async () => {
    const { deadlineOn, items } = await contactForms.list(system(), report.cycle.id);
    expect(deadlineOn).toBe('2026-11-16');
    const filled = items.filter(({ state }) => state === 'filled');
    expect([items.length, filled.length]).toEqual([99, 90]);
    expect(filled.filter(({ late }) => late).length).toBeGreaterThan(2);
    expect(new Set(filled.flatMap(({ phones }) => phones)).size).toBeGreaterThan(80);
    for (const { liaison, leaders } of filled) expect([liaison, ...leaders].join('')).toMatch(/^\p{Script=Han}+/u);
  });

  test('has questionnaires in every state, most of them published', async () => {
    const { items } = await questionnaires.list(system(), report.cycle.id);
    const states = items.map(({ versions: [newest] }) => newest?.state ?? 'none');
    const count = (state: string) => states.filter((one) => one === state).length;
    expect(items.length).toBe(5 + 99);
    expect(count('published')).toBeGreaterThan(80);
    for (const state of ['submitted', 'returned', 'none']) expect(count(state), state).toBeGreaterThan(3);
    expect(items.filter(({ openComments }) => openComments > 0)).toHaveLength(count('returned'));
  });

  test('is judged as the story has it, filing by filing', async () => {
    const told: Record<string, string[]> = {};
    const judged: Record<string, string[]> = {};
    for (const { department, list, attempts } of filings) {
      const frame = all.find(
        (candidate) => candidate.department.name === department && candidate.list === kindOf(list),
      )!;
      const { submissions } = await frames.get(system(), frame.id);
      told[`${department} ${list}`] = attempts.map(({ verdict }) => verdict);
      judged[`${department} ${list}`] = submissions.toReversed().map(({ verdict }) => verdict);
    }
    expect(judged).toEqual(told);
  });

  test('shows the mistakes of every year, and nothing wrong in a clean list', async () => {
    const codes = new Set<string>();
    // Late is nobody's mistake in the list; the service window's own form has one column for all telephones.
    const expectedIn: Record<string, string[]> = {
      topics: ['received-late'],
      users: ['received-late', 'ambiguous-phone-column'],
    };
    const clean: unknown[] = [];
    for (const { department, list, attempts } of filings) {
      const frame = all.find(
        (candidate) => candidate.department.name === department && candidate.list === kindOf(list),
      )!;
      const { submissions } = await frames.get(system(), frame.id);
      for (const [i, attempt] of attempts.entries()) {
        const page = await frames.listFindings(system(), submissions.toReversed()[i]!.id, { limit: 500 });
        for (const { code } of page.codes) codes.add(code);
        const untouched =
          attempt.verdict === 'accepted' && !attempt.mistakes && !attempt.extraColumn && attempt.overlap === undefined;
        if (untouched)
          clean.push(
            ...page.items
              .filter(({ severity, code }) => severity !== 'info' && !expectedIn[list]?.includes(code))
              .map(({ code, message }) => ({ department, code, message })),
          );
      }
    }
    expect([...codes]).toEqual(
      expect.arrayContaining([
        'below-minimum',
        'coverage-missing-county',
        'address-missing',
        'duplicate-row',
        'mobile-two-names',
        'serial-gap',
        'serial-duplicate',
        'digits-lost',
        'phone-repaired',
        'no-callable-number',
        'not-callable-remark',
        'name-missing',
        'name-extra-text',
        'organisation-ditto',
        'cross-list-duplicate',
        'forbidden-column',
        'received-late',
        'footer-row',
        'encoding-detected',
      ]),
    );
    expect(clean).toEqual([]);
  });

  test('holds sealed draws that verify, one that waits for its dice, and one on paper', async () => {
    expect(report.draws.map(({ state }) => state).toSorted()).toEqual([
      'designed',
      'locked',
      ...Array(3).fill('sealed'),
    ]);
    const all = report.draws.filter(({ state }) => state === 'sealed');
    expect(all.map(({ design }) => design.method).toSorted()).toEqual(['stratified', 'stratified', 'two-stage']);
    for (const sealed of all) {
      expect(sealed.releases.map(({ replicate }) => replicate)).toEqual([1]);
      expect((await draws.verify(system(), sealed.id)).equal).toBe(true);
    }
  });

  test('lets everybody in whom it names, and nobody else', async () => {
    for (const login of [
      'office',
      'operator1',
      'observer',
      ...signIns.slice(0, 2).map(({ department }) => departmentNamed(department).login),
    ]) {
      const { person } = await accounts.signIn(system(), { login: LOGIN_PREFIX + login, password: DEMO_PASSWORD });
      expect(person.login).toBe(LOGIN_PREFIX + login);
    }
    const { items } = await accounts.list(system());
    expect(items.every(({ login }) => login.startsWith(LOGIN_PREFIX))).toBe(true);
    expect(items.filter(({ hasPassword }) => hasPassword)).toHaveLength(5 + signIns.length);
  });

  test('goes forward in time, up to now', async () => {
    const rows = await sql<
      { at: string }[]
    >`select payload::jsonb ->> 'at' as at from audit_entries where payload::jsonb ->> 'actor' like ${`${LOGIN_PREFIX}%`} order by number`;
    const times = rows.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(times.at(-1)! < NOW.toISOString()).toBe(true);
    expect((await audit.verifyChain(system())).intact).toBe(true);
  });

  test('is not told twice, and another year only when asked for', async () => {
    const before = await entries();
    expect(await load()).toMatchObject({ loaded: false, cycle: { id: report.cycle.id }, frames: report.frames });
    expect(await entries()).toBe(before);

    // Another year, interrupted while the frames are filed …
    const enough = new AbortController();
    const hear = (line: string) => line.includes('抽样框') && enough.abort();
    await expect(load({ again: true, say: hear, interrupted: enough.signal })).rejects.toThrow(/已中断/);
    // The scored years before stay as they are.
    const names = async () =>
      (await cycles.list(system())).items
        .filter(({ name }) => !name.endsWith('绩效考评') && !name.includes('试评'))
        .map(({ name, state }) => `${name} ${state}`);
    expect(await names()).toEqual([
      '演示：2019年度自治区直属机关社会评价 collecting',
      `${report.cycle.name} collecting`,
    ]);
    // … is not taken for a whole one, and makes room for the next attempt.
    expect(await load()).toMatchObject({ loaded: false, cycle: { id: report.cycle.id } });
    await expect(load({ again: true, interrupted: AbortSignal.abort() })).rejects.toThrow(/已中断/);
    expect(await names()).toEqual([
      expect.stringMatching(/^演示（未载完，\w{8}）：2019年度 closed$/),
      `${report.cycle.name} collecting`,
    ]);
  });

  test('has two scored years, the later published with a review that waits', async () => {
    const scored = (await cycles.list(system())).items.filter(({ name }) => name.endsWith('绩效考评'));
    expect(scored.map(({ year, state }) => `${year} ${state}`)).toEqual(
      expect.arrayContaining(['2017 closed', '2016 closed']),
    );
    const last = scored.find(({ year }) => year === 2017)!;
    const { table, previous } = await packages.published(system(), last.id);
    expect(previous).toContain('2016');
    expect(table.groups.map(({ members }) => members)).toEqual([33, 19, 14, 10, 15, 7, 1]);
    expect(table.groups.slice(0, 6).map(({ sizes }) => sizes?.join('/'))).toEqual([
      '13/13/7',
      '8/7/4',
      '6/5/3',
      '4/4/2',
      '6/6/3',
      '3/3/1',
    ]);
    const { items } = await reviews.list(system(), last.id);
    expect(items.map(({ state, late }) => [state, late])).toEqual([['filed', false]]);
  });

  test('has a cycle told to its end, in which telephone, links, paper, open web and leaders make one score', async () => {
    const { id } = report.pilot!;
    const sheets = await sql<{ departmentId: string; channel: string; state: string; n: number }[]>`
      select department_id, channel, state, count(*)::int as n from answer_sheets where cycle_id = ${id}
      group by department_id, channel, state`;
    const standing = (departmentId: string, channel: string) =>
      sheets.find((row) => row.departmentId === departmentId && row.channel === channel && row.state === 'counted')!.n;
    const [twice] = await sql<{ n: number }[]>`
      select count(*)::int as n from (
        select 1 from answer_sheets where cycle_id = ${id} and unit_id is not null and state = 'counted'
        group by draw_id, unit_id having count(*) > 1
      ) as cases`;
    expect(twice).toEqual({ n: 0 });
    // What a staff room sent in was set apart and left out by two people.
    expect(sheets.filter(({ state }) => state !== 'counted')).toMatchObject([
      { channel: 'web', state: 'excluded', n: pilotSizes.stuffed },
    ]);
    const { table } = await packages.published(system(), id);
    expect(table.groups.flatMap(({ rows }) => rows)).toHaveLength(pilotDepartments.length);
    for (const { departmentId, total } of table.groups.flatMap(({ rows }) => rows)) {
      const { result } = await own.get(system(), id, departmentId);
      expect(result.total).toBe(total);
      const leaves = result.parts.flatMap((part) => part.leaves);
      const [served, cadres, anybody] = leaves.find((leaf) => leaf.id === 'my1')!.satisfaction!.raterGroups;
      const asked = (group: typeof served) => group!.questions[0]!;
      expect(asked(served).ways!.map(({ channel }) => channel)).toEqual(['link', 'telephone']);
      expect(asked(served).ways!.reduce((sum, { count }) => sum + count, 0)).toBe(asked(served).valid);
      expect(served!.questions[0]!.valid).toBeGreaterThanOrEqual(30);
      for (const [group, channel] of [
        [cadres, 'paper'],
        [anybody, 'web'],
      ] as const) {
        expect(asked(group).ways).toEqual([{ channel, count: asked(group).valid }]);
        expect(asked(group).valid + asked(group).noOpinion + asked(group).abstained).toBe(
          standing(departmentId, channel),
        );
      }
      const leaders = leaves.find((leaf) => leaf.id === 'my2')!.satisfaction!.raterGroups;
      expect(leaders.map(({ source }) => source)).toEqual(['ballots', 'ballots']);
      expect(result.margin).not.toBeNull();
    }
    const { items } = await reviews.list(system(), id);
    expect(items.map(({ state, outcome }) => [state, outcome])).toEqual([['decided', 'upheld']]);
  });

  test('has this year’s vote and survey open, the first calls and the first paper in', async () => {
    const { id } = report.cycle;
    expect((await ballots.get(system(), id)).state).toBe('voting');
    expect(report.unusedCards).toHaveLength(3);
    const { survey } = await responses.get(system(), id);
    expect(survey).toMatchObject({ state: 'open', slug: report.publicSlug });
    const { items } = await paper.list(system(), id);
    expect(items.map(({ accounting: { filed, out } }) => filed > 10 && out > 50)).toEqual([true]);
    const [calls] = await sql<{ n: number }[]>`
      select count(*)::int as n from fieldwork_attempts a join draws d on d.id = a.draw_id where d.cycle_id = ${id}`;
    expect(calls!.n).toBeGreaterThan(20);
  });

  test('waits for another window that is loading it', async () => {
    const other = await sql.reserve();
    await other`select pg_advisory_lock(hashtext('pingyi demo'))`;
    await expect(load()).rejects.toThrow(/另一个窗口正在载入/);
    await other`select pg_advisory_unlock(hashtext('pingyi demo'))`;
    other.release();
  });
});
