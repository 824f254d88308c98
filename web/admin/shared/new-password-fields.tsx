/** A new password, typed twice. */
import { Form, Input } from 'antd';
import type { z } from 'zod';
import { fieldRule } from './field-rule.ts';

export function NewPasswordFields({
  name,
  label,
  schema,
}: {
  readonly name: string;
  readonly label: string;
  readonly schema: z.ZodType;
}) {
  return (
    <>
      <Form.Item
        name={name}
        label={label}
        extra="至少10个字符。用几个不相干的词连起来，比单词加数字更好记也更安全"
        rules={[fieldRule(schema)]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={`再输一遍${label}`}
        dependencies={[name]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error('两次输入的密码不一样，请重新输入')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  );
}
