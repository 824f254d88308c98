/** What comes on top of the indicators: entries, the grade rule, and the questions left to each cycle. */
import { Button, Input, Select } from 'antd';
import { describeValue } from '../results/words.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { Text, useChange, Weight, type FormProps } from './scheme-fields.tsx';

export function Entries({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const entries = listAt(form.data, ['entries']);
  const columns: readonly Column<number>[] = [
    {
      key: 'side',
      title: '类别',
      render: (i) =>
        form.editable ? (
          <Select
            aria-label={`第${i + 1}种的类别`}
            value={textAt(form.data, ['entries', i, 'side'])}
            options={[
              { value: 'deduction', label: '扣分' },
              { value: 'bonus', label: '加分' },
            ]}
            onChange={(value) => change(['entries', i, 'side'], value)}
          />
        ) : textAt(form.data, ['entries', i, 'side']) === 'bonus' ? (
          '加分'
        ) : (
          '扣分'
        ),
    },
    {
      key: 'kind',
      title: '编号',
      render: (i) => <Text form={form} path={['entries', i, 'kind']} label={`第${i + 1}种的编号`} small />,
    },
    {
      key: 'name',
      title: '名称',
      kind: 'wide',
      render: (i) => <Text form={form} path={['entries', i, 'name']} label={`第${i + 1}种的名称`} />,
    },
    {
      key: 'points',
      title: '每次的分值',
      render: (i) => {
        const points = valueAt(form.data, ['entries', i, 'points']);
        const fixed = textAt(points, ['fixed']);
        if (!form.editable) return fixed !== '' ? fixed : points === 'granted' ? '上级核定' : '未设定（记账时填）';
        return (
          <Input
            className="short-field"
            aria-label={`第${i + 1}种的分值`}
            placeholder="未设定"
            value={fixed}
            onChange={({ target }) =>
              change(['entries', i, 'points'], target.value === '' ? 'open' : { fixed: target.value })
            }
          />
        );
      },
    },
    ...(form.editable
      ? [
          {
            key: 'act',
            title: '操作',
            render: (i: number) => (
              <Button size="small" aria-label={`去掉第${i + 1}种`} onClick={() => change(['entries', i], undefined)}>
                去掉
              </Button>
            ),
          } satisfies Column<number>,
        ]
      : []),
  ];
  return (
    <Section
      title="加扣分"
      actions={
        form.editable ? (
          <Button
            onClick={() =>
              change(
                ['entries'],
                [
                  ...entries,
                  { kind: `kind${entries.length + 1}`, name: '新的扣分', side: 'deduction', points: 'open' },
                ],
              )
            }
          >
            加一种
          </Button>
        ) : undefined
      }
    >
      <DataTable
        caption="加扣分的种类"
        columns={columns}
        rows={entries.map((_, i) => i)}
        rowKey={(i) => i}
        empty="没有另外的加扣分。"
      />
    </Section>
  );
}

export function Grades({ form }: { readonly form: FormProps }) {
  const kind = textAt(form.data, ['gradeRule', 'kind']);
  if (kind === 'quota')
    return (
      <Section title="等次：按名次的比例">
        <dl className="facts">
          {[0, 1, 2].map((i) => (
            <div key={i}>
              <dt>{`${textAt(form.data, ['gradeRule', 'grades', i])}${i === 2 ? '和不合格' : ''}的比例`}</dt>
              <dd>
                <Text form={form} path={['gradeRule', 'shares', i]} label={`第${i + 1}档的比例`} small />
              </dd>
            </div>
          ))}
          <div>
            <dt>不合格线（低于）</dt>
            <dd>
              <Weight form={form} path={['gradeRule', 'line']} label="不合格线" />
            </dd>
          </div>
          <div>
            <dt>直接定为一等</dt>
            <dd>{valueAt(form.data, ['gradeRule', 'promotions']) === true ? '可以' : '没有规定'}</dd>
          </div>
        </dl>
      </Section>
    );
  if (kind === 'bands')
    return (
      <Section title="等次：按分数段">
        <DataTable
          columns={[
            {
              key: 'grade',
              title: '等次',
              render: (i) => (
                <Text form={form} path={['gradeRule', 'bands', i, 'grade']} label={`第${i + 1}档`} small />
              ),
            },
            {
              key: 'from',
              title: '从多少分起',
              render: (i) =>
                i === listAt(form.data, ['gradeRule', 'bands']).length - 1 ? (
                  '其余'
                ) : (
                  <Text form={form} path={['gradeRule', 'bands', i, 'from']} label={`第${i + 1}档的下限`} small />
                ),
            },
          ]}
          rows={listAt(form.data, ['gradeRule', 'bands']).map((_, i) => i)}
          rowKey={(i) => i}
          empty=""
        />
      </Section>
    );
  return (
    <Section title="等次">
      <p>这个方案不定等次。</p>
    </Section>
  );
}

export function OpenQuestions({ form }: { readonly form: FormProps }) {
  const settings = listAt(form.data, ['settings']);
  return (
    <Section title={`留待设定的事项（${settings.length}）`}>
      <p className="soft">文件没有规定的，由每个周期设定，不在方案里定死。</p>
      <DataTable
        columns={[
          { key: 'name', title: '事项', kind: 'wrap', render: (i) => textAt(settings[i], ['name']) },
          {
            key: 'values',
            title: '可选',
            kind: 'wrap',
            render: (i) =>
              listAt(settings[i], ['values'])
                .map((value) => describeValue(value))
                .join('；') ||
              listAt(settings[i], ['words'])
                .map((value) => describeValue(value))
                .join('；'),
          },
          { key: 'why', title: '建议的理由', kind: 'wrap', render: (i) => textAt(settings[i], ['why']) },
        ]}
        rows={settings.map((_, i) => i)}
        rowKey={(i) => i}
        empty="没有。"
      />
    </Section>
  );
}
