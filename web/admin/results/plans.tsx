/** How satisfaction of each leaf is asked: rater groups, sources, weights, points table; and what another table would do. */
import { App, Button, Form, Select } from 'antd';
import { useState } from 'react';
import { decideScore, listScoreDecisions, previewTables } from '#contract';
import { planSchema } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { PlanFields, usePointsTables } from '../schemes/plan-form.tsx';
import { emptyPlan, fromPlan, type PlanValues, toPlan } from '../schemes/plan-values.ts';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { describePlan, nameOfTable } from './words.ts';

const required = (message: string) => [{ required: true, message }];

function EditPlan({
  cycleId,
  scoring,
  leaf,
}: {
  readonly cycleId: string;
  readonly scoring: Scoring;
  readonly leaf?: string;
}) {
  const { message } = App.useApp();
  const decide = useWrite(decideScore, [...scoringTouched, listScoreDecisions]);
  const tables = usePointsTables();
  const present = scoring.plans.find((one) => one.leaf === leaf);
  const plan = present === undefined ? undefined : planSchema.parse(present.plan);
  return (
    <DialogButton<PlanValues & Grounds>
      label={leaf === undefined ? '新增算法' : '改'}
      {...(leaf === undefined
        ? {}
        : { size: 'small' as const, accessibleLabel: `改：${present?.leafName ?? leaf}的算法` })}
      title="满意度的算法"
      okText="确定"
      width={760}
      initialValues={plan && leaf !== undefined ? fromPlan(leaf, plan) : emptyPlan}
      onSubmit={async (values) => {
        const { reason, document, decidedBy } = values;
        await decide.mutateAsync({
          params: { cycleId },
          body: {
            items: [{ key: `plan:${values.leaf}`, value: toPlan(values, tables, plan) }],
            reason,
            document,
            decidedBy,
          },
        });
        void message.success('已设定算法');
      }}
    >
      <p>算法应在开始评价之前定下并公布。计分表决定先后，改表会改名次。</p>
      <Form.Item name="leaf" label="指标" rules={required('请选指标')}>
        <Select
          disabled={leaf !== undefined}
          options={scoring.percentLeaves.map(({ id, name }) => ({ value: id, label: `${name}（${id}）` }))}
        />
      </Form.Item>
      <PlanFields tables={tables} />
      <GroundsFields />
    </DialogButton>
  );
}

function TablePreview({ cycleId, leaf }: { readonly cycleId: string; readonly leaf: string }) {
  const preview = useRead(previewTables, { params: { cycleId, leaf } });
  return (
    <Reading query={preview} rows={3}>
      {({ tables, withheld }) => {
        const [base, ...others] = tables;
        if (!base) return <p>没有可比的计分表。</p>;
        const placeIn = (table: (typeof tables)[number], departmentId: string) =>
          table.rows.find((row) => row.departmentId === departmentId);
        return (
          <>
            <p>
              {others.length === 0
                ? '没有选项相同的其他计分表可比；可以在“评价方案”页添一张。'
                : `${others.map(({ name, moved }) => `换成“${name}”，${moved}个单位的先后会变`).join('；')}。`}
            </p>
            {withheld > 0 ? (
              <p className="soft">{`有${withheld}个单位的领导评价票太少或完全一致，只列现行计分表下的得分，不参加比较：几张表的得分放在一起，就能推出谁怎样评。`}</p>
            ) : null}
            <DataTable
              caption="换一张计分表的结果"
              columns={[
                { key: 'name', title: '单位', render: ({ name }) => name },
                ...tables.map((table) => ({
                  key: table.id,
                  title: table.id === base.id ? `${table.name}（现行）` : table.name,
                  kind: 'right' as const,
                  render: ({ departmentId }: { departmentId: string }) => {
                    const row = placeIn(table, departmentId);
                    if (!row || row.score === null) return '—';
                    return row.place === null ? row.score : `${row.score}（第${row.place}）`;
                  },
                })),
              ]}
              rows={base.rows}
              rowKey={({ departmentId }) => departmentId}
              empty="还没有计数。"
            />
          </>
        );
      }}
    </Reading>
  );
}

export function PlansSection({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const [shown, setShown] = useState<string>();
  const tables = usePointsTables();
  return (
    <Section title="满意度的算法" actions={<EditPlan cycleId={cycleId} scoring={scoring} />}>
      <p className="soft">没有设定算法的百分制指标，在“得分录入”里直接填。</p>
      <DataTable
        caption="满意度的算法"
        columns={[
          { key: 'leaf', title: '指标', render: ({ leafName }) => leafName },
          {
            key: 'plan',
            title: '评价主体',
            kind: 'wrap',
            render: ({ plan }) => describePlan(planSchema.parse(plan)),
          },
          {
            key: 'table',
            title: '计分表',
            kind: 'wrap',
            render: ({ plan }) => nameOfTable(planSchema.parse(plan).table, tables),
          },
          {
            key: 'decision',
            title: '依据',
            kind: 'wrap',
            render: ({ decision }) =>
              decision === null ? <Mark tone="info">方案自带</Mark> : `${decision.decidedBy}，${decision.document}`,
          },
          {
            key: 'act',
            title: '操作',
            kind: 'tight',
            render: ({ leaf, leafName }) => (
              <div className="actions">
                <EditPlan cycleId={cycleId} scoring={scoring} leaf={leaf} />
                {scoring.cycle.closed ? (
                  <Button
                    size="small"
                    aria-label={`换表试试：${leafName}`}
                    onClick={() => setShown(shown === leaf ? undefined : leaf)}
                  >
                    换表试试
                  </Button>
                ) : null}
              </div>
            ),
          },
        ]}
        rows={scoring.plans}
        rowKey={({ leaf }) => leaf}
        empty="还没有设定。"
      />
      {shown === undefined ? null : <TablePreview cycleId={cycleId} leaf={shown} />}
    </Section>
  );
}
