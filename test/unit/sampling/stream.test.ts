/** Number streams: the published vector, and helpers that keep their promises. */
import { describe, expect, it } from 'vitest';
import { numberStream } from '#sampling';

const seed = '20260118-03.08.11.19.25.30+07-K7Q2';

const first = (s: string, purpose: string) => numberStream(s, purpose).uniform();

describe('a number stream', () => {
  it('is the published one', () => {
    const stream = numberStream(seed, 'bootstrap');
    expect([stream.uniform(), stream.uniform()]).toEqual([0.7980679886086962, 0.3070972568118145]);
  });

  it('differs by purpose and by seed, also where the library itself would repeat', () => {
    expect(
      new Set([first(seed, 'a'), first(seed, 'aa'), first(seed, '中'), first(seed, '-'), first(`${seed}1`, 'a')]).size,
    ).toBe(5);
  });

  it('gives whole numbers below n, every one of them', () => {
    const stream = numberStream(seed, 'whole');
    const counts = Array.from({ length: 6 }, () => 0);
    for (let i = 0; i < 6000; i += 1) counts[stream.below(6)]! += 1;
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
  });

  it('shuffles into each order equally often and leaves the original alone', () => {
    const stream = numberStream(seed, 'shuffle');
    const items = ['a', 'b', 'c'];
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i += 1) {
      const order = stream.shuffle(items).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(items.join('')).toBe('abc');
    expect(counts.size).toBe(6);
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
  });

  it('picks an item, and not from nothing', () => {
    const stream = numberStream(seed, 'pick');
    expect(new Set(Array.from({ length: 60 }, () => stream.pick([1, 2, 3])))).toEqual(new Set([1, 2, 3]));
    expect(() => stream.pick([])).toThrow();
  });
});
