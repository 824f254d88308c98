/** Words of personal links. */
import type { LinkCounts, LinkRound } from '#contract';

export const stateWords: Readonly<Record<LinkRound['state'], string>> = {
  early: '未开始',
  open: '进行中',
  closed: '已结束',
};
export const stateTones = { early: 'info', open: 'good', closed: 'plain' } as const;

export const whichWords = { all: '首次', reminder: '提醒' } as const;

/** In the order people read an account: issued = the rest together. */
export const countWords: readonly (readonly [name: keyof LinkCounts, words: string])[] = [
  ['issued', '有链接的人'],
  ['answered', '用链接作答'],
  ['elsewhere', '用别的渠道作答'],
  ['declined', '表示不参加'],
  ['void', '已停用'],
  ['waiting', '还没作答'],
  ['begun', '其中填了一部分'],
];
