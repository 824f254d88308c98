/** One frame: what to file, filing it, the verdict, the findings row by row, all submissions; accepting or returning it. */
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { z } from 'zod';
import { getFrame } from '#contract';
import { describeDaysLeft, formatDay, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { FrameStateMark } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { coverageLabels, nameList, nameMinimum } from '../shared/words.ts';
import { Difference } from './difference.tsx';
import { Exemptions } from './exemptions.tsx';
import { FilingForm } from './filing-form.tsx';
import { FilingGuide } from './filing-guide.tsx';
import { FilingProgress, isFilingOver, useFilingJob } from './filing-progress.tsx';
import { Findings } from './findings.tsx';
import { ReviewActions } from './review-actions.tsx';
import { SubmissionHistory } from './submission-history.tsx';
import { Verdict } from './verdict.tsx';

export type FrameWithHistory = z.infer<typeof getFrame.reply>;

function Facts({ frame }: { readonly frame: FrameWithHistory }) {
  const { today } = useSignedIn();
  const open = frame.state === 'awaited' || frame.state === 'returned';
  return (
    <dl className="facts">
      <div>
        <dt>状态</dt>
        <dd>
          <FrameStateMark state={frame.state} />
          {frame.acceptedAt === null ? null : <div className="small soft">{formatInstant(frame.acceptedAt)}</div>}
        </dd>
      </div>
      <div>
        <dt>截止日期</dt>
        <dd>
          {formatDay(frame.deadlineOn)}
          {open ? (
            <div className={frame.deadlineOn < today ? 'bad' : 'soft'}>{describeDaysLeft(today, frame.deadlineOn)}</div>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>最少人数</dt>
        <dd>
          {nameMinimum(frame.agreedMinimum ?? frame.minimum)}
          {frame.agreedMinimum === null ? null : (
            <div className="small soft">经协商调整，原定{nameMinimum(frame.minimum)}</div>
          )}
        </dd>
      </div>
      <div>
        <dt>覆盖要求</dt>
        <dd>{coverageLabels[frame.coverage]}</dd>
      </div>
    </dl>
  );
}

/** What keeps a liaison from filing now, in words; null when nothing does. */
function describeClosed(frame: FrameWithHistory): string | null {
  if (frame.state === 'accepted') return '这份抽样框已被接收，不能再报。如需更换名单，请先联系绩效办退回。';
  if (frame.state === 'locked') return '这份抽样框已锁定用于抽样，不能再报。确需更换请联系绩效办。';
  return null;
}

function FrameContent({ frame }: { readonly frame: FrameWithHistory }) {
  const { may } = useSignedIn();
  const { submission: wanted } = useSearch({ from: '/inside/frames/$frameId' });
  const filing = may('fileFrames');
  const closed = describeClosed(frame);
  const job = useFilingJob(frame.id);
  const busy = job !== null && !isFilingOver(job);
  const shown = frame.submissions.find(({ id }) => id === wanted) ?? frame.latest;
  return (
    <>
      {frame.returnReason === null ? null : (
        <Alert
          className="gap"
          type="error"
          showIcon
          title={filing ? '已退回，请按下面的原因修改后重报' : '已退回，原因如下'}
          description={<strong className="reason">{frame.returnReason}</strong>}
        />
      )}
      <Section title="报送要求">
        <Facts frame={frame} />
        {filing && shown === null ? <FilingGuide frame={frame} /> : null}
        {filing && shown !== null ? (
          <details>
            <summary>查看填报说明、下载模板</summary>
            <div className="gap-above">
              <FilingGuide frame={frame} />
            </div>
          </details>
        ) : null}
      </Section>
      {may('manageCycles') ? <Exemptions frame={frame} /> : null}
      {job === null ? null : <FilingProgress job={job} filing={filing} />}
      {shown === null ? null : <Verdict frame={frame} submission={shown} />}
      {filing && !busy ? (
        <Section title={frame.latest === null ? '报送文件' : '重新报送'}>
          {closed === null ? <FilingForm frame={frame} /> : <p>{closed}</p>}
        </Section>
      ) : null}
      {shown === null && !filing && !busy ? (
        <Section title="报送情况">
          <div className="empty">部门还没有报送。</div>
        </Section>
      ) : null}
      {shown === null ? null : (
        <>
          {may('reviewFrames') && shown.id === frame.latest?.id ? (
            <ReviewActions frame={frame} submission={shown} />
          ) : null}
          {may('reviewFrames') || filing ? (
            <Findings
              key={shown.id}
              submission={shown}
              mendable={filing && closed === null && shown.id === frame.latest?.id}
            />
          ) : null}
          {shown.number > 1 && (may('reviewFrames') || filing) ? <Difference submission={shown} /> : null}
          <SubmissionHistory frame={frame} shownId={shown.id} />
        </>
      )}
    </>
  );
}

export function FramePage() {
  const { frameId } = useParams({ from: '/inside/frames/$frameId' });
  const { may } = useSignedIn();
  const frame = useRead(getFrame, { params: { frameId } });
  return (
    <Page
      title={frame.data ? `${frame.data.department.name} ${nameList(frame.data)}` : '抽样框'}
      lead={frame.data?.cycle.name}
      trail={
        may('fileFrames') ? (
          <Link to="/">我的任务</Link>
        ) : (
          <Link to="/frames" search={frame.data ? { cycle: frame.data.cycle.id } : {}}>
            抽样框总览
          </Link>
        )
      }
    >
      <Reading query={frame}>{(data) => <FrameContent frame={data} />}</Reading>
    </Page>
  );
}
