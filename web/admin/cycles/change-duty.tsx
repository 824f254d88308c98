/** Changing what an appraisee must file, by consultation: who agreed and why is asked for and kept in the audit trail. */
import { App, Form, Input, InputNumber, Select } from 'antd';
import { changeFrameDuty, coverageSchema, getCycle, getFrame, listFrames, type Frame } from '#contract';
import { useWrite } from '../query.ts';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { coverageLabels, nameList } from '../shared/words.ts';
import type { Appraisee } from './appraisees.tsx';

interface Agreement {
  readonly minimum: number;
  readonly coverage: Frame['coverage'];
  readonly deadlineOn: string;
  readonly agreedBy: string;
  readonly reason: string;
}

export function ChangeDuty({
  duty,
  deadlineOn,
  department,
}: {
  readonly duty: Appraisee['frames'][number];
  readonly deadlineOn: string;
  readonly department: string;
}) {
  const { message } = App.useApp();
  const change = useWrite(changeFrameDuty, [getCycle, listFrames, getFrame]);
  const fields = changeFrameDuty.body.shape;
  return (
    <DialogButton<Agreement>
      label="调整要求"
      size="small"
      accessibleLabel={`调整${department}${nameList(duty)}的要求`}
      title={`调整${department}${nameList(duty)}的要求`}
      okText="保存调整"
      initialValues={{ minimum: duty.minimum, coverage: duty.coverage, deadlineOn }}
      onSubmit={async ({ minimum, coverage, deadlineOn: day, agreedBy, reason }) => {
        await change.mutateAsync({
          params: { frameId: duty.frameId },
          body: {
            agreedBy,
            reason,
            ...(minimum === duty.minimum ? {} : { minimum }),
            ...(coverage === duty.coverage ? {} : { coverage }),
            ...(day === deadlineOn ? {} : { deadlineOn: day }),
          },
        });
        void message.success('要求已调整，没有接收的报送已按新要求重新审核');
      }}
    >
      <p>
        人数确实不够、工作涉密等特殊情况，经协商可以调整。调整和依据都记入留痕；没有接收的报送当即按新要求重新审核。
      </p>
      <Form.Item
        name="minimum"
        label="最少人数"
        required
        extra="写0表示不限人数"
        rules={[fieldRule(fields.minimum, '写0到100000的整数')]}
      >
        <InputNumber min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item name="coverage" label="覆盖要求">
        <Select options={coverageSchema.options.map((value) => ({ value, label: coverageLabels[value] }))} />
      </Form.Item>
      <DayField name="deadlineOn" label="截止日期" />
      <Form.Item
        name="agreedBy"
        label="谁同意的"
        required
        rules={[fieldRule(fields.agreedBy, '写明同意调整的人，2到40个字')]}
      >
        <Input maxLength={40} placeholder="例如：绩效办二处 李处长" />
      </Form.Item>
      <Form.Item name="reason" label="依据" required rules={[fieldRule(fields.reason, '写明依据，4到200个字')]}>
        <Input.TextArea maxLength={200} showCount rows={3} placeholder="例如：该厅全系统仅有320人，来函〔2026〕15号" />
      </Form.Item>
    </DialogButton>
  );
}
