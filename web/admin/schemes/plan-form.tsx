/**
 * How satisfaction of a leaf is asked, as the fields of a dialog: points table, what counts as satisfied, rater groups with their
 * sources, weights and questions, and the rules of counting. Used for a scheme and for a cycle.
 */
import { Alert, Button, Form, Input, InputNumber, Select } from 'antd';
import { channelLabels, listPointsTables, questionnaireKindLabels, type PointsTableView } from '#contract';
import { questionnaireKinds } from '#surveys';
import { useRead } from '../query.ts';
import { describeTable, keyOfView, sourceWords } from '../results/words.ts';
import { emptyGroup } from './plan-values.ts';

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

/** The rules of counting a group of raters that are rarely changed. */
function KindFields({
  name,
  source,
  panel,
}: {
  readonly name: number;
  readonly source: string;
  readonly panel: boolean;
}) {
  return (
    <>
      {source === 'ballots' ? null : (
        <Form.Item
          name={[name, 'kind']}
          label="评价人"
          extra="名单上的人各评一票的（如领导、代表），人数少时不列计数，可以去掉最高最低"
        >
          <Select
            options={[
              { value: 'sample', label: '抽样或公开调查的回答者' },
              { value: 'panel', label: '名单上的人，逐人评价' },
            ]}
          />
        </Form.Item>
      )}
      {panel ? (
        <fieldset className="plain-fields">
          <legend>去掉最高、最低的票（不填则不去）</legend>
          <div className="filters">
            <Form.Item name={[name, 'trim', 'high']} label="最高几票">
              <InputNumber min={0} max={1000} precision={0} />
            </Form.Item>
            <Form.Item name={[name, 'trim', 'low']} label="最低几票">
              <InputNumber min={0} max={1000} precision={0} />
            </Form.Item>
            <Form.Item name={[name, 'trim', 'minBallots']} label="不少于几票才去" extra="不填按7票">
              <InputNumber min={1} max={1000} precision={0} />
            </Form.Item>
          </div>
        </fieldset>
      ) : null}
      <Form.Item name={[name, 'warnBase']} label="少于多少份要提醒" extra="不填按100份；逐人评价的不提醒">
        <InputNumber min={0} max={100000} precision={0} />
      </Form.Item>
    </>
  );
}

const denominators = [
  { value: 'valid', label: '有效答案' },
  { value: 'returned', label: '收回的全部（含不了解、弃权、废票）' },
  { value: 'eligible', label: '应评的全部' },
];

/** Denominators, 不了解 and missing groups: presets unless somebody says otherwise. */
function RuleFields() {
  return (
    <details className="gap">
      <summary>分母、缺答和不了解（不填按常用办法）</summary>
      <Form.Item name={['settings', 'scoreDenominator']} label="得分的分母" extra="不填：有效答案">
        <Select allowClear options={denominators} />
      </Form.Item>
      <Form.Item name={['settings', 'rateDenominator']} label="满意率的分母" extra="不填：有效答案">
        <Select allowClear options={denominators} />
      </Form.Item>
      <Form.Item name={['settings', 'emptyCell']} label="有一类评价主体或一题没有得分时" extra="不填：不出分，等补齐">
        <Select
          allowClear
          options={[
            { value: 'block', label: '不出分，等补齐' },
            { value: 'redistribute', label: '由其余的按权重分担' },
          ]}
        />
      </Form.Item>
      <Form.Item name={['settings', 'decimals']} label="显示的小数位数" extra="不填：2位；计入总分的是精确值">
        <InputNumber min={0} max={4} precision={0} />
      </Form.Item>
      <Form.Item
        name={['settings', 'noOpinionLimit']}
        label="不了解超过多少要说明"
        extra="占收回的比例，如 0.5 或 1/2；不填：1/2"
      >
        <Input maxLength={12} />
      </Form.Item>
      <Form.Item name={['settings', 'noOpinionEffect']} label="不了解过多时" extra="不填：只作说明">
        <Select
          allowClear
          options={[
            { value: 'flag', label: '只作说明' },
            { value: 'block', label: '不出分' },
          ]}
        />
      </Form.Item>
    </details>
  );
}

/** The points table, with the warning for a high floor, and which of its options count as satisfied. */
function TableFields({ tables }: { readonly tables: readonly PointsTableView[] }) {
  const chosen = Form.useWatch('table') as string | undefined;
  const table = tables.find((one) => keyOfView(one) === chosen);
  return (
    <>
      <Form.Item
        name="table"
        label="计分表"
        rules={required('请选计分表')}
        extra="自己的计分表在“评价方案”页添；一旦用上，以后出新版也不影响"
      >
        <Select
          options={tables.map((one) => ({ value: keyOfView(one), label: describeTable(one) }))}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
      {table?.floorHigh === true ? (
        <Alert
          className="gap"
          type="warning"
          showIcon
          title={`这张表最差的一档也有${table.points.at(-1)?.points}分`}
          description="全部答“最差”也像及格了一半，公布后容易被质疑；如确要使用，请在理由里写明。"
        />
      ) : null}
      <Form.Item name="satisfied" label="计入满意率的选项" extra="文件没有写明的，不选，则不出满意率">
        <Select
          mode="multiple"
          options={(table?.points ?? []).map(({ code, points }) => ({ value: code, label: `${code}（${points}分）` }))}
        />
      </Form.Item>
    </>
  );
}

export function usePointsTables(): readonly PointsTableView[] {
  return useRead(listPointsTables, {}).data?.items ?? [];
}

export function PlanFields({ tables }: { readonly tables: readonly PointsTableView[] }) {
  return (
    <>
      <TableFields tables={tables} />
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
                <Form.Item noStyle shouldUpdate>
                  {({ getFieldValue }) => {
                    const source = getFieldValue(['groups', name, 'source']) as string;
                    return (
                      <KindFields
                        name={name}
                        source={source}
                        panel={source === 'ballots' || getFieldValue(['groups', name, 'kind']) === 'panel'}
                      />
                    );
                  }}
                </Form.Item>
                <Form.Item
                  name={[name, 'minBase']}
                  label="最少有效份数"
                  extra="一个单位收到的有效评价少于它，不出分；不填按30份，逐人评价的按5份"
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
      <RuleFields />
    </>
  );
}
