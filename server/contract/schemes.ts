/** Evaluation schemes: the shipped ones, and those an office makes by copying and editing. */
import { z } from 'zod';
import { defineRoute, id, instant, nothing } from './route.ts';

/** `id@version`. */
const schemeReference = z.string().regex(/^[a-z][a-z0-9-]{1,39}@[1-9][0-9]{0,4}$/, '方案写成“编号@版本”');
const schemeState = z.enum(['shipped', 'draft', 'published']);
export const schemeStateLabels: Readonly<Record<z.infer<typeof schemeState>, string>> = {
  shipped: '内置',
  draft: '草稿',
  published: '已发布',
};

const schemeSummarySchema = z.object({
  reference: schemeReference,
  schemeId: z.string(),
  version: z.int(),
  title: z.string(),
  document: z.string(),
  year: z.int(),
  fullMarks: z.string(),
  state: schemeState,
  source: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: instant.nullable(),
});
export type SchemeSummary = z.infer<typeof schemeSummarySchema>;

/** A place in a scheme and what to do there. */
const schemeFindingSchema = z.object({ at: z.string(), message: z.string() });

const schemeDetailSchema = schemeSummarySchema.extend({
  /** As it is written down: surveys/scheme.ts. */
  data: z.record(z.string(), z.unknown()),
  /** Changes with every saving: send it back as `edition`. */
  edition: z.int(),
  findings: z.array(schemeFindingSchema),
});

const schemeParams = z.object({ reference: schemeReference });
const tag = '评价方案';

export const listSchemes = defineRoute({
  method: 'GET',
  path: '/api/schemes',
  tag,
  summary: '评价方案：内置的和自己做的，各版本',
  reply: z.object({ items: z.array(schemeSummarySchema) }),
});
export const getScheme = defineRoute({
  method: 'GET',
  path: '/api/schemes/:reference',
  tag,
  summary: '一个评价方案的全部内容',
  params: schemeParams,
  reply: schemeDetailSchema,
});
export const copyScheme = defineRoute({
  method: 'POST',
  path: '/api/schemes',
  tag,
  summary: '复制一个方案，编成新方案或新版本的草稿',
  body: z.object({
    source: schemeReference,
    schemeId: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9-]{1,39}$/, '编号以小写字母开头，只用小写字母、数字和连字符，2到40个'),
    title: z.string().trim().min(2, '请写方案名称').max(120),
  }),
  reply: schemeDetailSchema,
  status: 201,
  problems: ['scheme-id-shipped', 'scheme-has-draft'],
});
export const saveScheme = defineRoute({
  method: 'PUT',
  path: '/api/schemes/:reference',
  tag,
  summary: '保存草稿；有问题也保存，问题随之列出',
  params: schemeParams,
  body: z.object({ edition: z.int(), data: z.record(z.string(), z.unknown()) }),
  reply: schemeDetailSchema,
  problems: ['scheme-published', 'scheme-edition'],
});
export const removeScheme = defineRoute({
  method: 'DELETE',
  path: '/api/schemes/:reference',
  tag,
  summary: '删除草稿',
  params: schemeParams,
  reply: nothing,
  problems: ['scheme-published'],
});
export const publishScheme = defineRoute({
  method: 'POST',
  path: '/api/schemes/:reference/publication',
  tag,
  summary: '发布草稿：此后不再改动，可以选用',
  params: schemeParams,
  body: z.object({ edition: z.int() }),
  reply: schemeSummarySchema,
  status: 201,
  problems: ['scheme-published', 'scheme-edition', 'scheme-unsound'],
});
export const getSchemeDifference = defineRoute({
  method: 'GET',
  path: '/api/schemes/:reference/difference',
  tag,
  summary: '与所复制的方案逐处对照',
  params: schemeParams,
  reply: z.object({
    source: z.string().nullable(),
    items: z.array(z.object({ at: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  }),
});
export const tryScheme = defineRoute({
  method: 'POST',
  path: '/api/schemes/:reference/trials',
  tag,
  summary: '用一个已公布周期的数据试算：总分、排名、等次各变多少',
  params: schemeParams,
  body: z.object({ cycleId: id, settings: z.record(z.string(), z.unknown()).default({}) }),
  reply: z.object({
    /** Why it cannot be computed; places and words. */
    problem: z.object({ message: z.string(), details: z.array(schemeFindingSchema) }).nullable(),
    /** Leaves of last year that the scheme does not have. */
    dropped: z.array(z.string()),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        group: z.string(),
        before: z.object({ total: z.string().nullable(), rank: z.int().nullable(), grade: z.string().nullable() }),
        after: z.object({
          total: z.string().nullable(),
          rank: z.int().nullable(),
          grade: z.string().nullable(),
          flags: z.array(z.string()),
        }),
      }),
    ),
  }),
  problems: ['scheme-unsound', 'nothing-published'],
});
