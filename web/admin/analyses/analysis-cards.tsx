/** The liaison's cards for 绩效分析表: one a cycle that is running. */
import { listOwnAnalyses, type AnalysisStanding } from '#contract';
import { daysBetween, describeDaysLeft } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { nameDeadline } from '../shared/deadline.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { AnalysisMarks, isOpen } from './words.tsx';

const nextSteps: Readonly<Record<AnalysisStanding['state'], string>> = {
  awaited: '还没有写。三栏合计不超过1400字，审定盖章后上传扫描件报送。',
  draft: '草稿已保存，还没有报送。',
  filed: '已报送，等待接收；接收前可以撤回修改。',
  returned: '已被退回，请修改后重新报送。',
  accepted: '已接收，任务完成。',
};

function AnalysisCard({ analysis }: { readonly analysis: AnalysisStanding }) {
  const { today } = useSignedIn();
  const { cycle, department, deadlineOn, state, words, returnReason } = analysis;
  const open = isOpen(analysis);
  const urgent = open && deadlineOn !== null && daysBetween(today, deadlineOn) <= 3;
  return (
    <article className={urgent ? 'card urgent' : 'card'} aria-label={`绩效分析表${cycle.name}`}>
      <div className="actions">
        <AnalysisMarks standing={analysis} />
        {open && deadlineOn !== null ? (
          <Mark tone={urgent ? 'bad' : 'plain'}>{describeDaysLeft(today, deadlineOn)}</Mark>
        ) : null}
      </div>
      <h2>绩效分析表</h2>
      <p className="soft">{cycle.name}，供领导评价时参考</p>
      <p>截止：{nameDeadline(deadlineOn)}</p>
      <p>
        {nextSteps[state]}
        {words > 0 && open ? `已写${words}字。` : ''}
        {state === 'returned' && returnReason !== null ? `原因：${returnReason}` : ''}
      </p>
      <div className="actions">
        <LinkButton
          primary={open}
          to="/cycles/$cycleId/analyses/$departmentId"
          params={{ cycleId: cycle.id, departmentId: department.id }}
        >
          {open ? '填写绩效分析表' : '查看绩效分析表'}
        </LinkButton>
      </div>
    </article>
  );
}

export function AnalysisCards() {
  const analyses = useRead(listOwnAnalyses, {});
  if (analyses.isError) return <ProblemNotice problem={analyses.error} onRetry={() => void analyses.refetch()} />;
  const running = analyses.data?.items.filter(({ cycle }) => !cycle.closed) ?? [];
  if (running.length === 0) return null;
  return (
    <div className="cards gap-above">
      {running.map((analysis) => (
        <AnalysisCard key={analysis.cycle.id} analysis={analysis} />
      ))}
    </div>
  );
}
