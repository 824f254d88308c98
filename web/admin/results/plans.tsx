/** How satisfaction of each leaf is asked: rater groups, sources, weights, points table; and what another table would do. */
import { App, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { channelLabels, decideScore, listScoreDecisions, previewTables, questionnaireKindLabels } from '#contract';
import { planSchema, questionnaireKinds, type SatisfactionPlan } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { DataTable } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { describeQuestionnaire, describeWay, sourceWords, tableWords } from './words.ts';

interface PlanValues extends Grounds {
  readonly leaf: string;
  readonly table: string;
  readonly satisfied: string[];
  readonly groups: readonly GroupValues[];
}

interface GroupValues {
  /** Of the plan that is changed: what the form does not show is kept. */
  readonly id?: string;
  readonly name: string;
  readonly source: keyof typeof sourceWords;
  readonly questionnaire?: string;
  readonly channels?: readonly string[];
  readonly weight?: string;
  readonly minBase?: number | null;
  readonly ballotGroup?: string;
  readonly questions: string;
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

/** A plan as the form says it; of the plan before, what the form does not show: settings, bases of warnings, trimming. */
function toPlan({ table, satisfied, groups }: PlanValues, before: SatisfactionPlan | undefined): object {
  const ids = new Set(groups.flatMap(({ id }) => id ?? []));
  const free = Array.from({ length: groups.length + ids.size }, (_, i) => `r${i + 1}`).filter((id) => !ids.has(id));
  return {
    ...(before?.settings === undefined ? {} : { settings: before.settings }),
    table,
    satisfied,
    raterGroups: groups.map(
      ({ id, name, source, questionnaire, channels = [], weight, minBase, ballotGroup, questions }) => {
        const old = before?.raterGroups.find((one) => one.id === id);
        const { warnBase, trim } = old ?? {};
        return {
          id: id ?? free.shift(),
          name,
          source,
          kind: source === 'ballots' ? 'panel' : (old?.kind ?? 'sample'),
          ...(source === 'sheets' && (questionnaire ?? '') !== '' ? { questionnaire } : {}),
          ...(source === 'sheets' && channels.length > 0 ? { channels } : {}),
          ...((weight ?? '') === '' ? {} : { weight }),
          ...(source === 'ballots' && (ballotGroup ?? '') !== '' ? { ballotGroup } : {}),
          ...(typeof minBase === 'number' ? { minBase } : {}),
          ...(warnBase === undefined ? {} : { warnBase }),
          ...(trim === undefined ? {} : { trim }),
          questions: readQuestions(questions),
        };
      },
    ),
  };
}

function fromPlan(leaf: string, plan: SatisfactionPlan): Partial<PlanValues> {
  return {
    leaf,
    table: typeof plan.table === 'string' ? plan.table : plan.table.id,
    satisfied: [...(plan.satisfied ?? [])],
    groups: plan.raterGroups.map(
      ({ id, name, source, questionnaire, channels, weight, minBase, ballotGroup, questions }) => ({
        id,
        name,
        source,
        ...(questionnaire === undefined ? {} : { questionnaire }),
        ...(channels === undefined ? {} : { channels: [...channels] }),
        ...(weight === undefined ? {} : { weight }),
        ...(minBase === undefined ? {} : { minBase }),
        ...(ballotGroup === undefined ? {} : { ballotGroup }),
        questions: questions
          .map(({ id, name: words, weight: share }) => [id, words, share].filter(Boolean).join(' '))
          .join('\n'),
      }),
    ),
  };
}

const emptyGroup = { source: 'sheets', questions: '' };
const required = (message: string) => [{ required: true, message }];

const kinds = questionnaireKinds.filter((kind) => kind !== 'leader');
const ways = ['telephone', 'paper', 'link', 'web'] as const;

/** What has to be said of one source and not of the others. */
function SourceFields({ name, source }: { readonly name: number; readonly source: string }) {
  if (source === 'ballots')
    return (
      <Form.Item
        name={[name, 'ballotGroup']}
        label="领导评价票的评价主体代码"
        rules={required('请写领导评价设置里的代码')}
      >
        <Input maxLength={20} />
      </Form.Item>
    );
  if (source !== 'sheets') return null;
  return (
    <>
      <Form.Item name={[name, 'questionnaire']} label="问卷" rules={required('请选问卷')}>
        <Select options={kinds.map((value) => ({ value, label: questionnaireKindLabels[value] }))} />
      </Form.Item>
      <Form.Item
        name={[name, 'channels']}
        label="回答的方式"
        extra="不选，则电话、纸质、个人链接都算，网上评议不算。网上评议不是抽样：要计分，请单设一个评价主体只选“公开网页”，它的权重就是上限。"
      >
        <Select
          mode="multiple"
          allowClear
          placeholder="抽样的各种方式"
          options={ways.map((value) => ({ value, label: channelLabels[value] }))}
        />
      </Form.Item>
    </>
  );
}

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
          body: { items: [{ key: `plan:${values.leaf}`, value: toPlan(values, plan) }], reason, document, decidedBy },
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
                <Form.Item name={[name, 'id']} hidden>
                  <Input />
                </Form.Item>
                <Form.Item noStyle shouldUpdate>
                  {({ getFieldValue }) => (
                    <SourceFields name={name} source={getFieldValue(['groups', name, 'source']) as string} />
                  )}
                </Form.Item>
                <Form.Item name={[name, 'weight']} label="权重" extra="只有一个评价主体时可不填；几个时合计为1">
                  <Input maxLength={12} />
                </Form.Item>
                <Form.Item
                  name={[name, 'minBase']}
                  label="最少有效份数"
                  extra="一个单位收到的有效评价少于它，不出分；不填按30份，领导评价票按5份"
                >
                  <InputNumber min={1} max={100000} precision={0} />
                </Form.Item>
                <Form.Item
                  name={[name, 'questions']}
                  label="题目"
                  extra="一行一题：题号 题目 权重（几题等权时不写权重）。题号与问卷一致，矩阵题写到行，例如 q1.duty；领导评价票只有一题，题号任写"
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
                  ({ name, source, questionnaire, channels, weight, questions }) =>
                    `${name}${weight === undefined ? '' : ` ×${weight}`}（${[
                      sourceWords[source],
                      ...(questionnaire === undefined ? [] : [describeQuestionnaire(questionnaire)]),
                      ...(channels ?? []).map(describeWay),
                    ].join('，')}，${questions.length}题）`,
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
