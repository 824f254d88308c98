/** The liaison's cards for opinions to be answered: one a cycle in which some were handed over. */
import { listOpinionTasks } from '#contract';
import { daysBetween, describeDaysLeft } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

export function OpinionCards() {
  const { today } = useSignedIn();
  const tasks = useRead(listOpinionTasks, {});
  if (tasks.isError) return <ProblemNotice problem={tasks.error} onRetry={() => void tasks.refetch()} />;
  const items = tasks.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="cards gap-above">
      {items.map(({ cycle, departmentId, opinions, unanswered, returned, replyBy }) => {
        const open = unanswered > 0 || returned > 0;
        const urgent = open && replyBy !== null && daysBetween(today, replyBy) <= 3;
        return (
          <article key={cycle.id} className={urgent ? 'card urgent' : 'card'} aria-label={`意见与整改${cycle.name}`}>
            <div className="actions">
              {returned > 0 ? <Mark tone="bad">{`退回${returned}项`}</Mark> : null}
              <Mark tone={unanswered > 0 ? 'wait' : 'good'}>
                {unanswered > 0 ? `${unanswered}条没有回应` : '都已回应'}
              </Mark>
              {open && replyBy !== null ? (
                <Mark tone={urgent ? 'bad' : 'plain'}>{describeDaysLeft(today, replyBy)}</Mark>
              ) : null}
            </div>
            <h2>意见与整改</h2>
            <p className="soft">{`${cycle.name}，收到${opinions}条意见`}</p>
            <p>报送整改期限：{nameDeadline(replyBy)}</p>
            <div className="actions">
              <LinkButton
                primary={open}
                to="/opinions/$cycleId/departments/$departmentId"
                params={{ cycleId: cycle.id, departmentId }}
              >
                {open ? '看意见，报整改' : '查看意见与整改'}
              </LinkButton>
            </div>
          </article>
        );
      })}
    </div>
  );
}
