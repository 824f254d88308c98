/** Every design through the ceremony in the room, and the files the public gets through the command line of an outsider. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { read, utils } from '@e965/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { Draw } from '#contract';
import { testApp, type TestApp, type Visitor } from '../support/app.ts';
import { acceptedDepartment } from '../support/campaign.ts';
import { runInPyodide } from '../support/python.ts';
import { root } from '../support/cache.ts';
import { verifyCommand } from '../../server/cli/verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-designs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const announcement = '2026年11月25日双色球第2026136期开奖号码';
const publicRandomness = '03.08.11.19.25.30+07';

type DesignInput = Parameters<typeof contract.drawDesignSchema.parse>[0];

async function textOf(visitor: Visitor, path: string): Promise<string> {
  const response = await visitor.raw('GET', path);
  expect(response.status, path).toBe(200);
  return response.text();
}

/** Lock, selection, seal, first release. */
async function unfold(operator: Visitor, draw: Draw, randomness: string | null = publicRandomness): Promise<Draw> {
  const params = { drawId: draw.id };
  await operator.must(contract.lockDraw, { params, body: { announcement } });
  await operator.must(contract.selectDraw, {
    params,
    body: randomness === null ? {} : { publicRandomness: randomness },
  });
  expect((await operator.must(contract.verifyDraw, { params })).checks.filter(({ equal }) => !equal)).toEqual([]);
  await operator.must(contract.sealDraw, { params });
  return operator.must(contract.releaseReplicate, { params, body: { replicate: 1 } });
}

/** The files anybody gets, checked by the built command line as anybody would. */
async function verifiedOutside(app: TestApp, draw: Draw, more: readonly string[] = []) {
  const place = mkdtempSync(join(folder, 'public-'));
  const visitor = app.visitor({});
  const manifest = await textOf(visitor, `/draws/${draw.id}/manifest.json`);
  writeFileSync(join(place, 'manifest.json'), manifest);
  const numbers = draw.design.method === 'random-digits';
  const ids = numbers ? '' : await textOf(visitor, `/draws/${draw.id}/frame-ids.csv`);
  if (!numbers) writeFileSync(join(place, 'frame-ids.csv'), ids);
  const args = [join(root, 'server/bin.mjs'), 'verify', join(place, 'manifest.json')];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...args,
    ...(numbers ? [] : ['--ids', join(place, 'frame-ids.csv')]),
    ...more,
  ]).catch((error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}${error.stderr}` }));
  expect(stdout).toContain('结论：全部一致');
  return { manifest, ids, place };
}

describe('designs in the room', async () => {
  const app = await testApp();
  const { campaign, topics, cadres } = await acceptedDepartment(app);
  const { operator, office, cycleId } = campaign;
  const frameIds = [topics.id, cadres.id];
  const body = (design: DesignInput, frames = frameIds) => ({
    cycleId,
    frameIds: frames,
    design: contract.drawDesignSchema.parse(design),
  });
  const designed = async (title: string, design: DesignInput, frames = frameIds) =>
    operator.must(contract.designDraw, { body: { ...body(design, frames), title } });
  const probe = await operator.must(contract.previewDraw, {
    body: body({ method: 'stratified', stratifyBy: 'city', main: 1 }),
  });
  const cities = probe.strata;
  const sizes = Object.fromEntries(cities.map(({ label }, i) => [label, (i % 5) + 1]));
  const assumed = Object.fromEntries(
    cities.map(({ code }, i) => [code, { deviation: 0.8 + (i % 4) / 5, cost: 1 + (i % 3), mean: 4 }]),
  );

  const designs: Readonly<Record<string, DesignInput>> = {
    simple: { method: 'simple', main: 60, reserve: 30 },
    stratified: { method: 'stratified', stratifyBy: 'city', main: 80, reserve: 40, floor: 2, replicateSize: 3 },
    'stratified, one city whole': {
      method: 'stratified',
      stratifyBy: 'city',
      main: 120,
      allocation: 'square-root',
      takeAll: [cities.toSorted((a, b) => a.population - b.population)[0]!.label],
      ceiling: 40,
    },
    'stratified by Neyman': {
      method: 'stratified',
      stratifyBy: 'city',
      main: 90,
      floor: 1,
      allocation: 'neyman',
      assumed,
    },
    'stratified by cost': { method: 'stratified', stratifyBy: 'city', main: 90, floor: 1, allocation: 'cost', assumed },
    'stratified by power': {
      method: 'stratified',
      stratifyBy: 'city',
      main: 90,
      allocation: 'power',
      exponent: 0.5,
      assumed,
    },
    systematic: { method: 'systematic', main: 50, reserve: 20 },
    bernoulli: { method: 'bernoulli', main: 40 },
    pareto: { method: 'pareto', main: 50, reserve: 20, sizes: { by: 'city', meaning: 'group', values: sizes } },
    'sequential Poisson': {
      method: 'sequential-poisson',
      main: 50,
      sizes: { by: 'city', meaning: 'each', values: sizes },
    },
    'systematic by size': { method: 'pps-systematic', main: 50, sizes: { by: 'city', meaning: 'each', values: sizes } },
    'two stages by size': {
      method: 'two-stage',
      main: 40,
      reserve: 20,
      clusters: { by: 'city', method: 'pareto', number: 4, within: 10, reserve: 5 },
    },
    'two stages, all alike': {
      method: 'two-stage',
      main: 60,
      clusters: { by: 'city', method: 'simple', number: 3, within: 20 },
    },
    'Bernoulli in strata': { method: 'bernoulli', stratifyBy: 'city', main: 60, allocation: 'square-root', floor: 1 },
    'pareto in strata': {
      method: 'pareto',
      stratifyBy: 'list',
      main: 50,
      reserve: 20,
      allocation: 'equal',
      sizes: { by: 'city', meaning: 'group', values: sizes },
    },
    'systematic by size in strata': {
      method: 'pps-systematic',
      stratifyBy: 'gender',
      main: 50,
      sizes: { by: 'city', meaning: 'each', values: sizes },
    },
    'two stages in strata': {
      method: 'two-stage',
      stratifyBy: 'list',
      main: 60,
      reserve: 30,
      clusters: { by: 'city', method: 'pareto', number: 3, within: 10, reserve: 5 },
    },
  };

  /** By whoever has the workbooks and the key of ids: strata, clusters and sizes are made again from the lists. */
  async function verifiedFromLists(place: string, manifest: string): Promise<void> {
    const key = join(place, 'key.txt');
    writeFileSync(
      key,
      await textOf(
        office,
        `/api/draws/${(await operator.must(contract.listDraws, { query: { cycleId } })).items[0]!.id}/unit-key.txt`,
      ),
    );
    writeFileSync(join(place, 'again.json'), manifest);
    let said = '';
    const io = { stdout: (text: string) => void (said += text), stderr: (text: string) => void (said += text) };
    const lists = [2, 3].flatMap((attachment) => [
      '--frame',
      join(root, `test/reference/cases/corpus/campaign/民政厅-附件${attachment}.xlsx`),
    ]);
    await verifyCommand([join(place, 'again.json'), ...lists, '--id-key', key], io);
    expect(said).toContain('结论：全部一致');
  }

  it.each(Object.entries(designs))('%s: previewed, drawn, sealed, verified here and outside', async (name, design) => {
    const preview = await operator.must(contract.previewDraw, { body: body(design) });
    const expected = preview.coverage.find(({ by }) => by === 'city')!.rows.reduce((sum, { main }) => sum + main, 0);
    const asked = contract.drawDesignSchema.parse(design).main;
    // Two stages take less where a cluster holds less than is asked of it.
    if (preview.strata.some(({ clusterProbability }) => clusterProbability !== undefined))
      expect(expected).toBeLessThanOrEqual(asked + 1e-9);
    else expect(expected).toBeCloseTo(asked, 6);
    expect(preview.forecast.whole.share).toBeGreaterThan(0);

    const draw = await unfold(operator, await designed(`设计 ${name}`, design));
    const { manifest, ids, place } = await verifiedOutside(app, draw);
    // What the lock announced is what was drawn by, strata, clusters and sizes included.
    expect(draw.tableDigest).toBe((JSON.parse(manifest) as { frame: { table: string } }).frame.table);
    if (draw.design.method !== 'simple') await verifiedFromLists(place, manifest);
    const parsed = JSON.parse(manifest) as {
      units: { id: string; probability: string; weight: string; part: string }[];
    };
    const main = parsed.units.filter(({ part }) => part === 'main').length;
    if (draw.design.method === 'bernoulli')
      expect(main).toBe(draw.strata.reduce((sum, stratum) => sum + stratum.main, 0));
    else if (draw.design.method !== 'two-stage') expect(main).toBe(asked);
    for (const { probability } of parsed.units) expect(probability).toMatch(/^(1|\d+\/\d+)$/);
    const plain = ['simple', 'stratified', 'systematic'].includes(draw.design.method);
    const script = plain ? 'verify_draw.py' : 'verify_designs.py';
    const python = await runInPyodide(script, await textOf(app.visitor({}), `/draws/${script}`), {
      'manifest.json': manifest,
      'frame-ids.csv': ids,
    });
    expect(python.lines.filter((line) => line.startsWith('DIFFERS'))).toEqual([]);
    expect(python.code).toBe(0);

    const params = { drawId: draw.id };
    const { coverage } = await operator.must(contract.readCoverage, { params });
    expect(coverage[0]!.rows.reduce((sum, row) => sum + row.main, 0)).toBe(main);
    const list = await operator.call(contract.downloadCallList, { params, query: { replicates: 'all' } });
    const rows = utils.sheet_to_json<Record<string, string>>(read(list.body).Sheets['呼叫清单']!, {
      defval: '',
    });
    expect(rows).toHaveLength(parsed.units.length);
    for (const row of rows) {
      const stated = parsed.units.find(({ id }) => id === row['样本编号'])!;
      const [over = 1, under = 1] = stated.probability.split('/').map(Number);
      expect(Number(row['入样概率'])).toBeCloseTo(over / under, 6);
      expect(Number(row['设计权重'])).toBeCloseTo(under / over, 3);
      expect(row['拨号串']).not.toBe('');
    }
    const sample = await operator.call(contract.downloadSample, { params });
    const lines = (sample.body as unknown as Buffer).toString('utf8').trim().split('\r\n');
    expect(lines).toHaveLength(parsed.units.length + 1);
    expect(lines[0]).toContain('设计权重');
  });

  it('shows the public the page and the certificate of every design without anything personal', async () => {
    const { items } = await operator.must(contract.listDraws, { query: { cycleId } });
    expect(items.length).toBeGreaterThanOrEqual(Object.keys(designs).length);
    for (const draw of items)
      for (const page of ['', '/certificate']) {
        const text = await textOf(app.visitor({}), `/draws/${draw.id}${page}`);
        expect(text.replace(/[0-9a-f]{16,}/g, ''), draw.title).not.toMatch(/1[3-9]\d{9}(?!\d)/);
        expect(text).toContain(contract.drawMethodLabels[draw.design.method]);
      }
  });

  it.each<[string, DesignInput, RegExp]>([
    [
      'a size table that misses a group',
      { method: 'pareto', main: 5, sizes: { by: 'city', meaning: 'each', values: {} } },
      /规模表里没有/,
    ],
    ['no size table', { method: 'pareto', main: 5 }, /要有规模表/],
    [
      'fractions of a size in a systematic draw',
      { method: 'pps-systematic', main: 5, sizes: { by: 'city', meaning: 'group', values: sizes } },
      /整数/,
    ],
    ['a reserve where there can be none', { method: 'bernoulli', main: 5, reserve: 5 }, /不设备用样本/],
    [
      'more clusters than there are',
      { method: 'two-stage', main: 900, clusters: { by: 'city', method: 'simple', number: 90, within: 10 } },
      /只有\d+个群/,
    ],
    [
      'sizes that contradict',
      { method: 'two-stage', main: 7, clusters: { by: 'city', method: 'simple', number: 2, within: 10 } },
      /应是20人/,
    ],
    [
      'strata where the method has none',
      { method: 'random-digits', main: 5, stratifyBy: 'city', blocks: [{ prefix: '1380771', digits: 4 }] },
      /不分层/,
    ],
    [
      'clusters by what makes the strata',
      {
        method: 'two-stage',
        stratifyBy: 'city',
        main: 40,
        clusters: { by: 'city', method: 'simple', number: 2, within: 10 },
      },
      /每层就只有一个群/,
    ],
    [
      'an allocation without its figures',
      { method: 'stratified', stratifyBy: 'city', main: 60, allocation: 'neyman' },
      /标准差/,
    ],
    [
      'a stratum to be taken whole that is none',
      { method: 'stratified', stratifyBy: 'city', main: 60, takeAll: ['没有的市'] },
      /没有的市/,
    ],
    [
      'a table of clusters with another method',
      { method: 'simple', main: 5, clusters: { by: 'city', method: 'simple', number: 2, within: 10 } },
      /不分群/,
    ],
  ])('refuses %s', async (_, design, words) => {
    const reply = await operator.call(contract.previewDraw, { body: body(design) });
    expect(reply.status).toBe(422);
    expect(reply.body.detail).toMatch(words);
  });

  it('refuses a draw without a list, unless numbers are made at random', async () => {
    const none = await operator.call(contract.previewDraw, { body: body({ method: 'simple', main: 5 }, []) });
    expect(none.body.detail).toMatch(/一份名单也没有选/);
    const numbers = await operator.must(contract.previewDraw, {
      body: body({ method: 'random-digits', main: 5, blocks: [{ prefix: '1380771', digits: 4 }] }, []),
    });
    expect(numbers.frameSize).toBe(10_000);
  });

  it('tells the yield of a list at the minimum of the notice: 169 of 300, and how many calls that takes', async () => {
    const { forecast } = await operator.must(contract.previewDraw, {
      body: {
        ...body({ method: 'simple', main: 200, reserve: 50 }, [cadres.id]),
        assumptions: contract.assumptionsSchema.parse({ success: 0.5 }),
      },
    });
    const [whole] = forecast.yields;
    // sizeForShare(0.5, 0.05, 0.95, 276): practice gives 169 of 300 and 218 of 500.
    expect(whole).toMatchObject({ population: 276, interviews: 161, numbers: 322, enough: 'impossible' });
    const half = await operator.must(contract.previewDraw, {
      body: {
        ...body({ method: 'simple', main: 250 }, [topics.id]),
        assumptions: contract.assumptionsSchema.parse({ success: 1, margin: 0.05 }),
      },
    });
    expect(half.forecast.yields[0]).toMatchObject({ population: 506, interviews: 219, numbers: 219, enough: 'main' });
    // 1.96 sqrt(0.25/250 (506-250)/505)
    expect(half.forecast.whole.share).toBeCloseTo(0.04413, 4);
  });

  it('draws numbers at random, leaves out those of a list, keeps them sealed and lists them for calling', async () => {
    const list = await operator.must(contract.previewDraw, { body: body({ method: 'simple', main: 1 }, [topics.id]) });
    expect(list.frames).toHaveLength(1);
    const draw = await unfold(
      operator,
      await designed(
        '随机拨号',
        {
          method: 'random-digits',
          main: 40,
          reserve: 20,
          replicateSize: 20,
          blocks: [
            { prefix: '183', digits: 8 },
            { prefix: '1391', digits: 7 },
          ],
        },
        [topics.id],
      ),
    );
    expect(draw.excludedCount).toBeGreaterThan(0);
    expect(draw.frameSize).toBe(110_000_000);
    const { manifest } = await verifiedOutside(app, draw);
    expect(manifest.replace(/[0-9a-f]{16,}/g, '')).not.toMatch(/1[3-9]\d{9}(?!\d)/);
    const params = { drawId: draw.id };
    const calls = await operator.call(contract.downloadCallList, { params });
    const rows = utils.sheet_to_json<Record<string, string>>(read(calls.body).Sheets['呼叫清单']!, {
      defval: '',
    });
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row['拨号串']).toMatch(/^(183\d{8}|1391\d{7})$/);
    // The same numbers for other programs, by token, without a name.
    for (const format of ['quexs', 'limesurvey'] as const) {
      const file = await operator.call(contract.downloadParticipants, { params, query: { format } });
      const lines = (file.body as unknown as Buffer).toString('utf8').trimEnd().split('\r\n').slice(1);
      const column = format === 'quexs' ? [0, 1] : [4, 9];
      expect(lines.map((line) => column.map((at) => line.split(',')[at]))).toEqual(
        rows.map((row) => [row['样本编号'], row['拨号串']]),
      );
    }
    const stored = await app.sql<
      { all: string }[]
    >`select string_agg(encode(number_sealed, 'escape'), ' ') as all from draw_numbers where draw_id = ${draw.id}`;
    for (const row of rows) expect(stored[0]!.all).not.toContain(row['拨号串']!);
    await app.sql`delete from draw_numbers where draw_id = ${draw.id} and unit_id = ${rows[0]!['样本编号']!}`;
    const verdict = await operator.must(contract.verifyDraw, { params });
    expect(verdict.checks.filter(({ equal }) => !equal).map(({ name }) => name)).toEqual(['号码']);
  });

  it('draws by a permanent seed: the same people, then nobody of them, and reveals the seed when it is retired', async () => {
    const seed = await operator.must(contract.makePermanentSeed, { body: { name: '民政厅工作对象' } });
    expect(seed).toMatchObject({ seed: null, retiredAt: null, draws: [] });
    expect((await operator.call(contract.makePermanentSeed, { body: { name: '民政厅工作对象' } })).body.code).toBe(
      'permanent-seed-named',
    );
    const shape = { method: 'stratified', stratifyBy: 'list', main: 60, reserve: 20 } as const;
    const by = (kind: 'first' | 'positive' | 'negative', earlierDrawId?: string): DesignInput => ({
      ...shape,
      coordination: { permanentSeedId: seed.id, kind, ...(earlierDrawId ? { earlierDrawId } : {}) },
    });
    const first = await unfold(operator, await designed('长期种子一', by('first')), null);
    expect(first).toMatchObject({ seed: null, publicRandomness: null, permanentSeedId: seed.id });
    const same = await unfold(operator, await designed('长期种子二', by('positive', first.id)), null);
    const waiting = await designed('长期种子三', by('negative', first.id));
    const params = { permanentSeedId: seed.id };
    await operator.must(contract.lockDraw, { params: { drawId: waiting.id }, body: { announcement } });
    const early = await office.call(contract.retirePermanentSeed, { params, body: { reason: '总体换了' } });
    expect(early.body.code).toBe('permanent-seed-in-use');
    await operator.must(contract.selectDraw, { params: { drawId: waiting.id }, body: {} });
    const other = await operator.must(contract.sealDraw, { params: { drawId: waiting.id } });

    const visitor = app.visitor({});
    const idsOf = async ({ id }: Draw) =>
      (JSON.parse(await textOf(visitor, `/draws/${id}/manifest.json`)) as { units: { id: string }[] }).units.map(
        (unit) => unit.id,
      );
    expect(await idsOf(same)).toEqual(await idsOf(first));
    const before = new Set(await idsOf(first));
    expect((await idsOf(other)).filter((id) => before.has(id))).toEqual([]);
    expect(await textOf(visitor, `/draws/${first.id}`)).toContain(seed.commitment.slice(0, 8));
    expect((await visitor.raw('GET', `/draws/${first.id}/seed-reveal.json`)).status).toBe(404);

    const known = await textOf(visitor, '/draws/permanent-seeds');
    expect(known).toContain('密封，使用中');
    expect(known).not.toContain('测试operator');
    const { items } = await operator.must(contract.listPermanentSeeds);
    expect(JSON.stringify(items)).not.toMatch(/"seed":"/);
    expect((await operator.call(contract.retirePermanentSeed, { params, body: { reason: '总体换了' } })).status).toBe(
      403,
    );
    const retirements = await Promise.all(
      [1, 2].map(() => office.call(contract.retirePermanentSeed, { params, body: { reason: '总体换了' } })),
    );
    expect(retirements.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const reveal = await textOf(visitor, `/draws/${first.id}/seed-reveal.json`);
    const { value } = JSON.parse(reveal) as { value: string };
    expect((await textOf(visitor, '/draws/permanent-seeds')).replace(/<[^>]*>/g, '')).toContain(value);
    writeFileSync(join(folder, 'reveal.json'), reveal);
    await verifiedOutside(app, first, ['--seed-file', join(folder, 'reveal.json')]);
    expect((await operator.must(contract.verifyDraw, { params: { drawId: first.id } })).equal).toBe(true);
    const late = await operator.call(contract.previewDraw, { body: body(by('first')) });
    expect(late.body.code).toBe('permanent-seed-retired');
  });

  it('draws more from a draw that is used up: the same head, only new people to call', async () => {
    const first = await unfold(
      operator,
      await designed('补抽的原样', {
        method: 'stratified',
        stratifyBy: 'list',
        main: 30,
        reserve: 10,
        replicateSize: 15,
      }),
    );
    const params = { drawId: first.id };
    const more = { more: 25, reason: '成功率低于预计', noResultsSeen: true } as const;
    expect((await operator.call(contract.supplementDraw, { params, body: more })).body.detail).toMatch(
      /还有1批样本没有放出/,
    );
    await operator.must(contract.releaseReplicate, { params, body: { replicate: 2 } });
    const seen = await operator.call(contract.supplementDraw, {
      params,
      body: { ...more, noResultsSeen: false } as never,
    });
    expect(seen.status).toBe(400);
    const asked = await Promise.all([1, 2].map(() => operator.call(contract.supplementDraw, { params, body: more })));
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const made = asked.find(({ status }) => status === 201)!.body;
    expect(made).toMatchObject({ state: 'drawn', seed: first.seed, frameDigest: first.frameDigest });
    const of = { drawId: made.id };
    expect((await operator.must(contract.verifyDraw, { params: of })).checks.filter(({ equal }) => !equal)).toEqual([]);
    const sealed = await operator.must(contract.sealDraw, { params: of });
    await verifiedOutside(app, sealed);
    const early = await operator.call(contract.releaseReplicate, {
      params: of,
      body: { replicate: sealed.firstReplicate + 1 },
    });
    expect(early.body.code).toBe('release-out-of-order');
    const { releases } = await operator.must(contract.releaseReplicate, {
      params: of,
      body: { replicate: sealed.firstReplicate },
    });
    expect(releases.map(({ replicate }) => replicate)).toEqual([sealed.firstReplicate]);
    const listOf = async (drawId: string) => {
      const list = await operator.call(contract.downloadCallList, { params: { drawId }, query: { replicates: 'all' } });
      const book = read(list.body).Sheets['呼叫清单']!;
      return utils.sheet_to_json<Record<string, string>>(book, { defval: '' }).map((row) => row['样本编号']!);
    };
    const before = new Set(await listOf(first.id));
    const after = await listOf(made.id);
    expect(before.size).toBe(40);
    expect(after).toHaveLength(25);
    expect(after.filter((id) => before.has(id))).toEqual([]);
    const page = await textOf(app.visitor({}), `/draws/${made.id}`);
    expect(page).toContain('成功率低于预计');
    const systematic = await unfold(operator, await designed('不能补抽', { method: 'systematic', main: 5 }));
    const refused = await operator.call(contract.supplementDraw, { params: { drawId: systematic.id }, body: more });
    expect(refused.body.detail).toMatch(/会换一批人/);
    const forged = await operator.call(contract.designDraw, {
      body: {
        ...body({ method: 'simple', main: 5, supplement: { of: first.id, reason: 'x', head: 1 } }),
        title: '冒充补抽',
      },
    });
    expect(forged.body.detail).toMatch(/原来那次抽样的页面/);
  });

  it('refuses a public draw without randomness and one beside a draw that fits not', async () => {
    const draw = await designed('缺随机数', { method: 'simple', main: 5 });
    const params = { drawId: draw.id };
    await operator.must(contract.lockDraw, { params, body: { announcement } });
    expect((await operator.call(contract.selectDraw, { params, body: {} })).body.detail).toMatch(/没有公开随机数/);
    const seed = await operator.must(contract.makePermanentSeed, { body: { name: '另一个总体' } });
    const stray = await operator.call(contract.previewDraw, {
      body: body({
        method: 'simple',
        main: 5,
        coordination: { permanentSeedId: seed.id, kind: 'negative', earlierDrawId: draw.id },
      }),
    });
    expect(stray.body.detail).toMatch(/没有用这个长期种子/);
  });
});
