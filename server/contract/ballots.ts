/** 领导评价: the poll of a cycle, its roll and cards, casting, the public board, opening, results. */
import { z } from 'zod';
import { issuingKey, issuingStandingSchema } from './ballot-issuing-shapes.ts';
import { count, groupCode, hex32, styleCode } from './ballot-shapes.ts';
import { categorySchema } from './cycles.ts';
import { defineRoute, id, instant } from './route.ts';

/** preparing 准备 · rolled 名册已封 · voting 投票中 · closed 已截止 · counted 已计票. */
export const pollStateSchema = z.enum(['preparing', 'rolled', 'voting', 'closed', 'counted']);
export type PollState = z.infer<typeof pollStateSchema>;
export const pollStateLabels: Readonly<Record<PollState, string>> = {
  preparing: '准备',
  rolled: '名册已封',
  voting: '投票中',
  closed: '已截止',
  counted: '已计票',
};

/** The levels of 附件9–11 with their printed standards. */
export const leaderLevels = [
  {
    code: '5',
    label: '优秀',
    standard:
      '能出色完成自治区党委、政府部署的重点工作任务，工作创新亮点多，工作在全国系统行业内处于领先水平，对全区经济社会发展贡献很大，社会效果很好',
  },
  {
    code: '4',
    label: '良好',
    standard:
      '能较好完成自治区党委、政府部署的重点工作任务，工作创新亮点比较多，工作在全国系统行业内处于较高水平，对全区经济社会发展贡献比较大，社会效果比较好',
  },
  {
    code: '3',
    label: '一般',
    standard:
      '基本完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于一般水平，对全区经济社会发展贡献程度一般',
  },
  {
    code: '2',
    label: '差',
    standard:
      '没有如期完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于较低水平，对全区经济社会发展贡献程度较小',
  },
  {
    code: '1',
    label: '很差',
    standard:
      '没有完成自治区党委、政府部署的重点工作任务，工作在全国系统行业内处于落后水平，对全区经济社会发展贡献程度很小',
  },
] as const;

/** A style with fewer raters than this is merged or refused: its ballots could be guessed. */
export const SMALLEST_STYLE = 10;
export const LARGEST_POLL = 500;

const name = z.string().trim().min(1, '请填写名称').max(60, '名称不超过60个字');

const pollGroupSchema = z.object({
  code: groupCode,
  name,
  /** Share of the leaders' score, exact ("0.3", "3/10"); null: 未设定, which blocks the score. */
  weight: z
    .string()
    .regex(/^(0?\.\d{1,6}|0|1|\d{1,4}\/\d{1,4})$/, '权重写成小数或分数，例如0.3或3/10')
    .nullable(),
  /** Units to be named 最满意 and 不满意 at most; 0: not asked. */
  best: z.int().min(0).max(100),
  worst: z.int().min(0).max(100),
  /** The limits hold within each class of units. */
  perCategory: z.boolean(),
});
const pollStyleSchema = z.object({
  code: styleCode,
  group: groupCode,
  name,
  /** Not rated by this style: the raters' own units. */
  excluded: z.array(id).max(LARGEST_POLL),
});
/** What the office decides. null is 未设定 and blocks the opening. */
export const pollSettingsSchema = z.object({
  title: name,
  /** Units in official order; all must be appraisees of the cycle. */
  units: z.array(id).min(1, '请选定被评价单位').max(LARGEST_POLL),
  groups: z.array(pollGroupSchema).min(1, '至少设一个评价主体类别').max(20),
  styles: z.array(pollStyleSchema).min(1, '至少设一个票种').max(60),
  closesAt: instant.nullable(),
  noOpinion: z.boolean().nullable(),
  /** A ballot with one level for all units: counts, or is void. */
  uniform: z.enum(['count', 'void']).nullable(),
  /** Units left blank count as 弃权, or the page asks to complete them. */
  blank: z.enum(['abstain', 'complete']).nullable(),
  /** A card may change its vote until close. */
  revisions: z.boolean().nullable(),
  /** 监督电话, shown to raters. */
  phone: z.string().trim().max(40).nullable(),
  /** How raters come to a right to vote: printed cards, unless blind issuance is chosen. Fixed once either has begun. */
  credentials: z.enum(['cards', 'blind']).optional(),
});
export type PollSettings = z.infer<typeof pollSettingsSchema>;

/** The poll as published when voting opens; its digest is printed, nothing in it changes afterwards. */
export const pollSchema = z.object({
  format: z.literal('pingyi-poll/1'),
  cycleId: id,
  title: z.string(),
  units: z.array(z.object({ id, name: z.string(), category: categorySchema })),
  groups: z.array(pollGroupSchema),
  styles: z.array(
    z.object({
      code: styleCode,
      group: groupCode,
      name,
      units: z.array(z.int().min(0)),
      /** Cards printed, or credentials issued. */
      cards: count,
      /** Over the hashes of the cards, or over the blind signatures. */
      credentialsRoot: hex32,
      issuingKey: issuingKey.optional(),
    }),
  ),
  /** Over all issuing keys, as printed on the invitations; only where the poll goes by blind issuance. */
  issuingDigest: hex32.optional(),
  levels: z.array(z.object({ code: z.string(), label: z.string(), standard: z.string() })),
  noOpinion: z.boolean(),
  uniform: z.enum(['count', 'void']),
  blank: z.enum(['abstain', 'complete']),
  revisions: z.boolean(),
  phone: z.string(),
  closesAt: instant,
  publicKey: hex32,
  keyFingerprint: z.string(),
  rollDigest: hex32,
});
export type Poll = z.infer<typeof pollSchema>;

const batchSchema = z.object({
  number: z.int(),
  style: styleCode,
  printed: count,
  spare: count,
  /** null: not yet noted. */
  handedOut: count.nullable(),
  /** Came back unused and was voided. */
  unused: count,
  /** Voided for another reason after being handed out: changed to paper, damaged. */
  voided: count,
});
export type CardBatch = z.infer<typeof batchSchema>;

const styleStandingSchema = pollStyleSchema.extend({
  units: count,
  raters: count,
  printed: count,
  /** Fewer raters than the smallest style may have. */
  tooSmall: z.boolean(),
});
/** What still stands in the way of the next step: stable codes, Chinese words. */
const obstacleSchema = z.object({ code: z.string(), text: z.string() });

export const pollStandingSchema = z.object({
  cycleId: id,
  state: pollStateSchema,
  settings: pollSettingsSchema.nullable(),
  styles: z.array(styleStandingSchema),
  batches: z.array(batchSchema),
  rollDigest: hex32.nullable(),
  publicKey: hex32.nullable(),
  keyFingerprint: z.string().nullable(),
  keyHolders: z.array(z.string()),
  pollDigest: hex32.nullable(),
  /** On the board now: updated when ballots are moved into the box, never with each ballot. */
  boxed: count,
  /** null: printed cards, or not begun. */
  issuing: issuingStandingSchema.nullable(),
  obstacles: z.array(obstacleSchema),
});
export type PollStanding = z.infer<typeof pollStandingSchema>;

const cycleParams = z.object({ cycleId: id });
const tag = '领导评价';

export const getPoll = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot',
  tag,
  summary: '领导评价的设置、票种、卡和进度（没有谁投过票的信息）',
  params: cycleParams,
  reply: pollStandingSchema,
});
export const setPoll = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/ballot',
  tag,
  summary: '设定领导评价：单位顺序、评价主体类别、票种和规则（名册封存前）',
  params: cycleParams,
  body: pollSettingsSchema,
  reply: pollStandingSchema,
  problems: ['poll-state', 'poll-settings', 'cycle-closed'],
});

export const raterSchema = z.object({
  name: z.string().trim().min(1, '请填写姓名').max(40),
  unit: z.string().trim().max(80).default(''),
  post: z.string().trim().max(80).default(''),
  style: styleCode,
});
export type Rater = z.infer<typeof raterSchema>;
export const listRaters = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/raters',
  tag,
  summary: '评价人名册',
  params: cycleParams,
  reply: z.object({ items: z.array(raterSchema) }),
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const setRaters = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/ballot/raters',
  tag,
  summary: '整份更换评价人名册（名册封存前）',
  params: cycleParams,
  body: z.object({ raters: z.array(raterSchema).max(20_000) }),
  reply: pollStandingSchema,
  problems: ['poll-state', 'poll-settings', 'keys-destroyed', 'cycle-key-missing'],
});
export const closeRoll = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/roll-closings',
  tag,
  summary: '封存名册：人数不足的票种先并入同类别的另一票种',
  params: cycleParams,
  body: z.object({
    merges: z
      .array(z.object({ from: styleCode, into: styleCode }))
      .max(60)
      .default([]),
  }),
  reply: pollStandingSchema,
  status: 201,
  problems: ['poll-state', 'style-too-small', 'merge-not-possible'],
});
export const setPollKey = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/ballot/key',
  tag,
  summary: '登记计票公钥和三个保管单位（私钥三份，任两份可开，从不进入平台）',
  params: cycleParams,
  body: z.object({
    publicKey: hex32,
    holders: z
      .array(name)
      .length(3, '写明三个保管单位')
      .refine((all) => new Set(all).size === 3, '三个保管单位不能重复'),
  }),
  reply: pollStandingSchema,
  problems: ['poll-state'],
});
export const registerCards = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/batches',
  tag,
  summary: '登记一批印好的卡：只收公钥的摘要，不收卡上的码',
  params: cycleParams,
  body: z.object({
    style: styleCode,
    spare: z.int().min(0),
    cardHashes: z.array(hex32).min(1).max(10_000),
  }),
  reply: batchSchema,
  status: 201,
  problems: ['poll-state', 'cards-known'],
});
export const noteHandOut = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/hand-outs',
  tag,
  summary: '登记一批卡实际发放的张数（不登记发给谁）',
  params: cycleParams,
  body: z.object({ batch: z.int().min(1), handedOut: z.int().min(0) }),
  reply: batchSchema,
  problems: ['poll-state', 'cards-do-not-balance'],
});
export const voidCards = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/voids',
  tag,
  summary: '作废卡：未用收回、改用纸质表、损坏；不回答这张卡是否投过票',
  params: cycleParams,
  body: z.object({
    reason: z.enum(['unused', 'paper', 'damaged']),
    cardHashes: z.array(hex32).min(1).max(10_000),
  }),
  reply: z.object({ voided: count }),
  problems: ['poll-state', 'cards-unknown'],
});
export const startVoting = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/starts',
  tag,
  summary: '开始投票：公布规则摘要、计票公钥和各票种卡的摘要根，此后不再改动',
  params: cycleParams,
  body: z.object({}),
  reply: pollStandingSchema,
  status: 201,
  problems: ['poll-state', 'poll-not-ready'],
});
export const closeVoting = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/closings',
  tag,
  summary: '截止投票并封箱（到截止时间也会自动进行）',
  params: cycleParams,
  body: z.object({}),
  reply: pollStandingSchema,
  status: 201,
  problems: ['poll-state'],
});

export const ballotCellSchema = z.object({
  group: groupCode,
  unit: id,
  counts: z.object({ '5': count, '4': count, '3': count, '2': count, '1': count }),
  noOpinion: count,
  abstained: count,
  void: count,
  best: count,
  worst: count,
});
export const ballotSummarySchema = z.object({
  group: groupCode,
  returned: count,
  valid: count,
  blank: count,
  void: count,
  nominating: count,
  nominationsVoid: count,
});

/** Everything sealed in the box with what it is checked against: for opening and for verification. */
export const ballotPackageSchema = z.object({
  format: z.literal('pingyi-ballots/1'),
  poll: pollSchema,
  pollDigest: hex32,
  /** By style: all card hashes, sorted. */
  cards: z.record(styleCode, z.array(hex32)),
  /** By style: all blind signatures, base64, sorted by their bytes; only where the poll goes by blind issuance. */
  issued: z.record(styleCode, z.array(z.string())).optional(),
  /** Sorted. */
  voidCards: z.array(hex32),
  size: count,
  root: hex32,
  /** Base64, in the order of the leaves. */
  ballots: z.array(z.string()),
});
export type BallotPackage = z.infer<typeof ballotPackageSchema>;
export const downloadBallotPackage = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/package.json',
  tag,
  summary: '下载封箱的密文票和核对材料（截止以后），供开箱和验票',
  params: cycleParams,
  reply: { file: 'application/json' },
  problems: ['poll-state'],
});

/** Counts only: ballots were split by unit and shuffled before anything was written. */
export const ballotTallySchema = z.object({
  format: z.literal('pingyi-tally/1'),
  cycleId: id,
  pollDigest: hex32,
  size: count,
  root: hex32,
  cells: z.array(ballotCellSchema).max(20 * LARGEST_POLL),
  groups: z.array(ballotSummarySchema).max(20),
});
export type BallotTallyFile = z.infer<typeof ballotTallySchema>;
export const fileOpening = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/openings',
  tag,
  summary: '提交离线开箱得到的计票结果',
  params: cycleParams,
  body: ballotTallySchema,
  reply: pollStandingSchema,
  status: 201,
  problems: ['poll-state', 'tally-does-not-match', 'cards-do-not-balance'],
});

/** What became of cards, or of paper forms: printed = handed out + unused + spoiled; returned: ballots in the box, forms that came back. */
const carrierSchema = z.object({
  printed: count,
  handedOut: count,
  /** Not handed out; cards are voided, forms destroyed. */
  unused: count,
  /** Forms misprinted, or taken back unopened. */
  spoiled: count,
  returned: count,
});
/** 应发 · 实发 · 收回 · 有效 · 无效 · 弃权 · 未用. Cards and paper together, and each by itself. */
export const accountingLineSchema = carrierSchema.extend({
  group: groupCode,
  due: count,
  cards: carrierSchema,
  paper: carrierSchema,
  onPaper: count,
  valid: count,
  void: count,
  blank: count,
});
export type AccountingLine = z.infer<typeof accountingLineSchema>;
const withheldSchema = z.enum(['small', 'complement', 'unanimous', 'derivable']);
export const withheldLabels: Readonly<Record<z.infer<typeof withheldSchema>, string>> = {
  small: '人数太少，不单独公布',
  complement: '其余人数太少，不单独公布',
  unanimous: '评价完全一致，不公布',
  derivable: '可由其他数字推出，不公布',
};
const disclosedSchema = z.union([
  z.object({
    shown: z.object({ valid: count, mean: z.string(), counts: z.record(z.string(), count).nullable() }),
  }),
  z.object({ withheld: withheldSchema }),
]);
export const ballotResultsSchema = z.object({
  accounting: z.array(accountingLineSchema),
  units: z.array(
    z.object({
      unit: id,
      name: z.string(),
      category: categorySchema,
      total: disclosedSchema,
      groups: z.record(groupCode, disclosedSchema),
      /** Nominations by group; null where the group is too small to show them. */
      nominations: z.record(groupCode, z.object({ best: count, worst: count }).nullable()),
    }),
  ),
});
export const getBallotResults = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/results',
  tag,
  summary: '领导评价结果（计票以后；人数太少、可推算或完全一致的不显示）',
  params: cycleParams,
  reply: ballotResultsSchema,
  problems: ['poll-state'],
});
