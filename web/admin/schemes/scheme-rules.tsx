/** What comes beside the indicators: entries with their points, other forms of filling a leaf, and what becomes of granted bonuses. */
import { Button, Input, Select } from 'antd';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt } from './edit.ts';
import { Choice, settingNamed, Text, useChange, When, type FormProps } from './scheme-fields.tsx';

const sides = [
  { value: 'deduction', label: '扣分' },
  { value: 'bonus', label: '加分' },
];
const pointKinds = [
  { value: 'open', label: '未设定，记账时填' },
  { value: 'granted', label: '上级核定，记账时必填' },
  { value: 'fixed', label: '文件写明' },
];

function Points({ form, i }: { readonly form: FormProps; readonly i: number }) {
  const change = useChange(form);
  const points = valueAt(form.data, ['entries', i, 'points']);
  const kind = typeof points === 'string' ? points : 'fixed';
  const fixed = textAt(points, ['fixed']);
  if (!form.editable)
    return <span>{kind === 'fixed' ? fixed : pointKinds.find(({ value }) => value === kind)?.label}</span>;
  return (
    <>
      <Select
        className="short-field"
        popupMatchSelectWidth={false}
        aria-label={`第${i + 1}种的分值由谁定`}
        value={kind}
        options={pointKinds}
        onChange={(value) => change(['entries', i, 'points'], value === 'fixed' ? { fixed: '1' } : value)}
      />
      {kind === 'fixed' ? (
        <Input
          className="short-field"
          aria-label={`第${i + 1}种的分值`}
          value={fixed}
          onChange={({ target }) => change(['entries', i, 'points'], { fixed: target.value })}
        />
      ) : null}
    </>
  );
}

export function Entries({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const entries = listAt(form.data, ['entries']);
  const columns: readonly Column<number>[] = [
    {
      key: 'side',
      title: '类别',
      render: (i) => <Choice form={form} path={['entries', i, 'side']} label={`第${i + 1}种的类别`} options={sides} />,
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
    { key: 'points', title: '每次的分值', render: (i) => <Points form={form} i={i} /> },
    {
      key: 'only',
      title: '什么时候用',
      render: (i) => <When form={form} path={['entries', i, 'only']} label={`第${i + 1}种什么时候用`} none="总是" />,
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
  const added = (side: 'deduction' | 'bonus') => ({
    kind: `${side === 'bonus' ? 'plus' : 'minus'}${entries.length + 1}`,
    name: side === 'bonus' ? '新的加分' : '新的扣分',
    side,
    points: 'open',
  });
  return (
    <Section
      title="加扣分"
      actions={
        form.editable ? (
          <>
            <Button onClick={() => change(['entries'], [...entries, added('deduction')])}>加一种扣分</Button>
            <Button onClick={() => change(['entries'], [...entries, added('bonus')])}>加一种加分</Button>
          </>
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

const formKinds = [
  { value: 'ballotMean', label: '1至5分的平均分' },
  { value: 'taskShare', label: '任务得分÷任务分值' },
];

/** All leaf ids of the draft with their names. */
function leafOptions(form: FormProps) {
  const found = new Map<string, string>();
  const gather = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) gather(item);
    else if (typeof value === 'object' && value !== null) {
      if (valueAt(value, ['unit']) !== undefined) found.set(textAt(value, ['id']), textAt(value, ['name']));
      for (const item of Object.values(value)) gather(item);
    }
  };
  gather(valueAt(form.data, ['parts']));
  return [...found].map(([value, name]) => ({ value, label: `${name}（${value}）` }));
}

export function OtherForms({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const forms = listAt(form.data, ['forms']);
  const leaves = leafOptions(form);
  const bonus = valueAt(form.data, ['bonusRule']);
  const multipliers = listAt(form.data, ['settings']).flatMap((setting) =>
    textAt(setting, ['kind']) === 'number'
      ? [{ value: textAt(setting, ['key']), label: textAt(setting, ['name']) }]
      : [],
  );
  if (!form.editable && forms.length === 0 && bonus === undefined) return null;
  return (
    <Section
      title="其他填报方式和加分的处理"
      actions={
        form.editable ? (
          <>
            <Button
              onClick={() =>
                change(
                  ['forms'],
                  [
                    ...forms,
                    {
                      kind: 'ballotMean',
                      key: `${leaves[0]?.value ?? 'leaf'}Mean`,
                      leaf: leaves[0]?.value ?? '',
                      table: 'leaderTable',
                    },
                  ],
                )
              }
            >
              加一种填报方式
            </Button>
            {bonus === undefined ? (
              <Button
                disabled={multipliers.length === 0}
                onClick={() =>
                  change(['bonusRule'], {
                    multiplier: multipliers[0]?.value,
                    cap: '10',
                    inside: { when: { setting: '', is: '' }, leaf: leaves[0]?.value ?? '' },
                  })
                }
              >
                核定的加分另行折算
              </Button>
            ) : (
              <Button onClick={() => change(['bonusRule'], undefined)}>去掉加分的折算</Button>
            )}
          </>
        ) : undefined
      }
    >
      {forms.length === 0 ? null : (
        <DataTable
          caption="指标的其他填报方式"
          columns={[
            {
              key: 'kind',
              title: '填什么',
              render: (i) => (
                <Choice form={form} path={['forms', i, 'kind']} label={`第${i + 1}种填报方式`} options={formKinds} />
              ),
            },
            {
              key: 'leaf',
              title: '代替哪个指标',
              render: (i) => (
                <Choice form={form} path={['forms', i, 'leaf']} label={`第${i + 1}种代替的指标`} options={leaves} />
              ),
            },
            {
              key: 'key',
              title: '填报的编号',
              render: (i) => <Text form={form} path={['forms', i, 'key']} label={`第${i + 1}种的编号`} small />,
            },
            {
              key: 'by',
              title: '折算',
              render: (i) =>
                textAt(forms[i], ['kind']) === 'ballotMean' ? (
                  <>
                    {'按设置：'}
                    <Text form={form} path={['forms', i, 'table']} label={`第${i + 1}种按哪项设置折算`} small />
                    <span className="small soft">
                      {textAt(settingNamed(form.data, textAt(forms[i], ['table'])), ['name'])}
                    </span>
                  </>
                ) : (
                  <>
                    {'任务分值的编号：'}
                    <Text form={form} path={['forms', i, 'full']} label={`第${i + 1}种任务分值的编号`} small />
                  </>
                ),
            },
            ...(form.editable
              ? [
                  {
                    key: 'act',
                    title: '操作',
                    render: (i: number) => (
                      <Button
                        size="small"
                        aria-label={`去掉第${i + 1}种填报方式`}
                        onClick={() => change(['forms', i], undefined)}
                      >
                        去掉
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
          rows={forms.map((_, i) => i)}
          rowKey={(i) => i}
          empty=""
        />
      )}
      {valueAt(form.data, ['entryScale']) === undefined ? null : (
        <p className="small soft">
          {`加扣分也按任务分值折算：`}
          <When form={form} path={['entryScale', 'when']} label="加扣分何时按任务分值折算" none="从不" />
        </p>
      )}
      {bonus === undefined ? null : (
        <dl className="facts">
          <div>
            <dt>核定的加分乘以</dt>
            <dd>
              <Choice form={form} path={['bonusRule', 'multiplier']} label="加分的倍数" options={multipliers} />
            </dd>
          </div>
          <div>
            <dt>加分最高</dt>
            <dd>
              <Text form={form} path={['bonusRule', 'cap']} label="加分最高" small />
            </dd>
          </div>
          <div>
            <dt>何时计入指标之内</dt>
            <dd>
              <When form={form} path={['bonusRule', 'inside', 'when']} label="加分何时计入指标之内" none="从不" />
            </dd>
          </div>
          <div>
            <dt>计入哪个指标</dt>
            <dd>
              <Choice form={form} path={['bonusRule', 'inside', 'leaf']} label="加分计入哪个指标" options={leaves} />
            </dd>
          </div>
        </dl>
      )}
    </Section>
  );
}
