/** The liaison's cards for the questionnaire on hot topics: one a cycle that is running. */
import { listOwnQuestionnaires, type QuestionnaireItem } from '#contract';
import { useRead } from '../query.ts';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { BeginDraft } from './list-page.tsx';
import { VersionStateMark } from './words.tsx';

/** What is to be done now. */
function nextStep({ versions: [newest] }: QuestionnaireItem): { readonly text: string; readonly open: boolean } {
  switch (newest?.state) {
    case undefined:
      return { text: '还没有起草。从模板开始，改成本单位的工作，至少5个问题。', open: true };
    case 'draft':
      return { text: '草稿还没有提交审核。', open: true };
    case 'returned':
      return { text: `绩效办退回：${newest.returnReason ?? ''}`, open: true };
    case 'submitted':
      return { text: '已提交，等待绩效办审核，暂时不用做什么。', open: false };
    case 'reviewed':
      return { text: '审核通过，等待发布。', open: false };
    case 'published':
    case 'retired':
      return { text: '已发布，任务完成。', open: false };
  }
}

export function QuestionnaireCards() {
  const questionnaires = useRead(listOwnQuestionnaires, {});
  if (questionnaires.isError)
    return <ProblemNotice problem={questionnaires.error} onRetry={() => void questionnaires.refetch()} />;
  const running = questionnaires.data?.items.filter(({ cycle }) => !cycle.closed) ?? [];
  if (running.length === 0) return null;
  return (
    <div className="cards gap-above">
      {running.map((item) => {
        const step = nextStep(item);
        const [newest] = item.versions;
        return (
          <article key={item.cycle.id} className="card" aria-label={`热点难点问卷${item.cycle.name}`}>
            <div className="actions">
              {newest ? <VersionStateMark state={newest.state} /> : <Mark tone="plain">未起草</Mark>}
              {item.openComments > 0 ? <Mark tone="wait">{`${item.openComments}条意见待处理`}</Mark> : null}
            </div>
            <h2>热点、难点工作问卷</h2>
            <p className="soft">{item.cycle.name}，由本部门起草，绩效办审核</p>
            <p>{step.text}</p>
            <div className="actions">
              {newest ? (
                <LinkButton
                  primary={step.open}
                  to="/questionnaires/$versionId"
                  params={{ versionId: newest.versionId }}
                >
                  {step.open ? '继续修改' : '查看问卷'}
                </LinkButton>
              ) : (
                <BeginDraft item={item} primary />
              )}
            </div>
          </article>
        );
      })}
    </div>
  );
}
