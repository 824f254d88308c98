/** Pages of a personal link: the code typed by hand, the beginning, the wait, what became of a link, declining, thanks. */
import type { ReactNode } from 'react';
import { Lines } from '#questionnaire';
import { fillTexts } from '#surveys';
import { Carried, Look, type SurveyFormView } from './form.tsx';
import { renderSurveyPage, type SurveyFrame } from './shell.tsx';

/** A page of a link has no switch of the look in its head: a link there would lose what a form carries. */
function render(frame: SurveyFrame, heading: string, children: ReactNode, script = false): string {
  return renderSurveyPage(frame, { heading, children, script, look: false });
}

export interface LinkEntryView extends SurveyFrame {
  /** What was typed was no code; undefined: nothing was typed yet. */
  readonly problem?: string | undefined;
}

function CodeForm({ problem, large }: { readonly problem: string | undefined; readonly large: boolean }) {
  return (
    <form id="answer" method="post" action="/l" autoComplete="off">
      <label className="name" htmlFor="code">
        短信链接最后一段的13位代码
      </label>
      <p className="soft" id="code-hint">
        例如链接是 https://……/l/abcd-efgh-jkmnp，代码就是 abcd-efgh-jkmnp。大小写都可以。
      </p>
      <div className="ask">
        <input
          id="code"
          name="code"
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby="code-hint"
          aria-invalid={problem === undefined ? undefined : true}
        />
        <button type="submit" name="_go" value="open">
          打开
        </button>
      </div>
      <Look large={large} />
    </form>
  );
}

export function renderLinkEntry(view: LinkEntryView): string {
  const { problem, large } = view;
  return render(
    view,
    '打开短信里的问卷',
    <>
      <h1>打开短信里的问卷</h1>
      {problem === undefined ? null : (
        <div className="card bad" role="alert">
          <p>{problem}</p>
        </div>
      )}
      <CodeForm problem={problem} large={large} />
    </>,
  );
}

export interface LinkStartView extends SurveyFormView {
  readonly departmentName: string;
  readonly closes: string;
  /** Something was filled in before. */
  readonly begun: boolean;
}

/** Who asks, about whom, how long it takes, what is kept; to begin, to go on, or to decline. */
export function renderLinkStart(view: LinkStartView): string {
  const { action, departmentName, questionnaire, texts, begun, closes, organiser } = view;
  return render(
    view,
    departmentName,
    <>
      <h1>{fillTexts(questionnaire.title, texts)}</h1>
      {begun ? (
        <p className="card" role="status">
          您上次填的内容还在，还没有提交，可以接着填。
        </p>
      ) : null}
      {questionnaire.intro === '' ? null : (
        <div className="card">
          <Lines text={fillTexts(questionnaire.intro, texts)} />
        </div>
      )}
      <form id="answer" method="post" action={action} autoComplete="off">
        <Carried view={view} at="" />
        <button type="submit" name="_go" value={begun ? 'resume' : 'next'}>
          {begun ? '接着填' : '开始填写'}
        </button>
        <h2>请您放心</h2>
        <ul>
          <li>您是随机抽中的，由{organiser}组织。这个链接只给您一个人，一人一份，提交以后链接就停用。</li>
          <li>
            平台用编号记住哪些人已经答过，好不再打扰；姓名和电话另外加密存放。{departmentName}
            看不到任何一份答卷，也不知道谁答了。
          </li>
          <li>{closes}以前都可以填；中途关了页面，再点短信里的链接可以接着填。</li>
        </ul>
        <Look large={view.large} />
        <button type="submit" name="_go" value="decline" className="second" formNoValidate>
          我不参加
        </button>
      </form>
    </>,
    true,
  );
}

export interface LinkFormView extends SurveyFrame {
  readonly ticket: string;
}

/** Asks once more before a link is given up. */
export function renderLinkDecline(view: LinkFormView): string {
  return render(
    view,
    '不参加',
    <>
      <h1>确定不参加吗？</h1>
      <p className="card warn">
        不参加的，以后不再发短信提醒；已经填的内容会删除。截止以前改变主意，再点短信里的链接就可以。
      </p>
      <form id="answer" method="post" action="/l" autoComplete="off">
        <input type="hidden" name="_ticket" value={view.ticket} />
        <button type="submit" name="_go" value="open">
          回去填写
        </button>
        <button type="submit" name="_go" value="decline-yes" className="second">
          确定不参加
        </button>
      </form>
    </>,
  );
}

/** Somebody who declined opens the link again. */
export function renderLinkDeclined(view: LinkFormView): string {
  return render(
    view,
    '您已表示不参加',
    <>
      <h1>您已表示不参加</h1>
      <p className="card" role="status">
        我们不会再发短信提醒您。改变主意了，可以现在填写。
      </p>
      <form id="answer" method="post" action="/l" autoComplete="off">
        <input type="hidden" name="_ticket" value={view.ticket} />
        <button type="submit" name="_go" value="rejoin">
          还是参加
        </button>
      </form>
    </>,
  );
}

export interface LinkHoldView extends SurveyFrame {
  readonly code: string;
  readonly pass: string;
  readonly seconds: number;
  /** ALTCHA challenge as JSON, for a browser that can solve it. */
  readonly challenge: string;
}

/** Many wrong codes came from the same network: a browser with JavaScript goes on by itself, without one waits a little. */
export function renderLinkHold(view: LinkHoldView): string {
  const { code, pass, seconds, challenge } = view;
  return render(
    view,
    '请稍等',
    <>
      <h1>请稍等再打开</h1>
      <div className="card warn" role="status" id="sending" aria-live="polite">
        <p>从您所在的网络有很多次输错代码，为了防止有人乱试，要稍等一下。</p>
        <p>请等{seconds}秒以后，按下面的“继续”。</p>
      </div>
      <form
        id="answer"
        method="post"
        action="/l"
        autoComplete="off"
        data-send=""
        data-challenge={challenge}
        data-seconds={seconds}
      >
        <input type="hidden" name="code" value={code} />
        <input type="hidden" name="_pass" value={pass} />
        <button type="submit" name="_go" value="submit">
          继续
        </button>
      </form>
    </>,
    true,
  );
}

/** What became of a link, and what to do next. */
export function renderLinkNotice(
  frame: SurveyFrame,
  notice: { readonly title: string; readonly text: string; readonly good?: boolean; readonly retype?: boolean },
): string {
  return render(
    frame,
    notice.title,
    <>
      <h1>{notice.title}</h1>
      <p className={notice.good ? 'card' : 'card warn'} role="status">
        {notice.text}
      </p>
      {notice.retype ? <CodeForm problem={undefined} large={frame.large} /> : null}
    </>,
  );
}
