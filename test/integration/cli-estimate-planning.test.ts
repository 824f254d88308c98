/** `pingyi allocate`, `sample-size` and `rates`: published answers out of the command line, and every way to say no. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allocateCommand } from '../../server/cli/allocate.ts';
import { run as pingyi } from '../../server/cli/index.ts';
import { ratesCommand } from '../../server/cli/rates.ts';
import { sampleSizeCommand } from '../../server/cli/sample-size.ts';
import { root } from '../support/cache.ts';
import { commandRun } from '../support/command-run.ts';
import type { Vector } from '../reference/support/vector.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-planning-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
function file(content: string): string {
  const path = join(folder, `table-${(made += 1)}.csv`);
  writeFileSync(path, content);
  return path;
}
const casesOf = (name: string): Vector[] =>
  JSON.parse(readFileSync(join(root, 'test/reference/cases', `${name}.json`), 'utf8')).cases;
const caseOf = (name: string, id: string): Vector => casesOf(name).find((one) => one.id === id);
const [allocate, sampleSize, rates] = [allocateCommand, sampleSizeCommand, ratesCommand].map(commandRun);

async function documentOf(command: ReturnType<typeof commandRun>, ...args: readonly string[]): Promise<Vector> {
  const { code, stdout, stderr } = await command(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(/NaN|Infinity/);
  return JSON.parse(stdout);
}

describe('allocate', () => {
  const { input } = caseOf('allocation', 'O-ALLOC-departments-power');
  const costs: number[] = caseOf('allocation', 'O-ALLOC-departments-cost').input.ch;
  const strata = file(
    `层,人数,标准差,费用,均值\n${input.Nh.map((population: number, h: number) =>
      [`第${h + 1}层`, population, input.Sh[h], costs[h], input.means[h]].join(','),
    ).join('\n')}\n`,
  );
  const sizes = async (...args: readonly string[]) =>
    (await documentOf(allocate!, strata, '--total', '400', ...args)).strata.map(({ size }: Vector) => size);

  it.each([
    ['int-Web', ['--rule', 'proportional']],
    ['int-Jef', ['--rule', 'proportional', '--divisor', 'jefferson']],
    ['int-Hun', ['--rule', 'proportional', '--divisor', 'huntington-hill', '--floor', '1']],
    ['integer', ['--rule', 'neyman', '--floor', '30']],
  ] as const)('gives the whole numbers of %s', async (name, args) => {
    expect(await sizes(...args)).toEqual(caseOf('allocation', `O-ALLOC-departments-${name}`).expected.nh);
  });

  it.each([
    ['power', ['--rule', 'power', '--exponent', '0.5']],
    ['sqrt', ['--rule', 'square-root']],
    ['neyman', ['--rule', 'neyman']],
  ] as const)('gives the shares before rounding of %s', async (name, args) => {
    const { strata: found } = await documentOf(allocate!, strata, '--total', '400', ...args);
    const wanted: number[] = caseOf('allocation', `O-ALLOC-departments-${name}`).expected.nh;
    for (const [h, one] of found.entries()) expect(one.exact).toBeCloseTo(wanted[h]!, 8);
  });

  it('knows bounds and whole strata by column, and the error of the mean', async () => {
    const bounded = file('单位,总数,标准差,下限,上限,全取\n甲,100,2,,20,\n乙,50,1,15,,否\n丙,8,1,,,是\n');
    const found = await documentOf(allocate!, bounded, '--total', '60', '--rule', 'proportional');
    expect(found.strata.map(({ size }: Vector) => size)).toEqual([20, 32, 8]);
    const whole = await documentOf(allocate!, strata, '--total', '400', '--rule', 'neyman', '--floor', '30');
    const { varianceOfMean } = caseOf('allocation', 'O-ALLOC-departments-integer').expected;
    expect(whole.standardErrorOfMean).toBeCloseTo(Math.sqrt(varianceOfMean), 10);
  });

  it('finds the total for a budget and for a standard error', async () => {
    const table = file('层,人数,标准差,费用\n甲,4000,1,4\n乙,1000,3,9\n');
    const paid = await documentOf(allocate!, table, '--budget', '3000', '--rule', 'cost');
    expect(paid.cost).toBeLessThanOrEqual(3000);
    expect(paid.cost).toBeGreaterThan(2991);
    // Cochran: 3000 (N S / sqrt c) / sum(N S sqrt c) = 3000 x 2000 / 17000.
    expect(paid.strata[0].exact).toBeCloseTo((3000 * 2000) / 17000, 9);
    const precise = await documentOf(allocate!, table, '--standard-error', '0.05', '--rule', 'neyman', '--floor', '30');
    expect(precise.standardErrorOfMean).toBeLessThanOrEqual(0.05);
    const less = ['--total', String(precise.total - 1), '--rule', 'neyman', '--floor', '30'];
    const fewer = await documentOf(allocate!, table, ...less);
    expect(fewer.standardErrorOfMean).toBeGreaterThan(0.05);
    const { stdout } = await allocate!(table, '--budget', '3000', '--rule', 'proportional');
    expect(stdout).toMatch(/说明：按所填费用，共3000\n说明：预算3000内最多600份/);
  });

  it('checks sizes given stratum by stratum', async () => {
    const fixed = file('层,人数,样本量\n甲,100,20\n乙,50,10\n');
    expect((await documentOf(allocate!, fixed, '--rule', 'fixed')).total).toBe(30);
    expect(await allocate!(fixed, '--rule', 'fixed', '--total', '31')).toMatchObject({ code: 1 });
  });

  it('prints for people and for spreadsheets', async () => {
    const csv = join(folder, 'allocated.csv');
    const { stdout } = await allocate!(strata, '--total', '400', '--rule', 'equal', '--csv', csv);
    expect(stdout).toMatch(
      /^层 +总体数 +样本量 +取整前 +抽样比 +权数\n第1层 +5200 +67 +66\.6667 +0\.0128846 +77\.6119$/m,
    );
    expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(8);
  });

  it.each([
    [['--total', '99999', '--rule', 'proportional'], 1, /各层最多能抽11540个，样本总量要99999个/],
    [['--total', '100', '--rule', 'proportional', '--floor', '30'], 1, /样本总量只有100，少80/],
    [['--total', '0', '--rule', 'equal'], 2, /--total 应是1以上的数/],
    [['--total', '1.5', '--rule', 'equal'], 2, /--total 应是整数/],
    [['--rule', 'equal'], 2, /请用 --total/],
    [['--total', '400'], 2, /请用 --rule/],
    [['--total', '400', '--budget', '9', '--rule', 'equal'], 2, /--total、--budget 只能写一个/],
    [['--budget', '9', '--rule', 'fixed'], 2, /--budget 不能与 --rule fixed 同用/],
    [['--budget', '9', '--rule', 'cost', '--floor', '30'], 1, /预算9不够：各层按下限/],
    [['--standard-error', '0.0001', '--rule', 'neyman', '--ceiling', '50'], 1, /仍是.*达不到0\.0001/],
    [['--standard-error', '0', '--rule', 'neyman'], 2, /--standard-error 应是大于0的数/],
    [['--total', '400', '--rule', 'fixed'], 2, /看不出哪一列是样本量/],
    [['--total', '400', '--rule', 'power'], 2, /请用 --exponent/],
    [['--total', '400', '--rule', 'equal', '--exponent', '1'], 2, /--exponent 只用于/],
    [['--total', '400', '--rule', 'equal', '--population', '户数'], 2, /没有“户数”这一列/],
    [['--total', '400', '--rule', 'equal', '--population', '层'], 2, /第2行“层”应是数字/],
  ] as const)('refuses %j', async (args, code, message) => {
    const found = await allocate!(strata, ...args);
    expect(found).toMatchObject({ code, stdout: '' });
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
  });
});

describe('sample-size', () => {
  it.each(casesOf('sample-size').filter(({ id }) => /MOE/.test(id)))('$id', async ({ input, expected }) => {
    const { p, e, alpha, N, deff, responseRate } = input;
    const args = ['share', '--p', p, '--half-width', e, '--level', 1 - alpha, '--deff', deff].map(String);
    const finite = N === 'Inf' ? [] : ['--population', String(N)];
    const found = await documentOf(sampleSize!, ...args, ...finite, '--response-rate', String(responseRate));
    expect(found.interviewsExact).toBeCloseTo(expected.nWald, 7);
    expect(found.halfWidthReached).toBeCloseTo(expected.moeBack, 9);
    expect(found.interviews).toBe(Math.ceil(expected.nWithDeff));
    expect(found.numbersToIssue).toBe(expected.numbersToIssue);
    const wilson = await documentOf(sampleSize!, ...args, '--method', 'wilson');
    expect(wilson.interviewsExact).toBeCloseTo(expected.nWilson, 7);
  });

  it.each([
    ['O-N-PROP-2', ['share', '--p', '85%', '--cv', '2%', '--population', '12000'], 'n'],
    ['O-N-MEAN-1', ['mean', '--variance', '3.24', '--mean', '7.9', '--cv', '0.01', '--population', '5200'], 'nForCV'],
    ['O-N-MEAN-1', ['mean', '--deviation', '1.8', '--half-width', '0.15', '--population', '5200'], 'nForHalfWidth'],
  ] as const)('%s %j', async (id, args, name) => {
    const found = await documentOf(sampleSize!, ...args);
    expect(found.interviewsExact).toBeCloseTo(caseOf('sample-size', id).expected[name], 7);
  });

  it('plans two waves and two stages', async () => {
    const { expected } = caseOf('sample-size', 'O-N-TWO-1');
    const shares = ['change-share', '--p', '0.8', '--p2', '0.85', '--both', '0.75', '--overlap', '0.75'];
    expect((await documentOf(sampleSize!, ...shares)).interviews).toBe(expected.nProportions);
    const means = ['change-mean', '--deviation', String(Math.sqrt(200)), '--change', '5', '--overlap', '0.75'];
    expect((await documentOf(sampleSize!, ...means, '--correlation', '0.9')).interviews).toBe(expected.nMeans);
    const plan = [
      'clusters',
      '--cluster-cost',
      '750',
      '--interview-cost',
      '100',
      '--budget',
      '100000',
      '--rho',
      '0.05',
    ];
    const { perCluster, clusters, cv, deff } = caseOf('sample-size', 'O-N-CLUS-1').expected;
    const found = await documentOf(sampleSize!, ...plan);
    expect(found.perCluster).toBeCloseTo(perCluster, 8);
    expect(found.clusters).toBeCloseTo(clusters, 8);
    expect(found.cv).toBeCloseTo(cv, 10);
    expect(found.designEffect).toBeCloseTo(deff, 8);
  });

  it.each([
    [['share', '--p', '0.5', '--half-width', '5%', '--population', '300', '--response-rate', '25%'], 1, /总体只有300/],
    [['clusters', '--cluster-cost', '9', '--interview-cost', '1', '--budget', '2', '--rho', '0.1'], 1, /预算不够/],
    [
      ['clusters', '--cluster-cost', '60', '--interview-cost', '8', '--budget', '20000', '--rho', '0.99'],
      1,
      /最优人数不到1人（0\.275）/,
    ],
    [['share', '--p', '1.5', '--half-width', '5%'], 2, /--p 应是大于0、小于1的数，写的是“1.5”/],
    [['share', '--p', '0.5'], 2, /二选一/],
    [['share', '--p', '0.5', '--half-width', '5%', '--method', 'wilson', '--population', '300'], 2, /不计有限总体/],
    [['change-share', '--p', '0.8', '--p2', '0.8'], 2, /没有变化可发现/],
    [['change-share', '--p', '0.8', '--p2', '0.85', '--overlap', '0.5'], 2, /请用 --both/],
    [['change-share', '--p', '0.8', '--p2', '0.85', '--both', '0.82'], 2, /--both 应在/],
    [['mean', '--half-width', '1'], 2, /二选一/],
    [['median'], 2, /请写明种类/],
    [[], 2, /请写明种类/],
  ] as const)('refuses %j', async (args, code, message) => {
    const found = await sampleSize!(...args);
    expect(found).toMatchObject({ code, stdout: '' });
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
  });
});

describe('rates', () => {
  it.each(casesOf('aapor'))('$id', async ({ input: { counts, e }, expected }) => {
    const path = file(
      `类别,次数\n${Object.entries(counts)
        .map(([kind, count]) => `${kind},${String(count)}`)
        .join('\n')}\n`,
    );
    const told = typeof e === 'number' ? String(e) : `UH=${e.UH},UR=${e.UR},UO=${e.UO}`;
    const { groups } = await documentOf(rates!, path, '--code', '类别', '--weights', '次数', '--e', told);
    for (const [name, value] of Object.entries<number | null>(expected)) {
      if (value === null) {
        expect(groups[0].rates[name]).toBeNull();
        expect(groups[0].reasons[name]).toBe('分母为0');
      } else expect(groups[0].rates[name]).toBeCloseTo(value, 9);
    }
  });

  it('reads codes, names and buttons, by department, and says what it took them for', async () => {
    const path = file(
      '部门,结果\n甲,1.1\n甲,成功\n甲,11\n甲,2.112b\n甲,4.1\n乙,4.10\n乙,空号\n乙,3.90\n乙,33\n乙,2.36\n乙,ＮＣ\n',
    );
    const asked = ['--code', '结果', '--by', '部门', '--switched-off', 'UH'];
    const { groups, codes, choices, remarks } = await documentOf(rates!, path, ...asked);
    expect(choices).toEqual({ switchedOff: 'UH' });
    expect(remarks).toContain('关机算不明（UH）');
    expect(groups.map(({ by, counts }: Vector) => [by, counts.I, counts.R, counts.NE, counts.UO + counts.UH])).toEqual([
      ['甲', 3, 1, 1, 0],
      ['乙', 0, 0, 2, 2],
      [null, 3, 1, 3, 2],
    ]);
    expect(groups[2].e).toBeCloseTo(6 / 9, 12);
    expect(codes.find(({ text }: Vector) => text === '33')).toMatchObject({ code: '3.16', class: 'UH' });
    expect(codes.find(({ text }: Vector) => text === '2.36')).toMatchObject({ code: '2.36', class: 'O' });
    const mapped = await documentOf(rates!, path, '--code', '结果', '--map', '33=2.21');
    expect(mapped.groups[0].counts).toMatchObject({ NC: 2, UH: 0 });
    const known = await documentOf(rates!, path, '--code', '结果', '--switched-off', 'NC');
    expect(known.groups[0].counts).toMatchObject({ NC: 2, UH: 0 });
  });

  it.each([
    ['33', '关机算什么', '--switched-off NC 或 UH'],
    ['关机', '关机算什么', '--switched-off NC 或 UH'],
    ['中途终止', '中途终止、没有续访成的算什么', '--broken-off P 或 R'],
  ])('asks what %s counts as before it calculates', async (word, question, option) => {
    const found = await rates!(file(`结果\n成功\n${word}\n`), '--code', '结果');
    expect(found).toMatchObject({ code: 2, stdout: '' });
    expect(found.lines[0]).toContain(`第3行的话务结果“${word}”要先定：${question}`);
    expect(found.lines[0]).toContain(option);
  });

  it('prints definitions, and in words what has no value', async () => {
    const { stdout } = await rates!(file('结果\n占线\n占线\n'), '--code', '结果');
    expect(stdout).toMatch(/^RR1 +应答率1 +0 +I\/\(I\+P\+R\+NC\+O\+U\)$/m);
    expect(stdout).toMatch(/^RR3 +应答率3 +不能估计 +I\/E +全部不明，估不出e，请用 --e 指定$/m);
    expect(stdout).toMatch(/^RR5 +应答率5 +不能估计 .* 分母为0$/m);
    expect(stdout).toContain('占线 → 3.12占线（UH）：2');
  });

  it.each([
    [['--code', '代码'], /没有“代码”这一列；有：部门、结果/],
    [['--code', '结果'], /第3行的话务结果“9.9”不认识，请用 --map 9.9=AAPOR代码/],
    [['--code', '部门', '--map', '甲'], /--map 应写成/],
    [['--code', '部门', '--e', '2'], /--e 应是0以上、不超过1的数/],
    [['--code', '部门', '--e', 'UH=0.5'], /--e 应是0到1的数，或写成/],
    [[], /请用 --code/],
  ] as const)('refuses %j', async (args, message) => {
    const found = await rates!(file('部门,结果\n甲,1.1\n甲,9.9\n'), ...args);
    expect(found).toMatchObject({ code: 2, stdout: '' });
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
  });
});

it.each(['allocate', 'sample-size', 'estimate', 'rates'])('pingyi %s --help explains itself', async (name) => {
  const { code, stdout } = await commandRun(pingyi)(name, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^用法：pingyi ${name} [^]*\\n例：\\n  pingyi ${name} [^]*\\n退出码：0 `));
});
