/** The pages of one cycle's opinions: the same head, and the way between them. */
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSignedIn, type Ability } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { Page } from '../shared/page.tsx';

const steps = [
  { to: '/opinions/$cycleId/coding', label: '编码台', ability: 'workOnOpinions' },
  { to: '/opinions/$cycleId/hand-over', label: '移交', ability: 'workOnOpinions' },
  { to: '/opinions/$cycleId/rectifications', label: '整改', ability: 'workOnOpinions' },
  { to: '/opinions/$cycleId/givers', label: '下年评议名单', ability: 'workOnOpinions' },
  { to: '/opinions/$cycleId/codes', label: '编码表', ability: 'manageCycles' },
] as const satisfies readonly { to: NonNullable<LinkProps['to']>; label: string; ability: Ability }[];

export function OpinionSteps({ cycleId }: { readonly cycleId: string }) {
  const { may } = useSignedIn();
  return (
    <nav className="steps-nav no-print" aria-label="意见与整改的各步">
      <Link to="/opinions" search={{ cycle: cycleId }} activeOptions={{ exact: true, includeSearch: false }}>
        总览
      </Link>
      {steps
        .filter(({ ability }) => may(ability))
        .map(({ to, label }) => (
          <Link key={to} to={to} params={{ cycleId }}>
            {label}
          </Link>
        ))}
    </nav>
  );
}

export function OpinionFrame({
  cycleId,
  title,
  lead,
  actions,
  children,
}: {
  readonly cycleId: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const cycles = useCycles();
  const cycle = cycles.data?.items.find(({ id }) => id === cycleId);
  return (
    <Page
      title={title}
      trail={
        <>
          <Link to="/opinions" search={{ cycle: cycleId }}>
            意见与整改
          </Link>{' '}
          › {cycle?.name ?? ''}
        </>
      }
      {...(lead === undefined ? {} : { lead })}
      {...(actions === undefined ? {} : { actions })}
    >
      <OpinionSteps cycleId={cycleId} />
      {children}
    </Page>
  );
}
