/** What the documents leave open: one line a question, with the suggestion and its reason, and who decided. */
import { App, Form, Input, InputNumber, Select } from 'antd';
import { decideScore, listScoreDecisions, type OpenSetting } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { GroundsFields, type Grounds } from './grounds.tsx';
import { scoringTouched, type Scoring } from './scoring.ts';
import { describeValue } from './words.ts';

const touched = [...scoringTouched, listScoreDecisions];

/** What is chosen travels as JSON text, because a choice may be true, or an order of words. */
const asText = (value: unknown): string => JSON.stringify(value);

interface DecisionValues extends Grounds {
  readonly value?: string | number;
  readonly weights?: Record<string, string>;
}

function valueOf(setting: OpenSetting, { value, weights }: DecisionValues): unknown {
  if (setting.kind === 'integer') return value;
  if (setting.kind === 'number') return String(value);
  if (setting.kind === 'choice') return JSON.parse(String(value));
  const given = Object.fromEntries(Object.entries(weights ?? {}).filter(([, weight]) => (weight ?? '').trim() !== ''));
  if (setting.kind === 'weights' && Object.keys(given).length === 0)
    return value === undefined ? {} : JSON.parse(String(value));
  return Object.fromEntries(Object.entries(given).map(([key, weight]) => [key, weight.trim()]));
}

function ValueField({ setting }: { readonly setting: OpenSetting }) {
  if (setting.kind === 'choice')
    return (
      <Form.Item name="value" label={setting.name} rules={[{ required: true, message: '请选一项' }]}>
        <Select options={setting.values.map((value) => ({ value: asText(value), label: describeValue(value) }))} />
      </Form.Item>
    );
  if (setting.kind === 'integer')
    return (
      <Form.Item name="value" label={setting.name} rules={[{ required: true, message: '请填写' }]}>
        <InputNumber min={Number(setting.from)} max={Number(setting.to)} precision={0} />
      </Form.Item>
    );
  if (setting.kind === 'number')
    return (
      <Form.Item
        name="value"
        label={setting.name}
        extra={`${setting.from}到${setting.to}之间`}
        rules={[{ required: true, message: '请填写' }]}
      >
        <Input />
      </Form.Item>
    );
  return (
    <>
      {setting.values.length > 0 ? (
        <Form.Item name="value" label={setting.name}>
          <Select
            allowClear
            placeholder="或在下面逐项填写"
            options={setting.values.map((value) => ({ value: asText(value), label: describeValue(value) }))}
          />
        </Form.Item>
      ) : null}
      {setting.perGroup ? null : (
        <fieldset className="plain-fields">
          <legend>{setting.kind === 'tariff' ? '每次的分值' : '各项的权重，合计正好为1'}</legend>
          {setting.members.map((member) => (
            <Form.Item key={member} name={['weights', member]} label={member}>
              <Input />
            </Form.Item>
          ))}
        </fieldset>
      )}
    </>
  );
}

function initialOf(setting: OpenSetting): Partial<DecisionValues> {
  const value = setting.decision?.value ?? setting.suggestion;
  if (value === null || value === undefined) return {};
  if (setting.kind === 'choice') return { value: asText(value) };
  if (setting.kind === 'integer') return { value: Number(value) };
  if (setting.kind === 'number') return { value: typeof value === 'string' ? value : asText(value) };
  return typeof value === 'object' ? { weights: value as Record<string, string> } : { value: asText(value) };
}

function Decide({ cycleId, setting }: { readonly cycleId: string; readonly setting: OpenSetting }) {
  const { message } = App.useApp();
  const decide = useWrite(decideScore, touched);
  return (
    <DialogButton<DecisionValues>
      label={setting.decision === null ? (setting.certainty === 'low' ? '单独确认' : '设定') : '改'}
      accessibleLabel={`${setting.decision === null ? '设定' : '改'}：${setting.name}`}
      size="small"
      title={setting.name}
      okText="确定"
      initialValues={initialOf(setting)}
      onSubmit={async (values) => {
        const { reason, document, decidedBy } = values;
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: [{ key: setting.key, value: valueOf(setting, values) }], reason, document, decidedBy },
        });
        void message.success('已设定');
      }}
    >
      {setting.why === null ? null : (
        <p className="soft">{`建议${describeValue(setting.suggestion)}：${setting.why}。`}</p>
      )}
      <ValueField setting={setting} />
      <GroundsFields />
    </DialogButton>
  );
}

function DecideSuggested({ cycleId, open }: { readonly cycleId: string; readonly open: readonly OpenSetting[] }) {
  const { message } = App.useApp();
  const decide = useWrite(decideScore, touched);
  if (open.length === 0) return null;
  return (
    <DialogButton<Grounds>
      label={`按建议值设定其余${open.length}项`}
      title={`按建议值设定${open.length}项`}
      okText="一并设定"
      onSubmit={async (values) => {
        await decide.mutateAsync({
          params: { cycleId },
          body: { items: open.map(({ key, suggestion }) => ({ key, value: suggestion })), ...values },
        });
        void message.success(`已设定${open.length}项`);
      }}
    >
      <ul className="plain-list">
        {open.map(({ key, name, suggestion }) => (
          <li key={key}>{`${name}：${describeValue(suggestion)}`}</li>
        ))}
      </ul>
      <GroundsFields />
    </DialogButton>
  );
}

function History({ cycleId }: { readonly cycleId: string }) {
  const decisions = useRead(listScoreDecisions, { params: { cycleId } });
  return (
    <details className="gap-above">
      <summary>历次设定</summary>
      <Reading query={decisions} rows={2}>
        {({ items }) => (
          <DataTable
            columns={[
              { key: 'key', title: '事项', render: ({ key }) => key },
              { key: 'value', title: '值', kind: 'wrap', render: ({ value }) => describeValue(value).slice(0, 200) },
              { key: 'reason', title: '理由', kind: 'wrap', render: ({ reason }) => reason },
              { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
              { key: 'decidedBy', title: '决定', render: ({ decidedBy }) => decidedBy },
              {
                key: 'entered',
                title: '录入',
                render: ({ enteredBy, enteredAt }) => `${formatInstant(enteredAt)} ${enteredBy}`,
              },
            ]}
            rows={items}
            rowKey={(_, index) => index}
            empty="还没有设定过。"
          />
        )}
      </Reading>
    </details>
  );
}

export function SettingsSection({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const open = scoring.settings.filter(({ needed, decision }) => needed && decision === null);
  const suggested = open.filter(({ certainty, suggestion }) => certainty === null && suggestion !== null);
  const columns: readonly Column<OpenSetting>[] = [
    { key: 'name', title: '事项', kind: 'wrap', render: ({ name }) => name },
    {
      key: 'state',
      title: '现在',
      kind: 'wrap',
      render: ({ decision, needed, certainty, suggestion }) =>
        decision === null ? (
          needed ? (
            <>
              <Mark tone="bad">未设定</Mark>{' '}
              {certainty === 'low' ? <Mark tone="wait">原文依据不足，须单独确认</Mark> : null}
            </>
          ) : (
            <span className="soft">{suggestion === null ? '用到时再定' : describeValue(suggestion)}</span>
          )
        ) : (
          describeValue(decision.value)
        ),
    },
    {
      key: 'by',
      title: '依据',
      kind: 'wrap',
      render: ({ decision, why, suggestion }) =>
        decision === null ? (
          why === null ? null : (
            <span className="soft">{`建议：${describeValue(suggestion)}。${why}`}</span>
          )
        ) : (
          `${decision.decidedBy}，${decision.document}（${formatInstant(decision.enteredAt)} ${decision.enteredBy}录入）`
        ),
    },
    { key: 'act', title: '操作', kind: 'tight', render: (setting) => <Decide cycleId={cycleId} setting={setting} /> },
  ];
  return (
    <Section
      title={open.length === 0 ? '文件没有规定的事项（都已设定）' : `文件没有规定的事项（${open.length}项未设定）`}
      actions={<DecideSuggested cycleId={cycleId} open={suggested} />}
    >
      <DataTable
        caption="文件没有规定的事项"
        columns={columns}
        rows={scoring.settings.toSorted(
          (a, b) => Number(b.needed && b.decision === null) - Number(a.needed && a.decision === null),
        )}
        rowKey={({ key }) => key}
        empty="方案没有留下要设定的事项。"
      />
      <History cycleId={cycleId} />
    </Section>
  );
}
