/** How satisfaction of a leaf is asked, where the scheme itself says so: rater groups with their weights, sources, points table. */
import { Button, Form, Select } from 'antd';
import { planSchema } from '#surveys';
import { describePlan, nameOfTable } from '../results/words.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';
import { listAt, textAt, valueAt, type Data } from './edit.ts';
import { PlanFields, usePointsTables } from './plan-form.tsx';
import { emptyPlan, fromPlan, type PlanValues, toPlan } from './plan-values.ts';
import { useChange, type FormProps } from './scheme-fields.tsx';

/** Leaves that are percentages in any class, under any reading. */
function percentLeaves(data: Data): { value: string; label: string }[] {
  const found = new Map<string, string>();
  const gather = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) gather(item);
    else if (typeof value === 'object' && value !== null) {
      if (textAt(value, ['unit']) === 'percent') found.set(textAt(value, ['id']), textAt(value, ['name']));
      for (const item of Object.values(value)) gather(item);
    }
  };
  gather(valueAt(data, ['parts']));
  return [...found].map(([value, name]) => ({ value, label: `${name}（${value}）` }));
}

const planAt = (data: Data, leaf: string) => {
  const read = planSchema.safeParse(valueAt(data, ['plans', leaf]));
  return read.success ? read.data : undefined;
};

function EditPlan({ form, leaf }: { readonly form: FormProps; readonly leaf?: string }) {
  const change = useChange(form);
  const tables = usePointsTables();
  const plan = leaf === undefined ? undefined : planAt(form.data, leaf);
  const leaves = percentLeaves(form.data);
  const name = leaves.find(({ value }) => value === leaf)?.label ?? leaf;
  return (
    <DialogButton<PlanValues>
      label={leaf === undefined ? '加一项算法' : '改'}
      {...(leaf === undefined ? {} : { size: 'small' as const, accessibleLabel: `改：${name}的算法` })}
      title="满意度的算法"
      okText="放入草稿"
      width={760}
      initialValues={plan && leaf !== undefined ? fromPlan(leaf, plan) : emptyPlan}
      onSubmit={async (values) => {
        await Promise.resolve();
        change(['plans', values.leaf], toPlan(values, tables, plan));
      }}
    >
      <p>写在方案里的算法，选用这个方案的周期都照此；没有写的，由每个周期设定。</p>
      <Form.Item name="leaf" label="指标" rules={[{ required: true, message: '请选指标' }]}>
        <Select disabled={leaf !== undefined} options={leaves} />
      </Form.Item>
      <PlanFields tables={tables} />
    </DialogButton>
  );
}

export function Plans({ form }: { readonly form: FormProps }) {
  const change = useChange(form);
  const tables = usePointsTables();
  const names = new Map(percentLeaves(form.data).map(({ value, label }) => [value, label]));
  const rows = Object.keys((valueAt(form.data, ['plans']) as object | undefined) ?? {});
  return (
    <Section title="满意度的算法" actions={form.editable ? <EditPlan form={form} /> : undefined}>
      <DataTable
        caption="满意度的算法"
        columns={[
          { key: 'leaf', title: '指标', render: (leaf) => names.get(leaf) ?? leaf },
          {
            key: 'groups',
            title: '评价主体和权重',
            kind: 'wrap',
            render: (leaf) => {
              const plan = planAt(form.data, leaf);
              return plan
                ? describePlan(plan)
                : `有${listAt(form.data, ['plans', leaf, 'raterGroups']).length}个评价主体，写得不全`;
            },
          },
          {
            key: 'table',
            title: '计分表',
            kind: 'wrap',
            render: (leaf) => {
              const plan = planAt(form.data, leaf);
              return plan ? nameOfTable(plan.table, tables) : null;
            },
          },
          ...(form.editable
            ? [
                {
                  key: 'act',
                  title: '操作',
                  kind: 'tight' as const,
                  render: (leaf: string) => (
                    <div className="actions">
                      <EditPlan form={form} leaf={leaf} />
                      <Button
                        size="small"
                        aria-label={`去掉${names.get(leaf) ?? leaf}的算法`}
                        onClick={() => change(['plans', leaf], undefined)}
                      >
                        去掉
                      </Button>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
        rows={rows}
        rowKey={(leaf) => leaf}
        empty="方案没有写，由每个周期在“方案与设定”里设定。"
      />
    </Section>
  );
}
