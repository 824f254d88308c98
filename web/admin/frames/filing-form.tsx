/**
 * Filing: one or several files, a password if they have one, the progress, and a refusal where it belongs.
 *
 * Promise: the password is sent with the files and forgotten as soon as the filing has succeeded.
 */
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Progress, Upload, type GetRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { fileSubmission, getFrame, listFrames } from '#contract';
import { ApiProblem } from '../api.ts';
import { formatBytes } from '../format.ts';
import { useUpload } from '../query.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';
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
  const { error } = filing;
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

  const file = async () => {
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
        disabled={filing.isPending}
        beforeUpload={(_, chosen) => {
          filing.reset();
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
                disabled={filing.isPending}
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
          disabled={filing.isPending}
          aria-describedby="unpack-password-note"
          onChange={(event) => setPassword(event.target.value)}
        />
        <div id="unpack-password-note" className="soft small">
          只用来打开这一次的文件，不会保存。
        </div>
      </div>
      {filing.isPending ? (
        <div role="status" className="gap">
          <Progress percent={Math.round(sent * 100)} status="active" aria-label="上传进度" />
          {sent < 1 ? '正在上传，请不要关闭页面…' : '已上传，正在逐行审核，通常几秒钟…'}
        </div>
      ) : null}
      {error === null ? null : <ProblemNotice problem={error} />}
      <Button type="primary" htmlType="submit" disabled={files.length === 0} loading={filing.isPending}>
        {files.length > 1 ? `报送这${files.length}个文件` : '报送文件'}
      </Button>
      {files.length === 0 ? <span className="soft small after-button">先选择文件</span> : null}
    </form>
  );
}
