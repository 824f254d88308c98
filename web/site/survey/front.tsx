/** The survey's front: what it is, and the departments to choose from; a search that needs no script. */
import { renderSurveyPage, type SurveyFrame } from './shell.tsx';

export interface SurveyFrontView extends SurveyFrame {
  readonly state: 'early' | 'open' | 'closed';
  readonly notice: string;
  readonly opens: string;
  readonly closes: string;
  readonly search: string;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
}

export function renderSurveyFront(view: SurveyFrontView): string {
  const { base, title, state, notice, opens, closes, search, departments } = view;
  return renderSurveyPage(view, {
    heading: '选择单位',
    children: (
      <>
        <h1>{title}</h1>
        {notice === '' ? null : notice.split('\n').map((line) => <p key={line}>{line}</p>)}
        <p className="soft">
          时间：{opens}至{closes}
        </p>
        {state === 'early' ? <p className="card warn">评议还没有开始，请在开始以后再来。</p> : null}
        {state === 'closed' ? (
          <p className="card warn">
            评议已经结束，不再收新的评价。<a href={`${base}/counts`}>查看各单位收到多少份评价</a>
          </p>
        ) : null}
        <form method="get" action={base} role="search">
          <label className="name" htmlFor="q">
            查找单位
          </label>
          <div className="ask">
            <input id="q" name="q" defaultValue={search} maxLength={40} autoComplete="off" />
            <button type="submit">查找</button>
          </div>
        </form>
        <h2>{search === '' ? '请选择要评价的单位' : `名称里有“${search}”的单位`}</h2>
        {departments.length === 0 ? (
          <p className="card">
            没有找到。请少打几个字再找，或<a href={base}>看全部单位</a>。
          </p>
        ) : (
          <ul className="list">
            {departments.map(({ id, name }) => (
              <li key={id}>
                <a href={`${base}/${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        )}
        {search !== '' && departments.length > 0 ? (
          <p>
            <a href={base}>看全部单位</a>
          </p>
        ) : null}
      </>
    ),
  });
}
