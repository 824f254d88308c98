/** Draws: design, seed ceremony, selection, seal, public evidence. */
import { z } from 'zod';
import { drawDesignSchema, drawStratumSchema } from './draw-design.ts';
import { assumptionsSchema, drawCoverageSchema, forecastSchema } from './draw-preview.ts';
import { defineRoute, id, instant } from './route.ts';

/** designed 已设计 · locked 已锁定 · drawn 已抽取 · sealed 已封存. */
export const drawStateSchema = z.enum(['designed', 'locked', 'drawn', 'sealed']);
export type DrawState = z.infer<typeof drawStateSchema>;
export const drawStateLabels: Readonly<Record<DrawState, string>> = {
  designed: '已设计',
  locked: '已锁定抽样框',
  drawn: '已抽取',
  sealed: '已封存',
};

export const drawSchema = z.object({
  id,
  cycleId: id,
  title: z.string(),
  state: drawStateSchema,
  design: drawDesignSchema,
  strata: z.array(drawStratumSchema),
  frames: z.array(z.object({ id, label: z.string(), usable: z.int() })),
  frameDigest: z.string().nullable(),
  /** Of all that the design looks at: ids with strata, clusters, sizes. Null: locked before it was announced, or random digits. */
  tableDigest: z.string().nullable(),
  frameSize: z.int().nullable(),
  /** Which public event gives the randomness, announced at the lock. */
  announcement: z.string().nullable(),
  publicRandomness: z.string().nullable(),
  seed: z.string().nullable(),
  /** Drawn by the permanent seed of a population: no public event, the seed public once it is retired. */
  permanentSeedId: id.nullable(),
  /** Random digits: how many numbers of the blocks are not drawn, known from the lock on. */
  excludedCount: z.int().nullable(),
  /** The first replicate this draw gives out: 1, or of a supplement the first that holds anybody new. */
  firstReplicate: z.int(),
  /** Lists of other departments that keep persons this draw left out. */
  beside: z.array(z.string()),
  manifestDigest: z.string().nullable(),
  createdAt: instant,
  lockedAt: instant.nullable(),
  drawnAt: instant.nullable(),
  sealedAt: instant.nullable(),
  /** Who did each step. */
  designedBy: z.string(),
  lockedBy: z.string().nullable(),
  drawnBy: z.string().nullable(),
  sealedBy: z.string().nullable(),
  releases: z.array(z.object({ replicate: z.int(), releasedAt: instant, releasedBy: z.string() })),
});
export type Draw = z.infer<typeof drawSchema>;

export const drawnUnitSchema = z.object({
  id: z.string(),
  stratum: z.string(),
  rank: z.int(),
  ticket: z.string(),
  replicate: z.int(),
  part: z.enum(['main', 'reserve']),
});

export const verificationSchema = z.object({
  equal: z.boolean(),
  checkedAt: instant,
  /** One line each, Chinese: what was recomputed and whether it agrees. */
  checks: z.array(z.object({ name: z.string(), equal: z.boolean(), detail: z.string() })),
});

const drawParams = z.object({ drawId: id });
/** Random digits need no list; every other design is refused without one. */
const designInput = z.object({ cycleId: id, frameIds: z.array(id).max(400), design: drawDesignSchema });

export const listDraws = defineRoute({
  method: 'GET',
  path: '/api/draws',
  tag: '抽样',
  summary: '抽样列表',
  query: z.object({ cycleId: id.optional() }),
  reply: z.object({ items: z.array(drawSchema) }),
});
export const previewDraw = defineRoute({
  method: 'POST',
  path: '/api/draw-previews',
  tag: '抽样',
  summary: '按方案试算各层样本量（不抽取）',
  body: designInput.extend({ assumptions: assumptionsSchema.default(() => assumptionsSchema.parse({})) }),
  reply: z.object({
    frameSize: z.int(),
    strata: z.array(drawStratumSchema),
    warnings: z.array(z.string()),
    /** The months `rested` was counted for: the design's, else the cycle's. */
    restMonths: z.int(),
    /** Per list: usable as filed, held out by a decision on shared persons, resting (left out only if the design says so). */
    frames: z.array(z.object({ id, label: z.string(), usable: z.int(), heldOut: z.int(), rested: z.int() })),
    forecast: forecastSchema,
    /** How many are expected from each place and department. */
    coverage: z.array(drawCoverageSchema),
  }),
  problems: ['draw-larger-than-frame', 'stratum-empty', 'frame-not-accepted'],
});
export const designDraw = defineRoute({
  method: 'POST',
  path: '/api/draws',
  tag: '抽样',
  summary: '建立抽样方案',
  body: designInput.extend({ title: z.string().trim().min(2).max(80) }),
  reply: drawSchema,
  status: 201,
  problems: ['draw-larger-than-frame', 'stratum-empty', 'frame-not-accepted'],
});
export const getDraw = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId',
  tag: '抽样',
  summary: '一次抽样',
  params: drawParams,
  reply: drawSchema,
});
export const readCoverage = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/coverage',
  tag: '抽样',
  summary: '抽中的人在各地、各部门的分布（抽取以后）',
  params: drawParams,
  reply: z.object({ coverage: z.array(drawCoverageSchema) }),
  problems: ['draw-state'],
});
export const lockDraw = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/locks',
  tag: '抽样',
  summary: '锁定抽样框，公布框摘要与随机源',
  params: drawParams,
  body: z.object({
    announcement: z
      .string()
      .trim()
      .min(6, '写明用哪一期哪个公开结果，例如“2026年11月25日福利彩票双色球第2026136期”')
      .max(200),
  }),
  reply: drawSchema,
  status: 201,
  problems: ['draw-state', 'frame-not-accepted', 'frame-changed'],
});
export const selectDraw = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/selections',
  tag: '抽样',
  summary: '输入公开随机数，生成种子并抽取',
  params: drawParams,
  body: z.object({
    publicRandomness: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{6,120}$/, '公开随机数用6到120个可见的英文字母、数字或符号，不留空格')
      // Absent for a draw by a permanent seed only; the verb refuses it for any other.
      .optional(),
    oneTimeCode: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{0,60}$/, '一次性码只用英文字母、数字或符号')
      .default(''),
  }),
  reply: drawSchema,
  status: 201,
  problems: ['draw-state', 'frame-changed', 'seed-too-short'],
});
export const sealDraw = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/seals',
  tag: '抽样',
  summary: '封存：样本不再改变，公开证据页生效',
  params: drawParams,
  body: z.object({}).default({}),
  reply: drawSchema,
  status: 201,
  problems: ['draw-state'],
});
export const releaseReplicate = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/releases',
  tag: '抽样',
  summary: '放出下一批样本（批次按顺序放出）',
  params: drawParams,
  body: z.object({ replicate: z.int().min(1) }),
  reply: drawSchema,
  status: 201,
  problems: ['draw-state', 'release-out-of-order'],
});
export const supplementDraw = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/supplements',
  tag: '抽样',
  summary: '补抽：名单和种子不变，接着原来的次序再抽一些备用样本',
  params: drawParams,
  body: z.object({
    more: z.int('补抽人数写整数').min(1, '至少补抽1人').max(1_000_000),
    reason: z.string().trim().min(4, '写明补抽的原因，4到200个字').max(200, '写明补抽的原因，4到200个字'),
    /** With one seed the whole order is known: whoever has seen results could choose when to stop. */
    noResultsSeen: z.literal(true, '看过结果以后不能补抽；请另建一次抽样，用新的公开随机数'),
  }),
  reply: drawSchema,
  status: 201,
  problems: ['draw-state', 'draw-larger-than-frame', 'supplement-refused'],
});
export const verifyDraw = defineRoute({
  method: 'POST',
  path: '/api/draws/:drawId/verifications',
  tag: '抽样',
  summary: '从原始名单重算一遍，逐层比对',
  params: drawParams,
  body: z.object({}).default({}),
  reply: verificationSchema,
  status: 201,
  problems: ['draw-state'],
});
export const downloadCallList = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/call-list.xlsx',
  tag: '抽样',
  summary: '下载呼叫清单（含个人信息，下载留痕）',
  params: drawParams,
  query: z.object({ replicates: z.enum(['released', 'all']).default('released') }),
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  problems: ['draw-state', 'nothing-released'],
});
export const downloadSample = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/sample.csv',
  tag: '抽样',
  summary: '下载样本表：编号、层、批次、入样概率和设计权重（不含个人信息）',
  params: drawParams,
  reply: { file: 'text/csv' },
  problems: ['draw-state'],
});
export const downloadUnitKey = defineRoute({
  method: 'GET',
  path: '/api/draws/:drawId/unit-key.txt',
  tag: '抽样',
  summary: '下载编号密钥，供审计人员用原始名单独立复核（仅绩效办，下载留痕）',
  params: drawParams,
  reply: { file: 'text/plain' },
});

// Public evidence: no sign-in, no personal data.
export const publicDrawPage = defineRoute({
  method: 'GET',
  path: '/draws/:drawId',
  tag: '公开证据',
  summary: '公开证据页',
  params: drawParams,
  reply: { file: 'text/html' },
});
export const publicManifest = defineRoute({
  method: 'GET',
  path: '/draws/:drawId/manifest.json',
  tag: '公开证据',
  summary: '抽样清单（不含个人信息）',
  params: drawParams,
  reply: { file: 'application/json' },
});
export const publicFrameIds = defineRoute({
  method: 'GET',
  path: '/draws/:drawId/frame-ids.csv',
  tag: '公开证据',
  summary: '抽样框全部编号与层（不含个人信息）',
  params: drawParams,
  reply: { file: 'text/csv' },
});
export const publicCertificate = defineRoute({
  method: 'GET',
  path: '/draws/:drawId/certificate',
  tag: '公开证据',
  summary: '抽样证书（可打印）',
  params: drawParams,
  reply: { file: 'text/html' },
});
export const publicSeedReveal = defineRoute({
  method: 'GET',
  path: '/draws/:drawId/seed-reveal.json',
  tag: '公开证据',
  summary: '停用后公布的长期种子',
  params: drawParams,
  reply: { file: 'application/json' },
});
export const publicDesignsScript = defineRoute({
  method: 'GET',
  path: '/draws/verify_designs.py',
  tag: '公开证据',
  summary: '独立复核脚本：按规模、两阶段、随机拨号等方法（Python，只用标准库）',
  reply: { file: 'text/x-python' },
});
export const publicCheckScript = defineRoute({
  method: 'GET',
  path: '/draws/verify_draw.py',
  tag: '公开证据',
  summary: '独立复核脚本（Python，只用标准库）',
  reply: { file: 'text/x-python' },
});
