/** Blind issuance (网上盲签领取): the second way to a right to vote, chosen per poll. Opened and closed by the office before voting starts. */
import { z } from 'zod';
import { issuingKey, issuingStandingSchema } from './ballot-issuing-shapes.ts';
import { count, groupCode, hex32, styleCode } from './ballot-shapes.ts';
import { defineRoute, id, instant } from './route.ts';

const cycleParams = z.object({ cycleId: id });
const tag = '领导评价';

export const openIssuing = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/issuing',
  tag,
  summary: '开始领取阶段：生成各票种的签发密钥，公布签发公钥摘要，此后不换',
  params: cycleParams,
  body: z.object({ closesAt: instant }),
  reply: issuingStandingSchema,
  status: 201,
  problems: ['poll-state', 'poll-settings'],
});

export const extendIssuing = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/ballot/issuing',
  tag,
  summary: '更改领取结束时间（领取结束以前）',
  params: cycleParams,
  body: z.object({ closesAt: instant }),
  reply: issuingStandingSchema,
  problems: ['poll-state', 'poll-settings'],
});

export const invitationStateSchema = z.enum(['open', 'collected', 'paper']);
export type InvitationState = z.infer<typeof invitationStateSchema>;
export const invitationStateLabels: Readonly<Record<InvitationState, string>> = {
  open: '未领取',
  collected: '已领取',
  paper: '改用纸质表',
};
const place = z.int().min(1);
export const listInvitations = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/ballot/invitations',
  tag,
  summary: '名册各位次的领取情况（领没领，不是投没投；截止投票时删除）',
  params: cycleParams,
  reply: z.object({
    items: z.array(
      z.object({
        /** From 1, as on the roll. */
        place,
        style: styleCode,
        state: invitationStateSchema,
        /** A code was made for this place. */
        invited: z.boolean(),
      }),
    ),
  }),
});
export const makeInvitations = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/invitations',
  tag,
  summary: '为尚未领取的位次生成邀请码，只在这一次回复里给出；原来的码作废',
  params: cycleParams,
  body: z.object({ places: z.array(place).min(1, '请选至少一人').max(20_000) }),
  reply: z.object({ items: z.array(z.object({ place, code: z.string() })) }),
  status: 201,
  problems: ['poll-state', 'credential-collected'],
});
export const markPaper = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/paper-raters',
  tag,
  summary: '登记改用纸质表的位次（尚未领取的；与网上领取只能二选一）',
  params: cycleParams,
  body: z.object({ places: z.array(place).min(1, '请选至少一人').max(20_000), paper: z.boolean() }),
  reply: issuingStandingSchema,
  problems: ['poll-state', 'credential-collected'],
});
export const closeIssuing = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/ballot/issuing-closings',
  tag,
  summary: '结束领取阶段：销毁签发私钥，断开领取记录与名册的联系，公布各票种领取数',
  params: cycleParams,
  body: z.object({
    /** Styles in which too few have collected to hide among each other: all of them change to paper, their codes are void. */
    paper: z.array(styleCode).max(60).default([]),
  }),
  reply: issuingStandingSchema,
  status: 201,
  problems: ['poll-state', 'too-few-collected'],
});

const ballotTag = '投票（不登录）';
export const collectPage = defineRoute({
  method: 'GET',
  path: '/b/collect',
  tag: ballotTag,
  summary: '领取投票码的页面：邀请码只在网址#后面',
  reply: { file: 'text/html' },
});
export const protectionPage = defineRoute({
  method: 'GET',
  path: '/b/protection',
  tag: ballotTag,
  summary: '保护什么，不保护什么：评价卡、网上领取、纸质表三种方式',
  reply: { file: 'text/html' },
});
export const listOpenIssuings = defineRoute({
  method: 'GET',
  path: '/api/credential-forms',
  tag: ballotTag,
  summary: '正在领取投票码的领导评价',
  reply: z.object({ items: z.array(z.object({ cycleId: id, title: z.string(), digest: hex32 })) }),
});
export const issuingFormSchema = z.object({
  cycleId: id,
  title: z.string(),
  phone: z.string().nullable(),
  closesAt: instant,
  digest: hex32,
  rollDigest: hex32,
  keyFingerprint: z.string(),
  styles: z.array(z.object({ code: styleCode, group: groupCode, name: z.string(), raters: count, issuingKey })),
});
export type IssuingForm = z.infer<typeof issuingFormSchema>;
export const getIssuingForm = defineRoute({
  method: 'GET',
  path: '/api/credential-forms/:cycleId',
  tag: ballotTag,
  summary: '签发公钥、摘要和截止时间；人人相同',
  params: cycleParams,
  reply: issuingFormSchema,
});
const invitation = z.string().regex(/^[0-9a-f]{32}$/);
export const readInvitation = defineRoute({
  method: 'POST',
  path: '/api/credential-invitations',
  tag: ballotTag,
  summary: '这个邀请码的票种和领取情况',
  body: z.object({ cycleId: id, invitation }),
  reply: z.object({ style: styleCode, state: invitationStateSchema }),
  problems: ['issuing-closed', 'invitation-unknown'],
});
export const collectCredential = defineRoute({
  method: 'POST',
  path: '/api/credentials',
  tag: ballotTag,
  summary: '盲签一次：同样的请求得到同样的回复，另一个请求不再签',
  body: z.object({ cycleId: id, invitation, blinded: z.string().length(512) }),
  reply: z.object({ signature: z.string() }),
  problems: ['issuing-closed', 'invitation-unknown', 'invitation-for-paper', 'credential-taken', 'blinded-refused'],
});
