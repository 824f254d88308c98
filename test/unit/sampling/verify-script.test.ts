/**
 * The check an outsider runs, in a real Python: the interpreter of this machine when it has one, and always CPython
 * compiled to WebAssembly. It must agree with a good draw and with nothing that was edited.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildManifest,
  deriveSeed,
  draw,
  type DrawDesign,
  type DrawUnit,
  formatManifest,
  frameDigest,
  manifestDigest,
  type Outcome,
  parseManifest,
} from '#sampling';

const script = fileURLToPath(new URL('../../../sampling/check/verify_draw.py', import.meta.url));

const units: DrawUnit[] = Array.from({ length: 90 }, (_, i) => ({
  id: `k:${(i * 7919).toString(36)}`,
  stratum: ['公安局', '教育局', 'C-3'][i % 3]!,
  sort: [['鼓楼区', '台江区', '马尾区', '\u{20000}'][i % 4]!, String(i % 5)],
}));
const frameCsv = `\ufeffid,stratum,区县,"序,号"\r\n${units.map(({ id, stratum, sort }) => [id, stratum, ...sort!].join(',')).join('\r\n')}\r\n`;
const digest = frameDigest(units.map(({ id }) => id));
const randomness = '2026136-03.08.11.19.25.30+07';
const stratum = (code: string, main: number, reserve: number, start?: string) => ({
  code,
  main,
  reserve,
  ...(start ? { start } : {}),
});
const threeStrata = [stratum('公安局', 8, 3), stratum('教育局', 7, 0, `c${'0'.repeat(63)}`), stratum('C-3', 30, 0)];
const base = { scope: 'unit', replicateSize: 4 };
const designs: Readonly<Record<string, DrawDesign>> = {
  simple: { ...base, method: 'simple', strata: [stratum('all', 12, 6)] },
  'under a draw code': { ...base, method: 'simple', scope: 'unit:2026-b', strata: [stratum('all', 12, 6)] },
  stratified: { ...base, method: 'stratified', strata: threeStrata },
  'systematic over the whole frame': {
    ...base,
    method: 'systematic',
    sortBy: ['区县', '序,号'],
    strata: [stratum('all', 13, 6)],
  },
  'systematic in strata': {
    ...base,
    method: 'systematic',
    strata: [stratum('公安局', 8, 3), stratum('教育局', 7, 0), stratum('C-3', 0, 0)],
  },
};

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}

function manifestOf(design: DrawDesign, code?: string): string {
  const derived = deriveSeed(digest, randomness, code);
  const seed = { value: derived, publicRandomness: randomness, ...(code ? { oneTimeCode: code } : {}), derived: true };
  const drawn = accepted(draw(units, design, derived));
  const title = '“二〇二六”年度\t群众评议 \\ / \u007f\u2028😀';
  return formatManifest(
    buildManifest({ title, unitIds: 'frame-key/1', frameIds: units.map(({ id }) => id), seed, draw: drawn }),
  );
}

interface Run {
  readonly code: number;
  readonly lines: readonly string[];
}
type Python = (manifest: string, frame: string) => Run;

const other = (letter: string) => (letter === '7' ? '8' : '7');

function judge(run: Python): void {
  describe.each(Object.entries(designs))('a draw that is %s', (_, design) => {
    it.each([undefined, 'k7'])('is found good', (code) => {
      const { code: exit, lines } = run(manifestOf(design, code), frameCsv);
      expect(lines).toHaveLength(5 + design.strata.length);
      expect(lines.every((line) => line.startsWith('OK '))).toBe(true);
      expect(exit).toBe(0);
    });
  });

  const good = manifestOf(designs['stratified']!, 'k7');
  const first = /"id":"([^"]+)"[^}]*"ticket":"([0-9a-f]{64})"/.exec(good)!;
  it.each([
    ['a ticket', first[2]!, first[2]!.slice(0, -1) + other(first[2]!.at(-1)!)],
    ['an id', `"id":"${first[1]!}"`, `"id":"${first[1]!.slice(0, -1)}_"`],
    ['a rank', '"rank":3', '"rank":4'],
    ['a replicate', '"replicate":2', '"replicate":3'],
    ['a part', '"part":"reserve"', '"part":"main"'],
    ['a size', '"main":7', '"main":6'],
    ['a population', '"population":30', '"population":31'],
    ['the seed', deriveSeed(digest, randomness, 'k7'), deriveSeed(digest, randomness, 'k8')],
    ['the randomness', '2026136', '2026137'],
    ['the one-time code', '"k7"', '"k8"'],
    ['the frame size', '"size":90', '"size":91'],
    ['the scope', '"scope":"unit"', '"scope":"unit:a"'],
    ['a start point', 'c000', 'd000'],
    ['the replicate size', '"replicateSize":4', '"replicateSize":5'],
    ['the title', '年度', '年庹'],
    ['the rule', 'prn-hmac-sha256/1', 'prn-hmac-sha256/2'],
    ['the frame digest', digest, digest.replace(/.$/, (letter) => other(letter))],
    ['the stratum of a unit', '"stratum":"公安局"', '"stratum":"公安"'],
  ])('sees an edit of %s', (_, from, to) => {
    const edited = good.replace(from, to);
    expect(edited).not.toBe(good);
    const { code, lines } = run(edited, frameCsv);
    expect(code).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith('DIFFERS'))).toHaveLength(code);
  });

  it('names the stratum of a changed list even when the digest was made to fit', () => {
    const edited = accepted(parseManifest(good));
    const [one, two, ...others] = edited.units;
    const units = [{ ...one!, id: two!.id }, { ...two!, id: one!.id }, ...others];
    const fitted = formatManifest({ ...edited, units, digest: manifestDigest({ ...edited, units }) });
    const { code, lines } = run(fitted, frameCsv);
    expect(lines.filter((line) => line.startsWith('DIFFERS'))).toEqual([expect.stringContaining('公安局')]);
    expect(code).toBe(1);
  });

  it('sees a frame with one person more, one less, one twice or one in another stratum', () => {
    const rows = frameCsv.trimEnd().split('\r\n');
    const frames = [
      [...rows, 'k:new,C-3,鼓楼区,1'],
      rows.slice(0, -1),
      [...rows, rows[5]!],
      rows.map((row, i) => (i === 1 ? row.replace('公安局', '教育局') : row)),
    ];
    for (const frame of frames) expect(run(good, `${frame.join('\n')}\n`).code).toBeGreaterThan(0);
  });
}

describe('the check script in CPython for WebAssembly', () => {
  let python: Awaited<ReturnType<typeof loadPyodide>>;
  const printed: string[] = [];
  beforeAll(async () => {
    const folder = dirname(fileURLToPath(import.meta.resolve('pyodide')));
    python = await loadPyodide({ indexURL: `${folder}/`, stdout: (line) => printed.push(line) });
    python.FS.writeFile('/verify_draw.py', readFileSync(script, 'utf8'));
  }, 60_000);

  judge((manifest, frame) => {
    printed.length = 0;
    python.FS.writeFile('/manifest.json', manifest);
    python.FS.writeFile('/frame-ids.csv', frame);
    const code: number = python.runPython(`
import runpy, sys
sys.argv = ['verify_draw.py', '/manifest.json', '/frame-ids.csv']
try:
    runpy.run_path('/verify_draw.py', run_name='__main__')
    code = 0
except SystemExit as stop:
    code = stop.code
code`);
    return { code, lines: [...printed] };
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
describe.runIf(hasPython)('the check script in the Python of this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-verify-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  judge((manifest, frame) => {
    const files = [join(folder, 'manifest.json'), join(folder, 'frame-ids.csv')] as const;
    writeFileSync(files[0], manifest);
    writeFileSync(files[1], frame);
    const { status, stdout } = spawnSync('python3', [script, ...files], { encoding: 'utf8' });
    return { code: status ?? -1, lines: stdout.trim().split(/\r?\n/) };
  });
});
