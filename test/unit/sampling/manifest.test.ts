/** The manifest: the same bytes every time, and any edit of it is named. */
import { createHash } from 'node:crypto';
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  buildManifest,
  deriveSeed,
  draw,
  type DrawDesign,
  type DrawManifest,
  type DrawUnit,
  formatManifest,
  frameDigest,
  manifestDigest,
  parseManifest,
  verifyManifest,
} from '#sampling';
import { canonicalJson } from '../../../sampling/json.ts';

const units: DrawUnit[] = Array.from({ length: 60 }, (_, i) => ({
  id: `K${String(i).padStart(3, '0')}`,
  stratum: i < 25 ? '公安局' : i < 50 ? '教育局' : 'C-3',
  sort: [i % 2 ? '城区' : '郊区'],
}));
const digest = frameDigest(units.map(({ id }) => id));
const randomness = '2026136-03.08.11.19.25.30+07';
const seed = {
  value: deriveSeed(digest, randomness, 'k7'),
  publicRandomness: randomness,
  oneTimeCode: 'k7',
  derived: true,
};
const design: DrawDesign = {
  method: 'stratified',
  scope: 'unit',
  replicateSize: 5,
  strata: [
    { code: '公安局', main: 6, reserve: 3 },
    { code: '教育局', main: 5, reserve: 5 },
    { code: 'C-3', main: 2, reserve: 0 },
  ],
};

function make(rows: readonly DrawUnit[] = units, changed: Partial<DrawDesign> = {}): DrawManifest {
  const outcome = draw(rows, { ...design, ...changed }, seed.value);
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ message }) => message).join());
  return buildManifest({
    title: '2026年度“群众评议”抽样\n第一次',
    unitIds: 'frame-key/1',
    frameIds: rows.map(({ id }) => id),
    seed,
    draw: outcome.value,
  });
}
function parsed(text: string): DrawManifest {
  const outcome = parseManifest(text);
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.message);
  return outcome.value;
}
type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };
const manifest = make();

/** The manifest with a change and with a digest made to fit, so that only the recomputed draw can tell. */
const forged = (change: (copy: Writable<DrawManifest>) => void): DrawManifest => {
  const copy: Writable<DrawManifest> = JSON.parse(JSON.stringify(manifest));
  change(copy);
  return { ...copy, digest: manifestDigest(copy) };
};
const strata = (m: DrawManifest, rows: readonly DrawUnit[] = units) =>
  verifyManifest(m, rows).strata.map(({ agrees }) => agrees);

const wording = (changed: string) => {
  const outcome = parseManifest(changed);
  return outcome.ok ? 'read' : outcome.refusals[0]!.message;
};

describe('a manifest', () => {
  it('has the same bytes from two runs with the rows in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(units, { minLength: units.length }), (rows) => {
        expect(formatManifest(make(rows))).toBe(formatManifest(manifest));
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('carries the SHA-256 of its own canonical text', () => {
    const text = formatManifest(manifest);
    expect(text).not.toContain(' ');
    const rest = text.trimEnd().replace(`"digest":"${manifest.digest}",`, '');
    expect(rest).toHaveLength(text.length - 1 - `"digest":"${manifest.digest}",`.length);
    expect(createHash('sha256').update(rest).digest('hex')).toBe(manifest.digest);
    expect(manifestDigest(manifest)).toBe(manifest.digest);
  });

  it('has a title that can be written as UTF-8', () => {
    const drawn = draw(units, design, seed.value);
    if (!drawn.ok) throw new Error('refused');
    const ids = units.map(({ id }) => id);
    const odd = buildManifest({ title: 'a\ud800b', unitIds: 'frame-key/1', frameIds: ids, seed, draw: drawn.value });
    expect(odd.title).toBe('a\ufffdb');
    expect(verifyManifest(parsed(formatManifest(odd)), units).agrees).toBe(true);
  });

  it('survives writing and reading', () => {
    expect(parsed(formatManifest(manifest))).toEqual(manifest);
    expect(parsed(`\ufeff${JSON.stringify(manifest, null, 2)}`)).toEqual(manifest);
  });

  it('may say what the frame was made of, under its digest', () => {
    const outcome = draw(units, design, seed.value);
    if (!outcome.ok) throw new Error('draws');
    const made = buildManifest({
      title: manifest.title,
      unitIds: 'centre-key/1',
      frameIds: units.map(({ id }) => id),
      seed,
      draw: outcome.value,
      source: {
        stratifyBy: 'department',
        homeArea: '0771',
        lists: [
          { department: '公安局', list: 'hot-topics', attachment: 3, usable: 25, verdict: 'accepted', files: [digest] },
          {
            department: '',
            list: 'service-users',
            usable: 35,
            verdict: 'returned',
            files: [],
            exemptions: ['address'],
          },
        ],
      },
    });
    expect(parsed(formatManifest(made))).toEqual(made);
    expect(verifyManifest(made, units).agrees).toBe(true);
    const relabelled = parsed(formatManifest(made).replace('"verdict":"returned"', '"verdict":"accepted"'));
    expect(verifyManifest(relabelled, units).manifestDigest.agrees).toBe(false);
    expect(wording(formatManifest(made).replace('"usable":25', '"usable":"25"'))).toMatch(/source\.lists\[0\]\.usable/);
  });

  it('agrees with its frame in any order, drawn by any method', () => {
    const whole = [{ code: 'all', main: 7, reserve: 4 }];
    for (const changed of [
      {},
      { method: 'simple', strata: whole, scope: 'unit:b' },
      { method: 'systematic', strata: whole, sortBy: ['区域'] },
      { method: 'systematic', sortBy: ['区域'] },
    ] as Partial<DrawDesign>[]) {
      const verdict = verifyManifest(parsed(formatManifest(make(units, changed))), units.toReversed());
      expect(verdict).toMatchObject({ agrees: true, strayUnits: [], refusals: [], seedDerivation: { agrees: true } });
      expect(verdict.strata.every(({ agrees }) => agrees)).toBe(true);
    }
  });
});

describe('verification', () => {
  it('names the stratum and the rank of a replaced unit', () => {
    const other = units.find(
      ({ id, stratum }) => stratum === '教育局' && !manifest.units.some((unit) => unit.id === id),
    )!;
    const edited = forged((m) => (m.units[12]!.id = other.id));
    const verdict = verifyManifest(edited, units);
    expect(verdict).toMatchObject({ agrees: false, manifestDigest: { agrees: true } });
    expect(verdict.strata.map(({ agrees }) => agrees)).toEqual([true, false, true]);
    expect(verdict.strata[1]!.firstDifference).toMatchObject({
      rank: 4,
      stated: { id: other.id },
      found: { id: manifest.units[12]!.id },
    });
  });

  it('sees a unit left out, one added, two exchanged, another replicate, part, ticket or stratum', () => {
    const edits: [(m: Writable<DrawManifest>) => void, boolean[]][] = [
      [(m) => void m.units.splice(2, 1), [false, true, true]],
      [(m) => void m.units.push({ ...m.units.at(-1)!, rank: 3 }), [true, true, false]],
      [(m) => void m.units.splice(0, 2, m.units[1]!, m.units[0]!), [false, true, true]],
      [(m) => (m.units[0]!.replicate = 2), [false, true, true]],
      [(m) => (m.units[8]!.part = 'main'), [false, true, true]],
      [(m) => (m.units[9]!.ticket = '0'.repeat(64)), [true, false, true]],
      [(m) => (m.units[0]!.rank = 2), [false, true, true]],
      [(m) => (m.units[18]!.stratum = 'C-3'), [true, false, false]],
    ];
    for (const [edit, expected] of edits) expect(strata(forged(edit))).toEqual(expected);
  });

  it('finds a listed unit of no listed stratum, even when all listed strata agree', () => {
    const edited = forged((m) => void m.units.push({ ...m.units[0]!, stratum: 'X' }));
    const verdict = verifyManifest(edited, units);
    expect(verdict).toMatchObject({ agrees: false, strayUnits: [{ stratum: 'X' }] });
    expect(verdict.strata.every(({ agrees }) => agrees)).toBe(true);
  });

  it('sees edited sizes, start points, populations, seeds and frame facts', () => {
    const agrees = (edit: (m: Writable<DrawManifest>) => void) => verifyManifest(forged(edit), units);
    expect(agrees(() => {}).agrees).toBe(true);
    expect(agrees((m) => (m.strata[0]!.main = 7)).strata[0]!.agrees).toBe(false);
    expect(agrees((m) => (m.strata[2]!.start = m.units.at(-1)!.ticket)).agrees).toBe(false);
    expect(agrees((m) => (m.strata[1]!.population = 26))).toMatchObject({
      agrees: false,
      strata: [{}, { population: { agrees: false, stated: 26, found: 25 } }, {}],
    });
    expect(agrees((m) => (m.seed.oneTimeCode = 'k8')).seedDerivation!.agrees).toBe(false);
    expect(agrees((m) => (m.seed.value = 'another-seed-of-mine')).seedDerivation!.agrees).toBe(false);
    expect(agrees((m) => (m.frame.size = 61)).frameSize).toEqual({ agrees: false, stated: 61, found: 60 });
    expect(agrees((m) => (m.frame.digest = 'a'.repeat(64)))).toMatchObject({
      agrees: false,
      frameDigest: { agrees: false },
      seedDerivation: { agrees: false },
    });
    expect(agrees((m) => (m.design.replicateSize = 6)).agrees).toBe(false);
    const unsigned = { ...structuredClone(manifest), title: '别的名称' };
    expect(verifyManifest(unsigned, units)).toMatchObject({ agrees: false, manifestDigest: { agrees: false } });
  });

  it('says so when the frame is another one', () => {
    expect(verifyManifest(manifest, units.slice(1))).toMatchObject({
      agrees: false,
      frameDigest: { agrees: false },
      frameSize: { agrees: false, stated: 60, found: 59 },
    });
    const verdict = verifyManifest(manifest, [...units, units[0]!]);
    expect(verdict).toMatchObject({ agrees: false, refusals: [{ code: 'unit-id-repeated' }] });
    expect(verdict.strata.every(({ agrees }) => !agrees)).toBe(true);
  });

  it('does not ask for a derivation where none is stated', () => {
    const drawn = draw(units, design, 'witnessed-in-public-2026');
    if (!drawn.ok) throw new Error('refused');
    const own = buildManifest({
      title: 't',
      unitIds: 'centre-key/1',
      frameIds: units.map(({ id }) => id),
      seed: { value: 'witnessed-in-public-2026', derived: false },
      draw: drawn.value,
    });
    expect(verifyManifest(parsed(formatManifest(own)), units)).not.toHaveProperty('seedDerivation');
    expect(verifyManifest(own, units).agrees).toBe(true);
  });
});

describe('reading a damaged manifest', () => {
  const text = formatManifest(manifest);
  it.each([
    ['not JSON', text.slice(0, -20), /不是完整的 JSON/],
    ['a list', '[]', /应是一组键值/],
    ['null', 'null', /应是一组键值/],
    ['another format', text.replace('manifest/1', 'manifest/3'), /format应是“pingyi-draw-manifest\/2”或“.*\/1”/],
    ['the format that says more', text.replace('manifest/1', 'manifest/2'), /frame缺少“table”/],
    ['another rule', text.replace('sha256/1', 'sha256/2'), /rule应是/],
    ['a missing part', text.replace(/"seed":\{[^}]*\},/, ''), /缺少“seed”/],
    ['an unknown part', text.replace('"title"', '"extra":1,"title"'), /不认识的内容“extra”/],
    ['a number as text', text.replace('"rank":1,', '"rank":"1",'), /units\[0\]\.rank应是0以上的整数/],
    ['a fraction', text.replace('"rank":1,', '"rank":1.5,'), /units\[0\]\.rank/],
    ['a negative count', text.replace('"main":6', '"main":-6'), /strata\[0\]\.main/],
    [
      'a cut ticket',
      text.replace(manifest.units[3]!.ticket, manifest.units[3]!.ticket.slice(1)),
      /units\[3\]\.ticket.*64位/,
    ],
    ['a bad id', text.replace('"id":"K', '"id":"某'), /units\[0\]\.id/],
    ['a short seed', text.replace(seed.value, 'short'), /seed\.value.*至少16/],
    ['another part', text.replace('"part":"main"', '"part":"mail"'), /units\[0\]\.part应是“main”或“reserve”/],
    ['units that are no list', text.replace(/"units":\[.*\]/, '"units":{}'), /units应是一个列表/],
    ['a half character', text.replace('第一次', '\\ud800'), /title应是文字/],
    ['a truth that is text', text.replace('"derived":true', '"derived":"true"'), /seed\.derived/],
  ])('%s', (_, changed, words) => {
    expect(changed).not.toBe(text);
    expect(wording(changed)).toMatch(words);
  });

  it('never throws, and never passes an edited text as the draw it was', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
        fc.pre(text[at] !== letter && letter !== '\ufeff' && !(at === 0 && /\s/.test(letter)));
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const outcome = parseManifest(changed);
        if (!outcome.ok) return;
        if (formatManifest(outcome.value) === text) return;
        expect(verifyManifest(outcome.value, units).agrees).toBe(false);
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});

it('canonical JSON sorts keys by code points and refuses numbers that have no single text', () => {
  expect(canonicalJson({ b: 1, a: [true, null, 'x\n"\u2028'], '\u{1f600}': 2, '\uffff': 3, c: undefined })).toBe(
    '{"a":[true,null,"x\\n\\"\u2028"],"b":1,"\uffff":3,"\u{1f600}":2}',
  );
  expect(() => canonicalJson(0.5)).toThrow();
});
