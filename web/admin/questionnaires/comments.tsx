/** What the office and the department say about a question or the whole, and that it was dealt with. */
import { Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  commentQuestionnaire,
  getQuestionnaireVersion,
  listOwnQuestionnaires,
  listQuestionnaires,
  resolveQuestionnaireComment,
  roleLabels,
  type QuestionnaireComment,
  type QuestionnaireVersion,
} from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

const touched = [getQuestionnaireVersion, listQuestionnaires, listOwnQuestionnaires];

function Comment({ comment, mayResolve }: { readonly comment: QuestionnaireComment; readonly mayResolve: boolean }) {
  const resolve = useWrite(resolveQuestionnaireComment, touched);
  const { words, written, resolved } = comment;
  const role = written.role === 'system' ? '系统' : roleLabels[written.role];
  return (
    <li>
      <p>{words}</p>
      <p className="soft">
        {role}（{written.by}）{formatInstant(written.at)}
        {resolved === null ? null : `；${resolved.by}已处理`}
      </p>
      {resolved === null ? <Mark tone="wait">待处理</Mark> : <Mark tone="good">已处理</Mark>}{' '}
      {resolved === null && mayResolve ? (
        <Button
          size="small"
          loading={resolve.isPending}
          onClick={() => resolve.mutate({ params: { commentId: comment.id } })}
        >
          标为已处理
        </Button>
      ) : null}
      {resolve.isError ? <ProblemNotice problem={resolve.error} /> : null}
    </li>
  );
}

export function CommentList({
  version,
  question,
  name,
  children,
}: {
  readonly version: QuestionnaireVersion;
  /** null: the questionnaire as a whole. */
  readonly question: string | null;
  readonly name: string;
  /** What else can be done, beside the button for comments. */
  readonly children?: ReactNode;
}) {
  const write = useWrite(commentQuestionnaire, touched);
  const [all, setAll] = useState(false);
  const own = version.comments.filter((comment) => comment.question === question);
  const shown = all ? own : own.filter(({ resolved }) => resolved === null);
  return (
    <div className="qn-comments">
      {shown.length === 0 ? null : (
        <ul aria-label={`对${name}的意见`}>
          {shown.map((comment) => (
            <Comment key={comment.id} comment={comment} mayResolve={version.may.comment} />
          ))}
        </ul>
      )}
      <div className="actions">
        {children}
        {own.length > shown.length ? (
          <Button onClick={() => setAll(true)}>看已处理的{own.length - shown.length}条意见</Button>
        ) : null}
        {version.may.comment ? (
          <DialogButton<{ words: string }>
            label="提意见"
            accessibleLabel={`对${name}提意见`}
            title={`对${name}提意见`}
            okText="提交意见"
            onSubmit={({ words }) =>
              write.mutateAsync({ params: { versionId: version.versionId }, body: { question, words } })
            }
          >
            <Form.Item name="words" label="意见" rules={[{ required: true, min: 2, message: '请写意见' }]}>
              <Input.TextArea rows={4} maxLength={500} />
            </Form.Item>
          </DialogButton>
        ) : null}
      </div>
    </div>
  );
}
