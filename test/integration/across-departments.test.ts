/** The operator's desk across departments: shared persons, rest periods, the matrix. Two departments that share people. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { Draw, DrawDesign, SharedPerson, Submission } from '#contract';
import { verifyCommand } from '../../server/cli/verify.ts';
import { testApp, type TestApp } from '../support/app.ts';
import { root } from '../support/cache.ts';
import { acceptedDepartment, campaign, workbook, type Campaign } from '../support/campaign.ts';

const announcement = '2026年11月25日双色球第2026136期开奖号码';
const simple: DrawDesign = {
  method: 'simple',
  stratifyBy: 'none',
  main: 40,
  reserve: 10,
  replicateSize: 25,
  allocation: 'proportional',
  floor: 0,
  restMonths: 0,
};
const reason = '两部门都有业务往来，协商后确定';

/** 民政厅 and 农业厅 with the lists of s30, accepted whatever the minimum. */
async function twoDepartments(app: TestApp) {
  const running = await campaign(app);
  const frames: Submission[] = [];
  for (const [name, file] of [
    ['自治区民政厅', '民政厅-附件3.xlsx'],
    ['自治区农业厅', '农业厅-附件3.xlsx'],
  ] as const) {
    const department = await running.department(name, 'public-affairs');
    const { id } = await department.frame(3);
    await running.office.must(contract.changeFrameDuty, {
      params: { frameId: id },
      body: { minimum: 0, agreedBy: '王处长', reason: '测试用的短名单' },
    });
    const submission = await department.file(3, workbook(`s30-two-departments/${file}`));
    expect(submission.verdict).toBe('accepted');
    await running.operator.must(contract.acceptFrame, {
      params: { frameId: id },
      body: { submissionId: submission.id },
    });
    frames.push(submission);
  }
  const shared = () =>
    running.operator.must(contract.listSharedPersons, { params: { cycleId: running.cycleId }, query: {} });
  const decide = (person: SharedPerson, keptDepartmentId: string | null) =>
    running.operator.call(contract.decideSharedPersons, {
      params: { cycleId: running.cycleId },
      body: { ids: [person.id], keptDepartmentId, reason },
    });
  return { running, mzt: frames[0]!, nyt: frames[1]!, shared, decide };
}

async function designed({ operator, cycleId }: Campaign, frameIds: string[], changes: Partial<DrawDesign> = {}) {
  return operator.must(contract.designDraw, {
    body: { cycleId, frameIds, title: '电话访问', design: { ...simple, ...changes } },
  });
}

async function sealed({ operator }: Campaign, { id: drawId }: Draw): Promise<Draw> {
  const params = { drawId };
  await operator.must(contract.lockDraw, { params, body: { announcement } });
  await operator.must(contract.selectDraw, { params, body: { publicRandomness: '03.08.11.19.25.30+07' } });
  return operator.must(contract.sealDraw, { params });
}

describe('a person whom two departments name', async () => {
  const app = await testApp();
  const { running, mzt, nyt, shared, decide } = await twoDepartments(app);
  const { operator, cycleId } = running;
  const preview = () =>
    operator.must(contract.previewDraw, {
      body: { cycleId, frameIds: [nyt.frameId], design: { ...simple, main: 2, reserve: 0 } },
    });

  it('is shown to the operator, masked, with the rows of both lists', async () => {
    const { items, total, undecided, heldOut } = await shared();
    expect(total).toBeGreaterThan(0);
    expect([items.length, undecided, heldOut]).toEqual([total, total, 0]);
    for (const { name, mobiles, members } of items) {
      expect(name).toMatch(/^.\*+$/);
      expect(mobiles.length).toBeGreaterThan(0);
      for (const mobile of mobiles) expect(mobile).toMatch(/^1\d\d\*{4}\d{4}$/);
      expect(new Set(members.map(({ department }) => department.name))).toEqual(
        new Set(['自治区民政厅', '自治区农业厅']),
      );
      for (const { places } of members) expect(places[0]).toMatchObject({ row: expect.any(Number) });
    }
  });

  it('counts with both until it is decided, then with the kept department only', async () => {
    const before = await preview();
    expect(before.frameSize).toBe(nyt.counts.usable);
    const [person] = (await shared()).items;
    const kept = person!.members.find(({ department }) => department.name === '自治区民政厅')!.department.id;
    expect((await decide(person!, kept)).body).toEqual({ decided: 1, heldOut: 1 });
    const after = await preview();
    expect(after.frameSize).toBe(nyt.counts.usable - 1);
    expect(after.frames).toMatchObject([{ id: nyt.frameId, usable: nyt.counts.usable, heldOut: 1, rested: 0 }]);
    expect(after.warnings[0]).toContain('跨部门重复');
    const decided = (await shared()).items.find(({ id }) => id === person!.id)!;
    expect(decided.decision).toMatchObject({ keptDepartmentId: kept, reason, decidedBy: '测试operator' });
    expect(decided.members.filter((member) => member.heldOut).map(({ department }) => department.name)).toEqual([
      '自治区农业厅',
    ]);
    const { items } = await running.office.must(contract.listAuditEntries, {
      query: { action: 'frame.shared-persons' },
    });
    expect(items[0]).toMatchObject({ actor: 'operator', detail: { kept: '自治区民政厅', heldOut: 1, reason } });
  });

  it('refuses what was decided on an older state, and departments that do not name the person', async () => {
    const [person] = (await shared()).items;
    const stranger = await running.department('自治区环境保护厅', 'supervision');
    expect((await decide(person!, stranger.departmentId)).body.code).toBe('shared-persons-changed');
    expect((await decide({ ...person!, id: 'f'.repeat(32) }, null)).body.code).toBe('shared-persons-changed');
  });

  it('stays out of the draw through selection, evidence, verification and call list', async () => {
    const draw = await sealed(running, await designed(running, [nyt.frameId], { main: 2, reserve: 1 }));
    expect(draw.frameSize).toBe(nyt.counts.usable - 1);
    const params = { drawId: draw.id };
    const verification = await operator.must(contract.verifyDraw, { params });
    expect(verification.checks.filter(({ equal }) => !equal)).toEqual([]);
    expect(verification.checks.map(({ name }) => name)).toContain('不参加抽样的人');
    const manifest = JSON.parse(
      await (await app.visitor().raw('GET', `/draws/${draw.id}/manifest.json`)).text(),
    ) as Record<string, { leftOut?: object; size?: number }>;
    expect(manifest['source']?.leftOut).toEqual({ heldOut: 1, rested: 0, restMonths: 0 });
    const ids = await (await app.visitor().raw('GET', `/draws/${draw.id}/frame-ids.csv`)).text();
    expect(ids.trim().split('\r\n')).toHaveLength(1 + nyt.counts.usable - 1);
    expect(await (await app.visitor().raw('GET', `/draws/${draw.id}/certificate`)).text()).toContain('跨部门重复');
    await operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
    expect((await operator.call(contract.downloadCallList, { params })).status).toBe(200);
  });

  it('is left out by an auditor too, who has the workbook, the key and the published ids', async () => {
    const [draw] = (await operator.must(contract.listDraws, { query: { cycleId } })).items;
    const params = { drawId: draw!.id };
    const folder = mkdtempSync(join(app.config.dataDir, 'audit-'));
    const keep = async (name: string, response: Response) => {
      writeFileSync(join(folder, name), Buffer.from(await response.arrayBuffer()));
      return join(folder, name);
    };
    const manifest = await keep('manifest.json', await app.visitor().raw('GET', `/draws/${draw!.id}/manifest.json`));
    const key = await keep('key.txt', await running.office.raw('GET', `/api/draws/${draw!.id}/unit-key.txt`));
    const lists = ['农业厅', '民政厅'].map((name) =>
      join(root, `test/reference/cases/corpus/s30-two-departments/${name}-附件3.xlsx`),
    );
    let given = lists.slice(0, 1);
    const verify = async () => {
      let said = '';
      const io = { stdout: (text: string) => void (said += text), stderr: (text: string) => void (said += text) };
      return {
        code: await verifyCommand([manifest, ...given.flatMap((list) => ['--frame', list]), '--id-key', key], io),
        said,
      };
    };
    // The person is the other department's by decision: the auditor is told which list that takes.
    expect(await verify()).toMatchObject({ code: 2, said: expect.stringMatching(/自治区民政厅 附件3/) });
    given = lists;
    expect(await verify()).toMatchObject({ code: 2, said: expect.stringContaining('frame-ids.csv') });
    await keep('frame-ids.csv', await app.visitor().raw('GET', `/draws/${params.drawId}/frame-ids.csv`));
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('人数相符') });
  });

  it('rests on every list after a draw of both lists together', async () => {
    const draw = await sealed(
      running,
      await designed(running, [mzt.frameId, nyt.frameId], { main: 23, reserve: 0, replicateSize: 30 }),
    );
    await operator.must(contract.releaseReplicate, { params: { drawId: draw.id }, body: { replicate: 1 } });
    await running.office.must(contract.changeCycle, { params: { cycleId }, body: { restMonths: 3 } });
    // Everybody was drawn but the held-out one, whose other entry was: the person rests there as well.
    expect((await preview()).frames).toMatchObject([{ usable: 12, heldOut: 1, rested: 12 }]);
  });

  it('may not be decided anew where it would change a locked list', async () => {
    const person = (await shared()).items.find(({ decision }) => decision !== null)!;
    const refused = await decide(person, null);
    expect([refused.status, refused.body.code]).toEqual([409, 'frame-locked']);
    // The draw was made without the person: deciding the same again changes nothing.
    expect((await decide(person, person.decision!.keptDepartmentId)).status).toBe(201);
  });

  it('is nothing a department learns of', async () => {
    const liaison = await app.person('liaison', 'curious', (await shared()).items[0]!.members[0]!.department.id);
    const params = { cycleId };
    expect((await liaison.call(contract.listSharedPersons, { params, query: {} })).status).toBe(403);
    const frame = await liaison.must(contract.getFrame, {
      params: { frameId: (await shared()).items[0]!.members[0]!.frameId },
    });
    const other = frame.id === mzt.frameId ? '自治区农业厅' : '自治区民政厅';
    expect(JSON.stringify(frame)).not.toContain(other);
  });
});

describe('the campaign of five departments', async () => {
  const app = await testApp();
  const running = await campaign(app);

  it('shares the persons the corpus says, in the rows it says', async () => {
    for (const [name, category] of [
      ['民政厅', 'public-affairs'],
      ['农业厅', 'economic'],
    ] as const) {
      const department = await running.department(`自治区${name}`, category);
      await department.file(3, workbook(`campaign/${name}-附件3.xlsx`));
    }
    const { items } = await running.operator.must(contract.listSharedPersons, {
      params: { cycleId: running.cycleId },
      query: { only: 'undecided' },
    });
    const rows = items.map(({ members }) =>
      members.map(({ department, places }) => `${department.name.slice(3)} ${places[0]!.row}`).toSorted(),
    );
    expect(rows.flat().toSorted()).toEqual(['农业厅 115', '农业厅 334', '民政厅 104', '民政厅 209']);
    expect(rows).toHaveLength(2);
    // What nobody has decided is decided at once, page by page in the browser; here in one.
    const reply = await running.operator.must(contract.decideSharedPersons, {
      params: { cycleId: running.cycleId },
      body: { ids: items.map(({ id }) => id), keptDepartmentId: null, reason },
    });
    expect(reply).toEqual({ decided: 2, heldOut: 0 });
    const { undecided, total } = await running.operator.must(contract.listSharedPersons, {
      params: { cycleId: running.cycleId },
      query: {},
    });
    expect([undecided, total]).toEqual([0, 2]);
  });
});

describe('every mobile of a person', async () => {
  const app = await testApp();
  const running = await campaign(app);

  it('joins, not only the first', async () => {
    const header = '序号,姓名,性别,单位,职务,手机号码\n';
    const lists = [
      ['自治区民政厅', `${header}1,李明,男,南宁市第一中学,教师,13800000001 13900000002\n`],
      ['自治区农业厅', `${header}1,李明,男,百色种子公司,经理,13900000002\n2,王芳,女,百色种子公司,会计,13900000009\n`],
    ] as const;
    for (const [name, text] of lists) {
      const department = await running.department(name, 'public-affairs');
      await department.file(3, new File([text], '附件3.csv'));
    }
    const { items } = await running.operator.must(contract.listSharedPersons, {
      params: { cycleId: running.cycleId },
      query: {},
    });
    expect(items.map(({ name, mobiles }) => [name, mobiles])).toEqual([['李*', ['139****0002']]]);
  });
});

describe('a rest period', async () => {
  const app = await testApp();
  const { campaign: running, topics } = await acceptedDepartment(app);
  const { operator, office, cycleId } = running;
  const preview = (changes: Partial<DrawDesign> = {}) =>
    operator.must(contract.previewDraw, {
      body: { cycleId, frameIds: [topics.id], design: { ...simple, ...changes } },
    });

  it('shows and leaves out whoever was released lately, and verifies', async () => {
    const first = await sealed(running, await designed(running, [topics.id]));
    await operator.must(contract.releaseReplicate, { params: { drawId: first.id }, body: { replicate: 1 } });
    expect((await preview()).frames[0]).toMatchObject({ rested: 0 });
    const cycle = await office.must(contract.changeCycle, { params: { cycleId }, body: { restMonths: 6 } });
    expect(cycle.restMonths).toBe(6);
    const seen = await preview();
    expect([seen.frames[0]!.rested, seen.frameSize]).toEqual([25, topics.latest!.counts.usable]);
    const without = await preview({ restMonths: 6 });
    expect(without.frameSize).toBe(topics.latest!.counts.usable - 25);
    expect(without.warnings[0]).toContain('25人最近6个月');

    const second = await sealed(running, await designed(running, [topics.id], { restMonths: 6 }));
    expect(second.frameSize).toBe(topics.latest!.counts.usable - 25);
    const drawn = (drawId: string) => app.sql<{ unitId: string; replicate: number }[]>`
      select unit_id, replicate from draw_units where draw_id = ${drawId}`;
    const released = new Set(
      (await drawn(first.id)).filter(({ replicate }) => replicate === 1).map(({ unitId }) => unitId),
    );
    expect((await drawn(second.id)).filter(({ unitId }) => released.has(unitId))).toEqual([]);
    // A release after the lock does not move the frame of the second draw.
    await operator.must(contract.releaseReplicate, { params: { drawId: first.id }, body: { replicate: 2 } });
    const verification = await operator.must(contract.verifyDraw, { params: { drawId: second.id } });
    expect(verification.checks.filter(({ equal }) => !equal)).toEqual([]);
    expect((await preview({ restMonths: 6 })).frameSize).toBe(topics.latest!.counts.usable - 50);
    app.clock.now = new Date('2027-06-22T02:00:00Z');
    const later = await app.person('operator', 'later');
    const rested = await later.must(contract.previewDraw, {
      body: { cycleId, frameIds: [topics.id], design: { ...simple, restMonths: 6 } },
    });
    expect(rested.frameSize).toBe(topics.latest!.counts.usable);
  });
});

describe('the matrix', async () => {
  const app = await testApp();
  const { campaign: running, cadres } = await acceptedDepartment(app);
  const { operator, cycleId } = running;
  const waiting = await running.department('自治区农业厅', 'economic');

  it('says state, counts, deadline, verdict and reason of every list, and nobody by name', async () => {
    await operator.must(contract.returnFrame, {
      params: { frameId: cadres.id },
      body: { submissionId: cadres.latest!.id, reason: '=请补充县级干部' },
    });
    const reply = await operator.raw('GET', `/api/cycles/${cycleId}/frames.xlsx`);
    expect(reply.status).toBe(200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await reply.arrayBuffer());
    const rows = (book.getWorksheet('明细')!.getSheetValues() as unknown as (unknown[] | undefined)[])
      .slice(4)
      .map((row) => row?.slice(1));
    expect(rows).toHaveLength(4);
    const returned = rows.find((row) => row?.includes("'=请补充县级干部"));
    expect(returned).toEqual(expect.arrayContaining(['自治区民政厅', '附件2', '已退回', 276, '通过', '2026-11-30']));
    const overview = JSON.stringify(book.getWorksheet('总览')!.getSheetValues());
    expect(overview).toContain('附件3 已接收，可用506/500人');
    expect(overview).toContain('附件3 未报（至少500人）');
    expect(overview).not.toContain('甘');
    expect((await waiting.liaison.raw('GET', `/api/cycles/${cycleId}/frames.xlsx`)).status).toBe(403);
  });
});
