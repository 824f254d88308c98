/** The parts of ECharts our pictures need: bars and lines on a canvas, and nothing that would write styles or HTML into the page. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export interface Drawn {
  /** Draws other figures in the same place, without a flicker. */
  readonly update: (option: EChartsCoreOption) => void;
  readonly stop: () => void;
}

/** Draws, and follows the size of its place. */
export function draw(element: HTMLElement, first: EChartsCoreOption): Drawn {
  const chart = init(element, undefined, { renderer: 'canvas' });
  const update = (option: EChartsCoreOption) =>
    chart.setOption({ animation: false, tooltip: { renderMode: 'richText', confine: true }, ...option }, true);
  update(first);
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  return {
    update,
    stop: () => {
      observer.disconnect();
      chart.dispose();
    },
  };
}
