/** The erasure of a cycle's roll of leaders: the names go, the digest of the roll stays. */
import type { Eraser } from '../eraser.ts';

export const eraser: Eraser = {
  key: 'ballot-raters',
  name: '领导评价人名册',
  measure: '人',
  erase: async (tx, cycleId) => {
    // What clerks typed and nobody has counted goes with it: it can no longer be opened.
    await tx`delete from ballot.paper_entries where cycle_id = ${cycleId}`;
    await tx`delete from ballot.invitations where cycle_id = ${cycleId}`;
    const deleted = await tx`delete from ballot.raters where cycle_id = ${cycleId}`;
    return deleted.count;
  },
};
