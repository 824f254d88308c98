/** Questionnaires: versions from draft to published, comments, differences, XLSForm. */
import { z } from 'zod';
import { type Channel, questionnaireKinds, questionnaireSchema, type QuestionnaireKind } from '#surveys';
import { defineRoute, id, instant, nothing } from './route.ts';

export const questionnaireKindSchema = z.enum(questionnaireKinds);
export const questionnaireKindLabels: Readonly<Record<QuestionnaireKind, string>> = {
  'system-cadres': '系统干部职工评价',
  'hot-topics': '热点、难点工作评价',
  'service-users': '行政审批工作评价',
  rectification: '整改情况评价',
  public: '公众网上评议',
  leader: '领导评价表',
};
export const channelLabels: Readonly<Record<Channel, string>> = {
  telephone: '电话访问',
  paper: '纸质问卷',
  link: '个人链接',
  web: '公开网页',
  ballot: '评价卡（无记名）',
};

export const versionStateSchema = z.enum(['draft', 'submitted', 'returned', 'reviewed', 'published', 'retired']);
export type VersionState = z.infer<typeof versionStateSchema>;
export const versionStateLabels: Readonly<Record<VersionState, string>> = {
  draft: '草稿',
  submitted: '待审核',
  returned: '已退回',
  reviewed: '审核通过',
  published: '已发布',
  retired: '已停用',
};

const step = z.object({ at: instant, by: z.string() }).nullable();
const versionSchema = z.object({
  versionId: id,
  number: z.int(),
  state: versionStateSchema,
  digest: z.string(),
  title: z.string(),
  questionCount: z.int(),
  /** Why it was sent back, the last time it was. */
  returnReason: z.string().nullable(),
  changed: z.object({ at: instant, by: z.string() }),
  submitted: step,
  reviewed: step,
  published: step,
  retired: step,
});
export type QuestionnaireVersionSummary = z.infer<typeof versionSchema>;

const questionnaireItem = z.object({
  /** null: nobody has begun one. */
  questionnaireId: id.nullable(),
  cycle: z.object({ id, name: z.string(), year: z.int(), closed: z.boolean() }),
  kind: questionnaireKindSchema,
  department: z.object({ id, name: z.string() }).nullable(),
  /** Newest first. */
  versions: z.array(versionSchema),
  openComments: z.int(),
});
export type QuestionnaireItem = z.infer<typeof questionnaireItem>;

const commentSchema = z.object({
  id,
  /** null: about the questionnaire as a whole. */
  question: z.string().nullable(),
  words: z.string(),
  written: z.object({
    at: instant,
    by: z.string(),
    role: z.enum(['office', 'operator', 'liaison', 'observer', 'system']),
  }),
  resolved: step,
});
export type QuestionnaireComment = z.infer<typeof commentSchema>;

const questionnaireFindingSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  question: z.string().optional(),
  message: z.string(),
});

const versionDetail = versionSchema.extend({
  questionnaireId: id,
  cycle: z.object({ id, name: z.string(), year: z.int(), closed: z.boolean() }),
  kind: questionnaireKindSchema,
  department: z.object({ id, name: z.string() }).nullable(),
  revision: z.int(),
  content: questionnaireSchema,
  findings: z.array(questionnaireFindingSchema),
  comments: z.array(commentSchema),
  /** Whom it is asked about: for texts that differ between departments. */
  departments: z.array(z.object({ id, name: z.string() })),
  /** Versions it may be compared with: earlier ones, last year's. */
  comparable: z.array(z.object({ versionId: id, label: z.string() })),
  may: z.object({
    edit: z.boolean(),
    submit: z.boolean(),
    return: z.boolean(),
    review: z.boolean(),
    publish: z.boolean(),
    discard: z.boolean(),
    comment: z.boolean(),
  }),
});
export type QuestionnaireVersion = z.infer<typeof versionDetail>;

const differenceSchema = z.object({
  change: z.enum(['added', 'removed', 'changed', 'moved']),
  question: z.string().optional(),
  part: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});

const versionParams = z.object({ versionId: id });
const tag = '问卷';
const reason = z.string().trim().min(4, '请写明理由，至少4个字').max(500, '理由不超过500个字');

export const listQuestionnaires = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/questionnaires',
  tag,
  summary: '一个评价周期的问卷：各类通用问卷，各部门的热点难点问卷',
  params: z.object({ cycleId: id }),
  reply: z.object({ items: z.array(questionnaireItem) }),
});
export const listOwnQuestionnaires = defineRoute({
  method: 'GET',
  path: '/api/questionnaires',
  tag,
  summary: '本部门各评价周期的热点难点问卷',
  reply: z.object({ items: z.array(questionnaireItem) }),
});
export const draftQuestionnaire = defineRoute({
  method: 'POST',
  path: '/api/cycles/:cycleId/questionnaires',
  tag,
  summary: '新建一个版本的草稿：从系统模板、已有的版本（例如去年的）或空白开始',
  params: z.object({ cycleId: id }),
  body: z.object({
    kind: questionnaireKindSchema,
    /** Of hot topics only; a liaison's own department. */
    departmentId: id.optional(),
    from: z.union([z.enum(['template', 'blank']), z.object({ versionId: id })]),
  }),
  reply: versionDetail,
  status: 201,
  problems: ['version-in-work', 'cycle-closed', 'questionnaire-department'],
});
export const getQuestionnaireVersion = defineRoute({
  method: 'GET',
  path: '/api/questionnaire-versions/:versionId',
  tag,
  summary: '一个版本：内容、检查结果、意见、可做的事',
  params: versionParams,
  reply: versionDetail,
});
export const saveQuestionnaireVersion = defineRoute({
  method: 'PUT',
  path: '/api/questionnaire-versions/:versionId',
  tag,
  summary: '保存草稿；审核通过后再改，要重新审核',
  params: versionParams,
  body: z.object({ revision: z.int(), content: questionnaireSchema }),
  reply: versionDetail,
  problems: ['version-changed', 'version-state', 'cycle-closed'],
});
export const submitQuestionnaireVersion = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/submission',
  tag,
  summary: '部门把热点难点问卷提交审核',
  params: versionParams,
  body: z.object({ revision: z.int() }),
  reply: versionDetail,
  problems: ['version-changed', 'version-state', 'questionnaire-unsound', 'cycle-closed'],
});
export const returnQuestionnaireVersion = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/return',
  tag,
  summary: '退回部门修改（写明理由）',
  params: versionParams,
  body: z.object({ revision: z.int(), reason }),
  reply: versionDetail,
  problems: ['version-changed', 'version-state', 'cycle-closed'],
});
export const reviewQuestionnaireVersion = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/review',
  tag,
  summary: '审核通过',
  params: versionParams,
  body: z.object({ revision: z.int() }),
  reply: versionDetail,
  problems: ['version-changed', 'version-state', 'questionnaire-unsound', 'cycle-closed'],
});
export const publishQuestionnaireVersion = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/publication',
  tag,
  summary: '发布：此后不能再改，上一个发布的版本停用',
  params: versionParams,
  body: z.object({ revision: z.int() }),
  reply: versionDetail,
  problems: ['version-changed', 'version-state', 'questionnaire-unsound', 'cycle-closed'],
});
export const discardQuestionnaireVersion = defineRoute({
  method: 'DELETE',
  path: '/api/questionnaire-versions/:versionId',
  tag,
  summary: '删除没有发布过的草稿',
  params: versionParams,
  reply: nothing,
  problems: ['version-state', 'cycle-closed'],
});
export const compareQuestionnaireVersions = defineRoute({
  method: 'GET',
  path: '/api/questionnaire-versions/:versionId/difference',
  tag,
  summary: '与另一个版本（例如去年的）相比改了什么',
  params: versionParams,
  query: z.object({ with: id }),
  reply: z.object({ items: z.array(differenceSchema) }),
});
export const commentQuestionnaire = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/comments',
  tag,
  summary: '对一道题或整份问卷提意见',
  params: versionParams,
  body: z.object({
    question: z.string().max(40).nullable(),
    words: z.string().trim().min(2, '请写意见').max(500, '意见不超过500个字'),
  }),
  reply: commentSchema,
  status: 201,
  problems: ['version-state', 'cycle-closed'],
});
export const resolveQuestionnaireComment = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-comments/:commentId/resolution',
  tag,
  summary: '把一条意见标为已处理',
  params: z.object({ commentId: id }),
  reply: commentSchema,
  problems: ['version-state', 'cycle-closed'],
});
export const exportQuestionnaireForm = defineRoute({
  method: 'GET',
  path: '/api/questionnaire-versions/:versionId/form.xlsx',
  tag,
  summary: '导出为 XLSForm 工作簿（survey、choices、settings 三张表）',
  params: versionParams,
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
});
export const readQuestionnaireForm = defineRoute({
  method: 'POST',
  path: '/api/questionnaire-versions/:versionId/form',
  tag,
  summary: '读一个 XLSForm 工作簿：给出内容和逐行的问题，不保存',
  params: versionParams,
  form: z.object({}),
  reply: z.object({
    /** null: nothing could be read. */
    content: questionnaireSchema.nullable(),
    findings: z.array(
      z.object({ sheet: z.string(), row: z.int(), severity: z.enum(['error', 'warning']), message: z.string() }),
    ),
  }),
  problems: ['no-file', 'file-unreadable', 'version-state'],
});
