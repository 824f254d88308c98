/** The public survey through its plain forms: one answer whatever happens, durable, closed when it is closed, and nobody named. */
import type { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addAppraisees,
  changeCycle,
  checkPublicSurvey,
  closePublicSurvey,
  concludePublicSurvey,
  confirmPublicDecision,
  proposePublicDecision,
  createCycle,
  createDepartment,
  getPublicDesk,
  getPublicSurvey,
  openPublicSurvey,
  savePublicSurvey,
} from '#contract';
import { createApp } from '../../server/app.ts';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { publishQuestionnaire } from '../support/questionnaires.ts';
import { aTop, challengeOf, hiddenOf, openSurvey, Phone, solve, surveySettings } from '../support/survey.ts';

let app: TestApp;
let office: Visitor;
let cycleId: string;
let departments: readonly string[];
let slug = surveySettings.slug;

const names = ['自治区民政厅', '自治区农业厅', '自治区教育厅'];

async function cycleWithDepartments(year: number, ids?: readonly string[]): Promise<[string, readonly string[]]> {
  const cycle = await office.must(createCycle, {
    body: { name: `${year}年度`, year, homeArea: '0771', frameDeadlineOn: '2026-12-01' },
  });
  const known =
    ids ??
    (await Promise.all(
      names.map(
        async (name) => (await office.must(createDepartment, { body: { name, category: 'public-affairs' } })).id,
      ),
    ));
  await office.must(addAppraisees, { params: { cycleId: cycle.id }, body: { departmentIds: [...known] } });
  return [cycle.id, known];
}

let addresses = 0;
/** Each phone at an address of its own, unless told otherwise. */
const phone = (address?: string, headers?: Record<string, string>) => {
  addresses += 1;
  return new Phone(app.app, address ?? `10.${addresses >> 8}.${addresses & 255}.7`, headers);
};
const stored = async (state = 'counted') =>
  Number(
    (
      await app.sql<{ n: string }[]>`
        select count(*) as n from answer_sheets where cycle_id = ${cycleId} and channel = 'web' and state = ${state}`
    )[0]?.n,
  );

beforeAll(async () => {
  app = await testApp({ PINGYI_PROXY: '192.0.2.1' });
  office = await app.person('office', 'office');
  [cycleId, departments] = await cycleWithDepartments(2026);
});

describe('opening', () => {
  it('needs a published questionnaire, and shows nothing before', async () => {
    await office.must(savePublicSurvey, { params: { cycleId }, body: surveySettings });
    expect((await office.call(openPublicSurvey, { params: { cycleId } })).body.code).toBe('questionnaire-not-serving');
    expect((await phone().get(`/s/${slug}`)).status).toBe(404);
    await publishQuestionnaire(office, { cycleId, kind: 'public' });
    expect((await office.must(getPublicSurvey, { params: { cycleId } })).questionnaireReady).toBe(true);
    await openSurvey(office, cycleId);
    expect((await office.call(openPublicSurvey, { params: { cycleId } })).body.code).toBe('public-survey-state');
    const front = await phone().get(`/s/${slug}`);
    expect(front.status).toBe(200);
    // With `no-referrer` an older browser would post the form with the origin "null", and be refused.
    expect(front.headers.get('referrer-policy')).toBe('same-origin');
    for (const name of names) expect(front.html).toContain(name);
  });

  it('keeps its address, title and beginning once open; a second survey cannot take the address', async () => {
    const changed = await office.must(savePublicSurvey, {
      params: { cycleId },
      body: { ...surveySettings, slug: 'other-slug', title: '别的标题', hotline: '0771-1234567' },
    });
    expect(changed).toMatchObject({ slug, title: surveySettings.title, hotline: '0771-1234567' });
    const [other] = await cycleWithDepartments(2027, departments);
    const taken = await office.call(savePublicSurvey, { params: { cycleId: other }, body: surveySettings });
    expect(taken.body.code).toBe('public-survey-slug-taken');
  });

  it('finds a department without a script', async () => {
    const { html } = await phone().get(`/s/${slug}?q=${encodeURIComponent('农业')}`);
    expect(html).toContain('自治区农业厅');
    expect(html).not.toContain('自治区民政厅');
    expect((await phone().get(`/s/${slug}?q=${encodeURIComponent('没有的')}`)).html).toContain('没有找到');
  });
});

describe('answering', () => {
  it('goes one question a screen, keeps what was said, comes back, and stores after the last', async () => {
    const one = phone();
    const path = `/s/${slug}/${departments[0]}`;
    let shown = await one.get(path);
    const step = async (fields: Record<string, string>) => {
      shown = await one.post(path, { ...hiddenOf(shown.html), ...fields });
      return shown;
    };
    await step({ _go: 'next' });
    expect(shown.html).toContain('打过交道吗');
    // Required, and not answered: the same screen, with words.
    expect((await step({ _go: 'next' })).html).toContain('这道题还没有回答');
    await step({ _go: 'next', q1: 'business' });
    expect(shown.html).toContain('总的来说');
    // A changed look keeps the answers.
    expect((await step({ _go: 'look-large' })).html).toContain('class="large"');
    expect(hiddenOf(shown.html)['q1']).toBe('business');
    await step({ _go: 'next', q2: '4' });
    expect(shown.html).toContain('服务态度');
    expect(shown.html).not.toContain('办事效率');
    await step({ _go: 'next', 'q3.service': '5' });
    expect(shown.html).toContain('办事效率');
    await step({ _go: 'back' });
    expect(shown.html).toMatch(/value="5"[^>]*checked|checked[^>]*value="5"/);
    for (let i = 0; i < 12 && !shown.html.includes('请核对，然后提交'); i += 1) await step({ _go: 'next' });
    expect(shown.html).toContain('请核对，然后提交');
    expect(shown.html).toContain('没有回答');
    // Another way through: the branch that is not asked any more leaves nothing behind.
    await step({ _go: 'edit-q1' });
    await step({ _go: 'next', q1: 'policy' });
    expect(shown.html).toContain('改好了，回去核对');
    await step({ _go: 'review', q2: '4' });
    expect(shown.html).not.toContain('服务态度');
    expect(await stored()).toBe(0);
    const done = await step({ _go: 'submit' });
    expect(done.status).toBe(303);
    expect(await stored()).toBe(1);
    const thanks = await one.get(done.location ?? '');
    expect(thanks.html).toContain('已提交');
    expect((await one.get(`${done.location}x`)).status).toBe(404);
    expect((await one.get(`/s/${slug}/thanks/made-up`)).html).not.toContain('已提交');
  });

  it('is one answer for 30 parallel sendings, over two servers, and for a sending again after the end of the network', async () => {
    const before = await stored();
    const one = phone();
    const fields = { ...(await one.begin(departments[1]!)), ...aTop, _go: 'submit' };
    const second = new Phone(
      createApp(app.services, { webRoot: undefined, docsRoot: undefined }) as unknown as Hono,
      one.address,
    );
    const path = `/s/${slug}/${departments[1]}`;
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? one : second).post(path, fields)),
    );
    for (const reply of replies.slice(0, 20)) expect([303, 429]).toContain(reply.status);
    expect(replies.filter(({ status }) => status === 303).length).toBeGreaterThan(0);
    expect(await stored()).toBe(before + 1);
  });

  it('replaces the answer of the same device after a notice, also without cookies coming back', async () => {
    const one = phone();
    await one.answer(departments[2]!);
    const again = await one.get(`/s/${slug}/${departments[2]}`);
    expect(again.html).toContain('这台设备已经评价过这个单位');
    const before = [await stored(), await stored('superseded')];
    const path = `/s/${slug}/${departments[2]}`;
    const done = await one.post(path, { ...hiddenOf(again.html), ...aTop, q2: '1', _go: 'submit' });
    expect((await one.get(done.location ?? '')).html).toContain('代替了这台设备原来的那一份');
    expect([await stored(), await stored('superseded')]).toEqual([before[0], before[1]! + 1]);
    // Another department is another answer.
    expect((await one.get(`/s/${slug}/${departments[0]}`)).html).not.toContain('已经评价过这个单位');
  });

  it('takes nothing forged, foreign or too large', async () => {
    const one = phone();
    const path = `/s/${slug}/${departments[0]}`;
    const begun = await one.begin(departments[0]!);
    const fields = { ...begun, ...aTop, _go: 'submit' };
    const before = await stored();
    const ticket = String(begun['_ticket']);
    for (const forged of [ticket.slice(0, -2), `${ticket}x`, ticket.replace(departments[0]!, departments[1]!), ''])
      expect((await one.post(path, { ...fields, _ticket: forged })).location).toBe(path);
    // A ticket of one department judges no other.
    expect((await one.post(`/s/${slug}/${departments[1]}`, fields)).status).toBe(303);
    expect((await one.post(path, fields, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const old = new Phone(app.app, one.address, { 'sec-fetch-site': '' });
    expect((await old.post(path, fields, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await one.post(path, { ...fields, q7: 'x'.repeat(200_000) })).status).toBe(413);
    expect((await one.post(path, { ...fields, q2: '9' })).html).toContain('没有这个选项');
    expect(await stored()).toBe(before);
  });

  it('is closed when it is closed: by the office, by the time, by the cycle; what was stored is still acknowledged', async () => {
    const [closing] = await cycleWithDepartments(2028, departments);
    await publishQuestionnaire(office, { cycleId: closing, kind: 'public' });
    await openSurvey(office, closing, { slug: 'closing' });
    const [one, late] = [phone(), phone()];
    const path = `/s/closing/${departments[0]}`;
    const sent = { ...(await one.begin(departments[0]!, 'closing')), ...aTop, _go: 'submit' };
    const unsent = { ...(await late.begin(departments[0]!, 'closing')), ...aTop, _go: 'submit' };
    expect((await one.post(path, sent)).location).toContain('/thanks/');
    await office.must(closePublicSurvey, { params: { cycleId: closing } });
    const refused = await late.post(path, unsent);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('评议已经结束');
    expect((await one.post(path, sent)).location).toContain('/thanks/');
    const { received } = await office.must(getPublicDesk, { params: { cycleId: closing } });
    expect(received.reduce((sum, { web }) => sum + web, 0)).toBe(1);
  });

  it('takes nothing a moment after its time', async () => {
    const [timed] = await cycleWithDepartments(2029, departments);
    await publishQuestionnaire(office, { cycleId: timed, kind: 'public' });
    await openSurvey(office, timed, {
      slug: 'timed',
      closesAt: '2026-11-22T10:00:00.000+08:00'.replace('10:00:00', '10:30:00'),
    });
    const one = phone();
    const fields = { ...(await one.begin(departments[0]!, 'timed')), ...aTop, _go: 'submit' };
    const now = app.clock.now;
    app.clock.now = new Date('2026-11-22T02:30:00Z');
    expect((await one.post(`/s/timed/${departments[0]}`, fields)).status).toBe(409);
    app.clock.now = new Date('2026-11-22T02:29:59Z');
    expect((await one.post(`/s/timed/${departments[0]}`, fields)).status).toBe(303);
    app.clock.now = now;
    await office.must(changeCycle, { params: { cycleId: timed }, body: { state: 'closed' } });
    const after = await one.post(`/s/timed/${departments[0]}`, {
      ...(await one.begin(departments[1]!, 'timed')),
      ...aTop,
      _go: 'submit',
    });
    expect(after.location ?? '').not.toContain('/thanks/');
  });
});

describe('speed', () => {
  /** From one address until the wait page comes. */
  async function untilSlow(address: string, headers?: Record<string, string>) {
    for (let n = 0; n < 200; n += 1) {
      const one = phone(address, headers);
      const fields = { ...(await one.begin(departments[0]!)), ...aTop, _go: 'submit' };
      const reply = await one.post(`/s/${slug}/${departments[0]}`, fields);
      if (reply.status === 429) return { one, fields, reply, n };
      expect(reply.status).toBe(303);
    }
    throw new Error('never slow');
  }
  const path = () => `/s/${slug}/${departments[0]}`;

  it('D1: a proof serves one answer of one survey, department and version, until it expires', async () => {
    const { one, reply, fields } = await untilSlow('203.0.113.5');
    const before = await stored();
    const proof = await solve(challengeOf(reply.html));
    const carried = hiddenOf(reply.html);
    // Expired.
    const now = app.clock.now;
    app.clock.now = new Date(now.getTime() + 601_000);
    const spoiled = await untilSlow('203.0.113.5');
    expect((await spoiled.one.post(path(), { ...spoiled.fields, _proof: proof })).status).toBe(429);
    app.clock.now = now;
    const stale = await stored();
    // Of another department.
    const other = phone('203.0.113.5');
    const elsewhere = { ...(await other.begin(departments[1]!)), ...aTop, _go: 'submit', _proof: proof };
    expect((await other.post(`/s/${slug}/${departments[1]}`, elsewhere)).status).toBe(429);
    // Forged: other parameters under the same signature.
    const payload = JSON.parse(Buffer.from(proof, 'base64').toString('utf8')) as {
      challenge: { parameters: { cost: number } };
    };
    payload.challenge.parameters.cost = 1;
    const forged = Buffer.from(JSON.stringify(payload)).toString('base64');
    expect((await one.post(path(), { ...fields, _proof: forged })).status).toBe(429);
    expect((await one.post(path(), { ...fields, _proof: 'e30=' })).status).toBe(429);
    expect(await stored()).toBe(stale);
    // Right, and twice the same form: one answer.
    expect((await one.post(path(), { ...carried, _go: 'submit', _proof: proof })).location).toContain('/thanks/');
    expect((await one.post(path(), { ...carried, _go: 'submit', _proof: proof })).location).toContain('/thanks/');
    expect(await stored()).toBe(stale + 1);
    // Another answer with it.
    const thief = phone('203.0.113.5');
    const stolen = { ...(await thief.begin(departments[0]!)), ...aTop, _go: 'submit', _proof: proof };
    expect((await thief.post(path(), stolen)).status).toBe(429);
    expect(await stored()).toBe(stale + 1);
    expect(before).toBeGreaterThan(0);
  });

  it('D1 without JavaScript: waiting as told is enough, and the answers are kept', async () => {
    const { one, reply } = await untilSlow('203.0.114.5');
    expect(reply.html).toMatch(/请等\d+秒/);
    const carried = hiddenOf(reply.html);
    expect(carried['q2']).toBe('5');
    expect((await one.post(path(), { ...carried, _go: 'submit' })).status).toBe(429);
    const now = app.clock.now;
    app.clock.now = new Date(now.getTime() + 61_000);
    expect((await one.post(path(), { ...carried, _go: 'submit' })).location).toContain('/thanks/');
    app.clock.now = now;
  });

  it('D2: what a stranger writes into X-Forwarded-For changes nothing; what our proxy writes does', async () => {
    let n = 0;
    const spoofed = await (async () => {
      for (; n < 200; n += 1) {
        const one = phone('203.0.115.5', { 'x-forwarded-for': `198.51.100.${n}` });
        if ((await one.answer(departments[0]!)).status === 429) return true;
      }
      return false;
    })();
    expect(spoofed).toBe(true);
    expect(n).toBeLessThan(100);
    // Through the proxy: the same number from as many visitors is nobody's flood.
    for (let i = 0; i < n + 5; i += 1) {
      const one = phone('192.0.2.1', { 'x-forwarded-for': `203.0.115.5, 172.${16 + (i % 16)}.${i}.9` });
      expect((await one.answer(departments[0]!)).status).toBe(303);
    }
  });

  it('D3: 500 honest phones behind one address in an hour all succeed, most without noticing', async () => {
    const before = await stored();
    const start = app.clock.now;
    let asked = 0;
    for (let i = 0; i < 500; i += 1) {
      // Ten at a time, as when a meeting is over.
      app.clock.now = new Date(start.getTime() + Math.floor(i / 10) * 72_000);
      const one = phone('198.18.0.1');
      const reply = await one.answer(departments[i % 3]!);
      if (reply.status === 303) continue;
      asked += 1;
      app.clock.now = new Date(app.clock.now.getTime() + 61_000);
      const carried = hiddenOf(reply.html);
      expect((await one.post(`/s/${slug}/${departments[i % 3]}`, { ...carried, _go: 'submit' })).status).toBe(303);
    }
    app.clock.now = start;
    expect(await stored()).toBe(before + 500);
    expect(asked).toBeLessThan(50);
  });
});

describe('what is kept', () => {
  it('no address, no agent, no cookie, no answer in log or database; arrivals hold keyed hashes', async () => {
    const one = phone('100.64.77.88', { 'user-agent': 'SurveyPhone/1.0' });
    await one.answer(departments[0]!, { ...aTop, q6: '请把南宁路的路灯修好', opinion: '请把南宁路的路灯修好' });
    const cookie = [...one.cookies.values()].join(' ');
    const [row] = await app.sql<{ text: string }[]>`
      select string_agg(t::text, ' ') as text from (
        select row_to_json(a)::text from public_arrivals a
        union all select row_to_json(s)::text from answer_sheets s
        union all select row_to_json(e)::text from audit_entries e
      ) as t`;
    for (const trace of ['100.64.77', 'SurveyPhone', '路灯', cookie.slice(0, 20)]) {
      expect(app.log.join('\n')).not.toContain(trace);
      expect(row?.text).not.toContain(trace);
    }
    const [arrivals] = await app.sql<{ without: number; prefixes: number }[]>`
      select count(*) filter (where prefix is null)::int as without, count(distinct prefix)::int as prefixes from public_arrivals`;
    expect(arrivals?.without).toBe(0);
    expect(arrivals?.prefixes).toBeGreaterThan(5);
  });

  it('a department sees no survey, no counts, no arrivals', async () => {
    const liaison = await app.person('liaison', 'liaison', departments[0]);
    for (const route of [getPublicSurvey, getPublicDesk])
      expect((await liaison.call(route, { params: { cycleId } })).status).toBe(403);
  });

  it('pages are small', async () => {
    const one = phone();
    const { gzipSync } = await import('node:zlib');
    for (const path of [`/s/${slug}`, `/s/${slug}/${departments[0]}`, '/verify'])
      expect(gzipSync((await one.get(path)).html).length).toBeLessThan(8000);
    expect((await one.get('/verify')).html).toContain('0771-12340');
  });
});

describe('D5: what is set apart', () => {
  it('is decided by two people, counted for the public, unseen by the sender; the end destroys the prefixes', async () => {
    const second = await app.person('office', 'office-2');
    for (let i = 0; i < 12; i += 1) {
      const reply = await phone().answer(departments[0]!);
      expect(reply.location).toContain('/thanks/');
    }
    const params = { cycleId };
    await office.must(checkPublicSurvey, { params });
    await app.sql`
      update answer_sheets set state = 'quarantined', reasons = '{all-top,prefix}'
      where id in (select id from answer_sheets where department_id = ${departments[0]!} and cycle_id = ${cycleId} and state = 'counted' limit 12)`;
    const body = {
      departmentId: departments[0]!,
      reasons: ['all-top', 'prefix'],
      act: 'exclude' as const,
      grounds: '同一网段成批',
    };
    const { id } = await office.must(proposePublicDecision, { params, body });
    expect((await office.call(proposePublicDecision, { params, body })).body.code).toBe('public-decision-open');
    const decisionId = { params: { decisionId: id } };
    expect((await office.call(confirmPublicDecision, decisionId)).body.code).toBe('public-decision-same-person');
    expect((await second.must(confirmPublicDecision, decisionId)).moved).toBeGreaterThanOrEqual(12);
    expect((await office.call(concludePublicSurvey, { params })).body.code).toBe('public-survey-state');
    expect((await phone().get(`/s/${slug}/counts`)).status).toBe(409);
    await office.must(closePublicSurvey, { params });
    expect((await phone().get(`/s/${slug}/counts`)).html).toContain('整份都选最高档');
    await app.sql`update answer_sheets set state = 'excluded' where cycle_id = ${cycleId} and state = 'quarantined'`;
    await office.must(concludePublicSurvey, { params });
    const [left] = await app.sql<{ n: number; key: boolean }[]>`
      select count(a.prefix)::int as n, bool_or(s.prefix_key_sealed is not null) as key
      from public_surveys s left join public_arrivals a on a.survey_id = s.id where s.cycle_id = ${cycleId}`;
    expect(left).toEqual({ n: 0, key: false });
  });
});
