/**
 * A questionnaire as an XLSForm.
 *
 * Promise: what is written here is read back by read.ts as the same questions, options, rules and routing. Texts of departments,
 * channels and the kind are ours alone and stay behind.
 */
import {
  itemsOf,
  itemsOfQuestion,
  optionsOf,
  specialCodes,
  type AnswerableQuestion,
  type AnswerOption,
  type Condition,
  type ConditionTest,
  type Question,
  type Questionnaire,
} from '../questionnaire/schema.ts';
import { specialChoices, wordNotes, type Form, type FormRow } from './form.ts';

type Cells = Record<string, string>;

const rowsOf = (all: readonly Cells[]): readonly FormRow[] =>
  all.map((cells, i) => ({
    row: i + 2,
    cells: Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== '')),
  }));

/** Choices of a list, with the two that are no options where they are offered. */
interface ChoiceList {
  readonly name: string;
  readonly choices: readonly (AnswerOption & { readonly standard?: string | undefined })[];
}

function listOf(questionnaire: Questionnaire, question: AnswerableQuestion): ChoiceList {
  const rated = question.kind === 'scale' || question.kind === 'matrix';
  const base = rated ? `scale_${question.scale}` : question.id;
  const special = `${question.noOpinion ? '_dk' : ''}${question.refusal ? '_rf' : ''}`;
  return {
    name: rated ? base + special : base,
    choices: [
      ...optionsOf(questionnaire, question),
      ...(question.noOpinion ? [{ code: specialChoices['~dk'], label: '不了解' }] : []),
      ...(question.refusal ? [{ code: specialChoices['~rf'], label: '不愿回答' }] : []),
    ],
  };
}

/** An XLSForm of a questionnaire. `id`: a name without spaces for the form. Cost: linear in questions and options. */
export function writeForm(questionnaire: Questionnaire, id: string, version: string): Form {
  const lists = new Map<string, ChoiceList>();
  const survey: Cells[] = [];
  const note = (name: string, label: string) => label && survey.push({ type: 'note', name, 'label::中文': label });
  note(wordNotes.intro, questionnaire.intro);
  for (const question of questionnaire.questions) {
    if (question.kind !== 'note' && question.kind !== 'text' && question.kind !== 'number') {
      const list = listOf(questionnaire, question);
      lists.set(list.name, list);
    }
    survey.push(...rowsOfQuestion(questionnaire, question));
  }
  note(wordNotes.closing, questionnaire.closing);
  const choices = [...lists.values()].flatMap(({ name, choices: all }) =>
    all.map(({ code, label, standard = '' }) => ({
      list_name: name,
      name: code,
      'label::中文': label,
      pingyi_standard: standard,
    })),
  );
  return {
    survey: rowsOf(survey),
    choices: rowsOf(choices),
    settings: rowsOf([{ form_title: questionnaire.title, form_id: id, version, default_language: '中文' }]),
  };
}

function rowsOfQuestion(questionnaire: Questionnaire, question: Question): readonly Cells[] {
  const common: Cells = {
    name: question.id,
    'label::中文': question.title,
    'hint::中文': question.hint ?? '',
    relevant: question.showIf ? relevantOf(questionnaire, question.showIf) : '',
  };
  if (question.kind === 'note') return [{ type: 'note', ...common }];
  const required = question.required ? 'yes' : '';
  const scored = 'scored' in question && question.scored ? 'yes' : '';
  switch (question.kind) {
    case 'scale':
      return [
        {
          type: `select_one ${listOf(questionnaire, question).name}`,
          ...common,
          required,
          appearance: 'likert',
          pingyi_scored: scored,
        },
      ];
    case 'matrix':
      return [
        { type: 'begin_group', ...common, appearance: 'field-list', pingyi_scored: scored },
        ...itemsOfQuestion(question).map(({ id, row }) => ({
          type: `select_one ${listOf(questionnaire, question).name}`,
          name: id,
          'label::中文': row?.label ?? '',
          required,
          appearance: 'likert',
        })),
        { type: 'end_group', name: question.id },
      ];
    case 'single':
      // Options numbered 1, 2, 3 that sound like a rating are still none.
      return [{ type: `select_one ${question.id}`, ...common, required, pingyi_scored: 'no' }];
    case 'multiple':
      return [{ type: `select_multiple ${question.id}`, ...common, required, ...multipleConstraint(question) }];
    case 'number':
      return [
        {
          type: question.decimals > 0 ? 'decimal' : 'integer',
          ...common,
          required,
          constraint: rangeOf(question),
          pingyi_special: specialsOf(question),
          pingyi_decimals: question.decimals > 0 ? String(question.decimals) : '',
          pingyi_unit: question.unit ?? '',
        },
      ];
    case 'text':
      return [
        {
          type: 'text',
          ...common,
          required,
          constraint: `string-length(.) <= ${question.maxLength}`,
          pingyi_special: specialsOf(question),
        },
      ];
  }
}

function multipleConstraint({ min, max, exclusive }: Extract<Question, { kind: 'multiple' }>): Cells {
  const parts = [
    ...(min === undefined ? [] : [`count-selected(.) >= ${min}`]),
    ...(max === undefined ? [] : [`count-selected(.) <= ${max}`]),
    ...(exclusive ?? []).map((code) => `not(selected(., '${code}') and count-selected(.) > 1)`),
  ];
  return { constraint: parts.join(' and ') };
}

function rangeOf({ min, max }: Extract<Question, { kind: 'number' }>): string {
  return [...(min === undefined ? [] : [`. >= ${min}`]), ...(max === undefined ? [] : [`. <= ${max}`])].join(' and ');
}

const specialsOf = ({ noOpinion, refusal }: AnswerableQuestion): string =>
  [...(noOpinion ? ['dk'] : []), ...(refusal ? ['rf'] : [])].join(' ');

const choiceName = (code: string): string =>
  code === specialCodes.noOpinion
    ? specialChoices['~dk']
    : code === specialCodes.refused
      ? specialChoices['~rf']
      : code;

function relevantOf(questionnaire: Questionnaire, { match, tests }: Condition): string {
  return tests.map((test) => testOf(questionnaire, test, tests.length > 1)).join(match === 'all' ? ' and ' : ' or ');
}

/** One test; several comparisons in it are put in brackets beside others. */
function testOf(questionnaire: Questionnaire, test: ConditionTest, beside: boolean): string {
  const name = `\${${test.item}}`;
  if ('answered' in test) return `${name} ${test.answered ? '!=' : '='} ''`;
  if ('atLeast' in test) return `${name} >= ${test.atLeast}`;
  if ('atMost' in test) return `${name} <= ${test.atMost}`;
  const several = itemsOf(questionnaire).find(({ id }) => id === test.item)?.question.kind === 'multiple';
  const bracket = (parts: readonly string[], word: string) =>
    parts.length > 1 && beside ? `(${parts.join(word)})` : parts.join(word);
  if ('is' in test)
    return bracket(
      test.is.map((code) => (several ? `selected(${name}, '${choiceName(code)}')` : `${name} = '${choiceName(code)}'`)),
      ' or ',
    );
  return bracket(
    [
      `${name} != ''`,
      ...test.isNot.map((code) =>
        several ? `not(selected(${name}, '${choiceName(code)}'))` : `${name} != '${choiceName(code)}'`,
      ),
    ],
    ' and ',
  );
}
