/** Personal links: one answer a case whatever the channel, codes nowhere but in the list, guessing slowed without barring anybody. */
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { LinkRound } from '#contract';
import { itemsOf, optionsOf } from '#surveys';
import { readCode } from '../../server/links/codes.ts';
import { endOverdue } from '../../server/links/rounds.ts';
import { testApp } from '../support/app.ts';
import { answerLink, answersOf, codesOf, linkedDraw, linkSettings, makeRound } from '../support/links.ts';
import { readyQuestionnaire } from '../support/questionnaires.ts';
import { challengeOf, hiddenOf, Phone, solve } from '../support/survey.ts';

const app = await testApp({ PINGYI_PROXY: '192.0.2.1' });
const { campaign, mzt, drawId, units } = await linkedDraw(app);
const { cycleId, office } = campaign;
let { operator } = campaign;
let round: LinkRound;
let codeFor: (unitId: string) => string;

let addresses = 0;
const phone = (address?: string): Phone => {
  addresses += 1;
  return new Phone(app.app, address ?? `10.1.${addresses}.7`);
};
const live = (unitId: string) => app.sql<{ channel: string; stratum: string; designWeight: string; codes: string[] }[]>`
  select channel, stratum, design_weight, codes from answer_sheets
  where draw_id = ${drawId} and unit_id = ${unitId} and state in ('counted', 'quarantined')`;
const counts = async () => (await operator.must(contract.getLinkRound, { params: { roundId: round.id } })).counts;
const list = async (which: 'all' | 'reminder', format: 'xlsx' | 'csv' = 'csv'): Promise<Buffer> =>
  Buffer.from(
    (await operator.must(contract.exportLinkList, {
      params: { roundId: round.id },
      body: { which, format, reason: '交移动短信平台发送' },
    })) as unknown as Buffer,
  );

const questionnaire = readyQuestionnaire('system-cadres');
const items = itemsOf(questionnaire);
/** A file of the call room: the case was interviewed. */
function called(unitId: string): File {
  const cells = items.map(({ question }) => optionsOf(questionnaire, question)[2]?.label ?? '');
  return new File(
    [
      `样本编号,话务结果,拨打次数,最近拨打时间,${items.map(({ id }) => id).join(',')}\n` +
        `${unitId},11,1,2026-01-05 18:30,${cells.join(',')}\n`,
    ],
    '结果.csv',
  );
}
const storeCall = (unitId: string) =>
  operator.must(contract.storeCallResults, { params: { drawId }, form: {}, files: [called(unitId)] });

beforeAll(async () => {
  await office.must(contract.setFieldworkChoices, {
    params: { cycleId },
    body: { switchedOff: 'NC', brokenOff: 'R' },
  });
});

describe('making a round', () => {
  it('is tried first: how many, how long, and opens no number', async () => {
    const {
      title: _t,
      organiser: _o,
      hotline: _h,
      verifyText: _v,
      opensAt: _a,
      closesAt: _c,
      ...source
    } = linkSettings(drawId);
    const tried = await operator.must(contract.previewLinkRound, { params: { cycleId }, body: source });
    expect(tried).toMatchObject({
      cases: 12,
      answered: 0,
      standing: 0,
      declined: 0,
      departments: [{ name: '自治区民政厅', cases: 12 }],
    });
    expect(tried.message.text).toMatch(
      /^【自治区绩效办】请您评价自治区民政厅的工作，约3分钟：https:\/\/pj\.example\.gov\.cn\/l\/\w{13}$/,
    );
    expect(tried.message).toMatchObject({ characters: tried.message.text.length, parts: 1 });
    expect(await app.sql`select 1 from link_rounds`).toHaveLength(0);
  });

  it('refuses words, times, lists and questionnaires that cannot be', async () => {
    const refused = async (given: Partial<contract.LinkSettings>) =>
      (await operator.call(contract.createLinkRound, { params: { cycleId }, body: linkSettings(drawId, given) })).body
        .code;
    expect(await refused({ message: '没有链接' })).toBe('link-message');
    expect(await refused({ closesAt: '2026-11-21T00:00:00+08:00' })).toBe('public-survey-times');
    expect(await refused({ kind: 'hot-topics' })).toBe('nothing-released');
    expect(await refused({ kind: 'rectification' })).toBe('questionnaire-not-serving');
    expect(await refused({ linkBase: 'https://pj.example.gov.cn/x' })).toBe('invalid-request');
  });

  it('gives every released case a code, and none a second', async () => {
    round = await makeRound(operator, cycleId, linkSettings(drawId));
    codeFor = await codesOf(app, round.id);
    expect(round).toMatchObject({ state: 'open', counts: { issued: 12, waiting: 12, answered: 0 } });
    const again = await operator.call(contract.createLinkRound, { params: { cycleId }, body: linkSettings(drawId) });
    expect(again.body.code).toBe('link-nobody-left');
    expect((await mzt.liaison.call(contract.getLinkRound, { params: { roundId: round.id } })).status).toBe(403);
  });
});

describe('the list for a gateway', () => {
  it('has a mobile number and a message a row, and leaves a note with the reason', async () => {
    const lines = (await list('all')).toString('utf8').split('\r\n').slice(0, -1);
    expect(lines[0]).toBe('\ufeff手机号,短信内容,字数,条数');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) {
      const [, mobile, text = '', characters] = /^(1\d{10}),(.*),(\d+),\d$/.exec(line) ?? [];
      expect(mobile).toBeTruthy();
      expect(readCode(/\/l\/(\w{13})$/.exec(text)?.[1] ?? '')).toBeTruthy();
      expect(Number(characters)).toBe(text.length);
    }
    const [entry] = await app.sql<{ payload: string }[]>`
      select payload from audit_entries where action = 'link.export' order by number desc limit 1`;
    expect(entry!.payload).toContain('交移动短信平台发送');
    const { exports } = await operator.must(contract.getLinkRound, { params: { roundId: round.id } });
    expect(exports).toMatchObject([{ number: 1, which: 'all', format: 'csv', messages: lines.length - 1 }]);
    expect(exports[0]!.messages + exports[0]!.unreachable).toBe(12);
  });

  it('is a workbook of texts as well', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await list('reminder', 'xlsx')) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('短信名单')!;
    expect(sheet.getCell('A2').value).toMatch(/^1\d{10}$/);
    expect(sheet.getCell('B2').value).toMatch(/抽空填写：https:\/\/pj\.example\.gov\.cn\/l\/\w{13} 谢谢$/);
    expect(book.getWorksheet('说明')!.getCell('B1').value).toBe(round.title);
  });

  it('asks for a reason', async () => {
    const reply = await operator.call(contract.exportLinkList, {
      params: { roundId: round.id },
      body: { which: 'all', format: 'csv', reason: '' },
    });
    expect(reply.body.code).toBe('invalid-request');
  });
});

describe('answering', () => {
  it('goes screen by screen without JavaScript, and counts as the answer of the sample', async () => {
    const unit = units[0]!;
    const her = phone();
    const opened = await her.get(`/l/${codeFor(unit)}`);
    expect(opened.status).toBe(200);
    expect(opened.html).toContain('自治区民政厅');
    expect(opened.headers.get('referrer-policy')).toBe('origin');
    // The code is in the form alone: no address and no script has it.
    expect(opened.html.match(new RegExp(codeFor(unit), 'g'))).toHaveLength(1);
    let page = await her.post('/l', { ...hiddenOf(opened.html), _go: 'next' });
    const answers = answersOf('4');
    for (let n = 0; n < 20 && !page.html.includes('请核对，然后提交'); n += 1) {
      const carried = hiddenOf(page.html);
      const at = carried['_at'] as string;
      page = await her.post('/l', { ...carried, ...(answers[at] ? { [at]: answers[at] } : {}), _go: 'next' });
    }
    expect(await live(unit)).toHaveLength(0);
    const sent = await her.post('/l', { ...hiddenOf(page.html), _go: 'submit' });
    expect(sent.status).toBe(303);
    expect(sent.location).toMatch(/^\/l\/thanks\//);
    expect(sent.location).not.toContain(codeFor(unit));
    const [sheet] = await live(unit);
    expect(sheet).toMatchObject({
      channel: 'link',
      stratum: expect.any(String),
      designWeight: expect.stringMatching(/^\d+\/12$/),
    });
    expect(sheet!.codes.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => '4'));
    expect((await her.get(sent.location!)).html).toContain('已提交');
    expect(await counts()).toMatchObject({ answered: 1, waiting: 11, begun: 0 });
  });

  it('is one answer however often it is sent; a changed one comes too late', async () => {
    const unit = units[1]!;
    const his = phone();
    const opened = hiddenOf((await his.get(`/l/${codeFor(unit)}`)).html);
    const first = await Promise.all(
      Array.from({ length: 4 }, () => his.post('/l', { ...opened, ...answersOf('5'), _go: 'submit' })),
    );
    expect(first.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect((await his.post('/l', { ...opened, ...answersOf('5'), _go: 'submit' })).status).toBe(303);
    const changed = await his.post('/l', { ...opened, ...answersOf('1'), _go: 'submit' });
    expect(changed.html).toContain('以先收到的那一份为准');
    expect((await live(unit)).map(({ codes }) => codes[0])).toEqual(['5']);
    expect((await phone().get(`/l/${codeFor(unit)}`)).html).toContain('您的回答已经收到');
  });

  it('goes back to what is missing', async () => {
    const opened = hiddenOf((await phone().get(`/l/${codeFor(units[11]!)}`)).html);
    const { q2: _, ...rest } = answersOf();
    const page = await phone().post('/l', { ...opened, ...rest, _go: 'submit' });
    expect(page.html).toContain('还没有回答');
    expect(await live(units[11]!)).toHaveLength(0);
  });

  it('is kept until the person comes back, sealed, and forgotten when sent', async () => {
    const unit = units[2]!;
    const her = phone();
    const opened = hiddenOf((await her.get(`/l/${codeFor(unit)}`)).html);
    await her.post('/l', { ...opened, 'q1.duty': '2', opinion: '窗口少排队久', _at: 'q1.duty', _go: 'next' });
    expect(await counts()).toMatchObject({ begun: 2 });
    const [stored] = await app.sql<
      { draftSealed: Buffer }[]
    >`select draft_sealed from link_cases where unit_id = ${unit}`;
    expect(stored!.draftSealed.includes(Buffer.from('窗口少'))).toBe(false);
    // From another phone, by the same link.
    const back = await phone().get(`/l/${codeFor(unit)}`);
    expect(back.html).toContain('接着填');
    const resumed = await phone().post('/l', { ...hiddenOf(back.html), _go: 'resume' });
    expect(hiddenOf(resumed.html)).toMatchObject({ _at: 'q1.guidance', 'q1.duty': '2', opinion: '窗口少排队久' });
    const sent = await phone().post('/l', {
      ...hiddenOf(resumed.html),
      ...answersOf('3', '窗口少排队久'),
      'q1.duty': '2',
      _go: 'submit',
    });
    expect(sent.status).toBe(303);
    expect(await counts()).toMatchObject({ begun: 1 });
    const [opinion] = await app.sql<{ channel: string }[]>`select channel from sheet_opinions`;
    expect(opinion!.channel).toBe('link');
  });
});

describe('one a case across channels', () => {
  it('closes the link when the telephone has the answer, also for somebody in the middle of it', async () => {
    const unit = units[3]!;
    const her = phone();
    const opened = hiddenOf((await her.get(`/l/${codeFor(unit)}`)).html);
    expect((await storeCall(unit)).filed).toBe(1);
    expect((await her.post('/l', { ...opened, ...answersOf(), _go: 'next' })).html).toContain('您的回答已经收到');
    const late = await her.post('/l', { ...opened, ...answersOf(), _go: 'submit' });
    expect(late.html).toContain('以先收到的那一份为准');
    expect((await phone().get(`/l/${codeFor(unit)}`)).html).toContain('您的回答已经收到');
    expect((await live(unit)).map(({ channel }) => channel)).toEqual(['telephone']);
    expect(await counts()).toMatchObject({ elsewhere: 1 });
  });

  it('finds it in the call room’s file when the link has the answer', async () => {
    const unit = units[0]!;
    const stored = await storeCall(unit);
    expect(stored).toMatchObject({ stored: true, filed: 0 });
    expect(stored.findings).toMatchObject([
      { code: 'answered-elsewhere', severity: 'warning', message: expect.stringContaining('短信链接') },
    ]);
    expect((await live(unit)).map(({ channel }) => channel)).toEqual(['link']);
  });

  it('opens again when the telephone takes its answer back', async () => {
    const unit = units[3]!;
    const back = new File([`样本编号,话务结果,拨打次数,${items[0]!.id}\n${unit},42,1,\n`], '更正.csv');
    await operator.must(contract.storeCallResults, { params: { drawId }, form: {}, files: [back] });
    expect(await live(unit)).toHaveLength(0);
    expect((await answerLink(phone(), codeFor(unit))).status).toBe(303);
    expect((await live(unit)).map(({ channel }) => channel)).toEqual(['link']);
  });

  it('of both at the same moment, one is in', async () => {
    for (const unit of [units[4]!, units[5]!]) {
      const her = phone();
      const opened = hiddenOf((await her.get(`/l/${codeFor(unit)}`)).html);
      const [call, link] = await Promise.all([
        storeCall(unit),
        her.post('/l', { ...opened, ...answersOf(), _go: 'submit' }),
      ]);
      const [sheet, ...more] = await live(unit);
      expect(more).toEqual([]);
      // Whoever lost was told so.
      expect(link.status).toBe(sheet!.channel === 'link' ? 303 : 200);
      expect(call.stored).toBe(true);
    }
  });

  it('stands in the account of the telephone: an answer by link is an interview, who declined refused', async () => {
    const [all] = (await operator.must(contract.getFieldwork, { params: { drawId } })).groups;
    const links = await app.sql`
      select 1 from answer_sheets where draw_id = ${drawId} and channel = 'link' and state = 'counted'`;
    const calls = await app.sql`
      select 1 from answer_sheets where draw_id = ${drawId} and channel = 'telephone' and state = 'counted'`;
    expect(all).toMatchObject({ released: 12, elsewhere: links.length });
    expect(all!.classes!['I']).toBe(links.length + calls.length);
  });
});

describe('a link that cannot be answered', () => {
  it('says so: mistyped, unknown, too early, void', async () => {
    const code = codeFor(units[6]!);
    const typo = await phone().get(`/l/${code.slice(0, 12)}${code[12] === '0' ? '1' : '0'}`);
    expect([typo.status, typo.html.includes('代码不对')]).toEqual([404, true]);
    const unknown = await phone().get(`/l/${codeOfAnother(0)}`);
    expect([unknown.status, unknown.html.includes('没有这个代码')]).toEqual([404, true]);
    const typed = await phone().post('/l', {
      code: `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`,
      _go: 'open',
    });
    expect(typed.html).toContain('开始填写');
    const wrong = await operator.call(contract.voidLinks, {
      params: { roundId: round.id },
      body: { lines: [units[6]!, 'ffffffffffffffffffff'], declined: false, reason: '号码报错' },
    });
    expect(wrong.body).toMatchObject({ code: 'link-case-unknown', detail: expect.stringContaining('第2行') });
    expect(await counts()).toMatchObject({ void: 0 });
    // One by the sample number, one by the code somebody read out on the telephone.
    const voided = await operator.must(contract.voidLinks, {
      params: { roundId: round.id },
      body: { lines: [units[6]!, codeFor(units[7]!).toUpperCase()], declined: false, reason: '号码报错' },
    });
    expect(voided).toEqual({ voided: 2 });
    for (const unit of [units[6]!, units[7]!]) {
      const shown = await phone().get(`/l/${codeFor(unit)}`);
      expect([shown.status, shown.html.includes('已经停用')]).toEqual([409, true]);
      expect((await answerLink(phone(), codeFor(unit))).status).not.toBe(303);
      expect(await live(unit)).toHaveLength(0);
    }
  });

  it('lets people decline and change their mind', async () => {
    const her = phone();
    const opened = hiddenOf((await her.get(`/l/${codeFor(units[8]!)}`)).html);
    const asked = await her.post('/l', { ...opened, _go: 'decline' });
    expect(asked.html).toContain('确定不参加吗？');
    expect(await counts()).toMatchObject({ declined: 0 });
    expect((await her.post('/l', { ...hiddenOf(asked.html), _go: 'decline-yes' })).html).toContain('您已表示不参加');
    expect(await counts()).toMatchObject({ declined: 1 });
    const [all] = (await operator.must(contract.getFieldwork, { params: { drawId } })).groups;
    expect(all!.classes!['R']).toBe(1);
    const again = await her.get(`/l/${codeFor(units[8]!)}`);
    expect((await her.post('/l', { ...hiddenOf(again.html), _go: 'rejoin' })).html).toContain('开始填写');
    await operator.must(contract.voidLinks, {
      params: { roundId: round.id },
      body: { lines: [units[8]!], declined: true, reason: '来电表示不参加' },
    });
    expect(await counts()).toMatchObject({ declined: 1 });
  });

  it('reminds only those who have not answered, declined or lost their link', async () => {
    const lines = (await list('reminder')).toString('utf8').trim().split('\r\n').slice(1);
    const sent = new Set(lines.map((line) => /\/l\/(\w{13})/.exec(line)?.[1]));
    const waiting = units.slice(9).map(codeFor);
    for (const code of sent) expect(waiting).toContain(code);
    const { exports } = await operator.must(contract.getLinkRound, { params: { roundId: round.id } });
    expect(exports[0]!.messages + exports[0]!.unreachable).toBe(waiting.length);
  });

  it('tells the call room whom it need not call', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(
      (await operator.must(contract.downloadResultTemplate, {
        params: { drawId },
        query: {},
      })) as unknown as ArrayBuffer,
    );
    const remarks = new Map<string, string>();
    const sheet = book.worksheets[0]!;
    const last = sheet.columnCount;
    sheet.eachRow((row, number) => {
      if (number > 1) remarks.set(row.getCell(5).text, row.getCell(last).text);
    });
    expect(remarks.get(units[0]!)).toBe('已通过短信链接作答，不用再拨');
    expect(remarks.get(units[8]!)).toBe('本人表示不参加，不要再拨');
    expect(remarks.get(units[10]!)).toBe('');
    const csv = Buffer.from(
      (await operator.must(contract.downloadParticipants, {
        params: { drawId },
        query: { format: 'quexs' },
      })) as unknown as Buffer,
    ).toString('utf8');
    expect(csv).not.toContain(units[0]!);
    expect(csv).not.toContain(units[8]!);
    expect(csv).toContain(units[10]!);
  });
});

/** A code that is written rightly and nobody has. */
function codeOfAnother(n: number): string {
  for (let at = 0; ; at += 1) {
    const body = `${String(n).padStart(6, '0')}zzzz${String(at).padStart(2, '0')}`;
    for (const check of '0123456789abcdefghjkmnpqrstvwxyz') {
      const code = readCode(`${body}${check}`);
      if (code !== undefined) return code;
    }
  }
}

describe('guessing', () => {
  const neighbourhood = '10.77.1.5';
  it('is slowed at one address; who shares it waits a little or solves a task, and is never refused', async () => {
    const guesser = phone(neighbourhood);
    // Begun before the guessing.
    const before = phone(neighbourhood);
    const begun = hiddenOf((await before.get(`/l/${codeFor(units[9]!)}`)).html);
    let tried = 0;
    for (; tried < 200; tried += 1) if ((await guesser.get(`/l/${codeOfAnother(tried)}`)).status === 429) break;
    expect(tried).toBeGreaterThanOrEqual(20);
    expect(tried).toBeLessThan(100);

    const honest = await phone(neighbourhood).get(`/l/${codeFor(units[10]!)}`);
    expect(honest.status).toBe(429);
    expect(honest.html).toContain('请稍等再打开');
    // The answer is the same whether the code is right: nothing is given away.
    const wrong = await guesser.get(`/l/${codeOfAnother(500)}`);
    const plain = (html: string) =>
      html.replace(/value="[^"]*"|data-challenge="[^"]*"|nonce="[^"]*"|\d+秒|data-seconds="\d+"/g, '');
    expect(plain(wrong.html)).toBe(plain(honest.html));
    // With JavaScript a task is solved; the proof is good for this code alone.
    const proof = await solve(challengeOf(honest.html));
    const carried = hiddenOf(honest.html);
    expect((await phone(neighbourhood).post('/l', { ...carried, _proof: proof, _go: 'submit' })).html).toContain(
      '开始填写',
    );
    const stolen = await phone(neighbourhood).post('/l', {
      ...carried,
      code: codeFor(units[11]!),
      _proof: proof,
      _go: 'submit',
    });
    expect(stolen.status).toBe(429);
    // Without JavaScript one waits as told; too early is not enough.
    expect((await phone(neighbourhood).post('/l', { ...carried, _go: 'submit' })).status).toBe(429);
    // Elsewhere, and in the middle of answering, nothing is noticed.
    expect((await phone().get(`/l/${codeFor(units[10]!)}`)).status).toBe(200);
    expect((await before.post('/l', { ...begun, ...answersOf(), _go: 'submit' })).status).toBe(303);
    const now = app.clock.now;
    app.clock.now = new Date(now.getTime() + 61_000);
    // Others went on guessing meanwhile.
    for (let n = 0; n < 60; n += 1) await guesser.get(`/l/${codeOfAnother(1000 + n)}`);
    expect((await phone(neighbourhood).post('/l', { ...carried, _go: 'submit' })).html).toContain('开始填写');
    app.clock.now = now;
  });
});

describe('the end', () => {
  it('comes when its time is over, and what was not sent is forgotten', async () => {
    const unit = units[10]!;
    const her = phone();
    const opened = hiddenOf((await her.get(`/l/${codeFor(unit)}`)).html);
    await her.post('/l', { ...opened, 'q1.duty': '2', _at: 'q1.duty', _go: 'next' });
    const now = app.clock.now;
    app.clock.now = new Date('2026-12-20T10:00:00Z');
    const late = await her.post('/l', { ...opened, ...answersOf(), _go: 'submit' });
    expect([late.status, late.html.includes('已经截止')]).toEqual([409, true]);
    expect((await her.get(`/l/${codeFor(unit)}`)).html).toContain('已经截止');
    expect(await live(unit)).toHaveLength(0);
    // What was in before the end is still acknowledged to whoever asks again.
    const done = hiddenOf((await phone().post('/l', { code: codeFor(units[1]!), _go: 'open' })).html);
    expect(done).toEqual({});
    await endOverdue({ ...app.system(), now: app.clock.now });
    expect(await app.sql`select 1 from link_cases where draft_sealed is not null`).toHaveLength(0);
    const later = await app.person('operator', 'later');
    const after = await later.must(contract.getLinkRound, { params: { roundId: round.id } });
    expect(after.state).toBe('closed');
    const exported = await later.call(contract.exportLinkList, {
      params: { roundId: round.id },
      body: { which: 'all', format: 'csv', reason: '再发一次' },
    });
    expect(exported.body.code).toBe('link-round-closed');
    const closed = await later.call(contract.closeLinkRound, { params: { roundId: round.id }, body: {} });
    expect(closed.body.code).toBe('link-round-closed');
    app.clock.now = now;
    // A month later everybody's session was over.
    operator = await app.person('operator', 'again');
  });

  it('leaves those who are left to another round: void ones as well, nobody who declined or answered', async () => {
    const next = await makeRound(operator, cycleId, linkSettings(drawId, { opensAt: '2026-11-23T00:00:00+08:00' }));
    // Void: 6, 7; never answered: 10, 11.
    expect(next).toMatchObject({ state: 'early', counts: { issued: 4 } });
    const nextCode = await codesOf(app, next.id);
    expect((await phone().get(`/l/${nextCode(units[6]!)}`)).html).toContain('还没有开始');
    expect(nextCode(units[6]!)).not.toBe(codeFor(units[6]!));
    const changed = await operator.must(contract.changeLinkRound, {
      params: { roundId: next.id },
      body: { ...linkSettings(drawId), hotline: '0771-12345' },
    });
    expect(changed.hotline).toBe('0771-12345');
    const verify = await phone().get('/verify');
    expect(verify.html).toContain('0771-12345');
    expect(verify.html).toContain('https://pj.example.gov.cn/l/');
    const judged = await phone().post('/verify', {
      link: `https://pj.example.gov.cn.evil.cn/l/${nextCode(units[6]!)}`,
    });
    expect(judged.html).toContain('这不是我们的网址');
    expect((await operator.must(contract.closeLinkRound, { params: { roundId: next.id }, body: {} })).state).toBe(
      'closed',
    );
    expect((await operator.must(contract.listLinkRounds, { params: { cycleId } })).items).toHaveLength(2);
  });
});

it('leaves no code and no number anywhere but in the lists', async () => {
  const codes = units.map(codeFor);
  const numbers = await listOfNumbers();
  expect(numbers.length).toBeGreaterThan(3);
  const secrets = [...codes, ...numbers];
  const tables = await app.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  expect(tables.length).toBeGreaterThan(30);
  for (const { name } of tables) {
    const rows = await app.sql<{ row: string }[]>`select t::text as row from ${app.sql(name)} t`;
    const text = rows.map(({ row }) => row).join('\n');
    for (const secret of secrets) {
      expect(text.includes(secret), name).toBe(false);
      // As bytes, too.
      expect(text.includes(Buffer.from(secret).toString('hex')), name).toBe(false);
    }
  }
  const log = app.log.join('\n');
  for (const secret of secrets) expect(log.includes(secret)).toBe(false);
});

/** The numbers of everybody drawn, as the call list has them. */
async function listOfNumbers(): Promise<string[]> {
  const csv = Buffer.from(
    (await operator.must(contract.downloadParticipants, {
      params: { drawId },
      query: { format: 'quexs' },
    })) as unknown as Buffer,
  ).toString('utf8');
  return csv
    .split('\r\n')
    .slice(1)
    .flatMap((line) => /\b0?(1[3-9]\d{9})\b/.exec(line)?.[1] ?? []);
}
