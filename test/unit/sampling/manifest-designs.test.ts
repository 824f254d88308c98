/** Manifests of every design: each member edited in turn is noticed; format 1 is read and verified as it was. */
import { describe, expect, it } from 'vitest';
import {
  buildManifest,
  checkPermanentSeed,
  commitSeed,
  formatManifest,
  formatSeedReveal,
  frameDigest,
  manifestDigest,
  parseManifest,
  parseSeedReveal,
  selectSample,
  verifyManifest,
  type DrawManifest,
  type ManifestSource,
  type SelectionDesign,
} from '#sampling';
import { accepted, designs, frameUnits, seed } from './draw-designs.support.ts';

const source: ManifestSource = {
  stratifyBy: 'city',
  homeArea: '0771',
  lists: [{ department: '公安局', list: 'hot-topics', usable: 60, verdict: 'accepted', files: ['a'.repeat(64)] }],
  beside: [
    { department: '公安局', list: 'system-cadres', attachment: 2, files: ['b'.repeat(64)], exemptions: ['address'] },
  ],
};

function manifestOf(design: SelectionDesign, more: { readonly source?: ManifestSource } = {}): DrawManifest {
  const dial = design.method === 'random-digits';
  const units = dial ? [] : frameUnits;
  return buildManifest({
    title: '各种方案',
    unitIds: dial ? 'dial-number/1' : 'given/1',
    units,
    seed: { value: seed, derived: false },
    selection: accepted(selectSample({ units }, design, seed)),
    ...more,
  });
}
const frameOf = ({ design }: DrawManifest) => (design.method === 'random-digits' ? [] : frameUnits);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Every leaf of a JSON value, with a way to put something else in its place. Long lists: first, second and last. */
function* leaves(
  value: Json,
  path: string,
  put: (changed: Json) => void,
): Generator<[string, Json, (changed: Json) => void]> {
  if (Array.isArray(value)) {
    for (const i of new Set([0, 1, value.length - 1]))
      if (i in value) yield* leaves(value[i]!, `${path}[${i}]`, (changed) => (value[i] = changed));
  } else if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value))
      yield* leaves(value[key]!, `${path}.${key}`, (changed) => (value[key] = changed));
  else yield [path, value, put];
}

/** Values of the same shape, as somebody would forge them. */
function others(value: Json): Json[] {
  if (typeof value === 'number') return [value + 1, ...(value > 0 ? [value - 1] : [])];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  if (/^[0-9a-f]{64}$/.test(value)) return [value.replace(/^./, (digit) => (digit === '3' ? '4' : '3'))];
  if (/^\d+\/\d+$/.test(value)) return ['7/7919'];
  if (/^\d+(\.\d+)?$/.test(value)) return [value === '7' ? '8' : '7'];
  return [
    value === 'main'
      ? 'reserve'
      : value === 'reserve'
        ? 'main'
        : `${value.slice(0, -1)}${value.endsWith('x') ? 'y' : 'x'}`,
  ];
}

describe.each(Object.entries(designs))('the manifest of %s', (_, design: SelectionDesign) => {
  const rested = 'strata' in design ? design.strata.reduce((sum, { rested: some = 0 }) => sum + some, 0) : 0;
  const leftOut = { heldOut: 1, rested, restMonths: 12 };
  const good = manifestOf(design, { source: { ...source, leftOut } });
  const text = formatManifest(good);

  it('has every member under its digest', () => {
    const copy: Json = JSON.parse(text);
    for (const [path, value, put] of leaves(copy, '', () => {}))
      for (const other of others(value)) {
        put(other);
        const read = parseManifest(JSON.stringify(copy));
        if (read.ok)
          expect({ path, agrees: verifyManifest(read.value, frameOf(good)).manifestDigest.agrees }).toEqual({
            path,
            agrees: false,
          });
        put(value);
      }
    expect(JSON.stringify(copy)).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('is caught by the repeated draw when the digest was made to fit the edit', () => {
    // What no repetition can tell: words, where lists came from, and ids' rule.
    const said = /^\.(title|source|unitIds|digest)/;
    const copy: Json = JSON.parse(text);
    let edits = 0;
    for (const [path, value, put] of leaves(copy, '', () => {}))
      for (const other of said.test(path) ? [] : others(value)) {
        put(other);
        const read = parseManifest(JSON.stringify(copy));
        if (read.ok) {
          const fitted = { ...read.value, digest: manifestDigest(read.value) };
          const verdict = verifyManifest(fitted, frameOf(good));
          expect({ path, other, agrees: verdict.agrees }).toEqual({ path, other, agrees: false });
          expect(verdict.manifestDigest.agrees).toBe(true);
        }
        edits += 1;
        put(value);
      }
    expect(edits).toBeGreaterThan(30);
  });

  it('names a member that is missing or that its design does not have', () => {
    const words = (change: (copy: { strata: object[]; units: object[]; design: object; frame: object }) => void) => {
      const copy: Parameters<typeof change>[0] = JSON.parse(text);
      change(copy);
      const read = parseManifest(JSON.stringify(copy));
      return read.ok ? 'read' : read.refusals[0]!.message;
    };
    const firstUnit = good.units[0]!;
    for (const key of Object.keys(firstUnit).filter((name) => name !== 'certain'))
      expect(words((copy) => Reflect.deleteProperty(copy.units[0]!, key))).toMatch(
        new RegExp(`units\\[0\\]缺少“${key}”`),
      );
    const optional = ['nextStart', 'rested', 'certain'];
    for (const key of Object.keys(good.strata[0]!).filter((name) => !optional.includes(name)))
      expect(words((copy) => Reflect.deleteProperty(copy.strata[0]!, key))).toMatch(
        new RegExp(`strata\\[0\\]缺少“${key}”`),
      );
    expect(words((copy) => Object.assign(copy.strata[0]!, { extra: 1 }))).toMatch(/strata\[0\]里有不认识的内容“extra”/);
    expect(words((copy) => Object.assign(copy.units[0]!, { phone: '13800138000' }))).toMatch(/units\[0\]里有不认识/);
    expect(words((copy) => Object.assign(copy.design, { rate: '0.1' }))).toMatch(/design里有不认识/);
    expect(words((copy) => Object.assign(copy, { note: 'x' }))).toMatch(/里有不认识的内容“note”/);
    expect(words((copy) => Object.assign(copy.units[0]!, { probability: '2/4' }))).toMatch(
      /units\[0\]\.probability不对：应是最简分数/,
    );
    expect(words((copy) => Object.assign(copy.units[0]!, { weight: '0.5' }))).toMatch(/units\[0\]\.weight/);
  });

  it('does not hold from a frame in which somebody has another stratum, cluster, size or sort value', () => {
    if (frameOf(good).length === 0) return;
    const looks = {
      stratum: good.strata.length > 1,
      cluster: good.clusters !== undefined,
      size: good.strata.some(({ totalSize }) => totalSize !== undefined),
      sort: good.design.sortBy !== undefined,
    };
    const changed = {
      stratum: { stratum: frameUnits[3]!.stratum === 'B-2' ? '市直' : 'B-2' },
      cluster: { cluster: frameUnits[30]!.cluster! },
      size: { size: '2.75' },
      sort: { sort: ['别处', '9'] },
    };
    for (const [name, other] of Object.entries(changed)) {
      const verdict = verifyManifest(good, frameUnits.with(3, { ...frameUnits[3]!, ...other }));
      const seen = looks[name as keyof typeof looks];
      expect({ name, agrees: verdict.tableDigest!.agrees && verdict.agrees }).toEqual({ name, agrees: !seen });
    }
  });
});

describe('resting persons', () => {
  const design = designs['stratified, some resting'];
  const leftOut = (rested: number) => ({ ...source, leftOut: { heldOut: 0, rested, restMonths: 12 } });
  it('of the strata add up to those of the source', () => {
    expect(verifyManifest(manifestOf(design, { source: leftOut(3) }), frameUnits)).toMatchObject({
      agrees: true,
      rested: { found: 3 },
    });
    expect(verifyManifest(manifestOf(design, { source: leftOut(4) }), frameUnits)).toMatchObject({
      agrees: false,
      rested: { agrees: false, stated: 3, found: 4 },
    });
    expect(verifyManifest(manifestOf(design), frameUnits)).not.toHaveProperty('rested');
  });
});

describe('a committed seed', () => {
  const secret = '5e'.repeat(32);
  const open = buildManifest({
    title: 't',
    unitIds: 'given/1',
    units: frameUnits,
    seed: { commitment: commitSeed(secret), derived: false },
    selection: accepted(selectSample({ units: frameUnits }, designs.Pareto, secret)),
  });
  it('is not in the manifest, which says so, and verifies once it is revealed', () => {
    const text = formatManifest(open);
    expect(text).not.toContain(secret);
    const read = accepted(parseManifest(text));
    expect(verifyManifest(read, frameUnits)).toMatchObject({
      agrees: false,
      refusals: [{ code: 'seed-not-revealed' }],
      manifestDigest: { agrees: true },
      frameDigest: { agrees: true },
      tableDigest: { agrees: true },
    });
    expect(verifyManifest(read, frameUnits, { seed: secret })).toMatchObject({
      agrees: true,
      seedCommitment: { agrees: true },
    });
    expect(verifyManifest(read, frameUnits, { seed: '5f'.repeat(32) })).toMatchObject({
      agrees: false,
      seedCommitment: { agrees: false },
    });
    const both = { ...open, seed: { ...open.seed, value: secret } };
    expect(parseManifest(formatManifest(both)).ok).toBe(false);
  });
  it('is revealed by a document that is good for its own commitment only', () => {
    const text = formatSeedReveal(secret);
    expect(parseSeedReveal(text)).toEqual({ ok: true, value: secret });
    for (const edited of [
      text.replace('5e5e', '5f5e'),
      text.replace('reveal/1', 'reveal/2'),
      '{}',
      text.replace(`"${secret}"`, '"short"'),
    ])
      expect(parseSeedReveal(edited)).toMatchObject({ ok: false, refusals: [{ code: 'reveal-unreadable' }] });
    expect(checkPermanentSeed('a'.repeat(63))).toMatchObject({ code: 'permanent-seed-malformed' });
    expect(checkPermanentSeed(secret)).toBeUndefined();
  });
});

// A manifest of format 1 as version 1 of this island wrote it, byte for byte.
const old =
  '{"design":{"method":"stratified","replicateSize":2,"scope":"unit"},"digest":"c9bc3bde6205c64976d5985c98a9cd823cd99cf250fa1fb24ca80dd5d8c9d8cb","format":"pingyi-draw-manifest/1","frame":{"digest":"165a6eb27c5740a5551d0587a95faf309ae09c453b18d18404a1bad1496be303","size":8},"rule":"prn-hmac-sha256/1","seed":{"derived":true,"oneTimeCode":"k7","publicRandomness":"2026136-03.08","value":"eea1973b1e3c8cc32855be3d360bb6228941d0955f3056887a1c7d75ab94b81c"},"source":{"homeArea":"0771","leftOut":{"heldOut":1,"restMonths":0,"rested":0},"lists":[{"attachment":3,"department":"公安局","files":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],"list":"hot-topics","usable":8,"verdict":"accepted"}],"stratifyBy":"city"},"strata":[{"code":"A","main":2,"population":5,"reserve":1,"start":"0000000000000000000000000000000000000000000000000000000000000000"},{"code":"乙","main":1,"population":3,"reserve":1,"start":"8000000000000000000000000000000000000000000000000000000000000000"}],"title":"第一版“清单”","unitIds":"frame-key/1","units":[{"id":"U0002","part":"main","rank":1,"replicate":1,"stratum":"A","ticket":"012fb5b053c3422dca7e0850e733279eefb7f1675702815f43e77839bf718b4e"},{"id":"U0001","part":"main","rank":2,"replicate":1,"stratum":"A","ticket":"1d77a2329a17659e043b3d32931613d7d069bab58a6bf75b4f895547fa9f4798"},{"id":"U0004","part":"reserve","rank":3,"replicate":2,"stratum":"A","ticket":"1fdb377704d89f7dfa960457836579a87ffff0fc18ca4573f60b806a502b6a02"},{"id":"U0007","part":"main","rank":1,"replicate":1,"stratum":"乙","ticket":"a6eb06234716ed1337c546872f566b9eea456de33845e7d727cb8614b63b9063"},{"id":"U0006","part":"reserve","rank":2,"replicate":1,"stratum":"乙","ticket":"0a8d01cd14e5071166a2df285fb9fdf84f3ef58af3255bdf86f56aee43888ee6"}]}';
describe('format 1', () => {
  const units = ['U0001', 'U0002', 'U0003', 'U0004', 'U0005', 'U0006', 'U0007', 'U0008'].map((id, i) => ({
    id,
    stratum: i < 5 ? 'A' : '乙',
  }));
  it('is read, written again to the byte, and verified', () => {
    const read = accepted(parseManifest(old));
    expect(formatManifest(read)).toBe(`${old}\n`);
    expect(frameDigest(units.map(({ id }) => id))).toBe(read.frame.digest);
    expect(verifyManifest(read, units)).toMatchObject({ agrees: true });
    expect(verifyManifest(read, units)).not.toHaveProperty('tableDigest');
  });
  it('takes nothing of format 2, and format 2 not its gaps', () => {
    const wording = (text: string) => {
      const outcome = parseManifest(text);
      return outcome.ok ? 'read' : outcome.refusals[0]!.message;
    };
    expect(wording(old.replace('"part":"main"', '"part":"main","probability":"1/2"'))).toMatch(
      /units\[0\]里有不认识的内容“probability”/,
    );
    expect(wording(old.replace('"method":"stratified"', '"method":"pareto"'))).toMatch(/design\.method/);
    expect(wording(old.replace('frame-key/1', 'given/1'))).toMatch(/unitIds/);
    expect(wording(old.replace('"size":8', `"size":8,"table":"${'a'.repeat(64)}"`))).toMatch(/frame里有不认识/);
    expect(wording(old.replace('manifest/1', 'manifest/2'))).toMatch(/缺少/);
  });
  it.each(leafNames())('sees an edit of %s', (path) => {
    const copy: Json = JSON.parse(old);
    for (const [name, value, put] of leaves(copy, '', () => {})) {
      if (name !== path) continue;
      for (const other of others(value)) {
        put(other);
        const read = parseManifest(JSON.stringify(copy));
        if (read.ok) expect(verifyManifest(read.value, units).agrees).toBe(false);
      }
    }
  });
});

function leafNames(): string[] {
  return [...leaves(JSON.parse(old), '', () => {})].map(([path]) => path);
}
