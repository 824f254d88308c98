/**
 * Parts that several shipped questionnaires share: the scale, the hotline, the closing questions. Data only.
 */
import { answerScales } from '../../questionnaire/scales.ts';
import type { Question, Questionnaire } from '../../questionnaire/schema.ts';

/** A copy that a version may change. */
export function copyOf({
  label,
  points,
}: (typeof answerScales)[keyof typeof answerScales]): Questionnaire['scales'][string] {
  return { label, points: points.map((point) => ({ ...point })) };
}

export const satisfaction = { satisfaction: copyOf(answerScales.satisfaction5) };

/** R34: a named person answers it. Which number is the office's to say: there is no preset. */
export const hotline = { name: '监督电话', label: '社会评价监督电话（区号和号码）' };

/** A five-point question that makes the score. */
export function rated(id: string, title: string, more: Partial<Extract<Question, { kind: 'scale' }>> = {}): Question {
  return {
    id,
    kind: 'scale',
    title,
    scale: 'satisfaction',
    scored: true,
    required: true,
    noOpinion: true,
    refusal: false,
    ...more,
  };
}

export function choice(
  id: string,
  title: string,
  options: readonly (readonly [code: string, label: string])[],
  more: Partial<Extract<Question, { kind: 'single' }>> = {},
): Question {
  return {
    id,
    kind: 'single',
    title,
    options: options.map(([code, label]) => ({ code, label })),
    required: true,
    noOpinion: false,
    refusal: false,
    ...more,
  };
}

/** The open question. Its answers become opinions: sealed, and read before anybody hands them on. */
export function opinion(title: string, more: Partial<Extract<Question, { kind: 'text' }>> = {}): Question {
  return {
    id: 'opinion',
    kind: 'text',
    title,
    hint: '请不要写姓名、电话和其他能认出您的内容。',
    maxLength: 500,
    required: false,
    noOpinion: false,
    refusal: false,
    ...more,
  };
}

/** Whoever gave an opinion may be asked next year what became of it. The id is what sheets look for. */
export const consent: Question = choice(
  'consent',
  '您的意见建议转给{单位}整改时不带您的任何信息。明年是否愿意接受一次回访，评价整改得怎么样？',
  [
    ['yes', '愿意'],
    ['no', '不愿意'],
  ],
  { required: false, showIf: { match: 'all', tests: [{ item: 'opinion', answered: true }] } },
);

/** Where nobody drew the person: a number can only come from the person. Both may be left out. */
export const contact: readonly Question[] = (
  [
    ['contact_name', '怎样称呼您？（可不填）', '例如：王先生', 20],
    [
      'contact_phone',
      '回访打哪个手机或电话？（可不填）',
      '只用于明年回访一次，加密保存，不交给{单位}，回访后销毁。',
      30,
    ],
  ] as const
).map(([id, title, hint, maxLength]) => ({
  id,
  kind: 'text',
  title,
  hint,
  maxLength,
  required: false,
  noOpinion: false,
  refusal: false,
  showIf: { match: 'all', tests: [{ item: 'consent', is: ['yes'] }] },
}));

/** The last question on the telephone: whether somebody told the person what to say. */
export const steered: Question = choice(
  'steered',
  '最后问一句：有没有人要求或提示过您怎样回答这次调查？',
  [
    ['no', '没有'],
    ['yes', '有'],
  ],
  { required: false, refusal: true },
);
