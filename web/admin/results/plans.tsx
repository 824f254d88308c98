/** How satisfaction of each leaf is asked: rater groups, sources, weights, points table; and what another table would do. */
import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { decideScore, listScoreDecisions, previewTables } from '#contract';
import { planSchema, type SatisfactionPlan } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { sourceWords, tableWords } from './words.ts';

interface PlanValues extends Grounds {
  readonly leaf: string;
  readonly table: string;
  readonly satisfied: string[];
  readonly groups: readonly {
    readonly name: string;
    readonly source: keyof typeof sourceWords;
    readonly weight?: string;
    readonly ballotGroup?: string;
    readonly questions: string;
  }[];
}

/** `q1 总体满意度 0.5` a line: id, name, weight. */
function readQuestions(text: string): { id: string; name: string; weight?: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', ...rest] = line.split(/\s+/);
      const last = rest.at(-1);
      const weight = last !== undefined && rest.length > 1 && /^[0-9.]+(\/[0-9]+)?$/.test(last) ? last : undefined;
      const name = (weight === undefined ? rest : rest.slice(0, -1)).join(' ');
      return { id, name: name === '' ? id : name, ...(weight === undefined ? {} : { weight }) };
    });
}

function toPlan({ table, satisfied, groups }: PlanValues): object {
  return {
    table,
    satisfied,
    raterGroups: groups.map(({ name, source, weight, ballotGroup, questions }, i) => ({
      id: `r${i + 1}`,
      name,
      source,
      kind: source === 'ballots' ? 'panel' : 'sample',
      ...((weight ?? '') === '' ? {} : { weight }),
      ...((ballotGroup ?? '') === '' ? {} : { ballotGroup }),
      questions: readQuestions(questions),
    })),
  };
}

function fromPlan(leaf: string, plan: SatisfactionPlan): Partial<PlanValues> {
  return {
    leaf,
    table: typeof plan.table === 'string' ? plan.table : plan.table.id,
    satisfied: [...(plan.satisfied ?? [])],
    groups: plan.raterGroups.map(({ name, source, weight, ballotGroup, questions }) => ({
      name,
      source,
      ...(weight === undefined ? {} : { weight }),
      ...(ballotGroup === undefined ? {} : { ballotGroup }),
      questions: questions
        .map(({ id, name: words, weight: share }) => [id, words, share].filter(Boolean).join(' '))
        .join('\n'),
    })),
  };
}

const emptyGroup = { source: 'sheets', questions: '' };
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
  const present = scoring.plans.find((one) => one.leaf === leaf);
  const plan = present === undefined ? undefined : planSchema.parse(present.plan);
  return (
    <DialogButton<PlanValues>
      label={leaf === undefined ? '新增算法' : '改'}
      {...(leaf === undefined
        ? {}
        : { size: 'small' as const, accessibleLabel: `改：${present?.leafName ?? leaf}的算法` })}
      title="满意度的算法"
      okText="确定"
      width={760}
      initialValues={
        plan && leaf !== undefined
          ? fromPlan(leaf, plan)
          : { table: 'over5', satisfied: ['5', '4'], groups: [emptyGroup as never] }
      }
      onSubmit={async (values) => {
        const { reason, document, decidedBy } = values;
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: [{ key: `plan:${values.leaf}`, value: toPlan(values) }], reason, document, decidedBy },
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
      <Form.Item name="table" label="计分表" rules={required('请选计分表')}>
        <Select options={Object.entries(tableWords).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="satisfied" label="计入满意率的选项">
        <Select mode="multiple" options={['5', '4', '3', '2', '1'].map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.List name="groups">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }, i) => (
              <fieldset key={key} className="plain-fields">
                <legend>{`评价主体${i + 1}`}</legend>
                <Form.Item name={[name, 'name']} label="名称" rules={required('请写名称')}>
                  <Input maxLength={40} placeholder="例如：社会公众" />
                </Form.Item>
                <Form.Item name={[name, 'source']} label="答案从哪里来">
                  <Select options={Object.entries(sourceWords).map(([value, label]) => ({ value, label }))} />
                </Form.Item>
                <Form.Item name={[name, 'ballotGroup']} label="领导评价票的评价主体代码" extra="只有领导评价票要填">
                  <Input maxLength={20} />
                </Form.Item>
                <Form.Item name={[name, 'weight']} label="权重" extra="只有一个评价主体时可不填；几个时合计为1">
                  <Input maxLength={12} />
                </Form.Item>
                <Form.Item
                  name={[name, 'questions']}
                  label="题目"
                  extra="一行一题：题号 题目 权重（几题等权时不写权重），题号与问卷一致"
                  rules={required('至少写一题')}
                >
                  <Input.TextArea rows={3} placeholder="q1 总体满意度" />
                </Form.Item>
                {fields.length > 1 ? <Button onClick={() => remove(name)}>{`去掉评价主体${i + 1}`}</Button> : null}
              </fieldset>
            ))}
            <p>
              <Button onClick={() => add(emptyGroup)}>再加一个评价主体</Button>
            </p>
          </>
        )}
      </Form.List>
      <GroundsFields />
    </DialogButton>
  );
}

function TablePreview({ cycleId, leaf }: { readonly cycleId: string; readonly leaf: string }) {
  const preview = useRead(previewTables, { params: { cycleId, leaf } });
  return (
    <Reading query={preview} rows={3}>
      {({ tables }) => {
        const [base, ...others] = tables;
        if (!base) return <p>没有可比的计分表。</p>;
        const placeIn = (table: (typeof tables)[number], departmentId: string) =>
          table.rows.find((row) => row.departmentId === departmentId);
        return (
          <>
            <p>{others.map(({ id, moved }) => `换成${tableWords[id] ?? id}，${moved}个单位的先后会变`).join('；')}。</p>
            <DataTable
              caption="换一张计分表的结果"
              columns={[
                { key: 'name', title: '单位', render: ({ name }) => name },
                ...tables.map((table) => ({
                  key: table.id,
                  title: tableWords[table.id] ?? table.id,
                  kind: 'right' as const,
                  render: ({ departmentId }: { departmentId: string }) => {
                    const row = placeIn(table, departmentId);
                    return row?.score === null || row === undefined ? '—' : `${row.score}（第${row.place}）`;
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
            render: ({ plan }) =>
              planSchema
                .parse(plan)
                .raterGroups.map(
                  ({ name, source, weight, questions }) =>
                    `${name}${weight === undefined ? '' : ` ×${weight}`}（${sourceWords[source]}，${questions.length}题）`,
                )
                .join('；'),
          },
          {
            key: 'table',
            title: '计分表',
            kind: 'wrap',
            render: ({ plan }) => {
              const { table } = planSchema.parse(plan);
              const id = typeof table === 'string' ? table : table.id;
              return tableWords[id] ?? id;
            },
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
