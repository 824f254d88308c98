/** 按协商调整: which rules of the check the office waived for this frame, who agreed, when and why; adding one, withdrawing one. */
import { App, Form, Input, InputNumber, Select } from 'antd';
import {
  addExemption,
  exemptionCheckLabels,
  exemptionCheckSchema,
  getFrame,
  listExemptions,
  listFindings,
  listFrames,
  withdrawExemption,
  type ExemptionCheck,
  type FrameExemption,
} from '#contract';
import { formatDay, formatInstant } from '../format.ts';
import { useRead, useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DataTable, type Column } from '../shared/data-table.tsx';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Mark } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import type { FrameWithHistory } from './frame-page.tsx';

/** What each adjustment does, for the person who records it. */
const meanings: Readonly<Record<ExemptionCheck, string>> = {
  minimum: '可用人数达到同意的人数即可，不按原定的最低人数。',
  coverage: '下面写明的市县可以没有人；不写则全部市县都不要求。',
  address: '没有具体地址的行照常计入。',
  disjoint: '同一个人可以同时在本部门的两份名单里。',
  department: '表上的报送单位可以与提交的部门不同。',
  template: '表的标题可以与应报的附件不同。',
  withheld: '不报姓名的行，只要有职务和可拨打的号码，每行计一人。',
};

const touched = [listExemptions, getFrame, listFrames, listFindings];

interface Agreement {
  readonly check: ExemptionCheck;
  readonly minimum?: number;
  readonly places?: string;
  readonly agreedBy: string;
  readonly date: string;
  readonly reason: string;
}

const splitPlaces = (text: string | undefined): string[] => (text ?? '').split(/[\s、，,;；]+/).filter(Boolean);

/** The fields that depend on which rule is adjusted. */
function FieldsOfCheck() {
  const check = Form.useWatch<ExemptionCheck | undefined>('check', { preserve: true });
  const fields = addExemption.body.shape;
  return (
    <>
      {check === undefined ? null : <p className="soft">{meanings[check]}</p>}
      {check === 'minimum' ? (
        <Form.Item
          name="minimum"
          label="同意的人数"
          required
          rules={[{ required: true, message: '写0到100000的整数' }, fieldRule(fields.minimum, '写0到100000的整数')]}
        >
          <InputNumber min={0} max={100_000} precision={0} />
        </Form.Item>
      ) : null}
      {check === 'coverage' ? (
        <Form.Item name="places" label="可以没有人的市县" extra="写全称，用顿号或换行隔开；不写表示全部市县">
          <Input.TextArea rows={2} placeholder="例如：横县、邕宁区" />
        </Form.Item>
      ) : null}
    </>
  );
}

function AddExemption({ frame }: { readonly frame: FrameWithHistory }) {
  const { message } = App.useApp();
  const { today } = useSignedIn();
  const add = useWrite(addExemption, touched);
  const fields = addExemption.body.shape;
  return (
    <DialogButton<Agreement>
      label="新增调整"
      title={`${frame.department.name}：按协商调整`}
      okText="记下调整"
      initialValues={{ check: 'minimum', date: today }}
      onSubmit={async ({ check, minimum, places, agreedBy, date, reason }) => {
        const named = check === 'coverage' ? splitPlaces(places) : [];
        await add.mutateAsync({
          params: { frameId: frame.id },
          body: {
            check,
            agreedBy,
            date,
            reason,
            ...(check === 'minimum' && minimum !== undefined ? { minimum } : {}),
            ...(named.length > 0 ? { places: named } : {}),
          },
        });
        void message.success('调整已记下，没有接收的报送已按新要求重新审核');
      }}
    >
      <p>工作涉密、人数确实不够等特殊情况，经协商可以调整。谁同意的、何时、为什么，都写进审核结果和留痕。</p>
      <Form.Item name="check" label="调整哪一项">
        <Select
          options={exemptionCheckSchema.options.map((value) => ({ value, label: exemptionCheckLabels[value] }))}
        />
      </Form.Item>
      <FieldsOfCheck />
      <Form.Item
        name="agreedBy"
        label="谁同意的"
        required
        rules={[fieldRule(fields.agreedBy, '写明同意的人，2到40个字')]}
      >
        <Input maxLength={40} placeholder="例如：绩效办二处 李处长" />
      </Form.Item>
      <DayField name="date" label="同意的日期" />
      <Form.Item name="reason" label="原因" required rules={[fieldRule(fields.reason, '写明原因，4到200个字')]}>
        <Input.TextArea
          maxLength={200}
          showCount
          rows={3}
          placeholder="例如：该厅服务对象仅有120家，来函〔2026〕15号"
        />
      </Form.Item>
    </DialogButton>
  );
}

function describeWhat({ check, minimum, places }: FrameExemption): string {
  if (check === 'minimum') return `${exemptionCheckLabels[check]}：${minimum}人`;
  if (check === 'coverage') return `${exemptionCheckLabels[check]}：${places ? places.join('、') : '全部市县'}`;
  return exemptionCheckLabels[check];
}

function WithdrawExemption({ frame, one }: { readonly frame: FrameWithHistory; readonly one: FrameExemption }) {
  const { message } = App.useApp();
  const withdraw = useWrite(withdrawExemption, touched);
  return (
    <DialogButton
      label="撤销"
      size="small"
      danger
      accessibleLabel={`撤销调整“${describeWhat(one)}”`}
      title={`撤销调整“${describeWhat(one)}”？`}
      okText="撤销调整"
      onSubmit={async () => {
        await withdraw.mutateAsync({ params: { frameId: frame.id, exemptionId: one.id } });
        void message.success('已撤销，没有接收的报送已重新审核');
      }}
    >
      <p>撤销以后按原来的要求审核。没有接收的报送会当即重新审核，可能因此不通过。</p>
    </DialogButton>
  );
}

export function Exemptions({ frame }: { readonly frame: FrameWithHistory }) {
  const exemptions = useRead(listExemptions, { params: { frameId: frame.id } });
  const open = frame.state !== 'locked';
  const columns: readonly Column<FrameExemption>[] = [
    { key: 'what', title: '调整', kind: 'wrap', render: describeWhat },
    { key: 'agreedBy', title: '谁同意的', kind: 'wrap', render: ({ agreedBy }) => agreedBy },
    { key: 'date', title: '同意日期', kind: 'tight', render: ({ date }) => formatDay(date) },
    { key: 'reason', title: '原因', kind: 'wide', render: ({ reason }) => reason },
    {
      key: 'recorded',
      title: '记录',
      kind: 'wrap',
      render: ({ recordedBy, recordedAt }) => (
        <span className="soft small">
          {recordedBy}，{formatInstant(recordedAt)}
        </span>
      ),
    },
    {
      key: 'state',
      title: '现状',
      kind: 'tight',
      render: (one) => {
        if (one.withdrawn)
          return (
            <>
              <Mark tone="plain">已撤销</Mark>{' '}
              <span className="soft small">
                {one.withdrawn.by}，{formatInstant(one.withdrawn.at)}
              </span>
            </>
          );
        return open ? <WithdrawExemption frame={frame} one={one} /> : <Mark tone="good">有效</Mark>;
      },
    },
  ];
  return (
    <Section title="按协商调整" {...(open ? { actions: <AddExemption frame={frame} /> } : {})}>
      <Reading query={exemptions}>
        {({ items }) => (
          <DataTable columns={columns} rows={items} rowKey={({ id }) => id} empty="没有调整，按文件规定的要求审核。" />
        )}
      </Reading>
    </Section>
  );
}
