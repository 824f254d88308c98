/**
 * Routing: which questions a person is asked, given the earlier answers.
 *
 * Promise: exact and without memory: the same answers always lead the same way. A question that is not asked has no answer, so a
 * condition that looks at it is not met, however it is put, except `answered: false`.
 */
import { compare, parseNumber } from '../exact.ts';
import { itemsOfQuestion, type Condition, type ConditionTest, type Question, type Questionnaire } from './schema.ts';
import { specialCodes } from './schema.ts';

/** What somebody said at one item. An item that was not asked has no entry at all. */
export type Answer =
  | { readonly said: 'option'; readonly code: string }
  | { readonly said: 'options'; readonly codes: readonly string[] }
  | { readonly said: 'number'; readonly number: string }
  | { readonly said: 'text'; readonly text: string }
  /** 不了解. */
  | { readonly said: 'no-opinion' }
  /** 拒答. */
  | { readonly said: 'refused' }
  /** Asked and left empty. */
  | { readonly said: 'blank' }
  /** Marked so that nobody can tell what was meant: a spoilt mark on paper. */
  | { readonly said: 'void' };

export type Answers = Readonly<Record<string, Answer>>;

/** Codes an answer stands for in a condition: options, or a special one. */
function codesOf(answer: Answer): readonly string[] {
  switch (answer.said) {
    case 'option':
      return [answer.code];
    case 'options':
      return answer.codes;
    case 'no-opinion':
      return [specialCodes.noOpinion];
    case 'refused':
      return [specialCodes.refused];
    case 'number':
    case 'text':
    case 'blank':
    case 'void':
      return [];
  }
}

function isSaid(answer: Answer | undefined): answer is Answer {
  return answer !== undefined && answer.said !== 'blank' && answer.said !== 'void';
}

/** Number of an answer: a number, or the code of a scale point that is one. */
function numberOf(answer: Answer | undefined) {
  if (answer?.said === 'number') return parseNumber(answer.number);
  return answer?.said === 'option' ? parseNumber(answer.code) : undefined;
}

function isTrue(test: ConditionTest, answers: Answers): boolean {
  const answer = Object.hasOwn(answers, test.item) ? answers[test.item] : undefined;
  if ('answered' in test) return isSaid(answer) === test.answered;
  if (!isSaid(answer)) return false;
  if ('is' in test) return codesOf(answer).some((code) => test.is.includes(code));
  if ('isNot' in test) return !codesOf(answer).some((code) => test.isNot.includes(code));
  const said = numberOf(answer);
  const limit = parseNumber('atLeast' in test ? test.atLeast : test.atMost);
  if (!said || !limit) return false;
  return 'atLeast' in test ? compare(said, limit) >= 0 : compare(said, limit) <= 0;
}

/** Whether a condition is met by the answers given so far; no condition is always met. Cost: one look per test. */
export function isMet(condition: Condition | undefined, answers: Answers): boolean {
  if (!condition) return true;
  const tests = condition.tests.map((test) => isTrue(test, answers));
  return condition.match === 'all' ? tests.every(Boolean) : tests.some(Boolean);
}

/** Whether a question is asked. `answers` must hold none of questions that were not asked: see `shownQuestions`. */
export function isShown(question: Question, answers: Answers): boolean {
  return isMet(question.showIf, answers);
}

/**
 * Questions that are asked, in order. Answers of questions that are not asked are passed over, so that what somebody said before
 * turning back does not lead further. Cost: one pass.
 */
export function shownQuestions({ questions }: Pick<Questionnaire, 'questions'>, answers: Answers): readonly Question[] {
  const kept: Record<string, Answer> = {};
  return questions.filter((question) => {
    if (!isShown(question, kept)) return false;
    for (const { id } of itemsOfQuestion(question)) {
      const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
      if (answer) kept[id] = answer;
    }
    return true;
  });
}
