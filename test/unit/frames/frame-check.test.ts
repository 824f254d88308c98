import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameCheck } from '../../../server/cli/frame-check.ts';
import { parseArguments } from '../../../server/cli/frame-check-arguments.ts';
import { openFiled, packFiled } from '../../../server/frames/packed-grid.ts';
import { checkFrames } from '../../../server/frames/check.ts';

const csv = [
  '2015年度自治区民政厅社会救助工作评价抽样框(政府部门),,,,,,,,',
  '报送单位:自治区民政厅   报送时间:2015年11月10日,,,,,,,,',
  '序号,姓 名,性别,单位,职务,区号,办公电话,手机号码,备注',
  '1,韦凤娇,女,宾阳县第一中学,教师,,,13800000017,',
  '2,廖亮,男,上林县人民医院,医生,0771,2811111,013800000034,',
  '3,陆丽娟,女,容县第三中学,教师,,,138-0000-0051,',
  '',
].join('\n');

let folder = '';
const place = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frame-check-'));
  await writeFile(place('附件3.csv'), csv);
  await writeFile(
    place('别的.csv'),
    csv
      .replaceAll('1380000', '1370000')
      .replace('138-', '137-')
      .replace('韦凤娇', '覃俊')
      .replace('廖亮', '梁伟')
      .replace('陆丽娟', '农素珍'),
  );
  await writeFile(place('坏.xlsx'), 'PK\u0003\u0004 nothing');
  await writeFile(
    place('exempt.json'),
    JSON.stringify([{ check: 'minimum', minimum: 3, agreedBy: '二处', date: '2015-11-06', reason: '涉密' }]),
  );
  await writeFile(place('bad.json'), '[{]');
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const exit = await frameCheck(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
  return { exit, stdout, stderr };
}
const topics = ['--list', 'hot-topics', '--attachment', '3', '--minimum', '3'];

describe('the command', () => {
  test('accepted, as JSON and for people', async () => {
    const { exit, stdout, stderr } = await run(place('附件3.csv'), ...topics, '--json');
    expect([exit, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ contract: 1, verdict: 'accepted', counts: { usable: 3 } });
    const words = await run(place('附件3.csv'), ...topics);
    expect(words.stdout).toContain('结论:接收');
    expect(words.stdout).toContain('可用 3 人(最低 3 人);共 3 行,3 人,重复 0 行,不计 0 行');
    expect(words.stdout).toMatch(/CSV +6 +手机号码 +已处理 +号码“138-0000-0051”按13800000051计/);
  });

  test('returned', async () => {
    const { exit, stdout } = await run(place('附件3.csv'), '--list', 'hot-topics', '--attachment', '3');
    expect([exit, stdout.includes('结论:退回'), stdout.includes('可用3人,不足500人')]).toEqual([1, true, true]);
  });

  test('groups: files left of the first --list belong to it, options are defaults', async () => {
    const { exit, stdout } = await run(
      '--department',
      '自治区民政厅',
      '--minimum',
      '1',
      place('附件3.csv'),
      '--list',
      'hot-topics',
      '--attachment',
      '3',
      '--list',
      'hot-topics',
      '--minimum',
      '2',
      place('别的.csv'),
      '--json',
      '--no-persons',
    );
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      lists: [
        { minimum: 1, department: '自治区民政厅', attachment: 3, counts: { rows: 3 } },
        { minimum: 2, department: '自治区民政厅', attachment: null, counts: { rows: 3 } },
      ],
      persons: [],
    });
  });

  test('exemptions and an earlier version', async () => {
    const exempted = await run(
      place('附件3.csv'),
      '--list',
      'hot-topics',
      '--attachment',
      '3',
      '--exempt',
      place('exempt.json'),
      '--json',
    );
    expect(JSON.parse(exempted.stdout)).toMatchObject({
      verdict: 'accepted',
      lists: [{ exemptions: [{ check: 'minimum', used: true }] }],
    });
    const changed = await run(place('附件3.csv'), ...topics, '--previous', place('别的.csv'));
    expect(changed.stdout).toContain('与 别的.csv 相比:增 3 人,减 3 人,改 0 人,未变 0 人');
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ['no list', ['附件3.csv'], /^pingyi: bad-usage: -: 命令参数有误:缺少 --list\n$/],
    ['an unknown kind', ['附件3.csv', '--list', 'topics'], /^pingyi: bad-usage: /],
    ['another pairing', ['附件3.csv', '--list', 'hot-topics', '--attachment', '2'], /^pingyi: bad-usage: /],
    [
      'an attachment for service-users',
      ['附件3.csv', '--list', 'service-users', '--attachment', '3'],
      /^pingyi: bad-usage: /,
    ],
    ['a coverage nobody knows', ['附件3.csv', ...topics, '--coverage', 'guangxi-1999'], /^pingyi: bad-usage: /],
    ['no number', ['附件3.csv', '--list', 'hot-topics', '--minimum', '-1'], /^pingyi: bad-usage: /],
    ['an unknown option', ['附件3.csv', ...topics, '--passwort', 'geheim'], /^pingyi: bad-usage: [^g]*\n$/],
    ['no value', ['附件3.csv', ...topics, '--department'], /^pingyi: bad-usage: /],
    ['a list without files', ['附件3.csv', ...topics, '--list', 'hot-topics'], /^pingyi: bad-usage: /],
    ['an option twice', ['附件3.csv', ...topics, '--minimum', '4'], /^pingyi: bad-usage: /],
    ['a day that is none', ['附件3.csv', ...topics, '--deadline', '2015-02-30'], /^pingyi: bad-usage: /],
    ['an instant without zone', ['附件3.csv', ...topics, '--received', '2015-11-13T23:50:00'], /^pingyi: bad-usage: /],
    [
      'an exemption that is no JSON',
      ['附件3.csv', ...topics, '--exempt', 'bad.json'],
      /^pingyi: bad-usage: bad\.json: /,
    ],
    ['a file that is not there', ['没有.xlsx', ...topics], /^pingyi: file-not-found: 没有\.xlsx: 找不到文件\n$/],
    ['a damaged file', ['坏.xlsx', ...topics], /^pingyi: corrupt-file: 坏\.xlsx: 文件损坏或不完整\n$/],
    ['the first of two unreadable ones', ['坏.xlsx', '没有.xlsx', ...topics], /^pingyi: corrupt-file: 坏\.xlsx: /],
    [
      'the first of two unreadable ones, the other way round',
      ['没有.xlsx', '坏.xlsx', ...topics],
      /^pingyi: file-not-found: 没有\.xlsx: /,
    ],
    [
      'too many rows',
      ['附件3.csv', ...topics, '--max-rows', '2'],
      /^pingyi: limit-rows: 附件3\.csv: 超过处理上限\(行数\)\n$/,
    ],
  ])('exit 2: %s', async (_, args, line) => {
    const { exit, stdout, stderr } = await run(
      ...args.map((one) => (/\.(?:csv|xlsx|json)$/.test(one) ? place(one) : one)),
      '--json',
    );
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain('geheim');
  });

  test('--help speaks Chinese and ends well', async () => {
    const { exit, stdout } = await run('--help');
    expect([exit, stdout.includes('例子:'), stdout.includes('--coverage')]).toEqual([0, true, true]);
  });
});

test('arguments: inline values, a file that begins with a dash, a password that looks like an option', () => {
  const parsed = parseArguments(['--list=hot-topics', '--password', '--geheim', '--year=2015', '--', '-名单.xlsx']);
  expect(parsed).toEqual({
    groups: [{ kind: 'hot-topics', files: ['-名单.xlsx'], password: '--geheim' }],
    options: { year: 2015 },
    json: false,
  });
});

test('a list read once can be judged again beside others', async () => {
  const group = { kind: 'hot-topics', attachment: 3, minimum: 3, department: '自治区民政厅' } as const;
  const bytes = Buffer.from(csv);
  const { document, filed } = await checkFrames({
    groups: [{ ...group, files: [{ name: '附件3.csv', bytes }] }],
  });
  const first = openFiled(Buffer.concat([...packFiled(filed[0]!)]));
  const again = await checkFrames({ groups: [{ ...group, files: [], filed: first }] });
  expect(again.document).toEqual(document);
  const beside = await checkFrames({
    groups: [
      { ...group, files: [], filed: first },
      { ...group, files: [{ name: 'b.csv', bytes }] },
    ],
  });
  expect(beside.document.counts).toMatchObject({ rows: 6, usable: 0, rejected: 6 });
});
