/** A fixed number of places for work that costs much memory; whoever finds none free waits for the next. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

export function createSlots(places: number): Slots {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so that nobody overtakes.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
