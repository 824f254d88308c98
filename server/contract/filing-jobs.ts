/** Filing a large list: uploaded in chunks that may come again after a break, judged in the background, watched live. */
import { z } from 'zod';
import { defineRoute, id, instant } from './route.ts';

/** Files over this size are filed as a job; smaller ones are answered in one request. */
export const filedInChunksFrom = 8 * 1024 * 1024;
/** Of one chunk; the last of a file may be shorter. */
export const chunkBytes = 4 * 1024 * 1024;
/** Data rows of one filing, all files together. */
export const mostRows = 1_100_000;

export const filingPhaseSchema = z.enum([
  'uploading',
  'queued',
  'reading',
  'checking',
  'saving',
  'done',
  'failed',
  'cancelled',
]);
export type FilingPhase = z.infer<typeof filingPhaseSchema>;
export const filingPhaseLabels: Readonly<Record<FilingPhase, string>> = {
  uploading: '上传',
  queued: '排队',
  reading: '读取',
  checking: '校验',
  saving: '保存',
  done: '完成',
  failed: '未完成',
  cancelled: '已取消',
};

export const filingJobSchema = z.object({
  id,
  frameId: id,
  phase: filingPhaseSchema,
  startedBy: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      chunks: z.int(),
      /** Numbers of the chunks that have arrived, from 1. */
      received: z.array(z.int()),
    }),
  ),
  chunkBytes: z.int(),
  bytes: z.int(),
  receivedBytes: z.int(),
  rowsRead: z.int(),
  rowsChecked: z.int(),
  /** Usable persons to be saved, known when all is checked. */
  persons: z.int(),
  personsSaved: z.int(),
  createdAt: instant,
  /** Since it was begun, until it ended or now. */
  elapsedSeconds: z.int(),
  submissionId: id.nullable(),
  /** Why it failed. */
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string() }).nullable(),
  /** The files are still here: it can be judged again without being uploaded again. */
  canRetry: z.boolean(),
});
export type FilingJob = z.infer<typeof filingJobSchema>;

const jobParams = z.object({ jobId: id });
const password = z.string().max(200).optional();

export const startFilingJob = defineRoute({
  method: 'POST',
  path: '/api/frames/:frameId/filing-jobs',
  tag: '抽样框',
  summary: '大名单报送：说明要上传的文件；已有一次上传中断的，接着上传',
  params: z.object({ frameId: id }),
  body: z.object({
    files: z
      .array(z.object({ name: z.string().min(1).max(255), bytes: z.int().min(1, '文件是空的') }))
      .max(50, '一次最多50个文件')
      .default([]),
    password,
  }),
  reply: filingJobSchema,
  status: 201,
  problems: ['no-file', 'upload-too-large', 'filing-in-progress', 'frame-locked', 'frame-accepted', 'cycle-closed'],
});
export const getFilingJob = defineRoute({
  method: 'GET',
  path: '/api/frames/:frameId/filing-job',
  tag: '抽样框',
  summary: '这份抽样框最近一次大名单报送的进度',
  params: z.object({ frameId: id }),
  reply: z.object({ job: filingJobSchema.nullable() }),
});
export const uploadChunk = defineRoute({
  method: 'POST',
  path: '/api/filing-jobs/:jobId/files/:file/chunks/:chunk',
  tag: '抽样框',
  summary: '上传一块，次序不限，重复上传同一块无妨；最后一块到齐即开始排队审核',
  params: jobParams.extend({
    file: z.coerce.number().int().min(1).max(50),
    chunk: z.coerce.number().int().min(1).max(10_000),
  }),
  form: z.object({}),
  reply: filingJobSchema,
  problems: ['chunk-not-planned', 'chunk-differs', 'filing-not-uploading'],
});
export const retryFilingJob = defineRoute({
  method: 'POST',
  path: '/api/filing-jobs/:jobId/retry',
  tag: '抽样框',
  summary: '用已经上传的文件再审核一次，可以改密码',
  params: jobParams,
  body: z.object({ password }),
  reply: filingJobSchema,
  problems: ['filing-not-retryable', 'filing-in-progress'],
});
export const cancelFilingJob = defineRoute({
  method: 'POST',
  path: '/api/filing-jobs/:jobId/cancel',
  tag: '抽样框',
  summary: '取消：上传的内容立即删除，抽样框不变',
  params: jobParams,
  reply: filingJobSchema,
  problems: ['filing-finished'],
});
