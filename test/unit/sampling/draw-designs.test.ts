/** Every design through the same door: drawn, put into a manifest, written, read, verified. */
import { describe, expect, it } from 'vitest';
import {
  buildManifest,
  formatManifest,
  parseManifest,
  releasedProbabilities,
  selectSample,
  verifyManifest,
} from '#sampling';
import { accepted, designs, frameUnits, seed } from './draw-designs.support.ts';

describe.each(Object.entries(designs))('%s', (_, design) => {
  const frame = design.method === 'random-digits' ? [] : frameUnits;
  const manifest = buildManifest({
    title: '各种方案',
    unitIds: design.method === 'random-digits' ? 'dial-number/1' : 'given/1',
    units: frame,
    seed: { value: seed, derived: false },
    selection: accepted(selectSample({ units: frame }, design, seed)),
  });

  it('is read back as it was written, and verifies from the frame in any order', () => {
    const text = formatManifest(manifest);
    const read = accepted(parseManifest(text));
    expect(formatManifest(read)).toBe(text);
    const verdict = verifyManifest(read, frame.toReversed());
    expect(verdict.refusals).toEqual([]);
    expect(verdict).toMatchObject({ agrees: true, strayUnits: [] });
  });

  it('gives probabilities for every replicate released', () => {
    const last = Math.max(...manifest.units.map(({ replicate }) => replicate));
    const all = accepted(releasedProbabilities(manifest, last));
    expect(all).toHaveLength(manifest.units.length);
  });
});
