/**
 * A scheme as a form: basics, classes, the indicator tree with its weights, entries, grade rule, review window. A field that is
 * none for readers is plain text. What has no field here (settings, alternative readings) stays as it was copied.
 */
import { Button, InputNumber, Select } from 'antd';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { Text, useChange, type FormProps } from './scheme-fields.tsx';
import { Entries, Grades, OpenQuestions } from './scheme-rules.tsx';
import { Tree } from './scheme-tree.tsx';

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
                    aria-label="工作日历"
                    value={textAt(review, ['calendar'])}
                    options={[
                      { value: 'CN', label: '全国' },
                      { value: 'CN-45', label: '广西（含三月三）' },
                    ]}
                    onChange={(value) => change(['review', 'calendar'], value)}
                  />
                ) : textAt(review, ['calendar']) === 'CN-45' ? (
                  '广西（含三月三）'
                ) : (
                  '全国'
                )}
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

function Groups({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const groups = listAt(form.data, ['groups']);
  const parts = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
  const columns: readonly Column<number>[] = [
    {
      key: 'id',
      title: '编号',
      render: (i) => <Text form={form} path={['groups', i, 'id']} label={`类别${i + 1}的编号`} small />,
    },
    {
      key: 'name',
      title: '名称',
      kind: 'wide',
      render: (i) => <Text form={form} path={['groups', i, 'name']} label={`类别${i + 1}的名称`} />,
    },
    {
      key: 'parts',
      title: '指标体系',
      render: (i) =>
        form.editable ? (
          <Select
            className="short-field"
            aria-label={`类别${i + 1}的指标体系`}
            allowClear
            value={textAt(form.data, ['groups', i, 'parts']) || null}
            options={parts.map((value) => ({ value, label: value }))}
            onChange={(value: string | undefined) => change(['groups', i, 'parts'], value)}
          />
        ) : (
          textAt(form.data, ['groups', i, 'parts']) || '人工评定'
        ),
    },
    ...(form.editable
      ? [
          {
            key: 'remove',
            title: '操作',
            render: (i: number) => (
              <Button size="small" aria-label={`去掉类别${i + 1}`} onClick={() => change(['groups', i], undefined)}>
                去掉
              </Button>
            ),
          } satisfies Column<number>,
        ]
      : []),
  ];
  return (
    <Section
      title="类别"
      actions={
        form.editable ? (
          <Button
            onClick={() =>
              change(
                ['groups'],
                [
                  ...groups,
                  {
                    id: `g${groups.length + 1}`,
                    name: '新的类别',
                    ...(parts[0] === undefined ? {} : { parts: parts[0] }),
                    manual: false,
                    manualGrade: false,
                    ranked: true,
                  },
                ],
              )
            }
          >
            加一个类别
          </Button>
        ) : undefined
      }
    >
      <DataTable
        caption="类别"
        columns={columns}
        rows={groups.map((_, i) => i)}
        rowKey={(i) => i}
        empty="还没有类别。"
      />
    </Section>
  );
}

export function SchemeForm(form: FormProps) {
  const sets = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
  return (
    <>
      <Basics form={form} />
      <Groups form={form} />
      <Section title="指标和权重">
        {sets.map((set) => (
          <Tree key={set} form={form} set={set} />
        ))}
      </Section>
      <Entries form={form} />
      <Grades form={form} />
      <OpenQuestions form={form} />
    </>
  );
}
