/** Casting and the board: the ballot's own paths. No cookie is read or set on them, and no value of theirs is logged. */
import { z } from 'zod';
import { count, groupCode, hex32, styleCode } from './ballot-shapes.ts';
import { pollSchema, pollStateSchema } from './ballots.ts';
import { defineRoute, id, instant } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const ballotTag = '投票（不登录）';
export const listOpenPolls = defineRoute({
  method: 'GET',
  path: '/api/ballot-forms',
  tag: ballotTag,
  summary: '正在投票的领导评价',
  reply: z.object({ items: z.array(z.object({ cycleId: id, title: z.string() })) }),
});
export const getBallotForm = defineRoute({
  method: 'GET',
  path: '/api/ballot-forms/:cycleId',
  tag: ballotTag,
  summary: '评价表：单位、规则、公钥和各票种卡的摘要；人人相同',
  params: cycleParams,
  reply: z.object({
    poll: pollSchema,
    pollDigest: hex32,
    /** By style: the first 6 bytes of each card's hash, sorted, as one base64 text. */
    cards: z.record(styleCode, z.string()),
    /** By style, with blind issuance: 6 bytes to find it by and the blind signature, sorted, as one base64 text. */
    credentials: z.record(styleCode, z.string()).optional(),
  }),
});
export const castBallot = defineRoute({
  method: 'POST',
  path: '/api/ballots',
  tag: ballotTag,
  summary: '投一张密封、签名的票；重复提交同一张不会变成两张',
  body: z.object({ ballot: z.string().max(8000) }),
  reply: z.object({ received: z.literal(true) }),
  problems: ['ballot-refused', 'ballot-superseded', 'ballot-late', 'ballot-card-void'],
});
export const exchangeDraft = defineRoute({
  method: 'POST',
  path: '/api/ballot-drafts',
  tag: ballotTag,
  summary: '存取一份密封的草稿（null为取）',
  body: z.object({
    cycleId: id,
    id: z.string().regex(/^[0-9a-f]{32}$/),
    draft: z.string().max(4000).nullable(),
  }),
  reply: z.object({ draft: z.string().nullable() }),
  problems: ['ballot-refused', 'ballot-late'],
});

export const boardSchema = z.object({
  cycleId: id,
  title: z.string(),
  state: pollStateSchema,
  closesAt: instant,
  /** After close nothing changes. */
  final: z.boolean(),
  size: count,
  root: hex32,
  /** Sorted. */
  leaves: z.array(hex32),
  styles: z.array(
    z.object({
      code: styleCode,
      group: groupCode,
      name: z.string(),
      due: count,
      printed: count,
      /** null: not yet noted for all batches. */
      handedOut: count.nullable(),
      voided: count,
      credentialsRoot: hex32,
      /** Ballots in the box. */
      boxed: count,
    }),
  ),
  /** Ballots that replaced an earlier one of the same card; known at close. */
  replaced: count.nullable(),
  /** Forms on paper, counted by hand: how many, and the digest of their part of the evidence once it is fixed. */
  paper: z
    .object({
      piles: z.array(
        z.object({ style: styleCode, printed: count, handedOut: count.nullable(), returned: count.nullable() }),
      ),
      digest: hex32.nullable(),
    })
    .default({ piles: [], digest: null }),
  /** Over the issuing keys, with blind issuance. */
  issuingDigest: hex32.optional(),
  pollDigest: hex32,
  rollDigest: hex32,
  publicKey: hex32,
  keyFingerprint: z.string(),
  keyHolders: z.array(z.string()),
});
export type BallotBoard = z.infer<typeof boardSchema>;
export const getBoard = defineRoute({
  method: 'GET',
  path: '/api/boards/:cycleId',
  tag: ballotTag,
  summary: '公示板：票的摘要清单、张数、根',
  params: cycleParams,
  reply: boardSchema,
});
export const boardPage = defineRoute({
  method: 'GET',
  path: '/board/:cycleId',
  tag: ballotTag,
  summary: '公示板页面：查自己的回执在不在箱里',
  params: cycleParams,
  reply: { file: 'text/html' },
});
export const ballotVerifier = defineRoute({
  method: 'GET',
  path: '/api/ballots/verify_ballots.py',
  tag: ballotTag,
  summary: '独立验票程序（Python，只用标准库）',
  reply: { file: 'text/x-python' },
});
