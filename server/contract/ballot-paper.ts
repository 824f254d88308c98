/** 纸质评价表 of the leader evaluation: printing, accounting, entry by two clerks, counting; and the roll as a workbook. */
import { z } from 'zod';
import { count, groupCode, hex32, styleCode } from './ballot-shapes.ts';
import {
  accountingLineSchema,
  ballotCellSchema,
  ballotSummarySchema,
  LARGEST_POLL,
  pollSchema,
  pollStateSchema,
  raterSchema,
} from './ballots.ts';
import { defineRoute, id, nothing } from './route.ts';
import { inputFindingSchema } from './component-inputs.ts';

/** A pile with fewer forms is not counted: they could be told apart. */
export const SMALLEST_PILE = 10;

/** out 已印 · entering 录入中 · counted 已计入 · discarded 整叠不计入. */
const pileStateSchema = z.enum(['out', 'entering', 'counted', 'discarded']);
export const pileStateLabels: Readonly<Record<z.infer<typeof pileStateSchema>, string>> = {
  out: '发放、收回中',
  entering: '录入中',
  counted: '已计入',
  discarded: '不计入',
};
const faultSchema = z.enum(['signed', 'unreadable', 'foreign']);
export const paperFaultLabels: Readonly<Record<z.infer<typeof faultSchema>, string>> = {
  signed: '署了名，或有认得出是谁的记号',
  unreadable: '整张无法辨认',
  foreign: '不是这次印发的表',
};

const pileSchema = z.object({
  style: styleCode,
  name: z.string(),
  group: groupCode,
  /** Printed on every form of the style. */
  code: z.string(),
  due: count,
  printed: count,
  handedOut: count.nullable(),
  unused: count,
  spoiled: count,
  /** Came back, shuffled, stamped; null: not yet. */
  returned: count.nullable(),
  state: pileStateSchema,
  enteredOnce: count,
  /** Stamped numbers on which two clerks differ and nobody has settled yet. */
  differing: z.array(z.int()),
  /** Two clerks agree, or a third has settled. */
  settled: count,
});
export type PaperPile = z.infer<typeof pileSchema>;

const standingSchema = z.object({
  cycleId: id,
  state: pollStateSchema,
  title: z.string(),
  piles: z.array(pileSchema),
  /** Styles of which no form is printed yet. */
  unprinted: z.array(z.object({ style: styleCode, name: z.string(), due: count })),
  accounting: z.array(accountingLineSchema.extend({ name: z.string() })),
  /** What keeps the forms from being printed or the piles from being counted: Chinese words. */
  obstacles: z.array(z.string()),
  /** SHA-256 of the paper's part of the evidence, once counted. */
  digest: hex32.nullable(),
});
export type PaperStanding = z.infer<typeof standingSchema>;

const cycleParams = z.object({ cycleId: id });
const pileParams = z.object({ cycleId: id, style: styleCode });
const formParams = z.object({ cycleId: id, style: styleCode, sequence: z.coerce.number().int().min(1).max(100_000) });
const tag = '领导评价：纸质表';
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const getBallotPaper = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper',
  tag,
  summary: '各票种的纸质评价表：印、发、收、录入进度和清点账',
  params: cycleParams,
  reply: standingSchema,
});
export const printBallotPaper = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper',
  tag,
  summary: '登记印制一个票种的纸质评价表（再次登记为加印）',
  params: cycleParams,
  body: z.object({ style: styleCode, copies: z.int().min(1, '请填份数').max(20_000) }),
  reply: standingSchema,
  status: 201,
  problems: ['poll-state', 'poll-settings', 'paper-print-count'],
});
export const withdrawBallotPaper = defineRoute({
  method: 'DELETE',
  path: '/api/cycles/:cycleId/ballot/paper/:style',
  tag,
  summary: '撤销还没有发出的纸质评价表（开始投票前）',
  params: pileParams,
  reply: nothing,
  status: 204,
  problems: ['poll-state', 'pile-state'],
});
export const accountBallotPaper = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/ballot/paper/:style/account',
  tag,
  summary: '登记一个票种的纸质表发出、未用收回、作废各多少份（不登记发给谁）',
  params: pileParams,
  body: z.object({ handedOut: count, unused: count, spoiled: count }),
  reply: standingSchema,
  problems: ['poll-state', 'pile-state', 'paper-print-count'],
});
export const stampBallotPile = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper/:style/piles',
  tag,
  summary: '登记收回的纸质表已打乱并盖好流水号，开始录入（截止投票以后）',
  params: pileParams,
  body: z.object({
    returned: count,
    shuffled: z.literal(true, '请先把收回的表打乱，再盖流水号'),
  }),
  reply: standingSchema,
  status: 201,
  problems: ['poll-state', 'pile-state', 'paper-print-count', 'pile-entered'],
});

const formSchema = z.object({
  poll: pollSchema.pick({ title: true, units: true, groups: true, styles: true, noOpinion: true, uniform: true }),
  style: styleCode,
  code: z.string(),
  returned: count,
  /** Stamped numbers the caller may still enter. */
  open: z.array(z.int()),
});
export type BallotPaperForm = z.infer<typeof formSchema>;
export const getBallotPile = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper/:style',
  tag,
  summary: '录入一叠纸质表要用的表样，和本人还可以录的流水号；看不到别人录的内容',
  params: pileParams,
  reply: formSchema,
  problems: ['poll-state', 'pile-state'],
});

const entry = z.record(z.string().max(10), z.string().max(400));
export const enterBallotForm = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper/:style/entries',
  tag,
  summary: '录入一张：第一遍等第二人；两遍一致即可计入，不一致列入待裁定',
  params: pileParams,
  body: z.object({ sequence: z.int().min(1), entry }),
  reply: z.object({
    sequence: z.int(),
    outcome: z.enum(['waits-for-second', 'agrees', 'differs']),
    open: z.array(z.int()),
  }),
  status: 201,
  problems: [
    'poll-state',
    'pile-state',
    'pile-number',
    'paper-same-clerk',
    'paper-entered-twice',
    'invalid-request',
    'keys-destroyed',
    'cycle-key-missing',
  ],
});

const differenceSchema = z.object({
  field: z.string(),
  label: z.string(),
  values: z.array(z.object({ value: z.string(), words: z.string() })),
});
export const getBallotDifference = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper/:style/differences/:sequence',
  tag,
  summary: '一张表两遍录入不一致的几处（供第三人对照原件裁定）',
  params: formParams,
  reply: formSchema.omit({ open: true, returned: true }).extend({
    sequence: z.int(),
    differences: z.array(differenceSchema),
  }),
  problems: [
    'pile-state',
    'pile-number',
    'paper-same-clerk',
    'paper-no-difference',
    'keys-destroyed',
    'cycle-key-missing',
  ],
});
export const settleBallotForm = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper/:style/settlements',
  tag,
  summary: '对照原件裁定一张表的差异（由第三人）：每处写原件上的',
  params: pileParams,
  body: z.object({ sequence: z.int().min(1), values: entry }),
  reply: standingSchema,
  status: 201,
  problems: [
    'poll-state',
    'pile-state',
    'pile-number',
    'paper-same-clerk',
    'paper-no-difference',
    'paper-choice-missing',
    'invalid-request',
    'keys-destroyed',
    'cycle-key-missing',
  ],
});
export const countBallotPaper = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper-counts',
  tag,
  summary: '各叠都录完、账平了：打散成计数、计入，并删除录入的内容；不足10份的整叠不计入',
  params: cycleParams,
  body: z.object({ discarded: z.array(styleCode).max(60).default([]) }),
  reply: standingSchema,
  status: 201,
  problems: ['poll-state', 'paper-not-even', 'pile-too-small', 'keys-destroyed', 'cycle-key-missing'],
});

const printQuery = z.object({
  /** list: all units on one table; sheets: one sheet a unit, its analysis overleaf, as 附件9–11 have it. */
  layout: z.enum(['list', 'sheets']).default('list'),
});
export const downloadBallotFormPdf = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper/:style/form.pdf',
  tag,
  summary: '一个票种的纸质评价表（PDF）：每份相同，没有编号',
  params: pileParams,
  query: printQuery,
  reply: { file: 'application/pdf' },
  problems: ['poll-state', 'poll-settings', 'pile-state'],
});
export const downloadBallotFormWord = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper/:style/form.docx',
  tag,
  summary: '一个票种的纸质评价表（Word）',
  params: pileParams,
  query: printQuery,
  reply: { file: docx },
  problems: ['poll-state', 'poll-settings', 'pile-state'],
});
export const downloadBallotAccounting = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/accounting.pdf',
  tag,
  summary: '领导评价清点表（PDF，供清点、监督人员签字）',
  params: cycleParams,
  reply: { file: 'application/pdf' },
  problems: ['poll-state'],
});

/** The paper's part of the evidence: counts by group, and the account of every style's forms. */
export const paperTallySchema = z.object({
  format: z.literal('pingyi-paper/1'),
  cycleId: id,
  pollDigest: hex32,
  piles: z
    .array(
      z.object({
        style: styleCode,
        code: z.string(),
        printed: count,
        handedOut: count,
        unused: count,
        spoiled: count,
        returned: count,
        /** Too few to be counted: all of them void. */
        discarded: z.boolean(),
      }),
    )
    .max(60),
  cells: z.array(ballotCellSchema).max(20 * LARGEST_POLL),
  groups: z.array(ballotSummarySchema).max(20),
});
export type PaperTally = z.infer<typeof paperTallySchema>;
export const downloadPaperTally = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/paper.json',
  tag,
  summary: '纸质表的计数和收发账（计票以后），供验票；摘要在公示板上',
  params: cycleParams,
  reply: { file: 'application/json' },
  problems: ['poll-state'],
});

// 名册

export const downloadRollTemplate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/raters/template.xlsx',
  tag: '领导评价',
  summary: '评价人名册填报表：票种、各票种评哪些单位；没有人名',
  params: cycleParams,
  reply: { file: xlsx },
  problems: ['poll-state'],
});
export const downloadRoll = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/raters/roll.xlsx',
  tag: '领导评价',
  summary: '现有名册（含姓名，下载留痕）',
  params: cycleParams,
  reply: { file: xlsx },
  problems: ['poll-state', 'keys-destroyed', 'cycle-key-missing'],
});
const rollChangeSchema = z.object({ name: z.string(), unit: z.string(), post: z.string() });
export const checkRoll = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/raters/checks',
  tag: '领导评价',
  summary: '试读一份名册：逐行问题、与现有名册的差异；不保存文件，也不改名册',
  params: cycleParams,
  form: z.object({}),
  reply: z.object({
    findings: z.array(inputFindingSchema),
    raters: z.array(raterSchema),
    difference: z.object({
      same: count,
      added: z.array(rollChangeSchema.extend({ style: styleCode })),
      removed: z.array(rollChangeSchema.extend({ style: styleCode })),
      moved: z.array(rollChangeSchema.extend({ from: styleCode, to: styleCode })),
    }),
    styles: z.array(
      z.object({ code: styleCode, name: z.string(), before: count, after: count, tooSmall: z.boolean() }),
    ),
  }),
  problems: ['poll-state', 'no-file', 'file-unreadable', 'keys-destroyed', 'cycle-key-missing'],
});
export type RollCheck = z.infer<(typeof checkRoll)['reply']>;
