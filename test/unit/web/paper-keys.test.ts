import { expect, test } from 'vitest';
import { itemsOf, shippedQuestionnaires } from '#surveys';
import { choicesOf, rawOf, readTyped } from '../../../web/admin/paper/keys.ts';

const questionnaire = shippedQuestionnaires['system-cadres'];
const items = itemsOf(questionnaire);
const scale = items.find(({ question }) => question.kind === 'matrix')!;
const multiple = items.find(({ question }) => question.kind === 'multiple')!;

test('boxes are counted as they are printed, 不了解 last', () => {
  const choices = choicesOf(questionnaire, scale);
  expect(choices.map(({ key }) => key)).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(choices[0]?.code).toBe('5');
  expect(choices.at(-1)).toMatchObject({ code: '~dk', label: '不了解' });
});

test.each([
  ['', undefined],
  ['1', '5'],
  [' ６ ', '~dk'],
  ['x', '?'],
  ['Ｘ', '?'],
])('one box: %j is sent as %j', (text, raw) => {
  expect(rawOf(readTyped(text, choicesOf(questionnaire, scale), false), false)).toEqual(raw);
});

test.each(['7', '0', '12', '1 2', '1,2', '满意'])('one box: %j is told at the field', (text) => {
  expect(readTyped(text, choicesOf(questionnaire, scale), false)).toMatchObject({ kind: 'wrong' });
});

test('several boxes: with and without commas alike, twice the same is told', () => {
  const choices = choicesOf(questionnaire, multiple);
  const codes = [0, 2].map((at) => choices[at]?.code);
  for (const text of ['13', '1,3', '1、3', '1 3']) expect(rawOf(readTyped(text, choices, true), true)).toEqual(codes);
  expect(readTyped('11', choices, true)).toEqual({ kind: 'wrong', message: '同一项填了两次' });
  expect(readTyped('1a', choices, true)).toMatchObject({ kind: 'wrong' });
});
