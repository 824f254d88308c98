/** Opinions: coded and freed of their givers, handed over as previewed, put right, published, and next year's list drawn from. */
import { read as readBook, utils } from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { OpenedOpinion, Role, RouteShape } from '#contract';
import { read } from '#db';
import { shippedCodeFrame } from '#surveys';
import { testApp, type Visitor } from '../support/app.ts';
import { opinionCampaign, type OpinionCampaign } from '../support/opinions.ts';

const app = await testApp();
const running: OpinionCampaign = await opinionCampaign(app);
const { campaign, mzt, nyt } = running;
const { cycleId, office, operator } = campaign;
const observer = await app.person('observer', 'observer');
const params = { cycleId };
const ofMzt = { cycleId, departmentId: mzt.departmentId };
const ofNyt = { cycleId, departmentId: nyt.departmentId };

const texts = [
  '我叫韦大宝，手机138 0013-8000，希望民政厅低保办理再快一点',
  '低保名单应当公开，村里没有贴出来',
  '养老院床位太少，排队两年',
  '窗口的同志很热情，表扬',
  '残疾人补贴发放不及时，请每月按时发',
  '农业厅的种粮补贴也应该公开',
  '骂人的话不写了',
] as const;

/** From the open web, about 农业厅: one with a contact, one with a number only, one without. */
const fromWeb = [
  { words: '种子质量要把关', consent: true, name: '覃女士', phone: '139 7713-0001' },
  { words: '农机补贴很好', consent: true, phone: '０７７１－２８１１１１１' },
  { words: '希望多办培训', consent: true },
] as const;
const given = texts.length + fromWeb.length;

async function takeAll(who: Visitor): Promise<OpenedOpinion[]> {
  return (await who.must(contract.claimOpinions, { params, body: {} })).items;
}
const find = (items: readonly OpenedOpinion[], part: string): OpenedOpinion => {
  const found = items.find(({ original }) => original.includes(part));
  if (!found) throw new Error(`no opinion about ${part}`);
  return found;
};
const coding = (opinion: OpenedOpinion, change: object = {}) => ({
  params: { opinionId: opinion.id },
  body: {
    revision: opinion.revision,
    departmentId: opinion.department.id,
    kind: 'suggestion',
    topics: ['livelihood'],
    text: opinion.text,
    ...change,
  },
});
const notes = (action: string) =>
  app.sql<{ payload: string }[]>`select payload from audit_entries where action = ${action} order by number`;

let taken: OpenedOpinion[] = [];

beforeAll(async () => {
  await running.say(texts.map((words, i) => ({ words, consent: i !== 2 })));
  await running.write(nyt.departmentId, fromWeb);
});

describe('the coding desk', () => {
  it('opens originals to whoever takes them, noted; the list shows proposals only', async () => {
    const { items, total } = await operator.must(contract.listOpinions, { params, query: {} });
    expect(total).toBe(given);
    // Nor the contacts somebody left.
    expect(JSON.stringify(items)).not.toMatch(/韦大宝|13800138000|138 0013|覃女士|139 7713/);
    expect(items.map(({ text }) => text)).toContain('我叫［姓名］，手机［手机号］，希望民政厅低保办理再快一点');
    taken = await takeAll(operator);
    expect(taken).toHaveLength(given);
    expect(find(taken, '韦大宝')).toMatchObject({ state: 'received', consent: true, confirmed: false });
    expect(JSON.parse((await notes('opinion.claim'))[0]!.payload).detail).toEqual({ opened: given });
    expect((await notes('opinion.claim'))[0]!.payload).not.toContain('韦大宝');
  });

  it('gives nobody else what somebody is working on, until the time is over', async () => {
    expect(await takeAll(office)).toEqual([]);
    expect(await takeAll(operator)).toHaveLength(given);
    const [until] = await app.sql<{ at: Date }[]>`select max(claimed_until) as at from sheet_opinions`;
    expect(until!.at.getTime()).toBe(app.clock.now.getTime() + contract.claimMinutes * 60_000);
    // Half an hour later; nobody would be signed in any more.
    await app.sql`update sheet_opinions set claimed_until = ${app.clock.now}`;
    expect(await takeAll(office)).toHaveLength(given);
    expect(await takeAll(operator)).toEqual([]);
  });

  it('keeps no text in which a number of a person still stands', async () => {
    const one = find(taken, '韦大宝');
    const reply = await operator.call(contract.codeOpinion, coding(one, { text: one.original }));
    expect(reply.body).toMatchObject({ status: 422, code: 'opinion-identifies', extra: { what: '手机号' } });
    expect(JSON.stringify(reply.body)).not.toContain('韦大宝');
    const spaced = await operator.call(contract.codeOpinion, coding(one, { text: '请打１３８—００１３—８０００' }));
    expect(spaced.body.code).toBe('opinion-identifies');
  });

  it('takes codes of the frame only, and a department of the cycle', async () => {
    const one = find(taken, '低保名单');
    for (const [change, code] of [
      [{ kind: 'nonsense' }, 'opinion-codes-wrong'],
      [{ topics: [] }, 'opinion-codes-wrong'],
      [{ departmentId: '00000000-0000-4000-8000-000000000000' }, 'not-appraised'],
    ] as const)
      expect((await operator.call(contract.codeOpinion, coding(one, change))).body.code).toBe(code);
  });

  it('codes, reassigns, withholds; somebody else’s change is told', async () => {
    for (const part of ['韦大宝', '低保名单', '养老院', '残疾人'])
      await operator.must(contract.codeOpinion, coding(find(taken, part)));
    await operator.must(contract.codeOpinion, coding(find(taken, '窗口'), { kind: 'praise', topics: ['service'] }));
    const moved = await operator.must(
      contract.codeOpinion,
      coding(find(taken, '种粮'), { departmentId: nyt.departmentId }),
    );
    expect(moved).toMatchObject({
      given: { name: '自治区民政厅' },
      department: { name: '自治区农业厅' },
      state: 'coded',
    });
    for (const { words } of fromWeb) await operator.must(contract.codeOpinion, coding(find(taken, words)));
    const bad = find(taken, '骂人');
    const withheld = await operator.must(contract.withholdOpinion, {
      params: { opinionId: bad.id },
      body: { revision: bad.revision, reason: '没有实质内容' },
    });
    expect(withheld).toMatchObject({ state: 'withheld', withheldReason: '没有实质内容' });
    expect((await office.call(contract.codeOpinion, coding(find(taken, '养老院')))).body.code).toBe('opinion-changed');
    const again = await office.must(contract.openOpinion, { params: { opinionId: find(taken, '养老院').id } });
    expect(again).toMatchObject({ confirmed: true, revision: 1, original: texts[2] });
    await office.must(contract.codeOpinion, coding(again, { kind: 'complaint' }));
    expect(await notes('opinion.open')).toHaveLength(1);
  });

  it('has a frame of the cycle’s own, in which what was used can only be retired', async () => {
    const before = await office.must(contract.getOpinionCodes, { params });
    expect(before).toMatchObject({ revision: 0, content: shippedCodeFrame });
    expect(before.used.kinds.toSorted()).toEqual(['complaint', 'praise', 'suggestion']);
    const without = { ...before.content, kinds: before.content.kinds.filter(({ code }) => code !== 'praise') };
    const refused = await office.call(contract.saveOpinionCodes, { params, body: { revision: 0, content: without } });
    expect(refused.body).toMatchObject({ code: 'opinion-codes-unsound' });
    const more = {
      ...before.content,
      topics: [...before.content.topics, { code: 'elderly', label: '养老服务', retired: false }],
    };
    expect(
      (await office.must(contract.saveOpinionCodes, { params, body: { revision: 0, content: more } })).revision,
    ).toBe(1);
    expect(
      (await office.call(contract.saveOpinionCodes, { params, body: { revision: 0, content: more } })).body.code,
    ).toBe('opinion-changed');
  });

  it('is counted by department', async () => {
    const { items } = await operator.must(contract.getOpinionOverview, { params });
    const row = (name: string) => items.find(({ department }) => department.name === name);
    expect(row('自治区民政厅')).toMatchObject({
      received: 0,
      coded: 5,
      withheld: 1,
      handedOver: 0,
      kinds: { suggestion: 3, complaint: 1, praise: 1 },
      topics: { livelihood: 4, service: 1 },
    });
    expect(row('自治区农业厅')).toMatchObject({ coded: 4, consented: 4 });
  });
});

let handOverId = '';

describe('the hand-over', () => {
  it('is previewed as the department will see it, and is exactly that', async () => {
    const seen = await office.must(contract.previewHandOver, { params: ofMzt });
    expect(seen).toMatchObject({ department: { name: '自治区民政厅' }, small: false });
    expect(seen.items.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.keys(seen.items[0]!).toSorted()).toEqual([
      'id',
      'kind',
      'number',
      'rectificationId',
      'text',
      'topics',
    ]);
    const wrong = await office.call(contract.handOverOpinions, { params: ofMzt, body: { digest: '0'.repeat(64) } });
    expect(wrong.body.code).toBe('hand-over-changed');
    const done = await office.must(contract.handOverOpinions, {
      params: ofMzt,
      body: { digest: seen.digest, replyBy: '2027-01-31' },
    });
    expect(done).toMatchObject({ number: 1, opinions: 5, digest: seen.digest, replyBy: '2027-01-31' });
    handOverId = done.id;
    const got = await mzt.liaison.must(contract.getDepartmentOpinions, { params: ofMzt });
    expect(got.opinions.map((one) => ({ ...one, id: null }))).toEqual(seen.items);
    expect(JSON.stringify(got)).not.toMatch(/韦大宝|telephone|电话|sheet|unit|consent|draw/);
    expect(JSON.stringify(await notes('opinion.hand-over'))).toContain(seen.digest);
  });

  it('asks why when few are handed over at once', async () => {
    const seen = await office.must(contract.previewHandOver, { params: ofNyt });
    expect(seen.small).toBe(true);
    const body = { digest: seen.digest };
    expect((await office.call(contract.handOverOpinions, { params: ofNyt, body })).body).toMatchObject({
      code: 'hand-over-small',
      extra: { least: contract.leastOpinions },
    });
    const done = await office.must(contract.handOverOpinions, {
      params: ofNyt,
      body: { ...body, smallReason: '全区只有这几条，内容不涉及个人' },
    });
    expect(done.smallReason).toBe('全区只有这几条，内容不涉及个人');
    expect((await office.call(contract.handOverOpinions, { params: ofNyt, body })).body.code).toBe(
      'nothing-to-hand-over',
    );
  });

  it('cannot be changed while it stands, and is gone for the department once it is revoked', async () => {
    const one = await office.must(contract.openOpinion, { params: { opinionId: find(taken, '低保名单').id } });
    expect((await office.call(contract.codeOpinion, coding(one))).body.code).toBe('opinion-state');
    const revoked = await office.must(contract.revokeHandOver, {
      params: { handOverId },
      body: { reason: '第2条能认出是哪个村' },
    });
    expect(revoked).toMatchObject({ revokedBy: '测试office', revokeReason: '第2条能认出是哪个村' });
    expect((await mzt.liaison.must(contract.getDepartmentOpinions, { params: ofMzt })).opinions).toEqual([]);
    expect(
      (await office.call(contract.revokeHandOver, { params: { handOverId }, body: { reason: '再撤一次' } })).body.code,
    ).toBe('hand-over-revoked');
    const again = await office.must(contract.openOpinion, { params: { opinionId: one.id } });
    await office.must(contract.codeOpinion, coding(again, { text: '低保名单应当公开' }));
    const seen = await office.must(contract.previewHandOver, { params: ofMzt });
    // New numbers: nobody shall compare the batches.
    expect(seen.items.map(({ number }) => number)).toEqual([6, 7, 8, 9, 10]);
    await office.must(contract.handOverOpinions, {
      params: ofMzt,
      body: { digest: seen.digest, replyBy: '2027-01-31' },
    });
    const { items } = await operator.must(contract.listHandOvers, { params });
    expect(items.map(({ number, revokedAt }) => [number, revokedAt !== null])).toContainEqual([1, true]);
  });
});

describe('who sees opinions', () => {
  const tables = [
    'handed_opinions',
    'opinion_hand_overs',
    'rectifications',
    'sheet_opinions',
    'answer_sheets',
  ] as const;
  const seen = (role: Role | 'stranger', departmentId: string | null) =>
    read(
      {
        ...app.system(),
        actor:
          role === 'stranger'
            ? { kind: 'anonymous' }
            : {
                kind: 'account',
                accountId: '00000000-0000-4000-8000-000000000000',
                login: 'x',
                displayName: 'x',
                role,
                departmentId,
                departmentName: null,
                sessionHash: null,
              },
      },
      (tx) =>
        Promise.all(
          tables.map(async (table) => (await tx<{ n: number }[]>`select count(*)::int as n from ${tx(table)}`)[0]!.n),
        ),
    );

  it('is the department they were handed to: its own rows, never the sheets, held by the database itself', async () => {
    expect(await seen('liaison', mzt.departmentId)).toEqual([5, 2, 0, 0, 0]);
    expect(await seen('liaison', nyt.departmentId)).toEqual([4, 1, 0, 0, 0]);
    expect(await seen('liaison', null)).toEqual([0, 0, 0, 0, 0]);
    expect(await seen('stranger', null)).toEqual([0, 0, 0, 0, 0]);
  });

  it('answers another department as if nothing were there, and nobody else at all', async () => {
    const routes: readonly RouteShape[] = [
      contract.getDepartmentOpinions,
      contract.downloadDepartmentOpinions,
      contract.writeDepartmentOpinions,
    ];
    for (const route of routes) {
      const foreign = await nyt.liaison.call(route, { params: ofMzt });
      const none = await nyt.liaison.call(route, {
        params: { cycleId, departmentId: '00000000-0000-4000-8000-000000000000' },
      });
      expect(foreign.status).toBe(404);
      expect({ ...JSON.parse(JSON.stringify(foreign.body)), requestId: '' }).toEqual({
        ...JSON.parse(JSON.stringify(none.body)),
        requestId: '',
      });
      expect((await observer.call(route, { params: ofMzt })).status).toBe(403);
      expect((await app.visitor().call(route, { params: ofMzt })).status).toBe(401);
    }
    for (const who of [mzt.liaison, observer])
      for (const call of [
        () => who.call(contract.listOpinions, { params, query: {} }),
        () => who.call(contract.claimOpinions, { params, body: {} }),
        () => who.call(contract.previewHandOver, { params: ofMzt }),
        () => who.call(contract.getOpinionOverview, { params }),
      ])
        expect((await call()).status).toBe(403);
    expect(
      (await operator.call(contract.handOverOpinions, { params: ofMzt, body: { digest: '0'.repeat(64) } })).status,
    ).toBe(403);
  });

  it('holds the tasks of the own department', async () => {
    expect((await mzt.liaison.must(contract.listOpinionTasks)).items).toMatchObject([
      // Praise asks for no answer.
      { opinions: 5, unanswered: 4, returned: 0, replyBy: '2027-01-31' },
    ]);
    expect((await nyt.liaison.must(contract.listOpinionTasks)).items).toMatchObject([{ opinions: 4, replyBy: null }]);
  });
});

const written = {
  title: '低保办理提速',
  problem: '低保办理时间长，名单公开不到位。',
  goal: '办理时限压缩到15个工作日。',
  measures: '合并入户核查，名单在村务公开栏张贴。',
  progress: '已在14个市推开。',
  results: '',
  responsible: '社会救助处',
  dueOn: '2027-06-30',
  status: 'under-way' as const,
  opinions: [6, 7],
};
let id = '';
let revision = 0;

describe('the rectification', () => {
  const at = () => ({ params: { rectificationId: id } });

  it('is written by the department, about opinions handed to it', async () => {
    const foreign = await mzt.liaison.call(contract.createRectification, {
      params: ofMzt,
      body: { ...written, opinions: [1] },
    });
    expect(foreign.body).toMatchObject({ code: 'opinion-not-yours', extra: { numbers: '1' } });
    expect((await nyt.liaison.call(contract.createRectification, { params: ofMzt, body: written })).status).toBe(404);
    const made = await mzt.liaison.must(contract.createRectification, {
      params: ofMzt,
      body: { ...written, measures: '', opinions: [6] },
    });
    expect(made).toMatchObject({ number: 1, state: 'draft', opinions: [6], publishedAt: null });
    ({ id, revision } = made);
  });

  it('is filed when it is whole, and only by the department', async () => {
    const early = await mzt.liaison.call(contract.fileRectification, { ...at(), body: { revision } });
    expect(early.body).toMatchObject({ code: 'rectification-incomplete', detail: '“整改措施”还没有写' });
    const saved = await mzt.liaison.must(contract.saveRectification, { ...at(), body: { ...written, revision } });
    expect(saved.opinions).toEqual([6, 7]);
    const stale = await mzt.liaison.call(contract.saveRectification, { ...at(), body: { ...written, revision } });
    expect(stale.body.code).toBe('rectification-changed');
    for (const call of [
      () => nyt.liaison.call(contract.saveRectification, { ...at(), body: { ...written, revision: saved.revision } }),
      () => nyt.liaison.call(contract.fileRectification, { ...at(), body: { revision: saved.revision } }),
      () => nyt.liaison.call(contract.removeRectification, at()),
    ])
      expect((await call()).status).toBe(404);
    const filed = await mzt.liaison.must(contract.fileRectification, { ...at(), body: { revision: saved.revision } });
    expect(filed.state).toBe('filed');
    revision = filed.revision;
    expect((await mzt.liaison.call(contract.removeRectification, at())).status).toBe(409);
  });

  it('is returned with a reason, filed again, accepted', async () => {
    await office.must(contract.returnRectification, { ...at(), body: { reason: '请写明完成时限的依据' } });
    const [back] = (await mzt.liaison.must(contract.getDepartmentOpinions, { params: ofMzt })).rectifications;
    expect(back).toMatchObject({ state: 'returned', returnReason: '请写明完成时限的依据' });
    const saved = await mzt.liaison.must(contract.saveRectification, {
      ...at(),
      body: { ...written, revision: back!.revision },
    });
    const filed = await mzt.liaison.must(contract.fileRectification, { ...at(), body: { revision: saved.revision } });
    expect((await office.call(contract.acceptRectification, { ...at(), body: { revision } })).body.code).toBe(
      'rectification-changed',
    );
    const accepted = await office.must(contract.acceptRectification, { ...at(), body: { revision: filed.revision } });
    expect(accepted.state).toBe('accepted');
    revision = accepted.revision;
  });

  it('is published as accepted; later words of the department change nothing until they are accepted and published', async () => {
    const published = await office.must(contract.publishRectification, { ...at(), body: { revision } });
    expect(published.publishedAt).toBe(app.clock.now.toISOString());
    const changed = await mzt.liaison.must(contract.saveRectification, {
      ...at(),
      body: { ...written, progress: '已全区推开。', revision: published.revision },
    });
    expect(changed).toMatchObject({ state: 'draft', publishedOutdated: true });
    const [row] = await app.sql<{ published: { progress: string } }[]>`select published from rectifications`;
    expect(row?.published.progress).toBe('已在14个市推开。');
    const seenBy = (scope: string) =>
      app.sql.begin(async (tx) => {
        await tx`set local role pingyi_app`;
        await tx`select set_config('app.scope', ${scope}, true), set_config('app.department', '', true)`;
        return (await tx`select 1 from rectifications`).length;
      });
    expect(await seenBy('none')).toBe(1);
    expect(await seenBy('department')).toBe(0);
    const filed = await mzt.liaison.must(contract.fileRectification, { ...at(), body: { revision: changed.revision } });
    const accepted = await office.must(contract.acceptRectification, { ...at(), body: { revision: filed.revision } });
    app.clock.now = new Date(app.clock.now.getTime() + 10 * 60_000);
    const anew = await office.must(contract.publishRectification, { ...at(), body: { revision: accepted.revision } });
    // The thirty days count from the first publication.
    expect(anew.publishedAt).toBe(published.publishedAt);
    expect(anew.publishedOutdated).toBe(false);
    const away = await office.must(contract.withdrawPublication, {
      ...at(),
      body: { reason: '内容有误，更正后再公开' },
    });
    expect(away.publishedAt).toBeNull();
    expect(await seenBy('none')).toBe(0);
    expect(JSON.parse((await notes('rectification.unpublish'))[0]!.payload).detail).toMatchObject({ days: 0 });
    await office.must(contract.publishRectification, { ...at(), body: { revision: away.revision } });
  });

  it('publishes no number of a person', async () => {
    const made = await mzt.liaison.must(contract.createRectification, {
      params: ofMzt,
      body: { ...written, responsible: '李四，13900139000', opinions: [8] },
    });
    const own = { params: { rectificationId: made.id } };
    const filed = await mzt.liaison.must(contract.fileRectification, { ...own, body: { revision: made.revision } });
    const accepted = await office.must(contract.acceptRectification, { ...own, body: { revision: filed.revision } });
    expect(
      (await office.call(contract.publishRectification, { ...own, body: { revision: accepted.revision } })).body,
    ).toMatchObject({ code: 'rectification-identifies', extra: { what: '手机号' } });
  });

  it('leaves as Excel and Word, with nothing a spreadsheet would run', async () => {
    const made = await mzt.liaison.must(contract.createRectification, {
      params: ofMzt,
      body: { ...written, title: '=1+1', opinions: [9] },
    });
    const bytes = (await mzt.liaison.must(contract.downloadDepartmentOpinions, { params: ofMzt })) as unknown as Buffer;
    const book = readBook(bytes);
    expect(book.SheetNames).toEqual(['意见', '整改']);
    const opinions = utils.sheet_to_json<string[]>(book.Sheets['意见']!, { header: 1 });
    expect(opinions).toHaveLength(6);
    expect(opinions[0]).toEqual(['编号', '性质', '类别', '意见', '整改事项']);
    expect(JSON.stringify(utils.sheet_to_json(book.Sheets['整改']!, { header: 1 }))).toContain("'=1+1");
    const word = (await office.must(contract.writeDepartmentOpinions, { params: ofMzt })) as unknown as Buffer;
    expect(word.subarray(0, 2).toString()).toBe('PK');
    await mzt.liaison.must(contract.removeRectification, { params: { rectificationId: made.id } });
  });
});

describe('next year’s list', () => {
  const next = { cycleId: '' };
  const place = () => ({ ...next, departmentId: mzt.departmentId });

  it('waits for the end of the cycle, counts before it makes', async () => {
    const cycle = await office.must(contract.createCycle, {
      body: { name: '2016年度社会评价', year: 2016, homeArea: '0771', frameDeadlineOn: '2027-11-30' },
    });
    next.cycleId = cycle.id;
    expect((await office.call(contract.previewGivers, { params: next, query: { from: cycleId } })).body.code).toBe(
      'cycle-not-closed',
    );
    for (const state of ['collecting', 'sampling', 'fieldwork', 'closed'] as const)
      await office.must(contract.changeCycle, { params, body: { state } });
    const { items } = await office.must(contract.previewGivers, { params: next, query: { from: cycleId } });
    // Five were handed over, one of them without consent; the withheld one is nobody's giver.
    expect(items.find(({ department }) => department.id === mzt.departmentId)).toEqual({
      department: { id: mzt.departmentId, name: '自治区民政厅' },
      consented: 4,
      reachable: 4,
      appraised: false,
      list: null,
    });
    const early = await office.call(contract.makeGiversList, { params: place(), body: { from: cycleId } });
    expect(early.body.code).toBe('not-appraised');
  });

  it('is judged like any list, sealed by the new keys, and hidden from every department', async () => {
    await office.must(contract.addAppraisees, {
      params: next,
      body: { departmentIds: [mzt.departmentId, nyt.departmentId] },
    });
    const made = await office.must(contract.makeGiversList, { params: place(), body: { from: cycleId } });
    expect(made).toMatchObject({ listed: 4, usable: 4, verdict: 'accepted' });
    const frame = await operator.must(contract.getFrame, { params: { frameId: made.frameId } });
    expect(frame).toMatchObject({ list: 'rectification', state: 'filed', department: { name: '自治区民政厅' } });
    const detail = JSON.parse((await notes('opinion.givers-list'))[0]!.payload).detail;
    expect(detail).toMatchObject({ from: '2015年度社会评价', consented: 4, listed: 4 });

    // The very people who were drawn last year, under their permanent ids; nobody else.
    const ids = await app.sql<{ id: string }[]>`
      select coalesce(u.permanent_id, u.unit_id) as id from draw_units u
      join answer_sheets s on s.draw_id = u.draw_id and s.unit_id = u.unit_id
      join handed_opinions h on h.revoked_at is null and h.department_id = ${mzt.departmentId}
      join sheet_opinions o on o.id = h.opinion_id and o.sheet_id = s.id and o.consent
      order by 1`;
    const units = await app.sql<{ id: string }[]>`
      select unit_id as id from frame_units where frame_id = ${made.frameId} order by 1`;
    expect(units).toEqual(ids);
    expect(units).toHaveLength(4);

    for (const liaison of [mzt.liaison, nyt.liaison]) {
      const { items } = await liaison.must(contract.listFrames, { query: { cycleId: next.cycleId } });
      expect(items.every(({ list }) => list !== 'rectification')).toBe(true);
      expect((await liaison.call(contract.getFrame, { params: { frameId: made.frameId } })).status).toBe(404);
      const submissionId = frame.latest!.id;
      expect((await liaison.call(contract.getSubmission, { params: { submissionId } })).status).toBe(404);
      expect((await liaison.call(contract.listFindings, { params: { submissionId }, query: {} })).status).toBe(404);
    }
    const hidden = await read(
      {
        ...app.system(),
        actor: {
          kind: 'account',
          accountId: '00000000-0000-4000-8000-000000000000',
          login: 'x',
          displayName: 'x',
          role: 'liaison',
          departmentId: mzt.departmentId,
          departmentName: null,
          sessionHash: null,
        },
      },
      (tx) =>
        Promise.all(
          (['submission_files', 'submission_pieces', 'frame_unit_slices', 'frame_unit_blocks'] as const).map(
            async (table) => (await tx`select 1 from ${tx(table)} where submission_id = ${frame.latest!.id}`).length,
          ),
        ),
    );
    expect(hidden).toEqual([0, 0, 0, 0]);
    const sealed = await app.sql`
      select 1 from frame_unit_blocks where submission_id = ${frame.latest!.id}`;
    expect(sealed.length).toBeGreaterThan(0);
    // A department cannot ask for such a list of itself.
    const duty = await office.call(contract.addAppraisees, {
      params: next,
      body: {
        departmentIds: [mzt.departmentId],
        frames: [{ list: 'rectification' as 'service-users', attachment: null, minimum: 0, coverage: 'none' }],
      },
    });
    expect(duty.status).toBe(400);
  });

  it('holds those who left a number themselves, and nobody who left none', async () => {
    const { items } = await office.must(contract.previewGivers, { params: next, query: { from: cycleId } });
    expect(items.find(({ department }) => department.id === nyt.departmentId)).toMatchObject({
      consented: 4,
      reachable: 3,
    });
    const made = await office.must(contract.makeGiversList, {
      params: { ...next, departmentId: nyt.departmentId },
      body: { from: cycleId },
    });
    expect(made).toMatchObject({ listed: 3, usable: 3, verdict: 'accepted' });
  });

  it('is made again without doubling, accepted and drawn like any frame; who rests is left out when the design says so', async () => {
    const again = await office.must(contract.makeGiversList, { params: place(), body: { from: cycleId } });
    const { frameId } = again;
    const frame = await operator.must(contract.getFrame, { params: { frameId } });
    expect(frame.submissions).toHaveLength(2);
    await operator.must(contract.acceptFrame, { params: { frameId }, body: { submissionId: frame.latest!.id } });
    expect((await office.call(contract.makeGiversList, { params: place(), body: { from: cycleId } })).body.code).toBe(
      'frame-accepted',
    );
    const body = {
      cycleId: next.cycleId,
      frameIds: [frameId],
      design: { method: 'simple' as const, main: 2, reserve: 1, replicateSize: 3 },
    };
    const drawn = await operator.must(contract.designDraw, { body: { ...body, title: '整改情况评议' } });
    const at = { params: { drawId: drawn.id } };
    await operator.must(contract.lockDraw, { ...at, body: { announcement: '双色球第2027001期开奖号码' } });
    await operator.must(contract.selectDraw, { ...at, body: { publicRandomness: '01.02.03.04.05.06+07' } });
    expect((await operator.must(contract.sealDraw, at)).frames).toEqual([
      { id: frameId, label: '自治区民政厅 整改情况评议', usable: 4 },
    ]);
    const restless = await operator.call(contract.designDraw, {
      body: { ...body, design: { ...body.design, restMonths: 24 }, title: '间隔两年' },
    });
    expect(restless.status).toBe(422);
  });
});

describe('erasure', () => {
  it('counts texts and consents, leaves none of them, and ends the making of lists', async () => {
    const second = await app.person('office', 'office-2');
    const asked = await office.must(contract.requestErasure, { params, body: { reason: '评价结束，按规定销毁' } });
    await second.must(contract.confirmErasure, {
      params,
      body: { requestId: asked.request!.id, cycleName: '2015年度社会评价' },
    });
    const [row] = await app.sql<{ certificate: string }[]>`select certificate from cycle_erasures`;
    const counted = (JSON.parse(row!.certificate).destroyed.others as { key: string; count: number }[]).map(
      ({ key, count }): [string, number] => [key, count],
    );
    // With the three contacts; each with its consent.
    expect(counted).toContainEqual(['opinions', given + 3]);
    expect(counted).toContainEqual(['consents', given + 3 - 1]);
    const [left] = await app.sql`
      select (select count(*)::int from sheet_opinions where length(text_sealed) > 0 or length(edited_sealed) > 0 or consent is not null)
        + (select count(*)::int from handed_opinions where length(text_sealed) > 0) as n`;
    expect(left?.n).toBe(0);
    const page = await office.must(contract.getErasureCertificate, { params, query: {} });
    expect(String(page)).toContain('意见的文字和留下的联系方式');
    expect((await mzt.liaison.call(contract.getDepartmentOpinions, { params: ofMzt })).body.code).toBe(
      'keys-destroyed',
    );
    expect((await operator.call(contract.listOpinions, { params, query: {} })).body.code).toBe('keys-destroyed');
  });
});
