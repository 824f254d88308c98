/** What is said about questionnaires in several places: states, steps, findings. */
import type { QuestionnaireFinding } from '#surveys';
import { versionStateLabels, type VersionState } from '#contract';
import { Mark } from '../shared/marks.tsx';

const tones = {
  draft: 'plain',
  submitted: 'wait',
  returned: 'bad',
  reviewed: 'info',
  published: 'good',
  retired: 'deep',
} as const satisfies Record<VersionState, string>;

export function VersionStateMark({ state }: { readonly state: VersionState }) {
  return <Mark tone={tones[state]}>{versionStateLabels[state]}</Mark>;
}

export function FindingList({ findings }: { readonly findings: readonly QuestionnaireFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="qn-findings">
      {findings.map(({ code, severity, message, question }) => (
        <li key={`${code} ${question ?? ''} ${message}`}>
          <Mark tone={severity === 'error' ? 'bad' : 'info'}>{severity === 'error' ? '须改正' : '提醒'}</Mark> {message}
        </li>
      ))}
    </ul>
  );
}
