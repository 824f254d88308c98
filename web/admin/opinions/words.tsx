/** How opinions and rectifications are called on screen. */
import {
  opinionStateLabels,
  publicDays,
  rectificationStateLabels,
  rectificationStatusLabels,
  type OpinionState,
  type Rectification,
} from '#contract';
import { labelOfCode } from '#surveys';
import { daysBetween } from '../format.ts';
import { Mark } from '../shared/marks.tsx';

const opinionTones = { received: 'plain', coded: 'wait', 'handed-over': 'good', withheld: 'deep' } as const;
export function OpinionStateMark({ state }: { readonly state: OpinionState }) {
  return <Mark tone={opinionTones[state]}>{opinionStateLabels[state]}</Mark>;
}

const rectificationTones = { draft: 'plain', filed: 'wait', returned: 'bad', accepted: 'good' } as const;
export function RectificationMarks({ item, today }: { readonly item: Rectification; readonly today: string }) {
  return (
    <>
      <Mark tone={rectificationTones[item.state]}>{rectificationStateLabels[item.state]}</Mark>{' '}
      <Mark tone="info">{rectificationStatusLabels[item.content.status]}</Mark>{' '}
      {item.publishedAt === null ? null : <Mark tone="deep">{describePublic(item.publishedAt, today)}</Mark>}{' '}
      {item.publishedOutdated ? <Mark tone="wait">公开的不是最新内容</Mark> : null}
    </>
  );
}

/** 已公开12天（至少30天） */
function describePublic(publishedAt: string, today: string): string {
  const day = new Date(new Date(publishedAt).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const days = daysBetween(day, today) + 1;
  return days < publicDays ? `公开第${days}天，不少于${publicDays}天` : `已公开${days}天`;
}

export interface Labels {
  readonly kinds: readonly { readonly code: string; readonly label: string; readonly asksAnswer: boolean }[];
  readonly topics: readonly { readonly code: string; readonly label: string }[];
}

export function nameCodes({ kinds, topics }: Labels, one: { kind: string | null; topics: readonly string[] }): string {
  return [
    ...(one.kind === null ? [] : [labelOfCode(kinds, one.kind)]),
    ...one.topics.map((code) => labelOfCode(topics, code)),
  ].join(' · ');
}
