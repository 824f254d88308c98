/** The pages of one cycle's results: the same head, and the way between them. */
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSignedIn } from '../session.tsx';
import { useCycles } from '../shared/cycle-choice.tsx';
import { Page } from '../shared/page.tsx';

const steps = [
  { to: '/results/$cycleId/scoring', label: '方案与设定', office: true },
  { to: '/results/$cycleId/inputs', label: '得分录入', office: true },
  { to: '/results/$cycleId/ledger', label: '加扣分与等次调整', office: true },
  { to: '/results/$cycleId/compute', label: '试算、冻结、公布', office: true },
  { to: '/results/$cycleId/table', label: '分类排名', office: false },
  { to: '/results/$cycleId/reviews', label: '复核', office: true },
] as const satisfies readonly { to: NonNullable<LinkProps['to']>; label: string; office: boolean }[];

export function CycleFrame({
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
  const { may } = useSignedIn();
  const cycles = useCycles();
  const cycle = cycles.data?.items.find(({ id }) => id === cycleId);
  return (
    <Page
      title={title}
      trail={
        <>
          <Link to="/results" search={{ cycle: cycleId }}>
            考评结果
          </Link>{' '}
          › {cycle?.name ?? ''}
        </>
      }
      {...(lead === undefined ? {} : { lead })}
      {...(actions === undefined ? {} : { actions })}
    >
      {may('manageScores') ? (
        <nav className="steps-nav no-print" aria-label="本周期计分的各步">
          {steps
            .filter(({ office }) => !office || may('manageScores'))
            .map(({ to, label }) => (
              <Link key={to} to={to} params={{ cycleId }}>
                {label}
              </Link>
            ))}
        </nav>
      ) : null}
      {children}
    </Page>
  );
}
