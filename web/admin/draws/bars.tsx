/**
 * Shares of the frame beside shares of the sample, group by group, as horizontal bars. A picture of a table that stands beside it:
 * whoever cannot see it misses nothing. Drawn on a canvas, which needs no style the policy forbids.
 */
import { useEffect, useRef } from 'react';
import { formatPercent } from '../format.ts';

export interface Bar {
  readonly label: string;
  readonly population: number;
  readonly sample: number;
}

/** More than these make no picture. */
const SHOWN = 24;

export function Bars({
  title,
  bars,
  unit = '人',
}: {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly unit?: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const shown = bars.slice(0, SHOWN);
  const people = bars.reduce((sum, { population }) => sum + population, 0);
  const drawn = bars.reduce((sum, { sample }) => sum + sample, 0);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);
  const height = 84 + shown.length * 34;
  const data = JSON.stringify({ shown, people, drawn });
  useEffect(() => {
    const node = place.current;
    if (!node) return undefined;
    let gone = false;
    let end = () => {};
    void import('./echarts.ts').then(({ init }) => {
      if (gone) return;
      const chart = init(node, null, {
        renderer: 'canvas',
        height,
        devicePixelRatio: Math.max(2, window.devicePixelRatio),
      });
      const font = getComputedStyle(node).fontFamily;
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: font, fontSize: 14, color: '#1b2430' },
        color: ['#b8c1cc', '#1c4f8f'],
        tooltip: {
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          renderMode: 'richText',
          valueFormatter: (value: unknown) => `${String(value)}%`,
        },
        legend: { top: 0, left: 0, data: ['占名单', '占样本'], itemWidth: 16, textStyle: { fontSize: 14 } },
        grid: { top: 36, left: 8, right: 56, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: { type: 'value', axisLabel: { formatter: '{value}%' }, splitNumber: 4 },
        yAxis: {
          type: 'category',
          inverse: true,
          data: shown.map(({ label }) => label),
          axisTick: { show: false },
          axisLabel: { width: node.clientWidth < 520 ? 96 : 190, overflow: 'truncate', fontSize: 14, interval: 0 },
        },
        series: [
          {
            name: '占名单',
            type: 'bar',
            barMaxWidth: 10,
            data: shown.map(({ population }) => share(population, people)),
          },
          {
            name: '占样本',
            type: 'bar',
            barMaxWidth: 10,
            data: shown.map(({ sample }) => share(sample, drawn)),
            label: { show: true, position: 'right', formatter: '{c}%', fontSize: 12, color: '#1b2430' },
          },
        ],
      });
      const watcher = new ResizeObserver(() => chart.resize({ height }));
      watcher.observe(node);
      node.dataset['drawn'] = 'yes';
      end = () => {
        watcher.disconnect();
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      end();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the data as text: rows are made anew with each render
  }, [data, height]);
  const largest = shown[0];
  const words =
    largest === undefined
      ? title
      : `${title}。共${bars.length}组；${largest.label}占名单${formatPercent(people === 0 ? 0 : largest.population / people)}、占样本${formatPercent(drawn === 0 ? 0 : largest.sample / drawn)}。数字见表。`;
  return (
    <figure className="bars">
      <figcaption>
        {title}
        {bars.length > SHOWN ? `（${unit}数最多的${SHOWN}组）` : ''}
      </figcaption>
      <div ref={place} className="bars-canvas" role="img" aria-label={words} />
    </figure>
  );
}
