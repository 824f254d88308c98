/** Returns several chosen frames with one reason, one after another; what was refused is told by name. */
import { App, Checkbox, Form, Input } from 'antd';
import { getFrame, listFrames, returnFrame, type Frame } from '#contract';
import { ApiProblem, call } from '../api.ts';
import { refresh } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';
import { fieldRule } from '../shared/field-rule.ts';
import { FrameStateMark } from '../shared/marks.tsx';
import { nameList } from '../shared/words.ts';

/** What has been filed and not yet been locked can be sent back. */
const isReturnable = ({ state, latest }: Frame) => latest !== null && state !== 'locked' && state !== 'awaited';

export function ReturnMany({ frames }: { readonly frames: readonly Frame[] }) {
  const { message, modal } = App.useApp();
  const returnable = frames.filter(isReturnable);
  const sendBack = async ({ chosen, reason }: { chosen: readonly string[]; reason: string }) => {
    const refused: string[] = [];
    try {
      for (const frame of returnable.filter(({ id }) => chosen.includes(id))) {
        if (frame.latest === null) continue;
        try {
          await call(returnFrame, { params: { frameId: frame.id }, body: { submissionId: frame.latest.id, reason } });
        } catch (error) {
          // A refusal concerns one frame; without network or session none of the others would fare better.
          if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
          refused.push(`${frame.department.name} ${nameList(frame)}：${error.detail}`);
        }
      }
    } finally {
      await refresh([listFrames, getFrame]);
    }
    if (refused.length === 0) {
      void message.success(`已退回${chosen.length}份，部门会看到原因`);
      return;
    }
    modal.warning({
      title: `退回了${chosen.length - refused.length}份，${refused.length}份没有退回`,
      content: (
        <ul className="plain-list">
          {refused.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
      okText: '知道了',
      scrollLock: false,
    });
  };
  return (
    <DialogButton<{ chosen: readonly string[]; reason: string }>
      label="批量退回"
      danger
      disabled={returnable.length === 0}
      title="用同一个原因退回几份抽样框"
      okText="退回选中的"
      initialValues={{ chosen: [], reason: '' }}
      onSubmit={sendBack}
    >
      <p>联络员会看到原因，并可以重新报送；已接收的也会取消接收。不要在原因里写个人姓名和号码。</p>
      <Form.Item
        name="chosen"
        label={`选择要退回的（按当前筛选，共${returnable.length}份）`}
        required
        rules={[{ required: true, type: 'array', min: 1, message: '至少选择一份' }]}
      >
        <Checkbox.Group
          className="scroll-list check-list"
          options={returnable.map((frame) => ({
            value: frame.id,
            label: (
              <>
                {frame.department.name} {nameList(frame)} <FrameStateMark state={frame.state} />
              </>
            ),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label="退回原因，写明要改什么"
        required
        rules={[fieldRule(returnFrame.body.shape.reason, '写明原因，4到500个字')]}
      >
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
    </DialogButton>
  );
}
