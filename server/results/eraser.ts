/** The erasure of the evidence of a cycle's reviews: that it was filed stays known, with its digest; name and content go. */
import type { Eraser } from '../eraser.ts';

export const eraser: Eraser = {
  key: 'review-files',
  name: '复核证明材料',
  measure: '份',
  erase: async (tx, cycleId) => {
    const emptied = await tx`
      update review_files f set content_sealed = '', file_name = '（已销毁）'
      from reviews r
      where r.id = f.review_id and r.cycle_id = ${cycleId} and f.content_sealed <> ''`;
    return emptied.count;
  },
};
