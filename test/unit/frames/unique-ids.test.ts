import { expect, it } from 'vitest';
import { UniqueIds } from '../../../server/frames/unique-ids.ts';

/** Words of a digest, and what of it is no part of the id. */
const wordsOf = (id: string, rest = 0): Int32Array =>
  Int32Array.of(
    Number.parseInt(id.slice(0, 8), 16),
    Number.parseInt(id.slice(8, 16), 16),
    (Number.parseInt(id.slice(16, 20), 16) << 16) | rest,
  );
const idOf = (n: number): string => (n * 2654435761).toString(16).padStart(20, 'f');

it('knows an id that stands twice, and ids that differ in their first or last digit only', () => {
  const ids = new UniqueIds();
  for (let n = 1; n <= 3000; n += 1) ids.add(wordsOf(idOf(n)));
  ids.add(wordsOf('0123456789abcdef0000'));
  ids.add(wordsOf('0123456789abcdef0001'));
  ids.add(wordsOf('0123456789abceef0001'));
  ids.add(wordsOf('1123456789abcdef0001'));
  expect(() => ids.prove()).not.toThrow();
  ids.add(wordsOf('0123456789abcdef0001', 7));
  expect(() => ids.prove()).toThrow();
});
