/** Versions of a frame: what changed against the filing before, and corrections made on the page. */
import { z } from 'zod';
import { submissionSchema } from './frames.ts';
import { defineRoute, id, instant } from './route.ts';

const submissionParams = z.object({ submissionId: id });
const listedPerson = z.object({ sheet: z.string(), row: z.int(), serial: z.int().nullable(), name: z.string() });

export const differenceFieldSchema = z.enum([
  'name',
  'gender',
  'organisation',
  'address',
  'post',
  'postcode',
  'remark',
  'numbers',
]);
export const differenceFieldLabels: Readonly<Record<z.infer<typeof differenceFieldSchema>, string>> = {
  name: '姓名',
  gender: '性别',
  organisation: '单位',
  address: '地址',
  post: '职务',
  postcode: '邮编',
  remark: '备注',
  numbers: '电话号码',
};

export const differenceSchema = z.object({
  /** null: this is the first filing. */
  previous: z.object({ id, number: z.int(), receivedAt: instant }).nullable(),
  /** False: filed before the platform compared versions. */
  compared: z.boolean(),
  /** Names and numbers are hidden, as in the findings for those who have not given a reason to see them. */
  masked: z.boolean(),
  /** Of usable persons; the lists below hold the first 500 of each kind. */
  counts: z.object({ added: z.int(), removed: z.int(), changed: z.int(), unchanged: z.int() }),
  added: z.array(listedPerson),
  /** Rows of the previous version. */
  removed: z.array(listedPerson),
  changed: z.array(
    z.object({
      sheet: z.string(),
      row: z.int(),
      previousSheet: z.string(),
      previousRow: z.int(),
      name: z.string(),
      fields: z.array(
        z.object({ field: differenceFieldSchema, from: z.string().nullable(), to: z.string().nullable() }),
      ),
    }),
  ),
});
export type SubmissionDifference = z.infer<typeof differenceSchema>;

export const getDifference = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId/difference',
  tag: '抽样框',
  summary: '与上一次报送相比：新增、去掉、改动的人',
  params: submissionParams,
  reply: differenceSchema,
});

/** The columns whose cells may be corrected on the page. */
export const mendableColumnSchema = z.enum([
  'name',
  'gender',
  'organisation',
  'address',
  'post',
  'area',
  'office',
  'mobile',
  'phone',
  'postcode',
  'remark',
]);
export type MendableColumn = z.infer<typeof mendableColumnSchema>;
export const mendableColumnLabels: Readonly<Record<MendableColumn, string>> = {
  name: '姓名',
  gender: '性别',
  organisation: '单位',
  address: '地址',
  post: '职务',
  area: '区号',
  office: '办公电话',
  mobile: '手机号码',
  phone: '联系电话',
  postcode: '邮政编码',
  remark: '备注',
};

export const mendingSchema = z.object({
  file: z.string().min(1).max(500),
  sheet: z.string().min(1).max(200),
  row: z.int().min(1),
  column: mendableColumnSchema,
  /** Empty: the cell is cleared. */
  value: z
    .string()
    .trim()
    .max(200, '不超过200个字')
    .regex(/^\P{Cc}*$/u, '不能有换行等控制字符'),
});
export type Mending = z.infer<typeof mendingSchema>;

export const mendSubmission = defineRoute({
  method: 'POST',
  path: '/api/submissions/:submissionId/mendings',
  tag: '抽样框',
  summary: '网上修改：改正审核问题指出的格子，作为新的一次报送重新审核',
  params: submissionParams,
  body: z.object({ cells: z.array(mendingSchema).max(500, '一次最多改500处').default([]) }),
  reply: submissionSchema,
  status: 201,
  problems: ['nothing-to-mend', 'cell-not-mendable', 'submission-outdated', 'frame-locked', 'frame-accepted'],
});
