/** `pingyi draw` and `pingyi verify` by every design, from a table, from number blocks and from lists; extending; starting after. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  formatManifest,
  formatSeedReveal,
  fractionValue,
  manifestDigest,
  parseManifest,
  type DrawManifest,
} from '#sampling';
import { drawCommand } from '../../server/cli/draw.ts';
import { verifyCommand } from '../../server/cli/verify.ts';
import { root } from '../support/cache.ts';
import { withoutProgress } from '../support/command-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-designs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const seed = '20260118-03.08.11.19';

async function run(command: typeof drawCommand, ...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await command(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
  return { code, stdout, stderr: withoutProgress(stderr) };
}

let made = 0;
const fresh = () => join(folder, `out-${(made += 1)}`);
function write(name: string, content: string | object): string {
  const path = join(folder, `${(made += 1)}-${name}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
async function drawn(...args: readonly string[]): Promise<string> {
  const out = fresh();
  const { code, stderr } = await run(drawCommand, ...args, '--out', out);
  expect({ code, stderr: stderr.replace(/^pingyi: 提醒: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  return out;
}
function manifestIn(out: string): DrawManifest {
  const outcome = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'));
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
const refusal = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await run(drawCommand, ...args);
  expect(stdout).toBe('');
  return [code, stderr.replace(/^pingyi: /, '').trimEnd()];
};

// A hundred firms in three counties, with villages and staff; the columns in a Chinese order and one that says nothing.
const firms = [
  '县,企业名称,编号,职工人数,村',
  ...Array.from({ length: 100 }, (_, i) =>
    [
      ['甲县', '乙县', 'C-3'][i % 3]!,
      `企业${i}`,
      `F-${(i * 37) % 1000}`,
      i === 7 ? '"1,200"' : `${((i * i) % 40) + 1}${i % 4 === 0 ? '.50' : ''}`,
      `${['甲', '乙', '丙'][i % 3]!}${Math.floor(i / 12)}村`,
    ].join(','),
  ),
].join('\r\n');
const table = write('企业.csv', `\ufeff${firms}\r\n`);
const columns = ['--table', table, '--stratum', '县', '--cluster', '村', '--size', '职工人数'];

const designs = {
  simple: { method: 'simple', main: 12, reserve: 6 },
  stratified: { method: 'stratified', main: 20, reserve: 10, floor: 3 },
  'stratified by a named column': { method: 'stratified', stratifyBy: '村', main: 50, floor: 1 },
  systematic: { method: 'systematic', main: 12, reserve: 6, sortBy: ['县', '村'] },
  bernoulli: { method: 'bernoulli', rate: 0.15, reserveRate: '0.1' },
  'bernoulli by stratum': {
    method: 'bernoulli',
    stratifyBy: '县',
    rates: { 甲县: '0.1', 乙县: '0.2', 'C-3': '0.3' },
  },
  poisson: { method: 'poisson', main: 15 },
  pareto: { method: 'pareto', main: 12, reserve: 6, replicateSize: 5 },
  'pareto in strata': { method: 'pareto', stratifyBy: '县', main: 15, reserve: 5, allocation: 'equal' },
  'sequential-poisson': { method: 'sequential-poisson', main: 12, reserve: 4 },
  'pps-systematic': { method: 'pps-systematic', main: 12, sortBy: ['县'] },
  'two-stage': { method: 'two-stage', clusters: 8, main: 2, reserve: 1 },
  'two-stage in strata': {
    method: 'two-stage',
    stratifyBy: '县',
    clusterMethod: 'simple',
    allocation: 'fixed',
    fixed: { 甲县: 3, 乙县: 2, 'C-3': 2 },
    clusters: 7,
    main: 2,
  },
} as const;

describe.each(Object.entries(designs))('a draw from a table: %s', (_, design) => {
  const out = drawn(
    ...columns,
    '--design',
    write('design.json', design),
    '--randomness',
    '2026136-03.08.11',
    '--code',
    'k7',
  );

  it('writes evidence without anything but ids, and a sample with weights', async () => {
    const plain = ['simple', 'stratified', 'systematic'].includes(design.method);
    expect(readdirSync(await out).toSorted()).toEqual([
      'certificate.html',
      'frame-ids.csv',
      'manifest.json',
      'sample.csv',
      plain ? 'verify_draw.py' : 'verify_designs.py',
    ]);
    for (const name of readdirSync(await out))
      expect(readFileSync(join(await out, name), 'utf8')).not.toContain('企业9');
    const { units, format } = manifestIn(await out);
    expect(format).toBe('pingyi-draw-manifest/2');
    const [header, ...rows] = readFileSync(join(await out, 'sample.csv'), 'utf8')
      .trimEnd()
      .split('\r\n');
    const names = header!.replace('\ufeff', '').split(',');
    expect(rows).toHaveLength(units.length);
    for (const [r, row] of rows.entries()) {
      const cells = row.split(',');
      expect(cells[0]).toBe(units[r]!.id);
      expect(Number(cells[names.indexOf('入样概率')])).toBe(fractionValue(units[r]!.probability!));
      expect(Number(cells[names.indexOf('设计权数')])).toBeCloseTo(1 / fractionValue(units[r]!.probability!), 9);
    }
  });

  it('gives the same bytes from the table with its rows in any order', async () => {
    const [header, ...rows] = firms.split('\r\n');
    const turned = write('企业.csv', [header!, ...rows.toReversed()].join('\n'));
    const again = await drawn(
      ...`--table ${turned} --randomness 2026136-03.08.11 --code k7`.split(' '),
      ...columns.slice(2),
      '--design',
      write('design.json', design),
      '--title',
      manifestIn(await out).title,
    );
    for (const name of readdirSync(await out))
      expect(readFileSync(join(again, name)).equals(readFileSync(join(await out, name))), name).toBe(true);
  });

  it('is verified from the folder, by the script too, and not once anything is edited', async () => {
    const path = join(await out, 'manifest.json');
    const good = await run(verifyCommand, path);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/结论：全部一致\n$/);
    const script = readdirSync(await out).find((name) => name.endsWith('.py'))!;
    if (spawnSync('python3', ['--version']).status === 0) {
      const place = await out;
      const files = [script, 'manifest.json', 'frame-ids.csv'].map((name) => join(place, name));
      const { status, stdout } = spawnSync('python3', files, { encoding: 'utf8' });
      expect({ status, wrong: stdout.split('\n').filter((line) => line.startsWith('DIFFERS')) }).toEqual({
        status: 0,
        wrong: [],
      });
    }
    const manifest = manifestIn(await out);
    const [one, ...others] = manifest.units;
    const edits: Partial<DrawManifest>[] = [
      { units: others },
      { units: [{ ...one!, probability: '1/999', weight: '999' }, ...others] },
      { design: { ...manifest.design, replicateSize: 1 } },
      { frame: { ...manifest.frame, table: '0'.repeat(64) } },
    ];
    for (const edit of edits) {
      const edited = { ...manifest, ...edit };
      const fitted = write('manifest.json', formatManifest({ ...edited, digest: manifestDigest(edited) }));
      const { code, stdout } = await run(verifyCommand, fitted, '--ids', join(await out, 'frame-ids.csv'));
      expect(code).toBe(1);
      expect(stdout).toContain('一致   抽样清单摘要');
      expect(stdout).toMatch(/不一致 (层|抽样框全表|抽中的群)/);
    }
  });

  it('does not agree with a frame in which one person has another stratum, cluster or size', async () => {
    const ids = readFileSync(join(await out, 'frame-ids.csv'), 'utf8').split('\r\n');
    const cells = ids[5]!.split(',');
    for (let at = 1; at < cells.length; at += 1) {
      const changed = cells.with(
        at,
        cells[at] === '3'
          ? '4'
          : (ids
              .slice(1, -1)
              .map((row) => row.split(',')[at]!)
              .find((cell) => cell !== cells[at]) ?? '3'),
      );
      if (changed[at] === cells[at] || cells[at] === 'all') continue;
      const file = write('frame-ids.csv', ids.with(5, changed.join(',')).join('\r\n'));
      const { code } = await run(verifyCommand, join(await out, 'manifest.json'), '--ids', file);
      expect({ at, code }).toEqual({ at, code: 1 });
    }
  });
});

describe('a draw of random digits', () => {
  const blocks = write('号段.csv', '前缀,位数\n1380010,4\n1391234,4\n0571880,3\n');
  const design = write('rdd.json', { method: 'random-digits', main: 40, reserve: 20, replicateSize: 10 });
  const excluded = Array.from({ length: 300 }, (_, i) => `1380010${String(i * 30).padStart(4, '0')}`);
  const exclude = write('不再拨打.txt', `号码\n${excluded.join('\n')}\n`);
  const out = drawn('--blocks', blocks, '--design', design, '--exclude', exclude, '--randomness', '2026136-03.08.11');

  it('keeps the numbers to their owner and out of everything else', async () => {
    expect(statSync(join(await out, 'numbers.csv')).mode & 0o777).toBe(0o600);
    const numbers = readFileSync(join(await out, 'numbers.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(',').at(-1)!);
    expect(new Set(numbers).size).toBe(60);
    for (const number of numbers) {
      expect(number).toMatch(/^(1380010\d{4}|1391234\d{4}|0571880\d{3})$/);
      expect(excluded).not.toContain(number);
      for (const name of readdirSync(await out).filter((one) => one !== 'numbers.csv'))
        expect(readFileSync(join(await out, name), 'utf8')).not.toContain(number);
    }
  });

  it('verifies with the list of excluded numbers, without it, and not with another', async () => {
    const path = join(await out, 'manifest.json');
    const full = await run(verifyCommand, path, '--exclude', exclude);
    expect(full.stdout).toMatch(/一致 {3}排除的号码：号段里排除300个号码/);
    expect(full.code).toBe(0);
    const open = await run(verifyCommand, path);
    expect(open.code).toBe(0);
    expect(open.stdout).toContain('没有排除表');
    const other = write('另一份.txt', excluded.slice(1).join('\n'));
    expect((await run(verifyCommand, path, '--exclude', other)).code).toBe(1);
    const manifest = manifestIn(await out);
    expect(manifest.design.excluded!.count).toBe(300);
    const fewer = { ...manifest, units: manifest.units.slice(1) };
    const fitted = write('manifest.json', formatManifest({ ...fewer, digest: manifestDigest(fewer) }));
    expect((await run(verifyCommand, fitted)).code).toBe(1);
  });

  it('can be extended, the first numbers staying first', async () => {
    const more = await drawn('--extend', join(await out, 'manifest.json'), '--main', '80', '--exclude', exclude);
    const lines = (folderOf: string) =>
      readFileSync(join(folderOf, 'numbers.csv'), 'utf8')
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(',').at(-1)!);
    expect(lines(more).slice(0, 61)).toEqual(lines(await out));
    expect(lines(more)).toHaveLength(101);
    expect((await run(verifyCommand, join(more, 'manifest.json'), '--exclude', exclude)).code).toBe(0);
  });
});

describe('drawing more later', () => {
  it('keeps everybody at the same place, in every stratum, and refuses to take anybody away', async () => {
    const first = await drawn(...columns, '--design', write('d.json', designs.stratified), '--seed', seed);
    const more = await drawn('--extend', first, '--main', '41');
    const before = manifestIn(first);
    const after = manifestIn(more);
    expect(after.strata.reduce((sum, { main }) => sum + main, 0)).toBe(41);
    for (const [h, { code, main }] of before.strata.entries()) {
      expect(after.strata[h]!.main).toBeGreaterThanOrEqual(main);
      const list = ({ units }: DrawManifest) =>
        units.filter(({ stratum }) => stratum === code).map(({ id, rank, replicate }) => [id, rank, replicate]);
      expect(list(after).slice(0, list(before).length)).toEqual(list(before));
    }
    expect((await run(verifyCommand, join(more, 'manifest.json'))).code).toBe(0);
    expect(await refusal('--extend', first, '--main', '19', '--out', fresh())).toEqual([
      1,
      expect.stringContaining('extend-shrinks: 接着抽只能加'),
    ]);
    const sizes = write('sizes.json', { 甲县: 2 });
    expect(await refusal('--extend', first, '--sizes', sizes, '--out', fresh())).toEqual([
      1,
      expect.stringContaining('extend-shrinks'),
    ]);
    const named = manifestIn(await drawn('--extend', first, '--sizes', write('sizes.json', { 甲县: 20 })));
    expect(named.strata.find(({ code }) => code === '甲县')!.main).toBe(20);
  });

  it.each(['simple', 'poisson', 'sequential-poisson', 'two-stage'] as const)('works for %s', async (name) => {
    const first = await drawn(...columns, '--design', write('d.json', designs[name]), '--seed', seed);
    const more = await drawn('--extend', first, '--main', name === 'two-stage' ? '3' : '16');
    const key = ({ id, cluster = '', rank }: DrawManifest['units'][number]) => `${cluster} ${rank} ${id}`;
    const now = new Set(manifestIn(more).units.map(key));
    for (const unit of manifestIn(first).units) expect(now).toContain(key(unit));
    expect((await run(verifyCommand, join(more, 'manifest.json'))).code).toBe(0);
  });

  it('is refused where it would move people, where the frame has changed, and for what it does not take', async () => {
    for (const name of ['systematic', 'pareto', 'pps-systematic'] as const) {
      const first = await drawn(...columns, '--design', write('d.json', designs[name]), '--seed', seed);
      expect(await refusal('--extend', first, '--main', '30', '--out', fresh())).toEqual([
        1,
        expect.stringContaining('extend-moves'),
      ]);
    }
    const first = await drawn(...columns, '--design', write('d.json', designs.simple), '--seed', seed);
    const ids = readFileSync(join(first, 'frame-ids.csv'), 'utf8').split('\r\n');
    const fewer = write('frame-ids.csv', ids.toSpliced(7, 1).join('\r\n'));
    expect(await refusal('--extend', first, '--ids', fewer, '--main', '30', '--out', fresh())).toEqual([
      1,
      expect.stringContaining('manifest-differs'),
    ]);
    expect(await refusal('--extend', first, '--main', '30', '--seed', seed, '--out', fresh())).toEqual([
      2,
      expect.stringContaining('不用 --seed'),
    ]);
    expect(await refusal('--extend', first, '--out', fresh())).toEqual([2, expect.stringContaining('--main')]);
  });
});

describe('a permanent seed', () => {
  const secret = '5e'.repeat(32);
  const file = write('seed.txt', `${secret}\n`);
  const design = write('d.json', { method: 'stratified', main: 15, replicateSize: 5 });

  it('is committed to, not published, and verifies once revealed', async () => {
    const out = await drawn(...columns, '--design', design, '--seed-file', file);
    for (const name of readdirSync(out)) expect(readFileSync(join(out, name), 'utf8')).not.toContain(secret);
    const sealed = await run(verifyCommand, join(out, 'manifest.json'));
    expect(sealed.code).toBe(1);
    expect(sealed.stdout).toContain('长期种子还没有公开');
    const reveal = write('reveal.json', formatSeedReveal(secret));
    const opened = await run(verifyCommand, join(out, 'manifest.json'), '--seed-file', reveal);
    expect([opened.code, opened.stdout]).toEqual([0, expect.stringContaining('与当时公布的承诺值一致')]);
    const wrong = await run(verifyCommand, join(out, 'manifest.json'), '--seed-file', write('s', '5f'.repeat(32)));
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('不是同一个种子')]);
    expect(await refusal(...columns, '--design', design, '--seed-file', write('s', 'short'), '--out', fresh())).toEqual(
      [2, expect.stringContaining('permanent-seed-malformed')],
    );
  });

  it('lets the next draw avoid the people of the last, or keep them', async () => {
    const first = await drawn(...columns, '--design', design, '--seed-file', file);
    const people = new Set(manifestIn(first).units.map(({ id }) => id));
    const after = await drawn(...columns, '--design', design, '--seed-file', file, '--start-after', first);
    expect(manifestIn(after).units.filter(({ id }) => people.has(id))).toEqual([]);
    expect((await run(verifyCommand, join(after, 'manifest.json'), '--seed-file', file)).code).toBe(0);
    const as = await drawn(
      ...columns,
      '--design',
      design,
      '--seed-file',
      file,
      '--start-as',
      join(first, 'manifest.json'),
    );
    expect(manifestIn(as).units).toEqual(manifestIn(first).units);
    expect(
      await refusal(...columns, '--design', design, '--seed', seed, '--start-after', first, '--out', fresh()),
    ).toEqual([2, expect.stringContaining('start-other-seed')]);
    const own = ['--draw-code', 'b', '--seed-file', file];
    expect(await refusal(...columns, '--design', design, ...own, '--start-after', first, '--out', fresh())).toEqual([
      2,
      expect.stringContaining('start-other-scope'),
    ]);
    const systematic = write('d.json', designs.systematic);
    expect(
      await refusal(...columns, '--design', systematic, '--seed-file', file, '--start-after', first, '--out', fresh()),
    ).toEqual([2, expect.stringContaining('没有起点')]);
  });
});

describe('what a table cannot be', () => {
  const simple = write('d.json', { method: 'simple', main: 2 });
  const from = (text: string, ...args: readonly string[]) =>
    refusal('--table', write('t.csv', text), '--design', simple, '--seed', seed, '--out', fresh(), ...args);

  it('is said in words with the row', async () => {
    expect(await from('编号\na1\n13800138000\n')).toEqual([
      2,
      expect.stringMatching(/unit-id-personal: .*第3行的编号像是电话.*--id-key/),
    ]);
    expect(await from('编号\na1\n450102199001011234\n')).toEqual([2, expect.stringContaining('unit-id-personal')]);
    expect(await from('编号\na1\n张三\n')).toEqual([2, expect.stringMatching(/unit-id-malformed: .*第3行/)]);
    expect(await from('编号\na1\na1\na2\n')).toEqual([1, expect.stringContaining('unit-id-repeated')]);
    expect(await from('名称\na1\n')).toEqual([2, expect.stringMatching(/看不出哪一列是编号.*--id/)]);
    expect(await from('编号,名\na1,x\n,y\n')).toEqual([2, expect.stringMatching(/第3行没有“编号”/)]);
    expect(await from('编号\na1\n')).toEqual([1, expect.stringContaining('draw-larger-than-stratum')]);
    const sized = (text: string) =>
      refusal(
        '--table',
        write('t.csv', text),
        '--design',
        write('d.json', { method: 'pareto', main: 1 }),
        '--seed',
        seed,
        '--out',
        fresh(),
      );
    expect(await sized('编号,规模\na1,3\na2,大\n')).toEqual([
      2,
      expect.stringMatching(/第3行“规模”应是0以上的数，现在是“大”/),
    ]);
    expect(await sized('编号,规模\na1,3\na2,-1\n')).toEqual([2, expect.stringMatching(/第3行“规模”/)]);
    expect(await sized('编号\na1\n')).toEqual([2, expect.stringMatching(/看不出哪一列是规模/)]);
  });

  it('with a key, telephone numbers become pseudonyms', async () => {
    const key = write('key.txt', 'ab'.repeat(32));
    const out = await drawn(
      '--table',
      write('t.csv', '编号\n13800138000\n13800138001\n13800138002\n'),
      '--design',
      simple,
      '--seed',
      seed,
      '--id-key',
      key,
    );
    expect(manifestIn(out).unitIds).toBe('centre-key/1');
    for (const name of readdirSync(out)) expect(readFileSync(join(out, name), 'utf8')).not.toContain('1380013');
    expect((await run(verifyCommand, join(out, 'manifest.json'))).code).toBe(0);
  });

  it('and a reserve that sizes of 0 leave no room for is called by its name', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `p-${i},${i < 8 ? i + 1 : 0}`);
    const table = write('zeros.csv', `编号,规模\n${rows.join('\n')}\n`);
    const design = write('d.json', { method: 'pareto', main: 4, reserve: 6 });
    expect(await refusal('--table', table, '--design', design, '--seed', seed, '--out', fresh())).toEqual([
      1,
      expect.stringContaining('除主样本外还能抽4个，备用样本要6个，多出2个；请减少备用样本'),
    ]);
    const more = write('d.json', { method: 'poisson', main: 9 });
    expect(await refusal('--table', table, '--design', more, '--seed', seed, '--out', fresh())).toEqual([
      1,
      expect.stringContaining('规模大于0的共有8个，主样本要9个，多出1个'),
    ]);
  });

  it('and a design that does not fit is refused before anything is drawn', async () => {
    const wrong = (design: object, ...args: readonly string[]) =>
      refusal(...columns, '--design', write('d.json', design), '--seed', seed, '--out', fresh(), ...args);
    expect(await wrong({ method: 'brewer', main: 3 })).toEqual([2, expect.stringContaining('design-malformed')]);
    expect(await wrong({ method: 'pareto', main: 3, rate: '0.1' })).toEqual([
      2,
      expect.stringContaining('design-malformed'),
    ]);
    expect(await wrong({ method: 'poisson', main: 3, reserve: 3 })).toEqual([
      1,
      expect.stringContaining('reserve-not-poisson'),
    ]);
    expect(await wrong({ method: 'bernoulli', rate: '1.5' })).toEqual([
      1,
      expect.stringContaining('probability-malformed'),
    ]);
    expect(await wrong({ method: 'bernoulli' })).toEqual([2, expect.stringContaining('rate')]);
    expect(await wrong({ method: 'two-stage', clusters: 999, main: 1 })).toEqual([
      1,
      expect.stringContaining('larger'),
    ]);
    expect(await wrong({ method: 'stratified', main: 3, allocation: 'fixed' })).toEqual([
      2,
      expect.stringContaining('fixed'),
    ]);
    expect(await wrong({ method: 'systematic', main: 3, sortBy: ['没有'] })).toEqual([
      2,
      expect.stringContaining('没有“没有”这一列'),
    ]);
    expect(await wrong({ method: 'random-digits', main: 3 })).toEqual([2, expect.stringContaining('--blocks')]);
    expect(await wrong({ method: 'simple', main: 3 }, '--blocks', '-')).toEqual([
      2,
      expect.stringContaining('一次只能用一种'),
    ]);
    expect(await wrong({ method: 'simple', main: 3 }, '--main', '3')).toEqual([
      2,
      expect.stringContaining('--main 只和 --extend 一起用'),
    ]);
  });
});

describe('lists', () => {
  const campaign = join(root, 'test/reference/cases/corpus/campaign');
  const cadres = join(campaign, '民政厅-附件2.xlsx');
  const topics = join(campaign, '民政厅-附件3.xlsx');

  it.each([
    ['Bernoulli by city', { method: 'bernoulli', stratifyBy: 'city', rate: '0.1' }],
    ['two stages: cities, then persons', { method: 'two-stage', clusterBy: 'city', clusters: 4, main: 10, reserve: 5 }],
  ])('can be drawn from by %s', async (_, design) => {
    const out = await drawn('--frame', topics, '--design', write('d.json', design), '--seed', seed);
    expect(readdirSync(out)).toContain('call-list.xlsx');
    const path = join(out, 'manifest.json');
    expect((await run(verifyCommand, path, '--frame', topics)).stdout).toMatch(/结论：全部一致/);
    expect((await run(verifyCommand, path)).code).toBe(0);
  });

  it('that stood beside are named, asked for, and not drawn from', async () => {
    const design = write('d.json', { method: 'simple', main: 20 });
    const out = await drawn('--frame', topics, '--beside', cadres, '--design', design, '--seed', seed);
    const { source, frame } = manifestIn(out);
    expect(source!.lists).toHaveLength(1);
    expect(source!.beside).toMatchObject([{ department: '自治区民政厅', list: 'system-cadres', attachment: 2 }]);
    expect(frame.size).toBe(source!.lists[0]!.usable);
    const path = join(out, 'manifest.json');
    const alone = await run(verifyCommand, path, '--frame', topics);
    expect([alone.code, alone.stderr]).toEqual([
      2,
      expect.stringMatching(/file-missing: 还缺1份名单的文件（自治区民政厅 附件2 .*没有从中抽样/),
    ]);
    expect((await run(verifyCommand, path, '--frame', topics, cadres)).stdout).toMatch(/结论：全部一致/);
    expect(await refusal('--frame', topics, '--beside', '--design', design, '--seed', seed, '--out', fresh())).toEqual([
      2,
      expect.stringContaining('--beside'),
    ]);
  });

  it('refuse a design by size, which they have no column for', async () => {
    const design = write('d.json', { method: 'pareto', main: 20 });
    expect(await refusal('--frame', topics, '--design', design, '--seed', seed, '--out', fresh())).toEqual([
      2,
      expect.stringContaining('--table'),
    ]);
  });
});
