/** The questions in order: one opened to be changed at a time, findings and comments at each. */
import { Button } from 'antd';
import { useState } from 'react';
import type { QuestionnaireVersion } from '#contract';
import { describeCondition, numbersOf } from '#questionnaire';
import type { Question, Questionnaire, QuestionnaireFinding } from '#surveys';
import { Mark } from '../shared/marks.tsx';
import { CommentList } from './comments.tsx';
import {
  addQuestion,
  changeQuestion,
  copyQuestion,
  moveQuestion,
  questionKindLabels,
  questionKinds,
  removeQuestion,
} from './draft.ts';
import { QuestionEditFields } from './question-fields.tsx';
import { FindingList } from './words.tsx';

interface ListProps {
  readonly version: QuestionnaireVersion;
  readonly content: Questionnaire;
  readonly findings: readonly QuestionnaireFinding[];
  /** Missing: only to look at. */
  readonly onChange: ((content: Questionnaire) => void) | undefined;
}

export function QuestionList(props: ListProps) {
  const { content, onChange } = props;
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <>
      {content.questions.length === 0 ? <div className="empty">还没有题目。</div> : null}
      <ol className="qn-list">
        {content.questions.map((question, at) => (
          <QuestionBlock
            key={question.id}
            {...props}
            question={question}
            at={at}
            open={opened === question.id}
            onOpen={(open) => setOpened(open ? question.id : null)}
          />
        ))}
      </ol>
      {onChange ? (
        <div className="actions" role="group" aria-label="添加题目">
          {questionKinds.map((kind) => (
            <Button
              key={kind}
              onClick={() => {
                const changed = addQuestion(content, kind);
                onChange(changed);
                setOpened(changed.questions.at(-1)?.id ?? null);
              }}
            >
              ＋{questionKindLabels[kind]}
            </Button>
          ))}
        </div>
      ) : null}
    </>
  );
}

function QuestionBlock({
  version,
  content,
  findings,
  onChange,
  question,
  at,
  open,
  onOpen,
}: ListProps & {
  readonly question: Question;
  readonly at: number;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  const number = numbersOf(content.questions).get(question.id);
  const name = number === undefined ? '说明文字' : `第${number}题`;
  const own = findings.filter((finding) => finding.question === question.id);
  const worst = own.some(({ severity }) => severity === 'error') ? 'error' : own.length > 0 ? 'warning' : null;
  return (
    <li className={worst === 'error' ? 'qn-item qn-item-wrong' : 'qn-item'} aria-label={name}>
      <div className="qn-item-head">
        <div className="qn-item-title">
          <strong>{number === undefined ? '说明' : `${number}.`}</strong> {question.title || '（还没有题目文字）'}
        </div>
        <div className="qn-item-marks">
          <span className="soft">{questionKindLabels[question.kind]}</span>{' '}
          {'scored' in question && question.scored ? <Mark tone="good">计入得分</Mark> : null}{' '}
          {question.kind !== 'note' && !question.required ? <Mark tone="plain">可不答</Mark> : null}
        </div>
      </div>
      {question.showIf ? <p className="soft">{describeCondition(content, question.showIf)}时问。</p> : null}
      <FindingList findings={own} />
      <CommentList version={version} question={question.id} name={name}>
        {onChange ? (
          <>
            <Button aria-expanded={open} aria-label={`${open ? '收起' : '修改'}${name}`} onClick={() => onOpen(!open)}>
              {open ? '收起' : '修改'}
            </Button>
            <Button
              aria-label={`${name}上移`}
              disabled={at === 0}
              onClick={() => onChange(moveQuestion(content, question.id, -1))}
            >
              上移
            </Button>
            <Button
              aria-label={`${name}下移`}
              disabled={at === content.questions.length - 1}
              onClick={() => onChange(moveQuestion(content, question.id, 1))}
            >
              下移
            </Button>
            <Button aria-label={`复制${name}`} onClick={() => onChange(copyQuestion(content, question.id))}>
              复制
            </Button>
            <Button danger aria-label={`删除${name}`} onClick={() => onChange(removeQuestion(content, question.id))}>
              删除
            </Button>
          </>
        ) : null}
      </CommentList>
      {open && onChange ? (
        <QuestionEditFields
          questionnaire={content}
          question={question}
          onChange={(changed) => onChange(changeQuestion(content, changed))}
        />
      ) : null}
    </li>
  );
}
