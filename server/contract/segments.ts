/** The number-segment table (号段表): where mobiles are at home, imported by the office. */
import { z } from 'zod';
import { defineRoute, id, instant } from './route.ts';

const tag = '号段表';

/** What a table said of a filing. */
export const judgedBySegments = z.object({
  version: z.int(),
  digest: z.string(),
  /** At home elsewhere, filed without the 0: dialled with it. */
  prefixMissing: z.int(),
  /** At home here, filed with a 0: dialled without it. */
  prefixNotNeeded: z.int(),
  /** Not in the table: dialled as the department wrote. */
  unknown: z.int(),
});

/** In words, for the verdict and the receipt. */
export function describeSegments({
  version,
  prefixMissing,
  prefixNotNeeded,
  unknown,
}: z.infer<typeof judgedBySegments>) {
  const parts = [
    prefixMissing > 0 ? `${prefixMissing}个外地手机没有加0，已按加0拨号` : '',
    prefixNotNeeded > 0 ? `${prefixNotNeeded}个本地手机多加了0，已按不加0拨号` : '',
    unknown > 0 ? `${unknown}个手机的号段表里没有，按名单所写拨号` : '',
  ].filter((part) => part !== '');
  return `按号段表第${version}版核对：${parts.length === 0 ? '手机前的0都与归属地相符' : parts.join('；')}。`;
}

export const segmentFindingSchema = z.object({
  file: z.string(),
  sheet: z.string(),
  row: z.int().nullable(),
  problem: z.string(),
  message: z.string(),
  raw: z.string(),
  /** duplicate, contradiction: the earlier row. */
  other: z.int().nullable(),
});

export const segmentTableSchema = z.object({
  id,
  version: z.int(),
  /** SHA-256 of the table's lines, whatever file they came in. */
  digest: z.string(),
  segments: z.int(),
  fileName: z.string(),
  fileDigest: z.string(),
  sourceNote: z.string(),
  importedBy: z.string(),
  importedAt: instant,
  state: z.enum(['in-force', 'replaced', 'removed']),
  removed: z.object({ by: z.string(), at: instant }).nullable(),
  /** Rows of the file that were left out or counted once. */
  problems: z.array(z.object({ problem: z.string(), message: z.string(), count: z.int() })),
});
export type SegmentTable = z.infer<typeof segmentTableSchema>;

const withFindings = segmentTableSchema.extend({
  /** The first hundred of each kind. */
  findings: z.array(segmentFindingSchema),
});
export type SegmentTableWithFindings = z.infer<typeof withFindings>;

const params = z.object({ tableId: id });

export const listSegmentTables = defineRoute({
  method: 'GET',
  path: '/api/segment-tables',
  tag,
  summary: '号段表：现在用的一版和以前的各版',
  reply: z.object({ items: z.array(segmentTableSchema) }),
});
export const getSegmentTable = defineRoute({
  method: 'GET',
  path: '/api/segment-tables/:tableId',
  tag,
  summary: '一版号段表，连同导入时没有采用的行',
  params,
  reply: withFindings,
});
export const importSegmentTable = defineRoute({
  method: 'POST',
  path: '/api/segment-tables',
  tag,
  summary: '导入号段表（csv或xlsx，要有“号段”和“区号”或“城市”栏），代替现在的一版',
  form: z.object({ sourceNote: z.string().trim().min(2, '请写明来源').max(200, '不超过200个字') }),
  reply: withFindings,
  status: 201,
  problems: ['no-file', 'file-unreadable', 'segments-unusable', 'segments-unchanged', 'upload-too-large'],
});
export const removeSegmentTable = defineRoute({
  method: 'DELETE',
  path: '/api/segment-tables/:tableId',
  tag,
  summary: '停用现在的号段表；以后的审核按部门所写的0拨号',
  params,
  reply: segmentTableSchema,
  problems: ['segments-not-in-force'],
});
export const downloadSegmentTable = defineRoute({
  method: 'GET',
  path: '/api/segment-tables/:tableId/table.csv',
  tag,
  summary: '下载一版号段表，可供命令行 --segments 使用',
  params,
  reply: { file: 'text/csv' },
});
