/** The classes of a scheme: by which indicators, whether ranked, whether somebody else decides the result. */
import { Button, Select } from 'antd';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { choiceSettings, Choice, Flag, type FormProps, Text, useChange, wordsOf } from './scheme-fields.tsx';

/** Never, always, or under a word of a setting. */
function Manual({ form, i }: { readonly form: FormProps; readonly i: number }) {
  const change = useChange(form);
  const manual = valueAt(form.data, ['groups', i, 'manual']);
  const setting = textAt(manual, ['setting']);
  const value = setting === '' ? (manual === true ? 'always' : 'never') : `${setting} ${textAt(manual, ['is'])}`;
  const options = [
    { value: 'never', label: '按指标计算' },
    { value: 'always', label: '人工评定' },
    ...choiceSettings(form.data).flatMap(({ value: key, label }) =>
      wordsOf(form.data, key).map((word) => ({ value: `${key} ${word}`, label: `${label}选${word}时人工评定` })),
    ),
  ];
  if (!form.editable) return <span>{options.find((one) => one.value === value)?.label ?? value}</span>;
  return (
    <Select
      className="short-field"
      popupMatchSelectWidth={false}
      aria-label={`类别${i + 1}的结果`}
      value={value}
      options={options}
      onChange={(chosen) => {
        const [key = '', ...rest] = chosen.split(' ');
        change(
          ['groups', i, 'manual'],
          chosen === 'never' ? false : chosen === 'always' ? true : { setting: key, is: rest.join(' ') },
        );
      }}
    />
  );
}

export function Groups({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const groups = listAt(form.data, ['groups']);
  const sets = Object.keys((valueAt(form.data, ['parts']) as object | undefined) ?? {});
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
      render: (i) => (
        <Choice
          form={form}
          path={['groups', i, 'parts']}
          label={`类别${i + 1}的指标体系`}
          options={sets.map((value) => ({ value, label: value }))}
          optional
        />
      ),
    },
    { key: 'manual', title: '结果', render: (i) => <Manual form={form} i={i} /> },
    {
      key: 'manualGrade',
      title: '人工定等次',
      render: (i) => <Flag form={form} path={['groups', i, 'manualGrade']} label={`类别${i + 1}可以人工定等次`} />,
    },
    {
      key: 'ranked',
      title: '排名',
      render: (i) => <Flag form={form} path={['groups', i, 'ranked']} label={`类别${i + 1}参加排名`} />,
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
                    ...(sets[0] === undefined ? {} : { parts: sets[0] }),
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
