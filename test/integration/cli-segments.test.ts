/** The number-segment table on the command line: what it changes, and that a draw stays the same draw. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, expect, it } from 'vitest';
import type { FrameDocument } from '#sampling';
import { drawCommand } from '../../server/cli/draw.ts';
import { frameCheck } from '../../server/cli/frame-check.ts';
import { root } from '../support/cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'pingyi-cli-segments-'));
afterAll(() => rmSync(folder, { recursive: true }));
const topics = join(root, 'test/reference/cases/corpus/campaign/民政厅-附件3.xlsx');
const asked = [topics, '--list', 'hot-topics', '--attachment', '3'];

async function run(command: typeof drawCommand, ...args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await command(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
  return { code, stdout, stderr };
}
async function checked(...args: readonly string[]) {
  return JSON.parse((await run(frameCheck, ...asked, ...args, '--json')).stdout) as FrameDocument & {
    segments?: { sha256: string; segments: number };
  };
}
function table(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const plain = await checked();
const mobiles = plain.persons.flatMap(({ numbers }) => numbers.filter(({ type }) => type === 'mobile'));
const segments = [...new Set(mobiles.map(({ e164 }) => e164.slice(3, 10)))];
/** Every other segment is of 柳州. */
const half = table('号段.csv', [
  '号段,区号',
  ...segments.map((one, i) => `${one},${i % 2 ? '0771' : '0772'}`),
  '138,0771',
]);

it('dials by the table and changes nothing else of the check', async () => {
  const judged = await checked('--segments', half);
  expect(judged.segments).toEqual({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    segments: segments.length,
  });
  const away = new Set(segments.filter((_, i) => i % 2 === 0));
  for (const { type, e164, dial } of judged.persons.flatMap(({ numbers }) => numbers))
    if (type === 'mobile') expect(dial).toBe(`${away.has(e164.slice(3, 10)) ? '0' : ''}${e164.slice(3)}`);
  expect(judged.lists[0]?.segments).toMatchObject({ unknown: 0 });
  expect(plain.lists[0]).not.toHaveProperty('segments');
  const strip = (document: FrameDocument) =>
    JSON.stringify(document, (key, value: unknown) =>
      ['dial', 'segments', 'issues'].includes(key) ? undefined : value,
    );
  expect(strip(judged)).toBe(strip(plain));
  const words = await run(frameCheck, ...asked, '--segments', half);
  expect(words.stdout).toContain('按号段表:外地手机没有加0');
});

it('refuses what is no table in one line', async () => {
  const wrong = await run(frameCheck, ...asked, '--segments', table('不是.csv', ['姓名,手机', '张三,13800000001']));
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toMatch(/^pingyi: bad-usage: 不是.csv: 不是号段表：[^\n]+\n$/);
  const absent = await run(frameCheck, ...asked, '--segments', join(folder, '没有.csv'));
  expect(absent.stderr).toBe('pingyi: file-not-found: 没有.csv: 找不到文件\n');
});

it('gives a call list its dial strings and leaves the manifest as it is', async () => {
  const design = join(folder, 'design.json');
  writeFileSync(design, JSON.stringify({ method: 'simple', main: 30, reserve: 0, replicateSize: 30 }));
  const draw = async (out: string, ...more: readonly string[]) => {
    const args = ['--frame', topics, '--design', design, '--seed', '20260118-03.08.11.19', '--out', join(folder, out)];
    return run(drawCommand, ...args, ...more);
  };
  expect((await draw('without')).code).toBe(0);
  const done = await draw('with', '--segments', half);
  expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('另有1行没有采用或重复')]);
  const text = (out: string) => readFileSync(join(folder, out, 'manifest.json'), 'utf8');
  expect(text('with')).toBe(text('without'));
  const dials = async (out: string) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(join(folder, out, 'call-list.xlsx'));
    const sheet = book.worksheets[0]!;
    const column = (sheet.getRow(1).values as unknown[]).indexOf('拨号串');
    return sheet.getColumn(column).values.slice(2).map(String);
  };
  const [without, by] = [await dials('without'), await dials('with')];
  expect(by.map((dial) => dial.slice(-11))).toEqual(without.map((dial) => dial.slice(-11)));
  expect(by).not.toEqual(without);
});
