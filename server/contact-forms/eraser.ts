/** The erasure of a cycle's contact forms: that a form was filled stays known; what stood in it does not. */
import type { Eraser } from '../eraser.ts';

export const eraser: Eraser = {
  key: 'contact-forms',
  name: '情况表（附件8）',
  measure: '份',
  erase: async (tx, cycleId) => {
    const emptied =
      await tx`update contact_forms set form_sealed = '' where cycle_id = ${cycleId} and form_sealed <> ''`;
    return emptied.count;
  },
};
