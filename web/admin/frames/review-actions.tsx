/** Accepting or returning the latest submission. The dialogs say what happens. */
import { App, Form, Input } from 'antd';
import { acceptFrame, getFrame, listFrames, returnFrame, type Submission } from '#contract';
import { formatCount } from '../format.ts';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';
import type { FrameWithHistory } from './frame-page.tsx';

function describeReview({ state }: FrameWithHistory, { verdict }: Submission): string {
  if (state === 'locked') return '已锁定用于抽样，不能再接收或退回。';
  if (state === 'accepted') return '已接收，可以用于抽样。名单确有问题的，抽样锁定之前还可以退回。';
  if (verdict === 'returned')
    return '没有通过自动审核，不能接收。部门会按审核结果重报；需要另作说明的，请退回并写明原因。';
  if (state === 'returned') return '已退回，等待部门重报。退回有误的，也可以直接接收。';
  return '通过了自动审核。核对“待核实”的问题后，接收或退回。';
}

export function ReviewActions({
  frame,
  submission,
}: {
  readonly frame: FrameWithHistory;
  readonly submission: Submission;
}) {
  const { message } = App.useApp();
  const touched = [getFrame, listFrames];
  const accept = useWrite(acceptFrame, touched);
  const sendBack = useWrite(returnFrame, touched);
  const acceptable = submission.verdict === 'accepted' && (frame.state === 'filed' || frame.state === 'returned');
  return (
    <Section title="审核处理">
      <p>{describeReview(frame, submission)}</p>
      {frame.state === 'locked' ? null : (
        <div className="actions">
          {acceptable ? (
            <DialogButton
              label="接收"
              type="primary"
              title={`接收${frame.department.name}第${submission.number}次报送？`}
              okText="接收"
              onSubmit={async () => {
                await accept.mutateAsync({ params: { frameId: frame.id }, body: { submissionId: submission.id } });
                void message.success('已接收');
              }}
            >
              <p>
                接收后部门不能再改，这{formatCount(submission.counts.usable)}
                人可以用于抽样。抽样锁定之前，仍可退回。
              </p>
              {submission.findingCounts.review > 0 ? (
                <p>还有{formatCount(submission.findingCounts.review)}处“待核实”，接收后按可用处理。</p>
              ) : null}
            </DialogButton>
          ) : null}
          <DialogButton<{ reason: string }>
            label="退回"
            danger
            title={`退回${frame.department.name}第${submission.number}次报送`}
            okText="退回"
            initialValues={{ reason: frame.returnReason ?? '' }}
            onSubmit={async ({ reason }) => {
              await sendBack.mutateAsync({
                params: { frameId: frame.id },
                body: { submissionId: submission.id, reason },
              });
              void message.success('已退回，部门会看到原因');
            }}
          >
            <p>部门的联络员会看到原因，并可以重新报送。不要在原因里写个人姓名和号码。</p>
            <Form.Item
              name="reason"
              label="退回原因，写明要改什么"
              required
              rules={[fieldRule(returnFrame.body.shape.reason, '写明原因，4到500个字')]}
            >
              <Input.TextArea rows={4} maxLength={500} showCount />
            </Form.Item>
          </DialogButton>
        </div>
      )}
    </Section>
  );
}
