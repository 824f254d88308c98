/** Telephone fieldwork by workbook: lists out to a call room, results in, response rates and list quality. */
import { z } from 'zod';
import { questionnaireKinds } from '#surveys';
import { listQualitySchema } from './list-quality.ts';
import { defineRoute, id, instant } from './route.ts';
import { inputFindingSchema } from './component-inputs.ts';

const askedKind = z.enum(questionnaireKinds).exclude(['leader']);
const switchedOff = z.enum(['NC', 'UH']);
const brokenOff = z.enum(['P', 'R']);

const choicesSchema = z.object({
  /** Null: 未设定, and no rate is computed. */
  switchedOff: switchedOff.nullable(),
  brokenOff: brokenOff.nullable(),
  setAt: instant.nullable(),
  setBy: z.string().nullable(),
  /** Results are in: what is set stays. */
  fixed: z.boolean(),
});
export type FieldworkChoices = z.infer<typeof choicesSchema>;

/** What a file does, or would do, case by case. */
const changeSchema = z.object({
  unitId: z.string(),
  row: z.int(),
  what: z.enum(['new', 'outcome', 'answers-filed', 'answers-corrected', 'answers-withdrawn', 'attempts-fewer']),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type CallResultChange = z.infer<typeof changeSchema>;

const resultSchema = z.object({
  stored: z.boolean(),
  digest: z.string(),
  rows: z.int(),
  unchanged: z.int(),
  filed: z.int(),
  changes: z.array(changeSchema),
  findings: z.array(inputFindingSchema),
  /** Columns as they were read: what each head stands for; null: passed over. */
  columns: z.array(z.object({ head: z.string(), key: z.string().nullable() })),
  /** What a column may stand for. */
  offered: z.array(z.object({ key: z.string(), label: z.string() })),
});
export type CallResults = z.infer<typeof resultSchema>;

const rate = z.number().nullable();
const ratesSchema = z.object({
  RR1: rate,
  RR2: rate,
  RR3: rate,
  RR4: rate,
  RR5: rate,
  RR6: rate,
  COOP1: rate,
  COOP2: rate,
  COOP3: rate,
  COOP4: rate,
  REF1: rate,
  REF2: rate,
  REF3: rate,
  CON1: rate,
  CON2: rate,
  CON3: rate,
});

export const fieldworkGroupSchema = z.object({
  by: z.enum(['all', 'department', 'stratum']),
  key: z.string(),
  name: z.string(),
  released: z.int(),
  dialled: z.int(),
  /** Answered by link or on paper. */
  elsewhere: z.int(),
  /** Closed: nobody calls again. */
  final: z.int(),
  /** Cases by AAPOR class; null where a choice is 未设定. */
  classes: z.record(z.string(), z.int()).nullable(),
  rates: ratesSchema.nullable(),
});
export type FieldworkGroup = z.infer<typeof fieldworkGroupSchema>;

const importSchema = z.object({
  number: z.int(),
  fileName: z.string(),
  digest: z.string(),
  rows: z.int(),
  changed: z.int(),
  storedAt: instant,
  storedBy: z.string(),
});

const params = z.object({ drawId: id });
const tag = '电话访问';
const csv = { file: 'text/csv' } as const;
const room = z.string().trim().min(1, '请填呼叫中心的名称').max(40, '名称不超过40字');
const form = z.object({ kind: askedKind.optional(), room: room.optional() });
const problems = [
  'draw-state',
  'draw-has-no-lists',
  'nothing-released',
  'questionnaire-not-serving',
  'no-file',
  'file-unreadable',
  'cycle-closed',
] as const;

const mappingSchema = z.object({
  room,
  /** By the head of the column: a field, an item, or empty for a column that is passed over. */
  columns: z.record(z.string().trim().min(1).max(200), z.string().max(100)),
  changedAt: instant,
  changedBy: z.string(),
});
export type ColumnMapping = z.infer<typeof mappingSchema>;
const mappingsReply = z.object({ items: z.array(mappingSchema) });

export const listColumnMappings = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/column-mappings',
  tag,
  summary: '各呼叫中心的列名对照',
  params: z.object({ cycleId: id }),
  reply: mappingsReply,
});
export const setColumnMapping = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/column-mappings',
  tag,
  summary: '设定一个呼叫中心的列名对照，以后的回收都按它读；一列也不写就是删去',
  params: z.object({ cycleId: id }),
  body: mappingSchema
    .pick({ room: true, columns: true })
    .refine(({ columns }) => Object.keys(columns).length <= 300, '列太多'),
  reply: mappingsReply,
  problems: ['cycle-closed'],
});
export const getFieldwork = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/fieldwork',
  tag,
  summary: '电话访问：口径、进度、应答率、名单质量、历次回收（不含得分）',
  params,
  reply: z.object({
    drawId: id,
    cycleId: id,
    title: z.string(),
    choices: choicesSchema,
    /** What every rate is printed with. */
    definition: z.array(z.string()),
    /** Share of the unknown that is eligible, estimated over the whole sample. */
    eligibility: z.number().nullable(),
    groups: z.array(fieldworkGroupSchema),
    quality: z.array(listQualitySchema),
    /** Whether the next replicate may be released by the rule of practice. */
    release: z.object({ released: z.int(), final: z.int(), least: z.number(), ready: z.boolean() }),
    imports: z.array(importSchema),
  }),
  problems: ['draw-state', 'draw-has-no-lists'],
});
export const setFieldworkChoices = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/fieldwork-choices',
  tag,
  summary: '设定关机、中途终止算什么；回收结果以后不能改',
  params: z.object({ cycleId: id }),
  body: z.object({ switchedOff: switchedOff.nullable(), brokenOff: brokenOff.nullable() }),
  reply: choicesSchema,
  problems: ['cycle-closed', 'fieldwork-choice-fixed'],
});
export const downloadParticipants = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/participants.csv',
  tag,
  summary: '已放出样本的参与者文件：queXS或LimeSurvey（含姓名和号码，下载留痕）',
  params,
  query: z.object({ format: z.enum(['quexs', 'limesurvey']) }),
  reply: csv,
  problems: ['draw-state', 'draw-has-no-lists', 'nothing-released', 'keys-destroyed', 'cycle-key-missing'],
});
export const downloadResultTemplate = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/call-results.xlsx',
  tag,
  summary: '回收表：已放出的样本一人一行，没有姓名和号码',
  params,
  query: z.object({ kind: askedKind.optional() }),
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  problems: [...problems],
});
export const checkCallResults = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/call-result-checks',
  tag,
  summary: '试读回收表：逐处问题、会有哪些变化；不存入',
  params,
  form,
  reply: resultSchema,
  problems: [...problems],
});
export const storeCallResults = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/call-results',
  tag,
  summary: '存入回收表：有一处要改就都不存；同一份再传没有变化，更正过的只改变化的',
  params,
  form,
  reply: resultSchema,
  problems: [...problems],
});
