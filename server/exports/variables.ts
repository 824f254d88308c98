/**
 * Answers as variables of a statistics program: what each column is called, what its values mean, which count as missing.
 *
 * Promise: pure; free text is never among them. A value nobody was asked for is empty, which is not the same as unanswered.
 */
import { itemsOf, optionsOf, type Answers, type Item, type Questionnaire } from '#surveys';

export interface Variable {
  /** Letters, digits, underscores and points, as SPSS takes them. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly { readonly value: number; readonly label: string }[];
  /** A text of at most so many bytes; else a number. */
  readonly textBytes?: number;
  readonly measure: 'nominal' | 'ordinal' | 'scale';
  readonly decimals: number;
  readonly missing: boolean;
  readonly of: (answers: Answers) => string;
}

export const missingValues = [
  { value: -9, label: '拒答' },
  { value: -8, label: '不了解' },
  { value: -7, label: '未答' },
  { value: -6, label: '废（看不清或多选）' },
] as const;

const missingCodes = { refused: '-9', 'no-opinion': '-8', blank: '-7', void: '-6' } as const;

/** Words of SPSS that no variable is called by. */
const reserved = new Set('ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH'.split(' '));

/** Names as SPSS takes them, each once whatever its case: ids of questions may be words of SPSS, hold a hyphen, or be `weight`. */
export function spssNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>(reserved);
  return names.map((name) => {
    const plain = name
      .replaceAll('-', '_')
      .slice(0, 56)
      .replace(/[._]+$/, '');
    let free = plain;
    for (let n = 2; taken.has(free.toUpperCase()); n += 1) free = `${plain}_v${n}`;
    taken.add(free.toUpperCase());
    return free;
  });
}

/** Of an answer that says nothing else; empty: not asked. */
function missingOf(answer: Answers[string] | undefined): string | undefined {
  if (answer === undefined) return '';
  const { said } = answer;
  return said === 'refused' || said === 'no-opinion' || said === 'blank' || said === 'void'
    ? missingCodes[said]
    : undefined;
}

/** Codes as numbers: themselves where all are whole numbers from 0 up, else their places. */
function valuesOf(options: readonly { readonly code: string; readonly label: string }[]) {
  const isNumeric = options.every(({ code }) => /^\d{1,6}$/.test(code));
  return options.map(({ code, label }, index) => ({ code, label, value: isNumeric ? Number(code) : index + 1 }));
}

/** Variables of all versions of a questionnaire, newest first: an item is described as its newest version words it. */
export function variablesOf(versions: readonly Questionnaire[]): readonly Variable[] {
  const variables = new Map<string, Variable>();
  for (const version of versions)
    for (const item of itemsOf(version))
      for (const variable of itemVariables(version, item))
        if (!variables.has(variable.name)) variables.set(variable.name, variable);
  return [...variables.values()];
}

function itemVariables(questionnaire: Questionnaire, item: Item): readonly Variable[] {
  const { id, question, row } = item;
  const label = row ? `${question.title}：${row.label}` : question.title;
  if (question.kind === 'text') return [];
  if (question.kind === 'number')
    return [
      {
        name: id,
        label,
        values: [],
        measure: 'scale',
        decimals: question.decimals,
        missing: true,
        of: (answers) => {
          const answer = answers[id];
          return answer?.said === 'number' ? answer.number : (missingOf(answer) ?? '');
        },
      },
    ];
  const values = valuesOf(optionsOf(questionnaire, question));
  if (question.kind === 'multiple')
    return values.map(({ code, value, label: option }) => ({
      name: `${id}_${value}`,
      label: `${label}：${option}`,
      values: [
        { value: 0, label: '未选' },
        { value: 1, label: '选' },
      ],
      measure: 'nominal',
      decimals: 0,
      missing: true,
      of: (answers) => {
        const answer = answers[id];
        return answer?.said === 'options' ? (answer.codes.includes(code) ? '1' : '0') : (missingOf(answer) ?? '');
      },
    }));
  return [
    {
      name: id,
      label,
      values: values.map(({ value, label: option }) => ({ value, label: option })),
      measure: question.kind === 'scale' || question.kind === 'matrix' ? 'ordinal' : 'nominal',
      decimals: 0,
      missing: true,
      of: (answers) => {
        const answer = answers[id];
        if (answer?.said !== 'option') return missingOf(answer) ?? '';
        const found = values.find(({ code }) => code === answer.code);
        return found ? String(found.value) : '';
      },
    },
  ];
}
