/**
 * The code frame of a cycle: what kind of opinion it is, and what it is about.
 *
 * Promise: pure rules. A code that opinions bear is never removed, only retired, so that what was coded keeps its meaning. The
 * shipped frame follows the documents: kinds as offices count them, topics as 桂政 2018 lists the contents of the survey (R66, R112).
 */
import { z } from 'zod';

const code = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, '代码用小写字母开头，只含小写字母、数字和横线，不超过24个');
const label = z.string().trim().min(2, '名称写2到20个字').max(20, '名称写2到20个字');

const entrySchema = z.object({
  code,
  label,
  /** Not offered any more; what bears it keeps it. */
  retired: z.boolean(),
});

const kindSchema = entrySchema.extend({
  /** Something is to be put right: praise is not answered by a rectification. */
  asksAnswer: z.boolean(),
});

export const codeFrameSchema = z.object({
  /** What somebody wants by it: each opinion has one. */
  kinds: z.array(kindSchema).min(1, '至少留一种性质').max(12, '性质不超过12种'),
  /** What it is about: each opinion has one to three. */
  topics: z.array(entrySchema).min(1, '至少留一个类别').max(60, '类别不超过60个'),
});
export type CodeFrame = z.infer<typeof codeFrameSchema>;
export type CodeEntry = z.infer<typeof entrySchema>;

/** Topics an opinion may bear. */
export const mostTopics = 3;

const entries = (pairs: readonly (readonly [code: string, label: string])[]): CodeEntry[] =>
  pairs.map(([code, label]) => ({ code, label, retired: false }));

export const shippedCodeFrame: CodeFrame = {
  kinds: entries([
    ['complaint', '投诉'],
    ['suggestion', '建议'],
    ['praise', '表扬'],
    ['enquiry', '咨询求助'],
    ['empty', '无实质内容'],
  ]).map((entry) => ({ ...entry, asksAnswer: entry.code !== 'praise' && entry.code !== 'empty' })),
  topics: entries([
    ['style', '机关作风'],
    ['service', '服务态度和质量'],
    ['efficiency', '办事效率'],
    ['duties', '履行职责'],
    ['openness', '公开公正廉洁'],
    ['livelihood', '民生实事'],
    ['business', '营商环境'],
    ['management', '管理方式'],
    ['rectification', '意见建议整改'],
    ['other', '其他'],
  ]),
};

export interface CodeUse {
  readonly kinds: readonly string[];
  readonly topics: readonly string[];
}

/** Why a changed frame cannot replace the one before, in words for the office; empty: it can. */
export function checkCodeFrame(next: CodeFrame, used: CodeUse): string[] {
  const parts = [
    { name: '性质', list: next.kinds, used: used.kinds },
    { name: '类别', list: next.topics, used: used.topics },
  ] as const;
  return parts.flatMap(({ name, list, used: borne }) => {
    const codes = list.map((entry) => entry.code);
    const offered = list.filter(({ retired }) => !retired);
    const twice = codes.filter((one, i) => codes.indexOf(one) !== i);
    const labels = offered.map((entry) => entry.label);
    const namesakes = labels.filter((one, i) => labels.indexOf(one) !== i);
    const lost = borne.filter((one) => !codes.includes(one));
    return [
      ...[...new Set(twice)].map((one) => `${name}代码“${one}”写了两次`),
      ...[...new Set(namesakes)].map((one) => `${name}“${one}”有两个，分不清该用哪个`),
      ...[...new Set(lost)].map((one) => `${name}代码“${one}”已经用在意见上，不能删去，可以停用`),
      ...(offered.length === 0 ? [`${name}全部停用了，至少留一个`] : []),
    ];
  });
}

/** Why an opinion cannot bear these codes; null: it can. What it bears already may stay, retired or not. */
export function checkCodes(
  frame: CodeFrame,
  codes: { readonly kind: string; readonly topics: readonly string[] },
  before: CodeUse = { kinds: [], topics: [] },
): string | null {
  const offers = (list: readonly CodeEntry[], one: string, borne: readonly string[]) =>
    list.some((entry) => entry.code === one && (!entry.retired || borne.includes(one)));
  if (!offers(frame.kinds, codes.kind, before.kinds)) return '请从编码表里选一种性质';
  if (codes.topics.length === 0) return '请至少选一个类别';
  if (codes.topics.length > mostTopics) return `类别最多选${mostTopics}个`;
  if (new Set(codes.topics).size !== codes.topics.length) return '同一个类别选了两次';
  return codes.topics.every((one) => offers(frame.topics, one, before.topics)) ? null : '有的类别不在编码表里，请重选';
}

/** Whether an opinion of this kind waits for a rectification; a kind the frame no longer knows does. */
export function asksAnswer(
  kinds: readonly Pick<CodeFrame['kinds'][number], 'code' | 'asksAnswer'>[],
  kind: string,
): boolean {
  return kinds.find(({ code: one }) => one === kind)?.asksAnswer ?? true;
}

/** A code as people read it; a code of a frame that no longer knows it reads as itself. */
export function labelOfCode(list: readonly Pick<CodeEntry, 'code' | 'label'>[], one: string): string {
  return list.find((entry) => entry.code === one)?.label ?? one;
}
