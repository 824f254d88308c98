/** Screens of one answer: before the first question, a question, everything once more, and the wait when too many send at once. */
import type { ReactElement, ReactNode } from 'react';
import { Lines, QuestionFields } from '#questionnaire';
import {
  fillTexts,
  type AnswerFinding,
  type AnswerableQuestion,
  type Answers,
  type Question,
  type Questionnaire,
} from '#surveys';
import { renderSurveyPage, type SurveyFrame } from './shell.tsx';

export interface SurveyFormView extends SurveyFrame {
  /** Where the form is sent. */
  readonly action: string;
  readonly ticket: string;
  readonly questionnaire: Questionnaire;
  readonly texts: Readonly<Record<string, string>>;
  /** Somebody who has looked everything over goes back there after a change. */
  readonly seen: boolean;
  /** What was answered on other screens, carried along. */
  readonly carried: readonly (readonly [string, string])[];
}

/** What every screen carries: the ticket, the place, and what was answered on other screens. */
export function Carried({ view, at, omit }: { view: SurveyFormView; at: string; omit?: string | undefined }) {
  return (
    <>
      <input type="hidden" name="_ticket" value={view.ticket} />
      <input type="hidden" name="_at" value={at} />
      {view.seen ? <input type="hidden" name="_seen" value="1" /> : null}
      {view.carried
        .filter(([name]) => name !== omit)
        .map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
    </>
  );
}

/** Last in its form: Enter presses the first button. A link would lose what was answered. */
export const Look = ({ large }: { large: boolean }) => (
  <button type="submit" name="_go" value={large ? 'look-normal' : 'look-large'} className="second" formNoValidate>
    {large ? '换成标准版' : '换成长辈版（大字）'}
  </button>
);

function render(view: SurveyFormView, heading: string, children: ReactNode): string {
  return renderSurveyPage(view, { heading, children, script: true, look: false });
}

export interface SurveyStartView extends SurveyFormView {
  readonly departmentName: string;
  readonly analysisUrl: string | null;
  readonly rectificationUrl: string | null;
  /** This device has judged the department before. */
  readonly again: boolean;
}

/** The department, what it says about itself, and the beginning. */
export function renderSurveyStart(view: SurveyStartView): string {
  const { action, base, departmentName, questionnaire, texts, again, analysisUrl, rectificationUrl } = view;
  return render(
    view,
    departmentName,
    <>
      <h1>{departmentName}</h1>
      {analysisUrl || rectificationUrl ? (
        <ul className="list">
          {analysisUrl ? (
            <li>
              <a href={analysisUrl}>先看看：这个单位的绩效分析</a>
            </li>
          ) : null}
          {rectificationUrl ? (
            <li>
              <a href={rectificationUrl}>先看看：这个单位的整改公开</a>
            </li>
          ) : null}
        </ul>
      ) : null}
      {again ? (
        <p className="card warn" role="status">
          这台设备已经评价过这个单位。再评价一次，新的会代替原来的，只算一份。
        </p>
      ) : null}
      {questionnaire.intro === '' ? null : (
        <div className="card">
          <Lines text={fillTexts(questionnaire.intro, texts)} />
        </div>
      )}
      <form id="answer" method="post" action={action} autoComplete="off">
        <Carried view={view} at="" />
        <button type="submit" name="_go" value="next">
          开始评价
        </button>
        <Look large={view.large} />
      </form>
      <p>
        <a className="button second" href={base}>
          评价别的单位
        </a>
      </p>
    </>,
  );
}

export interface SurveyQuestionView extends SurveyFormView {
  readonly item: string;
  readonly question: AnswerableQuestion;
  /** Words that stand before it. */
  readonly notes: readonly Question[];
  readonly only: string | undefined;
  readonly number: number | undefined;
  readonly answers: Answers;
  readonly findings: readonly AnswerFinding[];
  readonly step: number;
  readonly steps: number;
}

export function renderSurveyQuestion(view: SurveyQuestionView): string {
  const { action, item, question, notes, only, number, texts, questionnaire, answers, findings, step, steps } = view;
  return render(
    view,
    `第${step}题`,
    <>
      <h1 className="qn-unseen">{fillTexts(questionnaire.title, texts)}</h1>
      <Steps step={step} steps={steps} />
      {findings.length === 0 ? null : (
        <div className="card bad" role="alert">
          <p>请改正后再继续：{findings.map(({ message }) => message).join('；')}。</p>
        </div>
      )}
      <form id="answer" method="post" action={action} autoComplete="off" noValidate>
        <Carried view={view} at={item} omit={item} />
        <div className="qn qn-phone">
          {notes.map((note) => (
            <QuestionFields key={note.id} questionnaire={questionnaire} question={note} texts={texts} look="phone" />
          ))}
          <QuestionFields
            questionnaire={questionnaire}
            question={question}
            texts={texts}
            look="phone"
            number={number}
            only={only}
            answers={answers}
            findings={findings}
          />
        </div>
        {view.seen ? (
          <button type="submit" name="_go" value="review">
            改好了，回去核对
          </button>
        ) : null}
        <button type="submit" name="_go" value="next" className={view.seen ? 'second' : undefined}>
          下一步
        </button>
        <button type="submit" name="_go" value="back" className="second" formNoValidate>
          上一步
        </button>
        <Look large={view.large} />
      </form>
    </>,
  );
}

function Steps({ step, steps }: { step: number; steps: number }): ReactElement {
  return (
    <>
      <div className="steps" aria-hidden="true">
        <svg viewBox="0 0 100 8" preserveAspectRatio="none">
          <rect width={Math.round((100 * step) / steps)} height="8" fill="#1c4f8f" />
        </svg>
      </div>
      <p className="soft">
        第{step}题，共{steps}题
      </p>
    </>
  );
}

export interface SurveyReviewView extends SurveyFormView {
  readonly said: readonly { readonly item: string; readonly title: string; readonly words: string }[];
}

/** All answers once more, each to be changed, and the one button that sends them. */
export function renderSurveyReview(view: SurveyReviewView): string {
  const { action, said, texts } = view;
  return render(
    view,
    '核对并提交',
    <>
      <h1>请核对，然后提交</h1>
      <p>评价的单位：{texts['单位']}</p>
      <form id="answer" method="post" action={action} autoComplete="off" data-send="">
        <Carried view={view} at="_review" />
        <button type="submit" name="_go" value="submit">
          提交
        </button>
        <p className="soft" id="sending" role="status" aria-live="polite">
          按一次就可以。看到“已提交”才算收到；网络断了再按一次，不会算成两份。
        </p>
        <dl className="said">
          {said.map(({ item, title, words }) => (
            <div key={item}>
              <dt>{title}</dt>
              <dd>{words}</dd>
              <dd>
                <button
                  type="submit"
                  name="_go"
                  value={`edit-${item}`}
                  className="second small"
                  aria-label={`修改：${title}`}
                >
                  修改
                </button>
              </dd>
            </div>
          ))}
        </dl>
        <Look large={view.large} />
      </form>
    </>,
  );
}

export interface SurveyWaitView extends SurveyFormView {
  readonly seconds: number;
  /** ALTCHA challenge as JSON, for a browser that can solve it. */
  readonly challenge: string;
}

/** Over speed: a browser with JavaScript solves a small task by itself; without, one waits a little. Answers are kept. */
export function renderSurveyWait(view: SurveyWaitView): string {
  const { action, seconds, challenge } = view;
  return render(
    view,
    '请稍等',
    <>
      <h1>还差一步：请稍等再提交</h1>
      <div className="card warn" role="status" id="sending" aria-live="polite">
        <p>现在从您所在的网络提交评价的人比较多。您填的内容都还在，还没有提交。</p>
        <p>请等{seconds}秒以后，按下面的“提交”。</p>
      </div>
      <form
        id="answer"
        method="post"
        action={action}
        autoComplete="off"
        data-send=""
        data-challenge={challenge}
        data-seconds={seconds}
      >
        <Carried view={view} at="_review" />
        <button type="submit" name="_go" value="submit">
          提交
        </button>
        <button type="submit" name="_go" value="review" className="second">
          再看看我填的内容
        </button>
      </form>
    </>,
  );
}
