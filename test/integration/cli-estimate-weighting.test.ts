/** `pingyi estimate` with weighting steps, replicate weights and tests: R's numbers out of the command line, and every way to say no. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { estimateCommand } from '../../server/cli/estimate.ts';
import { commandRun } from '../support/command-run.ts';
import { root } from '../support/cache.ts';
import type { Vector } from '../reference/support/vector.ts';

const cases = join(root, 'test/reference/cases');
const data = (name: string) => join(cases, 'data', name);
const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-weighting-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = commandRun(estimateCommand);
let made = 0;
function file(content: string): string {
  const path = join(folder, `data-${(made += 1)}.csv`);
  writeFileSync(path, content);
  return path;
}
const casesOf = (name: string): Vector[] => JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')).cases;
const caseOf = (name: string, id: string): Vector => casesOf(name).find((one) => one.id === id);
async function documentOf(...args: readonly string[]): Promise<Vector> {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(/NaN|Infinity/);
  return JSON.parse(stdout);
}
const near = (ours: number, theirs: number, share = 1e-8) =>
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(share * Math.abs(theirs));

function designArguments({ ids, strata, weights, fpc }: Vector): string[] {
  return [
    ...(ids ? ['--clusters', ...ids] : []),
    ...(strata ? ['--strata', ...strata] : []),
    ...(weights ? ['--weights', weights] : []),
    ...(fpc ? ['--fpc', ...fpc] : []),
  ];
}

/** A margin as a table of the population. */
function margin(rows: Vector[]): string {
  const names = Object.keys(rows[0]).filter((name) => name !== 'Freq');
  return file(
    `${[...names, '总体数'].join()}\n${rows.map((row) => [...names.map((n) => row[n]), row.Freq].join()).join('\n')}\n`,
  );
}

function weightingArguments(op: Vector): string[] {
  if (op.stat === 'postStratify') return ['--post-stratify', margin(op.margins[0])];
  if (op.stat === 'rake') return ['--rake', ...op.margins.map(margin)];
  if (op.stat === 'rake+trim')
    return [
      '--rake',
      ...op.margins.map(margin),
      '--trim',
      `${op.lower ?? 0},${op.upper}`,
      ...(op.strict ? ['--strict'] : []),
    ];
  const totals = Object.entries<number[]>(op.population).map(([name, [total]]) => {
    const variable = name === '(Intercept)' ? '1' : name.replace(/^stype/, 'stype=');
    return `${variable},${total}`;
  });
  return [
    '--calibrate',
    file(`变量,总数\n${totals.join('\n')}\n`),
    '--calibration',
    op.calfun,
    ...(op.bounds ? ['--bounds', op.bounds.join()] : []),
  ];
}

describe('weighting steps', () => {
  const weighted = casesOf('weighting').filter(({ op }) => op.stat !== 'nonresponseClass' && op.stat !== 'weights');
  it.each(weighted.filter(({ expected }) => expected.mean).map((one) => [one.id, one]))(
    '%s',
    async (_, { design, op, expected, rtol }) => {
      const weights = join(folder, `weights-${(made += 1)}.csv`);
      const { estimates, weighting } = await documentOf(
        join(cases, design.data),
        '--stat',
        'mean',
        '--of',
        expected.mean[0].name,
        ...designArguments(design),
        ...weightingArguments(op),
        '--degrees',
        'design',
        '--weights-csv',
        weights,
      );
      near(estimates[0].estimate, expected.mean[0].estimate, Math.max(rtol, 1e-8));
      near(estimates[0].standardError, expected.mean[0].se, Math.max(rtol, 1e-7));
      near(weighting.effect, expected.kishDeff, 1e-7);
      near(weighting.effectiveSize, expected.kishNeff, 1e-7);
      const written = readFileSync(weights, 'utf8').trim().split('\r\n').slice(1);
      near(
        written.reduce((sum, line) => sum + Number(line.split(',')[1]), 0),
        expected.sumW,
        1e-8,
      );
    },
  );

  it('gives the weight of the silent to those who answered in their class, and leaves them in the design', async () => {
    const path = file('组,应答,权数,分\n甲,1,2,3\n甲,0,2,\n甲,1,2,5\n乙,是,1,1\n乙,否,1,9\n乙,是,1,2\n乙,是,1,4\n');
    const { estimates, remarks } = await documentOf(
      path,
      '--stat',
      'total',
      '--of',
      '分',
      '--weights',
      '权数',
      '--nonresponse',
      '组',
      '--responded',
      '应答',
    );
    // 甲: factor 6/4, weights 3 each; 乙: 4/3 each.
    expect(estimates[0].estimate).toBeCloseTo(3 * 8 + (4 / 3) * 7, 10);
    expect(estimates[0].n).toBe(5);
    expect(remarks.join()).toContain('无回答调整组');
  });

  it.each([
    [['--nonresponse', '组'], 2, /--nonresponse 写明调整组的列，--responded/],
    [['--nonresponse', '组', '--responded', '分'], 2, /第2行“分”应是1或0/],
    [['--nonresponse', '组', '--responded', '无'], 1, /调整组“甲”里没有一人作答/],
    [['--post-stratify', 'POP'], 2, /第4行的“丙”在.*里没有总体数/],
    [['--post-stratify', 'TWICE'], 2, /第3行的单元前面已经有了/],
    [['--post-stratify', 'NOCOUNT'], 2, /看不出哪一列是总体数/],
    [['--post-stratify', 'POP', '--rake', 'POP'], 2, /--post-stratify、--rake 只能用一个/],
    [['--post-stratify', 'EMPTY'], 1, /总体里有人、样本里没有/],
    [['--calibrate', 'TOTALS', '--calibration', 'logit'], 2, /--bounds 下,上/],
    [['--calibrate', 'TOTALS', '--bounds', '0.5,2'], 2, /--bounds 只用于 --calibration logit/],
    [['--calibrate', 'BAD'], 2, /没有“年龄”这一列/],
    [['--calibrate', 'LEVEL'], 2, /“组”里没有“丁”/],
    [['--trim', '3,1'], 2, /--trim 应写成“下限,上限”/],
    [['--trim', '5,6'], 1, /权数上下限太窄/],
    [['--strict'], 2, /--strict 只与 --trim 同用/],
    [['--bounds', '0.5,2'], 2, /--bounds 只与 --calibrate 同用/],
  ] as const)('refuses %j', async (args, code, message) => {
    const tables: Readonly<Record<string, string>> = {
      POP: '组,总体数\n甲,10\n乙,20\n',
      TWICE: '组,总体数\n甲,10\n甲,20\n',
      NOCOUNT: '组,几个\n甲,10\n',
      EMPTY: '组,总体数\n甲,10\n乙,20\n丙,3\n丁,5\n',
      TOTALS: '变量,总数\n1,30\n组=甲,10\n',
      BAD: '变量,总数\n年龄,30\n',
      LEVEL: '变量,总数\n组=丁,30\n',
    };
    const path = file('组,分,应答,无\n甲,3,1,0\n乙,5,1,1\n丙,2,0,1\n甲,4,1,0\n');
    const words = args.map((word) => (tables[word] === undefined ? word : file(tables[word])));
    const found = await run(path, '--stat', 'mean', '--of', '分', ...words);
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
    expect(found).toMatchObject({ code, stdout: '' });
  });
});

describe('replicate weights', () => {
  it.each(['O-REP-1', 'O-REP-2', 'O-REP-3', 'O-REP-4', 'O-REP-5', 'O-REP-6'])('%s', async (id) => {
    const { design, op, expected, degf, rtol } = caseOf('replicates', id);
    const args = (path: string, ...more: readonly string[]) => [
      path,
      '--stat',
      'mean',
      '--of',
      expected.mean[0].name,
      ...designArguments(design),
      ...more,
    ];
    const lines = (path: string) => readFileSync(path, 'utf8').trim().split(/\r?\n/);
    const weights = lines(join(cases, expected.repweightsFile));
    const both = lines(join(cases, design.data)).map((line, row) => `${line},${weights[row]}`);
    const given = await documentOf(
      ...args(file(`${both.join('\n')}\n`), '--variance', 'replicates', '--replicate-weights'),
      ...Array.from({ length: expected.R }, (_, r) => `r${r + 1}`),
      '--scale',
      String(expected.scale),
      '--scales',
      expected.rscales.join(),
      ...(expected.mse ? ['--around-estimate'] : []),
    );
    near(given.estimates[0].estimate, expected.mean[0].estimate, 1e-8);
    near(given.estimates[0].standardError, expected.mean[0].se, Math.max(rtol, 1e-7));
    expect(given.estimates[0].degrees).toBe(degf);
    if (!op.type.startsWith('JK') || op.mse) return;
    const own = await documentOf(...args(join(cases, design.data), '--variance', 'jackknife'));
    near(own.estimates[0].standardError, expected.mean[0].se, 1e-8);
  });

  it('the bootstrap repeats with its seed, differs with another, and comes near the linearised error', async () => {
    const share = [data('apistrat.csv'), '--stat', 'mean', '--of', 'api00', '--strata', 'stype', '--weights', 'pw'];
    const boot = async (seed: string) =>
      (await documentOf(...share, '--variance', 'bootstrap', '--replicates', '400', '--seed', seed)).estimates[0];
    const [one, again, other] = [
      await boot('seed-of-sixteen-1'),
      await boot('seed-of-sixteen-1'),
      await boot('seed-of-sixteen-2'),
    ];
    const [taylor] = (await documentOf(...share)).estimates;
    expect(one).toEqual(again);
    expect(other.standardError).not.toBe(one.standardError);
    near(one.standardError, taylor.standardError, 0.15);
    expect(one.degrees).toBe(taylor.degrees);
  });

  it('takes the weighting again in every replicate: totals of the cells then have no error', async () => {
    const population = file('stype,总体数\nE,4421\nH,755\nM,1018\n');
    const args = [data('apiclus1.csv'), '--clusters', 'dnum', '--weights', 'pw', '--post-stratify', population];
    const { estimates } = await documentOf(...args, '--stat', 'mean', '--of', 'api00', '--variance', 'jackknife');
    // R: jkn with postStratify gives nearly the linearised error of 24.
    expect(estimates[0].standardError).toBeGreaterThan(20);
    expect(estimates[0].standardError).toBeLessThan(30);
    const share = await documentOf(...args, '--stat', 'share', '--of', 'stype', '--is', 'E', '--variance', 'jackknife');
    expect(share.estimates[0].estimate).toBeCloseTo(4421 / 6194, 10);
    expect(share.estimates[0].lower).toBeNull();
    expect(share.estimates[0].reason).toContain('没有抽样误差，不给区间');
  });

  it('says that what weighting fixes has no error, instead of the rounding that is left of it', async () => {
    const population = file('stype,总体数\nE,4421\nH,755\nM,1018\n');
    const args = [data('apiclus1.csv'), '--clusters', 'dnum', '--weights', 'pw', '--rake', population];
    const [share] = (await documentOf(...args, '--stat', 'share', '--of', 'stype', '--is', 'E')).estimates;
    expect(share).toMatchObject({ standardError: 0, lower: null, upper: null, deff: null, effectiveSize: null });
    expect(share.reason).toContain('已加权到给定总数：没有抽样误差');
    const [top] = (await documentOf(...args, '--stat', 'quantile', '--of', 'api00', '--p', '0.9999')).estimates;
    expect(top).toMatchObject({ lower: null, upper: null, standardError: null });
    expect(top.reason).toContain('分位点是最大的回答');
  });

  it.each([
    [['--variance', 'bootstrap'], /自助法要用 --seed/],
    [['--variance', 'bootstrap', '--seed', 'short'], /种子至少16个字符/],
    [['--seed', 'seed-of-sixteen-1'], /--seed 只用于 --variance bootstrap/],
    [['--variance', 'jackknife', '--lonely', 'adjust'], /只能与 --lonely fail、remove、certainty 同用/],
    [['--variance', 'replicates', '--replicate-weights', '分'], /至少2列/],
    [['--variance', 'replicates', '--replicate-weights', '*'], /请用 --scale 写明/],
    [['--variance', 'replicates', '--replicate-weights', '*', '--scale', '1', '--scales', '1'], /--scales 应写2个/],
  ] as const)('refuses %j', async (args, message) => {
    const found = await run(file('分,权\n1,2\n2,2\n4,2\n'), '--stat', 'mean', '--of', '分', ...args);
    expect(found).toMatchObject({ code: 2, stdout: '' });
    expect(found.lines[0]).toMatch(message);
  });
});

describe('comparisons', () => {
  const stratified = ['--strata', 'stype', '--weights', 'pw', '--fpc', 'fpc'];

  it("two groups: R's t test", async () => {
    const { expected } = caseOf('estimation', 'O-TEST-1');
    const { comparisons } = await documentOf(
      data('apistrat.csv'),
      '--stat',
      'mean',
      '--of',
      'api00',
      '--by',
      'comp.imp',
      ...stratified,
      '--compare',
      'No',
    );
    expect(comparisons).toHaveLength(1);
    const [{ value, t, p, pHolm, degrees, interval, name }] = comparisons;
    expect(name).toBe('Yes − No');
    near(value, expected.difference);
    near(t, expected.t);
    near(p, expected.p);
    expect(pHolm).toBe(p);
    near(interval.lower, expected.lower);
    near(interval.upper, expected.upper);
    expect(degrees).toBe(expected.df);
  });

  it('all pairs, some, and a weighted sum, with the covariance of the design', async () => {
    const { expected } = caseOf('estimation', 'O-TEST-2');
    const args = [data('apistrat.csv'), '--stat', 'mean', '--of', 'api00', '--by', 'stype', ...stratified];
    const { comparisons: all } = await documentOf(...args, '--compare', 'all');
    expect(all).toHaveLength(3);
    for (const { name, estimate, se } of expected) {
      const one = all.find((found: Vector) => found.name === name.replace('_minus_', ' − '));
      near(one.value, estimate);
      near(one.standardError, se);
    }
    const smallest = all.toSorted((a: Vector, b: Vector) => a.p - b.p);
    expect(smallest[0].pHolm).toBeCloseTo(Math.min(1, 3 * smallest[0].p), 14);
    expect(smallest[2].pHolm).toBeGreaterThanOrEqual(smallest[1].pHolm);
    const { comparisons: sum } = await documentOf(...args, '--contrast', 'E=1', 'H=-1');
    near(sum[0].standardError, expected[0].se);
    const csv = join(folder, 'pairs.csv');
    const { stdout } = await run(...args, '--compare', 'E', 'M', '--compare-csv', csv);
    expect(stdout).toMatch(/两组之差\n\n项目 +比较 +差 +标准误 .*\napi00 +E − M +37\.83 +20\.402 /);
    expect(readFileSync(csv, 'utf8')).toMatch(/^\ufeff项目,比较,差,.*\r\napi00,E − M,37\.8\d+,20\.4/);
  });

  it('a group in which nobody differs, or nobody answered, has no test', async () => {
    const path = file('组,分\n甲,3\n甲,3\n乙,3\n乙,3\n丙,\n丙,\n');
    const { comparisons } = await documentOf(path, '--stat', 'mean', '--of', '分', '--by', '组', '--compare', 'all');
    expect(comparisons.map(({ p, reason }: Vector) => [p, reason])).toEqual([
      [null, '两组的回答看不出误差，不能检验'],
      [null, '有一组没有有效回答'],
      [null, '有一组没有有效回答'],
    ]);
  });

  it('two answers: Rao and Scott', async () => {
    const { expected } = caseOf('estimation', 'O-TEST-3');
    const found = await documentOf(
      data('apistrat.csv'),
      '--stat',
      'association',
      '--of',
      'sch.wide',
      '--with',
      'stype',
      ...stratified,
    );
    near(found.f, expected.F);
    near(found.p, expected.pF, 1e-6);
    near(found.chiSquare, expected.X2);
    near(found.denominatorDegrees, expected.ddf);
    near(found.pFirstOrder, expected.pX2, 1e-6);
  });

  it.each([
    [['--stat', 'mean', '--of', '分', '--compare', 'all'], /要用 --by 分出两组以上/],
    [['--stat', 'mean', '--of', '分', '--by', '组', '--compare', '丁'], /没有“丁”这一组；有：甲、乙/],
    [['--stat', 'mean', '--of', '分', '--by', '组', '--contrast', '甲'], /--contrast 应写成“组=系数”/],
    [['--stat', 'quantile', '--of', '分', '--by', '组', '--compare', 'all'], /不用于分位数/],
    [['--stat', 'mean', '--of', '分', '--compare-csv', 'x.csv'], /--compare-csv 与 --compare/],
    [['--stat', 'association', '--of', '分'], /要用 --of 写明一列、--with 写明另一列/],
    [['--stat', 'association', '--of', '分', '--with', '组', '--by', '组'], /--by 不用于 --stat association/],
    [['--stat', 'mean', '--of', '分', '--with', '组'], /--with 只用于 --stat association/],
  ] as const)('refuses %j', async (args, message) => {
    const found = await run(file('组,分\n甲,1\n甲,2\n乙,4\n乙,4\n'), ...args);
    expect(found).toMatchObject({ code: 2, stdout: '' });
    expect(found.lines[0]).toMatch(message);
  });
});
