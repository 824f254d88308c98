/** 网上评议: the public survey of a cycle as the office sees it. The public pages themselves are plain HTML: server/routes.ts. */
import { z } from 'zod';
import { defineRoute, id, instant, nothing } from './route.ts';

const tag = '网上评议';
const params = z.object({ cycleId: id });

/** Why an answer is set apart. */
export const quarantineLabels = {
  'all-top': '整份都选最高档的多得反常',
  'straight-line': '从头到尾选同一档的多得反常',
  identical: '完全相同的答卷多得反常',
  prefix: '来自同一网段的多得反常',
  burst: '短时间内突然增多',
  fast: '答得太快',
} as const;
export type QuarantineReason = keyof typeof quarantineLabels;

const link = z
  .url({ protocol: /^https?$/, error: '请填完整的网址，以 http:// 或 https:// 开头' })
  .max(300, '网址太长')
  .nullable();
const linkSchema = z.object({ departmentId: id, analysisUrl: link, rectificationUrl: link });

const words = (label: string, most: number) =>
  z.string().trim().min(1, `请填${label}`).max(most, `${label}不超过${most}字`);

export const publicSurveySettingsSchema = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/, '网址后缀用3到40个小写字母、数字或连字符，首尾不用连字符'),
  title: words('标题', 60),
  organiser: words('主办单位', 60),
  hotline: words('监督电话', 40),
  notice: z.string().trim().max(1000, '说明不超过1000字'),
  verifyText: words('核实页的说明', 1000),
  opensAt: instant,
  closesAt: instant,
  links: z.array(linkSchema).max(500),
});
export type PublicSurveySettings = z.infer<typeof publicSurveySettingsSchema>;

export const publicSurveySchema = publicSurveySettingsSchema.extend({
  id,
  state: z.enum(['draft', 'open', 'closed', 'concluded']),
  /** The rules of speed and stuffing it was opened with. */
  rulesVersion: z.string().nullable(),
  openedAt: instant.nullable(),
  openedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  checkedAt: instant.nullable(),
});
export type PublicSurvey = z.infer<typeof publicSurveySchema>;

const decisionSchema = z.object({
  id,
  department: z.string(),
  reasons: z.array(z.string()),
  act: z.enum(['exclude', 'restore']),
  count: z.int(),
  grounds: z.string(),
  state: z.enum(['proposed', 'confirmed', 'withdrawn']),
  proposedAt: instant,
  proposedBy: z.string(),
  confirmedBy: z.string().nullable(),
  /** The caller proposed it, and therefore cannot confirm it. */
  own: z.boolean(),
});
export type PublicDecision = z.infer<typeof decisionSchema>;

const deskSchema = z.object({
  /** Counts only: no answers and no scores. */
  received: z.array(
    z.object({
      departmentId: id,
      department: z.string(),
      web: z.int(),
      link: z.int(),
      telephone: z.int(),
      paper: z.int(),
      quarantined: z.int(),
      excluded: z.int(),
      replaced: z.int(),
    }),
  ),
  groups: z.array(z.object({ departmentId: id, department: z.string(), reasons: z.array(z.string()), count: z.int() })),
  decisions: z.array(decisionSchema),
});
export type PublicDesk = z.infer<typeof deskSchema>;

export const getPublicSurvey = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/public-survey',
  tag,
  summary: '网上评议的设置和状态；没有设置过时为 null',
  params,
  reply: z.object({ survey: publicSurveySchema.nullable(), questionnaireReady: z.boolean() }),
});
export const savePublicSurvey = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/public-survey',
  tag,
  summary: '保存设置；开放以后网址、标题和开始时间不再改',
  params,
  body: publicSurveySettingsSchema,
  reply: publicSurveySchema,
  problems: ['public-survey-slug-taken', 'public-survey-state', 'public-survey-times', 'cycle-closed'],
});
export const openPublicSurvey = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/public-survey/openings',
  tag,
  summary: '开放：从此按设定的时间收答卷，速度和异常规则定下不改',
  params,
  body: z.object({}),
  reply: publicSurveySchema,
  status: 201,
  problems: ['public-survey-state', 'public-survey-times', 'questionnaire-not-serving', 'cycle-closed'],
});
export const closePublicSurvey = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/public-survey/closings',
  tag,
  summary: '结束：立即不再收答卷',
  params,
  body: z.object({}),
  reply: publicSurveySchema,
  status: 201,
  problems: ['public-survey-state'],
});
export const getPublicDesk = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/public-survey/desk',
  tag,
  summary: '各单位各渠道收到的份数、隔离的答卷（按单位和原因）和处理决定；没有答案和得分',
  params,
  reply: deskSchema,
});
export const checkPublicSurvey = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/public-survey/checks',
  tag,
  summary: '现在按规则检查一遍，可疑的隔离',
  params,
  body: z.object({}),
  reply: z.object({ examined: z.int(), quarantined: z.int() }),
  status: 201,
  problems: ['public-survey-state'],
});
export const proposePublicDecision = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/public-survey/decisions',
  tag,
  summary: '对一组隔离的答卷提出处理意见：剔除或恢复计入',
  params,
  body: z.object({
    departmentId: id,
    reasons: z.array(z.string().max(40)).min(1).max(10),
    act: z.enum(['exclude', 'restore']),
    grounds: words('理由', 300).min(4, '请写明理由'),
  }),
  reply: z.object({ id }),
  status: 201,
  problems: ['public-decision-nothing', 'public-decision-open', 'public-survey-state'],
});
const decisionParams = z.object({ decisionId: id });
export const confirmPublicDecision = defineRoute({
  method: 'POST',
  path: '/api/public-survey-decisions/:decisionId/confirmations',
  tag,
  summary: '由另一个绩效办账号确认，确认后生效',
  params: decisionParams,
  body: z.object({}),
  reply: z.object({ moved: z.int() }),
  status: 201,
  problems: ['public-decision-same-person', 'public-decision-state', 'cycle-closed'],
});
export const withdrawPublicDecision = defineRoute({
  method: 'DELETE',
  path: '/api/public-survey-decisions/:decisionId',
  tag,
  summary: '撤回还没有确认的处理意见',
  params: decisionParams,
  reply: nothing,
  problems: ['public-decision-state'],
});
export const concludePublicSurvey = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/public-survey/conclusions',
  tag,
  summary: '核查结束：销毁网段的密钥和痕迹，之后不能再检查',
  params,
  body: z.object({}),
  reply: publicSurveySchema,
  status: 201,
  problems: ['public-survey-state', 'public-survey-undecided'],
});
