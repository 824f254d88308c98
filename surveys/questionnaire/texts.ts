/**
 * Words with places for what differs between departments: `您对{单位}的工作满意吗？`.
 *
 * Promise: a place that has no value stays visible as it was written, so that nobody is asked a question with a hole in it.
 */
import type { Question, Questionnaire } from './schema.ts';

/** Names every questionnaire may use without declaring them: the appraisee's name and the cycle's year. */
export const builtInTexts = ['单位', '年度'] as const;

const place = /\{([^{}]*)\}/g;

/** Names that stand in braces in a wording. */
export function placesIn(text: string): readonly string[] {
  return [...text.matchAll(place)].map(([, name]) => name ?? '');
}

/** A wording with its places filled. Cost: linear in the wording. */
export function fillTexts(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(place, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
}

/** Values of all places for one department: built-in ones, presets, and its own. An empty value counts as none. */
export function textsFor(
  { texts, departmentTexts }: Pick<Questionnaire, 'texts' | 'departmentTexts'>,
  department: { readonly id: string; readonly name: string },
  year: number,
): Readonly<Record<string, string>> {
  const own = Object.hasOwn(departmentTexts, department.id) ? departmentTexts[department.id] : undefined;
  const named = texts.flatMap(({ name, preset }): [string, string][] => {
    const value = (own && Object.hasOwn(own, name) && own[name]) || preset;
    return value ? [[name, value]] : [];
  });
  return { ...Object.fromEntries(named), 单位: department.name, 年度: String(year) };
}

/** All wordings of a questionnaire with the question they stand at. */
export function wordingsOf(
  questionnaire: Questionnaire,
): readonly { readonly text: string; readonly question?: string }[] {
  const { title, intro, closing, scales, questions } = questionnaire;
  return [
    ...[title, intro, closing].map((text) => ({ text })),
    ...Object.values(scales).flatMap(({ points }) =>
      points.flatMap(({ label, standard = '' }) => [{ text: label }, { text: standard }]),
    ),
    ...questions.flatMap((question) => wordsOf(question).map((text) => ({ text, question: question.id }))),
  ];
}

function wordsOf(question: Question): readonly string[] {
  const own = [question.title, question.hint ?? ''];
  if (question.kind === 'matrix') return [...own, ...question.rows.map(({ label }) => label)];
  if (question.kind === 'single' || question.kind === 'multiple')
    return [...own, ...question.options.map(({ label }) => label)];
  return own;
}
