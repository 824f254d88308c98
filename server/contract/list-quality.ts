/** The quality of filed lists as fieldwork found it: for the office at any time, for a department once it was told. */
import { z } from 'zod';
import { listKindSchema } from './cycles.ts';
import { defineRoute, id, instant } from './route.ts';

/** Below this many called persons a department is not told counts. */
export const leastCalled = 10;

const listFaultsSchema = z.object({
  dialled: z.int(),
  /** 空号、错号 */
  wrongNumbers: z.int(),
  /** 停机 */
  stopped: z.int(),
  /** 传真、单位电话、改号 */
  otherNumbers: z.int(),
  /** 非本人 */
  wrongPersons: z.int(),
});
export type ListFaults = z.infer<typeof listFaultsSchema>;

export const listQualitySchema = z.object({
  departmentId: id,
  department: z.string(),
  /** Null: stored before lists were kept. */
  list: listKindSchema.nullable(),
  /** Persons of the list given out for calls. */
  released: z.int(),
  /** Null: fewer than ten were called, and the asker is the department. */
  faults: listFaultsSchema.nullable(),
});
export type ListQuality = z.infer<typeof listQualitySchema>;

const params = z.object({ cycleId: id });
const tag = '名单质量';
const reply = z.object({
  cycleId: id,
  cycleName: z.string(),
  /** Fieldwork is over: departments may be told. */
  closed: z.boolean(),
  /** When departments were told; null: not yet. */
  told: z.object({ at: instant, by: z.string() }).nullable(),
  rows: z.array(listQualitySchema),
  /** All lists together, to compare with; null: too few lists or calls to show. */
  all: listFaultsSchema.nullable(),
});
export type ListQualityReport = z.infer<typeof reply>;

export const listListQuality = defineRoute({
  method: 'GET',
  path: '/api/list-quality-reports',
  tag,
  summary: '已经反馈了名单质量的周期',
  reply: z.object({ items: z.array(z.object({ cycleId: id, cycleName: z.string(), at: instant })) }),
});
export const getListQuality = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/list-quality',
  tag,
  summary: '各部门、各份名单的质量：空号、停机、非本人；部门只看本部门的，反馈以后才有',
  params,
  reply,
});
export const tellListQuality = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/list-quality-reports',
  tag,
  summary: '把名单质量反馈给各部门；周期结束以后（留痕）',
  params,
  body: z.object({}),
  reply,
  status: 201,
  problems: ['quality-before-close', 'nothing-called'],
});
export const downloadListQuality = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/list-quality.xlsx',
  tag,
  summary: '名单质量工作簿：部门只有本部门的',
  params,
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
});
