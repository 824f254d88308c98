/** A calendar day: the browser's own date field, with the day written out below, weekday included. */
import { Form, Input } from 'antd';
import { day } from '#contract';
import { formatDay } from '../format.ts';

export function DayField({
  name,
  label,
  extra,
}: {
  readonly name: string;
  readonly label: string;
  readonly extra?: string;
}) {
  const value = Form.useWatch<string | undefined>(name, { preserve: true });
  const written = value !== undefined && day.safeParse(value).success ? formatDay(value) : undefined;
  return (
    <Form.Item
      name={name}
      label={label}
      extra={[written, extra].filter(Boolean).join('。') || undefined}
      rules={[{ required: true, message: `请选择${label}` }]}
    >
      <Input type="date" min="2000-01-01" max="2100-12-31" />
    </Form.Item>
  );
}
