/** A picture drawn by ECharts, fetched only where a picture is shown; its figures always stand in a table beside it. */
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import type { Drawn } from './echarts.ts';

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
  const drawn = useRef<Drawn>(undefined);
  const latest = useRef(option);
  useEffect(() => {
    latest.current = option;
    drawn.current?.update(option);
  }, [option]);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let stopped = false;
    void import('./echarts.ts').then(({ draw }) => {
      if (stopped) return;
      drawn.current = draw(element, latest.current);
      element.dataset['drawn'] = 'yes';
    });
    return () => {
      stopped = true;
      drawn.current?.stop();
      drawn.current = undefined;
    };
  }, []);
  const size = rows <= 6 ? 'chart-small' : rows <= 16 ? 'chart-middle' : 'chart-large';
  return <div ref={place} className={`chart ${size}`} role="img" aria-label={label} />;
}
