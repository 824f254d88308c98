/** Pictures of one class: what the totals are made of, how they are spread, what changed against last year. */
import { useMemo } from 'react';
import type { ClassGroup } from '#contract';
import { Chart } from '../shared/chart.tsx';

/** Colours that stay apart in grey and for the colour-blind. */
const colours = ['#1b4f8f', '#5b9bd5', '#d9a441', '#3f8f5b', '#8a6bb1', '#b5533c'];
const shared = {
  grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
  textStyle: { fontFamily: 'sans-serif' },
};

/** Bottom to top, as a bar chart counts. */
const upwards = (group: ClassGroup) => group.rows.filter(({ total }) => total !== null).toReversed();

function Components({ group }: { readonly group: ClassGroup }) {
  const option = useMemo(() => {
    const rows = upwards(group);
    return {
      ...shared,
      legend: { top: 0, data: group.parts.map(({ name }) => name) },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: rows.map(({ name }) => name) },
      series: group.parts.map(({ name }, i) => ({
        type: 'bar',
        name,
        stack: 'total',
        color: colours[i % colours.length],
        data: rows.map(({ parts }) => Number(parts[i] ?? 0)),
      })),
    };
  }, [group]);
  return <Chart option={option} rows={group.rows.length} label={`${group.name}：各单位总分由哪些部分构成`} />;
}

function Distribution({ group }: { readonly group: ClassGroup }) {
  const option = useMemo(() => {
    const totals = group.rows.flatMap(({ total }) => (total === null ? [] : [Number(total)]));
    const low = Math.min(...totals);
    const high = Math.max(...totals);
    const step = [0.5, 1, 2, 5, 10, 20, 50].find((width) => (high - low) / width <= 8) ?? 100;
    const first = Math.floor(low / step) * step;
    const bins = Math.max(1, Math.floor((high - first) / step) + 1);
    const counts = Array.from(
      { length: bins },
      (_, i) => totals.filter((total) => Math.min(bins - 1, Math.floor((total - first) / step)) === i).length,
    );
    return {
      ...shared,
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: counts.map((_, i) => `${first + i * step}`) },
      yAxis: { type: 'value', minInterval: 1, name: '单位数' },
      series: [{ type: 'bar', color: colours[0], data: counts, barCategoryGap: '8%' }],
    };
  }, [group]);
  return <Chart option={option} rows={1} label={`${group.name}：总分的分布`} />;
}

function Change({ group, previous }: { readonly group: ClassGroup; readonly previous: string }) {
  const option = useMemo(() => {
    const rows = upwards(group).filter(({ lastTotal }) => lastTotal !== null);
    const changes = rows.map(({ total, lastTotal }) => Math.round((Number(total) - Number(lastTotal)) * 100) / 100);
    return {
      ...shared,
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'value' },
      yAxis: {
        type: 'category',
        data: rows.map(({ name }) => name),
        axisLabel: { show: true },
        axisLine: { onZero: false },
      },
      series: [
        {
          type: 'bar',
          data: changes.map((value) => ({ value, itemStyle: { color: value < 0 ? colours[5] : colours[3] } })),
          label: { show: true, position: 'right' },
        },
      ],
    };
  }, [group]);
  return <Chart option={option} rows={group.rows.length} label={`${group.name}：总分与${previous}相比`} />;
}

export function Pictures({ group, previous }: { readonly group: ClassGroup; readonly previous: string | null }) {
  const scored = group.rows.filter(({ total }) => total !== null);
  if (scored.length < 2 || group.parts.length === 0) return null;
  return (
    <div className="pictures">
      <figure>
        <figcaption>总分的构成</figcaption>
        <Components group={group} />
      </figure>
      <figure>
        <figcaption>总分的分布</figcaption>
        <Distribution group={group} />
      </figure>
      {previous !== null && scored.some(({ lastTotal }) => lastTotal !== null) ? (
        <figure>
          <figcaption>{`与${previous}相比`}</figcaption>
          <Change group={group} previous={previous} />
        </figure>
      ) : null}
    </div>
  );
}
