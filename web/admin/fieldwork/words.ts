/** Words and figures of telephone fieldwork. */
import { questionnaireKindLabels, type CallResultChange } from '#contract';
import type { QuestionnaireKind } from '#surveys';

export type AskedKind = Exclude<QuestionnaireKind, 'leader'>;

const kinds = ['system-cadres', 'hot-topics', 'service-users', 'rectification', 'public'] as const;
/** Which questionnaire the cases were asked; empty: what their list is for. */
export const kindOptions: readonly { readonly value: AskedKind | ''; readonly label: string }[] = [
  { value: '', label: '按名单的种类' },
  ...kinds.map((value) => ({ value, label: questionnaireKindLabels[value] })),
];

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
