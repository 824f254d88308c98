/** Results: compute, freeze, publish; the class table; another points table tried. */
import { z } from 'zod';
import { words, xlsxFile } from './grounds.ts';
import { defineRoute, id, instant } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const packageParams = z.object({ packageId: id });
const json = { file: 'application/json' } as const;
const tag = '结果';

/** Something the score waits for, and where it is mended. */
const blockingSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** Which page helps: scheme, settings, groups, plans, inputs, ledger, overrides, cycle. */
  page: z.enum(['scheme', 'settings', 'groups', 'plans', 'inputs', 'ledger', 'overrides', 'cycle']),
  /** Departments concerned, by name. */
  departments: z.array(z.string()),
});
export type Blocking = z.infer<typeof blockingSchema>;

const classRowSchema = z.object({
  departmentId: id,
  name: z.string(),
  group: z.string(),
  total: z.string().nullable(),
  rank: z.int().nullable(),
  grade: z.string().nullable(),
  gradeBeforeOverrides: z.string().nullable(),
  flags: z.array(z.string()),
  /** Points of the parts, in the order of `parts`. */
  parts: z.array(z.string().nullable()),
  deductions: z.string().nullable(),
  bonuses: z.string().nullable(),
  /** Half of the 95 % interval of the total that comes from drawn samples; null where no sample was drawn. */
  margin: z.string().nullable(),
  /** Names of the neighbours whose totals cannot be told apart from this one. */
  notApart: z.array(z.string()),
  /** Against the cycle before, where there is one. */
  lastTotal: z.string().nullable(),
  lastRank: z.int().nullable(),
});
export type ClassRow = z.infer<typeof classRowSchema>;
const classGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  members: z.int(),
  n: z.int(),
  base: z.int().nullable(),
  sizes: z.array(z.int()).nullable(),
  counts: z.record(z.string(), z.int()).nullable(),
  flags: z.array(z.string()),
  parts: z.array(z.object({ id: z.string(), name: z.string(), weight: z.string() })),
  rows: z.array(classRowSchema),
});
export type ClassGroup = z.infer<typeof classGroupSchema>;
const classTableSchema = z.object({
  scheme: z.object({ reference: z.string(), title: z.string(), fullMarks: z.string(), line: z.string().nullable() }),
  groups: z.array(classGroupSchema),
  advanced: z.object({ places: z.int(), units: z.array(z.string()), undecided: z.array(z.string()) }).nullable(),
});
export type ClassTable = z.infer<typeof classTableSchema>;

export const changeSchema = z.object({
  departmentId: id,
  name: z.string(),
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ResultChange = z.infer<typeof changeSchema>;

const packageSchema = z.object({
  id,
  number: z.int(),
  digest: z.string(),
  reason: z.string(),
  frozenBy: z.string(),
  frozenAt: instant,
  publishedBy: z.string().nullable(),
  publishedAt: instant.nullable(),
  /** Whether the signed-in person may publish it: the latest, not yet published, frozen by somebody else. */
  mayPublish: z.boolean(),
  changes: z.array(changeSchema),
});
export type ResultPackage = z.infer<typeof packageSchema>;

export const getComputation = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/computation',
  tag,
  summary: '试算：还缺什么；周期结束且不缺时给出结果（未冻结）',
  params: cycleParams,
  reply: z.object({
    blocking: z.array(blockingSchema),
    notices: z.array(z.string()),
    table: classTableSchema.nullable(),
    /** Against the latest package. */
    changes: z.array(changeSchema),
    inputDigest: z.string().nullable(),
  }),
});
export const freezeResults = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/result-packages',
  tag,
  summary: '冻结结果：输入、设置、方法版本和结果封成一个文件，记下摘要',
  params: cycleParams,
  body: z.object({
    reason: words('冻结的缘由', 400),
    /** As the computation showed it: whoever freezes has seen what is frozen. */
    inputDigest: z.string(),
  }),
  reply: packageSchema,
  status: 201,
  problems: ['score-blocked', 'score-changed', 'cycle-not-closed', 'results-same'],
});
export const listPackages = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/result-packages',
  tag,
  summary: '冻结的结果，各版本，最新的在前',
  params: cycleParams,
  reply: z.object({ items: z.array(packageSchema) }),
});
export const publishResults = defineRoute({
  method: 'POST',
  path: '/api/result-packages/:packageId/publication',
  tag,
  summary: '公布冻结的结果：由冻结人以外的另一人',
  params: packageParams,
  body: z.object({ digest: z.string() }),
  reply: packageSchema,
  status: 201,
  problems: ['publish-same-person', 'publish-outdated', 'publish-done'],
});
export const downloadPackage = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/package.json',
  tag,
  summary: '冻结包：另一台机器用 pingyi score --package 重算，字节相同',
  params: packageParams,
  reply: json,
});
export const downloadPackageInput = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/input.json',
  tag,
  summary: '冻结包里的计分输入：pingyi score --input',
  params: packageParams,
  reply: json,
});
export const downloadPackageOutput = defineRoute({
  method: 'GET',
  path: '/api/result-packages/:packageId/output.json',
  tag,
  summary: '冻结包里的计分结果：与 pingyi score --json 的输出逐字节相同',
  params: packageParams,
  reply: json,
});

export const getClassTable = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/class-table',
  tag,
  summary: '分类排名表（已公布的最新一版）',
  params: cycleParams,
  reply: z.object({
    cycle: z.object({ id, name: z.string(), year: z.int() }),
    package: z.object({ id, number: z.int(), digest: z.string(), publishedAt: instant }),
    previous: z.string().nullable(),
    table: classTableSchema,
  }),
});
export const downloadResults = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/results.xlsx',
  tag,
  summary: '全部结果的Excel：排名表、各部分、逐步计算、满意度计数、加扣分、设定',
  params: cycleParams,
  reply: xlsxFile,
});

// The leaf plans: another table would reorder ------------------------------------------------------------------------------

const previewRowSchema = z.object({
  departmentId: id,
  name: z.string(),
  score: z.string().nullable(),
  place: z.int().nullable(),
});
export const previewTables = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/table-previews/:leaf',
  tag,
  summary: '换一张计分表，各单位的满意度得分和先后会怎样变（周期结束后）',
  params: cycleParams.extend({ leaf: z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/) }),
  reply: z.object({
    inForce: z.string(),
    /** Units whose leaders could be told from their counts: shown under the table in force only. */
    withheld: z.int(),
    tables: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        points: z.record(z.string(), z.string()),
        moved: z.int(),
        rows: z.array(previewRowSchema),
      }),
    ),
  }),
  problems: ['cycle-not-closed', 'no-plan'],
});
