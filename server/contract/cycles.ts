/** Evaluation cycles, departments, appraisees. */
import { z } from 'zod';
import { day, defineRoute, id, instant, nothing } from './route.ts';

/** The seven classes of 桂绩发〔2018〕3号. */
export const categorySchema = z.enum([
  'party-and-mass',
  'economic',
  'public-affairs',
  'supervision',
  'special-affairs',
  'democratic-parties',
  'state-security',
]);
export type Category = z.infer<typeof categorySchema>;
export const categoryLabels: Readonly<Record<Category, string>> = {
  'party-and-mass': '党委群团类及法院、检察院',
  economic: '经济管理类',
  'public-affairs': '政务与公共事务管理类',
  supervision: '监督与执法类',
  'special-affairs': '专项事务管理类',
  'democratic-parties': '民主党派机关',
  'state-security': '国家安全厅',
};

export const listKindSchema = z.enum(['system-cadres', 'hot-topics', 'service-users', 'rectification']);
export type ListKind = z.infer<typeof listKindSchema>;
export const listKindLabels: Readonly<Record<ListKind, string>> = {
  'system-cadres': '系统市县干部',
  'hot-topics': '热点难点工作',
  'service-users': '行政审批服务对象',
  rectification: '整改情况评议',
};
/** Lists a department files; 整改情况评议 the platform makes itself, from those who gave an opinion, and no department sees it (R11, R19). */
export const filedListKindSchema = listKindSchema.exclude(['rectification']);
export const coverageSchema = z.enum(['none', 'guangxi-2015', 'guangxi-2018']);

/** preparing 准备 · collecting 收集抽样框 · sampling 抽样 · fieldwork 实施 · closed 结束. */
export const cycleStateSchema = z.enum(['preparing', 'collecting', 'sampling', 'fieldwork', 'closed']);
export const cycleStateLabels: Readonly<Record<z.infer<typeof cycleStateSchema>, string>> = {
  preparing: '准备',
  collecting: '收集抽样框',
  sampling: '抽样',
  fieldwork: '实施评价',
  closed: '已结束',
};

export const departmentSchema = z.object({ id, name: z.string(), category: categorySchema });
export const cycleSchema = z.object({
  id,
  name: z.string(),
  year: z.int(),
  state: cycleStateSchema,
  homeArea: z.string(),
  frameDeadlineOn: day,
  /** Months a person is left alone after having been released for calls; 0: none. A draw's design decides whether it counts. */
  restMonths: z.int(),
  createdAt: instant,
  appraiseeCount: z.int(),
  frameCount: z.int(),
});
export type Cycle = z.infer<typeof cycleSchema>;

/** What an appraisee must file. `minimum` 0: the notice asks for no number of people, and the page says 不限人数. */
export const frameDutySchema = z.object({
  list: filedListKindSchema,
  attachment: z.int().min(2).max(7).nullable(),
  minimum: z.int().min(0).max(100_000),
  coverage: coverageSchema,
});

const cycleParams = z.object({ cycleId: id });
const name = z.string().trim().min(2).max(80);

export const listDepartments = defineRoute({
  method: 'GET',
  path: '/api/departments',
  tag: '评价周期',
  summary: '部门列表',
  reply: z.object({ items: z.array(departmentSchema) }),
});
export const createDepartment = defineRoute({
  method: 'POST',
  path: '/api/departments',
  tag: '评价周期',
  summary: '新增部门',
  body: z.object({ name, category: categorySchema }),
  reply: departmentSchema,
  status: 201,
  problems: ['department-exists'],
});
export const listCycles = defineRoute({
  method: 'GET',
  path: '/api/cycles',
  tag: '评价周期',
  summary: '评价周期列表',
  reply: z.object({ items: z.array(cycleSchema) }),
});
export const createCycle = defineRoute({
  method: 'POST',
  path: '/api/cycles',
  tag: '评价周期',
  summary: '新建评价周期',
  body: z.object({
    name,
    year: z.int().min(2000).max(2100),
    homeArea: z.string().regex(/^0\d{2,3}$/, '区号写成0加2或3位数字，例如0771'),
    frameDeadlineOn: day,
  }),
  reply: cycleSchema,
  status: 201,
  problems: ['cycle-exists'],
});
export const getCycle = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId',
  tag: '评价周期',
  summary: '评价周期与被评价单位',
  params: cycleParams,
  reply: cycleSchema.extend({
    appraisees: z.array(
      departmentSchema.extend({ frames: z.array(frameDutySchema.extend({ list: listKindSchema, frameId: id })) }),
    ),
  }),
});
export const changeCycle = defineRoute({
  method: 'PATCH',
  path: '/api/cycles/:cycleId',
  tag: '评价周期',
  summary: '修改名称、截止日期或推进阶段',
  params: cycleParams,
  body: z.object({
    name: name.optional(),
    frameDeadlineOn: day.optional(),
    restMonths: z.int().min(0).max(60, '间隔期最多60个月').optional(),
    state: cycleStateSchema.optional(),
  }),
  reply: cycleSchema,
});
export const addAppraisees = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/appraisees',
  tag: '评价周期',
  summary: '把部门列为被评价单位，并给出各自应报的抽样框（不给则按类别用文件规定）',
  params: cycleParams,
  body: z.object({ departmentIds: z.array(id).min(1).max(500), frames: z.array(frameDutySchema).max(8).optional() }),
  reply: z.object({ added: z.int() }),
  status: 201,
});
export const removeAppraisee = defineRoute({
  method: 'DELETE',
  path: '/api/cycles/:cycleId/appraisees/:departmentId',
  tag: '评价周期',
  summary: '移出被评价单位（尚未报送抽样框时）',
  params: cycleParams.extend({ departmentId: id }),
  reply: nothing,
  problems: ['appraisee-has-submissions', 'appraisee-has-answers'],
});
export const changeFrameDuty = defineRoute({
  method: 'PATCH',
  path: '/api/frames/:frameId/duty',
  tag: '评价周期',
  summary: '经协商调整最少人数、覆盖要求或截止日期（须写明依据）',
  params: z.object({ frameId: id }),
  body: z.object({
    minimum: z.int().min(0).max(100_000).optional(),
    coverage: coverageSchema.optional(),
    deadlineOn: day.optional(),
    agreedBy: z.string().trim().min(2).max(40),
    reason: z.string().trim().min(4).max(200),
  }),
  reply: nothing,
  problems: ['frame-locked'],
});
