/**
 * What an erasure takes from this room: what people said, the contacts they left, and that they agreed to be asked again. That an
 * opinion was given, coded and answered stays known.
 */
import type { Eraser } from '../eraser.ts';

export const textEraser: Eraser = {
  key: 'opinions',
  name: '意见的文字和留下的联系方式',
  measure: '条',
  erase: async (tx, cycleId) => {
    const erased = await tx`
      update sheet_opinions set text_sealed = '', edited_sealed = case when edited_sealed is null then null else ''::bytea end
      where cycle_id = ${cycleId} and text_sealed <> ''`;
    await tx`update handed_opinions set text_sealed = '' where cycle_id = ${cycleId}`;
    return erased.count;
  },
};

export const consentEraser: Eraser = {
  key: 'consents',
  name: '同意回访的记录',
  measure: '条',
  erase: async (tx, cycleId) => {
    const agreed = await tx`select 1 from sheet_opinions where cycle_id = ${cycleId} and consent`;
    await tx`update sheet_opinions set consent = null where cycle_id = ${cycleId} and consent is not null`;
    return agreed.count;
  },
};
