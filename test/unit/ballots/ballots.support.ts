/** Bytes without chance: a stream of its own for every name, so that a test never fails by luck. */
import { createHash } from 'node:crypto';
import type { Random } from '#ballot-client';

export function stream(name: string): Random {
  let block = 0;
  let left = Buffer.alloc(0);
  return (length) => {
    while (left.length < length)
      left = Buffer.concat([
        left,
        createHash('sha256')
          .update(`${name} ${(block += 1)}`)
          .digest(),
      ]);
    const bytes = Uint8Array.from(left.subarray(0, length));
    left = left.subarray(length);
    return bytes;
  };
}
