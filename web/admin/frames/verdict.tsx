/** The verdict on a submission: one clear sentence, the count that matters against the minimum, and where the rest went. */
import { describeSegments, getReceipt, type Frame, type Submission } from '#contract';
import { addressOf } from '../api.ts';
import { formatCount, formatInstant } from '../format.ts';
import { useSignedIn } from '../session.tsx';
import { Mark } from '../shared/marks.tsx';

export const verdictHeadingId = 'verdict';

/** `filing`: said to the department, which has something to do; else to those who look at what it filed. */
function describeVerdict(
  frame: Frame,
  submission: Submission,
  filing: boolean,
): { readonly title: string; readonly next: string } {
  const latest = frame.latest?.id === submission.id;
  if (submission.verdict === 'returned') {
    return latest
      ? {
          title: '需要修改后重报',
          next: filing
            ? '请按下面的逐行审核结果，在自己的表里改好，再把整份名单重新上传；也可以在下面下载标注后的Excel，在标了颜色的格子里改好，直接报回来。'
            : '没有通过自动审核。部门看得到逐行审核结果，改好后会重报；确有特殊情况的，由绩效办协商后调整要求。',
        }
      : { title: '这一次没有通过审核', next: '这是以前的一次报送，以最近一次为准。' };
  }
  if (!latest) return { title: '这一次通过了审核', next: '这是以前的一次报送，以最近一次为准。' };
  if (frame.state === 'accepted') return { title: '已接收', next: '名单已被接收，可以打印回执留存。' };
  if (frame.state === 'locked') return { title: '已接收并锁定', next: '名单已锁定用于抽样，不能再改动。' };
  if (frame.state === 'returned') {
    return { title: '已退回，需要修改后重报', next: '自动审核通过，但被人工退回，原因见本页上方。' };
  }
  return {
    title: '通过审核，等待接收',
    next: filing
      ? '绩效办或民调中心会尽快接收。“待核实”和“提醒”的地方，能改的请改好重报。'
      : '自动审核已经通过，还没有接收；接收以前部门还可以重报。',
  };
}

function UsableBar({ usable, minimum }: { readonly usable: number; readonly minimum: number }) {
  const full = Math.max(usable, minimum, 1);
  const enough = usable >= minimum;
  return (
    <div
      className="bar-track"
      role="img"
      aria-label={`可用${usable}人，${minimum === 0 ? '不限人数' : `至少${minimum}人，${enough ? '已达到' : `还差${minimum - usable}人`}`}`}
    >
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(usable / full) * 1000} height="10" fill={enough ? '#1f7a3d' : '#b3261e'} />
        {minimum > 0 && minimum < full ? (
          <rect x={(minimum / full) * 1000 - 2} width="4" height="10" fill="#1b2430" />
        ) : null}
      </svg>
    </div>
  );
}

export function Verdict({ frame, submission }: { readonly frame: Frame; readonly submission: Submission }) {
  const { counts, late, number, receivedAt } = submission;
  const { may } = useSignedIn();
  const { title, next } = describeVerdict(frame, submission, may('fileFrames'));
  const good = submission.verdict === 'accepted' && !(frame.latest?.id === submission.id && frame.state === 'returned');
  const minimum = frame.agreedMinimum ?? frame.minimum;
  return (
    <section className={`result gap ${good ? 'result-good' : 'result-bad'}`} aria-labelledby={verdictHeadingId}>
      <h2 id={verdictHeadingId} tabIndex={-1}>
        {title}
      </h2>
      <p>{next}</p>
      <p className="soft">
        第{number}次报送，{formatInstant(receivedAt)}收到，{submission.submittedBy}报送{' '}
        {late ? <Mark tone="bad">逾期报送</Mark> : null}
      </p>
      <div className="big">
        可用 {formatCount(counts.usable)}
        {minimum === 0 ? ' 人' : ` / 至少 ${formatCount(minimum)}`}
      </div>
      <UsableBar usable={counts.usable} minimum={minimum} />
      {counts.usable < minimum ? <p className="bad">还差{formatCount(minimum - counts.usable)}人</p> : null}
      <dl className="facts">
        <div>
          <dt>名单行数</dt>
          <dd className="number">{formatCount(counts.rows)}行</dd>
        </div>
        <div>
          <dt>实际人数</dt>
          <dd className="number">{formatCount(counts.persons)}人</dd>
        </div>
        <div>
          <dt>重复的行</dt>
          <dd className="number">{formatCount(counts.duplicates)}行</dd>
        </div>
        <div>
          <dt>不计的行</dt>
          <dd className="number">{formatCount(counts.rejected)}行</dd>
        </div>
      </dl>
      {submission.segments === null ? null : <p className="soft">{describeSegments(submission.segments)}</p>}
      <a href={addressOf(getReceipt, { params: { submissionId: submission.id } })} target="_blank" rel="noreferrer">
        打开报送回执（可打印）
      </a>
    </section>
  );
}
