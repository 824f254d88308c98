/** The desk across departments: the same person on lists of several departments, and the whole cycle as one workbook. */
import { z } from 'zod';
import { listKindSchema } from './cycles.ts';
import { frameStateSchema } from './frames.ts';
import { defineRoute, id, instant, page, pageQuery } from './route.ts';

/** One list that names the person. */
export const sharedPersonMemberSchema = z.object({
  frameId: id,
  department: z.object({ id, name: z.string() }),
  list: listKindSchema,
  attachment: z.int().nullable(),
  state: frameStateSchema,
  places: z.array(z.object({ file: z.string(), sheet: z.string(), row: z.int() })),
  /** Left out of draws by the decision. */
  heldOut: z.boolean(),
});
export const sharedPersonSchema = z.object({
  /** Opaque; changes when one of the departments files anew. */
  id: z.string(),
  /** Masked: 张*. */
  name: z.string(),
  /** The mobiles they share, masked: 138****1234. */
  mobiles: z.array(z.string()),
  members: z.array(sharedPersonMemberSchema),
  /** Null: nobody has decided yet, everything counts. `keptDepartmentId` null: stays with every department. */
  decision: z
    .object({ keptDepartmentId: id.nullable(), reason: z.string(), decidedAt: instant, decidedBy: z.string() })
    .nullable(),
});
export type SharedPerson = z.infer<typeof sharedPersonSchema>;

const cycleParams = z.object({ cycleId: id });

export const listSharedPersons = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/shared-persons',
  tag: '抽样框',
  summary: '跨部门重复：几个部门的最近报送里的同一个人（姓名和号码已遮盖）',
  params: cycleParams,
  query: pageQuery.extend({ only: z.enum(['undecided', 'decided']).optional() }),
  reply: page(sharedPersonSchema).extend({
    /** Over the whole cycle, whatever is asked for. */
    total: z.int(),
    undecided: z.int(),
    /** List entries left out of draws. */
    heldOut: z.int(),
  }),
});
export const decideSharedPersons = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/shared-person-decisions',
  tag: '抽样框',
  summary: '决定重复的人保留各份，或只保留在一个部门（其他部门的那份不参加抽样）',
  params: cycleParams,
  body: z.object({
    ids: z
      .array(z.string().regex(/^[0-9a-f]{32}$/))
      .min(1)
      .max(500),
    /** Null: stays with every department. */
    keptDepartmentId: id.nullable(),
    reason: z.string().trim().min(4, '写明理由，4到200个字').max(200),
  }),
  reply: z.object({ decided: z.int(), heldOut: z.int() }),
  status: 201,
  problems: ['shared-persons-changed', 'frame-locked', 'cycle-closed'],
});
export const downloadFrameMatrix = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/frames.xlsx',
  tag: '抽样框',
  summary: '下载各部门报送情况表（不含个人信息）',
  params: cycleParams,
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
});
