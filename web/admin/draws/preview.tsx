/** What a design comes to, before it is put on paper: words, warnings, strata, precision, pictures. */
import { Alert } from 'antd';
import type { z } from 'zod';
import type { Assumptions, DrawDesign, previewDraw } from '#contract';
import { formatCount } from '../format.ts';
import { CoveragePictures } from './coverage.tsx';
import { AssumptionFields, ForecastFigures } from './forecast.tsx';
import { LeftOut } from './left-out.tsx';
import { StrataTable } from './strata-table.tsx';
import { describeDesign } from './words.ts';

export function Preview({
  preview,
  design,
  frames,
  assumptions,
  onAssume,
}: {
  readonly preview: z.output<(typeof previewDraw)['reply']>;
  readonly design: DrawDesign;
  readonly frames: number;
  readonly assumptions: Assumptions;
  readonly onAssume: (assumptions: Assumptions) => void;
}) {
  const { warnings, strata, frameSize, forecast, coverage } = preview;
  const unit = design.method === 'random-digits' ? '个号码' : '人';
  return (
    <>
      <p className="statement" aria-live="polite">
        {describeDesign(design, { frames, people: frameSize, strata: strata.length })}
      </p>
      {warnings.length === 0 ? null : (
        <Alert
          className="gap"
          type="warning"
          showIcon
          title="请留意，不影响建立方案"
          description={
            <ul className="plain-list">
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          }
        />
      )}
      <StrataTable strata={strata} design={design} forecast={forecast} />
      <LeftOut preview={preview} design={design} />
      <h3>预计的精度</h3>
      <ForecastFigures forecast={forecast} people={`${formatCount(design.main)}${unit}`} />
      <details className="gap">
        <summary>改假定</summary>
        <div className="gap-above">
          <AssumptionFields assumptions={assumptions} twoStage={design.method === 'two-stage'} onChange={onAssume} />
        </div>
      </details>
      <CoveragePictures coverage={coverage} strata={strata} design={design} />
    </>
  );
}
