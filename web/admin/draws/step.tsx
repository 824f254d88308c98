/** The look of a step of the ceremony: done, now, later. */
import type { ReactNode } from 'react';
import { Section } from '../shared/page.tsx';

export function Step({
  title,
  state,
  later,
  children,
}: {
  readonly title: string;
  readonly state: 'done' | 'now' | 'later';
  /** What has to happen first. */
  readonly later: string;
  readonly children: ReactNode;
}) {
  return (
    <Section title={title} className={`step-${state}`}>
      {state === 'later' ? <p>{later}</p> : children}
    </Section>
  );
}
