/** A liaison's tasks: every frame of the own department, what is to be done and until when. */
import { Alert } from 'antd';
import { listFrames, type Frame } from '#contract';
import { AnalysisCards } from '../analyses/analysis-cards.tsx';
import { OpinionCards } from '../opinions/opinion-cards.tsx';
import { ContactCards } from '../contact/contact-cards.tsx';
import { QualityCards } from '../fieldwork/quality-cards.tsx';
import { QuestionnaireCards } from '../questionnaires/questionnaire-cards.tsx';
import { daysBetween, describeDaysLeft, formatCount, formatDay } from '../format.ts';
import { useRead } from '../query.ts';
import { ResultCards } from '../results/result-cards.tsx';
import { useSignedIn } from '../session.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { FrameStateMark, Mark } from '../shared/marks.tsx';
import { Page } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { nameList, nameMinimum } from '../shared/words.ts';

interface NextStep {
  readonly text: string;
  readonly action: string;
  /** The liaison has to do something, not wait. */
  readonly open: boolean;
}

const mend: NextStep = {
  text: '最近一次没有通过审核，请按逐行结果修改后重报。',
  action: '查看问题并重报',
  open: true,
};

function nextStep({ state, latest, returnReason }: Frame): NextStep {
  if (state === 'locked') return { text: '已接收并锁定用于抽样，任务完成。', action: '查看报送', open: false };
  if (state === 'accepted') {
    return { text: '已接收，任务完成。要更换名单，请先联系绩效办退回。', action: '查看报送', open: false };
  }
  if (state === 'returned' && returnReason !== null) return { ...mend, text: `已被退回，原因：${returnReason}` };
  if (latest === null) return { text: '还没有报送。先下载模板，填好后上传。', action: '开始报送', open: true };
  if (latest.verdict === 'returned' || state === 'returned') return mend;
  return { text: '已通过审核，等待接收，暂时不用做什么。接收前还可以重报。', action: '查看报送', open: false };
}

function TaskCard({ frame }: { readonly frame: Frame }) {
  const { today } = useSignedIn();
  const step = nextStep(frame);
  const urgent = step.open && daysBetween(today, frame.deadlineOn) <= 3;
  return (
    <article className={urgent ? 'card urgent' : 'card'} aria-label={nameList(frame)}>
      <div className="actions">
        <FrameStateMark state={frame.state} />
        {step.open ? (
          <Mark tone={urgent ? 'bad' : 'plain'}>{describeDaysLeft(today, frame.deadlineOn)}</Mark>
        ) : (
          <Mark tone="plain">暂无待办</Mark>
        )}
      </div>
      <h2>{nameList(frame)}</h2>
      <p className="soft">
        {frame.cycle.name}，{nameMinimum(frame.agreedMinimum ?? frame.minimum)}
      </p>
      <p>截止：{formatDay(frame.deadlineOn)}</p>
      {frame.latest === null ? null : (
        <p>
          第{frame.latest.number}次报送：可用<strong>{formatCount(frame.latest.counts.usable)}</strong>人
        </p>
      )}
      <p>{step.text}</p>
      <div className="actions">
        <LinkButton primary={step.open} to="/frames/$frameId" params={{ frameId: frame.id }}>
          {step.action}
        </LinkButton>
      </div>
    </article>
  );
}

export function LiaisonHome() {
  const { person } = useSignedIn();
  const frames = useRead(listFrames, { query: {} });
  return (
    <Page title="我的任务" lead={`${person.department?.name ?? ''}应报送的抽样框。`}>
      <Reading query={frames}>
        {({ items }) => {
          if (items.length === 0) {
            return (
              <Alert
                type="info"
                showIcon
                title="暂时没有要报送的抽样框"
                description="绩效办把本部门列入评价周期后，任务会出现在这里。如果已收到通知却看不到任务，请联系绩效办。"
              />
            );
          }
          const ordered = items.toSorted(
            (a, b) => Number(nextStep(b).open) - Number(nextStep(a).open) || a.deadlineOn.localeCompare(b.deadlineOn),
          );
          return (
            <div className="cards">
              {ordered.map((frame) => (
                <TaskCard key={frame.id} frame={frame} />
              ))}
            </div>
          );
        }}
      </Reading>
      <div className="cards gathered gap-above">
        <QuestionnaireCards />
        <OpinionCards />
        <ResultCards />
        <ContactCards />
        <AnalysisCards />
        <QualityCards />
      </div>
    </Page>
  );
}
