/** 整改公开: what a department did about what people said of it, part by part. */
import { renderSurveyPage, type SurveyFrame } from './shell.tsx';

export interface SurveyRectificationView extends SurveyFrame {
  readonly departmentName: string;
  /** Where the department is judged. */
  readonly back: string;
  readonly items: readonly {
    readonly cycle: string;
    readonly title: string;
    readonly since: string;
    readonly facts: readonly (readonly [name: string, value: string])[];
  }[];
}

export function renderSurveyRectifications(view: SurveyRectificationView): string {
  const { departmentName, items, back } = view;
  const cycles = [...new Set(items.map(({ cycle }) => cycle))];
  return renderSurveyPage(view, {
    heading: `${departmentName}的整改公开`,
    look: false,
    children: (
      <>
        <h1>{departmentName}的整改公开</h1>
        <p>大家对这个单位提的意见，它是怎么改的。</p>
        {items.length === 0 ? <p className="card">这个单位现在没有公开的整改内容。</p> : null}
        {cycles.map((cycle) => (
          <section key={cycle} aria-label={cycle}>
            <h2>{cycle}</h2>
            {items
              .filter((item) => item.cycle === cycle)
              .map(({ title, since, facts }) => (
                <div key={title} className="card">
                  <h3>{title}</h3>
                  <dl className="said">
                    {facts.map(([name, value]) => (
                      <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                      </div>
                    ))}
                  </dl>
                  <p className="soft">{since}公开</p>
                </div>
              ))}
          </section>
        ))}
        <p>
          <a className="button second" href={back}>
            回去评价这个单位
          </a>
        </p>
      </>
    ),
  });
}
