/**
 * Reading answers: an HTML form posted without JavaScript, a JSON object, or a row of a spreadsheet, by one set of rules.
 *
 * Promise: exact. What is not one of the answers offered is a finding, never a guess; a mark on paper, where nobody can be asked
 * again, is 废 instead, with a notice. Answers to questions that were not asked are dropped, with a notice.
 */
import { compare, parseNumber } from '../exact.ts';
import { type Answer, type Answers, isShown } from './routing.ts';
import {
  type AnswerableQuestion,
  type AnswerOption,
  type Channel,
  type Item,
  itemsOf,
  itemsOfQuestion,
  optionsOf,
  type Questionnaire,
  specialCodes,
} from './schema.ts';

export interface AnswerFinding {
  /** The item, or the key nobody knows. */
  readonly item: string;
  readonly code: AnswerFindingCode;
  readonly message: string;
}

export type AnswersRead =
  | { readonly ok: true; readonly answers: Answers; readonly notices: readonly AnswerFinding[] }
  | { readonly ok: false; readonly findings: readonly AnswerFinding[] };

export interface ReadingRules {
  readonly channel: Channel;
  /** What a missing required answer does. Without: refused, on paper accepted. */
  readonly incomplete?: 'refuse' | 'accept';
}

const words = {
  'item-unknown': '问卷里没有这道题',
  'answer-required': '这道题还没有回答',
  'answer-unknown': '没有这个选项，请从选项里选',
  'answers-several': '这道题只能选一个',
  'answer-repeated': '同一个选项选了两次',
  'answers-few': '选得太少，至少选{least}项',
  'answers-many': '选得太多，最多选{most}项',
  'answers-exclusive': '“{option}”不能和别的选项一起选',
  'number-malformed': '请填数字',
  'number-decimals': '小数最多{decimals}位',
  'number-small': '不能小于{least}',
  'number-large': '不能大于{most}',
  'text-long': '不能超过{most}个字，现在有{length}个字',
  'text-malformed': '含有不能显示的字符，请删去',
  'answer-not-asked': '按前面的回答不用答这道题，已不计',
  'mark-void': '看不清或多选，按废票记',
  'answer-blank': '没有回答，按弃权记',
} as const;
export type AnswerFindingCode = keyof typeof words;

/** A value that cannot stand; on paper it becomes void. */
class Unusable {
  readonly code: AnswerFindingCode;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(code: AnswerFindingCode, values: Readonly<Record<string, string | number>> = {}) {
    this.code = code;
    this.values = values;
  }
}

function findingOf(item: string, { code, values }: Unusable): AnswerFinding {
  return {
    item,
    code,
    message: words[code].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole)),
  };
}

const clean = (text: string): string => text.normalize('NFKC').trim();

/** Marks of a value: texts and numbers, without empty ones; undefined when it holds anything else. */
function marksOf(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [String(value)] : undefined;
  if (typeof value === 'string') return clean(value) === '' ? [] : [value];
  if (!Array.isArray(value)) return undefined;
  const marks = value.map(marksOf);
  return marks.every((mark) => mark !== undefined && mark.length <= 1)
    ? marks.flatMap((mark) => mark ?? [])
    : undefined;
}

const dontKnowWords: ReadonlySet<string> = new Set([specialCodes.noOpinion, '不了解', '不清楚', '说不清']);
const refusalWords: ReadonlySet<string> = new Set([specialCodes.refused, '拒答', '不愿回答']);

/** 不了解 or 拒答, when the mark says so and it may be said here. A label that is an option's wins. */
function specialOf(mark: string, { question }: Item, { channel }: ReadingRules): Answer | undefined {
  if (question.noOpinion && dontKnowWords.has(mark)) return { said: 'no-opinion' };
  if ((question.refusal || channel === 'telephone') && refusalWords.has(mark)) return { said: 'refused' };
  return undefined;
}

/** The option a mark names: by its code, else by its label. */
function optionOf(mark: string, options: readonly AnswerOption[]): string | undefined {
  return (options.find(({ code }) => code === mark) ?? options.find(({ label }) => clean(label) === mark))?.code;
}

function readOption(marks: readonly string[], options: readonly AnswerOption[]): Answer | Unusable {
  if (marks.length > 1) return new Unusable('answers-several');
  const code = optionOf(marks[0]!, options);
  return code === undefined ? new Unusable('answer-unknown') : { said: 'option', code };
}

/** Several options: an array, or one text with spaces or commas between codes or labels. */
function readOptions(
  marks: readonly string[],
  { options, min, max, exclusive = [] }: Extract<AnswerableQuestion, { kind: 'multiple' }>,
): Answer | Unusable {
  const parts = marks.flatMap((mark) =>
    optionOf(mark, options) === undefined ? mark.split(/[\s,;、，；|]+/).filter((part) => part !== '') : [mark],
  );
  const codes = parts.map((part) => optionOf(part, options));
  if (codes.includes(undefined)) return new Unusable('answer-unknown');
  const chosen = options.filter(({ code }) => codes.includes(code));
  if (chosen.length < codes.length) return new Unusable('answer-repeated');
  const alone = chosen.find(({ code }) => exclusive.includes(code));
  if (alone && chosen.length > 1) return new Unusable('answers-exclusive', { option: alone.label });
  if (chosen.length < (min ?? 0) && !alone) return new Unusable('answers-few', { least: min ?? 0 });
  if (chosen.length > (max ?? Infinity)) return new Unusable('answers-many', { most: max ?? 0 });
  return { said: 'options', codes: chosen.map(({ code }) => code) };
}

function readNumber(
  marks: readonly string[],
  { min, max, decimals }: Extract<AnswerableQuestion, { kind: 'number' }>,
): Answer | Unusable {
  if (marks.length > 1) return new Unusable('answers-several');
  const written = /^([-+]?)0*(\d{1,12})(?:\.(\d{0,12}?)0*)?$/.exec(marks[0]!);
  if (!written) return new Unusable('number-malformed');
  const [, sign, whole = '', part = ''] = written;
  if (part.length > decimals) return new Unusable('number-decimals', { decimals });
  const size = part === '' ? whole : `${whole}.${part}`;
  const number = sign === '-' && /[1-9]/.test(size) ? `-${size}` : size;
  const value = parseNumber(number);
  const [least, most] = [parseNumber(min), parseNumber(max)];
  if (!value) return new Unusable('number-malformed');
  if (least && compare(value, least) < 0) return new Unusable('number-small', { least: min ?? '' });
  if (most && compare(value, most) > 0) return new Unusable('number-large', { most: max ?? '' });
  return { said: 'number', number };
}

/** Free text: as written, with line ends of one kind; its length in characters as people count them. */
function readText(raw: unknown, { maxLength }: Extract<AnswerableQuestion, { kind: 'text' }>): Answer | Unusable {
  if (typeof raw !== 'string' && typeof raw !== 'number') return new Unusable('answers-several');
  const text = String(raw).replace(/\r\n?/g, '\n').trim();
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  if (/[\u0000-\u0009\u000b-\u001f\u007f]|\p{Surrogate}/u.test(text.replaceAll('\t', ' ')))
    return new Unusable('text-malformed');
  const length = Array.from(text).length;
  return length > maxLength ? new Unusable('text-long', { most: maxLength, length }) : { said: 'text', text };
}

function readValue(questionnaire: Questionnaire, item: Item, raw: unknown, how: ReadingRules): Answer | Unusable {
  const { question } = item;
  const marks = marksOf(raw)?.map(clean);
  if (!marks) return new Unusable('answer-unknown');
  if (marks.length === 0) return { said: 'blank' };
  const options = optionsOf(questionnaire, question);
  const special = marks.length === 1 && optionOf(marks[0]!, options) === undefined && specialOf(marks[0]!, item, how);
  // In a text, 不了解 is what somebody wrote; only the code says that the question was answered so.
  if (special && (question.kind !== 'text' || marks[0]!.startsWith('~'))) return special;
  switch (question.kind) {
    case 'scale':
    case 'matrix':
    case 'single':
      return readOption(marks, options);
    case 'multiple':
      return readOptions(marks, question);
    case 'number':
      return readNumber(marks, question);
    case 'text':
      return readText(Array.isArray(raw) ? raw.find((value) => clean(String(value)) !== '') : raw, question);
  }
}

/**
 * Columns of a spreadsheet that spread a multiple choice, `q3/a` = 1: gathered under the question's own name. Only an exact mark
 * counts as chosen or not chosen; anything else stays and is found.
 */
function gathered(raw: Readonly<Record<string, unknown>>, items: readonly Item[]): Readonly<Record<string, unknown>> {
  const spread = new Map(
    items.flatMap(({ id, question }) =>
      question.kind === 'multiple'
        ? question.options.map(({ code }): [string, [string, string]] => [`${id}/${code}`, [id, code]])
        : [],
    ),
  );
  const values: Record<string, unknown> = {};
  const chosen: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(raw)) {
    const [id, code] = spread.get(key) ?? [];
    const mark = marksOf(value)?.map(clean)[0]?.toLowerCase();
    if (id === undefined || code === undefined) values[key] = value;
    else if (mark !== undefined && chosenMarks.has(mark)) (chosen[id] ??= []).push(code);
    else if (mark !== undefined && !notChosenMarks.has(mark)) (chosen[id] ??= []).push(`${code}=${mark}`);
  }
  for (const [id, codes] of Object.entries(chosen)) values[id] = [...(marksOf(values[id]) ?? []), ...codes];
  return values;
}

const chosenMarks: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y', '是', '√', '✓', '✔']);
const notChosenMarks: ReadonlySet<string> = new Set(['0', 'false', 'no', 'n', '否', '×']);

/**
 * Answers of one person. Keys are item ids (`q1`, `q5.r2`); values an option's code or label, `~dk` or 不了解, `~rf` or 拒答, a number,
 * a text; several as an array. Keys that begin with `_` are passed over. Cost: linear in keys and items.
 */
export function readAnswers(
  questionnaire: Questionnaire,
  raw: Readonly<Record<string, unknown>>,
  how: ReadingRules,
): AnswersRead {
  const items = itemsOf(questionnaire);
  const known = new Set(items.map(({ id }) => id));
  const values = gathered(raw, items);
  const onPaper = how.channel === 'paper';
  const isIncompleteFine = (how.incomplete ?? (onPaper ? 'accept' : 'refuse')) === 'accept';
  const findings: AnswerFinding[] = [];
  const notices: AnswerFinding[] = [];
  for (const key of Object.keys(values))
    if (!known.has(key) && !key.startsWith('_')) findings.push(findingOf(key, new Unusable('item-unknown')));

  const answers: Record<string, Answer> = {};
  for (const question of questionnaire.questions) {
    const isAsked = isShown(question, answers);
    for (const item of itemsOfQuestion(question)) {
      const value = Object.hasOwn(values, item.id) ? values[item.id] : undefined;
      if (!isAsked) {
        if (marksOf(value)?.length !== 0) notices.push(findingOf(item.id, new Unusable('answer-not-asked')));
        continue;
      }
      const read = readValue(questionnaire, item, value, how);
      if (!(read instanceof Unusable)) {
        answers[item.id] = read;
        if (read.said !== 'blank' || !item.question.required) continue;
        if (isIncompleteFine) notices.push(findingOf(item.id, new Unusable('answer-blank')));
        else findings.push(findingOf(item.id, new Unusable('answer-required')));
      } else if (onPaper && item.question.kind !== 'text') {
        answers[item.id] = { said: 'void' };
        notices.push(findingOf(item.id, new Unusable('mark-void')));
      } else findings.push(findingOf(item.id, read));
    }
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, answers, notices };
}
