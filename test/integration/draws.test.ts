import { describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { Draw, DrawDesign } from '#contract';
import { testApp } from '../support/app.ts';
import { acceptedDepartment } from '../support/campaign.ts';

const simple: DrawDesign = {
  method: 'simple',
  stratifyBy: 'none',
  main: 60,
  reserve: 40,
  replicateSize: 25,
  allocation: 'proportional',
  floor: 0,
  restMonths: 0,
};
const announcement = '2026年11月25日双色球第2026136期开奖号码';
const randomness = '03.08.11.19.25.30+07';

describe('the seed ceremony', async () => {
  const app = await testApp();
  const { campaign, topics, cadres } = await acceptedDepartment(app);
  const { office, operator, cycleId } = campaign;
  const design = (changes: Partial<DrawDesign> = {}, frameIds = [topics.id]) =>
    operator.call(contract.designDraw, {
      body: { cycleId, frameIds, title: '热点难点电话访问', design: { ...simple, ...changes } },
    });

  let draw: Draw;

  it('refuses designs that cannot be drawn, in words that say what to change', async () => {
    const tooMany = await design({ main: 500, reserve: 100 });
    expect(tooMany.body.code).toBe('draw-larger-than-frame');
    expect(tooMany.body.detail).toMatch(/抽样框共有506人/);
    const unknown = await design({
      method: 'stratified',
      stratifyBy: 'city',
      allocation: 'fixed',
      fixed: { 没有的市: 60 },
    });
    expect(unknown.status).toBe(422);
    expect(unknown.body.detail).toContain('没有的市');
    expect((await design({ main: 0 })).body.code).toBe('invalid-request');
    const waiting = await campaign.department('自治区农业厅', 'economic');
    const notYet = await design({}, [(await waiting.frame(3)).id]);
    expect(notYet.body.code).toBe('frame-not-accepted');
    expect(notYet.body.detail).toContain('自治区农业厅');
  });

  it('previews strata without drawing', async () => {
    const preview = await operator.must(contract.previewDraw, {
      body: {
        cycleId,
        frameIds: [topics.id, cadres.id],
        design: { ...simple, method: 'stratified', stratifyBy: 'list' },
      },
    });
    expect(preview.frameSize).toBe(506 + 276);
    expect(preview.strata.map(({ label, population }) => [label, population]).toSorted()).toEqual([
      ['热点难点工作', 506],
      ['系统市县干部', 276],
    ]);
    expect(preview.strata.reduce((sum, { main }) => sum + main, 0)).toBe(60);
  });

  it('goes lock, selection, seal, release, and no step twice', async () => {
    const designed = await design();
    expect(designed.status).toBe(201);
    draw = designed.body;
    const params = { drawId: draw.id };
    expect(
      (await operator.call(contract.selectDraw, { params, body: { publicRandomness: randomness } })).body.code,
    ).toBe('draw-state');
    expect((await app.visitor().call(contract.publicDrawPage, { params })).status).toBe(404);

    const locks = await Promise.all(
      [1, 2, 3].map(() => operator.call(contract.lockDraw, { params, body: { announcement } })),
    );
    expect(locks.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const locked = locks.find(({ status }) => status === 201)!.body;
    expect(locked).toMatchObject({ state: 'locked', frameSize: 506, announcement });
    expect(locked.frameDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(
      (
        await operator.call(contract.returnFrame, {
          params: { frameId: topics.id },
          body: { submissionId: topics.latest!.id, reason: '换一份名单' },
        })
      ).body.code,
    ).toBe('frame-locked');

    const short = await operator.call(contract.selectDraw, { params, body: { publicRandomness: '12' } });
    expect(short.status).toBe(400);
    expect(short.body.fields?.[0]?.message).toMatch(/6到120个/);
    const selections = await Promise.all(
      [randomness, '01.02.03.04.05.06+01'].map((publicRandomness) =>
        operator.call(contract.selectDraw, { params, body: { publicRandomness } }),
      ),
    );
    expect(selections.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const page = await app.visitor().raw('GET', `/draws/${draw.id}`);
    expect(await page.text()).not.toContain(selections.find(({ status }) => status === 201)!.body.seed!);
    expect((await app.visitor().call(contract.publicManifest, { params })).status).toBe(404);

    expect((await operator.must(contract.verifyDraw, { params })).equal).toBe(true);
    draw = await operator.must(contract.sealDraw, { params });
    expect((await operator.call(contract.sealDraw, { params })).body.code).toBe('draw-state');
    expect((await operator.call(contract.downloadCallList, { params })).body.code).toBe('nothing-released');
    expect((await operator.call(contract.releaseReplicate, { params, body: { replicate: 2 } })).body.code).toBe(
      'release-out-of-order',
    );
    const releases = await Promise.all(
      [1, 2].map(() => operator.call(contract.releaseReplicate, { params, body: { replicate: 1 } })),
    );
    expect(releases.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('verifies from the sealed persons, and says what was changed when something was', async () => {
    const params = { drawId: draw.id };
    const good = await operator.must(contract.verifyDraw, { params });
    expect(good.checks.filter(({ equal }) => !equal)).toEqual([]);
    await app.sql`update draws set manifest = replace(manifest, '"rank":1,', '"rank":2,') where id = ${draw.id}`;
    const bad = await operator.must(contract.verifyDraw, { params });
    expect(bad.equal).toBe(false);
    expect(bad.checks.find(({ name }) => name === '清单摘要')?.equal).toBe(false);
  });

  it('shows the public a page, ids and a manifest without anything personal', async () => {
    const visitor = app.visitor({});
    for (const path of ['', '/frame-ids.csv', '/certificate']) {
      const response = await visitor.raw('GET', `/draws/${draw.id}${path}`);
      expect(response.status).toBe(200);
      const text = await response.text();
      // Ids and digests are hexadecimal: what looks like a number inside one is none.
      expect(text.replace(/[0-9a-f]{16,}/g, '')).not.toMatch(/1[3-9]\d{9}(?!\d)/);
      expect(text).not.toContain('甘');
    }
    expect((await visitor.raw('GET', '/draws/verify_draw.py')).headers.get('content-type')).toContain('text/x-python');
  });

  it('gives the office the key of the ids and notes it; an operator gets none', async () => {
    const params = { drawId: draw.id };
    expect((await operator.call(contract.downloadUnitKey, { params })).status).toBe(403);
    expect((await office.call(contract.downloadUnitKey, { params })).status).toBe(200);
    const { items } = await office.must(contract.listAuditEntries, { query: { subject: `draw:${draw.id}` } });
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'draw.design',
        'draw.lock',
        'draw.select',
        'draw.seal',
        'draw.release',
        'draw.verify',
        'draw.unit-key',
      ]),
    );
    expect(items.filter(({ action }) => action === 'draw.select')).toHaveLength(1);
  });
});

describe('a frame changed after the lock', async () => {
  const app = await testApp();
  const { campaign, topics } = await acceptedDepartment(app);
  const { operator, cycleId } = campaign;

  it('stops the selection', async () => {
    const draw = await operator.must(contract.designDraw, {
      body: { cycleId, frameIds: [topics.id], title: '第一次抽样', design: simple },
    });
    const params = { drawId: draw.id };
    await operator.must(contract.lockDraw, { params, body: { announcement } });
    await app.sql`update frame_unit_slices set unit_ids[7] = '00000000000000000000' where frame_id = ${topics.id}`;
    const reply = await operator.call(contract.selectDraw, { params, body: { publicRandomness: randomness } });
    expect(reply.body.code).toBe('frame-changed');
    expect((await operator.must(contract.getDraw, { params })).state).toBe('locked');
  });
});
