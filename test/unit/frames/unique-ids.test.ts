import { expect, it } from 'vitest';
import { UniqueIds } from '../../../server/frames/unique-ids.ts';

const idOf = (n: number): string => (n * 2654435761).toString(16).padStart(20, 'f');

it('knows an id that stands twice, and ids that differ in their last digit only', () => {
  const ids = new UniqueIds();
  for (let n = 1; n <= 3000; n += 1) ids.add(idOf(n));
  ids.add('0123456789abcdef0000');
  ids.add('0123456789abcdef0001');
  expect(() => ids.prove()).not.toThrow();
  ids.add('0123456789abcdef0001');
  expect(() => ids.prove()).toThrow();
});
