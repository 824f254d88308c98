/** When the forms are due, in words; the office sets it. */
import { App } from 'antd';
import { listContactForms, listOwnContactForms, setContactDeadline, type Cycle } from '#contract';
import { formatDay } from '../format.ts';
import { useWrite } from '../query.ts';
import { DayField } from '../shared/day-field.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';

export const nameDeadline = (deadlineOn: string | null): string =>
  deadlineOn === null ? '未设定' : formatDay(deadlineOn);

export function SetDeadline({ cycle, deadlineOn }: { readonly cycle: Cycle; readonly deadlineOn: string | null }) {
  const { message } = App.useApp();
  const set = useWrite(setContactDeadline, [listContactForms, listOwnContactForms]);
  const params = { cycleId: cycle.id };
  return (
    <>
      <DialogButton<{ deadlineOn: string }>
        label={deadlineOn === null ? '设定截止日期' : '修改截止日期'}
        title="情况表的截止日期"
        okText="保存"
        initialValues={{ deadlineOn: deadlineOn ?? cycle.frameDeadlineOn }}
        onSubmit={async (body) => {
          await set.mutateAsync({ params, body });
          void message.success('截止日期已保存');
        }}
      >
        <p>只管情况表（附件8），与抽样框的截止日期无关。过期后仍可填报，会标为逾期。</p>
        <DayField name="deadlineOn" label="截止日期" />
      </DialogButton>
      {deadlineOn === null ? null : (
        <DialogButton
          label="取消截止日期"
          title="取消情况表的截止日期？"
          okText="取消截止日期"
          onSubmit={() => set.mutateAsync({ params, body: { deadlineOn: null } })}
        >
          <p>取消后显示为“未设定”，不再标逾期。</p>
        </DialogButton>
      )}
    </>
  );
}
