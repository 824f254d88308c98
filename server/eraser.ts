/**
 * What a room gives up when a cycle is erased: a room that holds sealed content of its own hands such a thing to routes.ts.
 *
 * Promise: called inside the erasure's transaction, before the keys go; what it counted stands on the certificate. Whether something was
 * there stays known, what stood in it does not.
 */
import type { Tx } from '#db';

export interface Eraser {
  /** For whoever reads certificates by machine. */
  readonly key: string;
  /** As the certificate says it. */
  readonly name: string;
  /** 份, 个, 条 … */
  readonly measure: string;
  /** Empties or deletes the content of one cycle; gives how many. */
  readonly erase: (tx: Tx, cycleId: string) => Promise<number>;
}
