/**
 * Changes to a questionnaire as somebody edits it: add, move, copy, remove, turn one kind of question into another.
 *
 * Promise: pure; ids and codes stay unique and never change once given, so that conditions, answers and comparisons keep their hold.
 */
import type { AnswerableQuestion, AnswerOption, Condition, Question, QuestionKind, Questionnaire } from '#surveys';

export const questionKindLabels: Readonly<Record<QuestionKind, string>> = {
  scale: '评分题（五级量表）',
  matrix: '多项评分（逐行打分）',
  single: '单选题',
  multiple: '多选题',
  text: '意见建议（文字）',
  number: '数字题',
  note: '说明文字',
};
export const questionKinds = Object.keys(questionKindLabels) as QuestionKind[];

/** A name nobody has yet: stem and the first free number. */
function freeName(taken: readonly string[], stem: string): string {
  let n = 1;
  while (taken.includes(`${stem}${n}`)) n += 1;
  return `${stem}${n}`;
}

export const freeQuestionId = ({ questions }: Pick<Questionnaire, 'questions'>): string =>
  freeName(
    questions.map(({ id }) => id),
    'q',
  );

export function addOption(options: readonly AnswerOption[], stem = 'o'): AnswerOption[] {
  return [
    ...options,
    {
      code: freeName(
        options.map(({ code }) => code),
        stem,
      ),
      label: '',
    },
  ];
}

const twoOptions = (): AnswerOption[] => addOption(addOption([]));

/** A question of a kind that keeps what another had in common with it. */
export function asKind(question: Question, kind: QuestionKind, scale: string): Question {
  if (question.kind === kind) return question;
  const asked = {
    id: question.id,
    title: question.title,
    ...(question.hint === undefined ? {} : { hint: question.hint }),
    ...(question.showIf ? { showIf: question.showIf } : {}),
  };
  if (kind === 'note') return { kind, ...asked };
  const before: Partial<AnswerableQuestion> = question.kind === 'note' ? {} : question;
  const answerable = {
    ...asked,
    required: before.required ?? kind !== 'text',
    noOpinion: before.noOpinion ?? (kind === 'scale' || kind === 'matrix'),
    refusal: before.refusal ?? false,
  };
  const rated = {
    scale: 'scale' in question ? question.scale : scale,
    scored: 'scored' in question ? question.scored : false,
  };
  const options = 'options' in question ? question.options : twoOptions();
  switch (kind) {
    case 'scale':
      return { kind, ...answerable, ...rated };
    case 'matrix':
      return { kind, ...answerable, ...rated, rows: rowsFrom(options) };
    case 'single':
    case 'multiple':
      return { kind, ...answerable, options };
    case 'number':
      return { kind, ...answerable, decimals: 0 };
    case 'text':
      return { kind, ...answerable, required: false, maxLength: 500 };
  }
}

function rowsFrom(options: readonly AnswerOption[]): { id: string; label: string }[] {
  return options.map(({ code, label }) => ({ id: code, label }));
}

export function addQuestion(content: Questionnaire, kind: QuestionKind): Questionnaire {
  const [scale = ''] = Object.keys(content.scales);
  const note: Question = { id: freeQuestionId(content), kind: 'note', title: '' };
  return { ...content, questions: [...content.questions, asKind(note, kind, scale)] };
}

export function copyQuestion(content: Questionnaire, id: string): Questionnaire {
  const copyId = freeQuestionId(content);
  return {
    ...content,
    questions: content.questions.flatMap((question) =>
      question.id === id ? [question, { ...question, id: copyId }] : [question],
    ),
  };
}

export function changeQuestion(content: Questionnaire, changed: Question): Questionnaire {
  return {
    ...content,
    questions: content.questions.map((question) => (question.id === changed.id ? changed : question)),
  };
}

export function removeQuestion(content: Questionnaire, id: string): Questionnaire {
  return { ...content, questions: content.questions.filter((question) => question.id !== id) };
}

/** One place up (-1) or down (+1); at an end nothing happens. */
export function moveQuestion(content: Questionnaire, id: string, by: -1 | 1): Questionnaire {
  const from = content.questions.findIndex((question) => question.id === id);
  const to = from + by;
  const [moved, other] = [content.questions[from], content.questions[to]];
  if (!moved || !other) return content;
  return {
    ...content,
    questions: content.questions.map((question, i) => (i === from ? other : i === to ? moved : question)),
  };
}

/** Sets or takes away a property that may be missing. */
export function withPart<Q extends Question, K extends keyof Q>(question: Q, key: K, value: Q[K] | undefined): Q {
  const { [key]: _, ...rest } = question;
  return (value === undefined ? rest : { ...rest, [key]: value }) as unknown as Q;
}

export function withCondition(question: Question, condition: Condition | undefined): Question {
  return withPart(question, 'showIf', condition && condition.tests.length > 0 ? condition : undefined);
}
