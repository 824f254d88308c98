/**
 * A large list on its way: where it is, how far, how long already; going on after a break, trying again, cancelling.
 *
 * Promise: shows what the server says, asked every second (a plain question passes every proxy, ends with the page, and costs one
 * row), so that it is the same after a reload, on another computer and for the office. A screen reader hears the phase, not the figures.
 */
import { Alert, Button, Input, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import {
  cancelFilingJob,
  filingPhaseLabels,
  getFilingJob,
  getFrame,
  listFrames,
  retryFilingJob,
  type FilingJob,
  type FilingPhase,
} from '#contract';
import { formatBytes, formatCount } from '../format.ts';
import { refresh, useRead, useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { filesOfJob, sendFiles, useChunkedUpload, type UploadState } from './chunked-upload.ts';

const ASK_MS = 1_000;
const steps = [
  'uploading',
  'queued',
  'reading',
  'checking',
  'saving',
  'done',
] as const satisfies readonly FilingPhase[];

export const isFilingOver = ({ phase }: FilingJob): boolean =>
  phase === 'done' || phase === 'failed' || phase === 'cancelled';

/** The newest filing job of a frame, asked for again and again while it is not over. */
export function useFilingJob(frameId: string): FilingJob | null {
  const asked = useRead(
    getFilingJob,
    { params: { frameId } },
    { again: (reply) => (reply?.job && !isFilingOver(reply.job) ? ASK_MS : false) },
  );
  const job = asked.data?.job ?? null;
  const over = job === null || isFilingOver(job);
  const wasOver = useRef(over);
  useEffect(() => {
    if (over && !wasOver.current) void refresh([getFrame, listFrames]);
    wasOver.current = over;
  }, [over]);
  return job;
}

/** How much of the present phase is done, 0-100; undefined: nobody can know. */
function shareDone(job: FilingJob, upload: UploadState | undefined): number | undefined {
  switch (job.phase) {
    case 'uploading':
      return (100 * Math.max(job.receivedBytes, upload?.jobId === job.id ? upload.sentBytes : 0)) / job.bytes;
    case 'checking':
      return job.rowsRead === 0 ? undefined : Math.min(100, (100 * job.rowsChecked) / job.rowsRead);
    case 'saving':
      return job.persons === 0 ? undefined : (100 * job.personsSaved) / job.persons;
    case 'queued':
    case 'reading':
    case 'done':
    case 'failed':
    case 'cancelled':
      return undefined;
  }
}

function describeFigures(job: FilingJob, upload: UploadState | undefined): string {
  switch (job.phase) {
    case 'uploading': {
      const sent = Math.max(job.receivedBytes, upload?.jobId === job.id ? upload.sentBytes : 0);
      return `已传${formatBytes(sent)}，共${formatBytes(job.bytes)}`;
    }
    case 'queued':
      return '前面还有别的名单，轮到时自动开始';
    case 'reading':
      return `已读${formatCount(job.rowsRead)}行`;
    case 'checking':
      return `已核对${formatCount(job.rowsChecked)}行，共${formatCount(Math.max(job.rowsRead, job.rowsChecked))}行`;
    case 'saving':
      return `已加密保存${formatCount(job.personsSaved)}人，共${formatCount(job.persons)}人`;
    case 'done':
    case 'failed':
    case 'cancelled':
      return '';
  }
}

function formatElapsed(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}小时${minutes % 60}分`;
  return minutes > 0 ? `${minutes}分${seconds % 60}秒` : `${seconds}秒`;
}

/** The card; nothing when there is no job, or it ended as a submission or by its own people. */
export function FilingProgress({ job, filing }: { readonly job: FilingJob; readonly filing: boolean }) {
  const upload = useChunkedUpload(job.frameId);
  const own = upload?.jobId === job.id ? upload : undefined;
  if (job.phase === 'done' || job.phase === 'cancelled') return null;
  if (job.phase === 'failed') return <FailedJob job={job} filing={filing} />;
  const broken = job.phase === 'uploading' && filing && own?.running !== true;
  const share = shareDone(job, own);
  return (
    <Section title="正在处理的名单">
      <ol className="steps" aria-label="进度">
        {steps.map((step) => (
          <li
            key={step}
            aria-current={step === job.phase ? 'step' : undefined}
            className={steps.indexOf(step) < steps.indexOf(job.phase as (typeof steps)[number]) ? 'step-done' : ''}
          >
            {filingPhaseLabels[step]}
          </li>
        ))}
      </ol>
      <Progress
        percent={share === undefined ? 0 : Math.floor(share)}
        status={broken ? 'exception' : 'active'}
        showInfo={share !== undefined}
        aria-label={`${filingPhaseLabels[job.phase]}进度`}
      />
      <p role="status" aria-live="polite">
        {broken
          ? '上传中断了，已传的部分还在，可以接着传。'
          : job.phase === 'uploading'
            ? '正在上传，请不要关闭这个窗口。'
            : `正在${filingPhaseLabels[job.phase]}。可以离开这个页面或退出登录，不影响处理。`}
      </p>
      <p className="soft small">
        {describeFigures(job, own)}；已用时{formatElapsed(job.elapsedSeconds)}；{job.startedBy}报送
      </p>
      <ul className="file-list" aria-label="报送的文件">
        {job.files.map(({ name, bytes }) => (
          <li key={name}>
            <span>
              {name} <span className="soft small">{formatBytes(bytes)}</span>
            </span>
          </li>
        ))}
      </ul>
      {own?.problem ? <ProblemNotice problem={own.problem} /> : null}
      {filing ? (
        <div className="buttons gap-above">
          {broken ? <ResumeButton job={job} /> : null}
          <CancelButton job={job} />
        </div>
      ) : null}
    </Section>
  );
}

function ResumeButton({ job }: { readonly job: FilingJob }) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="选择中断前上传的文件"
        onChange={(event) => {
          const files = filesOfJob(job, [...(event.target.files ?? [])]);
          event.target.value = '';
          setWrong(files === null);
          if (files) void sendFiles(job, files);
        }}
      />
      <Button type="primary" onClick={() => input.current?.click()}>
        继续上传
      </Button>
      {wrong ? (
        <Alert
          className="gap-above"
          type="error"
          showIcon
          role="alert"
          title={`请选择原来的文件：${job.files.map(({ name, bytes }) => `${name}（${formatBytes(bytes)}）`).join('、')}`}
        />
      ) : null}
    </>
  );
}

const touched = [getFilingJob, getFrame, listFrames] as const;

function CancelButton({ job }: { readonly job: FilingJob }) {
  const cancelling = useWrite(cancelFilingJob, touched);
  return (
    <DialogButton
      label="取消"
      danger
      accessibleLabel="取消这次报送"
      title="取消这次报送"
      okText="取消报送"
      onSubmit={() => cancelling.mutateAsync({ params: { jobId: job.id } })}
    >
      <p>已经上传的内容会立即删除，抽样框保持原来的样子。要报这份名单，需要重新上传。</p>
    </DialogButton>
  );
}

function FailedJob({ job, filing }: { readonly job: FilingJob; readonly filing: boolean }) {
  const [password, setPassword] = useState('');
  const retrying = useWrite(retryFilingJob, touched);
  const cancelling = useWrite(cancelFilingJob, touched);
  const needsPassword = job.problem?.code === 'password-required';
  return (
    <Section title="没有完成的报送">
      <Alert
        type="error"
        showIcon
        role="alert"
        title={job.problem?.title ?? filingPhaseLabels.failed}
        description={`${job.problem?.detail ?? ''}（${job.files.map(({ name }) => name).join('、')}）`}
      />
      {filing ? (
        <form
          className="gap-above"
          onSubmit={(event) => {
            event.preventDefault();
            retrying.mutate({ params: { jobId: job.id }, body: password === '' ? {} : { password } });
          }}
        >
          {needsPassword && job.canRetry ? (
            <div className="narrow-form gap">
              <label htmlFor="retry-password">解压密码</label>
              <Input.Password
                id="retry-password"
                autoComplete="off"
                maxLength={200}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </div>
          ) : null}
          <div className="buttons">
            {job.canRetry ? (
              <Button
                type="primary"
                htmlType="submit"
                loading={retrying.isPending}
                disabled={needsPassword && password === ''}
              >
                再试一次
              </Button>
            ) : null}
            <Button loading={cancelling.isPending} onClick={() => cancelling.mutate({ params: { jobId: job.id } })}>
              知道了
            </Button>
          </div>
          {retrying.error ? <ProblemNotice problem={retrying.error} /> : null}
        </form>
      ) : null}
    </Section>
  );
}
