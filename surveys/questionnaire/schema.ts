/**
 * The shape of one version of a questionnaire: questions, scales, routing, texts per department, channels.
 *
 * Promise: what has this shape can be kept, shown and edited, also while it is unfinished; whether it can be asked is said by
 * check.ts. Nothing here knows a person or a department by name.
 */
import { z } from 'zod';
import { canonicalText, type Sha256 } from '../canonical.ts';

/** Limits that keep one version readable by people and browsers. */
export const questionnaireLimits = { questions: 100, options: 60, rows: 60, texts: 40, departments: 2000 } as const;

export const questionnaireKinds = [
  'system-cadres',
  'hot-topics',
  'service-users',
  'rectification',
  'public',
  'leader',
] as const;
export type QuestionnaireKind = (typeof questionnaireKinds)[number];

/** How answers come in. `ballot` is the leaders' anonymous form; its answers never become sheets. */
export const channels = ['telephone', 'paper', 'link', 'web', 'ballot'] as const;
export type Channel = (typeof channels)[number];

/** Answers that are no option, as they stand in fields, cells and conditions. */
export const specialCodes = { noOpinion: '~dk', refused: '~rf' } as const;

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `不超过${most}个字`)
    .regex(/^[^\p{Cc}]*$/u, '请写在一行里');
const prose = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `不超过${most}个字`)
    .regex(/^[^\p{Cc}\n]*(?:\n[^\p{Cc}\n]*)*$/u, '含有不能显示的字符');
const questionId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, '题号由小写字母开头，可用小写字母、数字和下划线，不超过32个字');
const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, '编码由字母或数字开头，可用字母、数字、下划线和连字符');
const textName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_]{1,20}$/u, '名称用1到20个字，不含标点');
/** An item: a question, or a row of a matrix. */
const item = z.string().regex(/^[a-z][a-z0-9_]{0,31}(?:\.[A-Za-z0-9][A-Za-z0-9_-]{0,31})?$/, '题号不对');
const number = z.string().regex(/^-?\d{1,12}(?:\.\d{1,6})?$/, '请填数字');

const test = z.union([
  z.strictObject({ item, is: z.array(z.string().max(40)).min(1).max(questionnaireLimits.options) }),
  z.strictObject({ item, isNot: z.array(z.string().max(40)).min(1).max(questionnaireLimits.options) }),
  z.strictObject({ item, atLeast: number }),
  z.strictObject({ item, atMost: number }),
  z.strictObject({ item, answered: z.boolean() }),
]);
/** One thing an earlier answer must be. */
export type ConditionTest = z.output<typeof test>;
const condition = z.strictObject({ match: z.enum(['all', 'any']), tests: z.array(test).min(1).max(20) });
export type Condition = z.output<typeof condition>;

const option = z.strictObject({ code, label: line(200) });
export type AnswerOption = z.output<typeof option>;
const asked = {
  id: questionId,
  title: prose(500),
  hint: prose(500).optional(),
  showIf: condition.optional(),
};
const answerable = {
  ...asked,
  required: z.boolean().default(true),
  /** 不了解 is offered. */
  noOpinion: z.boolean().default(false),
  /** 不愿回答 is offered to people who fill the form themselves; an interviewer may record it anyway. */
  refusal: z.boolean().default(false),
};
const rated = { scale: questionId, scored: z.boolean().default(false) };

const question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scale'), ...answerable, ...rated }),
  z.strictObject({
    kind: z.literal('matrix'),
    ...answerable,
    ...rated,
    rows: z.array(z.strictObject({ id: code, label: line(200) })).max(questionnaireLimits.rows),
  }),
  z.strictObject({
    kind: z.literal('single'),
    ...answerable,
    options: z.array(option).max(questionnaireLimits.options),
  }),
  z.strictObject({
    kind: z.literal('multiple'),
    ...answerable,
    options: z.array(option).max(questionnaireLimits.options),
    min: z.int().min(0).max(questionnaireLimits.options).optional(),
    max: z.int().min(1).max(questionnaireLimits.options).optional(),
    /** Options that stand alone, such as 以上都没有. */
    exclusive: z.array(code).max(questionnaireLimits.options).optional(),
  }),
  z.strictObject({
    kind: z.literal('number'),
    ...answerable,
    min: number.optional(),
    max: number.optional(),
    decimals: z.int().min(0).max(6).default(0),
    unit: line(20).optional(),
  }),
  z.strictObject({ kind: z.literal('text'), ...answerable, maxLength: z.int().min(1).max(2000).default(500) }),
  z.strictObject({ kind: z.literal('note'), ...asked }),
]);
export type Question = z.output<typeof question>;
export type QuestionKind = Question['kind'];
/** A question that gets an answer: anything but words to read. */
export type AnswerableQuestion = Exclude<Question, { kind: 'note' }>;

const scale = z.strictObject({
  label: line(40),
  points: z.array(z.strictObject({ code, label: line(40), standard: prose(300).optional() })).max(11),
});
export type QuestionnaireScale = z.output<typeof scale>;

export const questionnaireSchema = z.strictObject({
  format: z.literal(1),
  kind: z.enum(questionnaireKinds),
  title: line(120),
  /** Said or shown first: who asks, why, how answers are protected. */
  intro: prose(2000),
  /** Said or shown last. */
  closing: prose(1000),
  channels: z.array(z.enum(channels)).max(channels.length),
  scales: z.record(questionId, scale),
  /** Texts that differ between departments, named in braces in any wording: 办理{事项}. */
  texts: z
    .array(z.strictObject({ name: textName, label: line(60), preset: line(200).optional() }))
    .max(questionnaireLimits.texts),
  /** Values of those texts, by id of the department, by name. */
  departmentTexts: z.record(z.string().max(60), z.record(textName, line(200))),
  questions: z.array(question).max(questionnaireLimits.questions),
});
export type Questionnaire = z.output<typeof questionnaireSchema>;

/** What gets one answer: a question, or one row of a matrix. */
export interface Item {
  /** The question's id; for a row `question.row`. Also the name of the field in a form. */
  readonly id: string;
  readonly question: AnswerableQuestion;
  readonly row?: { readonly id: string; readonly label: string };
}

/** Items of a question in order; none for a note. */
export function itemsOfQuestion(question: Question): readonly Item[] {
  if (question.kind === 'note') return [];
  if (question.kind !== 'matrix') return [{ id: question.id, question }];
  return question.rows.map((row) => ({ id: `${question.id}.${row.id}`, question, row }));
}

/** Items of a questionnaire in the order they are asked; sheets keep their answers in this order. Cost: one pass. */
export function itemsOf(questionnaire: Pick<Questionnaire, 'questions'>): readonly Item[] {
  return questionnaire.questions.flatMap(itemsOfQuestion);
}

/** Options an answer may name: of a choice its own, of a scale the points; none for numbers and texts. */
export function optionsOf(questionnaire: Pick<Questionnaire, 'scales'>, question: Question): readonly AnswerOption[] {
  if (question.kind === 'single' || question.kind === 'multiple') return question.options;
  if (question.kind === 'scale' || question.kind === 'matrix')
    return scaleOf(questionnaire, question.scale)?.points ?? [];
  return [];
}

/** A scale by its id; undefined when there is none of that name. */
export function scaleOf({ scales }: Pick<Questionnaire, 'scales'>, id: string): QuestionnaireScale | undefined {
  return Object.hasOwn(scales, id) ? scales[id] : undefined;
}

/** Digest of a version: SHA-256 of its canonical text. Two versions with the same digest ask exactly the same. */
export function questionnaireDigest(questionnaire: Questionnaire, sha256: Sha256): string {
  return `sha256:${sha256(canonicalText(questionnaire))}`;
}
