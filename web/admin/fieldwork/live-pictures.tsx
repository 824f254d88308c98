/** Pictures of what came in: by day and added up, today by the hour, strata against their targets. */
import { useMemo } from 'react';
import type { getLiveFieldwork, LiveDraw, RouteReply } from '#contract';
import { Chart } from '../shared/chart.tsx';
import { channelNames, channelWords, sumOf } from './live-words.ts';

type Live = RouteReply<typeof getLiveFieldwork>;

/** Colours that stay apart in grey and for the colour-blind. */
const colours = { telephone: '#1b4f8f', paper: '#d9a441', link: '#5b9bd5', web: '#9aa5b1' } as const;
const shared = {
  textStyle: { fontFamily: 'sans-serif' },
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText', confine: true },
};
const dayMs = 86_400_000;

/** Every day from the first to today, also those without answers. */
function everyDay(days: Live['days'], today: string): string[] {
  const [first] = days;
  if (!first) return [];
  const last = [today, days.at(-1)?.day ?? today].toSorted().at(-1) ?? today;
  const all: string[] = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last); at += dayMs)
    all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

const nothing = { telephone: 0, paper: 0, link: 0, web: 0 };

function runningSums(counts: readonly number[]): number[] {
  const sums: number[] = [];
  for (const count of counts) sums.push((sums.at(-1) ?? 0) + count);
  return sums;
}

export function DailyPicture({ days, today }: Pick<Live, 'days' | 'today'>) {
  const option = useMemo(() => {
    const all = everyDay(days, today);
    const byDay = new Map(days.map((row) => [row.day, row]));
    const added = runningSums(all.map((day) => sumOf(byDay.get(day) ?? nothing)));
    return {
      ...shared,
      grid: { left: 8, right: 8, top: 64, bottom: 8, containLabel: true },
      legend: { top: 0 },
      xAxis: { type: 'category', data: all.map((day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`) },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        ...channelNames.map((channel) => ({
          type: 'bar',
          stack: 'day',
          name: channelWords[channel],
          color: colours[channel],
          barMaxWidth: 36,
          data: all.map((day) => byDay.get(day)?.[channel] ?? 0),
        })),
        {
          type: 'line',
          name: '累计（右）',
          yAxisIndex: 1,
          color: '#b5533c',
          showSymbol: all.length < 32,
          data: added,
        },
      ],
    };
  }, [days, today]);
  return <Chart option={option} rows={1} label="每天收到的份数和累计。数字见表。" />;
}

export function HourPicture({ hours }: Pick<Live, 'hours'>) {
  const option = useMemo(() => {
    const byHour = new Map(hours.map((row) => [row.hour, row]));
    const all = Array.from({ length: 24 }, (_, hour) => hour);
    return {
      ...shared,
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0 },
      xAxis: { type: 'category', data: all.map((hour) => `${hour}时`) },
      yAxis: { type: 'value', minInterval: 1 },
      series: channelNames.map((channel) => ({
        type: 'bar',
        stack: 'hour',
        name: channelWords[channel],
        color: colours[channel],
        data: all.map((hour) => byHour.get(hour)?.[channel] ?? 0),
      })),
    };
  }, [hours]);
  return <Chart option={option} rows={1} label="今天每小时收到的份数" />;
}

/** More than these make no picture. */
const most = 24;

export function StrataPicture({ draw }: { readonly draw: LiveDraw }) {
  const strata = useMemo(() => draw.strata.slice(0, most), [draw.strata]);
  const option = useMemo(
    () => ({
      ...shared,
      grid: { left: 8, right: 40, top: 36, bottom: 8, containLabel: true },
      legend: { top: 0 },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: strata.map(({ label }) => label),
        axisLabel: { width: 120, overflow: 'truncate' },
      },
      series: [
        { type: 'bar', name: '目标', color: '#cfd6de', barMaxWidth: 14, data: strata.map(({ target }) => target) },
        {
          type: 'bar',
          name: '已收到',
          color: colours.telephone,
          barMaxWidth: 14,
          data: strata.map(({ counted }) => sumOf(counted)),
          label: { show: true, position: 'right' },
        },
      ],
    }),
    [strata],
  );
  return <Chart option={option} rows={strata.length * 2} label={`${draw.title}：各层收到的份数和目标。数字见表。`} />;
}
