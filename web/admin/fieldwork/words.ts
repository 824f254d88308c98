/** Words and figures of telephone fieldwork. */
import type { CallResultChange } from '#contract';

export const changeWords: Readonly<Record<CallResultChange['what'], string>> = {
  new: '首次结果',
  outcome: '结果更新',
  'answers-filed': '问卷计入',
  'answers-corrected': '问卷更正',
  'answers-withdrawn': '问卷撤下',
  'attempts-fewer': '次数减少',
};

/** A share as people read it; nothing to divide by: a dash. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)}%`;
