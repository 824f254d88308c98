/**
 * A question on paper: boxes to tick, a table for a matrix, lines to write on, and in words when it may be left out.
 *
 * Promise: no controls; square boxes large enough to tick and to read by machine; the order of options is that of all channels.
 */
import type { ReactElement } from 'react';
import {
  type AnswerOption,
  type Condition,
  type ConditionTest,
  fillTexts,
  itemsOfQuestion,
  optionsOf,
  type Question,
  type Questionnaire,
  scaleOf,
  specialCodes,
} from '#surveys';

interface PaperQuestionProps {
  readonly questionnaire: Pick<Questionnaire, 'scales'> & Partial<Pick<Questionnaire, 'questions'>>;
  readonly question: Question;
  readonly texts: Readonly<Record<string, string>>;
  readonly number?: number | undefined;
}

const Box = (): ReactElement => <span className="qn-box" aria-hidden="true" />;

export function PaperQuestion({ questionnaire, question, texts, number }: PaperQuestionProps): ReactElement {
  const title = fillTexts(question.title, texts);
  if (question.kind === 'note') return <div className="qn-note">{title}</div>;
  const skip =
    question.showIf && questionnaire.questions ? describeCondition(questionnaire, question.showIf) : undefined;
  return (
    <section className="qn-paper-question">
      <p className="qn-title">
        {number === undefined ? null : <span className="qn-number">{number}. </span>}
        {title}
        {question.kind === 'multiple' && !question.hint ? (
          <span className="qn-optional">
            {question.max === undefined ? '（可选多项）' : `（可选多项，最多${question.max}项）`}
          </span>
        ) : null}
      </p>
      {skip === undefined ? null : <p className="qn-hint">只在{skip}时回答。</p>}
      {question.hint ? <p className="qn-hint">{fillTexts(question.hint, texts)}</p> : null}
      <Answering questionnaire={questionnaire} question={question} texts={texts} />
    </section>
  );
}

function Answering({ questionnaire, question, texts }: PaperQuestionProps): ReactElement {
  switch (question.kind) {
    case 'matrix':
      return <MatrixTable questionnaire={questionnaire} question={question} texts={texts} />;
    case 'scale': {
      const scale = scaleOf(questionnaire, question.scale);
      if (scale?.points.some(({ standard }) => standard)) return <StandardsTable points={scale.points} texts={texts} />;
      return <Boxes options={withSpecials(questionnaire, question)} texts={texts} />;
    }
    case 'single':
    case 'multiple':
      return <Boxes options={withSpecials(questionnaire, question)} texts={texts} />;
    case 'number':
      return (
        <p>
          <span className="qn-blank" />
          {question.unit}
        </p>
      );
    case 'text':
      return <div className="qn-lines" />;
    case 'note':
      return <></>;
  }
}

function withSpecials(
  questionnaire: PaperQuestionProps['questionnaire'],
  question: Exclude<Question, { kind: 'note' }>,
): readonly AnswerOption[] {
  return [
    ...optionsOf(questionnaire, question),
    ...(question.noOpinion ? [{ code: specialCodes.noOpinion, label: '不了解' }] : []),
    ...(question.refusal ? [{ code: specialCodes.refused, label: '不愿回答' }] : []),
  ];
}

function Boxes({
  options,
  texts,
}: {
  options: readonly AnswerOption[];
  texts: PaperQuestionProps['texts'];
}): ReactElement {
  return (
    <ul className="qn-boxes">
      {options.map(({ code, label }) => (
        <li key={code}>
          <Box />
          {fillTexts(label, texts)}
        </li>
      ))}
    </ul>
  );
}

function MatrixTable({
  questionnaire,
  question,
  texts,
}: PaperQuestionProps & { readonly question: Extract<Question, { kind: 'matrix' }> }): ReactElement {
  const columns = withSpecials(questionnaire, question);
  return (
    <table className="qn-table">
      <thead>
        <tr>
          <th scope="col">评价内容</th>
          {columns.map(({ code, label }) => (
            <th key={code} scope="col" className="qn-tick">
              {fillTexts(label, texts)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {itemsOfQuestion(question).map(({ id, row }) => (
          <tr key={id}>
            <th scope="row">{fillTexts(row?.label ?? '', texts)}</th>
            {columns.map(({ code, label }) => (
              <td key={code} className="qn-tick">
                <Box />
                <span className="qn-unseen">{label}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The leader form of 附件9–11: level, standard, value, and one place to write the number. */
function StandardsTable({
  points,
  texts,
}: {
  points: readonly (AnswerOption & { standard?: string | undefined })[];
  texts: PaperQuestionProps['texts'];
}): ReactElement {
  return (
    <table className="qn-table qn-standards">
      <thead>
        <tr>
          <th scope="col">评价等级</th>
          <th scope="col">评价标准</th>
          <th scope="col">分值</th>
          <th scope="col">您的评价分</th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ code, label, standard = '' }, i) => (
          <tr key={code}>
            <th scope="row">{fillTexts(label, texts)}</th>
            <td>{fillTexts(standard, texts)}</td>
            <td className="qn-tick">{code}</td>
            {i === 0 ? (
              <td rowSpan={points.length} className="qn-mark">
                <span className="qn-unseen">在此填分数</span>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Whole = Pick<Questionnaire, 'scales'> & Partial<Pick<Questionnaire, 'questions'>>;

/** A condition in plain words: 第1题选“办理过” 且 第3题不小于2. */
export function describeCondition(questionnaire: Whole, { match, tests }: Condition): string {
  return tests.map((test) => describeTest(questionnaire, test)).join(match === 'all' ? '，且' : '，或');
}

/** One test in plain words, with the number the question is called by. */
export function describeTest(questionnaire: Whole, test: ConditionTest): string {
  const questions = questionnaire.questions ?? [];
  const answerable = questions.filter(({ kind }) => kind !== 'note');
  const at = answerable.findIndex((question) => itemsOfQuestion(question).some(({ id }) => id === test.item));
  const question = answerable[at];
  const row = question && itemsOfQuestion(question).find(({ id }) => id === test.item)?.row;
  const name = question ? `第${at + 1}题${row ? `“${row.label}”` : ''}` : test.item;
  if ('answered' in test) return `${name}${test.answered ? '有回答' : '没有回答'}`;
  if ('atLeast' in test) return `${name}不小于${test.atLeast}`;
  if ('atMost' in test) return `${name}不大于${test.atMost}`;
  const labels = (codes: readonly string[]) =>
    codes.map((code) => `“${question ? labelOf(questionnaire, question, code) : code}”`).join('或');
  return 'is' in test ? `${name}选${labels(test.is)}` : `${name}回答了但不是${labels(test.isNot)}`;
}

/** The words of a code: an option's label, 不了解, 拒答. */
export function labelOf(questionnaire: Whole, question: Question, code: string): string {
  if (code === specialCodes.noOpinion) return '不了解';
  if (code === specialCodes.refused) return '拒答';
  return optionsOf(questionnaire, question).find((option) => option.code === code)?.label ?? code;
}
