/** Waits for a read: skeleton, failure with a retry, or the content. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.tsx';

export function Reading<Data>({
  query,
  rows = 6,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  /** Lines of the skeleton. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}) {
  // Content once read stays on screen when a later refresh fails; the failure is told above it.
  if (query.data !== undefined) {
    return (
      <>
        {query.isError ? <ProblemNotice problem={query.error} onRetry={() => void query.refetch()} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <ProblemNotice problem={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label="正在读取" className="section">
      <Skeleton active paragraph={{ rows }} />
    </div>
  );
}
