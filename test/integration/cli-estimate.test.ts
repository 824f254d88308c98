/** `pingyi estimate` on the published data: R's and SAS's numbers come out of the command line, and every way to say no. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { estimateCommand } from '../../server/cli/estimate.ts';
import { commandRun } from '../support/command-run.ts';
import { root } from '../support/cache.ts';
import type { Vector } from '../reference/support/vector.ts';

const cases = join(root, 'test/reference/cases');
const data = (name: string) => join(cases, 'data', name);
const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-estimate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = commandRun(estimateCommand);
let made = 0;
function file(content: string | Buffer, end = 'csv'): string {
  const path = join(folder, `data-${(made += 1)}.${end}`);
  writeFileSync(path, content);
  return path;
}
const estimatesOf = async (...args: readonly string[]): Promise<Vector[]> => {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(/NaN|Infinity/);
  return JSON.parse(stdout).estimates;
};

/** The design of a case in the words of the command. */
function designArguments({ ids, strata, weights, fpc, nest, lonelyPsu }: Vector): string[] {
  return [
    ...(ids ? ['--clusters', ...ids] : []),
    ...(strata ? ['--strata', ...strata] : []),
    ...(weights ? ['--weights', weights] : []),
    ...(fpc ? ['--fpc', ...fpc] : []),
    ...(nest ? ['--nest'] : []),
    ...(lonelyPsu ? ['--lonely', lonelyPsu] : []),
  ];
}

const published: readonly Vector[] = ['estimation', 'satisfaction', 'lonely-psu', 'sas-example'].flatMap((name) => {
  const content: Vector = JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8'));
  return content.cases.filter(
    ({ op, expected }: Vector) => expected.result !== 'error' && argumentsFor(op) !== undefined,
  );
});

/** What is asked, in the words of the command; nothing for what the command does not offer. */
function argumentsFor(op: Vector): string[] | undefined {
  const factors = ['sch.wide', 'stype', 'comp.imp', 'group'];
  const kind = String(op.stat).replace('by:', '');
  const by = op.by ? ['--by', ...op.by] : [];
  if (kind === 'ratio') return ['--stat', 'ratio', '--of', op.num[0], '--over', op.den[0], ...by];
  if (op.stat === 'quantile')
    return `--stat quantile --of ${op.vars[0]} --p ${op.q.join(',')} --rule ${op.qrule === 'hf7' ? 'interpolated' : 'inverse'}`.split(
      ' ',
    );
  // Several columns with gaps are asked as one there and one by one here.
  if ((kind !== 'mean' && kind !== 'total') || op.vars[0].includes('-') || (op.naRm && op.vars.length > 1))
    return undefined;
  const factor = factors.includes(op.vars[0]);
  if (factor && kind === 'total') return undefined;
  const deff = op.deff === 'wr' ? ['--deff', 'wr'] : [];
  return ['--stat', factor ? 'share' : kind, '--of', ...op.vars, ...by, '--interval', 't', ...deff];
}

describe('published numbers', () => {
  it('are many', () => expect(published.length).toBeGreaterThan(45));

  it.each(published.map((one) => [one.id, one]))('%s', async (_, { design, op, expected, rtol }) => {
    const found = await estimatesOf(
      join(cases, design.data),
      ...argumentsFor(op)!,
      ...designArguments(design),
      '--degrees',
      'design',
    );
    const rows: Vector[] = expected.rows ?? expected;
    expect(found).toHaveLength(rows.length);
    const nameOf = ({ group, item }: Vector) => (op.by ? Object.values(group).join('.') : item.replace('=', ''));
    for (const [r, row] of rows.entries()) {
      const line = op.stat === 'quantile' ? found[r]! : found.find((one) => nameOf(one) === row.name)!;
      const close = (ours: number, theirs: number) =>
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(Math.max(rtol, 1e-8) * Math.abs(theirs));
      close(line.estimate, row.estimate);
      close(line.standardError, row.se);
      close(line.lower, row.lowerT);
      close(line.upper, row.upperT);
      if (row.deff !== undefined) close(line.deff, row.deff);
    }
  });
});

const stratified = ['--strata', 'stype', '--weights', 'pw', '--fpc', 'fpc'];

it('gives the intervals of a share that R gives', async () => {
  const content: Vector = JSON.parse(readFileSync(join(cases, 'estimation.json'), 'utf8'));
  const { expected } = content.cases.find(({ id }: Vector) => id === 'O-CIP-5');
  const ours = { logit: 'logit', asin: 'arcsine', beta: 'korn-graubard', mean: 'mean' } as const;
  for (const [theirs, method] of Object.entries(ours)) {
    const share = [data('apistrat.csv'), '--stat', 'share', '--of', 'comp.imp', '--is', 'Yes', ...stratified];
    const [line] = await estimatesOf(...share, '--interval', method, '--level', '90%');
    const wanted = expected.methods.find((one: Vector) => one.method === theirs);
    expect(line!.lower).toBeCloseTo(wanted.lower, 7);
    expect(line!.upper).toBeCloseTo(wanted.upper, 7);
    expect(line!.effectiveSize).toBeCloseTo(expected.nEff, 5);
  }
});

it('takes the normal interval and the degrees of the rows of a group', async () => {
  const args = [data('apistrat.csv'), '--stat', 'mean', '--of', 'api00', '--by', 'comp.imp', ...stratified];
  const normal = await estimatesOf(...args, '--interval', 'normal');
  const no = normal.find(({ group }) => group['comp.imp'] === 'No')!;
  expect(no.lower).toBeCloseTo(604.466106101961, 6);
  expect(no.degrees).toBe(81);
});

it('prints a table for people and the same as CSV for a spreadsheet', async () => {
  const csv = join(folder, 'out.csv');
  const { code, stdout } = await run(
    data('icecream.csv'),
    '--stat',
    'mean',
    '--of',
    'spending',
    '--fpc',
    'N',
    '--csv',
    csv,
  );
  expect(code).toBe(0);
  const [head, line] = stdout.split('\n').slice(2, 4);
  expect(head).toMatch(/^项目 +样本数 +估计 +标准误 +下限 +上限 +自由度 +设计效应 +有效样本量$/);
  expect(line).toMatch(/^spending +40 +8\.75 +0\.845139 +7\.04055 +10\.4595 +39 /);
  expect(stdout).toContain('95%置信区间，方法 t');
  const written = readFileSync(csv, 'utf8');
  expect(written).toMatch(/^\ufeff项目,样本数,估计,标准误,变异系数,/);
  expect(written).toMatch(/\r\nspending,40,8\.75,0\.84513881/);
  // A label that a spreadsheet would run is made text.
  const risky = file('组,分\n=1+1,3\n=1+1,4\n');
  await run(risky, '--stat', 'mean', '--of', '分', '--by', '组', '--csv', csv);
  expect(readFileSync(csv, 'utf8')).toContain("\r\n'=1+1,");
});

it('reads GB18030 and workbooks as it reads UTF-8', async () => {
  const text = '部门,满意\n教育局,是\n教育局,否\n民政局,是\n民政局,是\n民政局,否\n';
  const book = new ExcelJS.Workbook();
  book.addWorksheet('空');
  const sheet = book.addWorksheet('数据');
  for (const line of text.trim().split('\n')) sheet.addRow(line.split(','));
  const paths = [
    file(text),
    file(iconv.encode(text, 'gb18030')),
    file(Buffer.from(await book.xlsx.writeBuffer()), 'xlsx'),
  ];
  const [first, ...others] = await Promise.all(
    paths.map((path) =>
      estimatesOf(path, '--stat', 'share', '--of', '满意', '--is', '是', '--by', '部门', '--deff', 'wr'),
    ),
  );
  expect(first!.map(({ group, n, estimate }) => [group['部门'], n, estimate])).toEqual([
    ['教育局', 2, 0.5],
    ['民政局', 3, 2 / 3],
  ]);
  for (const other of others) expect(other).toEqual(first);
});

describe('what cannot be estimated', () => {
  const gaps = file('部门,分,母\n甲,8,0\n甲,9,0\n甲,,1\n乙,7,1\n丙,,\n丙,,\n');

  it('is null with the reason, never 0', async () => {
    const means = await estimatesOf(gaps, '--stat', 'mean', '--of', '分', '--by', '部门', '--deff', 'wr');
    expect(means.map(({ n, estimate }) => [n, estimate])).toEqual([
      [2, 8.5],
      [1, 7],
      [0, null],
    ]);
    expect(means[1]).toMatchObject({
      standardError: null,
      lower: null,
      upper: null,
      reason: '有回答的单位太少，看不出误差',
    });
    expect(means[2]).toMatchObject({ standardError: null, cv: null, deff: null, reason: '没有有效回答' });
    const totals = await estimatesOf(gaps, '--stat', 'total', '--of', '分', '--by', '部门');
    expect(totals[2]).toMatchObject({ estimate: null, reason: '没有有效回答' });
    const [ratio] = await estimatesOf(gaps, '--stat', 'ratio', '--of', '分', '--over', '母', '--by', '部门');
    expect(ratio).toMatchObject({ estimate: null, reason: '分母合计为0' });
  });

  it('is said in words in the table', async () => {
    const { stdout } = await run(gaps, '--stat', 'mean', '--of', '分', '--by', '部门', '--deff', 'wr');
    expect(stdout).toMatch(/^丙 .*不能估计 .*没有有效回答$/m);
    expect(stdout).toContain('说明：“分”有3行没有回答，留在设计中、不计入估计');
  });

  it('gives no error to a share of all', async () => {
    const all = file('满意\n1\n1\n1\n');
    const [line] = await estimatesOf(all, '--stat', 'share', '--of', '满意', '--interval', 't');
    expect(line).toMatchObject({ estimate: 1, standardError: null, lower: null, reason: '回答全部相同，看不出误差' });
  });

  it('does not invent an error where everybody was asked', async () => {
    const census = file('分,总数\n3,3\n4,3\n5,3\n');
    const [line] = await estimatesOf(census, '--stat', 'mean', '--of', '分', '--fpc', '总数');
    expect(line).toMatchObject({ estimate: 4, standardError: 0 });
  });

  it('counts the words for no answer as missing', async () => {
    const path = file('分\n8\n不清楚\n6\n99\n');
    const [line] = await estimatesOf(path, '--stat', 'mean', '--of', '分', '--missing', '不清楚', '99');
    expect(line).toMatchObject({ n: 2, estimate: 7 });
  });
});

describe('refusals are one line with what to do', () => {
  const plain = file('部门,分,权数,总数\n甲,8,1,9\n甲,九,1,9\n乙,7,,1\n');
  it.each([
    [['--stat', 'mean', '--of', '得分'], 2, /没有“得分”这一列；有：部门、分、权数、总数/],
    [['--stat', 'mean', '--of', '分'], 2, /第3行“分”应是数字，现在是“九”/],
    [['--stat', 'share', '--of', '部门', '--weights', '权数'], 2, /第4行没有“权数”/],
    [['--stat', 'share', '--of', '部门', '--is', '丙'], 2, /“部门”里没有“丙”；有：甲、乙/],
    [['--stat', 'mode', '--of', '分'], 2, /--stat 应是 mean、total、ratio、share、quantile 之一/],
    [['--of', '分'], 2, /请用 --stat 写明/],
    [['--stat', 'mean'], 2, /请用 --of 写明/],
    [['--stat', 'ratio', '--of', '总数'], 2, /请用 --over 写明/],
    [['--stat', 'mean', '--of', '总数', '--is', '1'], 2, /--is 只用于 --stat share/],
    [['--stat', 'mean', '--of', '总数', '--interval', 'wilson'], 2, /--interval 应是 t、normal 之一/],
    [['--stat', 'mean', '--of', '总数', '--degrees', 'all'], 2, /--degrees 应是 rows、design 或一个数/],
    [['--stat', 'mean', '--of', '总数', '--level', '95'], 2, /--level 应是大于0、小于1的数/],
    [['--stat', 'mean', '--of', '总数', '--fpc', '总数', '总数'], 2, /设计有1级，--fpc 却写了2列/],
    [['--stat', 'mean', '--of', '总数', '--strata', '部门'], 1, /只抽中1个单位.*--lonely/],
    [['--stat', 'mean', '--of', '总数', '--strata', '部门', '--fpc', '权数'], 2, /第4行没有“权数”/],
    [['--stat', 'mean', '--of', '总数', '--bogus', '1'], 2, /没有 --bogus 这个选项/],
  ] as const)('%j', async (args, code, message) => {
    const found = await run(plain, ...args);
    expect(found).toMatchObject({ code, stdout: '' });
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
  });

  it.each([
    ['', [], 2, /文件为空/],
    ['\0\u0001\0\u0002PNG', [], 2, /不是CSV也不是Excel工作簿，读不了；请另存为CSV/],
    ['部门,分\n', [], 2, /只有表头，没有数据/],
    ['\n\n,\n', [], 2, /表是空的/],
    ['分,分\n1,2\n', [], 2, /不止一列叫“分”/],
    ['分,总数\n1,1\n2,1\n', ['--fpc', '总数'], 1, /总体数是1，抽中的却有2个/],
    ['分,权数\n1,-1\n2,1\n', ['--weights', '权数'], 2, /第2行“权数”小于0/],
  ] as const)('a table %j', async (content, more, code, message) => {
    const found = await run(file(content), '--stat', 'mean', '--of', '分', ...more);
    expect(found.lines).toHaveLength(1);
    expect(found.lines[0]).toMatch(message);
    expect(found.code).toBe(code);
  });

  it('with --json also a document', async () => {
    const found = await run(join(folder, '没有.csv'), '--stat', 'mean', '--of', '分', '--json');
    expect(found.code).toBe(2);
    expect(JSON.parse(found.stdout)).toMatchObject({ ok: false, problems: [{ code: 'file-not-found' }] });
  });

  it('and the file read is not written over', async () => {
    const path = file('分\n1\n2\n');
    const found = await run(path, '--stat', 'mean', '--of', '分', '--csv', path);
    expect(found.code).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('分\n1\n2\n');
  });
});

it('explains itself in Chinese with examples', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^用法：pingyi estimate[^]*例：\n {2}pingyi estimate/);
});
