/** A picture drawn by ECharts, fetched only where a picture is shown; its figures always stand in a table beside it. */
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';

export function Chart({
  option,
  label,
  rows,
}: {
  readonly option: EChartsCoreOption;
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  /** Bars below each other: the picture grows with them. */
  readonly rows: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let stopped = false;
    let stop = () => {};
    void import('./echarts.ts').then(({ draw }) => {
      if (!stopped) stop = draw(element, option);
    });
    return () => {
      stopped = true;
      stop();
    };
  }, [option]);
  const size = rows <= 6 ? 'chart-small' : rows <= 16 ? 'chart-middle' : 'chart-large';
  return <div ref={place} className={`chart ${size}`} role="img" aria-label={label} />;
}
