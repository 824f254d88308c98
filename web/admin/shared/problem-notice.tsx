/** Shows a failure: what happened and what to do next. Never shows the message of a programming error. */
import { Alert, Button } from 'antd';
import { ApiProblem } from '../api.ts';

/** Title and next step of anything that was thrown. */
export function describeProblem(problem: unknown): { readonly title: string; readonly detail: string } {
  if (problem instanceof ApiProblem) return { title: problem.message, detail: problem.detail };
  return { title: '页面出错', detail: '页面没能完成这一步。请刷新页面重试；仍不行请联系系统管理员' };
}

export function ProblemNotice({ problem, onRetry }: { readonly problem: unknown; readonly onRetry?: () => void }) {
  const { title, detail } = describeProblem(problem);
  const fields = problem instanceof ApiProblem ? problem.fields : [];
  // Asking again helps against a bad line or a busy server, not against a refusal.
  const mayRetry =
    !(problem instanceof ApiProblem) || problem.status === 0 || problem.status === 429 || problem.status >= 500;
  const requestId = problem instanceof ApiProblem && problem.status >= 500 ? problem.requestId : undefined;
  return (
    <Alert
      className="gap"
      type="error"
      showIcon
      role="alert"
      title={title}
      description={
        <>
          {detail}
          {fields.length > 0 ? (
            <ul className="plain-list">
              {fields.map(({ path, message }) => (
                <li key={`${path} ${message}`}>{message}</li>
              ))}
            </ul>
          ) : null}
          {requestId === undefined ? null : <div className="small">出错编号：{requestId}</div>}
        </>
      }
      {...(onRetry && mayRetry ? { action: <Button onClick={onRetry}>重试</Button> } : {})}
    />
  );
}
