import { describe, expect, it } from 'vitest';
import { createSlots } from '../../../server/slots.ts';

describe('slots', () => {
  it('never holds more than its places, in the order of asking, also after failures', async () => {
    const withSlot = createSlots(2);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const work = (index: number) =>
      withSlot(async () => {
        order.push(index);
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside -= 1;
        if (index % 3 === 0) throw new Error('on purpose');
        return index;
      });
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => work(index)));
    expect(most).toBe(2);
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(7);
    expect(await work(1)).toBe(1);
  });
});
