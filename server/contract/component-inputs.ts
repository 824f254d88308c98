/** Scores that come from elsewhere, and option counts of surveys held elsewhere: typed, or uploaded with findings. */
import { z } from 'zod';
import { numberText, words, xlsxFile } from './grounds.ts';
import { defineRoute, id, instant } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const leafKey = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/);
const tag = '计分';

const componentInputSchema = z.object({
  departmentId: id,
  leaf: z.string(),
  value: z.string().nullable(),
  applies: z.boolean(),
  document: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
  /** How often it has been given. */
  versions: z.int(),
});
export type ComponentInput = z.infer<typeof componentInputSchema>;

/** A line of an uploaded table that needs somebody's hand. */
export const inputFindingSchema = z.object({
  sheet: z.string(),
  row: z.int().nullable(),
  column: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  /** What is wrong and what to do. */
  message: z.string(),
  raw: z.string().nullable(),
});
export type InputFinding = z.infer<typeof inputFindingSchema>;
const scoreUploadSchema = z.object({
  id,
  number: z.int(),
  fileName: z.string(),
  digest: z.string(),
  applied: z.boolean(),
  values: z.int(),
  findings: z.array(inputFindingSchema),
  document: z.string(),
  uploadedBy: z.string(),
  uploadedAt: instant,
});
export type ScoreUpload = z.infer<typeof scoreUploadSchema>;

export const listComponentInputs = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/component-inputs',
  tag,
  summary: '各单位的指标得分（不含满意度）',
  params: cycleParams,
  reply: z.object({ items: z.array(componentInputSchema), uploads: z.array(scoreUploadSchema) }),
});
export const enterComponents = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/component-inputs',
  tag,
  summary: '录入或改正指标得分；value为null则撤回，applies为false则不适用',
  params: cycleParams,
  body: z.object({
    items: z
      .array(
        z.object({
          departmentId: id,
          leaf: leafKey,
          value: numberText.nullable(),
          applies: z.boolean().default(true),
        }),
      )
      .min(1)
      .max(2000),
    document: words('依据', 200),
  }),
  reply: z.object({ changed: z.int() }),
  problems: ['no-scheme', 'component-invalid'],
});
export const downloadComponentTemplate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/component-inputs/template.xlsx',
  tag,
  summary: '指标得分的填报表：按方案的类别分表，已有的分已填入',
  params: cycleParams,
  reply: xlsxFile,
  problems: ['no-scheme'],
});
export const uploadComponents = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/component-inputs/uploads',
  tag,
  summary: '上传指标得分；有一处错误则全部不入，逐处说明',
  params: cycleParams,
  form: z.object({ document: words('依据', 200) }),
  reply: scoreUploadSchema,
  status: 201,
  problems: ['no-scheme', 'no-file', 'file-unreadable'],
});
export const listAnswerCounts = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/answer-counts',
  tag,
  summary: '外部调查的选项计数：上传记录（周期结束前不显示计数）',
  params: cycleParams,
  reply: z.object({ uploads: z.array(scoreUploadSchema), cells: z.int() }),
});
export const downloadCountTemplate = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/answer-counts/template.xlsx',
  tag,
  summary: '选项计数的填报表：按满意度算法里“外部计数”的评价主体',
  params: cycleParams,
  reply: xlsxFile,
  problems: ['no-scheme', 'no-outside-counts'],
});
export const uploadCounts = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/answer-counts/uploads',
  tag,
  summary: '上传外部调查的选项计数，写明来源文件',
  params: cycleParams,
  form: z.object({ document: words('来源文件', 200) }),
  reply: scoreUploadSchema,
  status: 201,
  problems: ['no-scheme', 'no-outside-counts', 'no-file', 'file-unreadable'],
});
