/** Pages of words: thanks, what could not be done, how many answers came in. */
import { Lines } from '#questionnaire';
import { renderSurveyPage, type SurveyFrame } from './shell.tsx';

export interface SurveyThanksView extends SurveyFrame {
  readonly departmentName: string;
  readonly closing: string;
  readonly replaced: boolean;
}

/** Shown after the answer is stored for good, to everybody the same. */
export function renderSurveyThanks(view: SurveyThanksView): string {
  const { base, departmentName, closing, replaced } = view;
  return renderSurveyPage(view, {
    heading: '已提交',
    children: (
      <>
        <h1>已提交</h1>
        <div className="card" role="status">
          <p>
            您对{departmentName}的评价已经收到{replaced ? '，代替了这台设备原来的那一份' : ''}。可以关闭页面了。
          </p>
          {closing === '' ? null : <Lines text={closing} />}
        </div>
        <p>
          <a className="button second" href={base}>
            评价别的单位
          </a>
        </p>
      </>
    ),
  });
}

/** What happened and what to do next, in two sentences. */
export function renderSurveyNotice(
  frame: SurveyFrame,
  notice: { readonly title: string; readonly text: string; readonly link?: readonly [href: string, words: string] },
): string {
  return renderSurveyPage(frame, {
    heading: notice.title,
    children: (
      <>
        <h1>{notice.title}</h1>
        <p className="card warn">{notice.text}</p>
        {notice.link ? (
          <p>
            <a className="button second" href={notice.link[0]}>
              {notice.link[1]}
            </a>
          </p>
        ) : null}
      </>
    ),
  });
}

export interface SurveyCountsView extends SurveyFrame {
  /** Numbers as they may be shown: small cells are merged already. */
  readonly rows: readonly {
    readonly name: string;
    readonly received: string;
    readonly counted: string;
    readonly excluded: string;
    readonly waiting: string;
  }[];
  readonly reasons: readonly { readonly label: string; readonly count: string }[];
}

export function renderSurveyCounts(view: SurveyCountsView): string {
  return renderSurveyPage(view, {
    heading: '收到多少份评价',
    children: (
      <>
        <h1>收到多少份评价</h1>
        <p>
          明显异常的评价先隔离，由两名工作人员核查后决定计入或剔除。规则和界限在评议开始前已经定好。
          不足10份的不写具体数字。
        </p>
        <div className="scroll" tabIndex={0} role="region" aria-label="各单位份数">
          <table>
            <thead>
              <tr>
                <th scope="col">单位</th>
                <th scope="col" className="n">
                  收到
                </th>
                <th scope="col" className="n">
                  计入
                </th>
                <th scope="col" className="n">
                  核查中
                </th>
                <th scope="col" className="n">
                  剔除
                </th>
              </tr>
            </thead>
            <tbody>
              {view.rows.map(({ name, received, counted, waiting, excluded }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="n">{received}</td>
                  <td className="n">{counted}</td>
                  <td className="n">{waiting}</td>
                  <td className="n">{excluded}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <h2>剔除的原因</h2>
        {view.reasons.length === 0 ? (
          <p>没有剔除。</p>
        ) : (
          <ul>
            {view.reasons.map(({ label, count }) => (
              <li key={label}>
                {label}：{count}
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}
