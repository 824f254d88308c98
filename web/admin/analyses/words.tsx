/** How an analysis stands, as marks and words. */
import { analysisStateLabels, type AnalysisStanding } from '#contract';
import { Mark } from '../shared/marks.tsx';

const tones = { awaited: 'plain', draft: 'info', filed: 'wait', returned: 'bad', accepted: 'good' } as const;

export function AnalysisMarks({ standing }: { readonly standing: AnalysisStanding }) {
  return (
    <>
      <Mark tone={tones[standing.state]}>{analysisStateLabels[standing.state]}</Mark>{' '}
      {standing.late ? <Mark tone="bad">逾期</Mark> : null}
    </>
  );
}

/** The department has something to do. */
export const isOpen = ({ state }: AnalysisStanding): boolean =>
  state === 'awaited' || state === 'draft' || state === 'returned';
