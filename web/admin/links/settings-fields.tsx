/** The fields of a round that are the same when it is made and when it is changed. */
import { Form, Input } from 'antd';

export const must = (words: string) => [{ required: true, message: words }];

const message = (words: string) => [
  ...must(words),
  {
    validator: async (_rule: unknown, text: string | undefined) => {
      if (text !== undefined && text !== '' && text.split('{链接}').length !== 2)
        throw new Error('要写明一处{链接}，每人的链接放在那里');
    },
  },
];

export function MessageFields() {
  return (
    <>
      <Form.Item
        name="message"
        label="短信内容"
        rules={message('请填短信内容')}
        extra="{链接}换成每人自己的链接，{单位}换成被评价单位。有汉字的短信70字以内算1条，更长的每67字1条。"
      >
        <Input.TextArea rows={3} maxLength={400} />
      </Form.Item>
      <Form.Item name="reminder" label="提醒短信（只发给还没作答的人）" rules={message('请填提醒短信')}>
        <Input.TextArea rows={2} maxLength={400} />
      </Form.Item>
    </>
  );
}

export function AboutFields() {
  return (
    <>
      <Form.Item name="organiser" label="主办单位" rules={must('请填主办单位')}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="hotline" label="监督电话" rules={must('请填监督电话')}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="verifyText"
        label="核实页上的说明"
        rules={must('请填核实页上的说明')}
        extra="写明短信由谁发、从什么号码发。收到短信的人在 本站地址/verify 看到。"
      >
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
    </>
  );
}
