/** The ledger of deductions and bonuses, appeals against them, and late lists that may become an entry. */
import { App, Form, Input, InputNumber, Radio, Select } from 'antd';
import { addScoreEntry, decideScoreEntry, entryStateLabels, listScoreEntries, type ScoreEntry } from '#contract';
import { formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { DepartmentField, ledgerTouched, required } from './ledger-fields.tsx';
import type { Scoring } from './scoring.ts';

interface EntryValues {
  readonly departmentId: string;
  readonly kind: string;
  readonly points?: string;
  readonly times: number;
  readonly matter: string;
  readonly document: string;
}

function AddEntry({
  cycleId,
  scoring,
  preset,
}: {
  readonly cycleId: string;
  readonly scoring: Scoring;
  readonly preset?: Partial<EntryValues>;
}) {
  const { message } = App.useApp();
  const add = useWrite(addScoreEntry, ledgerTouched);
  return (
    <DialogButton<EntryValues>
      label={preset ? '记扣分' : '记一笔'}
      {...(preset ? { size: 'small' as const } : { type: 'primary' as const })}
      title="记一笔加分或扣分"
      okText="记入台账"
      initialValues={{ times: 1, ...preset }}
      onSubmit={async ({ kind, points, ...values }) => {
        const [side, name = ''] = kind.split(' ');
        await add.mutateAsync({
          params: { cycleId },
          body: {
            ...values,
            side: side === 'bonus' ? 'bonus' : 'deduction',
            kind: name,
            points: (points ?? '').trim() === '' ? null : points!.trim(),
          },
        });
        void message.success('已记入台账');
      }}
    >
      <DepartmentField scoring={scoring} />
      <Form.Item name="kind" label="种类" rules={required('请选种类')}>
        <Select
          options={scoring.entryKinds.map(({ side, kind, name, points, fixed }) => ({
            value: `${side} ${kind}`,
            label: `${side === 'deduction' ? '扣分' : '加分'}：${name}${points === 'fixed' ? `（每项${fixed}分）` : ''}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="points" label="每次的分值" extra="扣分也写正数；方案写明分值的、按设定标准的可不填">
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="times" label="次数">
        <InputNumber min={1} max={1000} precision={0} />
      </Form.Item>
      <Form.Item name="matter" label="事项" rules={required('请写明事项')}>
        <Input.TextArea rows={2} maxLength={400} />
      </Form.Item>
      <Form.Item name="document" label="依据文件" rules={required('请写明依据文件')}>
        <Input maxLength={200} />
      </Form.Item>
    </DialogButton>
  );
}

const entryTones = { 'in-force': 'info', appealed: 'wait', upheld: 'deep', revoked: 'plain' } as const;

function DecideEntry({ entry }: { readonly entry: ScoreEntry }) {
  const { message } = App.useApp();
  const decide = useWrite(decideScoreEntry, ledgerTouched);
  if (entry.state === 'revoked') return null;
  const appealed = entry.state === 'appealed';
  return (
    <DialogButton<{ revoke: boolean; decision: string; decidedBy: string }>
      label={appealed ? '处理申诉' : '撤销'}
      size="small"
      accessibleLabel={`${appealed ? '处理申诉' : '撤销'}：${entry.department.name}${entry.matter}`}
      title={appealed ? '处理申诉' : '撤销这一笔'}
      okText="确定"
      initialValues={{ revoke: !appealed }}
      onSubmit={async (values) => {
        await decide.mutateAsync({
          params: { entryId: entry.id },
          body: { ...values, revoke: appealed ? values.revoke : true },
        });
        void message.success('已处理');
      }}
    >
      <p>{`${entry.department.name}：${entry.matter}`}</p>
      {entry.appeal === null ? null : <p>{`申诉：${entry.appeal}`}</p>}
      {appealed ? (
        <Form.Item name="revoke" label="决定">
          <Radio.Group
            options={[
              { value: false, label: '维持' },
              { value: true, label: '撤销这一笔' },
            ]}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="decision" label="理由" rules={required('请写明理由')}>
        <Input.TextArea rows={2} maxLength={400} />
      </Form.Item>
      <Form.Item name="decidedBy" label="决定人" rules={required('请写明决定人')}>
        <Input maxLength={80} />
      </Form.Item>
    </DialogButton>
  );
}

export function Entries({ cycleId, scoring }: { readonly cycleId: string; readonly scoring: Scoring }) {
  const entries = useRead(listScoreEntries, { params: { cycleId } });
  const columns: readonly Column<ScoreEntry>[] = [
    { key: 'department', title: '单位', kind: 'tight', render: ({ department }) => department.name },
    {
      key: 'kind',
      title: '种类',
      render: ({ side, kindName }) => `${side === 'deduction' ? '扣分' : '加分'}：${kindName}`,
    },
    {
      key: 'points',
      title: '分值',
      kind: 'right',
      render: ({ points, times }) => `${points ?? '按标准'}${times === 1 ? '' : `×${times}`}`,
    },
    { key: 'matter', title: '事项', kind: 'wrap', render: ({ matter }) => matter },
    { key: 'document', title: '依据', kind: 'wrap', render: ({ document }) => document },
    {
      key: 'state',
      title: '状态',
      render: ({ state, decision, decidedBy }) => (
        <>
          <Mark tone={entryTones[state]}>{entryStateLabels[state]}</Mark>
          {decision === null ? null : <div className="small soft">{`${decidedBy ?? ''}：${decision}`}</div>}
        </>
      ),
    },
    { key: 'by', title: '录入', render: ({ enteredBy, enteredAt }) => `${formatInstant(enteredAt)} ${enteredBy}` },
    { key: 'act', title: '操作', kind: 'tight', render: (entry) => <DecideEntry entry={entry} /> },
  ];
  const late =
    scoring.entryKinds.find(({ kind }) => kind === 'late-quality') ??
    scoring.entryKinds.find(({ side }) => side === 'deduction');
  return (
    <Section
      title="加扣分台账"
      actions={scoring.entryKinds.length === 0 ? undefined : <AddEntry cycleId={cycleId} scoring={scoring} />}
    >
      {scoring.entryKinds.length === 0 ? <p>这个方案没有另外的加扣分，加扣分都在各指标的得分里。</p> : null}
      <Reading query={entries} rows={3}>
        {({ items, lateLists }) => (
          <>
            {scoring.entryKinds.length === 0 && items.length === 0 ? null : (
              <DataTable
                caption="加扣分台账"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                empty="台账还是空的。"
              />
            )}
            {lateLists.length > 0 ? (
              <details className="gap-above">
                <summary>{`逾期报送的名单（${lateLists.length}份），是否扣分由人决定`}</summary>
                <DataTable
                  columns={[
                    { key: 'department', title: '单位', render: ({ department }) => department.name },
                    { key: 'list', title: '名单', render: ({ list }) => list },
                    { key: 'receivedAt', title: '收到', render: ({ receivedAt }) => formatInstant(receivedAt) },
                    {
                      key: 'act',
                      title: '操作',
                      kind: 'tight',
                      render: ({ department, list, receivedAt }) =>
                        late ? (
                          <AddEntry
                            cycleId={cycleId}
                            scoring={scoring}
                            preset={{
                              departmentId: department.id,
                              kind: `${late.side} ${late.kind}`,
                              matter: `${list}逾期报送，${formatInstant(receivedAt)}收到`,
                            }}
                          />
                        ) : null,
                    },
                  ]}
                  rows={lateLists}
                  rowKey={({ department, list }) => `${department.id} ${list}`}
                  empty=""
                />
              </details>
            ) : null}
          </>
        )}
      </Reading>
    </Section>
  );
}
