/** The box's only source of chance: the operating system's. An object, so that a test can hold it still. */
import { randomInt } from 'node:crypto';

export const chance = {
  /** A whole number from 0 below n, all alike. */
  below: (n: number): number => (n <= 1 ? 0 : randomInt(n)),
};

/** A new list in an order that says nothing (Fisher and Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = chance.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
