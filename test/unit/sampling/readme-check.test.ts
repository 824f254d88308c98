/** The page of Python in the method statement: it finds good draws good and edited ones not, in a real Python. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildManifest, draw, type DrawDesign, type DrawUnit, formatManifest } from '#sampling';
import { runInPyodide } from '../../support/python.ts';

const readme = readFileSync(fileURLToPath(new URL('../../../sampling/README.md', import.meta.url)), 'utf8');
const script = /```python\n([^]*?)```/.exec(readme)![1]!;
const seed = 'a-seed-of-more-than-sixteen';
const units: DrawUnit[] = Array.from({ length: 60 }, (_, i) => ({
  id: `k:${(i * 7919).toString(36)}`,
  stratum: ['公安局', '教育局'][i % 2]!,
}));
const frame = `id,stratum\n${units.map(({ id, stratum }) => `${id},${stratum}`).join('\n')}\n`;

function manifestOf(design: DrawDesign): string {
  const outcome = draw(units, design, seed);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  const frameIds = units.map(({ id }) => id);
  const about = { title: '评议', unitIds: 'frame-key/1', frameIds, seed: { value: seed, derived: false } } as const;
  return formatManifest(buildManifest({ ...about, draw: outcome.value }));
}
const simple = { method: 'simple', scope: 'unit:b', replicateSize: 4 } as const;
const stratified = { method: 'stratified', scope: 'unit', replicateSize: 4 } as const;
const run = (manifest: string, list: string) =>
  runInPyodide('check.py', script, { 'manifest.json': manifest, 'frame.csv': list });

it('has at most 20 lines', () => expect(script.trim().split('\n').length).toBeLessThanOrEqual(20));

it.each([
  manifestOf({ ...simple, strata: [{ code: 'all', main: 9, reserve: 4 }] }),
  manifestOf({
    ...stratified,
    strata: [
      { code: '公安局', main: 7, reserve: 2, start: `c${'0'.repeat(63)}` },
      { code: '教育局', main: 30, reserve: 0 },
    ],
  }),
])('agrees with a good draw and with nothing edited', { timeout: 60_000 }, async (manifest) => {
  expect(await run(manifest, frame)).toEqual({ code: 0, lines: ['OK'] });
  const [, id] = /"id":"(k:[^"]+)","/.exec(manifest) ?? [];
  for (const edited of [manifest.replace(id!, `${id}x`), manifest.replaceAll(seed, `${seed}x`)]) {
    expect(edited).not.toBe(manifest);
    expect(await run(edited, frame)).toEqual({ code: 1, lines: ['DIFFERS'] });
  }
  expect((await run(manifest, `${frame}k:new,公安局\n`)).code).toBe(1);
});
