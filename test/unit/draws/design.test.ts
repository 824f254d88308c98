/** From design to strata and sizes: codes, reserve, warnings, and every refusal in words. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { drawDesignSchema, type DrawDesign } from '#contract';
import { selectSample, type SelectionDesign } from '#sampling';
import { planDraw, unitsAsDrawn, type PlannedUnit, type PlanRequest } from '../../../server/draws/design.ts';

const design = (more: Partial<DrawDesign> & { main: number }): DrawDesign =>
  drawDesignSchema.parse({ method: 'stratified', stratifyBy: 'city', ...more });

function people(sizes: Readonly<Record<string, number>>, more: Partial<PlannedUnit> = {}): PlannedUnit[] {
  return Object.entries(sizes).flatMap(([city, size]) =>
    Array.from({ length: size }, (_, i) => ({
      id: `${Buffer.from(city).toString('hex')}-${i}`,
      department: '自治区民政厅',
      list: 'hot-topics' as const,
      city: city === '' ? null : city,
      gender: i % 3 === 0 ? '女' : '男',
      ...more,
    })),
  );
}
const units = people({ 南宁市: 60, 柳州市: 30, 北海市: 10 });

function plan(request: Partial<PlanRequest> & { design: DrawDesign }) {
  const outcome = planDraw({ units, ...request });
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ message }) => message).join('\n'));
  return outcome.value;
}
function refusals(request: Partial<PlanRequest> & { design: DrawDesign }) {
  const outcome = planDraw({ units, ...request });
  return outcome.ok ? [] : outcome.refusals.map(({ code, message }) => `${code}: ${message}`);
}
const sorting = (selection: SelectionDesign) => ('sortBy' in selection ? (selection.sortBy ?? []) : []);
const sizes = (request: Partial<PlanRequest> & { design: DrawDesign }) =>
  plan(request).strata.map(({ label, population, main, reserve }) => `${label} ${population} ${main}+${reserve}`);

describe('a plan', () => {
  it('splits main and reserve in proportion and tells the probability', () => {
    expect(sizes({ design: design({ main: 20, reserve: 10 }) })).toEqual([
      '北海市 10 2+1',
      '南宁市 60 12+6',
      '柳州市 30 6+3',
    ]);
    expect(plan({ design: design({ main: 20 }) }).strata[1]!.probability).toBe(0.2);
  });

  it('is one stratum for a simple draw', () => {
    expect(plan({ design: design({ method: 'simple', stratifyBy: 'none', main: 5, reserve: 95 }) })).toMatchObject({
      strata: [{ code: 'all', label: '全部', population: 100, main: 5, reserve: 95, probability: 0.05 }],
      design: { method: 'simple', scope: 'unit', strata: [{ code: 'all', main: 5, reserve: 95 }] },
    });
  });

  it('can be drawn as it is, by every method and stratification, and never depends on the order of the units', () => {
    for (const [method, stratifyBy] of [
      ['simple', 'none'],
      ['stratified', 'city'],
      ['stratified', 'gender'],
      ['stratified', 'list'],
      ['stratified', 'department'],
      ['systematic', 'none'],
      ['systematic', 'city'],
    ] as const) {
      const wanted = design({ method, stratifyBy, main: 20, reserve: 20 });
      const { design: island, units: drawn, strata } = plan({ design: wanted });
      const once = selectSample({ units: drawn }, island, '0123456789abcdef');
      expect(once.ok, method).toBe(true);
      const turned = plan({ design: wanted, units: units.toReversed() });
      expect(turned.strata).toEqual(strata);
      expect(selectSample({ units: turned.units }, turned.design, '0123456789abcdef')).toEqual(once);
      expect(unitsAsDrawn(units, { stratifyBy, sortBy: sorting(island) })).toEqual({ ok: true, value: drawn });
    }
  });

  it('draws Bernoulli, by size and in two stages inside strata, with the chances the island draws with', () => {
    const mixed = [
      ...people({ 南宁市: 60, 柳州市: 30, 北海市: 10 }),
      ...people({ 南宁市: 25, 柳州市: 15 }, { department: '自治区教育厅' }).map((unit) => ({
        ...unit,
        id: `edu-${unit.id}`,
      })),
    ];
    const bySize = { by: 'city', meaning: 'group', values: { 南宁市: 900, 柳州市: 300, 北海市: 2000 } } as const;
    for (const wanted of [
      design({ method: 'bernoulli', main: 40, allocation: 'equal' }),
      design({ method: 'pareto', stratifyBy: 'department', main: 20, reserve: 8, sizes: bySize }),
      design({ method: 'sequential-poisson', stratifyBy: 'gender', main: 20, reserve: 4, sizes: bySize }),
      design({
        method: 'pps-systematic',
        stratifyBy: 'department',
        main: 20,
        sizes: { ...bySize, meaning: 'each' },
      }),
      design({
        method: 'two-stage',
        stratifyBy: 'department',
        main: 24,
        reserve: 12,
        clusters: { by: 'city', method: 'pareto', number: 2, within: 6, reserve: 3 },
      }),
    ]) {
      const what = `${wanted.method} ${wanted.stratifyBy}`;
      const planned = plan({ design: wanted, units: mixed });
      const drawn = selectSample({ units: planned.units }, planned.design, '0123456789abcdef');
      if (!drawn.ok) throw new Error(`${what}: ${drawn.refusals.map(({ message }) => message).join()}`);
      expect(new Set(planned.units.map(({ stratum }) => stratum)).size, what).toBeGreaterThan(1);
      // The plan's probability of everybody in the main sample is the one the draw prints.
      const chances = new Map(planned.units.map(({ id }, i) => [id, planned.chances[i]!]));
      for (const { id, part, probability } of drawn.value.units) {
        const [over = 0, under = 1] = probability.split('/').map(Number);
        if (part === 'main') expect(over / under, what).toBeCloseTo(chances.get(id)!, 5);
      }
      const expected = planned.chances.reduce((sum, p) => sum + p, 0);
      if (wanted.method !== 'two-stage') expect(expected, what).toBeCloseTo(wanted.main, 6);
      // Whoever has the lists and the manifest's words finds the same frame; the order of the lists does not matter.
      const { stratifyBy, clusters, sizes: table } = wanted;
      const again = unitsAsDrawn(mixed, { stratifyBy, clusterBy: clusters?.by, clustersInStrata: true, sizes: table });
      expect(again, what).toEqual({ ok: true, value: planned.units });
      const turned = plan({ design: wanted, units: mixed.toReversed() });
      expect(turned.strata).toEqual(planned.strata);
      expect(selectSample({ units: turned.units }, turned.design, '0123456789abcdef')).toEqual(drawn);
    }
  });

  it('takes clusters inside strata: one city in two strata is two clusters, all of them where there are too few', () => {
    const mixed = [
      ...people({ 南宁市: 6, 柳州市: 4, 北海市: 5 }),
      ...people({ 南宁市: 9 }, { department: '自治区教育厅' }).map((unit) => ({ ...unit, id: `edu-${unit.id}` })),
    ];
    const wanted = design({
      method: 'two-stage',
      stratifyBy: 'department',
      main: 20,
      clusters: { by: 'city', method: 'simple', number: 2, within: 5, reserve: 0 },
    });
    const { strata, design: island, warnings } = plan({ design: wanted, units: mixed });
    expect(strata.map(({ label, clusterProbability }) => [label, clusterProbability])).toEqual([
      ['自治区教育厅·南宁市', 1],
      ['自治区民政厅·北海市', 2 / 3],
      ['自治区民政厅·南宁市', 2 / 3],
      ['自治区民政厅·柳州市', 2 / 3],
    ]);
    expect('strata' in island && island.strata.map((stratum) => 'clusters' in stratum && stratum.clusters)).toEqual([
      1, 2,
    ]);
    expect(warnings.join()).toContain('层“自治区教育厅”不到2个群，里面的群全部抽取');
    expect(refusals({ units: mixed, design: { ...wanted, main: 10 } }).join()).toContain(
      '2层、每层2个群、每群5人，主样本应是20人',
    );
    expect(refusals({ units: mixed, design: { ...wanted, stratifyBy: 'city' } }).join()).toContain('每层就只有一个群');
  });

  it('refuses by size and Bernoulli what a stratum cannot give', () => {
    const bySize = { by: 'city', meaning: 'group', values: { 南宁市: 5, 柳州市: 5, 北海市: 0 } } as const;
    expect(
      refusals({ design: design({ method: 'pareto', main: 12, allocation: 'equal', sizes: bySize }) }).join(),
    ).toContain('层“北海市”里规模大于0的共有0人');
    const few = { ...bySize, by: 'department', values: { 自治区民政厅: 1 } } as const;
    const one = people({ 南宁市: 3 }, { department: '大户' }).map((unit) => ({ ...unit, id: `big-${unit.id}` }));
    expect(
      refusals({
        units: [...units, ...one],
        design: design({
          method: 'pareto',
          stratifyBy: 'gender',
          main: 2,
          reserve: 20,
          sizes: { ...few, meaning: 'each', values: { 自治区民政厅: 1, 大户: 1000 } },
        }),
      }).join(),
    ).toContain('必须抽中的有');
    expect(
      refusals({
        design: design({
          method: 'bernoulli',
          main: 9,
          allocation: 'fixed',
          fixed: { 南宁市: 4, 柳州市: 5, 北海市: 0 },
        }),
      }).join(),
    ).toContain('层“北海市”没有分到样本');
  });

  it('orders a systematic draw by department, list and city, without the one that makes the strata', () => {
    const { design: island, units: drawn } = plan({ design: design({ method: 'systematic', main: 5 }) });
    expect(sorting(island)).toEqual(['department', 'list']);
    expect(drawn[0]).toEqual({ id: units[0]!.id, stratum: '南宁市', sort: ['自治区民政厅', 'hot-topics'] });
    expect(sorting(plan({ design: design({ method: 'systematic', stratifyBy: 'none', main: 5 }) }).design)).toEqual([
      'department',
      'list',
      'city',
    ]);
  });

  it('gives every stratum its floor, or all it has', () => {
    expect(sizes({ design: design({ main: 40, floor: 12 }) })).toEqual([
      '北海市 10 10+0',
      '南宁市 60 18+0',
      '柳州市 30 12+0',
    ]);
  });

  it('takes a fixed table by code or label', () => {
    expect(
      sizes({ design: design({ main: 9, allocation: 'fixed', fixed: { 南宁市: 4, 柳州市: 5, 北海市: 0 } }) }),
    ).toEqual(['北海市 10 0+0', '南宁市 60 4+0', '柳州市 30 5+0']);
    const byList = people({ 南宁市: 5 });
    expect(
      sizes({
        units: byList,
        design: design({ stratifyBy: 'list', main: 2, allocation: 'fixed', fixed: { 热点难点工作: 2 } }),
      }),
    ).toEqual(['热点难点工作 5 2+0']);
  });

  it('gives reserve by main sample, none where there is none, never more than is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom('proportional' as const, 'equal' as const),
        (populations, mainShare, reserveShare, floor, allocation) => {
          const all = people(Object.fromEntries(populations.map((size, i) => [`市${i}`, size])));
          const main = Math.max(1, Math.floor(all.length * mainShare));
          const reserve = Math.floor((all.length - main) * reserveShare);
          const outcome = planDraw({ units: all, design: design({ main, reserve, floor, allocation }) });
          if (!outcome.ok) {
            expect(
              outcome.refusals.every(({ code }) => ['total-below-floors', 'draw-larger-than-frame'].includes(code)),
            ).toBe(true);
            return;
          }
          const { strata, units: drawn, design: island } = outcome.value;
          expect(strata.reduce((sum, s) => sum + s.main, 0)).toBe(main);
          expect(strata.reduce((sum, s) => sum + s.reserve, 0)).toBe(reserve);
          for (const s of strata) {
            expect(s.main + s.reserve).toBeLessThanOrEqual(s.population);
            if (s.main === 0) expect(s.reserve).toBe(0);
          }
          expect(selectSample({ units: drawn }, island, '0123456789abcdef').ok).toBe(true);
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  it('makes codes the rule allows of whatever departments are called, and keeps them apart', () => {
    const names = [
      '厅|一',
      '厅-一',
      'A B/C',
      'A-B-C',
      'all',
      '',
      '=1+1厅',
      '长'.repeat(80),
      `e\u0301厅`,
      'x'.repeat(90),
    ];
    const odd = names.flatMap((department, n) =>
      people({ 南宁市: 2 }, { department }).map((unit, i) => ({ ...unit, id: `u${n}-${i}` })),
    );
    const {
      strata,
      design: island,
      units: drawn,
    } = plan({ units: odd, design: design({ stratifyBy: 'department', main: 10 }) });
    expect(new Set(strata.map(({ code }) => code)).size).toBe(names.length);
    expect(selectSample({ units: drawn }, island, '0123456789abcdef').ok).toBe(true);
    expect(strata.map(({ label }) => label)).toContain('厅|一');
    expect(strata.map(({ label }) => label)).toContain('部门未写明');
    for (const { code } of strata) expect(code).not.toMatch(/^[=+@-]/);
  });
});

describe('warnings', () => {
  const warn = (request: Partial<PlanRequest> & { design: DrawDesign }) => plan(request).warnings.join('\n');

  it('are none for a plain draw', () => {
    expect(plan({ design: design({ main: 20, reserve: 10 }) }).warnings).toEqual([]);
  });

  it('name strata without sample, with one unit, drawn whole, or short of reserve', () => {
    const small = people({ 南宁市: 500, 北海市: 3 });
    expect(warn({ units: small, design: design({ main: 20 }) })).toBe(
      '层“北海市”有3人，没有分到样本，结果不能代表这一层；可以设每层下限',
    );
    expect(warn({ units: small, design: design({ main: 20, floor: 1 }) })).toContain('层“北海市”只抽1人');
    expect(warn({ units: small, design: design({ main: 20, floor: 3 }) })).toContain('层“北海市”的3人全部进入主样本');
    expect(warn({ units: small, design: design({ main: 20, floor: 2, reserve: 60 }) })).toContain(
      '层“北海市”抽完主样本后只剩1人作备用，按比例应有6人',
    );
  });

  it('count the people whose place or gender nobody knows', () => {
    const half = people({ 南宁市: 10, '': 5 });
    expect(warn({ units: half, design: design({ main: 6 }) })).toContain('有5人的所在城市没有识别出来，单独作为一层');
    const unasked = people({ 南宁市: 9 }, { gender: null });
    expect(warn({ units: unasked, design: design({ stratifyBy: 'gender', main: 3 }) })).toContain(
      '有9人的性别没有填写',
    );
  });
});

describe('a plan is refused', () => {
  it.each([
    [
      'more than the frame holds',
      { design: design({ main: 90, reserve: 20 }) },
      /draw-larger-than-frame: 抽样框共有100人.*是110人，多出10人/,
    ],
    [
      'reserve only strata without main sample could give',
      { design: design({ main: 10, reserve: 55, allocation: 'fixed', fixed: { 南宁市: 0, 柳州市: 5, 北海市: 5 } }) },
      /draw-larger-than-frame: 有主样本的各层除主样本外还剩30人，备用样本要55人/,
    ],
    ['an empty frame', { units: [], design: design({ main: 1 }) }, /frame-empty/],
    [
      'a department without anybody',
      {
        design: design({ stratifyBy: 'department', main: 1 }),
        lists: [
          { department: '自治区民政厅', list: 'hot-topics' },
          { department: '自治区农业厅', list: 'hot-topics' },
        ],
      },
      /stratum-empty: 层“自治区农业厅”里没有可用的人/,
    ],
    [
      'an unknown stratum in the table',
      { design: design({ main: 3, allocation: 'fixed', fixed: { 南宁市: 1, 柳州市: 1, 北海市: 0, 桂林: 1 } }) },
      /stratum-empty: .*“桂林”/,
    ],
    [
      'a stratum missing in the table',
      { design: design({ main: 3, allocation: 'fixed', fixed: { 南宁市: 3 } }) },
      /size-malformed: 层“北海市”/,
    ],
    [
      'a table that adds up to something else',
      { design: design({ main: 4, allocation: 'fixed', fixed: { 南宁市: 1, 柳州市: 1, 北海市: 1 } }) },
      /fixed-sum-differs/,
    ],
    ['no table', { design: design({ main: 4, allocation: 'fixed' }) }, /draw-design: .*没有写各层的样本量/],
    [
      'a table nobody asked for',
      { design: design({ main: 4, fixed: { 南宁市: 4 } }) },
      /draw-design: 只有“逐层指定”才用/,
    ],
    ['floors beyond the total', { design: design({ main: 20, floor: 9 }) }, /total-below-floors: .*27.*20/],
    [
      'a simple draw in strata',
      { design: design({ method: 'simple', main: 4 }) },
      /draw-design: 简单随机抽样不分层，分层依据却是“按设区市”/,
    ],
    [
      'a stratified draw without strata',
      { design: design({ stratifyBy: 'none', main: 4 }) },
      /draw-design: 分层抽样要先选按什么分层/,
    ],
    [
      'equal parts of one stratum',
      { design: design({ method: 'simple', stratifyBy: 'none', allocation: 'equal', main: 4 }) },
      /draw-design: 不分层时/,
    ],
  ] satisfies [string, Partial<PlanRequest> & { design: DrawDesign }, RegExp][])('for %s', (_, request, words) => {
    expect(refusals(request).join('\n')).toMatch(words);
  });
});
