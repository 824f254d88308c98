/** Feedback, the clock of the review, two people's decision, and what the recomputation changed. */
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { freezeAndPublish, grounds, scoredCycle } from '../support/scoring.ts';

const codeOf = ({ body }: { readonly body: unknown }): unknown => (body as { code?: string }).code;
const application = {
  item: '察访核验扣分',
  reason: '核验当日台账正在上级机关备查，附借阅记录',
  request: '请复核并更正扣分',
};
const evidence = () => new File(['借阅记录'], '借阅记录.txt');

/** Another day; those signed in stay so. */
async function move(app: TestApp, at: string): Promise<void> {
  app.clock.now = new Date(at);
  await app.sql`update sessions set last_seen_at = ${app.clock.now}, expires_at = ${new Date(app.clock.now.getTime() + 3600_000)}`;
}

async function published(app: TestApp, schemeId: string, at: string) {
  await move(app, at);
  const people = {
    office: await app.person('office', `a-${schemeId}`),
    deputy: await app.person('office', `b-${schemeId}`),
  };
  const scored = await scoredCycle(people, schemeId);
  await scored.close();
  await freezeAndPublish(scored);
  const mine = scored.departments[0]!;
  const liaison = await app.person('liaison', `l-${schemeId}`, mine.id);
  const params = { cycleId: scored.cycleId, departmentId: mine.id };
  return { ...scored, mine, liaison, params };
}

type Published = Awaited<ReturnType<typeof published>>;
const file = ({ liaison, params }: Published, files: readonly File[] = []) =>
  liaison.call(contract.fileReview, { params, form: application, files });
const reviewOf = async ({ liaison, params }: Published) => (await liaison.must(contract.getResult, { params })).review;

describe('the clock of the scheme in force', async () => {
  const app = await testApp();

  it('counts working days with 调休, and lets nobody in after a waived term', async () => {
    // 2017-09-27 Wednesday; 09-28, 09-29 are worked, 09-30 is a worked Saturday.
    const dsq = await published(app, 'dsq2017-dept', '2017-09-28T02:00:00Z');
    expect(codeOf(await file(dsq))).toBe('review-unreceived');
    const standing = await dsq.liaison.must(contract.acknowledgeFeedback, { params: dsq.params, body: {} });
    expect(standing).toMatchObject({
      receivedOn: '2017-09-28',
      deadlineOn: '2017-09-30',
      counted: ['2017-09-29', '2017-09-30'],
      waivedWhenLate: true,
      window: 'open',
      workingDaysLeft: 2,
    });
    expect(codeOf(await dsq.liaison.call(contract.acknowledgeFeedback, { params: dsq.params, body: {} }))).toBe(
      'feedback-received',
    );
    await move(app, '2017-09-30T15:59:00Z');
    expect((await reviewOf(dsq)).window).toBe('open');
    await move(app, '2017-09-30T16:01:00Z');
    expect((await reviewOf(dsq)).window).toBe('closed');
    const refused = await file(dsq);
    expect(codeOf(refused)).toBe('review-waived');
    expect(refused.body.detail).toContain('2017-09-30');
  });

  it('knows Guangxi 三月三, and takes a late application as late where nothing is waived', async () => {
    const dept = await published(app, 'gx2018-dept', '2018-04-13T02:00:00Z');
    await dept.liaison.must(contract.acknowledgeFeedback, { params: dept.params, body: {} });
    // 04-15 is a worked Sunday, 04-18 to 04-20 are 三月三.
    expect(await reviewOf(dept)).toMatchObject({
      deadlineOn: '2018-04-24',
      counted: ['2018-04-15', '2018-04-16', '2018-04-17', '2018-04-23', '2018-04-24'],
    });
    await move(app, '2018-04-25T02:00:00Z');
    const late = await file(dept);
    expect(late.body).toMatchObject({ late: true, state: 'filed' });
    expect(codeOf(await file(dept))).toBe('review-open');
  });

  it('has no clock where the scheme gives none, until somebody decides one', async () => {
    const js = await published(app, 'js2013', '2014-04-01T02:00:00Z');
    await js.liaison.must(contract.acknowledgeFeedback, { params: js.params, body: {} });
    expect(codeOf(await file(js))).toBe('review-none');
    await js.office.must(contract.decideScore, {
      params: { cycleId: js.cycleId },
      body: { items: [{ key: 'review', value: { workingDays: 3, calendar: 'CN' } }], ...grounds },
    });
    // No notice of 2014 is known: never extrapolated.
    expect((await reviewOf(js)).window).toBe('uncovered');
    // Until the office lays the year down, by name and paper.
    const decide = (value: unknown) =>
      js.office.call(contract.decideScore, {
        params: { cycleId: js.cycleId },
        body: { items: [{ key: 'review', value }], ...grounds },
      });
    const rule = { workingDays: 3, calendar: 'CN' };
    for (const off of [['2014-04-31'], ['2013-04-07'], ['清明']])
      expect(codeOf(await decide({ ...rule, notices: { 2014: { off, worked: [] } } }))).toBe('decision-invalid');
    expect((await decide({ ...rule, notices: { 2014: { off: ['2014-04-03'], worked: ['2014-04-05'] } } })).status).toBe(
      201,
    );
    expect(await reviewOf(js)).toMatchObject({
      window: 'open',
      deadlineOn: '2014-04-05',
      counted: ['2014-04-02', '2014-04-04', '2014-04-05'],
    });
    expect((await file(js)).status).toBe(201);
  });
});

describe('a review', async () => {
  const app = await testApp();
  const one = await published(app, 'yinhai2016', '2017-02-20T02:00:00Z');
  const { office, deputy, liaison, mine, params } = one;
  const entry = {
    departmentId: mine.id,
    side: 'deduction' as const,
    kind: 'chk',
    points: '3',
    matter: '台账不实',
    document: '核验通报1号',
  };
  await office.must(contract.addScoreEntry, { params: { cycleId: one.cycleId }, body: entry });
  const second = await freezeAndPublish(one);
  await liaison.must(contract.acknowledgeFeedback, { params, body: {} });
  const other = await app.person('liaison', 'foreign', one.departments[1]!.id);

  it('is filed with sealed evidence that only the office and the department read', async () => {
    const filed = await liaison.must(contract.fileReview, { params, form: application, files: [evidence()] });
    expect(filed.files).toEqual([expect.objectContaining({ name: '借阅记录.txt', size: 12 })]);
    const read = async (who: Visitor) => who.raw('GET', `/api/reviews/${filed.id}/files/1`);
    expect(await (await read(liaison)).text()).toBe('借阅记录');
    expect((await read(other)).status).toBe(404);
    const [stored] = await app.sql<{ content: Buffer }[]>`select content_sealed as content from review_files`;
    expect(stored!.content.includes(Buffer.from('借阅'))).toBe(false);
    expect((await other.must(contract.listReviews, { params: { cycleId: one.cycleId } })).items).toEqual([]);
  });

  it('is decided by two people, once', async () => {
    const [review] = (await office.must(contract.listReviews, { params: { cycleId: one.cycleId } })).items;
    const id = { reviewId: review!.id };
    const proposal = { outcome: 'changed' as const, findings: '经核查借阅记录属实，扣分不当' };
    const proposals = await Promise.all(
      [office, office].map((who) => who.call(contract.proposeReview, { params: id, body: proposal })),
    );
    expect(proposals.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await liaison.must(contract.listReviews, { params: { cycleId: one.cycleId } })).items[0]).toMatchObject({
      state: 'filed',
      outcome: null,
      findings: null,
    });
    expect(codeOf(await office.call(contract.confirmReview, { params: id, body: { agree: true } }))).toBe(
      'review-same-person',
    );
    const confirmed = await deputy.must(contract.confirmReview, { params: id, body: { agree: true } });
    expect(confirmed).toMatchObject({ state: 'decided', outcome: 'changed', recomputed: false });
    expect(codeOf(await deputy.call(contract.confirmReview, { params: id, body: { agree: true } }))).toBe(
      'review-state',
    );
  });

  it('shows what the recomputation changed, for this department', async () => {
    const { items } = await office.must(contract.listScoreEntries, { params: { cycleId: one.cycleId } });
    await office.must(contract.decideScoreEntry, {
      params: { entryId: items[0]!.id },
      body: { revoke: true, decision: '复核更正', decidedBy: '绩效考评领导小组' },
    });
    const before = (await liaison.must(contract.getResult, { params })).result;
    const third = await freezeAndPublish(one);
    expect([second.number, third.number]).toEqual([2, 3]);
    expect(third.changes.find(({ what }) => what === '扣分')).toMatchObject({ before: '3.00', after: '0.00' });
    const after = (await liaison.must(contract.getResult, { params })).result;
    expect(Number(after.total) - Number(before.total)).toBeCloseTo(3, 6);
    expect(after.package.number).toBe(3);
    const [review] = (await office.must(contract.listReviews, { params: { cycleId: one.cycleId } })).items;
    expect(review).toMatchObject({ recomputed: true });
    expect(review!.changes.map(({ what }) => what)).toContain('总分');
    expect(new Set(review!.changes.map(({ departmentId }) => departmentId))).toEqual(new Set([mine.id]));
    const [own] = (await liaison.must(contract.listReviews, { params: { cycleId: one.cycleId } })).items;
    expect(own).toMatchObject({ recomputed: true, outcome: 'changed' });
    expect(own!.changes.find(({ what }) => what === '扣分')).toMatchObject({ before: '3.00', after: '0.00' });
    // A corrected sheet opens no new term.
    expect((await reviewOf(one)).receivedOn).toBe('2017-02-20');
  });

  it('loses its evidence when the cycle is erased, counted on the certificate', async () => {
    const cycle = { params: { cycleId: one.cycleId } };
    const asked = await office.must(contract.requestErasure, { ...cycle, body: { reason: '考评结束，按规定销毁' } });
    const { name: cycleName } = await office.must(contract.getCycle, cycle);
    await deputy.must(contract.confirmErasure, { ...cycle, body: { requestId: asked.request!.id, cycleName } });
    const { body } = await office.call(contract.getErasureCertificate, { ...cycle, query: {} });
    expect(String(body).replaceAll(/<[^>]+>/g, '')).toContain('复核证明材料1份');
    const [review] = (await office.must(contract.listReviews, cycle)).items;
    expect(review!.files).toEqual([expect.objectContaining({ name: '（已销毁）', size: 12 })]);
    const [left] = await app.sql<
      { bytes: number }[]
    >`select sum(length(content_sealed))::int as bytes from review_files`;
    expect(left!.bytes).toBe(0);
    const read = await office.raw('GET', `/api/reviews/${review!.id}/files/1`);
    expect(await read.json()).toMatchObject({ code: 'keys-destroyed' });
  });
});
