/** Sampling frames: filing, findings, acceptance. */
import { z } from 'zod';
import { coverageSchema, listKindSchema } from './cycles.ts';
import { filingPhaseSchema } from './filing-jobs.ts';
import { judgedBySegments } from './segments.ts';
import { day, defineRoute, id, instant, page, pageQuery } from './route.ts';

/** awaited 未报 · filed 已报待审 · returned 已退回 · accepted 已接收 · locked 已锁定(抽样中). */
export const frameStateSchema = z.enum(['awaited', 'filed', 'returned', 'accepted', 'locked']);
export type FrameState = z.infer<typeof frameStateSchema>;
export const frameStateLabels: Readonly<Record<FrameState, string>> = {
  awaited: '未报',
  filed: '已报待审',
  returned: '已退回',
  accepted: '已接收',
  locked: '已锁定',
};

export const severitySchema = z.enum(['error', 'review', 'warning', 'info']);
export const severityLabels: Readonly<Record<z.infer<typeof severitySchema>, string>> = {
  error: '错误',
  review: '待核实',
  warning: '提醒',
  info: '已自动处理',
};

export const countsSchema = z.object({
  rows: z.int(),
  persons: z.int(),
  usable: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
});
export type Counts = z.infer<typeof countsSchema>;

export const submissionSchema = z.object({
  id,
  frameId: id,
  /** 第几次报送, from 1. */
  number: z.int(),
  receivedAt: instant,
  submittedBy: z.string(),
  late: z.boolean(),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.int() })),
  verdict: z.enum(['accepted', 'returned']),
  counts: countsSchema,
  /** Number of findings by severity. */
  findingCounts: z.object({ error: z.int(), review: z.int(), warning: z.int(), info: z.int() }),
  /** 网上修改: the filing whose cells were corrected on the page, and how many; null for files as filed. */
  mended: z.object({ from: z.int(), cells: z.int() }).nullable(),
  /** The number-segment table (号段表) it was judged by, and what that says of its mobiles; null: none was loaded. */
  segments: judgedBySegments.nullable(),
  /** SHA-256 over the receipt's facts, printed on the receipt. */
  receiptDigest: z.string(),
});
export type Submission = z.infer<typeof submissionSchema>;

export const frameSchema = z.object({
  id,
  cycle: z.object({ id, name: z.string(), year: z.int() }),
  department: z.object({ id, name: z.string() }),
  list: listKindSchema,
  attachment: z.int().nullable(),
  minimum: z.int(),
  /** A lower minimum agreed by consultation, which counts instead of the duty's; null: none. */
  agreedMinimum: z.int().nullable(),
  coverage: coverageSchema,
  deadlineOn: day,
  state: frameStateSchema,
  /** Why the office returned it; null otherwise. */
  returnReason: z.string().nullable(),
  latest: submissionSchema.nullable(),
  acceptedAt: instant.nullable(),
  /** A large list on its way: how far it is; null: none. */
  processing: filingPhaseSchema.nullable(),
});
export type Frame = z.infer<typeof frameSchema>;

export const findingSchema = z.object({
  file: z.string().nullable(),
  sheet: z.string().nullable(),
  row: z.int().nullable(),
  column: z.string().nullable(),
  /** 栏目 in Chinese, or the column letter. */
  columnLabel: z.string().nullable(),
  code: z.string(),
  severity: severitySchema,
  message: z.string(),
  raw: z.string().nullable(),
  repaired: z.string().nullable(),
});
export type FiledFinding = z.infer<typeof findingSchema>;

const frameParams = z.object({ frameId: id });
const submissionParams = z.object({ submissionId: id });
const xlsx = { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

export const listFrames = defineRoute({
  method: 'GET',
  path: '/api/frames',
  tag: '抽样框',
  summary: '抽样框（联络员只见本部门的）',
  query: z.object({ cycleId: id.optional() }),
  reply: z.object({ items: z.array(frameSchema) }),
});
export const getFrame = defineRoute({
  method: 'GET',
  path: '/api/frames/:frameId',
  tag: '抽样框',
  summary: '一份抽样框与历次报送',
  params: frameParams,
  reply: frameSchema.extend({ submissions: z.array(submissionSchema) }),
});
export const downloadTemplate = defineRoute({
  method: 'GET',
  path: '/api/frames/:frameId/template.xlsx',
  tag: '抽样框',
  summary: '下载本单位本附件的填报模板',
  params: frameParams,
  reply: xlsx,
});
export const fileSubmission = defineRoute({
  method: 'POST',
  path: '/api/frames/:frameId/submissions',
  tag: '抽样框',
  summary: '报送：上传一个或几个文件，当场得到逐行审核结果',
  params: frameParams,
  form: z.object({ password: z.string().max(200).optional() }),
  reply: submissionSchema,
  status: 201,
  problems: ['file-unreadable', 'password-required', 'frame-locked', 'frame-accepted', 'no-file', 'upload-too-large'],
});
export const getSubmission = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId',
  tag: '抽样框',
  summary: '一次报送',
  params: submissionParams,
  reply: submissionSchema,
});
export const listFindings = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId/findings',
  tag: '抽样框',
  summary: '逐行审核结果，按行号排列',
  params: submissionParams,
  query: pageQuery.extend({ severity: severitySchema.optional(), code: z.string().max(60).optional() }),
  reply: page(findingSchema).extend({
    total: z.int(),
    /** Names and numbers of persons are hidden; a reveal shows them. */
    masked: z.boolean(),
    /** Until when the caller's reveal shows them; null without one. */
    revealedUntil: instant.nullable(),
    /** How many findings each code has, for the filter. */
    codes: z.array(z.object({ code: z.string(), severity: severitySchema, count: z.int(), label: z.string() })),
  }),
});
export const getReceipt = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId/receipt',
  tag: '抽样框',
  summary: '报送回执（可打印）',
  params: submissionParams,
  reply: { file: 'text/html' },
});
export const acceptFrame = defineRoute({
  method: 'POST',
  path: '/api/frames/:frameId/acceptances',
  tag: '抽样框',
  summary: '接收最近一次报送',
  params: frameParams,
  body: z.object({ submissionId: id }),
  reply: frameSchema,
  status: 201,
  problems: ['submission-outdated', 'submission-not-acceptable', 'frame-locked'],
});
export const returnFrame = defineRoute({
  method: 'POST',
  path: '/api/frames/:frameId/returns',
  tag: '抽样框',
  summary: '退回，写明原因',
  params: frameParams,
  body: z.object({ submissionId: id, reason: z.string().trim().min(4).max(500) }),
  reply: frameSchema,
  status: 201,
  problems: ['submission-outdated', 'frame-locked'],
});
