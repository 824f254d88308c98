/** `pingyi draw` and `pingyi verify` on real workbooks: from filed lists to a checked call list, and every way to say no. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { read, utils } from '@e965/xlsx';
import ExcelJS from 'exceljs';
import { loadPyodide } from 'pyodide';
import { afterAll, describe, expect, it } from 'vitest';
import * as contract from '#contract';
import type { DrawDesign } from '#contract';
import { deriveSeed, parseManifest, type DrawManifest } from '#sampling';
import { drawCommand } from '../../server/cli/draw.ts';
import { verifyCommand } from '../../server/cli/verify.ts';
import { testApp, type Visitor } from '../support/app.ts';
import { root } from '../support/cache.ts';
import { acceptedDepartment } from '../support/campaign.ts';
import { withoutProgress } from '../support/command-run.ts';

const campaign = join(root, 'test/reference/cases/corpus/campaign');
const file = (name: string) => join(campaign, name);
const cadres = file('民政厅-附件2.xlsx');
const topics = file('民政厅-附件3.xlsx');
const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-draw-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pdf = join(folder, '名单.pdf');
writeFileSync(pdf, '%PDF-1.4\n%âãÏÓ\n');

const randomness = '2026136-03.08.11.19.25.30+07';
const seed = '20260118-03.08.11.19';

async function run(command: typeof drawCommand, ...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await command(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
  });
  const said = withoutProgress(stderr);
  return { code, stdout, stderr: said, lines: said.split('\n').filter((line) => line !== '') };
}

let made = 0;
const fresh = () => join(folder, `out-${(made += 1)}`);
function design(content: unknown): string {
  const path = join(folder, `design-${(made += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const byCity = design({ method: 'stratified', stratifyBy: 'city', main: 100, reserve: 60, floor: 3, replicateSize: 4 });
const simple = design({ method: 'simple', main: 20, reserve: 5 });

function manifestIn(out: string): DrawManifest {
  const outcome = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'));
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
async function drawn(...args: readonly string[]): Promise<string> {
  const out = fresh();
  const result = await run(drawCommand, ...args, '--out', out);
  expect(result.stderr.replace(/^pingyi: 提醒: .*\n/gm, '')).toBe('');
  expect(result.code).toBe(0);
  return out;
}
const agrees = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await run(verifyCommand, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/结论：全部一致\n$/);
};

describe('a draw over both lists of a department', () => {
  const out = drawn('--frame', cadres, topics, '--design', byCity, '--randomness', randomness, '--code', 'K7Q2');

  it('knows the lists by their titles and draws from all usable persons', async () => {
    const manifest = manifestIn(await out);
    expect(manifest.title).toBe('自治区民政厅2份名单抽样');
    expect(manifest.frame.size).toBe(782);
    expect(manifest.seed).toEqual({
      value: deriveSeed(manifest.frame.digest, randomness, 'K7Q2'),
      publicRandomness: randomness,
      oneTimeCode: 'K7Q2',
      derived: true,
    });
    expect(manifest.source!.lists).toMatchObject([
      { department: '自治区民政厅', list: 'system-cadres', attachment: 2, usable: 276, verdict: 'accepted' },
      { department: '自治区民政厅', list: 'hot-topics', attachment: 3, usable: 506, verdict: 'accepted' },
    ]);
    expect(manifest.strata).toHaveLength(14);
    expect(manifest.units).toHaveLength(160);
  });

  it('writes the call list for its owner only, and the rest for everybody', async () => {
    expect(readdirSync(await out).toSorted()).toEqual([
      'call-list.xlsx',
      'certificate.html',
      'frame-ids.csv',
      'manifest.json',
      'sample.csv',
      'verify_draw.py',
    ]);
    expect(statSync(join(await out, 'call-list.xlsx')).mode & 0o777).toBe(0o600);
  });

  it('lists exactly the drawn persons, each with the numbers and the place of the filed row', async () => {
    const filed = new Map<string, string>();
    for (const [path, header] of [
      [cadres, 4],
      [topics, 3],
    ] as const)
      for (const row of utils.sheet_to_json<string[]>(Object.values(read(readFileSync(path)).Sheets)[0]!, {
        header: 1,
        range: header,
        raw: false,
      }))
        for (const cell of row) if (/^0?1[3-9]\d{9}$/.test(cell ?? '')) filed.set(cell, row[1]!);
    const workbook = read(readFileSync(join(await out, 'call-list.xlsx')));
    const rows = utils.sheet_to_json<Record<string, string>>(workbook.Sheets['呼叫清单']!, { defval: '' });
    const manifest = manifestIn(await out);
    expect(rows).toHaveLength(160);
    expect(new Set(rows.map((row) => row['样本编号']))).toEqual(new Set(manifest.units.map(({ id }) => id)));
    const mobiles = rows.filter((row) => filed.has(row['拨号串']!));
    expect(mobiles.length).toBeGreaterThan(100);
    for (const row of mobiles) expect(row['姓名']).toBe(filed.get(row['拨号串']!));
    const strata = new Map(manifest.units.map(({ id, stratum }) => [id, stratum]));
    for (const row of rows) {
      expect(row['层']).toBe(strata.get(row['样本编号']!));
      expect(row['报送部门']).toBe('自治区民政厅');
    }
  });

  it('puts nobody into the public files', async () => {
    for (const name of ['manifest.json', 'frame-ids.csv', 'sample.csv', 'certificate.html', 'verify_draw.py']) {
      const text = readFileSync(join(await out, name), 'utf8');
      expect(text).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
      expect(text).not.toMatch(/宁文杰|附件3\.xlsx|民政局/);
    }
    const certificate = readFileSync(join(await out, 'certificate.html'), 'utf8');
    expect(certificate).toContain(manifestIn(await out).seed.value!.slice(0, 8));
    expect(certificate).toContain('抽样人：');
  });

  it('gives the same bytes again, from files in any order, told or not what they are', async () => {
    const args = ['--design', byCity, '--randomness', randomness, '--code=K7Q2'];
    const again = await drawn(...args, '--frame', cadres, topics);
    for (const name of readdirSync(await out))
      expect(readFileSync(join(again, name)).equals(readFileSync(join(await out, name))), name).toBe(true);
    const told = await drawn(
      ...args,
      ...'--department 自治区民政厅 --list system-cadres --attachment 2'.split(' '),
      cadres,
      ...'--list hot-topics --attachment 3 --frame'.split(' '),
      topics,
    );
    expect(manifestIn(told)).toEqual(manifestIn(await out));
    const turned = await drawn(...args, topics, cadres);
    expect(manifestIn(turned).units).toEqual(manifestIn(await out).units);
  });

  it('is verified from the workbooks, from the public ids, and from the folder alone', async () => {
    const manifest = join(await out, 'manifest.json');
    await agrees(manifest, '--frame', topics, cadres);
    await agrees(manifest, '--ids', join(await out, 'frame-ids.csv'));
    await agrees(manifest);
    const { code, stdout } = await run(verifyCommand, manifest, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ equal: true, verdict: { agrees: true, frameSize: { found: 782 } } });
  });

  it('is verified from ids that somebody sorted and saved again', async () => {
    const [header, ...rows] = readFileSync(join(await out, 'frame-ids.csv'), 'utf8')
      .replace('\ufeff', '')
      .trimEnd()
      .split('\r\n');
    const sorted = join(folder, 'sorted.csv');
    writeFileSync(
      sorted,
      `${[
        header,
        ...rows
          .map((row) =>
            row
              .split(',')
              .map((cell) => `"${cell}"`)
              .join(','),
          )
          .toReversed(),
      ].join('\n')}\n\n`,
    );
    await agrees(join(await out, 'manifest.json'), '--ids', sorted);
  });

  it('is verified from a workbook that was saved again, with a word about it', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(topics);
    const copy = join(folder, '另存.xlsx');
    await workbook.xlsx.writeFile(copy);
    const { code, lines } = await run(verifyCommand, join(await out, 'manifest.json'), '--frame', cadres, copy);
    expect(code).toBe(0);
    expect(lines).toEqual(['pingyi: 提醒: 另存.xlsx: 与抽样时登记的文件摘要不同，不是原件']);
  });

  it('differs from a workbook with one number changed, and says where', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(topics);
    const sheet = workbook.worksheets[0]!;
    sheet.eachRow((row, number) => {
      if (number !== 10) return;
      row.eachCell((cell) => {
        if (/^0?1[3-9]\d{9}$/.test(cell.text)) cell.value = '13977100001';
      });
    });
    const copy = join(folder, '改过.xlsx');
    await workbook.xlsx.writeFile(copy);
    const { code, stdout } = await run(verifyCommand, join(await out, 'manifest.json'), '--frame', cadres, copy);
    expect(code).toBe(1);
    expect(stdout).toMatch(/不一致 抽样框摘要：清单写的是782人、.*不是同一份名单/);
    expect(stdout).toMatch(/不一致 层“南宁市”：.*从第\d+位起不同：清单是[0-9a-f]{20}，重抽是[0-9a-f]{20}/);
  });

  it('is found good by the script it comes with, in CPython for WebAssembly and in the Python of this machine', async () => {
    const place = await out;
    const files = ['verify_draw.py', 'manifest.json', 'frame-ids.csv'].map((name) => join(place, name));
    const printed: string[] = [];
    const python = await loadPyodide({
      indexURL: `${dirname(fileURLToPath(import.meta.resolve('pyodide')))}/`,
      stdout: (line) => printed.push(line),
    });
    for (const path of files) python.FS.writeFile(`/${path.split('/').at(-1)!}`, readFileSync(path));
    const code: number = python.runPython(`
import runpy, sys
sys.argv = ['verify_draw.py', '/manifest.json', '/frame-ids.csv']
try:
    runpy.run_path('/verify_draw.py', run_name='__main__')
    code = 0
except SystemExit as stop:
    code = stop.code
code`);
    expect(code).toBe(0);
    expect(printed).toHaveLength(6 + 14);
    expect(printed.every((line) => line.startsWith('OK '))).toBe(true);
    if (spawnSync('python3', ['--version']).status === 0) {
      const { status, stdout } = spawnSync('python3', files, { encoding: 'utf8' });
      expect({ status, bad: stdout.split('\n').filter((line) => line.startsWith('DIFFERS')) }).toEqual({
        status: 0,
        bad: [],
      });
    }
  });

  it('does not survive the edit of a single character of its manifest', async () => {
    const good = readFileSync(join(await out, 'manifest.json'), 'utf8');
    const edited = join(folder, 'edited.json');
    const unit = manifestIn(await out).units[4]!;
    for (const [from, to] of [
      [unit.id, unit.id.replace(/.$/, (letter) => (letter === '7' ? '8' : '7'))],
      [unit.ticket, unit.ticket.replace(/.$/, (letter) => (letter === '7' ? '8' : '7'))],
      ['"part":"reserve"', '"part":"main"'],
      ['"main":6', '"main":7'],
      ['"usable":276', '"usable":277'],
      ['2026136', '2026137'],
      ['2份名单', '3份名单'],
    ] as const) {
      expect(good).toContain(from);
      writeFileSync(edited, good.replace(from, to));
      const { code, stdout, stderr } = await run(verifyCommand, edited, '--ids', join(await out, 'frame-ids.csv'));
      expect({ from, code, stderr }).toEqual({ from, code: 1, stderr: '' });
      expect(stdout).toContain('不一致 抽样清单摘要：');
      expect(stdout).toMatch(/结论：有\d+项不一致/);
    }
    for (const [broken, words] of [
      [good.slice(0, -20), '文件不是完整的 JSON'],
      [good.replace('"format":"pingyi', '"format":"pingyj'), 'format应是'],
      [good.replace(unit.ticket, unit.ticket.slice(1)), '应是64位小写十六进制数字'],
    ] as const) {
      writeFileSync(edited, broken);
      const { code, stdout, lines } = await run(verifyCommand, edited, '--ids', join(await out, 'frame-ids.csv'));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(words);
    }
  });
});

describe('ids', () => {
  it('of a centre key are the same whatever else is drawn from, and need the key to be checked', async () => {
    const keyFile = join(folder, 'key.txt');
    writeFileSync(keyFile, `${'5e'.repeat(32)}\n`);
    const args = ['--seed', seed, '--design', design({ method: 'simple', main: 506 }), '--id-key', keyFile];
    const alone = await drawn('--frame', topics, ...args);
    const beside = await drawn(
      '--frame',
      cadres,
      topics,
      '--seed',
      seed,
      '--design',
      design({ method: 'simple', main: 782 }),
      '--id-key',
      keyFile,
    );
    const ids = new Set(manifestIn(beside).units.map(({ id }) => id));
    expect(manifestIn(alone).units.every(({ id }) => ids.has(id))).toBe(true);
    expect(manifestIn(alone).unitIds).toBe('centre-key/1');
    const manifest = join(alone, 'manifest.json');
    await agrees(manifest, '--frame', topics, '--id-key', keyFile);
    const refused = await run(verifyCommand, manifest, '--frame', topics);
    expect(refused.code).toBe(2);
    expect(refused.lines).toEqual([expect.stringMatching(/^pingyi: key-required: .*--id-key/)]);
    writeFileSync(join(folder, 'other.txt'), 'ab'.repeat(32));
    expect((await run(verifyCommand, manifest, '--frame', topics, '--id-key', join(folder, 'other.txt'))).code).toBe(1);
  });

  it('without one are told by the lists alone, and no key is asked for', async () => {
    const out = await drawn('--frame', topics, '--seed', seed, '--design', simple);
    expect(manifestIn(out).unitIds).toBe('frame-key/1');
    await agrees(join(out, 'manifest.json'), '--frame', topics);
    writeFileSync(join(folder, 'a-key.txt'), '5e'.repeat(32));
    const refused = await run(
      verifyCommand,
      join(out, 'manifest.json'),
      '--frame',
      topics,
      '--id-key',
      join(folder, 'a-key.txt'),
    );
    expect([refused.code, refused.lines[0]]).toEqual([2, expect.stringContaining('不用密钥')]);
  });

  it('of several departments are drawn in equal parts and verified', async () => {
    const all = readdirSync(campaign)
      .filter((name) => /附件[357]/.test(name))
      .map(file);
    const departments = design({
      method: 'stratified',
      stratifyBy: 'department',
      main: 100,
      reserve: 50,
      allocation: 'equal',
    });
    const out = await drawn(
      '--frame',
      ...all,
      '--seed',
      seed,
      '--design',
      departments,
      '--minimum',
      '0',
      '--coverage',
      'none',
    );
    const manifest = manifestIn(out);
    expect(manifest.source!.lists).toHaveLength(5);
    expect(manifest.strata.map(({ main }) => main)).toEqual([20, 20, 20, 20, 20]);
    await agrees(join(out, 'manifest.json'), '--frame', ...all.toReversed());
  });

  it('of one list filed by two departments are different on each', async () => {
    const args = ['--design', simple, '--seed', seed];
    const filed = join(folder, '名单-两部门.csv');
    const rows = utils.sheet_to_json<string[]>(Object.values(read(readFileSync(topics)).Sheets)[0]!, {
      header: 1,
      range: 2,
      raw: false,
      defval: '',
    });
    writeFileSync(filed, rows.map((row) => row.join(',')).join('\n'));
    const list = '--list hot-topics --attachment 3 --department'.split(' ');
    const out = await drawn(...args, ...list, '自治区民政厅', filed, ...list, '自治区农业厅', filed);
    const ids = readFileSync(join(out, 'frame-ids.csv'), 'utf8').trimEnd().split('\r\n').slice(1);
    expect(ids).toHaveLength(1012);
    expect(new Set(ids).size).toBe(1012);
    await agrees(join(out, 'manifest.json'), '--frame', filed);
  });
});

it.each(['none', 'list', 'city'])(
  'a systematic draw with strata by %s is verified from the workbooks and by ids',
  async (stratifyBy) => {
    const wanted = design({ method: 'systematic', stratifyBy, main: 60, reserve: 20, replicateSize: 10 });
    const out = await drawn('--frame', cadres, topics, '--seed', seed, '--design', wanted);
    await agrees(join(out, 'manifest.json'), '--frame', cadres, topics);
    await agrees(join(out, 'manifest.json'));
  },
);

describe('a returned list', () => {
  const lists = ['--frame', file('农业厅-附件2.xlsx'), file('农业厅-附件3.xlsx')];

  it('is not drawn from', async () => {
    const out = fresh();
    const { code, lines, stdout } = await run(drawCommand, ...lists, '--design', simple, '--seed', seed, '--out', out);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^pingyi: frame-returned: 名单“自治区农业厅 附件2 .*两份名单重复2行.*--allow-returned/);
    expect(() => readdirSync(out)).toThrow();
  });

  it('is drawn from by express wish, and everybody is told', async () => {
    const out = await drawn(...lists, '--design', simple, '--seed', seed, '--allow-returned');
    expect(manifestIn(out).source!.lists.map(({ verdict }) => verdict)).toEqual(['returned', 'returned']);
    expect(readFileSync(join(out, 'certificate.html'), 'utf8')).toContain('自动审核未通过，经抽样人决定仍用于本次抽样');
    await agrees(join(out, 'manifest.json'), ...lists);
  });
});

describe('a folder with another draw', () => {
  it('is left alone, unless told otherwise', async () => {
    const out = await drawn('--frame', topics, '--design', simple, '--seed', seed);
    const before = readFileSync(join(out, 'manifest.json'));
    const args = ['--frame', topics, '--design', simple, '--out', out];
    const { code, lines } = await run(drawCommand, ...args, '--seed', `${seed}.25`);
    expect([code, lines]).toEqual([2, [expect.stringMatching(/^pingyi: out-occupied: .*--force/)]]);
    expect(readFileSync(join(out, 'manifest.json')).equals(before)).toBe(true);
    expect((await run(drawCommand, ...args, '--seed', seed)).code).toBe(0);
    expect((await run(drawCommand, ...args, '--seed', `${seed}.25`, '--force')).code).toBe(0);
    expect(readFileSync(join(out, 'manifest.json')).equals(before)).toBe(false);
    await agrees(join(out, 'manifest.json'), '--frame', topics);
  });

  it('keeps a call list it does not know', async () => {
    const out = mkdtempSync(join(folder, 'own-'));
    copyFileSync(topics, join(out, 'call-list.xlsx'));
    const { code } = await run(drawCommand, '--frame', topics, '--design', simple, '--seed', seed, '--out', out);
    expect(code).toBe(2);
    expect(readFileSync(join(out, 'call-list.xlsx')).equals(readFileSync(topics))).toBe(true);
  });
});

describe('draw says no in one line', () => {
  const base = ['--frame', topics, '--seed', seed];
  const fixed = { method: 'stratified', stratifyBy: 'gender', allocation: 'fixed', main: 10 };
  it.each<[string, number, RegExp, readonly string[]]>([
    [
      'a short seed',
      2,
      /^pingyi: seed-too-short: 种子至少16个字符，现在只有5个/,
      ['--frame', topics, '--seed', 'short', '--design', simple],
    ],
    [
      'a seed with spaces',
      2,
      /seed-characters/,
      ['--frame', topics, '--seed', '2026 01 18 03 08 11', '--design', simple],
    ],
    ['no seed', 2, /请用 --randomness/, ['--frame', topics, '--design', simple]],
    ['two seeds', 2, /只能用一种/, [...base, '--randomness', randomness, '--design', simple]],
    [
      'Chinese randomness',
      2,
      /--randomness 用6到120个/,
      ['--frame', topics, '--randomness', '双色球第一百期', '--design', simple],
    ],
    [
      'more than there are',
      1,
      /draw-larger-than-frame: 抽样框共有506人，主样本500人加备用样本10人是510人，多出4人/,
      [...base, '--design', design({ method: 'simple', main: 500, reserve: 10 })],
    ],
    [
      'an unknown stratum',
      1,
      /stratum-empty: .*“外星人”.*没有样本记录/,
      [...base, '--design', design({ ...fixed, fixed: { 男: 5, 女: 4, 外星人: 1 } })],
    ],
    [
      'floors that do not fit',
      1,
      /total-below-floors/,
      [...base, '--design', design({ method: 'stratified', stratifyBy: 'gender', main: 10, floor: 6 })],
    ],
    [
      'strata in a simple draw',
      1,
      /draw-design: 简单随机抽样不分层/,
      [...base, '--design', design({ method: 'simple', stratifyBy: 'city', main: 10 })],
    ],
    [
      'an unknown method',
      2,
      /design-malformed: 方案的“method”不对/,
      [...base, '--design', design({ method: 'lottery', main: 10 })],
    ],
    [
      'a misspelt member',
      2,
      /design-malformed: .*mian/,
      [...base, '--design', design({ method: 'simple', main: 10, mian: 10 })],
    ],
    [
      'a size that is no number',
      2,
      /design-malformed: 方案的“main”不对/,
      [...base, '--design', design({ method: 'simple', main: '10' })],
    ],
    ['a broken design', 2, /design-unreadable/, [...base, '--design', design('{"method": ')]],
    ['no design', 2, /请用 --design/, base],
    [
      'a design that is not there',
      2,
      /file-not-found: nowhere\.json: 找不到文件/,
      [...base, '--design', join(folder, 'nowhere.json')],
    ],
    [
      'a list that is not there',
      2,
      /file-not-found: 没有\.xlsx: 找不到文件/,
      ['--frame', '没有.xlsx', '--seed', seed, '--design', simple],
    ],
    ['no list', 2, /没有给出名单文件/, ['--seed', seed, '--design', simple]],
    ['a file that is no list', 2, /unsupported-format: /, ['--frame', pdf, '--seed', seed, '--design', simple]],
    ['an option nobody knows', 2, /没有 --sede 这个选项/, [...base, '--sede', 'x', '--design', simple]],
    ['an option without a value', 2, /--design 后面缺少内容/, [...base, '--design']],
    [
      'a pair that does not exist',
      2,
      /不相配/,
      [...base, '--list', 'hot-topics', '--attachment', '2', topics, '--design', simple],
    ],
    ['a kind that does not exist', 2, /--list 应为/, [...base, '--list', 'everybody', '--design', simple]],
    ['a key that is none', 2, /key-unreadable/, [...base, '--design', simple, '--id-key', simple]],
    ['a title of two lines', 2, /--title/, [...base, '--design', simple, '--title', '一\n二']],
    ['an area code that is none', 2, /--home-area/, [...base, '--design', simple, '--home-area', '771']],
  ])('%s', async (_, exit, words, args) => {
    const out = fresh();
    const { code, stdout, lines } = await run(drawCommand, ...args, '--out', out);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(words);
    expect(lines[0]).toMatch(/^pingyi: [a-z-]+: \P{ASCII}|^pingyi: [a-z-]+: .*\P{ASCII}/u);
    expect(() => readdirSync(out)).toThrow();
    const json = await run(drawCommand, ...args, '--out', out, '--json');
    expect(json.code).toBe(exit);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, problems: [{ message: expect.any(String) }] });
  });

  it('a place that cannot be written', async () => {
    const { code, lines } = await run(drawCommand, ...base, '--design', simple, '--out', join(topics, 'below-a-file'));
    expect([code, lines]).toEqual([2, [expect.stringContaining('out-unwritable')]]);
  });

  it('a list whose title does not tell its kind', async () => {
    const bare = join(folder, '名单.csv');
    writeFileSync(bare, '序号,姓名,性别,单位,职务,手机\n1,宁文杰,男,南宁市民政局,局长,18300004552\n');
    const { code, lines } = await run(
      drawCommand,
      '--frame',
      bare,
      '--seed',
      seed,
      '--design',
      simple,
      '--out',
      fresh(),
    );
    expect([code, lines]).toEqual([2, [expect.stringMatching(/^pingyi: list-unknown: 名单\.csv: .*--list/)]]);
    const told = design({ method: 'simple', main: 1 });
    await drawn('--list', 'hot-topics', bare, '--seed', seed, '--design', told);
  });
});

describe('verify says no in one line', () => {
  const out = drawn('--frame', cadres, topics, '--design', simple, '--seed', seed);
  it.each<[string, RegExp, (out: string) => readonly string[]]>([
    ['no manifest', /请写明抽样清单文件/, () => []],
    ['a manifest that is not there', /file-not-found/, () => [join(folder, 'no.json'), '--frame', topics]],
    ['a workbook for a manifest', /manifest-unreadable/, () => [topics, '--frame', topics]],
    [
      'both ways at once',
      /一次只能用一种/,
      (path) => [join(path, 'manifest.json'), '--frame', topics, '--ids', join(path, 'frame-ids.csv')],
    ],
    [
      'a missing list',
      /file-missing: 还缺1份名单的文件（自治区民政厅 附件2 系统市县干部）/,
      (path) => [join(path, 'manifest.json'), '--frame', topics],
    ],
    [
      'a list too many',
      /file-not-of-draw: 农业厅-附件3\.xlsx/,
      (path) => [join(path, 'manifest.json'), '--frame', cadres, topics, file('农业厅-附件3.xlsx')],
    ],
    [
      'ids that are no ids',
      /ids-unreadable: .*第一行应有 id、stratum/,
      (path) => [join(path, 'manifest.json'), '--ids', simple],
    ],
  ])('%s', async (_, words, args) => {
    const { code, stdout, lines } = await run(verifyCommand, ...args(await out));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines).toEqual([expect.stringMatching(words)]);
  });

  it('an id that a spreadsheet turned into a number', async () => {
    const text = readFileSync(join(await out, 'frame-ids.csv'), 'utf8');
    const spoilt = join(folder, 'spoilt.csv');
    writeFileSync(spoilt, text.replace(/\r\n[0-9a-f]{20},/, '\r\n1.23E+19,'));
    const { code, lines } = await run(verifyCommand, join(await out, 'manifest.json'), '--ids', spoilt);
    expect([code, lines]).toEqual([2, [expect.stringMatching(/第2行不完整，或编号被改成了别的写法/)]]);
  });
});

describe('an auditor of a draw of the platform', async () => {
  const app = await testApp();
  const { campaign: running, cadres: first, topics: second } = await acceptedDepartment(app);
  const { operator, office, cycleId } = running;
  const main = { replicateSize: 10, floor: 0, allocation: 'proportional' as const, restMonths: 0 };

  it.each<[string, DrawDesign, number]>([
    ['simple draw from one list', { ...main, method: 'simple', stratifyBy: 'none', main: 60, reserve: 40 }, 1],
    ['draw from both lists by city', { ...main, method: 'stratified', stratifyBy: 'city', main: 60, reserve: 40 }, 2],
    ['systematic draw by list', { ...main, method: 'systematic', stratifyBy: 'list', main: 60, reserve: 0 }, 2],
  ])('repeats a %s from the filed workbooks and the key, and from the public files', async (_, wanted, lists) => {
    const frameIds = lists === 1 ? [second.id] : [first.id, second.id];
    const { id } = await operator.must(contract.designDraw, {
      body: { cycleId, frameIds, title: '电话访问', design: wanted },
    });
    const params = { drawId: id };
    await operator.must(contract.lockDraw, { params, body: { announcement: '双色球第2026136期' } });
    await operator.must(contract.selectDraw, { params, body: { publicRandomness: randomness, oneTimeCode: 'K7' } });
    await operator.must(contract.sealDraw, { params });
    const download = async (visitor: Visitor, address: string) => {
      const response = await visitor.raw('GET', address);
      expect(response.status).toBe(200);
      const path = join(folder, `${(made += 1)}-${address.split('/').at(-1)!}`);
      writeFileSync(path, Buffer.from(await response.arrayBuffer()));
      return path;
    };
    const visitor = app.visitor();
    const manifest = await download(visitor, `/draws/${id}/manifest.json`);
    const ids = await download(visitor, `/draws/${id}/frame-ids.csv`);
    const key = await download(office, `/api/draws/${id}/unit-key.txt`);
    await agrees(manifest, '--ids', ids);
    await agrees(manifest, '--frame', ...(lists === 1 ? [topics] : [topics, cadres]), '--id-key', key);
  });
});

it('both explain themselves', async () => {
  for (const [command, words] of [
    [drawCommand, '"stratifyBy": "city"'],
    [verifyCommand, '--ids frame-ids.csv'],
  ] as const) {
    const { code, stdout, stderr } = await run(command, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(words);
    expect(stdout).toContain('退出码');
  }
});
