/**
 * The checks an outsider runs, in CPython for WebAssembly, over every design: they agree with what the island drew, written
 * apart from it in another language, and with nothing that was edited.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildManifest,
  commitSeed,
  deriveSeed,
  formatManifest,
  frameDigest,
  manifestDigest,
  selectSample,
  type DrawManifest,
  type SelectionDesign,
} from '#sampling';
import { columnsOf, formatFrameIds } from '../../../server/draws/frame-ids.ts';
import { runInPyodide } from '../../support/python.ts';
import { accepted, designs, frameUnits } from './draw-designs.support.ts';

const script = (name: string) => readFileSync(new URL(`../../../sampling/check/${name}`, import.meta.url), 'utf8');
const scripts = { 'verify_draw.py': script('verify_draw.py'), 'verify_designs.py': script('verify_designs.py') };
const digest = frameDigest(frameUnits.map(({ id }) => id));
const derived = deriveSeed(digest, '2026136-03.08', 'k7');

function manifestOf(design: SelectionDesign, value: string, excluded: readonly string[] = []): DrawManifest {
  const dial = design.method === 'random-digits';
  const units = dial ? [] : frameUnits;
  return buildManifest({
    title: '“各种”方案\t\u2028😀',
    unitIds: dial ? 'dial-number/1' : 'given/1',
    units,
    seed:
      value === derived
        ? { value, publicRandomness: '2026136-03.08', oneTimeCode: 'k7', derived: true }
        : { value, derived: false },
    selection: accepted(selectSample({ units, excluded }, design, value)),
  });
}

// Loading Python takes its time.
beforeAll(async () => void (await runInPyodide('nothing.py', '', {})), 60_000);

async function check(manifest: DrawManifest, seedFile?: string) {
  const dial = manifest.design.method === 'random-digits';
  const plain = ['simple', 'stratified', 'systematic'].includes(manifest.design.method);
  const name = plain ? 'verify_draw.py' : 'verify_designs.py';
  const frame = dial ? {} : { 'frame-ids.csv': formatFrameIds(frameUnits, columnsOf(manifest)) };
  return runInPyodide(name, scripts[name], {
    'manifest.json': formatManifest(manifest),
    ...frame,
    ...(seedFile === undefined ? {} : { 'seed.txt': seedFile }),
  });
}

describe.each(Object.entries(designs))('the script for %s', (_, design: SelectionDesign) => {
  it.each(['another-seed-for-the-scripts', 'yet-another-seed-of-16-characters', derived])(
    'finds a draw good',
    async (value) => {
      // The blocks of a random-digit draw are another frame, from which another seed derives.
      if (design.method === 'random-digits' && value === derived) return;
      const { code, lines } = await check(manifestOf(design, value));
      expect(lines.filter((line) => !line.startsWith('OK '))).toEqual([]);
      expect(code).toBe(0);
    },
  );

  it('sees every unit replaced, reordered, dropped or given another chance, with the digest made to fit', async () => {
    const good = manifestOf(design, 'another-seed-for-the-scripts');
    const [one, two, ...others] = good.units;
    const edits: Partial<DrawManifest>[] = [
      { units: [{ ...one!, id: two!.id }, { ...two!, id: one!.id }, ...others] },
      { units: good.units.slice(0, -1) },
      { units: [{ ...one!, probability: '1/7777' }, two!, ...others] },
      { units: [{ ...one!, weight: '7777' }, two!, ...others] },
      { strata: good.strata.map((stratum) => ({ ...stratum, population: stratum.population + 1 })) },
      { strata: good.strata.map((stratum) => ({ ...stratum, main: stratum.main + 1 })) },
    ];
    for (const edit of edits) {
      const edited = { ...good, ...edit };
      const { code } = await check({ ...edited, digest: manifestDigest(edited) });
      expect({ edit: Object.keys(edit), found: code > 0 }).toEqual({ edit: Object.keys(edit), found: true });
    }
  });
});

it('the script walks past excluded numbers and counts them', async () => {
  const plain = accepted(selectSample({ units: [] }, designs['random digits'], derived)).numbers!;
  const { code, lines } = await check(manifestOf(designs['random digits'], 'seed-with-excluded-numbers', plain));
  expect({ code, wrong: lines.filter((line) => !line.startsWith('OK ')) }).toEqual({ code: 0, wrong: [] });
  const own = accepted(selectSample({ units: [] }, designs['random digits'], 'seed-with-excluded-numbers')).numbers!;
  const met = await check(manifestOf(designs['random digits'], 'seed-with-excluded-numbers', own.slice(3, 9)));
  expect(met.code).toBe(0);
  expect(met.lines).toContainEqual(expect.stringContaining('6 of 6 excluded'));
});

it.each(['stratified', 'Pareto'] as const)(
  'a committed seed is asked for, and checked against its commitment: %s',
  async (name) => {
    const seed = '5e'.repeat(32);
    const open = manifestOf(designs[name], seed);
    const content = { ...open, seed: { commitment: commitSeed(seed), derived: false } };
    const sealed = { ...content, digest: manifestDigest(content) };
    expect((await check(sealed, `${seed}\n`)).code).toBe(0);
    expect((await check(sealed, '5f'.repeat(32))).code).toBeGreaterThan(1);
    expect((await check(sealed)).code).not.toBe(0);
  },
);
