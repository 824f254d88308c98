/**
 * Answers as they are kept and counted: one short code per item, in the order of the questionnaire; numbers and texts apart.
 *
 * Promise: what was said can be read back exactly, and no free text is ever among the codes. An item that was not asked is null,
 * which is not the same as asked and left empty.
 */
import type { Answer, Answers } from './routing.ts';
import { itemsOf, specialCodes, type Questionnaire } from './schema.ts';

/** Codes of answers that name no option. A number and a text are kept elsewhere; here only that there is one. */
export const answerCodes = {
  ...specialCodes,
  blank: '~blank',
  void: '~void',
  number: '~num',
  text: '~text',
} as const;

/** Between the options of a multiple choice; no option code holds it. */
const separator = ' ';

export interface CodedAnswers {
  /** In the order of `itemsOf`; null: not asked. */
  readonly codes: readonly (string | null)[];
  /** Numbers by item. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Free texts by item: personal until somebody has read them. */
  readonly texts: Readonly<Record<string, string>>;
}

function codeOf(answer: Answer): string {
  switch (answer.said) {
    case 'option':
      return answer.code;
    case 'options':
      return answer.codes.join(separator);
    case 'number':
      return answerCodes.number;
    case 'text':
      return answerCodes.text;
    case 'no-opinion':
      return answerCodes.noOpinion;
    case 'refused':
      return answerCodes.refused;
    case 'blank':
      return answerCodes.blank;
    case 'void':
      return answerCodes.void;
  }
}

/** Answers as they are kept. Cost: one pass over the items. */
export function encodeAnswers(questionnaire: Pick<Questionnaire, 'questions'>, answers: Answers): CodedAnswers {
  const numbers: Record<string, string> = {};
  const texts: Record<string, string> = {};
  const codes = itemsOf(questionnaire).map(({ id }) => {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    if (!answer) return null;
    if (answer.said === 'number') numbers[id] = answer.number;
    if (answer.said === 'text') texts[id] = answer.text;
    return codeOf(answer);
  });
  return { codes, numbers, texts };
}

/** Options a kept code stands for: several of a multiple choice, else the code itself. */
export function splitCode(code: string): readonly string[] {
  return code.split(separator);
}

/** Answers as they were said; a text whose words are not at hand becomes an empty one. Cost: one pass over the items. */
export function decodeAnswers(
  questionnaire: Pick<Questionnaire, 'questions'>,
  { codes, numbers, texts = {} }: Pick<CodedAnswers, 'codes' | 'numbers'> & Partial<Pick<CodedAnswers, 'texts'>>,
): Answers {
  const answers: Record<string, Answer> = {};
  itemsOf(questionnaire).forEach(({ id, question }, i) => {
    const code = codes[i];
    if (code === null || code === undefined) return;
    const special = saidBy.get(code);
    if (special) answers[id] = { said: special };
    else if (code === answerCodes.number) answers[id] = { said: 'number', number: numbers[id] ?? '' };
    else if (code === answerCodes.text) answers[id] = { said: 'text', text: texts[id] ?? '' };
    else if (question.kind === 'multiple') answers[id] = { said: 'options', codes: splitCode(code) };
    else answers[id] = { said: 'option', code };
  });
  return answers;
}

const saidBy: ReadonlyMap<string, 'no-opinion' | 'refused' | 'blank' | 'void'> = new Map([
  [answerCodes.noOpinion, 'no-opinion'],
  [answerCodes.refused, 'refused'],
  [answerCodes.blank, 'blank'],
  [answerCodes.void, 'void'],
]);
