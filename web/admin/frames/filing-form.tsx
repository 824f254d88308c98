/**
 * Filing: one or several files, a password if they have one, the progress, and a refusal where it belongs. Large files, and any the
 * person wants to, go in chunks and are judged in the background.
 *
 * Promise: the password is sent with the files and forgotten as soon as the filing has succeeded.
 */
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Input, Progress, Upload, type GetRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import {
  filedInChunksFrom,
  fileSubmission,
  getFilingJob,
  getFrame,
  listFrames,
  mostRows,
  startFilingJob,
} from '#contract';
import { ApiProblem } from '../api.ts';
import { formatBytes, formatCount } from '../format.ts';
import { useUpload, useWrite } from '../query.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { sendFiles, tooManyLines } from './chunked-upload.ts';
import type { FrameWithHistory } from './frame-page.tsx';
import { verdictHeadingId } from './verdict.tsx';

export function FilingForm({ frame }: { readonly frame: FrameWithHistory }) {
  const navigate = useNavigate({ from: '/frames/$frameId' });
  const [files, setFiles] = useState<readonly File[]>([]);
  const [password, setPassword] = useState('');
  const [sent, setSent] = useState(0);
  const [filed, setFiled] = useState(0);
  const passwordField = useRef<GetRef<typeof Input.Password>>(null);
  const filing = useUpload(fileSubmission, [getFrame, listFrames], setSent);
  const beginning = useWrite(startFilingJob, [getFilingJob, getFrame, listFrames]);
  const [inChunks, setInChunks] = useState(false);
  const [tooLong, setTooLong] = useState<Awaited<ReturnType<typeof tooManyLines>>>(null);
  const [looking, setLooking] = useState(false);
  const error = filing.error ?? beginning.error;
  const large = files.reduce((sum, { size }) => sum + size, 0) > filedInChunksFrom;
  const busy = filing.isPending || beginning.isPending || looking;
  const needsPassword = error instanceof ApiProblem && error.code === 'password-required';

  useEffect(() => {
    // A wrong password is asked for again: every refusal is a new error, and moves the focus anew.
    if (error instanceof ApiProblem && error.code === 'password-required')
      passwordField.current?.focus({ cursor: 'all' });
  }, [error]);
  useEffect(() => {
    // After the verdict has been drawn: bring it into view and let a screen reader say it.
    if (filed === 0) return;
    const heading = document.getElementById(verdictHeadingId);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }, [filed]);

  const fileInChunks = async () => {
    setLooking(true);
    try {
      const long = await tooManyLines(files);
      setTooLong(long);
      if (long !== null) return;
      const job = await beginning.mutateAsync({
        params: { frameId: frame.id },
        body: {
          files: files.map(({ name, size }) => ({ name, bytes: size })),
          ...(password === '' ? {} : { password }),
        },
      });
      setPassword('');
      void sendFiles(job, files);
    } catch {
      // Shown below from the write's error.
    } finally {
      setLooking(false);
    }
  };
  const file = async () => {
    if (large || inChunks) {
      await fileInChunks();
      return;
    }
    setSent(0);
    try {
      const submission = await filing.mutateAsync({
        params: { frameId: frame.id },
        form: password === '' ? {} : { password },
        files,
      });
      setFiles([]);
      setPassword('');
      await navigate({ search: {}, replace: true });
      setFiled(submission.number);
    } catch {
      // Shown below from the upload's error.
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void file();
      }}
    >
      <Upload.Dragger
        className="drop"
        multiple
        showUploadList={false}
        disabled={busy}
        beforeUpload={(_, chosen) => {
          filing.reset();
          beginning.reset();
          setTooLong(null);
          setFiles((before) => {
            const names = new Set(chosen.map(({ name }) => name));
            return [...before.filter(({ name }) => !names.has(name)), ...chosen];
          });
          return false;
        }}
      >
        <p className="drop-title">把文件拖到这里，或者点击选择文件</p>
        <p className="soft small">xlsx、xls、csv 或 zip 压缩包，可以一次选几个。WPS 表格请另存为 xlsx</p>
      </Upload.Dragger>
      {files.length === 0 ? null : (
        <ul className="file-list" aria-label="待报送的文件">
          {files.map((chosen) => (
            <li key={chosen.name}>
              <span>
                {chosen.name} <span className="soft small">{formatBytes(chosen.size)}</span>
              </span>
              <Button
                size="small"
                disabled={busy}
                aria-label={`去掉${chosen.name}`}
                onClick={() => setFiles(files.filter((other) => other !== chosen))}
              >
                去掉
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="narrow-form gap gap-above">
        <label htmlFor="unpack-password">解压密码（没有加密的不用填）</label>
        <Input.Password
          id="unpack-password"
          ref={passwordField}
          autoComplete="off"
          maxLength={200}
          value={password}
          status={needsPassword ? 'error' : ''}
          disabled={busy}
          aria-describedby="unpack-password-note"
          onChange={(event) => setPassword(event.target.value)}
        />
        <div id="unpack-password-note" className="soft small">
          {large || inChunks
            ? '只用来打开这一次的文件，加密保存到处理结束，随即删除。'
            : '只用来打开这一次的文件，不会保存。'}
        </div>
      </div>
      <div className="gap">
        <Checkbox
          checked={large || inChunks}
          disabled={large || busy}
          onChange={(event) => setInChunks(event.target.checked)}
        >
          分块上传，在后台审核
        </Checkbox>
        <div className="soft small">
          {large
            ? '文件较大，自动分块上传：网络断了可以接着传，传完就可以离开页面。'
            : '网络不稳时选这一项：断了可以接着传，传完就可以离开页面。'}
        </div>
      </div>
      {tooLong === null ? null : (
        <Alert
          className="gap"
          type="error"
          showIcon
          role="alert"
          title={`${tooLong.name}约有${formatCount(tooLong.lines)}行，超过一次报送的上限${formatCount(mostRows)}行`}
          description="没有上传。请只保留本年度的人员，或去掉多余的行后再报。"
        />
      )}
      {filing.isPending ? (
        <div role="status" className="gap">
          <Progress percent={Math.round(sent * 100)} status="active" aria-label="上传进度" />
          {sent < 1 ? '正在上传，请不要关闭页面…' : '已上传，正在逐行审核，通常几秒钟…'}
        </div>
      ) : null}
      {error === null ? null : <ProblemNotice problem={error} />}
      <Button type="primary" htmlType="submit" disabled={files.length === 0} loading={busy}>
        {files.length > 1 ? `报送这${files.length}个文件` : '报送文件'}
      </Button>
      {files.length === 0 ? <span className="soft small after-button">先选择文件</span> : null}
    </form>
  );
}
