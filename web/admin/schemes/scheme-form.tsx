/**
 * A scheme as a form: basics with the review window, classes, indicator trees, satisfaction plans, entries, grade rule, what the document
 * leaves open, other forms. For readers a field is plain text.
 */
import { InputNumber, Select } from 'antd';
import { calendars } from '#surveys';
import { Section } from '../shared/page.tsx';
import { textAt, valueAt } from './edit.ts';
import { Text, useChange, type FormProps } from './scheme-fields.tsx';
import { Grades } from './scheme-grades.tsx';
import { Groups } from './scheme-groups.tsx';
import { Plans } from './scheme-plans.tsx';
import { Entries, OtherForms } from './scheme-rules.tsx';
import { Settings } from './scheme-settings.tsx';
import { Trees } from './scheme-tree.tsx';

/** Years whose notices are known: a review that runs into another year waits for its notice. */
function coverage(id: string): string {
  const years = Object.keys(calendars.find((one) => one.id === id)?.years ?? {}).toSorted();
  const missing = Array.from(
    { length: Number(years.at(-1)) - Number(years[0]) + 1 },
    (_, i) => `${Number(years[0]) + i}`,
  )
    .filter((year) => !years.includes(year))
    .join('、');
  return `放假通知收到${years.at(-1)}年${missing === '' ? '' : `（缺${missing}年）`}`;
}

function Basics({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const review = valueAt(form.data, ['review']);
  const has = review !== null && review !== undefined;
  return (
    <Section title="基本内容">
      <dl className="facts">
        {(
          [
            ['title', '名称'],
            ['document', '依据文件'],
            ['fullMarks', '满分'],
          ] as const
        ).map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              <Text form={form} path={[key]} label={label} />
            </dd>
          </div>
        ))}
        <div>
          <dt>年度</dt>
          <dd>
            {form.editable ? (
              <InputNumber
                aria-label="年度"
                min={2000}
                max={2100}
                value={Number(valueAt(form.data, ['year']))}
                onChange={(value) => change(['year'], value)}
              />
            ) : (
              textAt(form.data, ['year'])
            )}
          </dd>
        </div>
        <div>
          <dt>复核期限（工作日）</dt>
          <dd>
            {form.editable ? (
              <InputNumber
                aria-label="复核期限（工作日）"
                min={1}
                max={366}
                placeholder="没有规定"
                value={has ? Number(valueAt(review, ['workingDays'])) : null}
                onChange={(value) =>
                  change(
                    ['review'],
                    value === null ? null : { calendar: 'CN-45', ...(has ? review : {}), workingDays: value },
                  )
                }
              />
            ) : has ? (
              textAt(review, ['workingDays'])
            ) : (
              '没有规定'
            )}
          </dd>
        </div>
        {has ? (
          <>
            <div>
              <dt>工作日历</dt>
              <dd>
                {form.editable ? (
                  <Select
                    className="long-field"
                    popupMatchSelectWidth={false}
                    aria-label="工作日历"
                    value={textAt(review, ['calendar'])}
                    options={calendars.map(({ id, name }) => ({ value: id, label: name }))}
                    onChange={(value) => change(['review', 'calendar'], value)}
                  />
                ) : (
                  calendars.find(({ id }) => id === textAt(review, ['calendar']))?.name
                )}
                <div className="small soft">{coverage(textAt(review, ['calendar']))}</div>
              </dd>
            </div>
            <div>
              <dt>逾期申请</dt>
              <dd>
                {form.editable ? (
                  <Select
                    aria-label="逾期申请"
                    value={textAt(review, ['late']) === 'waived' ? 'waived' : 'open'}
                    options={[
                      { value: 'waived', label: '视同自动放弃' },
                      { value: 'open', label: '没有规定，由绩效办决定' },
                    ]}
                    onChange={(value) => change(['review', 'late'], value === 'waived' ? 'waived' : undefined)}
                  />
                ) : textAt(review, ['late']) === 'waived' ? (
                  '视同自动放弃'
                ) : (
                  '没有规定'
                )}
              </dd>
            </div>
          </>
        ) : null}
      </dl>
    </Section>
  );
}

export function SchemeForm(form: FormProps) {
  return (
    <>
      <Basics form={form} />
      <Groups form={form} />
      <Trees form={form} />
      <Plans form={form} />
      <Entries form={form} />
      <Grades form={form} />
      <Settings form={form} />
      <OtherForms form={form} />
    </>
  );
}
