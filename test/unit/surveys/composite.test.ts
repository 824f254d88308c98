import { describe, expect, it } from 'vitest';
import { city, demote, flagsOf, problemOf, promote, score, valueOf } from './surveys.support.ts';

const dept = (leaves: object, more: object = {}) => ({
  id: 'A',
  group: 'g2',
  leaves: { zn: '640', gx: '80', cx: '50', my1: '90', my2: '90', ...leaves },
  ...more,
});
const district = (more: object = {}, leaves: object = {}) => ({
  id: 'K',
  group: 'y1',
  leaves: { zn: '570', gx: '92', gz: '88', ld: '90', ...leaves },
  ...more,
});
const task = (leaves: object = {}, more: object = {}) => ({
  id: 'u',
  group: 't1',
  leaves: { taskPoints: '90', taskFull: '120', gc: '90', dj: '90', ld: '90', gz: '90', ...leaves },
  ...more,
});
const hand = { document: '桂绩办〔2019〕12号', decidedBy: '绩效办' };
const totalOf = (scheme: string, unit: unknown, settings?: object) =>
  valueOf(score(scheme, [unit], settings)).results[0]!.total;

describe('totals', () => {
  it.each([
    ['gx2018-city', city('A', 950), {}, '950.00'],
    ['gx2018-city', city('A', 950), { totalDecimals: 0 }, '950'],
    ['gx2018-dept', dept({ my2: '91' }), {}, '905.30'],
    [
      'gx2018-dept',
      dept({ my2: '80' }, { group: 'g3', leaves: { zn: '540', gx: '80', cx: '50', my1: '90', my2: '80' } }),
      {},
      '890.00',
    ],
    ['yinhai2016', district(), {}, '928.00'],
    ['yinhai2016', { id: 'K', group: 'y1', leaves: { zn: '570', gx: '92', gz: '88', ldMean: '4.4' } }, {}, '926.00'],
    ['yinhai2016', district({ deductions: [{ kind: 'event', points: '2.0' }] }), {}, '926.00'],
    [
      'yinhai2016',
      district({ bonuses: [{ kind: 'city', points: '2', count: 3 }] }),
      { bonusMultiplier: '3/2' },
      '937.00',
    ],
    ['dsq2017-dept', task(), {}, '79.20'],
    ['dsq2017-dept', task({}, { deductions: [{ kind: 'minus', count: 2 }] }), { tariff: { minus: '0.3' } }, '78.60'],
  ])('%s', (scheme, unit, settings, total) => {
    expect(totalOf(scheme, unit, settings)).toBe(total);
  });

  it('turn a mean of ballots into percent by the table in force', () => {
    const unit = { ...dept({}), leaves: { zn: '640', gx: '80', cx: '50', my1: '90', my2Mean: '3' } };
    expect(totalOf('gx2018-dept', unit)).toBe('896.00');
    expect(totalOf('gx2018-dept', unit, { leaderTable: 'linear5' })).toBe('893.00');
  });

  it('take the parts of 职能 for the whole', () => {
    const finer = { zn1: '270', zn2: '63', zn3: '99', zn4: '9', zn5: '103.5', zn6: '13.5', zn7: '72' };
    const unit = { id: 'A', leaves: { ...finer, zx: '60', cx: '90', my1: '100', my2: '100' } };
    expect(totalOf('gx2018-city', unit)).toBe('930.00');
    const { trace } = valueOf(score('gx2018-city', [unit])).results[0]!;
    expect(trace.map(({ step }) => step).join(' ')).toBe(
      'leaf:zn1 leaf:zn2 leaf:zn3 leaf:zn4 leaf:zn5 leaf:zn6 leaf:zn7 leaf:zx leaf:cx leaf:my1 leaf:my2 part:zn part:zx part:cx part:my deductions bonuses total rounded',
    );
  });

  it('may pass full marks, or are cut there', () => {
    const extra = dept({ zn: '700', gx: '90', cx: '80', my1: '100', my2: '100' });
    const document = valueOf(score('gx2018-dept', [extra], { innovation: 'extra' }));
    expect(document.results[0]).toMatchObject({ total: '1020.00', flags: ['over-full-marks'] });
    const cut = valueOf(score('gx2018-dept', [extra], { innovation: 'extra', capTotalAtFullMarks: true }));
    expect(cut.results[0]).toMatchObject({ exact: '1000', total: '1000.00', flags: ['capped:total'] });
  });

  it('may fall below 0', () => {
    const unit = task(
      { taskPoints: '0', gc: '0', dj: '0', ld: '0', gz: '0' },
      { deductions: [{ kind: 'chk', points: '1.005' }] },
    );
    expect(totalOf('dsq2017-dept', unit)).toBe('-1.01');
  });

  it('of red and black list count only as points', () => {
    const unit = dept({}, { bonuses: [{ kind: 'red', points: '2' }], deductions: [{ kind: 'black' }] });
    expect(totalOf('gx2018-dept', unit, { redBlackList: 'points', tariff: { black: '5' } })).toBe('902.00');
    expect(problemOf(score('gx2018-dept', [unit]))).toEqual([
      'entry-kind-unknown',
      'appraisees.A.bonuses.0.kind',
      'appraisees.A.deductions.0.kind',
    ]);
  });

  it('put the bonus into 职能 where the setting says so', () => {
    const unit = district({ bonuses: [{ kind: 'city', points: '4' }] });
    const inside = { bonusPlace: 'inside_function' };
    expect(totalOf('yinhai2016', unit, inside)).toBe('936.00');
    const missing = district({ bonuses: [{ kind: 'city', points: '4' }] }, { zn: null });
    const settings = { ...inside, missingComponent: 'redistribute_within_parent' };
    const [result] = valueOf(score('yinhai2016', [missing], settings)).results;
    expect(result).toMatchObject({ total: '910.00', flags: ['redistributed:zn'] });
  });
});

describe('missing leaves', () => {
  it('take the mean of the group, counting parts of 职能 as their sum', () => {
    const finer = { zn1: '270', zn2: '63', zn3: '99', zn4: '9', zn5: '103.5', zn6: '13.5', zn7: '72' };
    const others = { zx: '60', cx: '90', my1: '100', my2: '100' };
    const document = valueOf(
      score(
        'gx2018-city',
        [
          { id: 'a', leaves: { ...finer, ...others } },
          { id: 'b', leaves: { zn: '650', ...others } },
          { id: 'c', leaves: others },
        ],
        { missingComponent: 'group_mean' },
      ),
    );
    expect(document.results.find(({ id }) => id === 'c')).toMatchObject({ total: '940.00', flags: ['group-mean:zn'] });
  });

  it('block when nobody in the group has them', () => {
    const unit = dept({ my1: null });
    const document = valueOf(score('gx2018-dept', [unit], { missingComponent: 'group_mean' }));
    expect(document.results[0]).toMatchObject({ total: null, trace: [], flags: ['missing:my1'] });
  });

  it('that do not apply leave the part', () => {
    const unit = { id: 'D', group: 'gov', leaves: { fix: '80', sys: '90', hot: '75' }, notApplicable: ['apv'] };
    const document = valueOf(score('gx2015-social', [unit], { weights: 'equal' }));
    expect(document.results[0]).toMatchObject({ exact: '245/3', flags: ['not-applicable:apv'], rank: null });
    expect(document.groups[0]).toMatchObject({ n: 1, counts: null, flags: [] });
  });

  it('do not close a group without ranks', () => {
    const unit = { id: 'D', group: 'inst', leaves: { sys: '90' } };
    const document = valueOf(score('gx2015-social', [unit], { weights: 'equal' }));
    expect(document.groups[0]?.flags).toEqual([]);
    expect(document.results[0]?.flags).toEqual(['missing:hot']);
  });

  it('flag a failing total in a group that waits', () => {
    const document = valueOf(score('gx2018-city', [city('a', 700), city('b', 900, { leaves: {} })]));
    expect(flagsOf(document, 'a')).toEqual(['below-fail-line', 'withheld']);
  });
});

describe('refusals', () => {
  const js = { level1Weights: '40/30' };
  const at = 'appraisees.A';
  it.each<[string, string, unknown, object | undefined, string[]]>([
    ['scheme', 'gx2019', city('A', 900), {}, ['scheme-unknown', 'scheme']],
    ['unknown key', 'gx2018-city', { ...city('A', 900), leafs: {} }, {}, ['input-malformed', 'appraisees.0']],
    [
      'override without a document',
      'gx2018-city',
      city('A', 900, { overrides: [{ kind: 'promote', reason: 'x', decidedBy: 'y' }] }),
      {},
      ['input-malformed', 'appraisees.0.overrides.0.document'],
    ],
    [
      'unknown override',
      'gx2018-city',
      city('A', 900, { overrides: [{ ...promote, kind: 'raise' }] }),
      {},
      ['input-malformed', 'appraisees.0.overrides.0.kind'],
    ],
    [
      'settings of others',
      'gx2018-city',
      city('A', 900),
      { failLine: '900', tariff: null },
      ['setting-unknown', 'settings.failLine', 'settings.tariff'],
    ],
    ['decimals', 'gx2018-city', city('A', 900), { totalDecimals: 5 }, ['setting-invalid', 'settings.totalDecimals']],
    [
      'text for yes',
      'gx2018-city',
      city('A', 900),
      { capTotalAtFullMarks: 'true' },
      ['setting-invalid', 'settings.capTotalAtFullMarks'],
    ],
    [
      'order',
      'gx2018-city',
      city('A', 900),
      { overrideOrder: ['promote'] },
      ['setting-invalid', 'settings.overrideOrder'],
    ],
    [
      'multiplier',
      'yinhai2016',
      district(),
      { bonusMultiplier: '2.01' },
      ['setting-invalid', 'settings.bonusMultiplier'],
    ],
    [
      'tariff',
      'yinhai2016',
      district(),
      { tariff: { chk: '-1', event: '3' } },
      ['setting-invalid', 'settings.tariff.chk', 'settings.tariff.event'],
    ],
    [
      'weight 0',
      'gx2015-social',
      { id: 'D', group: 'gov', leaves: {} },
      { weights: { gov: { fix: '0', sys: '1' } } },
      ['setting-invalid', 'settings.weights.gov.fix'],
    ],
    [
      'weights sum',
      'gx2015-social',
      { id: 'D', group: 'gov', leaves: {} },
      { weights: { gov: { sys: '0.9' } } },
      ['weights-sum', 'settings.weights.gov'],
    ],
    [
      'weights of an absent group',
      'gx2015-social',
      { id: 'D', group: 'gov', leaves: {} },
      { weights: { inst: { sys: '1' } } },
      ['settings-required', 'settings.weights.gov'],
    ],
    [
      'one of two weights',
      'gx2018-dept',
      dept({}),
      { nationalSecurityWeights: { yw: '1' } },
      ['setting-invalid', 'settings.nationalSecurityWeights.gx'],
    ],
    [
      'security weights',
      'gx2018-dept',
      dept({}),
      { nationalSecurity: 'weights' },
      ['settings-required', 'settings.nationalSecurityWeights'],
    ],
    [
      'management',
      'js2013',
      { id: 'J', leaves: {} },
      { ...js, managementWeights: { gl1: '0.5', gl7: '0.5' } },
      ['setting-invalid', 'settings.managementWeights.gl7'],
    ],
    ['no group', 'gx2018-dept', { id: 'A', leaves: {} }, {}, ['group-unknown', `${at}.group`]],
    [
      'by hand elsewhere',
      'gx2018-city',
      city('A', 900, { manualResult: { total: '900', ...hand } }),
      {},
      ['manual-mismatch', `${at}.manualResult`],
    ],
    [
      'overrides by hand',
      'gx2018-dept',
      { id: 'A', group: 'g7', leaves: {}, overrides: [demote], notApplicable: ['x'] },
      {},
      ['manual-mismatch', `${at}.notApplicable`, `${at}.overrides`],
    ],
    [
      'by hand without a document',
      'gx2018-dept',
      { id: 'A', group: 'g7', leaves: {}, manualResult: { document: ' ', decidedBy: '' } },
      {},
      ['manual-undocumented', `${at}.manualResult.decidedBy`, `${at}.manualResult.document`],
    ],
    [
      'grade by hand',
      'dsq2017-dept',
      { id: 'A', group: 'vertical', leaves: {}, manualResult: { grade: '一等', ...hand } },
      {},
      ['value-out-of-range', `${at}.manualResult.grade`],
    ],
    [
      'total by hand',
      'dsq2017-dept',
      { id: 'A', group: 'vertical', leaves: {}, manualResult: { total: '101', ...hand } },
      {},
      ['value-out-of-range', `${at}.manualResult.total`],
    ],
    [
      'pooled leaves',
      'gx2018-city',
      city('A', 900),
      { satisfactionSplit: 'pooled' },
      ['leaf-unknown', `${at}.leaves.my1`, `${at}.leaves.my2`],
    ],
    [
      'not applicable elsewhere',
      'gx2018-city',
      city('A', 900, { notApplicable: ['zx'] }),
      {},
      ['leaf-unknown', `${at}.notApplicable.zx`],
    ],
    [
      'two forms, one null',
      'gx2018-city',
      { id: 'A', leaves: { zn: '600', zn3: null } },
      {},
      ['leaf-conflict', `${at}.leaves.zn`],
    ],
    ['task points and percent', 'dsq2017-dept', task({ jg: null }), {}, ['leaf-conflict', 'appraisees.u.leaves.jg']],
    [
      'a value that does not apply',
      'gx2015-social',
      { id: 'A', group: 'inst', leaves: { sys: '80' }, notApplicable: ['sys'] },
      { weights: 'equal' },
      ['leaf-conflict', `${at}.leaves.sys`],
    ],
    [
      'numbers',
      'gx2018-dept',
      dept({ zn: 640, gx: '8O' }, { deductions: [] }),
      {},
      ['value-malformed', `${at}.leaves.gx`, `${at}.leaves.zn`],
    ],
    [
      'count as text',
      'yinhai2016',
      district({ deductions: [{ kind: 'event', count: '2' }] }),
      {},
      ['value-malformed', 'appraisees.K.deductions.0.count'],
    ],
    [
      'granted points not given',
      'yinhai2016',
      district({ bonuses: [{ kind: 'city' }] }),
      {},
      ['value-malformed', 'appraisees.K.bonuses.0.points'],
    ],
    [
      'count 0',
      'yinhai2016',
      district({ deductions: [{ kind: 'event', count: 0 }] }),
      {},
      ['value-out-of-range', 'appraisees.K.deductions.0.count'],
    ],
    [
      'percent',
      'gx2018-dept',
      dept({ my1: '100.01', my2: '-1' }),
      {},
      ['value-out-of-range', `${at}.leaves.my1`, `${at}.leaves.my2`],
    ],
    [
      'ballot mean',
      'yinhai2016',
      { id: 'A', group: 'y1', leaves: { ldMean: '0.99' } },
      {},
      ['value-out-of-range', `${at}.leaves.ldMean`],
    ],
    ['earned below 0', 'gx2018-dept', dept({ cx: '-0.1' }), {}, ['value-out-of-range', `${at}.leaves.cx`]],
    [
      'more task points than full',
      'dsq2017-dept',
      task({ taskPoints: '121' }),
      {},
      ['value-out-of-range', 'appraisees.u.leaves.taskPoints'],
    ],
    [
      'no full points',
      'dsq2017-dept',
      task({ taskFull: '0', taskPoints: null }),
      {},
      ['value-out-of-range', 'appraisees.u.leaves.taskFull'],
    ],
    [
      'scaled entries',
      'dsq2017-dept',
      { id: 'A', group: 't1', leaves: { jg: '90' }, bonuses: [{ kind: 'plus', points: '1' }] },
      { entryScale: 'by_task_points' },
      ['task-full-required', `${at}.leaves.taskFull`],
    ],
    [
      'entry on the wrong side',
      'dsq2017-dept',
      task({}, { bonuses: [{ kind: 'chk', points: '1' }] }),
      {},
      ['entry-kind-unknown', 'appraisees.u.bonuses.0.kind'],
    ],
    [
      'event of 3',
      'yinhai2016',
      district({ deductions: [{ kind: 'event', points: '3' }] }),
      {},
      ['tariff-mismatch', 'appraisees.K.deductions.0.points'],
    ],
    [
      'override without grades',
      'dsq2017-dept',
      task({}, { overrides: [demote] }),
      {},
      ['override-not-allowed', 'appraisees.u.overrides.0.kind'],
    ],
    [
      'override without a reason',
      'gx2018-city',
      city('A', 900, { overrides: [demote, { ...demote, reason: '　' }] }),
      {},
      ['override-undocumented', `${at}.overrides.1.reason`],
    ],
  ])('%s', (_, scheme, unit, settings, problem) => {
    expect(problemOf(score(scheme, [unit], settings))).toEqual(problem);
  });

  it('name a unit that comes twice once', () => {
    expect(problemOf(score('gx2018-city', [city('A', 900), city('A', 910), city('A', 920)]))).toEqual([
      'appraisee-duplicate',
      'appraisees.A',
    ]);
  });

  it('say in Chinese what to do', () => {
    const outcome = score('js2013', [{ id: 'J', leaves: {} }]);
    expect(outcome).toMatchObject({ ok: false, problem: { message: '文件没有规定，必须先设定才能计分' } });
  });
});

describe('results entered by hand', () => {
  it('are repeated as they are, or waited for', () => {
    const document = valueOf(
      score('dsq2017-town', [
        { id: 'v', group: 'vertical', leaves: {}, manualResult: { total: '88.5', ...hand } },
        { id: 'w', group: 'vertical', leaves: {} },
        { id: 't', leaves: { jg: '88', gc: '90', dj: '95', ld: '86', bm: '90', gz: '80' } },
      ]),
    );
    expect(document.results.map(({ id, total, rank, flags }) => [id, total, rank, ...flags])).toEqual([
      ['t', '88.56', 1],
      ['v', '88.5', null, 'manual-result'],
      ['w', null, null, 'manual-result-missing'],
    ]);
    expect(document.groups.map(({ id, n, members }) => [id, n, members])).toEqual([
      ['town', 1, 1],
      ['vertical', 0, 2],
    ]);
  });
});

it('answers for nobody at all', () => {
  expect(valueOf(score('js2013', [], { level1Weights: '40/30' }))).toMatchObject({
    groups: [],
    results: [],
    advanced: { places: 10, units: [], undecided: [] },
  });
});
