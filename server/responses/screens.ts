/**
 * From what a form carries to the screen to show: one question a screen, and which comes next.
 *
 * Promise: pure; answers are what `readAnswers` says they are, and what it refuses leads nowhere but back to its question.
 */
import {
  fillTexts,
  isShown,
  itemsOfQuestion,
  optionsOf,
  readAnswers,
  shownQuestions,
  type AnswerableQuestion,
  type AnswerFinding,
  type Answers,
  type Question,
  type Questionnaire,
} from '#surveys';

export interface Screen {
  /** The item that is answered on it. */
  readonly item: string;
  readonly question: AnswerableQuestion;
  readonly only: string | undefined;
  readonly notes: readonly Question[];
}

/** How a page's answers come in: from anybody, or by the link of one drawn person. */
export type AskedChannel = 'web' | 'link';

export type Raw = Readonly<Record<string, string | readonly string[]>>;

export interface Standing {
  readonly answers: Answers;
  /** Of what was said; what is missing is not in here. */
  readonly findings: readonly AnswerFinding[];
  readonly screens: readonly Screen[];
}

/** What was said so far, leaving out what cannot stand. */
export function standingOf(content: Questionnaire, raw: Raw, channel: AskedChannel): Standing {
  const read = readAnswers(content, raw, { channel, incomplete: 'accept' });
  if (read.ok) return { answers: read.answers, findings: [], screens: screensOf(content, read.answers) };
  const refused = new Set(read.findings.map(({ item }) => item));
  const rest = Object.fromEntries(Object.entries(raw).filter(([name]) => !refused.has(name)));
  const again = readAnswers(content, rest, { channel, incomplete: 'accept' });
  const answers = again.ok ? again.answers : {};
  return { answers, findings: read.findings, screens: screensOf(content, answers) };
}

function screensOf(content: Questionnaire, answers: Answers): readonly Screen[] {
  const screens: Screen[] = [];
  let notes: Question[] = [];
  for (const question of shownQuestions(content, answers)) {
    if (question.kind === 'note') {
      notes.push(question);
      continue;
    }
    for (const { id, row } of itemsOfQuestion(question)) {
      screens.push({ item: id, question, only: row ? id : undefined, notes });
      notes = [];
    }
  }
  return screens;
}

/** What is wrong with the answers of the screen somebody wants to leave. */
export function findingsAt(
  content: Questionnaire,
  raw: Raw,
  { item }: Screen,
  channel: AskedChannel,
): readonly AnswerFinding[] {
  const read = readAnswers(content, raw, { channel });
  return read.ok ? [] : read.findings.filter((finding) => finding.item === item);
}

/** Answers in words, for somebody to look over. */
export function wordsOf(
  { screens, answers }: Standing,
  content: Questionnaire,
  texts: Readonly<Record<string, string>>,
): { item: string; title: string; words: string }[] {
  return screens.flatMap(({ item, question, only }) => {
    if (!isShown(question, answers)) return [];
    const row = only === undefined ? undefined : itemsOfQuestion(question).find(({ id }) => id === only)?.row;
    const title = fillTexts(row ? `${question.title}${row.label}` : question.title, texts);
    return [{ item, title, words: wordOf(content, question, answers[item], texts) }];
  });
}

function wordOf(
  content: Questionnaire,
  question: AnswerableQuestion,
  answer: Answers[string] | undefined,
  texts: Readonly<Record<string, string>>,
): string {
  const label = (code: string) =>
    fillTexts(optionsOf(content, question).find((option) => option.code === code)?.label ?? code, texts);
  switch (answer?.said) {
    case 'option':
      return label(answer.code);
    case 'options':
      return answer.codes.map(label).join('、');
    case 'number':
      return answer.number;
    case 'text':
      return answer.text;
    case 'no-opinion':
      return '不了解';
    case 'refused':
      return '不愿回答';
    case 'blank':
    case 'void':
    case undefined:
      return '没有回答';
  }
}
