/** Points tables: what each option of an answer is worth out of 100. The shipped ones, and an office's own in versions. */
import { z } from 'zod';
import { grounds, numberText, words } from './grounds.ts';
import { defineRoute, instant } from './route.ts';

const tableId = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, '编号以小写字母开头，只用小写字母、数字和连字符，2到40个');
const optionCode = z.string().trim().min(1, '请写选项').max(20, '选项不超过20个字');

const pointsTableSchema = z.object({
  id: z.string(),
  version: z.string(),
  name: z.string(),
  /** Best first. */
  points: z.array(z.object({ code: z.string(), points: z.string() })),
  /** Even the worst answer is worth more than 40: whoever reads a score must be told. */
  floorHigh: z.boolean(),
  shipped: z.boolean(),
  reason: z.string().nullable(),
  document: z.string().nullable(),
  decidedBy: z.string().nullable(),
  enteredBy: z.string().nullable(),
  enteredAt: instant.nullable(),
});
export type PointsTableView = z.infer<typeof pointsTableSchema>;

const tag = '评价方案';

export const listPointsTables = defineRoute({
  method: 'GET',
  path: '/api/points-tables',
  tag,
  summary: '计分表：内置的和自己做的，自己做的各版本',
  reply: z.object({ items: z.array(pointsTableSchema) }),
});
export const addPointsTable = defineRoute({
  method: 'POST',
  path: '/api/points-tables',
  tag,
  summary: '添一张计分表；已有的编号成为它的下一版，旧版不变',
  body: z.object({
    id: tableId,
    name: words('名称', 60),
    points: z
      .array(z.object({ code: optionCode, points: numberText }))
      .min(2, '至少写两个选项')
      .max(20, '最多20个选项'),
    ...grounds,
  }),
  reply: pointsTableSchema,
  status: 201,
  problems: ['points-table-shipped', 'points-table-invalid', 'points-table-same'],
});
