/** 短信链接: one-time codes for drawn persons, lists for a message gateway, counts. The pages people open are plain HTML: server/routes.ts. */
import { z } from 'zod';
import { questionnaireKinds } from '#surveys';
import { defineRoute, id, instant } from './route.ts';

const linkKind = z.enum(questionnaireKinds).exclude(['leader']);
const words = (label: string, most: number) =>
  z.string().trim().min(1, `请填${label}`).max(most, `${label}不超过${most}字`);
const base = z
  .string()
  .trim()
  .max(80, '网址不超过80个字符')
  .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/i, '网址写到域名为止，例如 https://pj.example.gov.cn，后面不要斜杠');

/** What may still be changed while it is under way. */
const changeable = {
  organiser: words('主办单位', 60),
  hotline: words('监督电话', 40),
  verifyText: words('核实页的说明', 1000),
  message: words('短信', 400),
  reminder: words('提醒短信', 400),
  closesAt: instant,
};

export const linkSettingsSchema = z.object({
  drawId: id,
  kind: linkKind,
  title: words('标题', 60),
  linkBase: base,
  opensAt: instant,
  ...changeable,
});
export type LinkSettings = z.infer<typeof linkSettingsSchema>;

/** Every code is in one of these: issued = answered + elsewhere + declined + void + waiting. */
const linkCountsSchema = z.object({
  issued: z.int(),
  answered: z.int(),
  /** By telephone or on paper: the link is closed. */
  elsewhere: z.int(),
  declined: z.int(),
  void: z.int(),
  waiting: z.int(),
  /** Of those waiting: has filled in a part. */
  begun: z.int(),
});
export type LinkCounts = z.infer<typeof linkCountsSchema>;

const roundSchema = linkSettingsSchema.extend({
  id,
  cycleId: id,
  draw: z.object({ id, title: z.string() }),
  state: z.enum(['early', 'open', 'closed']),
  createdAt: instant,
  createdBy: z.string(),
  counts: linkCountsSchema,
  /** Lists taken out so far, and the messages of the last one. */
  exports: z.array(
    z.object({
      number: z.int(),
      which: z.enum(['all', 'reminder']),
      format: z.string(),
      messages: z.int(),
      unreachable: z.int(),
      parts: z.int(),
      reason: z.string(),
      exportedAt: instant,
      exportedBy: z.string(),
    }),
  ),
});
export type LinkRound = z.infer<typeof roundSchema>;

const tag = '短信链接';
const cycleParams = z.object({ cycleId: id });
const params = z.object({ roundId: id });
const sourceProblems = [
  'draw-state',
  'draw-has-no-lists',
  'nothing-released',
  'questionnaire-not-serving',
  'cycle-closed',
  'link-message',
] as const;

export const listLinkRounds = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/link-rounds',
  tag,
  summary: '这个周期的短信链接，新的在前；只有份数',
  params: cycleParams,
  reply: z.object({ items: z.array(roundSchema) }),
});
export const previewLinkRound = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/link-round-previews',
  tag,
  summary: '试算：会发给多少人，短信多长、几条；不打开任何号码',
  params: cycleParams,
  body: linkSettingsSchema.pick({ drawId: true, kind: true, linkBase: true, message: true, reminder: true }),
  reply: z.object({
    cases: z.int(),
    /** Left out, and why. */
    answered: z.int(),
    standing: z.int(),
    declined: z.int(),
    departments: z.array(z.object({ name: z.string(), cases: z.int() })),
    /** The longest message anybody would get. */
    message: z.object({ text: z.string(), characters: z.int(), parts: z.int() }),
    reminder: z.object({ text: z.string(), characters: z.int(), parts: z.int() }),
  }),
  problems: [...sourceProblems],
});
export const createLinkRound = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/link-rounds',
  tag,
  summary: '新建：已放出、还没作答的每人一个代码，到时间自动开放和结束',
  params: cycleParams,
  body: linkSettingsSchema,
  reply: roundSchema,
  status: 201,
  problems: [...sourceProblems, 'public-survey-times', 'link-nobody-left'],
});
export const getLinkRound = defineRoute({
  method: 'GET',
  path: '/api/link-rounds/:roundId',
  tag,
  summary: '一轮短信链接：设置、份数（分单位）、历次导出；没有谁答了、答了什么',
  params,
  reply: roundSchema.extend({
    departments: z.array(linkCountsSchema.extend({ departmentId: id, department: z.string() })),
  }),
});
export const changeLinkRound = defineRoute({
  method: 'PATCH',
  path: '/api/link-rounds/:roundId',
  tag,
  summary: '改结束时间、短信、主办单位、监督电话、核实页的说明；结束以后不能再改',
  params,
  body: z.object(changeable),
  reply: roundSchema,
  problems: ['link-round-closed', 'link-message', 'public-survey-times', 'cycle-closed'],
});
export const closeLinkRound = defineRoute({
  method: 'POST',
  path: '/api/link-rounds/:roundId/closings',
  tag,
  summary: '立即结束：所有链接停用，没有提交的内容删除',
  params,
  body: z.object({}),
  reply: roundSchema,
  status: 201,
  problems: ['link-round-closed'],
});
export const exportLinkList = defineRoute({
  method: 'POST',
  path: '/api/link-rounds/:roundId/exports',
  tag,
  summary: '导出给短信平台的名单：手机号和含链接的短信；只有还没作答的人；写明用途，导出留痕',
  params,
  body: z.object({
    which: z.enum(['all', 'reminder']),
    format: z.enum(['xlsx', 'csv']),
    reason: words('用途', 200).min(4, '请写明用途，例如交给哪个短信平台发送'),
  }),
  reply: { file: 'application/octet-stream' },
  problems: ['link-round-closed', 'link-nobody-to-send', 'keys-destroyed', 'cycle-key-missing', 'cycle-closed'],
});
export const voidLinks = defineRoute({
  method: 'POST',
  path: '/api/link-rounds/:roundId/voidings',
  tag,
  summary: '停用个别链接：按样本编号或本人报来的代码；有一行不对就一个也不停用',
  params,
  body: z.object({
    lines: z.array(z.string().trim().min(1).max(60)).min(1, '请填样本编号或代码').max(500, '一次最多500个'),
    /** The person does not want to take part: counts as refused, and gets no link again. */
    declined: z.boolean(),
    reason: words('原因', 100),
  }),
  reply: z.object({ voided: z.int() }),
  status: 201,
  problems: ['link-round-closed', 'link-case-unknown'],
});
