/** States as short marked words; the colour only repeats what the word says. */
import {
  cycleStateLabels,
  drawStateLabels,
  frameStateLabels,
  severityLabels,
  type Cycle,
  type DrawState,
  type FiledFinding,
  type FrameState,
} from '#contract';

type Tone = 'plain' | 'info' | 'good' | 'wait' | 'bad' | 'deep';

export function Mark({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span className={`mark mark-${tone}`}>{children}</span>;
}

const frameTones: Readonly<Record<FrameState, Tone>> = {
  awaited: 'plain',
  filed: 'wait',
  returned: 'bad',
  accepted: 'good',
  locked: 'deep',
};
export function FrameStateMark({ state }: { readonly state: FrameState }) {
  return <Mark tone={frameTones[state]}>{frameStateLabels[state]}</Mark>;
}

const cycleTones: Readonly<Record<Cycle['state'], Tone>> = {
  preparing: 'plain',
  collecting: 'info',
  sampling: 'info',
  fieldwork: 'good',
  closed: 'deep',
};
export function CycleStateMark({ state }: { readonly state: Cycle['state'] }) {
  return <Mark tone={cycleTones[state]}>{cycleStateLabels[state]}</Mark>;
}

const drawTones: Readonly<Record<DrawState, Tone>> = {
  designed: 'plain',
  locked: 'wait',
  drawn: 'info',
  sealed: 'good',
};
export function DrawStateMark({ state }: { readonly state: DrawState }) {
  return <Mark tone={drawTones[state]}>{drawStateLabels[state]}</Mark>;
}

const severityTones: Readonly<Record<FiledFinding['severity'], Tone>> = {
  error: 'bad',
  review: 'wait',
  warning: 'info',
  info: 'plain',
};
export function SeverityMark({ severity }: { readonly severity: FiledFinding['severity'] }) {
  return <Mark tone={severityTones[severity]}>{severityLabels[severity]}</Mark>;
}
