/** Findings are masked for those who judge them; with a reason they are shown in full for a quarter of an hour. */
import { App, Form, Input } from 'antd';
import { getDifference, listFindings, revealFindings, revealMinutes, revealsPerDay, type Submission } from '#contract';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';

export function RevealButton({ submission }: { readonly submission: Submission }) {
  const { message } = App.useApp();
  const reveal = useWrite(revealFindings, [listFindings, getDifference]);
  return (
    <DialogButton<{ reason: string }>
      label="显示完整内容"
      title="显示完整的姓名和号码"
      okText="显示完整内容"
      initialValues={{ reason: '' }}
      onSubmit={async (body) => {
        const { leftToday } = await reveal.mutateAsync({ params: { submissionId: submission.id }, body });
        void message.success(`${revealMinutes}分钟内显示完整内容，今天还可以再用${leftToday}次`);
      }}
    >
      <p>
        {`只对您本人、只对这一次报送显示，${revealMinutes}分钟后恢复遮盖。每人每天最多${revealsPerDay}次，每次都会连同理由写入留痕。`}
      </p>
      <Form.Item name="reason" label="理由" required rules={[fieldRule(revealFindings.body.shape.reason)]}>
        <Input.TextArea rows={2} maxLength={200} placeholder="例如：电话核实第12行至第20行的登记情况" />
      </Form.Item>
    </DialogButton>
  );
}

/** Says which of the two is on the screen; nothing for a department, which sees its own. */
export function RevealNote({
  masked,
  revealedUntil,
}: {
  readonly masked: boolean;
  readonly revealedUntil: string | null;
}) {
  if (masked) return <p className="soft">姓名和号码已遮盖。需要看完整内容的，请点“显示完整内容”并写明理由。</p>;
  if (revealedUntil === null) return null;
  return <p>{`正在显示完整内容，到${formatInstant(revealedUntil)}为止。`}</p>;
}
