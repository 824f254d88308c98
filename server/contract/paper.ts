/** Paper questionnaires: print with numbers, enter twice, settle differences. */
import { z } from 'zod';
import { questionnaireKinds, questionnaireSchema } from '#surveys';
import { defineRoute, id, instant, nothing } from './route.ts';

const paperKind = z.enum(questionnaireKinds).exclude(['leader']);

const accountingSchema = z.object({
  printed: z.int(),
  /** Neither filed nor void. */
  out: z.int(),
  enteredOnce: z.int(),
  /** Entered twice and not alike. */
  differing: z.int(),
  filed: z.int(),
  void: z.int(),
});
export type PaperAccounting = z.infer<typeof accountingSchema>;

const batchSchema = z.object({
  id,
  cycleId: id,
  kind: paperKind,
  code: z.string(),
  title: z.string(),
  /** The sample the forms go to; null: loose forms. */
  draw: z.object({ id, title: z.string() }).nullable(),
  createdAt: instant,
  createdBy: z.string(),
  departments: z.array(z.string()),
  accounting: accountingSchema,
});
export type PaperBatch = z.infer<typeof batchSchema>;

const formNumber = z.string().trim().min(6).max(30);
/** What a clerk typed: item to code, codes or text; blank items are absent, a spoilt mark is `?`. */
const entrySchema = z.record(z.string().max(80), z.union([z.string().max(2000), z.array(z.string().max(40)).max(60)]));
export type PaperEntry = z.infer<typeof entrySchema>;

const formSchema = z.object({
  number: z.string(),
  batchId: id,
  batchTitle: z.string(),
  department: z.string(),
  /** 1 or 2: which entry this would be. */
  round: z.int(),
  questionnaire: questionnaireSchema,
  texts: z.record(z.string(), z.string()),
});
export type PaperForm = z.infer<typeof formSchema>;

const differenceSchema = z.object({
  item: z.string(),
  label: z.string(),
  first: z.string(),
  second: z.string(),
});

const params = z.object({ batchId: id });
const tag = '纸质问卷';
const pdf = { file: 'application/pdf' } as const;
const docx = { file: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' } as const;

export const listPaperBatches = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/paper-batches',
  tag,
  summary: '各批纸质问卷与收发账',
  params: z.object({ cycleId: id }),
  reply: z.object({ items: z.array(batchSchema) }),
});
export const createPaperBatch = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/paper-batches',
  tag,
  summary: '印制一批：给抽中的每人一份，或印若干份散发',
  params: z.object({ cycleId: id }),
  body: z.object({
    title: z.string().trim().min(2, '请给这一批起个名称').max(60),
    kind: paperKind,
    source: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('draw'), drawId: id }),
      z.object({ kind: z.literal('copies'), departmentId: id, copies: z.int().min(1).max(5000, '一批最多5000份') }),
    ]),
  }),
  reply: batchSchema,
  status: 201,
  problems: ['cycle-closed', 'draw-state', 'nothing-released', 'questionnaire-not-serving', 'paper-already-printed'],
});
export const getPaperBatch = defineRoute({
  method: 'GET',
  path: '/api/paper-batches/:batchId',
  tag,
  summary: '一批纸质问卷',
  params,
  reply: batchSchema.extend({
    differing: z.array(z.object({ number: z.string(), department: z.string(), clerks: z.array(z.string()) })),
    voided: z.array(z.object({ number: z.string(), reason: z.string() })),
  }),
});
export const printPaperBatch = defineRoute({
  method: 'GET',
  path: '/api/paper-batches/:batchId/forms.pdf',
  tag,
  summary: '打印件：每份有编号和二维码（PDF）',
  params,
  reply: pdf,
});
export const writePaperBatch = defineRoute({
  method: 'GET',
  path: '/api/paper-batches/:batchId/forms.docx',
  tag,
  summary: '打印件（Word）',
  params,
  reply: docx,
});
export const printPaperLabels = defineRoute({
  method: 'GET',
  path: '/api/paper-batches/:batchId/labels.pdf',
  tag,
  summary: '邮寄标签（含姓名、单位和地址，下载留痕）',
  params,
  reply: pdf,
  problems: ['paper-has-no-addressees', 'keys-destroyed', 'cycle-key-missing'],
});
export const openPaperForm = defineRoute({
  method: 'POST',
  path: '/api/paper-form-openings',
  tag,
  summary: '按编号打开一份问卷来录入；看不到另一人录的内容',
  body: z.object({ number: formNumber }),
  reply: formSchema,
  status: 201,
  problems: ['paper-form-unknown', 'paper-form-settled', 'paper-same-clerk', 'paper-entered-twice', 'cycle-closed'],
});
export const enterPaperForm = defineRoute({
  method: 'POST',
  path: '/api/paper-entries',
  tag,
  summary: '录入一份：第一遍等第二人；第二遍一致即计入，不一致列入差异',
  body: z.object({ number: formNumber, round: z.int().min(1).max(2), entry: entrySchema }),
  reply: z.object({
    number: z.string(),
    outcome: z.enum(['waits-for-second', 'filed', 'differs', 'case-answered']),
    /** What was read otherwise than typed: void marks, blanks, answers that were not asked. */
    notices: z.array(z.object({ item: z.string(), message: z.string() })),
  }),
  status: 201,
  problems: [
    'paper-form-unknown',
    'paper-form-settled',
    'paper-same-clerk',
    'paper-entered-twice',
    'cycle-closed',
    'invalid-request',
    'keys-destroyed',
    'cycle-key-missing',
  ],
});
export const getPaperDifference = defineRoute({
  method: 'GET',
  path: '/api/paper-forms/:number/difference',
  tag,
  summary: '两遍录入的差异',
  params: z.object({ number: formNumber }),
  reply: z.object({
    number: z.string(),
    batchId: id,
    department: z.string(),
    clerks: z.array(z.string()),
    differences: z.array(differenceSchema),
    questionnaire: questionnaireSchema,
    texts: z.record(z.string(), z.string()),
  }),
  problems: ['paper-form-unknown', 'paper-no-difference', 'keys-destroyed', 'cycle-key-missing'],
});
export const settlePaperForm = defineRoute({
  method: 'POST',
  path: '/api/paper-settlements',
  tag,
  summary: '对照原件裁定差异（由第三人）',
  body: z.object({ number: formNumber, choices: z.record(z.string().max(80), z.enum(['first', 'second'])) }),
  reply: z.object({ number: z.string(), outcome: z.enum(['filed', 'case-answered']) }),
  status: 201,
  problems: ['paper-form-unknown', 'paper-no-difference', 'paper-same-clerk', 'paper-choice-missing', 'cycle-closed'],
});
export const voidPaperForm = defineRoute({
  method: 'POST',
  path: '/api/paper-voids',
  tag,
  summary: '作废一份（印坏、退信、遗失），写明原因',
  body: z.object({ number: formNumber, reason: z.string().trim().min(2, '请写明作废原因').max(100) }),
  reply: nothing,
  status: 201,
  problems: ['paper-form-unknown', 'paper-form-settled', 'cycle-closed'],
});
