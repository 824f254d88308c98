/** When something is due, in words; the office sets it, or leaves it 未设定. */
import { App } from 'antd';
import { formatDay } from '../format.ts';
import { DayField } from './day-field.tsx';
import { DialogButton } from './dialog-button.tsx';

export const nameDeadline = (deadlineOn: string | null): string =>
  deadlineOn === null ? '未设定' : formatDay(deadlineOn);

export function SetDeadline({
  what,
  deadlineOn,
  suggested,
  onSet,
}: {
  /** What is due, e.g. 情况表（附件8）. */
  readonly what: string;
  readonly deadlineOn: string | null;
  /** The day the field starts with when none is set. */
  readonly suggested: string;
  readonly onSet: (deadlineOn: string | null) => Promise<unknown>;
}) {
  const { message } = App.useApp();
  return (
    <>
      <DialogButton<{ deadlineOn: string }>
        label={deadlineOn === null ? '设定截止日期' : '修改截止日期'}
        title={`${what}的截止日期`}
        okText="保存"
        initialValues={{ deadlineOn: deadlineOn ?? suggested }}
        onSubmit={async (values) => {
          await onSet(values.deadlineOn);
          void message.success('截止日期已保存');
        }}
      >
        <p>{`只管${what}，与抽样框的截止日期无关。过期后仍可填报，会标为逾期。`}</p>
        <DayField name="deadlineOn" label="截止日期" />
      </DialogButton>
      {deadlineOn === null ? null : (
        <DialogButton
          label="取消截止日期"
          title={`取消${what}的截止日期？`}
          okText="取消截止日期"
          onSubmit={() => onSet(null)}
        >
          <p>取消后显示为“未设定”，不再标逾期。</p>
        </DialogButton>
      )}
    </>
  );
}
