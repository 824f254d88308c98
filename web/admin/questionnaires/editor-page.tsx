/** One version of a questionnaire: change it, look at it as others will, discuss it, compare it, bring it to publication. */
import { Link, useBlocker, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Radio } from 'antd';
import { useMemo, useState } from 'react';
import {
  getQuestionnaireVersion,
  questionnaireKindLabels,
  saveQuestionnaireVersion,
  type QuestionnaireVersion,
} from '#contract';
import { checkQuestionnaire, type Questionnaire } from '#surveys';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import { CommentList } from './comments.tsx';
import { Comparison } from './comparison.tsx';
import { Preview } from './preview.tsx';
import { QuestionList } from './question-list.tsx';
import { NextVersion, questionnaireReads, StepButtons, Workbooks } from './steps.tsx';
import { ScaleFields, TextFields, WordFields } from './whole-fields.tsx';
import { FindingList, VersionStateMark } from './words.tsx';
import '../styles/questionnaire.css';

type View = 'questions' | 'whole' | 'preview' | 'comparison';
const views: readonly { readonly value: View; readonly label: string }[] = [
  { value: 'questions', label: '题目' },
  { value: 'whole', label: '名称与开头语' },
  { value: 'preview', label: '预览' },
  { value: 'comparison', label: '与往版比较' },
];

function History({ version }: { readonly version: QuestionnaireVersion }) {
  const { submitted, reviewed, published, retired, changed } = version;
  const steps = [
    [`最近修改`, changed],
    ['提交审核', submitted],
    ['审核通过', reviewed],
    ['发布', published],
    ['停用', retired],
  ] as const;
  return (
    <p className="soft">
      {steps
        .flatMap(([name, step]) => (step === null ? [] : [`${name}：${step.by}，${formatInstant(step.at)}`]))
        .join('；')}
      。
    </p>
  );
}

function Editor({ version }: { readonly version: QuestionnaireVersion }) {
  const { message } = App.useApp();
  const { may: mayDo } = useSignedIn();
  const [content, setContent] = useState<Questionnaire>(version.content);
  const [view, setView] = useState<View>('questions');
  const save = useWrite(saveQuestionnaireVersion, questionnaireReads);
  const { departments, may } = version;
  const dirty = content !== version.content;
  const findings = useMemo(() => checkQuestionnaire(content, departments), [content, departments]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const change = may.edit ? setContent : undefined;
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm('有改动还没有保存，确定离开吗？'),
    enableBeforeUnload: dirty,
  });
  const keep = async () => {
    // What comes back is another version object; the editor starts anew from it (see the key of this component).
    await save.mutateAsync({ params: { versionId: version.versionId }, body: { revision: version.revision, content } });
    void message.success('已保存');
  };
  return (
    <>
      <Section
        title={content.title || questionnaireKindLabels[version.kind]}
        actions={
          <>
            {may.edit ? (
              <Button
                type={dirty ? 'primary' : 'default'}
                disabled={!dirty}
                loading={save.isPending}
                onClick={() => void keep().catch(() => {})}
              >
                保存
              </Button>
            ) : null}
            <StepButtons version={version} dirty={dirty} errors={errors} />
            {(version.state === 'published' || version.state === 'retired') &&
            !version.cycle.closed &&
            (mayDo('manageCycles') || mayDo('fileFrames')) ? (
              <NextVersion version={version} />
            ) : null}
          </>
        }
      >
        <div className="actions">
          <VersionStateMark state={version.state} />
          <span className="soft">
            第{version.number}版{version.department ? `，${version.department.name}` : ''}
          </span>
        </div>
        <History version={version} />
        {version.state === 'returned' && version.returnReason !== null ? (
          <Alert type="warning" showIcon title={`绩效办退回：${version.returnReason}`} />
        ) : null}
        {save.isError ? <ProblemNotice problem={save.error} /> : null}
        {dirty ? <p role="status">有改动还没有保存。</p> : null}
        {errors > 0 ? (
          <p role="status">
            还有{errors}处必须改正，改正后才能{may.submit ? '提交' : '审核通过'}。
          </p>
        ) : null}
        <FindingList findings={findings.filter(({ question }) => question === undefined)} />
        <Workbooks version={version} onRead={change} />
      </Section>
      <Radio.Group
        className="qn-views"
        aria-label="看什么"
        optionType="button"
        value={view}
        options={[...views]}
        onChange={(event) => {
          const chosen = views.find(({ value }) => value === event.target.value);
          if (chosen) setView(chosen.value);
        }}
      />
      {view === 'questions' ? (
        <Section title="题目">
          <QuestionList version={version} content={content} findings={findings} onChange={change} />
        </Section>
      ) : null}
      {view === 'whole' ? (
        <>
          <Section title="名称、开头语和答卷方式">
            {change ? <WordFields content={content} onChange={change} /> : <ReadWords content={content} />}
            <CommentList version={version} question={null} name="整份问卷" />
          </Section>
          {change ? (
            <>
              <Section title="各单位不同的文字">
                <TextFields content={content} departments={departments} onChange={change} />
              </Section>
              <Section title="量表">
                <ScaleFields content={content} onChange={change} />
              </Section>
            </>
          ) : null}
        </>
      ) : null}
      {view === 'preview' ? (
        <Section title="预览">
          <Preview questionnaire={content} departments={departments} year={version.cycle.year} />
        </Section>
      ) : null}
      {view === 'comparison' ? (
        <Section title="与往版比较">
          <Comparison version={version} />
        </Section>
      ) : null}
    </>
  );
}

function ReadWords({ content }: { readonly content: Questionnaire }) {
  return (
    <dl className="facts">
      {[
        ['问卷名称', content.title],
        ['开头语', content.intro],
        ['结束语', content.closing],
      ].map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words || '（无）'}</dd>
        </div>
      ))}
    </dl>
  );
}

const nameOf = ({ kind }: QuestionnaireVersion): string =>
  kind === 'leader' ? questionnaireKindLabels[kind] : `${questionnaireKindLabels[kind]}问卷`;

export function QuestionnairePage() {
  const { versionId } = useParams({ from: '/inside/questionnaires/$versionId' });
  const { may } = useSignedIn();
  const version = useRead(getQuestionnaireVersion, { params: { versionId } });
  return (
    <Page
      title={version.data ? nameOf(version.data) : '问卷'}
      lead={version.data ? version.data.cycle.name : undefined}
      trail={
        may('fileFrames') ? (
          <>
            <Link to="/">我的任务</Link> › 热点难点问卷
          </>
        ) : (
          <>
            <Link to="/questionnaires" search={version.data ? { cycle: version.data.cycle.id } : {}}>
              问卷
            </Link>{' '}
            › 详情
          </>
        )
      }
    >
      <Reading query={version}>
        {(data) => <Editor key={`${data.versionId} ${data.revision}`} version={data} />}
      </Reading>
    </Page>
  );
}
