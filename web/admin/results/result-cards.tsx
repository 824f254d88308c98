/** A liaison's results as cards: on the front page those that wait for something, on their own page all. */
import { listOwnResults, type RouteReply } from '#contract';
import { formatDay } from '../format.ts';
import { useRead } from '../query.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { gradeTone } from './words.ts';

type OwnResult = RouteReply<typeof listOwnResults>['items'][number];

export function ResultCard({ own }: { readonly own: OwnResult }) {
  const { cycle, departmentId, total, rank, members, grade, fullMarks, review } = own;
  return (
    <article className="card" aria-label={cycle.name}>
      <div className="actions">
        {grade === null ? null : <Mark tone={gradeTone(grade)}>{grade}</Mark>}
        {review.window === 'unreceived' ? <Mark tone="wait">反馈单待签收</Mark> : null}
        {review.window === 'open' ? <Mark tone="info">{`复核还剩${review.workingDaysLeft}个工作日`}</Mark> : null}
      </div>
      <h2>{cycle.name}</h2>
      <p>
        <span className="big">{total ?? '—'}</span>
        <span className="soft">{` / ${fullMarks}`}</span>
      </p>
      {rank === null ? null : <p>{`本类第${rank}名，共${members}个单位`}</p>}
      {review.deadlineOn === null ? null : <p className="soft">{`复核截止${formatDay(review.deadlineOn)}`}</p>}
      <div className="actions">
        <LinkButton
          primary
          to="/results/$cycleId/departments/$departmentId"
          params={{ cycleId: cycle.id, departmentId }}
        >
          查看结果
        </LinkButton>
      </div>
    </article>
  );
}

/** Sheets to receive and reviews that may still be asked for. */
export function ResultCards() {
  const results = useRead(listOwnResults, {});
  if (results.isError) return <ProblemNotice problem={results.error} onRetry={() => void results.refetch()} />;
  const waiting =
    results.data?.items.filter(({ review }) => review.window === 'unreceived' || review.window === 'open') ?? [];
  if (waiting.length === 0) return null;
  return (
    <div className="cards gap-above">
      {waiting.map((own) => (
        <ResultCard key={own.cycle.id} own={own} />
      ))}
    </div>
  );
}
