/** Words and sums of running fieldwork. */
import type { ChannelCounts, LiveProjection } from '#contract';
import { formatCount, formatDay } from '../format.ts';

export const channelNames = ['telephone', 'paper', 'link', 'web'] as const satisfies readonly (keyof ChannelCounts)[];
export const channelWords: Readonly<Record<keyof ChannelCounts, string>> = {
  telephone: '电话',
  paper: '纸质',
  link: '短信链接',
  web: '网上',
};

export const sumOf = (counts: ChannelCounts): number => channelNames.reduce((sum, channel) => sum + counts[channel], 0);

const unknownWords: Readonly<Record<Extract<LiveProjection, { kind: 'unknown' }>['why'], string>> = {
  'few-days': '尚不能估计：有回收的整天还不到5天。',
  stalled: '尚不能估计：最近7天没有回收。',
  far: '尚不能估计：照现在的速度，一年内到不了目标。',
};

/** The day in words, with its interval. */
export function describeProjection(projection: LiveProjection): string {
  if (projection.kind === 'reached') return '已达到目标。';
  if (projection.kind === 'unknown') return unknownWords[projection.why];
  const { on, earliest, latest } = projection;
  if (earliest === on && latest === on) return `预计${formatDay(on)}达到目标。`;
  const until = latest === null ? '一年以后' : formatDay(latest);
  return `预计${formatDay(on)}达到目标；最快${formatDay(earliest)}，最慢${until}。`;
}

/** How the day was found. */
export function describeMethod(projection: LiveProjection): string | null {
  if (projection.kind !== 'expected') return null;
  const { median, slowest, fastest, days, span, confidence } = projection;
  return (
    `最近${days}个有回收的整天，每天收到${formatCount(slowest)}到${formatCount(fastest)}份，中位数${median}份；` +
    `这${days}天前后共${span}天，没有回收的日子照此折算。最快、最慢按其中最多、最少的一天推算：` +
    `每天份数的中位数落在这个范围内的把握是${(confidence * 100).toFixed(1)}%。今天没有过完，不算；以后几天的情况不同，结果也会不同。`
  );
}
