/** Who decided, on what paper, why: the fields every decision needs. */
import { Form, Input } from 'antd';

export interface Grounds {
  readonly reason: string;
  readonly document: string;
  readonly decidedBy: string;
}

const needed = (label: string) => [{ required: true, min: 2, whitespace: true, message: `请写明${label}` }];

export function GroundsFields({ reason = true }: { readonly reason?: boolean }) {
  return (
    <>
      {reason ? (
        <Form.Item name="reason" label="理由" rules={needed('理由')}>
          <Input.TextArea rows={2} maxLength={400} />
        </Form.Item>
      ) : null}
      <Form.Item name="document" label="依据文件" rules={needed('依据文件')} extra="文件名称和文号，或会议纪要">
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="decidedBy" label="决定机关或决定人" rules={needed('决定机关或决定人')}>
        <Input maxLength={80} />
      </Form.Item>
    </>
  );
}
