/** What was set apart, by department and reason, and the decisions about it: one proposes, another confirms. Nobody sees an answer. */
import { App, Form, Input, Radio } from 'antd';
import {
  confirmPublicDecision,
  getPublicDesk,
  proposePublicDecision,
  quarantineLabels,
  withdrawPublicDecision,
  type PublicDecision,
  type PublicDesk,
  type QuarantineReason,
} from '#contract';
import { formatCount, formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { Section } from '../shared/page.tsx';

type Group = PublicDesk['groups'][number];

const words = (reasons: readonly string[]): string =>
  reasons
    .map((reason) => (Object.hasOwn(quarantineLabels, reason) ? quarantineLabels[reason as QuarantineReason] : reason))
    .join('；');
const acts = { exclude: '剔除', restore: '恢复计入' } as const;
const states = { proposed: '待另一人确认', confirmed: '已确认', withdrawn: '已撤回' } as const;

function Propose({ cycleId, group }: { readonly cycleId: string; readonly group: Group }) {
  const { message } = App.useApp();
  const propose = useWrite(proposePublicDecision, [getPublicDesk]);
  const { departmentId, department, reasons, count } = group;
  return (
    <DialogButton<{ act: 'exclude' | 'restore'; grounds: string }>
      label="处理"
      size="small"
      accessibleLabel={`处理${department}的${count}份`}
      title={`处理${department}的${count}份答卷`}
      okText="提出"
      initialValues={{ act: 'exclude' }}
      onSubmit={async ({ act, grounds }) => {
        await propose.mutateAsync({ params: { cycleId }, body: { departmentId, reasons: [...reasons], act, grounds } });
        void message.success('已提出，等另一个绩效办账号确认');
      }}
    >
      <p>隔离原因：{words(reasons)}。</p>
      <Form.Item name="act" label="怎样处理">
        <Radio.Group
          options={[
            { value: 'exclude', label: '剔除，不计入' },
            { value: 'restore', label: '恢复，计入' },
          ]}
        />
      </Form.Item>
      <Form.Item name="grounds" label="理由" rules={[{ required: true, min: 4, message: '请写明理由' }]}>
        <Input.TextArea rows={3} maxLength={300} />
      </Form.Item>
    </DialogButton>
  );
}

function Decide({ decision }: { readonly decision: PublicDecision }) {
  const confirm = useWrite(confirmPublicDecision, [getPublicDesk]);
  const withdraw = useWrite(withdrawPublicDecision, [getPublicDesk]);
  const params = { decisionId: decision.id };
  return (
    <>
      <DialogButton
        label="撤回"
        size="small"
        title="撤回处理意见"
        okText="撤回"
        onSubmit={() => withdraw.mutateAsync({ params })}
      >
        <p>撤回后这一组仍在隔离，可以重新提出。</p>
      </DialogButton>
      {decision.own ? (
        <span className="soft">须由另一人确认</span>
      ) : (
        <DialogButton
          label="确认"
          size="small"
          type="primary"
          title={`确认${acts[decision.act]}`}
          okText="确认"
          onSubmit={() => confirm.mutateAsync({ params, body: {} })}
        >
          <p>
            {decision.department}的{formatCount(decision.count)}份答卷将{acts[decision.act]}。理由：{decision.grounds}
          </p>
        </DialogButton>
      )}
    </>
  );
}

export function QuarantineDesk({ cycleId, desk }: { readonly cycleId: string; readonly desk: PublicDesk }) {
  const { person } = useSignedIn();
  const mayDecide = person.role === 'office';
  const groups: readonly Column<Group>[] = [
    { key: 'department', title: '单位', render: ({ department }) => department },
    { key: 'reasons', title: '原因', render: ({ reasons }) => words(reasons) },
    { key: 'count', title: '份数', kind: 'right', render: ({ count }) => formatCount(count) },
    ...(mayDecide
      ? [{ key: 'act', title: '操作', render: (group: Group) => <Propose cycleId={cycleId} group={group} /> }]
      : []),
  ];
  const decisions: readonly Column<PublicDecision>[] = [
    { key: 'department', title: '单位', render: ({ department }) => department },
    { key: 'act', title: '处理', render: ({ act, count }) => `${acts[act]}${formatCount(count)}份` },
    { key: 'grounds', title: '理由', render: ({ grounds, reasons }) => `${grounds}（${words(reasons)}）` },
    { key: 'by', title: '提出', render: ({ proposedBy, proposedAt }) => `${proposedBy} ${formatInstant(proposedAt)}` },
    {
      key: 'state',
      title: '状态',
      render: (decision) =>
        decision.state === 'proposed' && mayDecide ? (
          <Decide decision={decision} />
        ) : (
          `${states[decision.state]}${decision.confirmedBy === null ? '' : `（${decision.confirmedBy}）`}`
        ),
    },
  ];
  return (
    <>
      <Section title="隔离的答卷">
        <p className="soft">
          同时有两类反常（答案、来源、时间、速度）的才隔离。答题人看不出自己被隔离。剔除或恢复由两个绩效办账号决定。
        </p>
        <DataTable
          columns={groups}
          rows={desk.groups}
          rowKey={({ departmentId, reasons }) => `${departmentId} ${reasons.join(' ')}`}
          empty="没有隔离的答卷。"
        />
      </Section>
      {desk.decisions.length === 0 ? null : (
        <Section title="处理意见">
          <DataTable columns={decisions} rows={desk.decisions} rowKey={({ id }) => id} empty="" />
        </Section>
      )}
    </>
  );
}
