/** What can be done with a version: save, submit, send back, approve, publish, throw away, take along as a workbook. */
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import {
  discardQuestionnaireVersion,
  draftQuestionnaire,
  exportQuestionnaireForm,
  getQuestionnaireVersion,
  listOwnQuestionnaires,
  listQuestionnaires,
  publishQuestionnaireVersion,
  readQuestionnaireForm,
  returnQuestionnaireVersion,
  reviewQuestionnaireVersion,
  submitQuestionnaireVersion,
  type QuestionnaireVersion,
  type RouteReply,
} from '#contract';
import type { Questionnaire } from '#surveys';
import { download } from '../api.ts';
import { useUpload, useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { FileButton } from '../shared/file-button.tsx';
import { describeProblem, ProblemNotice } from '../shared/problem-notice.tsx';

export const questionnaireReads = [getQuestionnaireVersion, listQuestionnaires, listOwnQuestionnaires];

export function StepButtons({
  version,
  dirty,
  errors,
}: {
  readonly version: QuestionnaireVersion;
  /** There are changes nobody saved: nothing else may be done before. */
  readonly dirty: boolean;
  readonly errors: number;
}) {
  const navigate = useNavigate();
  const { message } = App.useApp();
  const submit = useWrite(submitQuestionnaireVersion, questionnaireReads);
  const sendBack = useWrite(returnQuestionnaireVersion, questionnaireReads);
  const review = useWrite(reviewQuestionnaireVersion, questionnaireReads);
  const publish = useWrite(publishQuestionnaireVersion, questionnaireReads);
  const discard = useWrite(discardQuestionnaireVersion, [listQuestionnaires, listOwnQuestionnaires]);
  const params = { versionId: version.versionId };
  const body = { revision: version.revision };
  const { may } = version;
  const held = dirty || errors > 0;
  const open = version.comments.filter(({ resolved }) => resolved === null).length;
  return (
    <>
      {may.submit ? (
        <DialogButton<object>
          label="提交审核"
          type="primary"
          disabled={held}
          title="提交绩效办审核"
          okText="提交"
          onSubmit={() => submit.mutateAsync({ params, body })}
        >
          <p>提交后由绩效办审核，审核期间不能修改；需要修改时绩效办会退回并写明意见。</p>
          {open > 0 ? <p>还有{open}条意见没有标为已处理。</p> : null}
        </DialogButton>
      ) : null}
      {may.return ? (
        <DialogButton<{ reason: string }>
          label="退回修改"
          title="退回部门修改"
          okText="退回"
          onSubmit={({ reason }) => sendBack.mutateAsync({ params, body: { ...body, reason } })}
        >
          <Form.Item
            name="reason"
            label="退回的理由"
            rules={[{ required: true, min: 4, message: '请写明理由，至少4个字' }]}
          >
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </DialogButton>
      ) : null}
      {may.review ? (
        <DialogButton<object>
          label="审核通过"
          type="primary"
          disabled={held}
          title="审核通过"
          okText="审核通过"
          onSubmit={() => review.mutateAsync({ params, body })}
        >
          <p>审核通过后还要发布才会使用。发布前再改，要重新审核。</p>
          {open > 0 ? <p>还有{open}条意见没有标为已处理。</p> : null}
        </DialogButton>
      ) : null}
      {may.publish ? (
        <DialogButton<object>
          label="发布"
          type="primary"
          disabled={dirty}
          title="发布问卷"
          okText="发布"
          onSubmit={() => publish.mutateAsync({ params, body })}
        >
          <p>发布后这一版不能再改，各种答卷方式都用它；以前发布的版本同时停用。要改动，请另建一版。</p>
        </DialogButton>
      ) : null}
      {may.discard ? (
        <DialogButton<object>
          label="删除草稿"
          danger
          title="删除这一版草稿"
          okText="删除"
          onSubmit={async () => {
            await discard.mutateAsync({ params });
            void message.success('草稿已删除');
            await navigate({ to: '/questionnaires', search: { cycle: version.cycle.id } });
          }}
        >
          <p>没有发布过的草稿和对它的意见一起删除，不能恢复。</p>
        </DialogButton>
      ) : null}
    </>
  );
}

/** A new draft from a version that can no longer be changed. */
export function NextVersion({ version }: { readonly version: QuestionnaireVersion }) {
  const navigate = useNavigate();
  const draft = useWrite(draftQuestionnaire, questionnaireReads);
  const begin = async () => {
    const next = await draft.mutateAsync({
      params: { cycleId: version.cycle.id },
      body: {
        kind: version.kind,
        from: { versionId: version.versionId },
        ...(version.department ? { departmentId: version.department.id } : {}),
      },
    });
    await navigate({ to: '/questionnaires/$versionId', params: { versionId: next.versionId } });
  };
  return (
    <>
      <Button loading={draft.isPending} onClick={() => void begin().catch(() => {})}>
        以此另建一版
      </Button>
      {draft.isError ? <ProblemNotice problem={draft.error} /> : null}
    </>
  );
}

type Imported = RouteReply<typeof readQuestionnaireForm>;

/** Out as an XLSForm workbook, and in again as unsaved changes with what was not understood. */
export function Workbooks({
  version,
  onRead,
}: {
  readonly version: QuestionnaireVersion;
  readonly onRead: ((content: Questionnaire) => void) | undefined;
}) {
  const { message } = App.useApp();
  const [result, setResult] = useState<Imported | null>(null);
  const upload = useUpload(readQuestionnaireForm, [], () => {});
  const params = { versionId: version.versionId };
  const save = async () => {
    try {
      await download(exportQuestionnaireForm, { params }, '问卷.xlsx');
    } catch (error) {
      void message.error(describeProblem(error).detail);
    }
  };
  const read = async (chosen: File) => {
    setResult(null);
    const imported = await upload.mutateAsync({ params, form: {}, files: [chosen] });
    setResult(imported);
    if (imported.content) onRead?.(imported.content);
  };
  return (
    <div className="qn-workbooks">
      <div className="actions">
        <Button onClick={() => void save()}>导出XLSForm</Button>
        {onRead ? (
          <FileButton
            loading={upload.isPending}
            accept=".xlsx,.xls"
            label="要导入的XLSForm工作簿"
            onFile={(chosen) => void read(chosen).catch(() => {})}
          >
            导入XLSForm
          </FileButton>
        ) : null}
      </div>
      {upload.isError ? <ProblemNotice problem={upload.error} /> : null}
      {result === null ? null : (
        <div role="status">
          <p>
            {result.content === null
              ? '没有读到可用的内容，问卷没有改变。'
              : `读入了${result.content.questions.length}道题，还没有保存；请检查后保存，或刷新页面放弃。`}
          </p>
          {result.findings.length === 0 ? null : (
            <ul className="qn-findings">
              {result.findings.map(({ sheet, row, message: words }) => (
                <li key={`${sheet} ${row} ${words}`}>
                  {sheet}表第{row}行：{words}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
